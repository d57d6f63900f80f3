//! The request that arguments and environment make together.

use super::choices::confirmation;
use super::context::Settings;
use super::joined::joined;
use super::values::migrations_dirs;
use super::variables::Variables;
use super::{Environment, dbmate, server_wait};
use crate::cli::{
    Cli, CommandArgs, DropArgs, FormatArg, NewArgs, ProtectArgs, SeedCommand, StatusArgs,
};
use crate::commands::seed::generate;
use crate::commands::{
    baseline, create, down, drop, dump, load_schema, new, protect, redo, repair, seed, status, up,
    wait,
};
use crate::outcome::StatusExit;
use crate::plan::Mark;

/// A subcommand's request, complete and checked.
#[derive(Debug, Clone)]
pub enum Command {
    /// `new`
    New(new::Request),
    /// `up`, `migrate`
    Up(up::Request),
    /// `down`
    Down(down::Request),
    /// `dump`
    Dump(dump::Request),
    /// `status`
    Status(status::Request),
    /// `redo`
    Redo(redo::Request),
    /// `seed`
    Seed(seed::Request),
    /// `load`
    Load(load_schema::Request),
    /// `seed generate`
    Generate(generate::Request),
    /// `create`
    Create(create::Request),
    /// `drop`
    Drop(drop::Request),
    /// `wait`
    Wait(wait::Request),
    /// `protect`
    Protect(protect::Request),
    /// `repair`
    Repair(repair::Request),
    /// `baseline`
    Baseline(baseline::Request),
}

/// What to run.
///
/// # Errors
/// A setting that can't be used ([`super::SettingsError`] somewhere in the chain), or an env file that
/// can't be read.
pub fn command(cli: &Cli, environment: &Environment) -> anyhow::Result<Command> {
    let global = joined(&cli.global, cli.trailing_global());
    let variables = Variables::read(&environment.variables, &global.env_file)?;
    dbmate::check(&variables)?;
    let settings = Settings {
        global,
        variables,
        environment,
    };
    match &cli.command {
        CommandArgs::New(args) => settings.new_request(args).map(Command::New),
        CommandArgs::Up(args) => settings.up_request(args).map(Command::Up),
        CommandArgs::Migrate(args) => settings.migrate_request(args).map(Command::Up),
        CommandArgs::Down(args) => settings.down_request(args).map(Command::Down),
        CommandArgs::Dump(args) => settings.dump_request(args).map(Command::Dump),
        CommandArgs::Status(args) => settings.status_request(args).map(Command::Status),
        CommandArgs::Redo(args) => settings.redo_request(args).map(Command::Redo),
        CommandArgs::Load(args) => settings.load_request(args).map(Command::Load),
        CommandArgs::Seed(args) => match &args.action {
            Some(SeedCommand::Generate(args)) => {
                settings.generate_request(args).map(Command::Generate)
            }
            None => settings.seed_request(args).map(Command::Seed),
        },
        CommandArgs::Create(_) => settings.create_request().map(Command::Create),
        CommandArgs::Drop(args) => settings.drop_request(args).map(Command::Drop),
        CommandArgs::Wait(_) => settings.wait_request().map(Command::Wait),
        CommandArgs::Protect(args) => settings.protect_request(args).map(Command::Protect),
        CommandArgs::Repair(args) => settings.repair_request(args).map(Command::Repair),
        CommandArgs::Baseline(args) => settings.baseline_request(args).map(Command::Baseline),
    }
}

impl Settings<'_> {
    fn new_request(&self, args: &NewArgs) -> anyhow::Result<new::Request> {
        Ok(new::Request {
            name: args.name.clone(),
            migrations_dirs: migrations_dirs(&self.global, &self.variables)?,
            now: self.environment.now,
        })
    }

    fn status_request(&self, args: &StatusArgs) -> anyhow::Result<status::Request> {
        Ok(status::Request {
            fingerprint: match self.global.format {
                Some(FormatArg::Json) => status::Fingerprint::Wanted,
                _ => status::Fingerprint::Unwanted,
            },
            // dbmate's `status --quiet` is a guard that says nothing.
            exit: if args.exit_code || self.global.quiet > 0 {
                StatusExit::ByState
            } else {
                StatusExit::Zero
            },
            context: self.context()?,
        })
    }

    fn create_request(&self) -> anyhow::Result<create::Request> {
        let context = self.context()?;
        Ok(create::Request { context })
    }

    fn drop_request(&self, args: &DropArgs) -> anyhow::Result<drop::Request> {
        Ok(drop::Request {
            confirmation: confirmation(args.yes),
            context: self.context()?,
        })
    }

    fn wait_request(&self) -> anyhow::Result<wait::Request> {
        Ok(wait::Request {
            wait: server_wait::of_wait_command(&self.global, &self.variables)?,
            context: self.context()?,
        })
    }

    fn protect_request(&self, args: &ProtectArgs) -> anyhow::Result<protect::Request> {
        Ok(protect::Request {
            mark: if args.off { Mark::Off } else { Mark::On },
            context: self.context()?,
        })
    }
}
