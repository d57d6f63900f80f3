//! What failed in the run that was waited for is reported by those who waited, not tried again.

use crate::HOLD;
use crate::support::{
    Fate, Fault, FaultyWire, Project, Running, Until, Way, eventually, for_each_major,
};

/// Fails when it gets the table `t`; each try takes a number.
const BAD: &str = "-- migrate:up lock-timeout:60s\n\
    select nextval('tries');\nalter table t add x int;\nselect 1/0;\n";

/// Waits until somebody tries [`BAD`].
fn at_work(project: &Project) {
    eventually("one is at work", || {
        project.query("select last_value, is_called from tries") == "1|t"
    });
}

/// A migration that fails fails once, not once for everybody who waited for it.
#[test]
fn waiters_report_the_failure_of_what_they_waited_for() {
    for_each_major(|server| {
        for (marker, left) in [("up", "not run: "), ("up transaction:false", "")] {
            let project = server.project();
            project.query("create table t (); create sequence tries");
            project.migration("0001_a.sql", "-- migrate:up\ncreate table a ();\n");
            project.run("up").succeeds();
            let bad = BAD.replacen("up", marker, 1);
            project.migration("0002_bad.sql", &bad);
            let holder = project.session();
            holder.query("begin; lock table t");
            let first = project.start("up");
            at_work(&project);
            let others: Vec<_> = (0..12).map(|_| project.start("up")).collect();
            eventually("the others wait", || {
                let mut others = others.iter();
                others.all(|run| run.err().contains("waiting for the lock"))
            });
            holder.query("commit");
            first
                .wait()
                .exits(3)
                .stderr_contains("error: division by zero");
            let mut told = 0;
            for run in others {
                let ran = run.wait().exits(3).stderr_contains("division by zero");
                if ran
                    .err
                    .contains("0002_bad failed in another run while this one waited for the lock")
                {
                    told += 1;
                    assert!(ran.err.contains(left), "{}", ran.err);
                }
            }
            let tries: i32 = project
                .query("select last_value from tries")
                .parse()
                .unwrap();
            // One may find the lock free between the rollback and what is told behind it.
            assert!(
                tries <= 2 && told + tries == 13,
                "{told} told, {tries} tried"
            );
            let logged =
                "select version, reason from schema_migrations_log where action = 'failed'";
            let logged = project.query(logged);
            assert!(
                logged.starts_with("0002|division by zero (SQLSTATE 22012)"),
                "{logged}"
            );

            // Who comes later tries by itself.
            project
                .run("up")
                .exits(3)
                .stderr_contains("error: division by zero");
            project.migration("0002_bad.sql", bad.replace("1/0", "1"));
            project.run("up").succeeds();
        }
    });
}

/// Who waits until the ledger may be created has waited, too.
#[test]
fn the_first_runs_on_a_new_database_report_the_failure_of_one_of_them() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (); create sequence tries");
        project.migration("0001_bad.sql", BAD);
        let (lock, table) = (project.session(), project.session());
        lock.query(HOLD);
        table.query("begin; lock table t");
        let runs: Vec<_> = (0..12).map(|_| project.start("up")).collect();
        eventually("they wait", || {
            let mut runs = runs.iter();
            runs.all(|run| run.err().contains("waiting for the lock"))
        });
        lock.query("commit");
        at_work(&project);
        table.query("commit");
        let ran: Vec<_> = runs.into_iter().map(|run| run.wait().exits(3)).collect();
        let elsewhere = "0001_bad failed in another run while this one waited for the lock";
        let told = ran.iter().filter(|ran| ran.err.contains(elsewhere)).count();
        // One may find the lock free between the rollback and what is told behind it.
        assert!(told >= 10, "{told} of 12 were told");
    });
}

/// The failure comes between its try, which is refused, and its hearing of that.
#[test]
fn who_hears_late_that_the_lock_is_taken_has_waited_since_it_tried() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (); create sequence tries");
        project.migration("0001_a.sql", "-- migrate:up\ncreate table a ();\n");
        project.run("up").succeeds();
        project.migration("0002_bad.sql", BAD);
        let holder = project.session();
        holder.query("begin; lock table t");
        let first = project.start("up");
        at_work(&project);
        let through = |wire: &FaultyWire, args: &str| {
            let mut command = project.command(args.split(' '));
            command.env("DATABASE_URL", wire.patient_url(project.database.name()));
            Running::start(&project, command)
        };
        let traced = FaultyWire::new(server, None);
        through(&traced, "up --lock-wait 0s").wait().exits(5);
        let heard = traced.traffic()[0].to_client.clone();
        let fault = Fault {
            connection: 0,
            way: Way::ToClient,
            message: heard.iter().position(|(kind, _)| *kind == 'E').unwrap(),
            fate: Fate::Held(Until::Meanwhile),
        };
        // Only what somebody waits for is told.
        let waiter = project.start("up");
        waiter.says("waiting for the lock");
        eventually("it looks at the lock", || {
            project.query(
                "select count(*) from pg_stat_activity where datname = current_database() \
                 and query like '%select not exists (select from pg_locks%' and pid <> pg_backend_pid()",
            ) == "1"
        });
        let wire = FaultyWire::new(server, Some(fault));
        let late = through(&wire, "up");
        eventually("it is refused", || wire.has_failed());
        holder.query("commit");
        first.wait().exits(3);
        for run in [waiter, late] {
            run.wait().exits(3).stderr_contains(
                "0002_bad failed in another run while this one waited for the lock",
            );
        }
    });
}
