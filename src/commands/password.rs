//! Asking the person at the terminal for the password that a server wants and nobody knows.

use std::sync::mpsc::TryRecvError;
use std::time::Duration;

use super::failures;
use crate::outcome::Failure;
use crate::postgres::{ConnectError, Watch};
use crate::target::Target;

/// How often the answer is looked for; a signal is heard at once.
const LISTEN: Duration = Duration::from_millis(20);

/// Asks, and keeps the answer in `target` for all connections to come.
///
/// # Errors
/// `refused`, when nobody can be asked or gives a password; a signal.
pub(super) async fn ask_password(
    target: &Target,
    refused: ConnectError,
    watch: Watch<'_>,
) -> Result<(), Failure> {
    let question = format!(
        "password of {} for {} on {}",
        target.user, target.database, refused.host
    );
    // One that was typed before was no password for this server either.
    let prompt = match target.typed.get() {
        Some(_) => None,
        None => watch.events.ask_password(&question),
    };
    let Some(prompt) = prompt else {
        return Err(failures::without_password(target, &refused.host));
    };
    loop {
        match prompt.answers.try_recv() {
            Ok(Some(password)) => {
                target.typed.keep(password);
                return Ok(());
            }
            Ok(None) | Err(TryRecvError::Disconnected) => {
                return Err(failures::without_password(target, &refused.host));
            }
            Err(TryRecvError::Empty) => watch
                .pause(LISTEN)
                .await
                .map_err(|error| failures::during("wait for a password", error))?,
        }
    }
}
