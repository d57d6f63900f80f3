//! Where and how to connect, as data; secrets in a redacting type. Pure: what
//! the environment, files and arguments said has already been merged into it.

mod ledger_name;
mod secret;
mod server_search;
mod spec;
mod timeouts;

pub use ledger_name::{LedgerName, ParseLedgerNameError};
pub use secret::Secret;
pub use server_search::ServerSearch;
pub use spec::{Embedded, Endpoint, Host, Target, TargetSource, TlsMode};
pub use timeouts::Timeouts;
