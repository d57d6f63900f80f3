//! Which files of a seeds folder are taken for seeds by people, though not by us. Notes, pictures and
//! the like are none.

use crate::plan::{PassedOver, SeedName};

const SPREADSHEETS: [&str; 3] = ["xls", "xlsx", "ods"];
const JSON: [&str; 2] = ["json", "jsonl"];
const PACKED: [&str; 5] = ["bz2", "xz", "zip", "lz4", "7z"];

/// Why a file with this name isn't taken; `None` of a seed, and of what has nothing to do with any.
pub(super) fn of_name(name: &str) -> Option<PassedOver> {
    let is_seed = |name: &str| SeedName::parse(None, name).is_some();
    if is_seed(name) {
        return None;
    }
    let lower = name.to_lowercase();
    if is_seed(&lower) {
        return Some(PassedOver::Capitals);
    }
    let (stem, ending) = lower.rsplit_once('.')?;
    if PACKED.contains(&ending) && is_seed(stem) {
        return Some(PassedOver::Packed);
    }
    let ending = match ending {
        "gz" | "zst" => stem.rsplit_once('.')?.1,
        ending => ending,
    };
    if JSON.contains(&ending) {
        return Some(PassedOver::Json);
    }
    SPREADSHEETS
        .contains(&ending)
        .then_some(PassedOver::Spreadsheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_meant_as_a_seed_is_told_from_what_is_not() {
        for (name, expected) in [
            ("users.csv", None),
            ("users.sql.gz", None),
            ("users.CSV", Some(PassedOver::Capitals)),
            ("Users.Sql.GZ", Some(PassedOver::Capitals)),
            ("users.json", Some(PassedOver::Json)),
            ("users.jsonl.gz", Some(PassedOver::Json)),
            ("users.xlsx", Some(PassedOver::Spreadsheet)),
            ("users.csv.zip", Some(PassedOver::Packed)),
            ("README.md", None),
            ("pictures.zip", None),
            ("users.csv.bak", None),
            ("users.csv~", None),
            ("Makefile", None),
        ] {
            assert_eq!(of_name(name), expected, "{name}");
        }
    }
}
