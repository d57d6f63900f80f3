//! Keeps connection strings out of clap's error messages.
//!
//! `proj-migrate up postgres://me:secret@host/db` is an easy slip, and so is a URL whose password has a
//! space and no quotes around it. The error ends in a log.

use std::ffi::OsString;

use clap::Error;
use clap::error::{ContextKind, ContextValue};

use super::password_in::holds_password;

const STAND_IN: &str = "<connection string>";

/// `error` with every quoted argument replaced that looks like a connection string, or may be a
/// piece of one that stands among `args`.
pub fn without_connection_strings(mut error: Error, args: &[OsString]) -> Error {
    let is_among_them = args.iter().any(|arg| looks_secret(&arg.to_string_lossy()));
    let secret: Vec<ContextKind> = error
        .context()
        .filter(|(kind, value)| {
            let is_stray = matches!(
                kind,
                ContextKind::InvalidArg | ContextKind::InvalidSubcommand
            );
            let may_be_a_piece = |text: &String| is_stray && is_among_them && !is_option(text);
            (texts(value).iter()).any(|text| looks_secret(text) || may_be_a_piece(text))
        })
        .map(|(kind, _)| kind)
        .collect();
    for kind in secret {
        error.insert(kind, ContextValue::String(STAND_IN.to_owned()));
        // Each repeats the argument in a sentence of its own.
        error.remove(ContextKind::Suggested);
        error.remove(ContextKind::SuggestedArg);
        error.remove(ContextKind::SuggestedSubcommand);
        error.remove(ContextKind::SuggestedValue);
    }
    error
}

fn texts(value: &ContextValue) -> &[String] {
    match value {
        ContextValue::String(text) => std::slice::from_ref(text),
        ContextValue::Strings(texts) => texts,
        _ => &[],
    }
}

fn looks_secret(text: &str) -> bool {
    text.contains("://")
        || text.contains('@')
        || text.trim_end().ends_with("password")
        || holds_password(text)
}

/// The name of an option, perhaps with the placeholder that clap puts behind it.
fn is_option(text: &str) -> bool {
    let name_end = text.find([' ', '[']).unwrap_or(text.len());
    let (name, behind) = text.split_at(name_end);
    name.starts_with('-')
        && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        && (behind.is_empty() || behind.starts_with(" <") || behind.starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(arguments: &[&str]) -> String {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let error = super::super::read(&arguments).unwrap_err();
        without_connection_strings(error, &arguments).to_string()
    }

    #[test]
    fn a_misplaced_connection_string_is_not_repeated() {
        for arguments in [
            &["proj-migrate", "up", "postgres://me:s3cret@host/db"][..],
            &["proj-migrate", "postgres://me:s3cret@host/db"],
            &[
                "proj-migrate",
                "up",
                "--dry-run=postgres://me:s3cret@host/db",
            ],
            &["proj-migrate", "up", "host=x password=s3cret"],
            &["proj-migrate", "status", "--format", "password=s3cret"],
            &["proj-migrate", "up", "postgres:/me:s3cret@host/db"],
            &["proj-migrate", "me:s3cret@host/db"],
            &["proj-migrate", "up", "--postgres://me:s3cret@host/db"],
            &[
                "proj-migrate",
                "-u",
                "postgres://me:pa",
                "s3cret@host/db",
                "up",
            ],
            &[
                "proj-migrate",
                "up",
                "-u",
                "postgres://me:pa",
                "s3cret",
                "w@host/db",
            ],
            &["proj-migrate", "--url=password=pa", "s3cret", "up"],
            &["proj-migrate", "up", "s3cret@host"],
            &["proj-migrate", "up", "password", "=", "s3cret"],
            &["proj-migrate", "help", "postgres://me:s3cret@host/db"],
        ] {
            let shown = shown(arguments);
            assert!(!shown.contains("s3cret"), "{shown}");
            assert!(shown.contains(STAND_IN), "{shown}");
        }
    }

    #[test]
    fn other_slips_are_named_beside_a_connection_string() {
        let url = ["proj-migrate", "--url", "postgres://me:pw@host/db", "up"];
        for (slip, named) in [
            (&["--lock-wat", "5s"][..], "--lock-wat"),
            (&["--lock-wait"], "--lock-wait <DURATION>"),
            (&["--format", "xml"], "xml"),
        ] {
            let shown = shown(&[&url[..], slip].concat());
            assert!(
                shown.contains(named) && !shown.contains(STAND_IN),
                "{shown}"
            );
        }
        assert!(shown(&["proj-migrate", "up", "0007"]).contains("0007"));
    }
}
