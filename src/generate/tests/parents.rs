//! Foreign keys: what is referred to is there, and is made when it isn't.

use super::*;

fn users() -> Table {
    table("users", &["id bigint serial", "email text not null"])
        .key(&[0])
        .key(&[1])
}

#[test]
fn parents_are_pulled_in_and_come_first() {
    let projects = table(
        "projects",
        &["id bigint serial", "owner_id bigint not null"],
    )
    .key(&[0])
    .refers(&[1], 2, &[0]);
    let tasks = table(
        "tasks",
        &[
            "id bigint serial",
            "project_id bigint not null",
            "assignee_id bigint",
        ],
    )
    .key(&[0])
    .refers(&[1], 1, &[0])
    .refers(&[2], 2, &[0]);
    let made = made(&catalogue(vec![tasks, projects, users()]), &[(0, 1000)], 1).expect("rows");
    let order: Vec<(&str, usize)> = made
        .iter()
        .map(|(name, rows)| (name.as_str(), rows.len()))
        .collect();
    assert_eq!(order, [("users", 22), ("projects", 100), ("tasks", 1000)]);
    let tasks = &made[2].1;
    assert!(
        numbers(&column(tasks, 1))
            .iter()
            .all(|it| (1.0..=100.0).contains(it))
    );
    assert!(
        numbers(&column(tasks, 2))
            .iter()
            .all(|it| (1.0..=22.0).contains(it))
    );
    assert!(
        column(tasks, 2).len() < 1000,
        "what may be NULL sometimes is"
    );
}

#[test]
fn a_parent_for_each_where_the_key_is_the_reference() {
    let profiles = table("profiles", &["user_id bigint not null", "bio text"])
        .key(&[0])
        .refers(&[0], 1, &[0]);
    let catalogue = catalogue(vec![profiles, users()]);
    let made_profiles = made(&catalogue, &[(0, 300)], 1).expect("rows");
    assert_eq!(made_profiles[0].1.len(), 300, "as many users");
    assert!(all_differ(column(&made_profiles[1].1, 0)));

    let refused = made(&catalogue, &[(0, 300), (1, 10)], 1).expect_err("ten users");
    assert_eq!(
        refused.to_string(),
        "public.profiles can take 10 more rows, not 300: profiles_key0 wants different values of user_id"
    );
}

#[test]
fn foreign_keys_that_share_a_column_agree() {
    let tenants = table("tenants", &["id integer serial"]).key(&[0]);
    let owned = |name| {
        table(name, &["tenant_id integer not null", "id integer serial"])
            .key(&[0, 1])
            .refers(&[0], 0, &[0])
    };
    let tasks = table(
        "tasks",
        &[
            "tenant_id integer not null",
            "project_id integer not null",
            "user_id integer",
        ],
    )
    .refers(&[0], 0, &[0])
    .refers(&[0, 1], 1, &[0, 1])
    .refers(&[0, 2], 2, &[0, 1]);
    let catalogue = catalogue(vec![tenants, owned("projects"), owned("users"), tasks]);
    let made = made(&catalogue, &[(0, 5), (1, 40), (2, 40), (3, 500)], 1).expect("rows");
    let of = |wanted: &str| {
        &made
            .iter()
            .find(|(name, _)| name == wanted)
            .expect(wanted)
            .1
    };
    let pair = |row: &Vec<Option<String>>, at: usize| (row[0].clone(), row[at].clone());
    let projects: BTreeSet<_> = of("projects").iter().map(|row| pair(row, 1)).collect();
    let users: BTreeSet<_> = of("users").iter().map(|row| pair(row, 1)).collect();
    let mut with_user = 0;
    for row in of("tasks") {
        assert!(projects.contains(&pair(row, 1)), "{row:?}");
        if row[2].is_some() {
            assert!(users.contains(&pair(row, 2)), "{row:?}");
            with_user += 1;
        }
    }
    assert!(with_user > 300, "{with_user}");
}

#[test]
fn a_table_may_refer_to_itself() {
    let nullable = table("categories", &["id integer serial", "parent_id integer"])
        .key(&[0])
        .refers(&[1], 0, &[0]);
    let rows_made = rows(nullable, 100);
    assert_eq!(rows_made[0][1], None, "the first has nothing to refer to");
    for (index, row) in rows_made.iter().enumerate() {
        let parent = row[1]
            .as_deref()
            .map(|it| it.parse::<usize>().expect("a number"));
        assert!(parent.is_none_or(|parent| parent <= index), "{row:?}");
    }
    let required = table("nodes", &["id integer serial", "root_id integer not null"])
        .key(&[0])
        .refers(&[1], 0, &[0]);
    assert_eq!(
        rows(required, 10)[0][1].as_deref(),
        Some("1"),
        "the first refers to itself"
    );
}

#[test]
fn a_circle_is_broken_where_it_may_be_null() {
    let teams = |lead: &str| {
        table("teams", &["id integer serial", lead])
            .key(&[0])
            .refers(&[1], 1, &[0])
    };
    let people = table("people", &["id integer serial", "team_id integer not null"])
        .key(&[0])
        .refers(&[1], 0, &[0]);
    let open = catalogue(vec![teams("lead_id integer"), people.clone()]);
    let made_open = made(&open, &[(1, 20)], 1).expect("rows");
    assert_eq!(made_open[0].0, "teams");
    assert!(
        column(&made_open[0].1, 1).is_empty(),
        "nobody is there to lead yet"
    );

    let closed = catalogue(vec![teams("lead_id integer not null"), people]);
    let refused = made(&closed, &[(1, 20)], 1).expect_err("a circle");
    assert_eq!(
        refused.to_string(),
        "tables refer to each other in a circle, and no column in it may be NULL: \
         public.teams (teams_fkey0) → public.people (people_fkey0)"
    );
}
