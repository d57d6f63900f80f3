//! What people see who sit at a terminal: a bar while it runs, colours, lines that the bar never
//! tears, and a terminal in order afterwards, also after Ctrl-C.

mod support;

use support::{Project, Terminal, eventually, for_each_major};

fn sleeps(project: &Project) -> bool {
    let name = project.database.name();
    let sleepers = project.query(&format!(
        "select count(*) from pg_stat_activity where datname = '{name}' and wait_event = 'PgSleep'"
    ));
    sleepers == "1"
}

/// Three migrations; the second says something and waits until it is let go.
fn project(server: &support::Server) -> Project {
    let project = server.project();
    project.migration("0001_a.sql", "-- migrate:up\ncreate table a ();\n");
    project.migration(
        "0002_slow.sql",
        "-- migrate:up\ndo $$ begin raise notice 'now it takes a while'; perform pg_sleep(60);\n\
         exception when query_canceled then raise notice 'let go'; end $$;\n",
    );
    project.migration("0003_c.sql", "-- migrate:up\ncreate table c ();\n");
    project
}

fn let_go(project: &Project) {
    let name = project.database.name();
    project.query(&format!(
        "select pg_cancel_backend(pid) from pg_stat_activity where datname = '{name}' and wait_event = 'PgSleep'"
    ));
}

#[test]
fn a_bar_shows_what_runs_and_is_gone_afterwards() {
    for_each_major(|server| {
        let project = project(server);
        let terminal = Terminal::start(&project, "up", &[]);
        eventually("the second migration runs", || sleeps(&project));
        eventually("the bar shows it", || {
            let (screen, _) = terminal.screen();
            let last = screen.lines().last().unwrap_or_default().to_owned();
            last.contains("1/3") && last.contains("0002_slow")
        });
        let_go(&project);
        let (screen, written) = terminal.end(0);
        project.screen("terminal/up", &screen);
        assert!(written.contains("\x1b[32mapplied\x1b[0m"), "{written:?}");
    });
}

#[test]
fn ctrl_c_ends_a_run_in_order() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_a.sql", "-- migrate:up\ncreate table a ();\n");
        project.migration("0002_sleep.sql", "-- migrate:up\nselect pg_sleep(60);\n");
        let mut terminal = Terminal::start(&project, "up", &[]);
        eventually("the statement runs", || sleeps(&project));
        terminal.press(b"\x03");
        let (screen, _) = terminal.end(130);
        project.screen("terminal/ctrl_c", &screen);
        assert!(!sleeps(&project));
    });
}

#[test]
fn quiet_json_and_other_wishes_leave_the_bar_out() {
    for_each_major(|server| {
        let cases: [(&str, &[(&str, &str)]); 4] = [
            ("up -q", &[]),
            ("up --format json", &[]),
            ("up --color never", &[]),
            ("up", &[("NO_COLOR", "1")]),
        ];
        for (args, environment) in cases {
            let project = server.project();
            project.migration("0001_a.sql", "-- migrate:up\ncreate table a ();\n");
            let (_, written) = Terminal::start(&project, args, environment).end(0);
            let has_bar = written.contains("1/1") || written.contains("0/1");
            let has_colour = written.contains("\x1b[32m") || written.contains("\x1b[1m");
            // Quiet or not, an error would be seen; what stays on stderr beside JSON is for people.
            let wanted = matches!(args, "up -q" | "up --format json");
            assert_eq!(has_colour, wanted, "{args} {environment:?}: {written:?}");
            assert!(
                !has_bar || !(args.contains("-q") || args.contains("json")),
                "{args}: {written:?}"
            );
        }
    });
}

#[test]
fn an_error_at_a_terminal_is_coloured_and_whole() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_a.sql", "-- migrate:up\nselect 1;\nselect nope;\n");
        let (screen, written) = Terminal::start(&project, "up", &[]).end(3);
        project.screen("terminal/error", &screen);
        assert!(written.contains("\x1b[91merror"), "{written:?}");
    });
}
