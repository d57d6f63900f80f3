//! Whoever hears of everything and shows it: events as they come, the outcome at
//! the end.

use std::cell::RefCell;
use std::io;

use super::gate::Gate;
use super::heard::Heard;
use super::json::Envelope;
use super::message::Message;
use super::scene::Scene;
use super::{
    corrections, database, dump, escape, event, failure, load, plan, progress, protection, run,
    seed, status, trial,
};
use crate::outcome::{
    Event, Events, ExitStatus, Failure, Format, Outcome, Presentation, Verbosity,
};

/// Shows one command's events and its end.
pub struct Reporter {
    presentation: Presentation,
    pub(super) gate: Gate,
    scene: RefCell<Scene>,
    heard: RefCell<Heard>,
}

impl Reporter {
    /// A reporter for the command `command_name` (as typed: `up`; none when the command line
    /// can't be read that far) on this process's streams.
    pub fn new(presentation: Presentation, command_name: Option<&str>) -> Self {
        let gate = Gate::of_process(presentation);
        Self::at(gate, presentation, command_name.unwrap_or_default())
    }

    /// A reporter that writes through `gate`.
    pub(super) fn at(gate: Gate, presentation: Presentation, command_name: &str) -> Self {
        Self {
            presentation,
            gate,
            scene: RefCell::new(Scene {
                command: command_name.to_owned(),
                ledger: None,
            }),
            heard: RefCell::default(),
        }
    }

    /// Shows how the command ended, and returns the exit status that it means.
    /// When stdout couldn't be written (a full disk, not a reader that went away),
    /// that is said and a success becomes [`ExitStatus::Failed`].
    pub fn finish(self, result: Result<Outcome, Failure>) -> ExitStatus {
        self.gate.end_bar();
        let status = match &result {
            Ok(outcome) => outcome.exit_status(),
            Err(failure) => failure.exit_status(),
        };
        let scene = self.scene.borrow();
        let mut messages = match &result {
            Ok(_) => Vec::new(),
            Err(failure) => failure::messages(&scene, failure),
        };
        if matches!(status, ExitStatus::Interrupted(_)) && self.gate.is_asking() {
            // Nothing is written before somebody agrees.
            messages = (messages.into_iter())
                .map(|message| message.prose("nothing was changed"))
                .collect();
        }
        match (self.presentation.format, &result) {
            (Format::Json, _) => {
                let heard = self.heard.borrow();
                let envelope = Envelope::new(scene.command(), status, &heard, &result, &messages);
                self.gate.data(&envelope.render());
            }
            (Format::Text, Ok(outcome)) => self.show(outcome),
            (Format::Text, Err(_)) => {}
        }
        let text = failure::text(&messages, self.gate.err_style);
        match status {
            ExitStatus::Interrupted(_) => self.gate.say_over_keys(&text),
            _ => self.gate.say(&text),
        }
        match self.gate.take_failure() {
            None => status,
            Some(error) => {
                let message = Message::error(format!("cannot write to standard output: {error}"));
                self.gate.say(&message.render(self.gate.err_style));
                match status {
                    ExitStatus::Done | ExitStatus::Found => ExitStatus::Failed,
                    other => other,
                }
            }
        }
    }

