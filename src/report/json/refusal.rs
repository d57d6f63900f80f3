//! A refusal as data.

use serde::Serialize;

use super::super::modified;
use crate::migration::{Location, NeededFor, Version};
use crate::plan::{ChangeKind, Edit, EditKind, LedgerTrap, PartialRow, Protection, Refusal, State};
use crate::plan::{Live, StoredProblem, Unconfirmed, Unresumable, Untriable};

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
    NeedsSession {
        label: &'a str,
        statement: usize,
        text: &'a str,
        why: NeededFor,
        settings: &'a [String],
    },
    Untriable {
        label: &'a str,
        why: &'static str,
        added_by: &'a [String],
    },
    OnLive {
        database: &'a str,
        host: &'a str,
        why: Live,
    },
    DirectElsewhere {
        direct: &'a str,
        pooled: &'a str,
    },
    NotEmpty {
        database: &'a str,
        objects: usize,
        named: &'a [String],
        versions: usize,
    },
    MissingExtensions {
        names: &'a [String],
        location: Option<&'a Location>,
    },
    Unconfirmed {
        why: Unconfirmed,
    },
    Pending {
        labels: &'a [String],
    },
    NotGenerated {
        reason: &'a str,
    },
    ResetReaches {
        tables: &'a [String],
        others: &'a [String],
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
            Refusal::NeedsSession {
                label,
                need,
                settings,
            } => Self::NeedsSession {
                label,
                statement: need.statement,
                text: &need.text,
                why: need.why,
                settings,
            },
            Refusal::Untriable { label, why } => {
                let (why, added_by) = match why {
                    Untriable::OutsideTransaction => ("outside-transaction", &[][..]),
                    Untriable::SetsTransaction => ("sets-transaction", &[][..]),
                    Untriable::EnumValue { added_by } => ("enum-value", added_by.as_slice()),
                };
                Self::Untriable {
                    label,
                    why,
                    added_by,
                }
            }
            Refusal::OnLive {
                database,
                host,
                why,
            } => Self::OnLive {
                database,
                host,
                why: *why,
            },
            Refusal::DirectElsewhere { direct, pooled } => Self::DirectElsewhere { direct, pooled },
            Refusal::NotEmpty {
                database,
                objects,
                named,
                versions,
            } => Self::NotEmpty {
                database,
                objects: *objects,
                named,
                versions: *versions,
            },
            Refusal::MissingExtensions {
                names, location, ..
            } => Self::MissingExtensions {
                names,
                location: location.as_ref(),
            },
            Refusal::Unconfirmed(why) => Self::Unconfirmed { why: *why },
            Refusal::Pending(labels) => Self::Pending { labels },
            Refusal::NotGenerated { reason, cure: _ } => Self::NotGenerated { reason },
            Refusal::ResetReaches { tables, others } => Self::ResetReaches { tables, others },
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
