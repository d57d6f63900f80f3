//! `postgres://user:password@host:port,host:port/database?key=value&key=value`

use super::Parameters;
use super::percent::decoded;
use crate::settings::SettingsError;

/// What follows `postgres://` or `postgresql://`.
pub(super) fn without_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let ours = ["postgres", "postgresql"];
    ours.iter()
        .any(|name| scheme.eq_ignore_ascii_case(name))
        .then_some(rest)
}

/// The parameters that `rest`, a URL without its scheme, spells. Those behind `?` win.
///
/// # Errors
/// Something that would have to be percent-encoded, a bad port, an unsupported parameter.
pub(super) fn parameters(rest: &str) -> Result<Parameters, SettingsError> {
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    // A password with a raw `/` or `?` has pushed its end and the `@` beyond the authority:
    // whatever stands around it now must neither be used nor shown.
    if rest.contains('@') {
        return Err(SettingsError::new("it has an `@` behind the host").hint(
            "write / ? # @ : and % in the user's name or password as %2F %3F %23 %40 %3A %25, \
             and an `@` anywhere else as %40",
        ));
    }
    let mut parameters = Parameters::default();
    let hosts = match authority.rsplit_once('@') {
        Some((login, hosts)) => {
            let (user, password) = match login.split_once(':') {
                Some((user, password)) => (user, Some(password)),
                None => (login, None),
            };
            parameters.set_login(&decoded(user)?, password.map(decoded).transpose()?);
            hosts
        }
        None => authority,
    };
    set_hosts(&mut parameters, hosts)?;

    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, query),
        None => (rest, ""),
    };
    let database = decoded(path.strip_prefix('/').unwrap_or(path))?;
    parameters.set("dbname", &database)?;
    parameters.set_all(&pairs(query)?)?;
    Ok(parameters)
}

/// `host:port,[address]:port,…`, each part optional.
fn set_hosts(parameters: &mut Parameters, text: &str) -> Result<(), SettingsError> {
    let mut hosts = Vec::new();
    let mut ports = Vec::new();
    for item in text.split(',') {
        let (host, port) = match item.strip_prefix('[') {
            Some(address) => {
                let (address, behind) = address
                    .split_once(']')
                    .ok_or_else(|| SettingsError::new("a `[` in its host is never closed"))?;
                let port = behind
                    .strip_prefix(':')
                    .or_else(|| behind.is_empty().then_some(""));
                let port = port.ok_or_else(|| {
                    SettingsError::new("there is something between `]` and the port")
                })?;
                (address, port)
            }
            None => item.split_once(':').unwrap_or((item, "")),
        };
        if port.contains(':') {
            return Err(SettingsError::new("a host has more than one `:`")
                .hint("write an IPv6 address in brackets: postgres://[::1]:5432/database"));
        }
        hosts.push(decoded(host)?);
        ports.push(decoded(port)?);
    }
    parameters.set_hosts(&hosts);
    parameters.set_ports(&ports)
}

fn pairs(query: &str) -> Result<Vec<(String, String)>, SettingsError> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair
                .split_once('=')
                .ok_or_else(|| SettingsError::new("a parameter behind `?` has no `=`"))?;
            Ok((decoded(key)?, decoded(value)?))
        })
        .collect()
}
