//! libpq's connection service file: `[name]`, and below it a parameter a line (manual, "The
//! Connection Service File"). Of a name, or a key in it, that comes twice the first counts.

use super::Parameters;
use crate::settings::SettingsError;

/// What a file says of a service.
#[derive(Debug)]
pub(in crate::settings) enum Service {
    /// Its parameters.
    Found(Box<Parameters>),
    /// It isn't there; these are.
    Absent(Vec<String>),
}

/// The service `name` of the file's `text`.
///
/// # Errors
/// A line of the service that is no parameter, or can't be used; the message starts with its
/// number and a colon, and shows nothing of it.
pub(in crate::settings) fn service(text: &str, name: &str) -> Result<Service, SettingsError> {
    let mut names = Vec::new();
    let mut found: Option<(Parameters, Vec<&str>)> = None;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        let bad = |error: SettingsError| SettingsError {
            message: format!("line {}: {}", at + 1, error.message),
            ..error
        };
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(heading) = line.strip_prefix('[') {
            if found.is_some() {
                break;
            }
            // libpq, too, asks only for the name with a bracket behind it.
            let heading = heading.split(']').next().unwrap_or_default();
            // Only what is surely a name may be shown.
            let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
            if line.ends_with(']') && heading.chars().all(is_name) {
                names.push(heading.to_owned());
            }
            found = (heading == name).then(Default::default);
            continue;
        }
        if let Some((parameters, keys)) = &mut found {
            let (key, value) = pair(line).map_err(bad)?;
            if !keys.contains(&key) {
                parameters.set(key, value).map_err(bad)?;
                keys.push(key);
            }
        }
    }
    Ok(match found {
        Some((parameters, _)) => Service::Found(Box::new(parameters)),
        None => Service::Absent(names),
    })
}

fn pair(line: &str) -> Result<(&str, &str), SettingsError> {
    if line.starts_with("ldap") {
        return Err(SettingsError::new("it asks a directory server (LDAP)")
            .hint("directory servers are not asked: write the parameters into the file"));
    }
    let form = "lines are KEY=VALUE, without quotes, and without spaces around the `=`";
    let (key, value) = (line.split_once('='))
        .ok_or_else(|| SettingsError::new("there is no `=` in it").hint(form))?;
    if !super::parameters::is_known(key) {
        return Err(SettingsError::new("it has no known parameter before the `=`").hint(form));
    }
    if matches!(key, "service" | "servicefile") {
        return Err(SettingsError::new("a service cannot name another one")
            .hint("write the parameters into this one"));
    }
    Ok((key, value))
}
