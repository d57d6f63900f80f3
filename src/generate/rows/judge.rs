//! Whether a row that is drawn keeps every constraint that is understood.

use super::draw::{Draw, Miss};
use crate::generate::expression::Verdict;
use crate::generate::table_plan::ColumnPlan;
use crate::generate::value::Value;

impl Draw<'_> {
    /// Holds a value against what is known of its column alone.
    pub(super) fn judge_column(&self, column: usize, described: &ColumnPlan) -> Result<(), Miss> {
        let text = self.row.get(column).and_then(Value::as_text);
        if let Some((most, text)) = described.most.zip(text)
            && text.len() > most as usize
            && text.chars().count() > most as usize
        {
            return Err(Miss::Length);
        }
        for (index, rule) in described.rules.iter().enumerate() {
            if rule.expression.verdict(self.row) == Verdict::Broken {
                return Err(Miss::Column(column, index));
            }
        }
        Ok(())
    }

    /// Holds the row against everything over several columns.
    pub(super) fn judge(&self) -> Result<(), Miss> {
        for (index, rule) in self.plan.rules.iter().enumerate() {
            if rule.expression.verdict(self.row) == Verdict::Broken {
                return Err(Miss::Rule(index));
            }
        }
        if let Some(partition) = &self.way.partition
            && partition.verdict(self.row) == Verdict::Broken
        {
            return Err(Miss::Partition);
        }
        for (index, key) in self.plan.keys.iter().enumerate() {
            if let Some(seen) = &key.seen
                && let Some(digest) = key.digest(self.row)
                && seen.contains(&digest)
            {
                return Err(Miss::Key(index));
            }
        }
        Ok(())
    }
}
