//! The arguments as typed. The doc comments are the help text.
//!
//! Nothing is interpreted here: `settings/` reads these values together with the
//! environment. Clap's `env` attribute stays unused, because it prints a variable's value,
//! such as a URL with its password, in `--help`.

mod apply;
mod baseline;
mod create;
mod deferred;
mod down;
mod drop;
mod dump;
mod global;
mod load;
mod migrate;
mod new;
mod password_in;
mod protect;
mod read;
mod redact;
mod redo;
mod repair;
mod seed;
mod status;
mod up;
mod usage;
mod wait;

use clap::{Parser, Subcommand};

pub use apply::{ApplyArgs, DryRun, ResumeChoice};
pub use baseline::BaselineArgs;
pub use create::CreateArgs;
pub use deferred::Deferred;
pub use down::{DownArgs, TextSource};
pub use drop::DropArgs;
pub use dump::{DumpArgs, PresetArg};
pub use global::{ColourArg, FormatArg, GlobalArgs};
pub use load::LoadArgs;
pub use migrate::MigrateArgs;
pub use new::NewArgs;
pub use password_in::{holds_password, password_in};
pub use protect::ProtectArgs;
pub use read::read;
pub use redact::without_connection_strings;
pub use redo::RedoArgs;
pub use repair::RepairArgs;
pub use seed::{GenerateArgs, LocaleArg, SeedArgs, SeedCommand};
pub use status::StatusArgs;
pub use up::UpArgs;
pub use usage::{UsageError, format_asked_for};
pub use wait::WaitArgs;

/// Migrations for PostgreSQL
///
/// Applies the SQL files of a folder to a database, each once and in order, and
/// reverts them.
#[derive(Debug, Parser)]
#[command(
    name = "proj-migrate",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Example: proj-migrate new create_users && proj-migrate up"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: CommandArgs,
    /// Global options in front of the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum CommandArgs {
    /// Write an empty migration file and print its path
    #[command(visible_alias = "n")]
    New(Deferred<NewArgs>),
    /// Apply pending migrations
    Up(Deferred<UpArgs>),
    /// Apply pending migrations to a database that is there: `up --no-create`
    Migrate(Deferred<MigrateArgs>),
    /// Revert applied migrations, latest applied first
    #[command(visible_alias = "rollback")]
    Down(Deferred<DownArgs>),
    /// Write the database's schema as a file of SQL
    Dump(Deferred<DumpArgs>),
    /// Show every migration with its state
    Status(Deferred<StatusArgs>),
    /// Revert the latest migration and apply it again
    Redo(Deferred<RedoArgs>),
    /// Load the seeds: SQL, CSV, TSV and NDJSON files, each change of them once
    Seed(SeedArgs),
    /// Make the schema in an empty database from the schema file
    Load(Deferred<LoadArgs>),
    /// Create the database, unless it is there
    Create(Deferred<CreateArgs>),
    /// Drop the database with everything in it
    Drop(Deferred<DropArgs>),
    /// Wait until the server takes connections
    Wait(Deferred<WaitArgs>),
    /// Mark the database, so that nothing empties it by a slip
    Protect(Deferred<ProtectArgs>),
    /// Make the ledger say what is true of single migrations, without running any
    Repair(Deferred<RepairArgs>),
    /// Record everything up to a version as applied, without running it
    Baseline(Deferred<BaselineArgs>),
}

impl CommandArgs {
    /// The subcommand as typed.
    pub fn name(&self) -> &'static str {
        match self {
            Self::New(_) => "new",
            Self::Up(_) => "up",
            Self::Migrate(_) => "migrate",
            Self::Down(_) => "down",
            Self::Dump(_) => "dump",
            Self::Status(_) => "status",
            Self::Redo(_) => "redo",
            Self::Seed(_) => "seed",
            Self::Load(_) => "load",
            Self::Create(_) => "create",
            Self::Drop(_) => "drop",
            Self::Wait(_) => "wait",
            Self::Protect(_) => "protect",
            Self::Repair(_) => "repair",
            Self::Baseline(_) => "baseline",
        }
    }
}

impl Cli {
    /// The global options behind the subcommand.
    pub fn trailing_global(&self) -> &GlobalArgs {
        match &self.command {
            CommandArgs::New(args) => &args.global,
            CommandArgs::Up(args) => &args.global,
            CommandArgs::Migrate(args) => &args.global,
            CommandArgs::Down(args) => &args.global,
            CommandArgs::Dump(args) => &args.global,
            CommandArgs::Status(args) => &args.global,
            CommandArgs::Redo(args) => &args.global,
            CommandArgs::Load(args) => &args.global,
            CommandArgs::Seed(args) => match &args.action {
                Some(SeedCommand::Generate(args)) => &args.global,
                None => &args.global,
            },
            CommandArgs::Create(args) => &args.global,
            CommandArgs::Drop(args) => &args.global,
            CommandArgs::Wait(args) => &args.global,
            CommandArgs::Protect(args) => &args.global,
            CommandArgs::Repair(args) => &args.global,
            CommandArgs::Baseline(args) => &args.global,
        }
    }
}
