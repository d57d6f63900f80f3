//! Arguments of `status`.

use clap::Args;

use super::GlobalArgs;

/// `status`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate status --exit-code")]
pub struct StatusArgs {
    /// Exit with 1 when a migration is pending, out-of-order, modified or partial
    #[arg(long)]
    pub exit_code: bool,
    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
