//! The process's arguments, without the passwords in them being anybody's to read.
//!
//! The list of processes shows arguments to everybody on the machine, and a process can't
//! change its own without `unsafe`. So the program starts itself again in its own place, with
//! each argument that holds a password put aside in its environment, which the system shows to
//! the same user only. What is left is the moment before that.
#![expect(
    clippy::disallowed_methods,
    reason = "what was put aside stands in the environment"
)]

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::cli::password_in;

/// What stands for a password.
const COVER: &str = "***";

/// The arguments as typed, this program's name first. With a password in them the process is
/// replaced first; where the system doesn't let it be, the password stays to be seen.
pub fn arguments() -> Vec<OsString> {
    let typed: Vec<OsString> = env::args_os().collect();
    let mut shown = typed.clone();
    let mut aside = Vec::new();
    let mut arguments = Vec::with_capacity(typed.len());
    for (index, argument) in typed.into_iter().enumerate() {
        let Some(covered) = covered(&argument) else {
            arguments.push(argument);
            continue;
        };
        let variable = format!("PROJ_MIGRATE_ARGUMENT_{index}");
        let is_covered = argument == *covered;
        match env::var_os(&variable).filter(|_| is_covered) {
            Some(behind) => arguments.push(behind),
            None => {
                aside.push((variable, argument.clone()));
                if let Some(shown) = shown.get_mut(index) {
                    *shown = covered.into();
                }
                arguments.push(argument);
            }
        }
    }
    if !aside.is_empty()
        && let (Ok(program), Some((name, shown))) = (env::current_exe(), shown.split_first())
    {
        // Returns only when it fails; the next best is to go on.
        let _ = Command::new(program)
            .arg0(name)
            .args(shown)
            .envs(aside)
            .exec();
    }
    arguments
}

/// What may be shown of an argument that looks like a connection string with a password;
/// `None` for all others.
fn covered(argument: &OsStr) -> Option<String> {
    let text = argument.to_string_lossy();
    let (begin, end) = password_in(&text)?;
    let (before, behind) = (text.get(..begin)?, text.get(end..)?);
    Some(format!("{before}{COVER}{behind}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_covered_and_nothing_else() {
        for (typed, shown) in [
            ("postgres://me:s3cret@h/db", Some("postgres://me:***@h/db")),
            (
                "--url=postgres://me:s3:c@ret@h/db",
                Some("--url=postgres://me:***@h/db"),
            ),
            ("-upostgres://me:@h/db", Some("-upostgres://me:***@h/db")),
            ("postgres://me:***@h/db", Some("postgres://me:***@h/db")),
            (
                "postgres://h/db?password=s3cret&sslmode=require",
                Some("postgres://h/db?password=***"),
            ),
            (
                "postgres://me:a@h/db?password=b@c",
                Some("postgres://me:***"),
            ),
            (
                "host=h password = 's3 cret' port=1",
                Some("host=h password =***"),
            ),
            ("host=h sslpassword=s3cret", Some("host=h sslpassword=***")),
            ("postgres://me@h:5432/db", None),
            ("postgres:///db?host=/tmp", None),
            ("--password-command=pass db", None),
            ("password", None),
            ("embedded:", None),
            ("up", None),
        ] {
            assert_eq!(covered(OsStr::new(typed)).as_deref(), shown, "{typed}");
        }
    }
}
