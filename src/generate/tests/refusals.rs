//! What can't be made is refused before the first row, with the reason.

use super::*;

#[test]
fn reasons_name_the_table_and_the_constraint() {
    let nothing = |name: &str, table: Table| {
        let refused = made(&catalogue(vec![table]), &[(0, 5)], 1).expect_err(name);
        (name.to_owned(), refused.to_string())
    };
    for ((case, message), expected) in [
        (
            nothing(
                "constraints that contradict each other",
                table("t", &["a integer not null"])
                    .check("low", "(a < 5)")
                    .check("high", "(a > 5)"),
            ),
            "no row of public.t satisfies all its constraints: nothing is left at high, (a > 5)",
        ),
        (
            nothing(
                "columns that can't agree",
                table("t", &["a integer not null", "b integer not null"])
                    .check("a", "((a >= 1) AND (a <= 3))")
                    .check("b", "((b >= 7) AND (b <= 9))")
                    .check("ab", "((a + b) < 5)"),
            ),
            "no further row of public.t was found that satisfies ab, ((a + b) < 5), after 0 rows",
        ),
        (
            nothing(
                "a type that nobody knows",
                table("t", &["w app.widget not null"]),
            ),
            "no value can be made for public.t.w: the type app.widget isn't known",
        ),
        (
            nothing(
                "a length that the type forbids",
                table("t", &["a character varying(3) not null"])
                    .check("long", "(length((a)::text) > 5)"),
            ),
            "no value can be made for public.t.a: none was found that satisfies long, (length((a)::text) > 5)",
        ),
        (
            nothing("no columns", table("t", &[])),
            "public.t has no column that a value can be made for",
        ),
    ] {
        assert_eq!(message, expected, "{case}");
    }
}

#[test]
fn what_is_not_understood_is_left_out_where_it_may_be() {
    let mut items = table(
        "t",
        &[
            "isbn text",
            "w app.widget",
            "d app.widget not null",
            "x text not null",
        ],
    )
    .check("isbn", "app.is_isbn(isbn)")
    .check("x", "app.is_fine(x)");
    items.columns[2].filled = Filled::Default;
    let catalogue = catalogue(vec![items]);
    let scope = scope(&catalogue, &[Wish { table: 0, rows: 5 }]).expect("a scope");
    let mut generation =
        Generation::plan(&catalogue, &scope, &[], Choices::default()).expect("a plan");
    assert_eq!(
        generation.columns(0),
        ["isbn", "w", "x"],
        "a default stands for itself"
    );
    let untested: Vec<&str> = generation
        .untested()
        .iter()
        .map(|it| it.what.as_str())
        .collect();
    assert_eq!(
        untested,
        ["the function is_isbn()", "the function is_fine()"]
    );
    let mut text = Vec::new();
    generation
        .write_rows(0, Form::Csv, &mut text, usize::MAX)
        .expect("rows");
    let rows = fields(&String::from_utf8(text).expect("UTF-8"));
    assert!(column(&rows, 0).is_empty() && column(&rows, 1).is_empty());
    assert_eq!(column(&rows, 2).len(), 5);
}
