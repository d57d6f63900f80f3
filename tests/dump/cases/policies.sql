-- Policies and row security.
create schema ps;
create table ps.t (a int, owner_ name default current_user);
alter table ps.t enable row level security;
create policy all_ on ps.t using (owner_ = current_user);
create policy insert_ on ps.t for insert to pg_monitor, pg_signal_backend with check (a > 0 and owner_ <> 'it''s');
create policy update_ on ps.t as restrictive for update to public using (a > 1) with check (a < 10);
create policy select_ on ps.t for select to current_user using (exists (select from ps.t o where o.a = t.a));
create policy delete_ on ps.t for delete using (false);
create policy "Evil ""policy""" on ps.t for select using (true);
comment on policy all_ on ps.t is 'everything';
create table ps.forced (a int);
alter table ps.forced enable row level security, force row level security;
create table ps.policy_only (a int);
create policy unused on ps.policy_only using (a > 0);
create function ps.allowed(ps.policy_only) returns boolean language sql stable as 'select $1.a > 0';
create policy by_function on ps.policy_only for select using (ps.allowed(policy_only));
