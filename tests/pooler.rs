//! Behind a pooler: its queue is waited for like a free connection.

#![expect(clippy::unwrap_used, reason = "a fixture fails by panicking")]

mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use support::{Project, Role, Session, eventually, for_each_major, pgbouncer};
use tempfile::TempDir;

/// A PgBouncer with one server connection, whose queue lasts a second.
struct Pooler {
    process: Child,
    folder: TempDir,
}

impl Pooler {
    fn of_one(project: &Project) -> Self {
        let folder = TempDir::new().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
        let (path, name) = (folder.path().display(), project.database.name());
        let server = project.database.server().socket_dir().display();
        let settings = format!(
            "[databases]\n{name} = host={server} port=5432 user=postgres dbname={name}\n\
             [pgbouncer]\nlisten_addr =\nlisten_port = 5432\nunix_socket_dir = {path}\n\
             auth_type = any\npool_mode = transaction\ndefault_pool_size = 1\nquery_wait_timeout = 1\n"
        );
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new(pgbouncer());
        // It refuses to run as root, and nobody but the server's account enters its folder.
        if rustix::process::geteuid().is_root() {
            let account = fs::metadata(project.database.server().socket_dir()).unwrap();
            command.uid(account.uid()).gid(account.gid());
        }
        command.arg("-q").arg(file).stderr(Stdio::null());
        let pooler = Self {
            process: command.spawn().unwrap(),
            folder,
        };
        let url = pooler.url(project);
        eventually("the pooler answers", || Session::try_open(&url).is_ok());
        pooler
    }

    fn url(&self, project: &Project) -> String {
        let (name, folder) = (project.database.name(), self.folder.path().display());
        format!("postgres://postgres@/{name}?host={folder}")
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn a_full_queue_is_waited_for_up_to_lock_wait() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table a ();\n");
        let pooler = Pooler::of_one(&project);
        let other = Session::open(&pooler.url(&project));
        other.query("begin");
        let through = |args: &[&str]| {
            let mut command = project.command(args);
            command.env("DATABASE_URL", pooler.url(&project));
            command
        };
        project
            .run_command(&mut through(&["up", "--lock-wait", "10ms"]))
            .exits(5)
            .stderr_contains("query_wait_timeout");
        let running = support::Running::start(&project, through(&["up"]));
        running.says("query_wait_timeout");
        other.query("commit");
        running.wait().succeeds().stdout_contains("applied  1_a");
    });
}

#[test]
fn nothing_of_a_run_reaches_the_next_client_of_its_backend() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        project.query(&format!("grant all on schema public to {}", role.name()));
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table a ();\nset work_mem = '7MB';\n",
        );
        let pooler = Pooler::of_one(&project);
        let mut command = project.command(["up", "--role", role.name()]);
        project
            .run_command(command.env("DATABASE_URL", pooler.url(&project)))
            .succeeds();
        let left = "select current_user, current_setting('work_mem'), \
            coalesce(current_setting('proj_migrate.tx', true), '')";
        let next = Session::open(&pooler.url(&project));
        assert_eq!(next.query(left), "postgres|4MB|");
        assert_eq!(
            project.query("select relowner::regrole from pg_class where oid = 'a'::regclass"),
            role.name()
        );
        project.query("drop table a, schema_migrations");
        project.query(&format!("drop owned by {}", role.name()));
    });
}

#[test]
fn temporary_tables_of_the_backends_last_client_capture_nothing() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let pooler = Pooler::of_one(&project);
        let through = |args: &str| {
            let mut command = project.command(args.split_whitespace());
            project.run_command(command.env("DATABASE_URL", pooler.url(&project)))
        };
        let other = Session::open(&pooler.url(&project));
        other.query(
            "create temporary table pg_class (x int); create temporary table pg_namespace (x int); \
             create temporary table pg_attribute (x int); create temporary table pg_inherits (x int); \
             create temporary table pg_db_role_setting (x int); create temporary table pg_database (x int); \
             create temporary table schema_migrations_progress as select 1 as x; \
             create temporary table schema_migrations_settings as select 'protected' as name",
        );
        through("up").succeeds();
        through("status --exit-code").succeeds();
        through("protect").succeeds();
        through("down").exits(4);
        through("protect --off").succeeds();
        through("down").succeeds();
        assert_eq!(project.applied(), "");
        // One of the ledger's own name stands in front of it on every search path.
        other.query("create temporary table schema_migrations (version varchar)");
        for command in ["up", "status"] {
            through(command)
                .exits(4)
                .stderr_contains("is a temporary table: the ledger must be an ordinary")
                .never_says("pending");
        }
    });
}
