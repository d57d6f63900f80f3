//! One data file: straight into its table when that is empty, else through a temporary one and
//! merged.

mod keys;

use std::time::Duration;

use super::columns::mapped;
use super::data_file::DataFile;
use super::decide::bad_files;
use super::failures::{self, Offset};
use super::feed::{Feed, LoadError};
use crate::migration::Checksum;
use crate::outcome::{Event, Failure, FailureKind, SeedAction, SeedCounts};
use crate::plan::{GivenKey, Key, Mapped, TableShape};
use crate::postgres::{
    CopyOf, CopyTarget, Error, Facts, Merge, SeedRun, Staged, Watch, database_sql, has_rows,
};
use crate::source::Header;

/// Temporary tables are numbered by file and part.
const PARTS: usize = 100_000;

/// A file that is being loaded.
pub(super) struct Loading<'a> {
    pub(super) run: &'a SeedRun<'a>,
    pub(super) file: &'a DataFile,
    /// `--key`, if it is about this table.
    pub(super) key: Option<&'a GivenKey>,
    /// Columns that are NULL until all files of the group are loaded.
    pub(super) null_first: Vec<String>,
    /// Where, and as whom.
    pub(super) facts: &'a Facts,
    pub(super) watch: Watch<'a>,
    /// Of the file, in the run.
    pub(super) number: usize,
}

/// A file that was loaded.
pub(super) struct Loaded {
    pub(super) file: DataFile,
    pub(super) checksum: Checksum,
    pub(super) action: SeedAction,
    pub(super) counts: SeedCounts,
    pub(super) bytes: u64,
    pub(super) duration: Duration,
    /// What is to be filled in when all files of the group are loaded.
    waiting: Vec<Part>,
    null_first: Vec<String>,
}

/// Rows of one file that have the same columns; all but NDJSON have one part.
struct Part {
    names: Vec<String>,
    mapped: Mapped,
    /// `None` goes straight into the table.
    staged: Option<(Staged, Option<Key>)>,
    rows: u64,
    offset: Offset,
}

impl Part {
    /// How its rows come into the table; `None` when they are there already.
    fn merge<'a>(&'a self, table: &'a TableShape, null_first: &'a [String]) -> Option<Merge<'a>> {
        let (staged, key) = self.staged.as_ref()?;
        Some(Merge {
            staged,
            table,
            mapped: &self.mapped,
            key: key.as_ref(),
            null_first,
        })
    }
}

