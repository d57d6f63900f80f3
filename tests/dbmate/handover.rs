//! The same folders by both, and databases passed from one to the other, in both directions.

use std::path::Path;

use crate::agreement::agree;
use crate::folders::{File, folder, write};
use crate::support::{DbmateRan, Project, Server, for_each_major};

/// How many generated projects.
const PROJECTS: u64 = 4;

#[derive(Debug, Clone, Copy)]
enum Tool {
    Us,
    Dbmate,
}

use Tool::{Dbmate, Us};

impl Tool {
    #[track_caller]
    fn up(self, project: &Project) {
        match self {
            Us => drop(project.run("up --strict").succeeds()),
            Dbmate => drop(DbmateRan::of(project, "up --strict").succeeds()),
        }
    }

    /// Reverts the latest so many.
    #[track_caller]
    fn down(self, project: &Project, count: usize) {
        match self {
            Us => drop(project.run(&format!("rollback --count {count}")).succeeds()),
            Dbmate => (0..count).for_each(|_| drop(DbmateRan::of(project, "rollback").succeeds())),
        }
    }
}

#[track_caller]
fn project(server: &Server, files: &[File], tool: Tool) -> Project {
    let project = server.project();
    write(&project, files);
    tool.up(&project);
    project
}

/// Everything up, half of it down, up again: by one tool on one database, by the other on another.
#[track_caller]
fn same_by_both(server: &Server, files: &[File]) {
    let one = project(server, files, Us);
    let other = project(server, files, Dbmate);
    agree(&one, &other, "up");
    let half = files.len() / 2;
    Us.down(&one, half);
    Dbmate.down(&other, half);
    agree(&one, &other, "half of it down");
    Us.up(&one);
    Dbmate.up(&other);
    agree(&one, &other, "up again");
    Us.down(&one, files.len());
    Dbmate.down(&other, files.len());
    agree(&one, &other, "down");
}

/// One begins, the other goes on, reverts what both did, and hands it back.
#[track_caller]
fn handed_over(server: &Server, files: &[File], begins: Tool, goes_on: Tool) {
    let reference = project(server, files, Dbmate);
    let (first, rest) = files.split_at(files.len() / 2);
    let passed = project(server, first, begins);
    write(&passed, rest);
    goes_on.up(&passed);
    let when = format!("{begins:?}, then {goes_on:?}");
    agree(&passed, &reference, &when);
    // More than it applied itself.
    let back = rest.len() + 1;
    goes_on.down(&passed, back);
    Dbmate.down(&reference, back);
    agree(&passed, &reference, &format!("{when}, which reverts"));
    begins.up(&passed);
    Dbmate.up(&reference);
    agree(
        &passed,
        &reference,
        &format!("{when}, then {begins:?} again"),
    );
    begins.down(&passed, files.len());
    Dbmate.down(&reference, files.len());
    agree(&passed, &reference, &format!("{when}, all reverted"));
}

#[test]
fn generated_folders_lead_to_the_same() {
    for_each_major(|server| {
        for seed in 0..PROJECTS {
            same_by_both(server, &folder(seed));
        }
    });
}

#[test]
fn generated_folders_are_handed_over_in_both_directions() {
    for_each_major(|server| {
        for seed in 0..PROJECTS / 2 {
            handed_over(server, &folder(seed), Us, Dbmate);
            handed_over(server, &folder(seed), Dbmate, Us);
        }
    });
}

#[test]
fn the_example_migrations_lead_to_the_same_and_are_handed_over() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-migrations");
    let entries = path.read_dir().unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries
        .filter(|entry| entry.path().is_file())
        .map(|entry| File {
            name: entry.file_name().into_string().unwrap(),
            text: std::fs::read_to_string(entry.path()).unwrap(),
        })
        .collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    // The last one has several statements outside of a transaction, which dbmate can't run.
    let last = files.pop().unwrap();
    assert!(last.text.contains("transaction:false"));
    for_each_major(|server| {
        same_by_both(server, &files);
        handed_over(server, &files, Us, Dbmate);
        handed_over(server, &files, Dbmate, Us);

        let all = project(server, &files, Dbmate);
        all.migration(&last.name, &last.text);
        DbmateRan::of(&all, "up").exits(2).says("25001");
        all.run("up").succeeds();
        DbmateRan::of(&all, "status --exit-code").succeeds();
    });
}
