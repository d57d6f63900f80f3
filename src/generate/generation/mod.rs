//! All tables' rows: planned together, made one table after the other.
//!
//! `lists.rs` keeps the keys that foreign keys refer to, of rows that were there (`answers.rs`) and
//! of those that are made.

mod answers;
mod lists;

use super::compile::{Material, Untested, compile};
use super::copy_text;
use super::csv;
use super::model::{Catalogue, Table};
use super::obstacle::Obstacle;
use super::parents::Parents;
use super::random::Random;
use super::rows::Rows;
use super::scope::{Scope, Share};
use super::value::Value;
use super::words::Locale;
use answers::Answers;
use lists::{ListOf, grow, growing};

/// What decides the rows, besides the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Choices {
    /// The same number gives the same rows.
    pub seed: u64,
    /// Whose names and words.
    pub locale: Locale,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As seed files have them.
    Csv,
    /// As COPY's text format.
    CopyText,
}

/// The answer to a [`super::Read`]: rows of texts, `None` for NULL.
pub type Present = Vec<Vec<Option<String>>>;

/// The rows of all tables in the making.
pub struct Generation {
    tables: Vec<MadeTable>,
    lists: Vec<ListOf>,
    parents: Vec<Parents>,
    untested: Vec<Untested>,
}

/// One table whose rows are made.
struct MadeTable {
    rows: Rows,
    header: Vec<String>,
}

/// What was made at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// How many rows.
    pub rows: u64,
    /// Whether there are more.
    pub rest: Rest,
}

/// Whether a table has more rows to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// It has.
    More,
    /// These were the last.
    Nothing,
}

impl Generation {
    /// Plans the rows of `scope`; `present` answers its reads, in their order.
    ///
    /// # Errors
    /// Why there can't be such rows. Nothing was made yet.
    pub fn plan(
        catalogue: &Catalogue,
        scope: &Scope,
        present: &[Present],
        choices: Choices,
    ) -> Result<Self, Obstacle> {
        let mut lists: Vec<ListOf> = Vec::new();
        for share in &scope.shares {
            let references = catalogue
                .tables
                .get(share.table)
                .map(|table| &table.references);
            for reference in references.into_iter().flatten() {
                let list = ListOf {
                    table: reference.target,
                    columns: reference.target_columns.clone(),
                };
                if !lists.contains(&list) {
                    lists.push(list);
                }
            }
        }
        let answers = Answers {
            catalogue,
            reads: &scope.reads,
            present,
        };
        let parents: Vec<Parents> = lists.iter().map(|list| answers.parents(list)).collect();
        let mut counts: Vec<u64> = parents.iter().map(Parents::count).collect();
        let mut generation = Self {
            tables: Vec::new(),
            lists,
            parents,
            untested: Vec::new(),
        };
        for share in &scope.shares {
            if let Some(table) = catalogue.tables.get(share.table) {
                generation.add(table, *share, (&answers, &counts, choices))?;
            }
            for (list, count) in generation.lists.iter().zip(&mut counts) {
                *count += if list.table == share.table {
                    share.rows
                } else {
                    0
                };
            }
        }
        Ok(generation)
    }

    fn add(
        &mut self,
        table: &Table,
        share: Share,
        (answers, counts, choices): (&Answers<'_>, &[u64], Choices),
    ) -> Result<(), Obstacle> {
        let title = table.title();
        // Rows that are there part the streams: a second run isn't the first one again.
        let random = Random::named(choices.seed ^ table.rows, &title);
        let parents: Vec<usize> = table
            .references
            .iter()
            .filter_map(|reference| {
                let mut lists = self.lists.iter();
                lists.position(|list| {
                    list.table == reference.target && list.columns == reference.target_columns
                })
            })
            .collect();
        let mut material = Material {
            catalogue: answers.catalogue,
            share,
            greatest: &answers.greatest(share.table),
            taken: &answers.taken(share.table, table),
            parents: &parents,
            counts,
            locale: choices.locale,
            random: random.clone(),
        };
        let (plan, untested) = compile(&mut material)?;
        self.untested.extend(untested);
        let header = plan
            .written
            .iter()
            .map(|&column| table.column_name(column).to_owned());
        self.tables.push(MadeTable {
            header: header.collect(),
            rows: Rows::new(plan, random),
        });
        Ok(())
    }

    /// How many tables get rows. They are to be made in their order: parents come first.
    pub fn len(&self) -> usize {
        self.tables.len()
    }

    /// Whether no table does.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// The columns that the rows of the table at this place have.
    pub fn columns(&self, place: usize) -> &[String] {
        self.tables.get(place).map_or(&[], |table| &table.header)
    }

    /// The constraints that aren't understood: only the server can tell whether rows satisfy them.
    pub fn untested(&self) -> &[Untested] {
        &self.untested
    }

    /// Appends the CSV line that names the columns of the table at this place.
    pub fn write_header(&self, place: usize, out: &mut Vec<u8>) {
        let names: Vec<&str> = self.columns(place).iter().map(String::as_str).collect();
        csv::write_header(&names, out);
    }

    /// Appends further rows of the table at this place, until `out` has about so many bytes or there
    /// are no more.
    ///
    /// # Errors
    /// No further row was found.
    pub fn write_rows(
        &mut self,
        place: usize,
        form: Form,
        out: &mut Vec<u8>,
        bytes: usize,
    ) -> Result<Batch, Obstacle> {
        let (separator, write): (u8, fn(&Value, &mut Vec<u8>)) = match form {
            Form::Csv => (b',', csv::write_value),
            Form::CopyText => (b'\t', copy_text::write_value),
        };
        let nothing = Batch {
            rows: 0,
            rest: Rest::Nothing,
        };
        let Some(table) = self.tables.get_mut(place) else {
            return Ok(nothing);
        };
        let plan = table.rows.plan();
        let (wanted, index) = (plan.rows, plan.table);
        if table.rows.made() == 0 {
            for reference in &plan.references {
                let shared = !reference.shared.is_empty();
                if let Some(list) = self.parents.get_mut(reference.parents).filter(|_| shared) {
                    list.index(&reference.shared);
                }
            }
        }
        let growing = growing(&self.lists, &self.parents, plan, index);
        let written = plan.written.clone();
        let before = table.rows.made();
        while table.rows.made() < wanted && out.len() < bytes {
            let row = table.rows.next(&self.parents)?;
            for (at, &column) in written.iter().enumerate() {
                if at > 0 {
                    out.push(separator);
                }
                write(row.get(column).unwrap_or(&Value::Null), out);
            }
            out.push(b'\n');
            for growth in &growing {
                if let Some(list) = self.parents.get_mut(growth.list) {
                    grow(list, row, &self.lists, growth);
                }
            }
        }
        let made = table.rows.made();
        Ok(Batch {
            rows: made - before,
            rest: if made < wanted {
                Rest::More
            } else {
                Rest::Nothing
            },
        })
    }
}
