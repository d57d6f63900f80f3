//! The envelope against `schema/outcome.schema.json`: every sample fits, nothing else would,
//! and the schema promises what its head says.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::super::heard::Heard;
use super::super::samples::{self, failures, hostile, outcomes, plain, scene_of};
use super::super::{failure, samples::Twist};
use super::Envelope;
use crate::outcome::{ExitStatus, Failure, FailureKind, Outcome};

type Object = Map<String, Value>;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../schema/outcome.schema.json")).unwrap()
}

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).unwrap()
}

fn envelope(command: Option<&str>, result: &Result<Outcome, Failure>, t: Twist) -> Value {
    let mut heard = Heard::default();
    (samples::events(t).iter()).for_each(|event| heard.remember(event));
    let (status, messages) = match result {
        Ok(outcome) => (outcome.exit_status(), Vec::new()),
        Err(failed) => {
            let scene = scene_of(command.unwrap_or_default());
            (failed.exit_status(), failure::messages(&scene, failed))
        }
    };
    let text = Envelope::new(command, status, &heard, result, &messages).render();
    serde_json::from_str(&text).unwrap()
}

/// The envelope of every sample, with its name, which begins with its command for outcomes.
fn envelopes(t: Twist) -> Vec<(&'static str, Value)> {
    let outcomes = outcomes(t).into_iter().map(|(name, outcome)| {
        let command = name.split([' ', ',']).next();
        (name, envelope(command, &Ok(outcome), t))
    });
    let failures = (failures(t).into_iter())
        .map(|(name, failed)| (name, envelope(Some("up"), &Err(failed), t)));
    outcomes.chain(failures).collect()
}

#[test]
fn every_outcome_and_failure_fits_the_schema() {
    let validator = validator();
    for (name, envelope) in envelopes(plain).into_iter().chain(envelopes(hostile)) {
        let errors: Vec<_> = validator
            .iter_errors(&envelope)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}\n{envelope:#}");
    }
}

#[test]
fn no_key_may_be_added_left_out_or_renamed_anywhere() {
    let validator = validator();
    for (name, envelope) in envelopes(plain) {
        for broken in with_a_key_too_many(&envelope)
            .into_iter()
            .chain(with_a_key_too_few(&envelope))
        {
            assert!(!validator.is_valid(&broken), "{name}: {broken:#}");
        }
    }
}

#[test]
fn result_error_status_and_command_must_agree() {
    let validator = validator();
    let usage = || {
        Err(Failure::new(FailureKind::Usage {
            message: "unrecognized subcommand 'dwn'".to_owned(),
            hint: None,
        }))
    };
    assert!(validator.is_valid(&envelope(None, &usage(), plain)));
    let broken = |key: &str, value: Value, of: &Value| {
        let mut broken = of.clone();
        broken[key] = value;
        assert!(!validator.is_valid(&broken), "{broken:#}");
    };
    let failed = envelope(Some("up"), &usage(), plain);
    broken("exit_status", json!(ExitStatus::Done.code()), &failed);
    broken("error", Value::Null, &failed);
    broken("command", json!("upp"), &failed);
    broken("schema_version", json!(2), &failed);
    for (name, envelope) in envelopes(plain) {
        if envelope["error"].is_null() {
            broken("exit_status", json!(3), &envelope);
            broken("result", Value::Null, &envelope);
            broken("command", Value::Null, &envelope);
            let other = if name == "status" { "new" } else { "status" };
            broken("command", json!(other), &envelope);
        } else if envelope["error"]["kind"] != "usage" {
            broken("command", Value::Null, &envelope);
        }
    }
}

#[test]
fn every_object_of_the_schema_names_all_its_keys() {
    let mut objects = 0;
    each_object(&schema(), &mut |object| {
        // What stands behind if, then and else speaks of some keys of an object named elsewhere.
        if object.get("type") != Some(&json!("object")) || !object.contains_key("properties") {
            return;
        }
        objects += 1;
        let properties = object["properties"].as_object().unwrap();
        let named: BTreeSet<_> = properties.keys().map(String::as_str).collect();
        let required = object["required"].as_array().unwrap();
        let required: BTreeSet<_> = required.iter().filter_map(Value::as_str).collect();
        assert_eq!(required, named);
        assert_eq!(object["additionalProperties"], json!(false), "{named:?}");
    });
    assert!(objects > 20, "{objects}");
}

/// Copies of `value`, each with an unknown key in another one of its objects.
fn with_a_key_too_many(value: &Value) -> Vec<Value> {
    changed(value, &|object| {
        let mut object = object.clone();
        object.insert("unheard_of".to_owned(), Value::Null);
        vec![object]
    })
}

/// Copies of `value`, each without another one of the keys in it.
fn with_a_key_too_few(value: &Value) -> Vec<Value> {
    changed(value, &|object| {
        let without = |key: &String| {
            let mut object = object.clone();
            object.remove(key);
            object
        };
        object.keys().map(without).collect()
    })
}

fn changed(value: &Value, change: &dyn Fn(&Object) -> Vec<Object>) -> Vec<Value> {
    match value {
        Value::Object(object) => {
            let mut all: Vec<_> = change(object).into_iter().map(Value::Object).collect();
            for (key, below) in object {
                all.extend(changed(below, change).into_iter().map(|below| {
                    let mut object = object.clone();
                    object.insert(key.clone(), below);
                    Value::Object(object)
                }));
            }
            all
        }
        Value::Array(items) => (items.iter().enumerate())
            .flat_map(|(index, below)| {
                changed(below, change).into_iter().map(move |below| {
                    let mut items = items.clone();
                    items[index] = below;
                    Value::Array(items)
                })
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn each_object(value: &Value, see: &mut dyn FnMut(&Object)) {
    match value {
        Value::Object(object) => {
            see(object);
            object.values().for_each(|below| each_object(below, see));
        }
        Value::Array(items) => items.iter().for_each(|below| each_object(below, see)),
        _ => {}
    }
}
