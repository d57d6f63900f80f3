//! The kinds of statement that a migration runner must tell apart.

/// The isolation level that a `SET TRANSACTION` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Isolation {
    /// What PostgreSQL runs as READ COMMITTED.
    ReadUncommitted,
    /// A snapshot a statement.
    ReadCommitted,
    /// A snapshot a transaction.
    RepeatableRead,
    /// A snapshot a transaction, conflicts detected.
    Serializable,
}

/// What a statement does to transactions and sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatementKind {
    /// `BEGIN`, `START TRANSACTION`.
    Begin,
    /// `COMMIT`, `END`, with `AND CHAIN` too.
    Commit,
    /// `ROLLBACK`, `ABORT`, with `AND CHAIN` too.
    Rollback,
    /// `PREPARE TRANSACTION '…'`.
    PrepareTransaction,
    /// `COMMIT PREPARED '…'`.
    CommitPrepared,
    /// `ROLLBACK PREPARED '…'`.
    RollbackPrepared,
    /// `SAVEPOINT s`.
    Savepoint,
    /// `RELEASE [SAVEPOINT] s`.
    ReleaseSavepoint,
    /// `ROLLBACK TO [SAVEPOINT] s`.
    RollbackToSavepoint,
    /// `SET [LOCAL] TRANSACTION …`, or `SET transaction_isolation`, which asks for the same.
    SetTransaction {
        /// The level asked for, if one is named; of several the last.
        isolation: Option<Isolation>,
    },
    /// `SET` of a setting, of the role or the session user.
    Set,
    /// `RESET` of one of these.
    Reset,
    /// `RESET ALL`.
    ResetAll,
    /// `DISCARD ALL`.
    DiscardAll,
    /// `COPY … FROM stdin`.
    CopyFromStdin,
    /// `COPY … TO stdout`.
    CopyToStdout,
    /// A statement with CONCURRENTLY that commits on its own while it runs.
    Concurrently {
        /// Its name in messages, such as `CREATE INDEX CONCURRENTLY`.
        command: &'static str,
    },
    /// Another statement that PostgreSQL certainly refuses inside a transaction block.
    OutsideTransaction {
        /// Its name in messages, such as `VACUUM`.
        command: &'static str,
    },
    /// Everything else.
    Other,
}

impl StatementKind {
    /// Whether PostgreSQL certainly refuses the statement inside a transaction block
    /// (SQLSTATE 25001); `false` where it depends on more than the text.
    #[must_use]
    pub fn refused_in_transaction(&self) -> bool {
        matches!(
            self,
            Self::Concurrently { .. }
                | Self::OutsideTransaction { .. }
                | Self::DiscardAll
                | Self::CommitPrepared
                | Self::RollbackPrepared
        )
    }

    /// Whether the statement begins, ends or hands over the transaction it stands in;
    /// savepoints and `SET TRANSACTION` don't.
    #[must_use]
    pub fn controls_transaction(&self) -> bool {
        matches!(
            self,
            Self::Begin | Self::Commit | Self::Rollback | Self::PrepareTransaction
        )
    }

    /// A short name for messages, in the manual's spelling; `statement` for [`Self::Other`].
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Begin => "BEGIN",
            Self::Commit => "COMMIT",
            Self::Rollback => "ROLLBACK",
            Self::PrepareTransaction => "PREPARE TRANSACTION",
            Self::CommitPrepared => "COMMIT PREPARED",
            Self::RollbackPrepared => "ROLLBACK PREPARED",
            Self::Savepoint => "SAVEPOINT",
            Self::ReleaseSavepoint => "RELEASE SAVEPOINT",
            Self::RollbackToSavepoint => "ROLLBACK TO SAVEPOINT",
            Self::SetTransaction { .. } => "SET TRANSACTION",
            Self::Set => "SET",
            Self::Reset => "RESET",
            Self::ResetAll => "RESET ALL",
            Self::DiscardAll => "DISCARD ALL",
            Self::CopyFromStdin => "COPY FROM STDIN",
            Self::CopyToStdout => "COPY TO STDOUT",
            Self::Concurrently { command } | Self::OutsideTransaction { command } => command,
            Self::Other => "statement",
        }
    }
}
