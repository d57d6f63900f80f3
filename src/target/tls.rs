//! What a connection asks of TLS, as data: libpq's `ssl…` parameters after settings have looked
//! them up, with the files already read (manual, "SSL Support").

use std::fmt;
use std::path::PathBuf;

use super::Secret;

/// How connections are encrypted, and what is demanded of the server. Unix sockets never are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tls {
    /// How much is asked for.
    pub mode: TlsMode,
    /// Whom a server's certificate must come from.
    pub roots: TrustedRoots,
    /// What we show to a server that asks for a certificate.
    pub identity: Option<ClientIdentity>,
    /// Whether the server is told which name we called it by.
    pub server_name: ServerName,
    /// Who speaks first.
    pub negotiation: TlsNegotiation,
    /// The lowest version that is accepted, when one was named.
    pub min_version: Option<TlsVersion>,
    /// The highest version that is accepted, when one was named.
    pub max_version: Option<TlsVersion>,
}

/// libpq's `sslmode`, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum TlsMode {
    /// Never.
    Disable,
    /// Only if the server refuses a connection without.
    Allow,
    /// If the server offers it.
    #[default]
    Prefer,
    /// Always; the certificate is looked at only if there are roots, then as by `VerifyCa`.
    Require,
    /// Always, with a certificate that one of the roots vouches for.
    VerifyCa,
    /// The same, made out to the host's name.
    VerifyFull,
}

impl TlsMode {
    /// All modes, the weakest first.
    pub const ALL: [Self; 6] = [
        Self::Disable,
        Self::Allow,
        Self::Prefer,
        Self::Require,
        Self::VerifyCa,
        Self::VerifyFull,
    ];

    /// libpq's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }
}

/// Whom a server's certificate must come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TrustedRoots {
    /// Nobody was named, and there is no `~/.postgresql/root.crt`.
    #[default]
    None,
    /// Those that the system trusts: `sslrootcert=system`.
    System,
    /// Those of a file.
    File(PemFile),
}

/// A certificate of ours with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientIdentity {
    /// The certificate, perhaps with those between it and its root.
    pub certificate: PemFile,
    /// The file that the key was read from, for messages.
    pub key_path: PathBuf,
    /// The key's PEM text.
    pub key: Secret,
}

/// A PEM file as it was read; what is in it has not been looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct PemFile {
    /// Where it was, for messages.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for PemFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PemFile({:?})", self.path)
    }
}

/// libpq's `sslsni`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ServerName {
    /// The name is sent in the clear, if it isn't an address.
    #[default]
    Sent,
    /// It is kept back.
    Withheld,
}

/// libpq's `sslnegotiation`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TlsNegotiation {
    /// PostgreSQL is asked whether it speaks TLS.
    #[default]
    Postgres,
    /// TLS from the first byte, with the protocol named in it (servers from 17 on).
    Direct,
}

/// The versions of TLS that can be spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsVersion {
    /// 1.2
    V1_2,
    /// 1.3
    V1_3,
}

/// libpq's `channel_binding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChannelBinding {
    /// Never.
    Disable,
    /// If both sides can.
    #[default]
    Prefer,
    /// Always: the server must prove that it is the one at the other end of the TLS connection.
    Require,
}
