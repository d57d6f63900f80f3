//! Operator classes and families.

use super::object::{At, Ddl};

/// An operator family.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OperatorFamily {
    /// What belongs to it and to none of its classes: `OPERATOR 1 …`, `FUNCTION 1 …`.
    pub loose: Vec<String>,
}

/// An operator class.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OperatorClass {
    /// Whether it is its type's default.
    pub is_default: bool,
    /// The type as SQL.
    pub of_type: String,
    /// The family's name as SQL.
    pub family: String,
    /// The type that is stored, where it is another one.
    pub storage: Option<String>,
    /// `OPERATOR 1 …`, `FUNCTION 1 …`
    pub members: Vec<String>,
}

impl Ddl for OperatorFamily {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let name = at.id().sql();
        let loose = (!self.loose.is_empty()).then(|| {
            format!(
                "ALTER OPERATOR FAMILY {name} ADD\n    {}",
                self.loose.join(",\n    ")
            )
        });
        [format!("CREATE OPERATOR FAMILY {name}")]
            .into_iter()
            .chain(loose)
            .collect()
    }
}

impl Ddl for OperatorClass {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let is_default = if self.is_default { " DEFAULT" } else { "" };
        let id = at.id();
        let method = id.method();
        let storage = self.storage.iter().map(|kind| format!("STORAGE {kind}"));
        let members: Vec<String> = storage.chain(self.members.iter().cloned()).collect();
        // A class without members is said to store what it is of anyway.
        let members = match members.is_empty() {
            true => vec![format!("STORAGE {}", self.of_type)],
            false => members,
        };
        vec![format!(
            "CREATE OPERATOR CLASS {}{is_default}\n    FOR TYPE {} USING {method} FAMILY {} AS\n    {}",
            id.qualified(),
            self.of_type,
            self.family,
            members.join(",\n    ")
        )]
    }
}
