//! What pg_dump writes of a database.

use std::process::Command;

use super::database::Database;
use super::programs::{newest_pg_dump, psql};
use super::project::Project;

/// The text of pg_dump, or `None` when it is too old for the server.
pub(crate) fn pg_dump(project: &Project) -> Option<String> {
    let program = psql().with_file_name("pg_dump");
    let output = |argument: &str| {
        let ran = Command::new(&program).arg(argument).output().unwrap();
        let err = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{err}");
        String::from_utf8(ran.stdout).unwrap()
    };
    let version = output("--version");
    let number = version.split_whitespace().nth(2).unwrap();
    let major: u32 = number.split('.').next().unwrap().parse().unwrap();
    (major >= project.database.server().major).then(|| output(&project.database.url()))
}

/// Whether owners and grants are of interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    LeftOut,
    Kept,
}

/// The schema of a database as the newest pg_dump sees it, our own tables left out.
#[track_caller]
pub(crate) fn pg_dump_of(database: &Database, rights: Rights) -> String {
    let rights = match rights {
        Rights::LeftOut => &["--no-owner", "--no-privileges"][..],
        Rights::Kept => &[],
    };
    let ran = Command::new(newest_pg_dump())
        .arg("--schema-only")
        .args(rights)
        .arg("--exclude-table=*.schema_migrations*")
        .arg(database.url())
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{err}");
    String::from_utf8(ran.stdout).unwrap()
}
