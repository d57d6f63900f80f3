//! Every text of this room in one file, `gallery.txt`: what people will read,
//! reviewed as they will read it. When a text changes on purpose, the failing
//! test has written the new gallery beside the test binary: look at it, copy it.

use std::fmt::Write as _;

use super::message::Severity;
use super::samples::{self, Twist, failures, hostile, outcomes, plain, warnings};
use super::style::Style;
use super::{
    corrections, database, dump, event, failure, load, plan, problem, run, seed, status, trial,
    warning,
};
use crate::outcome::{Event, Outcome, Verbosity};

/// All texts, each below its name.
fn gallery(t: Twist, style: Style) -> String {
    let mut text = String::new();
    let mut put = |name: &str, shown: String| {
        let _ = write!(text, "## {name}\n{shown}\n");
    };
    for (name, failed) in failures(t) {
        let scene = samples::scene_of(command(name));
        put(
            name,
            failure::text(&failure::messages(&scene, &failed), style),
        );
    }
    for (_, failed) in failures(t).iter().filter(|(name, _)| *name == "modified") {
        let messages = failure::messages(&samples::scene_of("down"), failed);
        put("modified, met by down", failure::text(&messages, style));
    }
    for found in warnings(t) {
        put("warning", warning::message(&found).render(style));
    }
    for found in samples::problems(t) {
        put(
            "problem",
            problem::message(Severity::Warning, &found).render(style),
        );
    }
    for (name, outcome) in outcomes(t) {
        put(name, show(&outcome, style));
    }
    for verbosity in [Verbosity::Quiet, Verbosity::Normal, Verbosity::Verbose] {
        let lines = samples::events(t)
            .into_iter()
            .map(|happened| match &happened {
                Event::StepDone(step) => run::step(step, style),
                _ => event::text(&happened, verbosity, style).unwrap_or_default(),
            });
        put(&format!("events, {verbosity:?}"), lines.collect());
    }
    text
}

/// The command that meets the failure.
fn command(name: &str) -> &'static str {
    let of_down = ["down", "irreversible", "not applied", "stored"];
    if name.starts_with("seed") {
        return "seed";
    }
    match name {
        _ if name.starts_with("load") => "load",
        _ if of_down.iter().any(|part| name.contains(part)) => "down",
        _ => "up",
    }
}

fn show(outcome: &Outcome, style: Style) -> String {
    match outcome {
        Outcome::New(report) => format!("{}\n", super::escape::line(&report.path)),
        Outcome::Run(report) => run::summary(report),
        Outcome::Trial(report) => trial::steps(report) + &trial::summary(report),
        Outcome::Plan(report) => {
            let mut text = String::new();
            plan::list(report, plan::Reading::Terminal, |piece| {
                text.push_str(piece)
            })
            .unwrap();
            text + &plan::summary(report)
        }
        Outcome::Protect(report) => super::protection::line(report),
        Outcome::Corrected(report) => {
            corrections::rows(report, style) + &corrections::summary(report)
        }
        Outcome::Dump(report) => {
            dump::data(report, plan::Reading::Terminal, style) + &dump::summary(report)
        }
        Outcome::Loaded(report) => load::line(report, style) + &load::summary(report),
        Outcome::Database(report) => database::line(report),
        Outcome::Wait(report) => database::up(report),
        Outcome::Seed(report) => seed::lines(report, style) + &seed::summary(report),
        Outcome::Generated(report) => {
            seed::generated(report, style) + &seed::generated_summary(report)
        }
        Outcome::SeedList(list) => seed::list(list) + &seed::list_summary(list),
        Outcome::Status(report) => status::table(report, style).table + &status::summary(report),
    }
}

#[test]
fn every_text_reads_as_the_gallery_shows_it() {
    let shown = gallery(plain, Style::PLAIN);
    if shown != include_str!("gallery.txt") {
        let beside = std::env::current_exe()
            .unwrap()
            .with_file_name("gallery.txt");
        std::fs::write(&beside, &shown).unwrap();
        panic!("gallery.txt differs from {}", beside.display());
    }
}

#[test]
fn nothing_from_outside_steers_the_terminal() {
    let shown = gallery(hostile, Style::PLAIN);
    let unsafe_line = shown.lines().find(|line| {
        super::escape::line(&line.replace('\t', "")) != line.replace('\t', "").as_str()
    });
    assert_eq!(unsafe_line, None);
}

#[test]
fn a_line_break_from_outside_begins_no_line_of_ours() {
    let shown = gallery(hostile, Style::PLAIN);
    // SQL is shown as it is: its lines are the file's.
    let (before, rest) = shown.split_once("## up --dry-run=sql").unwrap();
    let (_, after) = rest.split_once("## status").unwrap();
    let forged = [before, after]
        .join("")
        .lines()
        .any(|line| line.starts_with("error: all is lost"));
    assert!(!forged, "{shown}");
}

#[test]
fn colour_adds_escape_sequences_and_nothing_else() {
    let plain_text = gallery(plain, Style::PLAIN);
    let coloured = gallery(plain, Style::COLOURED);
    assert_ne!(coloured, plain_text);
    let mut bare = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, sequence)) = rest.split_once("\x1b[") {
        bare.push_str(before);
        rest = sequence.split_once('m').unwrap().1;
    }
    bare.push_str(rest);
    assert_eq!(bare, plain_text);
}
