//! Policies of row security.

use super::normal::normal;
use super::object::{At, Ddl};

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Policy {
    /// Whether it permits; a restrictive one takes away.
    pub is_permissive: bool,
    /// `ALL`, `SELECT`, …
    pub command: String,
    /// Roles as SQL; `PUBLIC` stands for everybody.
    pub roles: Vec<String>,
    /// USING, as SQL.
    pub using: Option<String>,
    /// WITH CHECK, as SQL.
    pub check: Option<String>,
}

impl Ddl for Policy {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let mut sql = format!("CREATE POLICY {}", at.id().sql());
        if !self.is_permissive {
            sql.push_str(" AS RESTRICTIVE");
        }
        if self.command != "ALL" {
            sql.push_str(&format!(" FOR {}", self.command));
        }
        if self.roles != ["PUBLIC"] {
            sql.push_str(&format!(" TO {}", self.roles.join(", ")));
        }
        if let Some(using) = &self.using {
            sql.push_str(&format!(" USING ({})", normal(using)));
        }
        if let Some(check) = &self.check {
            sql.push_str(&format!(" WITH CHECK ({})", normal(check)));
        }
        vec![sql]
    }
}
