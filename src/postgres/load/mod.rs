//! Loading a schema file: its statements, pipelined, in one transaction or in several, each
//! under the lock that runs share.
//!
//! Nothing is held between two transactions: what the file has set is set again in the next
//! one, so that it works through any pooler. A transaction counts as committed only when
//! every reply, COMMIT's included, was free of errors.

mod contents;
mod end;
mod extensions;
mod set_again;
mod transaction;
mod unknown;

use std::time::Instant;

pub use contents::Contents;
pub use end::{NotLoaded, Why};
pub use extensions::missing_extensions;

use super::interrupt::Interrupt;
use super::session::Session;
use super::watch::Watch;
use crate::migration::Script;
use crate::outcome::Beats;
use crate::plan::Onto;
use crate::target::Timeouts;
use set_again::SetAgain;
use transaction::{More, Walk};

/// What is to be loaded, and where.
pub struct Load<'a> {
    /// The schema file.
    pub script: &'a Script,
    /// Schema and name of the ledger that there is, or would be.
    pub ledger: (&'a str, &'a str),
    /// What may be there already.
    pub onto: Onto,
    /// The waiting times.
    pub timeouts: &'a Timeouts,
    /// The URL's search path.
    pub search_path: Option<&'a str>,
}

/// A file that was loaded to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// In how many transactions.
    pub transactions: usize,
}

/// Loads the file.
///
/// # Errors
/// [`NotLoaded`]; the transaction at work is rolled back, those before it are committed.
pub async fn run_load(
    session: &Session,
    load: &Load<'_>,
    watch: Watch<'_>,
) -> Result<Loaded, NotLoaded> {
    let mut walk = Walk {
        session,
        load,
        watch,
        statements: load.script.statements(),
        next: None,
        set_again: SetAgain::default(),
        taken: 0,
        since: Instant::now(),
        beats: Beats::default(),
    };
    let (mut committed, mut transactions) = (0, 0);
    loop {
        match walk.run_one(transactions).await {
            Ok(more) => {
                transactions += 1;
                committed = walk.taken - usize::from(walk.next.is_some());
                if more == More::Nothing {
                    return Ok(Loaded { transactions });
                }
            }
            Err(why) => {
                if !session.is_closed() {
                    // The error is what counts; a connection that is lost now is rolled back anyway.
                    let calm = Interrupt::default();
                    let _ = session.execute("rollback", watch.heeding(&calm)).await;
                }
                return Err(NotLoaded { committed, why });
            }
        }
    }
}
