//! `host=localhost user=me password='two words'`

use super::Parameters;
use crate::settings::SettingsError;

/// The parameters of a key/value string. Values with spaces stand in single quotes; a backslash
/// takes the next character literally (manual, "Keyword/Value Connection Strings").
///
/// # Errors
/// A word without `=`, a quote without end, an unsupported parameter.
pub(super) fn parameters(text: &str) -> Result<Parameters, SettingsError> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, behind) = rest.split_once('=').ok_or_else(stray_word)?;
        let key = key.trim_end();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return Err(stray_word());
        }
        let (value, behind) = value(behind.trim_start())?;
        pairs.push((key.to_owned(), value));
        rest = behind.trim_start();
    }
    let mut parameters = Parameters::default();
    parameters.set_all(&pairs)?;
    Ok(parameters)
}

/// The value that `text` starts with, and what follows.
fn value(text: &str) -> Result<(String, &str), SettingsError> {
    let (quoted, text) = match text.strip_prefix('\'') {
        Some(inner) => (true, inner),
        None => (false, text),
    };
    let mut value = String::new();
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        let ends = if quoted { c == '\'' } else { c.is_whitespace() };
        match c {
            _ if escaped => {
                value.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            _ if ends => {
                let behind = text.get(at + c.len_utf8()..).unwrap_or_default();
                return Ok((value, behind));
            }
            _ => value.push(c),
        }
    }
    if quoted {
        return Err(SettingsError::new("a quote in it is never closed"));
    }
    Ok((value, ""))
}

/// The word isn't shown: it may be the second word of a password.
fn stray_word() -> SettingsError {
    SettingsError::new("there is a word without `=` in it")
        .hint("put values with spaces in single quotes: password='two words'")
}
