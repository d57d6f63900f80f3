//! What psql sends when it is given a script.

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;

use crate::log::{Sent, statements_by_marker};
use crate::pieces::Piece;
use crate::server::Server;

const MARKER: &str = "what follows stands in";

/// A script's pieces in its order, each with the statements that psql sent for it.
pub(crate) type Traffic = Vec<(Piece, Vec<Sent>)>;

/// What psql sends for each of the scripts, by their names: a connection a script, its
/// pieces run one after the other as files of their own.
pub(crate) fn statements_sent(cut: BTreeMap<String, Vec<Piece>>) -> BTreeMap<String, Traffic> {
    let server = Server::start();
    for (name, pieces) in &cut {
        run(&server, name, pieces);
    }
    let mut sent = statements_by_marker(&server.stop(), MARKER);
    let mut traffic = |name: &str, pieces: Vec<Piece>| -> Traffic {
        let with_sent = pieces.into_iter().map(|piece| {
            let place = place(name, &piece);
            let sent = sent.remove(&place);
            (
                piece,
                sent.unwrap_or_else(|| panic!("psql never came to {place}")),
            )
        });
        with_sent.collect()
    };
    let traffic = cut.into_iter().map(|(name, pieces)| {
        let traffic = traffic(&name, pieces);
        (name, traffic)
    });
    traffic.collect()
}

fn place(name: &str, piece: &Piece) -> String {
    format!("{name}:{}", piece.line)
}

fn run(server: &Server, name: &str, pieces: &[Piece]) {
    // Only COPY data depend on the server's answers. Other scripts needn't do anything: a
    // statement is logged before it is refused in a read-only transaction, which is quick.
    let has_data = pieces
        .iter()
        .any(|piece| piece.text.lines().any(|line| line == "\\."));
    let database = if has_data {
        name.replace('.', "_")
    } else {
        "postgres".to_owned()
    };
    let read_only = if has_data { "off" } else { "on" };
    if has_data {
        server.create_database(&database);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut psql = server.psql(&database);
    psql.env(
        "PGOPTIONS",
        format!("-c default_transaction_read_only={read_only}"),
    );
    for piece in pieces {
        let place = place(name, piece);
        let file = folder.path().join(&place);
        fs::write(&file, &piece.text).expect("a temporary file");
        psql.arg("-c")
            .arg(format!("select '{MARKER}: {place}'"))
            .arg("-f")
            .arg(file);
    }
    psql.stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("psql runs");
}
