//! Arguments of `down`.

use clap::{Args, ValueEnum};

use super::{DryRun, GlobalArgs, ResumeChoice};

/// `down`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate down --last-run")]
pub struct DownArgs {
    /// Revert the latest so many [default: 1]
    #[arg(
        long,
        value_name = "N",
        group = "reach",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub count: Option<u32>,

    /// Revert everything that was applied above this version, which stays
    #[arg(long, value_name = "VERSION", group = "reach")]
    pub to: Option<String>,

    /// Revert what the latest run applied
    #[arg(long, group = "reach")]
    pub last_run: bool,

    /// Revert what was applied with this label, in however many runs
    #[arg(long, value_name = "LABEL", group = "reach")]
    pub release: Option<String>,

    /// Revert everything
    #[arg(long, group = "reach")]
    pub all: bool,

    /// Show what would be done instead of doing it; alone it means plan
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "plan"
    )]
    pub dry_run: Option<DryRun>,

    /// Try it although others use the database: whatever would keep them waiting for longer is
    /// ended, and everything rolled back
    ///
    /// With `--dry-run=execute`, which takes this for a server that is not on this machine, behind
    /// a pooler, and for a protected database. It is for how long a strong lock on a table may be
    /// held, and so for how long a statement may take.
    #[arg(long, value_name = "LIMIT", requires = "dry_run")]
    pub on_live: Option<String>,

    /// Decide about the statement at which a `transaction:false` section stopped, when nothing
    /// tells whether it took effect
    #[arg(long, value_enum, value_name = "HOW")]
    pub resume: Option<ResumeChoice>,

    /// Which text reverts a migration whose file was modified
    #[arg(long, value_enum, value_name = "WHERE")]
    pub from: Option<TextSource>,

    /// Run a script stored in the database although others than its owner may have written it
    #[arg(long)]
    pub trust_stored: bool,

    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// `--from` as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextSource {
    /// The file as it is now
    File,
    /// The script as it was applied, which the database keeps
    Stored,
}
