//! What conditions say of a column, together.

use crate::generate::column_type::Type;
use crate::generate::expression::{Names, parse};

use super::*;

fn facts(kind: &str, conditions: &[&str]) -> Result<Facts, Contradiction> {
    let kind = Type::named(kind);
    let columns = [("x", &kind)];
    let names = Names {
        columns: &columns,
        now: 0,
    };
    let mut facts = Facts {
        nullness: Nullness::Never,
        ..Facts::default()
    };
    for condition in conditions {
        facts.add(&parse(condition, &names), 0, &kind)?;
    }
    Ok(facts)
}

#[test]
fn conditions_narrow_what_is_possible() {
    let whole = Value::whole;
    let known =
        facts("integer", &["(x > 0)", "(x >= 0)", "(x < 10)", "(x <> 5)"]).expect("possible");
    assert_eq!(known.low, Some(Bound::Excluded(whole(0))));
    assert_eq!(known.high, Some(Bound::Excluded(whole(10))));
    assert!(known.allows(&whole(9)) && !known.allows(&whole(5)) && !known.allows(&whole(0)));

    let known = facts(
        "text",
        &[
            "(x = ANY (ARRAY['a'::text, 'b'::text]))",
            "(x <> 'a'::text)",
        ],
    );
    assert_eq!(known.map(|it| it.list), Ok(Some(vec![Value::text("b")])));

    let known = facts(
        "character varying(20)",
        &[
            "((length(btrim((x)::text)) >= 2))",
            "(length((x)::text) < 9)",
        ],
    );
    assert_eq!(known.map(|it| it.length), Ok((2, Some(8))));

    let known = facts("date", &["(EXTRACT(year FROM x) = (2020)::numeric)"]).expect("possible");
    assert_eq!(
        known.low.map(|it| it.value().to_text()).as_deref(),
        Some("2020-01-01")
    );
    assert_eq!(
        known.high.map(|it| it.value().to_text()).as_deref(),
        Some("2021-01-01")
    );
}

#[test]
fn contradictions_are_seen() {
    for (conditions, reason) in [
        (&["(x > 5)", "(x < 5)"][..], "crossed bounds"),
        (&["(x > 5)", "(x <= 5)"], "an end that is excluded"),
        (&["(x = 1)", "(x = 2)"], "two values"),
        (
            &["(x = ANY (ARRAY[1, 2]))", "(x > 2)"],
            "a list outside of the bounds",
        ),
        (&["(x IS NULL)"], "NULL where it is forbidden"),
    ] {
        assert_eq!(facts("integer", conditions), Err(Contradiction), "{reason}");
    }
    assert_eq!(
        facts("text", &["(length(x) > 5)", "(length(x) < 3)"]),
        Err(Contradiction)
    );
}
