//! What a connection string, a service file, libpq's variables and its other files mean together,
//! and that no error about them shows a password. No server is needed: see `tests/password.rs`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot prepare its case fails"
)]

mod direct;
mod files;
mod foreign;
mod libpq;
mod misplaced;
mod redaction;
mod strings;
mod tls;
mod world;
