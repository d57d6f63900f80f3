//! What the ledger keeps of a migration's text, so that an edit can be shown and a
//! revert survives the file.
//!
//! The down section is kept always, the up section up to 256 KiB, COPY data never.
//! What is left out leaves a comment behind, so the script no longer matches the
//! migration's checksum: nobody takes it for complete.

use std::ops::Range;

use super::{Migration, Section};

/// The most of an up section, COPY data aside, that is kept.
const UP_LIMIT_BYTES: usize = 256 * 1024;

/// How the comment in place of what was left out begins and ends.
const LEFT_OUT: (&str, &str) = ("-- (proj-migrate: ", " not stored)\n");

/// The script that the ledger keeps: the canonical text itself when all of it is kept.
/// It parses as a migration either way.
pub fn stored_script(migration: &Migration) -> String {
    let up = &migration.up.span;
    let mut script = String::with_capacity(migration.text.len().min(UP_LIMIT_BYTES));
    let kept = without_data(migration, &migration.up, 0..up.end);
    if kept.len() <= UP_LIMIT_BYTES {
        script.push_str(&kept);
    } else {
        let marker = migration.section_text(&migration.up).lines().next();
        script.push_str(marker.unwrap_or_default());
        script.push('\n');
        let size = format!("{} bytes of the up section", up.len());
        script.push_str(&left_out(&size));
    }
    if let Some(down) = &migration.down {
        script.push_str(&without_data(migration, down, down.span.clone()));
    }
    script
}

/// The bytes `range` of the migration's text without the COPY data of `section`.
fn without_data(migration: &Migration, section: &Section, range: Range<usize>) -> String {
    let text = |range: Range<usize>| migration.text.get(range).unwrap_or_default();
    let mut kept = String::new();
    let mut at = range.start;
    for data in section
        .statements
        .iter()
        .filter_map(|s| s.copy_data.clone())
    {
        if data.is_empty() {
            continue;
        }
        kept.push_str(text(at..data.start));
        // It stands among the data lines, where the `\.` behind it ends them.
        let lines = text(data.clone()).lines().count();
        kept.push_str(&left_out(&format!("{lines} lines of COPY data")));
        at = data.end;
    }
    kept.push_str(text(at..range.end));
    kept
}

/// Whether COPY data were left out of a stored section.
pub(crate) fn is_incomplete(migration: &Migration, section: &Section) -> bool {
    let mut data = section
        .statements
        .iter()
        .filter_map(|s| s.copy_data.clone());
    data.any(|data| {
        let line = migration.text.get(data).unwrap_or_default();
        line.starts_with(LEFT_OUT.0) && line.ends_with(LEFT_OUT.1)
    })
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
        let stored = stored_script(&migration(text));
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
        let text =
            format!("-- migrate:up lock-timeout:2s\n{filler}{filler}-- migrate:down\n{filler}");
        let stored = stored_script(&migration(&text));
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
