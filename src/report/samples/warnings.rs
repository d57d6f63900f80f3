//! Every warning, every problem of a file.

use super::{Twist, location};
use crate::migration::{Direction, Problem, ProblemKind, SeedProblem};
use crate::plan::{PassedOver, Warning};

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
        Warning::Unreadable(vec![t(
            "the options of USER MAPPING FOR app SERVER archive",
        )]),
        Warning::SecretsLeftOut(vec![
            t("password of USER MAPPING FOR PUBLIC SERVER archive"),
            t("the connection of SUBSCRIPTION orders"),
        ]),
        Warning::OfPlatform(t("supabase"), vec![t("EXTENSION pg_net"), t("SCHEMA auth")]),
        Warning::OfPlatform(t("neon"), Vec::new()),
        Warning::NothingCalled {
            asked: t("--exclude aduit"),
            meant: Some(t("audit")),
            kept_in: None,
        },
        Warning::NothingCalled {
            asked: t("--data app.kinds"),
            meant: None,
            kept_in: Some(t("db/schema.sql")),
        },
        Warning::SchemaFileNotWritten {
            path: t("db/schema.sql"),
            reason: t("cannot write `db/schema.sql`: No space left on device"),
        },
        Warning::HiddenProgress {
            table: t("app.schema_migrations_progress"),
            role: t("reader"),
        },
        Warning::Unencrypted {
            host: t("db.example:5432"),
            reason: t("the server's certificate expired on 2026-01-31 12:00:00 UTC"),
        },
        Warning::Pooled(vec![t("0004_add_indexes"), t("0005_vacuum")]),
        Warning::OtherMajor {
            path: t("db/schema.sql"),
            file: 18,
            server: 15,
        },
        Warning::NoVersions {
            path: t("db/schema.sql"),
        },
        Warning::LedgerColumns {
            ledger: t("app.schema_migrations"),
            alter: t("alter table app.schema_migrations\n  add column name text"),
        },
        Warning::NotUnderstood {
            table: t("app.books"),
            constraint: t("books_isbn_check"),
            what: t("the function is_isbn()"),
        },
        Warning::PendingMigrations(vec![t("0003_y"), t("0004_z")]),
        Warning::OnlyRecorded(vec![t("0001_x"), t("0002_y")]),
        passed_over(t, PassedOver::Capitals),
        passed_over(t, PassedOver::Json),
        passed_over(t, PassedOver::Spreadsheet),
        passed_over(t, PassedOver::Packed),
        passed_over(t, PassedOver::Nested),
        Warning::SeedRunsAgain {
            file: t("db/seeds/02_links.sql"),
        },
        Warning::SequenceBehind {
            sequence: t("app.users_id_seq"),
            column: t("app.users.id"),
        },
    ]
}

fn passed_over(t: Twist, why: PassedOver) -> Warning {
    Warning::SeedPassedOver {
        path: t("db/seeds/users"),
        why,
    }
}

/// One of each kind, in one file; the first without a place.
pub(in crate::report) fn problems(t: Twist) -> Vec<Problem> {
    let whole = [
        ProblemKind::Unreadable {
            reason: t("Permission denied (os error 13)"),
        },
        ProblemKind::Changed,
        ProblemKind::NotAFile { what: "a folder" },
        ProblemKind::NotASchemaFile { what: "a folder" },
        ProblemKind::NotASeedFile { what: "a FIFO" },
        ProblemKind::Archive,
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
        ProblemKind::NotInSchemaFile {
            statement: t("COMMIT"),
        },
        ProblemKind::Conflict,
        ProblemKind::MetaCommand {
            command: t("\\connect"),
        },
    ];
    let seeds = seeds(t).into_iter().map(ProblemKind::from);
    let problem = |location, kind| Problem {
        path: t("db/migrations/0003_add_tasks.sql"),
        location,
        kind,
    };
    (whole.into_iter().map(|kind| problem(None, kind)))
        .chain(
            placed
                .into_iter()
                .chain(seeds)
                .map(|kind| problem(Some(location(t)), kind)),
        )
        .collect()
}

/// What only seed files can have.
fn seeds(t: Twist) -> Vec<SeedProblem> {
    let unknown_table = |nearest: Option<&str>| SeedProblem::UnknownTable {
        table: t("app.user"),
        nearest: nearest.map(t),
    };
    vec![
        SeedProblem::Statement {
            statement: t("COMMIT"),
        },
        SeedProblem::Empty,
        SeedProblem::NoTableName,
        unknown_table(Some("app.users")),
        unknown_table(None),
        SeedProblem::NotATable {
            table: t("app.users"),
            what: "a view",
        },
        SeedProblem::UnknownColumn {
            table: t("app.users"),
            column: t("emial"),
            nearest: Some(t("email")),
        },
        SeedProblem::OtherSeparator {
            found: "semicolons",
            ending: "csv",
            wanted: "commas",
        },
        SeedProblem::OtherSeparator {
            found: "tabs",
            ending: "csv",
            wanted: "commas",
        },
        SeedProblem::OtherSeparator {
            found: "commas",
            ending: "tsv",
            wanted: "tabs",
        },
        SeedProblem::RepeatedColumn { column: t("email") },
        SeedProblem::Damaged {
            format: "gzip",
            reason: t("unexpected end of file"),
        },
        SeedProblem::BadJson {
            reason: t("expected value"),
        },
        SeedProblem::NotAnObject { what: "an array" },
        SeedProblem::Structured {
            column: t("place"),
            sql_type: t("point"),
            what: "objects",
        },
        SeedProblem::OpenQuote,
        SeedProblem::StrayBreak {
            found: "a carriage return",
            ends: "a line feed",
        },
        SeedProblem::EndMarker,
        SeedProblem::NoKey {
            table: t("app.users"),
            why: t("nothing keeps email unique"),
            cure: t("add a unique constraint on these columns"),
        },
        SeedProblem::RepeatedKey {
            columns: t("id"),
            values: t("7"),
            first_line: Some(3),
        },
        SeedProblem::NullInKey { columns: t("id") },
        SeedProblem::Cycle {
            links: t("users(team) → teams, teams(lead) → users"),
        },
    ]
}
