//! A user's project: a folder with migrations, a database, and the binary run in between.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use tempfile::TempDir;

use super::database::Database;
use super::ran::Ran;
use super::role::Role;
use super::running::Running;
use super::schema::{fits_schema, wants_json};
use super::session::Session;

/// A folder of its own with `db/migrations`, and a fresh database that `DATABASE_URL` names.
#[derive(Debug)]
pub(crate) struct Project {
    folder: Option<TempDir>,
    path: PathBuf,
    pub(crate) database: Database,
}

impl Project {
    /// An empty project on this database.
    pub(crate) fn new(database: Database) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().canonicalize().unwrap();
        fs::create_dir_all(path.join("db/migrations")).unwrap();
        Self {
            folder: Some(folder),
            path,
            database,
        }
    }

    /// The project's folder, absolute.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file into `db/migrations`, over one of the same name.
    pub(crate) fn migration(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        self.write(&format!("db/migrations/{name}"), text)
    }

    /// Writes a migration that makes a table with a column `x int`, and drops it again.
    pub(crate) fn table(&self, version: &str, name: &str) -> PathBuf {
        self.migration(
            &format!("{version}_{name}.sql"),
            format!(
                "-- migrate:up\ncreate table {name} (x int);\n\
                 -- migrate:down\ndrop table {name};\n"
            ),
        )
    }

    /// The ledger's versions in the order of application, joined with commas.
    #[track_caller]
    pub(crate) fn applied(&self) -> String {
        self.query(
            "select coalesce(string_agg(version, ',' order by applied_seq), '') \
             from schema_migrations",
        )
    }

    /// The tables of the schema `public` in name order, joined with commas; ours, too.
    #[track_caller]
    pub(crate) fn tables(&self) -> String {
        self.query(
            "select coalesce(string_agg(relname, ',' order by relname), '') from pg_class \
             where relkind = 'r' and relnamespace = 'public'::regnamespace",
        )
    }

    /// Writes a file anywhere in the project; its folders are made.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Reads a file of the project.
    #[track_caller]
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Removes a file of the project.
    #[track_caller]
    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.path.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// The binary with these arguments, in the project's folder and with an environment in which
    /// only `DATABASE_URL` speaks of a database; to be changed, run or killed.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        self.command_of(Path::new(env!("CARGO_BIN_EXE_proj-migrate")), args)
    }

    /// The same of another build of the binary.
    pub(crate) fn command_of<A: AsRef<OsStr>>(
        &self,
        binary: &Path,
        args: impl IntoIterator<Item = A>,
    ) -> Command {
        let mut command = Command::new(binary);
        command.args(args).current_dir(&self.path).env_clear();
        command
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", &self.path)
            .env("TZ", "UTC");
        command.env("DATABASE_URL", self.database.url());
        command
    }

    /// Runs the binary with arguments that hold no white space themselves.
    #[track_caller]
    pub(crate) fn run(&self, args: &str) -> Ran {
        self.run_command(&mut self.command(args.split_whitespace()))
    }

    /// Runs a command made by [`Self::command`] to its end.
    #[track_caller]
    pub(crate) fn run_command(&self, command: &mut Command) -> Ran {
        let output = command.output().unwrap();
        self.ran(command, output)
    }

    /// The output of a command made by [`Self::command`], for claims about it. JSON, where
    /// it asked for that and could write it, is held against the schema.
    #[track_caller]
    pub(crate) fn ran(&self, command: &Command, output: Output) -> Ran {
        let helps = command.get_args().any(|word| word == "--help");
        // Nothing at all is what a full disk leaves; `Ran::json` wants one document.
        if wants_json(command) && !helps && !output.stdout.is_empty() {
            fits_schema(&String::from_utf8_lossy(&output.stdout));
        }
        Ran::new(format!("{command:?}"), output, |text| self.redacted(text))
    }

    /// As [`Self::run`], connected as this role.
    #[track_caller]
    pub(crate) fn run_as(&self, role: &Role, args: &str) -> Ran {
        let mut command = self.command(args.split_whitespace());
        command.env("DATABASE_URL", self.database.url_as(role.name()));
        self.run_command(&mut command)
    }

    /// Starts the binary with arguments that hold no white space themselves.
    #[track_caller]
    pub(crate) fn start(&self, args: &str) -> Running<'_> {
        Running::start(self, self.command(args.split_whitespace()))
    }

    /// What the statements give in the project's database; see [`Session::query`].
    #[track_caller]
    pub(crate) fn query(&self, sql: &str) -> String {
        self.database.query(sql)
    }

    /// A connection to the project's database that stays open.
    #[track_caller]
    pub(crate) fn session(&self) -> Session {
        self.database.session()
    }

    pub(super) fn redacted(&self, text: &str) -> String {
        let socket_dir = self.database.server().socket_dir().to_str().unwrap();
        let names = [
            (self.path.to_str().unwrap(), "[project]"),
            (socket_dir, "[socket]"),
            (self.database.name(), "[database]"),
        ];
        super::redact::redact(text, &names)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        if thread::panicking()
            && let Some(folder) = self.folder.take()
        {
            eprintln!("project kept: {}", folder.keep().display());
        }
    }
}
