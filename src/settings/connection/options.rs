//! `options=-csearch_path=app,public`: command-line options for the server's session.

use crate::settings::SettingsError;

/// What `options` asks for: the `search_path`, which each of our transactions sets for itself,
/// and the rest, which goes to the server as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct SessionOptions {
    pub(super) search_path: Option<String>,
    pub(super) rest: Option<String>,
}

const TIMEOUT: &str = "write `statement-timeout:` behind a section's marker";
const ISOLATION: &str = "write `set transaction …` as a migration's first statement";
const WAITING: &str = "remove it: a migration's transaction takes as long as it needs";

/// Settings that each of our transactions has its own value for, and where that is said.
const OURS: &[(&str, &str)] = &[
    ("client_encoding", "remove it: files are UTF-8"),
    ("default_transaction_deferrable", ISOLATION),
    ("default_transaction_isolation", ISOLATION),
    ("default_transaction_read_only", ISOLATION),
    ("idle_in_transaction_session_timeout", WAITING),
    ("lock_timeout", "give it as `--lock-timeout`"),
    ("role", "give it as `--role`"),
    (
        "standard_conforming_strings",
        "remove it: files are read with it on",
    ),
    ("statement_timeout", TIMEOUT),
    ("transaction_timeout", WAITING),
];

/// What to write instead of the server's setting `name` in a connection string or in
/// `options`, when each of our transactions has its own value for it.
pub(super) fn instead_of(name: &str) -> Option<&'static str> {
    let found = OURS
        .iter()
        .find(|(ours, _)| name.eq_ignore_ascii_case(ours));
    found.map(|(_, cure)| *cure)
}

/// Reads `options`. Words that aren't `-c name=value` or `--name=value` go to the server too,
/// which knows which of them it takes.
///
/// # Errors
/// A setting that would have no effect, by name; `-c` without `name=value`.
pub(super) fn session_options(options: &str) -> Result<SessionOptions, SettingsError> {
    let mut found = SessionOptions::default();
    let mut rest = Vec::new();
    let mut words = words(options).into_iter();
    while let Some(word) = words.next() {
        let setting = match (word.strip_prefix("--"), word.strip_prefix("-c")) {
            (Some(long), _) => long.replacen('-', "_", long.find('=').unwrap_or(0)),
            (None, Some("")) => words.next().unwrap_or_default(),
            (None, Some(short)) => short.to_owned(),
            (None, None) => {
                rest.push(escaped(&word));
                continue;
            }
        };
        let Some((name, value)) = setting.split_once('=') else {
            return Err(SettingsError::new("`options` has a setting without `=`"));
        };
        if name == "search_path" {
            found.search_path = Some(value.to_owned());
        } else if let Some(cure) = instead_of(name) {
            let message = format!("`options` sets `{name}`, which would have no effect");
            return Err(SettingsError::new(message).hint(cure));
        } else {
            rest.push(format!("-c {}", escaped(&setting)));
        }
    }
    found.rest = (!rest.is_empty()).then(|| rest.join(" "));
    Ok(found)
}

/// Words end at spaces; a backslash takes the next character literally.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, words.last_mut()) {
            (c, _) if c.is_whitespace() => words.push(String::new()),
            ('\\', Some(word)) => word.extend(chars.next()),
            (c, Some(word)) => word.push(c),
            (_, None) => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A word as [`words`] reads it.
fn escaped(word: &str) -> String {
    let mut escaped = String::with_capacity(word.len());
    for c in word.chars() {
        if c == '\\' || c.is_whitespace() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_path_is_taken_out_and_the_rest_stays() {
        for (options, search_path, rest) in [
            ("-csearch_path=app", Some("app"), None),
            ("-c search_path=a\\ b", Some("a b"), None),
            ("--search-path=app", Some("app"), None),
            ("", None, None),
            ("-c work_mem=1MB", None, Some("-c work_mem=1MB")),
            (
                "-cwork_mem=1MB -c search_path=x --time-zone=a\\ b",
                Some("x"),
                Some("-c work_mem=1MB -c time_zone=a\\ b"),
            ),
            ("endpoint=ep-1", None, Some("endpoint=ep-1")),
        ] {
            let found = session_options(options).unwrap();
            assert_eq!(found.search_path.as_deref(), search_path, "{options}");
            assert_eq!(found.rest.as_deref(), rest, "{options}");
        }
    }
}
