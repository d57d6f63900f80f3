//! The second half of `redo`: what was reverted is applied again.

use super::check::{all_or_problems, migration, same_versions};
use super::resume::{partial, refused};
use super::{History, Origin, Plan, Refusal, Step, Unplannable, Unresumable};
use crate::migration::{Direction, MigrationFile, Version};

/// The plan that applies `versions` again, in the order given, from their files.
///
/// # Errors
/// In this order: files that are gone; files with numerically equal versions; bad files.
pub fn plan_again(
    history: &History,
    files: &[MigrationFile],
    versions: &[Version],
) -> Result<Plan, Unplannable> {
    let entries: Vec<_> = versions.iter().filter_map(|v| history.find(v)).collect();
    let gone = entries.iter().filter(|entry| entry.file.is_none());
    let gone: Vec<_> = gone.map(|entry| entry.label.clone()).collect();
    if !gone.is_empty() {
        return Err(Unplannable::Refused(Refusal::NotAgain { labels: gone }));
    }
    let read = entries.iter().map(|entry| migration(entry, files));
    let migrations = all_or_problems(same_versions(files), read.collect())?;
    if let Some(stopped) = partial(entries.iter().copied()).first() {
        return Err(refused(*stopped, files, Unresumable::NotHere));
    }
    let step = |migration| Step {
        direction: Direction::Up,
        origin: Origin::File,
        migration,
        partial: None,
    };
    Ok(Plan {
        steps: migrations.into_iter().map(step).collect(),
        ..Plan::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixtures::*;
    use crate::plan::history;

    #[test]
    fn it_keeps_the_order_and_wants_every_file() {
        let files = ["1", "2", "3"].map(file);
        let rows = vec![row("1", 1), row("3", 2), row("2", 3), row("9", 4)];
        let seen = history(&files, &ledger(rows));
        let again = |versions: &[&str]| {
            let versions: Vec<_> = versions.iter().map(|text| version(text)).collect();
            plan_again(&seen, &files, &versions)
        };
        let plan = again(&["3", "2"]).unwrap();
        let labels: Vec<_> = plan.steps.iter().map(|s| s.migration.label()).collect();
        assert_eq!(labels, ["3_x", "2_x"]);
        assert_eq!(
            again(&["2", "9"]).unwrap_err(),
            Unplannable::Refused(Refusal::NotAgain {
                labels: vec!["9_x".to_owned()]
            })
        );
    }

    #[test]
    fn a_bad_file_stops_it_before_anything_is_reverted() {
        let files = [file("1"), file_with("2", BAD)];
        let seen = history(&files, &ledger(vec![row("1", 1), row("2", 2)]));
        let ended = plan_again(&seen, &files, &[version("2")]);
        assert!(matches!(ended, Err(Unplannable::Files(_))), "{ended:?}");
    }
}
