//! The five migrations that are swept. Every statement of theirs leaves a trace that tells how
//! often it took effect: a line in `journal`, or an object that can't be made twice.

use crate::support::Project;

/// Statements whose line in the journal is the only one that tells: nobody else can.
pub(crate) const IN_DOUBT: &str = "02.up.2";

/// The newest version, and all of them as the ledger has them.
pub(crate) const VERSIONS: &str = "01,02,03,04,05";

/// Writes them into the project's folder.
pub(crate) fn write(project: &Project, major: u32) {
    project.migration(
        "01_base.sql",
        "-- migrate:up
create table journal (what text not null);
create table t (x int primary key, y int);
insert into t select n, n from generate_series(1, 50) n;
create type mood as enum ('fine');
create procedure note(what text) language plpgsql as $$ begin
    insert into journal values (what); commit;
end $$;
insert into journal values ('01.up.1');
-- migrate:down
drop table t;
",
    );
    project.migration(
        "02_loose.sql",
        "-- migrate:up transaction:false
set search_path = public;
create index concurrently t_y on t (y);
insert into journal values ('02.up.1');
alter type mood add value 'better';
vacuum t;
call note('02.up.2');
begin;
insert into journal values ('02.up.3');
insert into journal values ('02.up.4');
commit;
create unique index concurrently on t (y, x);
reindex index concurrently t_y;
copy journal from stdin;
02.up.5
\\.
-- migrate:down transaction:false
drop index concurrently t_y;
",
    );
    project.migration(
        "03_column.sql",
        "-- migrate:up
alter table t add column z int not null default 7;
insert into journal values ('03.up.1');
-- migrate:down
alter table t drop column z;
",
    );
    // DETACH … CONCURRENTLY came with 14.
    let concurrently = if major >= 14 { "concurrently" } else { "" };
    project.migration(
        "04_more.sql",
        format!(
            "-- migrate:up transaction:false
insert into journal values ('04.up.1');
create table parts (x int) partition by range (x);
create table part partition of parts for values from (1) to (9);
alter table parts detach partition part {concurrently};
create index concurrently t_z on t (z);
insert into journal values ('04.up.2');
-- migrate:down transaction:false
insert into journal values ('04.down.1');
drop index concurrently t_z;
drop table parts, part;
insert into journal values ('04.down.2');
"
        ),
    );
    project.migration(
        "05_last.sql",
        "-- migrate:up
create table last (x int);
insert into journal values ('05.up.1');
-- migrate:down
drop table last;
insert into journal values ('05.down.1');
",
    );
}

/// How often each line must be in the journal, given how often a version was applied and
/// reverted; the first one of a version's tells that.
pub(crate) const LINES: [(&str, &[&str], &[&str]); 5] = [
    ("01", &["01.up.1"], &[]),
    (
        "02",
        &["02.up.1", "02.up.2", "02.up.3", "02.up.4", "02.up.5"],
        &[],
    ),
    ("03", &["03.up.1"], &[]),
    ("04", &["04.up.1", "04.up.2"], &["04.down.1", "04.down.2"]),
    ("05", &["05.up.1"], &["05.down.1"]),
];
