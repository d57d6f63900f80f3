//! Exact decimal numbers, for integers and `numeric` alike: what a CHECK compares must not
//! be rounded on the way.
//!
//! 128 bits of digits; what doesn't fit is no number here, and the expression it stands in
//! is not understood.

use std::cmp::Ordering;
use std::fmt;

/// `units` divided by ten to the power of `scale`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal {
    /// All digits, with the sign.
    pub(super) units: i128,
    /// How many of them stand behind the point.
    pub(super) scale: u8,
}

impl Decimal {
    /// A whole number.
    pub(super) fn whole(units: i128) -> Self {
        Self { units, scale: 0 }
    }

    /// Reads `-12.50`, `1e3`, `.5`; `None` for anything else, NaN and infinity included.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let bare = digits.trim_start_matches(['-', '+']);
        if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let units: i128 = digits.parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()? - exponent;
        match u8::try_from(scale) {
            Ok(scale) if scale <= 30 => Some(Self { units, scale }),
            Ok(_) => None,
            Err(_) => Some(Self::whole(
                units.checked_mul(ten_to(scale.unsigned_abs())?)?,
            )),
        }
    }

    /// The units at this scale, rounded down; `None` when they don't fit.
    pub(super) fn floor_at(self, scale: u8) -> Option<i128> {
        if scale >= self.scale {
            return self
                .units
                .checked_mul(ten_to(u32::from(scale - self.scale))?);
        }
        Some(
            self.units
                .div_euclid(ten_to(u32::from(self.scale - scale))?),
        )
    }

    /// The units at this scale, rounded up; `None` when they don't fit.
    pub(super) fn ceil_at(self, scale: u8) -> Option<i128> {
        let floor = self.floor_at(scale)?;
        match (Self {
            units: floor,
            scale,
        })
        .cmp(&self)
        {
            Ordering::Less => floor.checked_add(1),
            _ => Some(floor),
        }
    }

    /// Half away from zero, as `round(numeric)`.
    pub(super) fn rounded(self, scale: u8) -> Option<Self> {
        if scale >= self.scale {
            return Some(self);
        }
        let divisor = ten_to(u32::from(self.scale - scale))?;
        let half = divisor / 2 * self.units.signum();
        Some(Self {
            units: self.units.checked_add(half)? / divisor,
            scale,
        })
    }

    /// The sum.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let units = self.floor_at(scale)?.checked_add(other.floor_at(scale)?)?;
        Some(Self { units, scale })
    }

    /// The same with the other sign.
    pub(super) fn negated(self) -> Self {
        Self {
            units: self.units.saturating_neg(),
            scale: self.scale,
        }
    }

    /// The product.
    pub(super) fn times(self, other: Self) -> Option<Self> {
        let product = Self {
            units: self.units.checked_mul(other.units)?,
            scale: self.scale.checked_add(other.scale)?,
        };
        (product.scale <= 30).then_some(product)
    }

    /// What is left of a division, with the dividend's sign; `None` for a division by zero.
    pub(super) fn remainder(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let units = self.floor_at(scale)?.checked_rem(other.floor_at(scale)?)?;
        Some(Self { units, scale })
    }

    /// The quotient of whole numbers as the server's integers divide; `None` for others.
    pub(super) fn whole_quotient(self, other: Self) -> Option<Self> {
        match (self.scale, other.scale) {
            (0, 0) => self.units.checked_div(other.units).map(Self::whole),
            _ => None,
        }
    }
}

fn ten_to(power: u32) -> Option<i128> {
    10_i128.checked_pow(power)
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.floor_at(scale), other.floor_at(scale)) {
            (Some(left), Some(right)) => left.cmp(&right),
            // Beyond 38 digits the whole parts differ.
            _ => self.floor_at(0).cmp(&other.floor_at(0)),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.units);
        }
        let divisor = 10_u128.pow(u32::from(self.scale.min(38)));
        let magnitude = self.units.unsigned_abs();
        let sign = if self.units < 0 { "-" } else { "" };
        let width = usize::from(self.scale);
        let (whole, fraction) = (magnitude / divisor, magnitude % divisor);
        write!(f, "{sign}{whole}.{fraction:0width$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_written() {
        for (text, shown, reason) in [
            ("0", Some("0"), "zero"),
            ("-12.50", Some("-12.50"), "the scale stays"),
            ("-0.05", Some("-0.05"), "a sign without a whole part"),
            (".5", Some("0.5"), "nothing before the point"),
            ("1e3", Some("1000"), "an exponent"),
            ("1.5e-2", Some("0.015"), "a negative one"),
            ("NaN", None, "not a number"),
            ("", None, "nothing"),
            ("12a", None, "junk"),
        ] {
            let read = Decimal::parse(text).map(|decimal| decimal.to_string());
            assert_eq!(read.as_deref(), shown, "{reason}");
        }
    }

    #[test]
    fn comparison_is_by_value() {
        let of = |text| Decimal::parse(text).expect("a number");
        assert_eq!(of("1.50"), of("1.5"));
        assert!(of("-0.1") < of("0"));
        assert!(of("9999999999999999999999999999999999") > of("0.00000000001"));
    }

    #[test]
    fn rounding_goes_the_way_it_says() {
        let of = |text| Decimal::parse(text).expect("a number");
        assert_eq!(of("-1.5").floor_at(0), Some(-2));
        assert_eq!(of("-1.5").ceil_at(0), Some(-1));
        assert_eq!(of("1.5").ceil_at(0), Some(2));
        assert_eq!(
            of("2.5").rounded(0).map(|it| it.to_string()),
            Some("3".to_owned())
        );
        assert_eq!(
            of("-2.5").rounded(0).map(|it| it.to_string()),
            Some("-3".to_owned())
        );
    }
}
