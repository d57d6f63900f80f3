//! Collations.

use super::object::{At, Ddl};
use super::quote::literal;

/// A collation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Collation {
    /// `libc`, `icu`, `builtin`.
    pub provider: String,
    /// The locale, where one name says all.
    pub locale: Option<String>,
    /// LC_COLLATE, where it differs from LC_CTYPE.
    pub lc_collate: Option<String>,
    /// LC_CTYPE, where it differs from LC_COLLATE.
    pub lc_ctype: Option<String>,
    /// Rules beside the locale's (ICU).
    pub rules: Option<String>,
    /// Whether only equal bytes are equal.
    pub deterministic: bool,
}

impl Ddl for Collation {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let mut options = vec![format!("provider = {}", self.provider)];
        if !self.deterministic {
            options.push("deterministic = false".to_owned());
        }
        for (name, value) in [
            ("locale", &self.locale),
            ("lc_collate", &self.lc_collate),
            ("lc_ctype", &self.lc_ctype),
            ("rules", &self.rules),
        ] {
            if let Some(value) = value {
                options.push(format!("{name} = {}", literal(value)));
            }
        }
        vec![format!(
            "CREATE COLLATION {} ({})",
            at.id().sql(),
            options.join(", ")
        )]
    }
}
