//! The door: parses the arguments, runs one command, hands its outcome to the
//! report and returns the exit status.

use std::ffi::OsString;
use std::process::ExitCode;

use proj_migrate::cli::without_connection_strings;
use proj_migrate::cli::{Cli, FormatArg, UsageError, format_asked_for, read};
use proj_migrate::commands::{
    baseline, create, down, drop, dump, load_schema, new, protect, redo, repair, seed, status, up,
    wait,
};
use proj_migrate::outcome::{Failure, FailureKind, Outcome, Presentation};
use proj_migrate::report::{Reporter, install_panic_hook};
use proj_migrate::server::{WATCHDOG_COMMAND, run_watchdog};
use proj_migrate::settings::{Command, Environment, arguments, command, failure, presentation};

fn main() -> ExitCode {
    let args = arguments();
    // The private server's watchdog is this program again; nobody else types its name.
    if args.get(1).is_some_and(|first| first == WATCHDOG_COMMAND) {
        return run_watchdog(args.into_iter().skip(2));
    }
    install_panic_hook();

    let cli = match read(&args) {
        Ok(cli) => cli,
        Err(error) => return usage(error, &args),
    };
    let environment = Environment::of_process();
    let reporter = Reporter::new(presentation(&cli, &environment), Some(cli.command.name()));
    let result = run(&cli, &environment, &reporter);
    ExitCode::from(reporter.finish(result).code())
}

/// Runs the command that arguments and environment ask for.
fn run(cli: &Cli, environment: &Environment, reporter: &Reporter) -> Result<Outcome, Failure> {
    match command(cli, environment).map_err(|error| failure(&error))? {
        Command::New(request) => new::run(&request),
        Command::Up(request) => wait_for(up::run(&request, reporter)),
        Command::Down(request) => wait_for(down::run(&request, reporter)),
        Command::Redo(request) => wait_for(redo::run(&request, reporter)),
        Command::Seed(request) => wait_for(seed::run(&request, reporter)),
        Command::Load(request) => wait_for(load_schema::run(&request, reporter)),
        Command::Generate(request) => wait_for(seed::generate::run(&request, reporter)),
        Command::Create(request) => wait_for(create::run(&request, reporter)),
        Command::Drop(request) => wait_for(drop::run(&request, reporter, reporter)),
        Command::Wait(request) => wait_for(wait::run(&request, reporter)),
        Command::Protect(request) => wait_for(protect::run(&request, reporter)),
        Command::Dump(request) => wait_for(dump::run(&request, reporter)),
        Command::Status(request) => wait_for(status::run(&request, reporter)),
        Command::Repair(request) => wait_for(repair::run(&request, reporter, reporter)),
        Command::Baseline(request) => wait_for(baseline::run(&request, reporter)),
    }
}

/// Runs a command that talks to a server, on this thread. The event loop is left to the
/// process's end, and its connections with it: closing one wakes the server's process, which
/// may take this processor for as long as its own end lasts, before anything is said.
fn wait_for(command: impl Future<Output = Result<Outcome, Failure>>) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            Failure::new(FailureKind::Io {
                attempted: "start the event loop".to_owned(),
                reason: error.to_string(),
                hint: None,
            })
        })?;
    std::mem::ManuallyDrop::new(runtime).block_on(command)
}

/// Shows clap's message: help and version on stdout with status 0, the rest with 2. A
/// program that asked for JSON gets its envelope.
fn usage(error: clap::Error, args: &[OsString]) -> ExitCode {
    let error = without_connection_strings(error, args);
    if error.use_stderr() && format_asked_for(args) == FormatArg::Json {
        let usage = UsageError::new(&error, args);
        let reporter = Reporter::new(Presentation::json(), usage.command.as_deref());
        let failure = Failure::new(FailureKind::Usage {
            message: usage.message,
            hint: usage.hint,
        });
        return ExitCode::from(reporter.finish(Err(failure)).code());
    }
    // A reader who has gone away wants no message about it.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}
