//! Every kind of failure.

use std::time::Duration;

use super::{
    Twist, error_of, holder, loads, location, migration, problems, refusals, run_report,
    server_error, wait,
};
use crate::migration::{Direction, TextLost};
use crate::outcome::{
    Aftermath, Blocker, CutShort, Failure, FailureKind, GaveUp, LockWait, RowsOf, SeedFailure,
    SeedRule, ServerError, Signal, StatementFailure, cure,
};

/// At least one of each kind, with a name.
pub(in crate::report) fn failures(t: Twist) -> Vec<(&'static str, Failure)> {
    let mut all = vec![
        (
            "usage",
            Failure::new(FailureKind::Usage {
                message: t("no database is named"),
                hint: Some(t("give --url, set DATABASE_URL, or try `--url embedded:`")),
            }),
        ),
        (
            "files",
            Failure::new(FailureKind::Files {
                problems: problems(t),
                unreachable: Some(t("connection refused")),
            }),
        ),
    ];
    for (name, refusal) in refusals(t) {
        all.push((name, Failure::new(FailureKind::Refused(refusal))));
    }
    all.extend(statements(t));
    all.extend(loads::failures(t));
    all.extend(servers(t));
    all.extend(in_use(t));
    all.extend(waits(t));
    all.extend(lock_waits(t));
    all.extend(seeds(t));
    all
}

/// Seed files that the server refused.
fn seeds(t: Twist) -> Vec<(&'static str, Failure)> {
    let row = SeedFailure {
        file: Some(t("db/seeds/02_users.csv")),
        table: Some(t("app.users")),
        location: Some(location(t)),
        column: Some(t("age")),
        value: Some(t("-7")),
        rule: Some(SeedRule {
            name: Some(t("users_age_check")),
            definition: t("CHECK ((age >= 0))"),
        }),
        statement: None,
        error: server_error(t),
        cure: Some(t("correct the file and run `proj-migrate seed` again")),
    };
    let elsewhere = SeedFailure {
        location: None,
        column: None,
        value: None,
        rule: None,
        error: server_error(t),
        file: row.file.clone(),
        table: row.table.clone(),
        cure: None,
        statement: Some((2, 3)),
    };
    let failed = |seed: SeedFailure| Failure::new(FailureKind::Seed(Box::new(seed)));
    vec![
        ("seed, a row", failed(row)),
        ("seed, no place", failed(elsewhere)),
        (
            "seed, ended",
            Failure::new(FailureKind::SeedEnded {
                file: t("db/seeds/02_users.sql"),
            }),
        ),
        (
            "seed, unknown",
            Failure::new(FailureKind::SeedUnknown {
                causes: vec![t("connection closed")],
                rows: RowsOf::Files,
            }),
        ),
        (
            "seed generate, unknown",
            Failure::new(FailureKind::SeedUnknown {
                causes: vec![t("connection closed")],
                rows: RowsOf::Generation,
            }),
        ),
    ]
}

fn statement(t: Twist, direction: Direction, error: ServerError, aftermath: Aftermath) -> Failure {
    Failure {
        kind: FailureKind::Statement(Box::new(StatementFailure {
            migration: migration(t, direction),
            location: Some(location(t)),
            statement: 3,
            statements: 5,
            cure: cure(&error),
            error,
            aftermath,
        })),
        run: Some(run_report(t, direction)),
        lock_wait: None,
    }
}

fn statements(t: Twist) -> Vec<(&'static str, Failure)> {
    let partial = Aftermath::Partial {
        done: 2,
        at: 3,
        of: 5,
    };
    let exists = error_of(t, "42P07", "relation \"tasks\" already exists");
    let waited = error_of(t, "55P03", "canceling statement due to lock timeout");
    let mut concurrently = statement(
        t,
        Direction::Up,
        error_of(t, "23505", "could not create unique index \"users_email\""),
        partial,
    );
    if let FailureKind::Statement(failed) = &mut concurrently.kind
        && let Some(at) = &mut failed.location
    {
        at.source_line = t("create unique index concurrently users_email on users (email);");
    }
    let mut nowhere = statement(t, Direction::Up, server_error(t), Aftermath::RolledBack);
    if let FailureKind::Statement(failed) = &mut nowhere.kind {
        failed.location = None;
        failed.error.internal = Some((8, t("select nmae from users")));
    }
    let up = Direction::Up;
    vec![
        (
            "statement of up",
            statement(t, up, server_error(t), Aftermath::RolledBack),
        ),
        ("statement of up, no place", nowhere),
        (
            "statement of up, exists already",
            statement(t, up, exists, Aftermath::RolledBack),
        ),
        (
            "statement of up, lock time-out",
            statement(t, up, waited, Aftermath::RolledBack),
        ),
        (
            "statement of down",
            statement(t, Direction::Down, server_error(t), Aftermath::RolledBack),
        ),
        ("statement of up, partial", concurrently),
        (
            "statement behind the transaction's end",
            statement(t, Direction::Up, server_error(t), Aftermath::Ended),
        ),
        (
            "statement of down, partial",
            statement(t, Direction::Down, server_error(t), partial),
        ),
    ]
}

