//! Errors read like a compiler's: the place in the file, what the server says, what is committed
//! and what is not, and the cure.

mod support;

use support::{Role, for_each_major};

/// A migration that works, before the one that fails.
const FIRST: &str = "-- migrate:up\ncreate table a (id int primary key, name text);\ncreate type mood as enum ('sad');\n";
/// One that is never reached.
const LAST: &str = "-- migrate:up\ncreate table never ();\n";

/// Failing migrations, each tried after [`FIRST`] in a database of its own.
const FAILING: &[(&str, &str)] = &[
    ("position", "-- migrate:up\nselect 'ä€𝄞', nmae\n  from a;\n"),
    (
        "position_crlf",
        "\u{feff}-- ünï\r\n-- migrate:up\r\nselect 1;\r\n\r\nselect 'ä€𝄞',\r\n\t'日本', nmae\r\n  from a;\r\n",
    ),
    ("syntax", "-- migrate:up\ncreate table b (\n  id int,\n);\n"),
    ("syntax_at_end", "-- migrate:up\nselect 1 +\n;\n"),
    (
        "run_time",
        "-- migrate:up\ninsert into a values (1);\nselect 1; insert into a\n  values (2), (1);\nselect 3;\n",
    ),
    (
        "division",
        "-- migrate:up\nselect 1;\n-- the average\nselect 1 / 0; -- behind\nselect 2;\n",
    ),
    (
        "deferred",
        "-- migrate:up\ncreate table b (a int references a deferrable initially deferred);\ninsert into b values (7);\n",
    ),
    (
        "plpgsql",
        "-- migrate:up\ncreate function f(x int) returns int language plpgsql as $$\nbegin\n  -- é\n  return 1 / x;\nend $$;\nselect f(0);\n",
    ),
    (
        "plpgsql_sql",
        "-- migrate:up\ndo $do$\nbegin\n  update a set nmae = 'é';\nend $do$;\n",
    ),
    (
        "execute",
        "-- migrate:up\ndo $do$\nbegin\n  execute 'select * from\n  nowhere';\nend $do$;\n",
    ),
    (
        "sql_function",
        "-- migrate:up\ncreate function g() returns int language sql as $$\n  select 1;\n  select id from nowhere $$;\n",
    ),
    (
        "plpgsql_syntax",
        "-- migrate:up\ncreate function h() returns int language plpgsql as $$\nbegin\n  retrun 1;\nend $$;\n",
    ),
    (
        "raise",
        "-- migrate:up\ndo $$ begin raise exception 'no %', 'luck' using errcode = 'P0042', detail = 'two\nlines', hint = 'try\nagain'; end $$;\n",
    ),
    (
        "enum_value",
        "-- migrate:up\nalter type mood add value 'ok';\ncreate table m (mood mood default 'ok');\n",
    ),
    (
        "exists",
        "-- migrate:up\ncreate table b ();\ncreate table a ();\n",
    ),
    ("missing", "-- migrate:up\ndrop table nowhere;\n"),
    (
        "hidden_25001",
        "-- migrate:up\ndo $$ begin execute 'vacuum'; end $$;\n",
    ),
    (
        "in_transaction",
        "-- migrate:up\ndo $$ begin commit; end $$;\n",
    ),
    (
        "read_only",
        "-- migrate:up\nset transaction read only;\ncreate table b ();\n",
    ),
    (
        "timeout",
        "-- migrate:up statement-timeout:1s\nselect 1;\nselect pg_sleep(60);\n",
    ),
    ("long_line", include_str!("errors/long_line.sql")),
    (
        "terminal",
        "-- migrate:up\nselect '\u{1b}[31m\u{9b}1m\u{202e}evil\r' as \u{1b}[0m, nmae;\n",
    ),
    (
        "raise_terminal",
        "-- migrate:up\ndo $$ begin raise exception E'\\x1b[2Jgone \\u009b1m \\u202elqs \\rfake' using detail = E'\\x1b]0;title\\x07', hint = E'a\\r\\nb\\rc'; end $$;\n",
    ),
];

