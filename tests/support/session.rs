//! A connection of the test's own, beside those of the binary under test.

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Error, NoTls, SimpleQueryMessage};

/// An open connection; what it holds (a transaction, locks) it holds until dropped.
#[derive(Debug)]
pub(crate) struct Session {
    client: Client,
    runtime: Runtime,
}

impl Session {
    /// Connects to this URL.
    #[track_caller]
    pub(crate) fn open(url: &str) -> Self {
        Self::try_open(url).unwrap_or_else(|error| panic!("cannot connect to {url}: {error:?}"))
    }

    /// Connects, or says why not.
    pub(crate) fn try_open(url: &str) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            tokio::spawn(connection);
            Ok(client)
        })?;
        Ok(Self { client, runtime })
    }

    /// The rows of all statements, like `psql -At`: columns joined by `|`, NULL empty, a line a
    /// row without a final newline.
    #[track_caller]
    pub(crate) fn query(&self, sql: &str) -> String {
        self.try_query(sql)
            .unwrap_or_else(|error| panic!("{error:?}\nin: {sql}"))
    }

    /// As [`Self::query`], or the server's error.
    pub(crate) fn try_query(&self, sql: &str) -> Result<String, Error> {
        let messages = self.runtime.block_on(self.client.simple_query(sql))?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                let cells = (0..row.len()).map(|index| row.get(index).unwrap_or_default());
                Some(cells.collect::<Vec<_>>().join("|"))
            }
            _ => None,
        });
        Ok(rows.collect::<Vec<_>>().join("\n"))
    }
}
