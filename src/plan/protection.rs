//! Protected databases: what must not happen to them by a slip.

/// To protect, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Protected.
    On,
    /// Not protected by a row.
    Off,
}

/// What protects a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protection {
    /// A row of the settings table, which `protect` writes and `protect --off` removes.
    Row,
    /// The setting `proj_migrate.protected`, which a superuser attached to the database.
    Setting,
    /// Nobody can tell: this role may not read the settings table, which is named, or it isn't
    /// an ordinary table. Taken for protected.
    Unknown(String),
}
