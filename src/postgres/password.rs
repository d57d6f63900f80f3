//! The password for one attempt to connect, which a shell command may have to be asked for.
//!
//! Nothing that the command prints is ever shown, nor the command itself: each may hold a secret.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::time::timeout;

use super::error::Error;
use crate::target::{Host, PasswordSource, Secret, Target};

/// Longer than any token, and short enough to give up on what never ends.
const MOST_BYTES: u64 = 64 * 1024;
/// Somebody may have to confirm it on a second device.
const PATIENCE: Duration = Duration::from_secs(60);

/// The password for `host`; `None` when nobody knows one.
///
/// # Errors
/// [`Error::PasswordCommand`].
pub(super) async fn password(target: &Target, host: &Host) -> Result<Option<Secret>, Error> {
    if let PasswordSource::Command(command) = &target.password {
        return match timeout(PATIENCE, printed(command, target, host)).await {
            Ok(Ok(password)) => Ok(Some(password)),
            Ok(Err(reason)) => Err(Error::PasswordCommand(reason)),
            Err(_) => Err(Error::PasswordCommand(format!(
                "it did not end within {} s",
                PATIENCE.as_secs()
            ))),
        };
    }
    let known = (target.password).known(host, &target.database, &target.user);
    Ok(known.or(target.typed.get()).cloned())
}

/// The first line that the command prints, or why there is none.
async fn printed(command: &Secret, target: &Target, host: &Host) -> Result<Secret, String> {
    let name = match host {
        Host::Tcp { name, .. } => name.clone(),
        Host::Socket { folder, .. } => folder.display().to_string(),
    };
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(command.reveal())
        .env("PGHOST", name)
        .env("PGPORT", host.port().to_string())
        .env("PGUSER", &target.user)
        .env("PGDATABASE", &target.database)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("sh cannot be started: {error}"))?;
    let mut bytes = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        let mut limited = stdout.take(MOST_BYTES);
        (limited.read_to_end(&mut bytes).await).map_err(|error| error.to_string())?;
    }
    if bytes.len() as u64 == MOST_BYTES {
        return Err("it prints more than 64 KiB".to_owned());
    }
    let status = child.wait().await.map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(ended(status));
    }
    first_line(&bytes)
}

fn ended(status: ExitStatus) -> String {
    match status.code() {
        Some(127) => "exit status 127: the shell did not find a program".to_owned(),
        Some(code) => format!("exit status {code}"),
        None => "it was ended by a signal".to_owned(),
    }
}

fn first_line(bytes: &[u8]) -> Result<Secret, String> {
    let text = str::from_utf8(bytes).map_err(|_| "what it prints is not valid UTF-8")?;
    match text.lines().next() {
        None | Some("") => Err("it printed no password on its first line".to_owned()),
        Some(line) if line.contains('\0') => Err("the password has a NUL character".to_owned()),
        Some(line) => Ok(Secret::new(line)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password() {
        for (bytes, expected) in [
            (&b"pw\n"[..], Some("pw")),
            (b"pw", Some("pw")),
            (b"pw\r\nmore\n", Some("pw")),
            (b" p w \n", Some(" p w ")),
            (b"", None),
            (b"\npw", None),
            (b"p\0w", None),
            (b"\xff", None),
        ] {
            let found = first_line(bytes).ok();
            assert_eq!(found.as_ref().map(Secret::reveal), expected, "{bytes:?}");
        }
    }
}
