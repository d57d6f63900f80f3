//! Views and materialized views.

use super::normal::normal;
use super::object::{At, Ddl};
use super::options::with_options;
use super::quote::identifier;

/// A view.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct View {
    /// As `pg_get_viewdef` writes it, with its semicolon.
    pub query: String,
    /// `name=value`, in the order kept.
    pub options: Vec<String>,
    /// The columns.
    pub columns: Vec<ViewColumn>,
}

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ViewColumn {
    /// The name.
    pub name: String,
    /// The type as SQL.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The collation as SQL, where it isn't the type's.
    pub collation: Option<String>,
    /// The default as SQL.
    pub default: Option<String>,
}

/// A materialized view.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MaterializedView {
    /// As `pg_get_viewdef` writes it, with its semicolon.
    pub query: String,
    /// `name=value`, in the order kept.
    pub options: Vec<String>,
    /// The access method, where it isn't heap.
    pub access_method: Option<String>,
    /// The tablespace, where it isn't the database's.
    pub tablespace: Option<String>,
    /// What is to be said of its columns, as the end of `ALTER TABLE … ALTER COLUMN`.
    pub column_settings: Vec<String>,
}

impl View {
    /// The view and its defaults; `words` begin the statement.
    fn statements(&self, at: At<'_>, words: &str) -> Vec<String> {
        let create = format!(
            "{words} {}{} AS\n{}",
            at.id().sql(),
            with_options(&self.options),
            query(&self.query)
        );
        [create].into_iter().chain(self.defaults(at)).collect()
    }

    fn defaults(&self, at: At<'_>) -> impl Iterator<Item = String> {
        let name = at.id().sql();
        (self.columns.iter()).filter_map(move |column| {
            let default = column.default.as_ref()?;
            let column = identifier(&column.name);
            Some(format!(
                "ALTER VIEW {name} ALTER COLUMN {column} SET DEFAULT {default}"
            ))
        })
    }
}

impl Ddl for View {
    fn create(&self, at: At<'_>) -> Vec<String> {
        self.statements(at, "CREATE VIEW")
    }

    fn replace(&self, at: At<'_>) -> Vec<String> {
        self.statements(at, "CREATE OR REPLACE VIEW")
    }

    fn early(&self, at: At<'_>) -> Option<String> {
        let columns = self.columns.iter().map(|column| {
            let collation = (column.collation.as_ref())
                .map_or_else(String::new, |collation| format!(" COLLATE {collation}"));
            format!(
                "\n    NULL::{}{collation} AS {}",
                column.type_name,
                identifier(&column.name)
            )
        });
        let columns: Vec<_> = columns.collect();
        Some(format!(
            "CREATE VIEW {} AS\n SELECT{}",
            at.id().sql(),
            columns.join(",")
        ))
    }
}

impl Ddl for MaterializedView {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let name = at.id().sql();
        let mut sql = format!("CREATE MATERIALIZED VIEW {name}");
        if let Some(method) = &self.access_method {
            sql.push_str(&format!(" USING {}", identifier(method)));
        }
        sql.push_str(&with_options(&self.options));
        if let Some(tablespace) = &self.tablespace {
            sql.push_str(&format!(" TABLESPACE {}", identifier(tablespace)));
        }
        sql.push_str(&format!(" AS\n{}\n  WITH NO DATA", query(&self.query)));
        let settings = self.column_settings.iter();
        let settings =
            settings.map(|setting| format!("ALTER TABLE ONLY {name} ALTER COLUMN {setting}"));
        [sql].into_iter().chain(settings).collect()
    }
}

/// The query without its semicolon.
fn query(definition: &str) -> String {
    normal(definition.trim_end_matches(';'))
}
