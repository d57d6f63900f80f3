//! Why a connection couldn't be encrypted as asked: what was wrong, and the cure.

use std::error::Error as StdError;
use std::io;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use rustls::{AlertDescription, CertificateError, Error as RustlsError};

/// Why a connection couldn't be encrypted as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// The server answered that it doesn't speak TLS.
    #[error("the server does not offer TLS")]
    NotOffered,
    /// The certificate is made out to others.
    #[error("the server's certificate is for {}, not for {asked}", named(.names))]
    WrongName {
        /// The host as we call it.
        asked: String,
        /// The names and addresses in the certificate; none is odd, but may be.
        names: Vec<String>,
    },
    /// The certificate's time is over.
    #[error("the server's certificate expired on {}", .0.format(DATE))]
    Expired(DateTime<Utc>),
    /// The certificate's time is still to come.
    #[error("the server's certificate is not valid before {}", .0.format(DATE))]
    NotYetValid(DateTime<Utc>),
    /// None of those we trust vouches for the certificate.
    #[error(
        "the server's certificate, issued by {issuer}, comes from nobody who is trusted by {roots}"
    )]
    UnknownIssuer {
        /// The issuer's distinguished name.
        issuer: String,
        /// Where the trusted certificates are from.
        roots: String,
    },
    /// The certificate signs itself and isn't trusted.
    #[error("the server's certificate is signed by itself ({subject}) and not among {roots}")]
    SelfSigned {
        /// Its own distinguished name.
        subject: String,
        /// Where the trusted certificates are from.
        roots: String,
    },
    /// The certificate has the first version's form, without what is needed to check it.
    #[error("the server's certificate has the old form X.509 version 1, which cannot be verified")]
    Version1,
    /// The certificate is refused for another reason.
    #[error("the server's certificate is not acceptable: {0}")]
    BadCertificate(String),
    /// Verification is asked for, and nobody is trusted.
    #[error("nothing says which certificates to trust")]
    NoRoots,
    /// The system's trusted certificates can't be found.
    #[error("this system has no trusted certificates that could be read{0}")]
    NoSystemRoots(String),
    /// A file holds something else than it should.
    #[error("{}: {reason}", path.display())]
    BadFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// What to do.
        cure: &'static str,
    },
    /// The server wants a certificate of ours.
    #[error("the server asks for a client certificate, and none is given")]
    ClientCertificateWanted,
    /// The server doesn't take our certificate.
    #[error("the server refused our client certificate: {0}")]
    ClientCertificateRefused(String),
    /// The connection ended where servers look at a client certificate; the reason that they
    /// send may get lost.
    #[error("the server ended the connection right after the TLS handshake")]
    EndedAfterHandshake,
    /// The server doesn't know TLS from the first byte on.
    #[error("the server does not begin with TLS, as `sslnegotiation=direct` asks: {0}")]
    NotDirect(String),
    /// Channel binding is asked for, and the login went without.
    #[error(
        "the server did not prove by channel binding that it is the one at the other end of the \
         TLS connection"
    )]
    Unbound,
    /// The handshake failed.
    #[error("the TLS handshake failed: {0}")]
    Handshake(String),
}

const DATE: &str = "%Y-%m-%d %H:%M:%S UTC";

fn named(names: &[String]) -> String {
    match names {
        [] => "no name at all".to_owned(),
        names => names.join(", "),
    }
}

