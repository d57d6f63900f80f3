//! The door: parses the arguments, runs one command, hands its outcome to the
//! report and returns the exit status.

use std::process::ExitCode;

use proj_migrate::server::{WATCHDOG_COMMAND, run_watchdog};

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == WATCHDOG_COMMAND) {
        return run_watchdog(args);
    }
    ExitCode::SUCCESS
}
