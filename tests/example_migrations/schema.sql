-- A database's schema as one line of text an object, the ledger's own tables left
-- out: what `up` builds twice has to agree in, and what `down --all` leaves empty.
-- Checked on PostgreSQL 13 to 18.
with ours as (
    select c.oid, c.relname, c.relkind
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public'
       and c.relname not like 'schema\_migrations%'
)
select line from (
    select pg_catalog.format('relation %s: kind %s', relname, relkind) as line
      from ours
    union all
    select pg_catalog.format('column %s.%s at %s: %s, not null %s, identity %s, default %s',
                  o.relname, a.attname,
                  -- Without the gaps of dropped columns: they are history, not schema.
                  pg_catalog.row_number() over (partition by o.oid order by a.attnum), pg_catalog.format_type(a.atttypid, a.atttypmod),
                  a.attnotnull, nullif(a.attidentity, ''), pg_catalog.pg_get_expr(d.adbin, d.adrelid))
      from ours o
      join pg_catalog.pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
      left join pg_catalog.pg_attrdef d on d.adrelid = o.oid and d.adnum = a.attnum
     where o.relkind = 'r'
    union all
    select pg_catalog.format('constraint %s.%s: %s, validated %s',
                  o.relname, c.conname, pg_catalog.pg_get_constraintdef(c.oid), c.convalidated)
      from ours o
      join pg_catalog.pg_constraint c on c.conrelid = o.oid
    union all
    select pg_catalog.format('index %s: %s, valid %s', o.relname, pg_catalog.pg_get_indexdef(i.indexrelid), i.indisvalid)
      from ours o
      join pg_catalog.pg_index i on i.indexrelid = o.oid
    union all
    select pg_catalog.format('trigger %s: %s, enabled %s', t.tgname, pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled)
      from ours o
      join pg_catalog.pg_trigger t on t.tgrelid = o.oid
     where not t.tgisinternal
    union all
    select pg_catalog.format('function %s: %s', p.oid::pg_catalog.regprocedure, pg_catalog.pg_get_functiondef(p.oid))
      from pg_catalog.pg_proc p
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public'
    union all
    select pg_catalog.format('type %s: %s', t.typname,
                  (select pg_catalog.string_agg(e.enumlabel, ', ' order by e.enumsortorder)
                     from pg_catalog.pg_enum e
                    where e.enumtypid = t.oid))
      from pg_catalog.pg_type t
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace
     where n.nspname = 'public'
       and t.typtype in ('e', 'd', 'r')
    union all
    select pg_catalog.format('comment on %s: %s',
                  pg_catalog.pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
      from pg_catalog.pg_description d
     where d.objoid >= 16384
       and pg_catalog.pg_describe_object(d.classoid, d.objoid, d.objsubid) not like '%schema\_migrations%'
) as lines
order by line collate "C"
