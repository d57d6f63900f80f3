//! The arguments that `up` and `migrate` share.

use clap::{Args, ValueEnum};

/// Which migrations are applied, and how.
#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// Last version to apply
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,

    /// Apply at most so many migrations
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub count: Option<u32>,

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

    /// Refuse to run while a migration is out of order or missing
    #[arg(long)]
    pub strict: bool,

    /// Stamp unverified versions, such as those that dbmate applied, with the checksums of their
    /// files
    #[arg(long)]
    pub adopt: bool,

    /// Decide about the statement at which a `transaction:false` section stopped, when nothing
    /// tells whether it took effect
    #[arg(long, value_enum, value_name = "HOW")]
    pub resume: Option<ResumeChoice>,

    /// Label what this run applies, for `down --release` [default: PROJ_MIGRATE_RELEASE]
    #[arg(long, value_name = "LABEL")]
    pub release: Option<String>,

    /// Keep no copy of the migrations' SQL in the database
    ///
    /// Without it an edit can't be shown, and `down` needs the file.
    #[arg(long)]
    pub no_store_script: bool,
}

/// `--resume` as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ResumeChoice {
    /// Run it again
    Retry,
    /// Count it as done
    Skip,
}

/// `--dry-run` as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DryRun {
    /// List the migrations
    Plan,
    /// Write every statement that would be sent, for psql
    Sql,
    /// Try them in one transaction that is rolled back: how long each statement takes, which
    /// locks it takes, what it writes anew
    Execute,
}
