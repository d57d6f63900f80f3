//! Every way to write rows: they arrive as PostgreSQL itself would read them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::support::{Project, Server, for_each_major};

/// A table with a column of each odd kind.
fn with_types(server: &Server) -> Project {
    let project = server.project();
    project.query(
        "create schema app;\n\
         create type app.mood as enum ('sad', 'happy');\n\
         create domain app.positive as int check (value > 0);\n\
         create type app.pair as (a int, b text);\n\
         create table app.\"Every Type\" (id int primary key, t text, n numeric, b bytea, at timestamptz, \
         tags text[], grid int[], j json, jb jsonb, js jsonb[], m app.mood, p app.positive, r int4range, \
         c app.pair, f float8, u uuid, ok boolean, \"Mixed Case\" text, d text default 'default');",
    );
    project
}

const ROWS: &str = "select id, quote_nullable(t), n, b, at at time zone 'UTC', tags, grid, j, jb, js, m, p, r, c, f, u, ok, \
     \"Mixed Case\", d from app.\"Every Type\" order by id";

/// What [`ROWS`] gives for the rows of each format.
const EXPECTED: &str = "1|'it''s, \"x\"\n2nd'|12.50|\\x00ff|2024-01-01 10:00:00|{a,NULL,\"b c\"}|{{1,2},{3,4}}|{\"a\": 1.0}|{\"a\": 1.0}|\
     {\"{\\\"k\\\": [1]}\"}|happy|7|[1,5)|(1,\"x y\")|1.5e-07|0d4b1e4e-7c53-4a0e-9f0a-0123456789ab|t|MC|default\n\
     2|NULL|||||||||||||||||default\n\
     3|''|0|\\x|2024-06-01 00:00:00|{}|{}|[]|\"s\"|{}|sad|1|empty|(,)|NaN|0d4b1e4e-7c53-4a0e-9f0a-0123456789ab|f||default";

const CSV: &str = "Mixed Case,id,t,n,b,at,tags,grid,j,jb,js,m,p,r,c,f,u,ok\r\n\
     MC,1,\"it's, \"\"x\"\"\n2nd\",12.50,\\x00ff,2024-01-01 12:00+02,\"{a,NULL,\"\"b c\"\"}\",\"{{1,2},{3,4}}\",\"{\"\"a\"\": 1.0}\",\"{\"\"a\"\": 1.0}\",\"{\"\"{\\\"\"k\\\"\": [1]}\"\"}\",happy,7,\"[1,5)\",\"(1,\"\"x y\"\")\",1.5e-7,0d4b1e4e-7c53-4a0e-9f0a-0123456789ab,yes\r\n\
     ,2,,,,,,,,,,,,,,,,\r\n\
     \"\",3,\"\",0,\\x,2024-06-01 00:00Z,{},{},[],\"\"\"s\"\"\",{},sad,1,empty,\"(,)\",NaN,0d4b1e4e-7c53-4a0e-9f0a-0123456789ab,no\r\n";

const TSV: &str = "id\tt\tn\tb\tat\ttags\tgrid\tj\tjb\tjs\tm\tp\tr\tc\tf\tu\tok\tMixed Case\n\
     1\tit's, \"x\"\\n2nd\t12.50\t\\\\x00ff\t2024-01-01 12:00+02\t{a,NULL,\"b c\"}\t{{1,2},{3,4}}\t{\"a\": 1.0}\t{\"a\": 1.0}\t{\"{\\\\\"k\\\\\": [1]}\"}\thappy\t7\t[1,5)\t(1,\"x y\")\t1.5e-7\t0d4b1e4e-7c53-4a0e-9f0a-0123456789ab\tt\tMC\n\
     2\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\n\
     3\t\t0\t\\\\x\t2024-06-01 00:00Z\t{}\t{}\t[]\t\"s\"\t{}\tsad\t1\tempty\t(,)\tNaN\t0d4b1e4e-7c53-4a0e-9f0a-0123456789ab\tf\t\n\\.\n";

