//! The scripts that complete the command line, as clap writes them, with the versions of the
//! migration files where an argument is a version.

use clap::{Arg, Command, CommandFactory};
use clap_complete::{Shell, generate};
use proj_migrate::cli::Cli;

use super::{Generated, PROGRAM};

/// Stands where a version does; clap writes it as the one value that the argument may have.
const PLACEHOLDER: &str = "@versions@";

/// The program, every argument with the value name `VERSION` able to be [`PLACEHOLDER`] only.
pub(crate) fn command() -> Command {
    let mut program = Cli::command();
    // The subcommands' arguments aren't there before.
    program.build();
    with_placeholders(program)
}

/// As [`command`], of any program.
pub(crate) fn with_placeholders(command: Command) -> Command {
    command
        .mut_args(|arg| match is_version(&arg) {
            true => arg.value_parser([PLACEHOLDER]),
            false => arg,
        })
        .mut_subcommands(with_placeholders)
}

/// The script of each shell.
pub(crate) fn all(command: Command) -> Vec<Generated> {
    [
        (Shell::Bash, "proj-migrate.bash"),
        (Shell::Zsh, "_proj-migrate"),
        (Shell::Fish, "proj-migrate.fish"),
        (Shell::PowerShell, "_proj-migrate.ps1"),
    ]
    .map(|(shell, name)| {
        let text = script(shell, command.clone());
        assert!(
            !text.contains(PLACEHOLDER),
            "{name}: a version isn't completed"
        );
        let name = name.to_owned();
        Generated { name, text }
    })
    .into()
}

/// What clap leaves out for fish: versions that are plain arguments of a subcommand.
fn plain_versions_in_fish(command: &Command) -> String {
    let takes_versions = |command: &&Command| command.get_positionals().any(is_version);
    command
        .get_subcommands()
        .filter(takes_versions)
        .map(|command| {
            format!(
                "complete -c {PROGRAM} -n \"__fish_proj_migrate_using_subcommand {}\" -f -a \"(__proj_migrate_versions)\"\n",
                command.get_name()
            )
        })
        .collect()
}

fn is_version(arg: &Arg) -> bool {
    let names = arg.get_value_names().unwrap_or_default();
    names.iter().any(|name| *name == "VERSION")
}

/// One script.
fn script(shell: Shell, mut command: Command) -> String {
    let mut text = Vec::new();
    generate(shell, &mut command, PROGRAM, &mut text);
    let text = String::from_utf8(text).unwrap();
    match shell {
        // clap looks for the subcommands of a program with a hyphen under another name than
        // it gives them.
        Shell::Bash => {
            let text = text.replace("proj__subcmd__migrate", "proj__migrate");
            let calls = text.replace(PLACEHOLDER, "$(_proj_migrate_versions)");
            format!("{}{calls}", include_str!("versions.bash"))
        }
        Shell::Zsh => {
            let (head, body) = text.split_once("\n\n").unwrap();
            let calls = body.replace(&format!("({PLACEHOLDER})"), "_proj_migrate_versions");
            format!("{head}\n\n{}{calls}", include_str!("versions.zsh"))
        }
        Shell::Fish => {
            let calls = text.replace(&format!("{PLACEHOLDER}\\t''"), "(__proj_migrate_versions)");
            let plain = plain_versions_in_fish(&command);
            format!("{}{calls}{plain}", include_str!("versions.fish"))
        }
        // It completes no values.
        _ => text,
    }
    .lines()
    .map(|line| format!("{}\n", line.trim_end()))
    .collect()
}

/// fish isn't on every machine: what its script says.
#[test]
fn fish_completes_versions_that_are_plain_arguments() {
    let mut scripts = all(command());
    let fish = scripts.swap_remove(2);
    let line = "complete -c proj-migrate -n \"__fish_proj_migrate_using_subcommand repair\" \
        -f -a \"(__proj_migrate_versions)\"\n";
    assert!(fish.text.contains(line), "{}", fish.name);
}
