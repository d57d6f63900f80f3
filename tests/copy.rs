//! `COPY … FROM stdin` with its data in the file: what pg_dump writes is a migration, and a row that
//! the server refuses is shown where it stands.

mod support;

use std::fmt::Write as _;

use support::{Project, Server, for_each_major, pg_dump};

/// Sections that fail in a row of their data, each alone in a database with a table `a`.
const BAD_ROWS: &[(&str, &str)] = &[
    (
        "bad_number",
        "-- migrate:up\nselect 1;\ncopy a from stdin;\n1\tone\n2\ttwo\nthree\tthree\n4\tfour\n\\.\nselect 2;\n",
    ),
    (
        "bad_number_crlf",
        "-- migrate:up\r\nselect 1;\r\ncopy a from stdin;\r\n1\tone\r\n2\ttwo\r\nthree\tdrei\r\n\\.\r\nselect 2;\r\n",
    ),
    (
        "too_few",
        "-- migrate:up\ncopy a (id, name) from stdin;\n1\tone\n2\n\\.\n",
    ),
    (
        "duplicate",
        "-- migrate:up\ncopy a from stdin;\n1\tone\n1\tagain\n\\.\n",
    ),
    (
        "csv",
        "-- migrate:up\ncopy a from stdin (format csv, header);\nid,name\n1,\"two\nlines\"\n2,\"é, \"\"ü\"\"\"\nx,y\n\\.\n",
    ),
    (
        "trigger",
        "-- migrate:up\ncreate function no() returns trigger language plpgsql as $$\nbegin if new.id = 2 then raise exception 'not 2'; end if; return new; end $$;\ncreate trigger no before insert on a for each row execute function no();\ncopy a from stdin;\n1\tone\n2\ttwo\n\\.\n",
    ),
    (
        "no_table",
        "-- migrate:up\ncopy nowhere from stdin;\n1\n2\n\\.\nselect 1;\n",
    ),
    ("no_end", "-- migrate:up\ncopy a from stdin;\n1\tone\n"),
    (
        "behind",
        "-- migrate:up\ncopy a from stdin;\n1\tone\n\\.\nselect nope;\n",
    ),
    (
        "terminal",
        "-- migrate:up\ncopy a from stdin;\n\u{1b}[31m\u{202e}1\tone\n\\.\n",
    ),
    (
        "stdout",
        "-- migrate:up\ncreate table b ();\ncopy a to stdout;\nselect 1;\n",
    ),
    ("program", "-- migrate:up\ncopy a from '/nowhere/at/all';\n"),
];

fn with_table(server: &Server) -> Project {
    let project = server.project();
    project.migration(
        "0001_a.sql",
        "-- migrate:up\ncreate table a (id int primary key, name text);\n",
    );
    project.run("up").succeeds();
    project
}

#[test]
fn a_row_that_the_server_refuses_is_shown_with_its_line() {
    for_each_major(|server| {
        for (name, text) in BAD_ROWS {
            let project = with_table(server);
            project.migration("0002_copy.sql", text);
            project.run("up").reads(&format!("copy/{name}"));
            assert_eq!(project.query("select count(*) from a"), "0", "{name}");
            // Without a transaction it is told in the same way.
            let loose = text.replacen("migrate:up", "migrate:up transaction:false", 1);
            project.migration("0002_copy.sql", loose);
            let ran = project.run("up");
            assert_ne!(ran.status, 0, "{name}");
        }
    });
}

#[test]
fn rows_arrive_as_psql_would_load_them() {
    for_each_major(|server| {
        let project = with_table(server);
        project.migration(
            "0002_text.sql",
            "-- migrate:up\ncopy a from stdin;\n1\tsemi; -- colon\n2\t'quote\n3\t\\N\n4\tback\\\\slash\\ttab\n5\t-- migrate:down\n\\.\n\
             copy a (id) from stdin;\n\\.\ncopy a from stdin with (format csv, null 'x');\n6,\"two\nlines;\"\n7,x\n\\.\n",
        );
        project.migration(
            "0003_crlf.sql",
            "-- migrate:up\r\ncopy a from stdin;\r\n8\tcrlf\r\n\\.\r\n",
        );
        project.migration(
            "0004_loose.sql",
            "-- migrate:up transaction:false\ncopy a from stdin;\n9\tloose\n\\.\nselect 1;\n",
        );
        project.run("up").succeeds();
        assert_eq!(
            project.query("select id, quote_nullable(name) from a order by id"),
            "1|'semi; -- colon'\n2|'''quote'\n3|NULL\n4|E'back\\\\slash\ttab'\n5|'-- migrate:down'\n\
             6|'two\nlines;'\n7|NULL\n8|'crlf'\n9|'loose'"
        );
    });
}

#[test]
fn fifty_thousand_rows_are_loaded_and_a_late_bad_one_is_found() {
    for_each_major(|server| {
        let project = with_table(server);
        let mut text = "-- migrate:up\ncopy a from stdin;\n".to_owned();
        for id in 1..=50_000 {
            writeln!(text, "{id}\tname of {id}, long enough to fill some buffers").unwrap();
        }
        project.migration("0002_many.sql", format!("{text}\\.\n"));
        project.run("up").succeeds();
        assert_eq!(
            project.query("select count(*), sum(id) from a"),
            "50000|1250025000"
        );

        project.query("truncate a; delete from schema_migrations where version = '0002'");
        project.migration("0002_many.sql", format!("{text}1\tagain\n\\.\nselect 1;\n"));
        project.run("up").reads("copy/late");
        assert_eq!(project.query("select count(*) from a"), "0");
    });
}

/// pg_dump refuses servers newer than itself: only majors that the installed one can dump.
#[test]
fn what_pg_dump_writes_is_a_migration() {
    for_each_major(|server| {
        let project = server.project();
        project.query(&dumped(server.major));
        let Some(dump) = pg_dump(&project) else {
            return;
        };
        let copy = server.project();
        copy.migration("0001_dump.sql", format!("-- migrate:up\n{dump}"));
        copy.migration("0002_next.sql", "-- migrate:up\ncreate table next ();\n");
        copy.run("up").reads("copy/dump");
        let rows = "select id, quote_nullable(note), mood from \"Odd \"\"name\" order by id";
        assert_eq!(copy.query(rows), project.query(rows));
        copy.query("drop table next, schema_migrations");
        let again = pg_dump(&copy).unwrap();
        assert_eq!(without_tokens(&again), without_tokens(&dump));
    });
}

/// What is dumped. Before 14 a function's body is always a string.
fn dumped(major: u32) -> String {
    let sql = include_str!("copy/dumped.sql");
    let (atomic, quoted) = ("begin atomic; select x * 2; end;", "as 'select x * 2';");
    assert!(sql.contains(atomic));
    match major {
        ..14 => sql.replace(atomic, quoted),
        _ => sql.to_owned(),
    }
}

/// Without the lines whose token is another one each time.
fn without_tokens(dump: &str) -> String {
    let lines = dump.lines().filter(|line| !line.contains("restrict "));
    lines.collect::<Vec<_>>().join("\n")
}
