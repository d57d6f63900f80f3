//! The seeds beside the example migrations: they load, twice, and anew.

use crate::support::for_each_major;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/example-migrations");

#[test]
fn the_example_platform_is_seeded() {
    for_each_major(|server| {
        let project = server.project();
        let run = |args: &str| {
            project.run(&format!(
                "{args} -d {EXAMPLES} --seeds-dir {EXAMPLES}/seeds"
            ))
        };
        run("up").succeeds();
        run("seed")
            .succeeds()
            .stdout_contains("ran  01_welcome.sql");
        let counts = "select (select count(*) from users), (select count(*) from projects), \
             (select count(*) from project_members), (select count(*) from tasks)";
        assert_eq!(project.query(counts), "1|1|1|2");
        run("seed dev").reads("seed/examples");
        assert_eq!(project.query(counts), "6|4|8|7");
        run("seed dev").stderr_contains("nothing to do: 5 seed files unchanged");
        run("seed dev --force")
            .succeeds()
            .stdout_contains("dev/04_tasks.ndjson  → tasks: 0 inserted, 0 updated, 5 unchanged");
        assert_eq!(project.query(counts), "6|4|8|7");
        run("seed dev --reset").succeeds();
        assert_eq!(project.query(counts), "6|4|8|7");
        let next =
            "insert into users (email, full_name) values ('x@example.com', 'X') returning id";
        assert_eq!(project.query(next), "1007");
    });
}
