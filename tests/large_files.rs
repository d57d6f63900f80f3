//! Migrations of 200 MB: whatever reads them keeps within 64 MiB.

mod support;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};

use support::{Project, Ran, for_each_major};

const MOST_MEMORY: u64 = 64 << 20;
const FILE_BYTES: usize = 200 << 20;

/// Runs a command, which must keep within the limit.
#[track_caller]
fn light(project: &Project, args: &str) -> Ran {
    let (ran, peak) = project.start(args).wait_and_weigh();
    eprintln!("{args}: {} KiB", peak / 1024);
    assert!(peak > 0, "{args} ended before it was looked at");
    assert!(peak < MOST_MEMORY, "{args} took {} MiB", peak >> 20);
    ran
}

/// Writes a migration of 200 MB: `head`, numbered lines, `tail`.
fn write_large(project: &Project, head: &str, line: impl Fn(usize) -> String, tail: &str) -> usize {
    let path = project.migration("0002_large.sql", "");
    let mut file = BufWriter::new(File::create(path).unwrap());
    let mut written = 0;
    let mut lines = 0;
    file.write_all(head.as_bytes()).unwrap();
    while written < FILE_BYTES {
        lines += 1;
        let line = line(lines);
        written += line.len();
        file.write_all(line.as_bytes()).unwrap();
    }
    file.write_all(tail.as_bytes()).unwrap();
    file.into_inner().unwrap().sync_all().unwrap();
    lines
}

fn with_table(project: &Project) {
    project.migration(
        "0001_a.sql",
        "-- migrate:up\ncreate table a (id int, name text);\n-- migrate:down\ndrop table a;\n",
    );
}

#[test]
fn two_hundred_megabytes_of_inserts_take_little_memory() {
    for_each_major(|server| {
        let project = server.project();
        with_table(&project);
        let filler = "x".repeat(900);
        let lines = write_large(
            &project,
            "-- migrate:up\n",
            |id| format!("insert into a values ({id}, '{filler}; -- migrate:down');\n"),
            "-- migrate:down\ntruncate a;\n",
        );
        light(&project, "status").succeeds();
        light(&project, "up --dry-run=execute").succeeds();
        light(&project, "up").succeeds();
        assert_eq!(project.query("select count(*) from a"), lines.to_string());
        light(&project, "up").succeeds();
        light(&project, "down").succeeds();
        assert_eq!(project.query("select count(*) from a"), "0");
    });
}

#[test]
fn two_hundred_megabytes_of_copy_data_take_little_memory() {
    for_each_major(|server| {
        let project = server.project();
        with_table(&project);
        let mut head = "-- migrate:up\n".to_owned();
        writeln!(head, "copy a from stdin;").unwrap();
        let filler = "x".repeat(90);
        let lines = write_large(
            &project,
            &head,
            |id| format!("{id}\t{filler}; -- migrate:down\n"),
            "\\.\n-- migrate:down\ntruncate a;\n",
        );
        light(&project, "up").succeeds();
        assert_eq!(project.query("select count(*) from a"), lines.to_string());
        light(&project, "status").succeeds();
        light(&project, "down").succeeds();
        light(&project, "baseline --to 0002").succeeds();
    });
}
