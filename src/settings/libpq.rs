//! libpq's variables (manual, "Environment Variables"), and which key word each stands for.
//!
//! Not read, because a migration means the same whoever runs it: `PGDATESTYLE`, `PGTZ`, `PGGEQO`,
//! `PGLOCALEDIR`, and `PGCLIENTENCODING`, since files are UTF-8.

use anyhow::Context as _;

use super::connection::Parameters;
use super::variables::Variables;

/// Those that name a server, a login or a database.
const NAMING: [(&str, &str); 7] = [
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGDATABASE", "dbname"),
    ("PGSERVICE", "service"),
];

/// Those that only say how to connect.
const MANNER: [(&str, &str); 29] = [
    ("PGAPPNAME", "application_name"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGGSSDELEGATION", "gssdelegation"),
    ("PGGSSENCMODE", "gssencmode"),
    ("PGGSSLIB", "gsslib"),
    ("PGKRBSRVNAME", "krbsrvname"),
    ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ("PGMAXPROTOCOLVERSION", "max_protocol_version"),
    ("PGMINPROTOCOLVERSION", "min_protocol_version"),
    ("PGOPTIONS", "options"),
    ("PGPASSFILE", "passfile"),
    ("PGREQUIREAUTH", "require_auth"),
    ("PGREQUIREPEER", "requirepeer"),
    ("PGREQUIRESSL", "requiressl"),
    ("PGSERVICEFILE", "servicefile"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLCERTMODE", "sslcertmode"),
    ("PGSSLCOMPRESSION", "sslcompression"),
    ("PGSSLCRL", "sslcrl"),
    ("PGSSLCRLDIR", "sslcrldir"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
    ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLSNI", "sslsni"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
];

/// Whether one of them names a server, a login or a database.
///
/// # Errors
/// As [`Variables::find`].
pub(super) fn is_target_named(variables: &Variables<'_>) -> anyhow::Result<bool> {
    for (variable, _) in NAMING {
        if variables.find_secret(&[variable])?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What they say together.
///
/// # Errors
/// A value that can't be used, or a variable that isn't supported, by its name.
pub(super) fn parameters(variables: &Variables<'_>) -> anyhow::Result<Parameters> {
    let mut parameters = Parameters::default();
    for (variable, key) in NAMING.into_iter().chain(MANNER) {
        if let Some(value) = variables.find_secret(&[variable])? {
            parameters
                .set(key, &value.text)
                .with_context(|| format!("cannot use {value}"))?;
        }
    }
    Ok(parameters)
}
