//! What shells and `man` know of the program: `completions/` and `man/`, written from the
//! arguments in `src/cli`. With `PROJ_MIGRATE_BLESS=1` they are written instead of compared.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and is told by the environment to write instead"
)]

mod bash;
mod completions;
mod install;
mod man;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The name that is typed.
const PROGRAM: &str = "proj-migrate";

/// A file that is written from the arguments.
struct Generated {
    /// Its name in its folder.
    name: String,
    text: String,
}

/// A path below the repository's root.
fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Claims that `folder` holds exactly these files; blessed, writes them and removes all others.
fn is_up_to_date(folder: &str, files: &[Generated]) {
    let blesses = env::var_os("PROJ_MIGRATE_BLESS").is_some();
    let path = at_root(folder);
    for file in files {
        if blesses {
            fs::create_dir_all(&path).unwrap();
            fs::write(path.join(&file.name), &file.text).unwrap();
        }
        let found = fs::read_to_string(path.join(&file.name)).unwrap_or_default();
        let diff = similar::TextDiff::from_lines(&*found, &file.text);
        assert!(
            found == file.text,
            "{folder}/{} is stale: PROJ_MIGRATE_BLESS=1 cargo test --test shell\n{}",
            file.name,
            diff.unified_diff()
        );
    }
    let written: BTreeSet<_> = files.iter().map(|file| file.name.clone()).collect();
    for entry in fs::read_dir(&path).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if blesses && !written.contains(&name) {
            fs::remove_file(path.join(&name)).unwrap();
        } else {
            assert!(written.contains(&name), "{folder}/{name} is of no command");
        }
    }
}

#[test]
fn completions_are_those_of_the_arguments() {
    is_up_to_date("completions", &completions::all(completions::command()));
}

#[test]
fn man_pages_are_those_of_the_arguments() {
    let pages = man::all();
    assert!(pages.len() > 4, "one a command");
    is_up_to_date("man", &pages);
}
