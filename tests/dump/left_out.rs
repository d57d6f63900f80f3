//! What isn't in a dump although it is in the database: secrets, what a role may not read, what a
//! hosting platform made. Each is named, and `--require-complete` wants all.

use crate::support::{Project, Role, for_each_major};

/// A foreign server whose user mappings are others' business, a schema that nobody else may use, and a
/// subscription; `role` may read none of it.
fn reserved(project: &Project, role: &Role) {
    let role = role.name();
    project.query(&format!(
        "create schema closed; create table closed.t (a int primary key, b text); \
         create view closed.v as select * from closed.t; \
         create function closed.f() returns int language sql as 'select 1'; \
         revoke execute on function closed.f() from public; \
         create statistics closed.s on a, b from closed.t; \
         create foreign data wrapper dummy; create server s foreign data wrapper dummy; \
         create user mapping for current_user server s options (\"user\" 'u', password 'hunter2'); \
         create user mapping for {role} server s; grant usage on foreign server s to {role}; \
         revoke create on schema public from public"
    ));
    project.query(
        "create subscription sub connection 'host=nowhere password=hunter2' publication p \
         with (connect = false, slot_name = none)",
    );
}

#[test]
fn a_role_without_rights_dumps_the_same_but_for_what_is_named() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        reserved(&project, &role);
        let all = project
            .run("dump -")
            .succeeds()
            .stderr_contains("left out, as secrets: password of USER MAPPING FOR postgres SERVER s, the connection of SUBSCRIPTION sub")
            .never_says("hunter2")
            .out;
        let some = project.run_as(&role, "dump -").succeeds();
        assert!(all.contains("OPTIONS (\"user\" 'u')"), "{all}");
        let without_options = all.replace(" OPTIONS (\"user\" 'u')", "");
        let hidden = "the options of USER MAPPING FOR postgres SERVER s";
        let some = match server.major {
            // 13 shows ordinary roles too little of subscriptions to write them.
            13 => {
                let some = some.stderr_contains(&format!(
                    "this role may not read SUBSCRIPTION sub, {hidden}: the dump is without"
                ));
                let (before, _) = without_options.split_once("\n\n-- SUBSCRIPTION").unwrap();
                assert_eq!(some.out, before);
                some
            }
            _ => {
                let some = some.stderr_contains(&format!("this role may not read {hidden}: the"));
                assert_eq!(some.out, without_options);
                some
            }
        };
        some.never_says("hunter2");
        project.run_as(&role, "dump - --privileges").succeeds();
        project.query("drop subscription sub");
    });
}

#[test]
fn a_dump_that_must_be_complete_fails_and_writes_nothing() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        project.run("dump --require-complete").succeeds();
        let before = project.read("db/schema.sql");
        reserved(&project, &role);
        project
            .run("dump --require-complete")
            .exits(4)
            .stderr_contains("the dump would lack password of USER MAPPING FOR postgres SERVER s")
            .stderr_contains("the connection of SUBSCRIPTION sub")
            .never_says("hunter2");
        assert_eq!(project.read("db/schema.sql"), before);
        // What is left out by a wish is nobody's loss.
        project
            .run("dump --require-complete --schema closed")
            .succeeds();
        project.query("drop subscription sub");
        project
            .run_as(&role, "dump - --require-complete --format json")
            .exits(4)
            .stdout_contains("the options of USER MAPPING FOR postgres SERVER s");
    });
}

/// What a database at Supabase has when it is new, as far as a server of the tests can have it.
const NEW: &str = "create schema auth; create schema storage; create schema extensions; create schema graphql; \
    create table auth.users (id int primary key, email text unique); \
    create table storage.objects (id int primary key, owner_id int references auth.users); \
    alter table storage.objects enable row level security; \
    create function auth.uid() returns int language sql as 'select 1'; \
    create function storage.touch() returns trigger language plpgsql as 'begin return new; end'; \
    create trigger touch before update on storage.objects for each row execute function storage.touch(); \
    create function extensions.on_event() returns event_trigger language plpgsql as 'begin end'; \
    create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.on_event(); \
    create extension pgcrypto schema extensions; \
    create publication supabase_realtime";

/// What somebody made there.
const OWN: &str = "create table public.profiles (id int primary key references auth.users on delete cascade, \
    by_uid int default auth.uid()); \
    create function public.on_signup() returns trigger language plpgsql as 'begin return new; end'; \
    create trigger signed_up after insert on auth.users for each row execute function public.on_signup(); \
    create policy \"own files\" on storage.objects using (owner_id = auth.uid()); \
    create extension hstore schema extensions; \
    create publication mine for table public.profiles; \
    create event trigger mine on ddl_command_end execute function extensions.on_event()";

#[test]
fn what_a_platform_made_is_left_out_and_what_users_put_on_it_is_kept() {
    for_each_major(|server| {
        let project = server.project();
        project.query(NEW);
        project
            .run("dump - --preset neon")
            .succeeds()
            .stderr_contains("there is nothing of what `--preset neon` leaves out")
            .stdout_contains("CREATE SCHEMA auth;");
        project.query(OWN);
        let dumped = project
            .run("dump --preset supabase")
            .succeeds()
            .stderr_contains(
                "left out, as supabase makes it in every database: EVENT TRIGGER pgrst_ddl_watch, \
                 EXTENSION pgcrypto, PUBLICATION supabase_realtime, SCHEMA auth, SCHEMA extensions, \
                 SCHEMA graphql, SCHEMA storage, and what lies in these schemas",
            );
        dumped.succeeds();
        let text = project.read("db/schema.sql");
        let (asked, body) = text.split_once("\n\n").unwrap();
        assert!(asked.ends_with(r#"{"preset":"supabase"}"#), "{asked}");
        for theirs in [
            "CREATE SCHEMA",
            "CREATE TABLE auth",
            "touch",
            "pgcrypto",
            "pgrst",
            "supabase",
        ] {
            assert!(!body.contains(theirs), "{theirs}: {body}");
        }

        let copy = server.project();
        copy.query(NEW);
        copy.write("db/schema.sql", &text);
        copy.run("load --force").succeeds();
        copy.run("dump --check --preset supabase").succeeds();
        for (what, expected) in [
            ("select count(*) from pg_policy", "1"),
            (
                "select tgname from pg_trigger where tgrelid = 'auth.users'::regclass and not tgisinternal",
                "signed_up",
            ),
            (
                "select string_agg(evtname, ',' order by evtname) from pg_event_trigger",
                "mine,pgrst_ddl_watch",
            ),
            (
                "select string_agg(pubname, ',' order by pubname) from pg_publication",
                "mine,supabase_realtime",
            ),
        ] {
            assert_eq!(copy.query(what), expected, "{what}");
        }
    });
}

#[test]
fn a_run_writes_the_schema_file_without_what_the_platform_of_the_variable_made() {
    for_each_major(|server| {
        let project = server.project();
        project.query(NEW);
        project.write(".env", "PROJ_MIGRATE_PRESET=supabase\n");
        project.table("0001", "a");
        project.run("up --dump-schema").succeeds();
        let text = project.read("db/schema.sql");
        assert!(text.contains("CREATE TABLE public.a"), "{text}");
        assert!(!text.contains("auth"), "{text}");
        project.run("dump --check").succeeds();
        project.write(".env", "PROJ_MIGRATE_PRESET=subabase\n");
        project
            .run("dump --check")
            .exits(2)
            .stderr_contains("azure, cloudsql, heroku, neon, rds, supabase");
    });
}
