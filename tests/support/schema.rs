//! `schema/outcome.schema.json`, against which every document is held that a run of a
//! [`Project`](super::Project) writes with `--format json`.

use std::ffi::OsStr;
use std::process::Command;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

/// The schema as it stands in the repository.
pub(crate) static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../schema/outcome.schema.json")).unwrap()
});

static VALIDATOR: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&SCHEMA).unwrap());

/// Whether this command asks for JSON.
pub(crate) fn wants_json(command: &Command) -> bool {
    let arguments: Vec<&OsStr> = command.get_args().collect();
    let apart = arguments
        .windows(2)
        .any(|pair| pair == ["--format", "json"]);
    apart || arguments.contains(&OsStr::new("--format=json"))
}

/// Claims that `text` is one document, of the schema's shape.
#[track_caller]
pub(crate) fn fits_schema(text: &str) {
    let document: Value = serde_json::from_str(text).unwrap_or_else(|error| {
        panic!("no JSON: {error}\n{text}");
    });
    let errors: Vec<String> = VALIDATOR
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "not of the shape of schema/outcome.schema.json\n{}\n{text}",
        errors.join("\n")
    );
}
