//! What is swept: a command, the database that it starts from, and the one that it must come to.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::room::Seat;
use crate::sample::{self, VERSIONS};
use crate::state::schema_of;
use crate::support::{Database, Project, Running, Server, Session, eventually};

/// A command to be swept.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    args: &'static str,
    /// The versions that are applied when it has done its work.
    pub(crate) reaches: &'static str,
    project: Project,
    binary: PathBuf,
    /// Nobody is connected to it.
    before: Database,
    /// The schema once all five are applied.
    pub(crate) goal: String,
    again: Again,
}

/// A database to try a fault on, and the connection that looks at it: one for all faults, since a
/// new one reads the catalogue anew.
#[derive(Debug)]
pub(crate) struct Place {
    // Closed before the database is dropped.
    pub(crate) session: Session,
    pub(crate) database: Database,
}

/// How a database that has come to the goal is made what it was before the command: making one
/// takes longer than all that is tried on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    /// It is emptied.
    Emptied,
    /// It is as it was.
    AsItIs,
    /// It can't be: another one is made.
    Anew,
}

impl Place {
    /// Drops the database. That waits for every backend to take notice, and one that reads the data of
    /// a COPY does so once it has got some: the trial that keeps it silent may want the seat.
    pub(crate) fn drop_on(self, seat: &Seat<'_>) {
        seat.left_while(|| drop(self));
    }
}

impl Scenario {
    fn new(
        server: &Server,
        (name, args, reaches): (&'static str, &'static str, &'static str),
        again: Again,
    ) -> Self {
        let project = server.project();
        sample::write(&project, server.major);
        let applied = server.database();
        let binary = binary();
        let mut up = project.command_of(&binary, ["up"]);
        up.env("DATABASE_URL", applied.url());
        project.run_command(&mut up).succeeds();
        let goal = schema_of(&applied.session());
        let before = server.database();
        Self {
            name,
            args,
            reaches,
            project,
            binary,
            before,
            goal,
            again,
        }
    }

    /// The server's major.
    pub(crate) fn server(&self) -> &Server {
        self.before.server()
    }

    /// A database as it was before the command.
    pub(crate) fn fresh(&self) -> Place {
        let database = self.before.copy();
        Place {
            session: database.session(),
            database,
        }
    }

    /// The same once more, from one that has come to the goal; `None` when another one is to be made.
    pub(crate) fn again(&self, place: Place, seat: &Seat<'_>) -> Option<Place> {
        match self.again {
            Again::Emptied => {
                let empty = "drop schema public cascade; create schema public";
                place.session.query(empty);
                Some(place)
            }
            Again::AsItIs => Some(place),
            Again::Anew => {
                place.drop_on(seat);
                None
            }
        }
    }

    /// Starts the swept command on this URL.
    pub(crate) fn start(&self, url: &str) -> Running<'_> {
        self.start_other(self.args, url)
    }

    /// Starts another command on this URL.
    pub(crate) fn start_other(&self, args: &str, url: &str) -> Running<'_> {
        Running::start(&self.project, self.command(args, url))
    }

    fn command(&self, args: &str, url: &str) -> Command {
        let mut command = self.project.command_of(&self.binary, args.split(' '));
        command.env("DATABASE_URL", url);
        command
    }

    fn run_before(&self, args: &str) {
        let mut command = self.command(args, &self.before.url());
        self.project.run_command(&mut command).succeeds();
    }
}

/// The build that is swept: the one that `PROJ_MIGRATE_SWEPT` names, or the tests' own.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests have no settings of their own"
)]
fn binary() -> PathBuf {
    let named = env::var_os("PROJ_MIGRATE_SWEPT");
    named.map_or_else(|| env!("CARGO_BIN_EXE_proj-migrate").into(), PathBuf::from)
}

/// `up` on an empty database.
pub(crate) fn up_of_five(server: &Server) -> Scenario {
    Scenario::new(server, ("up", "up", VERSIONS), Again::Emptied)
}

/// `down` of two, one of them without a transaction.
pub(crate) fn down_of_two(server: &Server) -> Scenario {
    let scenario = Scenario::new(
        server,
        ("down", "down --count 2", "01,02,03"),
        Again::AsItIs,
    );
    scenario.run_before("up");
    scenario.leave_before();
    scenario
}

/// `up` of one migration, after a run of it that was killed while it built an index, which is INVALID.
pub(crate) fn resume(server: &Server) -> Scenario {
    let scenario = Scenario::new(server, ("resume", "up --to 02", "01,02"), Again::Anew);
    scenario.run_before("up --to 01");
    let session = scenario.before.session();
    let old = scenario.before.session();
    old.query("begin isolation level repeatable read; select count(*) from t");
    let run = scenario.start(&scenario.before.url());
    eventually("the index is being built", || {
        session.query("select count(*) from pg_index where not indisvalid") == "1"
    });
    run.kill();
    session.query("select pg_terminate_backend(worker_pid) from schema_migrations_progress");
    drop((session, old));
    scenario.leave_before();
    scenario
}

impl Scenario {
    /// Waits until nobody is connected to it.
    fn leave_before(&self) {
        let name = self.before.name();
        let left = format!("select count(*) from pg_stat_activity where datname = '{name}'");
        eventually("the database is left alone", || {
            self.server().query(&left) == "0"
        });
    }
}
