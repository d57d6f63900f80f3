//! What can be wrong with a seed file, and the cure.

/// What keeps a seed file from being loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SeedProblem {
    /// A statement that has no place in the transaction of all seeds.
    #[error("{statement} in a seed")]
    Statement {
        /// Its short name, such as `COMMIT`.
        statement: String,
    },
    /// Nothing in it, not even the names of columns.
    #[error("the file is empty")]
    Empty,
    /// Its name is no table's.
    #[error("the file's name names no table")]
    NoTableName,
    /// There is no such table.
    #[error("there is no table {table}")]
    UnknownTable {
        /// As the file's name spells it.
        table: String,
        /// The most similar one.
        nearest: Option<String>,
    },
    /// Something else has the name.
    #[error("{table} is {what}")]
    NotATable {
        /// Qualified.
        table: String,
        /// `a view`, …
        what: &'static str,
    },
    /// The table has no such column.
    #[error("{table} has no column `{column}`")]
    UnknownColumn {
        /// The table.
        table: String,
        /// As the file spells it.
        column: String,
        /// The most similar one.
        nearest: Option<String>,
    },
    /// Something else than the file's own separator stands between its columns.
    #[error("the columns are separated by {found}, not by {wanted} as in a .{ending} file")]
    OtherSeparator {
        /// `semicolons`, …
        found: &'static str,
        /// `csv`, `tsv`
        ending: &'static str,
        /// `commas`, `tabs`
        wanted: &'static str,
    },
    /// A column comes twice.
    #[error("the column `{column}` comes twice")]
    RepeatedColumn {
        /// The column.
        column: String,
    },
    /// A compressed file that doesn't unpack.
    #[error("the {format} data are damaged or cut short: {reason}")]
    Damaged {
        /// `gzip`, `zstd`
        format: &'static str,
        /// The decoder's message.
        reason: String,
    },
    /// A line that isn't JSON.
    #[error("this is not JSON: {reason}")]
    BadJson {
        /// The parser's message.
        reason: String,
    },
    /// JSON that isn't an object.
    #[error("this line is {what}, not a JSON object that names columns")]
    NotAnObject {
        /// `an array`, `a string`, …
        what: &'static str,
    },
    /// An object or array for a column that takes none.
    #[error("`{column}` is of type {sql_type}, and JSON {what} do not become that")]
    Structured {
        /// The column.
        column: String,
        /// Its type.
        sql_type: String,
        /// `objects`, `arrays`
        what: &'static str,
    },
    /// A quote that nothing closes takes the rest of a CSV file along.
    #[error("a quote is opened here, and nothing closes it")]
    OpenQuote,
    /// The same, noticed before the end of a large file: a row is kept whole.
    #[error("a quote is opened here, and nothing closes it within {mebibytes} MiB")]
    EndlessQuote {
        /// How much was read behind it.
        mebibytes: usize,
    },
    /// A line is kept whole, and this one is too long for that.
    #[error("the line that begins here does not end within {mebibytes} MiB")]
    EndlessLine {
        /// How much was read of it.
        mebibytes: usize,
    },
    /// A CSV file with a line break outside of quotes that is unlike the first one.
    #[error("{found} outside of quotes, in a file whose lines end with {ends}")]
    StrayBreak {
        /// `a carriage return`, `a line feed`
        found: &'static str,
        /// The same, or both.
        ends: &'static str,
    },
    /// `\.` before the end.
    #[error("`\\.` ends the data of a COPY, and lines follow")]
    EndMarker,
    /// The table has rows, and nothing tells which of them are the file's.
    #[error("{table} has rows already, and {why}")]
    NoKey {
        /// The table.
        table: String,
        /// What is lacking.
        why: String,
        /// What to do.
        cure: String,
    },
    /// Two rows of the file with one key.
    #[error(
        "the key {columns} = {values} comes twice in the file{}",
        first(first_line)
    )]
    RepeatedKey {
        /// The key's columns.
        columns: String,
        /// Its values.
        values: String,
        /// The line of the first row; this is about the second one.
        first_line: Option<usize>,
    },
    /// A row whose key is NULL, so that it would be a new one each time.
    #[error("{columns} tells the rows apart, and is NULL here")]
    NullInKey {
        /// The key's columns.
        columns: String,
    },
    /// Foreign keys that go round in a circle.
    #[error("foreign keys go round in a circle, and none of them can wait: {links}")]
    Cycle {
        /// The circle.
        links: String,
    },
}

