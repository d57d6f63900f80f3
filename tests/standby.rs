//! A standby: read from, never written to.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Server, each_major, eventually};

#[test]
fn a_standby_is_read_and_not_written() {
    each_major(|major| {
        let temp = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = tempfile::TempDir::new_in(temp).unwrap();
        let kept = folder.path().join("postgres");

        let shared = Server::shared(major);
        let project = shared.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table a (x int);\n-- migrate:down\ndrop table a;\n",
        );
        let run = |server: &Server, args: &str| {
            let mut command = project.command(args.split_whitespace());
            command.env("DATABASE_URL", server.url("postgres"));
            project.run_command(&mut command)
        };

        let primary = Server::kept(major, kept.clone());
        let data = PathBuf::from(primary.query("show data_directory"));
        run(&primary, "up").succeeds();
        drop(primary);
        eventually("the primary has stopped", || {
            !data.join("postmaster.pid").exists()
        });

        fs::write(data.join("standby.signal"), "").unwrap();
        let standby = Server::kept(major, kept);
        assert_eq!(standby.query("select pg_is_in_recovery()"), "t");
        run(&standby, "up")
            .succeeds()
            .stderr_contains("nothing to do");
        run(&standby, "status --exit-code")
            .succeeds()
            .stdout_contains("applied");
        project.migration("2_b.sql", "-- migrate:up\ncreate table b (x int);\n");
        run(&standby, "status --exit-code")
            .exits(1)
            .stdout_contains("pending");
        run(&standby, "up --dry-run").succeeds();
        for command in ["up", "down", "up --dry-run=execute"] {
            run(&standby, command)
                .exits(3)
                .stderr_contains("the server is a standby")
                .stderr_contains("25006")
                .stderr_contains("as a standby or one that recovers: connect to the primary");
        }
    });
}
