//! Every warning, every problem of a file.

use super::{Twist, location};
use crate::migration::{Direction, Problem, ProblemKind};
use crate::plan::Warning;

/// One of each.
pub(in crate::report) fn warnings(t: Twist) -> Vec<Warning> {
    vec![
        Warning::OutOfOrder {
            label: t("0002_add_x"),
            jumped: vec![t("0003_y"), t("0004_z")],
        },
        Warning::Future(vec![t("0012_newer")]),
        Warning::Missing(vec![t("0003_y"), t("0004_z")]),
        Warning::Unverified((1..=12).map(|n| t(&format!("{n:04}"))).collect()),
        Warning::BadFile(Problem {
            path: t("db/migrations/0003_add_tasks.sql"),
            location: Some(location(t)),
            kind: ProblemKind::NearMiss {
                found: t("-- migrate:donw"),
                meant: t("-- migrate:down"),
            },
        }),
        Warning::BadPending(Problem {
            path: t("db/migrations/0003_add_tasks.sql"),
            location: None,
            kind: ProblemKind::NoUpSection,
        }),
        Warning::StoredScript {
            label: t("0003_y"),
            script: t("-- migrate:down\ndrop table y;\n"),
        },
        Warning::UnknownRelease {
            release: t("1.4.2"),
            known: vec![t("1.4.1"), t("1.4.0")],
        },
        Warning::UnknownRelease {
            release: t("1.4.2"),
            known: Vec::new(),
        },
        Warning::PasswordFile {
            path: t("/home/me/.pgpass"),
            reason: t("others than its owner may read or write it"),
            cure: t("chmod 600 /home/me/.pgpass"),
        },
        Warning::HiddenProgress {
            table: t("app.schema_migrations_progress"),
            role: t("reader"),
        },
        Warning::Unencrypted {
            host: t("db.example:5432"),
            reason: t("the server's certificate expired on 2026-01-31 12:00:00 UTC"),
        },
        Warning::LedgerColumns {
            ledger: t("app.schema_migrations"),
            alter: t("alter table app.schema_migrations\n  add column name text"),
        },
    ]
}

/// One of each kind, in one file; the first without a place.
pub(in crate::report) fn problems(t: Twist) -> Vec<Problem> {
    let whole = [
        ProblemKind::Unreadable {
            reason: t("Permission denied (os error 13)"),
        },
        ProblemKind::Changed,
        ProblemKind::NotAFile { what: "a folder" },
        ProblemKind::NotUtf8 { offset: 17 },
        ProblemKind::SameVersion {
            version: t("0003"),
            other: t("db/migrations/3_x.sql"),
        },
        ProblemKind::NoUpSection,
    ];
    let placed = [
        ProblemKind::DownBeforeUp,
        ProblemKind::SecondSection {
            direction: Direction::Up,
            first_line: 1,
        },
        ProblemKind::SqlBeforeUp,
        ProblemKind::NearMiss {
            found: t("--migrate:down;"),
            meant: t("-- migrate:down"),
        },
        ProblemKind::UnknownOption {
            found: t("transaction=false"),
            meant: t("transaction:false"),
        },
        ProblemKind::BadOptionValue {
            option: "lock-timeout",
            value: t("soon"),
            expected: "a duration: 500ms, 2s, 10min, 1h",
        },
        ProblemKind::RepeatedOption("transaction"),
        ProblemKind::Unterminated {
            what: t("this dollar quote $body$"),
            closing: t("$body$"),
        },
        ProblemKind::MarkerBehindSql {
            found: t("-- migrate:down"),
        },
        ProblemKind::CopyDataInsideStatement,
        ProblemKind::NeedsNoTransactionInUnit {
            statement: t("VACUUM"),
        },
        ProblemKind::Nul,
        ProblemKind::CopyToStdout,
        ProblemKind::TransactionControl {
            statement: t("COMMIT"),
        },
        ProblemKind::NeedsNoTransaction {
            statement: t("VACUUM"),
        },
        ProblemKind::OpenTransaction,
        ProblemKind::MetaCommand {
            command: t("\\connect"),
        },
    ];
    let problem = |location, kind| Problem {
        path: t("db/migrations/0003_add_tasks.sql"),
        location,
        kind,
    };
    (whole.into_iter().map(|kind| problem(None, kind)))
        .chain(
            placed
                .into_iter()
                .map(|kind| problem(Some(location(t)), kind)),
        )
        .collect()
}
