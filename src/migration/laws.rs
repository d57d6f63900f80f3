//! What holds for every file, whatever its name and bytes; each function panics where it
//! doesn't.
//!
//! The property tests of the room try these laws on generated files, the fuzz target
//! `fuzz/fuzz_targets/migration.rs` on whatever reaches new code. Built for these two only.

use super::cut_laws::cuts_decide_nothing;
use super::{Checksum, Direction, ErrorPlace, FileName, Location, Migration, MigrationFile};
use super::{NotUtf8, Problem, Section, Version, canonical, clean_name, code, format_duration};
use super::{label, next_version, parse, parse_duration, parse_stored, stored_script};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// All laws of the room for one file, and for its name taken for other things.
pub fn hold(file_name: &str, bytes: &[u8]) {
    names_come_apart_and_together(file_name);
    versions_count(file_name);
    durations_come_back(file_name);
    match canonical(bytes.to_vec()) {
        Ok(text) => {
            editors_change_nothing(&text);
            files_parse_within_bounds(file_name, &text);
            cuts_decide_nothing(&text, 1 + file_name.len() % 3);
        }
        Err(error) => bad_bytes_have_a_place(bytes, &error),
    }
}

/// A file's name is its version, a separator and its name; `new` writes such names.
pub fn names_come_apart_and_together(file_name: &str) {
    if let Some(name) = FileName::parse(file_name) {
        let rest = file_name.strip_prefix(name.version.as_str());
        assert!(rest.is_some_and(|rest| rest.ends_with(&format!("{}.sql", name.name))));
    }
    let Some(clean) = clean_name(file_name) else {
        return;
    };
    assert_eq!(clean_name(&clean).as_ref(), Some(&clean), "not clean yet");
    let version = Version::new("0001");
    let written = version.map(|version| label(&version, Some(&clean)));
    let read = written.and_then(|label| FileName::parse(&format!("{label}.sql")));
    assert_eq!(read.map(|name| name.name), Some(clean));
}

/// The next version is greater and no shorter, and follows all that there are.
pub fn versions_count(digits: &str) {
    let Some(version) = Version::new(digits) else {
        return;
    };
    let next = version.successor();
    assert!(next > version, "{next} > {version}");
    assert!(next.as_str().len() >= version.as_str().len());
    let epoch = chrono::DateTime::UNIX_EPOCH;
    assert!(next_version(std::slice::from_ref(&version), epoch) > version);
}

/// A duration that was understood is understood in the form that the server gets.
pub fn durations_come_back(text: &str) {
    if let Some(duration) = parse_duration(text) {
        assert_eq!(parse_duration(&format_duration(duration)), Some(duration));
    }
}

/// Canonical text is a fixed point, and what editors and git do to a file leads back to it.
pub fn editors_change_nothing(text: &str) {
    let trimmed = text.trim_end_matches('\n');
    for (edited, edit) in [
        (text.to_owned(), "nothing"),
        (text.replace('\n', "\r\n"), "CRLF"),
        (format!("{BYTE_ORDER_MARK}{text}"), "a byte order mark"),
        (trimmed.to_owned(), "no newline at the end"),
        (format!("{text}\n \t\r\n\n"), "blank lines at the end"),
    ] {
        let again = canonical(edited.into_bytes());
        assert_eq!(again.as_deref(), Ok(text), "{edit} made another migration");
    }
    let checksum = Checksum::of(text);
    assert_eq!(checksum.to_string().parse(), Ok(checksum));
}

/// The place of the first byte that isn't UTF-8.
fn bad_bytes_have_a_place(bytes: &[u8], error: &NotUtf8) {
    let before = bytes.get(..error.offset).unwrap_or_default();
    assert!(std::str::from_utf8(before).is_ok(), "{error:?}");
    assert!(error.offset < bytes.len(), "{error:?}");
    let breaks = before.iter().filter(|&&byte| byte == b'\n').count();
    assert_eq!(error.line, breaks + 1);
    assert!(error.column > 0 && error.column <= error.source_line.chars().count() + 1);
}

/// Whatever the text, it is a migration whose parts lie inside it or a list of problems
/// with places inside it.
pub fn files_parse_within_bounds(file_name: &str, text: &str) {
    let Some(name) = FileName::parse(file_name).or_else(|| FileName::parse("1_x.sql")) else {
        return;
    };
    let file = MigrationFile {
        name,
        path: file_name.to_owned(),
        text: Ok((text.to_owned().into(), Checksum::of(text))),
    };
    match parse(&file) {
        Ok(migration) => migration_is_sound(&migration),
        Err(problems) => problems_have_places(text, &problems),
    }
}

