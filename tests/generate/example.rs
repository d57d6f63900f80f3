//! The example platform's tables.

use std::fs;
use std::path::Path;

use crate::support::{Project, Server, for_each_major, for_the_newest_major};

const TABLES: [&str; 5] = [
    "users",
    "user_profiles",
    "projects",
    "project_members",
    "tasks",
];

/// A project with the example's migrations applied.
fn example(server: &Server) -> Project {
    let project = server.project();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-migrations");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        project.migration(&name, fs::read(&path).unwrap());
    }
    project.run("up").succeeds();
    project
}

fn count(project: &Project, table: &str) -> u64 {
    project
        .query(&format!("select count(*) from {table}"))
        .parse()
        .unwrap()
}

#[test]
fn every_table_of_the_example_takes_rows_and_more_of_them_later() {
    for_each_major(|server| {
        let project = example(server);
        for table in TABLES {
            project
                .run(&format!("seed generate {table}=120"))
                .succeeds();
        }
        for table in TABLES {
            let before = count(&project, table);
            assert!(before >= 120, "{table} has {before}");
            project
                .run(&format!("seed generate {table}=30 users=30 --locale fr"))
                .succeeds();
            assert!(count(&project, table) >= before + 30, "{table}");
        }
        // What the next INSERT takes from a sequence is free.
        project.query("insert into users (email, full_name) values ('a@b.c', 'A')");
        assert_eq!(
            project.query("select count(*) from users where updated_at < created_at"),
            "0",
            "it looks real"
        );
    });
}

#[test]
fn rows_that_are_written_into_files_are_those_that_seed_loads() {
    for_the_newest_major(|server| {
        let project = example(server);
        let ran = project.run("seed generate tasks=200 project_members=80 --seed 7 --out db/seeds");
        ran.succeeds().stderr_contains("nothing was loaded");
        assert_eq!(count(&project, "users"), 0, "nothing is loaded");
        let first = project.read("db/seeds/1_users.csv");
        assert!(
            first.starts_with("id,email,full_name,created_at,updated_at,deleted_at\n"),
            "{first}"
        );

        project
            .run("seed generate tasks=200 project_members=80 --seed 7 --out again")
            .succeeds();
        assert_eq!(
            project.read("again/1_users.csv"),
            first,
            "the same seed, the same rows"
        );
        project
            .run("seed generate tasks=200 project_members=80 --seed 8 --out other")
            .succeeds();
        assert_ne!(project.read("other/1_users.csv"), first, "another seed");

        project
            .run("seed generate tasks=200 --out again")
            .exits(2)
            .stderr_contains("exists already");

        project.run("seed").succeeds();
        assert_eq!(count(&project, "tasks"), 200);
        assert_eq!(count(&project, "project_members"), 80);
    });
}

#[test]
fn a_failed_run_leaves_nothing() {
    for_the_newest_major(|server| {
        let project = example(server);
        project.query(
            "create function no() returns trigger language plpgsql as $$ begin raise 'no more'; end $$;
             create trigger no before insert on tasks for each row when (new.id > 40) execute function no()",
        );
        project
            .run("seed generate tasks=60")
            .exits(3)
            .stderr_contains("no more");
        for table in TABLES {
            assert_eq!(count(&project, table), 0, "{table}");
        }
    });
}
