//! A test for each file in `cases/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::exceptions::named_cases;
use crate::proof::prove;
use crate::scripts::{OnError, run_script};
use crate::support::{Rights, Server, for_each_major};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dump/cases")
}

#[track_caller]
fn prove_case(server: &Server, case: &str) {
    let script = fs::read_to_string(folder().join(format!("{case}.sql"))).unwrap();
    let project = server.project();
    run_script(&project.database, &script, OnError::Stop);
    let rights = match case {
        "grants" | "privileges" | "member_privileges" => Rights::Kept,
        _ => Rights::LeftOut,
    };
    prove(case, &project, rights);
}

macro_rules! cases {
    ($($case:ident)*) => {
        const CASES: &[&str] = &[$(stringify!($case)),*];

        $(#[test]
        fn $case() {
            for_each_major(|server| prove_case(server, stringify!($case)));
        })*
    };
}

cases! {
    access_methods aggregates ambiguous_classes base_types casts collations constraints dependencies event_triggers
    evil_names extensions foreign functions grants indexes languages member_privileges not_valid operators partitions plain policies privileges publications schemas
    sequences statistics subscriptions tables tablespaces text_search triggers types views
}

#[test]
fn every_file_is_a_test_and_every_exception_is_of_one() {
    let files = fs::read_dir(folder()).unwrap();
    let names = files.map(|file| file.unwrap().path());
    let names: BTreeSet<String> = names
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let known: BTreeSet<String> = CASES.iter().map(|case| (*case).to_owned()).collect();
    assert_eq!(names, known);
    for case in named_cases() {
        assert!(known.contains(&case) || case == "regression", "{case}");
    }
}
