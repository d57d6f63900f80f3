use crate::migration::{Direction, MigrationFile, PrefixChecksum, Version, parse};
use crate::plan::fixtures::*;
use crate::plan::{
    BegunNote, DownSelection, Ledger, LedgerRow, PartialRow, Plan, Reach, Refusal, ToldBy, Trust,
    Unplannable, Unresumable, UpSelection, history, plan_down, plan_up,
};

const THEN: &str = "-- migrate:up transaction:false\nselect 1;\nselect 2;\nselect 3;\n\
                    -- migrate:down transaction:false\nselect 4;\nselect 5;\n";

/// What a run of `THEN` left behind its first statement.
fn stopped(direction: Direction) -> PartialRow {
    let migration = parse(&file_with("2", THEN)).unwrap();
    let section = migration.section(direction).unwrap();
    let mut row = progress("2", direction);
    row.statements = section.statements;
    row.note.done_checksum = PrefixChecksum::of(&migration, section, 1).unwrap();
    row.note.checksum = Some(migration.checksum);
    row
}

fn begun(text: &str) -> Option<BegunNote> {
    Some(BegunNote {
        text: text.to_owned(),
        told_by: ToldBy::Nobody,
        object: None,
        indexes_before: Vec::new(),
    })
}

fn ledger_of(rows: Vec<LedgerRow>, partial: PartialRow) -> Ledger {
    Ledger {
        rows,
        partial: vec![partial],
    }
}

fn up(files: &[MigrationFile], partial: PartialRow) -> Result<Plan, Unplannable> {
    let ledger = ledger_of(Vec::new(), partial);
    let selection = UpSelection::default();
    plan_up(&history(files, &ledger), files, &selection, Vec::new())
}

fn down(files: &[MigrationFile], ledger: &Ledger, reach: Reach) -> Result<Plan, Unplannable> {
    let selection = DownSelection {
        reach,
        from: None,
        trust: Trust::OwnerOnly,
    };
    plan_down(&history(files, ledger), files, &selection, &[])
}

fn why(plan: Result<Plan, Unplannable>) -> Unresumable {
    match plan {
        Err(Unplannable::Refused(Refusal::Partial { why, .. })) => why,
        other => panic!("not refused as partial: {other:?}"),
    }
}

fn steps(plan: &Plan) -> Vec<(&str, Direction, bool)> {
    let steps = plan.steps.iter();
    steps
        .map(|step| {
            (
                step.migration.version.as_str(),
                step.direction,
                step.partial.is_some(),
            )
        })
        .collect()
}

#[test]
fn what_stopped_midway_goes_on_before_all_others() {
    let files = [file("1"), file_with("2", THEN), file("3")];
    let plan = up(&files, stopped(Direction::Up)).unwrap();
    let expected = [("2", true), ("1", false), ("3", false)].map(|(v, p)| (v, Direction::Up, p));
    assert_eq!(steps(&plan), expected);

    let ledger = ledger_of(Vec::new(), stopped(Direction::Up));
    let plan_to = |to: Option<&str>, count| {
        let selection = UpSelection {
            to: to.and_then(Version::new),
            count,
            ..UpSelection::default()
        };
        plan_up(&history(&files, &ledger), &files, &selection, Vec::new())
    };
    assert_eq!(
        steps(&plan_to(None, Some(1)).unwrap()).len(),
        1,
        "it counts"
    );
    assert_eq!(why(plan_to(Some("1"), None)), Unresumable::NotReached);
}

