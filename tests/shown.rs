//! What each command shows when it does its work and when it refuses: the same run with its output
//! piped, as continuous integration sees it, and at a terminal.
//!
//! Colours, bars and narrow terminals are `terminal.rs`'s; here is the text, command by command.
#![expect(clippy::unwrap_used, reason = "a fixture fails by panicking")]

mod support;

use std::fs;

use support::{Project, Server, Terminal, for_each_major};

const IRREVERSIBLE: &str = "-- migrate:up\ncreate table c (x int);\n";
const EDITED: &str =
    "-- migrate:up\ncreate table a (x int);\n-- migrate:down\ndrop table if exists a;\n";
const WRONG: &str = "-- migrate:up\nselect 1;\ninsert into nowhere values (1);\n";

/// A command, the state it meets, and what it is to end with.
struct Scene {
    /// Names its two transcripts.
    name: &'static str,
    prepare: fn(&Project),
    args: &'static str,
    status: i32,
}

const SCENES: &[Scene] = &[
    scene("new", pending, "new add_phone", 0),
    scene("new_refused", pending, "new !?", 2),
    scene("up", pending, "up", 0),
    scene("up_nothing", applied, "up", 0),
    scene("up_plan", pending, "up --dry-run", 0),
    scene("up_tried", pending, "up --dry-run=execute", 0),
    scene("up_labelled", pending, "up --release 1.4.2 --to 1", 0),
    scene("up_failed", with_a_wrong_one, "up", 3),
    scene("up_refused", edited, "up", 4),
    scene("up_unknown", applied, "up --to 9", 2),
    scene("down", applied, "down", 0),
    scene("down_plan", applied, "down --all --dry-run", 0),
    scene("down_nothing", nothing, "down", 0),
    scene("down_stored", without_its_file, "down", 0),
    scene("down_refused", irreversible, "down --all", 4),
    scene("down_protected", protected, "down --all", 4),
    scene("status", of_each_state, "status", 0),
    scene("status_found", pending, "status --exit-code", 1),
    scene("status_nothing", nothing, "status", 0),
    scene(
        "status_refused",
        with_a_view,
        "status --migrations-table odd",
        4,
    ),
    scene("redo", applied, "redo --count 2", 0),
    scene("redo_refused", without_its_file, "redo", 4),
    scene("redo_protected", protected, "redo", 4),
    scene("protect", applied, "protect", 0),
    scene("protect_again", protected, "protect", 0),
    scene("protect_off", protected, "protect --off", 0),
    scene("repair", edited, "repair 1 --yes --reason looked-at", 0),
    scene("repair_nothing", applied, "repair 1", 0),
    scene(
        "repair_forget",
        without_its_file,
        "repair --forget 2 --yes",
        0,
    ),
    scene("repair_mark", pending, "repair --mark-applied 1 --yes", 0),
    scene("repair_refused", pending, "repair 1", 4),
    scene("repair_down_only", edited_above, "repair 1 --down-only", 4),
    scene("baseline", pending, "baseline --to 1", 0),
    scene("baseline_again", applied, "baseline --to 2", 0),
    scene("baseline_refused", applied, "baseline --to 1", 4),
];

const fn scene(
    name: &'static str,
    prepare: fn(&Project),
    args: &'static str,
    status: i32,
) -> Scene {
    Scene {
        name,
        prepare,
        args,
        status,
    }
}

fn nothing(_: &Project) {}

/// Two files, and no ledger.
fn pending(project: &Project) {
    project.table("0001", "a");
    project.table("0002", "b");
}

fn applied(project: &Project) {
    pending(project);
    project.run("up").succeeds();
}

fn edited(project: &Project) {
    applied(project);
    project.migration("0001_a.sql", EDITED);
}

fn edited_above(project: &Project) {
    applied(project);
    project.migration("0001_a.sql", EDITED.replace("x int", "x bigint"));
}

fn protected(project: &Project) {
    applied(project);
    project.run("protect").succeeds();
}

fn without_its_file(project: &Project) {
    applied(project);
    project.remove("db/migrations/0002_b.sql");
}

fn irreversible(project: &Project) {
    project.migration("0001_c.sql", IRREVERSIBLE);
    project.table("0002", "b");
    project.run("up").succeeds();
}

fn with_a_wrong_one(project: &Project) {
    pending(project);
    project.migration("0003_wrong.sql", WRONG);
}

fn with_a_view(project: &Project) {
    project.query("create view odd as select 1 as version");
}

/// A version in each state that one ledger can hold.
fn of_each_state(project: &Project) {
    for (version, name) in [("0001", "edited"), ("0003", "gone"), ("0004", "kept")] {
        project.table(version, name);
    }
    project.run("up").succeeds();
    project.migration("0001_edited.sql", EDITED);
    project.remove("db/migrations/0003_gone.sql");
    project.table("0002", "late");
    project.table("0006", "next");
    project.migration(
        "0007_stopped.sql",
        "-- migrate:up transaction:false\nselect 1;\nselect nope;\n",
    );
    project.query("insert into schema_migrations (version) values ('0005'), ('0099')");
    project.query("update schema_migrations set applied_at = null, applied_by = null where version in ('0005', '0099')");
    project.table("0005", "adopted");
    project.query(
        "create table schema_migrations_progress (version text, direction text, checksum text, \
         statements int, statements_done int, statement_begun int, error text, worker_pid int, \
         worker_started timestamptz, run_id uuid, noted_at timestamptz); \
         insert into schema_migrations_progress values ('0007', 'up', '', 2, 1, 2, \
         'column \"nope\" does not exist')",
    );
}

/// The scenes one after the other in one project, which is as new before each: a database a scene
/// would take longer than all else.
fn play(server: &Server, show: impl Fn(&Project, &Scene)) {
    let project = server.project();
    let migrations = project.path().join("db/migrations");
    for scene in SCENES {
        project.query("drop schema public cascade; create schema public");
        fs::remove_dir_all(&migrations).unwrap();
        fs::create_dir(&migrations).unwrap();
        (scene.prepare)(&project);
        show(&project, scene);
    }
}

#[test]
fn every_command_reads_well_in_a_log() {
    for_each_major(|server| {
        play(server, |project, scene| {
            project
                .run(scene.args)
                .exits(scene.status)
                .never_says("\x1b")
                .never_says("\r")
                .reads(&format!("shown/{}", scene.name));
        });
    });
}

#[test]
fn every_command_reads_well_at_a_terminal() {
    for_each_major(|server| {
        play(server, |project, scene| {
            let args = scene.args.replace("!?", "'!?'");
            let (screen, _) = Terminal::start(project, &args, &[]).end(scene.status);
            project.screen(&format!("shown/{}_terminal", scene.name), &screen);
        });
    });
}
