//! The text of one section, to be shown: kept, or read again piece by piece.

use std::ops::Range;

use serde::ser::Error as _;

use super::markers::Markers;
use super::{Migration, Section, Statements, Text, TextLost};

/// The canonical text of a section.
#[derive(Debug, Clone)]
pub struct SectionText {
    text: Text,
    markers: Markers,
    span: Range<usize>,
}

impl SectionText {
    /// That of `section`.
    pub fn new(migration: &Migration, section: &Section) -> Self {
        Self {
            text: migration.text.clone(),
            markers: migration.markers,
            span: section.span.clone(),
        }
    }

    /// Its statements, from the first one.
    pub fn statements(&self) -> Statements {
        Statements::new(&self.text, self.markers, self.span.clone())
    }

    /// The text in pieces; the last item is an error when the file has changed.
    pub fn pieces(&self) -> impl Iterator<Item = Result<String, TextLost>> {
        let mut end = 0;
        self.text.pieces().map(move |piece| {
            let mut piece = piece?;
            let start = end;
            end += piece.len();
            let inside = |at: usize| at.clamp(start, end) - start;
            piece.truncate(inside(self.span.end));
            piece.drain(..inside(self.span.start).min(piece.len()));
            Ok(piece)
        })
    }
}

impl From<String> for SectionText {
    /// A text that is a section altogether.
    fn from(text: String) -> Self {
        Self {
            span: 0..text.len(),
            text: text.into(),
            markers: Markers::Heeded,
        }
    }
}

impl serde::Serialize for SectionText {
    /// As one string, which a JSON document holds in memory anyway.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text: Result<String, TextLost> = self.pieces().collect();
        serializer.serialize_str(&text.map_err(S::Error::custom)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{Version, parse_stored};

    #[test]
    fn a_section_is_what_stands_in_its_span() {
        let filler = "select 1;\n".repeat(60_000);
        let text = format!("-- about\n-- migrate:up\n{filler}-- migrate:down\n{filler}");
        let migration = parse_stored(&Version::new("1").unwrap(), "x", &text, "1_x").unwrap();
        for section in [&migration.up, migration.down.as_ref().unwrap()] {
            let shown = SectionText::new(&migration, section);
            let shown: Result<String, _> = shown.pieces().collect();
            assert_eq!(shown.as_deref(), Ok(&text[section.span.clone()]));
        }
    }
}
