//! Publications and subscriptions.

use super::object::{At, Ddl};
use super::quote::{identifier, literal};

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Publication {
    /// Whether it has all tables.
    pub all_tables: bool,
    /// What stands behind WITH, as SQL.
    pub options: Vec<String>,
    /// Its schemas.
    pub schemas: Vec<String>,
    /// Its tables with their columns and conditions, as SQL.
    pub tables: Vec<String>,
}

/// A subscription. Where it connects to belongs to one environment and holds secrets: it is no
/// part of a schema.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Subscription {
    /// The publications' names.
    pub publications: Vec<String>,
    /// The replication slot's name.
    pub slot: Option<String>,
    /// What else stands behind WITH, as SQL.
    pub options: Vec<String>,
}

impl Ddl for Publication {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let name = at.id().sql();
        let all = if self.all_tables {
            " FOR ALL TABLES"
        } else {
            ""
        };
        let create = format!(
            "CREATE PUBLICATION {name}{all} WITH ({})",
            self.options.join(", ")
        );
        let schemas = (self.schemas.iter()).map(|schema| {
            let schema = identifier(schema);
            format!("ALTER PUBLICATION {name} ADD TABLES IN SCHEMA {schema}")
        });
        let tables = (self.tables.iter())
            .map(|table| format!("ALTER PUBLICATION {name} ADD TABLE ONLY {table}"));
        [create].into_iter().chain(schemas).chain(tables).collect()
    }
}

impl Ddl for Subscription {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let slot = match &self.slot {
            Some(slot) => literal(slot),
            None => "NONE".to_owned(),
        };
        let publications: Vec<String> = (self.publications.iter())
            .map(|publication| identifier(publication))
            .collect();
        let options = ["connect = false".to_owned(), format!("slot_name = {slot}")];
        let options: Vec<String> = options.into_iter().chain(self.options.clone()).collect();
        vec![format!(
            "CREATE SUBSCRIPTION {} CONNECTION '' PUBLICATION {} WITH ({})",
            at.id().sql(),
            publications.join(", "),
            options.join(", ")
        )]
    }
}
