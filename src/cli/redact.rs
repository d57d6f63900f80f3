//! Keeps connection strings out of clap's error messages.
//!
//! `proj-migrate up postgres://me:secret@host/db` is an easy slip, and its error
//! ends in a log.

use clap::Error;
use clap::error::{ContextKind, ContextValue};

const STAND_IN: &str = "<connection string>";

/// `error` with every quoted argument that looks like a connection string replaced.
pub fn without_connection_strings(mut error: Error) -> Error {
    let secret: Vec<ContextKind> = error
        .context()
        .filter(|(_, value)| is_secret(value))
        .map(|(kind, _)| kind)
        .collect();
    for kind in secret {
        error.insert(kind, ContextValue::String(STAND_IN.to_owned()));
        // It repeats the argument in a sentence of its own.
        error.remove(ContextKind::Suggested);
    }
    error
}

fn is_secret(value: &ContextValue) -> bool {
    // Behind a colon and before an at sign stands a password, however the rest is mistyped.
    let has_login =
        |text: &str| (text.split_once('@')).is_some_and(|(login, _)| login.contains(':'));
    let looks_secret =
        |text: &String| text.contains("://") || text.contains("password") || has_login(text);
    match value {
        ContextValue::String(text) => looks_secret(text),
        ContextValue::Strings(texts) => texts.iter().any(looks_secret),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;

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
        ] {
            let error = Cli::try_parse_from(arguments).unwrap_err();
            let shown = without_connection_strings(error).to_string();
            assert!(!shown.contains("s3cret"), "{shown}");
            assert!(shown.contains(STAND_IN), "{shown}");
        }
    }
}
