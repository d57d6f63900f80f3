//! A role of a test's own, dropped with it.

use std::thread;

use super::server::Server;

/// A role that may log in and owns nothing but what the test gives it. Make it before the project:
/// what is made later is dropped first, and only a role without objects can be dropped.
#[derive(Debug)]
pub(crate) struct Role {
    server: Server,
    name: String,
}

impl Role {
    /// Makes one with a name that no other has.
    pub(crate) fn create(server: &Server) -> Self {
        let name = format!("role_{}", &uuid::Uuid::new_v4().simple().to_string()[..12]);
        server.query(&format!("create role {name} login"));
        Self {
            server: server.clone(),
            name,
        }
    }

    /// Its name: lower-case letters, digits and underscores.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Gives it a default, as `statement_timeout = '1s'`.
    pub(crate) fn set(&self, setting: &str) {
        let alter = format!("alter role {} set {setting}", self.name);
        self.server.query(&alter);
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.server.query(&format!("drop role {}", self.name));
        }
    }
}
