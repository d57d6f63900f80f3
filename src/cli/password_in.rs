//! Where a text has a password in it that isn't asked for there: a connection string typed in the
//! place of something else.
//!
//! What reads like one is taken for one, since a false alarm costs a word and a miss a password.

/// Bytes of `text` from the password's first to behind its last, as far as that can be told of a
/// URL or of a key/value string; `None` without a password.
pub fn password_in(text: &str) -> Option<(usize, usize)> {
    match (url(text), word(text)) {
        (Some(url), Some(word)) => Some((url.0.min(word.0), word.1)),
        (found, None) | (None, found) => found,
    }
}

/// Whether `text`, which should be no connection string, is one with a password, or was to be one.
pub fn holds_password(text: &str) -> bool {
    word(text).is_some()
        || url(text).is_some_and(|_| !is_link(text))
        || is_unended(text)
        || is_login(text.trim())
}

/// From the user's `:` to the last `@`.
fn url(text: &str) -> Option<(usize, usize)> {
    let rest = text.find("://")? + 3;
    let end = text.rfind('@').filter(|end| *end >= rest)?;
    let begin = text.get(rest..end)?.find(':')? + rest + 1;
    Some((begin, end))
}

/// Behind `password=`, to the end: quotes needn't be right.
fn word(text: &str) -> Option<(usize, usize)> {
    const NAME: &str = "password";
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower.get(from..)?.find(NAME) {
        let name_end = from + at + NAME.len();
        let sign = lower.get(name_end..)?.find(|c: char| !c.is_whitespace());
        if let Some(sign) = sign.map(|sign| name_end + sign)
            && lower.get(sign..)?.starts_with('=')
        {
            return Some((sign + 1, text.len()));
        }
        from = name_end;
    }
    None
}

/// A page of the web that a sentence names has no password, whatever else the sentence says.
fn is_link(text: &str) -> bool {
    let Some((before, rest)) = text.split_once("://") else {
        return false;
    };
    let scheme = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next();
    let authority = rest.split(|c: char| c.is_whitespace() || "/?#".contains(c));
    ["http", "https"].contains(&scheme.unwrap_or_default())
        && !authority.take(1).any(|authority| authority.contains('@'))
}

/// A URL of PostgreSQL's whose `@host` is missing, so that no port but a password is behind its `:`.
fn is_unended(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = |host: &str| {
        let bare = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
            Some((_, behind)) => behind,
            None => host,
        };
        bare.split_once(':').is_none_or(|(_, port)| is_port(port))
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    (scheme.ends_with("postgres") || scheme.ends_with("postgresql"))
        && !authority.contains('@')
        && !authority.split(',').all(is_host)
}

/// `user:password@host`, its scheme forgotten.
fn is_login(text: &str) -> bool {
    let Some((user, rest)) = text.split_once(':') else {
        return false;
    };
    let Some((password, host)) = rest.rsplit_once('@') else {
        return false;
    };
    let is_name = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    // A URL is told above.
    !user.is_empty()
        && !rest.starts_with("//")
        && user.chars().all(is_name)
        && !password.is_empty()
        && !password.starts_with(' ')
        && !password.ends_with(' ')
        && host.starts_with(|c: char| c.is_alphanumeric() || c == '[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connection_strings_with_a_password_are_told_from_other_texts() {
        for (text, is_one) in [
            ("postgres://me:s3cret@h/db", true),
            ("mysql://me:s3 c/r?e#t@h/db", true),
            ("https://me:s3cret@h/db", true),
            ("postgres://h/db?PassWord = s3cret", true),
            ("host=h password='s3 cret'", true),
            ("me:s3cret@h/db", true),
            ("me:s3 c@ret@h:5432", true),
            ("postgres:/me:s3cret@h/db", true),
            (" postgres://me:s3cret@h/db ", true),
            ("the password of passwords password=x", true),
            ("postgres://me:s3cret", true),
            ("postgres://me:]s3cret", true),
            ("postgres://me:/s3cret", true),
            ("postgres://me:12/s3cret", false),
            ("postgres://h:5432,[::1]:5433,i/db", false),
            ("postgres://me@h/db", false),
            ("postgres:///db?host=/tmp", false),
            ("add_password", false),
            ("new password rules: 12 letters", false),
            ("see https://tickets.example/7: thanks @bob", false),
            ("OPS-7:reverted on request of @bob", false),
            ("fix: as agreed with ops@example.org", false),
            ("ops@example.org", false),
            ("/srv/a:b@c/migrations", false),
            ("embedded:scratch", false),
            ("0007", false),
            ("", false),
        ] {
            assert_eq!(holds_password(text), is_one, "{text:?}");
        }
    }
}
