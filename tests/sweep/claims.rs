//! What a run on which something went wrong says of it, held against the ledger once the run is over.

use crate::support::Ran;

/// The status of a run that was killed with signal 9.
const KILLED: i32 = -9;

/// Whether the run's transactions are all over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backends {
    Over,
    /// Some may be open, with nobody to tell them.
    MayBeOpen,
}

/// What `ran` said that isn't so: a line each. `versions` is what the ledger has, `reaches` what
/// it has when all is done that was asked for.
pub(crate) fn lies(
    ran: &Ran,
    (versions, reaches): (&str, &str),
    backends: Backends,
) -> Vec<String> {
    let has = |label: &str| {
        let version = label.split('_').next().unwrap_or_default();
        versions.split(',').any(|applied| applied == version)
    };
    let mut lies = Vec::new();
    for line in ran.out.lines() {
        let mut words = line.split_whitespace();
        let is_so = match (words.next(), words.next()) {
            (Some("applied"), Some(label)) => has(label),
            (Some("reverted"), Some(label)) => !has(label),
            _ => true,
        };
        if !is_so {
            lies.push(format!("it said `{line}`"));
        }
    }
    let is_revert = ran.command.contains("\"down\"");
    for line in ran.err.lines() {
        let undone = line.strip_prefix("rolled back: nothing of ");
        if let (Some(undone), Backends::Over) = (undone, backends) {
            let label = undone.split_whitespace().next().unwrap_or_default();
            if has(label) != is_revert {
                lies.push(format!("it said `{line}`"));
            }
        }
    }
    match ran.status {
        0 if versions != reaches => lies.push("it exited with 0".to_owned()),
        // The connection, the lock, Ctrl-C.
        0 | 3 | 5 | 130 | KILLED => {}
        other => lies.push(format!("it exited with {other}")),
    }
    lies
}
