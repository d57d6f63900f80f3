//! The request that arguments and environment make together.

use std::ffi::OsStr;

use super::endpoint::endpoint;
use super::joined::joined;
use super::values::{ledger, migrations_dirs, required_version, timeouts, version};
use super::values::{release_to_revert, role};
use super::variables::Variables;
use super::{Environment, SettingsError, dbmate, server_wait};
use crate::cli::{BaselineArgs, Cli, CommandArgs, DownArgs, DropArgs, DryRun, GlobalArgs, NewArgs};
use crate::cli::{ProtectArgs, RedoArgs, RepairArgs, ResumeChoice, StatusArgs, TextSource};
use crate::commands::up::Mode;
use crate::commands::{Confirmation, Context, Protected};
use crate::commands::{baseline, create, down, drop, new, protect, redo, repair, status, up, wait};
use crate::outcome::StatusExit;
use crate::plan::{AcceptedEdits, DownSelection, Mark, Origin, Reach, RepairAction};
use crate::plan::{RepairSelection, Resume, Trust};
use crate::target::ServerSearch;

/// A subcommand's request, complete and checked.
#[derive(Debug, Clone)]
pub enum Command {
    /// `new`
    New(new::Request),
    /// `up`, `migrate`
    Up(up::Request),
    /// `down`
    Down(down::Request),
    /// `status`
    Status(status::Request),
    /// `redo`
    Redo(redo::Request),
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
/// A setting that can't be used ([`SettingsError`] somewhere in the chain), or an env file that
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
        CommandArgs::Status(args) => settings.status_request(args).map(Command::Status),
        CommandArgs::Redo(args) => settings.redo_request(args).map(Command::Redo),
        CommandArgs::Create(_) => settings.create_request().map(Command::Create),
        CommandArgs::Drop(args) => settings.drop_request(args).map(Command::Drop),
        CommandArgs::Wait(_) => settings.wait_request().map(Command::Wait),
        CommandArgs::Protect(args) => settings.protect_request(args).map(Command::Protect),
        CommandArgs::Repair(args) => settings.repair_request(args).map(Command::Repair),
        CommandArgs::Baseline(args) => settings.baseline_request(args).map(Command::Baseline),
    }
}

/// Everything that requests are made of.
pub(super) struct Settings<'a> {
    global: GlobalArgs,
    pub(super) variables: Variables<'a>,
    environment: &'a Environment,
}

