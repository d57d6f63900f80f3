//! Arguments of `new`.

use clap::Args;

use super::GlobalArgs;

/// `new NAME`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate new create_users")]
pub struct NewArgs {
    /// What the migration does, such as create_users
    pub name: String,
    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
