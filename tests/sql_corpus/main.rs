//! The lexer and the splitter against PostgreSQL's own regression files: lossless on every
//! byte, and statement by statement what psql really sends.
//!
//! psql is the judge of boundaries, the server's log the witness. Meta-commands would
//! change what is sent, so both sides get the text between them (`pieces`); what still
//! differs must stand in `known_differences.txt`, with its reason.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../support/awaiting.rs"]
mod awaiting;
mod comparison;
mod generated;
mod log;
mod pieces;
mod psql;
mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use comparison::{Count, Difference, differences};
use pieces::pieces;
use proj_migrate::sql::lex;
use psql::statements_sent;

/// Every file of the corpus by name, in name order.
fn corpus() -> BTreeMap<String, String> {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/pg15-regress-sql");
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let files: BTreeMap<_, _> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (
                name,
                fs::read_to_string(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            )
        })
        .collect();
    assert!(
        files.len() > 200,
        "the corpus is complete: {} files",
        files.len()
    );
    files
}

#[test]
fn the_pieces_of_every_corpus_file_give_back_the_file() {
    for (name, text) in corpus() {
        let joined: String = lex(&text)
            .tokens
            .iter()
            .map(|token| token.text(&text))
            .collect();
        assert!(joined == text, "{name}");
    }
}

/// The lines of `known_differences.txt`: `file:line`, then why psql differs from us there.
fn known_differences() -> BTreeMap<String, String> {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sql_corpus/known_differences.txt");
    let list =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let entries = list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let split = |line: &str| {
        line.split_once(' ')
            .map(|(place, reason)| (place.to_owned(), reason.trim().to_owned()))
    };
    let known: BTreeMap<_, _> = entries
        .map(|line| split(line).unwrap_or_else(|| panic!("no reason: {line}")))
        .collect();
    assert!(
        known.len() <= 10,
        "at most ten known differences, not {}",
        known.len()
    );
    assert!(
        known.values().all(|reason| !reason.is_empty()),
        "every known difference has its reason"
    );
    known
}

#[test]
fn statements_end_where_psql_ends_them_on_the_whole_corpus() {
    let known = known_differences();
    let cut = corpus()
        .into_iter()
        .map(|(name, script)| (name, pieces(&script)));
    let sent = statements_sent(cut.collect());
    let mut compared = Count::default();
    let mut found: Vec<Difference> = Vec::new();
    for (name, pieces) in &sent {
        found.extend(differences(name, pieces, &mut compared));
    }
    let unknown: Vec<_> = found
        .iter()
        .filter(|difference| !known.contains_key(&difference.place))
        .collect();
    let report: String = unknown.iter().map(ToString::to_string).collect();
    assert!(
        unknown.is_empty(),
        "{} differences from psql:\n{report}",
        unknown.len()
    );
    for place in known.keys() {
        assert!(
            found.iter().any(|difference| &difference.place == place),
            "{place} is no difference any more"
        );
    }
    assert!(
        compared.statements > 40_000,
        "hardly anything was compared: {compared:?}"
    );
    assert!(
        compared.copies_with_data > 90,
        "hardly any COPY was compared: {compared:?}"
    );
}

#[test]
fn statements_end_where_psql_ends_them_in_generated_text() {
    let mut compared = Count::default();
    let mut found: Vec<Difference> = Vec::new();
    for (name, pieces) in &statements_sent(generated::scripts()) {
        found.extend(differences(name, pieces, &mut compared));
    }
    let report: String = found.iter().take(20).map(ToString::to_string).collect();
    assert!(
        found.is_empty(),
        "{} differences from psql:\n{report}",
        found.len()
    );
    assert!(
        compared.statements > 6_000,
        "hardly anything was compared: {compared:?}"
    );
}
