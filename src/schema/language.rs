//! Procedural languages.

use super::object::{At, Ddl};

/// A procedural language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Language {
    /// Whether everybody may use it.
    pub trusted: bool,
    /// The functions' names as SQL: HANDLER, INLINE, VALIDATOR.
    pub handler: Option<String>,
    /// Runs DO blocks.
    pub inline: Option<String>,
    /// Looks at new functions.
    pub validator: Option<String>,
}

impl Ddl for Language {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let trusted = if self.trusted { "TRUSTED " } else { "" };
        let mut sql = format!("CREATE {trusted}LANGUAGE {}", at.id().sql());
        for (word, function) in [
            ("HANDLER", &self.handler),
            ("INLINE", &self.inline),
            ("VALIDATOR", &self.validator),
        ] {
            if let Some(function) = function {
                sql.push_str(&format!(" {word} {function}"));
            }
        }
        vec![sql]
    }
}
