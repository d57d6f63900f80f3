//! Every refusal, every trap of a ledger, every fault of a stored script.

use super::{Twist, loads, version};
use crate::migration::{Direction, NeededFor, SessionNeed};
use crate::plan::Untriable;
use crate::plan::{ChangeKind, Edit, EditKind, FileBeside, LedgerTrap, PartialRow, Protection};
use crate::plan::{Live, Refusal, RunNote, State, StoredProblem, Unconfirmed, Unresumable};

const APPLIED: &str =
    "-- migrate:up\ncreate table users (\n\tid bigint\n);\n-- migrate:down\ndrop table users;\n";

/// One of each, with a name.
pub(in crate::report) fn refusals(t: Twist) -> Vec<(&'static str, Refusal)> {
    let progress = |direction, error| PartialRow {
        version: version("0004"),
        direction,
        statements: 5,
        statements_done: 2,
        statement_begun: Some(3),
        error,
        note: RunNote::default(),
    };
    let partial = |direction, error, why| Refusal::Partial {
        label: t("0004_add_indexes"),
        progress: Box::new(progress(direction, error)),
        statement: Some(t(
            "create index concurrently tasks_status on tasks (status)",
        )),
        why,
    };
    let in_doubt = |shows| Refusal::InDoubt {
        label: t("0004_add_indexes"),
        progress: Box::new(progress(Direction::Up, None)),
        statement: Some(t("call backfill_tasks()")),
        shows,
    };
    let mut all = vec![
        ("modified", Refusal::Modified(vec![edit(t, EditKind::Up)])),
        ("modified, several", several(t)),
        (
            "partial, not here",
            partial(
                Direction::Up,
                Some(t("deadlock detected (SQLSTATE 40P01)")),
                Unresumable::NotHere,
            ),
        ),
        (
            "partial, not reached",
            partial(Direction::Down, None, Unresumable::NotReached),
        ),
        (
            "partial, being reverted",
            partial(Direction::Down, None, Unresumable::Reverting),
        ),
        (
            "partial, recorded by hand",
            partial(Direction::Up, None, Unresumable::Recorded),
        ),
        (
            "partial, no file",
            partial(Direction::Up, None, Unresumable::NoFile),
        ),
        (
            "partial, edited",
            partial(Direction::Up, None, Unresumable::Edited),
        ),
        (
            "partial, edited where nobody saw the end",
            partial(Direction::Down, None, Unresumable::EditedBegun),
        ),
        (
            "partial, temporary table",
            partial(Direction::Up, None, Unresumable::Temporary { statement: 1 }),
        ),
        ("in doubt", in_doubt(Vec::new())),
        (
            "in doubt, seen in the catalogue",
            in_doubt(vec![
                t("a new valid index of the table: app.tasks_status_idx"),
                t("a new INVALID index of the table: app.tasks_status_idx1"),
            ]),
        ),
        (
            "strict",
            Refusal::Strict {
                out_of_order: vec![t("0002_add_x")],
                missing: vec![t("0001_create_users")],
            },
        ),
        (
            "irreversible",
            Refusal::Irreversible {
                labels: vec![t("0005_drop_legacy")],
                nearest_to: Some(version("0005")),
            },
        ),
        (
            "irreversible, nothing to revert",
            Refusal::Irreversible {
                labels: vec![t("0006_x"), t("0005_drop_legacy")],
                nearest_to: None,
            },
        ),
        (
            "unknown run of down",
            Refusal::UnknownRun { label: t("0009_x") },
        ),
        (
            "unknown version",
            Refusal::UnknownVersion {
                wanted: version("0099"),
                nearest: None,
            },
        ),
        (
            "unknown version, one slip away",
            Refusal::UnknownVersion {
                wanted: version("20240101905000"),
                nearest: Some(version("20240101090500")),
            },
        ),
        (
            "ambiguous version",
            Refusal::AmbiguousVersion {
                wanted: version("007"),
                labels: vec![t("0007_x"), t("7_y")],
            },
        ),
        ("not applied", Refusal::NotApplied { label: t("0009_x") }),
        (
            "down, release below others",
            Refusal::ReleaseBelow {
                release: t("1.4.2"),
                others: vec![t("0004_z"), t("0003_y")],
                stays: Some(version("0001")),
            },
        ),
        (
            "down, release below others, from the first on",
            Refusal::ReleaseBelow {
                release: t("1.4.2"),
                others: vec![t("0004_z")],
                stays: None,
            },
        ),
    ];
    all.push((
        "redo without a file",
        Refusal::NotAgain {
            labels: vec![t("0002_add_x"), t("0003_y")],
        },
    ));
    all.extend(protected(t));
    all.extend(uncorrected(t));
    all.extend(stored(t));
    all.extend(traps(t));
    all
}

