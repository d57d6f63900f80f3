//! Types whose values are written by a pattern.

use super::super::column_type::Odd;
use super::hex;

/// How many values there are.
pub(super) fn capacity(odd: Odd) -> u64 {
    match odd {
        Odd::Inet => 1 << 24,
        Odd::Cidr => 1 << 16,
        Odd::Point | Odd::Line | Odd::Lseg | Odd::Box | Odd::Path | Odd::Polygon | Odd::Circle => {
            1_000_000
        }
        _ => 1 << 40,
    }
}

/// The value of this number, as the server reads it.
pub(super) fn nth(odd: Odd, number: u64) -> String {
    let (x, y) = (number % 1000, number / 1000 % 1000);
    match odd {
        Odd::Inet => {
            let byte = |shift: u32| number >> shift & 255;
            format!("10.{}.{}.{}", byte(16), byte(8), byte(0))
        }
        Odd::Cidr => format!("10.{}.{}.0/24", number >> 8 & 255, number & 255),
        // The bit of locally administered addresses is set.
        Odd::Macaddr => format!("02:{}", colons(number, 5)),
        Odd::Macaddr8 => format!("02:{}", colons(number, 7)),
        Odd::Xml => format!("<item id=\"{number}\"/>"),
        Odd::Point => format!("({x},{y})"),
        Odd::Line => format!("{{{},{},-1}}", x + 1, y),
        Odd::Lseg => format!("[({x},{y}),({},{})]", x + 1, y + 1),
        Odd::Box => format!("({},{}),({x},{y})", x + 1, y + 1),
        Odd::Path => format!("[({x},{y}),({},{y})]", x + 1),
        Odd::Polygon => format!("(({x},{y}),({},{y}),({x},{}))", x + 1, y + 1),
        Odd::Circle => format!("<({x},{y}),1>"),
        Odd::TsVector => format!("'word{number}':1"),
        Odd::TsQuery => format!("'word{number}'"),
        Odd::Hstore => format!("\"id\"=>\"{number}\""),
        Odd::Ltree => format!("top.n{number}"),
        Odd::PgLsn => format!("{:X}/{:X}", number >> 32, number & 0xffff_ffff),
    }
}

fn colons(number: u64, bytes: usize) -> String {
    let digits = match bytes {
        5 => format!("{:010x}", number & 0xff_ffff_ffff),
        _ => format!("{}{:010x}", hex(0, 4), number & 0xff_ffff_ffff),
    };
    let pairs: Vec<&str> = (0..bytes)
        .filter_map(|it| digits.get(it * 2..it * 2 + 2))
        .collect();
    pairs.join(":")
}
