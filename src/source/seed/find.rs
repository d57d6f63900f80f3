//! One row of a data file, found again: to show where the server refused it. Reads the file from its
//! start and keeps one row at a time, or as much of it as the reader keeps.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::SeedFile;
use super::csv::{self, FieldSpan, LineEnd, Quotes};
use super::decoded::Decoded;
use super::lines::{Cuts, Lines, ROW_BYTES};
use super::{ndjson, tsv};
use crate::migration::{Location, location};
use crate::plan::DataFormat;

/// The row that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The one in this line (1-based), or the first one behind it that the clue fits: COPY doesn't
    /// count a line break behind a backslash.
    Line {
        /// As COPY counts.
        line: usize,
        /// What else is known of it.
        clue: Option<Clue>,
    },
    /// The one of this number (1-based) among the file's rows.
    Number(usize),
    /// The first one with these values.
    Values(Vec<(String, String)>),
    /// The last one with these values.
    Last(Vec<(String, String)>),
}

/// What is known of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clue {
    /// The value of a column, perhaps cut.
    Value {
        /// The column.
        column: String,
        /// What it begins with.
        start: String,
    },
    /// What the row's text begins with.
    Text(String),
}

/// A row that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRecord {
    /// Its fields.
    pub fields: Vec<Field>,
    /// All of it, as far as it stands in its first line.
    pub location: Location,
}

/// A field of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The column, as the file spells it; `None` beyond the last one that the first line names.
    pub column: Option<String>,
    /// The value; `None` is NULL.
    pub value: Option<String>,
    /// Where it stands.
    pub location: Location,
}

impl FoundRecord {
    /// The field of `column`, however it is spelt.
    #[must_use]
    pub fn field(&self, column: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.is_of(column))
    }
}

impl Field {
    fn is_of(&self, column: &str) -> bool {
        let own = self.column.as_deref().map(str::trim);
        own.is_some_and(|own| own == column || own.to_lowercase() == column)
    }
}

/// The row; `None` when there is none, or the file can't be read again.
#[must_use]
pub fn find_record(file: &SeedFile, format: DataFormat, wanted: &Wanted) -> Option<FoundRecord> {
    let decoded = Decoded::open(file, Arc::new(AtomicU64::new(0))).ok()?;
    let mut walk = Walk {
        lines: Lines::new(file, decoded, cuts(format)),
        format,
        ends: None,
        text: String::new(),
        at: 0,
        line: 1,
    };
    let header = match format {
        DataFormat::Csv => Some(csv::fields(&walk.next()?.1)),
        DataFormat::Tsv => Some(tsv::fields(&walk.next()?.1)),
        DataFormat::Ndjson => None,
    };
    let names = header.map(|fields| {
        fields
            .into_iter()
            .map(|field| field.value)
            .collect::<Vec<_>>()
    });
    let mut number = 0;
    // The best so far: what fits but for the clue, or the last of several.
    let mut best = None;
    while let Some((line, text)) = walk.next() {
        if format == DataFormat::Ndjson && text.trim().is_empty() {
            continue;
        }
        number += 1;
        let record = || found(&file.shown, (line, &text), format, names.as_deref());
        match wanted {
            Wanted::Line { line, clue } if *line < walk.line => {
                let record = record();
                if clue.as_ref().is_none_or(|clue| clue.fits(&record, &text)) {
                    return Some(record);
                }
                best.get_or_insert(record);
            }
            Wanted::Number(wanted) if *wanted == number => return Some(record()),
            Wanted::Values(values) if has(&record(), values) => return Some(record()),
            Wanted::Last(values) if has(&record(), values) => best = Some(record()),
            _ => {}
        }
    }
    best
}

impl Clue {
    fn fits(&self, record: &FoundRecord, text: &str) -> bool {
        match self {
            Self::Text(start) => text.starts_with(start),
            Self::Value { column, start } => {
                let value = record
                    .field(column)
                    .and_then(|field| field.value.as_deref());
                value.is_some_and(|value| value.starts_with(start))
            }
        }
    }
}

