use super::Evidence::{self, *};
use super::{Reindexed, Subject, Temporary, Units, evidence, kind_of, temporary};
use crate::sql::{lex, split};

fn of(text: &str) -> Evidence {
    evidence(text, kind_of(text))
}

#[test]
fn most_statements_are_told_by_a_note_in_their_transaction() {
    for (text, expected, reason) in [
        ("create table a ()", Note, "DDL"),
        (
            "alter type mood add value 'x'",
            Note,
            "allowed in a transaction",
        ),
        ("insert into a values (1)", Note, "DML"),
        ("/* a */ with x as (select 1) delete from a", Note, "a CTE"),
        ("(select 1) union select 2", Note, "in parentheses"),
        ("copy a from stdin", Note, "COPY"),
        (
            "create index if not exists i on a (x)",
            Note,
            "not concurrently",
        ),
        (
            "do $$ begin perform 1; end $$",
            Note,
            "a block that can't commit",
        ),
        (
            "DO $$ begin COMMIT; end $$",
            Nothing,
            "a block that commits",
        ),
        (
            "do 'begin call p(); end'",
            Nothing,
            "a block that calls what may commit",
        ),
        ("call p()", Nothing, "a procedure may commit"),
        ("set search_path = a", Session, "a setting"),
        (
            "select pg_catalog.set_config('search_path', '', false)",
            Session,
            "as pg_dump writes it",
        ),
        (
            "select set_config('a.b', '', false)",
            Session,
            "unqualified",
        ),
        ("prepare p as select 1", Session, "lost with the session"),
        ("vacuum a", Harmless, "may be repeated"),
        ("analyze", Harmless, "too"),
        ("reindex table a", Harmless, "too"),
        ("reindex schema s", Harmless, "too"),
        (
            "alter system set work_mem = '1MB'",
            Harmless,
            "the same value again",
        ),
        (
            "create database d",
            Nothing,
            "somebody else's may have the name",
        ),
        (
            "drop database if exists d",
            Harmless,
            "nothing to drop the second time",
        ),
        ("drop database d", Nothing, "an error the second time"),
        ("commit prepared 'x'", Nothing, "an error the second time"),
        ("frobnicate", Nothing, "unknown"),
    ] {
        assert_eq!(of(text), expected, "{text}: {reason}");
    }
}

#[test]
fn the_concurrently_family_names_its_objects_as_written() {
    let owned = |text: &str| text.to_owned();
    for (text, expected) in [
        (
            "create index concurrently on a (x)",
            Subject::NewIndex {
                name: None,
                table: owned("a"),
            },
        ),
        (
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I\" ON ONLY s /* c */ . \"T\" (x)",
            Subject::NewIndex {
                name: Some(owned("\"I\"")),
                table: owned("s.\"T\""),
            },
        ),
        (
            "drop index concurrently if exists s.i",
            Subject::DroppedIndex(owned("s.i")),
        ),
        (
            "reindex (verbose) index concurrently i",
            Subject::Rebuilt {
                of: Reindexed::Index,
                name: Some(owned("i")),
            },
        ),
        (
            "reindex (concurrently) table s.t",
            Subject::Rebuilt {
                of: Reindexed::Table,
                name: Some(owned("s.t")),
            },
        ),
        (
            "reindex database concurrently",
            Subject::Rebuilt {
                of: Reindexed::Database,
                name: None,
            },
        ),
        (
            "alter table if exists p detach partition s.c concurrently",
            Subject::Detached {
                parent: owned("p"),
                partition: owned("s.c"),
            },
        ),
    ] {
        assert_eq!(of(text), Catalogue(expected), "{text}");
    }
}

#[test]
fn what_only_the_session_has_is_seen() {
    let made = |name: &str| Some(Temporary::Made(Some(name.to_owned())));
    for (text, expected) in [
        ("create temp table A (x int)", made("a")),
        ("create local temporary table if not exists a ()", made("a")),
        ("create or replace temp view v as select 1", made("v")),
        ("create temp table a () on commit drop", None),
        (
            "create function pg_temp.f() returns int language sql as 'select 1'",
            Some(Temporary::Made(None)),
        ),
        ("select 1 as x into temp a", Some(Temporary::Made(None))),
        (
            "declare c cursor with hold for select 1",
            Some(Temporary::Made(None)),
        ),
        (
            "drop table if exists pg_temp.a",
            Some(Temporary::Dropped("a".to_owned())),
        ),
        ("discard temp", Some(Temporary::Discarded)),
        ("create table temp (x int)", None),
        ("create table t (pg_temp int)", None),
        ("select 'into temp'", None),
    ] {
        assert_eq!(temporary(text), expected, "{text}");
    }
}

#[test]
fn units_end_where_their_transaction_does() {
    let of = |text: &str| {
        let mut units = Units::default();
        for statement in split(text, 0..text.len(), &lex(text)) {
            units.add(statement.kind, statement.text(text));
        }
        let found = units.found().into_iter();
        found
            .map(|unit| (unit.statements, unit.is_whole))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("select 1; begin; select 2; commit; select 3"),
        [(1..4, true)]
    );
    assert_eq!(
        of("begin; rollback; start transaction; end"),
        [(0..2, true), (2..4, true)]
    );
    assert_eq!(
        of("begin; commit and chain; select 1; commit"),
        [(0..4, false)]
    );
    assert_eq!(
        of("begin; prepare transaction 'x'; select 1"),
        [(0..2, false)]
    );
}
