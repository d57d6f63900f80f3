//! Connections that are cut at any message of a run, and COMMITs whose answer is lost: what is said is
//! true, nothing is loaded twice, and nothing of ours is left.

use crate::support::{
    Fate, Fault, FaultyWire, Project, Ran, Running, Server, Traffic, Until, Way, eventually,
    for_each_major, for_the_newest_major,
};

/// A run that is cut.
struct Scenario {
    /// What was typed.
    arguments: &'static str,
    /// Makes the database what it was before the run.
    before: &'static str,
    /// The rows before it and behind it.
    rows: [&'static str; 2],
}

const ROWS: &str = "select string_agg(email, ',' order by email) from users";

/// Twice would be seen: the script inserts a row whatever is there.
const LOAD: Scenario = Scenario {
    arguments: "seed",
    before: "drop table if exists schema_seeds; truncate users",
    rows: ["", "a@x,b@x,script"],
};

const MERGE: Scenario = Scenario {
    arguments: "seed",
    before: "drop table if exists schema_seeds; truncate users; insert into users values (1, 'a@x'), (2, 'old'), (3, 'c@x')",
    rows: ["a@x,c@x,old", "a@x,b@x,c@x,script"],
};

const GENERATE: Scenario = Scenario {
    arguments: "seed generate users=3 --seed 7",
    before: "truncate users",
    rows: ["", "kept"],
};

fn project(server: &Server) -> Project {
    let project = server.project();
    project
        .query("create table users (id int primary key, email text not null check (email <> ''))");
    project.write("db/seeds/01_users.csv", "id,email\n1,a@x\n2,b@x\n");
    project.write(
        "db/seeds/02_more.sql",
        "insert into users select 1000 + count(*), 'script' from users;\n",
    );
    project
}

fn start<'a>(project: &'a Project, scenario: &Scenario, wire: &FaultyWire) -> Running<'a> {
    let mut command = project.command(scenario.arguments.split(' '));
    command.env("DATABASE_URL", wire.patient_url(project.database.name()));
    Running::start(project, command)
}

/// What goes over the wire in a clean run.
fn traffic(project: &Project, scenario: &Scenario) -> Traffic {
    project.query(scenario.before);
    let wire = FaultyWire::new(project.database.server(), None);
    start(project, scenario, &wire).wait().succeeds();
    wire.traffic().swap_remove(0)
}

/// Waits until nobody works on the database any more; nothing of ours may be left then.
fn left_alone(project: &Project, ran: &Ran) {
    let backends = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    eventually("it is left alone", || project.query(backends) == "0");
    let left = "select (select count(*) from pg_class where relname like 'proj\\_migrate\\_seed%'), \
        (select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()))";
    assert_eq!(project.query(left), "0|0", "{}", ran.transcript());
}

/// Holds what a run said against the rows that are there.
fn is_true(project: &Project, scenario: &Scenario, (ran, fault): (&Ran, Fault)) {
    let said = format!("{fault:?}\n{}", ran.transcript());
    let rows = project.query(ROWS);
    let [before, behind] = scenario.rows;
    match ran.status {
        0 if behind == "kept" => {
            assert_eq!(project.query("select count(*) from users"), "3", "{said}")
        }
        0 => assert_eq!(rows, behind, "{said}"),
        status => {
            assert_eq!((status, rows.as_str()), (3, before), "{said}");
            let tells = [
                "everything was rolled back",
                "nothing was changed",
                "cannot connect",
                "cannot read",
            ];
            assert!(tells.iter().any(|part| ran.err.contains(part)), "{said}");
        }
    }
    assert!(
        !ran.err.contains("unknown"),
        "the server could be asked: {said}"
    );
}

fn cut_everywhere(server: &Server, scenario: &Scenario) {
    let project = project(server);
    let clean = traffic(&project, scenario);
    let (to_server, to_client) = (clean.to_server.len(), clean.to_client.len());
    // What comes last decides; a server says much that changes nothing.
    let answers = (0..to_client).filter(|at| at % 25 == 0 || at + 8 > to_client);
    let all = (0..to_server)
        .map(|message| (Way::ToServer, message))
        .chain(answers.map(|message| (Way::ToClient, message)));
    for (way, message) in all {
        let fault = Fault {
            connection: 0,
            way,
            message,
            fate: Fate::Cut,
        };
        project.query(scenario.before);
        let wire = FaultyWire::new(server, Some(fault));
        let ran = start(&project, scenario, &wire).wait();
        left_alone(&project, &ran);
        is_true(&project, scenario, (&ran, fault));
        if scenario.arguments == "seed" {
            project.run("seed").succeeds();
            assert_eq!(
                project.query(ROWS),
                scenario.rows[1],
                "{fault:?}\n{}",
                ran.transcript()
            );
        }
    }
}

#[test]
fn a_load_that_is_cut_at_any_message_is_whole_or_nothing() {
    for_the_newest_major(|server| cut_everywhere(server, &LOAD));
}

#[test]
fn a_merge_that_is_cut_at_any_message_is_whole_or_nothing() {
    for_the_newest_major(|server| cut_everywhere(server, &MERGE));
}

#[test]
fn a_generation_that_is_cut_at_any_message_is_whole_or_nothing() {
    for_the_newest_major(|server| cut_everywhere(server, &GENERATE));
}

/// The last query of a clean run.
fn commit(project: &Project, scenario: &Scenario) -> usize {
    let queries = traffic(project, scenario).to_server;
    queries.iter().rposition(|(kind, _)| *kind == 'Q').unwrap()
}

#[test]
fn a_commit_whose_answer_is_lost_is_found_out() {
    for_each_major(|server| {
        for scenario in [&LOAD, &MERGE, &GENERATE] {
            let project = project(server);
            let message = commit(&project, scenario);
            let fault = |fate| Fault {
                connection: 0,
                way: Way::ToServer,
                message,
                fate,
            };
            project.query(scenario.before);
            let wire = FaultyWire::new(server, Some(fault(Fate::Cut)));
            let ran = start(&project, scenario, &wire).wait();
            is_true(&project, scenario, (&ran, fault(Fate::Cut)));
            ran.exits(3)
                .stderr_contains("asking the server whether")
                .stderr_contains("the connection was lost, and everything was rolled back");

            // It arrives while the run asks for it.
            let held = Fate::Held(Until::Meanwhile);
            project.query(scenario.before);
            let wire = FaultyWire::new(server, Some(fault(held)));
            let running = start(&project, scenario, &wire);
            running.says("asking the server whether");
            wire.let_through();
            let ran = running.wait();
            left_alone(&project, &ran);
            is_true(&project, scenario, (&ran, fault(held)));
            ran.succeeds();
        }
    });
}

#[test]
fn a_server_that_took_the_place_of_another_knows_nothing_of_generated_rows() {
    for_the_newest_major(|server| {
        let project = project(server);
        let other = Server::scratch(server.major);
        other.query(&format!("create database {}", project.database.name()));
        let message = commit(&project, &GENERATE);
        let fault = Fault {
            connection: 0,
            way: Way::ToServer,
            message,
            fate: Fate::Cut,
        };
        project.query(GENERATE.before);
        let wire = FaultyWire::new(server, Some(fault));
        wire.move_after_fault_to(&other);
        let running = start(&project, &GENERATE, &wire);
        running.says("asking the server whether the generated rows are there");
        eventually("it has asked", || wire.traffic().len() > 2);
        running.signal(rustix::process::Signal::INT);
        running
            .wait()
            .exits(3)
            .stderr_contains("whether the generated rows are there is unknown")
            .stderr_contains("count the rows before you run it again");
    });
}
