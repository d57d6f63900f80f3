//! Bad files: what is shown of each, and that nothing is loaded then.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

use crate::loading::with_tables;
use crate::support::{for_each_major, for_the_newest_major};

/// Files that can't be loaded, each with the name of its transcript.
const BAD: &[(&str, &str, &str)] = &[
    (
        "too_few_fields",
        "users.csv",
        "id,email,age\n1,a@x,1\n2,b@x\n",
    ),
    ("too_many_fields", "users.csv", "id,email\n1,a@x\n2,b@x,7\n"),
    ("open_quote", "users.csv", "id,email\n1,\"a@x\n2,b@x\n"),
    (
        "open_quote_far",
        "users.csv",
        "id,email\n1,a@x\n2,\"b@x\n3,\"c@x\"\n4,d@x\n",
    ),
    ("open_header", "users.csv", "id,\"email\n1,a@x\n"),
    ("stray_break", "users.csv", "id,email\n1,a@x\n2,b\rx\n"),
    (
        "bad_value",
        "users.csv",
        "email,note,age\n\"a@x\",\"two\nlines\",1\nb@x,é,thirty\n",
    ),
    ("not_null", "users.csv", "id,email,age\n1,a@x,\n2,,7\n"),
    ("check", "users.csv", "id,email,age\n1,a@x,\n2,b@x,-7\n"),
    ("unique", "users.csv", "id,email\n1,a@x\n2,b@x\n3,a@x\n"),
    ("foreign_key", "tasks.csv", "id,user_id,title\n1,9,x\n"),
    ("unknown_column", "users.csv", "id,emial,nmae\n1,2,3\n"),
    ("repeated_column", "users.csv", "id,email,ID\n1,2,3\n"),
    ("unknown_table", "03_user.csv", "id\n1\n"),
    ("no_table_name", "a.b.c.csv", "id\n1\n"),
    ("empty", "users.csv", ""),
    ("blank", "users.tsv", "\n"),
    ("tsv_bad_value", "users.tsv", "email\tage\na@x\t1\nb@x\tx\n"),
    ("tsv_end_marker", "users.tsv", "email\na@x\n\\.\nb@x\n"),
    (
        "json_broken",
        "users.ndjson",
        "{\"email\": \"a@x\"}\n{\"email\": }\n",
    ),
    (
        "json_array",
        "users.ndjson",
        "{\"email\": \"a@x\"}\n\n[1, 2]\n",
    ),
    (
        "json_unknown",
        "users.ndjson",
        "{\"email\": \"a@x\"}\n{\"email\": \"b@x\", \"agee\": 1}\n",
    ),
    (
        "json_object",
        "users.ndjson",
        "{\"email\": \"a@x\", \"age\": {\"years\": 7}}\n",
    ),
    (
        "json_bad_value",
        "users.ndjson",
        "{\"email\": \"a@x\"}\n\n{\"age\": 7.5, \"email\": \"b@x\"}\n",
    ),
    ("view", "people.csv", "id\n1\n"),
];

#[test]
fn a_bad_file_is_shown_with_line_column_value_and_rule_and_nothing_is_loaded() {
    for_each_major(|server| {
        for (name, file, text) in BAD {
            let project = with_tables(server);
            project.query("create view people as select * from users");
            project.write(
                "db/seeds/00_first.sql",
                "insert into users (email) values ('first');\n",
            );
            project.write(&format!("db/seeds/{file}"), text);
            project.run("seed").reads(&format!("seed/bad/{name}"));
            let count = "select (select count(*) from users), to_regclass('schema_seeds') is null";
            assert_eq!(project.query(count), "0|t", "{name}");
        }
    });
}

#[test]
fn a_bad_row_in_json() {
    for_the_newest_major(|server| {
        let project = with_tables(server);
        project.write("db/seeds/users.csv", "id,email,age\n1,a@x,\n2,b@x,-7\n");
        project
            .run("seed --format json")
            .reads_json("seed/bad/row_json");
        project.write("db/seeds/users.csv", "id,emial\n1,a@x\n");
        project
            .run("seed --format json")
            .reads_json("seed/bad/file_json");
    });
}

#[test]
fn rows_with_rows_below_are_checked_where_they_are_merged() {
    for_each_major(|server| {
        for (name, text) in [
            ("merge_check", "id,email,age\n1,a@x,5\n2,b@x,-7\n"),
            ("merge_not_null", "id,email\n1,a@x\n2,\n"),
            ("merge_unique", "id,email\n1,a@x\n7,z@x\n8,c@x\n"),
            ("merge_repeated", "id,email\n1,a@x\n2,b@x\n1,c@x\n"),
            ("merge_bad_value", "id,email,age\n1,a@x,x\n"),
        ] {
            let project = with_tables(server);
            project.query("insert into users (id, email) overriding system value values (1, 'a@x'), (3, 'c@x')");
            project.write("db/seeds/users.csv", text);
            project.run("seed").reads(&format!("seed/bad/{name}"));
            assert_eq!(project.query("select count(*) from users"), "2", "{name}");
        }
    });
}

#[test]
fn bytes_that_are_no_text_and_packed_files_that_are_cut_are_told() {
    for_each_major(|server| {
        let project = with_tables(server);
        project.write(
            "db/seeds/users.csv",
            b"email,note\na@x,1\nb@x,caf\xe9 noir\n",
        );
        project.run("seed").reads("seed/bad/not_utf8");
        project.remove("db/seeds/users.csv");
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"email\na@x\nb@x\n").unwrap();
        let whole = encoder.finish().unwrap();
        project.write("db/seeds/users.csv.gz", &whole[..whole.len() - 9]);
        project.run("seed").reads("seed/bad/cut_gzip");
        project.write("db/seeds/users.csv.gz", "email\na@x\n");
        project
            .run("seed")
            .exits(2)
            .stderr_contains("the gzip data are damaged");
        project.remove("db/seeds/users.csv.gz");
        project.write("db/seeds/users.csv.zst", "email\na@x\n");
        project
            .run("seed")
            .exits(2)
            .stderr_contains("the zstd data are damaged");
        assert_eq!(project.query("select count(*) from users"), "0");
    });
}

#[test]
fn all_bad_files_of_a_group_are_told_together() {
    for_each_major(|server| {
        let project = with_tables(server);
        project.write("db/seeds/01_users.csv", "id,emial\n");
        project.write("db/seeds/02_task.csv", "id\n");
        project.write("db/seeds/03_tasks.csv", "");
        project.run("seed").reads("seed/bad/together");
    });
}

/// Opening a FIFO would wait for its writer, under the lock and deaf to Ctrl-C.
#[test]
fn a_seed_that_is_no_file_is_named_and_nobody_waits() {
    for_the_newest_major(|server| {
        let project = with_tables(server);
        project.write("db/seeds/03_tasks.tsv", "id\n");
        project.remove("db/seeds/03_tasks.tsv");
        for name in ["01_users.csv", "02_more.sql"] {
            let path = project.path().join("db/seeds").join(name);
            let mkfifo = std::process::Command::new("mkfifo").arg(path).status();
            assert!(mkfifo.unwrap().success());
            project.run("seed").reads(&format!("seed/fifo_{name}"));
            project.remove(&format!("db/seeds/{name}"));
        }
    });
}
