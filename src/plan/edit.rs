//! What kind of edit an applied migration got, and what to show of it.

/// How an applied file differs from what was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The migration's label.
    pub label: String,
    /// The file's path.
    pub path: String,
    /// What kind of edit it is.
    pub kind: EditKind,
    /// The text as applied; `None` when the ledger stores none.
    pub applied: Option<String>,
    /// The text of the file now.
    pub current: String,
}

/// The kinds of edit, harmless ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditKind {
    /// Comments and white space only.
    CommentsOnly,
    /// The down section only.
    DownOnly,
    /// The up section (perhaps the down section too).
    Up,
    /// The file doesn't parse any more, or the ledger tells too little.
    Unknown,
}
