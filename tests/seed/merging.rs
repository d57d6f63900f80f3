//! Tables with rows: what is inserted, updated, and left alone.

use crate::loading::with_tables;
use crate::support::{Role, for_each_major};

#[test]
fn rows_are_inserted_updated_and_left_alone() {
    for_each_major(|server| {
        let project = with_tables(server);
        project.write(
            "db/seeds/users.csv",
            "id,email,age\n1,a@x,1\n2,b@x,2\n3,c@x,3\n",
        );
        project.run("seed").succeeds();
        project.query("update users set note = 'mine'");
        let physical = "select id, ctid, xmin from users where id <> 2 order by id";
        let before = project.query(physical);
        project.write(
            "db/seeds/users.csv",
            "email,age,id\na@x,1,1\nb@x,20,2\nc@x,3,3\nd@x,,4\n",
        );
        project.run("seed").reads("seed/merged");
        assert_eq!(
            project.query("select id, email, age, note from users order by id"),
            "1|a@x|1|mine\n2|b@x|20|mine\n3|c@x|3|mine\n4|d@x||none"
        );
        let after = project.query(physical);
        assert!(after.starts_with(&before), "{before}\n{after}");
        let counts = "select rows, inserted, updated, unchanged from schema_seeds";
        assert_eq!(project.query(counts), "4|1|1|2");
        project
            .run("seed --force")
            .succeeds()
            .stdout_contains("0 inserted, 0 updated, 4 unchanged");
        assert_eq!(project.query(physical), after);
    });
}

#[test]
fn a_unique_key_serves_where_it_is_given_or_the_only_one() {
    for_each_major(|server| {
        let project = with_tables(server);
        project.query("insert into users (email, age) values ('a@x', 1)");
        project.write("db/seeds/users.csv", "email,age\na@x,2\nb@x,3\n");
        project
            .run("seed")
            .succeeds()
            .stdout_contains("1 inserted, 1 updated");
        project.write("db/seeds/users.csv", "email,age,note\nb@x,4,n\n");
        project
            .run("seed --key users=email")
            .succeeds()
            .stdout_contains("0 inserted, 1 updated");
        project
            .run("seed --force --key users=age")
            .exits(2)
            .stderr_contains("nothing keeps age unique");
        project
            .run("seed --force --key users=id")
            .exits(2)
            .stderr_contains("the file has no column id");
        project
            .run("seed --key users")
            .exits(2)
            .stderr_contains("--key app.users=email");
        project.query("alter table users add unique (note)");
        project.run("seed --force").reads("seed/bad/several_keys");
        project.write("db/seeds/users.csv", "age\n4\n");
        project.run("seed").reads("seed/bad/no_key_in_file");
        project.query("create table bare (x int); insert into bare values (1)");
        project.write("db/seeds/users.csv", "email,note\nb@x,n\n");
        project.write("db/seeds/bare.csv", "x\n1\n");
        project
            .run("seed --key users=email")
            .reads("seed/bad/no_key");
    });
}

#[test]
fn types_without_equality_and_keys_of_any_type_are_merged() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table a (k text collate \"C\", day date, doc json, spot point, x xml, primary key (k, day)); \
             insert into a values ('a', '2024-01-01', '{\"b\":1}', '(1,2)', '<a/>'), ('b', '2024-01-02', '1', '(1,2)', '<a/>')",
        );
        let header = "k,day,doc,spot,x\n";
        project.write(
            "db/seeds/a.csv",
            format!("{header}a,2024-01-01,\"{{\"\"b\"\":1}}\",\"(1,2)\",<a/>\nb,2024-01-02,2,\"(1,2)\",<a/>\nc,2024-01-03,,,\n"),
        );
        project
            .run("seed")
            .succeeds()
            .stdout_contains("1 inserted, 1 updated, 1 unchanged");
        project
            .run("seed --force")
            .succeeds()
            .stdout_contains("0 inserted, 0 updated, 3 unchanged");
        project.query("create table n (k text unique, x int); insert into n values ('a', 1)");
        project.write("db/seeds/n.csv", "k,x\na,2\n,3\n");
        project.run("seed").reads("seed/bad/null_in_key");
    });
}

#[test]
fn updates_make_room_for_inserted_rows_and_rows_may_refer_to_new_ones() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table a (id int primary key, name text unique, boss int references a); \
             insert into a values (1, 'one', null)",
        );
        project.write("db/seeds/a.csv", "id,name,boss\n1,uno,2\n2,one,1\n");
        project
            .run("seed")
            .succeeds()
            .stdout_contains("1 inserted, 1 updated");
        assert_eq!(
            project.query("select * from a order by id"),
            "1|uno|2\n2|one|1"
        );
    });
}

#[test]
fn without_the_right_to_temporary_tables_the_cure_is_named() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = with_tables(server);
        let name = project.database.name();
        project.query(&format!(
            "revoke temporary on database {name} from public; grant create on schema public to {role}; \
             grant select on schema_migrations to {role}; \
             grant select, insert, update on users to {role}; grant usage, select, update on sequence users_id_seq to {role}",
            role = role.name()
        ));
        project.write("db/seeds/users.csv", "id,email\n1,a@x\n");
        project.run_as(&role, "seed").succeeds();
        project.write("db/seeds/users.csv", "id,email\n1,b@x\n");
        project.run_as(&role, "seed").reads("seed/no_temporary");
        project.query(&format!(
            "grant temporary on database {name} to {}",
            role.name()
        ));
        project.run_as(&role, "seed").succeeds();
        project.query(&format!(
            "drop table schema_seeds; drop owned by {}",
            role.name()
        ));
    });
}

/// A key's own equality decides, wherever its operator is; and rows with other members are rows of
/// the same file. Of two rows for one, either would win, and the other be counted as unchanged.
#[test]
fn two_rows_for_one_are_refused_by_the_keys_own_equality() {
    for_each_major(|server| {
        let project = with_tables(server);
        project.query(
            "create schema ext; create extension citext schema ext;
             create table words (word ext.citext primary key, a text, b text);
             insert into words values ('x', 'old', 'old')",
        );
        project.write("db/seeds/words.csv", "word,a\nX,1\nx,2\n");
        project
            .run("seed")
            .exits(2)
            .stderr_contains("the key word = X comes twice in the file, first in line 2");
        project.remove("db/seeds/words.csv");
        project.write(
            "db/seeds/words.ndjson",
            "{\"word\":\"y\",\"a\":\"1\"}\n{\"word\":\"x\",\"b\":\"2\"}\n{\"word\":\"X\",\"a\":\"3\"}\n",
        );
        project
            .run("seed")
            .exits(2)
            .stderr_contains("comes twice in the file, first in line 2")
            .stderr_contains("words.ndjson:3:");
        assert_eq!(project.query("select * from words"), "x|old|old");
    });
}
