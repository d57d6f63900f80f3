//! The rows of a data file as COPY takes them, piece by piece.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::SeedFile;
use super::csv::{self, FieldSpan, LineEnd, Quotes};
use super::csv_text::CsvText;
use super::decoded::{Decoded, problem};
use super::find::{Wanted, cuts, find_record};
use super::lines::{Lines, MEBIBYTE, ROW_BYTES, Stretch};
use super::ndjson::Converter;
use super::tsv;
use crate::migration::{Checksum, Location, Problem, ProblemKind, SeedProblem, location};
use crate::plan::{DataFormat, TableShape};

/// How much is read for the names of the columns.
const HEADER_BYTES: usize = MEBIBYTE;

/// A piece of a data file.
#[derive(Debug)]
pub enum Piece {
    /// What follows has other columns. Always the first piece; only of NDJSON there may be further
    /// ones.
    Columns(Header),
    /// Whole rows.
    Data {
        /// In COPY's text format.
        bytes: Vec<u8>,
        /// How many rows that is.
        rows: u64,
        /// Of NDJSON: which rows of the file they are, 1-based.
        numbers: Vec<usize>,
    },
}

/// The columns of what follows.
#[derive(Debug, Clone, Default)]
pub struct Header {
    /// As the file spells them.
    pub names: Vec<String>,
    /// Where each is named; of NDJSON, whose members are looked up while it is read, nowhere.
    pub places: Vec<Location>,
    /// Of TSV, whose lines go as they are: how many come before the first one of the data.
    pub lines: usize,
}

/// A data file that is being read.
pub struct Rows {
    file: SeedFile,
    lines: Lines,
    reader: Reader,
    /// How many rows were read.
    rows: u64,
    /// How much was read of a CSV row whose quote is open, or more.
    open_bytes: usize,
    ready: VecDeque<Piece>,
    is_begun: bool,
}

enum Reader {
    Csv(CsvText),
    Tsv,
    Ndjson(Converter),
}

impl Rows {
    /// Opens `file`, whose rows go to `table`; `read` counts the bytes read.
    ///
    /// # Errors
    /// It can't be opened.
    pub fn open(
        file: &SeedFile,
        format: DataFormat,
        table: Arc<TableShape>,
        read: Arc<AtomicU64>,
    ) -> Result<Self, Problem> {
        Ok(Self {
            file: file.clone(),
            lines: Lines::new(file, Decoded::open(file, read)?, cuts(format)),
            rows: 0,
            open_bytes: 0,
            reader: match format {
                // Its first line tells more.
                DataFormat::Csv => Reader::Csv(CsvText::new(LineEnd::default())),
                DataFormat::Tsv => Reader::Tsv,
                DataFormat::Ndjson => Reader::Ndjson(Converter::new(&file.shown, table)),
            },
            ready: VecDeque::new(),
            is_begun: false,
        })
    }

