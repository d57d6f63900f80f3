//! What a run would do: `--dry-run`.

use super::escape;
use super::list::count;
use super::run::imperative;
use crate::migration::Direction;
use crate::outcome::{PlanReport, PlannedStep};
use crate::plan::Origin;

/// The plan as data: a line a step, or the SQL of all when it was asked for.
pub(super) fn listing(report: &PlanReport) -> String {
    (report.steps.iter())
        .map(|step| match &step.sql {
            Some(sql) => script(report.direction, step, sql),
            None => format!(
                "would {}  {}\n",
                imperative(report.direction),
                facts(step, "  ")
            ),
        })
        .collect()
}

/// `3 migrations would be applied; nothing was changed`, with its newline.
pub(super) fn summary(report: &PlanReport) -> String {
    let done = super::run::past(report.direction);
    match report.steps.len() {
        0 => "nothing to do\n".to_owned(),
        steps => format!(
            "dry run: {} would be {done}; nothing was changed\n",
            count(steps, "migration")
        ),
    }
}

fn script(direction: Direction, step: &PlannedStep, sql: &str) -> String {
    let sql = escape::text(sql);
    format!(
        "-- {} {}\n{}\n\n",
        imperative(direction),
        facts(step, " "),
        sql.trim_end_matches('\n')
    )
}

fn facts(step: &PlannedStep, gap: &str) -> String {
    let origin = match step.origin {
        Origin::File => escape::line(&step.path),
        Origin::Stored => "stored script".into(),
    };
    let transaction = match step.transaction {
        true => "one transaction",
        false => "no transaction",
    };
    format!(
        "{}{gap}({origin}, {}, {transaction})",
        escape::line(&step.label),
        count(step.statements, "statement")
    )
}