#[test]
fn a_failed_statement_is_shown_where_it_stands() {
    for_each_major(|server| {
        for (name, text) in FAILING {
            let project = server.project();
            project.migration("0001_first.sql", FIRST);
            project.migration("0002_fails.sql", text);
            project.migration("0003_last.sql", LAST);
            project.run("up").reads(&format!("errors/{name}"));
            let kept = "select string_agg(version, ',') from schema_migrations";
            assert_eq!(project.query(kept), "0001", "{name}");
        }
    });
}

#[test]
fn a_failed_down_says_what_stays_applied() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "0001_a.sql",
            "-- migrate:up\ncreate table a (id int primary key);\n-- migrate:down\ndrop table a;\n",
        );
        project.migration(
            "0002_b.sql",
            "-- migrate:up\ncreate table b (a int references a);\n-- migrate:down\ndrop table b;\n",
        );
        project.migration("0003_c.sql", "-- migrate:up\n-- migrate:down\nselect 1;\n");
        project.run("up").succeeds();
        project.query("create view v as select * from b");
        project.run("down --all").reads("errors/down");
        project.run("status").reads("errors/down_status");
    });
}

#[test]
fn a_section_without_a_transaction_says_what_stays() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration("0002_index.sql", "-- migrate:up transaction:false\ninsert into a values (1, 'x'), (2, 'x');\ncreate index concurrently on a (name);\ncreate unique index concurrently a_name on a (name);\nselect 4;\n");
        project.migration("0003_last.sql", LAST);
        project.run("up").reads("errors/no_transaction");
        project.run("status").reads("errors/no_transaction_status");
        project.run("up").reads("errors/no_transaction_again");
    });
}

#[test]
fn a_unit_that_fails_is_rolled_back_as_a_whole() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration(
            "0002_unit.sql",
            "-- migrate:up transaction:false\nselect 1;\nbegin;\ninsert into a values (1);\n\
             insert into a values (1);\ncommit;\nselect 6;\n",
        );
        project.run("up").reads("errors/unit");
        project.run("up").reads("errors/unit_again");
        assert_eq!(project.query("select count(*) from a"), "0");
    });
}

#[test]
fn rights_that_are_lacking_are_named_with_the_cure() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        let name = role.name();
        project.query(&format!("create table theirs (); create schema own authorization {name}; alter role {name} set search_path = own, public"));
        project.migration(
            "0001_theirs.sql",
            "-- migrate:up\ncreate table own.mine ();\nalter table theirs add column x int;\n",
        );
        project.run_as(&role, "up").reads("errors/no_right");
        project.query(&format!("drop owned by {name}"));
        project.query("revoke create on schema public from public");
        project.run_as(&role, "up").reads("errors/no_right_ledger");
    });
}

#[test]
fn notices_come_with_the_name_of_their_migration() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_say.sql", "-- migrate:up\ndo $$ begin\n  raise notice 'number %', 1;\n  raise warning 'watch' using detail = 'out', hint = 'now';\n  raise info E'two\\nlines';\n  raise log 'unseen';\n  raise debug 'unseen';\nend $$;\n");
        project.migration("0002_evil.sql", "-- migrate:up transaction:false\ndo $$ begin raise notice E'\\x1b[31mred\\u009b \\u202elqs\\rfake\\napplied  0009_fake'; end $$;\ndrop table if exists none;\n");
        project.run("up").reads("errors/notices");
        project.query("drop table schema_migrations");
        project.run("up -v").reads("errors/notices_verbose");
        project.query("drop table schema_migrations");
        project.run("up -q").reads("errors/notices_quiet");
        project.query("drop table schema_migrations");
        project
            .run("up --format json")
            .reads_json("errors/notices_json");
    });
}
