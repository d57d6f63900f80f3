//! Events as lines of text.

use std::time::Duration;

use super::duration::human;
use super::escape;
use super::list::{count, list};
use super::style::{Paint, Style};
use super::{blockers, corrections, holder, server, warning};
use crate::migration::Direction;
use crate::outcome::{
    Beat, CertificateCheck, Connected, Event, Holder, Phase, ServerError, Verbosity, Wait,
};

/// What stderr shows of `event`, with its newlines; `None` when that verbosity
/// shows nothing of it. A done step is data and no part of this.
pub(super) fn text(event: &Event, verbosity: Verbosity, style: Style) -> Option<String> {
    if let Event::Correcting(changes) = event {
        // Whoever is asked must see what for.
        return Some(corrections::about(changes, style));
    }
    if verbosity == Verbosity::Quiet {
        return None;
    }
    let line = match event {
        Event::Warning(found) => return Some(warning::message(found).render(style)),
        Event::Notice { migration, notice } => {
            return Some(server_said(migration.as_deref(), notice, verbosity, style));
        }
        Event::Blocked { migration, wait } => return Some(blocked(&migration.label, wait)),
        Event::StepDone(_) | Event::Correcting(_) => return None,
        Event::Progress {
            beat: Beat::Second, ..
        } => return None,
        Event::Progress {
            migration,
            statement,
            statements,
            elapsed,
            phase,
            beat: Beat::HalfMinute,
        } => {
            let at = progress((*statement, *statements), *elapsed, phase.as_ref());
            format!("{}: {at}", migration.label)
        }
        Event::RunBegins { .. }
        | Event::StepBegins(_)
        | Event::StatementDone { .. }
        | Event::LedgerCreated(_)
            if verbosity < Verbosity::Verbose =>
        {
            return None;
        }
        Event::RunBegins { steps } => format!("{} to run", count(*steps, "step")),
        Event::StepBegins(migration) => {
            format!("{} {}", present(migration.direction), migration.label)
        }
        Event::StatementDone {
            statement,
            statements,
        } => format!("  statement {statement} of {statements} done"),
        Event::Connected(connected) if verbosity == Verbosity::Verbose => {
            format!("{}, {}", target(connected), encryption(connected))
        }
        Event::Connected(connected) => target(connected),
        Event::PrivateServer(message) => format!("private server: {message}"),
        Event::DatabaseCreated(database) => format!("created the database {database}"),
        Event::LedgerCreated(ledger) => format!("the ledger {ledger} was created"),
        Event::Adopted { ledger, rows } => adopted(ledger, *rows),
        Event::Stamped(labels) => format!(
            "{} stamped with the checksums of their files: {}",
            count(labels.len(), "unverified migration"),
            list(labels)
        ),
        Event::WaitingForLock { holder, waited } => {
            format!(
                "waiting for the lock{}{}",
                so_far(*waited),
                by(holder.as_ref())
            )
        }
        Event::WaitingForConnection { message, waited } => format!(
            "waiting for a free connection{}: {message}",
            so_far(*waited)
        ),
        Event::WaitingForServer {
            host,
            reason,
            waited,
        } => format!(
            "waiting for the server at {host}{}: {reason}",
            so_far(*waited)
        ),
        Event::Retry {
            migration,
            error,
            cut_short,
            pause,
        } => {
            let what = match cut_short {
                Some(why) => blockers::cut_short(*why),
                None => error.to_string(),
            };
            format!(
                "{}: {what}; trying again in {}",
                migration.label,
                human(*pause)
            )
        }
        Event::Resuming {
            migration,
            statement,
            statements,
        } if statement > statements => {
            format!("{}: its statements are done, recording it", migration.label)
        }
        Event::Resuming {
            migration,
            statement,
            statements,
        } => format!(
            "{}: going on with statement {statement} of {statements} of its {} section",
            migration.label, migration.direction
        ),
        Event::Skipped {
            migration,
            first,
            last,
        } if first < last => format!(
            "{}: statements {first}–{last}, a unit, are passed over, as --resume says",
            migration.label
        ),
        Event::Skipped {
            migration, first, ..
        } => format!(
            "{}: statement {first} is passed over, as --resume says",
            migration.label
        ),
        Event::WaitingForLostRun {
            migration,
            holder,
            waited,
        } => format!(
            "{}: waiting for the backend of a run that was lost{}{}",
            migration.label,
            so_far(*waited),
            at_work(holder)
        ),
        Event::LeftoverDropped { migration, index } => format!(
            "{}: dropped the INVALID index {index}, which it had left behind",
            migration.label
        ),
        Event::LeftoverStays { migration, index } => format!(
            "{}: the INVALID index {index} is left behind; going on drops it",
            migration.label
        ),
        Event::Settling(migration) => format!(
            "the connection was lost after the COMMIT of {} was sent: asking the server whether it is applied",
            migration.label
        ),
        Event::Interrupted(signal) => {
            format!("{signal}: cancelling, and waiting for the rollback")
        }
    };
    Some(format!("{}\n", escape::line(&line)))
}

