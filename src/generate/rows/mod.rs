//! Making the rows of one table, one after the other.
//!
//! A row is drawn (`draw.rs`), what it refers to first (`refer.rs`), then held against every
//! constraint that is understood (`judge.rs`); one that breaks any is drawn again.

mod draw;
mod judge;
mod refer;

use super::keys::Slot;
use super::obstacle::Obstacle;
use super::parents::Parents;
use super::random::Random;
use super::table_plan::TablePlan;
use super::value::Value;
use draw::{Draw, Miss};

/// Draws of a row with the same numbers, before its keys get others.
const DRAWS: u32 = 30;
/// Combinations of numbers in vain, before a table is given up.
const MOST_MISSES: u32 = 20_000;

/// The rows of one table in the making.
pub(super) struct Rows {
    plan: TablePlan,
    random: Random,
    made: u64,
    row: Vec<Value>,
    /// Numbers that drivers give to columns, and to references.
    numbers: Vec<(Slot, u64)>,
}

impl Rows {
    /// The rows of this plan.
    pub(super) fn new(plan: TablePlan, random: Random) -> Self {
        Self {
            row: vec![Value::Null; plan.columns.len()],
            numbers: Vec::new(),
            plan,
            random,
            made: 0,
        }
    }

    /// How they are made.
    pub(super) fn plan(&self) -> &TablePlan {
        &self.plan
    }

    /// How many were made.
    pub(super) fn made(&self) -> u64 {
        self.made
    }

    /// Makes the next row: the values of all columns. It isn't checked whether there should be one.
    ///
    /// # Errors
    /// None was found.
    pub(super) fn next(&mut self, lists: &[Parents]) -> Result<&[Value], Obstacle> {
        let mut last = None;
        for _ in 0..MOST_MISSES {
            let Some(way) = self.way() else {
                return Err(self.exhausted());
            };
            self.draw_numbers(way);
            for _ in 0..DRAWS {
                match self.draw(way, lists) {
                    Ok(()) => {
                        self.remember();
                        self.advance(way);
                        self.made += 1;
                        return Ok(&self.row);
                    }
                    Err(miss) => {
                        last = Some(miss);
                        // The same numbers would give the same key.
                        if matches!(miss, Miss::Key(key) if self.is_driven(key)) {
                            break;
                        }
                    }
                }
            }
            self.advance(way);
        }
        Err(self.given_up(last))
    }

    /// A way whose drivers have numbers left.
    fn way(&mut self) -> Option<usize> {
        let count = self.plan.ways.len();
        let first = self.random.below(count as u64) as usize;
        let mut candidates = (0..count).map(|step| (first + step) % count);
        candidates.find(|way| {
            let mut keys = self.plan.keys.iter();
            keys.all(|key| {
                let driver = key.drivers.iter().find(|driver| driver.ways.contains(way));
                match driver {
                    Some(driver) => !driver.is_exhausted(),
                    // Its driver had nothing to give.
                    None => key.drivers.is_empty(),
                }
            })
        })
    }

    fn draw_numbers(&mut self, way: usize) {
        self.numbers.clear();
        for key in &self.plan.keys {
            if let Some(driver) = key.drivers.iter().find(|driver| driver.ways.contains(&way)) {
                self.numbers.extend(driver.numbers());
            }
        }
    }

    fn advance(&mut self, way: usize) {
        for key in &mut self.plan.keys {
            let mut drivers = key.drivers.iter_mut();
            if let Some(driver) = drivers.find(|driver| driver.ways.contains(&way)) {
                driver.advance();
            }
        }
    }

    fn is_driven(&self, key: usize) -> bool {
        self.plan
            .keys
            .get(key)
            .is_some_and(|key| !key.drivers.is_empty())
    }

    fn remember(&mut self) {
        for key in &mut self.plan.keys {
            if key.seen.is_some()
                && let Some(digest) = key.digest(&self.row)
                && let Some(seen) = &mut key.seen
            {
                seen.insert(digest);
            }
        }
    }

    /// Draws all values and judges them.
    fn draw(&mut self, way: usize, lists: &[Parents]) -> Result<(), Miss> {
        let Self {
            plan,
            random,
            row,
            numbers,
            made,
        } = self;
        let Some(way) = plan.ways.get(way) else {
            return Err(Miss::Partition);
        };
        row.fill(Value::Null);
        let mut draw = Draw {
            plan,
            way,
            random,
            row,
            numbers,
            made: *made,
        };
        draw.numbered();
        for index in 0..plan.references.len() {
            draw.refer(index, lists)?;
        }
        for &column in &plan.order {
            draw.column(column)?;
        }
        draw.judge()
    }

    fn exhausted(&self) -> Obstacle {
        let key = self.plan.keys.iter().find(|key| {
            !key.drivers.is_empty() && key.drivers.iter().all(|driver| driver.is_exhausted())
        });
        Obstacle::TooFew {
            table: self.plan.title.clone(),
            key: key.map_or_else(String::new, |key| key.name.clone()),
            columns: key.map_or_else(String::new, |key| key.columns.clone()),
            possible: self.made,
            wanted: self.plan.rows,
        }
    }

    fn given_up(&self, miss: Option<Miss>) -> Obstacle {
        let plan = &self.plan;
        let rule = match miss {
            Some(Miss::Rule(index)) => plan.rules.get(index),
            Some(Miss::Column(column, index)) => plan
                .columns
                .get(column)
                .and_then(|column| column.rules.get(index)),
            _ => None,
        };
        let (constraint, expression) = match (miss, rule) {
            (_, Some(rule)) => (rule.name.clone(), rule.text.clone()),
            (Some(Miss::Reference(index)), _) => {
                let name = plan.references.get(index).map(|it| it.name.clone());
                (name.unwrap_or_default(), "a foreign key".to_owned())
            }
            (Some(Miss::Key(index)), _) => {
                let key = plan.keys.get(index);
                let columns = key.map_or("", |key| &key.columns);
                let name = key.map_or("", |key| &key.name);
                (name.to_owned(), format!("unique ({columns})"))
            }
            _ => ("its partitions".to_owned(), "bounds".to_owned()),
        };
        Obstacle::Unsatisfied {
            table: plan.title.clone(),
            constraint,
            expression,
            after: self.made,
        }
    }
}
