//! A refusal as data.

use serde::Serialize;

use super::super::modified;
use crate::migration::Version;
use crate::plan::{ChangeKind, Edit, EditKind, LedgerTrap, PartialRow, Protection, Refusal, State};
use crate::plan::{StoredProblem, Unconfirmed, Unresumable};

/// A refusal; `kind` tells the other keys.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum RefusalJson<'a> {
    Modified {
        edits: Vec<EditJson<'a>>,
    },
    Partial {
        label: &'a str,
        progress: &'a PartialRow,
        statement: Option<&'a str>,
        why: Unresumable,
    },
    InDoubt {
        label: &'a str,
        progress: &'a PartialRow,
        statement: Option<&'a str>,
        shows: &'a [String],
    },
    Strict {
        out_of_order: &'a [String],
        missing: &'a [String],
    },
    Irreversible {
        labels: &'a [String],
        nearest_to: Option<&'a Version>,
    },
    UnknownVersion {
        wanted: &'a Version,
        nearest: Option<&'a Version>,
    },
    AmbiguousVersion {
        wanted: &'a Version,
        labels: &'a [String],
    },
    UnknownRun {
        label: &'a str,
    },
    NotApplied {
        label: &'a str,
    },
    ReleaseBelow {
        release: &'a str,
        others: &'a [String],
        stays: Option<&'a Version>,
    },
    NotAgain {
        labels: &'a [String],
    },
    Stored {
        label: &'a str,
        reason: &'static str,
        writers: &'a [String],
    },
    Protected {
        command: &'a str,
        database: &'a str,
        by: &'static str,
    },
    ProtectedBySetting {
        database: &'a str,
    },
    WrongState {
        label: &'a str,
        state: State,
        action: ChangeKind,
    },
    NotDownOnly {
        edits: Vec<EditJson<'a>>,
    },
    NotABaseline {
        to: &'a str,
        above: &'a [String],
        unfit: &'a [String],
    },
    Unconfirmed {
        why: Unconfirmed,
    },
    Ledger {
        relation: &'a str,
        trap: &'static str,
        /// Names that belong to the trap: triggers, schemas, a version, a tool.
        names: Vec<&'a str>,
    },
}

/// An edited migration; `diff` is a unified diff, null when no script is stored.
#[derive(Serialize)]
pub(super) struct EditJson<'a> {
    label: &'a str,
    path: &'a str,
    edit: EditKind,
    diff: Option<String>,
}

impl<'a> From<&'a Edit> for EditJson<'a> {
    fn from(edit: &'a Edit) -> Self {
        Self {
            label: &edit.label,
            path: &edit.path,
            edit: edit.kind,
            diff: modified::diff(edit).map(|diff| diff.as_str().to_owned()),
        }
    }
}

impl<'a> From<&'a Refusal> for RefusalJson<'a> {
    fn from(refusal: &'a Refusal) -> Self {
        match refusal {
            Refusal::Modified(edits) => Self::Modified {
                edits: edits.iter().map(EditJson::from).collect(),
            },
            Refusal::Partial {
                label,
                progress,
                statement,
                why,
            } => Self::Partial {
                label,
                progress,
                statement: statement.as_deref(),
                why: *why,
            },
            Refusal::InDoubt {
                label,
                progress,
                statement,
                shows,
            } => Self::InDoubt {
                label,
                progress,
                statement: statement.as_deref(),
                shows,
            },
            Refusal::Strict {
                out_of_order,
                missing,
            } => Self::Strict {
                out_of_order,
                missing,
            },
            Refusal::Irreversible { labels, nearest_to } => Self::Irreversible {
                labels,
                nearest_to: nearest_to.as_ref(),
            },
            Refusal::UnknownVersion { wanted, nearest } => Self::UnknownVersion {
                wanted,
                nearest: nearest.as_ref(),
            },
            Refusal::AmbiguousVersion { wanted, labels } => {
                Self::AmbiguousVersion { wanted, labels }
            }
            Refusal::UnknownRun { label } => Self::UnknownRun { label },
            Refusal::NotApplied { label } => Self::NotApplied { label },
            Refusal::ReleaseBelow {
                release,
                others,
                stays,
            } => Self::ReleaseBelow {
                release,
                others,
                stays: stays.as_ref(),
            },
            Refusal::NotAgain { labels } => Self::NotAgain { labels },
            Refusal::Stored { label, reason, .. } => stored(label, reason),
            Refusal::Protected {
                command,
                database,
                by,
            } => Self::Protected {
                command,
                database,
                by: match by {
                    Protection::Row => "row",
                    Protection::Setting => "setting",
                    Protection::Unknown(_) => "unknown",
                },
            },
            Refusal::ProtectedBySetting { database } => Self::ProtectedBySetting { database },
            Refusal::WrongState {
                label,
                state,
                action,
                ..
            } => Self::WrongState {
                label,
                state: *state,
                action: *action,
            },
            Refusal::NotDownOnly(edits) => Self::NotDownOnly {
                edits: edits.iter().map(EditJson::from).collect(),
            },
            Refusal::NotABaseline { to, above, unfit } => Self::NotABaseline { to, above, unfit },
            Refusal::Unconfirmed(why) => Self::Unconfirmed { why: *why },
            Refusal::Ledger { relation, trap } => ledger(relation, trap),
        }
    }
}

fn stored<'a>(label: &'a str, reason: &'a StoredProblem) -> RefusalJson<'a> {
    let (reason, writers) = match reason {
        StoredProblem::Absent => ("absent", &[][..]),
        StoredProblem::Incomplete => ("incomplete", &[][..]),
        StoredProblem::ChecksumDiffers => ("checksum-differs", &[][..]),
        StoredProblem::Unparsable => ("unparsable", &[][..]),
        StoredProblem::Writable(writers) => ("writable", writers.as_slice()),
    };
    RefusalJson::Stored {
        label,
        reason,
        writers,
    }
}

fn ledger<'a>(relation: &'a str, trap: &'a LedgerTrap) -> RefusalJson<'a> {
    let all = |names: &'a [String]| names.iter().map(String::as_str).collect();
    let (trap, names) = match trap {
        LedgerTrap::NotATable(what) => ("not-a-table", vec![*what]),
        LedgerTrap::TriggersOrRules(names) => ("triggers-or-rules", all(names)),
        LedgerTrap::RowSecurity => ("row-security", Vec::new()),
        LedgerTrap::OtherTool(tool) => ("other-tool", vec![*tool]),
        LedgerTrap::ElsewhereOnly(schemas) => ("elsewhere-only", all(schemas)),
        LedgerTrap::BadVersion(version) => ("bad-version", vec![version.as_str()]),
        LedgerTrap::NoVersionColumn => ("no-version-column", Vec::new()),
    };
    RefusalJson::Ledger {
        relation,
        trap,
        names,
    }
}
