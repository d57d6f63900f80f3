//! The values of connection parameters. What can't be read is named by its key; the value is never
//! shown, since it may be what follows an unencoded `&` of a password.

use std::net::IpAddr;
use std::time::Duration;

use crate::settings::SettingsError;

/// One of `choices`, each with its word.
pub(super) fn choice<T: Copy>(
    key: &str,
    value: &str,
    choices: &[(&str, T)],
) -> Result<T, SettingsError> {
    let found = choices.iter().find(|(word, _)| *word == value);
    found.map(|(_, choice)| *choice).ok_or_else(|| {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        SettingsError::new(format!("`{key}` cannot have this value"))
            .hint(format!("it is one of: {}", words.join(", ")))
    })
}

/// 1 or 0, as libpq writes yes and no.
pub(super) fn flag<T: Copy>(key: &str, value: &str, [no, yes]: [T; 2]) -> Result<T, SettingsError> {
    choice(key, value, &[("0", no), ("1", yes)])
}

/// A whole number that may be negative.
pub(super) fn number(key: &str, value: &str) -> Result<i32, SettingsError> {
    (value.trim().parse()).map_err(|_| SettingsError::new(format!("`{key}` is not a whole number")))
}

/// Seconds; negative ones are none, as in libpq.
pub(super) fn seconds(key: &str, value: &str) -> Result<Duration, SettingsError> {
    let seconds = number(key, value).map_err(|error| error.hint("it is a number of seconds"))?;
    Ok(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// Milliseconds; negative ones are none, as in libpq.
pub(super) fn milliseconds(key: &str, value: &str) -> Result<Duration, SettingsError> {
    let hint = "it is a number of milliseconds";
    let milliseconds = number(key, value).map_err(|error| error.hint(hint))?;
    Ok(Duration::from_millis(
        u64::try_from(milliseconds).unwrap_or(0),
    ))
}

/// Addresses with commas between; an empty one is left open.
pub(super) fn addresses(value: &str) -> Result<Vec<Option<IpAddr>>, SettingsError> {
    let address = |text: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            SettingsError::new("`hostaddr` is not an IP address")
                .hint("names are written as `host`; several addresses have commas between")
        }),
    };
    value.split(',').map(address).collect()
}

/// Ports, an empty one left open.
///
/// # Errors
/// One that isn't a port's number; it isn't shown, since it may be a piece of a password.
pub(super) fn ports(texts: &[String]) -> Result<Vec<Option<u16>>, SettingsError> {
    let port = |text: &String| match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(port) if port != 0 => Ok(Some(port)),
            _ => Err(
                SettingsError::new("the port is not a number from 1 to 65535")
                    .hint("write / ? # @ : and % in a password as %2F %3F %23 %40 %3A %25"),
            ),
        },
    };
    texts.iter().map(port).collect()
}
