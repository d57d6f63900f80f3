//! A backend that stands in the way.

/// Who holds the lock.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Holder {
    /// The backend's process id.
    pub pid: i32,
    /// The role.
    pub user: Option<String>,
    /// `application_name`.
    pub application: Option<String>,
    /// The client's address.
    pub client: Option<String>,
    /// `active`, `idle in transaction`, …
    pub state: Option<String>,
    /// Since when its transaction is open, in seconds.
    pub transaction_age_s: Option<i64>,
    /// The statement it runs or ran last.
    pub query: Option<String>,
}
