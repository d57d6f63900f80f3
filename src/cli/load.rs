//! Arguments of `load`.

use std::path::PathBuf;

use clap::Args;

use super::GlobalArgs;

/// `load`
///
/// Runs the schema file that `dump`, pg_dump or dbmate wrote, in one transaction unless it makes
/// more than 500 relations. The versions that it records as applied are then
/// applied for `status` and `up`.
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate load && proj-migrate up")]
pub struct LoadArgs {
    /// File to load, - is standard input [default: the schema file]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Load it although the database is not empty; nothing is dropped before
    #[arg(long)]
    pub force: bool,

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
