//! `pg_subscription`, of this database; never the connection string, which only superusers may
//! read. 13 hides more than that from others. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading, Sight};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, Subscription};

pub(super) const PART: Part = Part { query, read };

/// Whether [`Sight::Clear`], as one row with `is_clear`.
pub(super) const IS_CLEAR: &str = "select pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'oid', 'SELECT') as is_clear";

const OF_THIS_DATABASE: &str = "from pg_catalog.pg_subscription s \
    join pg_catalog.pg_database d on d.oid = s.subdbid where d.datname = current_database()";

/// What each major brought, as options; NULL where it is the default. 18 made another one the
/// default of streaming.
fn query(major: Major) -> String {
    if major.1 == Sight::NoSubscriptions {
        return format!("select null as oid, s.subname {OF_THIS_DATABASE}");
    }
    let streaming = match major.0 {
        ..14 => "null",
        14 | 15 => "case when s.substream then 'streaming = on' end",
        16 | 17 => {
            "case s.substream when 't' then 'streaming = on' when 'p' then 'streaming = parallel' end"
        }
        _ => "case s.substream when 't' then 'streaming = on' when 'f' then 'streaming = off' end",
    };
    let options = [
        (14, "case when s.subbinary then 'binary = true' end"),
        (0, streaming),
        (
            15,
            "case when s.subtwophasestate <> 'd' then 'two_phase = on' end",
        ),
        (
            15,
            "case when s.subdisableonerr then 'disable_on_error = true' end",
        ),
        (
            16,
            "case when not s.subpasswordrequired then 'password_required = false' end",
        ),
        (
            16,
            "case when s.subrunasowner then 'run_as_owner = true' end",
        ),
        (17, "case when s.subfailover then 'failover = true' end"),
        (
            0,
            "case when s.subsynccommit <> 'off' then 'synchronous_commit = ' || quote_literal(s.subsynccommit) end",
        ),
        (
            16,
            "case when s.suborigin <> 'any' then 'origin = ' || s.suborigin end",
        ),
    ];
    let options: Vec<&str> = (options.iter())
        .filter(|(since, _)| major.0 >= *since)
        .map(|(_, sql)| *sql)
        .collect();
    format!(
        "select s.oid, s.subname, s.subslotname, to_json(s.subpublications) as publications, \
         to_json(array_remove(array[{}]::text[], null)) as options {OF_THIS_DATABASE}",
        options.join(", ")
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::global(Kind::Subscription, row.text("subname")?);
    let gathered = &mut reading.gathered;
    let Some(address) = row.optional_address(Catalogue::SUBSCRIPTION, "oid")? else {
        gathered.unreadable.push((None, id.title()));
        return Ok(());
    };
    let note = format!("the connection of {}", id.title());
    gathered.secrets.push((Some(address), note));
    let subscription = Subscription {
        publications: row.list("publications")?,
        slot: row.optional("subslotname")?,
        options: row.list("options")?,
    };
    let found = Found::new(address, id, subscription);
    gathered.found.push(found);
    Ok(())
}
