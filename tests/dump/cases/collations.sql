-- Collations of each provider.
create schema co;
create collation co.libc_ (locale = 'C');
create collation co.two (lc_collate = 'C', lc_ctype = 'POSIX');
create collation co."Evil ""coll""" from "C";
comment on collation co.libc_ is 'c''s';
create table co.t (a text collate co.libc_, b text collate co."Evil ""coll""", primary key (a));
create index on co.t (b collate co.two);
create domain co.d as text collate co.libc_;
create view co.v as select a collate co.two as x from co.t order by b collate "C";
select count(*) > 0 as icu from pg_collation where collprovider = 'i' \gset
\if :icu
create collation co.icu_ (provider = icu, locale = 'de-u-co-phonebk');
create collation co.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table co.u (a text collate co.loose);
\if :pg16
create collation co.ruled (provider = icu, locale = 'und', rules = '&V << w <<< W');
\endif
\endif
\if :pg17
create collation co.builtin_ (provider = builtin, locale = 'C.UTF-8');
\endif
