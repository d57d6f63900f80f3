//! Runs two contenders in turns and sums up their times. Interleaved and in
//! alternating order, so that a slow minute of the machine hits both alike.

use std::fmt;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::run;

/// Untimed runs of each contender first: caches, the server's catalogues.
const WARM_UPS: usize = 2;

/// The pause before each run: the server's process for the run before is still ending when
/// that run's program has, and would take time from whoever comes next.
const PAUSE: Duration = Duration::from_millis(20);

/// A program to measure.
pub(crate) struct Contender<'a> {
    name: &'static str,
    run: &'a dyn Fn() -> Result<Duration>,
}

impl<'a> Contender<'a> {
    pub(crate) fn new(name: &'static str, run: &'a dyn Fn() -> Result<Duration>) -> Self {
        Self { name, run }
    }
}

/// Two contenders' times, pair by pair in the order measured.
pub(crate) struct Comparison {
    title: String,
    names: [&'static str; 2],
    pairs: Vec<[f64; 2]>,
}

/// The time from starting a process to having seen it end.
///
/// # Errors
/// The command can't be started or doesn't succeed.
pub(crate) fn timed(command: Command) -> Result<Duration> {
    thread::sleep(PAUSE);
    let start = Instant::now();
    run(command)?;
    Ok(start.elapsed())
}

/// `pairs` runs of each, A B, B A, A B, …
///
/// # Errors
/// A run that fails ends the comparison.
pub(crate) fn interleaved(
    title: &str,
    pairs: usize,
    contenders: [Contender<'_>; 2],
) -> Result<Comparison> {
    ensure!(pairs > 0, "no pairs to run");
    let [first, second] = &contenders;
    for _ in 0..WARM_UPS {
        (first.run)()?;
        (second.run)()?;
    }
    let mut measured = Vec::with_capacity(pairs);
    for pair in 0..pairs {
        let mut seconds = [0.0; 2];
        if pair % 2 == 0 {
            seconds[0] = (first.run)()?.as_secs_f64();
            seconds[1] = (second.run)()?.as_secs_f64();
        } else {
            seconds[1] = (second.run)()?.as_secs_f64();
            seconds[0] = (first.run)()?.as_secs_f64();
        }
        measured.push(seconds);
    }
    Ok(Comparison {
        title: title.to_owned(),
        names: [first.name, second.name],
        pairs: measured,
    })
}

impl Comparison {
    /// The first contender's median over the second's.
    pub(crate) fn ratio(&self) -> f64 {
        quantile(&self.times(0), 0.5) / quantile(&self.times(1), 0.5)
    }

    /// One contender's times, ascending.
    fn times(&self, contender: usize) -> Vec<f64> {
        sorted(self.pairs.iter().map(|pair| pair[contender]))
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The value below which the share `at` of the ascending `values` lies,
/// interpolated between neighbours; 0 for no values.
fn quantile(values: &[f64], at: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else {
        return 0.0;
    };
    #[expect(clippy::cast_precision_loss, reason = "a few hundred runs at most")]
    let position = at * last as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the last index"
    )]
    let below = position.floor() as usize;
    let (low, high) = (values[below], values[(below + 1).min(last)]);
    low + (high - low) * position.fract()
}

impl fmt::Display for Comparison {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{} ({} pairs)", self.title, self.pairs.len())?;
        for (contender, name) in self.names.iter().enumerate() {
            let times = self.times(contender);
            let milliseconds = |at| quantile(&times, at) * 1000.0;
            writeln!(
                out,
                "  {name:<26} median {:8.2} ms   quartiles {:8.2} – {:8.2}   range {:8.2} – {:8.2}",
                milliseconds(0.5),
                milliseconds(0.25),
                milliseconds(0.75),
                milliseconds(0.0),
                milliseconds(1.0)
            )?;
        }
        let ratios = sorted(self.pairs.iter().map(|pair| pair[0] / pair[1]));
        writeln!(
            out,
            "  ratio of medians {:.3}   ratio within pairs: median {:.3}, quartiles {:.3} – {:.3}",
            self.ratio(),
            quantile(&ratios, 0.5),
            quantile(&ratios, 0.25),
            quantile(&ratios, 0.75)
        )
    }
}