const NDJSON: &str = "{\"id\": 1, \"t\": \"it's, \\\"x\\\"\\n2nd\", \"n\": 12.50, \"b\": \"\\\\x00ff\", \"at\": \"2024-01-01T12:00:00+02:00\", \
     \"tags\": [\"a\", null, \"b c\"], \"grid\": [[1,2],[3,4]], \"j\": {\"a\": 1.0}, \"jb\": {\"a\": 1.0}, \"js\": [{\"k\": [1]}], \
     \"m\": \"happy\", \"p\": 7, \"r\": \"[1,5)\", \"c\": \"(1,\\\"x y\\\")\", \"f\": 1.5e-7, \
     \"u\": \"0d4b1e4e-7c53-4a0e-9f0a-0123456789ab\", \"ok\": true, \"Mixed Case\": \"MC\"}\n\
     {\"id\": 2}\n\n\
     {\"t\": \"\", \"id\": 3, \"n\": 0, \"b\": \"\\\\x\", \"at\": \"2024-06-01T00:00:00Z\", \"tags\": [], \"grid\": [], \"j\": [], \"jb\": \"s\", \
     \"js\": [], \"m\": \"sad\", \"p\": 1, \"r\": \"empty\", \"c\": \"(,)\", \"f\": \"NaN\", \
     \"u\": \"0d4b1e4e-7c53-4a0e-9f0a-0123456789ab\", \"ok\": false, \"Mixed Case\": \"\"}";

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &str) -> Vec<u8> {
    compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
}

#[test]
fn every_format_gives_the_same_rows() {
    for_each_major(|server| {
        let name = "app.\"Every Type\"";
        for (file, bytes) in [
            (format!("{name}.csv"), CSV.as_bytes().to_vec()),
            (format!("01_{name}.tsv"), TSV.as_bytes().to_vec()),
            (format!("{name}.ndjson"), NDJSON.as_bytes().to_vec()),
            (format!("{name}.csv.gz"), gzip(CSV)),
            (format!("{name}.ndjson.zst"), zstd(NDJSON)),
        ] {
            let project = with_types(server);
            project.write(&format!("db/seeds/{file}"), bytes);
            project.run("seed").succeeds().stdout_contains("3 rows");
            let rows = project.query(ROWS);
            // An empty field of TSV can only be an empty string, and row 3 has none for its last.
            assert_eq!(rows, EXPECTED, "{file}");
            // Merged, all of it is as it was.
            project
                .run("seed --force")
                .succeeds()
                .stdout_contains("3 unchanged");
        }
    });
}

#[test]
fn packed_files_may_be_several_behind_each_other() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table a (x int); create table b (x int); create table c (x int)");
        project.write("db/seeds/a.csv.gz", [gzip("x\n1\n"), gzip("2\n")].concat());
        project.write("db/seeds/b.csv.zst", [zstd("x\n1\n"), zstd("2\n")].concat());
        project.write(
            "db/seeds/c.sql.gz",
            gzip("insert into c values (1), (2);\n"),
        );
        project.run("seed").succeeds();
        let sums = "select (select sum(x) from a), (select sum(x) from b), (select sum(x) from c)";
        assert_eq!(project.query(sums), "3|3|3");
        project
            .run("seed")
            .stderr_contains("3 seed files unchanged");
    });
}

#[test]
fn what_editors_and_programs_put_into_files_does_no_harm() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table a (id int primary key, x text)");
        // A byte order mark; a line that COPY would take for its end; no line break at the end.
        project.write("db/seeds/a.csv", "\u{feff}ID, x\n1,\\.\n");
        project.run("seed").succeeds();
        project.write("db/seeds/a.csv", "\u{feff}id\n1\n2");
        project.run("seed").succeeds();
        assert_eq!(
            project.query("select id, x from a order by id"),
            "1|\\.\n2|"
        );
        project.query("create table one (x text)");
        project.write("db/seeds/one.csv", "x\n\\.\nafter\n\"multi\n\\.\nline\"\n");
        project.run("seed").succeeds();
        let rows = "select string_agg(quote_literal(x), ',' order by x) from one";
        assert_eq!(
            project.query(rows).replace('\n', "⏎"),
            "E'\\\\.','after',E'multi⏎\\\\.⏎line'"
        );
        project.write("db/seeds/a.csv", "id,x\n");
        project.run("seed").succeeds().stdout_contains("0 inserted");
    });
}

