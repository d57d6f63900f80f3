//! The only room that knows tokio-postgres: connecting, ledger, lock, running a
//! step, copying, catalogue queries, translating server errors.
//!
//! SQL of our own stands here and nowhere else. Every message uses the simple
//! protocol, so that it works through any pooler; names are qualified or looked
//! up under `search_path = pg_catalog, pg_temp`, so that nothing captures them.

mod activity;
mod answer;
mod cancel;
mod connect;
mod copy;
mod corrections;
mod create_database;
mod drop_database;
mod error;
mod existing;
mod fitness;
mod guard;
mod holder;
mod inspection;
mod interrupt;
mod lease;
mod ledger;
mod ledger_table;
mod link;
mod lock;
mod log;
mod look;
mod loose;
mod maintenance;
mod messages;
mod network;
mod notice;
mod password;
mod pipeline;
mod probe;
mod progress;
mod protection;
mod quote;
mod retry;
mod role;
mod rows;
mod script;
mod session;
mod settle;
mod settlement;
mod step_end;
mod subject;
mod survey;
mod survey_sql;
mod tally;
mod tls;
mod told;
mod transaction;
mod unreached;
mod watcher;

pub use activity::WaitedOut;
pub use answer::await_answer;
pub use connect::connect;
pub use corrections::{Corrected, CorrectionsOf, write_corrections};
pub use create_database::{Created, create_database, is_missing_database};
pub use drop_database::{Dropped, drop_database};
pub use error::Error;
pub use existing::has_older_relations;
pub use guard::Guard;
pub use holder::read_holder;
pub use interrupt::Interrupt;
pub use lease::{Lease, ServerClock};
pub use ledger::{Prepared, columns_for_owner, prepare_ledger, stamp, table_for_owner};
pub use ledger_table::{Columns, LedgerTable};
pub use lock::{LockKey, is_lock_free};
pub use log::log_for_owner;
pub use loose::{Loose, LooseEnd, clear_way, run_loose};
pub use progress::progress_for_owner;
pub use protection::{
    database_sql, read_any_protection, read_protection, settings_for_owner, write_protection,
};
pub use retry::{Backoff, Tries};
pub use role::grant_for_admin;
pub use script::read_scripts;
pub use session::{Attributed, Session, Watch};
pub use settle::{Doubt, Settled, settle};
pub use step_end::{Begun, StepEnd};
pub use subject::Subject;
pub use survey::{Facts, Progress, Survey, SurveyError, SurveyOf, read_survey};
pub use survey_sql::Detail;
pub use tls::TlsError;
pub use transaction::{Assumption, Ending, Transaction, run_transaction, wants_guard};
pub use unreached::{ConnectError, Unreached};
pub use watcher::Watcher;
