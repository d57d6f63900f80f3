//! What sections may hold, with and without a transaction of their own.

use crate::migration::{Version, parse_stored};

/// The problems of an up section, each as `line: message`.
fn problems(options: &str, statements: &str) -> Vec<String> {
    let text = format!("-- migrate:up {options}\n{statements}\n");
    let parsed = parse_stored(&Version::new("1").unwrap(), "", &text, "1");
    let problems = parsed.err().unwrap_or_default().into_iter();
    problems
        .map(|problem| {
            let line = problem.location.as_ref().map_or(0, |at| at.line - 1);
            format!("{line}: {}", problem.kind)
        })
        .collect()
}

#[test]
fn rows_are_not_written_out() {
    let expected = ["1: `COPY … TO STDOUT` in a migration"];
    assert_eq!(problems("", "copy t to stdout;"), expected);
    let loose = problems("transaction:false", "copy (select 1)\nto stdout;");
    assert_eq!(loose, expected);
    assert!(problems("", "copy t to '/file';").is_empty());
}

#[test]
fn a_transactional_section_keeps_its_hands_off_the_transaction() {
    let control = |name: &str| format!("1: `{name}` inside a transactional section");
    let outside = |name: &str| format!("1: {name} cannot run inside a transaction");
    for (statement, expected, reason) in [
        ("begin", control("BEGIN"), "it is begun already"),
        (
            "START TRANSACTION",
            control("START TRANSACTION"),
            "the standard's word",
        ),
        ("commit", control("COMMIT"), "would make half of it durable"),
        ("Commit and\nchain", control("COMMIT AND CHAIN"), "a chain"),
        ("end", control("END"), "another word for COMMIT"),
        ("rollback", control("ROLLBACK"), "would lose the work"),
        ("abort", control("ABORT"), "another word for ROLLBACK"),
        (
            "rollback and chain",
            control("ROLLBACK AND CHAIN"),
            "a chain",
        ),
        (
            "prepare transaction 'a'",
            control("PREPARE TRANSACTION"),
            "hands it over",
        ),
        (
            "commit prepared 'a'",
            outside("COMMIT PREPARED"),
            "is refused by the server",
        ),
        ("vacuum t", outside("VACUUM"), "is refused by the server"),
        (
            "discard all",
            outside("DISCARD ALL"),
            "is refused by the server",
        ),
        (
            "create unique index concurrently i on t (a)",
            outside("CREATE INDEX CONCURRENTLY"),
            "commits on its own",
        ),
    ] {
        assert_eq!(
            problems("", &format!("{statement};")),
            [expected],
            "{reason}"
        );
    }
}

#[test]
fn what_only_looks_like_it_is_allowed() {
    for (statements, reason) in [
        ("savepoint a; rollback to a; release a;", "savepoints"),
        ("rollback to savepoint a;", "also spelled out"),
        (
            "set transaction isolation level serializable;",
            "SET TRANSACTION",
        ),
        (
            "do $$ begin commit; end $$;",
            "inside a block it fails at run time, harmlessly",
        ),
        (
            "create rule r as on insert to t do also (delete from u; delete from v);",
            "a rule",
        ),
        (
            "create function f() returns int begin atomic select 1; end;",
            "a function's body",
        ),
        ("select 'commit;';", "inside a string"),
        ("-- commit;", "inside a comment"),
        (
            "refresh materialized view concurrently v;",
            "is allowed in a transaction",
        ),
        (
            "prepare transaction as select 1;",
            "a statement with an unlucky name",
        ),
    ] {
        assert_eq!(problems("", statements), [] as [&str; 0], "{reason}");
    }
}

#[test]
fn units_in_a_section_without_a_transaction_are_ended() {
    const OPEN: &str = "the section ends inside the transaction that this `BEGIN` opened";
    let inside = |line: usize, name: &str| {
        format!("{line}: {name} cannot run inside the transaction that the `BEGIN` above opens")
    };
    for (statements, expected, reason) in [
        (
            "vacuum; create index concurrently i on t (a);",
            vec![],
            "one by one",
        ),
        ("begin;\nselect 1;\ncommit;\nvacuum;", vec![], "a unit"),
        (
            "begin;\nselect 1;\nend;\nbegin;\nrollback;",
            vec![],
            "two units",
        ),
        (
            "begin;\nprepare transaction 'a';\ncommit prepared 'a';",
            vec![],
            "handed over",
        ),
        ("commit;", vec![], "a COMMIT too many is only warned about"),
        (
            "select 1;\nbegin;\nselect 1;",
            vec![format!("2: {OPEN}")],
            "an open end",
        ),
        (
            "begin;\nbegin;\nselect 1;",
            vec![format!("1: {OPEN}")],
            "the first one opened it",
        ),
        (
            "begin;\nrollback to a;",
            vec![format!("1: {OPEN}")],
            "a savepoint ends nothing",
        ),
        (
            "begin;\ncommit and chain;",
            vec![format!("1: {OPEN}")],
            "a chain goes on",
        ),
        ("begin;\ncommit and no chain;", vec![], "no chain doesn't"),
        (
            "begin;\nvacuum;\ncommit;",
            vec![inside(2, "VACUUM")],
            "refused in a unit too",
        ),
        (
            "start transaction;\ndrop index concurrently i;\ndiscard all;\ncommit;\nvacuum;",
            vec![
                inside(2, "DROP INDEX CONCURRENTLY"),
                inside(3, "DISCARD ALL"),
            ],
            "all of them, but not behind the unit",
        ),
    ] {
        assert_eq!(
            problems("transaction:false", statements),
            expected,
            "{reason}"
        );
    }
}

#[test]
fn each_section_is_checked_by_its_own_options() {
    let text = "-- migrate:up transaction:false\nvacuum;\n-- migrate:down\nvacuum;\n";
    let problems = parse_stored(&Version::new("1").unwrap(), "", text, "1").unwrap_err();
    let lines: Vec<_> = problems
        .iter()
        .filter_map(|p| p.location.as_ref())
        .map(|at| at.line)
        .collect();
    assert_eq!(lines, [4]);
}
