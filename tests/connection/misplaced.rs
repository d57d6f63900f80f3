//! A connection string that stands where none belongs: no option, argument or variable that isn't for
//! one repeats its password, whatever comes of it.

use std::ffi::OsString;

use clap::CommandFactory as _;
use proj_migrate::cli::{Cli, UsageError, read, without_connection_strings};
use proj_migrate::settings::{command, failure};
use proptest::prelude::*;

use crate::redaction::{cases, hides, password, shown, spelled};
use crate::world::{URL, environment};

/// Every place on the command line that takes a text and is none for a password: the words in front
/// of it, to which the text is added behind a `=`, or as the next word.
fn places() -> Vec<Vec<String>> {
    fn add(command: &clap::Command, path: &[String], places: &mut Vec<Vec<String>>) {
        for arg in command.get_arguments() {
            let is_secret =
                ["url", "direct_url", "password_command"].contains(&arg.get_id().as_str());
            if is_secret {
                continue;
            }
            let with = |name: String| [path, &[name]].concat();
            places.extend(arg.get_long().map(|long| with(format!("--{long}="))));
            places.extend(arg.get_long().map(|long| with(format!("--{long}"))));
            places.extend(arg.get_short().map(|short| with(format!("-{short}"))));
        }
        places.extend([path.to_vec(), [path, &["--".to_owned()]].concat()]);
        places.extend(["--", "--no", "-x="].map(|slip| [path, &[slip.to_owned()]].concat()));
        for subcommand in command.get_subcommands() {
            let path = [path, &[subcommand.get_name().to_owned()]].concat();
            add(subcommand, &path, places);
        }
    }
    let mut command = Cli::command();
    command.build();
    let mut places = Vec::new();
    add(&command, &[], &mut places);
    places
}

/// Everything that could be said of a command line, before a server is asked.
fn said_of(arguments: &[String]) -> String {
    let words = ["proj-migrate"]
        .into_iter()
        .chain(arguments.iter().map(String::as_str));
    let words: Vec<OsString> = words.map(OsString::from).collect();
    match read(&words) {
        Err(error) => {
            let error = without_connection_strings(error, &words);
            format!("{error} {:?}", UsageError::new(&error, &words))
        }
        Ok(cli) => {
            let variables = [("PROJ_MIGRATE_VERBOSE", "true"), ("DATABASE_URL", URL)];
            match command(&cli, &environment(&variables)) {
                Ok(request) => format!("{request:?}"),
                Err(error) => format!("{error:#} {:?}", failure(&error)),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(2000)))]

    #[test]
    fn no_place_on_the_command_line_repeats_a_password(
        pieces in password(),
        spelling in 0..9usize,
        place in prop::sample::select(places()),
        is_behind_a_url in any::<bool>(),
    ) {
        let string = spelled(spelling, &pieces.concat());
        let mut arguments = place;
        let is_joined = arguments.last().is_some_and(|last| {
            last.starts_with('-') && (last.ends_with('=') || last == "--no" || last == "--")
        });
        match arguments.last_mut() {
            Some(last) if is_joined => last.push_str(&string),
            _ => arguments.push(string.clone()),
        }
        if is_behind_a_url {
            arguments.splice(0..0, ["--url".to_owned(), URL.to_owned()]);
        }
        hides(&said_of(&arguments), &pieces, &format!("{arguments:?}"));
    }

    #[test]
    fn no_variable_that_is_not_for_a_password_repeats_one(
        pieces in password(),
        spelling in 0..9usize,
        variable in prop::sample::select(OTHER_VARIABLES.to_vec()),
    ) {
        let string = spelled(spelling, &pieces.concat());
        let (_, said) = shown(&["--url", "postgres://", "--wait"], &[(variable, &string)]);
        hides(&said, &pieces, &format!("{variable}={string}"));
    }
}

/// Variables that `status` reads, for which a connection string is a slip.
const OTHER_VARIABLES: [&str; 16] = [
    "PROJ_MIGRATE_MIGRATIONS_DIR",
    "DBMATE_MIGRATIONS_DIR",
    "PROJ_MIGRATE_SCHEMA_FILE",
    "DBMATE_SCHEMA_FILE",
    "PROJ_MIGRATE_MIGRATIONS_TABLE",
    "DBMATE_MIGRATIONS_TABLE",
    "PROJ_MIGRATE_ROLE",
    "PROJ_MIGRATE_LOCK_WAIT",
    "PROJ_MIGRATE_PG_BIN",
    "DBMATE_DRIVER",
    "DBMATE_WAIT_TIMEOUT",
    "PGHOST",
    "PGUSER",
    "PGDATABASE",
    "PGPASSFILE",
    "PGSERVICE",
];
