//! `--role`: the role that our transactions become, whoever logged in.
//!
//! SET LOCAL in each transaction, so that nothing of it is left behind a pooler. Only a
//! non-transactional section, which has no transaction, sets it for its session, and DISCARD
//! ALL ends that.

use super::quote::identifier;

/// The SETs of a role; empty texts without one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AssumedRole {
    name: Option<String>,
    local: String,
}

impl AssumedRole {
    /// The SETs of `name`.
    pub(super) fn new(name: Option<&str>) -> Self {
        Self {
            name: name.map(str::to_owned),
            local: name.map_or_else(String::new, |name| {
                format!("set local role {};", identifier(name))
            }),
        }
    }

    /// The role's name.
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Becomes the role until the transaction ends; ends with a semicolon. Takes no snapshot.
    pub(super) fn local(&self) -> &str {
        &self.local
    }

    /// Becomes the role until the session is discarded; ends with a semicolon.
    pub(super) fn session(&self) -> String {
        self.name.as_ref().map_or_else(String::new, |name| {
            format!("set role {};", identifier(name))
        })
    }
}

/// What an administrator would run so that `login` may become `role`, for people to read.
#[must_use]
pub fn grant_for_admin(role: &str, login: &str) -> String {
    format!("grant {} to {}", identifier(role), identifier(login))
}
