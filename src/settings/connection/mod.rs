//! Reads connection strings, in libpq's two forms, into parameters, and parameters into a target
//! (manual, "Connection Strings" and "Parameter Key Words").
//!
//! What isn't supported is refused by name, never ignored. Messages never repeat a value, nor
//! anything that could be a piece of a password whose special characters weren't encoded.

mod keywords;
mod options;
mod parameters;
mod percent;
mod refused;
mod service_file;
mod taken;
mod tls;
mod tls_files;
mod url;
mod values;

pub(super) use parameters::Parameters;
pub(super) use service_file::{Service, service};

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
    // The value of a key may hold `://` too, a password's for example.
    if let Some((scheme, _)) = text.split_once("://")
        && !scheme.contains(['=', ' '])
    {
        return Err(other_database(scheme));
    }
    if text.contains('=') {
        return keywords::parameters(text);
    }
    Err(SettingsError::new("it is not a connection string").hint(FORMS))
}

const FORMS: &str = "write postgres://user:password@host:port/database";

/// What SQLAlchemy, JDBC, Django, golang-migrate and others call PostgreSQL.
const OTHER_NAMES: [&str; 14] = [
    "cockroach",
    "cockroachdb",
    "jdbc:postgresql",
    "pg",
    "pgsql",
    "pgx",
    "pgx4",
    "pgx5",
    "postgis",
    "postgresql+asyncpg",
    "postgresql+pg8000",
    "postgresql+psycopg",
    "postgresql+psycopg2",
    "psql",
];

/// Other tools' URLs are named when the scheme is surely one.
fn other_database(scheme: &str) -> SettingsError {
    let known = [
        "mysql",
        "mariadb",
        "sqlite",
        "sqlite3",
        "clickhouse",
        "sqlserver",
        "mongodb",
    ];
    let is = |name: &&&str| scheme.eq_ignore_ascii_case(name);
    if let Some(name) = known.iter().find(is) {
        let message = format!("`{name}:` is not PostgreSQL's scheme");
        return SettingsError::new(message).hint(FORMS);
    }
    match OTHER_NAMES.iter().find(is) {
        Some(name) => SettingsError::new(format!("`{name}:` is another tool's scheme"))
            .hint("write `postgres:` instead of it"),
        None => SettingsError::new("its scheme is not `postgres:` or `postgresql:`").hint(FORMS),
    }
}
