//! What an object is called, and how SQL writes that.

use super::kind::{Form, Kind};
use super::quote::{identifier, qualified};

/// The identity of an object within its database. Names are as in the catalogue, without
/// quotes. The order is that of a dump: section, schema, name, qualifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Id {
    /// What it is.
    pub kind: Kind,
    /// The schema; of a constraint, trigger, … that of its relation.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
    /// What else it takes to tell objects apart: arguments of functions and operators as SQL, the
    /// relation of a constraint, trigger, …, the access method of an operator class
    pub qualifier: Option<String>,
}

impl Id {
    /// An object that lies in no schema.
    pub fn global(kind: Kind, name: impl Into<String>) -> Self {
        Self {
            kind,
            schema: None,
            name: name.into(),
            qualifier: None,
        }
    }

    /// An object of a schema.
    pub fn in_schema(kind: Kind, schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            kind,
            schema: Some(schema.into()),
            name: name.into(),
            qualifier: None,
        }
    }

    /// The same with what tells it from others of its name.
    #[must_use]
    pub fn qualified_by(self, qualifier: impl Into<String>) -> Self {
        Self {
            qualifier: Some(qualifier.into()),
            ..self
        }
    }

    /// The name as SQL writes it, as in `COMMENT ON CONSTRAINT …`.
    pub fn sql(&self) -> String {
        let qualifier = self.qualifier.as_deref().unwrap_or_default();
        match self.kind.form() {
            Form::Global => identifier(&self.name),
            Form::Words => self.name.clone(),
            Form::InSchema => self.qualified(),
            Form::UsingMethod => format!("{} USING {}", self.qualified(), self.method()),
            Form::Operator => format!("{} ({qualifier})", self.operator()),
            Form::WithArguments => format!("{}({qualifier})", self.qualified()),
            Form::OnRelation => format!("{} ON {}", identifier(&self.name), self.relation()),
            Form::OnDomain => format!("{} ON DOMAIN {}", identifier(&self.name), self.relation()),
        }
    }

    /// `schema.name`, or the name alone where there is no schema.
    pub(crate) fn qualified(&self) -> String {
        match &self.schema {
            Some(schema) => qualified(schema, &self.name),
            None => identifier(&self.name),
        }
    }

    /// `schema.operator`: an operator's name is never quoted.
    pub(crate) fn operator(&self) -> String {
        let schema = self.schema.as_deref().unwrap_or_default();
        format!("{}.{}", identifier(schema), self.name)
    }

    /// The access method of an operator class or family, as SQL.
    pub(crate) fn method(&self) -> &str {
        self.qualifier.as_deref().unwrap_or_default()
    }

    /// `schema.relation` of what belongs to a relation.
    pub(crate) fn relation(&self) -> String {
        let relation = self.qualifier.as_deref().unwrap_or_default();
        match &self.schema {
            Some(schema) => qualified(schema, relation),
            None => identifier(relation),
        }
    }

    /// Words and name in one line, for headings and messages: `TABLE app.users`.
    pub fn title(&self) -> String {
        let title = format!("{} {}", self.kind.words(), self.sql());
        title.replace(|c: char| c.is_control(), "?")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_comments_want_them() {
        let on = |kind| Id::in_schema(kind, "app", "x y").qualified_by("T");
        for (id, expected) in [
            (Id::global(Kind::Schema, "order"), "SCHEMA \"order\""),
            (
                Id::in_schema(Kind::Table, "app", "a\nb"),
                "TABLE app.\"a?b\"",
            ),
            (
                Id::in_schema(Kind::Function, "app", "f").qualified_by("x integer"),
                "FUNCTION app.f(x integer)",
            ),
            (on(Kind::Trigger), "TRIGGER \"x y\" ON app.\"T\""),
            (
                on(Kind::DomainConstraint),
                "CONSTRAINT \"x y\" ON DOMAIN app.\"T\"",
            ),
        ] {
            assert_eq!(id.title(), expected);
        }
    }
}
