//! A unified diff of an applied migration's stored script against its file.

use similar::TextDiff;

use super::escape;
use super::style::{Paint, Style};

/// How many lines of one diff are shown: an edit is to be recognised, not reviewed.
const SHOWN: usize = 120;

/// A unified diff, unescaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Diff(String);

impl Diff {
    /// From `applied` to `current`, three lines of context, with `---` and `+++`
    /// lines that say what the two are (a line break in a name is escaped).
    pub(super) fn new(applied: (&str, &str), current: (&str, &str)) -> Self {
        let diff = TextDiff::from_lines(applied.1, current.1);
        let text = (diff.unified_diff().context_radius(3))
            .header(&escape::line(applied.0), &escape::line(current.0))
            .to_string();
        Self(text)
    }

    /// The diff's text as programs read it.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The diff as people read it.
    pub(super) fn render(&self, style: Style) -> String {
        let mut text = String::new();
        for (index, line) in self.0.split_inclusive('\n').take(SHOWN).enumerate() {
            let line = escape::text(line);
            let line = line.trim_end_matches('\n');
            let painted = match line.as_bytes().first() {
                _ if index < 2 => style.paint(Paint::Faint, line),
                Some(b'+') => style.paint(Paint::Added, line),
                Some(b'-') => style.paint(Paint::Removed, line),
                Some(b'@') => style.paint(Paint::Faint, line),
                _ => line.to_owned(),
            };
            text.push_str(&painted);
            text.push('\n');
        }
        let lines = self.0.split_inclusive('\n').count();
        if lines > SHOWN {
            text.push_str(&format!("… {} more lines of this diff\n", lines - SHOWN));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_is_unified_and_keeps_white_space() {
        let diff = Diff::new(("x as applied", "a\nb \nc\n"), ("x.sql", "a\nb\nc\n"));
        let text = "--- x as applied\n+++ x.sql\n@@ -1,3 +1,3 @@\n a\n-b \n+b\n c\n";
        assert_eq!(diff.as_str(), text);
        assert_eq!(diff.render(Style::PLAIN), text);
    }

    #[test]
    fn a_long_diff_says_how_much_is_left_out() {
        let new: String = (0..1_000).map(|n| format!("{n}\n")).collect();
        let shown = Diff::new(("x", ""), ("x.sql", &new)).render(Style::PLAIN);
        assert_eq!(shown.lines().count(), SHOWN + 1);
        assert!(
            shown.ends_with("\n… 883 more lines of this diff\n"),
            "{shown}"
        );
    }

    #[test]
    fn what_is_inside_is_escaped() {
        let shown = Diff::new(("a\nb", "\x1b\n"), ("c", "\u{202e}\n")).render(Style::PLAIN);
        assert_eq!(shown, "--- a\\nb\n+++ c\n@@ -1 +1 @@\n-\\x1b\n+\\u{202e}\n");
    }
}
