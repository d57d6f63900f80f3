//! The command line as typed: clap types whose doc comments are the help text. No logic.
