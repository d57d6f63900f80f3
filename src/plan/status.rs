//! What `status` says beside its table.

use super::check::{labels, same_versions};
use super::{History, State, Warning};
use crate::migration::{MigrationFile, parse};

/// Bad files that are still to be applied, equal versions, and future versions: the
/// table's rows don't show what is wrong or what it means.
pub fn status_warnings(history: &History, files: &[MigrationFile]) -> Vec<Warning> {
    let pending = history
        .in_state(State::Pending)
        .chain(history.in_state(State::OutOfOrder))
        .filter_map(|entry| parse(entry.file_in(files)?).err())
        .flatten();
    let mut warnings: Vec<_> = same_versions(files)
        .into_iter()
        .chain(pending)
        .map(Warning::BadPending)
        .collect();
    let future = labels(history.in_state(State::Future));
    if !future.is_empty() {
        warnings.push(Warning::Future(future));
    }
    warnings
}
