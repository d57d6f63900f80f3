//! What holds for every connection string and env file; each function panics where it
//! doesn't.
//!
//! The property tests of the room try these laws on pieces of URLs, the fuzz target
//! `fuzz/fuzz_targets/settings.rs` on whatever reaches new code. Built for these two only.

use std::collections::HashMap;
use std::path::PathBuf;

use chrono::DateTime;

use super::env_file::{Entry, Piece, entries};
use super::{Environment, command, connection, failure};
use crate::cli::{Cli, CommandArgs, GlobalArgs, StatusArgs};

/// Stands for every `Z` of a password: no message and no key word contains it.
const WORD: &str = "zq7wx";

/// All laws of the room for one text.
pub fn hold(text: &str) {
    let _ = connection::parameters(text);
    lines_are_named_in_order(text);
    quoted_values_come_back(text);
    let mut parts = text.splitn(3, '\u{1}');
    let mut part = || parts.next().unwrap_or_default();
    secrets_stay_secret(part(), part(), part());
}

/// The entries of an env file stand on their lines, in order; so does a bad one, and what
/// is said of it is none of the file's text.
pub fn lines_are_named_in_order(text: &str) {
    let lines = text.split('\n').count();
    match entries(text) {
        Ok(entries) => {
            let mut before = 1;
            for entry in entries {
                assert!((before..=lines).contains(&entry.line), "{entry:?}");
                before = entry.line;
                assert!(!entry.name.is_empty());
            }
        }
        Err(bad) => assert!((1..=lines).contains(&bad.line), "{bad:?}"),
    }
}

/// A value in quotes is read as it was before it was quoted.
pub fn quoted_values_come_back(value: &str) {
    let mut escaped = String::new();
    for character in value.chars() {
        if matches!(character, '"' | '\\' | '$') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    let double = format!("A=\"{escaped}\" # \"\nB=1");
    assert_eq!(literals(&double), ["A", value, "B", "1"], "{double:?}");
    if !value.contains('\'') {
        let single = format!("export A: '{value}'\n\nB=1");
        assert_eq!(literals(&single), ["A", value, "B", "1"], "{single:?}");
    }
}

/// Names and values in turn; of a text that can't be read, nothing.
fn literals(text: &str) -> Vec<String> {
    let pairs = entries(text).unwrap_or_default().into_iter();
    pairs
        .flat_map(|Entry { name, value, .. }| {
            let literal = |piece: Piece| match piece {
                Piece::Text(text) => text,
                Piece::Reference(name) => format!("${name}"),
            };
            [name, value.into_iter().map(literal).collect()]
        })
        .collect()
}

/// A password, encoded or not, never shows: not in what is said of the connection string
/// that holds it, and, where it was understood as a password, not in the request either.
pub fn secrets_stay_secret(before: &str, secret: &str, behind: &str) {
    // Behind `options=` stands no password, whatever it holds.
    if secret.contains("options") {
        return;
    }
    let (before, behind) = (before.replace('Z', ""), behind.replace('Z', ""));
    // A word that stands elsewhere, too, tells nothing where it shows.
    if before.contains(WORD) || behind.contains(WORD) {
        return;
    }
    let password = secret.replace('Z', WORD);
    let login = format!("{before}:{password}@{behind}");
    for url in [
        format!("postgres://{login}"),
        // A login whose scheme was forgotten or mistyped; with `=` in front it isn't one.
        login.replacen('=', "", before.matches('=').count()),
        format!("postgres://me@host/db?{before}&password={password}&{behind}"),
        format!("host=h {before} password={password} {behind}"),
    ] {
        let is_login = url == format!("postgres://{login}");
        for (flag, variable) in [(Some(&url), ""), (None, url.as_str())] {
            match request(flag.cloned(), variable) {
                Ok(shown) if is_login || is_all_password(&url) => {
                    assert!(!shown.contains(WORD), "{url:?} shows in {shown:?}");
                }
                Ok(_) => {}
                Err(said) => assert!(!said.contains(WORD), "{url:?} shows in {said:?}"),
            }
        }
    }
}

/// Whether every word of the password was read as one: what an unquoted space or `&` cuts
/// off may be another parameter.
fn is_all_password(url: &str) -> bool {
    let read = connection::parameters(url).ok();
    let password = read.and_then(|parameters| parameters.password);
    password.is_some_and(|password| {
        password.reveal().matches(WORD).count() == url.matches(WORD).count()
    })
}

/// The request that a URL of `--url` or of the environment makes, or what is said of it, in
/// every form in which it could be shown.
fn request(flag: Option<String>, variable: &str) -> Result<String, String> {
    let cli = Cli {
        command: CommandArgs::Status(
            StatusArgs {
                exit_code: false,
                global: GlobalArgs::default(),
            }
            .into(),
        ),
        global: GlobalArgs {
            url: flag,
            // Named, so that the folder's own `.env` isn't read.
            env_file: vec![PathBuf::from("/dev/null")],
            ..GlobalArgs::default()
        },
    };
    let environment = Environment {
        variables: HashMap::from([("DATABASE_URL".into(), variable.into())]),
        os_user: || Some("somebody".to_owned()),
        os_home: || None,
        socket_folder: || None,
        program: PathBuf::new(),
        temp_dir: PathBuf::new(),
        now: DateTime::UNIX_EPOCH,
    };
    match command(&cli, &environment) {
        Ok(command) => Ok(format!("{command:?}")),
        Err(error) => {
            let causes: Vec<String> = error.chain().map(|cause| format!("{cause:?}")).collect();
            Err(format!("{error:#} {causes:?} {:?}", failure(&error)))
        }
    }
}
