//! Servers that crash, and a connection that is lost at the very end.

use rustix::process::{Pid, Signal, kill_process};

use crate::interruption::{ended, holding};
use crate::support::{
    Cut, Moment, Project, Server, Session, each_major, eventually, for_each_major,
};

#[test]
fn after_a_crash_of_the_server_the_next_run_ends_right() {
    each_major(|major| {
        let server = Server::scratch(major);
        for (statement, holds, effect) in [
            (
                "create index concurrently i on t (x)",
                "lock table t in access share mode",
                "select count(*) = 2 from pg_index where indrelid = 't'::regclass and indisvalid",
            ),
            (
                "drop index concurrently d",
                "lock table t in access share mode",
                "select to_regclass('d') is null",
            ),
            (
                "insert into t values (2)",
                "lock table t in access exclusive mode",
                "select count(*) = 1 from t where x = 2",
            ),
        ] {
            let project = server.project();
            project.query("create table t (x int); create index d on t (x)");
            // The tests' servers commit asynchronously.
            project.query("checkpoint");
            project.migration(
                "1_x.sql",
                format!(
                    "-- migrate:up transaction:false lock-timeout:10s\n\
                     create table first ();\n{statement};\ncreate table last ();\n"
                ),
            );
            let holder = holding(&project, holds);
            let run = project.start("up");
            let mut pid = None;
            // From one wait to the next it doesn't, for a moment.
            eventually("it waits", || {
                pid = worker(&project).parse().ok();
                pid.is_some()
            });
            // One backend that is killed takes all others with it.
            kill_process(Pid::from_raw(pid.unwrap()).unwrap(), Signal::KILL).unwrap();
            run.wait().exits(3);
            // It lets new ones in until it has heard of that.
            eventually("the server has heard of it", || {
                holder.try_query("select 1").is_err()
            });
            drop(holder);
            let url = project.database.url();
            eventually("the server has recovered", || {
                Session::try_open(&url).is_ok_and(|session| session.try_query("select 1").is_ok())
            });
            project.run("up").succeeds();
            assert_eq!(project.query(effect), "t", "{statement}");
            assert_eq!(project.query("select to_regclass('last')"), "last");
        }
    });
}

/// The backend of the run that waits for a lock.
fn worker(project: &Project) -> String {
    project.query(
        "select pid from pg_stat_activity where datname = current_database() \
         and application_name = 'proj-migrate' and wait_event_type = 'Lock'",
    )
}

#[test]
fn a_record_whose_answer_is_lost_is_found_in_the_ledger() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\ncreate table a ();\nselect 'marked';\n",
        );
        let cut = Cut::new(&project, "select 'marked'", Moment::Recording);
        let mut command = project.command(["up"]);
        command.env("DATABASE_URL", cut.url(&project));
        project
            .run_command(&mut command)
            .succeeds()
            .stderr_contains("asking the server whether it is applied")
            .stdout_contains("applied  1_x");
        project.run("status --exit-code").succeeds();
    });
}

/// An index that is built concurrently may have to wait for the transaction of the next run's
/// guard, which waits for it. Here it is a procedure that waits for the guard's own lock.
#[test]
fn a_lost_statement_that_waits_for_the_next_run_is_let_go_on() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create procedure p() language plpgsql as $$
             declare guards constant bigint := x'5cb9d410fc703624'::bigint;
             begin
                 if current_setting('server_version_num')::int >= 140000 then
                     -- Nor does a pooler's backend hear that the run is gone.
                     perform set_config('client_connection_check_interval', '0', false);
                     commit;
                 end if;
                 while not pg_try_advisory_xact_lock(guards) loop
                     perform pg_sleep(0.01);
                 end loop;
                 commit;
                 while pg_try_advisory_xact_lock(guards) loop
                     commit;
                     perform pg_sleep(0.01);
                 end loop;
                 perform pg_advisory_xact_lock(guards);
             end $$",
        );
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\nset lock_timeout = 0;\ncall p();\n",
        );
        let run = project.start("up");
        let called = "select count(*) from pg_stat_activity where datname = current_database() \
            and state = 'active' and query like 'call p%'";
        eventually("it is called", || project.query(called) == "1");
        run.kill();
        project
            .run("up --lock-wait 20s")
            .exits(4)
            .stderr_contains("1_x is in doubt: nobody saw the end of statement 2 of 2");
        ended(&project);
    });
}
