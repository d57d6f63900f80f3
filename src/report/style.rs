//! How a stream is written: with colour or without, and how wide its terminal is. What is
//! painted must already be escaped.

/// How a stream is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// Whether it gets colour.
    pub(super) colour: Colour,
    /// The columns of the terminal; `None` for whatever else reads it.
    pub(super) columns: Option<usize>,
}

/// Whether a stream gets colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    /// Bytes without any escape sequence.
    Without,
    /// With ANSI colour.
    With,
}

/// What a piece of text is, not how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// `hint:` in front of a cure.
    Hint,
    /// `warning:` and what is out of the ordinary.
    Caution,
    /// A removed line of a diff.
    Removed,
    /// An added line of a diff; what is done.
    Added,
    /// The lines around a source line.
    Frame,
    /// What matters less.
    Faint,
}

impl Style {
    /// No colour, and no terminal.
    pub(super) const PLAIN: Self = Self {
        colour: Colour::Without,
        columns: None,
    };

    /// Colour, and no terminal.
    #[cfg(test)]
    pub(super) const COLOURED: Self = Self {
        colour: Colour::With,
        columns: None,
    };

    /// `text`, painted.
    pub(super) fn paint(self, paint: Paint, text: &str) -> String {
        let code = match paint {
            Paint::Hint => "36",
            Paint::Caution => "33",
            Paint::Removed => "31",
            Paint::Added => "32",
            Paint::Frame => "1;94",
            Paint::Faint => "2",
        };
        match self.colour {
            Colour::Without => text.to_owned(),
            Colour::With => format!("\x1b[{code}m{text}\x1b[0m"),
        }
    }
}