fn has(record: &FoundRecord, values: &[(String, String)]) -> bool {
    values.iter().all(|(column, value)| {
        let field = record.field(column);
        field.is_some_and(|field| {
            field
                .value
                .as_deref()
                .is_some_and(|own| is_same(own, value))
        })
    })
}

/// Whether both spell the same value: as texts, as numbers, or but for the case of letters where
/// the server writes what it has read (identifiers, booleans).
fn is_same(own: &str, value: &str) -> bool {
    let numbers = || Some((own.trim().parse::<f64>().ok()?, value.parse::<f64>().ok()?));
    own == value
        || own.trim().eq_ignore_ascii_case(value)
        || numbers().is_some_and(|(own, value)| own == value)
}

/// Where a file of this format may be cut.
pub(super) fn cuts(format: DataFormat) -> Cuts {
    match format {
        DataFormat::Csv => Cuts::CarriageReturns,
        DataFormat::Tsv | DataFormat::Ndjson => Cuts::Lines,
    }
}

/// The records of a file, each with the number of its first line.
struct Walk {
    lines: Lines,
    format: DataFormat,
    /// Of a CSV file, once it is known.
    ends: Option<LineEnd>,
    text: String,
    at: usize,
    /// Of the line that comes next, 1-based.
    line: usize,
}

impl Walk {
    fn next(&mut self) -> Option<(usize, String)> {
        let first = self.line;
        let mut record = self.next_line()?;
        if self.format == DataFormat::Csv {
            let mut quotes = Quotes::Closed.behind(&record);
            while quotes == Quotes::Open
                && record.len() <= ROW_BYTES
                && let Some(more) = self.next_line()
            {
                quotes = quotes.behind(&more);
                record.push_str(&more);
            }
        }
        Some((first, record))
    }

    fn next_line(&mut self) -> Option<String> {
        let mut line = String::new();
        loop {
            if self.at >= self.text.len() {
                let Ok(Some(more)) = self.lines.next_stretch() else {
                    break;
                };
                (self.text, self.at) = (more.text, 0);
            }
            let last_char = self.ends().last_char();
            let part = self
                .text
                .get(self.at..)?
                .split_inclusive(last_char)
                .next()?;
            self.at += part.len();
            line.push_str(part);
            if line.ends_with(last_char) || line.len() > ROW_BYTES {
                break;
            }
        }
        self.line += 1;
        (!line.is_empty()).then_some(line)
    }

    fn ends(&mut self) -> LineEnd {
        if self.format != DataFormat::Csv {
            return LineEnd::Lf;
        }
        let text = &self.text;
        let first = || csv::first_end(text).map_or(LineEnd::Lf, |(_, ends)| ends);
        *self.ends.get_or_insert_with(first)
    }
}

fn found(
    shown: &str,
    (line, text): (usize, &str),
    format: DataFormat,
    names: Option<&[Option<String>]>,
) -> FoundRecord {
    let at = |span: std::ops::Range<usize>| {
        let mut place = location(shown, text, span);
        place.line += line - 1;
        place
    };
    let named: Vec<(Option<String>, FieldSpan)> = match (format, names) {
        (DataFormat::Ndjson, _) => (ndjson::fields(text).into_iter())
            .map(|(name, field)| (Some(name), field))
            .collect(),
        (_, names) => {
            let fields = match format {
                DataFormat::Csv => csv::fields(text),
                _ => tsv::fields(text),
            };
            let names = names.unwrap_or_default().iter().cloned();
            let names = names.chain(std::iter::repeat(None));
            names.zip(fields).collect()
        }
    };
    FoundRecord {
        fields: (named.into_iter())
            .map(|(column, field)| Field {
                column,
                value: field.value,
                location: at(field.span),
            })
            .collect(),
        location: at(0..text.len()),
    }
}
