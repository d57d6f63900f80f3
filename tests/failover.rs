//! A primary that dies in the middle of a run, and a standby that takes its place.
#![allow(clippy::unwrap_used, reason = "all of it is tests")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::Signal;
use support::{
    Fate, Fault, FaultyWire, Project, Running, Server, Session, Way, each_major, eventually,
};
use tempfile::TempDir;

/// A primary, and a standby that follows it.
struct Pair {
    primary: Server,
    standby: Server,
    /// Holds the data of both.
    _folder: TempDir,
}

impl Pair {
    fn start(major: u32) -> Self {
        let folder = TempDir::new_in(Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
        let path = |name: &str| folder.path().join(name);
        let primary = Server::kept(major, path("one"));
        let data = PathBuf::from(primary.query("show data_directory"));
        drop(primary);
        eventually("the primary has stopped", || {
            !data.join("postmaster.pid").exists()
        });
        let copied = Command::new("cp")
            .args(["-a", "one", "two"])
            .current_dir(folder.path())
            .status();
        assert!(copied.unwrap().success());
        let primary = Server::kept(major, path("one"));
        let copy = path("two").join("data");
        fs::write(copy.join("standby.signal"), "").unwrap();
        let settings = copy.join("postgresql.auto.conf");
        let before = fs::read_to_string(&settings).unwrap();
        let follow = format!(
            "{before}primary_conninfo = 'host={} user=postgres'\n",
            primary.socket_dir().display()
        );
        fs::write(&settings, follow).unwrap();
        let standby = Server::kept(major, path("two"));
        eventually("the standby follows", || {
            primary.query("select count(*) from pg_stat_replication where state = 'streaming'")
                == "1"
        });
        Self {
            primary,
            standby,
            _folder: folder,
        }
    }

    /// Both hosts, as a client names them.
    fn url(&self, project: &Project) -> String {
        format!(
            "postgres://postgres@/{}?host={},{}",
            project.database.name(),
            self.primary.socket_dir().display(),
            self.standby.socket_dir().display()
        )
    }

    /// Waits until the standby has done `what` with all that the primary has committed: `receive`
    /// or `replay`.
    fn catch_up(&self, what: &str) {
        let session = Session::open(&self.primary.url("postgres"));
        // The tests' servers commit asynchronously.
        session.query("set synchronous_commit = on");
        session.query("create table flushed (); drop table flushed");
        let now = session.query("select pg_current_wal_flush_lsn()");
        let has_it = format!("select pg_last_wal_{what}_lsn() >= '{now}'::pg_lsn");
        eventually("the standby has it", || self.standby.query(&has_it) == "t");
    }

    /// The primary dies at once, and the standby takes its place.
    fn fail_over(&self) {
        self.primary.signal(Signal::QUIT);
        let gone = self.primary.url("postgres");
        eventually("the primary is gone", || Session::try_open(&gone).is_err());
        self.standby.query("select pg_promote(false)");
        eventually("the standby is one no more", || {
            self.standby.query("select pg_is_in_recovery()") == "f"
        });
    }
}

/// The project's database on the standby.
fn on_standby(pair: &Pair, project: &Project, sql: &str) -> String {
    Session::open(&pair.standby.url(project.database.name())).query(sql)
}

fn start<'p>(project: &'p Project, url: &str) -> Running<'p> {
    let mut command = project.command(["up"]);
    command.env("DATABASE_URL", url);
    Running::start(project, command)
}

/// Waits until the run's backend on the primary is at this statement.
fn at_work(pair: &Pair, run: &mut Running<'_>, statement: &str) {
    let sql = format!(
        "select count(*) from pg_stat_activity where query like '{statement}%' and state = 'active'"
    );
    eventually("it is at work", || {
        assert!(!run.has_ended(), "{}", run.err());
        pair.primary.query(&sql) == "1"
    });
}