/// A statement that waited for locks in vain.
fn lock_waits(t: Twist) -> Vec<(&'static str, Failure)> {
    let minute = Duration::from_secs(60);
    let seen = wait(t);
    let waited = |gave_up, cut_short, blockers: Vec<Blocker>| {
        let error = match cut_short {
            None => error_of(t, "55P03", "canceling statement due to lock timeout"),
            Some(_) => error_of(t, "57014", "canceling statement due to user request"),
        };
        let aftermath = match gave_up {
            GaveUp::NotAlone => Aftermath::Partial {
                done: 2,
                at: 3,
                of: 5,
            },
            _ => Aftermath::RolledBack,
        };
        let mut failure = statement(t, Direction::Up, error, aftermath);
        failure.lock_wait = Some(Box::new(LockWait {
            tries: 7,
            gave_up,
            cut_short,
            sought: (!blockers.is_empty()).then(|| seen.sought.clone()),
            blockers,
        }));
        failure
    };
    let all = seen.blockers.clone();
    let strong = CutShort::HeldStrongLocks(Duration::from_secs(1));
    vec![
        (
            "waited for locks",
            waited(GaveUp::BudgetSpent(minute * 5), None, all.clone()),
        ),
        (
            "waited for locks, nobody looked",
            waited(GaveUp::BudgetSpent(minute * 5), None, Vec::new()),
        ),
        (
            "waited for locks after long work",
            waited(GaveUp::WorkedLong(minute * 2), None, all.clone()),
        ),
        (
            "waited with strong locks",
            waited(GaveUp::BudgetSpent(minute * 5), Some(strong), all.clone()),
        ),
        (
            "waited with concurrently",
            waited(
                GaveUp::NotAlone,
                Some(CutShort::ConcurrentWait(minute * 10)),
                all,
            ),
        ),
    ]
}

fn servers(t: Twist) -> Vec<(&'static str, Failure)> {
    let server = |error: Option<ServerError>, causes: Vec<String>, hint: Option<String>| {
        Failure::new(FailureKind::Server {
            attempted: t("connect to localhost:5432"),
            error: error.map(Box::new),
            causes,
            hint,
            migration: None,
        })
    };
    let at_work = |attempted: &str, error: Option<ServerError>, causes, aftermath| Failure {
        kind: FailureKind::Server {
            attempted: t(attempted),
            hint: error.as_ref().and_then(cure),
            error: error.map(Box::new),
            causes,
            migration: Some((migration(t, Direction::Up), aftermath)),
        },
        run: Some(run_report(t, Direction::Up)),
        lock_wait: None,
    };
    let missing = error_of(t, "3D000", "database \"shop\" does not exist");
    let causes = vec![
        t("error communicating with the server"),
        t("Connection reset by peer (os error 104)"),
    ];
    vec![
        (
            "server: no database",
            server(Some(missing.clone()), Vec::new(), cure(&missing)),
        ),
        (
            "server: not there",
            server(
                None,
                vec![t("Connection refused (os error 111)")],
                Some(t("is the server running there? check host and port")),
            ),
        ),
        (
            "server: several hosts, none of the kind wanted",
            Failure::new(FailureKind::Server {
                attempted: t("connect to any of db1:5432, db2:5432"),
                error: None,
                causes: vec![
                    t("db1:5432: it is a standby"),
                    t("db2:5432: Connection refused (os error 111)"),
                ],
                hint: Some(t(
                    "`target_session_attrs=read-write` is wanted (of several hosts `read-write`, \
                     unless told otherwise): name a host that is, or ask for another kind",
                )),
                migration: None,
            }),
        ),
        (
            "deferred constraints",
            at_work(
                "satisfy the deferred constraints for 0003_add_tasks",
                Some(error_of(
                    t,
                    "23503",
                    "insert or update violates a foreign key",
                )),
                Vec::new(),
                Aftermath::RolledBack,
            ),
        ),
        (
            "connection lost",
            at_work(
                "finish 0003_add_tasks: the connection was lost",
                None,
                causes.clone(),
                Aftermath::RolledBack,
            ),
        ),
        (
            "connection lost, in doubt",
            at_work(
                "finish 0003_add_tasks: the connection was lost during statement 2 of 3",
                None,
                causes.clone(),
                Aftermath::InDoubt {
                    done: 1,
                    at: 2,
                    of: 3,
                },
            ),
        ),
        (
            "unknown outcome",
            Failure {
                kind: FailureKind::UnknownOutcome {
                    migration: migration(t, Direction::Up),
                    causes,
                },
                run: Some(run_report(t, Direction::Up)),
                lock_wait: None,
            },
        ),
        (
            "transaction ended",
            Failure {
                kind: FailureKind::TransactionEnded(migration(t, Direction::Up)),
                run: Some(run_report(t, Direction::Up)),
                lock_wait: None,
            },
        ),
        (
            "file lost",
            Failure {
                kind: FailureKind::FileLost {
                    migration: migration(t, Direction::Up),
                    aftermath: Aftermath::RolledBack,
                    path: t("db/migrations/0003_add_tasks.sql"),
                    lost: TextLost::Changed,
                },
                run: Some(run_report(t, Direction::Up)),
                lock_wait: None,
            },
        ),
        (
            "file lost outside of a transaction",
            Failure {
                kind: FailureKind::FileLost {
                    migration: migration(t, Direction::Up),
                    aftermath: Aftermath::Partial {
                        done: 2,
                        at: 3,
                        of: 3,
                    },
                    path: t("db/migrations/0003_add_tasks.sql"),
                    lost: TextLost::Unreadable(t("No such file or directory (os error 2)")),
                },
                run: Some(run_report(t, Direction::Up)),
                lock_wait: None,
            },
        ),
        (
            "private server",
            Failure::new(FailureKind::PrivateServer {
                message: t("no PostgreSQL binaries were found"),
                hint: Some(t("apt install postgresql")),
            }),
        ),
        (
            "io",
            Failure::new(FailureKind::Io {
                attempted: t("write db/migrations/0004_x.sql"),
                reason: t("Permission denied (os error 13)"),
                hint: Some(t("check the folder's permissions")),
            }),
        ),
    ]
}

