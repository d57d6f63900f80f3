//! The catalogue queries. Checked on 13, 15 and 18.

/// One row with tables and types as JSON, and the server's time in microseconds.
pub(super) fn tables(oids: &[u32], major: u32) -> String {
    let oids: Vec<String> = oids.iter().map(u32::to_string).collect();
    // Multiranges came with 14, NULLS NOT DISTINCT with 15.
    let multirange = match major {
        ..14 => "",
        _ => " or r.rngmultitypid = t.oid",
    };
    let nulls = match major {
        ..15 => "false",
        _ => "i.indnullsnotdistinct",
    };
    format!(
        "with recursive wanted(oid) as (\
           select unnest('{{{oids}}}'::oid[]) \
           union select o.confrelid from pg_constraint o join wanted w on o.conrelid = w.oid \
           where {FOREIGN_KEY}), \
         used(oid) as (\
           select a.atttypid from pg_attribute a join wanted w on a.attrelid = w.oid \
           where a.attnum > 0 and not a.attisdropped \
           union select x.oid from used u join pg_type t on t.oid = u.oid cross join lateral (\
             select t.typbasetype where t.typbasetype <> 0 \
             union all select t.typelem where t.typelem <> 0 and t.typcategory = 'A' \
             union all select r.rngsubtype from pg_range r where r.rngtypid = t.oid{multirange} \
             union all select a.atttypid from pg_attribute a where t.typrelid <> 0 \
               and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) x(oid)) \
         select (select coalesce(json_agg({TABLE} order by n.nspname, c.relname), '[]')::text \
           from pg_class c join wanted w on w.oid = c.oid join pg_namespace n on n.oid = c.relnamespace) as tables, \
         (select coalesce(json_agg({TYPE}), '[]')::text from pg_type t join used u on u.oid = t.oid) as types, \
         (date_part('epoch', now()) * 1000000)::int8 as now",
        oids = oids.join(","),
    )
    .replace("{NULLS}", nulls)
    .replace("{MULTIRANGE}", multirange)
}

/// A foreign key of the table itself: one that refers to a partitioned table has a row for each
/// of the partitions, too.
const FOREIGN_KEY: &str = "o.contype = 'f' and not exists (\
    select from pg_constraint p where p.oid = o.conparentid and p.conrelid = o.conrelid)";

const TABLE: &str = "json_build_object('oid', c.oid::int8, 'schema', n.nspname, 'name', c.relname, \
    'may_select', has_table_privilege(c.oid, 'select'), \
    'bound', case when c.relispartition then pg_get_partition_constraintdef(c.oid) end, \
    'columns', (select coalesce(json_agg(json_build_object('number', a.attnum, 'name', a.attname, \
        'type', a.atttypid::int8, 'type_name', format_type(a.atttypid, a.atttypmod), 'not_null', a.attnotnull, \
        'identity', a.attidentity <> '', 'generated', a.attgenerated <> '', \
        'default', pg_get_expr(d.adbin, d.adrelid)) order by a.attnum), '[]') \
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum \
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), \
    'checks', (select coalesce(json_agg(json_build_object('name', o.conname, \
        'expression', pg_get_expr(o.conbin, o.conrelid)) order by o.conname), '[]') \
        from pg_constraint o where o.conrelid = c.oid and o.contype = 'c'), \
    'references', (select coalesce(json_agg(json_build_object('name', o.conname, 'columns', o.conkey, \
        'target', o.confrelid::int8, 'target_columns', o.confkey, 'full', o.confmatchtype = 'f') order by o.conname), '[]') \
        from pg_constraint o where o.conrelid = c.oid and o.contype = 'f' and not exists (\
        select from pg_constraint p where p.oid = o.conparentid and p.conrelid = o.conrelid)), \
    'exclusions', (select coalesce(json_agg(json_build_object('name', o.conname, 'columns', o.conkey, \
        'operators', (select json_agg(p.oprname order by e.number) \
        from unnest(o.conexclop) with ordinality e(operator, number) join pg_operator p on p.oid = e.operator)) \
        order by o.conname), '[]') from pg_constraint o where o.conrelid = c.oid and o.contype = 'x'), \
    'keys', (select coalesce(json_agg(json_build_object('name', ic.relname, 'same_nulls', {NULLS}, \
        'predicate', pg_get_expr(i.indpred, i.indrelid), \
        'elements', (select json_agg(json_build_object('column', i.indkey[k.number - 1], \
        'expression', case i.indkey[k.number - 1] when 0 then pg_get_indexdef(i.indexrelid, k.number, false) end) \
        order by k.number) from generate_series(1, i.indnkeyatts) k(number))) \
        order by not i.indisprimary, ic.relname), '[]') from pg_index i join pg_class ic on ic.oid = i.indexrelid \
        where i.indrelid = c.oid and i.indisunique), \
    'leaves', case c.relkind when 'p' then (select coalesce(json_agg(json_build_object('name', l.relname, \
        'expression', coalesce(pg_get_partition_constraintdef(l.oid), 'true')) order by l.relname), '[]') \
        from pg_partition_tree(c.oid) t join pg_class l on l.oid = t.relid where t.isleaf and l.oid <> c.oid) end)";

const TYPE: &str = "json_build_object('oid', t.oid::int8, 'kind', t.typtype, 'name', format_type(t.oid, null), \
    'element', case when t.typcategory = 'A' then nullif(t.typelem, 0)::int8 end, \
    'base', nullif(t.typbasetype, 0)::int8, \
    'base_name', case when t.typbasetype <> 0 then format_type(t.typbasetype, t.typtypmod) end, \
    'not_null', t.typnotnull, \
    'subtype', (select r.rngsubtype::int8 from pg_range r where r.rngtypid = t.oid{MULTIRANGE}), \
    'labels', (select coalesce(json_agg(e.enumlabel order by e.enumsortorder), '[]') from pg_enum e where e.enumtypid = t.oid), \
    'checks', (select coalesce(json_agg(json_build_object('name', o.conname, \
        'expression', pg_get_expr(o.conbin, 0)) order by o.conname), '[]') \
        from pg_constraint o where o.contypid = t.oid and o.contype = 'c'), \
    'fields', (select coalesce(json_agg(json_build_object('name', a.attname, 'type', a.atttypid::int8, \
        'type_name', format_type(a.atttypid, a.atttypmod)) order by a.attnum), '[]') \
        from pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))";
