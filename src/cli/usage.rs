//! A command line that can't be read, as data: what clap says of it, and what the rest of
//! the line still tells of the format and the command that were meant.

use std::ffi::OsString;

use clap::{CommandFactory, Error};

use super::{Cli, FormatArg};

/// What is wrong with a command line, for whoever reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageError {
    /// The subcommand, when the line could be read that far.
    pub command: Option<String>,
    /// What is wrong, in one line.
    pub message: String,
    /// What was probably meant, then the usage; one line each.
    pub hint: Option<String>,
}

impl UsageError {
    /// What `error` says of `arguments`, which begin with the program's name.
    pub fn new(error: &Error, arguments: &[OsString]) -> Self {
        let text = error.to_string();
        let mut paragraphs = text.split("\n\n");
        let first = paragraphs.next().unwrap_or_default();
        let message = first.strip_prefix("error: ").unwrap_or(first);
        let hints: Vec<_> = paragraphs
            .flat_map(str::lines)
            .map(|line| line.trim().trim_start_matches("tip: "))
            .filter(|line| !line.is_empty() && !line.starts_with("For more information"))
            .collect();
        Self {
            command: command_of(arguments),
            message: message.split_whitespace().collect::<Vec<_>>().join(" "),
            hint: (!hints.is_empty()).then(|| hints.join("\n")),
        }
    }
}

/// The last `--format` of a command line that needs not be right otherwise.
pub fn format_asked_for(arguments: &[OsString]) -> FormatArg {
    let words: Vec<_> = arguments
        .iter()
        .map(|word| word.to_string_lossy())
        .take_while(|word| word != "--")
        .collect();
    let apart = (words.windows(2)).filter_map(|pair| match pair {
        [option, value] if option == "--format" => Some(value.as_ref()),
        _ => None,
    });
    let joined = (words.iter()).filter_map(|word| word.strip_prefix("--format="));
    // clap takes one on each side of the command; a program that wants JSON asks once.
    if apart.chain(joined).any(|value| value == "json") {
        FormatArg::Json
    } else {
        FormatArg::Text
    }
}

/// The subcommand, when everything in front of it can be read.
fn command_of(arguments: &[OsString]) -> Option<String> {
    let lenient = Cli::command().ignore_errors(true);
    let matches = lenient.try_get_matches_from(arguments).ok()?;
    matches.subcommand_name().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn what_is_wrong_is_one_line_and_the_rest_is_a_hint() {
        for (line, command, message, hint) in [
            (
                "proj-migrate up --dry-rum",
                Some("up"),
                "unexpected argument '--dry-rum' found",
                "a similar argument exists: '--dry-run'\n\
                 Usage: proj-migrate up --dry-run[=<WHAT>]",
            ),
            (
                "proj-migrate new",
                Some("new"),
                "the following required arguments were not provided: <NAME>",
                "Usage: proj-migrate new <NAME>",
            ),
            (
                "proj-migrate dwn",
                None,
                "unrecognized subcommand 'dwn'",
                "a similar subcommand exists: 'down'\n\
                 Usage: proj-migrate [OPTIONS] <COMMAND>",
            ),
        ] {
            let arguments = words(line);
            let error = Cli::try_parse_from(&arguments).unwrap_err();
            let told = UsageError::new(&error, &arguments);
            let expected = UsageError {
                command: command.map(str::to_owned),
                message: message.to_owned(),
                hint: Some(hint.to_owned()),
            };
            assert_eq!(told, expected, "{line}");
        }
    }

    #[test]
    fn the_format_is_found_wherever_it_stands() {
        use FormatArg::{Json, Text};
        for (line, format) in [
            ("proj-migrate up --nope --format json", Json),
            ("proj-migrate --format=json dwn", Json),
            ("proj-migrate new --format json", Json),
            ("proj-migrate up --format yaml", Text),
            ("proj-migrate up --nope json", Text),
            ("proj-migrate up -- --format json", Text),
            ("proj-migrate up --nope --format", Text),
        ] {
            assert_eq!(format_asked_for(&words(line)), format, "{line}");
        }
    }
}
