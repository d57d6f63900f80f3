//! Where a schema file may go: files, links, folders without rights, and what is no file at all.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::process::Command;

use crate::migrated;
use crate::support::{Project, Ran, for_the_newest_major, tcp_port_to};

/// As root, /dev/null would be replaced by a file; a FIFO's other end may never come.
#[test]
fn what_is_no_file_is_neither_replaced_nor_waited_for() {
    for_the_newest_major(|server| {
        let project = migrated(server);
        let at = |name: &str| project.path().join(name);
        let device = Command::new("mknod")
            .arg(at("null"))
            .args(["c", "1", "3"])
            .status()
            .unwrap();
        let is_device = || {
            let found = std::fs::metadata(at("null")).unwrap().file_type();
            std::os::unix::fs::FileTypeExt::is_char_device(&found)
        };
        // Only root makes devices.
        if device.success() {
            project.run("dump null").succeeds();
            project.run("dump null --check").exits(1);
            assert!(is_device());
            project.migration("0002_t.sql", "-- migrate:up\ncreate table t ();\n");
            project.run("up -s null").succeeds();
            assert!(is_device());
        }
        let mkfifo = Command::new("mkfifo").arg(at("fifo")).status();
        assert!(mkfifo.unwrap().success());
        std::fs::create_dir(at("folder")).unwrap();
        for (name, what) in [("fifo", "it is a FIFO"), ("folder", "it is a folder")] {
            for check in ["", " --check"] {
                project
                    .run(&format!("dump {name}{check}"))
                    .stderr_contains(what);
            }
        }
    });
}

/// Someone without rights: 65534 is `nobody` wherever there is one.
const NOBODY: &str = "setpriv --reuid=65534 --regid=65534 --clear-groups --";

/// Runs a shell script in the project's folder; `$migrate` is the binary. Everybody may connect.
#[track_caller]
fn shell(project: &Project, script: &str) -> Ran {
    let mut command = Command::new("sh");
    let port = tcp_port_to(project.database.server());
    let name = project.database.name();
    let path = project.command([""; 0]).get_program().to_owned();
    command
        .args(["-c", script])
        .current_dir(project.path())
        .env(
            "DATABASE_URL",
            format!("postgres://postgres@127.0.0.1:{port}/{name}"),
        )
        .env("HOME", project.path())
        .env("migrate", path);
    project.run_command(&mut command)
}

#[test]
fn links_lead_to_where_the_file_is_written() {
    for_the_newest_major(|server| {
        let project = migrated(server);
        let at = |name: &str| project.path().join(name);
        // One to nothing yet, by way of another one, in a folder that is made.
        symlink("shared/schema.sql", at("link")).unwrap();
        symlink("link", at("db/../again")).unwrap();
        project.run("dump again").succeeds();
        let text = project.read("shared/schema.sql");
        assert!(text.contains("CREATE TABLE app.users"), "{text}");
        assert!(at("link").is_symlink() && at("again").is_symlink());
        assert_eq!(fs::read_dir(at("shared")).unwrap().count(), 1);
        project
            .run("dump link --schema app")
            .succeeds()
            .stderr_contains("wrote link");
        assert!(at("link").is_symlink());
        assert!(project.read("shared/schema.sql").contains("dump options"));
        symlink("loop", at("loop")).unwrap();
        project
            .run("dump loop")
            .exits(3)
            .stderr_contains("cannot write `loop`: Too many levels of symbolic links");
    });
}

#[test]
fn a_file_keeps_its_rights_and_root_leaves_it_its_owner() {
    for_the_newest_major(|server| {
        let project = migrated(server);
        let path = project.write("db/schema.sql", "");
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        let is_root = std::os::unix::fs::chown(&path, Some(65534), Some(65534)).is_ok();
        project.run("dump").succeeds();
        let found = fs::metadata(&path).unwrap();
        assert!(found.len() > 0);
        assert_eq!(found.mode() & 0o7777, 0o640);
        if is_root {
            assert_eq!((found.uid(), found.gid()), (65534, 65534));
        }
    });
}

/// A rename would ask for rights on the folder only.
#[test]
fn a_read_only_file_is_left_alone_and_so_is_a_folder_without_rights() {
    for_the_newest_major(|server| {
        let project = migrated(server);
        // Its folders belong to whoever runs the tests, and so does the binary.
        let binary = project.command([""; 0]).get_program().to_owned();
        fs::copy(binary, project.path().join("binary")).unwrap();
        let path = project.write("db/schema.sql", "-- mine\n");
        for (path, mode) in [
            (project.path(), 0o755),
            (&project.path().join("db"), 0o777),
            (&path, 0o444),
        ] {
            fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        }
        let run = |script: &str| shell(&project, &format!("exec {NOBODY} ./binary {script}"));
        run("dump").exits(3).stderr_contains(
            "error: cannot write `db/schema.sql`: Permission denied (os error 13)\n\
             hint: make the file writable for this user, or name another one\n",
        );
        run("dump elsewhere/schema.sql").exits(3).stderr_contains(
            "error: cannot write `elsewhere/schema.sql`: Permission denied (os error 13)\n\
             hint: check the folder's owner and permissions\n",
        );
        project.table("0002", "b");
        run("up").succeeds().stderr_contains(
            "db/schema.sql is not written anew: cannot write `db/schema.sql`: Permission denied",
        );
        project.table("0003", "c");
        run("up --dump-schema")
            .exits(3)
            .stderr_contains("1 migration of this run is committed")
            .stderr_contains("or name another one; `proj-migrate dump` writes the file then\n");
        project.table("0004", "d");
        run("up --no-dump-schema").succeeds().never_says("warning");
        assert_eq!(project.read("db/schema.sql"), "-- mine\n");
        assert_eq!(fs::read_dir(project.path().join("db")).unwrap().count(), 2);
    });
}

#[test]
fn a_disk_without_room_leaves_the_old_file() {
    for_the_newest_major(|server| {
        let project = migrated(server);
        project.write("db/schema.sql", "-- mine\n");
        // The signal that comes with the limit is ignored.
        shell(
            &project,
            "trap '' XFSZ; ulimit -f 0; $migrate dump 2> /dev/full; exec $migrate dump --quiet 2>&1",
        )
        .exits(3)
        .never_says("wrote");
        assert_eq!(project.read("db/schema.sql"), "-- mine\n");
        assert_eq!(fs::read_dir(project.path().join("db")).unwrap().count(), 2);
    });
}

#[test]
fn check_compares_what_version_control_made_of_it_and_says_when_there_is_nothing() {
    for_the_newest_major(|server| {
        let project = migrated(server);
        project
            .run("dump --check")
            .exits(1)
            .stdout_contains("+CREATE SCHEMA app;")
            .stderr_contains("db/schema.sql is absent or empty; `proj-migrate dump` writes it\n");
        project.run("dump").succeeds();
        let text = project.read("db/schema.sql");
        project.write("db/schema.sql", text.replace('\n', "\r\n"));
        project.run("dump --check").succeeds().stdout("");
        project.query("alter table app.accounts add z int");
        let ran = project.run("dump --check").exits(1);
        let changed = ran.out.lines().filter(|line| {
            (line.starts_with('+') || line.starts_with('-'))
                && !line.starts_with("+++")
                && !line.starts_with("---")
        });
        let changed: Vec<&str> = changed.collect();
        assert_eq!(
            changed,
            [
                "-    user_id bigint",
                "+    user_id bigint,",
                "+    z integer"
            ]
        );
    });
}
