//! Key words that can't be taken, each with what to do instead: libpq's own, and those that other
//! tools put into their URLs.

use super::options::instead_of;
use super::taken::TAKEN;
use crate::migration::{edit_distance, nearest};
use crate::settings::SettingsError;

/// Key words of libpq that must not be ignored.
const LIBPQ: &[(&str, &str)] = &[
    ("gssdelegation", NO_GSS),
    ("gsslib", NO_GSS),
    ("krbsrvname", NO_GSS),
    ("max_protocol_version", NO_PROTOCOL),
    ("min_protocol_version", NO_PROTOCOL),
    ("oauth_client_id", NO_OAUTH),
    ("oauth_client_secret", NO_OAUTH),
    ("oauth_issuer", NO_OAUTH),
    ("oauth_scope", NO_OAUTH),
    (
        "replication",
        "remove it: migrations need an ordinary session",
    ),
    (
        "require_auth",
        "remove it; `channel_binding=require` demands SCRAM over TLS",
    ),
    (
        "requirepeer",
        "remove it, and name a socket folder that only the server's user may write",
    ),
    ("scram_client_key", "give the password itself"),
    ("scram_server_key", "give the password itself"),
];

const NO_GSS: &str =
    "Kerberos (GSSAPI) is not built in: log in with a password or a client certificate";
const NO_OAUTH: &str =
    "OAuth is not built in: `--password-command` can fetch a token to log in with";
const NO_PROTOCOL: &str = "remove it: the protocol's version is 3.0, which every server speaks";

/// What other tools read from a URL and is no key word of libpq.
const FOREIGN: &[(&str, &str)] = &[
    ("adapter", "remove it: the scheme `postgres:` says as much"),
    ("client_min_messages", SETTING),
    ("datestyle", SETTING),
    ("encoding", "remove it: files are UTF-8"),
    ("extra_float_digits", SETTING),
    ("intervalstyle", SETTING),
    ("channelbinding", "write `channel_binding`"),
    ("database", "write `dbname`"),
    ("krbspn", NO_GSS),
    ("logintimeout", "write `connect_timeout`, in seconds"),
    ("migrations_table", LEDGER),
    ("min_messages", "write `options=-cclient_min_messages%3D…`"),
    ("passwd", "write `password`"),
    ("pwd", "write `password`"),
    ("sockettimeout", "write `tcp_user_timeout`, in milliseconds"),
    (
        "sslaccept",
        "write `sslmode=verify-full` for `strict`, `sslmode=require` for `accept_invalid_certs`",
    ),
    ("ssl-cert", "write `sslcert`"),
    ("ssl-key", "write `sslkey`"),
    ("ssl-mode", "write `sslmode`"),
    ("ssl-root-cert", "write `sslrootcert`"),
    (
        "sslfactory",
        "write `sslmode=verify-full` and `sslrootcert`",
    ),
    (
        "sslidentity",
        "write `sslcert` and `sslkey`, which `openssl pkcs12` takes out of the archive",
    ),
    ("sslinline", "write certificates into files and name those"),
    ("targetservertype", "write `target_session_attrs`"),
    ("timezone", SETTING),
    ("username", "write `user`"),
    ("work_mem", SETTING),
    ("x-lock-timeout", "give it as `--lock-wait`"),
    ("x-migrations-table", LEDGER),
    ("x-migrations-table-quoted", LEDGER),
    ("x-multi-statement", SPLIT),
    ("x-multi-statement-max-size", SPLIT),
    (
        "x-statement-timeout",
        "write `statement-timeout:` behind a section's marker",
    ),
];

/// This many slips and fewer make another word meant.
const NEAR: usize = 2;

const SETTING: &str = "the server's own settings are written `options=-cNAME%3DVALUE`";
const LEDGER: &str = "give it as `--migrations-table`";
const SPLIT: &str = "remove it: sections are split into statements as PostgreSQL reads them";

/// Whether the name is one of those that are refused by their names.
pub(super) fn is_refused(key: &str) -> bool {
    cure(key).is_some()
}

/// Why `key`, which nobody takes and [`is_refused`] knows, is no parameter here.
pub(super) fn refusal(key: &str) -> SettingsError {
    let message = format!("`{}` is not supported", key.escape_default());
    match cure(key) {
        Some(cure) => SettingsError::new(message).hint(cure),
        None => SettingsError::new("it has a parameter that is not known"),
    }
}

/// A key that nobody knows, by its 1-based place. It isn't shown, since it may be what follows an
/// unencoded `?` or `&`, or an unquoted space, of a password.
pub(super) fn unknown(place: usize, key: &str) -> SettingsError {
    let error = SettingsError::new(format!("parameter {place} of it is not known"));
    match nearest(key, TAKEN, |word| *word) {
        Some(near) if edit_distance(key, near) <= NEAR => error.hint(format!(
            "did you mean `{near}`? a password with special characters is percent-encoded, or quoted"
        )),
        _ => error.hint(
            "remove it, or check its spelling (a password with special characters is percent-encoded, \
             or quoted); the server's own settings are written `options=-cNAME%3DVALUE`",
        ),
    }
}

fn cure(key: &str) -> Option<&'static str> {
    let lower = key.to_ascii_lowercase();
    let listed = LIBPQ.iter().chain(FOREIGN);
    let mut found = listed.filter(|(name, _)| *name == lower);
    found
        .next()
        .map(|(_, cure)| *cure)
        .or_else(|| instead_of(key))
}