#[test]
fn a_transaction_that_a_failover_ends_is_found_rolled_back_and_done_on_the_new_primary() {
    each_major(|major| {
        let pair = Pair::start(major);
        let project = pair.primary.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
        project.migration(
            "2_b.sql",
            "-- migrate:up\ninsert into a values (1);\nselect pg_sleep(600);\n",
        );
        let url = pair.url(&project);
        let mut run = start(&project, &url);
        at_work(&pair, &mut run, "select pg_sleep");
        pair.catch_up("replay");
        pair.fail_over();
        run.wait()
            .exits(3)
            .stdout_contains("applied  1_a")
            .stderr_contains("rolled back: nothing of 2_b remains");
        project.migration("2_b.sql", "-- migrate:up\ninsert into a values (1);\n");
        start(&project, &url)
            .wait()
            .succeeds()
            .stdout_contains("applied  2_b");
        assert_eq!(on_standby(&pair, &project, "select count(*) from a"), "1");
        std::mem::forget(project);
    });
}

#[test]
fn a_section_that_a_failover_ends_goes_on_on_the_new_primary() {
    each_major(|major| {
        let pair = Pair::start(major);
        let project = pair.primary.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
        project.migration(
            "2_b.sql",
            "-- migrate:up transaction:false\ninsert into a values (1);\n\
             create index concurrently a_x on a (x);\ninsert into a values (2);\n",
        );
        let url = pair.url(&project);
        start(&project, &url).wait().succeeds();
        project
            .query("drop index a_x; truncate a; delete from schema_migrations where version = '2'");
        let old = project.session();
        old.query(
            "begin isolation level repeatable read; lock table a in access share mode; select 1",
        );
        let mut run = start(&project, &url);
        at_work(&pair, &mut run, "create index concurrently");
        eventually("the index is there", || {
            project.query("select count(*) from pg_index where not indisvalid") == "1"
        });
        pair.catch_up("replay");
        pair.fail_over();
        run.wait().exits(3);
        drop(old);
        start(&project, &url)
            .wait()
            .succeeds()
            .stderr_contains("dropped the INVALID index public.a_x")
            .stderr_contains("2_b: going on with statement 2 of 3");
        assert_eq!(on_standby(&pair, &project, "select sum(x) from a"), "3");
        let invalid = "select count(*) from pg_index where not indisvalid";
        assert_eq!(on_standby(&pair, &project, invalid), "0");
        std::mem::forget(project);
    });
}

/// The address moves to the standby before that has replayed the commit: what it says of the
/// ledger isn't the truth yet.
#[test]
fn a_standby_is_not_believed_that_nothing_was_committed() {
    each_major(|major| {
        let pair = Pair::start(major);
        let project = pair.primary.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
        project.run("up").succeeds();
        project.migration("2_b.sql", "-- migrate:up\ncreate table b (x int);\n");
        let name = project.database.name();

        let traced = project.database.copy();
        let wire = FaultyWire::new(&pair.primary, None);
        start(&project, &wire.patient_url(traced.name()))
            .wait()
            .succeeds();
        let answers = wire.traffic()[0].to_client.len();
        drop(traced);

        let fault = Fault {
            connection: 0,
            way: Way::ToClient,
            message: answers - 1,
            fate: Fate::Cut,
        };
        pair.catch_up("replay");
        pair.standby.query("select pg_wal_replay_pause()");
        let wire = FaultyWire::new(&pair.primary, Some(fault));
        wire.move_after_fault_to(&pair.standby);
        let run = start(&project, &wire.patient_url(name));
        run.says("asking the server whether it is applied");
        eventually("it is committed", || {
            project.query("select count(*) from schema_migrations") == "2"
        });
        pair.catch_up("receive");
        eventually("the standby was asked", || wire.traffic().len() > 2);
        pair.primary.signal(Signal::QUIT);
        pair.standby.query("select pg_wal_replay_resume()");
        pair.standby.query("select pg_promote(false)");
        run.wait().succeeds().stdout_contains("applied  2_b");
        std::mem::forget(project);
    });
}
