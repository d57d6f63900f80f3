//! dbmate's commands, options and variables, typed as its users type them: each line by both.

use crate::support::{DbmateRan, Project, Ran, for_each_major};

const ROWS: &str = "select string_agg(version, ',' order by version) from schema_migrations";

#[track_caller]
fn ours(project: &Project, line: &str, variables: &[(&str, &str)]) -> Ran {
    let mut command = project.command(line.split_whitespace());
    command.envs(variables.iter().copied());
    project.run_command(&mut command)
}

#[test]
fn a_days_work_is_typed_alike() {
    for_each_major(|server| {
        let (project, theirs) = (server.project(), server.project());
        for one in [&project, &theirs] {
            one.table("20240101000000", "a");
            one.table("20240102000000", "b");
            one.write(".env", "");
        }
        for (line, status) in [
            ("wait", 0),
            ("create", 0),
            ("status --exit-code", 1),
            ("status --quiet", 1),
            ("migrate --strict", 0),
            ("status --exit-code", 0),
            ("status --quiet", 0),
            ("rollback", 0),
            ("down -v", 0),
            ("up -v", 0),
            ("--wait --wait-timeout 5s --wait-interval 1s up", 0),
            (
                "-d db/migrations --migrations-table schema_migrations up",
                0,
            ),
            ("--env-file .env --no-dump-schema migrate", 0),
            ("n more_things", 0),
        ] {
            ours(&project, line, &[]).exits(status);
            // To dbmate alone it is an error that the database is there already.
            let status = if line == "create" { 2 } else { status };
            DbmateRan::of(&theirs, line).exits(status);
        }
        assert_eq!(project.query(ROWS), theirs.query(ROWS));
        let quiet = ours(&project, "status --quiet", &[]).exits(1);
        assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    });
}

#[test]
fn its_variables_mean_the_same() {
    for_each_major(|server| {
        let project = server.project();
        let write = |path: &str, table: &str| {
            let text = format!("-- migrate:up\ncreate table {table} ();\n-- migrate:down\n");
            project.write(path, text);
        };
        write("one/20240101000000_a.sql", "a");
        write("two/20240102000000_b.sql", "b");
        let variables = [
            ("DBMATE_DRIVER", "postgres"),
            ("DBMATE_MIGRATIONS_DIR", "one,two"),
            ("DBMATE_MIGRATIONS_TABLE", "public.versions"),
            ("DBMATE_NO_DUMP_SCHEMA", "true"),
            ("DBMATE_SCHEMA_FILE", "db/structure.sql"),
            ("DBMATE_STRICT", "true"),
            ("DBMATE_VERBOSE", "true"),
            ("DBMATE_WAIT", "true"),
            ("DBMATE_WAIT_INTERVAL", "100ms"),
            ("DBMATE_WAIT_TIMEOUT", "1m0s"),
        ];
        ours(&project, "up", &variables)
            .succeeds()
            .stderr_contains("applying 20240101000000_a");
        let rows = "select string_agg(version, ',' order by version) from versions";
        assert_eq!(project.query(rows), "20240101000000,20240102000000");
        let theirs = |args: &str| {
            let folders = "-d one -d two --migrations-table public.versions";
            DbmateRan::of(&project, &format!("{folders} {args}"))
        };
        theirs("status --exit-code").succeeds();

        write("one/20230101000000_c.sql", "c");
        ours(&project, "up", &variables)
            .exits(4)
            .stderr_contains("refused by --strict");
        theirs("up --strict").exits(2);
    });
}

#[test]
fn what_is_ours_can_be_taken_away_and_dbmate_goes_on() {
    let readme = include_str!("../../README.md");
    let (_, behind) = readme.split_once("To be rid of our columns").unwrap();
    let (_, sql) = behind.split_once("```sql\n").unwrap();
    let (sql, _) = sql.split_once("```").unwrap();
    for_each_major(|server| {
        let (project, theirs) = (server.project(), server.project());
        for one in [&project, &theirs] {
            one.table("20240101000000", "a");
            one.table("20240102000000", "b");
        }
        for command in ["up", "protect", "baseline --to 20240102000000"] {
            project.run(command).succeeds();
        }
        project
            .run("repair --mark-applied 20240102000000")
            .succeeds();
        DbmateRan::of(&theirs, "up").succeeds();
        project.query(sql);
        let tables = |project: &Project| {
            project.query(
                "select attrelid::regclass, string_agg(attname || ' ' || atttypid::regtype, ', ') \
                 from pg_attribute join pg_class on attrelid = pg_class.oid \
                 where relkind = 'r' and attnum > 0 and not attisdropped \
                 and relnamespace = 'public'::regnamespace group by 1 order by 1::text",
            )
        };
        assert_eq!(tables(&project), tables(&theirs));
        DbmateRan::of(&project, "rollback")
            .succeeds()
            .says("20240102000000_b");
        DbmateRan::of(&project, "up").succeeds();
        assert_eq!(project.query(ROWS), theirs.query(ROWS));
        // And once more there.
        project.table("20240103000000", "c");
        project.run("up").succeeds();
    });
}
