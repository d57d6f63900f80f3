//! The fixture's own claims: what every other test takes for granted.

mod support;

use support::{Server, for_each_major};

#[test]
fn servers_are_of_the_major_asked_for() {
    for_each_major(|server| {
        let version: u32 = server.query("show server_version_num").parse().unwrap();
        assert_eq!(version / 10_000, server.major);
    });
}

#[test]
fn a_database_is_fresh_and_dropped_after_success() {
    for_each_major(|server| {
        let database = server.database();
        database.query("create table a(x int); insert into a values (1), (null)");
        assert_eq!(
            database.query("select x, 'b' from a order by x; select 2"),
            "1|b\n|b\n2"
        );
        let name = database.name().to_owned();
        drop(database);
        let count = format!("select count(*) from pg_database where datname = '{name}'");
        assert_eq!(server.query(&count), "0");
    });
}

#[test]
fn a_project_runs_the_binary_in_a_clean_environment() {
    for_each_major(|server| {
        let project = server.project();
        let command = project.command(["--version"]);
        let variables: Vec<_> = command
            .get_envs()
            .map(|(name, _)| name.to_owned())
            .collect();
        assert_eq!(variables, ["DATABASE_URL", "HOME", "PATH", "TZ"]);
        assert_eq!(command.get_current_dir(), Some(project.path()));
    });
}

#[test]
fn a_scratch_server_is_gone_with_its_test() {
    let socket_dir = {
        let server = Server::scratch(support::majors()[0]);
        assert_eq!(server.query("select 1"), "1");
        server.socket_dir().to_owned()
    };
    support::eventually("the socket's folder is removed", || !socket_dir.exists());
}

#[test]
fn the_programs_to_compare_with_are_installed() {
    for program in [support::dbmate(), support::pgbouncer(), support::psql()] {
        let ran = std::process::Command::new(&program)
            .arg("--version")
            .output();
        assert!(ran.unwrap().status.success(), "{}", program.display());
    }
}

/// Not a test: `scripts/test-psql` runs it, and the server stays up as long as psql.
#[test]
#[ignore = "needs a terminal; see scripts/test-psql"]
#[expect(
    clippy::disallowed_methods,
    reason = "the script says in the environment where to look"
)]
fn opens_psql_for_a_look() {
    // Somebody runs all ignored tests: nothing to look at.
    let Ok(major) = std::env::var("LOOK_AT_MAJOR") else {
        return;
    };
    let server = Server::shared(major.parse().unwrap());
    let arguments = std::env::var("LOOK_AT_ARGUMENTS").unwrap_or_default();
    let mut psql = std::process::Command::new(support::psql());
    psql.arg(server.url(&std::env::var("LOOK_AT_DATABASE").unwrap()));
    psql.args(arguments.lines());
    assert!(psql.status().unwrap().success());
}
