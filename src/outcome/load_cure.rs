//! What to do about a statement of a schema file that failed.

use super::ServerError;
use crate::migration::Extent;
use crate::plan::Onto;

/// What the server says before the name of an extension that the role may not make.
const NO_EXTENSION: &str = "permission denied to create extension ";

/// The majors that a schema file meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Majors {
    /// Of the server that it was written from, when it says so.
    pub file: Option<u32>,
    /// Of the server that it is loaded into, when that is known.
    pub server: Option<u32>,
}

impl Majors {
    /// The file's and the server's, when both are known and differ.
    pub fn different(self) -> Option<(u32, u32)> {
        self.file
            .zip(self.server)
            .filter(|(file, server)| file != server)
    }
}

/// What is known of a load of which a statement fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loading {
    /// The majors.
    pub majors: Majors,
    /// What was in the database before.
    pub onto: Onto,
    /// What the file holds of a schema.
    pub extent: Extent,
}

/// What to do about `error` of one of the statements.
pub fn load_cure(error: &ServerError, loading: Loading) -> Option<String> {
    let state = error.sqlstate.as_str();
    if state == "42704" && error.message.starts_with("role ") {
        return Some(
            "create the role first, or write the file without owners and grants: `proj-migrate dump` \
             without `--privileges`, or `pg_dump --no-owner --no-privileges`"
                .to_owned(),
        );
    }
    if let Some(extension) = error.message.strip_prefix(NO_EXTENSION) {
        return Some(format!(
            "let a superuser run `create extension {extension}` in this database, then load the file: \
             the database is empty all the same"
        ));
    }
    let is_file = ["42", "0A", "2B", "22", "3F"]
        .iter()
        .any(|class| state.starts_with(class));
    let other = loading.majors.different();
    if let Some((file, server)) = other.filter(|_| is_file && state != "42501") {
        return Some(format!(
            "the file was written from PostgreSQL {file}, and this server is {server}: load it into a \
             server of {file}, or write it anew from one of {server}"
        ));
    }
    let lacks = ["42P01", "42704", "42883", "3F000"].contains(&state);
    Some(
        match state {
            _ if lacks && loading.extent == Extent::Part => {
                "the file holds a part of a schema, as its second line says: load it with `--force` \
                 where the rest is, or write a whole one"
            }
            _ if lacks => {
                "it must be made above this statement: if somebody edited or merged the file by hand, \
                 write it anew from a database that has the schema: `proj-migrate dump`"
            }
            "42P06" | "42P07" | "42710" | "42723" if loading.onto == Onto::Nothing => {
                "the database was empty: the file makes it twice. If somebody edited or merged it by \
                 hand, write it anew from a database that has the schema: `proj-migrate dump`"
            }
            "42P06" | "42P07" | "42710" | "42723" => {
                "the database has it already: load the file into an empty one (`proj-migrate drop`, \
                 then `proj-migrate load`)"
            }
            "42501" => {
                "the role lacks a right: load the file as the owner of the database, and what only a \
                 superuser may create, as one"
            }
            "53200" => {
                "the server's lock table is full: raise max_locks_per_transaction, which takes a restart"
            }
            "55P03" | "40P01" => {
                "somebody else works in this database: load the file when nobody does, or give it more \
                 time with `--lock-timeout`"
            }
            _ if is_file || state.starts_with("23") => {
                "if somebody edited the file by hand, write it anew from a database that has the schema: \
                 `proj-migrate dump`"
            }
            _ => return super::cure(error),
        }
        .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cure_knows_roles_majors_and_edits() {
        let same = Loading {
            majors: Majors {
                file: Some(15),
                server: Some(15),
            },
            onto: Onto::Nothing,
            extent: Extent::Whole,
        };
        let older = Loading {
            majors: Majors {
                server: Some(13),
                ..same.majors
            },
            ..same
        };
        let forced = Loading {
            onto: Onto::Anything,
            ..same
        };
        let part = Loading {
            extent: Extent::Part,
            ..same
        };
        for (sqlstate, message, loading, expected) in [
            (
                "42704",
                "role \"a\" does not exist",
                older,
                "create the role first",
            ),
            ("42704", "type \"a\" does not exist", same, "above this"),
            ("3F000", "schema \"a\" does not exist", same, "above this"),
            ("42P01", "relation \"a\" does not exist", part, "--force"),
            ("23505", "duplicate key value", same, "by hand"),
            (
                "42501",
                "permission denied to create extension \"pg_trgm\"",
                older,
                "`create extension \"pg_trgm\"` in this database",
            ),
            (
                "42601",
                "syntax error at or near \"(\"",
                older,
                "written from PostgreSQL 15",
            ),
            ("42601", "syntax error at or near \"(\"", same, "by hand"),
            ("42P07", "relation \"a\" already exists", same, "twice"),
            (
                "42P07",
                "relation \"a\" already exists",
                forced,
                "empty one",
            ),
            ("42501", "permission denied", older, "lacks a right"),
            (
                "53200",
                "out of shared memory",
                older,
                "max_locks_per_transaction",
            ),
            ("57014", "canceling statement", older, "cancelled"),
        ] {
            let error = ServerError {
                sqlstate: sqlstate.to_owned(),
                message: message.to_owned(),
                ..ServerError::default()
            };
            let cure = load_cure(&error, loading).unwrap();
            assert!(cure.contains(expected), "{sqlstate}: {cure}");
        }
    }
}
