//! The table of allowed arrows. Arrows point down only and may skip floors;
//! workshops never know each other; the ground does no I/O. A new room enters
//! this table and the drawing in `ARCHITECTURE.md` in the same commit.

use super::paths::Target;

const GROUND: &[&str] = &[
    "generate",
    "lint",
    "migration",
    "outcome",
    "plan",
    "schema",
    "sql",
    "target",
];
const WORKSHOPS: &[&str] = &["postgres", "report", "server", "source"];

/// A room and the other rooms it may name; `GROUND` and `WORKSHOPS` stand for
/// all their members.
const ARROWS: &[(&str, &[&[&str]])] = &[
    // Settings take the parsed arguments as their input, so that arrow points at `cli`.
    ("cli", &[]),
    ("settings", &[&["cli", "commands"], GROUND]),
    ("commands", &[WORKSHOPS, GROUND]),
    ("postgres", &[GROUND]),
    ("report", &[GROUND]),
    ("server", &[GROUND]),
    ("source", &[GROUND]),
    (
        "outcome",
        &[&["lint", "migration", "plan", "schema", "sql", "target"]],
    ),
    ("plan", &[&["migration", "schema"]]),
    ("lint", &[&["migration", "schema", "sql"]]),
    ("generate", &[&["schema", "sql"]]),
    ("migration", &[&["sql"]]),
    ("schema", &[]),
    ("sql", &[]),
    ("target", &[]),
];

/// A foreign crate that only some rooms may know, and those rooms.
const FOREIGN: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["report"]),
    ("clap", &["main", "cli"]),
    ("comfy_table", &["report"]),
    ("flate2", &["source"]),
    ("indicatif", &["report"]),
    ("postgres_types", &["postgres"]),
    ("rustls", &["postgres"]),
    ("rustls_native_certs", &["postgres"]),
    ("ruzstd", &["source"]),
    ("tokio_postgres", &["postgres"]),
    ("tokio_rustls", &["postgres"]),
    ("walkdir", &["source"]),
    ("x509_cert", &["postgres"]),
];

/// What no room of the ground floor may reach: files, network, processes,
/// environment, terminal, threads, clocks and async. Types that only describe,
/// such as an address or a point in time, are welcome.
const NOT_ON_THE_GROUND: &[&str] = &[
    "Local::now",
    "Utc::now",
    "chrono::Local",
    "chrono::Utc::now",
    "std::env",
    "std::fs",
    "std::io::stderr",
    "std::io::stdin",
    "std::io::stdout",
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::ToSocketAddrs",
    "std::net::UdpSocket",
    "std::os",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "tokio",
];

/// Whether the table knows a top-level module of this name.
pub(crate) fn is_room(name: &str) -> bool {
    ARROWS.iter().any(|(room, _)| *room == name)
}

/// The rule that a path from `module` to `target` breaks, if any.
///
/// `main` may name every room: it is the door. `lib` names none, which the test
/// of its declarations holds.
pub(crate) fn broken_rule(module: &[String], target: &Target) -> Option<String> {
    let from = module.first().map_or("", String::as_str);
    match target {
        Target::Inside(path) => inside(from, path.first()?),
        Target::Outside(path) => outside(from, path),
    }
}

fn inside(from: &str, to: &str) -> Option<String> {
    if from == "main" || from == to {
        return None;
    }
    if !is_room(to) {
        return Some("only rooms may be named at the root".to_owned());
    }
    let Some((_, groups)) = ARROWS.iter().find(|(room, _)| *room == from) else {
        return Some(format!("{from} is no room of the table"));
    };
    let allowed = groups.concat();
    if allowed.contains(&to) {
        return None;
    }
    let allowed = match allowed.as_slice() {
        [] => "no other room".to_owned(),
        rooms => format!("only {}", rooms.join(", ")),
    };
    Some(format!("{from} may not use {to}: it may use {allowed}"))
}

fn outside(from: &str, path: &[String]) -> Option<String> {
    let is_under = |prefix: &str| {
        let wanted = prefix.split("::").count();
        path.len() >= wanted && prefix.split("::").eq(path.iter().take(wanted))
    };
    if let Some((name, rooms)) = FOREIGN.iter().find(|(name, _)| is_under(name))
        && !rooms.contains(&from)
    {
        return Some(format!("only {} may use {name}", rooms.join(", ")));
    }
    if !GROUND.contains(&from) {
        return None;
    }
    NOT_ON_THE_GROUND
        .iter()
        .find(|prefix| is_under(prefix))
        .map(|prefix| format!("the ground floor may not use {prefix}"))
}
