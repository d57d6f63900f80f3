//! The one form of errors and warnings: title, place in a file, notes, what
//! happened to the database, and what to do.
//!
//! Every field may hold text from files or servers: rendering escapes them all,
//! so that whoever makes a message need not think of it. JSON takes the same
//! messages unescaped.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet as Frame};

use super::diff::Diff;
use super::escape;
use super::snippet::{self, Snippet};
use super::style::{Colour, Paint, Style};
use crate::migration::Location;

/// How wide a source line may be drawn; the same wherever nobody's terminal is narrower, so that
/// output is too.
const LINE_WIDTH: usize = 120;

/// Below that, little is left of a line between gutter and ellipses.
const NARROWEST_LINE: usize = 40;

/// Error or warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Severity {
    /// `error:`
    Error,
    /// `warning:`
    Warning,
}

/// Something to tell, in the order in which it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// Error or warning.
    pub(super) severity: Severity,
    /// What happened: lower-case start, no full stop.
    pub(super) title: String,
    /// Where in a file.
    pub(super) location: Option<Location>,
    /// Short facts with their labels: `DETAIL`, `SQLSTATE`, `caused by`.
    pub(super) notes: Vec<(&'static str, String)>,
    /// Paragraphs: what is committed and what is not, diffs, scripts.
    pub(super) body: Vec<Paragraph>,
    /// What to do, each without `hint:` in front.
    pub(super) hints: Vec<String>,
}

/// A paragraph of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Paragraph {
    /// A line of prose.
    Prose(String),
    /// SQL or a script, shown indented.
    Code(String),
    /// A unified diff.
    Diff(Diff),
}

impl Message {
    /// An error of which only the title is known.
    pub(super) fn error(title: impl Into<String>) -> Self {
        Self::new(Severity::Error, title.into())
    }

    /// A warning of which only the title is known.
    pub(super) fn warning(title: impl Into<String>) -> Self {
        Self::new(Severity::Warning, title.into())
    }

    fn new(severity: Severity, title: String) -> Self {
        Self {
            severity,
            title,
            location: None,
            notes: Vec::new(),
            body: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// With a place in a file.
    pub(super) fn at(mut self, location: Option<Location>) -> Self {
        self.location = location;
        self
    }

    /// With one more note.
    pub(super) fn note(mut self, label: &'static str, text: impl Into<String>) -> Self {
        self.notes.push((label, text.into()));
        self
    }

    /// With one more line of prose; a line break in it would be shown as an escape.
    pub(super) fn prose(mut self, line: impl Into<String>) -> Self {
        self.body.push(Paragraph::Prose(line.into()));
        self
    }

    /// With more lines of prose.
    pub(super) fn proses(self, lines: impl IntoIterator<Item = String>) -> Self {
        lines.into_iter().fold(self, Self::prose)
    }

    /// With one more paragraph of code.
    pub(super) fn code(mut self, text: impl Into<String>) -> Self {
        self.body.push(Paragraph::Code(text.into()));
        self
    }

    /// With one more thing to do.
    pub(super) fn hint(mut self, text: impl Into<String>) -> Self {
        self.hints.push(text.into());
        self
    }

    /// The message as text, ending in a newline.
    pub(super) fn render(&self, style: Style) -> String {
        let head = self.head(style);
        // The frame pads its empty lines.
        let mut text: String = (head.lines())
            .flat_map(|line| [line.trim_end(), "\n"])
            .collect();
        for paragraph in &self.body {
            text.push_str(&paragraph.render(style));
            if !text.ends_with('\n') {
                text.push('\n');
            }
        }
        for hint in &self.hints {
            let label = style.paint(Paint::Hint, "hint:");
            text.push_str(&format!(
                "{label} {}\n",
                hanging(&escape::text(hint), "      ")
            ));
        }
        text
    }

    /// Title, place and notes.
    fn head(&self, style: Style) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = escape::text(&self.title);
        let Some(at) = &self.location else {
            let mut head = render_group(style, Group::with_title(level.primary_title(&*title)));
            for (label, text) in &self.notes {
                let indent = " ".repeat(label.len() + 4);
                head.push_str(&format!(
                    "\n  {label}: {}",
                    hanging(&escape::text(text), &indent)
                ));
            }
            return head;
        };
        let snippet = Snippet::new(at);
        let frame = Frame::source(&snippet.line)
            .line_start(at.line)
            .annotation(AnnotationKind::Primary.span(snippet.span.clone()));
        let notes: Vec<_> = (self.notes.iter())
            .map(|(label, text)| (*label, escape::text(text)))
            .collect();
        let mut group = Group::with_level(level.clone()).element(frame);
        for (label, text) in &notes {
            group = group.element(Level::NOTE.with_name(*label).message(&**text));
        }
        [
            render_group(style, Group::with_title(level.primary_title(&*title))),
            snippet::arrow(at, style),
            render_group(style, group),
        ]
        .join("\n")
    }
}

fn render_group(style: Style, group: Group<'_>) -> String {
    let renderer = match style.colour {
        Colour::Without => Renderer::plain(),
        Colour::With => Renderer::styled(),
    };
    // A line that the terminal breaks has its caret below something else.
    let columns = style.columns.unwrap_or(LINE_WIDTH);
    let width = columns.clamp(NARROWEST_LINE, LINE_WIDTH);
    renderer.term_width(width).render(&[group])
}

impl Paragraph {
    fn render(&self, style: Style) -> String {
        match self {
            Self::Prose(text) => escape::line(text).into_owned(),
            Self::Code(text) => format!("    {}", hanging(&escape::text(text), "    ")),
            Self::Diff(diff) => diff.render(style),
        }
    }
}

/// `text` with `indent` in front of every line but the first: what follows a line
/// break can't pass for a line of ours.
fn hanging(text: &str, indent: &str) -> String {
    text.trim_end().replace('\n', &format!("\n{indent}"))
}
