//! What a command runs against: `--url`, else the variable, else libpq's `PG*` variables,
//! which also fill in what a URL leaves open, as in libpq.

use std::path::Path;

use anyhow::Context as _;

use super::connection::{Parameters, parameters};
use super::variables::Variables;
use super::{Environment, SettingsError};
use crate::cli::GlobalArgs;
use crate::target::{ChannelBinding, Embedded, Endpoint, Host, HostOrder, PasswordSource};
use crate::target::{SessionAttributes, Target, TargetSource, Tcp, Tls, TypedPassword};

const DEFAULT_VARIABLE: &str = "DATABASE_URL";
const DEFAULT_PORT: u16 = 5432;
const APPLICATION_NAME: &str = "proj-migrate";
const KEPT_DATA: &str = ".proj-migrate/postgres";

const NO_DATABASE: &str = "name one in one of three ways:
DATABASE_URL=postgres://user:password@host/database, in the environment or in .env
libpq's PGHOST, PGUSER, PGDATABASE and so on, in the environment
--url URL
or use a private PostgreSQL server, which needs no set-up: --url embedded:";

/// libpq's variables that name a server, a login or a database, with their key words.
const NAMING: [(&str, &str); 7] = [
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGDATABASE", "dbname"),
    ("PGSERVICE", "service"),
];
/// libpq's variables that only say how to connect.
const MANNER: [(&str, &str); 9] = [
    ("PGAPPNAME", "application_name"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGSSLMODE", "sslmode"),
    ("PGREQUIRESSL", "requiressl"),
    ("PGOPTIONS", "options"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGREQUIREAUTH", "require_auth"),
    ("PGGSSENCMODE", "gssencmode"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
];

/// The endpoint.
///
/// # Errors
/// None is named, or what names it can't be used.
pub(super) fn endpoint(
    global: &GlobalArgs,
    variables: &Variables<'_>,
    environment: &Environment,
) -> anyhow::Result<Endpoint> {
    if let Some(url) = &global.url {
        return named(url, TargetSource::Flag, variables, environment)
            .context("cannot use the URL of `--url`");
    }
    let name = global.env.as_deref().unwrap_or(DEFAULT_VARIABLE);
    if let Some(value) = variables.find(&[name])? {
        let source = match &value.file {
            Some(file) => TargetSource::EnvFile(value.name.clone(), file.clone()),
            None => TargetSource::Variable(value.name.clone()),
        };
        return named(&value.text, source, variables, environment)
            .with_context(|| format!("cannot use the URL in {value}"));
    }
    if global.env.is_some() {
        return Err(SettingsError::new(format!(
            "the variable `{name}`, which `--env` names, is not set"
        ))
        .hint("set it in the environment or in an env file")
        .into());
    }
    for (variable, _) in NAMING {
        if variables.find(&[variable])?.is_some() {
            let target = target(libpq(variables)?, TargetSource::Libpq, environment)?;
            return Ok(Endpoint::Server(Box::new(target)));
        }
    }
    Err(SettingsError::new("no database is named")
        .hint(NO_DATABASE)
        .into())
}

fn named(
    url: &str,
    source: TargetSource,
    variables: &Variables<'_>,
    environment: &Environment,
) -> anyhow::Result<Endpoint> {
    if let Some(kind) = url.trim().strip_prefix("embedded:") {
        return match kind {
            "" => Ok(Endpoint::Embedded(Embedded::Kept(KEPT_DATA.into()))),
            "scratch" => Ok(Endpoint::Embedded(Embedded::Scratch)),
            _ => Err(SettingsError::new("there is no such private server")
                .hint("write `embedded:` or `embedded:scratch`")
                .into()),
        };
    }
    let parameters = parameters(url)?.or(libpq(variables)?);
    Ok(Endpoint::Server(Box::new(target(
        parameters,
        source,
        environment,
    )?)))
}

/// What libpq's variables say.
fn libpq(variables: &Variables<'_>) -> anyhow::Result<Parameters> {
    let mut parameters = Parameters::default();
    for (variable, key) in NAMING.into_iter().chain(MANNER) {
        if let Some(value) = variables.find(&[variable])? {
            parameters
                .set(key, &value.text)
                .with_context(|| format!("cannot use {value}"))?;
        }
    }
    Ok(parameters)
}

fn target(
    parameters: Parameters,
    source: TargetSource,
    environment: &Environment,
) -> Result<Target, SettingsError> {
    let hosts = hosts(&parameters, environment)?;
    let user = match parameters.user {
        Some(user) => user,
        None => (environment.os_user)().ok_or_else(|| {
            SettingsError::new("no user is named, and this process's user has no name")
                .hint("name one in the URL or in PGUSER")
        })?,
    };
    Ok(Target {
        hosts,
        host_order: HostOrder::default(),
        session: SessionAttributes::default(),
        database: parameters.database.unwrap_or_else(|| user.clone()),
        user,
        password: parameters
            .password
            .map_or_else(PasswordSource::default, PasswordSource::Given),
        typed: TypedPassword::default(),
        application_name: parameters
            .application_name
            .unwrap_or_else(|| APPLICATION_NAME.to_owned()),
        connect_timeout: parameters.connect_timeout.filter(|limit| !limit.is_zero()),
        options: None,
        tcp: Tcp::default(),
        tls: Tls {
            mode: parameters.tls.unwrap_or_default(),
            ..Tls::default()
        },
        channel_binding: ChannelBinding::default(),
        search_path: parameters.search_path,
        role: None,
        source,
    })
}

/// Each host with its port. A host left open is the local server's socket, where systems put it,
/// else localhost.
fn hosts(parameters: &Parameters, environment: &Environment) -> Result<Vec<Host>, SettingsError> {
    let open = [String::new()];
    let names = parameters.hosts.as_deref().unwrap_or(&open);
    let ports = parameters.ports.as_deref().unwrap_or(&[None]);
    if ports.len() != 1 && ports.len() != names.len() {
        return Err(SettingsError::new(format!(
            "there are {} ports for {} hosts",
            ports.len(),
            names.len()
        ))
        .hint("give one port for all hosts, or one for each"));
    }
    names
        .iter()
        .zip(ports.iter().cycle())
        .map(|(name, port)| {
            let port = port.unwrap_or(DEFAULT_PORT);
            match name.as_str() {
                "" => Ok(match (environment.socket_folder)() {
                    Some(folder) => Host::socket(folder, port),
                    None => Host::tcp("localhost", port),
                }),
                name if Path::new(name).is_absolute() => Ok(Host::socket(name, port)),
                name if name.starts_with('@') => {
                    Err(SettingsError::new("abstract sockets are not supported")
                        .hint("name the folder of the server's socket, or a host"))
                }
                name => Ok(Host::tcp(name, port)),
            }
        })
        .collect()
}
