//! `wait` and `--wait`: what passes by itself is waited for, nothing else.

mod support;

use rustix::process::Signal;
use support::{
    Behind, Door, Project, Role, Running, Server, Session, Wire, eventually, for_each_major,
};

/// The binary through this door; tries often, and gives each try a second.
fn through<'a>(project: &'a Project, door: &Door, args: &str) -> Running<'a> {
    start(project, &(url(project, door) + "&connect_timeout=1"), args)
}

fn url(project: &Project, door: &Door) -> String {
    door.url(project.database.name())
}

fn start<'a>(project: &'a Project, url: &str, args: &str) -> Running<'a> {
    let mut command = project.command(args.split(' '));
    command.env("DATABASE_URL", url);
    command.env("PROJ_MIGRATE_WAIT_INTERVAL", "20ms");
    Running::start(project, command)
}

/// A server that is about to stop, and lets nobody in while this session is open.
fn stopping(server: &Server) -> Session {
    let session = Session::open(&server.url("postgres"));
    server.signal(Signal::TERM);
    let url = server.url("postgres");
    eventually("it lets nobody in", || {
        Session::try_open(&url)
            .is_err_and(|error| error.code().is_some_and(|code| code.code() == "57P03"))
    });
    session
}

#[test]
fn a_server_is_waited_for_whatever_it_does_until_it_is_up() {
    for_each_major(|server| {
        for (args, end) in [
            ("wait --wait-timeout 10min", "is up"),
            ("up --wait=10min", "1 migration applied"),
        ] {
            let project = server.project();
            project.table("1", "a");
            let door = Door::absent();
            let waiting = through(&project, &door, args);
            waiting.says("waiting for the server at");
            waiting.says(": No such file or directory");
            door.abandon();
            waiting.says(": Connection refused");
            door.open(Behind::HangUp);
            waiting.says(": connection closed");
            let leaving = Server::scratch(server.major);
            let held = stopping(&leaving);
            door.open(Behind::server(&leaving));
            waiting.says(": the database system is shutting down (SQLSTATE 57P03)");
            door.open(Behind::Silence);
            waiting.says(": no answer within 1s");
            door.open(Behind::server(server));
            waiting.wait().succeeds().stderr_contains(end);
            drop(held);
        }
    });
}

#[test]
fn what_does_not_pass_by_itself_ends_the_waiting_at_once() {
    for_each_major(|server| {
        let role = Role::create(server);
        role.set("search_path = 'x'");
        server.query(&format!("alter role {} nologin", role.name()));
        let project = server.project();
        for args in ["wait --wait-timeout 1h", "up --wait=1h"] {
            project
                .run_as(&role, args)
                .exits(3)
                .stderr_contains("is not permitted to log in")
                .never_says("waiting for");
            let door = Door::to(Behind::Says(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
            start(&project, &url(&project, &door), args)
                .wait()
                .exits(3)
                .stderr_contains("does not speak PostgreSQL's protocol")
                .never_says("waiting for");
        }
        // Whether the database is there is no matter to `wait`, and all that matters to others.
        project.run("drop --yes").succeeds();
        project.run("wait").succeeds().stdout("");
        project
            .run("migrate --wait=1h")
            .exits(3)
            .stderr_contains("does not exist")
            .never_says("waiting for");
        project.table("1", "a");
        project.run("up --wait").succeeds();
    });
}

#[test]
fn without_wait_nothing_is_waited_for() {
    for_each_major(|server| {
        let project = server.project();
        through(&project, &Door::absent(), "up")
            .wait()
            .exits(3)
            .never_says("waiting for")
            .never_says("--wait-timeout");
        let mut command = project.command(["--wait=0s", "up"]);
        command.env("DATABASE_URL", Door::absent().url("x"));
        project
            .run_command(&mut command)
            .exits(3)
            .never_says("waiting for");
    });
}

#[test]
fn waiting_ends_when_its_time_is_over_and_says_what_it_waited_for() {
    for_each_major(|server| {
        let project = server.project();
        for door in [Door::absent(), Door::to(Behind::Silence)] {
            let args = "wait --wait-timeout 300ms";
            through(&project, &door, args)
                .wait()
                .exits(3)
                .stderr_contains("error: cannot connect to ")
                .stderr_contains("it was tried for 300ms; `--wait-timeout` gives it longer");
        }
        let running = through(&project, &Door::absent(), "wait --wait-timeout 1h");
        running.says("waiting for the server");
        running.signal(Signal::INT);
        running.wait().exits(130);
    });
}

#[test]
fn a_full_server_is_waited_for() {
    for_each_major(|server| {
        let role = Role::create(server);
        server.query(&format!("alter role {} connection limit 0", role.name()));
        let project = server.project();
        project
            // An attempt has at least an interval, which a busy machine may need for it.
            .run_as(&role, "wait --wait-timeout 200ms --wait-interval 30s")
            .exits(5)
            .stderr_contains("too many connections for role")
            .stderr_contains("hint: the server has no free connection");
        let mut command = project.command(["wait"]);
        command.env("DATABASE_URL", project.database.url_as(role.name()));
        let waiting = Running::start(&project, command);
        waiting.says("waiting for a free connection");
        server.query(&format!("alter role {} connection limit 1", role.name()));
        waiting.wait().succeeds();
    });
}

#[test]
fn who_need_not_wait_pays_nothing_for_it() {
    for_each_major(|server| {
        let project = server.project();
        let wire = Wire::tap(&project);
        wire.run(&project, "up --wait").succeeds();
        assert_eq!(wire.connections(), 1);
        wire.take();
        wire.run(&project, "wait").succeeds();
        assert_eq!(wire.connections(), 1);
    });
}

#[test]
fn the_whole_time_is_waited_also_when_it_is_shorter_than_the_interval() {
    for_each_major(|server| {
        let project = server.project();
        let door = Door::absent();
        let mut command = project.command("wait --wait-timeout 2s --wait-interval 1h".split(' '));
        command.env("DATABASE_URL", door.url(project.database.name()));
        let waiting = Running::start(&project, command);
        // Said before a pause: giving up at once doesn't come to it.
        waiting.says("waiting for the server at");
        let ran = waiting.wait().exits(3);
        ran.stderr_contains("it was tried for 2s");
    });
}
