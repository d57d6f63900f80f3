//! Where a connection's password comes from.

use std::sync::{Arc, OnceLock};

use super::{Host, PasswordFile, Secret};

/// The one source of passwords that settings decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordSource {
    /// The connection string, a service file or the environment says it.
    Given(Secret),
    /// A password file, in which each host may have its own; perhaps an empty one.
    File(PasswordFile),
    /// A shell command, asked for each connection anew, since what it prints may not be valid
    /// for long. It may itself hold a secret.
    Command(Secret),
}

impl Default for PasswordSource {
    fn default() -> Self {
        Self::File(PasswordFile::default())
    }
}

/// The password that a person typed, once one did. Clones share it, so that every later
/// connection of a run has it too.
#[derive(Debug, Clone, Default)]
pub struct TypedPassword(Arc<OnceLock<Secret>>);

impl TypedPassword {
    /// What was typed.
    pub fn get(&self) -> Option<&Secret> {
        self.0.get()
    }

    /// Keeps what was typed, unless something is kept already.
    pub fn keep(&self, password: Secret) {
        let _ = self.0.set(password);
    }
}

impl PartialEq for TypedPassword {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Eq for TypedPassword {}

impl PasswordSource {
    /// The password for this host, database and user, as far as it is known without asking
    /// anybody; never empty.
    pub fn known(&self, host: &Host, database: &str, user: &str) -> Option<&Secret> {
        match self {
            Self::Given(password) => Some(password),
            Self::File(file) => file.password(host, database, user),
            Self::Command(_) => None,
        }
    }
}
