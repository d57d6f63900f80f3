//! Settings that a flag or a variable may hold: read from the first that is there.

use std::path::PathBuf;

use super::SettingsError;
use super::switch::{SWITCH_FORM, parse_switch};
use super::variables::Variables;
use crate::cli::GlobalArgs;
use crate::migration::{DURATION_FORM, Version, parse_duration};
use crate::plan::Order;
use crate::target::{LedgerName, LockRetry, Timeouts};

const DEFAULT_FOLDER: &str = "db/migrations";
const DEFAULT_SEEDS: &str = "db/seeds";
const DEFAULT_SCHEMA_FILE: &str = "db/schema.sql";

/// A setting's flag and variables, for reading and for messages.
pub(super) struct Names<'a> {
    /// The flag, with its hyphens.
    pub(super) flag: &'a str,
    /// The variables, ours before dbmate's.
    pub(super) variables: &'a [&'a str],
}

/// The waiting times.
pub(super) fn timeouts(
    global: &GlobalArgs,
    variables: &Variables<'_>,
) -> Result<Timeouts, SettingsError> {
    let default = Timeouts::default();
    let duration = |typed: &Option<String>, flag, variable: &str| {
        let names = [
            format!("PROJ_MIGRATE_{variable}"),
            format!("DBMATE_{variable}"),
        ];
        let names = Names {
            flag,
            variables: &names.each_ref().map(String::as_str),
        };
        let parse = |text: &str| parse_duration(text).ok_or_else(|| DURATION_FORM.to_owned());
        setting(typed.as_deref(), variables, &names, parse)
    };
    let lock_wait = duration(&global.lock_wait, "--lock-wait", "LOCK_WAIT")?;
    let lock_timeout = duration(&global.lock_timeout, "--lock-timeout", "LOCK_TIMEOUT")?;
    let lock_retry_for = duration(&global.lock_retry_for, "--lock-retry-for", "LOCK_RETRY_FOR")?;
    Ok(Timeouts {
        lock_wait: lock_wait.unwrap_or(default.lock_wait),
        lock_timeout: lock_timeout.unwrap_or(default.lock_timeout),
        lock_retry_for: lock_retry_for.map_or(default.lock_retry_for, LockRetry::Asked),
        concurrent_wait_for: duration(
            &global.concurrent_wait_for,
            "--concurrent-wait-for",
            "CONCURRENT_WAIT_FOR",
        )?,
    })
}

/// The ledger's name.
pub(super) fn ledger(
    global: &GlobalArgs,
    variables: &Variables<'_>,
) -> Result<LedgerName, SettingsError> {
    let names = Names {
        flag: "--migrations-table",
        variables: &["PROJ_MIGRATE_MIGRATIONS_TABLE", "DBMATE_MIGRATIONS_TABLE"],
    };
    let parse = |text: &str| {
        text.parse().map_err(|error| {
            format!("a table such as schema_migrations or app.migrations: {error}")
        })
    };
    let name = setting(global.migrations_table.as_deref(), variables, &names, parse)?;
    Ok(name.unwrap_or_default())
}

/// The migrations folders; never empty. A variable holds a list with commas, as dbmate's does.
pub(super) fn migrations_dirs(
    global: &GlobalArgs,
    variables: &Variables<'_>,
) -> Result<Vec<PathBuf>, SettingsError> {
    if !global.migrations_dir.is_empty() {
        return Ok(global.migrations_dir.clone());
    }
    let found = variables.find(&["PROJ_MIGRATE_MIGRATIONS_DIR", "DBMATE_MIGRATIONS_DIR"])?;
    let listed: Vec<PathBuf> = found
        .iter()
        .flat_map(|value| value.text.split(','))
        .map(str::trim)
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .collect();
    if listed.is_empty() {
        return Ok(vec![DEFAULT_FOLDER.into()]);
    }
    Ok(listed)
}

/// The seeds folder.
pub(super) fn seeds_dir(
    global: &GlobalArgs,
    variables: &Variables<'_>,
) -> Result<PathBuf, SettingsError> {
    if let Some(folder) = &global.seeds_dir {
        return Ok(folder.clone());
    }
    let found = variables.find(&["PROJ_MIGRATE_SEEDS_DIR"])?;
    Ok(found.map_or_else(|| DEFAULT_SEEDS.into(), |value| value.text.into()))
}

