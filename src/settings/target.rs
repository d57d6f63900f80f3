//! The target that parameters describe, with libpq's defaults for what they leave open.

use std::path::Path;
use std::time::Duration;

use super::connection::Parameters;
use super::{Environment, SettingsError};
use crate::target::TypedPassword;
use crate::target::{Host, PasswordSource, SessionAttributes, Target, TargetSource, Tcp, Tls};

const DEFAULT_PORT: u16 = 5432;
const APPLICATION_NAME: &str = "proj-migrate";
/// libpq waits for ever; a run in a pipeline must end.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// The target; its source, and where passwords come from unless one was given, are left to the
/// caller.
///
/// # Errors
/// Parameters that don't go together; no user; what TLS needs and isn't there.
pub(super) fn target(
    parameters: Parameters,
    environment: &Environment,
) -> Result<Target, SettingsError> {
    let hosts = hosts(&parameters, environment)?;
    let user = match parameters.user.clone() {
        Some(user) => user,
        None => (environment.os_user)().ok_or_else(|| {
            SettingsError::new("no user is named, and this process's user has no name")
                .hint("name one in the URL or in PGUSER")
        })?,
    };
    // A socket is never encrypted: nothing of it is looked at.
    let has_network = hosts.iter().any(|host| host.socket_file().is_none());
    let tls = match has_network {
        true => parameters.tls.read(environment.home().as_deref())?,
        false => Tls::default(),
    };
    // Of several servers only one can be written to, and a migration needs that one.
    let session = parameters.session.unwrap_or(match hosts.len() {
        1 => SessionAttributes::Any,
        _ => SessionAttributes::ReadWrite,
    });
    let application_name = parameters.application_name.clone();
    let timeout = parameters.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
    Ok(Target {
        hosts,
        host_order: parameters.host_order.unwrap_or_default(),
        session,
        database: parameters.database.clone().unwrap_or_else(|| user.clone()),
        user,
        password: (parameters.password.clone())
            .map_or_else(PasswordSource::default, PasswordSource::Given),
        typed: TypedPassword::default(),
        application_name: application_name
            .or_else(|| parameters.fallback_application_name.clone())
            .unwrap_or_else(|| APPLICATION_NAME.to_owned()),
        options: parameters.options.clone(),
        connect_timeout: (!timeout.is_zero()).then_some(timeout),
        tcp: tcp(&parameters),
        tls,
        channel_binding: parameters.tls.channel_binding.unwrap_or_default(),
        search_path: parameters.search_path,
        role: None,
        direct: None,
        source: TargetSource::Libpq,
    })
}

fn tcp(parameters: &Parameters) -> Tcp {
    let set = |duration: Option<Duration>| duration.filter(|duration| !duration.is_zero());
    Tcp {
        keepalives: parameters.keepalives.unwrap_or_default(),
        keepalives_idle: set(parameters.keepalives_idle),
        keepalives_interval: set(parameters.keepalives_interval),
        keepalives_count: parameters.keepalives_count.filter(|&count| count != 0),
        user_timeout: set(parameters.tcp_user_timeout),
    }
}

/// Each host with its address and port.
fn hosts(parameters: &Parameters, environment: &Environment) -> Result<Vec<Host>, SettingsError> {
    let (names, addresses) = match (&parameters.hosts, &parameters.addresses) {
        (None, None) => (vec![String::new()], vec![None]),
        (Some(names), None) => (names.clone(), vec![None; names.len()]),
        (None, Some(addresses)) => (vec![String::new(); addresses.len()], addresses.clone()),
        (Some(names), Some(addresses)) => (names.clone(), addresses.clone()),
    };
    let ports = parameters.ports.as_deref().unwrap_or(&[None]);
    if addresses.len() != names.len() {
        return Err(SettingsError::new(format!(
            "there are {} addresses (`hostaddr`, PGHOSTADDR) for {} hosts",
            addresses.len(),
            names.len()
        ))
        .hint("give one for each host, or leave them out"));
    }
    if ports.len() != 1 && ports.len() != names.len() {
        return Err(SettingsError::new(format!(
            "there are {} ports for {} hosts",
            ports.len(),
            names.len()
        ))
        .hint("give one port for all hosts, or one for each"));
    }
    (names.into_iter().zip(addresses))
        .zip(ports.iter().cycle())
        .map(|((name, address), port)| {
            let port = port.unwrap_or(DEFAULT_PORT);
            let Some(address) = address else {
                return named_host(name, port, environment);
            };
            Ok(Host::Tcp {
                name: if name.is_empty() {
                    address.to_string()
                } else {
                    name
                },
                address: Some(address),
                port,
            })
        })
        .collect()
}

/// A host left open is the local server's socket, where systems put it, else localhost.
fn named_host(name: String, port: u16, environment: &Environment) -> Result<Host, SettingsError> {
    if name.is_empty() {
        return Ok(match (environment.socket_folder)() {
            Some(folder) => Host::socket(folder, port),
            None => Host::tcp("localhost", port),
        });
    }
    if name.starts_with('@') {
        return Err(SettingsError::new("abstract sockets are not supported")
            .hint("name the folder of the server's socket, or a host"));
    }
    Ok(match Path::new(&name).is_absolute() {
        true => Host::socket(name, port),
        false => Host::tcp(name, port),
    })
}