/// An edit of this kind.
pub(super) fn edit(t: Twist, kind: EditKind) -> Edit {
    Edit {
        label: t("0001_create_users"),
        path: t("db/migrations/0001_create_users.sql"),
        kind,
        applied: Some(t(APPLIED)),
        current: t(&APPLIED.replace("bigint", "int")),
    }
}

fn several(t: Twist) -> Refusal {
    let comments = Edit {
        current: t(&APPLIED.replace("-- migrate:up\n", "-- migrate:up\n-- users\n")),
        ..edit(t, EditKind::CommentsOnly)
    };
    let down = Edit {
        label: t("0002_add_x"),
        path: t("db/migrations/0002_add_x.sql"),
        current: t(&APPLIED.replace("drop table users", "drop table if exists users")),
        ..edit(t, EditKind::DownOnly)
    };
    let unknown = Edit {
        label: t("0003_y"),
        path: t("db/migrations/0003_y.sql"),
        applied: None,
        ..edit(t, EditKind::Unknown)
    };
    Refusal::Modified(vec![comments, down, unknown])
}

fn protected(t: Twist) -> Vec<(&'static str, Refusal)> {
    let settings = t("\"public\".\"schema_migrations_settings\"");
    let by = |command: &str, by| Refusal::Protected {
        command: command.to_owned(),
        database: t("shop"),
        by,
    };
    vec![
        ("down, protected", by("down --all", Protection::Row)),
        ("redo, protected", by("redo", Protection::Setting)),
        (
            "redo, perhaps protected",
            by("redo", Protection::Unknown(settings)),
        ),
        (
            "protected by a setting",
            Refusal::ProtectedBySetting {
                database: t("\"shop\""),
            },
        ),
    ]
}

