//! What is kept of a reply's messages: the rows, or how many statements were completed.

use tokio_postgres::{SimpleQueryMessage, SimpleQueryRow};

/// Whoever wants the messages of a reply.
pub(super) trait Take {
    /// Takes one message.
    fn take(&mut self, message: SimpleQueryMessage);
}

/// The rows of each statement of a message that returns rows.
#[derive(Default)]
pub(super) struct ResultSets(pub(super) Vec<Vec<SimpleQueryRow>>);

/// Counts the statements of a message that were completed. What a migration's own SELECTs
/// return is of no interest, but the first number of our checks is.
#[derive(Default)]
pub(super) struct Completed {
    /// How many were.
    pub(super) statements: usize,
    /// The first value of the first row, when it is a number.
    pub(super) number: Option<i32>,
    has_rows: bool,
}

impl Take for Completed {
    fn take(&mut self, message: SimpleQueryMessage) {
        match message {
            SimpleQueryMessage::CommandComplete(_) => self.statements += 1,
            SimpleQueryMessage::Row(row) if !self.has_rows => {
                self.has_rows = true;
                let first = row.try_get(0).ok().flatten();
                self.number = first.and_then(|text| text.parse().ok());
            }
            _ => {}
        }
    }
}

impl Take for ResultSets {
    fn take(&mut self, message: SimpleQueryMessage) {
        match message {
            SimpleQueryMessage::RowDescription(_) => self.0.push(Vec::new()),
            SimpleQueryMessage::Row(row) => {
                if let Some(rows) = self.0.last_mut() {
                    rows.push(row);
                }
            }
            _ => {}
        }
    }
}
