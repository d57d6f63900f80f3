//! How the output is to look; never fails, so that every error can be shown as asked.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::Environment;
use super::joined::joined;
use super::switch::parse_switch;
use super::variables::Variables;
use crate::cli::{Cli, ColourArg, FormatArg};
use crate::outcome::{ColourChoice, Format, Presentation, Verbosity};

/// What flags, variables and `NO_COLOR` say; an env file that can't be read says nothing here. `NO_COLOR` yields to an explicit `--color always`.
pub fn presentation(cli: &Cli, environment: &Environment) -> Presentation {
    let global = joined(&cli.global, cli.trailing_global());
    let no_color = environment.variables.get(OsStr::new("NO_COLOR"));
    Presentation {
        format: match global.format {
            None | Some(FormatArg::Text) => Format::Text,
            Some(FormatArg::Json) => Format::Json,
        },
        colour: match global.colour {
            Some(ColourArg::Always) => ColourChoice::Always,
            Some(ColourArg::Never) => ColourChoice::Never,
            // no-color.org: set and not empty.
            None | Some(ColourArg::Auto) if no_color.is_some_and(|value| !value.is_empty()) => {
                ColourChoice::Never
            }
            None | Some(ColourArg::Auto) => ColourChoice::Auto,
        },
        verbosity: match (global.quiet, global.verbose) {
            (0, 0) if is_verbose(environment, &global.env_file) => Verbosity::Verbose,
            (0, 0) => Verbosity::Normal,
            (0, _) => Verbosity::Verbose,
            _ => Verbosity::Quiet,
        },
    }
}

fn is_verbose(environment: &Environment, env_files: &[PathBuf]) -> bool {
    let variables = Variables::read(&environment.variables, env_files).ok();
    let names = ["PROJ_MIGRATE_VERBOSE", "DBMATE_VERBOSE"];
    let value = variables.and_then(|variables| variables.find(&names).ok().flatten());
    value.is_some_and(|value| parse_switch(&value.text) == Some(true))
}
