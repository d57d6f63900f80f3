//! `--wait`, `--wait-timeout`, `--wait-interval` and their variables.
//!
//! dbmate's durations are Go's: several numbers with units, fractions too (`1m30s`, `1.5s`). What
//! it takes is taken here, beside our own form.

use std::time::Duration;

use super::SettingsError;
use super::switch::parse_switch;
use super::values::{Names, setting};
use super::variables::Variables;
use crate::cli::GlobalArgs;
use crate::migration::{DURATION_FORM, parse_duration};
use crate::target::ServerWait;

/// A server is asked no more often: a slip of the unit must not flood it.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(10);

/// How the command `wait` waits.
pub(super) fn of_wait_command(
    global: &GlobalArgs,
    variables: &Variables<'_>,
) -> Result<ServerWait, SettingsError> {
    let own = match asked(global, variables)? {
        Some(Asked::For(timeout)) => Some(timeout),
        _ => None,
    };
    server_wait(own, global, variables)
}

/// How every other command waits; `None` when it doesn't.
pub(super) fn of_command(
    global: &GlobalArgs,
    variables: &Variables<'_>,
) -> Result<Option<ServerWait>, SettingsError> {
    match asked(global, variables)? {
        None | Some(Asked::Not) => Ok(None),
        Some(Asked::Plainly) => server_wait(None, global, variables).map(Some),
        Some(Asked::For(timeout)) => server_wait(Some(timeout), global, variables).map(Some),
    }
}

/// `--wait` as meant.
enum Asked {
    Not,
    Plainly,
    For(Duration),
}

fn asked(global: &GlobalArgs, variables: &Variables<'_>) -> Result<Option<Asked>, SettingsError> {
    let names = Names {
        flag: "--wait",
        variables: &["PROJ_MIGRATE_WAIT", "DBMATE_WAIT"],
    };
    setting(global.wait.as_deref(), variables, &names, |text| {
        match (parse_switch(text), duration(text)) {
            (Some(true), _) => Ok(Asked::Plainly),
            (Some(false), _) => Ok(Asked::Not),
            (None, Some(timeout)) => Ok(Asked::For(timeout)),
            (None, None) => Err(format!("true, false, or {DURATION_FORM}")),
        }
    })
}

/// `own` is the duration of `--wait` itself, which counts before `--wait-timeout`.
fn server_wait(
    own: Option<Duration>,
    global: &GlobalArgs,
    variables: &Variables<'_>,
) -> Result<ServerWait, SettingsError> {
    let default = ServerWait::default();
    let parse = |text: &str| duration(text).ok_or_else(|| DURATION_FORM.to_owned());
    let timeout = Names {
        flag: "--wait-timeout",
        variables: &["PROJ_MIGRATE_WAIT_TIMEOUT", "DBMATE_WAIT_TIMEOUT"],
    };
    let timeout = setting(global.wait_timeout.as_deref(), variables, &timeout, parse)?;
    let interval = Names {
        flag: "--wait-interval",
        variables: &["PROJ_MIGRATE_WAIT_INTERVAL", "DBMATE_WAIT_INTERVAL"],
    };
    let interval = setting(global.wait_interval.as_deref(), variables, &interval, parse)?;
    Ok(ServerWait {
        timeout: own.or(timeout).unwrap_or(default.timeout),
        interval: (interval.unwrap_or(default.interval)).max(SHORTEST_INTERVAL),
    })
}

/// Our form, else Go's.
fn duration(text: &str) -> Option<Duration> {
    parse_duration(text).or_else(|| go_duration(text))
}

/// The sum of a Go duration's parts, `1h2m3.5s`; none is negative or more than a year.
fn go_duration(text: &str) -> Option<Duration> {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    let mut sum = None;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c != '.' && !c.is_ascii_digit())?;
        let (number, behind) = rest.split_at(digits);
        let letters = behind
            .find(|c: char| c == '.' || c.is_ascii_digit())
            .unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(letters);
        let seconds = match unit {
            "h" => 3_600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" | "μs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        let part = number.parse::<f64>().ok()? * seconds;
        sum = Some(sum.unwrap_or(0.0) + part);
        rest = behind;
    }
    let sum = sum.filter(|sum| *sum <= 366.0 * 86_400.0)?;
    Duration::try_from_secs_f64(sum).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_ours_or_gos() {
        for (text, ms) in [
            ("60s", Some(60_000)),
            ("1m0s", Some(60_000)),
            ("1h2m3s", Some(3_723_000)),
            ("1.5s", Some(1_500)),
            (".5s", Some(500)),
            ("+2s", Some(2_000)),
            ("250ms", Some(250)),
            ("1m30s500ms", Some(90_500)),
            ("2min", Some(120_000)),
            ("0", Some(0)),
            ("60", None),
            ("1m0", None),
            ("-1s", None),
            ("s", None),
            (".s", None),
            ("1..5s", None),
            ("", None),
            ("1 s", None),
            ("99999999h", None),
        ] {
            assert_eq!(duration(text), ms.map(Duration::from_millis), "{text:?}");
        }
    }
}
