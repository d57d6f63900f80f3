//! What `--list` and `--dry-run` show of every file.

use chrono::SecondsFormat;

use super::numbers::rows;
use crate::outcome::{ListPurpose, ListedSeed, SeedAction, SeedList};
use crate::report::escape;
use crate::report::list::count;

/// Every listed file in a line.
pub(in crate::report) fn list(list: &SeedList) -> String {
    let line = |seed: &ListedSeed| match list.purpose {
        ListPurpose::Look => state(seed),
        ListPurpose::Plan => planned(seed),
    };
    let emptied = (list.emptied.iter()).map(|table| {
        let text = format!("would empty  {}: {}", table.table, rows(table.rows));
        format!("{}\n", escape::line(&text))
    });
    emptied.chain(list.seeds.iter().map(line)).collect()
}

/// `seeded   users.csv  → users: 3 rows, 2026-11-21T10:00:00Z`
fn state(seed: &ListedSeed) -> String {
    let table = seed.table.as_ref().map(|table| format!("→ {table}"));
    let rows = seed
        .rows
        .and_then(|count| u64::try_from(count).ok())
        .map(rows);
    let at = seed
        .seeded_at
        .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
    let facts: Vec<String> = [table, rows, at].into_iter().flatten().collect();
    let gap = if facts.is_empty() { "" } else { "  " };
    let text = format!(
        "{:<8} {}{gap}{}",
        seed.state.as_str(),
        seed.file,
        facts.join(", ")
    );
    format!("{}\n", escape::line(&text))
}

fn planned(seed: &ListedSeed) -> String {
    let (verb, table) = match (seed.action, &seed.table) {
        (Some(SeedAction::LeftOut) | None, _) => return String::new(),
        (Some(SeedAction::Ran), _) => ("run", String::new()),
        (Some(SeedAction::Loaded), table) => {
            let table = table.as_deref().unwrap_or_default();
            let how = match seed.is_awaited {
                true => "which is not there: a SQL seed before it must make it",
                false => "which is empty",
            };
            ("load", format!("  → {table}, {how}"))
        }
        (Some(SeedAction::Merged), table) => (
            "merge",
            format!("  → {}", table.as_deref().unwrap_or_default()),
        ),
    };
    let text = format!("would {verb}  {}{table}", seed.file);
    format!("{}\n", escape::line(&text))
}

/// What the list comes to.
pub(in crate::report) fn list_summary(list: &SeedList) -> String {
    let seeds = list.seeds.len();
    if list.purpose == ListPurpose::Look {
        return format!("{}\n", count(seeds, "seed file"));
    }
    let left_out = (list.seeds.iter())
        .filter(|seed| seed.action == Some(SeedAction::LeftOut))
        .count();
    format!(
        "dry run: {} would be loaded, {left_out} unchanged; nothing was changed\n",
        count(seeds - left_out, "seed file")
    )
}
