//! The man pages: one for the program, one a subcommand, and one for what a subcommand has below it.

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use proj_migrate::cli::Cli;

use super::{Generated, PROGRAM};

/// All pages, the program's first.
pub(crate) fn all() -> Vec<Generated> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let subcommands = program.get_subcommands().map(|subcommand| {
        let name = format!("{PROGRAM}-{}", subcommand.get_name());
        page(&name, subcommand.clone())
    });
    let nested = program.get_subcommands().flat_map(|subcommand| {
        let name = format!("{PROGRAM}-{}", subcommand.get_name());
        let inner = subcommand.get_subcommands();
        inner.map(move |inner| page(&format!("{name}-{}", inner.get_name()), inner.clone()))
    });
    let mut pages = vec![page(PROGRAM, program.clone())];
    pages.extend(subcommands);
    pages.extend(nested);
    pages
}

fn page(name: &str, command: Command) -> Generated {
    let mut text = Vec::new();
    Man::new(command)
        .title(name)
        .source(format!("{PROGRAM} {}", env!("CARGO_PKG_VERSION")))
        .manual("Migrations for PostgreSQL")
        .render(&mut text)
        .unwrap();
    let text = String::from_utf8(text).unwrap();
    // What stands behind a help is its examples, which clap can't know.
    let text = text
        .replace("\n.SH EXTRA\n", "\n.SH EXAMPLES\n")
        .replace("\nExample: ", "\n.PP\n");
    assert!(text.contains("\n.SH EXAMPLES\n.PP\n"), "{name}");
    Generated {
        name: format!("{name}.1"),
        text,
    }
}