/// The schema file.
pub(super) fn schema_file(
    global: &GlobalArgs,
    variables: &Variables<'_>,
) -> Result<PathBuf, SettingsError> {
    if let Some(file) = &global.schema_file {
        return Ok(file.clone());
    }
    let found = variables.find(&["PROJ_MIGRATE_SCHEMA_FILE", "DBMATE_SCHEMA_FILE"])?;
    Ok(found.map_or_else(|| DEFAULT_SCHEMA_FILE.into(), |value| value.text.into()))
}

/// `--strict` as typed, else the variable.
pub(super) fn order(strict: bool, variables: &Variables<'_>) -> Result<Order, SettingsError> {
    if strict {
        return Ok(Order::Strict);
    }
    let names = Names {
        flag: "--strict",
        variables: &["PROJ_MIGRATE_STRICT", "DBMATE_STRICT"],
    };
    let parse = |text: &str| match parse_switch(text) {
        Some(true) => Ok(Order::Strict),
        Some(false) => Ok(Order::Warn),
        None => Err(SWITCH_FORM.to_owned()),
    };
    Ok(setting(None, variables, &names, parse)?.unwrap_or_default())
}

/// The role to become.
pub(super) fn role(
    global: &GlobalArgs,
    variables: &Variables<'_>,
) -> Result<Option<String>, SettingsError> {
    let names = Names {
        flag: "--role",
        variables: &["PROJ_MIGRATE_ROLE"],
    };
    // PostgreSQL would take these for the login itself or refuse them as a name.
    let parse = |text: &str| match text {
        "" | "none" => Err("the name of a role".to_owned()),
        name => Ok(name.to_owned()),
    };
    setting(global.role.as_deref(), variables, &names, parse)
}

/// The label of `up --release`, else of its variable.
pub(super) fn release(
    typed: Option<&str>,
    variables: &Variables<'_>,
) -> Result<Option<String>, SettingsError> {
    let names = Names {
        flag: "--release",
        variables: &["PROJ_MIGRATE_RELEASE"],
    };
    setting(typed, variables, &names, release_label)
}

/// The label of `down --release`. Its variable is not asked: what a deployment exports must
/// not change how far somebody's `down` reaches.
pub(super) fn release_to_revert(typed: &str) -> Result<String, SettingsError> {
    release_label(typed).map_err(|expected| {
        SettingsError::new(format!("`--release {typed}` cannot be used"))
            .hint(format!("it takes {expected}"))
    })
}

fn release_label(text: &str) -> Result<String, String> {
    let is_label = !text.trim().is_empty() && !text.contains(char::is_control);
    is_label
        .then(|| text.to_owned())
        .ok_or_else(|| "a label in one line, such as 1.4.2".to_owned())
}

/// `--to` as typed.
pub(super) fn version(typed: &Option<String>) -> Result<Option<Version>, SettingsError> {
    let version = typed.as_ref().map(|text| required_version("--to ", text));
    version.transpose()
}

/// A version as typed behind `flag`, which ends in a space unless it is empty.
pub(super) fn required_version(flag: &str, text: &str) -> Result<Version, SettingsError> {
    Version::new(text).ok_or_else(|| {
        SettingsError::new(format!("`{flag}{text}` is not a version"))
            .hint("a version is the digits that a migration's file name starts with")
    })
}

/// The flag's value, else that of the first variable; `None` without either. `parse` fails
/// with what is expected; the value itself is shown only when it was typed.
pub(super) fn setting<T>(
    typed: Option<&str>,
    variables: &Variables<'_>,
    names: &Names<'_>,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, SettingsError> {
    if let Some(text) = typed {
        return parse(text).map(Some).map_err(|expected| {
            SettingsError::new(format!("`{} {text}` cannot be used", names.flag))
                .hint(format!("it takes {expected}"))
        });
    }
    let Some(value) = variables.find(names.variables)? else {
        return Ok(None);
    };
    parse(&value.text).map(Some).map_err(|expected| {
        SettingsError::new(format!("the value of {value} cannot be used"))
            .hint(format!("it takes {expected}"))
    })
}
