//! A tablespace that is full: what was at work is rolled back, or goes on once there is room.
//!
//! Where file systems may be mounted, the tablespace is a small one; elsewhere a limit on the
//! size of the server's files stands in for it.
#![allow(clippy::unwrap_used, reason = "all of it is tests")]

mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use support::{Server, each_major};
use tempfile::TempDir;

/// What fits into it: less than the tables below take, more than a WAL file.
const ROOM: u64 = 24 << 20;

/// Somewhere in which there is little room.
struct Small {
    /// The tablespace's folder.
    place: PathBuf,
    is_mounted: bool,
    _folder: TempDir,
}

impl Small {
    /// A tablespace `small` on the server.
    fn tablespace(server: &Server) -> Self {
        let folder = TempDir::new_in(Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
        let place = folder.path().join("small");
        fs::create_dir(&place).unwrap();
        let mut mount = Command::new("mount");
        let size = format!("size={ROOM}");
        mount
            .args(["-t", "tmpfs", "-o", &size, "small"])
            .arg(&place);
        let mounted = mount.stdout(Stdio::null()).stderr(Stdio::null()).status();
        let is_mounted = mounted.is_ok_and(|status| status.success());
        let small = Self {
            place,
            is_mounted,
            _folder: folder,
        };
        if !is_mounted {
            limit_files(server);
        }
        let data = fs::metadata(server.query("show data_directory")).unwrap();
        chown(&small.place, Some(data.uid()), Some(data.gid())).unwrap();
        let place = small.place.display();
        server.query(&format!("create tablespace small location '{place}'"));
        small
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        if self.is_mounted {
            // The server may still have files open in it.
            let unmounted = Command::new("umount").arg("-l").arg(&self.place).status();
            assert!(unmounted.unwrap().success());
        }
    }
}

/// No file of the server's backends to come grows beyond it.
fn limit_files(server: &Server) {
    let file = server.query("select pg_read_file('postmaster.pid')");
    let pid = file.lines().next().unwrap().parse().unwrap();
    let limit = Rlimit {
        current: Some(ROOM),
        maximum: Some(ROOM),
    };
    prlimit(Pid::from_raw(pid), Resource::Fsize, limit).unwrap();
}

#[test]
fn a_full_tablespace_leaves_nothing_behind_and_the_run_goes_on_when_there_is_room() {
    each_major(|major| {
        let server = Server::scratch(major);
        let small = Small::tablespace(&server);
        let project = server.project();
        let big = "insert into big select n, repeat('x', 500) from generate_series(1, 100000) n;\n";
        project.migration(
            "1_big.sql",
            format!("-- migrate:up\ncreate table big (x int, y text) tablespace small;\n{big}"),
        );
        let ran = project
            .run("up")
            .exits(3)
            .stderr_contains("could not extend file")
            .stderr_contains("rolled back: nothing of 1_big remains");
        if small.is_mounted {
            ran.stderr_contains("hint: the server's disk, or the tablespace's, is full");
        }
        assert_eq!(project.applied(), "");
        assert_eq!(project.query("select to_regclass('big') is null"), "t");

        // The table fits elsewhere; an index on it doesn't.
        project.migration(
            "1_big.sql",
            "-- migrate:up\ncreate table big (x int, y text);\n\
             insert into big select n, md5(n::text) || md5((-n)::text) from generate_series(1, 100000) n;\n",
        );
        project.migration(
            "2_index.sql",
            "-- migrate:up transaction:false\ncreate table first ();\n\
             create index concurrently big_y on big (y, (y || 'a'), (y || 'b'), (y || 'c')) tablespace small;\n\
             create table last ();\n",
        );
        project
            .run("up")
            .exits(3)
            .stdout_contains("applied  1_big")
            .stderr_contains("dropped the INVALID index public.big_y")
            .stderr_contains("statement 1 of 3 took effect and stays; statement 2 failed");
        let invalid = "select count(*) from pg_index where not indisvalid";
        assert_eq!(project.query(invalid), "0");
        project.query("delete from big where x > 1000");
        project
            .run("up")
            .succeeds()
            .stderr_contains("2_index: going on with statement 2 of 3");
        assert_eq!(project.query("select to_regclass('last')"), "last");
        drop(project);
        server.query("drop tablespace small");
    });
}
