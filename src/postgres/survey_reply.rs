//! The survey's reply as it arrives: facts, and the rows of the ledger, which become lists at
//! once where no more is wanted of them. A thousand kept rows cost as much as sending them.

use tokio_postgres::{SimpleQueryMessage, SimpleQueryRow};

use super::error::Error;
use super::reply::{ResultSets, Take};
use super::survey_sql::Detail;
use crate::plan::AppliedLists;

/// What has arrived.
pub(super) struct SurveyReply {
    sets: ResultSets,
    /// `None` where rows are wanted.
    lists: Option<AppliedLists>,
    is_at_rows: bool,
}

impl SurveyReply {
    /// Nothing yet, to a survey of so much detail.
    pub(super) fn new(detail: Detail) -> Self {
        Self {
            sets: ResultSets::default(),
            lists: (detail == Detail::Lists).then(AppliedLists::default),
            is_at_rows: false,
        }
    }

    /// The one row that has facts; the statements before and behind it have other columns.
    pub(super) fn facts(&self) -> Result<&SimpleQueryRow, Error> {
        let mut first = self.sets.0.iter().filter_map(|rows| rows.first());
        first
            .find(|row| row.try_get("in_recovery").is_ok())
            .ok_or_else(|| Error::Protocol("the survey returned no facts".to_owned()))
    }

    /// The ledger: lists of its rows, or its rows where these were wanted.
    pub(super) fn ledger(mut self) -> (Option<AppliedLists>, Vec<SimpleQueryRow>) {
        match self.lists {
            Some(lists) => (Some(lists), Vec::new()),
            None => (None, self.sets.0.pop().unwrap_or_default()),
        }
    }
}

impl Take for SurveyReply {
    fn take(&mut self, message: SimpleQueryMessage) {
        if let SimpleQueryMessage::RowDescription(columns) = &message {
            self.is_at_rows = columns
                .first()
                .is_some_and(|column| column.name() == "version");
        }
        match (&mut self.lists, &message) {
            (Some(lists), SimpleQueryMessage::Row(row)) if self.is_at_rows => add(lists, row),
            _ => self.sets.take(message),
        }
    }
}

/// By index: a name would be searched for in each of thousands of rows. What isn't there makes
/// its list shorter.
fn add(lists: &mut AppliedLists, row: &SimpleQueryRow) {
    let AppliedLists {
        versions,
        checksums,
        seqs,
    } = lists;
    for (column, list) in [versions, checksums, seqs].into_iter().enumerate() {
        if let Ok(Some(value)) = row.try_get(column) {
            list.push_str(value);
            list.push(',');
        }
    }
}
