//! Uniqueness.

use proptest::prelude::{ProptestConfig, any, proptest};

use super::*;

#[test]
fn unique_columns_differ_even_when_everything_is_used_up() {
    let rows = rows(
        table(
            "t",
            &[
                "id integer serial",
                "email text not null",
                "pair_a smallint not null",
                "pair_b smallint not null",
                "code character(2) not null",
            ],
        )
        .key(&[0])
        .key(&[1])
        .key(&[2, 3])
        .key(&[4])
        .check("a", "((pair_a >= 1) AND (pair_a <= 25))")
        .check("b", "((pair_b >= 1) AND (pair_b <= 20))")
        .check("c", "(code ~ '^[A-Z]{2}$'::text)"),
        500,
    );
    assert!(all_differ(column(&rows, 1)), "e-mails");
    let pairs = rows.iter().map(|row| (row[2].clone(), row[3].clone()));
    assert!(all_differ(pairs), "all five hundred pairs");
    assert!(all_differ(column(&rows, 4)), "codes");
    assert_eq!(
        column(&rows, 0).last(),
        Some(&"500"),
        "identifiers are consecutive"
    );
}

#[test]
fn short_texts_are_as_many_as_a_key_wants() {
    for (kind, count) in [
        ("character varying(3)", 2_000),
        ("character varying(5)", 2_000),
        ("character varying(8)", 2_000),
        ("character varying(12)", 2_000),
        ("character varying(20)", 2_000),
    ] {
        for name in [
            "title",
            "name",
            "email",
            "city",
            "description",
            "code",
            "note",
        ] {
            let column = format!("{name} {kind} not null");
            let rows = rows(table("t", &[&column]).key(&[0]), count);
            let texts: Vec<_> = rows.iter().map(|row| row[0].clone()).collect();
            assert!(all_differ(texts.into_iter()), "{name} {kind}");
        }
    }
}

#[test]
fn texts_too_short_for_a_sentence_are_not_empty() {
    let rows = rows(table("t", &["note character varying(9) not null"]), 50);
    assert!(column(&rows, 0).iter().all(|text| !text.is_empty()));
}

#[test]
fn more_rows_than_values_are_refused() {
    let days = table("t", &["day smallint not null"])
        .key(&[0])
        .check("d", "((day >= 1) AND (day <= 7))");
    let refused = made(&catalogue(vec![days]), &[(0, 8)], 1).expect_err("seven days");
    assert_eq!(
        refused.to_string(),
        "public.t can take 7 more rows, not 8: t_key0 wants different values of day"
    );
}

#[test]
fn an_index_on_an_expression_is_kept_too() {
    let mut users = table(
        "users",
        &[
            "email text not null",
            "deleted_at date",
            "flag boolean not null",
        ],
    );
    users.keys.push(Key {
        name: "users_email".to_owned(),
        elements: vec![Element::Expression("lower(email)".to_owned())],
        predicate: Some("(deleted_at IS NULL)".to_owned()),
        nulls: Nulls::Distinct,
    });
    // One row may have it, all others not.
    users.keys.push(Key {
        name: "users_flag".to_owned(),
        elements: vec![Element::Column(2)],
        predicate: Some("flag".to_owned()),
        nulls: Nulls::Distinct,
    });
    let rows = rows(users, 500);
    let live = rows.iter().filter(|row| row[1].is_none());
    assert!(all_differ(
        live.map(|row| row[0].as_deref().map(str::to_lowercase))
    ));
    let flagged = column(&rows, 2).into_iter().filter(|flag| *flag == "t");
    assert_eq!(flagged.count(), 1);
}

#[test]
fn what_is_there_is_not_made_again() {
    let mut tags = table("tags", &["id integer serial", "name text not null"])
        .key(&[0])
        .key(&[1]);
    tags.rows = 3;
    let catalogue = catalogue(vec![tags]);
    let scope = scope(&catalogue, &[Wish { table: 0, rows: 90 }]).expect("a scope");
    let taken = ["anchor", "apple", "arrow"];
    let present: Vec<_> = scope
        .reads
        .iter()
        .map(|read| match &read.what {
            super::super::ReadOf::Greatest(_) => vec![vec![Some("41".to_owned())]],
            _ => taken.map(|name| vec![Some(name.to_owned())]).to_vec(),
        })
        .collect();
    let mut generation =
        Generation::plan(&catalogue, &scope, &present, Choices::default()).expect("a plan");
    let mut text = Vec::new();
    generation
        .write_rows(0, Form::Csv, &mut text, usize::MAX)
        .expect("rows");
    let rows = fields(&String::from_utf8(text).expect("UTF-8"));
    assert_eq!(rows[0][0].as_deref(), Some("42"), "behind the greatest");
    let names = column(&rows, 1);
    assert!(all_differ(names.iter().chain(&taken)), "{names:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Pairs of parents, up to every pair that there is.
    #[test]
    fn pairs_of_parents_differ(left in 1_u64..30, right in 1_u64..30, percent in 1_u64..=100, seed in any::<u64>()) {
        let parent = |name| table(name, &["id integer serial"]).key(&[0]);
        let members = table("members", &["a integer not null", "b integer not null"])
            .key(&[0, 1])
            .refers(&[0], 0, &[0])
            .refers(&[1], 1, &[0]);
        let catalogue = catalogue(vec![parent("a"), parent("b"), members]);
        let wanted = (left * right * percent / 100).max(1);
        let made = made(&catalogue, &[(0, left), (1, right), (2, wanted)], seed).expect("enough pairs");
        let rows = &made.iter().find(|(name, _)| name == "members").expect("members").1;
        assert_eq!(rows.len() as u64, wanted);
        assert!(all_differ(rows.iter()));
        for row in rows {
            let number = |at: usize| row[at].as_deref().expect("not null").parse::<u64>().expect("a number");
            assert!((1..=left).contains(&number(0)) && (1..=right).contains(&number(1)), "{row:?}");
        }
    }
}
