//! Arguments of `redo`.

use clap::Args;

use super::{GlobalArgs, TextSource};

/// `redo`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate redo --count 2")]
pub struct RedoArgs {
    /// The latest so many [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub count: Option<u32>,

    /// Which text reverts a migration whose file was modified
    #[arg(long, value_enum, value_name = "WHERE")]
    pub from: Option<TextSource>,

    /// Run a script stored in the database although others than its owner may have written it
    #[arg(long)]
    pub trust_stored: bool,

    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}
