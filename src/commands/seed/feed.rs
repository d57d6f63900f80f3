//! A data file on its way to the server: a thread reads and unpacks it, a bounded channel holds a
//! few pieces, and whoever copies takes them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::numbers::RowNumbers;
use crate::migration::{Checksum, Problem};
use crate::outcome::{Beats, Event, SeedProgress};
use crate::plan::{DataFormat, TableShape};
use crate::postgres::{Error, Watch};
use crate::source::{Header, Piece, Rows, SeedFile};

/// How many pieces wait for the server.
const PIECES: usize = 8;
/// How often progress is told.
const SECOND: Duration = Duration::from_secs(1);

/// Why a file wasn't loaded.
#[derive(Debug)]
pub(super) enum LoadError {
    /// The server, or the connection.
    Server(Error),
    /// The file.
    File(Problem),
}

impl From<Error> for LoadError {
    fn from(error: Error) -> Self {
        Self::Server(error)
    }
}

/// What the thread sends.
enum Fed {
    Piece(Piece),
    Failed(Problem),
    Over(Checksum),
}

/// The receiving end.
pub(super) struct Feed<'a> {
    file: String,
    watch: Watch<'a>,
    receiver: Receiver<Fed>,
    header: Option<Header>,
    /// The file's checksum, once all of it was read.
    pub(super) checksum: Option<Checksum>,
    rows: u64,
    /// Of what was given out since the columns were told.
    numbers: RowNumbers,
    bytes: Arc<AtomicU64>,
    of_bytes: u64,
    since: Instant,
    told: Instant,
    beats: Beats,
}

impl<'a> Feed<'a> {
    /// Begins to read `file`, whose rows go to `table`.
    pub(super) fn begin(
        file: &SeedFile,
        format: DataFormat,
        table: &Arc<TableShape>,
        watch: Watch<'a>,
    ) -> Self {
        let bytes = Arc::new(AtomicU64::new(0));
        let (sender, receiver) = channel(PIECES);
        let (source, shape, read) = (file.clone(), Arc::clone(table), Arc::clone(&bytes));
        thread::spawn(move || {
            let rows = Rows::open(&source, format, shape, read);
            if let Err(problem) = rows.and_then(|rows| send(rows, &sender)) {
                // Nobody listens any more when the load has failed already.
                let _ = sender.blocking_send(Fed::Failed(problem));
            }
        });
        let now = Instant::now();
        Self {
            file: file.name.file.clone(),
            watch,
            receiver,
            header: None,
            checksum: None,
            rows: 0,
            numbers: RowNumbers::default(),
            bytes,
            of_bytes: file.bytes,
            since: now,
            told: now,
            beats: Beats::default(),
        }
    }

    /// The columns of what comes next; `None` when the file is over.
    ///
    /// # Errors
    /// The file's; a signal.
    pub(super) async fn next_header(&mut self) -> Result<Option<Header>, LoadError> {
        if self.header.is_none() && self.checksum.is_none() {
            let watch = self.watch;
            let received = watch.unless_interrupted(self.receiver.recv()).await?;
            self.take(received)?;
        }
        Ok(self.header.take())
    }

    /// The next rows with the columns told last; `None` when there are no more of them.
    ///
    /// # Errors
    /// The file's.
    pub(super) async fn next_data(&mut self) -> Result<Option<Bytes>, LoadError> {
        if self.header.is_some() || self.checksum.is_some() {
            return Ok(None);
        }
        let received = self.receiver.recv().await;
        self.tell();
        self.take(received)
    }

    /// Which rows of the file were given out since this was asked last.
    pub(super) fn take_numbers(&mut self) -> RowNumbers {
        std::mem::take(&mut self.numbers)
    }

    /// How many bytes were read.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Since when.
    pub(super) fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    fn take(&mut self, received: Option<Fed>) -> Result<Option<Bytes>, LoadError> {
        match received {
            Some(Fed::Piece(Piece::Data {
                bytes,
                rows,
                numbers,
            })) => {
                self.rows += rows;
                self.numbers.extend(numbers);
                return Ok(Some(bytes.into()));
            }
            Some(Fed::Piece(Piece::Columns(header))) => self.header = Some(header),
            Some(Fed::Over(checksum)) => self.checksum = Some(checksum),
            Some(Fed::Failed(problem)) => return Err(LoadError::File(problem)),
            None => {
                let error = Error::Protocol("the reading thread has ended".to_owned());
                return Err(LoadError::Server(error));
            }
        }
        Ok(None)
    }

    fn tell(&mut self) {
        if self.told.elapsed() < SECOND {
            return;
        }
        self.told = Instant::now();
        let elapsed = self.since.elapsed();
        let beat = self.beats.at(elapsed);
        let progress = SeedProgress {
            file: self.file.clone(),
            rows: self.rows,
            bytes: self.bytes(),
            of_bytes: self.of_bytes,
            elapsed,
        };
        self.watch
            .events
            .emit(Event::SeedProgress { progress, beat });
    }
}

fn send(mut rows: Rows, sender: &Sender<Fed>) -> Result<(), Problem> {
    while let Some(piece) = rows.next_piece()? {
        if sender.blocking_send(Fed::Piece(piece)).is_err() {
            return Ok(());
        }
    }
    let checksum = rows.checksum()?;
    // Whoever has gone away wants no checksum.
    let _ = sender.blocking_send(Fed::Over(checksum));
    Ok(())
}
