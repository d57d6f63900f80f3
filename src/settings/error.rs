//! A setting that can't be used, and the failure that it means.

use crate::outcome::{Failure, FailureKind};

/// What is wrong with a setting. Context around it says where the setting came from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SettingsError {
    /// What is wrong; never a secret.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl SettingsError {
    /// An error without a hint.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    /// The same with what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The failure that `error` means: its causes in one line, the innermost hint.
pub fn failure(error: &anyhow::Error) -> Failure {
    let hint = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<SettingsError>())
        .find_map(|cause| cause.hint.clone());
    Failure::new(FailureKind::Usage {
        message: format!("{error:#}"),
        hint,
    })
}
