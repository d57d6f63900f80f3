//! Rules, other than the one that makes a view.

use super::normal::normal;
use super::object::{At, Ddl};
use super::quote::identifier;
use super::trigger::Firing;

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rule {
    /// As `pg_get_ruledef` writes it, with its semicolon.
    pub definition: String,
    /// When it fires.
    pub firing: Firing,
}

impl Ddl for Rule {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let create = normal(self.definition.trim_end_matches(';'));
        let firing = (self.firing.words()).map(|words| {
            let rule = identifier(&at.id().name);
            format!("ALTER TABLE {} {words} RULE {rule}", at.id().relation())
        });
        [create].into_iter().chain(firing).collect()
    }
}
