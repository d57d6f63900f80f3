//! What commands return and emit: events while they run, an outcome or a failure
//! at the end, and the exit status each means. Data only: `report/` draws it, as
//! text or JSON.

mod blocker;
mod cure;
mod encryption;
mod event;
mod exit_status;
mod failure;
mod lock_wait;
mod presentation;
mod question;
mod result;
mod server_error;

pub use blocker::{Blocker, Phase, Sought, Wait};
pub use cure::cure;
pub use encryption::{CertificateCheck, Encryption};
pub use event::{Beat, Event, Events, MigrationRef};
pub use exit_status::ExitStatus;
pub use failure::{Aftermath, Failure, FailureKind, Holder, Signal, StatementFailure};
pub use lock_wait::{CutShort, GaveUp, LockWait};
pub use presentation::{ColourChoice, Format, Presentation, Verbosity};
pub use question::{Answer, Asks, PasswordPrompt};
pub use result::{
    Connected, CorrectedRow, CorrectionReport, DatabaseAction, DatabaseReport, NewReport, Outcome,
    PlanReport, PlannedStep, ProtectReport, RunReport, RunStep, StatusExit, StatusReport,
    StatusRow, WaitReport,
};
pub use server_error::ServerError;
