//! Slips of people and their tools: a file that an editor left, a set with a slash, a key for no table,
//! a dry run that must say what the run does.

use crate::loading::with_tables;
use crate::support::for_the_newest_major;

#[test]
fn an_editors_lock_file_is_passed_over() {
    for_the_newest_major(|server| {
        let project = with_tables(server);
        let users = project.write("db/seeds/01_users.csv", "email\na@x\n");
        std::os::unix::fs::symlink("me@host.123", users.with_file_name(".#01_users.csv")).unwrap();
        project
            .run("seed")
            .succeeds()
            .stdout_contains("01_users.csv");
        // Any other link that leads nowhere is a file that somebody misses.
        std::os::unix::fs::symlink("gone.csv", users.with_file_name("02_users.csv")).unwrap();
        project
            .run("seed")
            .exits(2)
            .stderr_contains("db/seeds/02_users.csv");
    });
}

#[test]
fn a_set_may_be_typed_with_the_slash_that_a_shell_adds() {
    for_the_newest_major(|server| {
        let project = with_tables(server);
        project.write("db/seeds/dev/users.csv", "email\na@x\n");
        project
            .run("seed dev/")
            .succeeds()
            .stdout_contains("dev/users.csv");
        project
            .run("seed staging")
            .exits(2)
            .stderr_contains("hint: sets: dev\n");
    });
}

#[test]
fn a_key_for_a_table_that_no_file_goes_to_is_refused() {
    for_the_newest_major(|server| {
        let project = with_tables(server);
        project.write("db/seeds/users.csv", "email\na@x\n");
        project
            .run("seed --key usres=email")
            .exits(2)
            .stderr_contains("`--key usres=…` is for a table that no seed file goes to")
            .stderr_contains("hint: the seed files go to users\n");
        project.run("seed --key public.Users=email").succeeds();
    });
}

#[test]
fn what_is_nothing_like_it_is_not_suggested() {
    for_the_newest_major(|server| {
        let project = with_tables(server);
        project.query("create schema app; create table app.\"Orders\" (id int primary key)");
        for (file, hint) in [
            ("invoices.csv", "hint: the file's name"),
            ("user.csv", "hint: did you mean users?"),
            ("orders.csv", "hint: did you mean app.\"Orders\"?"),
        ] {
            let path = format!("db/seeds/{file}");
            project.write(&path, "id\n1\n");
            project.run("seed").exits(2).stderr_contains(hint);
            project.remove(&path);
        }
    });
}

#[test]
fn a_dry_run_waits_for_the_table_that_a_sql_seed_makes() {
    for_the_newest_major(|server| {
        let project = with_tables(server);
        project.write("db/seeds/1_made.csv", "id\n1\n");
        project
            .run("seed --dry-run")
            .exits(2)
            .stderr_contains("there is no table made");
        project.remove("db/seeds/1_made.csv");
        project.write(
            "db/seeds/1_make.sql",
            "create table if not exists made (id int primary key);\n",
        );
        project.write("db/seeds/2_made.csv", "id\n1\n");
        project.run("seed --dry-run").succeeds().stdout(
            "would run  1_make.sql\n\
             would load  2_made.csv  → made, which is not there: a SQL seed before it must make it\n",
        );
        project.run("seed --reset").succeeds();
        assert_eq!(project.query("select id from made"), "1");
    });
}

#[test]
fn a_dry_reset_says_what_it_would_empty_and_refuses_what_the_reset_refuses() {
    for_the_newest_major(|server| {
        let project = with_tables(server);
        project.write("db/seeds/users.csv", "id,email\n1,a@x\n");
        project.run("seed").succeeds();
        project.query("insert into users (email) values ('b@x')");
        project
            .run("seed --reset --dry-run")
            .succeeds()
            .stdout("would empty  users: 2 rows\nwould load  users.csv  → users, which is empty\n");
        project.query("insert into tasks (user_id) values (1)");
        for args in ["seed --reset --dry-run", "seed --reset"] {
            project
                .run(args)
                .exits(4)
                .stderr_contains("would reach 1 other table with rows: public.tasks");
        }
        assert_eq!(project.query("select count(*) from users"), "2");
    });
}
