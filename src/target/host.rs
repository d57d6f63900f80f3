//! One address of a server.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// Over the network.
    Tcp {
        /// A host name or IP address: what messages, password files and certificates go by.
        name: String,
        /// Where to find it without looking the name up: libpq's `hostaddr`.
        address: Option<IpAddr>,
        /// The port.
        port: u16,
    },
    /// A Unix socket.
    Socket {
        /// The folder that it lies in.
        folder: PathBuf,
        /// The port in its name.
        port: u16,
    },
}

impl Host {
    /// A name or address, and a port.
    pub fn tcp(name: impl Into<String>, port: u16) -> Self {
        Self::Tcp {
            name: name.into(),
            address: None,
            port,
        }
    }

    /// The folder of a Unix socket, and the port in the socket's name.
    pub fn socket(folder: impl Into<PathBuf>, port: u16) -> Self {
        Self::Socket {
            folder: folder.into(),
            port,
        }
    }

    /// The port.
    pub fn port(&self) -> u16 {
        match self {
            Self::Tcp { port, .. } | Self::Socket { port, .. } => *port,
        }
    }

    /// The socket's file, if it is one.
    pub fn socket_file(&self) -> Option<PathBuf> {
        match self {
            Self::Tcp { .. } => None,
            Self::Socket { folder, port } => Some(folder.join(format!(".s.PGSQL.{port}"))),
        }
    }

    /// Whether the address can only be this machine's: a Unix socket or loopback.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Socket { .. } => true,
            Self::Tcp { name, address, .. } => match address.or_else(|| name.parse().ok()) {
                Some(address) => address.is_loopback(),
                None => name == "localhost",
            },
        }
    }

    /// The name that password files know it by: a socket in a folder where systems put it is
    /// `localhost` there, as in libpq.
    pub(super) fn name_in_password_file(&self) -> String {
        match self {
            Self::Tcp { name, .. } => name.clone(),
            Self::Socket { folder, .. } if USUAL_FOLDERS.iter().any(|f| folder == Path::new(f)) => {
                "localhost".to_owned()
            }
            Self::Socket { folder, .. } => folder.display().to_string(),
        }
    }
}

/// Debian's and Fedora's builds have the first as libpq's default folder, others the second.
const USUAL_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp {
                name,
                address,
                port,
            } => {
                if name.contains(':') {
                    write!(f, "[{name}]:{port}")?;
                } else {
                    write!(f, "{name}:{port}")?;
                }
                match address {
                    Some(address) if address.to_string() != *name => write!(f, " ({address})"),
                    _ => Ok(()),
                }
            }
            Self::Socket { folder, port } => write!(f, "{} (port {port})", folder.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_decides_what_is_local_and_is_shown() {
        let addressed = |name: &str, address: &str| Host::Tcp {
            name: name.to_owned(),
            address: Some(address.parse().unwrap()),
            port: 5432,
        };
        for (host, is_local, shown) in [
            (Host::tcp("localhost", 5432), true, "localhost:5432"),
            (Host::tcp("127.0.0.2", 1), true, "127.0.0.2:1"),
            (Host::tcp("::1", 1), true, "[::1]:1"),
            (Host::tcp("db.example", 1), false, "db.example:1"),
            (
                addressed("localhost", "10.0.0.1"),
                false,
                "localhost:5432 (10.0.0.1)",
            ),
            (addressed("db", "127.0.0.1"), true, "db:5432 (127.0.0.1)"),
            (addressed("10.0.0.1", "10.0.0.1"), false, "10.0.0.1:5432"),
            (Host::socket("/run/pg", 5433), true, "/run/pg (port 5433)"),
        ] {
            assert_eq!(host.is_local(), is_local, "{shown}");
            assert_eq!(host.to_string(), shown);
        }
    }
}