impl SeedProblem {
    /// What to do about it.
    pub(super) fn cure(&self) -> Option<String> {
        let meant = |nearest: &Option<String>, otherwise: &str| match nearest {
            Some(nearest) => format!("did you mean {nearest}? {otherwise}"),
            None => otherwise.to_owned(),
        };
        Some(match self {
            Self::Statement { .. } => {
                "all seeds of a run are one transaction, which proj-migrate begins and commits: take \
                 it out, or put it into a migration"
                    .into()
            }
            Self::Empty => {
                "a CSV or TSV file names the columns in its first line, an .ndjson file is one JSON \
                 object a line; remove the file if it is not needed"
                    .into()
            }
            Self::NoTableName => {
                "name it after its table, with or without a number in front: 02_app.users.csv; \
                 quote what SQL would quote"
                    .into()
            }
            Self::UnknownTable { nearest, .. } => meant(
                nearest,
                "the file's name, without its number, is the table's; `proj-migrate up` makes tables",
            ),
            Self::NotATable { .. } => "data files go into tables: load it by a SQL seed".into(),
            Self::UnknownColumn { nearest, .. } => {
                meant(nearest, "a data file names its columns as the table does")
            }
            Self::OtherSeparator { found: "tabs", .. } => {
                "name it .tsv, if it is written as COPY reads text (`\\N` is NULL, backslashes escape), else \
                 write commas"
                    .into()
            }
            Self::OtherSeparator { found: "commas", .. } => "name it .csv, or write tabs".into(),
            Self::OtherSeparator { wanted, .. } => format!("write {wanted}, in each line"),
            Self::RepeatedColumn { .. } => "keep one of the two".into(),
            Self::Damaged { .. } => "make or fetch the file again".into(),
            Self::BadJson { .. } | Self::NotAnObject { .. } => {
                "each line of an .ndjson file is one JSON object: {\"id\": 1, \"name\": \"Ada\"}".into()
            }
            Self::Structured { .. } => {
                "write it as a string, as PostgreSQL reads that type: \"(1,two)\" for a composite one"
                    .into()
            }
            Self::EndlessLine { .. } => {
                "is the file what its ending says? each row has a line of its own: no larger row is loaded"
                    .into()
            }
            Self::OpenQuote | Self::EndlessQuote { .. } => {
                "quotes come in pairs, and one that belongs to a value is doubled: \"say \"\"hi\"\"\"".into()
            }
            Self::StrayBreak { .. } => {
                "let all lines end alike, and put quotes around a value with a line break".into()
            }
            Self::EndMarker => "remove the line, or what follows it".into(),
            Self::NoKey { cure, .. } => cure.clone(),
            Self::RepeatedKey { .. } => "keep one of the rows".into(),
            Self::NullInKey { .. } => "give it a value, or name another key with `--key`".into(),
            Self::Cycle { .. } => {
                "make one of these foreign keys deferrable (`alter table … alter constraint … \
                 deferrable`) or its column nullable, or load the tables by a SQL seed"
                    .into()
            }
        })
    }

    /// A word that tells the kinds apart.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Statement { .. } => "seed-statement",
            Self::Empty => "empty",
            Self::NoTableName => "no-table-name",
            Self::UnknownTable { .. } => "unknown-table",
            Self::NotATable { .. } => "not-a-table",
            Self::UnknownColumn { .. } => "unknown-column",
            Self::OtherSeparator { .. } => "other-separator",
            Self::RepeatedColumn { .. } => "repeated-column",
            Self::Damaged { .. } => "damaged",
            Self::BadJson { .. } => "bad-json",
            Self::NotAnObject { .. } => "not-an-object",
            Self::Structured { .. } => "structured-value",
            Self::OpenQuote => "open-quote",
            Self::EndlessQuote { .. } => "endless-quote",
            Self::EndlessLine { .. } => "endless-line",
            Self::StrayBreak { .. } => "stray-break",
            Self::EndMarker => "end-marker",
            Self::NoKey { .. } => "no-key",
            Self::RepeatedKey { .. } => "repeated-key",
            Self::NullInKey { .. } => "null-in-key",
            Self::Cycle { .. } => "cycle",
        }
    }
}

/// Where a key came first.
fn first(line: &Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(", first in line {line}"))
}
