//! Decides where passwords come from, and reads libpq's password file.

use std::fs::Metadata;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::connection::Parameters;
use super::variables::Variables;
use super::{Environment, SettingsError};
use crate::plan::Warning;
use crate::target::{PasswordFile, PasswordSource, Secret};

const USUAL_FILE: &str = ".pgpass";
const COMMAND: &str = "PROJ_MIGRATE_PASSWORD_COMMAND";

/// The command of `--password-command` or its variable; then what the string, the service or the
/// environment says; then the password file. The warning tells why that file is ignored.
///
/// # Errors
/// As [`Variables::find`].
pub(super) fn password_source(
    flag: Option<&str>,
    parameters: &Parameters,
    variables: &Variables<'_>,
    environment: &Environment,
) -> Result<(PasswordSource, Option<Warning>), SettingsError> {
    let command = match flag {
        Some(command) => Some(command.to_owned()),
        None => variables.find_secret(&[COMMAND])?.map(|value| value.text),
    };
    if let Some(command) = command {
        if command.trim().is_empty() {
            return Err(SettingsError::new("`--password-command` is empty")
                .hint("it takes a shell command that prints a password"));
        }
        return Ok((PasswordSource::Command(Secret::new(command)), None));
    }
    if let Some(password) = &parameters.password {
        return Ok((PasswordSource::Given(password.clone()), None));
    }
    Ok(
        match read_file(parameters.password_file.as_deref(), environment) {
            Ok(file) => (PasswordSource::File(file), None),
            Err(warning) => (PasswordSource::default(), Some(warning)),
        },
    )
}

/// The file, empty when there is none where it usually is.
fn read_file(named: Option<&Path>, environment: &Environment) -> Result<PasswordFile, Warning> {
    let path = match (named, environment.home()) {
        (Some(named), _) => named.to_owned(),
        (None, Some(home)) => home.join(USUAL_FILE),
        (None, None) => return Ok(PasswordFile::default()),
    };
    // The usual way to say that there is none.
    if path == Path::new("/dev/null") {
        return Ok(PasswordFile::default());
    }
    let ignored = |reason: &str, cure: String| Warning::PasswordFile {
        path: path.display().to_string(),
        reason: reason.to_owned(),
        cure,
    };
    let is_absent = |error: &std::io::Error| {
        named.is_none() && matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
    };
    let unreadable = |error: std::io::Error| {
        ignored(
            &error.to_string(),
            "make it readable, or name another in PGPASSFILE".to_owned(),
        )
    };
    let metadata = match std::fs::metadata(&path) {
        Err(error) if is_absent(&error) => return Ok(PasswordFile::default()),
        found => found.map_err(unreadable)?,
    };
    if !metadata.is_file() {
        let cure = "name a file of lines host:port:database:user:password in PGPASSFILE";
        return Err(ignored("it is not a plain file", cure.to_owned()));
    }
    if is_open_to_others(&metadata) {
        let cure = format!("chmod 600 {}", path.display());
        return Err(ignored("others than its owner may read or write it", cure));
    }
    let bytes = std::fs::read(&path).map_err(unreadable)?;
    Ok(PasswordFile::parse(path, &bytes))
}

/// Any right of group or others, as in libpq.
fn is_open_to_others(metadata: &Metadata) -> bool {
    metadata.permissions().mode() & 0o077 != 0
}
