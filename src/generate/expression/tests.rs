//! What PostgreSQL's deparser writes, read and evaluated.

use super::super::column_type::Type;
use super::super::value::Value;
use super::{Names, Verdict, parse};

/// 2024-06-01 in UTC.
const NOW: i64 = 1_717_200_000_000_000;

/// The verdict on an expression over columns given as name, type and text (`-` for NULL).
fn verdict(expression: &str, columns: &[(&str, &str, &str)]) -> Verdict {
    let kinds: Vec<Type> = columns.iter().map(|(_, kind, _)| kind_of(kind)).collect();
    let named: Vec<(&str, &Type)> = columns
        .iter()
        .zip(&kinds)
        .map(|((name, ..), kind)| (*name, kind))
        .collect();
    let row: Vec<Value> = columns
        .iter()
        .zip(&kinds)
        .map(|((.., text), kind)| match *text {
            "-" => Value::Null,
            text => Value::read(kind, text),
        })
        .collect();
    let names = Names {
        columns: &named,
        now: NOW,
    };
    parse(expression, &names).verdict(&row)
}

fn kind_of(name: &str) -> Type {
    match name.strip_suffix("[]") {
        Some(element) => Type::Array(Box::new(Type::named(element))),
        None => Type::named(name),
    }
}

#[test]
fn constraints_are_judged_as_on_the_server() {
    use Verdict::{Broken, Holds};
    for (expression, columns, expected, reason) in [
        (
            "((p >= 1) AND (p <= 5))",
            &[("p", "smallint", "5")][..],
            Holds,
            "a range",
        ),
        (
            "((p >= 1) AND (p <= 5))",
            &[("p", "smallint", "6")],
            Broken,
            "beyond it",
        ),
        (
            "((p >= 1) AND (p <= 5))",
            &[("p", "smallint", "-")],
            Holds,
            "NULL passes",
        ),
        (
            "(price > (0)::numeric)",
            &[("price", "numeric", "0.00")],
            Broken,
            "a cast constant",
        ),
        (
            "(t > '-5'::integer)",
            &[("t", "integer", "-4")],
            Holds,
            "a negative constant",
        ),
        (
            "((status)::text = ANY ((ARRAY['new'::character varying, 'paid'::character varying])::text[]))",
            &[("status", "character varying(10)", "paid")],
            Holds,
            "a list as created",
        ),
        (
            "((status)::text = ANY (ARRAY[('new'::character varying)::text, ('paid'::character varying)::text]))",
            &[("status", "character varying(10)", "void")],
            Broken,
            "a list as reloaded",
        ),
        (
            "(s = ANY ('{a,b}'::text[]))",
            &[("s", "text", "b")],
            Holds,
            "a list as a constant",
        ),
        (
            "(s <> ALL (ARRAY['a'::text, 'b'::text]))",
            &[("s", "text", "b")],
            Broken,
            "NOT IN",
        ),
        (
            "(octet_length(b) = 2)",
            &[("b", "bytea", "\\x0a0b")],
            Holds,
            "bytes, not their text",
        ),
        (
            "((email ~ '^[^@[:space:]]+@[^@[:space:]]+$'::text) AND (length(email) <= 254))",
            &[("email", "text", "ada@example.com")],
            Holds,
            "a pattern and a length",
        ),
        (
            "(email ~~ '%@%'::text)",
            &[("email", "text", "ada")],
            Broken,
            "LIKE",
        ),
        (
            "(email !~~* 'X%'::text)",
            &[("email", "text", "xavier")],
            Broken,
            "NOT ILIKE",
        ),
        (
            "(ends_on >= starts_on)",
            &[
                ("starts_on", "date", "2024-01-02"),
                ("ends_on", "date", "2024-01-01"),
            ],
            Broken,
            "two columns",
        ),
        (
            "(ends > (starts + '01:00:00'::interval))",
            &[
                (
                    "starts",
                    "timestamp without time zone",
                    "2024-01-01 10:00:00",
                ),
                ("ends", "timestamp without time zone", "2024-01-01 11:00:01"),
            ],
            Holds,
            "an interval",
        ),
        (
            "(born <= (CURRENT_DATE - '18 years'::interval))",
            &[("born", "date", "2006-06-02")],
            Broken,
            "years before today",
        ),
        (
            "(born <= (CURRENT_DATE - '18 years'::interval))",
            &[("born", "date", "2006-06-01")],
            Holds,
            "to the day",
        ),
        (
            "(x IS DISTINCT FROM 0)",
            &[("x", "integer", "-")],
            Holds,
            "NULL is distinct",
        ),
        (
            "((a IS NULL) <> (b IS NULL))",
            &[("a", "text", "-"), ("b", "text", "-")],
            Broken,
            "exactly one",
        ),
        (
            "(num_nonnulls(a, b) = 1)",
            &[("a", "text", "-"), ("b", "text", "x")],
            Holds,
            "counted",
        ),
        (
            "((NOT archived) OR (archived_at IS NOT NULL))",
            &[("archived", "boolean", "t"), ("archived_at", "date", "-")],
            Broken,
            "a boolean column",
        ),
        (
            "(upper((code)::text) = (code)::text)",
            &[("code", "character varying(3)", "AbC")],
            Broken,
            "upper case",
        ),
        (
            "(EXTRACT(year FROM d) >= (2000)::numeric)",
            &[("d", "date", "1999-12-31")],
            Broken,
            "14 and later",
        ),
        (
            "(date_part('year'::text, d) >= (2000)::double precision)",
            &[("d", "date", "2000-01-01")],
            Holds,
            "13",
        ),
        (
            "(POSITION(('@'::text) IN (s)) > 1)",
            &[("s", "text", "@b")],
            Broken,
            "14 and later",
        ),
        (
            "(\"position\"(s, '@'::text) > 1)",
            &[("s", "text", "a@b")],
            Holds,
            "13",
        ),
        (
            "(TRIM(BOTH FROM s) <> ''::text)",
            &[("s", "text", "  ")],
            Broken,
            "nothing but blanks",
        ),
        (
            "(SUBSTRING(s FROM 1 FOR 2) = 'DE'::text)",
            &[("s", "text", "DE12")],
            Holds,
            "a part",
        ),
        (
            "((cardinality(tags) >= 1) AND (array_length(tags, 1) <= 2))",
            &[("tags", "text[]", "{a,b,c}")],
            Broken,
            "elements",
        ),
        (
            "CASE WHEN (kind = 'x'::text) THEN (n IS NOT NULL) ELSE true END",
            &[("kind", "text", "x"), ("n", "integer", "-")],
            Broken,
            "CASE",
        ),
        (
            "CASE kind WHEN 'x'::text THEN (n > 1) ELSE (n < 1) END",
            &[("kind", "text", "y"), ("n", "integer", "0")],
            Holds,
            "CASE with an operand",
        ),
        (
            "(COALESCE(a, b) IS NOT NULL)",
            &[("a", "text", "-"), ("b", "text", "x")],
            Holds,
            "COALESCE",
        ),
        (
            "(total = (quantity * unit_price))",
            &[
                ("total", "numeric", "7.50"),
                ("quantity", "integer", "3"),
                ("unit_price", "numeric", "2.50"),
            ],
            Holds,
            "exact decimals",
        ),
        (
            "(jsonb_typeof(data) = 'object'::text)",
            &[("data", "jsonb", "[1]")],
            Broken,
            "JSON",
        ),
        (
            "((x % 5) = 0)",
            &[("x", "integer", "12")],
            Broken,
            "a remainder",
        ),
        (
            "(d = date_trunc('month'::text, (d)::timestamp with time zone))",
            &[("d", "date", "2024-02-02")],
            Broken,
            "the first of a month",
        ),
        (
            "(s ~ similar_to_escape('(a|b)%'::text))",
            &[("s", "text", "bcd")],
            Holds,
            "SIMILAR TO",
        ),
        (
            "(\"Mixed\" > 0)",
            &[("Mixed", "integer", "0")],
            Broken,
            "a quoted name",
        ),
        (
            "((n COLLATE \"C\") > 'a'::text)",
            &[("n", "text", "b")],
            Holds,
            "a collation",
        ),
        (
            "(c OPERATOR(public.=) 'x'::public.citext)",
            &[("c", "public.citext", "x")],
            Holds,
            "a qualified operator",
        ),
        (
            "((active IS TRUE) OR (n IS NULL))",
            &[("active", "boolean", "-"), ("n", "integer", "1")],
            Broken,
            "IS TRUE is never NULL",
        ),
        (
            "(n >= ANY (ARRAY[5, 9]))",
            &[("n", "integer", "6")],
            Holds,
            "another operator with ANY",
        ),
    ] {
        assert_eq!(
            verdict(expression, columns),
            expected,
            "{reason}: {expression}"
        );
    }
}

