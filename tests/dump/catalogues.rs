//! Complete or loud: every catalogue of every major is read or left out on purpose, and a kind of
//! object that nobody reads makes the dump fail.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::support::{Rights, for_each_major, pg_dump_of};

const LIST: &str = include_str!("catalogues.txt");

/// Names with `read` or `ignored`.
fn listed() -> Vec<(&'static str, &'static str)> {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [name, what, reason] = fields[..] else {
                panic!("catalogues.txt: not three fields: {line}");
            };
            assert!(
                ["read", "ignored"].contains(&what) && !reason.is_empty(),
                "{line}"
            );
            (name, what)
        })
        .collect()
}

#[test]
fn every_catalogue_is_read_or_ignored_for_a_reason() {
    let listed = listed();
    let known: BTreeSet<&str> = listed.iter().map(|(name, _)| *name).collect();
    for_each_major(|server| {
        let there = server.query(
            "select relname from pg_class where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r'",
        );
        let there: BTreeSet<&str> = there.lines().collect();
        let unheard_of: Vec<_> = there.difference(&known).collect();
        assert!(
            unheard_of.is_empty(),
            "nobody has thought of {unheard_of:?}"
        );
        println!("{} catalogues on {}, all listed", there.len(), server.major);
    });
    let queries = queries();
    for (name, what) in listed {
        let is_read = Regex::new(&format!(r#"pg_catalog\.{name}\b|"{name}""#))
            .unwrap()
            .is_match(&queries);
        assert_eq!(is_read, what == "read", "{name} is said to be {what}");
    }
}

/// The texts of the catalogue queries.
fn queries() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/postgres/catalogue");
    let files: Vec<PathBuf> = (fs::read_dir(folder).unwrap())
        .map(|file| file.unwrap().path())
        .collect();
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let lines = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
    lines
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| line + "\n")
        .collect()
}

/// Changes that give the database an object of a kind that no server has yet.
const UNHEARD_OF: [(&str, &str); 3] = [
    (
        "update pg_proc set prokind = 'z' where proname = 'f'",
        "function public.f()",
    ),
    (
        "update pg_class set relkind = 'z' where relname = 's'",
        "public.s",
    ),
    (
        "update pg_constraint set contype = 'z' where conname = 'c'",
        "constraint c on table public.t",
    ),
];

#[test]
fn an_object_of_a_kind_that_nobody_reads_fails_the_dump() {
    for_each_major(|server| {
        for (change, named) in UNHEARD_OF {
            let project = server.project();
            project.query(
                "create function f() returns int language sql as 'select 1'; create sequence s; \
                 create table t (a int, constraint c check (a > 0))",
            );
            project.run("dump -").succeeds();
            project.query(&format!("set allow_system_table_mods = on; {change}"));
            let ran = project.run("dump -");
            assert_ne!(ran.status, 0, "{change}");
            assert_eq!(ran.out, "", "{change}: nothing is written");
            ran.stderr_contains(named);
        }
    });
}

/// No label provider is at hand, but labels can be put where it would put them.
#[test]
fn security_labels_are_written_as_pg_dump_writes_them() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table t (a int, \"B b\" int); create view v as select 1 as one; create type mood as enum ('a'); \
             create function f(int) returns int language sql as 'select 1'; \
             create aggregate g(int) (sfunc = int4pl, stype = int); create sequence s; create schema app",
        );
        project.query(
            "set allow_system_table_mods = on; insert into pg_seclabel (objoid, classoid, objsubid, provider, label) values \
             ('t'::regclass, 'pg_class'::regclass, 0, 'dummy', 'it''s'), ('t'::regclass, 'pg_class'::regclass, 2, 'dummy', 'col'), \
             ('t'::regclass, 'pg_class'::regclass, 0, 'Second one', 'two'), ('v'::regclass, 'pg_class'::regclass, 0, 'dummy', 'v'), \
             ('mood'::regtype, 'pg_type'::regclass, 0, 'dummy', 'm'), ('f'::regproc, 'pg_proc'::regclass, 0, 'dummy', 'f'), \
             ('g'::regproc, 'pg_proc'::regclass, 0, 'dummy', 'g'), ('s'::regclass, 'pg_class'::regclass, 0, 'dummy', 's'), \
             ('app'::regnamespace, 'pg_namespace'::regclass, 0, 'dummy', 'app'), \
             ('public'::regnamespace, 'pg_namespace'::regclass, 0, 'dummy', 'public')",
        );
        let labels = |text: &str| -> BTreeSet<String> {
            let lines = text
                .lines()
                .filter(|line| line.starts_with("SECURITY LABEL"));
            lines.map(str::to_owned).collect()
        };
        let ours = project.run("dump -").succeeds().out;
        assert_eq!(labels(&ours).len(), 10, "{ours}");
        assert_eq!(
            labels(&ours),
            labels(&pg_dump_of(&project.database, Rights::LeftOut))
        );
    });
}
