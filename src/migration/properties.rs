//! The room's laws, tried on files made of telling pieces.

use proptest::prelude::{Strategy, any, proptest};
use proptest::{collection, sample};

use super::laws;

/// What opens, ends or spoils a section, and what editors leave behind.
const PIECES: [&str; 42] = [
    "-- migrate:up",
    "-- migrate:down",
    "--migrate:UP",
    "-- migrate: down",
    "-- migrate:donw",
    "-- rollback",
    "-- see ",
    " transaction:false",
    " lock-timeout:2s",
    " max-lock=",
    " statement-timeout: 1",
    ":",
    "=",
    " ",
    "\t",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "é",
    "\0",
    "'",
    "'a'\n",
    "-- migrate:up\n'b'",
    "$$",
    "/*",
    "*/",
    ";",
    "select 1;",
    "commit;",
    "begin;",
    "begin",
    "vacuum;",
    "commit and chain;",
    "create index concurrently i on t (a);",
    "copy t from stdin;",
    "copy t to stdout;",
    "\n\\.\n",
    "1\ta\n",
    "\\restrict x",
    "\\set x",
];

fn file() -> impl Strategy<Value = String> {
    let pieces = collection::vec(sample::select(&PIECES[..]), 0..24);
    // Most begin well, so that what follows is read at all.
    (any::<bool>(), pieces).prop_map(|(begun, pieces)| {
        let head = if begun { "-- migrate:up\n" } else { "" };
        head.to_owned() + &pieces.concat()
    })
}

proptest! {
    #[test]
    fn the_laws_hold_for_every_file(text in file()) {
        laws::hold("0001_x.sql", text.as_bytes());
    }

    #[test]
    fn the_laws_hold_for_every_name(name in "[0-9]{0,4}[ ._-]?.{0,9}(\\.sql)?", bytes in any::<Vec<u8>>()) {
        laws::hold(&name, &bytes);
    }

    #[test]
    fn durations_come_back(number in any::<u32>(), unit in "(ms|s|min|m|h|d)?") {
        laws::durations_come_back(&format!("{number}{unit}"));
    }

    #[test]
    fn the_next_version_is_greater(digits in "[0-9]{1,20}") {
        laws::versions_count(&digits);
    }
}
