//! What the bench was asked to do.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

pub(crate) struct Arguments {
    /// The proj-migrate to measure.
    pub(crate) binary: PathBuf,
    /// Pairs of runs a comparison; its own default when absent.
    pub(crate) pairs: Option<usize>,
    chosen: Vec<String>,
}

impl Arguments {
    /// # Errors
    /// An argument that the bench doesn't know.
    pub(crate) fn read() -> Result<Self> {
        let mut arguments = Self {
            binary: PathBuf::from(env!("CARGO_BIN_EXE_proj-migrate")),
            pairs: None,
            chosen: Vec::new(),
        };
        for argument in std::env::args().skip(1) {
            match argument.split_once('=') {
                Some(("--pairs", count)) => {
                    let count = count.parse().context("--pairs wants a number")?;
                    arguments.pairs = Some(count);
                }
                Some(("--binary", path)) => arguments.binary = PathBuf::from(path),
                None if argument == "--bench" => {} // cargo passes it to every bench
                None if matches!(argument.as_str(), "no-op" | "thousand") => {
                    arguments.chosen.push(argument);
                }
                _ => {
                    bail!("unknown argument {argument}: no-op, thousand, --pairs=N, --binary=PATH")
                }
            }
        }
        Ok(arguments)
    }

    /// Whether a comparison was asked for; all are when none is named.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.chosen.is_empty() || self.chosen.iter().any(|chosen| chosen == name)
    }
}
