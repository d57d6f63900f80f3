use crate::sql::StatementKind::{self, *};
use crate::sql::{Isolation, lex, split};

fn kind(text: &str) -> StatementKind {
    let statements = split(text, 0..text.len(), &lex(text));
    assert_eq!(statements.len(), 1, "one statement: {text}");
    statements[0].kind
}

fn level(isolation: Isolation) -> StatementKind {
    SetTransaction {
        isolation: Some(isolation),
    }
}

#[test]
fn transactions_and_sessions_are_recognised() {
    let rows = [
        ("BEGIN", Begin),
        ("begin work", Begin),
        (
            "Begin Transaction isolation level serializable, read only",
            Begin,
        ),
        ("start /* a */ transaction -- b\n read write", Begin),
        ("commit", Commit),
        ("COMMIT WORK AND CHAIN", Commit),
        ("commit transaction and no chain", Commit),
        ("end", Commit),
        ("end transaction", Commit),
        ("rollback", Rollback),
        ("rollback and chain", Rollback),
        ("abort work", Rollback),
        ("rollback to s", RollbackToSavepoint),
        ("rollback work to savepoint s", RollbackToSavepoint),
        ("rollback/**/transaction/**/to s", RollbackToSavepoint),
        ("savepoint s", Savepoint),
        ("release s", ReleaseSavepoint),
        ("release savepoint s", ReleaseSavepoint),
        ("prepare transaction 'gid'", PrepareTransaction),
        ("prepare transaction as select 1", Other),
        ("prepare transaction(int) as select 1", Other),
        ("commit prepared 'gid'", CommitPrepared),
        ("rollback prepared 'gid'", RollbackPrepared),
        (
            "set transaction read only",
            SetTransaction { isolation: None },
        ),
        (
            "set transaction snapshot 'x'",
            SetTransaction { isolation: None },
        ),
        (
            "set transaction isolation level serializable",
            level(Isolation::Serializable),
        ),
        (
            "set local transaction read write, isolation level repeatable read",
            level(Isolation::RepeatableRead),
        ),
        (
            "set session transaction isolation level read committed",
            level(Isolation::ReadCommitted),
        ),
        (
            "set transaction isolation level /**/ read uncommitted deferrable",
            level(Isolation::ReadUncommitted),
        ),
        (
            "set transaction_isolation = 'repeatable read'",
            level(Isolation::RepeatableRead),
        ),
        (
            "set local transaction_isolation to SERIALIZABLE",
            level(Isolation::Serializable),
        ),
        (
            "set transaction_isolation = 'read committed'",
            level(Isolation::ReadCommitted),
        ),
        (
            "set transaction_isolation = \"Read Uncommitted\"",
            level(Isolation::ReadUncommitted),
        ),
        (
            "set transaction_isolation to default",
            SetTransaction { isolation: None },
        ),
        (
            "set session characteristics as transaction isolation level serializable",
            Set,
        ),
        ("set search_path = ''", Set),
        ("set local lock_timeout to '1s'", Set),
        ("set role x", Set),
        ("set session authorization x", Set),
        ("set transaction = 1", Set),
        ("set constraints all deferred", Other),
        ("reset all", ResetAll),
        ("reset role", Reset),
        ("reset session authorization", Reset),
        ("discard all", DiscardAll),
        ("discard plans", Other),
        ("copy t (a, b) from stdin", CopyFromStdin),
        ("copy t from stdout binary", CopyFromStdin),
        ("copy t to stdout", CopyToStdout),
        ("copy (select 1 from t) to stdout csv", CopyToStdout),
        ("copy t from 'file'", Other),
        ("copy t to program 'cat'", Other),
        ("select 1", Other),
        ("\"begin\"", Other),
        ("'commit'", Other),
        ("create function f() begin atomic select 1; end", Other),
        ("update t set a = 1", Other),
    ];
    for (text, expected) in rows {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn what_certainly_cannot_run_in_a_transaction_is_refused_by_name() {
    let rows = [
        (
            "create index concurrently on t (a)",
            "CREATE INDEX CONCURRENTLY",
        ),
        (
            "CREATE /* x */ UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
            "CREATE INDEX CONCURRENTLY",
        ),
        (
            "drop index concurrently if exists i",
            "DROP INDEX CONCURRENTLY",
        ),
        ("reindex index concurrently i", "REINDEX CONCURRENTLY"),
        (
            "reindex (verbose) table concurrently t",
            "REINDEX CONCURRENTLY",
        ),
        ("reindex (concurrently) table t", "REINDEX CONCURRENTLY"),
        (
            "reindex (verbose off, concurrently on) index i",
            "REINDEX CONCURRENTLY",
        ),
        (
            "reindex (concurrently 'TRUE') index i",
            "REINDEX CONCURRENTLY",
        ),
        (
            "reindex (concurrently 1, tablespace x) schema s",
            "REINDEX CONCURRENTLY",
        ),
        (
            "reindex (concurrently off) table concurrently t",
            "REINDEX CONCURRENTLY",
        ),
        ("reindex schema s", "REINDEX SCHEMA, DATABASE or SYSTEM"),
        (
            "reindex (verbose) database",
            "REINDEX SCHEMA, DATABASE or SYSTEM",
        ),
        ("reindex system d", "REINDEX SCHEMA, DATABASE or SYSTEM"),
        (
            "alter table t detach partition p concurrently",
            "DETACH PARTITION CONCURRENTLY",
        ),
        (
            "alter table if exists s.\"T\" detach partition s.p concurrently",
            "DETACH PARTITION CONCURRENTLY",
        ),
        ("vacuum", "VACUUM"),
        ("vacuum (analyze) t", "VACUUM"),
        ("cluster", "CLUSTER without a table"),
        ("cluster verbose", "CLUSTER without a table"),
        ("cluster (verbose)", "CLUSTER without a table"),
        ("create database d", "CREATE DATABASE"),
        ("drop database if exists d with (force)", "DROP DATABASE"),
        (
            "alter database d set tablespace s",
            "ALTER DATABASE SET TABLESPACE",
        ),
        (
            "alter database d set tablespace \"to\"",
            "ALTER DATABASE SET TABLESPACE",
        ),
        ("create tablespace s location '/x'", "CREATE TABLESPACE"),
        ("drop tablespace s", "DROP TABLESPACE"),
        ("alter system set a = 1", "ALTER SYSTEM"),
        (
            "create subscription s connection '' publication p",
            "CREATE SUBSCRIPTION with a replication slot",
        ),
        (
            "create subscription s connection '' publication p with (connect, create_slot = on)",
            "CREATE SUBSCRIPTION with a replication slot",
        ),
        (
            "create subscription s connection '' publication p with (enabled = false)",
            "CREATE SUBSCRIPTION with a replication slot",
        ),
        ("discard all", "DISCARD ALL"),
        ("commit prepared 'x'", "COMMIT PREPARED"),
        ("rollback prepared 'x'", "ROLLBACK PREPARED"),
    ];
    for (text, name) in rows {
        assert!(kind(text).refused_in_transaction(), "{text}");
        assert_eq!(kind(text).name(), name, "{text}");
    }
}

#[test]
fn what_postgresql_might_accept_in_a_transaction_is_never_refused() {
    let rows = [
        "create index on t (a)",
        "create index \"concurrently\" on t (a)",
        "drop index i",
        "reindex table t",
        "reindex (concurrently false) table t",
        "reindex (concurrently, concurrently off) index i",
        "reindex (concurrently 0) index i",
        "reindex (tablespace concurrently_",
        "reindex",
        "refresh materialized view concurrently m",
        "alter table t detach partition p",
        "alter table t detach partition p finalize",
        "alter table t add column concurrently int",
        "cluster t",
        "cluster verbose t using i",
        "cluster (verbose) t",
        "cluster (verbose",
        "analyze",
        "checkpoint",
        "alter database d set work_mem = '1MB'",
        "alter database d set tablespace to 'x'",
        "alter database d set tablespace = 'x'",
        "alter database d owner to x",
        "alter tablespace s rename to r",
        "create subscription s connection '' publication p with (connect = false)",
        "create subscription s connection '' publication p with (enabled = false, create_slot = off)",
        "create subscription s connection '' publication p with (\"create_slot\" = 'false')",
        "drop subscription s",
        "alter subscription s refresh publication",
        "alter type t add value 'x'",
        "create extension x",
        "discard temp",
        "comment on database d is 'vacuum'",
        "explain analyze select 1",
        "begin",
        "commit",
        "savepoint s",
    ];
    for text in rows {
        assert!(!kind(text).refused_in_transaction(), "{text}");
    }
}

#[test]
fn only_statements_that_end_the_transaction_control_it() {
    for text in [
        "begin",
        "commit and chain",
        "end",
        "abort",
        "prepare transaction 'x'",
    ] {
        assert!(kind(text).controls_transaction(), "{text}");
    }
    for text in [
        "savepoint s",
        "rollback to s",
        "set transaction read only",
        "set role x",
        "vacuum",
        "select 1",
    ] {
        assert!(!kind(text).controls_transaction(), "{text}");
    }
}
