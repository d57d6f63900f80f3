//! The cures for the well-known SQLSTATEs.

use super::ServerError;

const LOGIN: &str = "check user and password, and the server's pg_hba.conf";

/// What to do about `error`, beyond the server's own hint; `None` for the rest.
pub fn cure(error: &ServerError) -> Option<String> {
    Some(match error.sqlstate.as_str() {
        "25001" => {
            "this statement cannot run inside a transaction: write `transaction:false` behind the \
             section's marker, best in a migration of its own"
        }
        "55P04" => {
            "a new enum value can be used only after the transaction that adds it is committed: \
             use it in the next migration"
        }
        "42P07" | "42710" | "42701" | "42723" => {
            "it is there already, made by hand or by a run without this ledger: drop it if it is not \
             needed, or take this statement out of the file if it is as it should be"
        }
        "42501" => {
            "the role lacks a right: grant it, or work as the owner of the object, by `--role` or another login"
        }
        // Ours begin as read write, whatever `default_transaction_read_only` says.
        "25006" if error.message.ends_with("read-only transaction") => {
            "the transaction is read-only by its own word: take the SET TRANSACTION READ ONLY, or the SET of \
             default_transaction_read_only, out of the file or of the function that it calls; the defaults of \
             role, database and server are not the cause, proj-migrate sets them aside"
        }
        "25006" => {
            "the server takes no writes, as a standby or one that recovers: connect to the primary"
        }
        "3D000" => "create the database first (`proj-migrate create`), or check the name in the URL",
        "28000" if error.message.contains("client certificate") => {
            "name a certificate that the server knows, and its key: `sslcert=FILE` and \
             `sslkey=FILE`, or put them into ~/.postgresql as postgresql.crt and postgresql.key"
        }
        // A socket has no TLS to switch on or off.
        "28000" if error.message.contains("host \"[local]\"") => LOGIN,
        // 13 says "SSL off", later ones "no encryption".
        "28000" if error.message.ends_with("no encryption") || error.message.ends_with("SSL off") => {
            "the server's pg_hba.conf has no line for this login without TLS: `sslmode=require` asks \
             for it; else check user, database and the address that you connect from"
        }
        "28000"
            if error.message.ends_with("SSL encryption") || error.message.ends_with("SSL on") =>
        {
            "the server's pg_hba.conf has no line for this login over TLS: `sslmode=prefer` goes \
             without where it must; else check user, database and the address that you connect from"
        }
        "28P01" | "28000" => LOGIN,
        "53100" => {
            "the server's disk, or the tablespace's, is full: make room there, then run the command again"
        }
        "53300" => {
            "the server has no free connection: wait longer with `--lock-wait`, or raise max_connections, \
             the pool's size or the role's connection limit"
        }
        "55P03" | "40P01" => {
            "another transaction holds a lock that this statement needs: look for long ones \
             (`select pid, usename, state, xact_start, query from pg_stat_activity order by \
             xact_start`), or give it more time with `--lock-timeout` and `--lock-retry-for`"
        }
        "57014" => {
            "the statement was cancelled: by a statement_timeout (the section's, the role's or the \
             database's), or by somebody with pg_cancel_backend"
        }
        "57P03" => "the server is starting up or shutting down: try again in a moment, or wait for it: `--wait`",
        _ => return None,
    }
    .to_owned())
}
