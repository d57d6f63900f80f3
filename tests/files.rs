//! What keeps a file from being a migration is told with its place and its cure, for all files
//! of a run together, before the database is touched.

#[path = "files/bad.rs"]
mod bad;
mod support;

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use bad::BAD;
use support::{Project, for_each_major};

/// A good migration.
const GOOD: &str = "-- migrate:up\ncreate table good ();\n-- migrate:down\ndrop table good;\n";

fn bad_project(project: &Project) {
    for (name, text) in BAD {
        project.migration(name, text);
    }
}

/// That nothing was made in the database, the ledger neither.
#[track_caller]
fn untouched(project: &Project) {
    let relations = "select count(*) from pg_class where relnamespace = 'public'::regnamespace";
    assert_eq!(project.query(relations), "0");
}

#[test]
fn every_bad_file_of_a_run_is_told_with_its_place_and_cure() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("00_good.sql", GOOD);
        bad_project(&project);
        project.run("up").reads("files/all_bad");
        untouched(&project);
        project
            .run("up --format json")
            .reads_json("files/all_bad_json");
        project.run("up --dry-run").reads("files/all_bad");
        untouched(&project);
    });
}

#[test]
fn bad_files_are_told_even_if_the_server_cannot_be_reached() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("01_near_down.sql", BAD[0].1);
        project.migration("02_good.sql", GOOD);
        let nobody = "postgres://app:secret@/shop?host=/nobody/listens/here";
        for command in ["up", "down", "status"] {
            let mut command = project.command([command, "--url", nobody]);
            project.run_command(&mut command).reads("files/unreachable");
        }
    });
}

#[test]
fn a_bad_file_that_is_applied_already_is_only_warned_about() {
    for_each_major(|server| {
        let project = server.project();
        // As dbmate leaves it: applied, and nothing known of the text.
        project.query("create table schema_migrations (version varchar primary key)");
        project.query("insert into schema_migrations values ('01'), ('02'), ('03')");
        project.migration("01_near_down.sql", BAD[0].1);
        project.migration("02_latin1.sql", BAD[18].1);
        fs::create_dir(project.path().join("db/migrations/03_folder.sql")).unwrap();
        project.migration("04_good.sql", GOOD);
        project.run("up").reads("files/applied_bad");
        project.run("status").reads("files/applied_bad_status");
        assert_eq!(project.query("select count(*) from good"), "0");
    });
}

#[test]
fn a_bad_file_among_the_pending_ones_stops_status_and_up_to_but_not_down() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("01_good.sql", GOOD);
        project.run("up").succeeds();
        project.migration("02_bad.sql", "-- migrate:up\nvacuum;\n");
        project.run("status").reads("files/pending_bad_status");
        project.run("up").reads("files/pending_bad_up");
        project.run("up --to 01").reads("files/pending_bad_up_to");
        project.run("down").reads("files/pending_bad_down");
    });
}

#[test]
fn only_regular_files_are_read_and_links_to_them() {
    for_each_major(|server| {
        let project = server.project();
        let folder = project.path().join("db/migrations");
        project.write("elsewhere/text", GOOD);
        symlink(
            project.path().join("elsewhere/text"),
            folder.join("01_link.sql"),
        )
        .unwrap();
        project.run("up").reads("files/link");

        symlink(folder.join("nowhere"), folder.join("02_dangling.sql")).unwrap();
        fs::create_dir(folder.join("03_folder.sql")).unwrap();
        let mkfifo = Command::new("mkfifo")
            .arg(folder.join("04_fifo.sql"))
            .status();
        assert!(mkfifo.unwrap().success());
        let _socket = UnixListener::bind(folder.join("05_socket.sql")).unwrap();
        symlink("/dev/zero", folder.join("06_device.sql")).unwrap();
        symlink(folder.join("07_loop.sql"), folder.join("07_loop.sql")).unwrap();
        symlink(
            folder.join("04_fifo.sql"),
            folder.join("08_link_to_fifo.sql"),
        )
        .unwrap();
        project.run("up").reads("files/not_files");
        assert_eq!(project.query("select count(*) from schema_migrations"), "1");
    });
}