/// A database in use: seen by whom, and by nobody.
fn in_use(t: Twist) -> [(&'static str, Failure); 2] {
    let failure = |sessions| {
        Failure::new(FailureKind::InUse {
            database: t("shop"),
            error: Box::new(ServerError {
                detail: Some(t("There is 1 other session using the database.")),
                ..error_of(
                    t,
                    "55006",
                    "database \"shop\" is being accessed by other users",
                )
            }),
            sessions,
        })
    };
    [
        ("drop, in use", failure(vec![holder(t)])),
        ("drop, in use unseen", failure(Vec::new())),
    ]
}

fn waits(t: Twist) -> Vec<(&'static str, Failure)> {
    let timeout = |holder| {
        Failure::new(FailureKind::LockTimeout {
            holder,
            waited: Duration::from_secs(900),
        })
    };
    let interrupted = |migration| Failure {
        kind: FailureKind::Interrupted {
            signal: Signal::Interrupt,
            migration,
        },
        run: Some(run_report(t, Direction::Up)),
        lock_wait: None,
    };
    let at_work = migration(t, Direction::Up);
    vec![
        ("lock timeout", timeout(Some(holder(t)))),
        ("lock timeout, holder unseen", timeout(None)),
        (
            "ledger locked",
            Failure::new(FailureKind::LedgerLocked {
                holder: Some(holder(t)),
                waited: Duration::from_secs(10),
            }),
        ),
        (
            "ledger locked, holder unseen",
            Failure::new(FailureKind::LedgerLocked {
                holder: None,
                waited: Duration::from_secs(10),
            }),
        ),
        (
            "lost run",
            Failure::new(FailureKind::LostRun {
                migration: migration(t, Direction::Up),
                holder: holder(t),
                waited: Duration::from_secs(900),
            }),
        ),
        (
            "trial, a lock held for too long",
            held_too_long(t, vec![t("ACCESS EXCLUSIVE on app.users")]),
        ),
        ("trial, too long a statement", held_too_long(t, Vec::new())),
        (
            "no second connection",
            Failure::new(FailureKind::NoSecondConnection {
                migration: migration(t, Direction::Up),
                host: t("pooler.example:6432"),
                waited: Duration::from_secs(5),
            }),
        ),
        (
            "failed elsewhere",
            Failure::new(FailureKind::FailedElsewhere {
                migration: migration(t, Direction::Up),
                error: t("division by zero (SQLSTATE 22012)"),
            }),
        ),
        (
            "unwritable",
            Failure::new(FailureKind::Unwritable {
                objects: vec![t("property graph g"), t("table t")],
            }),
        ),
        (
            "incomplete",
            Failure::new(FailureKind::Incomplete {
                objects: vec![
                    t("the connection of SUBSCRIPTION orders"),
                    t("the options of USER MAPPING FOR app SERVER archive"),
                ],
            }),
        ),
        ("schema changing", Failure::new(FailureKind::SchemaChanging)),
        ("interrupted", interrupted(None)),
        (
            "interrupted twice",
            Failure::new(FailureKind::StoppedAtOnce {
                signal: Signal::Terminate,
            }),
        ),
        (
            "interrupted, rolled back",
            interrupted(Some((at_work.clone(), Aftermath::RolledBack))),
        ),
        (
            "interrupted, partial",
            interrupted(Some((
                at_work,
                Aftermath::Partial {
                    done: 1,
                    at: 2,
                    of: 3,
                },
            ))),
        ),
    ]
}

fn held_too_long(t: Twist, locks: Vec<String>) -> Failure {
    Failure::new(FailureKind::HeldTooLong {
        migration: migration(t, Direction::Up),
        location: Some(location(t)),
        statement: 3,
        locks,
        limit: Duration::from_millis(200),
    })
}
