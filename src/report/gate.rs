//! The one gate to the terminal: stdout, stderr and the progress bar.
//!
//! Whoever writes a line suspends the bar, so that lines and bar never tear. A
//! reader that went away (EPIPE) is no failure: `status | head -1` ends well, and
//! a run whose listener died goes on. Any other error of stdout is kept and
//! reported at the end.

use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::plan::Reading;
use super::screen::Screen;
use super::style::{Colour, Style};
use crate::outcome::{ColourChoice, Format, Presentation, Verbosity};

/// In a narrower terminal the bar would leave no room for what is at work.
const COLUMNS_FOR_BAR: usize = 72;

/// Both streams and the bar.
pub(super) struct Gate {
    out: RefCell<Box<dyn Write>>,
    err: RefCell<Box<dyn Write>>,
    /// How stdout is coloured.
    pub(super) out_style: Style,
    /// How stderr is coloured.
    pub(super) err_style: Style,
    /// Who reads stdout.
    pub(super) reading: Reading,
    /// Whether stderr is a terminal.
    pub(super) is_seen: bool,
    /// Whether the line of the latest question has not ended yet.
    question: RefCell<Option<Arc<AtomicBool>>>,
    bars: Bars,
    bar: RefCell<Option<ProgressBar>>,
    /// What the bar says of the step at work, and whether there is more than its name.
    label: RefCell<String>,
    is_detailed: Cell<bool>,
    out_state: RefCell<OutState>,
    done: Cell<u64>,
}

/// Whether a bar may be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bars {
    /// stderr is a terminal that shows progress.
    Drawn,
    /// Nobody would see it.
    Hidden,
}

/// What became of stdout.
#[derive(Debug)]
enum OutState {
    Open,
    /// Its reader went away, or it failed and the failure was reported.
    Closed,
    Failed(io::Error),
}

