//! What a schema file may be loaded onto.

/// What may be in the database already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Onto {
    /// Nothing but tables of ours and what belongs to extensions.
    #[default]
    Nothing,
    /// Anything: `load --force`.
    Anything,
}
