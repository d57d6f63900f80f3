-- Users who own projects or wrote tasks can't be deleted (on delete restrict),
-- so leaving means being marked as gone. Their mailbox becomes free: only the
-- e-mail addresses of live users have to differ.

-- migrate:up

alter table users add column deleted_at timestamptz;

comment on column users.deleted_at is 'When the user left; null while the user is live';

-- The new index before the old one goes: no moment without the rule.
create unique index users_live_email_key on users (lower(email)) where deleted_at is null;
drop index users_email_key;

-- migrate:down

-- Users who left count as live again. Where one of them has lost the address to a
-- newcomer this fails and changes nothing: who keeps it is not a script's to say.
create unique index users_email_key on users (lower(email));
drop index users_live_email_key;

alter table users drop column deleted_at;