fn migration_is_sound(migration: &Migration) {
    section_is_sound(migration, &migration.up);
    let end = kept(migration).len();
    match &migration.down {
        Some(down) => {
            assert_eq!(migration.up.span.end, down.span.start);
            assert_eq!(down.span.end, end);
            section_is_sound(migration, down);
        }
        None => assert_eq!(migration.up.span.end, end),
    }
    let runs = migration.section(Direction::Down);
    assert!(runs.is_none_or(|down| down.statements > 0));
    stored_script_is_enough(migration);
}

/// The section starts with its marker, and its statements stand in it, in order and apart.
fn section_is_sound(migration: &Migration, section: &Section) {
    let text = kept(migration);
    let own = text.get(section.span.clone()).unwrap_or_default();
    let marker = own.split(['\n', '\r']).next().unwrap_or_default();
    assert!(marker.trim_start().starts_with("--"), "{marker:?}");
    let mut end = section.span.start + marker.len();
    let mut statements = migration.statements(section);
    let mut count = 0;
    while let Ok(Some(statement)) = statements.next_statement() {
        let alone = statement.text.as_str();
        let start = statements.offset(&statement);
        assert!(start >= end && start + alone.len() <= section.span.end);
        assert!(
            text.get(start..)
                .is_some_and(|rest| rest.starts_with(alone))
        );
        end = start + alone.len();
        // At the start of a text of its own it would be a byte order mark, not a word.
        assert!(alone.starts_with(BYTE_ORDER_MARK) || !code(alone).is_empty());
        assert_eq!(statement.index, count);
        errors_have_places(migration, section, count);
        count += 1;
    }
    assert_eq!(count, section.statements);
}

/// Whatever position and context the server gives, the error gets a place in the file.
fn errors_have_places(migration: &Migration, section: &Section, index: usize) {
    let contexts = [None, Some("COPY t, line 3"), Some("inline_code_block 2")];
    for context in contexts {
        for position in [None, Some(1), Some(7), Some(usize::MAX)] {
            let place = ErrorPlace { position, context };
            let found = migration.locate(section, index, place);
            assert!(found.is_some_and(|place| stands_in(kept(migration), &place)));
        }
    }
}

/// What the ledger keeps is a migration, and reverts as the file does.
fn stored_script_is_enough(migration: &Migration) {
    let script = stored_script(migration);
    let stored = parse_stored(&migration.version, &migration.name, script, "x");
    let checksum = stored.map(|stored| stored.down_checksum());
    let has_data = |section: &Section| {
        let mut statements = migration.statements(section);
        let mut has_data = false;
        while let Ok(Some(_)) = statements.next_statement() {
            while let Ok(Some(lines)) = statements.next_lines() {
                has_data |= !lines.is_empty();
            }
        }
        has_data
    };
    if !migration.down.as_ref().is_some_and(has_data) {
        assert_eq!(checksum, Ok(migration.down_checksum()));
    } else {
        assert!(checksum.is_ok());
    }
}

/// Problems are in file order, each with a cure or a place inside the text.
fn problems_have_places(text: &str, problems: &[Problem]) {
    assert!(!problems.is_empty(), "refused without a reason");
    let places = problems.iter().filter_map(|p| p.location.as_ref());
    let mut before = (0, 0);
    for place in places {
        assert!(stands_in(text, place), "{place:?}");
        assert!((place.line, place.column) >= before, "{problems:?}");
        before = (place.line, place.column);
    }
    for problem in problems {
        assert!(!problem.to_string().is_empty());
        assert!(problem.kind.cure().is_none_or(|cure| !cure.is_empty()));
    }
}

fn kept(migration: &Migration) -> &str {
    migration.text.kept().unwrap_or_default()
}

/// Whether a place is one of the text's, with its own line beside it.
fn stands_in(text: &str, place: &Location) -> bool {
    let line = crate::sql::source_line(text, place.line);
    let lines = text.split('\n').count();
    let characters = place.source_line.chars().count();
    (1..=lines).contains(&place.line)
        && line == place.source_line
        && (1..=characters + 1).contains(&place.column)
        && place.width >= 1
        && place.width <= characters + 2 - place.column.min(characters + 1)
}
