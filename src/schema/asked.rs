//! What a dump was asked for beyond the whole schema, kept in its second line, so that a run that
//! writes the file anew writes what was in it. A dump of the whole schema has no such line.

use serde::{Deserialize, Serialize};

use super::platform::Platform;
use super::selection::{Rights, Selection};

/// What the line begins with; JSON follows.
const MARK: &str = "-- dump options: ";

/// What a dump was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// `--schema`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    schema: Vec<String>,
    /// `--exclude`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    exclude: Vec<String>,
    /// `--privileges`
    #[serde(default, skip_serializing_if = "is_false")]
    privileges: bool,
    /// `--preset`: its name, since a later version may know more of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preset: Option<String>,
    /// `--data`: the tables, as they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Asked {
    /// `selection` with the rows of `data`.
    #[must_use]
    pub fn new(selection: &Selection, data: &[String]) -> Self {
        Self {
            schema: selection.schemas.clone(),
            exclude: selection.excluded.clone(),
            privileges: selection.rights == Rights::Included,
            preset: selection.platform.map(|it| it.name().to_owned()),
            data: data.to_vec(),
        }
    }

    /// What the dump `text` was asked for; everything, if it doesn't say.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let line = text.lines().nth(1).and_then(|line| line.strip_prefix(MARK));
        line.and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default()
    }

    /// The part of a database that it is about; our own tables are still to be left out.
    #[must_use]
    pub fn selection(&self) -> Selection {
        Selection {
            schemas: self.schema.clone(),
            excluded: self.exclude.clone(),
            rights: match self.privileges {
                true => Rights::Included,
                false => Rights::LeftOut,
            },
            platform: self.preset.as_deref().and_then(Platform::called),
            own: Vec::new(),
        }
    }

    /// The dump `text` with its second line.
    #[must_use]
    pub fn written_into(&self, text: String) -> String {
        match (text.split_once('\n'), serde_json::to_string(self)) {
            (Some((head, rest)), Ok(json)) if *self != Self::default() => {
                format!("{head}\n{MARK}{json}\n{rest}")
            }
            _ => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_read_back() {
        let asked = Asked {
            exclude: vec!["a'b\n*".to_owned()],
            preset: Some("rds".to_owned()),
            data: vec!["app.kinds".to_owned()],
            ..Asked::default()
        };
        let text = asked.written_into("-- head\n\nSET a = 1;\n".to_owned());
        assert_eq!(
            text,
            "-- head\n-- dump options: {\"exclude\":[\"a'b\\n*\"],\"preset\":\"rds\",\"data\":[\"app.kinds\"]}\n\nSET a = 1;\n"
        );
        assert_eq!(Asked::of(&text), asked);
        assert_eq!(Asked::new(&asked.selection(), &asked.data), asked);
    }

    #[test]
    fn a_preset_that_nobody_knows_takes_nothing_else_along() {
        let line = r#"-- dump options: {"exclude":["x"],"preset":"of_later"}"#;
        let asked = Asked::of(&format!("-- head\n{line}\n\nSET a = 1;\n"));
        let selection = asked.selection();
        assert_eq!(selection.platform, None);
        assert_eq!(selection.excluded, ["x"]);
    }

    #[test]
    fn a_dump_of_everything_says_nothing_of_it() {
        for (text, reason) in [
            ("-- head\n\nSET a = 1;\n", "no line"),
            ("-- head\n-- dump options: {", "no JSON"),
            ("", "nothing"),
        ] {
            assert_eq!(Asked::of(text), Asked::default(), "{reason}");
        }
        let text = "-- head\n\n".to_owned();
        assert_eq!(Asked::default().written_into(text.clone()), text);
    }
}
