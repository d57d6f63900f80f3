//! Arguments of `drop`.

use clap::Args;

use super::GlobalArgs;

/// `drop`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate drop --yes && proj-migrate up")]
pub struct DropArgs {
    /// Agree beforehand: without a terminal nobody can be asked
    #[arg(short, long)]
    pub yes: bool,
    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
