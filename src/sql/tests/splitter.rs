use crate::sql::{Statement, lex, split};

fn statements(text: &str) -> Vec<Statement> {
    split(text, 0..text.len(), &lex(text))
}

#[test]
fn statements_end_where_psql_ends_them() {
    let rows: &[(&str, &str, &[&str])] = &[
        ("nothing", " -- only\n /* comments */ ", &[]),
        ("empty statements are dropped", ";; a; ;b;;", &["a", "b"]),
        ("the last semicolon may be missing", "a; b", &["a", "b"]),
        (
            "comments and white space stay outside",
            " -- x\n a /* in */ b /* out */ ; -- y\n",
            &["a /* in */ b"],
        ),
        (
            "semicolons in quotes end nothing",
            "a ';' \";\" $$;$$ b; c",
            &["a ';' \";\" $$;$$ b", "c"],
        ),
        (
            "a rule's actions",
            "create rule r as on insert to t do (a; b); c;",
            &["create rule r as on insert to t do (a; b)", "c"],
        ),
        ("a parenthesis too many", "a); b;", &["a)", "b"]),
        (
            "an SQL body",
            "create function f() returns int begin atomic select 1; select 2; end; a;",
            &[
                "create function f() returns int begin atomic select 1; select 2; end",
                "a",
            ],
        ),
        (
            "CASE inside it",
            "create or replace procedure p() begin atomic select case a when 1 then case b when 2 then 3 end end; end; a;",
            &[
                "create or replace procedure p() begin atomic select case a when 1 then case b when 2 then 3 end end; end",
                "a",
            ],
        ),
        (
            "an empty body",
            "create function f() begin atomic end; a;",
            &["create function f() begin atomic end", "a"],
        ),
        (
            "names that spell keywords",
            "create function f() begin atomic select 1 as end; select a.end, 2 as case; end; a;",
            &[
                "create function f() begin atomic select 1 as end; select a.end, 2 as case; end",
                "a",
            ],
        ),
        (
            "a function called begin",
            "create function begin() as 'x'; a;",
            &["create function begin() as 'x'", "a"],
        ),
        (
            "an old-style body",
            "create function f() language plpgsql as $$begin a; end$$; b;",
            &[
                "create function f() language plpgsql as $$begin a; end$$",
                "b",
            ],
        ),
        (
            "BEGIN ATOMIC elsewhere is a BEGIN",
            "begin atomic; a; end; b",
            &["begin atomic", "a", "end", "b"],
        ),
        (
            "BEGIN ATOMIC behind another CREATE",
            "create view begin atomic; a; end; b",
            &["create view begin atomic", "a", "end", "b"],
        ),
        (
            "a body without its last semicolon swallows nothing",
            "create function f() begin atomic select case a when 1 then case b when 2 then 3 end end end; c;",
            &[
                "create function f() begin atomic select case a when 1 then case b when 2 then 3 end end end",
                "c",
            ],
        ),
        (
            "transactions",
            "begin; a; end; b;",
            &["begin", "a", "end", "b"],
        ),
        (
            "a trigger on a function",
            "create trigger t execute function f(); a;",
            &["create trigger t execute function f()", "a"],
        ),
        (
            "a body without its END",
            "create function f() begin atomic a; b;",
            &["create function f() begin atomic a; b;"],
        ),
        (
            "a meta-command that sends",
            "select 1 \\gset\nselect 2;",
            &["select 1", "select 2"],
        ),
        (
            "a meta-command that doesn't",
            "\\restrict x\nselect 1;\n\\unrestrict x\n",
            &["select 1"],
        ),
    ];
    for (reason, text, expected) in rows {
        let found = statements(text);
        let found: Vec<_> = found.iter().map(|statement| statement.text(text)).collect();
        assert_eq!(&found, expected, "{reason}: {text}");
    }
}

#[test]
fn copy_statements_own_their_data() {
    let rows: &[(&str, &str, &[Option<&str>])] = &[
        (
            "with data",
            "copy t from stdin;\nx\ny\n\\.\na;",
            &[Some("x\ny\n"), None],
        ),
        ("without", "copy t from stdin;\n\\.\na;", &[Some(""), None]),
        (
            "in order",
            "copy t from stdin; copy u from stdin;\n\\.\ny\n\\.\n",
            &[Some(""), Some("y\n")],
        ),
        (
            "with a statement between",
            "copy t from stdin; a; copy u from stdin;\nx\n\\.\ny\n\\.\n",
            &[Some("x\n"), None, Some("y\n")],
        ),
        ("unterminated", "copy t from stdin;\nx\n", &[Some("x\n")]),
        ("unfinished", "copy t from stdin", &[None]),
        ("to stdout", "copy t to stdout;\na;", &[None, None]),
    ];
    for (reason, text, expected) in rows {
        let found = statements(text);
        let found: Vec<_> = found
            .iter()
            .map(|statement| statement.copy_data.clone().map(|data| &text[data]))
            .collect();
        assert_eq!(&found, expected, "{reason}: {text}");
    }
}

#[test]
fn a_part_of_a_text_has_its_own_statements() {
    let text = "-- up\na;\nb;\n-- down\nc; d\n";
    let down = text.find("-- down").unwrap();
    let lexed = lex(text);
    let texts = |part| -> Vec<_> {
        split(text, part, &lexed)
            .iter()
            .map(|found| found.text(text).to_owned())
            .collect()
    };
    assert_eq!(texts(0..down), ["a", "b"]);
    assert_eq!(texts(down..text.len()), ["c", "d"]);
    assert_eq!(texts(down..down), Vec::<String>::new());
}

#[test]
fn data_lines_behind_the_end_of_a_part_still_belong_to_its_copy() {
    let text = "copy t from stdin; -- down\nx\n\\.\na;";
    let down = text.find("-- down").unwrap();
    let lexed = lex(text);
    let up = split(text, 0..down, &lexed);
    assert_eq!(up[0].copy_data.clone().map(|data| &text[data]), Some("x\n"));
    assert_eq!(up.len(), 1);
    assert_eq!(split(text, down..text.len(), &lexed).len(), 1);
}
