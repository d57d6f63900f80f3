//! What a command runs against: `--url`, else the variable, else libpq's `PG*` variables,
//! which also fill in what a URL leaves open, as in libpq.

use anyhow::Context as _;

use super::connection::{Parameters, parameters};
use super::password::password_source;
use super::service::parameters_of_service;
use super::target::target;
use super::variables::Variables;
use super::{Environment, SettingsError, libpq};
use crate::cli::GlobalArgs;
use crate::plan::Warning;
use crate::target::{Embedded, Endpoint, Target, TargetSource};

const DEFAULT_VARIABLE: &str = "DATABASE_URL";
const KEPT_DATA: &str = ".proj-migrate/postgres";

const NO_DATABASE: &str = "name one in one of three ways:
DATABASE_URL=postgres://user:password@host/database, in the environment or in .env
libpq's PGHOST, PGUSER, PGDATABASE and so on, in the environment
--url URL
or use a private PostgreSQL server, which needs no set-up: --url embedded:";

/// An endpoint, and what its user should know about the settings.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) endpoint: Endpoint,
    pub(super) warnings: Vec<Warning>,
}

/// The endpoint.
///
/// # Errors
/// None is named, or what names it can't be used.
pub(super) fn endpoint(
    global: &GlobalArgs,
    variables: &Variables<'_>,
    environment: &Environment,
) -> anyhow::Result<Named> {
    let world = World {
        global,
        variables,
        environment,
    };
    if let Some(url) = &global.url {
        return named(url, TargetSource::Flag, &world).context("cannot use the URL of `--url`");
    }
    let name = global.env.as_deref().unwrap_or(DEFAULT_VARIABLE);
    if let Some(value) = variables.find(&[name])? {
        let source = match &value.file {
            Some(file) => TargetSource::EnvFile(value.name.clone(), file.clone()),
            None => TargetSource::Variable(value.name.clone()),
        };
        return named(&value.text, source, &world)
            .with_context(|| format!("cannot use the URL in {value}"));
    }
    if global.env.is_some() {
        return Err(SettingsError::new(format!(
            "the variable `{name}`, which `--env` names, is not set"
        ))
        .hint("set it in the environment or in an env file")
        .into());
    }
    if libpq::is_target_named(variables)? {
        return server(Parameters::default(), TargetSource::Libpq, &world);
    }
    Err(SettingsError::new("no database is named")
        .hint(NO_DATABASE)
        .into())
}

/// What is asked beside the connection string.
struct World<'a> {
    global: &'a GlobalArgs,
    variables: &'a Variables<'a>,
    environment: &'a Environment,
}

fn named(url: &str, source: TargetSource, world: &World<'_>) -> anyhow::Result<Named> {
    let Some(kind) = url.trim().strip_prefix("embedded:") else {
        return server(parameters(url)?, source, world);
    };
    let embedded = match kind {
        "" => Embedded::Kept(KEPT_DATA.into()),
        "scratch" => Embedded::Scratch,
        _ => {
            return Err(SettingsError::new("there is no such private server")
                .hint("write `embedded:` or `embedded:scratch`")
                .into());
        }
    };
    Ok(Named {
        endpoint: Endpoint::Embedded(embedded),
        warnings: Vec::new(),
    })
}

/// As libpq does: what the string leaves open, a service says if one is named; what both leave
/// open, the variables.
fn server(string: Parameters, source: TargetSource, world: &World<'_>) -> anyhow::Result<Named> {
    let variables = libpq::parameters(world.variables)?;
    let all = string.clone().or(variables.clone());
    let service = parameters_of_service(&all, world.variables, world.environment)?;
    let parameters = string.or(service).or(variables);
    let (password, warning) = password_source(
        world.global.password_command.as_deref(),
        &parameters,
        world.variables,
        world.environment,
    )?;
    let target = Target {
        password,
        source,
        ..target(parameters, world.environment)?
    };
    Ok(Named {
        endpoint: Endpoint::Server(Box::new(target)),
        warnings: warning.into_iter().collect(),
    })
}
