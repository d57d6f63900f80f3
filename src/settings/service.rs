//! Finds a service's parameters: in the file that is named, or the user's own; else in the
//! system's.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::connection::{Parameters, Service, service};
use super::variables::Variables;
use super::{Environment, SettingsError};

const USERS_FILE: &str = ".pg_service.conf";
const SYSTEM_FILE: &str = "pg_service.conf";
/// Where Debian's and Fedora's libpq look.
const SYSTEM_FOLDERS: [&str; 2] = ["/etc/postgresql-common", "/etc/sysconfig/pgsql"];

/// What the service that `parameters` name says; nothing when they name none.
///
/// # Errors
/// No file has the service; a file that was named can't be read; a bad line.
pub(super) fn parameters_of_service(
    parameters: &Parameters,
    variables: &Variables<'_>,
    environment: &Environment,
) -> anyhow::Result<Parameters> {
    let Some(name) = &parameters.service else {
        return Ok(Parameters::default());
    };
    let mut looked_at = Vec::new();
    let mut known = Vec::new();
    for (path, need) in files(parameters, variables, environment)? {
        let Some(text) = read(&path, need)? else {
            continue;
        };
        let read = service(&text, name).with_context(|| format!("cannot use {}", path.display()));
        match read? {
            Service::Found(found) => return Ok(*found),
            Service::Absent(names) => known.extend(names),
        }
        looked_at.push(path.display().to_string());
    }
    Err(absent(&looked_at, &known).into())
}

/// Whether a file must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Named,
    Usual,
}

fn files(
    parameters: &Parameters,
    variables: &Variables<'_>,
    environment: &Environment,
) -> Result<Vec<(PathBuf, Need)>, SettingsError> {
    let first = match (&parameters.service_file, environment.home()) {
        (Some(named), _) => Some((named.clone(), Need::Named)),
        (None, Some(home)) => Some((home.join(USERS_FILE), Need::Usual)),
        (None, None) => None,
    };
    let system: Vec<PathBuf> = match variables.find(&["PGSYSCONFDIR"])? {
        Some(folder) => vec![folder.text.into()],
        None => SYSTEM_FOLDERS.map(PathBuf::from).to_vec(),
    };
    let system = system
        .into_iter()
        .map(|folder| (folder.join(SYSTEM_FILE), Need::Usual));
    Ok(first.into_iter().chain(system).collect())
}

fn read(path: &Path, need: Need) -> anyhow::Result<Option<String>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8(bytes).map_err(|_| {
            SettingsError::new(format!("{} is not valid UTF-8", path.display()))
        })?)),
        Err(error) if need == Need::Usual && error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(SettingsError::new(error.to_string())
            .hint("PGSERVICEFILE names a file with `[service]` and lines of KEY=VALUE"))
        .with_context(|| format!("cannot read the service file {}", path.display())),
    }
}

/// The service isn't shown: it may stand where a password was cut in two.
fn absent(looked_at: &[String], known: &[String]) -> SettingsError {
    let place = match looked_at {
        [] => "no service file was found".to_owned(),
        files => format!("the service is not in {}", files.join(", nor in ")),
    };
    SettingsError::new(place).hint(match known {
        [] => "write it into ~/.pg_service.conf: `[name]`, and below it host=…, dbname=…, user=…"
            .to_owned(),
        known => format!("there are: {}", known.join(", ")),
    })
}
