//! Arguments of `repair`.

use clap::{ArgGroup, Args};

use super::GlobalArgs;

/// `repair`
///
/// Shows what it is about to change, and asks before it writes. The row as it was, who changed it,
/// when and why is kept in the log table, schema_migrations_log.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: proj-migrate repair 20240304080000 --down-only --reason 'the index has another name'",
    group = ArgGroup::new("rows").required(true).args(["versions", "forget", "mark_applied"])
)]
pub struct RepairArgs {
    /// Applied migrations to stamp with the checksums of their files as they are now
    #[arg(value_name = "VERSION")]
    pub versions: Vec<String>,

    /// Accept only edits of the down section, of comments and of white space
    #[arg(long, conflicts_with_all = ["forget", "mark_applied"])]
    pub down_only: bool,

    /// Drop the row of a migration whose file is gone; may be repeated
    #[arg(long, value_name = "VERSION")]
    pub forget: Vec<String>,

    /// Record a pending migration as applied without running it; may be repeated
    #[arg(long, value_name = "VERSION")]
    pub mark_applied: Vec<String>,

    /// Why, for the log
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,

    /// Agree beforehand; needed where there is no terminal to ask at
    #[arg(short, long)]
    pub yes: bool,

    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
