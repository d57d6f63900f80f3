//! Days and points in time as numbers, and the texts that PostgreSQL reads them from.
//!
//! Days since 1970-01-01 and microseconds since then in UTC, in the proleptic Gregorian
//! calendar, as the server has it. Years 1 to 9999; others are not understood.

/// Microseconds of a day.
pub(super) const DAY: i64 = 86_400_000_000;
/// Microseconds of a second.
pub(super) const SECOND: i64 = 1_000_000;

/// Year, month and day.
pub(super) type Date = (i64, u32, u32);

/// The days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms").
pub(super) fn days_of((year, month, day): Date) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date that is so many days after 1970-01-01.
pub(super) fn date_of(days: i64) -> Date {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = (if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    }) as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// The days of `2024-02-29`; `None` for what isn't a date of this form.
pub(super) fn parse_date(text: &str) -> Option<i64> {
    let mut parts = text.trim().splitn(3, '-');
    let year: i64 = parts.next()?.parse().ok()?;
    let month: u32 = parts.next()?.parse().ok()?;
    let day: u32 = parts.next()?.parse().ok()?;
    let days = days_of((year, month, day));
    ((1..=9999).contains(&year) && date_of(days) == (year, month, day)).then_some(days)
}

/// The microseconds of `10:30`, `10:30:15.5`; 24:00 is the day's end.
pub(super) fn parse_time(text: &str) -> Option<i64> {
    let mut parts = text.trim().splitn(3, ':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let seconds = match parts.next() {
        Some(seconds) => parse_seconds(seconds)?,
        None => 0,
    };
    let is_time = (0..=24).contains(&hours) && (0..60).contains(&minutes) && seconds >= 0;
    is_time.then_some((hours * 3600 + minutes * 60) * SECOND + seconds)
}

/// The microseconds of `2024-02-29 10:30:15.5+02`; without an offset it is UTC's.
pub(super) fn parse_timestamp(text: &str) -> Option<i64> {
    let text = text.trim();
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let (time, offset) = split_offset(time)?;
    Some(parse_date(date)? * DAY + parse_time(time)? - offset)
}

/// A time and its distance from UTC in microseconds.
pub(super) fn split_offset(time: &str) -> Option<(&str, i64)> {
    let time = time.trim_end_matches(['Z', 'z']);
    let Some(at) = time.rfind(['+', '-']) else {
        return Some((time, 0));
    };
    let (clock, offset) = time.split_at_checked(at)?;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let offset = offset.get(1..)?;
    let offset = match offset.contains(':') {
        true => parse_time(offset)?,
        false => offset.parse::<i64>().ok()? * 3600 * SECOND,
    };
    Some((clock, sign * offset))
}

fn parse_seconds(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.get(..fraction.len().min(6))?;
    let micros: i64 = format!("{fraction:0<6}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * SECOND + micros)
}

/// Appends `2024-02-29`.
pub(super) fn write_date(days: i64, out: &mut Vec<u8>) {
    let (year, month, day) = date_of(days);
    write_digits(year.unsigned_abs(), 4, out);
    out.push(b'-');
    write_digits(u64::from(month), 2, out);
    out.push(b'-');
    write_digits(u64::from(day), 2, out);
}

/// Appends `10:30:15`, with a fraction where there is one.
pub(super) fn write_time(micros: i64, out: &mut Vec<u8>) {
    let seconds = micros / SECOND;
    for (index, part) in [seconds / 3600, seconds / 60 % 60, seconds % 60]
        .iter()
        .enumerate()
    {
        if index > 0 {
            out.push(b':');
        }
        write_digits(part.unsigned_abs(), 2, out);
    }
    let fraction = micros % SECOND;
    if fraction != 0 {
        out.push(b'.');
        write_digits(fraction.unsigned_abs(), 6, out);
    }
}

/// Appends `2024-02-29 10:30:15`.
pub(super) fn write_timestamp(micros: i64, out: &mut Vec<u8>) {
    write_date(micros.div_euclid(DAY), out);
    out.push(b' ');
    write_time(micros.rem_euclid(DAY), out);
}

/// Appends a number with leading zeros up to `width`.
pub(super) fn write_digits(value: u64, width: usize, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut rest = value;
    let mut count = 0;
    for place in digits.iter_mut().rev() {
        if rest == 0 && count >= width.max(1) {
            break;
        }
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
        count += 1;
    }
    out.extend_from_slice(digits.get(20 - count..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: fn(i64, &mut Vec<u8>), value: i64) -> String {
        let mut out = Vec::new();
        write(value, &mut out);
        String::from_utf8(out).expect("ASCII")
    }

    #[test]
    fn days_and_dates_are_one_another() {
        for days in (-719_162..2_932_896).step_by(97) {
            assert_eq!(days_of(date_of(days)), days);
            assert_eq!(parse_date(&written(write_date, days)), Some(days));
        }
        assert_eq!(days_of((2000, 1, 1)), 10_957);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "2023-02-29",
            "2023-13-01",
            "0000-01-01",
            "today",
            "infinity",
            "1-2",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_read_as_the_server_writes_them() {
        for (text, expected) in [
            ("2000-01-01 00:00:00+00", "2000-01-01 00:00:00"),
            ("2000-01-01 00:00:00.25+02", "1999-12-31 22:00:00.250000"),
            ("2000-01-01 10:00:00-03:30", "2000-01-01 13:30:00"),
            ("2024-02-29", "2024-02-29 00:00:00"),
            ("2024-02-29T12:00:00Z", "2024-02-29 12:00:00"),
        ] {
            let micros = parse_timestamp(text).expect(text);
            assert_eq!(written(write_timestamp, micros), expected);
        }
        assert_eq!(parse_timestamp("2000-01-01 25:00"), None);
    }
}
