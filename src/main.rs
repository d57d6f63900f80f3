//! The door: parses the arguments, runs one command, hands its outcome to the
//! report and returns the exit status.

use std::process::ExitCode;

use clap::Parser;

use proj_migrate::cli::Cli;
use proj_migrate::commands::{down, new, status, up};
use proj_migrate::outcome::{Events, Failure, FailureKind, Outcome};
use proj_migrate::report::{Reporter, install_panic_hook};
use proj_migrate::server::{WATCHDOG_COMMAND, run_watchdog};
use proj_migrate::settings::{self, Command, Environment};

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == WATCHDOG_COMMAND) {
        return run_watchdog(args);
    }
    install_panic_hook();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version are no errors: clap knows where to print and what to return.
        Err(error) => error.exit(),
    };
    let environment = Environment::of_process();
    let presentation = settings::presentation(&cli, &environment);
    let reporter = Reporter::new(presentation, cli.command.name());
    let ended = match settings::command(&cli, &environment) {
        Ok(command) => run(&command, &reporter),
        Err(error) => Err(settings::failure(&error)),
    };
    ExitCode::from(reporter.finish(ended).code())
}

fn run(command: &Command, events: &dyn Events) -> Result<Outcome, Failure> {
    match command {
        Command::New(request) => new::run(request),
        Command::Up(request) => wait_for(up::run(request, events)),
        Command::Down(request) => wait_for(down::run(request, events)),
        Command::Status(request) => wait_for(status::run(request, events)),
    }
}

/// Runs `work` on this thread: one connection needs no more.
fn wait_for(work: impl Future<Output = Result<Outcome, Failure>>) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            Failure::new(FailureKind::Io {
                attempted: "start the runtime".to_owned(),
                reason: error.to_string(),
            })
        })?;
    runtime.block_on(work)
}
