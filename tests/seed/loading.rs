//! What goes into empty tables, and what the ledger of seeds then says.

use crate::support::{Project, Server, for_each_major};

/// A project with a users and a tasks table, no migration pending.
pub(crate) fn with_tables(server: &Server) -> Project {
    let project = server.project();
    project.migration(
        "0001_tables.sql",
        "-- migrate:up\n\
         create table users (id int generated always as identity primary key, email text not null unique, \
         age int check (age between 0 and 150), note text default 'none');\n\
         create table tasks (id serial primary key, user_id int not null references users, title text);\n",
    );
    project.run("up").succeeds();
    project
}

#[test]
fn files_are_loaded_in_order_and_once() {
    for_each_major(|server| {
        let project = with_tables(server);
        project.write(
            "db/seeds/01_users.csv",
            "email,id,age\nada@example.com,1,36\n\"grace@example.com\",7,\n",
        );
        project.write(
            "db/seeds/02_more.sql",
            "-- related rows\nwith u as (insert into users (email) values ('alan@example.com') returning id)\n\
             insert into tasks (user_id, title) select id, 'halt' from u;\n",
        );
        project.run("seed").reads("seed/first");
        assert_eq!(
            project.query("select id, email, age, note from users order by email"),
            "1|ada@example.com|36|none\n8|alan@example.com||none\n7|grace@example.com||none"
        );
        assert_eq!(project.query("select user_id, title from tasks"), "8|halt");
        assert_eq!(
            project.query("select file, rows, inserted, updated, unchanged, tables from schema_seeds order by file"),
            "01_users.csv|2|2|0|0|\n02_more.sql|||||{public.tasks,public.users}"
        );
        project.run("seed").reads("seed/again");
        assert_eq!(project.query("select count(*) from users"), "3");
        // What is inserted next gets the next number.
        assert_eq!(
            project.query("insert into users (email) values ('x') returning id"),
            "9"
        );
    });
}

#[test]
fn nothing_remains_of_a_run_that_fails() {
    for_each_major(|server| {
        let project = with_tables(server);
        project.write("db/seeds/01_users.csv", "email\nada@example.com\n");
        project.write(
            "db/seeds/02_bad.sql",
            "select 1;\nselect nope from users;\n",
        );
        project.run("seed").reads("seed/bad_statement");
        assert_eq!(project.query("select count(*) from users"), "0");
        assert_eq!(
            project.query("select to_regclass('schema_seeds') is null"),
            "t"
        );
        project.write("db/seeds/02_bad.sql", "select 1;\ncommit;\nvacuum;\n");
        project.run("seed").reads("seed/bad_file");
        project.write(
            "db/seeds/02_bad.sql",
            "set standard_conforming_strings = off;\nselect 'a\\', '; commit; --';\nselect 1;\n",
        );
        project.run("seed").reads("seed/hidden_commit");
        assert_eq!(
            project.query("select to_regclass('schema_seeds') is null"),
            "t"
        );
    });
}