#[test]
fn what_is_done_must_be_as_it_was() {
    let edit = |from: &str, to: &str| file_with("2", &THEN.replacen(from, to, 1));
    for (file, reason) in [
        (edit("select 3", "select 9"), "what is still to come"),
        (edit("select 2", "select 9"), "the one that failed, too"),
        (
            edit("select 1;", "-- about\nselect 1 ;"),
            "comments around what is done",
        ),
        (edit("select 3;\n", ""), "fewer statements"),
    ] {
        assert!(up(&[file], stopped(Direction::Up)).is_ok(), "{reason}");
    }
    for (file, expected, reason) in [
        (
            edit("select 1", "select 9"),
            Unresumable::Edited,
            "what is done",
        ),
        (edit("select 1;\n", ""), Unresumable::Edited, "its loss"),
        (
            edit("up transaction:false", "up"),
            Unresumable::Edited,
            "one transaction now",
        ),
        (
            edit("select 1;", "create temp table a ();"),
            Unresumable::Edited,
            "before temporary tables are looked for",
        ),
    ] {
        assert_eq!(
            why(up(&[file], stopped(Direction::Up))),
            expected,
            "{reason}"
        );
    }
    assert_eq!(why(up(&[], stopped(Direction::Up))), Unresumable::NoFile);
    let mut seen = stopped(Direction::Up);
    seen.note.begun = begun("select 0");
    let files = [file_with("2", THEN)];
    assert_eq!(why(up(&files, seen.clone())), Unresumable::EditedBegun);
    seen.error = Some("division by zero".to_owned());
    assert!(up(&files, seen).is_ok(), "its end was seen");
}

#[test]
fn an_earlier_versions_row_wants_the_whole_file_as_it_was() {
    let mut row = stopped(Direction::Up);
    row.note.done_checksum = None;
    assert!(up(&[file_with("2", THEN)], row.clone()).is_ok());
    let edited = file_with("2", &THEN.replace("select 3", "select 9"));
    assert_eq!(why(up(&[edited], row)), Unresumable::Edited);
}

#[test]
fn temporary_objects_of_what_is_done_are_lost() {
    let with = |first: &str, done: usize| {
        let text = format!("-- migrate:up transaction:false\n{first};\nselect 2;\nselect 3;\n");
        let file = file_with("2", &text);
        let migration = parse(&file).unwrap();
        let mut row = stopped(Direction::Up);
        row.statements_done = done;
        row.statement_begun = None;
        row.note.done_checksum = PrefixChecksum::of(&migration, &migration.up, done).unwrap();
        up(&[file], row)
    };
    let lost = Unresumable::Temporary { statement: 1 };
    assert_eq!(why(with("create temp table a ()", 1)), lost);
    assert!(with("create temp table a ()", 0).is_ok(), "not made yet");
    let dropped = "create temp table a ();\ndrop table a";
    assert_eq!(why(with(dropped, 1)), lost, "the drop is still to come");
    assert!(with(dropped, 2).is_ok(), "dropped");
}

#[test]
fn a_revert_that_stopped_goes_on_with_down_only() {
    let files = [file("1"), file_with("2", THEN)];
    let rows = || vec![row("1", 1), row_with("2", 2, THEN)];
    let ledger = ledger_of(rows(), stopped(Direction::Down));
    assert_eq!(
        why(up(&files, stopped(Direction::Down))),
        Unresumable::Reverting
    );
    let plan = down(&files, &ledger, Reach::Count(2)).unwrap();
    let expected = [("2", Direction::Down, true), ("1", Direction::Down, false)];
    assert_eq!(steps(&plan), expected);
    for reach in [Reach::Release("r".to_owned()), Reach::To(version("2"))] {
        assert_eq!(why(down(&files, &ledger, reach)), Unresumable::NotReached);
    }
    let edited = [
        file("1"),
        file_with("2", &THEN.replace("select 4", "select 9")),
    ];
    assert_eq!(why(down(&edited, &ledger, Reach::All)), Unresumable::Edited);
}

#[test]
fn what_was_never_applied_to_its_end_is_reverted_first() {
    let files = [file("1"), file_with("2", THEN)];
    let with = |rows, reach| {
        let mut partial = stopped(Direction::Up);
        partial.note.run_id = Some(uuid::Uuid::from_u128(1));
        down(&files, &ledger_of(rows, partial), reach)
    };
    let only = [("2", Direction::Down, true)];
    let plan = with(vec![row("1", 1)], Reach::Count(1)).unwrap();
    assert_eq!(steps(&plan), only);
    let of_others = with(vec![row_of_run("1", 1, 2)], Reach::LastRun).unwrap();
    assert_eq!(steps(&of_others), only, "the rest is another run's");
    let of_same = with(vec![row_of_run("1", 1, 1)], Reach::LastRun).unwrap();
    assert_eq!(steps(&of_same).len(), 2);
    let by_hand = with(vec![row("1", 1), row_with("2", 2, THEN)], Reach::All);
    assert_eq!(why(by_hand), Unresumable::Recorded);
}
