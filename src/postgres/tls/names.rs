//! Whether a certificate is made out to the host that we asked for, by libpq's rules
//! (manual, "Client Verification of Server Certificates").

use std::net::IpAddr;

/// The names in a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// The subject alternative names that are host names, perhaps with a wildcard in front.
    pub(super) hosts: Vec<String>,
    /// Those that are addresses.
    pub(super) addresses: Vec<IpAddr>,
    /// The subject's common name.
    pub(super) common: Option<String>,
}

impl Names {
    /// Whether `asked` is one of them. An address may stand as a host name, too; the common
    /// name counts only where there is no alternative name of the kind that was asked for.
    pub(super) fn include(&self, asked: &str) -> bool {
        let address: Option<IpAddr> = asked.parse().ok();
        let has_its_kind = match address {
            Some(_) => !self.addresses.is_empty(),
            None => !self.hosts.is_empty(),
        };
        let common = (self.common.iter()).filter(|_| !has_its_kind);
        address.is_some_and(|address| self.addresses.contains(&address))
            || (self.hosts.iter().chain(common)).any(|name| matches(name, asked))
    }

    /// All that `asked` was compared with, for messages.
    pub(super) fn shown(&self) -> Vec<String> {
        let addresses = self.addresses.iter().map(ToString::to_string);
        let alternative: Vec<String> = self.hosts.iter().cloned().chain(addresses).collect();
        match alternative.is_empty() {
            true => self.common.iter().cloned().collect(),
            false => alternative,
        }
    }
}

/// Case doesn't count; `*.` in front stands for exactly one label.
fn matches(name: &str, asked: &str) -> bool {
    if name.eq_ignore_ascii_case(asked) {
        return true;
    }
    let (Some(domain), Some((label, rest))) = (name.strip_prefix("*."), asked.split_once('.'))
    else {
        return false;
    };
    !domain.is_empty() && !label.is_empty() && rest.eq_ignore_ascii_case(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(hosts: &[&str], addresses: &[&str], common: &str) -> Names {
        Names {
            hosts: hosts.iter().map(ToString::to_string).collect(),
            addresses: addresses.iter().map(|text| text.parse().unwrap()).collect(),
            common: (!common.is_empty()).then(|| common.to_owned()),
        }
    }

    #[test]
    fn names_are_compared_as_libpq_does() {
        let table = [
            (
                names(&["db.example"], &[], ""),
                "db.example",
                true,
                "the same",
            ),
            (names(&["DB.Example"], &[], ""), "db.eXample", true, "case"),
            (
                names(&["db.example"], &[], ""),
                "db2.example",
                false,
                "other",
            ),
            (names(&["a", "b"], &[], ""), "b", true, "the second of two"),
            (
                names(&["*.example"], &[], ""),
                "db.example",
                true,
                "wildcard",
            ),
            (
                names(&["*.example"], &[], ""),
                "a.db.example",
                false,
                "two labels",
            ),
            (names(&["*.example"], &[], ""), "example", false, "no label"),
            (
                names(&["*.example"], &[], ""),
                ".example",
                false,
                "an empty label",
            ),
            (
                names(&["d*.example"], &[], ""),
                "db.example",
                false,
                "half a label",
            ),
            (
                names(&["*"], &[], ""),
                "db",
                false,
                "nothing but a wildcard",
            ),
            (names(&["*."], &[], ""), "db.", false, "nothing behind it"),
            (
                names(&[], &[], "db.example"),
                "db.example",
                true,
                "common name",
            ),
            (
                names(&[], &[], "*.example"),
                "db.example",
                true,
                "wildcard in it",
            ),
            (
                names(&["x"], &[], "db"),
                "db",
                false,
                "a host name hides it",
            ),
            (
                names(&[], &["10.0.0.1"], "db"),
                "db",
                true,
                "an address does not",
            ),
            (names(&[], &["10.0.0.1"], ""), "10.0.0.1", true, "address"),
            (
                names(&[], &["10.0.0.1"], ""),
                "10.0.0.2",
                false,
                "other address",
            ),
            (names(&[], &["::1"], ""), "0:0::1", true, "another spelling"),
            (
                names(&["10.0.0.1"], &[], ""),
                "10.0.0.1",
                true,
                "as a host name",
            ),
            (
                names(&["x"], &[], "10.0.0.1"),
                "10.0.0.1",
                true,
                "as common name",
            ),
            (
                names(&[], &["10.0.0.2"], "10.0.0.1"),
                "10.0.0.1",
                false,
                "hidden by another",
            ),
            (names(&[], &[], ""), "db", false, "no name at all"),
        ];
        for (certificate, asked, expected, reason) in table {
            assert_eq!(certificate.include(asked), expected, "{reason}");
        }
    }

    #[test]
    fn what_is_shown_is_what_was_compared() {
        let full = names(&["a", "b"], &["::1"], "c");
        assert_eq!(full.shown(), ["a", "b", "::1"]);
        assert_eq!(names(&[], &[], "c").shown(), ["c"]);
        assert!(names(&[], &[], "").shown().is_empty());
    }
}
