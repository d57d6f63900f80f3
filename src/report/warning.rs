//! What people should know although the run goes on.

use super::list::{count, list};
use super::message::{Message, Severity};
use super::problem;
use crate::plan::Warning;

/// The warning as a message.
pub(super) fn message(warning: &Warning) -> Message {
    match warning {
        Warning::OutOfOrder { label, jumped } => Message::warning(format!(
            "{label} is out of order: it comes after {}, applied already",
            list(jumped)
        ))
        .hint("`--strict` refuses this"),
        Warning::Future(labels) => Message::warning(format!(
            "the ledger is ahead of these files by {}: {}",
            count(labels.len(), "migration"),
            list(labels)
        )),
        Warning::Missing(labels) => Message::warning(format!(
            "{} without a file: {}",
            count(labels.len(), "applied migration"),
            list(labels)
        ))
        .hint("bring the files back from version control; `--strict` refuses this"),
        Warning::Unverified(labels) => Message::warning(format!(
            "{} without a checksum, edits of them cannot be seen: {}",
            count(labels.len(), "applied migration"),
            list(labels)
        ))
        .hint("`proj-migrate up --adopt` stamps them with the checksums of their files"),
        Warning::BadFile(found) => problem::message(Severity::Warning, found)
            .prose("this run does not need the file, so it goes on"),
        Warning::BadPending(found) => problem::message(Severity::Warning, found)
            .prose("`proj-migrate up` refuses to run until this is mended"),
        Warning::StoredScript { label, script } => Message::warning(format!(
            "{label} is reverted by the script stored in the ledger; its checksum is right"
        ))
        .code(&**script),
        Warning::UnknownRelease { release, known } => {
            let message =
                Message::warning(format!("nothing that is applied is of release {release}"));
            match known.as_slice() {
                [] => message.hint("no applied migration has a release"),
                known => message.hint(format!("the ledger knows: {}", list(known))),
            }
        }
        Warning::PasswordFile { path, reason, cure } => {
            Message::warning(format!("the password file {path} is ignored: {reason}")).hint(&**cure)
        }
        Warning::HiddenProgress { table, role } => Message::warning(format!(
            "{role} has no right to read {table}: a partial migration shows as pending or applied"
        ))
        .hint(format!(
            "its owner may run `grant select on {table} to {role}`"
        )),
        Warning::Unencrypted { host, reason } => Message::warning(format!(
            "the connection to {host} is not encrypted: {reason}"
        ))
        .hint("`sslmode=require` refuses to go on, `sslmode=disable` does not try TLS"),
        Warning::LedgerColumns { ledger, alter } => Message::warning(format!(
            "the ledger {ledger} lacks columns that this role cannot add: checksums, scripts and \
             times are not kept"
        ))
        .hint(format!("its owner may run:\n{alter}")),
    }
}
