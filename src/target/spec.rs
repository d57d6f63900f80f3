//! The target of a command: a server's address with how to log in, or a private server.

use std::path::PathBuf;
use std::time::Duration;

use super::TypedPassword;
use super::{ChannelBinding, Host, HostOrder, PasswordSource, SessionAttributes, Tcp, Tls};

/// What a command runs against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A server that somebody else runs.
    Server(Box<Target>),
    /// A private server that proj-migrate starts and stops.
    Embedded(Embedded),
}

/// The two kinds of private server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Embedded {
    /// `embedded:`: data kept in this folder.
    Kept(PathBuf),
    /// `embedded:scratch`: thrown away.
    Scratch,
}

/// A PostgreSQL server, the database in it and the role to log in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The hosts to try; never empty.
    pub hosts: Vec<Host>,
    /// In which order they are tried.
    pub host_order: HostOrder,
    /// Which of them will do.
    pub session: SessionAttributes,
    /// The role to log in as.
    pub user: String,
    /// Where its password comes from.
    pub password: PasswordSource,
    /// The password that was typed where no other was known.
    pub typed: TypedPassword,
    /// The database.
    pub database: String,
    /// `application_name` of every connection.
    pub application_name: String,
    /// Command-line options for the server's sessions, as libpq sends them.
    pub options: Option<String>,
    /// How long one host may take until it is ready for the first query; `None` means no limit.
    pub connect_timeout: Option<Duration>,
    /// How TCP notices a lost connection.
    pub tcp: Tcp,
    /// Whether and how TLS is used.
    pub tls: Tls,
    /// Whether the password's proof is bound to the TLS connection.
    pub channel_binding: ChannelBinding,
    /// The role that each of our transactions becomes, SET LOCAL; `None` stays the login.
    pub role: Option<String>,
    /// `search_path` of the URL, SET LOCAL in each of our transactions.
    pub search_path: Option<String>,
    /// The same database past its pooler, where one is named: for what needs a session.
    pub direct: Option<Box<Target>>,
    /// Who named this target, for messages: a flag, a variable, a file.
    pub source: TargetSource,
}

/// Who named the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetSource {
    /// `--url`, `--direct-url`.
    Flag,
    /// An environment variable, by name.
    Variable(String),
    /// A variable in an env file: its name and the file.
    EnvFile(String, PathBuf),
    /// libpq's `PG*` variables.
    Libpq,
    /// The tool itself: a private server.
    Private,
}
