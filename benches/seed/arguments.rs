//! What the bench was asked to do.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

pub(crate) struct Arguments {
    /// The proj-migrate to measure.
    pub(crate) binary: PathBuf,
    /// Pairs of runs a comparison.
    pub(crate) pairs: usize,
    /// Rows of the compared file.
    pub(crate) rows: usize,
    /// The size of the file whose memory is measured.
    pub(crate) gigabytes: usize,
    chosen: Vec<String>,
}

impl Arguments {
    /// # Errors
    /// An argument that the bench doesn't know.
    pub(crate) fn read() -> Result<Self> {
        let mut arguments = Self {
            binary: PathBuf::from(env!("CARGO_BIN_EXE_proj-migrate")),
            pairs: 7,
            rows: 1_000_000,
            gigabytes: 2,
            chosen: Vec::new(),
        };
        for argument in std::env::args().skip(1) {
            let number = |text: &str| text.parse().context("a number is wanted");
            match argument.split_once('=') {
                Some(("--pairs", count)) => arguments.pairs = number(count)?,
                Some(("--rows", count)) => arguments.rows = number(count)?,
                Some(("--gigabytes", count)) => arguments.gigabytes = number(count)?,
                Some(("--binary", path)) => arguments.binary = PathBuf::from(path),
                None if argument == "--bench" => {} // cargo passes it to every bench
                None if matches!(argument.as_str(), "load" | "merge" | "memory") => {
                    arguments.chosen.push(argument);
                }
                _ => bail!(
                    "unknown argument {argument}: load, merge, memory, --pairs=N, --rows=N, --gigabytes=N, --binary=PATH"
                ),
            }
        }
        Ok(arguments)
    }

    /// Whether a measurement was asked for; all are when none is named.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.chosen.is_empty() || self.chosen.iter().any(|chosen| chosen == name)
    }
}