impl Settings<'_> {
    fn new_request(&self, args: &NewArgs) -> anyhow::Result<new::Request> {
        Ok(new::Request {
            name: args.name.clone(),
            migrations_dirs: migrations_dirs(&self.global, &self.variables)?,
            now: self.environment.now,
        })
    }

    fn down_request(&self, args: &DownArgs) -> anyhow::Result<down::Request> {
        let release = args.release.as_deref().map(release_to_revert).transpose()?;
        let reach = match (version(&args.to)?, release, args.last_run, args.all) {
            (Some(version), ..) => Reach::To(version),
            (None, Some(release), ..) => Reach::Release(release),
            (None, None, true, _) => Reach::LastRun,
            (None, None, _, true) => Reach::All,
            _ => Reach::Count(args.count.map(count).transpose()?.unwrap_or(1)),
        };
        Ok(down::Request {
            selection: DownSelection {
                reach,
                from: args.from.map(origin),
                trust: trust(args.trust_stored),
            },
            mode: mode(args.dry_run),
            resume: resume(args.resume),
            context: self.context()?,
        })
    }

    fn status_request(&self, args: &StatusArgs) -> anyhow::Result<status::Request> {
        Ok(status::Request {
            // dbmate's `status --quiet` is a guard that says nothing.
            exit: if args.exit_code || self.global.quiet > 0 {
                StatusExit::ByState
            } else {
                StatusExit::Zero
            },
            context: self.context()?,
        })
    }

    fn redo_request(&self, args: &RedoArgs) -> anyhow::Result<redo::Request> {
        Ok(redo::Request {
            count: args.count.map(count).transpose()?.unwrap_or(1),
            from: args.from.map(origin),
            trust: trust(args.trust_stored),
            context: self.context()?,
        })
    }

    fn repair_request(&self, args: &RepairArgs) -> anyhow::Result<repair::Request> {
        let edits = if args.down_only {
            AcceptedEdits::DownOnly
        } else {
            AcceptedEdits::Any
        };
        let (action, typed) = match (args.forget.as_slice(), args.mark_applied.as_slice()) {
            ([], []) => (RepairAction::Restamp(edits), &args.versions),
            ([], _) => (RepairAction::MarkApplied, &args.mark_applied),
            _ => (RepairAction::Forget, &args.forget),
        };
        let flag = match action {
            RepairAction::Restamp(_) => "",
            RepairAction::Forget => "--forget ",
            RepairAction::MarkApplied => "--mark-applied ",
        };
        let versions = typed.iter().map(|text| required_version(flag, text));
        Ok(repair::Request {
            selection: RepairSelection {
                action,
                versions: versions.collect::<Result<_, _>>()?,
            },
            reason: args.reason.clone(),
            confirmation: confirmation(args.yes),
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

    fn baseline_request(&self, args: &BaselineArgs) -> anyhow::Result<baseline::Request> {
        Ok(baseline::Request {
            to: required_version("--to ", &args.to)?,
            reason: args.reason.clone(),
            context: self.context()?,
        })
    }

    /// What all commands share.
    pub(super) fn context(&self) -> anyhow::Result<Context> {
        let named = endpoint(&self.global, &self.variables, self.environment)?;
        Ok(Context {
            endpoint: named.endpoint,
            warnings: named.warnings,
            role: role(&self.global, &self.variables)?,
            protected: if self.global.allow_protected {
                Protected::Allow
            } else {
                Protected::Spare
            },
            server_wait: server_wait::of_command(&self.global, &self.variables)?,
            ledger: ledger(&self.global, &self.variables)?,
            migrations_dirs: migrations_dirs(&self.global, &self.variables)?,
            timeouts: timeouts(&self.global, &self.variables)?,
            program: self.environment.program.clone(),
            server_search: self.server_search()?,
        })
    }

    fn server_search(&self) -> Result<ServerSearch, SettingsError> {
        let named = self.variables.find(&["PROJ_MIGRATE_PG_BIN"])?;
        let path = self.environment.variables.get(OsStr::new("PATH"));
        let folders = |text: &OsStr| std::env::split_paths(text).collect();
        Ok(ServerSearch {
            explicit: named.map_or_else(Vec::new, |value| folders(value.text.as_ref())),
            path_dirs: path.map_or_else(Vec::new, |path| folders(path)),
            temp_dir: self.environment.temp_dir.clone(),
        })
    }
}

fn origin(from: TextSource) -> Origin {
    match from {
        TextSource::File => Origin::File,
        TextSource::Stored => Origin::Stored,
    }
}

fn trust(trust_stored: bool) -> Trust {
    if trust_stored {
        Trust::Anyone
    } else {
        Trust::OwnerOnly
    }
}

fn confirmation(yes: bool) -> Confirmation {
    if yes {
        Confirmation::Given
    } else {
        Confirmation::Wanted
    }
}

pub(super) fn resume(choice: Option<ResumeChoice>) -> Resume {
    match choice {
        None => Resume::Ask,
        Some(ResumeChoice::Retry) => Resume::Retry,
        Some(ResumeChoice::Skip) => Resume::Skip,
    }
}

pub(super) fn mode(dry_run: Option<DryRun>) -> Mode {
    match dry_run {
        None => Mode::Run,
        Some(DryRun::Plan) => Mode::Plan,
        Some(DryRun::Sql) => Mode::Sql,
        Some(DryRun::Execute) => Mode::Execute,
    }
}

/// `--count` as meant.
pub(super) fn count(typed: u32) -> Result<usize, SettingsError> {
    usize::try_from(typed).map_err(|_| SettingsError::new("`--count` is too large"))
}
