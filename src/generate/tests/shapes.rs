//! Values within types and constraints.

use proptest::prelude::{ProptestConfig, any, proptest};

use super::super::column_type::{Domain, Odd};
use super::*;

#[test]
fn the_same_seed_gives_the_same_rows() {
    let users = || {
        catalogue(vec![
            table(
                "users",
                &["id bigint serial", "email text not null", "age integer"],
            )
            .key(&[0]),
        ])
    };
    let with = |seed| made(&users(), &[(0, 50)], seed);
    assert_eq!(with(7), with(7));
    assert_ne!(with(7), with(8));
}

#[test]
fn numbers_stay_within_ranges() {
    let rows = rows(
        table(
            "t",
            &[
                "a smallint not null",
                "b numeric(8,2) not null",
                "c integer not null",
                "d integer not null",
                "e real not null",
            ],
        )
        .check("a", "((a >= 1) AND (a <= 5))")
        .check("b", "((b > (0)::numeric) AND (b < (1000000)::numeric))")
        .check("c", "((c % 5) = 0)")
        .check("d", "((abs(d) <= 3) AND (d <> 0))")
        .check("e", "(e >= (123456)::double precision)"),
        300,
    );
    assert!(
        numbers(&column(&rows, 0))
            .iter()
            .all(|it| (1.0..=5.0).contains(it))
    );
    assert!(
        numbers(&column(&rows, 1))
            .iter()
            .all(|it| *it > 0.0 && *it < 1e6)
    );
    assert!(numbers(&column(&rows, 2)).iter().all(|it| it % 5.0 == 0.0));
    assert!(
        numbers(&column(&rows, 3))
            .iter()
            .all(|it| it.abs() <= 3.0 && *it != 0.0)
    );
    assert!(numbers(&column(&rows, 4)).iter().all(|it| *it >= 123_456.0));
    let different: BTreeSet<&str> = column(&rows, 0).into_iter().collect();
    assert_eq!(different.len(), 5, "every value that is allowed comes up");
}

#[test]
fn texts_keep_to_lists_patterns_and_lengths() {
    let rows = rows(
        table(
            "t",
            &[
                "status text not null",
                "code character varying(8) not null",
                "country character(2) not null",
                "email text not null",
                "bio text not null",
                "title character varying(12) not null",
                "plate text not null",
            ],
        )
        .check("s", "(status = ANY (ARRAY['new'::text, 'paid'::text]))")
        .check("c", "((code)::text ~ '^[A-Z]{3}-[0-9]{4}$'::text)")
        .check("k", "(country ~ '^[A-Z]{2}$'::text)")
        .check("e", "(email = lower(email))")
        .check("b", "((length(bio) >= 200) AND (length(bio) <= 400))")
        .check("p", "((plate ~~ 'B-%'::text) AND (length(plate) >= 6))"),
        200,
    );
    assert!(
        column(&rows, 0)
            .iter()
            .all(|it| ["new", "paid"].contains(it))
    );
    assert!(
        column(&rows, 1)
            .iter()
            .all(|it| it.len() == 8 && it.as_bytes()[3] == b'-')
    );
    assert!(column(&rows, 2).iter().all(|it| it.len() == 2));
    assert!(
        column(&rows, 3)
            .iter()
            .all(|it| it.contains('@') && *it == it.to_lowercase())
    );
    assert!(
        column(&rows, 4)
            .iter()
            .all(|it| (200..=400).contains(&it.chars().count()))
    );
    assert!(column(&rows, 5).iter().all(|it| it.chars().count() <= 12));
    assert!(
        column(&rows, 6)
            .iter()
            .all(|it| it.starts_with("B-") && it.len() >= 6)
    );
}

#[test]
fn columns_that_are_compared_agree() {
    let rows = rows(
        table(
            "t",
            &[
                "starts_on date not null",
                "ends_on date not null",
                "price integer not null",
                "discount integer not null",
                "quantity integer not null",
                "total integer not null",
                "created_at timestamp with time zone not null",
                "updated_at timestamp with time zone not null",
            ],
        )
        .check("d", "(ends_on > starts_on)")
        .check("p", "((discount >= 0) AND (discount < price))")
        .check("t", "(total = (price * quantity))"),
        300,
    );
    for row in &rows {
        let field = |at: usize| row[at].as_deref().expect("not null");
        let number = |at: usize| field(at).parse::<i64>().expect("a number");
        assert!(field(1) > field(0), "{row:?}");
        assert!((0..number(2)).contains(&number(3)), "{row:?}");
        assert_eq!(number(5), number(2) * number(4), "{row:?}");
        assert!(field(7) >= field(6), "looks: {row:?}");
    }
}

#[test]
fn every_branch_of_an_or_comes_up() {
    let rows = rows(
        table("payments", &["kind text not null", "card_no text", "iban text", "a text", "b text", "c text"])
            .check(
                "kind",
                "(((kind = 'card'::text) AND (card_no IS NOT NULL) AND (iban IS NULL)) OR ((kind = 'iban'::text) AND (iban IS NOT NULL) AND (card_no IS NULL)))",
            )
            .check("one", "(num_nonnulls(a, b, c) = 1)"),
        200,
    );
    let (mut cards, mut ibans) = (0, 0);
    for row in &rows {
        match (row[0].as_deref(), &row[1], &row[2]) {
            (Some("card"), Some(_), None) => cards += 1,
            (Some("iban"), None, Some(_)) => ibans += 1,
            other => panic!("{other:?}"),
        }
        assert_eq!(row[3..].iter().flatten().count(), 1, "{row:?}");
    }
    assert!(cards > 20 && ibans > 20, "{cards} cards, {ibans} ibans");
}

