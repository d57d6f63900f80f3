//! Arguments of `migrate`.

use clap::Args;

use super::{ApplyArgs, GlobalArgs};

/// `migrate`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate migrate --wait")]
pub struct MigrateArgs {
    /// What `up` takes, too.
    #[command(flatten)]
    pub apply: ApplyArgs,
    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
