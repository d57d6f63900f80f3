-- Forty tables, each with a kind of constraint of its own. What it is stands above each.

create schema app;
create schema "Odd Names";

create type app.colour as enum ('red', 'green', 'blue');
create type app.address as (street text, house integer, city varchar(40));
create domain app.positive as integer check (value > 0);
create domain app.percentage as numeric(5, 2) not null default 0 check (value >= 0 and value <= 100);
create domain app.email as text check (value ~ '^[^@\s]+@[^@\s]+\.[a-z]{2,}$') check (length(value) <= 60);
create domain app.even_positive as app.positive check (value % 2 = 0);

create function app.is_long(text) returns boolean language sql immutable as $$ select length($1) > 2 $$;

-- 1: serial, unique text
create table app.accounts (id serial primary key, name text not null unique, created_at timestamptz not null default now());
-- 2: identity always, expression index, partial unique index
create table app.people (
    id bigint generated always as identity primary key,
    email text not null,
    full_name varchar(40) not null,
    is_admin boolean not null default false,
    deleted_at timestamptz
);
create unique index on app.people (lower(email)) where deleted_at is null;
create unique index one_admin on app.people (is_admin) where is_admin;
-- 3: uuid key with a default
create table app.devices (id uuid primary key default gen_random_uuid(), person_id bigint not null references app.people, label text not null);
-- 4: one to one
create table app.profiles (person_id bigint primary key references app.people on delete cascade, bio text not null check (length(bio) between 20 and 500), avatar_url text check (avatar_url like 'https://%'));
-- 5: pairs of parents
create table app.memberships (account_id integer references app.accounts, person_id bigint references app.people, role text not null check (role in ('owner', 'member', 'guest')), primary key (account_id, person_id));
-- 6: smallint range
create table app.ratings (id serial primary key, stars smallint not null check (stars between 1 and 5), comment text);
-- 7: numeric precision, a bound on either side
create table app.prices (id serial primary key, amount numeric(10, 2) not null check (amount > 0), tax numeric(4, 3) not null check (tax >= 0 and tax < 1), currency char(3) not null check (currency ~ '^[A-Z]{3}$'));
-- 8: columns that are compared
create table app.bookings (id serial primary key, starts_on date not null, ends_on date not null, guests integer not null, beds integer not null, check (ends_on > starts_on), check (guests <= beds), check (beds between 1 and 8));
-- 9: an equation
create table app.order_lines (id serial primary key, quantity integer not null check (quantity > 0 and quantity < 100), unit_price numeric(8, 2) not null check (unit_price >= 0), total numeric(12, 2) not null, check (total = quantity * unit_price));
-- 10: a generated column, which is unique
create table app.parcels (id serial primary key, weight_kg numeric(6, 3) not null check (weight_kg > 0), weight_g numeric generated always as (weight_kg * 1000) stored, code varchar(12) not null, code_upper text generated always as (upper(code)) stored, unique (code_upper));
-- 11: one branch of an OR
create table app.payments (id serial primary key, kind text not null, card_no text, iban text, check ((kind = 'card' and card_no is not null and iban is null) or (kind = 'iban' and iban is not null and card_no is null)));
-- 12: exactly one of several
create table app.attachments (id serial primary key, account_id integer references app.accounts, person_id bigint references app.people, url text, check (num_nonnulls(account_id, person_id, url) = 1));
-- 13: a condition on another column
create table app.tickets (id serial primary key, status text not null check (status in ('open', 'closed')), closed_at timestamptz, resolution text, check (status <> 'closed' or closed_at is not null), check ((closed_at is null) = (resolution is null)));
-- 14: CASE
create table app.shapes (id serial primary key, kind text not null check (kind in ('circle', 'square')), radius integer, side integer, check (case kind when 'circle' then radius > 0 and side is null else side > 0 and radius is null end));
-- 15: enums, also in arrays
create table app.paints (id serial primary key, colour app.colour not null, mix app.colour[] not null check (cardinality(mix) between 1 and 3));
-- 16: a unique enum: three rows at most
create table app.palette (colour app.colour primary key, hex char(7) not null check (hex ~ '^#[0-9a-f]{6}$'));
-- 17: domains, one over another
create table app.measures (id serial primary key, count app.positive not null, share app.percentage, pairs app.even_positive, contact app.email not null unique);
-- 18: composite types
create table app.offices (id serial primary key, address app.address not null, former app.address[]);
-- 19: ranges that must not overlap
create table app.shifts (id serial primary key, during daterange not null, hours int4range not null check (not isempty(hours)), exclude using gist (during with &&));
-- 20: json
create table app.settings (id serial primary key, options jsonb not null check (jsonb_typeof(options) = 'object'), tags json);
-- 21: bytes of a fixed length
create table app.blobs (id serial primary key, sha256 bytea not null check (octet_length(sha256) = 32), data bytea);
-- 22: bits, network addresses
create table app.hosts (id serial primary key, address inet not null unique, network cidr not null, mac macaddr not null, flags bit(8) not null, mask varbit(16));
-- 23: geometry
create table app.places (id serial primary key, at point not null, area box, outline polygon, around circle, way path, edge lseg);
-- 24: times and intervals
create table app.opening_hours (id serial primary key, weekday smallint not null check (weekday between 0 and 6), opens time not null, closes time not null, pause interval not null check (pause < '2 hours'), zone timetz, check (closes > opens), unique (weekday, opens));
-- 25: text search, xml-free oddities
create table app.documents (id serial primary key, title varchar(80) not null, body text not null, words tsvector, price money not null);
-- 26: a tree
create table app.categories (id serial primary key, parent_id integer references app.categories, name text not null, position integer not null check (position >= 0), unique (parent_id, name));
-- 27: a tree whose root is its own parent
create table app.folders (id serial primary key, root_id integer not null references app.folders, name varchar(20) not null check (name = lower(name)));
-- 28, 29: a circle, broken by the one that may be NULL
create table app.teams (id serial primary key, name text not null, lead_id integer);
create table app.players (id serial primary key, team_id integer not null references app.teams, nickname varchar(15) not null unique);
alter table app.teams add foreign key (lead_id) references app.players;
-- 30, 31, 32: tenants: foreign keys that share a column
create table app.tenants (id integer primary key, slug text not null unique check (slug ~ '^[a-z][a-z0-9-]{2,30}$'));
create table app.tenant_users (tenant_id integer not null references app.tenants, id integer generated by default as identity, name text not null, primary key (tenant_id, id));
create table app.tenant_tasks (tenant_id integer not null references app.tenants, id bigserial, creator_id integer not null, assignee_id integer, primary key (tenant_id, id), foreign key (tenant_id, creator_id) references app.tenant_users, foreign key (tenant_id, assignee_id) references app.tenant_users);
-- 33: range partitions
create table app.events (id bigint generated always as identity, at timestamptz not null, kind text not null, primary key (id, at)) partition by range (at);
create table app.events_2023 partition of app.events for values from ('2023-01-01') to ('2024-01-01');
create table app.events_2031 partition of app.events for values from ('2031-01-01') to ('2031-02-01');
-- 34: list partitions, one with range partitions of its own
create table app.sales (region text not null, sold_on date not null, amount integer not null) partition by list (region);
create table app.sales_north partition of app.sales for values in ('north', 'north-east');
create table app.sales_south partition of app.sales for values in ('south') partition by range (sold_on);
create table app.sales_south_1 partition of app.sales_south for values from ('2020-01-01') to ('2020-07-01');
-- 35: hash partitions
create table app.sessions (id uuid primary key, person_id bigint references app.people) partition by hash (id);
create table app.sessions_0 partition of app.sessions for values with (modulus 2, remainder 0);
create table app.sessions_1 partition of app.sessions for values with (modulus 2, remainder 1);
-- 36: patterns and normal forms
create table app.codes (id serial primary key, sku varchar(11) not null unique check (sku ~ '^[A-Z]{3}-[0-9]{4}$'), country char(2) not null check (country similar to '[A-Z][A-Z]'), upper_name text not null check (upper_name = upper(upper_name)), trimmed text not null check (trimmed = btrim(trimmed) and trimmed <> ''), starts text not null check (left(starts, 2) = 'X-'));
-- 37: dates by their parts
create table app.contracts (id serial primary key, born date not null check (born <= current_date - interval '18 years'), month date not null check (extract(day from month) = 1), signed_on date not null check (extract(year from signed_on) between 2015 and 2018), valid_from timestamptz not null check (valid_from = date_trunc('day', valid_from)));
-- 38: names that need quotes
create table "Odd Names"."Order ""Items""" ("Id" integer primary key, "select" text not null, "Zwölf, x" integer not null check ("Zwölf, x" = 12), "perSon" bigint references app.people);
-- 39: a function of the user's, on a column that may be NULL and on one that may not
create table app.opaque (id serial primary key, maybe text check (app.is_long(maybe)), certain text not null check (app.is_long(certain)), defaulted text not null default 'as it is' check (app.is_long(defaulted)));
-- 40: MATCH FULL, deferrable, and a composite key of texts and dates
create table app.calendar (country char(2), day date, name text not null, primary key (country, day));
create table app.visits (id serial primary key, country char(2), day date, foreign key (country, day) references app.calendar match full deferrable initially deferred);
