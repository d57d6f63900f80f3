//! What can't be made is refused, with the reason, and nothing is left.

use crate::support::{for_each_major, for_the_newest_major};

#[test]
fn what_cannot_be_satisfied_is_refused_with_the_reason() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table days (day smallint primary key check (day between 1 and 7));
             create table never (n integer not null check (n > 5) check (n < 5));
             create table closed (id integer, at date not null) partition by range (at);
             create table users (id serial primary key);
             create table profiles (user_id integer primary key references users);
             insert into days values (1), (2)",
        );
        for (arguments, reason) in [
            (
                "days=6",
                "public.days can take 5 more rows, not 6: days_pkey wants different values of day",
            ),
            (
                "never=1",
                "no row of public.never satisfies all its constraints",
            ),
            (
                "closed=1",
                "public.closed has no partition for its rows: it has none at all",
            ),
            (
                "profiles=5 users=3",
                "public.profiles can take 3 more rows, not 5",
            ),
        ] {
            project
                .run(&format!("seed generate {arguments}"))
                .exits(4)
                .stderr_contains(reason)
                .stderr_contains("nothing was changed");
        }
        assert_eq!(project.query("select count(*) from users"), "0");
        project.run("seed generate days=5").succeeds();
        assert_eq!(
            project.query("select count(*) from days"),
            "7",
            "every one that is left"
        );
    });
}

#[test]
fn a_constraint_that_is_not_understood_is_the_servers_to_judge() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.query(
            "create function odd(text) returns boolean language sql immutable as $$ select $1 = 'x' $$;
             create table t (a text check (odd(a)));
             create table u (a text not null check (odd(a)))",
        );
        project
            .run("seed generate t=5")
            .succeeds()
            .stderr_contains("t_a_check of public.t is not understood (the function odd())");
        assert_eq!(project.query("select count(*) from t where a is null"), "5");
        project
            .run("seed generate u=5")
            .exits(3)
            .stderr_contains("u_a_check");
        assert_eq!(project.query("select count(*) from u"), "0");
    });
}

#[test]
fn unknown_tables_and_wrong_wishes_are_usage_errors() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.query("create table users (id integer); create view seen as select * from users");
        for (arguments, message) in [
            ("user=5", "there is no table user"),
            (
                "seen=5",
                "rows are made for ordinary and partitioned tables, and seen is neither",
            ),
            ("users", "`users` cannot be used"),
            ("users=many", "`users=many` cannot be used"),
        ] {
            project
                .run(&format!("seed generate {arguments}"))
                .exits(2)
                .stderr_contains(message);
        }
        project
            .run("seed generate user=5")
            .stderr_contains("did you mean users?");
    });
}

#[test]
fn a_protected_database_is_spared() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.query("create table users (id serial primary key)");
        project.run("protect").succeeds();
        project.run("seed generate users=5").exits(4);
        project
            .run("seed generate users=5 --out db/seeds")
            .succeeds();
        project
            .run("seed generate users=5 --allow-protected --format json")
            .succeeds();
        assert_eq!(project.query("select count(*) from users"), "5");
    });
}
