//! How far a section is: its statements one after the other, what is done, and the checksum of
//! that.

use super::Worker;
use super::end::{LooseEnd, own};
use super::note::Done;
use crate::migration::{PrefixChecksum, SectionStatement, Statements, TextLost};
use crate::sql::{Unit, Units};

/// Who has set a time-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeoutBy {
    /// We.
    Us,
    /// The section itself.
    Section,
}

/// A walk through the section.
pub(super) struct Walk<'w> {
    worker: Worker<'w>,
    statements: Statements,
    units: Vec<Unit>,
    /// So many statements are done; those of a unit together.
    pub(super) done: usize,
    done_prefix: PrefixChecksum,
    /// So many were taken.
    taken: usize,
    taken_prefix: PrefixChecksum,
    /// The same without data lines of the last one.
    without_data: PrefixChecksum,
    /// Whether data lines of it were read.
    has_read_data: bool,
    /// Who has set `lock_timeout`.
    pub(super) lock_timeout: TimeoutBy,
}

impl<'w> Walk<'w> {
    /// Before the first statement.
    pub(super) fn start(worker: Worker<'w>) -> Result<Self, LooseEnd> {
        let mut units = Units::default();
        let mut statements = worker.statements();
        while let Some(statement) = statements.next_statement().map_err(lost(0))? {
            units.add(statement.kind, &statement.text);
        }
        Ok(Self {
            worker,
            statements: worker.statements(),
            units: units.found(),
            done: 0,
            done_prefix: PrefixChecksum::default(),
            taken: 0,
            taken_prefix: PrefixChecksum::default(),
            without_data: PrefixChecksum::default(),
            has_read_data: false,
            lock_timeout: TimeoutBy::Us,
        })
    }

    /// Takes the next statement.
    pub(super) fn take(&mut self) -> Result<Option<SectionStatement>, LooseEnd> {
        let next = self.statements.next_statement().map_err(lost(self.done))?;
        if let Some(statement) = &next {
            self.taken = statement.index + 1;
            self.taken_prefix.add_statement(&statement.text);
            self.without_data = self.taken_prefix.clone();
            self.has_read_data = false;
        }
        Ok(next)
    }

    /// Takes data lines of the last statement.
    pub(super) fn take_lines(&mut self) -> Result<Option<String>, TextLost> {
        let lines = self.statements.next_lines()?;
        if let Some(lines) = &lines {
            self.has_read_data = true;
            self.taken_prefix.add_data(lines);
        }
        Ok(lines)
    }

    /// Goes back to the first data line of the last statement.
    pub(super) fn rewind_data(&mut self) -> Result<(), TextLost> {
        if self.has_read_data {
            self.statements = self.worker.statements();
            self.statements.statement_at(self.taken - 1)?;
            self.taken_prefix = self.without_data.clone();
            self.has_read_data = false;
        }
        Ok(())
    }

    /// Takes the next statement with its data as one that is done.
    pub(super) fn pass(&mut self) -> Result<Option<SectionStatement>, LooseEnd> {
        let statement = self.take()?;
        while self.take_lines().map_err(lost(self.done))?.is_some() {}
        self.finish();
        Ok(statement)
    }

    /// What was taken is done.
    pub(super) fn finish(&mut self) {
        self.done = self.taken;
        self.done_prefix = self.taken_prefix.clone();
    }

    /// What a note says now.
    pub(super) fn now(&self) -> Done {
        Done {
            count: self.done,
            checksum: self.done_prefix.checksum(),
        }
    }

    /// What a note says when all that was taken is done.
    pub(super) fn then(&self) -> Done {
        Done {
            count: self.taken,
            checksum: self.taken_prefix.checksum(),
        }
    }

    /// The unit that statement `index` begins.
    pub(super) fn unit_from(&self, index: usize) -> Option<Unit> {
        let mut units = self.units.iter();
        units.find(|unit| unit.statements.start == index).cloned()
    }

    /// The unit that statement `index` stands in.
    pub(super) fn unit_around(&self, index: usize) -> Option<&Unit> {
        let mut units = self.units.iter();
        units.find(|unit| unit.statements.contains(&index))
    }
}

/// The text can't be read on.
pub(super) fn lost(done: usize) -> impl Fn(TextLost) -> LooseEnd {
    move |lost| own("read on", Some(done))(lost.into())
}
