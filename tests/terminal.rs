//! What people see who sit at a terminal: a bar while it runs, colours, lines that the bar never
//! tears, and a terminal in order afterwards, also after Ctrl-C.

mod support;

use support::{Project, Terminal, eventually, for_each_major};

/// README tells how it is made of the ledger's name.
const LOCK_KEY: i64 = -6_681_604_691_600_619_045;

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

/// A notice comes while the bar is drawn, and the bar never takes two rows: half of it would stay.
#[test]
fn a_narrow_terminal_shows_what_runs_in_one_row_and_keeps_nothing_of_it() {
    for_each_major(|server| {
        for columns in [20, 40] {
            let project = project(server);
            project.remove("db/migrations/0002_slow.sql");
            project.migration(
                "0002_a_name_that_is_longer_than_the_terminal_is_wide.sql",
                "-- migrate:up\ndo $$ begin raise notice 'now it takes a while'; perform pg_sleep(60);\n\
                 exception when query_canceled then raise notice 'let go, and said in many words'; end $$;\n",
            );
            let terminal = Terminal::start_within(columns, &project, "up", &[]);
            eventually("the second migration runs", || sleeps(&project));
            eventually("the bar names it in one row", || {
                let rows = terminal.rows();
                let bars: Vec<_> = rows.iter().filter(|row| row.contains("1/3")).collect();
                bars.len() == 1 && bars[0].contains("0002_a_")
            });
            let_go(&project);
            let (screen, _) = terminal.end(0);
            project.screen("terminal/narrow_up", &screen);
        }
    });
}

#[test]
fn a_source_line_is_cut_to_the_terminal_with_its_caret_below() {
    for_each_major(|server| {
        for columns in [20, 40, 80] {
            let project = server.project();
            project.migration(
                "0001_a.sql",
                "-- migrate:up\nselect 'many', 'words', 'before', it, 'and', 'many', 'words', 'behind', 'it';\n",
            );
            let terminal = Terminal::start_within(columns, &project, "up", &[]);
            eventually("it ended", || terminal.screen().0.contains("hint:"));
            let rows = terminal.rows();
            let caret = rows.iter().position(|row| row.ends_with('^')).unwrap();
            if columns >= 40 {
                let at = rows[caret].find('^').unwrap();
                assert_eq!(&rows[caret - 1][at..at + 2], "it", "{rows:#?}");
            }
            let (screen, _) = terminal.end(3);
            project.screen(&format!("terminal/error_{columns}"), &screen);
        }
    });
}

#[test]
fn a_narrow_status_leaves_columns_out_and_says_which() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_create_users.sql", "-- migrate:up\nselect 1;\n");
        project.run("up --release 1.4.2").succeeds();
        project.migration("0002_add_phone.sql", "-- migrate:up\nselect 1;\n");
        for columns in [20, 50, 65, 120] {
            let (screen, _) = Terminal::start_within(columns, &project, "status", &[]).end(0);
            project.screen(&format!("terminal/status_{columns}"), &screen);
        }
        // Nobody's terminal: all there is, whatever COLUMNS says.
        let mut command = project.command(["status"]);
        project
            .run_command(command.env("COLUMNS", "20"))
            .reads("terminal/status_piped");
    });
}

#[test]
fn the_bar_tells_how_far_a_long_statement_is() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table a (x int); insert into a values (1); create function slow(int) returns int \
             language plpgsql immutable as 'begin perform pg_sleep(60); return 1; end'",
        );
        project.migration(
            "0001_index.sql",
            "-- migrate:up\nselect 1;\ncreate index on a (slow(x));\n",
        );
        let mut terminal = Terminal::start(&project, "up", &[]);
        eventually("the bar tells the phase", || {
            let (screen, _) = terminal.screen();
            let last = screen.lines().last().unwrap_or_default().to_owned();
            last.contains("0001_index: 2/2, ") && last.contains(" %, building index: scanning")
        });
        terminal.press(b"\x03");
        let (screen, _) = terminal.end(130);
        assert!(!screen.contains("building index"), "{screen}");
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

#[test]
fn a_question_that_is_not_answered_leaves_its_line_and_nothing_else() {
    for_each_major(|server| {
        let project = server.project();
        project.table("0001", "a");
        project.run("up").succeeds();
        project.migration("0001_a.sql", "-- migrate:up\ncreate table a (x int);\n");
        for (keys, status, name) in [
            (&b"n\n"[..], 4, "no"),
            (b"\x04", 4, "ctrl_d"),
            (b"\x03", 130, "ctrl_c"),
            (b"y\n", 0, "yes"),
        ] {
            for columns in [40, 100] {
                let mut terminal = Terminal::start_within(columns, &project, "repair 1", &[]);
                eventually("it asks", || terminal.screen().0.contains("[y/N]"));
                terminal.press(keys);
                let (screen, _) = terminal.end(status);
                if status != 0 || columns == 40 {
                    project.screen(&format!("terminal/question_{name}"), &screen);
                }
                if status == 0 {
                    break;
                }
            }
        }
    });
}

/// Before there is a bar, the terminal's `^C` would stand in front of what is said.
#[test]
fn ctrl_c_while_waiting_for_the_lock_is_told_on_a_line_of_its_own() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_a.sql", "-- migrate:up\ncreate table a ();\n");
        project.run("up").succeeds();
        project.migration("0002_b.sql", "-- migrate:up\ncreate table b ();\n");
        let holder = project.session();
        holder.query(&format!("begin; select pg_advisory_xact_lock({LOCK_KEY})"));
        let mut terminal = Terminal::start(&project, "up", &[]);
        eventually("it waits", || {
            terminal.screen().0.contains("waiting for the lock")
        });
        terminal.press(b"\x03");
        let (screen, _) = terminal.end(130);
        holder.query("rollback");
        // Whether a query had to be cancelled is chance.
        let (_, end) = screen.split_once("pg_advisory_xact_lock").unwrap();
        assert!(!end.contains("^C") && !end.contains("0/1"), "{screen}");
        assert!(
            end.contains("\nerror: interrupted by SIGINT\nthis run changed nothing\n"),
            "{screen}"
        );
    });
}
