//! What pg_dump writes of a project's database.

use std::process::Command;

use super::programs::psql;
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
