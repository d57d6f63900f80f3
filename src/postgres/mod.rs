//! The only room that knows tokio-postgres: connecting, ledger, lock, running a
//! step, copying, catalogue queries, translating server errors.
//!
//! SQL of our own stands here and nowhere else. Every message uses the simple
//! protocol, so that it works through any pooler; names are qualified or looked
//! up under `search_path = pg_catalog, pg_temp`, so that nothing captures them.

mod activity;
mod ahead;
mod answer;
mod assumption;
mod backend_key;
mod cancel;
mod catalogue;
mod connect;
mod copy;
mod corrections;
mod create_database;
mod defaults;
mod drop_database;
mod error;
mod execution;
mod existing;
mod facts;
mod failed_try;
mod fitness;
mod guard;
mod holder;
mod inspection;
mod interrupt;
mod lease;
mod ledger;
mod ledger_lock;
mod ledger_table;
mod ledger_tail;
mod link;
mod load;
mod lock;
mod log;
mod look;
mod loose;
mod maintenance;
mod messages;
mod network;
mod nonce;
mod notice;
mod password;
mod pipeline;
mod places;
mod probe;
mod progress;
mod protection;
mod psql;
mod quote;
mod reply;
mod retry;
mod role;
mod rows;
mod script;
mod seed;
mod sending;
mod session;
mod session_settings;
mod settle;
mod settlement;
mod step_end;
mod subject;
mod survey;
mod survey_reply;
mod survey_sql;
mod table_data;
mod tally;
mod tls;
mod told;
mod transaction;
mod trial;
mod unreached;
mod watch;
mod watcher;
mod wording;
mod yielding;

pub use activity::WaitedOut;
pub use ahead::Ahead;
pub use answer::{answers_within, await_answer};
pub use assumption::Assumption;
pub use catalogue::{Read, read_schema};
pub use connect::connect;
pub use corrections::{Corrected, CorrectionsOf, write_corrections};
pub use create_database::{Created, create_database};
pub use defaults::read_odd_defaults;
pub use drop_database::{Dropped, drop_database};
pub use error::Error;
pub use execution::run_transaction;
pub use existing::has_older_relations;
pub use facts::{Facts, SurveyError};
pub use failed_try::read_failed_try;
pub use guard::Guard;
pub use holder::read_holder;
pub use interrupt::Interrupt;
pub use lease::{Lease, ServerClock};
pub use ledger::{Prepared, columns_for_owner, prepare_ledger, stamp, table_for_owner};
pub use ledger_lock::read_ledger_holder;
pub use ledger_table::{Columns, LedgerTable};
pub use ledger_tail::{ledger_tail, own_tables};
pub use load::{Contents, Load, Loaded, NotLoaded, Why, missing_extensions, run_load};
pub use lock::{LockKey, is_lock_free};
pub use log::log_for_owner;
pub use loose::{Lasting, Loose, LooseEnd, clear_way, run_loose};
pub use maintenance::is_missing_database;
pub use progress::progress_for_owner;
pub use protection::{
    database_sql, read_any_protection, read_protection, settings_for_owner, write_protection,
};
pub use psql::{Preparation, psql_frame, psql_head};
pub use retry::{Backoff, Tries};
pub use role::grant_for_admin;
pub use script::read_scripts;
pub use seed::{
    BadKey, CopyOf, CopyTarget, Hold, Merge, Merged, MovedSequence, Outside, ReadTables, STAGED,
    ScriptError, SeedBegun, SeedLedger, SeedRow, SeedRun, SeedTable, Staged, StagedRow,
    TransactionId, bad_key, count_rows, empty_tables, has_rows, move_sequences, outside_references,
    read_present, read_seed_ledger, read_shape, read_tables, record_seeds, seeds_for_owner,
};
pub use session::{Attributed, Session};
pub use settle::{Doubt, Settled, settle};
pub use step_end::{Begun, StepEnd};
pub use subject::Subject;
pub use survey::{Progress, Survey, SurveyOf, read_survey};
pub use survey_sql::Detail;
pub use table_data::read_table_data;
pub use tls::TlsError;
pub use transaction::{Next, Transaction, wants_guard};
pub use trial::{Trial, TrialEnd};
pub use unreached::{ConnectError, Unreached};
pub use watch::Watch;
pub use watcher::Watcher;
