//! Everybody else: a report that holds the table, and those who only want to read it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, NoTls};

/// How many read at once, and how long each rests in between.
const READERS: usize = 4;
const REST: Duration = Duration::from_millis(5);

/// A report: it has read the table when this returns, and its transaction is open for so long.
///
/// # Errors
/// The server refuses.
pub(crate) fn hold(url: &str, held: Duration) -> Result<JoinHandle<Result<()>>> {
    let (runtime, client) = connect(url)?;
    runtime.block_on(client.simple_query("begin; select count(*) from busy"))?;
    Ok(thread::spawn(move || {
        thread::sleep(held);
        runtime.block_on(client.simple_query("commit"))?;
        Ok(())
    }))
}

/// Those who read, until they are stopped.
pub(crate) struct Readers {
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Result<(Duration, usize)>>>,
}

impl Readers {
    pub(crate) fn start(url: &str) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let threads = (0..READERS).map(|_| {
            let (url, is_over) = (url.to_owned(), Arc::clone(&is_over));
            thread::spawn(move || read(&url, &is_over))
        });
        Self {
            threads: threads.collect(),
            is_over,
        }
    }

    /// The longest query of any of them, and how many there were.
    ///
    /// # Errors
    /// One of them failed.
    pub(crate) fn stop(self) -> Result<(Duration, usize)> {
        self.is_over.store(true, Ordering::Relaxed);
        let mut all = (Duration::ZERO, 0);
        for reader in self.threads {
            let (longest, queries) = reader.join().map_err(|_| anyhow!("a reader panicked"))??;
            all = (all.0.max(longest), all.1 + queries);
        }
        Ok(all)
    }
}

fn read(url: &str, is_over: &AtomicBool) -> Result<(Duration, usize)> {
    let (runtime, client) = connect(url)?;
    let mut seen = (Duration::ZERO, 0);
    while !is_over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        runtime.block_on(client.simple_query("select count(*) from busy"))?;
        seen = (seen.0.max(begun.elapsed()), seen.1 + 1);
        thread::sleep(REST);
    }
    Ok(seen)
}

fn connect(url: &str) -> Result<(Runtime, Client)> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let client = runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        Ok::<_, tokio_postgres::Error>(client)
    })?;
    Ok((runtime, client))
}
