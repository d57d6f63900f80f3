//! libpq's password file: one line a password, of which the first that fits counts (manual,
//! "The Password File"). Settings read it; here it is taken apart.

use std::fmt;
use std::path::PathBuf;

use super::{Host, Secret};

/// A password file's lines.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PasswordFile {
    /// Where it is, for messages; `None` when there is none.
    pub path: Option<PathBuf>,
    lines: Vec<Line>,
}

#[derive(Clone, PartialEq, Eq)]
struct Line {
    /// Host, port, database and user.
    fields: [Field; 4],
    password: Secret,
}

#[derive(Clone, PartialEq, Eq)]
enum Field {
    Anything,
    Exactly(String),
}

impl PasswordFile {
    /// The lines of `text`, which is `host:port:database:user:password` a line. `\` takes the
    /// next character literally, a field that is `*` fits anything, `#` begins a comment. Lines of
    /// another form, or that aren't UTF-8, fit nothing.
    pub fn parse(path: PathBuf, bytes: &[u8]) -> Self {
        let lines = bytes.split(|&byte| byte == b'\n');
        let lines = lines.filter_map(|line| str::from_utf8(line).ok());
        Self {
            path: Some(path),
            lines: (lines.map(|line| line.trim_end_matches('\r')))
                .filter_map(Line::parse)
                .collect(),
        }
    }

    /// The password of the first line that fits; `None` when it is empty, too.
    pub fn password(&self, host: &Host, database: &str, user: &str) -> Option<&Secret> {
        let port = host.port().to_string();
        let sought = [&host.name_in_password_file(), &port, database, user];
        let line = self.lines.iter().find(|line| line.fits(sought))?;
        (!line.password.reveal().is_empty()).then_some(&line.password)
    }
}

impl fmt::Debug for PasswordFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PasswordFile({:?})", self.path)
    }
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        if line.starts_with('#') {
            return None;
        }
        let (host, rest) = Field::parse(line)?;
        let (port, rest) = Field::parse(rest)?;
        let (database, rest) = Field::parse(rest)?;
        let (user, rest) = Field::parse(rest)?;
        let (password, _) = unescaped(rest);
        Some(Self {
            fields: [host, port, database, user],
            password: Secret::new(password),
        })
    }

    fn fits(&self, sought: [&str; 4]) -> bool {
        (self.fields.iter().zip(sought)).all(|(field, sought)| match field {
            Field::Anything => true,
            Field::Exactly(text) => text == sought,
        })
    }
}

impl Field {
    /// The field that `text` starts with, and what follows its colon.
    fn parse(text: &str) -> Option<(Self, &str)> {
        if let Some(rest) = text.strip_prefix("*:") {
            return Some((Self::Anything, rest));
        }
        let (field, rest) = unescaped(text);
        Some((Self::Exactly(field), rest?))
    }
}

/// `text` up to its first colon without a backslash in front, and what follows it.
fn unescaped(text: &str) -> (String, Option<&str>) {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ':' => return (plain, Some(chars.as_str())),
            '\\' => plain.push(chars.next().unwrap_or('\\')),
            c => plain.push(c),
        }
    }
    (plain, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(
        file: &'a PasswordFile,
        host: &Host,
        database: &str,
        user: &str,
    ) -> Option<&'a str> {
        file.password(host, database, user).map(Secret::reveal)
    }

    #[test]
    fn the_first_line_that_fits_counts() {
        let host = Host::tcp("db.example", 5432);
        for (text, expected, reason) in [
            ("db.example:5432:app:me:pw", Some("pw"), "all fields"),
            ("*:*:*:*:pw", Some("pw"), "anything"),
            ("*:*:*:me:a\n*:*:*:*:b", Some("a"), "the first"),
            (
                "other:*:*:*:a\n*:*:*:*:b\r\n",
                Some("b"),
                "the first that fits; CRLF",
            ),
            (
                "# *:*:*:*:a\n\n*:*:*:*:b",
                Some("b"),
                "comments and blank lines",
            ),
            ("*:*:*:*:a:b", Some("a"), "a colon ends it, as in libpq"),
            (r"*:*:*:*:a\:\\b\c", Some(r"a:\bc"), "escapes"),
            (
                r"*:*:*:*:a\",
                Some(r"a\"),
                "a last backslash stands for itself",
            ),
            ("*:*:*:*: p w ", Some(" p w "), "spaces belong to it"),
            ("*:*:*:*:", None, "an empty one is none"),
            ("*:*:*:me:\n*:*:*:*:b", None, "nor is another looked for"),
            ("*:*:*:*", None, "no password"),
            ("db*:*:*:*:a", None, "`*` only as a whole field"),
            ("*.example:*:*:*:a", None, "`*` only as a whole field"),
            (" db.example:*:*:*:a", None, "no spaces around"),
            ("*:*:*:*:größe", Some("größe"), "other letters"),
        ] {
            let file = PasswordFile::parse("pgpass".into(), text.as_bytes());
            assert_eq!(found(&file, &host, "app", "me"), expected, "{reason}");
        }
    }

    #[test]
    fn escapes_count_in_fields_too() {
        let file = PasswordFile::parse("pgpass".into(), br"\:\:1:1:a\:b:u\\\*:pw");
        assert_eq!(
            found(&file, &Host::tcp("::1", 1), "a:b", r"u\*"),
            Some("pw")
        );
        assert_eq!(found(&file, &Host::tcp("::1", 2), "a:b", r"u\*"), None);
    }

    #[test]
    fn a_socket_in_the_usual_folder_is_localhost() {
        let file = PasswordFile::parse("pgpass".into(), b"localhost:*:*:*:a\n/run/pg:*:*:*:b");
        for (folder, expected) in [
            ("/var/run/postgresql", Some("a")),
            ("/tmp", Some("a")),
            ("/run/pg", Some("b")),
            ("/elsewhere", None),
        ] {
            let host = Host::socket(folder, 5432);
            assert_eq!(found(&file, &host, "app", "me"), expected, "{folder}");
        }
    }

    #[test]
    fn debug_shows_no_password() {
        let file = PasswordFile::parse("pgpass".into(), b"*:*:*:*:s3cret");
        assert!(!format!("{file:?}").contains("s3cret"));
    }
}
