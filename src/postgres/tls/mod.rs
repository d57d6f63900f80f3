//! TLS as libpq means it: what `sslmode` asks of a server's certificate, the handshake, and why
//! it failed.
//!
//! The protocol and the chain of certificates are rustls's; names, trust in one very certificate
//! and the errors are ours, because libpq's rules differ (manual, "SSL Support"). Files were read
//! by settings; nothing here is loaded before a server is about to be asked for TLS.

mod certificate;
mod connector;
mod error;
mod identity;
mod names;
mod order;
mod roots;
mod stream;
mod verifier;

pub(super) use connector::Connector;
pub use error::TlsError;
pub(super) use order::{Ask, in_order};
