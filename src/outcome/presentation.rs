//! How outcomes and events are to be shown, as asked for; whether a terminal
//! listens is `report/`'s own question.

/// What flags and environment say about the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presentation {
    /// Text or JSON.
    pub format: Format,
    /// Whether colour is used.
    pub colour: ColourChoice,
    /// How much is said.
    pub verbosity: Verbosity,
}

impl Presentation {
    /// JSON for a program, before anything else could be read of what was asked for.
    pub fn json() -> Self {
        Self {
            format: Format::Json,
            colour: ColourChoice::Never,
            verbosity: Verbosity::Normal,
        }
    }
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one envelope on stdout.
    Json,
}

/// `--color`, with `NO_COLOR` already heeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColourChoice {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never: asked for, or `NO_COLOR` is set and not empty.
    Never,
}

/// `-q` and `-v`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Verbosity {
    /// Errors and the data on stdout only.
    Quiet,
    /// Progress too.
    #[default]
    Normal,
    /// Everything.
    Verbose,
}
