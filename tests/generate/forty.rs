//! Forty tables that exercise each kind of constraint: the server is the judge.

use crate::support::{Project, Server, for_each_major, for_the_newest_major};

const SCHEMA: &str = include_str!("forty_tables.sql");

fn forty(server: &Server) -> Project {
    let project = server.project();
    project.query(SCHEMA);
    project
}

/// Ordinary and partitioned tables, without the partitions.
fn tables(project: &Project) -> Vec<String> {
    let tables = project.query(
        "select concat(quote_ident(n.nspname), '.', quote_ident(c.relname)) from pg_class c \
         join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') \
         and not c.relispartition and n.nspname in ('app', 'Odd Names') order by 1",
    );
    tables.lines().map(str::to_owned).collect()
}

fn count(project: &Project, table: &str) -> u64 {
    project
        .query(&format!("select count(*) from {table}"))
        .parse()
        .unwrap()
}

/// As many rows as a table may have at once.
fn possible(table: &str) -> u64 {
    match table {
        "app.palette" => 3,
        _ => 60,
    }
}

/// Adds so many rows to a table; why they weren't, unless they were.
fn added(project: &Project, table: &str, rows: u64, locale: &str) -> Option<String> {
    let before = count(project, table);
    let wish = format!("{table}={rows}");
    let arguments = ["seed", "generate", &wish, "--locale", locale];
    let ran = project.run_command(&mut project.command(arguments));
    let are_there = ran.status == 0 && count(project, table) == before + rows;
    (!are_there).then(|| format!("{rows} more to the {before} of {table}: {}", ran.err))
}

#[test]
fn every_table_takes_rows_alone_and_again() {
    for_each_major(|server| {
        let project = forty(server);
        let tables = tables(&project);
        assert!(tables.len() >= 40, "{} tables", tables.len());
        let mut refused = Vec::new();
        for table in &tables {
            refused.extend(added(&project, table, possible(table), "en"));
        }
        for table in tables.iter().filter(|table| *table != "app.palette") {
            refused.extend(added(&project, table, 25, "de"));
        }
        assert!(refused.is_empty(), "{}", refused.join("\n"));
    });
}

#[test]
fn all_tables_take_rows_at_once() {
    for_the_newest_major(|server| {
        let project = forty(server);
        let tables = tables(&project);
        let wishes = tables
            .iter()
            .map(|table| format!("{table}={}", possible(table) * 5 / 3));
        let wishes = wishes.map(|wish| wish.replace("palette=5", "palette=3"));
        let mut arguments = vec!["seed".to_owned(), "generate".to_owned()];
        arguments.extend(wishes);
        project
            .run_command(&mut project.command(&arguments))
            .succeeds();
        for table in tables.iter().filter(|table| *table != "app.palette") {
            assert_eq!(count(&project, table), 100, "{table}");
        }
        let spread = "select count(distinct tableoid::regclass) from app.sales";
        assert_eq!(project.query(spread), "2", "every partition has some");
        let branches = "select count(distinct kind) from app.payments";
        assert_eq!(project.query(branches), "2", "every branch comes up");
    });
}

#[test]
fn a_partition_takes_rows_of_its_own() {
    for_the_newest_major(|server| {
        let project = forty(server);
        project
            .run("seed generate app.events_2031=20 app.sales_south=20")
            .succeeds();
        assert_eq!(count(&project, "app.events_2031"), 20);
        assert_eq!(count(&project, "app.sales_south_1"), 20);
    });
}
