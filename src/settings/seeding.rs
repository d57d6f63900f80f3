//! The requests of `seed` and `seed generate`.

use super::SettingsError;
use super::context::Settings;
use super::values::{order, seeds_dir};
use crate::cli::{GenerateArgs, LocaleArg, SeedArgs};
use crate::commands::seed::generate::{self, Destination, Wanted};
use crate::commands::seed::{self, Action, Repeat};
use crate::generate::{Choices, Locale};
use crate::plan::{GivenKey, TableName};

impl Settings<'_> {
    /// `seed`
    pub(super) fn seed_request(&self, args: &SeedArgs) -> anyhow::Result<seed::Request> {
        let keys = args.key.iter().map(|typed| key(typed));
        Ok(seed::Request {
            seeds_dir: seeds_dir(&self.global, &self.variables)?,
            sets: args.sets.iter().map(|set| set_name(set)).collect(),
            action: match (args.list, args.dry_run) {
                (true, _) => Action::List,
                (_, true) => Action::Plan,
                _ => Action::Run,
            },
            repeat: match (args.reset, args.force) {
                (true, _) => Repeat::Reset,
                (_, true) => Repeat::Force,
                _ => Repeat::Changed,
            },
            keys: keys.collect::<Result<_, _>>()?,
            pending: order(args.strict, &self.variables)?,
            context: self.context()?,
        })
    }

    /// `seed generate`
    pub(super) fn generate_request(
        &self,
        args: &GenerateArgs,
    ) -> anyhow::Result<generate::Request> {
        let wanted = args.tables.iter().map(|typed| wanted(typed));
        Ok(generate::Request {
            wanted: wanted.collect::<Result<_, _>>()?,
            choices: Choices {
                seed: args.seed.unwrap_or(1),
                locale: args.locale.map_or(Locale::En, locale),
            },
            destination: match &args.out {
                Some(folder) => Destination::Folder(folder.clone()),
                None => Destination::Database,
            },
            pending: order(false, &self.variables)?,
            context: self.context()?,
        })
    }
}

/// A set as typed: with the slash that a shell completes a folder's name with, it is the same.
fn set_name(typed: &str) -> String {
    match typed.trim_end_matches('/') {
        "" => typed.to_owned(),
        name => name.to_owned(),
    }
}

fn locale(typed: LocaleArg) -> Locale {
    match typed {
        LocaleArg::En => Locale::En,
        LocaleArg::De => Locale::De,
        LocaleArg::Fr => Locale::Fr,
        LocaleArg::Es => Locale::Es,
    }
}

/// `app.users=1000` as meant; digits may be grouped, `1_000`.
fn wanted(typed: &str) -> Result<Wanted, SettingsError> {
    let unusable = || {
        SettingsError::new(format!("`{typed}` cannot be used"))
            .hint("it takes a table and a number of rows: `seed generate app.users=1000`")
    };
    let (table, rows) = typed.rsplit_once('=').ok_or_else(unusable)?;
    let rows = rows
        .trim()
        .replace('_', "")
        .parse()
        .map_err(|_| unusable())?;
    let table = TableName::parse(table.trim()).ok_or_else(unusable)?;
    Ok(Wanted { table, rows })
}

/// `--key app.users=email` as meant.
fn key(typed: &str) -> Result<GivenKey, SettingsError> {
    let unusable = || {
        SettingsError::new(format!("`--key {typed}` cannot be used"))
            .hint("it takes a table and its columns: `--key app.users=email`")
    };
    let (table, columns) = typed.split_once('=').ok_or_else(unusable)?;
    let columns: Vec<String> = columns
        .split(',')
        .map(|column| column.trim().to_owned())
        .collect();
    if columns.iter().any(String::is_empty) {
        return Err(unusable());
    }
    Ok(GivenKey {
        table: TableName::parse(table.trim()).ok_or_else(unusable)?,
        columns,
    })
}
