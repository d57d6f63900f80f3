//! What commands return and emit: events while they run, an outcome or a failure
//! at the end, and the exit status each means. Data only: `report/` draws it, as
//! text or JSON.

mod aftermath;
mod beat;
mod blocker;
mod cure;
mod encryption;
mod event;
mod exit_status;
mod failure;
mod frame;
mod generate;
mod holder;
mod load;
mod load_cure;
mod lock_wait;
mod presentation;
mod question;
mod result;
mod seed;
mod server_error;
mod signal;
mod trial;

pub use aftermath::Aftermath;
pub use beat::{Beat, Beats};
pub use blocker::{Blocker, Phase, Sought, Wait};
pub use cure::cure;
pub use encryption::{CertificateCheck, Encryption};
pub use event::{Event, Events, MigrationRef};
pub use exit_status::ExitStatus;
pub use failure::{Failure, FailureKind, StatementFailure};
pub use frame::Frame;
pub use generate::{GenerateReport, GeneratedTable};
pub use holder::Holder;
pub use load::{LoadEnd, LoadFailure, LoadReport};
pub use load_cure::{Loading, Majors, load_cure};
pub use lock_wait::{CutShort, GaveUp, LockWait};
pub use presentation::{ColourChoice, Format, Presentation, Verbosity};
pub use question::{Answer, Asks, PasswordPrompt};
pub use result::{
    Connected, CorrectedRow, CorrectionReport, DatabaseAction, DatabaseReport, DumpReport,
    NewReport, Outcome, PlanReport, PlannedStep, ProtectReport, RunReport, RunStep, StatusExit,
    StatusReport, StatusRow, WaitReport,
};
pub use seed::{
    EmptiedTable, ListPurpose, ListedSeed, RowsOf, SeedAction, SeedCounts, SeedFailure, SeedList,
    SeedProgress, SeedReport, SeedRule, SeededFile, SequenceMove,
};
pub use server_error::ServerError;
pub use signal::Signal;
pub use trial::{LockMode, Rewrite, TrialReport, TriedLock, TriedStatement, TriedStep};
