//! Reads the command line, and refuses a connection string with a password that stands in the place
//! of something else, such as `--to postgres://…` of somebody who forgot `--url`.
//!
//! Whatever is said afterwards may repeat what was typed, and be kept in a log.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Command, CommandFactory, Error, FromArgMatches};

use super::Cli;
use super::password_in::holds_password;

/// The arguments in whose values a password may stand.
const SECRET: [&str; 3] = ["url", "direct_url", "password_command"];

/// What `arguments` say, which begin with the program's name.
///
/// # Errors
/// What clap can't read; a connection string with a password in a place that isn't for one.
pub fn read(arguments: &[OsString]) -> Result<Cli, Error> {
    let mut command = Cli::command();
    let mut matches = command.try_get_matches_from_mut(arguments)?;
    let url = url_of(&matches).unwrap_or_default();
    let wholeness = match url.contains("://") && !url.contains('@') {
        true => Wholeness::MayBeCut,
        false => Wholeness::Whole,
    };
    refuse_strays(&mut command, &matches, wholeness)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// Whether the URL is all there, or may have lost its end at a space without quotes around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wholeness {
    Whole,
    MayBeCut,
}

/// The value of `--url`, on either side of the subcommand.
fn url_of(matches: &ArgMatches) -> Option<String> {
    let behind = matches
        .subcommand()
        .and_then(|(_, matches)| url_of(matches));
    behind.or_else(|| matches.get_one::<String>("url").cloned())
}

fn refuse_strays(command: &mut Command, matches: &ArgMatches, url: Wholeness) -> Result<(), Error> {
    let is_stray = |arg: &Arg, value: &str| {
        let may_be_its_end = url == Wholeness::MayBeCut && arg.is_positional();
        holds_password(value) || (may_be_its_end && value.contains('@'))
    };
    let has_strays = |arg: &&Arg| {
        let id = arg.get_id().as_str();
        let values = matches.try_get_raw(id).ok().flatten();
        let mut values = values.into_iter().flatten();
        !SECRET.contains(&id) && values.any(|value| is_stray(arg, &value.to_string_lossy()))
    };
    let stray = command.get_arguments().find(has_strays).map(Arg::to_string);
    if let Some(stray) = stray {
        let message = format!(
            "what stands for '{stray}' is a connection string with a password: it belongs to '--url'"
        );
        return Err(command.error(ErrorKind::ValueValidation, message));
    }
    let Some((name, matches)) = matches.subcommand() else {
        return Ok(());
    };
    match command.find_subcommand_mut(name) {
        Some(command) => refuse_strays(command, matches, url),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every argument that takes a value, with the subcommands in front of it.
    fn arguments_of(command: &Command, path: &[String]) -> Vec<(Vec<String>, Arg)> {
        let own = command
            .get_arguments()
            .filter(|arg| arg.get_action().takes_values());
        let own = own.map(|arg| (path.to_vec(), arg.clone()));
        let subcommands = command.get_subcommands().flat_map(|sub| {
            let path = [path, &[sub.get_name().to_owned()]].concat();
            arguments_of(sub, &path)
        });
        own.chain(subcommands).collect()
    }

    #[test]
    fn no_argument_takes_a_password_that_it_is_not_for() {
        let mut command = Cli::command();
        command.build();
        let arguments = arguments_of(&command, &["proj-migrate".to_owned()]);
        assert!(arguments.len() > 200, "{}", arguments.len());
        for (path, arg) in arguments {
            if SECRET.contains(&arg.get_id().as_str()) {
                continue;
            }
            for secret in [
                "postgres://me:s3#c ret@h/db",
                "host=h password=s3cret",
                "me:s3/ret@h",
            ] {
                let typed = match arg.get_long() {
                    Some(long) => vec![format!("--{long}={secret}")],
                    None => vec![secret.to_owned()],
                };
                let line: Vec<OsString> = path.iter().chain(&typed).map(OsString::from).collect();
                let error = read(&line).unwrap_err();
                let error = super::super::without_connection_strings(error, &line).to_string();
                assert!(
                    !error.contains("s3") && !error.contains("ret@"),
                    "{line:?}: {error}"
                );
            }
        }
    }

    #[test]
    fn the_end_of_a_url_that_a_space_cut_off_is_not_taken_for_something_else() {
        for line in [
            "proj-migrate repair -u postgres://me:pa s3cret@h/db",
            "proj-migrate --url postgres://me:pa seed s3 cret@h/db",
        ] {
            let line: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let error = read(&line).unwrap_err().to_string();
            assert!(!error.contains("s3") && !error.contains("cret@"), "{error}");
        }
        let whole = ["proj-migrate", "seed", "a@b", "-u", "postgres://me@h/db"];
        read(&whole.map(OsString::from)).unwrap();
    }

    #[test]
    fn it_is_said_where_it_stands_and_where_it_belongs() {
        for (line, named) in [
            (
                "proj-migrate up --to postgres://me:s3cret@h/db",
                "'--to <VERSION>'",
            ),
            ("proj-migrate --role me:s3cret@h/db up", "'--role <ROLE>'"),
            ("proj-migrate new postgres://me:s3cret@h/db", "'<NAME>'"),
        ] {
            let line: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let error = read(&line).unwrap_err().to_string();
            assert!(
                error.contains(named) && error.contains("'--url'"),
                "{error}"
            );
        }
    }
}