fn uncorrected(t: Twist) -> Vec<(&'static str, Refusal)> {
    let mut all: Vec<_> = [
        (ChangeKind::Restamp, State::Pending),
        (ChangeKind::Restamp, State::Missing),
        (ChangeKind::Restamp, State::Unverified),
        (ChangeKind::Forget, State::OutOfOrder),
        (ChangeKind::Forget, State::Applied),
        (ChangeKind::MarkApplied, State::Future),
        (ChangeKind::MarkApplied, State::Modified),
    ]
    .map(|(action, state)| {
        let refusal = Refusal::WrongState {
            label: t("0002_add_x"),
            version: version("0002"),
            state,
            action,
        };
        ("repair of a wrong state", refusal)
    })
    .into();
    all.extend([
        (
            "repair --down-only",
            Refusal::NotDownOnly(vec![edit(t, EditKind::Up)]),
        ),
        (
            "baseline",
            Refusal::NotABaseline {
                to: t("0002_add_x"),
                above: vec![t("0003_y")],
                unfit: vec![t("0001_create_users")],
            },
        ),
        (
            "pooler, a setting",
            needs_session(t, NeededFor::Setting, Vec::new()),
        ),
        (
            "pooler, a temporary table",
            needs_session(t, NeededFor::Temporary, Vec::new()),
        ),
        (
            "pooler, nothing can be set",
            needs_session(
                t,
                NeededFor::Alone,
                vec![t("--role"), t("lock_timeout = 1s")],
            ),
        ),
        (
            "trial, no transaction",
            untriable(t, Untriable::OutsideTransaction),
        ),
        (
            "trial, another transaction mode",
            untriable(t, Untriable::SetsTransaction),
        ),
        (
            "trial, a new enum value",
            untriable(
                t,
                Untriable::EnumValue {
                    added_by: vec![t("0003_add_status")],
                },
            ),
        ),
        ("trial, elsewhere", on_live(t, Live::Remote)),
        ("trial, behind a pooler", on_live(t, Live::Pooled)),
        ("trial, protected", on_live(t, Live::Protected)),
        (
            "direct URL of another database",
            Refusal::DirectElsewhere {
                direct: t("db.example:5432"),
                pooled: t("pooler.example:6432"),
            },
        ),
        (
            "repair, nobody to ask",
            Refusal::Unconfirmed(Unconfirmed::NobodyToAsk),
        ),
        (
            "repair, declined",
            Refusal::Unconfirmed(Unconfirmed::Declined),
        ),
        ("seed --strict", Refusal::Pending(vec![t("0003_y")])),
        (
            "seed generate",
            Refusal::NotGenerated {
                reason: t(
                    "app.days can take 7 more rows, not 8: days_pkey wants different values of day",
                ),
                cure: t("ask for fewer rows"),
            },
        ),
        (
            "seed --reset",
            Refusal::ResetReaches {
                tables: vec![t("users")],
                others: vec![t("app.tasks")],
            },
        ),
    ]);
    all.extend(loads::refusals(t));
    all
}

fn stored(t: Twist) -> Vec<(&'static str, Refusal)> {
    [
        ("stored: absent", StoredProblem::Absent),
        ("stored: incomplete", StoredProblem::Incomplete),
        ("stored: checksum", StoredProblem::ChecksumDiffers),
        ("stored: unparsable", StoredProblem::Unparsable),
        (
            "stored: writable",
            StoredProblem::Writable(vec![t("app"), t("reporting")]),
        ),
    ]
    .map(|(name, reason)| {
        let file = match reason {
            StoredProblem::Absent => FileBeside::Edited,
            _ => FileBeside::Gone,
        };
        let label = t("0002_add_x");
        (
            name,
            Refusal::Stored {
                label,
                file,
                reason,
            },
        )
    })
    .into()
}

fn traps(t: Twist) -> Vec<(&'static str, Refusal)> {
    [
        ("ledger: view", LedgerTrap::NotATable("a view")),
        (
            "ledger: triggers",
            LedgerTrap::TriggersOrRules(vec![t("audit")]),
        ),
        ("ledger: row security", LedgerTrap::RowSecurity),
        (
            "ledger: other tool",
            LedgerTrap::OtherTool("golang-migrate"),
        ),
        (
            "ledger: elsewhere",
            LedgerTrap::ElsewhereOnly(vec![t("app")]),
        ),
        ("ledger: bad version", LedgerTrap::BadVersion(t("it's"))),
        ("ledger: no version", LedgerTrap::NoVersionColumn),
    ]
    .map(|(name, trap)| {
        let relation = t("\"public\".\"schema_migrations\"");
        (name, Refusal::Ledger { relation, trap })
    })
    .into()
}

fn needs_session(t: Twist, why: NeededFor, settings: Vec<String>) -> Refusal {
    Refusal::NeedsSession {
        label: t("0004_add_indexes"),
        need: SessionNeed {
            statement: 2,
            text: t("set work_mem = '1GB'"),
            why,
        },
        settings,
    }
}

fn untriable(t: Twist, why: Untriable) -> Refusal {
    let label = t("0004_add_indexes");
    Refusal::Untriable { label, why }
}

fn on_live(t: Twist, why: Live) -> Refusal {
    Refusal::OnLive {
        database: t("shop"),
        host: t("db.example:5432"),
        why,
    }
}