/// A line for the wait and one for each blocker.
fn blocked(label: &str, wait: &Wait) -> String {
    let mut lines = blockers::waiting(wait);
    if let Some(first) = lines.first_mut() {
        *first = format!("{label}: {first}");
    }
    let escaped = lines.iter().map(|line| escape::line(line) + "\n");
    escaped.collect()
}

/// `2/5, 1 min 30 s, 43 %, building index: scanning table`: a bar has little room, and what is cut
/// off should be the last to be missed.
pub(super) fn short_progress(
    (statement, statements): (usize, usize),
    elapsed: Duration,
    phase: Option<&Phase>,
) -> String {
    let elapsed = human(Duration::from_secs(elapsed.as_secs()));
    let percent = phase.and_then(|phase| phase.percent);
    let percent = percent.map(|percent| format!(", {percent} %"));
    let name = phase.map(|phase| format!(", {}", phase.name));
    format!(
        "{statement}/{statements}, {elapsed}{}{}",
        percent.unwrap_or_default(),
        name.unwrap_or_default()
    )
}

/// `statement 2 of 5, 1 min 30 s so far, building index: scanning table, 43 %`
fn progress(
    (statement, statements): (usize, usize),
    elapsed: Duration,
    phase: Option<&Phase>,
) -> String {
    // Whole seconds: it is told once in each.
    let elapsed = human(Duration::from_secs(elapsed.as_secs()));
    let mut text = format!("statement {statement} of {statements}, {elapsed} so far");
    if let Some(Phase { name, percent }) = phase {
        text.push_str(&format!(", {name}"));
        if let Some(percent) = percent {
            text.push_str(&format!(", {percent} %"));
        }
    }
    text
}

/// `host localhost:5432, database app, role app`
pub(super) fn target(connected: &Connected) -> String {
    format!(
        "host {}, database {}, role {}",
        connected.host, connected.database, connected.role
    )
}

/// `TLSv1.3 with TLS_AES_256_GCM_SHA384, certificate not checked`
fn encryption(connected: &Connected) -> String {
    let Some(found) = &connected.encryption else {
        return "not encrypted".to_owned();
    };
    let certificate = match found.certificate {
        CertificateCheck::Unchecked => "certificate not checked",
        CertificateCheck::Issuer => "the certificate's issuer checked",
        CertificateCheck::IssuerAndName => "the certificate's issuer and name checked",
    };
    format!("{} with {}, {certificate}", found.version, found.cipher)
}

fn adopted(ledger: &str, rows: usize) -> String {
    match rows {
        0 => format!("adopted {ledger}, a dbmate ledger without rows"),
        _ => format!(
            "adopted {ledger}, a dbmate ledger: {} unverified until `proj-migrate up --adopt` stamps them",
            match rows {
                1 => "1 row is".to_owned(),
                _ => format!("{rows} rows are"),
            }
        ),
    }
}

/// `, 30 s so far`; nothing when the waiting only begins.
fn so_far(waited: Duration) -> String {
    match waited.as_secs() {
        0 => String::new(),
        _ => format!(", {} so far", human(waited)),
    }
}

/// `: held by pid 4242 (…), its statement: …`
fn by(lock_holder: Option<&Holder>) -> String {
    let Some(found) = lock_holder else {
        return String::new();
    };
    let who = holder::holder(found);
    match holder::query(found) {
        Some(query) => format!(": held by {who}, its statement: {query}"),
        None => format!(": held by {who}"),
    }
}

/// `: pid 4242 (…), its statement: …`
fn at_work(backend: &Holder) -> String {
    let who = holder::holder(backend);
    match holder::query(backend) {
        Some(query) => format!(": {who}, its statement: {query}"),
        None => format!(": {who}"),
    }
}

/// `0003_x: NOTICE: text`, its DETAIL and HINT below; CONTEXT only when verbose.
fn server_said(
    migration: Option<&str>,
    notice: &ServerError,
    verbosity: Verbosity,
    style: Style,
) -> String {
    let migration =
        migration.map_or_else(String::new, |label| format!("{}: ", escape::line(label)));
    let severity = escape::line(&notice.severity);
    let severity = match &*severity {
        "WARNING" => style.paint(Paint::Caution, "WARNING"),
        other => other.to_owned(),
    };
    let mut text = format!("{migration}{severity}: {}\n", indented(&notice.message));
    for (label, field) in server::notes(notice) {
        if matches!(label, "DETAIL" | "HINT") || verbosity == Verbosity::Verbose {
            text.push_str(&format!("  {label}: {}\n", indented(field)));
        }
    }
    text
}

/// Later lines are indented, so that none passes for a line of ours.
fn indented(text: &str) -> String {
    escape::text(text).trim_end().replace('\n', "\n    ")
}

/// `applying`, `reverting`
fn present(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "applying",
        Direction::Down => "reverting",
    }
}
