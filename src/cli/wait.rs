//! Arguments of `wait`.

use clap::Args;

use super::GlobalArgs;

/// `wait`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate wait --wait-timeout 2min && proj-migrate up")]
pub struct WaitArgs {
    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
