//! What a run would do: `--dry-run`.

use super::escape;
use super::list::count;
use super::run::imperative;
use crate::migration::{SectionText, TextLost};
use crate::outcome::{PlanReport, PlannedStep};
use crate::plan::Origin;

/// The plan as data, given to `write` piece by piece: a line a step, or the SQL of all when
/// it was asked for.
///
/// # Errors
/// The SQL can't be read to its end.
pub(super) fn list(report: &PlanReport, mut write: impl FnMut(&str)) -> Result<(), TextLost> {
    for step in &report.steps {
        let verb = imperative(report.direction);
        match &step.sql {
            Some(sql) => {
                write(&format!("-- {verb} {}\n", facts(step, " ")));
                script(sql, &mut write)?;
            }
            None => write(&format!("would {verb}  {}\n", facts(step, "  "))),
        }
    }
    Ok(())
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

/// Writes the SQL and one blank line, whatever line breaks it ends with.
fn script(sql: &SectionText, write: &mut impl FnMut(&str)) -> Result<(), TextLost> {
    let mut line_breaks = String::new();
    for piece in sql.pieces() {
        let piece = piece?;
        let piece = escape::text(&piece);
        let content = piece.trim_end_matches('\n');
        if !content.is_empty() {
            write(&line_breaks);
            line_breaks.clear();
            write(content);
        }
        line_breaks.push_str(piece.get(content.len()..).unwrap_or_default());
    }
    write("\n\n");
    Ok(())
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
