//! What looks like a marker, and what is prose.

use super::*;

#[test]
fn what_looks_like_a_marker_is_one_misspelt() {
    use Direction::{Down, Up};
    for (comment, direction, reason) in [
        ("-- migrate:donw", Down, "letters swapped"),
        ("-- migrate:dow", Down, "a letter too few"),
        ("-- migrate:upp", Up, "a letter too many"),
        ("-- migrat:up", Up, "a slip in the first word"),
        ("-- migrate: down", Down, "a space behind the colon"),
        ("-- migrate :down", Down, "a space before the colon"),
        ("-- migrate : up", Up, "spaces on both sides"),
        ("--migrate:down;", Down, "a semicolon behind it"),
        ("-- migrate:Up:", Up, "a colon behind it"),
        ("-- migrate up", Up, "no colon"),
        ("-- migrate donw", Down, "no colon and letters swapped"),
        ("-- migrate=up", Up, "another sign"),
        ("-- migrate-down", Down, "a dash"),
        ("-- migrate_up", Up, "an underscore"),
        ("-- migrateup", Up, "nothing between"),
        ("-- migration:down", Down, "the noun"),
        ("-- migrations:up", Up, "the nouns"),
        ("-- +migrate Up", Up, "sql-migrate's form"),
        ("--- migrate:down", Down, "a third dash"),
        ("-- migrate:rollback", Down, "another word for it"),
        ("-- migrate:up;transaction:false", Up, "options glued on"),
        (
            "-- migrate: down transaction:false",
            Down,
            "options behind it",
        ),
        ("-- migrate up transaction = false", Up, "misspelt options"),
        (
            "-- migrate:down; drop table t;",
            Down,
            "what begins with `migrate:` is no prose",
        ),
        (
            "-- migrate:donw reverts it",
            Down,
            "also with prose behind it",
        ),
    ] {
        let found = near_miss(comment).map(|near| near.direction);
        assert_eq!(found, Some(direction), "{comment}: {reason}");
    }
}

#[test]
fn prose_is_left_alone() {
    for (comment, reason) in [
        ("-- migrate the users table first", "a sentence"),
        ("-- migrate up to version 5", "a sentence with a direction"),
        (
            "-- migrate down first, then the rest",
            "the other direction",
        ),
        ("-- migrate: update the users", "a heading"),
        ("-- migrate: done", "a remark"),
        ("-- migrate:", "a heading without words"),
        ("-- migrate: no-transaction", "another tool's directive"),
        ("-- migrate: destructive", "another tool's directive"),
        ("-- MIGRATE: 99 other", "another tool's heading"),
        (
            "-- Migrate: add columns that may be missing",
            "a heading with a sentence",
        ),
        ("-- migrate users", "two words"),
        ("-- migrate us", "two letters near `up`"),
        ("-- migrate it", "two letters"),
        ("-- migrate:it", "two letters behind a colon"),
        ("-- migrated down", "past tense"),
        ("-- migration down", "a noun in a sentence"),
        ("-- migrate upload table", "begins like `up`"),
        ("-- migrate downstream", "begins like `down`"),
        ("-- `migrate:down` follows below", "quoted"),
        ("-- see migrate:down", "not the first word"),
        ("-- update the table", "no migrate at all"),
        ("-- mitigate: up", "another verb"),
        ("--", "an empty comment"),
        ("-- ü:up", "not ASCII"),
        ("-- grate:up", "another word, though two letters away"),
    ] {
        assert_eq!(near_miss(comment), None, "{comment}: {reason}");
    }
}

#[test]
fn the_rest_counts_as_options_only_when_it_is_nothing_else() {
    for (comment, options, reason) in [
        (
            "-- migrate: up transaction:false",
            "transaction:false",
            "options",
        ),
        (
            "-- migrate:up;transaction:false",
            "transaction:false",
            "glued on",
        ),
        ("-- migrate:donw", "", "nothing"),
        ("-- migrate:donw reverts it", "", "prose"),
    ] {
        let near = near_miss(comment).unwrap();
        assert_eq!(&comment[near.options..], options, "{comment}: {reason}");
    }
}