#[test]
fn what_is_not_understood_says_so_and_the_rest_counts() {
    let columns = [("isbn", "text", "123"), ("n", "integer", "0")];
    for (expression, expected, reason) in [
        (
            "app.is_isbn(isbn)",
            Verdict::Unknown,
            "a function of the user's",
        ),
        (
            "(app.is_isbn(isbn) AND (n > 0))",
            Verdict::Broken,
            "AND with false is false",
        ),
        (
            "(app.is_isbn(isbn) OR (n = 0))",
            Verdict::Holds,
            "OR with true is true",
        ),
        ("((isbn, n) = ('x', 1))", Verdict::Unknown, "rows"),
        (
            "(isbn ~ '(a)\\1'::text)",
            Verdict::Unknown,
            "a back reference",
        ),
        ("(n ?? junk", Verdict::Unknown, "what doesn't parse"),
    ] {
        assert_eq!(verdict(expression, &columns), expected, "{reason}");
    }
}

#[test]
fn opaque_parts_name_their_columns() {
    let (text, number) = (Type::named("text"), Type::named("integer"));
    let columns = [("isbn", &text), ("n", &number), ("other", &text)];
    let names = Names {
        columns: &columns,
        now: NOW,
    };
    let parsed = parse("(app.is_isbn(isbn, (n)::bigint) AND (n > 0))", &names);
    assert_eq!(parsed.columns(), [0, 1]);
    assert_eq!(parsed.opacity().as_deref(), Some("the function is_isbn()"));
}
