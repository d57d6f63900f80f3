//! Access methods of tables and indexes.

use super::object::{At, Ddl};

/// An access method.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AccessMethod {
    /// `TABLE` or `INDEX`.
    pub of: String,
    /// The handler's name as SQL.
    pub handler: String,
}

impl Ddl for AccessMethod {
    fn create(&self, at: At<'_>) -> Vec<String> {
        vec![format!(
            "CREATE ACCESS METHOD {} TYPE {} HANDLER {}",
            at.id().sql(),
            self.of,
            self.handler
        )]
    }
}
