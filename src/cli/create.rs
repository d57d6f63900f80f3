//! Arguments of `create`.

use clap::Args;

use super::GlobalArgs;

/// `create`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate create --wait")]
pub struct CreateArgs {
    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
