//! Casts and transforms: what is known by types instead of a name.

use super::object::{At, Ddl};

/// A cast.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Cast {
    /// `WITH FUNCTION …`, `WITHOUT FUNCTION`, `WITH INOUT`.
    pub method: String,
    /// `AS ASSIGNMENT`, `AS IMPLICIT`; `None` when only asked for.
    pub context: Option<String>,
}

/// A transform.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Transform {
    /// The function that makes the language's values, with its arguments, as SQL.
    pub from_sql: Option<String>,
    /// The one that makes SQL's.
    pub to_sql: Option<String>,
}

impl Ddl for Cast {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let mut sql = format!("CREATE CAST {} {}", at.id().sql(), self.method);
        if let Some(context) = &self.context {
            sql.push(' ');
            sql.push_str(context);
        }
        vec![sql]
    }
}

impl Ddl for Transform {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let functions: Vec<String> = [("FROM", &self.from_sql), ("TO", &self.to_sql)]
            .into_iter()
            .filter_map(|(way, function)| {
                let function = function.as_ref()?;
                Some(format!("{way} SQL WITH FUNCTION {function}"))
            })
            .collect();
        vec![format!(
            "CREATE TRANSFORM {} ({})",
            at.id().sql(),
            functions.join(", ")
        )]
    }
}
