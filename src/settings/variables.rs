//! Looks a variable up: in the environment first, then in the env files in their order.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::SettingsError;
use super::env_file::{Entry, Piece, entries};
use crate::cli::holds_password;

/// The file that is read when no other is named.
const DEFAULT_FILE: &str = ".env";

/// All variables, those of the environment in front.
pub(super) struct Variables<'a> {
    environment: &'a HashMap<OsString, OsString>,
    files: Vec<(PathBuf, Vec<Entry>)>,
}

/// The value of a variable; never empty.
pub(super) struct Value {
    /// The text.
    pub(super) text: String,
    /// The variable that holds it.
    pub(super) name: String,
    /// The file that it stands in, if not in the environment.
    pub(super) file: Option<PathBuf>,
}

impl fmt::Display for Value {
    /// Says where the value comes from, not what it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "`{}` in {}", self.name, file.display()),
            None => write!(f, "`{}`", self.name),
        }
    }
}

impl<'a> Variables<'a> {
    /// Reads the env files: those named, else `.env` if there is one.
    ///
    /// # Errors
    /// A named file that can't be read; a file that isn't UTF-8 or has a bad line.
    pub(super) fn read(
        environment: &'a HashMap<OsString, OsString>,
        named: &[PathBuf],
    ) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        if named.is_empty() {
            let path = Path::new(DEFAULT_FILE);
            // Nobody asked for it: a folder of that name is a Python environment.
            files.extend(file_entries(
                path,
                &[ErrorKind::NotFound, ErrorKind::IsADirectory],
            )?);
        }
        for path in named {
            files.extend(file_entries(path, &[])?);
        }
        Ok(Self { environment, files })
    }

    /// The value of the first of `names` that is set and not empty: in the environment, else
    /// in the first file that has one.
    ///
    /// # Errors
    /// The value isn't UTF-8, or refers to a variable that isn't set; it is a connection string
    /// with a password, which belongs elsewhere and would be repeated.
    pub(super) fn find(&self, names: &[&str]) -> Result<Option<Value>, SettingsError> {
        let found = self.find_secret(names)?;
        if let Some(value) = found.as_ref().filter(|value| holds_password(&value.text)) {
            let message = format!("the value of {value} holds a password");
            return Err(SettingsError::new(message)
                .hint("it looks like a connection string, which DATABASE_URL is for"));
        }
        Ok(found)
    }

    /// As [`Self::find`], of variables that a password may stand in.
    ///
    /// # Errors
    /// The value isn't UTF-8, or refers to a variable that isn't set.
    pub(super) fn find_secret(&self, names: &[&str]) -> Result<Option<Value>, SettingsError> {
        for name in names {
            if let Some(text) = self.in_environment(name)? {
                let (name, file) = ((*name).to_owned(), None);
                return Ok(Some(Value { text, name, file }));
            }
        }
        for (path, entries) in &self.files {
            for name in names {
                let text = self.expanded(path, entries, name)?;
                if !text.is_empty() {
                    let (name, file) = ((*name).to_owned(), Some(path.clone()));
                    return Ok(Some(Value { text, name, file }));
                }
            }
        }
        Ok(None)
    }

    fn in_environment(&self, name: &str) -> Result<Option<String>, SettingsError> {
        match self.environment.get(OsStr::new(name)) {
            Some(value) if value.is_empty() => Ok(None),
            Some(value) => match value.to_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(SettingsError::new(format!(
                    "the value of `{name}` is not valid UTF-8"
                ))),
            },
            None => Ok(None),
        }
    }

    /// The value of `name`'s last entry, empty without one. What it refers to is looked
    /// for in the environment, then above it in its file.
    fn expanded(
        &self,
        path: &Path,
        entries: &[Entry],
        name: &str,
    ) -> Result<String, SettingsError> {
        let Some(at) = entries.iter().rposition(|entry| entry.name == name) else {
            return Ok(String::new());
        };
        let (above, from) = entries.split_at(at);
        let Some(entry) = from.first() else {
            return Ok(String::new());
        };
        let mut text = String::new();
        for piece in &entry.value {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Reference(other) => {
                    let value = match self.in_environment(other)? {
                        Some(value) => value,
                        None => self.expanded(path, above, other)?,
                    };
                    if value.is_empty() {
                        return Err(unset_reference(path, entry.line));
                    }
                    text.push_str(&value);
                }
            }
        }
        Ok(text)
    }
}

/// The file with its entries; `None` when it can't be opened for one of the `tolerated` reasons.
fn file_entries(
    path: &Path,
    tolerated: &[ErrorKind],
) -> anyhow::Result<Option<(PathBuf, Vec<Entry>)>> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if tolerated.contains(&error.kind()) => return Ok(None),
        Err(error) => {
            let error = SettingsError::new(error.to_string())
                .hint("`--env-file` takes a file of NAME=value lines");
            return Err(error).with_context(|| format!("cannot read {}", path.display()));
        }
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| SettingsError::new("it is not valid UTF-8"))
        .with_context(|| format!("cannot read {}", path.display()))?;
    let entries = entries(&text).map_err(|bad| {
        SettingsError::new(format!("{}:{}: {}", path.display(), bad.line, bad.reason))
            .hint("lines are NAME=value; quote values that span lines")
    })?;
    Ok(Some((path.to_owned(), entries)))
}

/// The reference isn't shown: it may be a part of a password with a `$` in it.
fn unset_reference(path: &Path, line: usize) -> SettingsError {
    SettingsError::new(format!(
        "{}:{line}: a `$` stands for a variable that is not set",
        path.display()
    ))
    .hint("put the value in single quotes if the `$` belongs to it")
}
