//! Colour, or none. What is painted must already be escaped.

/// Whether a stream gets colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Bytes without any escape sequence.
    Plain,
    /// With ANSI colour.
    Coloured,
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
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => format!("\x1b[{code}m{text}\x1b[0m"),
        }
    }
}
