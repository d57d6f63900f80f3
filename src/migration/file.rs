//! A migration file as found: its name taken apart, its text read or the reason
//! why it couldn't be.

use super::{Checksum, Problem, Text, Version};

/// What a file name says: `0007_create_users.sql` is version `0007`, name `create_users`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The leading digits.
    pub version: Version,
    /// The rest without `.sql` and without one separator (`_`, `-`, `.` or space) in front; may be empty.
    pub name: String,
}

impl FileName {
    /// The parts of `file_name`, or `None` when it isn't a migration's: it must
    /// start with digits and end in `.sql`.
    pub fn parse(file_name: &str) -> Option<Self> {
        let stem = file_name.strip_suffix(".sql")?;
        let digits = stem.bytes().take_while(u8::is_ascii_digit).count();
        let (version, rest) = stem.split_at(digits);
        Some(Self {
            version: Version::new(version)?,
            name: rest
                .strip_prefix(['_', '-', '.', ' '])
                .unwrap_or(rest)
                .to_owned(),
        })
    }
}

/// A migration file, read once at the start of a run.
#[derive(Debug, Clone)]
pub struct MigrationFile {
    /// Version and name.
    pub name: FileName,
    /// The path as shown to people: the folder as given, joined with the file name.
    pub path: String,
    /// The canonical text with its checksum, or why there is none (unreadable,
    /// not UTF-8, not a regular file).
    pub text: Result<(Text, Checksum), Box<Problem>>,
}

impl MigrationFile {
    /// What people call the migration: `0007_create_users`.
    pub fn label(&self) -> String {
        label(&self.name.version, Some(&self.name.name))
    }

    /// The checksum, when the text could be read.
    pub fn checksum(&self) -> Option<Checksum> {
        self.text.as_ref().ok().map(|(_, checksum)| *checksum)
    }
}

/// `version_name`, or the version alone when there is no name.
pub fn label(version: &Version, name: Option<&str>) -> String {
    match name {
        Some(name) if !name.is_empty() => format!("{version}_{name}"),
        _ => version.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_version_and_name() {
        let checksum = Checksum::of("");
        for (file_name, expected) in [("0007_create.sql", "0007_create"), ("7.sql", "7")] {
            let file = MigrationFile {
                name: FileName::parse(file_name).unwrap(),
                path: file_name.to_owned(),
                text: Ok((String::new().into(), checksum)),
            };
            assert_eq!(file.label(), expected);
            assert_eq!(file.checksum(), Some(checksum));
        }
        assert_eq!(label(&Version::new("7").unwrap(), None), "7");
    }

    #[test]
    fn a_file_name_is_digits_then_a_name_then_sql() {
        for (file_name, expected, reason) in [
            (
                "0007_create_users.sql",
                Some(("0007", "create_users")),
                "the usual form",
            ),
            ("7.sql", Some(("7", "")), "no name at all"),
            (
                "20240101-x.sql",
                Some(("20240101", "x")),
                "another separator",
            ),
            ("1add.up.sql", Some(("1", "add.up")), "no separator"),
            ("1__x.sql", Some(("1", "_x")), "one separator only"),
            ("create.sql", None, "no version"),
            ("0001_x.sql.bak", None, "another ending"),
            (".sql", None, "nothing"),
            ("0001_x.SQL", None, "dbmate's ending is lower case"),
        ] {
            let parsed = FileName::parse(file_name);
            let parts = parsed
                .as_ref()
                .map(|f| (f.version.as_str(), f.name.as_str()));
            assert_eq!(parts, expected, "{reason}");
        }
    }
}
