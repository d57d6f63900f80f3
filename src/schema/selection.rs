//! What of a database a snapshot is to hold: never our own tables, and only the schemas that
//! were asked for.

use std::collections::HashSet;

use super::address::{Address, Catalogue};
use super::gathered::{Found, Gathered};
use super::id::Id;
use super::kind::Kind;
use super::platform::Platform;

/// Whether owners and grants are of interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rights {
    /// No: they differ from one database to the next.
    #[default]
    LeftOut,
    /// `--privileges`
    Included,
}

/// What is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these schemas; empty means all, and what lies in none.
    pub schemas: Vec<String>,
    /// Neither these: `schema`, or `schema.name` of a table, view, type, …; `*` at the end of
    /// either stands for anything.
    pub excluded: Vec<String>,
    /// The platform whose own objects are left out.
    pub platform: Option<Platform>,
    /// Owners and grants, or not.
    pub rights: Rights,
    /// Our own tables, as schema and name.
    pub own: Vec<(String, String)>,
}

impl Selection {
    /// Everything but what `platform` made.
    pub fn without(platform: Option<Platform>) -> Self {
        Self {
            platform,
            ..Self::default()
        }
    }

    /// Drops what is left out, and what belongs to it.
    pub(super) fn apply(&self, gathered: &mut Gathered) {
        let gone: HashSet<Address> = (gathered.found.iter())
            .filter(|found| !self.holds(&found.id))
            .map(|found| found.address)
            .collect();
        let users_own = self.users_own(gathered, &gone);
        let belongs = |found: &Found| {
            let owner = found
                .late_on
                .first()
                .filter(|_| found.id.kind == Kind::Sequence);
            let above = found.parent.as_ref().or(owner);
            above.is_some_and(|above| gone.contains(above))
        };
        (gathered.found).retain(|found| {
            users_own.contains(&found.address)
                || (!gone.contains(&found.address) && !belongs(found))
        });
    }

    /// What users put on the platform's tables: policies, and triggers with functions of theirs.
    fn users_own(&self, gathered: &Gathered, gone: &HashSet<Address>) -> HashSet<Address> {
        let Some(platform) = self.platform else {
            return HashSet::new();
        };
        let kept: HashSet<Address> = (gathered.found.iter())
            .map(|found| found.address)
            .filter(|address| !gone.contains(address))
            .collect();
        let calls_kept: HashSet<Address> = (gathered.edges.iter())
            .filter(|(_, to)| to.catalogue == Catalogue::PROC && kept.contains(to))
            .map(|(from, _)| *from)
            .collect();
        let others = Self {
            platform: None,
            ..self.clone()
        };
        (gathered.found.iter())
            .filter(|found| platform.has_made(&found.id) && others.holds(&found.id))
            .filter(|found| match found.id.kind {
                Kind::Policy => true,
                Kind::Trigger => calls_kept.contains(&found.address),
                _ => false,
            })
            .map(|found| found.address)
            .collect()
    }

    /// Whether it is wanted, by its own name alone.
    pub(super) fn holds(&self, id: &Id) -> bool {
        if self.platform.is_some_and(|platform| platform.has_made(id)) {
            return false;
        }
        let is_excluded = (self.excluded.iter()).any(|pattern| Self::is_meant(pattern, id));
        let Some(schema) = schema_of(id) else {
            return self.schemas.is_empty() && !is_excluded;
        };
        let is_own = id.kind == Kind::Table
            && (self.own.iter()).any(|(own, name)| own == schema && *name == id.name);
        let is_asked_for = self.schemas.is_empty() || self.schemas.contains(schema);
        is_asked_for && !is_excluded && !is_own
    }

    /// Whether a name of [`Self::excluded`] means it.
    pub(super) fn is_meant(pattern: &str, id: &Id) -> bool {
        let Some(schema) = schema_of(id) else {
            return pattern == id.name;
        };
        let of_schema = !pattern.contains('.') && matches(pattern, schema);
        let qualified = || format!("{schema}.{}", id.name);
        of_schema || (!id.kind.is_member() && matches(pattern, &qualified()))
    }
}

/// The schema that it lies in, or is.
fn schema_of(id: &Id) -> Option<&String> {
    match id.kind {
        Kind::Schema => Some(&id.name),
        _ => id.schema.as_ref(),
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_patterns_and_our_own_tables_are_left_out() {
        let selection = Selection {
            schemas: vec!["app".to_owned(), "x".to_owned()],
            excluded: vec!["x".to_owned(), "app.old_*".to_owned()],
            platform: None,
            rights: Rights::LeftOut,
            own: vec![("app".to_owned(), "schema_migrations".to_owned())],
        };
        let table = |schema, name| Id::in_schema(Kind::Table, schema, name);
        for (id, expected, reason) in [
            (table("app", "users"), true, "asked for"),
            (table("other", "users"), false, "not asked for"),
            (Id::global(Kind::Schema, "app"), true, "the schema itself"),
            (Id::global(Kind::Schema, "x"), false, "excluded as a whole"),
            (table("x", "users"), false, "of an excluded schema"),
            (table("app", "old_users"), false, "by a pattern"),
            (table("app", "schema_migrations"), false, "our own"),
            (
                Id::in_schema(Kind::View, "app", "schema_migrations"),
                true,
                "only a table is our own",
            ),
            (Id::global(Kind::Extension, "x"), false, "in no schema"),
        ] {
            assert_eq!(selection.holds(&id), expected, "{reason}");
        }
        assert!(Selection::default().holds(&Id::global(Kind::Extension, "x")));
    }
}
