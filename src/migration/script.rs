//! A file of SQL that is no migration: a schema file, written by `dump`, pg_dump or dbmate.
//!
//! Looked through once, part by part, before any of it is sent: what keeps it from being
//! loaded, how many relations it makes, which extensions it needs, which server wrote it.

use std::collections::VecDeque;

use super::checks::{check_lexed, check_meta_commands, unterminated_copy};
use super::conflicts::check_conflicts;
use super::findings::{Findings, Found, first_line};
use super::locate::{ErrorPlace, locate};
use super::markers::Markers;
use super::{Location, Problem, ProblemKind, Statements, Text, TextLost};
use crate::sql::{
    Content, Creation, DataEnd, Lexed, Part, Parts, StatementKind, creation, line_comments, split,
};

/// A schema file that can be sent statement by statement.
#[derive(Debug, Clone)]
pub struct Script {
    /// The path as shown to people.
    pub path: String,
    /// The canonical text.
    text: Text,
    /// How many statements it has.
    pub statements: usize,
    /// How many relations they make: each is a lock that its transaction holds.
    pub relations: usize,
    /// The extensions that it makes, in file order, each once.
    pub extensions: Vec<Extension>,
    /// The major of the server that it was written from, if its head says so.
    pub major: Option<u32>,
    /// Whether its head says that it was asked for less than all.
    pub extent: Extent,
}

/// What a script holds of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// All of it, as far as is known.
    #[default]
    Whole,
    /// What `dump` was asked for by `--schema`, `--exclude` or `--preset`.
    Part,
}

/// An extension that a script makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// Where the script makes it.
    pub location: Location,
}

impl Script {
    /// The script that `text` is.
    ///
    /// # Errors
    /// Every [`Problem`] of the text, in file order; never empty.
    pub fn parse(path: &str, text: Text) -> Result<Self, Vec<Problem>> {
        let drafted = draft(path, &text).map_err(|lost| {
            vec![Problem {
                path: path.to_owned(),
                location: None,
                kind: match lost {
                    TextLost::Changed => ProblemKind::Changed,
                    TextLost::Unreadable(reason) => ProblemKind::Unreadable { reason },
                },
            }]
        })?;
        if !drafted.found.is_empty() {
            let mut found = drafted.found;
            found.sort_by_key(|(offset, _)| *offset);
            return Err(found.into_iter().map(|(_, problem)| problem).collect());
        }
        Ok(Self {
            path: path.to_owned(),
            text,
            statements: drafted.statements,
            relations: drafted.relations,
            extensions: drafted.extensions,
            major: drafted.major,
            extent: drafted.extent,
        })
    }

    /// The statements, from the first one.
    pub fn statements(&self) -> Statements {
        Statements::new(&self.text, Markers::Ignored, 0..usize::MAX)
    }

    /// Where statement `index` (0-based) failed; see [`ErrorPlace`]. `None` when there is no such
    /// statement.
    pub fn locate(&self, index: usize, place: ErrorPlace<'_>) -> Option<Location> {
        locate(&self.path, self.statements(), index, place)
    }
}

/// A script of which some parts have gone by.
#[derive(Default)]
struct Draft {
    found: Vec<Found>,
    statements: usize,
    relations: usize,
    extensions: Vec<Extension>,
    major: Option<u32>,
    extent: Extent,
    /// What is wrong if the data lines of these COPYs don't end, in their order.
    copies: VecDeque<Found>,
}

fn draft(path: &str, text: &Text) -> Result<Draft, TextLost> {
    let mut parts = Parts::new(text.pieces(), Markers::Ignored.divider());
    let mut draft = Draft::default();
    while let Some(part) = parts.next_part()? {
        match &part.content {
            Content::Data { end, .. } => draft.add_data(*end),
            Content::Sql { lexed, copies } => draft.add(path, &part, lexed, copies),
        }
    }
    Ok(draft)
}

impl Draft {
    fn add_data(&mut self, end: DataEnd) {
        let copy = match end {
            DataEnd::GoesOn => None,
            DataEnd::Terminated | DataEnd::Missing => self.copies.pop_front(),
        };
        self.found.extend(copy.filter(|_| end == DataEnd::Missing));
    }

    fn add(&mut self, path: &str, part: &Part, lexed: &Lexed, copies: &[usize]) {
        let text = part.text.as_str();
        let statements = split(text, 0..text.len(), lexed);
        let mut findings = Findings::new(path, text, part.before);
        check_lexed(text, lexed, &mut findings);
        check_conflicts(text, lexed, &mut findings);
        check_meta_commands(text, lexed, &statements, &mut findings);
        if self.statements == 0 && self.major.is_none() {
            let first = statements.first();
            let end = first.map_or(text.len(), |first| first.span.start);
            let comments = || line_comments(text, lexed).take_while(|line| line.span.start < end);
            self.major = comments().find_map(|line| major_in(line.text));
            if comments().any(|line| is_of_a_part(line.text)) {
                self.extent = Extent::Part;
            }
        }
        for statement in &statements {
            if is_refused(statement.kind) {
                let span = first_line(text, statement.span.clone());
                let statement = statement.kind.name().to_owned();
                findings.add(span, ProblemKind::NotInSchemaFile { statement });
            }
            match creation(text, lexed, statement) {
                Creation::Relation => self.relations += 1,
                Creation::Extension { name, span } => {
                    let known = self.extensions.iter().any(|one| one.name == name);
                    if !known {
                        let location = findings.location(span);
                        self.extensions.push(Extension { name, location });
                    }
                }
                Creation::Other => {}
            }
        }
        self.statements += statements.len();
        let problem = |offset: &usize| {
            let (span, kind) = unterminated_copy(text, *offset);
            findings.problem(span, kind)
        };
        self.copies.extend(copies.iter().map(problem));
        self.found.extend(findings.into_found());
    }
}

/// What has no place in a transaction that isn't the file's own.
fn is_refused(kind: StatementKind) -> bool {
    kind == StatementKind::CopyToStdout
        // Behind an error that wasn't read yet it would revive the transaction.
        || kind == StatementKind::RollbackToSavepoint
        || kind.refused_in_transaction()
        || kind.controls_transaction()
}

/// The major in a line of a file's head: `-- PostgreSQL 18 …`, or pg_dump's
/// `-- Dumped from database version 18.4 (…)`.
fn major_in(line: &str) -> Option<u32> {
    let marks = ["Dumped from database version ", "PostgreSQL "];
    marks.iter().find_map(|mark| {
        let (_, behind) = line.split_once(mark)?;
        let digits = behind.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    })
}

/// Whether the line says that `dump` was asked for less than all (`schema/asked.rs`).
fn is_of_a_part(line: &str) -> bool {
    let options = line.split_once("dump options: {").map(|(_, json)| json);
    let less = ["\"schema\":", "\"exclude\":", "\"preset\":"];
    options.is_some_and(|json| less.iter().any(|key| json.contains(key)))
}

#[cfg(test)]
#[path = "script_tests.rs"]
mod tests;
