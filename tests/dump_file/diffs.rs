//! What a reviewer sees of a small change: the lines that are about it, and no others.

use similar::{ChangeTag, TextDiff};

use crate::migrated;
use crate::support::for_each_major;

/// A change of the schema, and the lines that go and come with it; a blank line is left out.
const CHANGES: &[(&str, &[&str])] = &[
    (
        "alter table app.accounts add column note text",
        &[
            "-    user_id bigint",
            "+    user_id bigint,",
            "+    note text",
        ],
    ),
    (
        "create index on app.accounts (note)",
        &["+CREATE INDEX accounts_note_idx ON app.accounts USING btree (note);"],
    ),
    (
        "comment on column app.accounts.note is 'x'",
        &["+COMMENT ON COLUMN app.accounts.note IS 'x';"],
    ),
    (
        "alter table app.accounts alter note set default 'y'",
        &["-    note text", "+    note text DEFAULT 'y'::text"],
    ),
    (
        "alter type app.mood add value 'calm' after 'sad'",
        &["+    'calm',"],
    ),
    (
        "alter table app.users enable row level security",
        &["+ALTER TABLE app.users ENABLE ROW LEVEL SECURITY;"],
    ),
    (
        "create policy own on app.users using (id = 1)",
        &["+CREATE POLICY own ON app.users USING ((id = 1));"],
    ),
    (
        "alter table app.accounts add constraint c check (id > 0)",
        &[
            "-    note text DEFAULT 'y'::text",
            "+    note text DEFAULT 'y'::text,",
            "+    CONSTRAINT c CHECK ((id > 0))",
        ],
    ),
    (
        "alter table app.accounts rename constraint c to d",
        &[
            "-    CONSTRAINT c CHECK ((id > 0))",
            "+    CONSTRAINT d CHECK ((id > 0))",
        ],
    ),
    (
        "alter trigger touch on app.users rename to stamp",
        &[
            "-CREATE TRIGGER touch BEFORE UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION app.touch();",
            "+CREATE TRIGGER stamp BEFORE UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION app.touch();",
        ],
    ),
    (
        "create table app.tags (id int, mood app.mood)",
        &[
            "+-- TABLE app.tags",
            "+CREATE TABLE app.tags (",
            "+    id integer,",
            "+    mood app.mood",
            "+);",
        ],
    ),
    (
        "alter table app.tags rename to labels",
        &[
            "--- TABLE app.tags",
            "+-- TABLE app.labels",
            "-CREATE TABLE app.tags (",
            "+CREATE TABLE app.labels (",
        ],
    ),
    (
        "alter table app.users set (fillfactor = 70)",
        &["-);", "+)", "+WITH (fillfactor=70);"],
    ),
];

#[test]
fn a_small_change_is_a_small_diff() {
    for_each_major(|server| {
        let project = migrated(server);
        let mut before = project.run("dump -").succeeds().out;
        for (change, expected) in CHANGES {
            project.query(change);
            let after = project.run("dump -").succeeds().out;
            let diff = TextDiff::from_lines(&before, &after);
            let lines = (diff.iter_all_changes()).filter_map(|one| {
                let sign = match one.tag() {
                    ChangeTag::Equal => return None,
                    ChangeTag::Delete => '-',
                    ChangeTag::Insert => '+',
                };
                let line = one.value().trim_end();
                (!line.is_empty()).then(|| format!("{sign}{line}"))
            });
            let lines: Vec<String> = lines.collect();
            assert_eq!(lines, *expected, "{change}");
            before = after;
        }
    });
}
