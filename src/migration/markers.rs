//! Finds the markers of a file: `-- migrate:up` and `-- migrate:down` with their options.
//!
//! A marker is a line comment and the first thing on its line; the space behind the
//! dashes may be missing and the letters' case doesn't matter (dbmate's rule is the
//! first of these only). Behind SQL on the same line dbmate takes the words for prose;
//! nobody writes them there as prose, so here they are a problem.

use std::ops::Range;

use super::findings::Findings;
use super::near_miss::near_miss;
use super::option_reader::section_options;
use super::{Direction, ProblemKind, SectionOptions};
use crate::sql::{Divider, Lexed, line_comments, undivided};

/// Whether comments may be markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markers {
    /// In a migration.
    Heeded,
    /// In a seed or a schema file, all of which is one section.
    Ignored,
}

impl Markers {
    /// The comments that divide the text: no statement reaches from one section into the next.
    pub(super) fn divider(self) -> Divider {
        match self {
            Self::Heeded => |comment| exact(comment).is_some() || near_miss(comment).is_some(),
            Self::Ignored => undivided,
        }
    }
}

/// A marker, or a comment that was meant as one (which is among the findings).
#[derive(Debug)]
pub(super) struct Marker {
    /// Which section it starts.
    pub(super) direction: Direction,
    /// The byte where its section starts: that of its line, or its own behind SQL.
    pub(super) start: usize,
    /// The comment, in bytes.
    pub(super) comment: Range<usize>,
    /// The options behind it.
    pub(super) options: SectionOptions,
}

/// The markers of `text` in file order.
pub(super) fn markers(text: &str, lexed: &Lexed, findings: &mut Findings<'_>) -> Vec<Marker> {
    line_comments(text, lexed)
        .filter_map(|comment| marker(text, comment.span, findings))
        .collect()
}

fn marker(text: &str, comment: Range<usize>, findings: &mut Findings<'_>) -> Option<Marker> {
    let written = text.get(comment.clone())?;
    let before = text.get(..comment.start)?;
    let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let is_first = before.get(line_start..)?.trim().is_empty();
    let (direction, options) = match exact(written) {
        Some((direction, options)) => {
            if !is_first {
                let found = written.trim_end().to_owned();
                findings.add(comment.clone(), ProblemKind::MarkerBehindSql { found });
            }
            (direction, options)
        }
        None => {
            let near = near_miss(written)?;
            let found = written.trim_end().to_owned();
            let rest = written.get(near.options..).unwrap_or_default().trim_end();
            let meant = format!("-- migrate:{} {rest}", near.direction);
            let meant = meant.trim_end().to_owned();
            findings.add(comment.clone(), ProblemKind::NearMiss { found, meant });
            (near.direction, near.options)
        }
    };
    let options = section_options(text, comment.start + options..comment.end, findings);
    Some(Marker {
        direction,
        start: if is_first { line_start } else { comment.start },
        comment,
        options,
    })
}

/// The direction of a marker and the byte of the comment where its options start.
fn exact(comment: &str) -> Option<(Direction, usize)> {
    const HEAD: &str = "migrate:";
    let body = comment.strip_prefix("--")?.trim_start();
    let (head, word) = body.split_at_checked(HEAD.len())?;
    if !head.eq_ignore_ascii_case(HEAD) {
        return None;
    }
    let (word, rest) = word.split_at(word.find(char::is_whitespace).unwrap_or(word.len()));
    let direction = [Direction::Up, Direction::Down]
        .into_iter()
        .find(|direction| direction.to_string().eq_ignore_ascii_case(word))?;
    Some((direction, comment.len() - rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::{Before, lex_divided};

    fn found(text: &str) -> (Vec<(Direction, usize)>, Vec<String>) {
        let mut findings = Findings::new("x.sql", text, Before::default());
        let lexed = lex_divided(text, Markers::Heeded.divider());
        let markers = markers(text, &lexed, &mut findings);
        let mut problems = findings.into_found();
        problems.sort_by_key(|(offset, _)| *offset);
        (
            markers.iter().map(|m| (m.direction, m.start)).collect(),
            problems.iter().map(|(_, p)| p.to_string()).collect(),
        )
    }

    #[test]
    fn a_marker_is_a_line_comment_of_its_own() {
        use Direction::{Down, Up};
        for (text, expected, reason) in [
            ("-- migrate:up", vec![(Up, 0)], "the usual form"),
            (
                "--migrate:up",
                vec![(Up, 0)],
                "without the space, as dbmate takes it",
            ),
            ("--  migrate:down", vec![(Down, 0)], "with two"),
            ("-- Migrate:UP", vec![(Up, 0)], "capitals"),
            (
                "a;\n \t-- migrate:down",
                vec![(Down, 3)],
                "indented: the line starts before it",
            ),
            ("-- migrate:up transaction:false", vec![(Up, 0)], "options"),
            ("'\n-- migrate:up\n'", vec![], "inside a string"),
            (
                "\"\n-- migrate:up\n\"",
                vec![],
                "inside a quoted identifier",
            ),
            ("$a$\n-- migrate:down\n$a$", vec![], "inside a dollar quote"),
            ("/*\n-- migrate:down\n*/", vec![], "inside a comment"),
            (
                "/* /* */\n-- migrate:down\n*/",
                vec![],
                "inside a nested comment",
            ),
            (
                "copy t from stdin;\n-- migrate:down\n\\.\n",
                vec![],
                "inside COPY data",
            ),
            ("-- see -- migrate:up", vec![], "inside another comment"),
            ("-- migrated:up-to-date", vec![], "other words"),
        ] {
            assert_eq!(found(text), (expected, vec![]), "{reason}");
        }
    }

    #[test]
    fn a_misspelt_or_misplaced_marker_is_found_and_named() {
        for (text, message, reason) in [
            (
                "a;\n  -- migrate:donw\n",
                "x.sql:2:3: `-- migrate:donw` is not a marker",
                "a near-miss",
            ),
            (
                "select 1; -- migrate:down",
                "x.sql:1:11: `-- migrate:down` stands behind SQL",
                "behind SQL",
            ),
            (
                "/* */ -- migrate:down",
                "x.sql:1:7: `-- migrate:down` stands behind SQL",
                "behind another comment",
            ),
        ] {
            let (markers, problems) = found(text);
            assert_eq!(markers.len(), 1, "read as meant: {reason}");
            assert_eq!(problems, [message], "{reason}");
        }
    }
}
