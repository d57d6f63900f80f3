//! No error about settings, and nothing that could be printed of them, shows a password or a piece
//! of one: for chosen strings, and for arbitrary passwords in strings with arbitrary slips.

use proj_migrate::settings::failure;
use proptest::prelude::*;

use crate::world::{Home, context, error};

#[test]
fn no_error_about_a_connection_string_shows_a_piece_of_the_password() {
    // Each password is `s3` and `cret` around what isn't encoded.
    for url in [
        "postgres://me:s3/cret@h/app",
        "postgres://me:s3?cret@h/app",
        "postgres://me:s3?a=cret@h/app",
        "postgres://me:12/s3cret@h/app",
        "postgres://me:s3@cret/x@h/app",
        "postgres://me:s3%cret@h/app",
        "postgres://me:s3%zzcret@h/app",
        "postgres://me:s3cret%00@h/app",
        "postgres://me:s3%ffcret@h/app",
        "postgres://me:s3cret@h:port/app",
        "postgres://me:s3cret@h/app?sslmode=maybe",
        "postgres://me:s3cret@h/app?unknown=1",
        "postgres://me:s3#cret@h/app?unknown",
        "postgres://me:s3 cret@h/app?port=x",
        "postgres://me:s3cret",
        "postgres:///app?password=s3&cret=x",
        "postgres:///app?password=s3&cret",
        "mysql://me:s3cret@h/app",
        "s3cret://x",
        "embedded:s3cret",
        "s3cret",
        "host=h password=s3 cret",
        "host=h password=s3 cret=x",
        "host=h password=s3 cret dbname=app",
        "host=h password='s3 cret",
        "host=h password='s3'cret=x",
        "host=h port=x password=s3cret",
        "s3 cret=x",
        "s3cret=x",
        "s3cret==",
        "postgres:/me:s3cret=x@h/app",
        "me:s3=cret@h/app",
        "postgres://me:1?s3cret=x",
        "postgres://me:1/x?s3cret",
        "postgres://me@h/app?password=s3&cret=x",
        "postgres://me@h/app?password=s3&sslmode=cret",
        "postgres://me@h/app?password=s3&service=cret",
        "host=h password=s3 service=cret",
    ] {
        let (message, hint) = error(&[], &[("DATABASE_URL", url)]);
        for secret in ["s3", "cret"] {
            let shown = format!("{message}; {hint}");
            assert!(!shown.contains(secret), "{url}: {shown}");
        }
        assert!(message.contains("`DATABASE_URL`"), "{message}");
    }
}

/// So many, or as many as `PROPTEST_CASES` says.
#[expect(clippy::disallowed_methods, reason = "a number of cases is no setting")]
pub(crate) fn cases(usual: u32) -> u32 {
    let said = std::env::var("PROPTEST_CASES").ok();
    said.and_then(|said| said.parse().ok()).unwrap_or(usual)
}

/// A password: pieces that would be noticed anywhere, with every awkward character between.
pub(crate) fn password() -> impl Strategy<Value = Vec<String>> {
    let awkward = "[#@%:/?&=+ '\"\\\\$\\[\\],;!`~<>|(){}é中\u{1F600}\u{a0}\t-]{0,3}";
    let piece = (awkward, "[qxzjkvw]{9}").prop_map(|(before, piece)| format!("{before}{piece}"));
    prop::collection::vec(piece, 1..4)
}

/// Where a password may stand.
pub(crate) fn spelled(place: usize, password: &str) -> String {
    let encoded: String = password
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
    let half: String = (password.chars())
        .map(|c| {
            if c.is_ascii_punctuation() {
                format!("%{:02X}", c as u32)
            } else {
                c.to_string()
            }
        })
        .collect();
    let quoted = password.replace('\\', "\\\\").replace('\'', "\\'");
    match place {
        0 => format!("postgres://me:{encoded}@db.example:5432/app?sslmode=disable"),
        1 => format!("postgres://me:{password}@db.example:5432/app?sslmode=disable"),
        2 => format!("postgresql://me:{half}@a,b:6/app"),
        3 => format!("postgres://db.example/app?user=me&password={password}&port=5432"),
        4 => format!("postgres://db.example/app?password={encoded}"),
        5 => format!("host=db.example password={password} dbname=app user=me"),
        6 => format!("host=db.example password='{quoted}' dbname=app"),
        7 => format!("postgres://me:{password}"),
        8 => format!("mysql://me:{password}@h/app"),
        _ => password.to_owned(),
    }
}

/// One slip: a character too many, a stretch too few, two swapped.
#[derive(Debug, Clone)]
enum Slip {
    Insert(prop::sample::Index, char),
    Delete(prop::sample::Index, usize),
    Swap(prop::sample::Index),
    Cut(prop::sample::Index),
}

