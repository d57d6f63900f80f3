//! Migrations that are too large to be kept: they run, fail and are shown like small ones, one that
//! changes is noticed, and whatever reads 200 MB keeps within 64 MiB.

mod support;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};

use support::{Project, Ran, eventually, for_each_major, for_the_newest_major};

const MOST_MEMORY: u64 = 64 << 20;
const FILE_BYTES: usize = 200 << 20;

/// Runs a command, which must keep within the limit.
#[track_caller]
fn light(project: &Project, args: &str) -> Ran {
    let (ran, peak) = project.start(args).wait_and_weigh();
    assert!(peak > 0, "{args} ended before it was looked at");
    assert!(peak < MOST_MEMORY, "{args} took {} MiB", peak >> 20);
    ran
}

/// Writes a migration of 200 MB: `head`, numbered lines, `tail`.
fn write_large(
    project: &Project,
    head: &str,
    line: impl Fn(usize) -> String,
    tail: &str,
) -> io::Result<usize> {
    let path = project.migration("0002_large.sql", "");
    let mut file = BufWriter::new(File::create(path)?);
    let mut written = 0;
    let mut lines = 0;
    file.write_all(head.as_bytes())?;
    while written < FILE_BYTES {
        lines += 1;
        let line = line(lines);
        written += line.len();
        file.write_all(line.as_bytes())?;
    }
    file.write_all(tail.as_bytes())?;
    file.flush()?;
    Ok(lines)
}

fn with_table(project: &Project) {
    project.migration(
        "0001_a.sql",
        "-- migrate:up\ncreate table a (id int, name text);\n-- migrate:down\ndrop table a;\n",
    );
}

#[test]
fn two_hundred_megabytes_of_inserts_take_little_memory() {
    for_the_newest_major(|server| {
        let project = server.project();
        with_table(&project);
        let filler = "x".repeat(900);
        let lines = write_large(
            &project,
            "-- migrate:up\n",
            |id| format!("insert into a values ({id}, '{filler}; -- migrate:down');\n"),
            "-- migrate:down\ntruncate a;\n",
        )
        .unwrap();
        light(&project, "status").succeeds();
        light(&project, "up --dry-run=sql --quiet").succeeds();
        light(&project, "up").succeeds();
        assert_eq!(project.query("select count(*) from a"), lines.to_string());
        light(&project, "up").succeeds();
        light(&project, "down").succeeds();
        assert_eq!(project.query("select count(*) from a"), "0");
    });
}

#[test]
fn two_hundred_megabytes_of_copy_data_take_little_memory() {
    for_the_newest_major(|server| {
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
        )
        .unwrap();
        light(&project, "up").succeeds();
        assert_eq!(project.query("select count(*) from a"), lines.to_string());
        light(&project, "status").succeeds();
        light(&project, "down").succeeds();
        light(&project, "baseline --to 0002").succeeds();
    });
}

/// Two statements, one of them bad, behind some megabytes of good ones; the number of lines before.
fn with_bad_end(project: &Project, bad: &str) -> usize {
    with_table(project);
    let rows = "insert into a values (1, 'é');\n".repeat(40_000);
    project.migration("0002_large.sql", format!("-- migrate:up\n{rows}{bad}"));
    40_001
}

#[test]
fn an_error_at_the_end_of_a_large_file_is_shown_where_it_stands() {
    for_each_major(|server| {
        for (bad, line, column) in [
            ("select 1,\n  nope;\n", 1, 3),
            ("copy a from stdin;\n1\ta\nx\tb\n\\.\nselect 1;\n", 2, 1),
            ("do $$\nbegin\n  perform 1/0;\nend $$;\n", 2, 3),
        ] {
            let project = server.project();
            let before = with_bad_end(&project, bad);
            let place = format!(
                "db/migrations/0002_large.sql:{}:{column}",
                before + 1 + line
            );
            project.run("up").exits(3).stderr_contains(&place);
            assert_eq!(project.query("select count(*) from a"), "0");
        }
        let project = server.project();
        let before = with_bad_end(&project, "select 'open;\n");
        let place = format!("0002_large.sql:{}:8", before + 1);
        project.run("up").exits(2).stderr_contains(&place);
    });
}

