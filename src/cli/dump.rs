//! Arguments of `dump`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::GlobalArgs;

/// `dump`
#[derive(Debug, Args)]
#[command(after_help = "Example: proj-migrate dump --check")]
pub struct DumpArgs {
    /// File to write, - is standard output [default: the schema file]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Write nothing; exit with 1, and show how, when the file differs from the database
    #[arg(long)]
    pub check: bool,

    /// Only this schema, without what lies in none; may be repeated
    #[arg(long, value_name = "NAME")]
    pub schema: Vec<String>,

    /// Leave out a schema, or NAME.NAME in one; * at the end is anything; may be repeated
    #[arg(long, value_name = "NAME")]
    pub exclude: Vec<String>,

    /// Rows of this table, too; for small ones that the schema needs; may be repeated
    #[arg(long, value_name = "TABLE")]
    pub data: Vec<String>,

    /// Owners, grants and default privileges, too
    #[arg(long)]
    pub privileges: bool,

    /// Leave out what a hosting platform makes in every database of its own
    #[arg(long, value_name = "PLATFORM")]
    pub preset: Option<PresetArg>,

    /// Write nothing, and fail, when secrets or missing rights keep something out of the dump
    #[arg(long)]
    pub require_complete: bool,

    /// Global options behind the subcommand.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// `--preset` as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PresetArg {
    /// Azure Database for PostgreSQL
    Azure,
    /// Cloud SQL and AlloyDB
    Cloudsql,
    /// Heroku Postgres
    Heroku,
    /// Neon
    Neon,
    /// Amazon RDS and Aurora
    Rds,
    /// Supabase
    Supabase,
}
