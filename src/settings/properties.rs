//! The room's laws, tried on connection strings and env files made of telling pieces.

use proptest::prelude::{Strategy, any, proptest};
use proptest::{collection, sample};

use super::laws;

/// What means something in a URL, a key/value string or an env file; `Z` is a word of the
/// password.
const PIECES: [&str; 48] = [
    "Z",
    "Z",
    "Z",
    "user",
    "host",
    "postgres",
    "://",
    ":/",
    ":",
    "/",
    "@",
    "?",
    "&",
    "#",
    "%",
    "%40",
    "%zz",
    "=",
    " ",
    "'",
    "\\",
    ",",
    "[",
    "]",
    "[::1]",
    "5432",
    "99999",
    "-c ",
    "--",
    "password",
    "password=",
    "port=",
    "sslmode=",
    "options=",
    "dbname=",
    "hostaddr=",
    "connect_timeout=",
    "target_session_attrs=",
    "$",
    "${",
    "}",
    "$A",
    "\"",
    "\n",
    "\r\n",
    "#",
    "\u{feff}",
    "é",
];

fn text() -> impl Strategy<Value = String> {
    collection::vec(sample::select(&PIECES[..]), 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn the_laws_hold_for_every_text(text in any::<String>()) {
        laws::hold(&text);
    }

    #[test]
    fn no_password_shows_wherever_it_is_cut(before in text(), secret in text(), behind in text()) {
        laws::secrets_stay_secret(&before, &secret, &behind);
    }

    #[test]
    fn env_files_are_read_line_by_line(text in text()) {
        laws::lines_are_named_in_order(&text);
        laws::quoted_values_come_back(&text);
    }
}

/// Found by fuzzing: the law itself was wrong.
#[test]
fn a_login_named_like_the_password_may_show() {
    laws::secrets_stay_secret("pzq7wxor replace aimeout", "=0", "");
}
