//! Extended statistics.

use super::object::{At, Ddl};

/// Extended statistics of a table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Statistics {
    /// As `pg_get_statisticsobjdef` writes it.
    pub definition: String,
    /// The statistics target, where one was chosen.
    pub target: Option<i32>,
}

impl Ddl for Statistics {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let target = self
            .target
            .map(|target| format!("ALTER STATISTICS {} SET STATISTICS {target}", at.id().sql()));
        [super::normal::normal(&self.definition)]
            .into_iter()
            .chain(target)
            .collect()
    }
}
