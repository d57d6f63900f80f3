//! What a run would do: `--dry-run`.

use std::borrow::Cow;

use super::escape;
use super::list::count;
use super::run::imperative;
use crate::migration::{SectionText, TextLost};
use crate::outcome::{Frame, PlanReport, PlannedStep};
use crate::plan::Origin;
use crate::sql::StatementKind;

/// The plan as data, given to `write` piece by piece: a line a step, or a script for psql when
/// the SQL was asked for, as it is for `reading`.
///
/// # Errors
/// The SQL can't be read to its end.
pub(super) fn list(
    report: &PlanReport,
    reading: Reading,
    mut write: impl FnMut(&str),
) -> Result<(), TextLost> {
    if let Some(head) = &report.head {
        write(&reading.shown(head));
    }
    for step in &report.steps {
        let verb = imperative(report.direction);
        match (&step.sql, &step.frame) {
            (Some(sql), Some(frame)) => {
                write(&format!("\n-- {verb} {}\n", facts(step, " ")));
                script(sql, frame, &mut |text| write(&reading.shown(text)))?;
            }
            _ => write(&format!("would {verb}  {}\n", facts(step, "  "))),
        }
    }
    Ok(())
}

/// Who reads what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A terminal, which obeys some characters.
    Terminal,
    /// A program, such as psql, which needs all of them.
    Program,
}

impl Reading {
    fn shown(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Terminal => escape::text(text),
            Self::Program => text.into(),
        }
    }
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

/// Writes every statement that would be sent, in its order.
fn script(sql: &SectionText, frame: &Frame, write: &mut impl FnMut(&str)) -> Result<(), TextLost> {
    message(&frame.begin, write);
    let mut statements = sql.statements();
    let mut index = 0;
    loop {
        if index == frame.check_behind {
            message(&frame.check, write);
        }
        let Some(statement) = statements.next_statement()? else {
            break;
        };
        index += 1;
        if index <= frame.done {
            continue;
        }
        let is_concurrent = matches!(statement.kind, StatementKind::Concurrently { .. });
        let [before, behind] = &frame.around_concurrently;
        if is_concurrent {
            message(before, write);
        }
        message(&statement.text, write);
        if statement.kind == StatementKind::CopyFromStdin {
            while let Some(lines) = statements.next_lines()? {
                write(&lines);
            }
            write("\\.\n");
        }
        if is_concurrent {
            message(behind, write);
        }
    }
    message(&frame.end, write);
    Ok(())
}

/// One message with its semicolon, on a line of its own where a comment would swallow it.
fn message(text: &str, write: &mut impl FnMut(&str)) {
    if text.is_empty() {
        return;
    }
    write(text);
    let last = text.lines().next_back().unwrap_or_default();
    write(match last.contains("--") {
        true => "\n;\n",
        false => ";\n",
    });
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