    /// The next piece; `None` when the file is over.
    ///
    /// # Errors
    /// What is wrong with the file, as far as it was read.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, Problem> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                self.is_begun = true;
                return Ok(Some(piece));
            }
            let stretch = match self.lines.next_stretch() {
                // It belongs to a row that begins before it.
                Err(problem) if is_endless(&problem) && self.is_cut_short() => {
                    return Err(self.bad_row(endless_quote(ROW_BYTES)));
                }
                stretch => stretch?,
            };
            match stretch {
                Some(stretch) => self.read(stretch)?,
                None if self.is_cut_short() => return Err(self.bad_row(SeedProblem::OpenQuote)),
                None if self.is_begun => return Ok(None),
                None => return Err(problem(self.lines.shown(), SeedProblem::Empty.into())),
            }
        }
    }

    /// The checksum of the whole file, as it lies on the disk.
    ///
    /// # Errors
    /// It can't be read.
    pub fn checksum(self) -> Result<Checksum, Problem> {
        self.lines.checksum()
    }

    fn read(&mut self, mut stretch: Stretch) -> Result<(), Problem> {
        if let Reader::Ndjson(converter) = &mut self.reader {
            for (index, line) in stretch.text.lines().enumerate() {
                converter.add(line, stretch.lines_before + index + 1)?;
            }
            self.ready.extend(converter.take());
            return Ok(());
        }
        if !self.is_begun {
            let Some(rest) = self.read_header(stretch)? else {
                return Ok(());
            };
            stretch = rest;
        }
        let length = stretch.text.len();
        let (bytes, rows) = match &mut self.reader {
            Reader::Csv(csv) => csv.rows(&stretch.text).map_err(|stray| {
                self.rows += stray.rows;
                self.bad_row(stray.into())
            })?,
            _ => self.read_tsv(stretch)?,
        };
        self.rows += rows;
        self.open_bytes = match (self.is_cut_short(), rows) {
            (false, _) => 0,
            (true, 0) => self.open_bytes + length,
            (true, _) => length,
        };
        if self.open_bytes > ROW_BYTES {
            return Err(self.bad_row(endless_quote(ROW_BYTES)));
        }
        if !bytes.is_empty() {
            self.ready.push_back(Piece::Data {
                bytes,
                rows,
                numbers: Vec::new(),
            });
        }
        Ok(())
    }

    /// Whether quotes are open behind what was read.
    fn is_cut_short(&self) -> bool {
        matches!(&self.reader, Reader::Csv(csv) if csv.quotes() == Quotes::Open)
    }

    /// What is wrong with the row behind those that were read, which is looked up from the start of
    /// the file: it may begin far before what was read last.
    fn bad_row(&self, kind: SeedProblem) -> Problem {
        let number = usize::try_from(self.rows + 1).unwrap_or(usize::MAX);
        let found = find_record(&self.file, DataFormat::Csv, &Wanted::Number(number));
        let location = found.map(|mut record| match kind {
            SeedProblem::OpenQuote | SeedProblem::EndlessQuote { .. } => {
                record.fields.pop().map(|last| last.location)
            }
            _ => Some(record.location),
        });
        Problem {
            path: self.lines.shown().to_owned(),
            location: location.flatten(),
            kind: kind.into(),
        }
    }

    /// A quote among the columns' names that nothing closes.
    fn open_header(&self, text: &str, kind: SeedProblem) -> Problem {
        let span = csv::fields(text).pop().map(|last| last.span);
        Problem {
            path: self.lines.shown().to_owned(),
            location: span.map(|span| location(self.lines.shown(), text, span)),
            kind: kind.into(),
        }
    }

    /// Takes the first record for the columns; what follows it.
    fn read_header(&mut self, mut stretch: Stretch) -> Result<Option<Stretch>, Problem> {
        let is_csv = matches!(self.reader, Reader::Csv(_));
        let (end, ends) = loop {
            let found = match is_csv {
                true => csv::first_end(&stretch.text),
                false => stretch.text.find('\n').map(|at| (at + 1, LineEnd::Lf)),
            };
            match found {
                Some(found) => break found,
                // A name with a line break in it, or a file without a line break at its end.
                None => match self.lines.next_stretch()? {
                    Some(more) if stretch.text.len() <= HEADER_BYTES => {
                        stretch.text.push_str(&more.text);
                    }
                    Some(_) => {
                        return Err(self.open_header(&stretch.text, endless_quote(HEADER_BYTES)));
                    }
                    None if is_csv && Quotes::Closed.behind(&stretch.text) == Quotes::Open => {
                        return Err(self.open_header(&stretch.text, SeedProblem::OpenQuote));
                    }
                    None => break (stretch.text.len(), LineEnd::Lf),
                },
            }
        };
        if is_csv {
            self.reader = Reader::Csv(CsvText::new(ends));
        }
        let rest = stretch.text.split_off(end);
        if stretch.text.trim().is_empty() {
            return Err(problem(self.lines.shown(), SeedProblem::Empty.into()));
        }
        let fields = match is_csv {
            true => csv::fields(&stretch.text),
            false => tsv::fields(&stretch.text),
        };
        let lines_before = stretch.lines_before + stretch.text.matches('\n').count();
        let place =
            |field: &FieldSpan| location(self.lines.shown(), &stretch.text, field.span.clone());
        let header = Header {
            places: fields.iter().map(place).collect(),
            names: fields
                .into_iter()
                .map(|field| field.value.unwrap_or_default())
                .collect(),
            lines: lines_before,
        };
        self.ready.push_back(Piece::Columns(header));
        self.is_begun = true;
        Ok((!rest.is_empty()).then_some(Stretch {
            text: rest,
            lines_before,
        }))
    }

    /// A line `\.` ends the data, as psql and pg_dump write it; nothing may follow.
    fn read_tsv(&mut self, mut stretch: Stretch) -> Result<(Vec<u8>, u64), Problem> {
        let bytes = stretch.text.as_bytes();
        let starts =
            std::iter::once(0).chain(stretch.text.match_indices('\n').map(|(at, _)| at + 1));
        let mark = starts
            .into_iter()
            .find(|start| tsv::is_end_mark(bytes, *start));
        if let Some(mark) = mark {
            let rest = stretch.text.split_off(mark);
            let mut follows = !rest.trim_start_matches("\\.").trim().is_empty();
            while !follows && let Some(more) = self.lines.next_stretch()? {
                follows = !more.text.trim().is_empty();
            }
            if follows {
                let mut place = location(self.lines.shown(), &rest, 0..2);
                place.line += stretch.lines_before + stretch.text.matches('\n').count();
                return Err(Problem {
                    path: self.lines.shown().to_owned(),
                    location: Some(place),
                    kind: SeedProblem::EndMarker.into(),
                });
            }
        }
        let rows = stretch.text.lines().count() as u64;
        Ok((stretch.text.into_bytes(), rows))
    }
}

fn is_endless(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::Seed(SeedProblem::EndlessLine { .. })
    )
}

fn endless_quote(bytes: usize) -> SeedProblem {
    SeedProblem::EndlessQuote {
        mebibytes: bytes / MEBIBYTE,
    }
}
