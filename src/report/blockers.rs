//! What a migration waits for and who holds it, in words: while it waits, and when waiting
//! has ended it.

use super::duration::human;
use super::holder;
use super::message::Message;
use crate::outcome::{Blocker, CutShort, GaveUp, LockWait, Sought, Wait};

/// How many of those at the end of a chain are told how to end.
const MOST_CURES: usize = 3;

/// `waiting for ACCESS EXCLUSIVE on public.a, 2 s so far`, and a line for each blocker,
/// indented under whom it keeps waiting. Not escaped.
pub(super) fn waiting(wait: &Wait) -> Vec<String> {
    let so_far = match wait.waited.as_secs() {
        0 => String::new(),
        _ => format!(", {} so far", human(wait.waited)),
    };
    let first = format!("waiting for {}{so_far}", sought(&wait.sought));
    let rest = tree(&wait.blockers).into_iter().map(|blocker| {
        let indent = "  ".repeat(usize::try_from(blocker.depth).unwrap_or(1));
        format!("{indent}behind {}", line(blocker))
    });
    [first].into_iter().chain(rest).collect()
}

/// `message` with what was waited for, who held it, and what may be done about it.
pub(super) fn explain(message: Message, wait: &LockWait) -> Message {
    let message = match &wait.sought {
        Some(found) => message.note("waited for", sought(found)),
        None => message,
    };
    let message = tree(&wait.blockers)
        .into_iter()
        .fold(message, |message, blocker| match blocker.depth {
            1 => message.note("behind", line(blocker)),
            _ => message.note("which is behind", line(blocker)),
        });
    match tried(wait) {
        Some(tried) => message.prose(tried),
        None => message,
    }
}

/// What may be done about it, the likeliest first.
pub(super) fn cures(wait: &LockWait) -> Vec<String> {
    let roots = wait
        .blockers
        .iter()
        .filter(|blocker| is_root(blocker, &wait.blockers));
    let mut told = Vec::new();
    for blocker in roots {
        let cure = end(blocker);
        if !told.contains(&cure) && told.len() < MOST_CURES {
            told.push(cure);
        }
    }
    told.extend(onward(wait));
    told
}

/// What to do when nobody is to be ended.
fn onward(wait: &LockWait) -> Vec<String> {
    let longer = match (wait.gave_up, wait.cut_short) {
        (_, Some(CutShort::ConcurrentWait(_))) => Some(
            "to wait until it is done, say a larger `--concurrent-wait-for`, or none".to_owned(),
        ),
        // Nobody was seen: what is said of the error in general says this, too.
        (GaveUp::BudgetSpent(_), None) if wait.blockers.is_empty() => None,
        (GaveUp::BudgetSpent(budget), _) => Some(format!(
            "to wait until it is done, say a larger `--lock-retry-for` than {}",
            human(budget)
        )),
        (GaveUp::WorkedLong(_), _) => Some(
            "put the statement that needs the lock into a migration of its own; to have this one \
             repeated as it is, say `--lock-retry-for 5min`, or write `lock-retry-for:5min` behind the \
             section's marker"
                .to_owned(),
        ),
        (GaveUp::NotAlone, _) => None,
    };
    let alone = matches!(wait.cut_short, Some(CutShort::HeldStrongLocks(_))).then(|| {
        "nobody could use the tables that it had locked meanwhile: put the statement that waits into \
         a migration of its own, or first"
            .to_owned()
    });
    longer.into_iter().chain(alone).collect()
}

/// What happened, when it was us who ended it.
pub(super) fn cut_short(why: CutShort) -> String {
    match why {
        CutShort::HeldStrongLocks(limit) => format!(
            "it waited for others longer than {} in all while it held strong locks",
            human(limit)
        ),
        CutShort::ConcurrentWait(limit) => {
            format!(
                "it waited for other transactions longer than {} in all",
                human(limit)
            )
        }
    }
}

