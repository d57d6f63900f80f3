//! Behind pgpool, in front of a primary and a standby that gets every query that may go there.

#![expect(clippy::unwrap_used, reason = "a fixture fails by panicking")]

mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use support::{Project, Ran, Running, Server, Session, each_major, eventually, pgpool};
use tempfile::TempDir;

/// A primary with a project, its standby, and pgpool in front of both.
struct Pair {
    project: Project,
    primary: Server,
    standby: Server,
    pgpool: Child,
    folder: TempDir,
    _data: TempDir,
}

impl Pair {
    fn start(major: u32) -> Self {
        let data = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let (first, second) = (data.path().join("primary"), data.path().join("standby"));
        let primary = Server::kept(major, first.clone());
        let place = PathBuf::from(primary.query("show data_directory"));
        drop(primary);
        eventually("it has stopped", || !place.join("postmaster.pid").exists());
        let copied = Command::new("cp")
            .arg("-a")
            .args([&first, &second])
            .status();
        assert!(copied.unwrap().success());

        let primary = Server::kept(major, first.clone());
        let place = second.join(place.strip_prefix(&first).unwrap());
        fs::write(place.join("standby.signal"), "").unwrap();
        let source = format!(
            "primary_conninfo = 'host={} port=5432 user=postgres'\n",
            primary.socket_dir().display()
        );
        fs::write(place.join("postgresql.auto.conf"), source).unwrap();
        let standby = Server::kept(major, second);
        eventually("the standby streams", || {
            primary.query("select count(*) from pg_stat_replication where state = 'streaming'")
                == "1"
        });
        let folder = TempDir::new().unwrap();
        let pair = Self {
            pgpool: start(folder.path(), [&primary, &standby]),
            project: primary.project(),
            primary,
            standby,
            folder,
            _data: data,
        };
        pair.caught_up();
        let url = pair.url();
        eventually("pgpool knows both", || {
            let asked =
                Session::try_open(&url).and_then(|session| session.try_query("show pool_nodes"));
            asked.is_ok_and(|nodes| nodes.contains("|primary|") && nodes.contains("|standby|"))
        });
        pair
    }

    fn url(&self) -> String {
        let (name, folder) = (self.project.database.name(), self.folder.path().display());
        format!("postgres://postgres@/{name}?host={folder}&port=9999")
    }

    fn command(&self, args: &str) -> Command {
        let mut command = self.project.command(args.split_whitespace());
        command.env("DATABASE_URL", self.url());
        command
    }

    fn run(&self, args: &str) -> Ran {
        self.project.run_command(&mut self.command(args))
    }

    /// Waits until the standby has what the primary has.
    fn caught_up(&self) {
        let written = self.primary.query("select pg_current_wal_insert_lsn()");
        let replayed = format!("select pg_last_wal_replay_lsn() >= '{written}'");
        eventually("the standby has it", || {
            self.standby.query(&replayed) == "t"
        });
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        kill_process(Pid::from_child(&self.pgpool), Signal::INT).unwrap();
        self.pgpool.wait().unwrap();
    }
}

/// pgpool in front of a primary and a standby; whatever may be read from either goes to the latter.
fn start(folder: &Path, [primary, standby]: [&Server; 2]) -> Child {
    let path = folder.display();
    let settings = format!(
        "backend_clustering_mode = 'streaming_replication'\nlisten_addresses = ''\nport = 9999\n\
         socket_dir = '{path}'\npcp_listen_addresses = ''\npcp_socket_dir = '{path}'\n\
         pid_file_name = '{path}/pgpool.pid'\nlogdir = '{path}'\nnum_init_children = 12\nmax_pool = 1\n\
         backend_hostname0 = '{}'\nbackend_port0 = 5432\nbackend_weight0 = 0\n\
         backend_hostname1 = '{}'\nbackend_port1 = 5432\nbackend_weight1 = 1\n\
         load_balance_mode = on\nsr_check_user = 'postgres'\nsr_check_period = 1\n\
         failover_on_backend_error = off\npool_passwd = ''\n",
        primary.socket_dir().display(),
        standby.socket_dir().display()
    );
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (settings, users) = (file("pgpool.conf", &settings), file("pcp.conf", ""));
    let mut command = Command::new(pgpool());
    // Nobody but the server's account enters its folder.
    if rustix::process::geteuid().is_root() {
        let account = fs::metadata(primary.socket_dir()).unwrap();
        chown(folder, Some(account.uid()), Some(account.gid())).unwrap();
        command.uid(account.uid()).gid(account.gid());
    }
    command
        .arg("-n")
        .arg("-f")
        .arg(settings)
        .arg("-F")
        .arg(users);
    let log = fs::File::create(folder.join("log")).unwrap();
    command.stdout(Stdio::null()).stderr(log).spawn().unwrap()
}

#[test]
fn everything_goes_to_the_primary() {
    each_major(|major| {
        let pair = Pair::start(major);
        let project = &pair.project;
        // The standby answers queries, and lags behind all the while.
        project.query("create table mark (x int)");
        pair.caught_up();
        pair.standby.query("select pg_wal_replay_pause()");
        project.query("insert into mark values (1)");
        let through = Session::open(&pair.url());
        assert_eq!(through.query("select count(*) from mark"), "0");
        project.table("1", "a");
        project.migration(
            "2_index.sql",
            "-- migrate:up transaction:false\ncreate index concurrently a_x on a (x);\nvacuum a;\n\
             -- migrate:down transaction:false\ndrop index concurrently a_x;\n",
        );
        project.table("3", "b");
        pair.run("up").succeeds().stdout_contains("applied  3_b");
        pair.run("up").succeeds().stderr_contains("nothing to do");
        pair.run("status --exit-code").succeeds();
        pair.run("down --count 2").succeeds();
        assert_eq!(project.applied(), "1");
        pair.run("status --exit-code").exits(1);
        project.migration("2_index.sql", "-- migrate:up\nselect 1/0;\n");
        pair.run("up")
            .exits(3)
            .stderr_contains("db/migrations/2_index.sql:2:");
        pair.run("up --to 1").succeeds();
        pair.run("protect").succeeds();
        pair.run("down").exits(4).stderr_contains("protected");
        pair.run("protect --off").succeeds();
        pair.standby.query("select pg_wal_replay_resume()");
    });
}

#[test]
fn many_runners_and_a_cancelled_one_leave_it_alive() {
    each_major(|major| {
        let pair = Pair::start(major);
        let project = &pair.project;
        for (version, name) in [("1", "a"), ("2", "b"), ("3", "c")] {
            project.table(version, name);
        }
        let start = |args: &str| Running::start(project, pair.command(args));
        let runners: Vec<_> = (0..8).map(|_| start("up")).collect();
        for runner in runners {
            runner.wait().succeeds();
        }
        assert_eq!(project.applied(), "1,2,3");
        project.migration("4_sleep.sql", "-- migrate:up\nselect pg_sleep(600);\n");
        let running = start("up");
        let asleep = "select count(*) from pg_stat_activity where state = 'active' \
            and datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()";
        eventually("it sleeps", || project.query(asleep) == "1");
        running.signal(Signal::INT);
        running.wait().exits(130).stderr_contains("rolled back");
        assert_eq!(project.query(asleep), "0");
        pair.run("status").succeeds();
    });
}
