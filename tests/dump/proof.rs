//! The comparison itself.

use std::collections::BTreeMap;
use std::process::Output;

use regex::Regex;
use serde_json::Value;
use similar::TextDiff;

use crate::deparsed::is_as_the_server_writes;
use crate::exceptions::{Stage, exceptions, without};
use crate::scripts::{OnError, run_script};
use crate::support::{Database, Project, Rights, pg_dump_of};

/// Proves our dump of the project's database.
#[track_caller]
pub(crate) fn prove(case: &str, project: &Project, rights: Rights) {
    let server = project.database.server();
    let major = server.major;
    let dumped = dump(project, rights);
    let deparsed = is_as_the_server_writes(case, &project.database, &dumped.objects);
    let copy = server.project();
    copy.write("db/schema.sql", &dumped.text);
    let loading = copy.run("load");
    assert!(
        loading.status == 0,
        "{case} on {major}: our dump does not load\n{}\n{}",
        loading.err,
        dumped.text
    );
    let again = dump(&copy, rights);
    same(
        &format!("{case} on {major}: our dump of the copy"),
        &dumped.text,
        &again.text,
    );
    assert_eq!(dumped.fingerprint, again.fingerprint, "{case} on {major}");

    let loaded_by_psql = server.database();
    let mut script = pg_dump_of(&project.database, rights);
    for exception in exceptions(case, major, Stage::Loading) {
        let place = exception.place();
        assert!(
            exception.is_needed(&script),
            "{case} on {major}: nothing needs {place}"
        );
        script = exception.applied(&script);
    }
    let errors = run_script(&loaded_by_psql, &script, OnError::GoOn);
    assert!(
        errors.is_empty(),
        "{case} on {major}: pg_dump's own dump does not load: {errors:#?}"
    );
    let exceptions = exceptions(case, major, Stage::Comparing);
    let (ours, theirs) = (seen(&copy.database, rights), seen(&loaded_by_psql, rights));
    let (expected, found) = without((&theirs, &ours), &exceptions, None);
    same(
        &format!("{case} on {major}: pg_dump of our copy, against that of its own"),
        &expected,
        &found,
    );
    for (index, exception) in exceptions.iter().enumerate() {
        let (expected, found) = without((&theirs, &ours), &exceptions, Some(index));
        assert_ne!(
            expected,
            found,
            "{case} on {major}: nothing needs {}",
            exception.place()
        );
    }
    println!(
        "{case} on {major}: {}; {deparsed} definitions as the server writes them",
        counts(&dumped.objects)
    );
    for database in [&project.database, &copy.database, &loaded_by_psql] {
        let_go(database);
    }
}

/// A database with subscriptions can't be dropped.
fn let_go(database: &Database) {
    let statements = database.query(
        "select coalesce(string_agg(format('drop subscription %I', subname), ';'), '') \
         from pg_subscription s join pg_database d on d.oid = s.subdbid where datname = current_database()",
    );
    if !statements.is_empty() {
        database.query(&statements);
    }
}

/// What our dump says.
struct Dumped {
    text: String,
    fingerprint: String,
    /// Of the model.
    objects: Value,
}

#[track_caller]
fn dump(project: &Project, rights: Rights) -> Dumped {
    let rights = match rights {
        Rights::LeftOut => &[][..],
        Rights::Kept => &["--privileges"],
    };
    let run = |args: &[&str]| {
        let Output {
            status,
            stdout,
            stderr,
        } = project.command([args, rights].concat()).output().unwrap();
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).unwrap()
    };
    let model: Value = serde_json::from_str(&run(&["dump", "-", "--format", "json"])).unwrap();
    let result = &model["result"];
    Dumped {
        text: run(&["dump", "-"]),
        fingerprint: result["fingerprint"].as_str().unwrap().to_owned(),
        objects: result["model"]["objects"].clone(),
    }
}

/// `12 objects compared: 3 table, …`
fn counts(objects: &Value) -> String {
    let objects = objects.as_array().unwrap();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for object in objects {
        *kinds
            .entry(object["id"]["kind"].as_str().unwrap())
            .or_default() += 1;
    }
    let kinds: Vec<String> = (kinds.iter())
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    format!("{} objects compared: {}", objects.len(), kinds.join(", "))
}

/// What pg_dump sees, but for the lines that differ from run to run.
fn seen(database: &Database, rights: Rights) -> String {
    let text = pg_dump_of(database, rights);
    let by_others =
        r"(?m)^SET SESSION AUTHORIZATION (.*);\n(GRANT .*);\nRESET SESSION AUTHORIZATION;$";
    let by_others = Regex::new(by_others).unwrap();
    let text = by_others.replace_all(&text, "$2 by $1");
    let lines = text.lines();
    let lines: Vec<&str> = lines
        .filter(|line| !line.starts_with("\\restrict ") && !line.starts_with("\\unrestrict "))
        .collect();
    // The order of an access list means nothing.
    let mut sorted = String::new();
    for block in
        lines.chunk_by(|one, other| one.starts_with("GRANT ") && other.starts_with("GRANT "))
    {
        let mut block = block.to_vec();
        block.sort_unstable();
        sorted.extend(block.iter().map(|line| format!("{line}\n")));
    }
    sorted
}

#[track_caller]
fn same(what: &str, expected: &str, found: &str) {
    if expected != found {
        let diff = TextDiff::from_lines(expected, found);
        let mut diff = diff.unified_diff();
        let diff = diff
            .context_radius(6)
            .header("expected", "found")
            .to_string();
        panic!("{what} differs\n{diff}");
    }
}