/// Root may read everything: then the binary runs as somebody else.
#[test]
fn a_file_or_folder_without_the_right_to_read_is_named() {
    for_each_major(|server| {
        let project = server.project();
        let file = project.migration("01_secret.sql", GOOD);
        let allow = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode));
        allow(project.path(), 0o755).unwrap();
        allow(&file, 0o000).unwrap();
        let binary = project.path().join("proj-migrate");
        fs::copy(env!("CARGO_BIN_EXE_proj-migrate"), &binary).unwrap();
        let run = || {
            let mut command = Command::new(&binary);
            command.arg("up").current_dir(project.path()).env_clear();
            // Whether somebody else may connect depends on the machine.
            command.env("DATABASE_URL", "postgres://app@/shop?host=/nobody");
            if fs::File::open(&file).is_ok() {
                command.uid(65_534).gid(65_534);
            }
            project.run_command(&mut command)
        };
        run().reads("files/no_right");
        allow(&project.path().join("db/migrations"), 0o000).unwrap();
        run().reads("files/no_right_folder");
        allow(&project.path().join("db/migrations"), 0o755).unwrap();
        untouched(&project);
    });
}

#[test]
fn files_that_are_no_migrations_by_name_are_left_alone() {
    for_each_major(|server| {
        let project = server.project();
        for name in [
            "README.md",
            "a.sql",
            ".01_hidden.sql",
            "01.sql.orig",
            "01_x.SQL",
            "sub/01_x.sql",
        ] {
            project.migration(name, "no migration at all '");
        }
        project.run("up").reads("files/none");
        project.run("status").reads("files/none_status");
    });
}

#[test]
fn a_folder_that_is_missing_or_a_file_is_named() {
    for_each_major(|server| {
        let project = server.project();
        project.write("file", "");
        for command in ["up", "status", "down"] {
            project
                .run(&format!("{command} -d nowhere"))
                .reads("files/no_folder");
        }
        project.run("up -d file").reads("files/folder_is_a_file");
        project.run("new x -d file").reads("files/new_into_a_file");
        untouched(&project);
    });
}

#[test]
fn two_folders_are_one_sequence_and_equal_versions_are_refused() {
    for_each_major(|server| {
        let project = server.project();
        project.write(
            "a/2_second.sql",
            "-- migrate:up\ncreate table b (x int references a);\n",
        );
        project.write(
            "b/001_first.sql",
            "-- migrate:up\ncreate table a (x int primary key);\n",
        );
        project.run("up -d a -d b").reads("files/two_folders");
        project.write("b/0002_again.sql", "-- migrate:up\n");
        project.run("up -d a -d b").reads("files/equal_versions");
    });
}

#[test]
fn odd_names_work_and_steer_no_terminal() {
    for_each_major(|server| {
        let project = server.project();
        let names: [&[u8]; 6] = [
            b"01_with space.sql",
            b"02_it's \"quoted\" \\ $(id).sql",
            b"03_new\nline.sql",
            b"04_\x1b[31mred\xc2\x9b.sql",
            "05_\u{202e}lqs.sql".as_bytes(),
            b"06_latin\xe9.sql",
        ];
        let folder = project.path().join("db/migrations");
        for name in names {
            fs::write(
                folder.join(OsString::from_vec(name.to_vec())),
                "-- migrate:up\nselect 1;\n",
            )
            .unwrap();
        }
        project.run("up").reads("files/odd_names");
        project.run("status").reads("files/odd_names_status");
        project
            .run("status --format json")
            .reads_json("files/odd_names_json");

        for name in names {
            fs::write(
                folder.join(OsString::from_vec(name.to_vec())),
                "-- migrate:up\nvacuum;\n",
            )
            .unwrap();
        }
        project.query("drop table schema_migrations");
        project.run("up").reads("files/odd_names_bad");
    });
}
