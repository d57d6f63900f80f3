//! JSON values as PostgreSQL's input functions read them: strings and numbers as they are spelt,
//! objects and arrays for JSON columns as they stand, arrays for array columns as `{…}`.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::migration::SeedProblem;
use crate::plan::{ColumnShape, ValueKind};

/// The members of one object, in its order, each value as it is written.
#[derive(Debug)]
pub(super) struct Members<'j>(pub(super) Vec<(Cow<'j, str>, &'j RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

/// A key, borrowed unless it has escapes.
#[derive(Deserialize)]
struct Name<'j>(#[serde(borrow)] Cow<'j, str>);

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((Name(name), value)) = map.next_entry()? {
            members.push((name, value));
        }
        Ok(Members(members))
    }
}

/// What `text` is, when it isn't an object.
pub(super) fn no_object(text: &str) -> Option<&'static str> {
    Some(match text.trim_start().chars().next()? {
        '[' => "an array",
        '"' => "a string",
        '-' | '0'..='9' => "a number",
        't' | 'f' => "a boolean",
        'n' => "null",
        _ => return None,
    })
}

/// `value` as the input function of `column`'s type reads it; `None` is NULL.
///
/// # Errors
/// [`SeedProblem::Structured`]; JSON that can't be read.
pub(super) fn as_input<'j>(
    value: &'j RawValue,
    column: &ColumnShape,
) -> Result<Option<Cow<'j, str>>, SeedProblem> {
    let text = value.get();
    let first = text.as_bytes().first();
    Ok(Some(match (first, column.value) {
        (Some(b'n'), _) => return Ok(None),
        (_, ValueKind::Json) => Cow::Borrowed(text),
        (Some(b'"'), _) => string(text)?,
        (Some(b'['), ValueKind::Array | ValueKind::JsonArray) => {
            let mut array = String::with_capacity(text.len() + 2);
            push_array(&mut array, text, column)?;
            Cow::Owned(array)
        }
        (Some(b'['), ValueKind::Scalar) => return Err(structured(column, "arrays")),
        (Some(b'{'), _) => return Err(structured(column, "objects")),
        _ => Cow::Borrowed(text),
    }))
}

fn structured(column: &ColumnShape, what: &'static str) -> SeedProblem {
    SeedProblem::Structured {
        column: column.name.clone(),
        sql_type: column.sql_type.clone(),
        what,
    }
}

/// A JSON string's characters.
fn string(text: &str) -> Result<Cow<'_, str>, SeedProblem> {
    let Name(value) = serde_json::from_str(text).map_err(|error| bad(&error))?;
    Ok(value)
}

/// Adds a JSON array as an array literal; arrays in it are further dimensions.
fn push_array(literal: &mut String, text: &str, column: &ColumnShape) -> Result<(), SeedProblem> {
    let elements: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| bad(&error))?;
    literal.push('{');
    for (index, element) in elements.into_iter().enumerate() {
        if index > 0 {
            literal.push(',');
        }
        let text = element.get();
        match (text.as_bytes().first(), column.value) {
            (Some(b'n'), _) => literal.push_str("NULL"),
            (_, ValueKind::JsonArray) => push_element(literal, text),
            (Some(b'['), _) => push_array(literal, text, column)?,
            (Some(b'{'), _) => return Err(structured(column, "objects")),
            (Some(b'"'), _) => push_element(literal, &string(text)?),
            _ => literal.push_str(text),
        }
    }
    literal.push('}');
    Ok(())
}

/// A quoted element of an array literal.
fn push_element(literal: &mut String, value: &str) {
    literal.push('"');
    for c in value.chars() {
        if matches!(c, '"' | '\\') {
            literal.push('\\');
        }
        literal.push(c);
    }
    literal.push('"');
}

/// The parser's message, without the place that it gives within the line.
pub(super) fn bad(error: &serde_json::Error) -> SeedProblem {
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or(&text).to_owned();
    SeedProblem::BadJson { reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Identity;

    fn input(json: &str, value: ValueKind) -> Result<Option<String>, SeedProblem> {
        let column = ColumnShape {
            name: "c".to_owned(),
            sql_type: "t".to_owned(),
            not_null: false,
            generated: false,
            identity: Identity::None,
            value,
        };
        let raw: &RawValue = serde_json::from_str(json).unwrap();
        as_input(raw, &column).map(|text| text.map(Cow::into_owned))
    }

    #[test]
    fn values_become_what_input_functions_read() {
        use ValueKind::{Array, Json, JsonArray, Scalar};
        for (json, kind, expected, reason) in [
            ("null", Scalar, None, "NULL"),
            ("null", Json, None, "NULL, not JSON's null"),
            (
                "\"a\\u00e9\\n\"",
                Scalar,
                Some("aé\n"),
                "a string's characters",
            ),
            ("1.50", Scalar, Some("1.50"), "a number as it is spelt"),
            (
                "12345678901234567890.1",
                Scalar,
                Some("12345678901234567890.1"),
                "every digit",
            ),
            ("true", Scalar, Some("true"), "a boolean"),
            (
                "{\"a\": 1.0}",
                Json,
                Some("{\"a\": 1.0}"),
                "JSON as it stands",
            ),
            ("\"x\"", Json, Some("\"x\""), "a JSON string stays one"),
            (
                "[1, null, [\"a\"]]",
                Json,
                Some("[1, null, [\"a\"]]"),
                "JSON arrays too",
            ),
            ("[1,null,2.0]", Array, Some("{1,NULL,2.0}"), "an array"),
            (
                "[\"a\\\"b\",\"\",\"NULL\"]",
                Array,
                Some("{\"a\\\"b\",\"\",\"NULL\"}"),
                "quoted",
            ),
            (
                "[[1,2],[3,4]]",
                Array,
                Some("{{1,2},{3,4}}"),
                "two dimensions",
            ),
            ("[]", Array, Some("{}"), "an empty one"),
            ("\"{1,2}\"", Array, Some("{1,2}"), "a literal"),
            (
                "[{\"a\":[1]}]",
                JsonArray,
                Some("{\"{\\\"a\\\":[1]}\"}"),
                "an array of JSON",
            ),
        ] {
            assert_eq!(
                input(json, kind),
                Ok(expected.map(str::to_owned)),
                "{reason}"
            );
        }
        assert!(input("{\"a\":1}", Scalar).is_err());
        assert!(input("[1]", Scalar).is_err());
    }

    #[test]
    fn members_keep_order_and_repetition() {
        let Members(members) =
            serde_json::from_str("{\"b\": 1, \"a\\u0062\": [2], \"b\": {}}").unwrap();
        let shown: Vec<_> = members
            .iter()
            .map(|(name, raw)| format!("{name}={}", raw.get()))
            .collect();
        assert_eq!(shown, ["b=1", "ab=[2]", "b={}"]);
    }
}
