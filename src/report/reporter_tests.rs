//! What goes to stdout and what to stderr, and what becomes of a stdout that fails.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use serde_json::Value;

use super::Reporter;
use super::gate::Gate;
use super::samples::{self, failures, outcomes, plain};
use crate::migration::Direction;
use crate::outcome::{
    Event, Events, ExitStatus, Failure, Format, Outcome, Presentation, RunReport, Verbosity,
};

/// A stream that can be looked at, or one that fails.
#[derive(Clone, Default)]
struct Stream {
    written: Rc<RefCell<Vec<u8>>>,
    failure: Option<io::ErrorKind>,
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.failure {
            Some(kind) => Err(kind.into()),
            None => self.written.borrow_mut().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream {
    fn failing(kind: io::ErrorKind) -> Self {
        Self {
            failure: Some(kind),
            ..Self::default()
        }
    }

    fn text(&self) -> String {
        String::from_utf8(self.written.borrow().clone()).unwrap()
    }
}

/// An `up` that applies the samples' two migrations and ends in `end`: its exit
/// status and what stderr shows.
fn up(
    presentation: Presentation,
    out: &Stream,
    end: Result<Outcome, Failure>,
) -> (ExitStatus, String) {
    let err = Stream::default();
    let gate = Gate::new(Box::new(out.clone()), Box::new(err.clone()));
    let reporter = Reporter::at(gate, presentation, "up");
    for event in samples::events(plain) {
        let wanted = matches!(
            event,
            Event::Connected(_) | Event::RunBegins { .. } | Event::StepBegins(_)
        );
        if wanted || matches!(event, Event::StepDone(_) | Event::Notice { .. }) {
            reporter.emit(event);
        }
    }
    (reporter.finish(end), err.text())
}

fn done() -> Result<Outcome, Failure> {
    Ok(Outcome::Run(RunReport {
        left: Vec::new(),
        ..samples::run_report(plain, Direction::Up)
    }))
}

fn failed(name: &str) -> Result<Outcome, Failure> {
    let found = failures(plain)
        .into_iter()
        .find(|(found, _)| *found == name);
    Err(found.unwrap().1)
}

fn presentation(format: Format, verbosity: Verbosity) -> Presentation {
    Presentation {
        format,
        verbosity,
        ..Presentation::default()
    }
}

const STEPS: &str = "applied  0001_create_users  (12 ms)\n\
                     applied  0002_add_x  (1 min 5 s, stored script)\n";

#[test]
fn steps_are_data_and_the_rest_is_not() {
    let out = Stream::default();
    let (status, err) = up(Presentation::default(), &out, done());
    assert_eq!(status, ExitStatus::Done);
    assert_eq!(out.text(), STEPS);
    assert!(
        err.starts_with("host localhost:5432, database shop, role app\n"),
        "{err}"
    );
    assert!(err.contains("\n0003_add_tasks: NOTICE: column"), "{err}");
    assert!(err.ends_with("\n2 migrations applied\n"), "{err}");
}

#[test]
fn quiet_leaves_the_data_and_the_errors() {
    let quiet = presentation(Format::Text, Verbosity::Quiet);
    let out = Stream::default();
    assert_eq!(up(quiet, &out, done()), (ExitStatus::Done, String::new()));
    assert_eq!(out.text(), STEPS);

    let out = Stream::default();
    let (status, err) = up(quiet, &out, failed("statement of up"));
    assert_eq!(status, ExitStatus::Failed);
    assert!(
        err.starts_with("error: column \"nmae\" does not exist\n"),
        "{err}"
    );
}

#[test]
fn json_is_one_document_and_stderr_stays_text() {
    for (verbosity, end) in [
        (Verbosity::Normal, done()),
        (Verbosity::Quiet, done()),
        (Verbosity::Normal, failed("files")),
    ] {
        let out = Stream::default();
        let wants_hint = end.is_err();
        let (status, err) = up(presentation(Format::Json, verbosity), &out, end);
        let envelope: Value = serde_json::from_str(&out.text()).unwrap();
        assert_eq!(envelope["exit_status"], status.code());
        assert_eq!(envelope["target"]["database"], "shop");
        assert_eq!(envelope["notices"].as_array().unwrap().len(), 2);
        assert_eq!(err.contains("\nhint: "), wants_hint, "{err}");
        assert_eq!(err.contains(STEPS), verbosity == Verbosity::Normal, "{err}");
    }
}

#[test]
fn a_failure_names_the_ledger_that_the_run_met() {
    let (_, err) = up(
        Presentation::default(),
        &Stream::default(),
        failed("partial, no file"),
    );
    assert!(
        err.contains("insert into app.schema_migrations (version) values ('0004');"),
        "{err}"
    );
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let out = Stream::failing(io::ErrorKind::BrokenPipe);
    let (status, err) = up(Presentation::default(), &out, done());
    assert_eq!(status, ExitStatus::Done);
    assert!(err.ends_with("\n2 migrations applied\n"), "{err}");
    assert!(!err.contains("error"), "{err}");
}

#[test]
fn a_full_disk_is_a_failure_and_keeps_a_worse_status() {
    let full = Stream::failing(io::ErrorKind::StorageFull);
    let (status, err) = up(Presentation::default(), &full, done());
    assert_eq!(status, ExitStatus::Failed);
    assert!(
        err.ends_with("error: cannot write to standard output: no storage space\n"),
        "{err}"
    );

    let (status, _) = up(Presentation::default(), &full, failed("partial, no file"));
    assert_eq!(status, ExitStatus::Refused);
}

#[test]
fn each_outcome_has_its_data_on_stdout() {
    for (name, outcome) in outcomes(plain) {
        let (out, err) = (Stream::default(), Stream::default());
        let gate = Gate::new(Box::new(out.clone()), Box::new(err.clone()));
        let reporter = Reporter::at(gate, Presentation::default(), "x");
        let expected = outcome.exit_status();
        assert_eq!(reporter.finish(Ok(outcome)), expected);
        let said_as_it_happens = [
            "down",
            "up, nothing to do",
            "up --dry-run=execute, nothing to do",
            "redo",
            "repair, nothing to do",
            "seed, nothing to do",
            "dump",
            "dump, nothing to do",
            "wait",
        ]
        .contains(&name);
        assert_eq!(out.text().is_empty(), said_as_it_happens, "{name}");
        let says_all = ["new", "create", "drop", "protect", "dump -"]
            .iter()
            .any(|command| name.starts_with(command) && !name.starts_with("dump --check"));
        assert_eq!(err.text().is_empty(), says_all, "{name}");
    }
}
