//! Every event.

use std::time::Duration;

use super::{Twist, error_of, holder, migration, run_report, server_error, warnings};
use crate::migration::Direction;
use crate::outcome::{Connected, Event, ServerError, Signal};

/// One of each.
pub(in crate::report) fn events(t: Twist) -> Vec<Event> {
    let mut all = vec![
        Event::PrivateServer(t("data is kept in .proj-migrate/postgres")),
        Event::Connected(Connected {
            host: t("localhost:5432"),
            database: t("shop"),
            role: t("app"),
            ledger: Some(t("app.schema_migrations")),
        }),
        Event::DatabaseCreated(t("shop")),
        Event::LedgerCreated(t("app.schema_migrations")),
        Event::Adopted {
            ledger: t("app.schema_migrations"),
            rows: 12,
        },
        Event::Stamped(vec![t("0001_create_users"), t("0002_add_x")]),
    ];
    all.extend(warnings(t).into_iter().map(Event::Warning));
    all.extend(waits(t));
    all.extend(running(t));
    all
}

fn waits(t: Twist) -> [Event; 4] {
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
        Event::WaitingForConnection {
            message: t("sorry, too many clients already"),
            waited,
        },
        Event::Retry {
            migration: migration(t, Direction::Up),
            error: error_of(t, "55P03", "canceling statement due to lock timeout"),
            pause: Duration::from_millis(2_300),
        },
    ]
}

fn running(t: Twist) -> Vec<Event> {
    let notice = ServerError {
        severity: "NOTICE".to_owned(),
        sqlstate: "00000".to_owned(),
        ..server_error(t)
    };
    let mut all = vec![
        Event::RunBegins { steps: 2 },
        Event::StepBegins(migration(t, Direction::Up)),
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
    all.extend(steps.into_iter().map(Event::StepDone));
    all.push(Event::Interrupted(Signal::Interrupt));
    all
}
