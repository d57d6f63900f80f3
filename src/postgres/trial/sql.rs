//! The texts with which a trial looks at itself, inside its own transaction and under whatever
//! search path and role the migration left: all names are qualified. Pure.

/// What is there before anything is tried: tables and the like, and sequences. Checked on 13
/// and 18.
pub(super) const BEFORE: &str = "select c.oid, c.relkind as kind, \
    pg_catalog.format('%I.%I', c.relnamespace::pg_catalog.regnamespace::pg_catalog.text, c.relname) as name, \
    pg_catalog.pg_relation_filenode(c.oid) as file from pg_catalog.pg_class c \
    where c.oid operator(pg_catalog.>=) 16384 \
    and pg_catalog.strpos('rpmfvS', c.relkind::pg_catalog.text) operator(pg_catalog.>) 0 \
    and c.relpersistence operator(pg_catalog.<>) 't'";

/// The locks on relations that this transaction holds; the file of one that is gone is NULL.
/// Checked on 13 and 18.
pub(super) const NOW: &str = "select l.relation as oid, l.mode, \
    pg_catalog.pg_relation_filenode(l.relation) as file, \
    case when l.mode operator(pg_catalog.=) 'AccessExclusiveLock' \
    then pg_catalog.pg_relation_size(l.relation) end as bytes \
    from pg_catalog.pg_locks l where l.pid operator(pg_catalog.=) pg_catalog.pg_backend_pid() \
    and l.granted and l.locktype operator(pg_catalog.=) 'relation' \
    and l.relation operator(pg_catalog.>=) 16384 and l.database operator(pg_catalog.=) \
    (select d.oid from pg_catalog.pg_database d \
    where d.datname operator(pg_catalog.=) pg_catalog.current_database())";

/// The names of deferrable constraints, and whether all of that name can be and some are to
/// begin with. SET CONSTRAINTS takes names, which need not be unique. Checked on 13 and 18.
pub(super) const DEFERRABLE: &str = "select \
    pg_catalog.format('%I.%I', n.nspname, c.conname) as name, \
    pg_catalog.bool_or(c.condeferred) and pg_catalog.bool_and(c.condeferrable) as is_deferred \
    from pg_catalog.pg_constraint c join pg_catalog.pg_namespace n \
    on n.oid operator(pg_catalog.=) c.connamespace \
    where pg_catalog.has_schema_privilege(n.oid, 'usage') \
    group by n.nspname, c.conname having pg_catalog.bool_or(c.condeferrable) order by 1";

/// A deferrable constraint's name.
#[derive(Debug, Clone)]
pub(super) struct Deferrable {
    /// Qualified and quoted.
    pub(super) name: String,
    /// Whether it begins a transaction deferred.
    pub(super) is_deferred: bool,
}

/// What stands for SET CONSTRAINTS ALL IMMEDIATE at the end of a step that others follow: ALL
/// would hold for what they create, too.
pub(super) fn immediate(deferrable: &[Deferrable]) -> String {
    let names: Vec<&str> = deferrable.iter().map(|one| one.name.as_str()).collect();
    match names.is_empty() {
        true => "select 1".to_owned(),
        false => format!("set constraints {} immediate", names.join(", ")),
    }
}

/// What lets the next step begin as a transaction would; begins with a semicolon.
pub(super) fn as_begun(deferrable: &[Deferrable]) -> String {
    let deferred = deferrable.iter().filter(|one| one.is_deferred);
    let names: Vec<&str> = deferred.map(|one| one.name.as_str()).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!(";set constraints {} deferred", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_deferred_is_deferred_again() {
        let one = |name: &str, is_deferred| Deferrable {
            name: name.to_owned(),
            is_deferred,
        };
        let two = [one("public.a", true), one("public.b", false)];
        assert_eq!(
            immediate(&two),
            "set constraints public.a, public.b immediate"
        );
        assert_eq!(as_begun(&two), ";set constraints public.a deferred");
        assert_eq!(
            (immediate(&[]).as_str(), as_begun(&[]).as_str()),
            ("select 1", "")
        );
    }
}
