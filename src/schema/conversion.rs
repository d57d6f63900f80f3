//! Conversions between encodings.

use super::object::{At, Ddl};
use super::quote::literal;

/// A conversion.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Conversion {
    /// Whether it is the one that is used unasked.
    pub is_default: bool,
    /// The encodings' names.
    pub from: String,
    /// The encoding that it makes.
    pub to: String,
    /// The function's name as SQL.
    pub function: String,
}

impl Ddl for Conversion {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let is_default = if self.is_default { "DEFAULT " } else { "" };
        vec![format!(
            "CREATE {is_default}CONVERSION {} FOR {} TO {} FROM {}",
            at.id().sql(),
            literal(&self.from),
            literal(&self.to),
            self.function
        )]
    }
}
