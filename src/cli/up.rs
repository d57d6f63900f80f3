//! Arguments of `up`.

use clap::Args;

use super::{ApplyArgs, GlobalArgs};

/// `up`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate up --dry-run=sql")]
pub struct UpArgs {
    /// What `migrate` takes, too.
    #[command(flatten)]
    pub apply: ApplyArgs,

    /// Create the database when it does not exist [default: only on this machine's server]
    #[arg(long, conflicts_with = "no_create")]
    pub create: bool,

    /// Never create the database
    #[arg(long)]
    pub no_create: bool,

    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
