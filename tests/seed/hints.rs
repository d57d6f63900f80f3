//! What is told of files that mean well: another separator, keys in capitals, values that change
//! their rows.

use crate::support::{Project, Server, for_the_newest_major};

fn with_users(server: &Server) -> Project {
    let project = server.project();
    project.query(
        "create table users (id int primary key, email text unique); \
         insert into users values (1, 'a@x'), (2, 'b@x')",
    );
    project
}

#[test]
fn another_separator_is_named() {
    for_the_newest_major(|server| {
        let project = with_users(server);
        for (name, header, says) in [
            ("users.csv", "id;email", "separated by semicolons"),
            ("users.csv", "\"id\";\"email\"", "separated by semicolons"),
            ("users.csv", "id\temail", "separated by tabs"),
            ("users.csv", "id|email", "separated by bars"),
            ("users.tsv", "id,email", "separated by commas"),
        ] {
            let seed = project.write(
                &format!("db/seeds/{name}"),
                format!("{header}\n3{header}\n"),
            );
            for command in ["seed", "seed --dry-run"] {
                project
                    .run(command)
                    .exits(2)
                    .stderr_contains(says)
                    .stderr_contains(&format!("db/seeds/{name}:1:1"));
            }
            std::fs::remove_file(seed).unwrap();
        }
        // One column of a wrong name is that.
        project.write("db/seeds/users.csv", "emial\nx\n");
        project
            .run("seed")
            .exits(2)
            .stderr_contains("has no column `emial`");
    });
}

#[test]
fn a_key_may_be_typed_in_capitals() {
    for_the_newest_major(|server| {
        let project = with_users(server);
        project.write("db/seeds/users.csv", "id,email\n1,a@x\n2,c@x\n");
        project
            .run("seed --key Users=ID")
            .succeeds()
            .stdout_contains("1 updated, 1 unchanged");
        project
            .run("seed --force --key users=NAME")
            .exits(2)
            .stderr_contains("has no column NAME");
    });
}

#[test]
fn values_that_change_their_rows_are_told_from_values_that_come_twice() {
    for_the_newest_major(|server| {
        let project = with_users(server);
        project.write("db/seeds/users.csv", "id,email\n1,b@x\n2,a@x\n");
        let hint = "hint: another row has this value: ";
        project
            .run("seed")
            .exits(3)
            .stderr_contains("SQLSTATE: 23505")
            .stderr_contains(hint)
            .stderr_contains("--reset");
        project.query("alter table users drop constraint users_email_key");
        project.query("alter table users add unique (email) deferrable initially deferred");
        project.run("seed").succeeds();
        // All rows have their values by then: one comes twice.
        project.write("db/seeds/users.csv", "id,email\n3,a@x\n");
        let ran = project.run("seed").exits(3);
        ran.stderr_contains("SQLSTATE: 23505").never_says(hint);
    });
}

#[test]
fn what_is_not_taken_is_told_with_its_reason() {
    for_the_newest_major(|server| {
        let project = with_users(server);
        project.write("db/seeds/users.csv", "id,email\n3,c@x\n");
        for name in [
            "USERS.CSV",
            "users.json",
            "README.md",
            ".hidden.CSV",
            "dev/users.xlsx",
            "dev/deeper/users.csv",
            "dev/notes/todo.txt",
        ] {
            project.write(&format!("db/seeds/{name}"), "x");
        }
        let ran = project.run("seed").succeeds();
        ran.stderr_contains("warning: db/seeds/USERS.CSV is passed over: endings are lower case")
            .stderr_contains("warning: db/seeds/users.json is passed over: JSON is read as")
            .never_says("README")
            .never_says("hidden")
            .never_says("db/seeds/dev");
        let ran = project.run("seed dev").succeeds();
        ran.stderr_contains("warning: db/seeds/dev/users.xlsx is passed over: it is a spreadsheet")
            .stderr_contains("warning: db/seeds/dev/deeper is passed over: a set is a folder")
            .never_says("notes");
        project
            .run("seed dev --list --format json")
            .succeeds()
            .stdout_contains("\"seed-passed-over\"");
    });
}
