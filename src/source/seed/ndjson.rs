//! NDJSON into COPY text: an object a line, the members of a line name its columns.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::csv::FieldSpan;
use super::json::{Members, as_input, bad, no_object};
use super::rows::{Header, Piece};
use super::tsv::push_escaped;
use crate::migration::{Problem, SeedProblem, location, similar};
use crate::plan::{ColumnShape, TableShape};

/// The way from objects to rows.
pub(super) struct Converter {
    shown: String,
    table: Arc<TableShape>,
    /// Every set of members that came so far: programs leave out what is null.
    sets: Vec<MemberSet>,
    /// The set of the line before.
    latest: usize,
    /// The set whose columns were told last.
    told: Option<usize>,
    /// How many rows came so far.
    rows: usize,
}

/// Lines that have the same members.
struct MemberSet {
    /// In the order of the first of them.
    names: Vec<String>,
    columns: Vec<ColumnShape>,
    /// Rows that aren't given out yet, as COPY text.
    text: String,
    /// Which rows of the file they are, 1-based.
    numbers: Vec<usize>,
}

impl MemberSet {
    fn is_of(&self, Members(members): &Members<'_>) -> bool {
        let has = |name: &String| members.iter().any(|(own, _)| own == name);
        let knows =
            |(own, _): &(Cow<'_, str>, &RawValue)| self.names.iter().any(|name| name == own);
        let is_in_order = || {
            members
                .iter()
                .zip(&self.names)
                .all(|((own, _), name)| own == name)
        };
        members.len() == self.names.len()
            && (is_in_order() || (members.iter().all(knows) && self.names.iter().all(has)))
    }
}

impl Converter {
    pub(super) fn new(shown: &str, table: Arc<TableShape>) -> Self {
        Self {
            shown: shown.to_owned(),
            table,
            sets: Vec::new(),
            latest: 0,
            told: None,
            rows: 0,
        }
    }

    /// Adds the row of `line`, which is line `number` (1-based) of the file.
    ///
    /// # Errors
    /// What is wrong with the line.
    pub(super) fn add(&mut self, line: &str, number: usize) -> Result<(), Problem> {
        let object = line.trim();
        if object.is_empty() {
            return Ok(());
        }
        let members: Members<'_> = serde_json::from_str(object).map_err(|error| {
            let kind = match no_object(object) {
                Some(what) if error.is_data() => SeedProblem::NotAnObject { what },
                _ => bad(&error),
            };
            let at = error.column().saturating_sub(1) + line.len() - line.trim_start().len();
            let at = line.floor_char_boundary(at);
            self.problem(line, number, at..at, kind)
        })?;
        let is_latest = self
            .sets
            .get(self.latest)
            .is_some_and(|set| set.is_of(&members));
        if !is_latest {
            self.latest = match self.sets.iter().position(|set| set.is_of(&members)) {
                Some(known) => known,
                None => self.begin(line, number, &members)?,
            };
        }
        self.rows += 1;
        let Some(set) = self.sets.get_mut(self.latest) else {
            return Ok(());
        };
        let added = push_row(set, &members);
        set.numbers.push(self.rows);
        added.map_err(|(value, kind)| {
            let start = offset(line, value);
            self.problem(line, number, start..start + value.len(), kind)
        })
    }

    /// The rows added since the last time: those of a set together, the set told last first, so that
    /// columns change as seldom as can be.
    pub(super) fn take(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let others = (0..self.sets.len()).filter(|index| Some(*index) != self.told);
        let order: Vec<usize> = self.told.into_iter().chain(others).collect();
        for index in order {
            let Some(set) = self
                .sets
                .get_mut(index)
                .filter(|set| !set.numbers.is_empty())
            else {
                continue;
            };
            if self.told != Some(index) {
                self.told = Some(index);
                pieces.push(Piece::Columns(Header {
                    names: set.names.clone(),
                    ..Header::default()
                }));
            }
            pieces.push(Piece::Data {
                bytes: std::mem::take(&mut set.text).into_bytes(),
                rows: set.numbers.len() as u64,
                numbers: std::mem::take(&mut set.numbers),
            });
        }
        pieces
    }

    /// A set of members that is new.
    fn begin(
        &mut self,
        line: &str,
        number: usize,
        Members(members): &Members<'_>,
    ) -> Result<usize, Problem> {
        if members.is_empty() {
            let kind = SeedProblem::NotAnObject {
                what: "an empty object",
            };
            return Err(self.problem(line, number, 0..line.len(), kind));
        }
        let (mut names, mut columns) = (Vec::new(), Vec::new());
        for (name, _) in members {
            if names.iter().any(|known| known == name) {
                let column = name.to_string();
                let kind = SeedProblem::RepeatedColumn { column };
                return Err(self.problem(line, number, name_span(line, name), kind));
            }
            let lower = name.trim().to_lowercase();
            let found = self
                .table
                .column(name.trim())
                .or_else(|| self.table.column(&lower));
            let Some(column) = found else {
                let nearest = similar(&lower, &self.table.columns, |one| &one.name);
                let kind = SeedProblem::UnknownColumn {
                    table: self.table.shown.clone(),
                    column: name.to_string(),
                    nearest: nearest.map(|one| one.name.clone()),
                };
                return Err(self.problem(line, number, name_span(line, name), kind));
            };
            names.push(name.to_string());
            columns.push(column.clone());
        }
        self.sets.push(MemberSet {
            names,
            columns,
            text: String::new(),
            numbers: Vec::new(),
        });
        Ok(self.sets.len() - 1)
    }

    fn problem(
        &self,
        line: &str,
        number: usize,
        span: std::ops::Range<usize>,
        kind: SeedProblem,
    ) -> Problem {
        let mut location = location(&self.shown, line, span);
        location.line = number;
        Problem {
            path: self.shown.clone(),
            location: Some(location),
            kind: kind.into(),
        }
    }
}

