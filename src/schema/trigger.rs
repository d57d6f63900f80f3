//! Triggers.

use super::definition::Definition;
use super::normal::normal;
use super::object::{At, Ddl};
use super::quote::identifier;

/// When a trigger or rule fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Firing {
    /// In ordinary sessions: the default.
    Origin,
    /// In sessions that replicate.
    Replica,
    /// In all.
    Always,
    /// Never.
    Disabled,
}

/// A trigger.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Trigger {
    /// As `pg_get_triggerdef` writes it; `None` for a partition's trigger that its parent's
    /// makes, when it fires otherwise than that.
    pub definition: Option<String>,
    /// When it fires.
    pub firing: Firing,
}

impl Definition {
    /// Whether it is a partition's trigger that its parent's makes.
    pub(super) fn is_copy(&self) -> bool {
        matches!(self, Self::Trigger(trigger) if trigger.definition.is_none())
    }
}

impl Firing {
    /// Of the letter in the catalogue.
    pub fn of(letter: &str) -> Self {
        match letter {
            "R" => Self::Replica,
            "A" => Self::Always,
            "D" => Self::Disabled,
            _ => Self::Origin,
        }
    }

    /// As `ALTER TABLE` says it; `None` for the default.
    pub(crate) fn words(self) -> Option<&'static str> {
        match self {
            Self::Origin => None,
            Self::Replica => Some("ENABLE REPLICA"),
            Self::Always => Some("ENABLE ALWAYS"),
            Self::Disabled => Some("DISABLE"),
        }
    }
}

impl Ddl for Trigger {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let words = match (&self.definition, self.firing.words()) {
            (None, None) => Some("ENABLE"),
            (_, words) => words,
        };
        let firing = words.map(|words| {
            let trigger = identifier(&at.id().name);
            format!(
                "ALTER TABLE {} {words} TRIGGER {trigger}",
                at.id().relation()
            )
        });
        let create = self.definition.as_deref().map(normal);
        create.into_iter().chain(firing).collect()
    }
}
