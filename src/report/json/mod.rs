//! `--format json`: one envelope on stdout, whatever happened.
//!
//! ```json
//! {"schema_version":1,"command":"up","exit_status":0,
//!  "target":{"host":"…","database":"…","role":"…","ledger":"…"},
//!  "result":{…},"warnings":[…],"notices":[…],"error":null}
//! ```
//!
//! Every key is always there, in this order; what isn't known is `null` or `[]`.
//! `schema/outcome.schema.json` describes it, and every document that a test sees is held
//! against that. `result` is null exactly when `error` isn't. Kinds and states are kebab-case,
//! times RFC 3339 in UTC. New keys may come within one `schema_version`; a key
//! that goes or changes its meaning raises it.

mod envelope;
mod error;
mod lock_wait;
mod problem;
mod refusal;
mod warning;

#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod tests;

pub(super) use envelope::Envelope;
