//! Reading the migration files while the server is waited for, on the same thread: two threads
//! beside the server's own process would wait for each other where there are two processors.
//! Whoever looks at a thousand files has read them when the ledger's rows arrive.

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use tokio::task::{JoinError, JoinHandle, spawn_blocking, yield_now};

use crate::migration::MigrationFile;
use crate::outcome::{Failure, FailureKind};
use crate::source::{FoundFile, MigrationFiles, SourceError};

/// For how long at most an answer of the server isn't heard; one file is always read.
const SLICE: Duration = Duration::from_micros(100);

/// The migration files being read.
pub(super) struct Reading(JoinHandle<Result<Vec<MigrationFile>, Unread>>);

/// Why there are no files.
enum Unread {
    Source(SourceError),
    Thread(JoinError),
}

impl Reading {
    /// Begins to read; whoever waits for something else lets it go on.
    pub(super) fn begin(folders: &[PathBuf]) -> Self {
        Self(tokio::spawn(read(folders.to_vec())))
    }

    /// The files; none when there is no such folder: seeds do without migrations.
    pub(super) async fn finish_if_there(self) -> Result<Vec<MigrationFile>, Failure> {
        match self.end().await {
            Err(Unread::Source(SourceError::NoFolder { .. })) => Ok(Vec::new()),
            ended => ended.map_err(failure),
        }
    }

    /// The files.
    pub(super) async fn finish(self) -> Result<Vec<MigrationFile>, Failure> {
        self.end().await.map_err(failure)
    }

    async fn end(self) -> Result<Vec<MigrationFile>, Unread> {
        self.0
            .await
            .unwrap_or_else(|error| Err(Unread::Thread(error)))
    }
}

async fn read(folders: Vec<PathBuf>) -> Result<Vec<MigrationFile>, Unread> {
    // The server hears of us first, and works while the folder is listed.
    yield_now().await;
    let found = MigrationFiles::find(&folders).map_err(Unread::Source)?;
    let mut files = Vec::with_capacity(found.size_hint().0);
    let mut since = Instant::now();
    for file in found {
        files.push(match file {
            FoundFile::Read(file) => file,
            FoundFile::Large(large) => {
                let read = spawn_blocking(|| large.read()).await;
                read.map_err(Unread::Thread)?
            }
        });
        if since.elapsed() >= SLICE {
            // The server's process may have been woken on our processor, and waits for it.
            thread::yield_now();
            yield_now().await;
            since = Instant::now();
        }
    }
    Ok(files)
}

fn failure(unread: Unread) -> Failure {
    match unread {
        Unread::Source(error) => error.into(),
        Unread::Thread(error) => Failure::new(FailureKind::Io {
            attempted: "read the migrations folder".to_owned(),
            reason: error.to_string(),
            hint: None,
        }),
    }
}
