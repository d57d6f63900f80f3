//! What a seed file's name says: its order, what it holds, which table its rows go to.

use super::TableName;

/// A seed file's name, taken apart: `02_app.users.csv.gz`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedName {
    /// The path below the seeds folder, with `/`: `dev/02_app.users.csv.gz`. What the ledger knows
    /// the file by.
    pub file: String,
    /// The set; `None` is the root.
    pub set: Option<String>,
    /// What it holds.
    pub content: SeedContent,
    /// How it is compressed.
    pub compression: Compression,
}

/// What a seed file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeedContent {
    /// Statements.
    Sql,
    /// Rows of a table.
    Data {
        /// How they are written.
        format: DataFormat,
        /// The table; `None` when the name is none of a table.
        table: Option<TableName>,
    },
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DataFormat {
    /// As PostgreSQL's `COPY … (FORMAT csv)` reads them, behind a line with the columns.
    Csv,
    /// As `COPY … (FORMAT text)` reads them, behind a line with the columns.
    Tsv,
    /// A JSON object a line.
    Ndjson,
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, `.gz`.
    Gzip,
    /// Zstandard, `.zst`.
    Zstd,
}

impl SeedName {
    /// The parts of `file_name`, which lies in the set's folder or in the root; `None` when it
    /// isn't a seed's.
    #[must_use]
    pub fn parse(set: Option<&str>, file_name: &str) -> Option<Self> {
        let (stem, compression) = match file_name.rsplit_once('.')? {
            (stem, "gz") => (stem, Compression::Gzip),
            (stem, "zst") => (stem, Compression::Zstd),
            _ => (file_name, Compression::None),
        };
        let (stem, ending) = stem.rsplit_once('.')?;
        let format = match ending {
            "sql" => None,
            "csv" => Some(DataFormat::Csv),
            "tsv" => Some(DataFormat::Tsv),
            "ndjson" => Some(DataFormat::Ndjson),
            _ => return None,
        };
        if stem.is_empty() {
            return None;
        }
        Some(Self {
            file: match set {
                Some(set) => format!("{set}/{file_name}"),
                None => file_name.to_owned(),
            },
            set: set.map(str::to_owned),
            content: match format {
                None => SeedContent::Sql,
                Some(format) => SeedContent::Data {
                    format,
                    table: TableName::parse(without_number(stem)),
                },
            },
            compression,
        })
    }

    /// Whether it holds rows.
    #[must_use]
    pub fn is_data(&self) -> bool {
        matches!(self.content, SeedContent::Data { .. })
    }
}

/// `stem` without the digits that it starts with and one separator behind them. Digits alone stay:
/// they are all there is of a name.
fn without_number(stem: &str) -> &str {
    let rest = stem.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['_', '-', '.', ' ']) {
        Some(name) if rest.len() < stem.len() && !name.is_empty() => name,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_number_table_format_and_compression() {
        for (name, expected, reason) in [
            ("users.csv", Some("csv users"), "no number"),
            (
                "02_app.users.csv",
                Some("csv app.users"),
                "number and schema",
            ),
            ("02-users.tsv", Some("tsv users"), "another separator"),
            (
                "1. users.ndjson",
                Some("ndjson  users"),
                "one separator only",
            ),
            (
                "3_\"Big.One\".csv.gz",
                Some("csv \"Big.One\" gzip"),
                "quoted and packed",
            ),
            ("users.csv.zst", Some("csv users zstd"), "Zstandard"),
            ("04_links.sql", Some("sql"), "statements"),
            ("04_links.sql.gz", Some("sql gzip"), "packed statements"),
            (
                "2fa.csv",
                Some("csv 2fa"),
                "digits without a separator are the name's",
            ),
            ("7.csv", Some("csv 7"), "digits alone"),
            ("a.b.c.csv", Some("csv ?"), "no table's name"),
            (".csv", None, "nothing in front"),
            ("notes.txt", None, "something else"),
            ("users.CSV", None, "lower case, as everywhere"),
            ("archive.gz", None, "packed what?"),
        ] {
            let parsed = SeedName::parse(None, name).map(|seed| {
                let content = match &seed.content {
                    SeedContent::Sql => "sql".to_owned(),
                    SeedContent::Data { format, table } => {
                        let table = table.as_ref().map_or("?".to_owned(), ToString::to_string);
                        format!("{format:?} {table}").replacen(char::is_uppercase, "", 0)
                    }
                };
                let packed = match seed.compression {
                    Compression::None => "",
                    Compression::Gzip => " gzip",
                    Compression::Zstd => " zstd",
                };
                let (format, rest) = content.split_once(' ').unwrap_or((&content, ""));
                let rest = if rest.is_empty() {
                    String::new()
                } else {
                    format!(" {rest}")
                };
                format!("{}{rest}{packed}", format.to_lowercase())
            });
            assert_eq!(parsed.as_deref(), expected, "{reason}");
        }
        let in_set = SeedName::parse(Some("dev"), "users.csv").unwrap();
        assert_eq!(
            (in_set.file.as_str(), in_set.set.as_deref()),
            ("dev/users.csv", Some("dev"))
        );
    }
}
