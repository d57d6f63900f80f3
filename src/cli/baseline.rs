//! Arguments of `baseline`.

use clap::Args;

use super::GlobalArgs;

/// `baseline`
///
/// For a database that was there before its ledger: `up` then applies only what comes later.
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate baseline --to 20240304080000")]
pub struct BaselineArgs {
    /// Last version that the database has already
    #[arg(long, value_name = "VERSION")]
    pub to: String,

    /// Why, for the log
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,

    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
