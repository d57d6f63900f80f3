//! The target of a command: a server's address with how to log in, or a private server.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::Secret;

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
    /// The hosts to try in order; never empty.
    pub hosts: Vec<Host>,
    /// The role to log in as.
    pub user: String,
    /// The password, when one was given.
    pub password: Option<Secret>,
    /// The database.
    pub database: String,
    /// `application_name` of every connection.
    pub application_name: String,
    /// How long one connection attempt may take; `None` means no limit.
    pub connect_timeout: Option<Duration>,
    /// Whether TLS is used. The seam for issue 4's verification settings.
    pub tls: TlsMode,
    /// The role that each of our transactions becomes, SET LOCAL; `None` stays the login.
    pub role: Option<String>,
    /// `search_path` of the URL, SET LOCAL in each of our transactions.
    pub search_path: Option<String>,
    /// Who named this target, for messages: a flag, a variable, a file.
    pub source: TargetSource,
}

/// One address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// A host name or IP address, and a port.
    Tcp(String, u16),
    /// The folder of a Unix socket, and the port in the socket's name.
    Socket(PathBuf, u16),
}

impl Host {
    /// Whether the address can only be this machine's: a Unix socket or loopback.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Socket(..) => true,
            Self::Tcp(host, _) => {
                host == "localhost"
                    || host
                        .parse::<std::net::IpAddr>()
                        .is_ok_and(|ip| ip.is_loopback())
            }
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(host, port) if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp(host, port) => write!(f, "{host}:{port}"),
            Self::Socket(folder, port) => write!(f, "{} (port {port})", folder.display()),
        }
    }
}

/// libpq's `sslmode`, as far as it is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TlsMode {
    /// Never.
    Disable,
    /// If the server offers it. Without a TLS library built in this means plain text.
    #[default]
    Prefer,
}

/// Who named the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetSource {
    /// `--url`.
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
