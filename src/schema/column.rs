//! Columns of tables.

use super::id::Id;
use super::normal::normal;
use super::options::{option, parenthesised};
use super::quote::{identifier, literal};
use super::sequence::Sequence;

/// A column.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Column {
    /// The name.
    pub name: String,
    /// The type as SQL.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The collation as SQL, where it isn't the type's.
    pub collation: Option<String>,
    /// Whether NULL is refused.
    pub not_null: bool,
    /// The default, or the expression of a generated column, as SQL.
    pub default: Option<String>,
    /// Whether it is generated, and where its values live.
    pub generated: Option<Generated>,
    /// The identity column's sequence; `None` in a partition, whose parent has it.
    pub identity: Option<Box<Identity>>,
    /// STORAGE, where it isn't the type's.
    pub storage: Option<String>,
    /// COMPRESSION, where one was chosen.
    pub compression: Option<String>,
    /// The statistics target, where one was chosen.
    pub statistics: Option<i32>,
    /// `name=value`, in the order kept.
    pub options: Vec<String>,
    /// Options for the foreign data wrapper, `name=value`.
    pub foreign_options: Vec<String>,
    /// Whether it was declared here, and not only inherited.
    pub is_local: bool,
    /// Whether the default waits for something that needs the table.
    #[serde(skip)]
    pub waits: bool,
}

/// The kinds of generated columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Generated {
    /// STORED
    Stored,
    /// VIRTUAL
    Virtual,
}

/// An identity column's sequence.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Identity {
    /// Whether `GENERATED ALWAYS`; `BY DEFAULT` otherwise.
    pub always: bool,
    /// The sequence's name.
    pub name: Id,
    /// Its options.
    pub sequence: Sequence,
}

/// How NOT NULL is written for a column.
pub(super) enum NotNull {
    /// Not at all.
    Absent,
    /// `NOT NULL`, or a clause with a name.
    Clause(String),
}

impl Column {
    /// Puts the default off until after the table; `false` where that can't be.
    pub(super) fn put_default_off(&mut self) -> bool {
        self.waits = self.generated.is_none() && self.default.is_some();
        self.waits
    }

    /// The line of `CREATE TABLE`; `type_words` stand behind the name.
    pub(super) fn line(
        &self,
        type_words: &str,
        default: Option<&str>,
        not_null: &NotNull,
    ) -> String {
        let mut line = format!("{} {type_words}", identifier(&self.name));
        if !self.foreign_options.is_empty() {
            line.push_str(&format!(
                " OPTIONS ({})",
                foreign_options(&self.foreign_options)
            ));
        }
        if let (Some(collation), false) = (&self.collation, type_words == "WITH OPTIONS") {
            line.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(default) = default {
            line.push(' ');
            line.push_str(&self.value(default));
        }
        if let Some(identity) = &self.identity {
            line.push(' ');
            line.push_str(&identity.sql());
        }
        if let NotNull::Clause(clause) = not_null {
            line.push(' ');
            line.push_str(clause);
        }
        line
    }

    fn value(&self, default: &str) -> String {
        let default = normal(default);
        match self.generated {
            None => format!("DEFAULT {default}"),
            Some(Generated::Stored) => format!("GENERATED ALWAYS AS ({default}) STORED"),
            Some(Generated::Virtual) => format!("GENERATED ALWAYS AS ({default}) VIRTUAL"),
        }
    }

    /// What is said of it in statements of their own: the ends of `ALTER COLUMN`.
    pub fn settings(&self) -> Vec<String> {
        let name = identifier(&self.name);
        let mut settings = Vec::new();
        if let Some(storage) = &self.storage {
            settings.push(format!("{name} SET STORAGE {storage}"));
        }
        if let Some(compression) = &self.compression {
            settings.push(format!("{name} SET COMPRESSION {compression}"));
        }
        if let Some(target) = self.statistics {
            settings.push(format!("{name} SET STATISTICS {target}"));
        }
        if !self.options.is_empty() {
            let options = parenthesised(
                &(self.options.iter())
                    .map(|text| option(text))
                    .collect::<Vec<_>>(),
            );
            settings.push(format!("{name} SET {options}"));
        }
        settings
    }
}

impl Identity {
    fn sql(&self) -> String {
        let when = if self.always { "ALWAYS" } else { "BY DEFAULT" };
        format!(
            "GENERATED {when} AS IDENTITY (SEQUENCE NAME {}{})",
            self.name.sql(),
            self.sequence.options()
        )
    }
}

/// `name=value` as the options of foreign data wrappers are written.
pub(super) fn foreign_options(options: &[String]) -> String {
    let options: Vec<_> = (options.iter())
        .map(|text| {
            let (name, value) = text.split_once('=').unwrap_or((text, ""));
            format!("{} {}", identifier(name), literal(value))
        })
        .collect();
    options.join(", ")
}
