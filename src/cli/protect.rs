//! Arguments of `protect`.

use clap::Args;

use super::GlobalArgs;

/// `protect`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate protect")]
pub struct ProtectArgs {
    /// Take the mark away again
    #[arg(long)]
    pub off: bool,
    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
