//! What a `transaction:false` section needs of a session that lasts: behind a pooler in
//! transaction mode each statement may meet another one, and what is set stays behind for
//! strangers.

use super::{Migration, Section, TextLost, Transaction};
use crate::sql::{Evidence, StatementKind, Temporary, Unit, Units, evidence, temporary};

/// A statement that only makes sense in a session that lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionNeed {
    /// The statement, 1-based.
    pub statement: usize,
    /// Its first line.
    pub text: String,
    /// What it needs the session for.
    pub why: NeededFor,
}

/// What a session is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NeededFor {
    /// It sets or prepares something.
    Setting,
    /// It makes a temporary object, or a cursor that outlives its transaction.
    Temporary,
    /// It runs in no transaction, in which alone something could be set for it: role, search
    /// path, time-outs.
    Alone,
}

/// What is to be set for statements that run in no transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetForAll {
    /// Nothing that matters.
    Nothing,
    /// A role, a search path or a time-out, which somebody has asked for.
    Something,
}

impl Migration {
    /// The first statement of `section` that needs a session; `None` for a section that runs
    /// in one transaction.
    ///
    /// # Errors
    /// [`TextLost`].
    pub fn session_need(
        &self,
        section: &Section,
        set: SetForAll,
    ) -> Result<Option<SessionNeed>, TextLost> {
        if section.options.transaction == Transaction::Whole {
            return Ok(None);
        }
        let units = self.units(section)?;
        let mut statements = self.statements(section);
        while let Some(statement) = statements.next_statement()? {
            let is_in_unit = |unit: &Unit| unit.statements.contains(&statement.index);
            let place = match units.iter().any(is_in_unit) {
                true => Place::Unit,
                false => Place::Alone,
            };
            if let Some(why) = need(&statement.text, statement.kind, (place, set)) {
                let line = statement.text.lines().next().unwrap_or_default();
                return Ok(Some(SessionNeed {
                    statement: statement.index + 1,
                    text: line.trim_end().to_owned(),
                    why,
                }));
            }
        }
        Ok(None)
    }

    fn units(&self, section: &Section) -> Result<Vec<Unit>, TextLost> {
        let mut units = Units::default();
        let mut statements = self.statements(section);
        while let Some(statement) = statements.next_statement()? {
            units.add(statement.kind, &statement.text);
        }
        Ok(units.found())
    }
}

/// Where a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the author's own `BEGIN … COMMIT`.
    Unit,
    /// Outside of one.
    Alone,
}

fn need(text: &str, kind: StatementKind, (place, set): (Place, SetForAll)) -> Option<NeededFor> {
    if let Some(Temporary::Made(_)) = temporary(text) {
        return Some(NeededFor::Temporary);
    }
    let is_set_transaction = matches!(kind, StatementKind::SetTransaction { .. });
    match (evidence(text, kind), place) {
        (Evidence::Session, Place::Unit) if is_set_transaction || is_local(text) => None,
        (Evidence::Session, _) => Some(NeededFor::Setting),
        (Evidence::Note, _) | (_, Place::Unit) => None,
        _ if set == SetForAll::Something => Some(NeededFor::Alone),
        _ => None,
    }
}

fn is_local(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let mut is = |wanted: &str| {
        words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case(wanted))
    };
    is("set") && is("local")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{Version, parse_stored};

    fn need_of(statements: &str, set: SetForAll) -> Option<(usize, NeededFor)> {
        let text = format!("-- migrate:up transaction:false\n{statements}");
        let migration = parse_stored(&Version::new("1").unwrap(), "a", &text, "1_a").unwrap();
        let need = migration.session_need(&migration.up, set).unwrap();
        need.map(|need| (need.statement, need.why))
    }

    #[test]
    fn only_what_lasts_beyond_a_statement_needs_a_session() {
        use NeededFor::{Alone, Setting, Temporary};
        use SetForAll::{Nothing, Something};
        for (statements, set, expected, why) in [
            (
                "create table a ();",
                Something,
                None,
                "runs with its note in a transaction",
            ),
            ("vacuum;", Nothing, None, "needs nothing"),
            (
                "vacuum;",
                Something,
                Some((1, Alone)),
                "nothing can be set for it",
            ),
            (
                "create table a ();create index concurrently on a (x);",
                Something,
                Some((2, Alone)),
                "the same",
            ),
            (
                "create index concurrently on a (x);",
                Nothing,
                None,
                "as the server's defaults say",
            ),
            (
                "set work_mem = '1GB';",
                Nothing,
                Some((1, Setting)),
                "another client would have it",
            ),
            (
                "begin;set work_mem = '1GB';commit;",
                Nothing,
                Some((2, Setting)),
                "outlives its unit",
            ),
            (
                "begin;set local work_mem = '1GB';commit;",
                Nothing,
                None,
                "ends with its unit",
            ),
            (
                "set local work_mem = '1GB';",
                Nothing,
                Some((1, Setting)),
                "does nothing, and meant to",
            ),
            (
                "prepare p as select 1;",
                Nothing,
                Some((1, Setting)),
                "is executed elsewhere",
            ),
            (
                "create temp table t ();",
                Nothing,
                Some((1, Temporary)),
                "is somebody else's next",
            ),
            (
                "select set_config('a.b', 'c', false);",
                Nothing,
                Some((1, Setting)),
                "a SET by its other name",
            ),
        ] {
            assert_eq!(need_of(statements, set), expected, "{statements}: {why}");
        }
    }
}
