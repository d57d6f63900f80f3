-- migrate:up

-- One-to-one: the foreign key is the primary key, so that a user has at most one
-- profile and the key's own index serves the reference.
create table user_profiles (
    user_id bigint primary key references users (id) on delete cascade,
    bio text not null default '',
    avatar_url text,
    time_zone text not null default 'UTC',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),

    constraint user_profiles_bio_check check (length(bio) <= 2000),
    constraint user_profiles_avatar_url_check check (avatar_url ~ '^https://'),
    constraint user_profiles_time_zone_check check (length(time_zone) between 1 and 64)
);

comment on table user_profiles is 'What a user shows of themselves; goes when the user goes';

create trigger user_profiles_set_updated_at
    before update on user_profiles
    for each row
    when (old.* is distinct from new.*)
    execute function set_updated_at();

-- migrate:down

drop table user_profiles;
