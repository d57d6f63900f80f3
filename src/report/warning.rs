//! What people should know although the run goes on.

use super::list::{count, list};
use super::message::{Message, Severity};
use super::{pooler, problem};
use crate::plan::{PassedOver, Warning};

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
        Warning::OnlyRecorded(labels) => Message::warning(format!(
            "recorded by `baseline` or `repair`, not run by proj-migrate: {}; what somebody else made is reverted",
            list(labels)
        )),
        Warning::SeedPassedOver { path, why } => passed_over(path, *why),
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
        Warning::Pooled(labels) => pooler::warning(labels),
        Warning::PendingMigrations(labels) => Message::warning(format!(
            "{} pending: {}",
            count(labels.len(), "migration"),
            list(labels)
        ))
        .hint("`proj-migrate up` applies them; `--strict` refuses to seed before that"),
        Warning::SeedRunsAgain { file } => Message::warning(format!(
            "{file} has changed and runs again; its INSERTs have no ON CONFLICT: rows may come twice"
        ))
        .hint("add `on conflict … do update` or `do nothing`, or load these rows from a CSV file"),
        Warning::NotUnderstood { table, constraint, what } => Message::warning(format!(
            "{constraint} of {table} is not understood ({what}): the server decides whether rows made without it pass"
        ))
        .hint("rows that don't are refused, and nothing is loaded: write these into a seed file by hand"),
        Warning::SequenceBehind { sequence, column } => Message::warning(format!(
            "the sequence {sequence} is behind {column}, and this role may not move it: the next \
             INSERT may take a number that is taken"
        ))
        .hint(format!("its owner may run `grant select, update on sequence {sequence} to …`, or setval")),
        Warning::OtherMajor { path, file, server } => Message::warning(format!(
            "{path} was written from PostgreSQL {file}, and this server is {server}: what only one of them \
             knows fails"
        )),
        Warning::NoVersions { path } => Message::warning(format!(
            "{path} records no migration as applied: for `up` all of them are pending"
        ))
        .hint("if the schema is that of some migrations, `proj-migrate baseline --to VERSION` records them"),
        Warning::Unreadable(objects) => Message::warning(format!(
            "this role may not read {}: the dump is without",
            list(objects)
        ))
        .hint("a superuser sees all; `--require-complete` fails instead"),
        Warning::SecretsLeftOut(objects) => {
            Message::warning(format!("left out, as secrets: {}", list(objects)))
                .hint("set them where the file was loaded, by ALTER SUBSCRIPTION or ALTER USER MAPPING")
        }
        Warning::OfPlatform(platform, objects) if objects.is_empty() => Message::warning(format!(
            "there is nothing of what `--preset {platform}` leaves out"
        )),
        Warning::OfPlatform(platform, objects) => Message::warning(format!(
            "left out, as {platform} makes it in every database: {}, and what lies in these schemas",
            list(objects)
        )),
        Warning::NothingCalled { asked, meant, kept_in } => {
            let message = Message::warning(match kept_in {
                None => format!("`{asked}`: nothing in the database is called so"),
                Some(path) => format!("`{asked}`, which {path} was asked for: nothing is called so any more"),
            });
            let message = match meant {
                Some(meant) => message.hint(format!("did you mean `{meant}`?")),
                None => message,
            };
            match kept_in {
                None => message,
                Some(_) => message.hint("`proj-migrate dump` with other options writes the file without it"),
            }
        }
        Warning::SchemaFileNotWritten { path, reason } => Message::warning(format!(
            "the migrations are committed, but {path} is not written anew: {reason}"
        ))
        .hint("`proj-migrate dump` writes it; `--no-dump-schema` leaves it alone"),
        Warning::LedgerColumns { ledger, alter } => Message::warning(format!(
            "the ledger {ledger} lacks columns that this role cannot add: checksums, scripts and \
             times are not kept"
        ))
        .hint(format!("its owner may run:\n{alter}")),
    }
}

fn passed_over(path: &str, why: PassedOver) -> Message {
    let (what, cure) = match why {
        PassedOver::Capitals => ("endings are lower case", "rename it"),
        PassedOver::Json => (
            "JSON is read as one object a line, from a file that ends in .ndjson",
            "write it so: jq -c '.[]' turns an array into such lines",
        ),
        PassedOver::Spreadsheet => ("it is a spreadsheet", "save it as .csv"),
        PassedOver::Packed => (
            "only .gz and .zst are unpacked",
            "unpack it, or pack it as one of these",
        ),
        PassedOver::Nested => (
            "a set is a folder of its own, and has none in it",
            "move its files into the set, or make it a set beside the others",
        ),
    };
    Message::warning(format!("{path} is passed over: {what}")).hint(cure)
}
