//! The frame of every command that works on a database: files are read meanwhile, a
//! private server lives as long, signals are heard.

use super::context::Context;
use super::endpoint::{self, Opened};
use super::interrupts::listening;
use super::reading::Reading;
use crate::outcome::{Event, Events, Failure, Outcome};
use crate::postgres::{Interrupt, Watch};

/// Runs `work` on the target of `context`.
///
/// # Errors
/// Those of `work`; the private server couldn't be started.
pub(super) async fn on_database(
    context: &Context,
    events: &dyn Events,
    work: impl AsyncFnOnce(Reading, &Opened, Watch<'_>) -> Result<Outcome, Failure>,
) -> Result<Outcome, Failure> {
    for warning in &context.warnings {
        events.emit(Event::Warning(warning.clone()));
    }
    let reading = Reading::begin(&context.migrations_dirs);
    let opened = endpoint::open(context, events)?;
    let interrupt = Interrupt::default();
    let watch = Watch {
        events,
        interrupt: &interrupt,
    };
    // What is polled from the stack needs as much of it, page by page, before anything is sent.
    let work = Box::pin(work(reading, &opened, watch));
    let ended = listening(&interrupt, work).await;
    opened.close();
    ended
}
