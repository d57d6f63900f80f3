//! One value of every variant that this room draws, for its tests.
//!
//! Every text goes through a [`Twist`] first: as it is for the gallery, made
//! hostile for the tests of escaping.

mod dumps;
mod events;
mod failures;
mod loads;
mod outcomes;
mod refusals;
mod warnings;

use std::time::Duration;

pub(super) use events::events;
pub(super) use failures::failures;
pub(super) use outcomes::{outcomes, run_report};
use refusals::edit;
pub(super) use refusals::refusals;
pub(super) use warnings::{problems, warnings};

use super::scene::Scene;
use crate::migration::{Direction, Location, Version};
use crate::outcome::{Blocker, Holder, MigrationRef, ServerError, Sought, Wait};

/// What becomes of a sample's texts.
pub(super) type Twist = fn(&str) -> String;

/// Texts as they are.
pub(super) fn plain(text: &str) -> String {
    text.to_owned()
}

/// Texts that try to steer the terminal and to pass for lines of ours.
pub(super) fn hostile(text: &str) -> String {
    format!("\u{202e}{text}\x1b[2J\r\u{9b}31m\u{7}\nerror: all is lost\x7f\u{2066}")
}

/// A command whose ledger is known.
pub(super) fn scene_of(command: &str) -> Scene {
    Scene {
        command: command.to_owned(),
        ledger: Some("app.schema_migrations".to_owned()),
    }
}

fn version(text: &str) -> Version {
    Version::new(text).unwrap()
}

fn migration(t: Twist, direction: Direction) -> MigrationRef {
    MigrationRef {
        version: version("0003"),
        label: t("0003_add_tasks"),
        direction,
    }
}

fn location(t: Twist) -> Location {
    Location {
        path: t("db/migrations/0003_add_tasks.sql"),
        line: 12,
        column: 8,
        width: 4,
        source_line: t("select nmae from users;"),
    }
}

fn server_error(t: Twist) -> ServerError {
    ServerError {
        severity: "ERROR".to_owned(),
        sqlstate: "42703".to_owned(),
        message: t("column \"nmae\" does not exist"),
        detail: Some(t("There is a column \"name\" in table \"users\".")),
        hint: Some(t(
            "Perhaps you meant to reference the column \"users.name\".",
        )),
        context: Some(t("PL/pgSQL function f() line 3 at SQL statement")),
        ..ServerError::default()
    }
}

fn error_of(t: Twist, sqlstate: &str, message: &str) -> ServerError {
    ServerError {
        severity: "ERROR".to_owned(),
        sqlstate: sqlstate.to_owned(),
        message: t(message),
        ..ServerError::default()
    }
}

/// Behind one who is behind a prepared transaction, and behind autovacuum.
fn wait(t: Twist) -> Wait {
    let blocker = |pid, kind: Option<&str>, blocks, depth| Blocker {
        session: Holder { pid, ..holder(t) },
        prepared: None,
        kind: kind.map(t),
        blocks,
        depth,
    };
    let unseen = |pid, state: Option<&str>| Holder {
        pid,
        user: Some(t("app")),
        application: None,
        client: None,
        state: state.map(t),
        transaction_age_s: state.map(|_| 11_520),
        query: None,
    };
    Wait {
        sought: Sought {
            locktype: "relation".to_owned(),
            mode: "AccessExclusiveLock".to_owned(),
            relation: Some(t("app.tasks")),
        },
        waited: Duration::from_millis(30_200),
        blockers: vec![
            blocker(4242, Some("client backend"), 17, 1),
            Blocker {
                session: Holder {
                    query: Some(t("autovacuum: VACUUM app.tasks")),
                    ..unseen(88, Some("active"))
                },
                ..blocker(88, Some("autovacuum worker"), 17, 1)
            },
            Blocker {
                session: unseen(0, Some("prepared")),
                prepared: Some(t("transfer 'x'")),
                ..blocker(0, None, 4242, 2)
            },
            Blocker {
                session: unseen(99, None),
                ..blocker(99, Some("client backend"), 4242, 2)
            },
        ],
    }
}

fn holder(t: Twist) -> Holder {
    Holder {
        pid: 4242,
        user: Some(t("app")),
        application: Some(t("proj-migrate")),
        client: Some(t("10.0.0.3")),
        state: Some(t("idle in transaction")),
        transaction_age_s: Some(11_520),
        query: Some(t("create index on tasks (status)")),
    }
}
