//! What the ledger keeps of a migration's text, so that an edit can be shown and a
//! revert survives the file.
//!
//! The down section is kept always, the up section up to 256 KiB, COPY data never.
//! What is left out leaves a comment behind, so the script no longer matches the
//! migration's checksum: nobody takes it for complete.

use super::{Direction, Migration};

/// The most of an up section, COPY data aside, that is kept.
const UP_LIMIT_BYTES: usize = 256 * 1024;

/// How the comment in place of what was left out begins and ends.
const LEFT_OUT: (&str, &str) = ("-- (proj-migrate: ", " not stored)\n");

/// What ends a marker's comment, for the lexer as for PostgreSQL.
const LINE_ENDS: [char; 2] = ['\n', '\r'];

/// The script that the ledger keeps: the canonical text itself when all of it is kept.
/// It parses as a migration either way.
pub fn stored_script(migration: &Migration) -> &str {
    &migration.script
}

/// What is kept of a section, or of what stands before the first one.
#[derive(Debug, Default)]
pub(super) struct Kept {
    text: String,
    /// The most that `text` may hold.
    limit: Option<usize>,
    /// Whether it was longer: then `text` is its first line.
    is_dropped: bool,
    /// All bytes that were added.
    bytes: usize,
    data: DataLines,
    is_incomplete: bool,
}

/// The data lines of the COPY at work.
#[derive(Debug, Default)]
struct DataLines {
    count: usize,
    /// Whether the last one says that lines were left out.
    is_left_out: bool,
}