#[test]
fn generated_and_identity_columns_are_handled() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table a (id int generated always as identity primary key, x int, \
             twice int generated always as (x * 2) stored)",
        );
        project.write("db/seeds/a.csv", "twice,id,x\n99,5,1\n99,6,2\n");
        project
            .run("seed")
            .succeeds()
            .stdout_contains("loaded  a.csv  → a: 2 rows");
        let rows = "select id, x, twice from a order by id";
        assert_eq!(project.query(rows), "5|1|2\n6|2|4");
        project.write("db/seeds/a.csv", "twice,id,x\n99,5,1\n99,6,3\n99,7,4\n");
        project
            .run("seed")
            .succeeds()
            .stdout_contains("1 inserted, 1 updated, 1 unchanged");
        assert_eq!(project.query(rows), "5|1|2\n6|3|6\n7|4|8");
        assert_eq!(
            project.query("insert into a (x) values (0) returning id"),
            "8"
        );
    });
}

#[test]
fn tables_are_found_as_sql_would_find_them() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create schema \"App\"; create schema app; create table \"App\".\"Users\" (x int); \
             create table app.users (x int); create table users (x int); create table \"Odd.Name\" (x int)",
        );
        for (file, table) in [
            ("01_App.Users.csv", "\"App\".\"Users\""),
            ("02_app.USERS.csv", "app.users"),
            ("03_Users.csv", "users"),
            ("04_\"Odd.Name\".csv", "\"Odd.Name\""),
        ] {
            project.write(&format!("db/seeds/{file}"), "x\n1\n");
            project.run("seed").succeeds();
            assert_eq!(
                project.query(&format!("select x from {table}")),
                "1",
                "{file}"
            );
        }
    });
}

#[test]
fn members_that_differ_from_line_to_line_take_their_defaults() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table a (id int primary key, x text default 'd', y int default 7)");
        project.write(
            "db/seeds/a.ndjson",
            "{\"id\": 1, \"x\": \"a\"}\n{\"id\": 2}\n{\"y\": null, \"id\": 3}\n{\"id\": 4, \"y\": 1}\n",
        );
        project.run("seed").succeeds().stdout_contains("4 rows");
        let rows = "select id, x, y from a order by id";
        assert_eq!(project.query(rows), "1|a|7\n2|d|7\n3|d|\n4|d|1");
        project
            .run("seed --force")
            .succeeds()
            .stdout_contains("0 inserted, 0 updated, 4 unchanged");
        project.write(
            "db/seeds/a.ndjson",
            "{\"id\": 8}\n{\"id\": 9, \"y\": 1}\n{\"id\": 10}\n{\"id\": 8}\n",
        );
        project.run("seed").reads("seed/bad/members_repeated");
        project.write(
            "db/seeds/a.ndjson",
            "{\"id\": 8}\n{\"id\": 9, \"y\": 1}\n{\"id\": 10}\n{\"id\": 9, \"y\": \"x\"}\n",
        );
        project.run("seed").reads("seed/bad/members_value");
        project.write("db/seeds/a.ndjson", "{\"id\": 2, \"y\": 9}\n{\"id\": 5}\n");
        project
            .run("seed")
            .succeeds()
            .stdout_contains("1 inserted, 1 updated, 0 unchanged");
        assert_eq!(project.query(rows), "1|a|7\n2|d|9\n3|d|\n4|d|1\n5|d|7");
    });
}
