//! Projects that dbmate runs well, generated: the same seed gives the same project.

use std::fmt::Write as _;

use fastrand::Rng;

use crate::support::Project;

/// Writes the up and the down section of one, and says whether they run in a transaction.
type Kind = fn(&mut Rng, usize) -> (String, String, bool);

/// One migration file.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The files of a project, in version order.
pub(crate) fn folder(seed: u64) -> Vec<File> {
    let mut rng = Rng::with_seed(seed);
    let count = rng.usize(5..9);
    (0..count).map(|number| file(&mut rng, number)).collect()
}

/// Writes them, and what is no migration beside them.
pub(crate) fn write(project: &Project, files: &[File]) {
    project.write("db/migrations/README.md", "not a migration\n");
    project.write(
        "db/migrations/0_later/20200101000000_x.sql",
        "not one either\n",
    );
    for file in files {
        project.migration(&file.name, &file.text);
    }
}

fn file(rng: &mut Rng, number: usize) -> File {
    // Of equal length, so that both agree on the order; the first ones are prefixes of no other.
    let version = 20_240_101_000_000 + number * 7;
    let name = ["create_things", "x", "a-b.c d", "2_more", "größe", "UP"];
    let kinds: [Kind; 9] = [
        table,
        enumeration,
        function,
        view,
        trigger,
        data,
        concurrently,
        comments,
        settings,
    ];
    let (up, down, transaction) = match number {
        // What all others stand on.
        0 => table(rng, 0),
        _ => rng.choice(kinds).unwrap()(rng, number),
    };
    let option = match (transaction, rng.bool()) {
        (false, _) => " transaction:false",
        (true, true) => "",
        (true, false) => " transaction:true",
    };
    let head = rng
        .choice(["", "-- a comment\n\n", "\n\n-- one\n-- two\n"])
        .unwrap();
    let gap = rng.choice(["", "\n", "\n\n"]).unwrap();
    let down_option = if transaction {
        ""
    } else {
        " transaction:false"
    };
    let mut text = format!(
        "{head}-- migrate:up{option}\n{gap}{up}\n{gap}-- migrate:down{down_option}\n{down}"
    );
    text.push_str(rng.choice(["\n", "", "\n\n\n", "\n-- the end"]).unwrap());
    if rng.u8(0..4) == 0 {
        text = text.replace('\n', "\r\n");
    }
    File {
        name: format!("{version}_{}.sql", rng.choice(name).unwrap()),
        text,
    }
}

fn table(rng: &mut Rng, n: usize) -> (String, String, bool) {
    let mut columns = "id bigint generated always as identity primary key".to_owned();
    for column in 0..rng.usize(1..4) {
        let kind = rng
            .choice(["int", "text", "numeric(10, 2)", "timestamptz"])
            .unwrap();
        write!(
            columns,
            "\n    , c{column} {kind} -- a comment; with a semicolon"
        )
        .unwrap();
    }
    let up = format!(
        "create table t{n} (\n    {columns}\n);\ncreate index on t{n} (id);\n\
         comment on table t{n} is 'it''s; -- no comment /* nor this';"
    );
    (up, format!("drop table t{n};"), true)
}

fn enumeration(rng: &mut Rng, n: usize) -> (String, String, bool) {
    let more = if rng.bool() { ", 'c;d', 'e--f'" } else { "" };
    let up = format!(
        "create type e{n} as enum ('a'{more});\ncreate domain d{n} as int check (value > 0);"
    );
    (up, format!("drop domain d{n}; drop type e{n};"), true)
}

fn function(rng: &mut Rng, n: usize) -> (String, String, bool) {
    let tag = rng.choice(["$$", "$body$", "$_x1$"]).unwrap();
    let up = format!(
        "create function f{n}(a int) returns int language plpgsql as {tag}\nbegin\n  \
         -- a comment; here\n  if a > 0 then\n    return a; -- and 'here\n  end if;\n  \
         return 'x;y' is null;\nexception when others then\n  return length($q$it's;$q$);\nend\n{tag};"
    );
    (up, format!("drop function f{n}(int);"), true)
}

fn view(_: &mut Rng, n: usize) -> (String, String, bool) {
    let up = format!("create view v{n} as\n    select id, 'a;b' as \"odd;name\" from t0;");
    (up, format!("drop view if exists v{n};"), true)
}

fn trigger(_: &mut Rng, n: usize) -> (String, String, bool) {
    let up = format!(
        "create function g{n}() returns trigger language plpgsql as $$ begin return new; end $$;\n\
         create trigger g{n} before update on t0 for each row execute function g{n}();"
    );
    let down = format!("drop trigger g{n} on t0;\ndrop function g{n}();");
    (up, down, true)
}

fn data(rng: &mut Rng, n: usize) -> (String, String, bool) {
    let rows = rng.usize(1..20);
    let up = format!(
        "create table r{n} as select i, E'tab\\there\\'s' || i as s from generate_series(1, {rows}) i;\n\
         insert into r{n} values (0, U&'\\0441;'), (-1, null);\n\
         do $do$ begin update r{n} set s = 'done; ' || s where i % 2 = 0; end $do$;\n\
         select count(*) from r{n};"
    );
    (up, format!("truncate r{n};\ndrop table r{n};"), true)
}

fn concurrently(_: &mut Rng, n: usize) -> (String, String, bool) {
    let up = format!("create index concurrently i{n} on t0 (id)");
    (up, format!("drop index concurrently i{n}"), false)
}

fn comments(_: &mut Rng, n: usize) -> (String, String, bool) {
    let up = format!(
        "/* a block; /* nested; */ comment */\n-- drop table t0;\n\
         create schema s{n}\n    create table inner{n} (x int);\n-- at the end"
    );
    (
        up,
        format!("-- first\ndrop schema s{n} /* all of it */ cascade;"),
        true,
    )
}

fn settings(_: &mut Rng, n: usize) -> (String, String, bool) {
    let up = format!(
        "savepoint a;\ncreate table x{n} ();\nrollback to a;\n\
         create table y{n} (x int);\nalter table y{n} add check (x > 0) not valid;\nset constraints all deferred;"
    );
    (up, format!("drop table y{n};"), true)
}
