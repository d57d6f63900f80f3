//! Changes of the ledger that run no migration: what `repair` and `baseline` write.

use std::rc::Rc;

use super::Edit;
use crate::migration::{Checksum, Migration, Version};

/// One row of the ledger to change.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The version, spelled as in the ledger when it is there.
    pub version: Version,
    /// `0007_create_users`.
    pub label: String,
    /// What is done.
    pub change: Change,
}

/// What is done to a row.
#[derive(Debug, Clone)]
pub enum Change {
    /// The row gets the checksums and the script of its file.
    Restamp {
        /// The file now.
        migration: Rc<Migration>,
        /// The checksum that the row must have until then; `None` when it has none of ours.
        seen: Option<Checksum>,
        /// How the file differs from what was applied; `None` when the row was unverified.
        edit: Option<Edit>,
    },
    /// The row is deleted.
    Forget,
    /// A row is written, as if the migration had run.
    MarkApplied(Rc<Migration>),
    /// The same, for a database that was there before its ledger.
    Baseline(Rc<Migration>),
}

/// A change's name, as in the log table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// [`Change::Restamp`]
    Restamp,
    /// [`Change::Forget`]
    Forget,
    /// [`Change::MarkApplied`]
    MarkApplied,
    /// [`Change::Baseline`]
    Baseline,
}

impl ChangeKind {
    /// `restamp`, `forget`, `mark-applied`, `baseline`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Restamp => "restamp",
            Self::Forget => "forget",
            Self::MarkApplied => "mark-applied",
            Self::Baseline => "baseline",
        }
    }
}

impl Change {
    /// Its name.
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Restamp { .. } => ChangeKind::Restamp,
            Self::Forget => ChangeKind::Forget,
            Self::MarkApplied(_) => ChangeKind::MarkApplied,
            Self::Baseline(_) => ChangeKind::Baseline,
        }
    }

    /// The migration whose checksums are written.
    pub fn migration(&self) -> Option<&Rc<Migration>> {
        match self {
            Self::Restamp { migration, .. }
            | Self::MarkApplied(migration)
            | Self::Baseline(migration) => Some(migration),
            Self::Forget => None,
        }
    }
}

impl Correction {
    /// Whether `other` is the same change of the same row: who agreed to one agreed to both.
    pub fn is_same(&self, other: &Self) -> bool {
        let written = |change: &Change| change.migration().map(|migration| migration.checksum);
        let seen = |change: &Change| match change {
            Change::Restamp { seen, .. } => *seen,
            _ => None,
        };
        self.version == other.version
            && self.change.kind() == other.change.kind()
            && written(&self.change) == written(&other.change)
            && seen(&self.change) == seen(&other.change)
    }
}

/// The changes of one command, in the order in which they are written.
#[derive(Debug, Clone, Default)]
pub struct Corrections {
    /// What is to be changed.
    pub changes: Vec<Correction>,
    /// Labels of what was asked for and is so already.
    pub unchanged: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::parse;
    use crate::plan::fixtures::{IRREVERSIBLE, file, file_with, version};

    fn migration(text: &str) -> Rc<Migration> {
        Rc::new(parse(&file_with("1", text)).unwrap())
    }

    fn correction(of: &str, change: Change) -> Correction {
        Correction {
            version: version(of),
            label: format!("{of}_x"),
            change,
        }
    }

    #[test]
    fn who_agreed_to_a_change_agreed_to_no_other() {
        let this = Rc::new(parse(&file("1")).unwrap());
        let other = migration(IRREVERSIBLE);
        let restamp = |migration: &Rc<Migration>, seen| Change::Restamp {
            migration: Rc::clone(migration),
            seen,
            edit: None,
        };
        let seen = Some(this.checksum);
        let shown = correction("1", restamp(&this, seen));
        for (now, is_same, reason) in [
            (correction("1", restamp(&this, seen)), true, "nothing new"),
            (correction("2", restamp(&this, seen)), false, "another row"),
            (correction("1", Change::Forget), false, "another change"),
            (
                correction("1", restamp(&other, seen)),
                false,
                "the file was edited meanwhile",
            ),
            (
                correction("1", restamp(&this, None)),
                false,
                "the row was changed meanwhile",
            ),
        ] {
            assert_eq!(shown.is_same(&now), is_same, "{reason}");
        }
        let marked = correction("1", Change::MarkApplied(Rc::clone(&this)));
        let baseline = correction("1", Change::Baseline(this));
        assert!(!marked.is_same(&baseline), "the log tells them apart");
    }

    #[test]
    fn changes_have_their_names_in_the_log() {
        let this = migration(IRREVERSIBLE);
        let restamp = Change::Restamp {
            migration: Rc::clone(&this),
            seen: None,
            edit: None,
        };
        for (change, name, is_written) in [
            (restamp, "restamp", true),
            (Change::Forget, "forget", false),
            (Change::MarkApplied(Rc::clone(&this)), "mark-applied", true),
            (Change::Baseline(Rc::clone(&this)), "baseline", true),
        ] {
            assert_eq!(change.kind().as_str(), name);
            assert_eq!(change.migration().is_some(), is_written, "{name}");
        }
    }
}