impl Loading<'_> {
    /// Loads the file.
    ///
    /// # Errors
    /// What is wrong with it; rows that the server refuses.
    pub(super) async fn load(&self) -> Result<Loaded, Failure> {
        let name = self.file.file.name.file.clone();
        self.watch.events.emit(Event::SeedBegins(name));
        let DataFile {
            file,
            format,
            table,
        } = self.file;
        let is_empty = !self.has_rows().await?;
        let mut feed = Feed::begin(file, *format, table, self.watch);
        let mut parts: Vec<Part> = Vec::new();
        while let Some(header) = self.next_header(&mut feed).await? {
            let known = parts.iter().position(|part| part.names == header.names);
            let index = match known {
                Some(index) => index,
                None => {
                    parts.push(self.part(header, is_empty, parts.len()).await?);
                    parts.len() - 1
                }
            };
            if let Some(part) = parts.get_mut(index) {
                self.copy(part, &mut feed).await?;
            }
        }
        let mut loaded = Loaded {
            file: self.file.clone(),
            checksum: feed.checksum.unwrap_or_else(|| Checksum::of("")),
            action: match is_empty {
                true => SeedAction::Loaded,
                false => SeedAction::Merged,
            },
            counts: SeedCounts::default(),
            bytes: feed.bytes(),
            duration: Duration::ZERO,
            waiting: Vec::new(),
            null_first: self.null_first.clone(),
        };
        self.tell_rows_apart(&parts).await?;
        for part in parts {
            self.merge(part, &mut loaded).await?;
        }
        loaded.duration = feed.elapsed();
        Ok(loaded)
    }

    async fn next_header(&self, feed: &mut Feed<'_>) -> Result<Option<Header>, Failure> {
        let header = feed.next_header().await;
        header.map_err(|error| self.failure(error, &Offset::default()))
    }

    /// A part that is new, with its temporary table if it needs one.
    async fn part(&self, header: Header, is_empty: bool, index: usize) -> Result<Part, Failure> {
        let table = self.file.table.as_ref();
        let mapped = mapped(&self.file.file, &header, table).map_err(bad_files)?;
        let is_straight = is_empty && mapped.generated.is_empty() && self.null_first.is_empty();
        let staged = match is_straight {
            true => None,
            false => {
                let key = match is_empty && self.null_first.is_empty() {
                    true => None,
                    false => Some(self.merge_key(&mapped)?),
                };
                let number = self.number * PARTS + index;
                let staged = Staged::create(self.run, table, &mapped, number).await;
                Some((staged.map_err(|error| self.unstaged(error))?, key))
            }
        };
        Ok(Part {
            names: header.names,
            mapped,
            staged,
            rows: 0,
            offset: Offset {
                lines: header.lines,
                ..Offset::default()
            },
        })
    }

    async fn has_rows(&self) -> Result<bool, Failure> {
        let found = has_rows(self.run, &self.file.table).await;
        found.map_err(|error| {
            let attempted = format!("look into {}", self.file.table.shown);
            failures::during(&attempted, error, self.watch)
        })
    }

    /// Copies the rows that come before other columns do.
    async fn copy(&self, part: &mut Part, feed: &mut Feed<'_>) -> Result<(), Failure> {
        let of = CopyOf {
            target: match &part.staged {
                Some((staged, _)) => CopyTarget::Staged(staged),
                None => CopyTarget::Table(&self.file.table),
            },
            columns: &part.mapped.columns,
        };
        let copied = self.run.copy(&of, async || feed.next_data().await).await;
        let rows = feed.take_numbers();
        match copied {
            Ok(count) => {
                part.rows += count;
                part.offset.rows.append(rows);
                Ok(())
            }
            Err(error) => {
                let lines = part.offset.lines;
                Err(self.failure(error, &Offset { lines, rows }))
            }
        }
    }

    /// Merges a part's rows, if they didn't go straight into the table.
    async fn merge(&self, part: Part, loaded: &mut Loaded) -> Result<(), Failure> {
        loaded.counts.total += part.rows;
        let Some(merge) = part.merge(&self.file.table, &self.null_first) else {
            loaded.counts.inserted += part.rows;
            return Ok(());
        };
        let of_rows = |error: Error| failures::of_merge(self.file, &part.offset, error, self.watch);
        let merged = merge.run(self.run).await.map_err(of_rows)?;
        let touched = merged.inserted + merged.updated;
        loaded.counts.inserted += merged.inserted;
        loaded.counts.updated += merged.updated;
        loaded.counts.unchanged += part.rows.saturating_sub(touched);
        if merge.key.is_some() && !self.null_first.is_empty() {
            loaded.waiting.push(part);
        }
        Ok(())
    }

    fn failure(&self, error: LoadError, offset: &Offset) -> Failure {
        match error {
            LoadError::File(problem) => bad_files(vec![problem]),
            LoadError::Server(error) => failures::of_rows(self.file, offset, error, self.watch),
        }
    }

    /// No right to make temporary tables: who gives it?
    fn unstaged(&self, error: Error) -> Failure {
        let denied = error.sqlstate() == Some("42501");
        let attempted = format!(
            "merge {}: {} has rows, so its rows go through a temporary table",
            self.file.file.shown, self.file.table.shown
        );
        let mut failure = failures::during(&attempted, error, self.watch);
        if let (true, FailureKind::Server { hint, .. }) = (denied, &mut failure.kind) {
            let database = database_sql(&self.facts.database);
            let (role, table) = (database_sql(&self.facts.role), &self.file.table.shown);
            *hint = Some(format!(
                "the role needs the right to make temporary tables, and to read the table: their owners \
                 may run `grant temporary on database {database} to {role}`, `grant select on {table} to \
                 {role}`; an empty table needs neither"
            ));
        }
        failure
    }
}

impl Loaded {
    /// Fills in what had to wait for other files.
    ///
    /// # Errors
    /// Rows that the server refuses.
    pub(super) async fn fill(&self, run: &SeedRun<'_>, watch: Watch<'_>) -> Result<(), Failure> {
        for part in &self.waiting {
            let Some(merge) = part.merge(&self.file.table, &self.null_first) else {
                continue;
            };
            let filled = merge.fill(run).await;
            filled.map_err(|error| failures::of_rows(&self.file, &part.offset, error, watch))?;
        }
        Ok(())
    }
}
