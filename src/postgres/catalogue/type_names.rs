//! The names of the types that most columns have: the server looks each of them up anew, for
//! every column. Checked on 13 to 18.

/// OIDs, the same on every server, and names as `format_type` gives them.
const TYPES: [(u32, &str); 19] = [
    (16, "boolean"),
    (17, "bytea"),
    (20, "bigint"),
    (21, "smallint"),
    (23, "integer"),
    (25, "text"),
    (114, "json"),
    (700, "real"),
    (701, "double precision"),
    (1009, "text[]"),
    (VARCHAR, "character varying"),
    (1082, "date"),
    (1083, "time without time zone"),
    (1114, "timestamp without time zone"),
    (1184, "timestamp with time zone"),
    (1186, "interval"),
    (NUMERIC, "numeric"),
    (2950, "uuid"),
    (3802, "jsonb"),
];

/// The type whose modifier is a length.
pub(super) const VARCHAR: u32 = 1043;
/// The type whose modifier is precision and scale.
const NUMERIC: u32 = 1700;
/// What a modifier is greater by than what it says.
const HEADER: i32 = 4;

/// SQL for the name of the column `a`'s type, NULL where [`name`] knows it.
pub(super) fn unless_known() -> String {
    let known = TYPES.map(|(oid, _)| oid.to_string()).join(", ");
    format!(
        "case when a.atttypid in ({known}) and (a.atttypmod = -1 or a.atttypid in ({VARCHAR}, {NUMERIC})) \
         then null else format_type(a.atttypid, a.atttypmod) end"
    )
}

/// The name of a type with its modifier; `None` for one that the server names.
pub(super) fn name(oid: u32, modifier: i32) -> Option<String> {
    let at = TYPES.binary_search_by_key(&oid, |(oid, _)| *oid).ok()?;
    let (_, name) = TYPES.get(at)?;
    if modifier < 0 {
        return Some((*name).to_owned());
    }
    let length = modifier.checked_sub(HEADER)?;
    match oid {
        VARCHAR => Some(format!("{name}({length})")),
        NUMERIC => {
            // Eleven bits with a sign (since 15, which allows negative scales).
            let scale = ((length & 0x7ff) ^ 0x400) - 0x400;
            Some(format!("{name}({},{scale})", (length >> 16) & 0xffff))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modifiers_are_told() {
        assert!(TYPES.is_sorted());
        for (oid, modifier, expected) in [
            (20, -1, Some("bigint")),
            (VARCHAR, -1, Some("character varying")),
            (VARCHAR, 259, Some("character varying(255)")),
            (NUMERIC, 655_366, Some("numeric(10,2)")),
            (
                NUMERIC,
                ((3 << 16) | (-5 & 0x7ff)) + 4,
                Some("numeric(3,-5)"),
            ),
            (1114, 3, None),
            (26, -1, None),
        ] {
            assert_eq!(name(oid, modifier).as_deref(), expected, "{oid} {modifier}");
        }
    }
}
