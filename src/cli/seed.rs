//! Arguments of `seed`.

use clap::{Args, Subcommand, ValueEnum};

use super::GlobalArgs;

/// `seed`
///
/// Loads the files of the seeds folder, then those of the sets that are named: its sub-folders. All of
/// it is one transaction. A file that was loaded as it is now is left out; the table schema_seeds
/// remembers.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: proj-migrate seed dev",
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub struct SeedArgs {
    /// Something else than loading.
    #[command(subcommand)]
    pub action: Option<SeedCommand>,

    /// Sets to load behind the seeds folder's own files
    #[arg(value_name = "SET")]
    pub sets: Vec<String>,

    /// Show every seed file, with what became of it
    #[arg(long, conflicts_with_all = ["dry_run", "force", "reset", "strict"])]
    pub list: bool,

    /// Show what would be loaded instead of loading it
    #[arg(long)]
    pub dry_run: bool,

    /// Load every file again, also those that did not change
    #[arg(long)]
    pub force: bool,

    /// Empty the seeded tables first, then load every file
    #[arg(long)]
    pub reset: bool,

    /// Columns that tell a table's rows apart, instead of its primary key; may be repeated
    #[arg(long, value_name = "TABLE=COLUMN,…")]
    pub key: Vec<String>,

    /// Refuse to run while a migration is pending
    #[arg(long)]
    pub strict: bool,

    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// What `seed` does besides loading files.
#[derive(Debug, Subcommand)]
pub enum SeedCommand {
    /// Make rows that satisfy the tables' constraints
    Generate(Box<GenerateArgs>),
}

/// `seed generate`
///
/// Rows with names, dates and texts that look real, which satisfy types, CHECKs, unique and foreign keys.
/// Tables that they must refer to get rows, too, where they have none. The same seed gives the same rows.
/// All of it is one transaction; with --out nothing is loaded.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: proj-migrate seed generate users=100 tasks=5000 --out db/seeds/dev"
)]
pub struct GenerateArgs {
    /// Tables with the number of rows to add to each
    #[arg(value_name = "TABLE=ROWS", required = true)]
    pub tables: Vec<String>,

    /// Number that decides the rows [default: 1]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Whose names and words to use [default: en]
    #[arg(long, value_enum, value_name = "LOCALE")]
    pub locale: Option<LocaleArg>,

    /// Write the rows as seed files into this folder instead of loading them
    #[arg(long, value_name = "DIR")]
    pub out: Option<std::path::PathBuf>,

    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Whose names and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LocaleArg {
    /// English
    En,
    /// German
    De,
    /// French
    Fr,
    /// Spanish
    Es,
}
