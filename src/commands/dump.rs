//! `dump`: the schema as a file of SQL, read from the catalogues.

use std::path::PathBuf;

use super::Context;
use super::database::on_database;
use super::dump_names::{Asker, tables};
use super::endpoint::Opened;
use super::failures;
use super::load::{Wanted, connected, reach_and_look};
use super::lock_wait::Errand;
use super::up::CreateDatabase;
use crate::outcome::{DumpReport, Event, Events, Failure, FailureKind, Outcome};
use crate::plan::Warning;
use crate::postgres::{
    Detail, Error, LedgerTable, Read, Session, Survey, Watch, ledger_tail, own_tables, read_schema,
    read_table_data,
};
use crate::schema::{Asked, LeftOut, Platform, Selection, Snapshot, dump, fingerprint};
use crate::source::{read_schema_file, write_schema_file};
use crate::target::LedgerName;

const WANTED: Wanted = Wanted {
    create: CreateDatabase::Never,
    detail: Detail::Everything,
    errand: Errand::Look,
};

/// What `dump` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// Where it goes.
    pub destination: Destination,
    /// Whether it is only compared.
    pub action: Action,
    /// What becomes of it when something can't be in it.
    pub completeness: Completeness,
    /// Tables whose rows are dumped, too.
    pub data: Vec<String>,
    /// Which part of the database; our own tables are added to what is left out.
    pub selection: Selection,
}

/// Where a dump goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A file.
    File(PathBuf),
    /// Standard output.
    Stdout,
}

/// `--require-complete` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// What is left out is warned about.
    Wished,
    /// The command fails, and writes nothing.
    Required,
}

/// `--check` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The file is written, unless it says the same already.
    Write,
    /// The file is compared.
    Check,
}

/// Reads the schema, and writes or compares the file.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    on_database(&request.context, events, async |_, opened, watch| {
        dump_database(request, opened, watch).await
    })
    .await
}

async fn dump_database(
    request: &Request,
    opened: &Opened,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let context = &request.context;
    let (session, survey) = reach_and_look(context, &opened.target, WANTED, watch).await?;
    let connected = connected(&session, &survey);
    watch.events.emit(Event::Connected(connected));
    let wish = Wish {
        selection: &request.selection,
        data: &request.data,
        asker: Asker::Typed,
    };
    let dumped = dumped((&session, &survey, &context.ledger), wish, watch).await?;
    tell_left_out(request, &dumped.left_out, watch)?;
    let path = match &request.destination {
        Destination::Stdout => None,
        Destination::File(path) => Some(path),
    };
    let (before, changed) = match (path, request.action) {
        (None, _) => (None, false),
        (Some(path), Action::Check) => {
            let before = read_schema_file(path)?.unwrap_or_default();
            let changed = before != dumped.text;
            (Some(before), changed)
        }
        (Some(path), Action::Write) => (None, write_schema_file(path, &dumped.text)?),
    };
    Ok(Outcome::Dump(DumpReport {
        path: path.map(|path| path.display().to_string()),
        changed,
        fingerprint: dumped.fingerprint,
        model: Box::new(dumped.snapshot),
        text: dumped.text,
        before,
    }))
}

/// Says what is not in the dump, unless nothing may be missing.
fn tell_left_out(request: &Request, left_out: &LeftOut, watch: Watch<'_>) -> Result<(), Failure> {
    let LeftOut {
        secrets,
        unreadable,
        of_platform,
    } = left_out;
    if request.completeness == Completeness::Required
        && !(secrets.is_empty() && unreadable.is_empty())
    {
        let objects = [secrets.as_slice(), unreadable].concat();
        return Err(Failure::new(FailureKind::Incomplete { objects }));
    }
    let platform = request.selection.platform.map(Platform::name);
    let warnings = [
        platform.map(|name| Warning::OfPlatform(name.to_owned(), of_platform.clone())),
        (!secrets.is_empty()).then(|| Warning::SecretsLeftOut(secrets.clone())),
        (!unreadable.is_empty()).then(|| Warning::Unreadable(unreadable.clone())),
    ];
    for warning in warnings.into_iter().flatten() {
        watch.events.emit(Event::Warning(warning));
    }
    Ok(())
}

