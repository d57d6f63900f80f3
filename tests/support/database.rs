//! A fresh database, dropped when its test succeeds and kept for a look when it panics.

use std::thread;

use super::server::Server;
use super::session::Session;

/// A database of the test's own.
#[derive(Debug)]
pub(crate) struct Database {
    server: Server,
    name: String,
}

impl Database {
    /// Makes an empty one with a name that no other has.
    pub(crate) fn create(server: &Server) -> Self {
        Self::like(server, "template0")
    }

    /// Makes another one that holds the same, while nobody is connected to this one.
    pub(crate) fn copy(&self) -> Self {
        Self::like(&self.server, &self.name)
    }

    fn like(server: &Server, template: &str) -> Self {
        let name = format!("test_{}", &uuid::Uuid::new_v4().simple().to_string()[..12]);
        // File by file, the only way before 15: half the work of page by page, and no WAL; what
        // backends have kept of the template's catalogue comes along.
        let strategy = match server.major {
            ..15 => "",
            15.. => "strategy file_copy",
        };
        server.query(&format!(
            "create database {name} template {template} {strategy}"
        ));
        Self {
            server: server.clone(),
            name,
        }
    }

    /// Its name: lower-case letters, digits and underscores.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The server it is on.
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// Its URL, as the superuser.
    pub(crate) fn url(&self) -> String {
        self.server.url(&self.name)
    }

    /// Its URL, as a role that needs no password.
    pub(crate) fn url_as(&self, role: &str) -> String {
        self.server.url_as(role, &self.name)
    }

    /// A connection that stays open.
    #[track_caller]
    pub(crate) fn session(&self) -> Session {
        Session::open(&self.url())
    }

    /// What the statements give; see [`Session::query`].
    #[track_caller]
    pub(crate) fn query(&self, sql: &str) -> String {
        self.session().query(sql)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if thread::panicking() {
            let major = self.server.major;
            eprintln!("database kept: scripts/test-psql {major} {}", self.name);
            return;
        }
        self.server.query(&format!(
            "drop database if exists {} with (force)",
            self.name
        ));
    }
}
