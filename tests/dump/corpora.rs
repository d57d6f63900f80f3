//! Schemas that nobody made for these tests: PostgreSQL's own regression database, and the
//! example's migrations with a ledger beside them.

use std::fs;
use std::path::Path;

use crate::proof::prove;
use crate::scripts::{OnError, run_script};
use crate::support::{Rights, for_each_major};

/// What doesn't load on 15 and later: the servers of the tests are built without lz4, and 16
/// refuses what 15 let pass.
const NOT_LOADED: [&str; 2] = [
    "compression method lz4 not supported",
    "child column \"b\" specifies generation expression",
];
/// The least that must be left of the regression database on the majors that know less than 15.
const LEAST_RELATIONS: u32 = 400;

#[test]
fn regression() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/pg15-regression-schema.sql");
    let script = fs::read_to_string(path).unwrap();
    for_each_major(|server| {
        let project = server.project();
        let mut errors = run_script(&project.database, &script, OnError::GoOn);
        let relations: u32 = project
            .query(
                "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace \
                 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'",
            )
            .parse()
            .unwrap();
        println!(
            "regression on {}: {relations} relations; {} statements do not load: {errors:#?}",
            server.major,
            errors.len()
        );
        errors.retain(|error| !NOT_LOADED.iter().any(|known| error.contains(known)));
        assert!(errors.is_empty() || server.major < 15, "{errors:#?}");
        assert!(relations > LEAST_RELATIONS, "{relations}");
        prove("regression", &project, Rights::LeftOut);
    });
}

#[test]
fn example_migrations() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-migrations");
    for_each_major(|server| {
        let project = server.project();
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            // The seeds.
            if path.is_dir() {
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            project.migration(&name, fs::read(&path).unwrap());
        }
        project.run("up").succeeds();
        prove("example", &project, Rights::LeftOut);

        let copy = server.project();
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            copy.migration(&name, fs::read(&path).unwrap());
        }
        project.run("dump").succeeds();
        copy.write("db/schema.sql", project.read("db/schema.sql"));
        copy.run("load").succeeds();
        assert_eq!(copy.applied(), project.applied());
        copy.run("status --exit-code").succeeds();
        copy.run("up").succeeds().stderr_contains("nothing to do");
        copy.run("dump --check").succeeds();
    });
}
