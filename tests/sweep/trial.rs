//! One fault: the run on which it happens, what that says, and the plain `up` behind it.

use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::claims::{Backends, lies};
use crate::room::Seat;
use crate::sample::IN_DOUBT;
use crate::scenario::{Place, Scenario};
use crate::state::{left_alone, versions, wrongs};
use crate::support::{Fate, Fault, FaultyWire, Ran, Running, Session, Until, Way};

/// How long a run goes on with a fault before somebody does something about it.
const MEANWHILE: Duration = Duration::from_millis(500);
/// Whoever takes longer waits.
const BUSY: Duration = Duration::from_secs(2);
/// How long any run may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// How it ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The next `up` ended right.
    Right,
    /// It stopped in doubt, and ended right as it advised.
    InDoubt,
    /// It stopped at what is half reverted, and ended right behind the `down` that it advised.
    HalfReverted,
}

/// Tries the fault; `None` when the run didn't come to that message.
pub(crate) fn try_fault(
    scenario: &Scenario,
    place: &Place,
    fault: Fault,
    seat: &Seat<'_>,
) -> Option<Result<End, String>> {
    let wire = FaultyWire::new(scenario.server(), Some(fault));
    let run = scenario.start(&wire.url(place.database.name()));
    let session = &place.session;
    let ran = endure(run, &wire, fault, seat);
    // A last message may still be on its way when the run has ended.
    let ended = Instant::now();
    while !wire.has_failed() {
        if ended.elapsed() > MEANWHILE {
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
    let backends = match fault.fate {
        Fate::Silent | Fate::Held(Until::TheNext) => Backends::MayBeOpen,
        Fate::Cut | Fate::Torn { .. } | Fate::Killed | Fate::Held(_) => {
            left_alone(session);
            Backends::Over
        }
    };
    let mut wrong = lies(&ran, (&versions(session), scenario.reaches), backends);
    let mut told = vec![ran];
    // A silent connection lives until the system finds out.
    let let_go = || match fault.fate {
        Fate::Silent => wire.end_silence(),
        _ => wire.let_through(),
    };
    let end = next_up(scenario, place, &let_go, &mut told);
    if fault.fate == Fate::Held(Until::TheNext) && end.is_ok() {
        // What was held may have been done behind a run that found nothing to do.
        left_alone(session);
        let more = next_up(scenario, place, &|| {}, &mut told);
        wrong.extend(more.err());
    }
    match &end {
        Ok(_) => wrong.extend(wrongs(session, &scenario.goal)),
        Err(reason) => wrong.push(reason.clone()),
    }
    Some(match end {
        Ok(end) if wrong.is_empty() => Ok(end),
        _ => {
            let runs: String = told
                .iter()
                .map(|ran| format!("{}\n", ran.transcript()))
                .collect();
            Err(format!("{}\n{runs}", wrong.join("\n")))
        }
    })
}

/// Waits for the run's end and does what the fault needs for that.
fn endure(mut run: Running<'_>, wire: &FaultyWire, fault: Fault, seat: &Seat<'_>) -> Ran {
    match (fault.fate, fault.way) {
        (Fate::Held(Until::Meanwhile), Way::ToServer) => {
            await_fault(&mut run, wire, seat);
            wire.let_through();
        }
        (Fate::Silent, _) => {
            await_fault(&mut run, wire, seat);
            // Ctrl-C, and once more.
            for _ in 0..2 {
                if !run.has_ended() {
                    run.signal(Signal::INT);
                    seat.left_while(|| ends_within(&mut run, MEANWHILE));
                }
            }
        }
        (Fate::Killed, _) => {
            while !wire.has_failed() && !run.has_ended() {
                thread::sleep(Duration::from_millis(1));
            }
            if !run.has_ended() {
                run.signal(Signal::KILL);
            }
            wire.end_silence();
        }
        _ => {}
    }
    let has_ended =
        ends_within(&mut run, BUSY) || seat.left_while(|| ends_within(&mut run, PATIENCE));
    assert!(has_ended, "the run hangs: {}", run.err());
    if fault.fate == Fate::Held(Until::ItsEnd) {
        wire.let_through();
    }
    run.wait()
}

/// Waits until the fault has happened and the run has noticed, or been given the time to.
fn await_fault(run: &mut Running<'_>, wire: &FaultyWire, seat: &Seat<'_>) {
    let begun = Instant::now();
    while !wire.has_failed() && begun.elapsed() < PATIENCE && !run.has_ended() {
        thread::sleep(Duration::from_millis(5));
    }
    seat.left_while(|| ends_within(run, MEANWHILE));
}

fn ends_within(run: &mut Running<'_>, patience: Duration) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < patience && !run.has_ended() {
        thread::sleep(Duration::from_millis(5));
    }
    run.has_ended()
}

/// The plain `up`, and what it advises where it stops. `let_go` is called when that is needed for
/// it to go on.
pub(crate) fn next_up(
    scenario: &Scenario,
    place: &Place,
    let_go: &dyn Fn(),
    told: &mut Vec<Ran>,
) -> Result<End, String> {
    let mut run = |args: &str| {
        let mut run = scenario.start_other(args, &place.database.url());
        let begun = Instant::now();
        while !run.has_ended() && !run.err().contains("waiting for") && begun.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(5));
        }
        let_go();
        assert!(
            ends_within(&mut run, PATIENCE),
            "the next run hangs: {}",
            run.err()
        );
        told.push(run.wait());
        let ran = &told[told.len() - 1];
        (ran.status, ran.err.clone())
    };
    let done = |what: &str, (status, _): (i32, String)| match status {
        0 => Ok(()),
        status => Err(format!("`{what}` exited with {status}")),
    };
    let (status, err) = run("up");
    match status {
        0 => Ok(End::Right),
        4 if err.contains("is in doubt") => {
            let args = advised(&err, &place.session)?;
            done(args, run(args))?;
            Ok(End::InDoubt)
        }
        4 if err.contains("`proj-migrate down` goes on with the revert") => {
            done("down", run("down"))?;
            done("up", run("up"))?;
            Ok(End::HalfReverted)
        }
        status => Err(format!("the next `up` exited with {status}")),
    }
}

/// What an operator who looks whether the statement took effect does as advised.
fn advised(err: &str, session: &Session) -> Result<&'static str, String> {
    let statement = format!("statement: call note('{IN_DOUBT}')");
    let retry = "up --resume retry";
    let skip = "up --resume skip";
    for part in [statement.as_str(), retry, skip] {
        if !err.contains(part) {
            return Err(format!("in doubt, and it doesn't say `{part}`"));
        }
    }
    let there = session.query(&format!(
        "select count(*) from journal where what = '{IN_DOUBT}'"
    ));
    Ok(if there == "0" { retry } else { skip })
}
