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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixtures::{BAD, file, file_with, ledger, row};
    use crate::plan::history;

    #[test]
    fn it_warns_of_what_the_table_does_not_show() {
        let files = [
            file_with("1", BAD),
            file_with("2", BAD),
            file("3"),
            file_with("4", BAD),
            file("04"),
        ];
        let seen = history(&files, &ledger(vec![row("1", 1), row("3", 2), row("9", 3)]));
        let told: Vec<String> = status_warnings(&seen, &files)
            .into_iter()
            .map(|warning| match warning {
                Warning::BadPending(problem) => format!("{}: {}", problem.path, problem.kind),
                other => format!("{other:?}"),
            })
            .collect();
        let bad = "`-- migrate:upp` is not a marker";
        assert_eq!(
            told,
            [
                "m/4_x.sql: version 4 is also the version of m/04_x.sql".to_owned(),
                format!("m/2_x.sql: {bad}"),
                format!("m/4_x.sql: {bad}"),
                "Future([\"9_x\"])".to_owned(),
            ],
            "an applied bad file is no news"
        );
        assert_eq!(status_warnings(&history(&[], &ledger(vec![])), &[]), []);
    }
}
