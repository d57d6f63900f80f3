//! Where and how to connect, as data; secrets in a redacting type. Pure: what
//! the environment, files and arguments said has already been merged into it.

mod attempt;
mod host;
mod ledger_name;
mod password;
mod password_file;
mod secret;
mod server_search;
mod server_wait;
mod spec;
mod timeouts;
mod tls;

pub use attempt::{HostOrder, Keepalives, SessionAttributes, Tcp};
pub use host::Host;
pub use ledger_name::{LedgerName, ParseLedgerNameError};
pub use password::{PasswordSource, TypedPassword};
pub use password_file::PasswordFile;
pub use secret::Secret;
pub use server_search::ServerSearch;
pub use server_wait::ServerWait;
pub use spec::{Embedded, Endpoint, Target, TargetSource};
pub use timeouts::{LockRetry, Timeouts};
pub use tls::{ChannelBinding, ClientIdentity, PemFile, ServerName, Tls, TlsMode, TlsNegotiation};
pub use tls::{TlsVersion, TrustedRoots};