/// Adds the members' values to the set's rows; a value that can't be one is given back.
fn push_row<'j>(
    set: &mut MemberSet,
    Members(members): &Members<'j>,
) -> Result<(), (&'j str, SeedProblem)> {
    for (index, (name, column)) in set.names.iter().zip(&set.columns).enumerate() {
        if index > 0 {
            set.text.push('\t');
        }
        // Mostly the order is the same, too.
        let found = (members.get(index).filter(|(own, _)| own == name))
            .or_else(|| members.iter().find(|(own, _)| own == name));
        let Some((_, value)) = found else {
            continue;
        };
        match as_input(value, column) {
            Ok(Some(text)) => push_escaped(&mut set.text, &text),
            Ok(None) => set.text.push_str("\\N"),
            Err(kind) => return Err((value.get(), kind)),
        }
    }
    set.text.push('\n');
    Ok(())
}

/// Where `part`, which is a piece of `line`, begins in it.
fn offset(line: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize)
}

/// Where the member `name` is named in `line`, without its quotes; the line's start when that can't be told.
fn name_span(line: &str, name: &str) -> std::ops::Range<usize> {
    match line.find(&format!("\"{name}\"")) {
        Some(quote) => quote + 1..quote + 1 + name.len(),
        None => 0..0,
    }
}

/// The members of one line as fields, with their names.
pub(super) fn fields(line: &str) -> Vec<(String, FieldSpan)> {
    let Ok(Members(members)) = serde_json::from_str::<Members<'_>>(line) else {
        return Vec::new();
    };
    let field = |(name, value): (Cow<'_, str>, &RawValue)| {
        let text = value.get();
        let start = offset(line, text);
        let value = match text {
            "null" => None,
            _ => Some(serde_json::from_str(text).unwrap_or_else(|_| text.to_owned())),
        };
        let span = start..start + text.len();
        (name.into_owned(), FieldSpan { span, value })
    };
    members.into_iter().map(field).collect()
}
