//! Reads connection strings, in libpq's two forms, into parameters, and parameters into a target
//! (manual, "Connection Strings" and "Parameter Key Words").
//!
//! What isn't supported is refused by name, never ignored. Messages never repeat a value, nor
//! anything that could be a piece of a password whose special characters weren't encoded.

mod keywords;
mod options;
mod parameters;
mod percent;
mod url;

pub(super) use parameters::Parameters;

use super::SettingsError;

/// The parameters that a URL or key/value string spells.
///
/// # Errors
/// It is neither, or a part of it can't be read or isn't supported.
pub(super) fn parameters(text: &str) -> Result<Parameters, SettingsError> {
    // Secrets often end in a line break.
    let text = text.trim();
    if let Some(rest) = url::without_scheme(text) {
        return url::parameters(rest);
    }
    if let Some((scheme, _)) = text.split_once("://") {
        return Err(other_database(scheme));
    }
    if text.contains('=') {
        return keywords::parameters(text);
    }
    Err(SettingsError::new("it is not a connection string").hint(FORMS))
}

const FORMS: &str = "write postgres://user:password@host:port/database";

/// Other tools' URLs are named when the scheme is surely one.
fn other_database(scheme: &str) -> SettingsError {
    let known = [
        "mysql",
        "mariadb",
        "sqlite",
        "sqlite3",
        "clickhouse",
        "jdbc:postgresql",
    ];
    match known
        .iter()
        .find(|known| scheme.eq_ignore_ascii_case(known))
    {
        Some(name) => SettingsError::new(format!("`{name}:` is not PostgreSQL's scheme")),
        None => SettingsError::new("its scheme is not `postgres:` or `postgresql:`"),
    }
    .hint(FORMS)
}