/// What is wanted of a schema.
#[derive(Clone, Copy)]
pub(super) struct Wish<'a> {
    /// Which part of it; our own tables are added to what is left out.
    pub(super) selection: &'a Selection,
    /// Tables whose rows come along.
    pub(super) data: &'a [String],
    /// Whose wish it is.
    pub(super) asker: Asker<'a>,
}

/// A schema that was read.
pub(super) struct Dumped {
    /// As data.
    pub(super) snapshot: Snapshot,
    /// As SQL, rows and tail included.
    pub(super) text: String,
    /// Its hash.
    pub(super) fingerprint: String,
    /// What isn't in it.
    pub(super) left_out: LeftOut,
}

/// The schema as data and as text, with the rows of the tables asked for and the tail that records
/// what is applied.
pub(super) async fn dumped(
    (session, survey, ledger): (&Session, &Survey, &LedgerName),
    wish: Wish<'_>,
    watch: Watch<'_>,
) -> Result<Dumped, Failure> {
    let mut selection = wish.selection.clone();
    selection.own = own_tables(survey, ledger);
    let read = read_schema(session, &selection, watch).await;
    let (snapshot, left_out, absent) = match read.map_err(unread)? {
        Read::Snapshot(snapshot, left_out, absent) => (*snapshot, left_out, absent),
        Read::Locked(error) => {
            return Err(unread(error));
        }
        Read::Broken(error, objects) => return Err(broken(error, &objects)),
        Read::Changing => return Err(Failure::new(FailureKind::SchemaChanging)),
        Read::Unwritable(objects) => {
            return Err(Failure::new(FailureKind::Unwritable { objects }));
        }
    };
    let (mut tables, warnings) = tables(&snapshot, wish.data, &absent, wish.asker)?;
    for warning in warnings {
        watch.events.emit(Event::Warning(warning));
    }
    let read = read_table_data(session, &mut tables, watch).await;
    read.map_err(|error| failures::during("read the rows of `--data`", error))?;
    let asked = Asked::new(&selection, wish.data);
    let mut text = dump(&snapshot, &[]);
    let fingerprint = fingerprint(&text);
    if !tables.is_empty() {
        text = dump(&snapshot, &tables);
    }
    let mut text = asked.written_into(text);
    if let Some(table) = &survey.table {
        text.push_str(&tail(table, survey));
    }
    Ok(Dumped {
        snapshot,
        text,
        fingerprint,
        left_out,
    })
}

/// A schema that the server didn't let be read.
fn unread(error: Error) -> Failure {
    let mut failure = failures::during("read the schema", error);
    if let FailureKind::Server {
        error: Some(error),
        hint,
        ..
    } = &mut failure.kind
    {
        if error.is_lock_wait() {
            *hint = Some(LOCKED.to_owned());
        } else if error.sqlstate == "42501" {
            *hint = Some(NO_RIGHT.to_owned());
        } else if error.sqlstate == "22021" {
            *hint = Some(NOT_UTF8.to_owned());
        }
    }
    failure
}

/// A schema that the server could not write as SQL.
fn broken(error: Error, objects: &[(String, String)]) -> Failure {
    let mut failure = unread(error);
    if let (FailureKind::Server { hint, .. }, [_, ..]) = (&mut failure.kind, objects) {
        let named = objects.iter().take(NAMED);
        let named: Vec<String> = named.map(|(name, why)| format!("{name} ({why})")).collect();
        let more = match objects.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        *hint = Some(format!(
            "the server cannot describe {}{more}: rows of its catalogue are damaged, and pg_dump fails at them, \
             too. Drop or replace what is named, or restore it from a backup, and run it again",
            named.join(", ")
        ));
    }
    failure
}

/// How many broken objects are named.
const NAMED: usize = 10;

const LOCKED: &str = "views are read under the locks of a SELECT, and somebody held a stronger one on \
    one of their tables all the time: run it again when that transaction is over";
const NOT_UTF8: &str = "a database in the encoding SQL_ASCII takes any bytes, and a schema file is UTF-8: a name, a comment, \
    a default or the body of a function holds others. Write that anew in UTF-8, or use pg_dump, which keeps the bytes";
const NO_RIGHT: &str = "everybody may read the system catalogues unless that right was taken away: \
    grant SELECT on what is named, or dump as another role (`--role`)";

fn tail(table: &LedgerTable, survey: &Survey) -> String {
    format!("\n\n{}", ledger_tail(table, &survey.ledger.rows))
}