impl Gate {
    /// The process's own streams.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the gate that the lint leads to"
    )]
    pub(super) fn of_process(presentation: Presentation) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let (out_style, err_style) = (
            style(presentation.colour, &out),
            style(presentation.colour, &err),
        );
        let (is_seen, out_is_seen) = (err.is_terminal(), out.is_terminal());
        let has_bar = is_seen
            && presentation.format == Format::Text
            && presentation.verbosity > Verbosity::Quiet;
        let mut gate = Self::new(Box::new(out), Box::new(err));
        gate.is_seen = is_seen;
        gate.reading = match out_is_seen {
            true => Reading::Terminal,
            false => Reading::Program,
        };
        gate.styled(
            out_style,
            err_style,
            if has_bar { Bars::Drawn } else { Bars::Hidden },
        )
    }

    /// Plain streams without a bar.
    pub(super) fn new(out: Box<dyn Write>, err: Box<dyn Write>) -> Self {
        Self {
            out: RefCell::new(out),
            err: RefCell::new(err),
            out_style: Style::PLAIN,
            err_style: Style::PLAIN,
            reading: Reading::Terminal,
            is_seen: false,
            question: RefCell::new(None),
            bars: Bars::Hidden,
            bar: RefCell::new(None),
            label: RefCell::default(),
            is_detailed: Cell::new(false),
            out_state: RefCell::new(OutState::Open),
            done: Cell::new(0),
        }
    }

    fn styled(mut self, out_style: Style, err_style: Style, bars: Bars) -> Self {
        self.out_style = out_style;
        self.err_style = err_style;
        self.bars = bars;
        self
    }

    /// Writes `text` to stdout, at once.
    pub(super) fn data(&self, text: &str) {
        if text.is_empty() || !matches!(*self.out_state.borrow(), OutState::Open) {
            return;
        }
        let mut out = self.out.borrow_mut();
        let written = self.beside_bar(|| {
            out.write_all(text.as_bytes())?;
            out.flush()
        });
        *self.out_state.borrow_mut() = match written {
            Ok(()) => OutState::Open,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => OutState::Closed,
            Err(error) => OutState::Failed(error),
        };
    }

    /// Notes that stdout lacks what was to be written; kept until the end, like its own errors.
    pub(super) fn fail(&self, error: io::Error) {
        let mut state = self.out_state.borrow_mut();
        if matches!(*state, OutState::Open) {
            *state = OutState::Failed(error);
        }
    }

    /// Writes `text` to stderr, at once. There is nobody left to tell when that fails.
    pub(super) fn say(&self, text: &str) {
        if text.is_empty() {
            return;
        }
        let new_line = match self.is_asking() {
            true => "\n",
            false => "",
        };
        self.question.replace(None);
        let mut err = self.err.borrow_mut();
        let _ = self.beside_bar(|| {
            err.write_all(new_line.as_bytes())?;
            err.write_all(text.as_bytes())?;
            err.flush()
        });
    }

    /// As [`Self::say`], over the `^C` that the terminal showed for the keys.
    pub(super) fn say_over_keys(&self, text: &str) {
        match self.is_seen && !self.is_asking() {
            true => self.say(&format!("\r{text}")),
            false => self.say(text),
        }
    }

    /// Asks; whoever reads the answer tells, by what is returned, whether its line has ended.
    pub(super) fn ask(&self, question: &str) -> Arc<AtomicBool> {
        self.say(question);
        let line_is_open = Arc::new(AtomicBool::new(true));
        self.question.replace(Some(Arc::clone(&line_is_open)));
        line_is_open
    }

    /// Whether a question stands in an open line: no answer has come.
    pub(super) fn is_asking(&self) -> bool {
        let question = self.question.borrow();
        (question.as_ref()).is_some_and(|line_is_open| line_is_open.load(Ordering::Relaxed))
    }

    /// Why stdout couldn't be written, once.
    pub(super) fn take_failure(&self) -> Option<io::Error> {
        match self.out_state.replace(OutState::Closed) {
            OutState::Failed(error) => Some(error),
            OutState::Open => {
                *self.out_state.borrow_mut() = OutState::Open;
                None
            }
            OutState::Closed => None,
        }
    }

    /// Shows the bar of a run of `steps`, when anybody can see it.
    pub(super) fn begin_bar(&self, steps: usize) {
        if self.bars == Bars::Hidden || steps == 0 {
            return;
        }
        // A run may have been before it. Dropping its bar takes it away only once its ticker has let
        // go of it, and this one's ticker draws at once: it would stand in a row that isn't empty.
        self.end_bar();
        let bar = ProgressBar::with_draw_target(
            Some(steps as u64),
            ProgressDrawTarget::term_like_with_hz(Box::new(Screen::default()), 10),
        );
        let template = match self.err_style.columns {
            Some(..COLUMNS_FOR_BAR) => "{spinner} {pos}/{len} {elapsed} {wide_msg}",
            _ => "{spinner} [{bar:24}] {pos}/{len} {elapsed} {wide_msg}",
        };
        if let Ok(look) = ProgressStyle::with_template(template) {
            bar.set_style(look.progress_chars("=> "));
        }
        // A long statement sends no event; the spinner shows that we are alive.
        bar.enable_steady_tick(Duration::from_millis(200));
        self.done.set(0);
        self.bar.replace(Some(bar));
    }

    /// Whether a bar is drawn now.
    pub(super) fn has_bar(&self) -> bool {
        self.bar.borrow().is_some()
    }

    /// Names the step at work; `label` must be escaped.
    pub(super) fn label_bar(&self, label: String) {
        if let Some(bar) = &*self.bar.borrow() {
            bar.set_message(label.clone());
            self.label.replace(label);
            self.is_detailed.set(false);
        }
    }

    /// Says more of the step at work, until told otherwise; `detail` must be escaped.
    pub(super) fn detail_bar(&self, detail: Option<&str>) {
        // A statement that was done at once has no detail to take away.
        if detail.is_none() && !self.is_detailed.get() {
            return;
        }
        if let Some(bar) = &*self.bar.borrow() {
            let label = self.label.borrow();
            bar.set_message(match detail {
                Some(detail) => format!("{label}: {detail}"),
                None => label.clone(),
            });
            self.is_detailed.set(detail.is_some());
        }
    }

    /// One step more is done.
    pub(super) fn advance_bar(&self) {
        if let Some(bar) = &*self.bar.borrow() {
            self.done.set(self.done.get() + 1);
            bar.set_position(self.done.get());
        }
    }

    /// Takes the bar away.
    pub(super) fn end_bar(&self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn beside_bar<T>(&self, write: impl FnOnce() -> T) -> T {
        match &*self.bar.borrow() {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.end_bar();
    }
}

fn style(choice: ColourChoice, stream: &(impl IsTerminal + AsFd)) -> Style {
    let is_terminal = stream.is_terminal();
    let colour = match choice {
        ColourChoice::Always => Colour::With,
        ColourChoice::Auto if is_terminal => Colour::With,
        ColourChoice::Auto | ColourChoice::Never => Colour::Without,
    };
    let size = rustix::termios::tcgetwinsize(stream).ok();
    Style {
        colour,
        // A terminal that nobody has told its size says 0.
        columns: size
            .map(|size| usize::from(size.ws_col))
            .filter(|columns| is_terminal && *columns > 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Somebody else, as its ticker may, still holds the first run's bar.
    #[test]
    fn the_next_runs_bar_finds_its_row_empty() {
        let gate = Gate::new(Box::new(io::sink()), Box::new(io::sink()));
        let gate = gate.styled(Style::PLAIN, Style::PLAIN, Bars::Drawn);
        gate.begin_bar(2);
        let first = gate.bar.borrow().clone().unwrap();
        gate.begin_bar(2);
        assert!(first.is_finished());
        assert!(gate.has_bar());
    }
}
