//! What became of a statement, as far as can be told.

/// What became of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::postgres) enum Found {
    /// It took effect; these invalid indexes, as SQL names them, are left of it.
    Effect(Vec<String>),
    /// It didn't; the same.
    NoEffect(Vec<String>),
    /// Half of it: this statement does the rest.
    Half(String),
    /// Another session may be building it at this moment: what there is to see.
    Busy(String),
    /// It can't be told: what there is to see.
    Unclear(Vec<String>),
}

impl Found {
    /// Whether it took effect, and the invalid indexes that are left of it.
    pub(super) fn effect(took: bool, left: Vec<String>) -> Self {
        match took {
            true => Self::Effect(left),
            false => Self::NoEffect(left),
        }
    }
}