fn slip() -> impl Strategy<Value = Slip> {
    let marks: Vec<char> = "/?#@:%&= '\"\\[],x0".chars().collect();
    prop_oneof![
        (any::<prop::sample::Index>(), prop::sample::select(marks))
            .prop_map(|(at, c)| Slip::Insert(at, c)),
        (any::<prop::sample::Index>(), 1..4usize).prop_map(|(at, n)| Slip::Delete(at, n)),
        any::<prop::sample::Index>().prop_map(Slip::Swap),
        any::<prop::sample::Index>().prop_map(Slip::Cut),
    ]
}

fn slipped(text: &str, slips: &[Slip]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for slip in slips {
        if chars.is_empty() {
            break;
        }
        match slip {
            Slip::Insert(at, c) => chars.insert(at.index(chars.len()), *c),
            Slip::Delete(at, n) => {
                let from = at.index(chars.len());
                chars.drain(from..(from + n).min(chars.len()));
            }
            Slip::Swap(at) if chars.len() > 1 => {
                let at = at.index(chars.len() - 1);
                chars.swap(at, at + 1);
            }
            Slip::Swap(_) => {}
            Slip::Cut(at) => chars.truncate(at.index(chars.len())),
        }
    }
    chars.into_iter().collect()
}

/// Five characters of a piece are enough to be noticed.
#[track_caller]
pub(crate) fn hides(shown: &str, pieces: &[String], said: &str) {
    let letters: Vec<char> = pieces.concat().chars().collect();
    for window in letters.windows(5) {
        let window: String = window.iter().collect();
        if window.chars().all(|c| "qxzjkvw".contains(c)) {
            assert!(!shown.contains(&window), "{said} is answered with {shown}");
        }
    }
}

/// Everything that could be shown of what these settings mean.
pub(crate) fn shown(arguments: &[&str], variables: &[(&str, &str)]) -> (bool, String) {
    match context(arguments, variables) {
        Ok(context) => (true, format!("{context:?}")),
        Err(error) => {
            let failure = failure(&error);
            (false, format!("{failure:?} {failure} {error:?} {error:#}"))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(500)))]

    #[test]
    fn no_error_shows_a_piece_of_a_password_however_the_string_is_mistyped(
        pieces in password(),
        place in 0..10usize,
        slips in prop::collection::vec(slip(), 0..4),
        by_variable in any::<bool>(),
    ) {
        let string = slipped(&spelled(place, &pieces.concat()), &slips);
        let (is_good, said) = if by_variable {
            shown(&[], &[("DATABASE_URL", &string)])
        } else {
            shown(&[&format!("--url={string}")], &[])
        };
        // A string that can be used may, after a slip, have the password as its user.
        if !is_good {
            hides(&said, &pieces, &string);
        }
    }

    #[test]
    fn no_part_of_a_target_shows_a_password_that_is_where_it_belongs(
        pieces in password(),
        place in prop::sample::select(vec![0, 4, 6]),
    ) {
        let string = spelled(place, &pieces.concat());
        let (is_good, said) = shown(&["--url", &string], &[]);
        prop_assert!(is_good, "{}", said);
        hides(&said, &pieces, &string);
    }

}

proptest! {
    // Each case writes files.
    #![proptest_config(ProptestConfig::with_cases(cases(60)))]

    #[test]
    fn no_file_or_variable_shows_a_password_when_something_else_is_wrong(
        pieces in password(),
        slips in prop::collection::vec(slip(), 0..4),
    ) {
        let home = Home::new();
        let password = pieces.concat();
        let pg_service = slipped(&format!("[s]\nhost=h\npassword={password}\nport=x\n"), &slips);
        let service = home.file("services", 0o644, &pg_service);
        let (is_good, said) = shown(&[], &[("PGSERVICE", "s"), ("PGSERVICEFILE", &service)]);
        if !is_good {
            hides(&said, &pieces, &pg_service);
        }

        let quoted = password.replace('\'', "");
        for line in [
            format!("DATABASE_URL='postgres://me:{quoted}@h:x/app'\n"),
            format!("DATABASE_URL=postgres://me:{password}@h:x/app\n"),
            format!("PGPASSWORD=\"{password}\"\nPGPORT=x\n"),
        ] {
            let text = slipped(&line, &slips);
            let env = home.file("env", 0o600, &text);
            let (is_good, said) = shown(&["--env-file", &env], &[]);
            if !is_good {
                hides(&said, &pieces, &text);
            }
        }

        let pgpass = home.file("pgpass", 0o600, format!("*:*:*:*:{password}\n"));
        let variables = [("PGPASSFILE", pgpass.as_str()), ("PGUSER", "me")];
        hides(&shown(&[], &variables).1, &pieces, "the password file");
        let variables = [("PGPASSWORD", password.as_str()), ("PGPORT", "x")];
        hides(&shown(&[], &variables).1, &pieces, "PGPASSWORD");
        let command = format!("--password-command={password}");
        let command = ["--url", "postgres://me@h/app", &command];
        hides(&shown(&command, &[]).1, &pieces, "the command");
    }
}
