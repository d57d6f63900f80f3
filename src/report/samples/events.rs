//! Every event.

use std::rc::Rc;
use std::time::Duration;

use super::{
    Twist, edit, error_of, holder, migration, run_report, server_error, version, wait, warnings,
};
use crate::migration::{Direction, parse_stored};
use crate::outcome::{
    Beat, CertificateCheck, Connected, CutShort, Encryption, Event, Phase, RowsOf, SeedProgress,
    ServerError, Signal,
};
use crate::plan::{Change, Correction, EditKind};

/// One of each.
pub(in crate::report) fn events(t: Twist) -> Vec<Event> {
    let mut all = vec![
        Event::PrivateServer(t("data is kept in .proj-migrate/postgres")),
        Event::Connected(Connected {
            host: t("localhost:5432"),
            database: t("shop"),
            role: t("app"),
            encryption: Some(Encryption {
                version: t("TLSv1.3"),
                cipher: t("TLS_AES_256_GCM_SHA384"),
                certificate: CertificateCheck::IssuerAndName,
            }),
            ledger: Some(t("app.schema_migrations")),
        }),
        Event::DatabaseCreated(t("shop")),
        Event::LedgerCreated(t("app.schema_migrations")),
        Event::SchemaFileWritten(t("db/schema.sql")),
        Event::Adopted {
            ledger: t("app.schema_migrations"),
            rows: 12,
        },
        Event::Correcting(changes(t)),
        Event::Stamped(vec![t("0001_create_users"), t("0002_add_x")]),
    ];
    all.extend(warnings(t).into_iter().map(Event::Warning));
    all.extend(waits(t));
    all.extend(running(t));
    all
}

fn changes(t: Twist) -> Vec<Correction> {
    let change = |number: &str, change| Correction {
        version: version(number),
        label: t(&format!("{number}_x")),
        change,
    };
    let migration = || {
        let text = "-- migrate:up\nselect 1;\n";
        Rc::new(parse_stored(&version("0001"), "x", text, "x").unwrap())
    };
    let restamp = |edit| Change::Restamp {
        migration: migration(),
        seen: None,
        edit,
    };
    vec![
        change("0001", restamp(Some(edit(t, EditKind::Up)))),
        change("0002", restamp(None)),
        change("0003", Change::Forget),
        change("0004", Change::MarkApplied(migration())),
        change("0005", Change::Baseline(migration())),
        change("0006", Change::Baseline(migration())),
    ]
}

fn waits(t: Twist) -> [Event; 14] {
    let waited = Duration::from_secs(30);
    [
        Event::WaitingForLock {
            holder: Some(holder(t)),
            waited,
        },
        Event::WaitingForLock {
            holder: None,
            waited: Duration::ZERO,
        },
        Event::WaitingForLedger {
            holder: Some(holder(t)),
            waited,
        },
        Event::WaitingForConnection {
            message: t("sorry, too many clients already"),
            waited,
        },
        Event::WaitingForLostRun {
            migration: migration(t, Direction::Up),
            holder: holder(t),
            waited,
        },
        Event::WaitingForServer {
            host: t("localhost:5432"),
            reason: t("Connection refused (os error 111)"),
            waited,
        },
        Event::Retry {
            migration: migration(t, Direction::Up),
            error: error_of(t, "55P03", "canceling statement due to lock timeout"),
            cut_short: None,
            pause: Duration::from_millis(2_300),
        },
        Event::Retry {
            migration: migration(t, Direction::Up),
            error: error_of(t, "57014", "canceling statement due to user request"),
            cut_short: Some(CutShort::HeldStrongLocks(Duration::from_secs(1))),
            pause: Duration::from_millis(2_300),
        },
        Event::SeedRetry {
            error: error_of(t, "55P03", "canceling statement due to lock timeout"),
            pause: Duration::from_millis(2_300),
        },
        Event::SeedProgress {
            progress: SeedProgress {
                file: t("02_users.csv"),
                rows: 1_250_000,
                bytes: 98_000_000,
                of_bytes: 2_000_000_000,
                elapsed: Duration::from_secs(30),
            },
            beat: Beat::Line,
        },
        Event::Blocked {
            migration: migration(t, Direction::Up),
            wait: wait(t),
        },
        progress(t, 90_040, None),
        progress(t, 400, None),
        progress(
            t,
            62_000,
            Some(Phase {
                name: t("building index: scanning table"),
                percent: Some(43),
            }),
        ),
    ]
}

fn progress(t: Twist, elapsed: u64, phase: Option<Phase>) -> Event {
    Event::Progress {
        migration: migration(t, Direction::Up),
        statement: 2,
        statements: 5,
        elapsed: Duration::from_millis(elapsed),
        in_all: Duration::from_millis(90_040),
        phase,
        beat: Beat::Line,
    }
}

fn running(t: Twist) -> Vec<Event> {
    let notice = ServerError {
        severity: "NOTICE".to_owned(),
        sqlstate: "00000".to_owned(),
        ..server_error(t)
    };
    let mut all = vec![
        Event::LoadBegins {
            path: t("db/schema.sql"),
            statements: 1_200,
        },
        Event::Loading {
            done: 500,
            of: 1_200,
            beat: Beat::Line,
        },
        Event::RunBegins { steps: 2 },
        Event::StepBegins(migration(t, Direction::Up)),
        Event::SeedBegins(t("02_users.csv")),
        Event::StatementDone {
            statement: 1,
            statements: 5,
        },
        Event::Notice {
            migration: Some(t("0003_add_tasks")),
            notice: notice.clone(),
        },
        Event::Notice {
            migration: None,
            notice: ServerError {
                severity: "WARNING".to_owned(),
                ..notice
            },
        },
    ];
    let steps = run_report(t, Direction::Up).done;
    let resuming = |statement| Event::Resuming {
        migration: migration(t, Direction::Up),
        statement,
        statements: 5,
    };
    all.extend([resuming(3), resuming(6)]);
    let skipped = |last| Event::Skipped {
        migration: migration(t, Direction::Up),
        first: 3,
        last,
    };
    all.extend([skipped(3), skipped(5)]);
    all.push(Event::LeftoverDropped {
        migration: migration(t, Direction::Up),
        index: t("app.tasks_status"),
    });
    all.push(Event::LeftoverStays {
        migration: migration(t, Direction::Up),
        index: t("app.tasks_status"),
    });
    all.push(Event::SeedSettling(RowsOf::Files));
    all.push(Event::SeedSettling(RowsOf::Generation));
    all.push(Event::Settling(migration(t, Direction::Up)));
    all.extend(steps.into_iter().map(Event::StepDone));
    all.push(Event::Interrupted(Signal::Interrupt));
    all
}
