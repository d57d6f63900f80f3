//! The texts of a transaction's own messages: begin, check,
//! constraints, record, commit. Pure.
//!
//! Every check casts a text to `int4`: a false one raises 22P02 with our text, and the
//! server then skips everything behind it in the pipeline.

mod begin;
mod check;
mod finish;
mod raised;
mod record;

pub(super) use begin::{Settings, begin, set_local};
pub(super) use check::{Begun, Check, LockBy, Watchful, check, in_time, share, watch_client};
pub(super) use finish::{FinishPart, finish, finish_part, finish_with};
pub(super) use raised::{BUSY, CHANGED, LATE, NOT_OURS};
pub(super) use record::{Entry, Reverted, Took, insert_row, record_with_proof, stamp};
