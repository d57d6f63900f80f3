//! The options that every subcommand takes, in front of it or behind it.
//!
//! They are flattened into the program and into each subcommand instead of being
//! clap's `global`, which forgets what stood in front when both sides have some.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

/// Global options of one side.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// The database: postgres://user:password@host:port/database, a key=value string, embedded: or
    /// embedded:scratch
    ///
    /// Arguments are visible to everybody on the machine in its list of processes. A password is
    /// taken out of that, but not out of the shell's history: prefer the environment
    /// (DATABASE_URL). `embedded:` is a private server that
    /// proj-migrate starts and stops, with data in .proj-migrate/postgres; `embedded:scratch` is
    /// one that is thrown away.
    #[arg(short, long, value_name = "URL")]
    pub url: Option<String>,

    /// Variable to read the URL from [default: DATABASE_URL]
    #[arg(short, long, value_name = "NAME", conflicts_with = "url")]
    pub env: Option<String>,

    /// The same database past its pooler, for `transaction:false` sections [default: DIRECT_URL]
    ///
    /// A pooler in transaction mode keeps no session, so that nothing can be set for one, and a
    /// pool of one connection has none for the second that such a section needs.
    #[arg(long, value_name = "URL")]
    pub direct_url: Option<String>,

    /// File of NAME=value lines; may be repeated [default: .env]
    ///
    /// What the environment holds already is never overridden, nor what an earlier file said.
    #[arg(long, value_name = "FILE")]
    pub env_file: Vec<PathBuf>,

    /// Folder with the migration files; may be repeated [default: db/migrations]
    #[arg(short = 'd', long, value_name = "FOLDER")]
    pub migrations_dir: Vec<PathBuf>,

    /// Folder with the seed files [default: db/seeds]
    #[arg(long, value_name = "FOLDER")]
    pub seeds_dir: Option<PathBuf>,

    /// File that holds the schema as SQL, for dump and load [default: db/schema.sql]
    #[arg(short, long, value_name = "FILE")]
    pub schema_file: Option<PathBuf>,

    /// Table that records what is applied, with or without its schema [default: schema_migrations]
    #[arg(long, value_name = "TABLE")]
    pub migrations_table: Option<String>,

    /// Role to work as, which the login must be a member of [default: the login]
    ///
    /// Set in each transaction of proj-migrate's, so that what migrations create belongs to it.
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,

    /// Shell command that prints the password
    ///
    /// Run by `sh -c` for each connection, so that a short-lived token is fresh each time; it finds
    /// PGHOST, PGPORT, PGUSER and PGDATABASE in its environment. The first line it prints is the
    /// password; nothing it prints is ever shown.
    #[arg(long, value_name = "COMMAND")]
    pub password_command: Option<String>,

    /// Wait for a server that is not up yet; alone for as long as --wait-timeout says
    #[arg(
        long,
        value_name = "DURATION",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub wait: Option<String>,

    /// How long --wait and the command `wait` wait for the server [default: 1min]
    #[arg(long, value_name = "DURATION")]
    pub wait_timeout: Option<String>,

    /// How long they pause before they try again [default: 1s]
    #[arg(long, value_name = "DURATION")]
    pub wait_interval: Option<String>,

    /// How long to wait while another run works on the database [default: 15min]
    ///
    /// Durations have a unit: 500ms, 2s, 10min, 1h.
    #[arg(long, value_name = "DURATION")]
    pub lock_wait: Option<String>,

    /// How long a migration's statement may wait for a table's lock [default: 1s]
    #[arg(long, value_name = "DURATION")]
    pub lock_timeout: Option<String>,

    /// How much waiting a migration that meets such time-outs is worth [default: 5min]
    ///
    /// It is rolled back and tried again, after pauses that grow; the pauses count. Given, also a
    /// migration is repeated that had worked for longer than 30 s before it had to wait.
    #[arg(long, value_name = "DURATION")]
    pub lock_retry_for: Option<String>,

    /// How long a statement with CONCURRENTLY may wait for other transactions [default: for ever]
    ///
    /// It has no lock time-out, which would leave an invalid index behind. Whom it waits for is
    /// named every 30 s.
    #[arg(long, value_name = "DURATION")]
    pub concurrent_wait_for: Option<String>,

    /// Write the schema file after a run that changed something, also when the server is not local
    #[arg(long, conflicts_with = "no_dump_schema")]
    pub dump_schema: bool,

    /// Leave the schema file as it is; otherwise a run rewrites one that is there, if the server is
    /// local
    #[arg(long)]
    pub no_dump_schema: bool,

    /// Do to a protected database what it is to be spared
    #[arg(long)]
    pub allow_protected: bool,

    /// Form of the output [default: text]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<FormatArg>,

    /// Say only results and errors
    #[arg(short, long, action = ArgAction::Count, conflicts_with = "verbose")]
    pub quiet: u8,

    /// Say more
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,

    /// When to use colour [default: auto]
    #[arg(long = "color", value_enum, value_name = "WHEN")]
    pub colour: Option<ColourArg>,
}

/// `--format` as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// For people
    Text,
    /// For programs
    Json,
}

/// `--color` as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColourArg {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
