//! What a message needs to know beyond the failure itself.

use crate::migration::Direction;

/// The command and the ledger that messages speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scene {
    /// `up`, as typed; empty when no command could be read.
    pub(super) command: String,
    /// The ledger, qualified and quoted as SQL, once it is known.
    pub(super) ledger: Option<String>,
}

impl Scene {
    /// The command, when one could be read.
    pub(super) fn command(&self) -> Option<&str> {
        (!self.command.is_empty()).then_some(&*self.command)
    }

    /// The ledger as SQL names it; its default name while nobody has resolved it.
    pub(super) fn ledger(&self) -> &str {
        self.ledger.as_deref().unwrap_or("schema_migrations")
    }

    /// The side table `…_progress`, as SQL names it.
    pub(super) fn progress_table(&self) -> String {
        match self.ledger().strip_suffix('"') {
            Some(quoted) => format!("{quoted}_progress\""),
            None => format!("{}_progress", self.ledger()),
        }
    }

    /// What goes on after a step in this direction failed: `redo` that has reverted would
    /// revert more.
    pub(super) fn invocation_after(&self, direction: Direction) -> String {
        match (self.command.as_str(), direction) {
            ("redo", Direction::Up) => "proj-migrate up".to_owned(),
            _ => self.invocation(),
        }
    }

    /// `proj-migrate up`
    pub(super) fn invocation(&self) -> String {
        format!("proj-migrate {}", self.command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_side_table_stands_beside_the_ledger() {
        for (ledger, expected) in [
            (None, "schema_migrations_progress"),
            (
                Some("app.schema_migrations"),
                "app.schema_migrations_progress",
            ),
            (Some("app.\"My Ledger\""), "app.\"My Ledger_progress\""),
        ] {
            let scene = Scene {
                command: "up".to_owned(),
                ledger: ledger.map(str::to_owned),
            };
            assert_eq!(scene.progress_table(), expected);
        }
    }
}