#[test]
fn a_large_section_is_shown_as_it_stands() {
    for_each_major(|server| {
        let project = server.project();
        let rows = "insert into a values (1, 'é');\n".repeat(40_000);
        let text = format!("-- migrate:up\n{rows}\n\n-- migrate:down\nselect 1;\n");
        project.migration("0001_large.sql", text);
        let ran = project.run("up --dry-run=sql").succeeds();
        let head =
            "-- apply 0001_large (db/migrations/0001_large.sql, 40000 statements, one transaction)";
        assert!(
            ran.out.contains(&format!("\n{head}\nbegin ")),
            "the beginning"
        );
        assert!(
            ran.out.contains(&format!(";\n{rows}set ")),
            "all statements"
        );
        assert_eq!(ran.out.matches("\ninsert into a ").count(), 40_000);
        let recorded = "insert into \"public\".\"schema_migrations\"";
        assert_eq!(ran.out.matches(recorded).count(), 1, "the ledger's row");
    });
}

#[test]
fn an_edit_of_a_large_file_is_shown_by_what_the_ledger_keeps() {
    for_each_major(|server| {
        let project = server.project();
        with_table(&project);
        let rows = "insert into a values (1, 'é');\n".repeat(40_000);
        let text = |rows: &str, down: &str| format!("-- migrate:up\n{rows}-- migrate:down\n{down}");
        project.migration("0002_large.sql", text(&rows, "truncate a;\n"));
        project.run("up").succeeds();

        project.migration("0002_large.sql", text(&rows, "delete from a;\n"));
        let ran = project.run("up").exits(4);
        ran.stderr_contains("-truncate a;\n+delete from a;\n");
        project.run("repair 0002 --down-only --yes").succeeds();

        project.migration("0002_large.sql", text(&rows[31..], "delete from a;\n"));
        let ran = project.run("up").exits(4);
        let left_out =
            |bytes| format!("(proj-migrate: {bytes} bytes of the up section not stored)");
        let length = "-- migrate:up\n".len() + rows.len();
        let (then, now) = (left_out(length), left_out(length - 31));
        ran.stderr_contains(&format!("--- {then}\n+-- {now}\n"));
        project.run("repair 0002 --down-only --yes").exits(4);
        project.run("down --from stored").succeeds();
        assert_eq!(project.query("select count(*) from a"), "0");
    });
}

/// Some megabytes that begin by waiting for an advisory lock.
fn waiting(options: &str, last: &str) -> String {
    let rows = "insert into a values (1, 'é');\n".repeat(40_000);
    format!("-- migrate:up{options}\nselect pg_advisory_lock(7);\n{rows}{last}")
}

#[test]
fn a_large_file_that_changes_while_it_runs_is_rolled_back() {
    for_each_major(|server| {
        let project = server.project();
        with_table(&project);
        project.run("up").succeeds();
        project.migration("0002_large.sql", waiting("", "select 1;\n"));
        let holder = project.session();
        holder.query("select pg_advisory_lock(7)");
        let run = project.start("up --lock-timeout 10min");
        eventually("it waits", || {
            let waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted \
                and database = (select oid from pg_database where datname = current_database())";
            project.query(waits) == "1"
        });
        project.migration("0002_large.sql", waiting("", "select 2;\n"));
        holder.query("select pg_advisory_unlock(7)");
        let ran = run.wait().exits(3);
        ran.stderr_contains("the file was changed while it was being used")
            .stderr_contains("rolled back: nothing of 0002_large remains");
        assert_eq!(project.applied(), "0001");
        assert_eq!(project.query("select count(*) from a"), "0");
        project.run("up").succeeds();
        assert_eq!(project.applied(), "0001,0002");
    });
}
