//! Names that somebody asked for and nothing has: a slip of the pen must not become an empty file,
//! or one with everything in it.

use super::gathered::Gathered;
use super::id::Id;
use super::kind::Kind;
use super::selection::Selection;

/// A name that nothing has, and those that there are, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// As it was given.
    pub name: String,
    /// What it could have been.
    pub known: Vec<String>,
}

/// What of a [`Selection`] finds nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AbsentNames {
    /// Of `--schema`.
    pub schemas: Vec<Absent>,
    /// Of `--exclude`.
    pub excluded: Vec<Absent>,
}

impl AbsentNames {
    /// What of `selection` nothing of `gathered` is called; to be asked for before
    /// [`Snapshot::new`].
    ///
    /// [`Snapshot::new`]: super::Snapshot::new
    pub fn of(gathered: &Gathered, selection: &Selection) -> Self {
        let ids = || gathered.found.iter().map(|found| &found.id);
        let schemas = || (ids().filter(|id| id.kind == Kind::Schema)).map(|id| id.name.clone());
        let absent_schemas = (selection.schemas.iter())
            .filter(|name| schemas().all(|schema| schema != **name))
            .map(|name| Absent {
                name: name.clone(),
                known: sorted(schemas()),
            });
        let absent_excluded = (selection.excluded.iter())
            .filter(|pattern| !ids().any(|id| Selection::is_meant(pattern, id)))
            .map(|pattern| Absent {
                name: pattern.clone(),
                known: match pattern.contains('.') {
                    true => sorted(ids().filter_map(qualified)),
                    false => sorted((ids().filter(|id| id.schema.is_none())).map(name)),
                },
            });
        Self {
            schemas: absent_schemas.collect(),
            excluded: absent_excluded.collect(),
        }
    }
}

fn name(id: &Id) -> String {
    id.name.clone()
}

fn qualified(id: &Id) -> Option<String> {
    let schema = id.schema.as_ref().filter(|_| !id.kind.is_member())?;
    Some(format!("{schema}.{}", id.name))
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::super::address::{Address, Catalogue};
    use super::super::enum_type::EnumType;
    use super::super::gathered::Found;
    use super::super::namespace::Namespace;
    use super::*;

    fn gathered() -> Gathered {
        let at = |oid| Address::new(Catalogue::NAMESPACE, oid);
        let schema = |name| Id::global(Kind::Schema, name);
        let namespace = || Namespace { is_built_in: false };
        Gathered {
            found: vec![
                Found::new(at(1), schema("audit"), namespace()),
                Found::new(at(2), schema("app"), namespace()),
                Found::new(
                    at(3),
                    Id::in_schema(Kind::Enum, "app", "mood"),
                    EnumType { labels: Vec::new() },
                ),
            ],
            ..Gathered::default()
        }
    }

    fn absent(name: &str, known: &[&str]) -> Absent {
        Absent {
            name: name.to_owned(),
            known: known.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn what_finds_nothing_is_told_with_what_there_is() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let selection = Selection {
            schemas: names(&["app", "App", "app.mood"]),
            excluded: names(&["aud*", "app.mood", "app.m*", "app.mod", "apps", "x*"]),
            ..Selection::default()
        };
        let schemas = ["app", "audit"];
        let found = AbsentNames::of(&gathered(), &selection);
        assert_eq!(
            found.schemas,
            [absent("App", &schemas), absent("app.mood", &schemas)]
        );
        assert_eq!(
            found.excluded,
            [
                absent("app.mod", &["app.mood"]),
                absent("apps", &schemas),
                absent("x*", &schemas)
            ]
        );
    }
}