impl TlsError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NotOffered => {
                "turn TLS on at the server (`ssl = on`), or check host and port; `sslmode=disable` \
                 goes without encryption"
            }
            Self::WrongName { .. } => {
                "connect by a name that is in the certificate, or have the server's name put into \
                 it; `sslmode=verify-ca` checks who issued it and no names"
            }
            Self::Expired(_) => {
                "renew the server's certificate; if it was renewed already, the server has not been \
                 reloaded since"
            }
            Self::NotYetValid(_) => "check the clocks of this machine and of the server",
            Self::UnknownIssuer { .. } => {
                "get the certificate of whoever issued it (providers of managed databases offer it \
                 for download) and name its file: `sslrootcert=FILE`"
            }
            Self::SelfSigned { .. } => {
                "copy the server's certificate here, over a channel that you trust, and name the \
                 file: `sslrootcert=FILE`"
            }
            Self::Version1 => {
                "issue it anew with the server's name in it: `openssl x509 -req …` with an \
                 `-extfile` that says `subjectAltName=DNS:host.example`"
            }
            Self::BadCertificate(_) => {
                "issue the server's certificate anew; the server's log and `openssl s_client \
                 -starttls postgres` show more"
            }
            Self::NoRoots => {
                "name the certificate of whoever issued the server's: `sslrootcert=FILE`, or \
                 `sslrootcert=system` for those that this system trusts"
            }
            Self::NoSystemRoots(_) => {
                "install them (the package is often called ca-certificates), or name a file: \
                 `sslrootcert=FILE`"
            }
            Self::BadFile { cure, .. } => cure,
            Self::ClientCertificateWanted => {
                "name a certificate that the server knows, and its key: `sslcert=FILE` and \
                 `sslkey=FILE`, or put them into ~/.postgresql as postgresql.crt and postgresql.key"
            }
            Self::ClientCertificateRefused(_) => {
                "see which issuers the server trusts (its `ssl_ca_file`), and name a certificate of \
                 one of them: `sslcert=FILE` and `sslkey=FILE`"
            }
            Self::EndedAfterHandshake => {
                "it may demand a client certificate (`sslcert=FILE` and `sslkey=FILE`), or not trust \
                 the one it was shown: its log says more"
            }
            Self::NotDirect(_) => {
                "`sslnegotiation=direct` is understood by PostgreSQL 17 and later: remove it"
            }
            Self::Unbound => {
                "`channel_binding=require` wants TLS and a password by scram-sha-256 in pg_hba.conf; \
                 `channel_binding=prefer` does without"
            }
            Self::Handshake(_) => {
                "the server's log says more; it may speak only versions of TLS below 1.2, or \
                 something that is not PostgreSQL's protocol"
            }
        }
        .to_owned()
    }

    /// Whether `sslmode=prefer` may go on without TLS: not when our own settings are at fault,
    /// nor after a handshake that succeeded.
    pub(super) fn lets_prefer_go_on(&self) -> bool {
        !matches!(
            self,
            Self::NoRoots
                | Self::NoSystemRoots(_)
                | Self::BadFile { .. }
                | Self::ClientCertificateWanted
                | Self::ClientCertificateRefused(_)
                | Self::EndedAfterHandshake
                | Self::Unbound
        )
    }

    /// What rustls says of a handshake, in our words.
    pub(super) fn of_rustls(error: &RustlsError) -> Self {
        match error {
            RustlsError::InvalidCertificate(CertificateError::Other(other)) => {
                match other.0.downcast_ref::<Self>() {
                    Some(ours) => ours.clone(),
                    None => Self::BadCertificate(other.0.to_string()),
                }
            }
            RustlsError::InvalidCertificate(reason) => Self::BadCertificate(reason.to_string()),
            RustlsError::AlertReceived(AlertDescription::CertificateRequired) => {
                Self::ClientCertificateWanted
            }
            RustlsError::AlertReceived(
                alert @ (AlertDescription::UnknownCA
                | AlertDescription::BadCertificate
                | AlertDescription::UnsupportedCertificate
                | AlertDescription::CertificateRevoked
                | AlertDescription::CertificateExpired
                | AlertDescription::CertificateUnknown),
            ) => Self::ClientCertificateRefused(format!("{alert:?}")),
            other => Self::Handshake(other.to_string()),
        }
    }

    /// What an error of a stream under TLS says of TLS, if anything: alerts come late.
    pub(super) fn of_io(error: &io::Error) -> Option<Self> {
        let inner = error.get_ref()?;
        inner.downcast_ref().map(Self::of_rustls)
    }

    /// What stands behind an error of connecting, if it is about TLS.
    pub(in crate::postgres) fn behind(error: &tokio_postgres::Error) -> Option<Self> {
        let mut source = error.source();
        while let Some(cause) = source {
            if let Some(ours) = cause.downcast_ref::<Self>() {
                return Some(ours.clone());
            }
            if let Some(found) = cause.downcast_ref().and_then(Self::of_io) {
                return Some(found);
            }
            source = cause.source();
        }
        match error.source()?.to_string().as_str() {
            NOT_OFFERED => Some(Self::NotOffered),
            UNBOUND => Some(Self::Unbound),
            _ => None,
        }
    }
}

/// tokio-postgres's words for an answer other than "yes" where TLS is required.
const NOT_OFFERED: &str = "server does not support TLS";
/// And for a login that skips what `channel_binding=require` asks for.
const UNBOUND: &str = "server did not use channel binding";