    fn show(&self, outcome: &Outcome) {
        let (data, summary) = match outcome {
            Outcome::New(new) => (format!("{}\n", escape::line(&new.path)), String::new()),
            Outcome::Run(report) => (String::new(), run::summary(report)),
            Outcome::Trial(report) => (trial::steps(report), trial::summary(report)),
            Outcome::Dump(report) => {
                let data = dump::data(report, self.gate.reading, self.gate.out_style);
                (data, dump::summary(report))
            }
            Outcome::Database(report) => (database::line(report), String::new()),
            Outcome::Wait(report) => (String::new(), database::up(report)),
            Outcome::Protect(report) => (protection::line(report), String::new()),
            Outcome::Plan(report) => {
                if let Err(lost) =
                    plan::list(report, self.gate.reading, |text| self.gate.data(text))
                {
                    self.gate.fail(io::Error::other(lost));
                }
                (String::new(), plan::summary(report))
            }
            // dbmate's `status --quiet` says nothing: its exit status does.
            Outcome::Status(_) if self.presentation.verbosity == Verbosity::Quiet => return,
            Outcome::Status(report) => {
                let shown = status::table(report, self.gate.out_style);
                let summary = status::summary(report) + &status::remark(&shown);
                (shown.table, summary)
            }
            Outcome::Seed(report) => (
                seed::lines(report, self.gate.out_style),
                seed::summary(report),
            ),
            Outcome::Generated(report) => (
                seed::generated(report, self.gate.out_style),
                seed::generated_summary(report),
            ),
            Outcome::SeedList(list) => (seed::list(list), seed::list_summary(list)),
            Outcome::Corrected(report) => (
                corrections::rows(report, self.gate.out_style),
                corrections::summary(report),
            ),
            Outcome::Loaded(report) => (
                load::line(report, self.gate.out_style),
                load::summary(report),
            ),
        };
        self.gate.data(&data);
        if self.presentation.verbosity > Verbosity::Quiet {
            self.gate.say(&summary);
        }
    }

    fn draw(&self, event: &Event) {
        match event {
            Event::RunBegins { steps } => self.gate.begin_bar(*steps),
            Event::StepBegins(migration) => {
                (self.gate).label_bar(escape::line(&migration.label).into_owned());
            }
            Event::LoadBegins { path, statements } => {
                self.gate.begin_bar(*statements);
                self.gate.label_bar(escape::line(path).into_owned());
            }
            Event::Loading { .. } => self.gate.advance_bar(),
            Event::StatementDone { .. } => self.gate.detail_bar(None),
            Event::Progress {
                statement,
                statements,
                elapsed,
                phase,
                ..
            } => {
                let at = progress::short((*statement, *statements), *elapsed, phase.as_ref());
                self.gate.detail_bar(Some(&escape::line(&at)));
            }
            Event::SeedBegins(file) => {
                self.gate.advance_bar();
                self.gate.label_bar(escape::line(file).into_owned());
            }
            Event::SeedProgress { progress, .. } => {
                let at = seed::progress(progress);
                self.gate.detail_bar(Some(&escape::line(&at)));
            }
            Event::StepDone(step) => {
                self.gate.advance_bar();
                match self.presentation.format {
                    Format::Text => self.gate.data(&run::step(step, self.gate.out_style)),
                    Format::Json if self.presentation.verbosity > Verbosity::Quiet => {
                        self.gate.say(&run::step(step, self.gate.err_style));
                    }
                    Format::Json => {}
                }
            }
            _ => {}
        }
    }
}

impl Events for Reporter {
    fn emit(&self, event: Event) {
        match &event {
            Event::Connected(connected) => {
                (self.scene.borrow_mut().ledger).clone_from(&connected.ledger);
            }
            Event::LedgerCreated(ledger) => {
                self.scene.borrow_mut().ledger = Some(ledger.clone());
            }
            _ => {}
        }
        if self.presentation.format == Format::Json {
            self.heard.borrow_mut().remember(&event);
        }
        let (verbosity, style) = (self.presentation.verbosity, self.gate.err_style);
        // Where there is a bar, it shows what a line would.
        let is_progress = matches!(
            event,
            Event::Progress { .. } | Event::SeedProgress { .. } | Event::Loading { .. }
        );
        let is_drawn = is_progress && self.gate.has_bar();
        let text = event::text(&event, verbosity, style).filter(|_| !is_drawn);
        if let Some(text) = text {
            match event {
                Event::Interrupted(_) => self.gate.say_over_keys(&text),
                _ => self.gate.say(&text),
            }
        }
        self.draw(&event);
    }
}
