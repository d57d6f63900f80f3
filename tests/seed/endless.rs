//! Lines and quotes that never end: refused with their place, before they take all memory.

use std::fs::OpenOptions;
use std::path::Path;

use crate::support::for_the_newest_major;

/// More than is kept of a row.
const BYTES: usize = 65 << 20;

/// Adds that many bytes without a line break, which take no place on the disk.
fn grow(path: &Path) {
    let file = OpenOptions::new().write(true).open(path).unwrap();
    let length = file.metadata().unwrap().len();
    file.set_len(length + BYTES as u64).unwrap();
}

#[test]
fn a_row_without_an_end_is_refused_where_it_begins() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.query("create table users (id int primary key, email text)");
        let line = "the line that begins here does not end within 64 MiB";
        let quote = "a quote is opened here, and nothing closes it within 64 MiB";
        let grown = |name: &str, text: &str| {
            let path = project.write(&format!("db/seeds/{name}"), text);
            grow(&path);
            path
        };
        let refused = |path: &Path, (says, place): (&str, &str)| {
            project
                .run("seed")
                .exits(2)
                .stderr_contains(says)
                .stderr_contains(&format!("db/seeds/{place}"));
            std::fs::remove_file(path).unwrap();
        };
        let path = grown("users.ndjson", "{\"id\": 1}\n{\"id\": 2, ");
        refused(&path, (line, "users.ndjson:2:1"));
        let path = grown("users.tsv", "id\n1\n");
        refused(&path, (line, "users.tsv:3:1"));
        let path = grown("users.csv", "id,email\n1,x\n2,\"begins\n");
        refused(&path, (quote, "users.csv:3:3"));
        let lines = "a line of a value that is thought to be in quotes\n".repeat(BYTES / 50);
        let text = format!("id,email\n1,x\n2,\"begins\n{lines}");
        let path = project.write("db/seeds/users.csv", text);
        refused(&path, (quote, "users.csv:3:3"));
        let text = format!("id,\"email\n{}", &lines[..2 << 20]);
        let path = project.write("db/seeds/users.csv", text);
        refused(&path, ("nothing closes it within 1 MiB", "users.csv:1:4"));
        assert_eq!(project.query("select count(*) from users"), "0");
    });
}
