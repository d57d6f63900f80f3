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
const DIRECT_VARIABLES: [&str; 2] = ["PROJ_MIGRATE_DIRECT_URL", "DIRECT_URL"];
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

/// The endpoint, with the way past its pooler.
///
/// # Errors
/// None is named, or what names it can't be used; neither can what names the way.
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
    let mut named = chosen(&world)?;
    if let Endpoint::Server(target) = &mut named.endpoint {
        target.direct = direct(&world, target.search_path.as_deref())?.map(Box::new);
    } else if global.direct_url.is_some() {
        return Err(SettingsError::new(
            "`--direct-url` goes past a pooler, and a private server has none",
        )
        .hint("leave it out")
        .into());
    }
    Ok(named)
}

/// The target of `--direct-url`, or of the variable.
fn direct(world: &World<'_>, search_path: Option<&str>) -> anyhow::Result<Option<Target>> {
    let (named, origin) = if let Some(url) = &world.global.direct_url {
        let named = named(url, TargetSource::Flag, world);
        (named, "the URL of `--direct-url`".to_owned())
    } else if let Some(value) = world.variables.find_secret(&DIRECT_VARIABLES)? {
        let source = TargetSource::Variable(value.name.clone());
        (
            named(&value.text, source, world),
            format!("the URL in {value}"),
        )
    } else {
        return Ok(None);
    };
    let named = named.with_context(|| format!("cannot use {origin}"))?;
    let Endpoint::Server(target) = named.endpoint else {
        return Err(SettingsError::new(format!(
            "cannot use {origin}: a private server has no pooler"
        ))
        .hint("name the server that the pooler stands in front of")
        .into());
    };
    let is_another_path = |path: &str| search_path != Some(path);
    if target.search_path.as_deref().is_some_and(is_another_path) {
        return Err(SettingsError::new(format!(
            "cannot use {origin}: its `search_path` is not that of the other URL"
        ))
        .hint("leave it out: the other URL's is used on both connections")
        .into());
    }
    Ok(Some(*target))
}

/// The endpoint itself.
fn chosen(world: &World<'_>) -> anyhow::Result<Named> {
    let World {
        global, variables, ..
    } = world;
    if let Some(url) = &global.url {
        return named(url, TargetSource::Flag, world).context("cannot use the URL of `--url`");
    }
    let name = global.env.as_deref().unwrap_or(DEFAULT_VARIABLE);
    // `-e NAME=URL` is how other programs take a variable: the password is in it.
    if name.contains(['=', ':', '@']) {
        return Err(
            SettingsError::new("what `--env` was given is not the name of a variable")
                .hint("it takes a name, such as DATABASE_URL; `--url` takes the URL itself")
                .into(),
        );
    }
    if let Some(value) = variables.find_secret(&[name])? {
        let source = match &value.file {
            Some(file) => TargetSource::EnvFile(value.name.clone(), file.clone()),
            None => TargetSource::Variable(value.name.clone()),
        };
        return named(&value.text, source, world)
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
        return server(Parameters::default(), TargetSource::Libpq, world);
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
