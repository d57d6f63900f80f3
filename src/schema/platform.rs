//! What hosting platforms put into every database of theirs: a new one has it already, and its
//! users may neither make nor drop it. Taken from the platforms' own documents and from dumps of
//! databases there; README lists it word for word.

use super::id::Id;
use super::kind::Kind;

/// A platform whose own objects a dump leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Azure Database for PostgreSQL.
    Azure,
    /// Google's Cloud SQL and AlloyDB.
    CloudSql,
    /// Heroku Postgres.
    Heroku,
    /// Neon.
    Neon,
    /// Amazon's RDS and Aurora.
    Rds,
    /// Supabase.
    Supabase,
}

/// What a platform makes, by name; what lies in one of the schemas, too.
struct Own {
    name: &'static str,
    schemas: &'static [&'static str],
    extensions: &'static [&'static str],
    event_triggers: &'static [&'static str],
    publications: &'static [&'static str],
    /// Roles whose default privileges are the platform's.
    roles: &'static [&'static str],
}

impl Platform {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 6] = [
        Self::Azure,
        Self::CloudSql,
        Self::Heroku,
        Self::Neon,
        Self::Rds,
        Self::Supabase,
    ];

    /// The name that `--preset` takes.
    pub fn name(self) -> &'static str {
        self.own().name
    }

    /// The one of this name.
    pub fn called(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether the platform made the object, members of relations apart.
    pub(super) fn has_made(self, id: &Id) -> bool {
        let own = self.own();
        if let Some(schema) = &id.schema {
            return own.schemas.contains(&schema.as_str());
        }
        let names = match id.kind {
            Kind::Schema => own.schemas,
            Kind::Extension => own.extensions,
            Kind::EventTrigger => own.event_triggers,
            Kind::Publication => own.publications,
            Kind::DefaultPrivileges => own.roles,
            _ => &[],
        };
        names.contains(&id.name.as_str())
    }

    fn own(self) -> Own {
        match self {
            Self::Azure => Own {
                name: "azure",
                schemas: &[],
                extensions: &["azure", "pgaadauth"],
                event_triggers: &[],
                publications: &[],
                roles: &["azuresu", "azure_pg_admin", "azure_superuser"],
            },
            Self::CloudSql => Own {
                name: "cloudsql",
                schemas: &["google_vacuum_mgmt"],
                extensions: &[
                    "google_columnar_engine",
                    "google_db_advisor",
                    "google_vacuum_mgmt",
                ],
                event_triggers: &[],
                publications: &[],
                roles: &[
                    "alloydbadmin",
                    "alloydbsuperuser",
                    "cloudsqladmin",
                    "cloudsqlsuperuser",
                ],
            },
            Self::Heroku => Own {
                name: "heroku",
                schemas: &["_heroku", "heroku_ext"],
                extensions: &[],
                event_triggers: &[
                    "extension_before_drop",
                    "log_create_ext",
                    "log_drop_ext",
                    "validate_extension",
                ],
                publications: &[],
                roles: &[],
            },
            Self::Neon => Own {
                name: "neon",
                schemas: &["neon", "neon_auth", "neon_migration"],
                extensions: &["neon"],
                event_triggers: &[],
                publications: &[],
                roles: &["cloud_admin", "neon_superuser"],
            },
            Self::Rds => Own {
                name: "rds",
                schemas: &["rdsadmin"],
                extensions: &[],
                event_triggers: &["awsdms_intercept_ddl"],
                publications: &[],
                roles: &["rds_superuser", "rdsadmin"],
            },
            Self::Supabase => SUPABASE,
        }
    }
}

const SUPABASE: Own = Own {
    name: "supabase",
    schemas: &[
        "_analytics",
        "_realtime",
        "_supavisor",
        "auth",
        "extensions",
        "graphql",
        "graphql_public",
        "net",
        "pgbouncer",
        "pgsodium",
        "pgsodium_masks",
        "realtime",
        "storage",
        "supabase_functions",
        "supabase_migrations",
        "vault",
    ],
    extensions: &[
        "pg_graphql",
        "pg_net",
        "pg_stat_statements",
        "pgcrypto",
        "pgjwt",
        "pgsodium",
        "supabase_vault",
        "uuid-ossp",
    ],
    event_triggers: &[
        "issue_graphql_placeholder",
        "issue_pg_cron_access",
        "issue_pg_graphql_access",
        "issue_pg_net_access",
        "pgrst_ddl_watch",
        "pgrst_drop_watch",
        "pgsodium_trg_mask_update",
    ],
    publications: &[
        "supabase_realtime",
        "supabase_realtime_messages_publication",
    ],
    roles: &[
        "supabase_admin",
        "supabase_auth_admin",
        "supabase_storage_admin",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = include_str!("../../README.md");

    #[test]
    fn the_readme_names_all_of_it() {
        for platform in Platform::ALL {
            let own = platform.own();
            let start = format!("| `{}` | ", own.name);
            let row = README.lines().find(|line| line.starts_with(&start));
            let cells = [
                own.schemas,
                own.extensions,
                own.event_triggers,
                own.publications,
                own.roles,
            ];
            let cells = cells.map(|names| {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                names.join(", ")
            });
            let expected = format!("{start}{} |", cells.join(" | "));
            assert_eq!(row, Some(expected.as_str()));
        }
    }
}