impl Kept {
    /// Nothing yet of a section of this direction.
    pub(super) fn of(direction: Direction) -> Self {
        Self {
            limit: (direction == Direction::Up).then_some(UP_LIMIT_BYTES),
            ..Self::default()
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.bytes += text.len();
        self.keep(text);
    }

    /// Data lines, which aren't kept; [`Self::end_data`] says how many there were.
    pub(super) fn push_data(&mut self, lines: &str) {
        self.bytes += lines.len();
        self.data.count += lines.lines().count();
        self.data.is_left_out = lines.starts_with(LEFT_OUT.0) && lines.ends_with(LEFT_OUT.1);
    }

    /// The data lines of one COPY are over.
    pub(super) fn end_data(&mut self) {
        let DataLines { count, is_left_out } = std::mem::take(&mut self.data);
        self.is_incomplete |= count == 1 && is_left_out;
        if count > 0 {
            // It stands among the data lines, where the `\.` behind it ends them.
            self.keep(&left_out(&format!("{count} lines of COPY data")));
        }
    }

    /// Whether COPY data were left out of it, since it is itself a stored script's.
    pub(super) fn is_incomplete(&self) -> bool {
        self.is_incomplete
    }

    /// The script that the ledger keeps, from what was kept of its parts.
    pub(super) fn script(preamble: Self, up: Self, down: Option<&Self>) -> String {
        let fits = preamble.text.len() + up.text.len() <= UP_LIMIT_BYTES;
        let mut script = if fits && !preamble.is_dropped && !up.is_dropped {
            preamble.text + &up.text
        } else {
            let marker = up.text.split(LINE_ENDS).next().unwrap_or_default();
            let size = format!("{} bytes of the up section", up.bytes);
            format!("{marker}\n{}", left_out(&size))
        };
        script.push_str(down.map_or("", |down| &down.text));
        script
    }

    fn keep(&mut self, text: &str) {
        if !self.is_dropped {
            self.text.push_str(text);
        }
        if self.limit.is_some_and(|limit| self.text.len() > limit) {
            self.is_dropped = true;
            let line = self.text.find(LINE_ENDS).unwrap_or(self.text.len());
            self.text.truncate(line);
            self.text.shrink_to_fit();
        }
    }
}

fn left_out(what: &str) -> String {
    let (before, behind) = LEFT_OUT;
    format!("{before}{what}{behind}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{Checksum, Version, parse_stored};

    fn migration(text: &str) -> Migration {
        parse_stored(&Version::new("1").unwrap(), "x", text, "1_x").unwrap()
    }

    #[test]
    fn what_fits_is_kept_to_the_byte() {
        for (text, reason) in [
            (
                "-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;\n",
                "both sections",
            ),
            (
                "-- about\n\n-- migrate:up\n",
                "a comment in front, and nothing else",
            ),
            (
                "-- migrate:up\ncopy t from stdin;\n\\.\n",
                "a COPY without data",
            ),
        ] {
            assert_eq!(stored_script(&migration(text)), text, "{reason}");
        }
    }

    #[test]
    fn copy_data_leave_a_comment_behind() {
        let text = "-- migrate:up\ncopy t from stdin;\na\nb\n\\.\nselect 1;\n\
                    copy u from stdin;\nc\n\\.\n-- migrate:down\nselect 2;\n";
        let stored = stored_script(&migration(text)).to_owned();
        assert_eq!(
            stored,
            "-- migrate:up\ncopy t from stdin;\n\
             -- (proj-migrate: 2 lines of COPY data not stored)\n\\.\nselect 1;\n\
             copy u from stdin;\n-- (proj-migrate: 1 lines of COPY data not stored)\n\\.\n\
             -- migrate:down\nselect 2;\n"
        );
        assert_eq!(
            migration(&stored).down_checksum(),
            migration(text).down_checksum(),
            "the down section is untouched"
        );
    }

    #[test]
    fn what_was_left_out_is_noticed() {
        let text = "-- migrate:up\ncopy t from stdin;\na\n\\.\n-- migrate:down\n\
                    copy t from stdin;\n-- (proj-migrate: no comment of ours\n\\.\nselect 1;\n";
        let is_incomplete = |text: &str| {
            let migration = migration(text);
            let down = migration.down.clone().unwrap();
            [migration.up, down].map(|section| section.is_incomplete)
        };
        assert_eq!(is_incomplete(text), [false, false]);
        let stored = stored_script(&migration(text)).to_owned();
        assert_eq!(is_incomplete(&stored), [true, true]);
        let up_only = stored.replace(
            "1 lines of COPY data not stored)\n\\.\nselect",
            "\n\\.\nselect",
        );
        assert_eq!(is_incomplete(&up_only), [true, false]);
    }

    #[test]
    fn a_large_up_section_goes_and_the_down_section_stays() {
        let filler = "select 1;\n".repeat(UP_LIMIT_BYTES / 10);
        let edge = "-- migrate:up\n--".len() + 1;
        let exact = format!("-- migrate:up\n--{}\n", "x".repeat(UP_LIMIT_BYTES - edge));
        assert_eq!(
            stored_script(&migration(&exact)),
            exact,
            "256 KiB to the byte"
        );
        let fits = format!(
            "-- migrate:up\n{}-- migrate:down\n{filler}{filler}",
            &filler[100..]
        );
        assert_eq!(stored_script(&migration(&fits)), fits, "just small enough");
        let about = format!("-- about\n-- migrate:up\n{}", &filler[..UP_LIMIT_BYTES / 2]);
        let about = about.trim_end_matches(|c| c != '\n');
        assert_eq!(
            stored_script(&migration(about)),
            about,
            "with a comment in front"
        );
        let text =
            format!("-- migrate:up lock-timeout:2s\n{filler}{filler}-- migrate:down\n{filler}");
        let stored = stored_script(&migration(&text)).to_owned();
        let expected = format!(
            "-- migrate:up lock-timeout:2s\n\
             -- (proj-migrate: {} bytes of the up section not stored)\n-- migrate:down\n{filler}",
            migration(&text).up.span.len()
        );
        assert_eq!(stored, expected);
        assert_ne!(
            Checksum::of(&stored),
            Checksum::of(&text),
            "visibly not complete"
        );
        let text = format!("-- migrate:up\rselect '\n{filler}{filler}';\n-- migrate:down\n");
        assert_eq!(
            migration(stored_script(&migration(&text))).up.statements,
            0,
            "a marker that a carriage return ends"
        );
        let data = format!(
            "-- migrate:up\ncopy t from stdin;\n{}\\.\n",
            "row\n".repeat(100_000)
        );
        assert!(
            stored_script(&migration(&data)).contains("copy t from stdin;"),
            "COPY data don't count towards the limit"
        );
    }
}
