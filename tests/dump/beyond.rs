//! What pg_dump writes in words that no server takes, or doesn't write, so that it can be no judge: our
//! dump is loaded, and the catalogues of both databases are compared.

use crate::support::for_each_major;

/// A server attaches no index of an exclusion to another, which is what pg_dump tries.
const PARTED: &str = "create table by_a (a int4range, b int4range, \
    constraint a_apart exclude using gist (a with =, b with &&) where (b is not null)) partition by range (a); \
    create table by_a_1 partition of by_a for values from ('[1,2)') to ('[9,10)'); \
    create table by_a_d partition of by_a default partition by list (a); \
    create table by_a_own (a int4range, b int4range, \
    constraint own_name exclude using gist (a with =, b with &&) where (b is not null)); \
    alter table by_a attach partition by_a_own for values from ('[9,10)') to ('[20,30)'); \
    comment on constraint a_apart on by_a is 'apart in each'; \
    create table by_a_named partition of by_a for values from ('[20,30)') to ('[30,40)'); \
    alter table by_a_named rename constraint by_a_named_a_b_excl to \"It's $rename$\"; \
    comment on constraint \"It's $rename$\" on by_a_named is 'renamed'; \
    comment on constraint by_a_1_a_b_excl on by_a_1 is 'of one'; comment on index by_a_1_a_b_excl is 'its index'; \
    alter index by_a_1_a_b_excl set (fillfactor = 55)";

const CONSTRAINTS: &str = "select string_agg(concat_ws(' ', conrelid::regclass, conname, conislocal, coninhcount, \
    conparentid <> 0, convalidated, obj_description(oid, 'pg_constraint'), obj_description(conindid, 'pg_class'), \
    (select reloptions from pg_class i where i.oid = conindid)), ', ' order by conrelid::regclass::text, conname) from pg_constraint \
    where contype in ('x', 'p', 'u')";

/// A temporal key is an exclusion, too.
const TEMPORAL: &str = "; create table periods (id int4range, valid daterange, \
    constraint key primary key (id, valid without overlaps), constraint other unique (id, valid without overlaps)) \
    partition by list (id); \
    create table periods_1 partition of periods for values in ('[1,2)'); \
    create table periods_2 (valid daterange not null, id int4range not null); \
    alter table periods attach partition periods_2 for values in ('[2,3)'); \
    alter table periods_1 rename constraint periods_1_pkey to named_key; \
    comment on constraint named_key on periods_1 is 'renamed'";

#[test]
fn exclusions_and_temporal_keys_of_partitioned_tables_are_their_partitions_too() {
    for_each_major(|server| {
        if server.major < 17 {
            return;
        }
        let project = server.project();
        project.query(PARTED);
        if server.major >= 18 {
            project.query(TEMPORAL);
        }
        project.run("dump").succeeds();
        let copy = server.project();
        copy.write("db/schema.sql", project.read("db/schema.sql"));
        copy.run("load").succeeds();
        assert_eq!(copy.query(CONSTRAINTS), project.query(CONSTRAINTS));
        copy.run("dump --check").succeeds();
    });
}

/// Its parents lost the columns: the catalogue still calls what the child has of them inherited.
const LEFT_BEHIND: &str = "create table parent (a int not null, b text check (b <> ''), c int); \
    create table child (a int, b text) inherits (parent); create table grandchild () inherits (child); \
    alter table parent drop column b; alter table only parent drop column a";

const CHECKED: &str = "select string_agg(concat_ws(' ', c.relname, a.attname, a.attnotnull, \
    (select count(*) from pg_constraint where conrelid = c.oid and contype = 'c')), ', ' order by c.relname, a.attname) \
    from pg_class c join pg_attribute a on a.attrelid = c.oid \
    where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped";

#[test]
fn a_child_keeps_the_constraints_of_columns_that_only_its_parent_lost() {
    for_each_major(|server| {
        let project = server.project();
        project.query(LEFT_BEHIND);
        assert_eq!(
            project.query(CHECKED),
            "child a t 1, child b f 1, child c f 1, grandchild a t 1, grandchild b f 1, grandchild c f 1, parent c f 0"
        );
        project.run("dump").succeeds();
        let copy = server.project();
        copy.write("db/schema.sql", project.read("db/schema.sql"));
        copy.run("load").succeeds();
        copy.run("dump --check").succeeds();
        assert_eq!(copy.query(CHECKED), project.query(CHECKED));
    });
}

/// Which of the tables below a check that isn't valid know it to hold.
const VALID: &str = "select string_agg(concat_ws(' ', conrelid::regclass, conname, convalidated, conislocal, coninhcount), \
    ', ' order by conrelid::regclass::text, conname) from pg_constraint where contype = 'c'";

#[test]
fn tables_below_a_check_that_is_not_valid_stay_as_valid_as_they_were() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            include_str!("cases/not_valid.sql")
                .split("\\if")
                .next()
                .unwrap(),
        );
        project.run("dump").succeeds();
        let copy = server.project();
        copy.write("db/schema.sql", project.read("db/schema.sql"));
        copy.run("load").succeeds();
        assert_eq!(copy.query(VALID), project.query(VALID));
    });
}

#[test]
fn a_partition_that_was_detached_keeps_the_names_of_its_not_nulls() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table part (a int not null, b int not null) partition by list (a); \
             create table a_part partition of part for values in (1); \
             create table below partition of part for values in (2); \
             alter table part detach partition a_part",
        );
        project.run("dump").succeeds();
        let text = project.read("db/schema.sql");
        let copy = server.project();
        copy.write("db/schema.sql", &text);
        copy.run("load").succeeds();
        copy.run("dump --check").succeeds();
        let is_named = text.contains("    a integer CONSTRAINT part_a_not_null NOT NULL");
        assert_eq!(is_named, server.major >= 18, "{text}");
    });
}