/// How often it was tried, and why not again.
fn tried(wait: &LockWait) -> Option<String> {
    let times = match wait.tries {
        0 | 1 => "it was tried once".to_owned(),
        tries => format!("it was tried {tries} times"),
    };
    Some(match wait.gave_up {
        GaveUp::BudgetSpent(budget) => format!("{times}, for {} of waiting", human(budget)),
        GaveUp::WorkedLong(worked) => format!(
            "{times}: it had worked for {} before it had to wait, which is not repeated unasked",
            human(worked)
        ),
        GaveUp::NotAlone => return None,
    })
}

/// `ACCESS EXCLUSIVE on public.a`; PostgreSQL manual, view `pg_locks`.
fn sought(sought: &Sought) -> String {
    let on = |text: &str| match &sought.relation {
        Some(relation) => format!("{text} {relation}"),
        None => text.to_owned(),
    };
    match sought.locktype.as_str() {
        "relation" => on(&format!("{} on", mode(&sought.mode))),
        "tuple" => on("a row of"),
        "transactionid" => "a row that another transaction has changed".to_owned(),
        "virtualxid" => "another transaction to end".to_owned(),
        "advisory" => "an advisory lock".to_owned(),
        other => format!("a lock ({other})"),
    }
}

/// `AccessExclusiveLock` as LOCK TABLE names it.
fn mode(mode: &str) -> String {
    let mut words = String::new();
    for letter in mode.trim_end_matches("Lock").chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_uppercase());
    }
    words
}

/// `pid 4242 (user app, …): select * from a`
fn line(blocker: &Blocker) -> String {
    if let Some(name) = &blocker.prepared {
        let who = holder::holder(&blocker.session);
        let facts = who.strip_prefix("pid 0").unwrap_or(&who);
        return format!("the prepared transaction '{name}'{facts}");
    }
    let mut line = holder::holder(&blocker.session);
    if let Some(kind) = blocker
        .kind
        .as_deref()
        .filter(|kind| *kind != "client backend")
    {
        line = format!("{kind}, {line}");
    }
    match holder::query(&blocker.session) {
        Some(query) => format!("{line}: {query}"),
        None => line,
    }
}

/// How to end a blocker that waits for nobody.
fn end(blocker: &Blocker) -> String {
    let pid = blocker.session.pid;
    match (&blocker.prepared, blocker.kind.as_deref()) {
        (Some(name), _) => format!(
            "a prepared transaction stays until somebody ends it: `commit prepared '{}'` or `rollback prepared`",
            name.replace('\'', "''")
        ),
        (None, Some("autovacuum worker")) => format!(
            "autovacuum gives way by itself unless it must prevent wraparound: let it finish, or \
             `select pg_cancel_backend({pid})`"
        ),
        (None, _) => format!(
            "if pid {pid} may be ended, `select pg_terminate_backend({pid})` does: its transaction is rolled back"
        ),
    }
}

fn is_root(blocker: &Blocker, all: &[Blocker]) -> bool {
    blocker.prepared.is_some() || all.iter().all(|other| other.blocks != blocker.session.pid)
}

/// Each blocker behind the one that it keeps waiting, depth first.
fn tree(blockers: &[Blocker]) -> Vec<&Blocker> {
    let mut order = Vec::new();
    for blocker in blockers.iter().filter(|blocker| blocker.depth == 1) {
        branch(blocker, blockers, &mut order);
    }
    order
}

fn branch<'b>(blocker: &'b Blocker, all: &'b [Blocker], order: &mut Vec<&'b Blocker>) {
    order.push(blocker);
    let behind = all.iter().filter(|other| {
        other.depth == blocker.depth + 1 && other.blocks == blocker.session.pid && other.blocks != 0
    });
    for other in behind {
        // Two may wait for the same one: it is named once.
        if !order.contains(&other) {
            branch(other, all, order);
        }
    }
}
