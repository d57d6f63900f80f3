//! What proves at the end that a transaction is still the one that was begun.

/// A text that no migration can guess.
pub(super) fn nonce() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}