#[test]
fn domains_enums_arrays_and_the_rest_have_values() {
    let positive = Type::Domain(Box::new(Domain {
        name: "app.positive".to_owned(),
        base: Type::named("integer"),
        not_null: true,
        checks: vec![("positive_check".to_owned(), "(VALUE > 0)".to_owned())],
    }));
    let rows = rows(
        table("t", &["a x", "b x", "c x", "d x", "e x", "f x"])
            .kind(0, positive)
            .kind(1, Type::Enum(vec!["low".to_owned(), "high".to_owned()]))
            .kind(2, Type::Array(Box::new(Type::named("text"))))
            .kind(3, Type::Range(Box::new(Type::Date)))
            .kind(
                4,
                Type::Composite(vec![
                    ("street".to_owned(), Type::named("text")),
                    ("no".to_owned(), Type::named("integer")),
                ]),
            )
            .kind(5, Type::Odd(Odd::Inet))
            .check("c", "((cardinality(c) >= 1) AND (cardinality(c) <= 2))"),
        200,
    );
    assert_eq!(column(&rows, 0).len(), 200, "a domain that forbids NULL");
    assert!(numbers(&column(&rows, 0)).iter().all(|it| *it > 0.0));
    assert!(
        column(&rows, 1)
            .iter()
            .all(|it| ["low", "high"].contains(it))
    );
    assert!(
        column(&rows, 2)
            .iter()
            .all(|it| it.starts_with('{') && it.len() > 2)
    );
    assert!(
        column(&rows, 3)
            .iter()
            .all(|it| it.starts_with('[') && it.ends_with(')'))
    );
    assert!(
        column(&rows, 4)
            .iter()
            .all(|it| it.starts_with('(') && it.ends_with(')'))
    );
    assert!(column(&rows, 5).iter().all(|it| it.starts_with("10.")));
}

#[test]
fn rows_go_where_partitions_take_them() {
    let leaf = |name: &str, expression: &str| Check {
        name: name.to_owned(),
        expression: expression.to_owned(),
    };
    let mut events = table(
        "events",
        &["id bigint serial", "at date not null", "kind text not null"],
    )
    .key(&[0, 1]);
    events.partitions = Some(vec![
        leaf(
            "p1",
            "((at IS NOT NULL) AND (at >= '2030-01-01'::date) AND (at < '2030-02-01'::date))",
        ),
        leaf(
            "p2",
            "((at IS NOT NULL) AND (at >= '2030-03-01'::date) AND (at < '2030-04-01'::date) AND (kind = ANY (ARRAY['a'::text, 'b'::text])))",
        ),
        leaf(
            "rest",
            "(NOT ((at IS NOT NULL) AND (at >= '2030-01-01'::date)))",
        ),
    ]);
    let rows = rows(events, 200);
    let (mut first, mut second) = (0, 0);
    for row in &rows {
        let (at, kind) = (
            row[1].as_deref().expect("a date"),
            row[2].as_deref().expect("a kind"),
        );
        match at.get(..7) {
            Some("2030-01") => first += 1,
            Some("2030-03") if ["a", "b"].contains(&kind) => second += 1,
            _ => panic!("{row:?}"),
        }
    }
    assert!(first > 20 && second > 20, "{first} and {second}");
}

#[test]
fn hash_partitions_must_all_be_there() {
    let with = |remainders: u32| {
        let mut orders = table("orders", &["id bigint serial"]).key(&[0]);
        let leaf = |remainder| Check {
            name: format!("p{remainder}"),
            expression: format!("satisfies_hash_partition('16401'::oid, 4, {remainder}, id)"),
        };
        orders.partitions = Some((0..remainders).map(leaf).collect());
        made(&catalogue(vec![orders]), &[(0, 10)], 1).map(|made| made.len())
    };
    assert_eq!(with(4), Ok(1));
    let refused = with(3).expect_err("a remainder is missing").to_string();
    assert!(
        refused.contains("public.orders has no partition for its rows"),
        "{refused}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever range a CHECK gives, and whatever the seed, every value lies within.
    #[test]
    fn any_range_is_kept(low in -1_000_000_i64..1_000_000, width in 0_i64..5_000, seed in any::<u64>()) {
        let high = low + width;
        let expression = format!("((n >= '{low}'::bigint) AND (n <= '{high}'::bigint))");
        let numbers = catalogue(vec![table("t", &["n bigint not null"]).check("n", &expression)]);
        let made = made(&numbers, &[(0, 40)], seed).expect("a range that isn't empty");
        for row in &made[0].1 {
            let number: i64 = row[0].as_deref().expect("not null").parse().expect("a number");
            assert!((low..=high).contains(&number), "{number} is outside of {low} to {high}");
        }
    }

    /// However short a column is, its texts fit.
    #[test]
    fn any_length_is_kept(length in 1_usize..60, seed in any::<u64>()) {
        for name in ["email", "title", "description", "name", "url", "code", "quux"] {
            let column = format!("{name} character varying({length}) not null");
            let texts = catalogue(vec![table("users", &[&column])]);
            let made = made(&texts, &[(0, 20)], seed).expect("a text that is short enough");
            for row in &made[0].1 {
                let text = row[0].as_deref().expect("not null");
                assert!(text.chars().count() <= length, "{name}: {text:?} in {length}");
            }
        }
    }
}
