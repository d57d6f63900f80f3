//! What can be wrong with a migration file, where, and the cure.

use std::fmt;

use super::SeedProblem;

/// A place in a file, with the source line so that it can be shown without the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Location {
    /// The path as shown to people.
    pub path: String,
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// How many characters of the line the caret underlines; at least 1.
    pub width: usize,
    /// The line's text without its line break.
    pub source_line: String,
}

/// One thing that keeps a file from being a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The path as shown to people.
    pub path: String,
    /// Where in the file; `None` when the whole file is meant.
    pub location: Option<Location>,
    /// What is wrong.
    pub kind: ProblemKind,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.location {
            Some(at) => write!(f, "{}:{}:{}: {}", at.path, at.line, at.column, self.kind),
            None => write!(f, "{}: {}", self.path, self.kind),
        }
    }
}

/// The kinds of [`Problem`]; `Display` is the message, [`ProblemKind::cure`] what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The operating system refused to open or read it.
    #[error("cannot read the file: {reason}")]
    Unreadable {
        /// The system's message.
        reason: String,
    },
    /// A large file was another one when it was read again.
    #[error("the file was changed while it was being read")]
    Changed,
    /// A folder, FIFO, socket, device or dangling link where a file is expected.
    #[error("{what} where a migration file is expected")]
    NotAFile {
        /// Such as `a folder` or `a dangling symbolic link`.
        what: &'static str,
    },
    /// The same where a schema file is expected.
    #[error("{what} where a schema file is expected")]
    NotASchemaFile {
        /// Such as `a folder`.
        what: &'static str,
    },
    /// The same where a seed file is expected.
    #[error("{what} where a seed file is expected")]
    NotASeedFile {
        /// Such as `a FIFO`.
        what: &'static str,
    },
    /// Bytes that aren't UTF-8.
    #[error("byte {offset} is not valid UTF-8")]
    NotUtf8 {
        /// 0-based offset into the file.
        offset: usize,
    },
    /// Two files with numerically equal versions.
    #[error("version {version} is also the version of {other}")]
    SameVersion {
        /// This file's version as written.
        version: String,
        /// The other file's path.
        other: String,
    },
    /// No `-- migrate:up` at all.
    #[error("no `-- migrate:up` line")]
    NoUpSection,
    /// `migrate:down` stands before `migrate:up`.
    #[error("`migrate:down` stands before `migrate:up`")]
    DownBeforeUp,
    /// A second section of the same direction.
    #[error("a second `migrate:{direction}` section; the first one is in line {first_line}")]
    SecondSection {
        /// `up` or `down`.
        direction: super::Direction,
        /// 1-based line of the first marker.
        first_line: usize,
    },
    /// SQL before the first marker.
    #[error("SQL before `-- migrate:up`")]
    SqlBeforeUp,
    /// A comment that looks like a marker and isn't one.
    #[error("`{found}` is not a marker")]
    NearMiss {
        /// The comment as written.
        found: String,
        /// The marker that was probably meant.
        meant: String,
    },
    /// A marker that isn't the first thing on its line.
    #[error("`{found}` stands behind SQL")]
    MarkerBehindSql {
        /// The comment as written.
        found: String,
    },
    /// An option that doesn't exist.
    #[error("unknown option `{found}`")]
    UnknownOption {
        /// The option as written.
        found: String,
        /// The nearest known one with its form, such as `transaction:false`.
        meant: String,
    },
    /// An option's value that can't be read.
    #[error("`{value}` is not a value of `{option}`")]
    BadOptionValue {
        /// The option's name.
        option: &'static str,
        /// The value as written.
        value: String,
        /// What values look like, such as `a duration: 500ms, 2s, 10min, 1h`.
        expected: &'static str,
    },
    /// The same option twice behind one marker.
    #[error("option `{0}` is given twice")]
    RepeatedOption(&'static str),
    /// A quote, dollar quote or comment without an end.
    #[error("{what} is never closed")]
    Unterminated {
        /// Such as `this string`, `this dollar quote $body$`, `this comment`.
        what: String,
        /// What closes it, such as `'` or `$body$`.
        closing: String,
    },
    /// Data lines of COPY where a statement is not over.
    #[error("the data lines of the COPY before this statement interrupt it")]
    CopyDataInsideStatement,
    /// `COPY … TO STDOUT`, whose rows nobody takes.
    #[error("`COPY … TO STDOUT` in a migration")]
    CopyToStdout,
    /// A NUL character, which PostgreSQL cannot store in text.
    #[error("a NUL character")]
    Nul,
    /// `COMMIT` and its kin inside a transactional section.
    #[error("`{statement}` inside a transactional section")]
    TransactionControl {
        /// The statement's name, such as `COMMIT`.
        statement: String,
    },
    /// A statement that PostgreSQL certainly refuses inside a transaction.
    #[error("{statement} cannot run inside a transaction")]
    NeedsNoTransaction {
        /// Its short name, such as `CREATE INDEX CONCURRENTLY`.
        statement: String,
    },
    /// The same between a `BEGIN` and its `COMMIT` in a `transaction:false` section.
    #[error("{statement} cannot run inside the transaction that the `BEGIN` above opens")]
    NeedsNoTransactionInUnit {
        /// Its short name, such as `CREATE INDEX CONCURRENTLY`.
        statement: String,
    },
    /// A `BEGIN` in a `transaction:false` section that is never ended.
    #[error("the section ends inside the transaction that this `BEGIN` opened")]
    OpenTransaction,
    /// What only seeds can have.
    #[error(transparent)]
    Seed(#[from] SeedProblem),
    /// What a schema file can't hold, since `load` runs it in transactions of its own.
    #[error("{statement} in a schema file")]
    NotInSchemaFile {
        /// Its short name, such as `COMMIT`.
        statement: String,
    },
    /// A line that version control writes around a merge conflict.
    #[error("a merge conflict that nobody has resolved")]
    Conflict,
    /// One of pg_dump's archives where SQL is expected.
    #[error("an archive of pg_dump's, which is no SQL")]
    Archive,
    /// A psql meta-command.
    #[error("psql meta-command `{command}`")]
    MetaCommand {
        /// The command with its backslash.
        command: String,
    },
}

impl ProblemKind {
    /// What to do about it: a hint without `hint:` in front.
    pub fn cure(&self) -> Option<String> {
        Some(match self {
            Self::Unreadable { .. } => "check what stands there, and its permissions".into(),
            Self::Changed => "run the command again when nobody writes it any more".into(),
            Self::NotAFile { .. } => {
                "files that start with digits and end in .sql are migrations: rename or remove this one".into()
            }
            Self::NotASchemaFile { .. } => "`--schema-file` takes a file of SQL".into(),
            Self::NotASeedFile { .. } => {
                "seeds are files of SQL, CSV, TSV or NDJSON: rename or remove this one".into()
            }
            Self::NotUtf8 { .. } => "save the file as UTF-8".into(),
            Self::SameVersion { .. } => {
                "rename the newer one; `proj-migrate new` picks a free version".into()
            }
            Self::NoUpSection => {
                "put a line `-- migrate:up` before the SQL; `-- migrate:down` starts the SQL that reverts it".into()
            }
            Self::DownBeforeUp => "write the up section first".into(),
            Self::SecondSection { .. } => {
                "join the two sections, or move the second one to a migration of its own".into()
            }
            Self::SqlBeforeUp => "only comments may stand before the marker: move the SQL below it".into(),
            Self::NearMiss { meant, .. } => format!("write `{meant}`"),
            Self::MarkerBehindSql { .. } => "put it on a line of its own".into(),
            Self::UnknownOption { meant, .. } => format!("did you mean `{meant}`?"),
            Self::BadOptionValue { option, expected, .. } => format!("`{option}` takes {expected}"),
            Self::RepeatedOption(_) => "keep one".into(),
            Self::Unterminated { closing, .. } => format!("close it with `{closing}`"),
            Self::CopyDataInsideStatement => {
                "begin a new line behind the semicolon of the COPY; its data lines follow it directly".into()
            }
            Self::CopyToStdout => {
                "remove it: a migration changes the database and writes no data out".into()
            }
            Self::Nul => "remove it; PostgreSQL takes no NUL in SQL".into(),
            Self::TransactionControl { .. } => {
                "remove it: proj-migrate begins and commits each migration's transaction itself; \
                 if parts must be committed one by one, write `transaction:false` behind the section's marker"
                    .into()
            }
            Self::NeedsNoTransaction { .. } => {
                "write `transaction:false` behind the section's marker, best in a migration of its own".into()
            }
            Self::NeedsNoTransactionInUnit { .. } => {
                "move it before the `BEGIN` or behind the `COMMIT`".into()
            }
            Self::Seed(problem) => return problem.cure(),
            Self::OpenTransaction => "add `COMMIT;` where the unit ends".into(),
            Self::NotInSchemaFile { .. } => {
                "remove it: `load` runs the file in transactions of its own".into()
            }
            Self::Conflict => {
                "keep the lines of both sides that belong together and remove the marks, or write the file \
                 anew from a database that has all migrations"
                    .into()
            }
            Self::Archive => {
                "turn it into SQL (`pg_restore --file=schema.sql ARCHIVE`), or write it as SQL in the first \
                 place: `pg_dump --format=plain`"
                    .into()
            }
            Self::MetaCommand { .. } => {
                "meta-commands belong to psql; only \\restrict and \\unrestrict lines are ignored".into()
            }
        })
    }
}
