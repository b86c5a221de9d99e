//! Time stamps, as the tools write them.

/// Bytes before a record that are searched for its time.
const REACH: usize = 512;
const SECOND: i64 = 1_000_000_000;

/// A time stamp at the start of `text`, in nanoseconds since 1970, and how many bytes it takes: `2026-11-02T10:15:04.118Z`, with
/// a space instead of the `T`, with any number of decimals, with `+00:00` or without a zone, which is UTC then.
pub(super) fn date_time(text: &[u8]) -> Option<(i64, usize)> {
    let number = |from: usize, to: usize| -> Option<i64> {
        text.get(from..to)?
            .iter()
            .try_fold(0_i64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
    };
    let is = |at: usize, byte: u8| text.get(at) == Some(&byte);
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let separated =
        is(4, b'-') && is(7, b'-') && (is(10, b'T') || is(10, b' ')) && is(13, b':') && is(16, b':');
    let in_range =
        (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    if !separated || !in_range {
        return None;
    }
    let mut at = 19;
    let mut nanoseconds = 0;
    if is(at, b'.') || is(at, b',') && text.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at += 1;
        let mut unit = SECOND / 10;
        while let Some(digit) = text.get(at).filter(|byte| byte.is_ascii_digit()) {
            nanoseconds += i64::from(digit - b'0') * unit;
            unit /= 10;
            at += 1;
        }
    }
    let mut zone = 0;
    if is(at, b'Z') {
        at += 1;
    } else if is(at, b'+') || is(at, b'-') {
        let colon = usize::from(is(at + 3, b':'));
        if let (Some(hours), Some(minutes)) = (number(at + 1, at + 3), number(at + 3 + colon, at + 5 + colon))
        {
            zone = (hours * 60 + minutes) * 60 * if is(at, b'-') { -1 } else { 1 };
            at += 5 + colon;
        }
    }
    let seconds = days_from_civil(year, month, day) * 86_400 + (hour * 60 + minute) * 60 + second - zone;
    // 1678 to 2262 fit; a year beyond is no time of a log.
    Some((seconds.checked_mul(SECOND)?.checked_add(nanoseconds)?, at))
}

/// Days since 1970-01-01 in the Gregorian calendar. The year is taken to begin in March, so that the leap day is its last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Milliseconds since 1970 at the start of `text`, as whole nanoseconds: thirteen digits and no more.
pub(super) fn epoch_ms(text: &[u8]) -> Option<(i64, usize)> {
    let digits = text.iter().take(14).take_while(|byte| byte.is_ascii_digit()).count();
    if digits != 13 {
        return None;
    }
    let ms = text.iter().take(13).fold(0_i64, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    Some((ms.checked_mul(1_000_000)?, 13))
}

/// The first time stamp in what stands before a record on its line.
pub(super) fn in_prefix(prefix: &[u8]) -> Option<i64> {
    let prefix = prefix.get(..REACH).unwrap_or(prefix);
    let mut word_before = false;
    for (at, byte) in prefix.iter().enumerate() {
        // The end of a colour, ESC [ 33 m, is no word.
        let colour = *byte == b'm' && is_colour(prefix.get(..at).unwrap_or_default());
        if byte.is_ascii_digit() && !word_before {
            let rest = prefix.get(at..).unwrap_or_default();
            if let Some((time, _)) = date_time(rest).or_else(|| epoch_ms(rest)) {
                return Some(time);
            }
        }
        word_before = byte.is_ascii_alphanumeric() && !colour;
    }
    None
}

/// Whether a text ends in an escape sequence that `m` would end.
pub(super) fn is_colour(text: &[u8]) -> bool {
    let start = text.iter().rposition(|byte| !byte.is_ascii_digit() && *byte != b';');
    start.is_some_and(|at| text.get(..=at).is_some_and(|text| text.ends_with(b"\x1b[")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_the_tools_are_read() {
        let expected = 1_793_614_504_118_000_000;
        for text in [
            "2026-11-02T10:15:04.118Z",
            "2026-11-02T10:15:04.118000+00:00 stream",
            "2026-11-02 10:15:04.118,\"REPORT",
            "2026-11-02T12:15:04.118+02:00",
            "2026-11-02T05:15:04.118-0500",
        ] {
            assert_eq!(date_time(text.as_bytes()).map(|it| it.0), Some(expected), "{text}");
        }
        assert_eq!(date_time(b"2026-11-02T10:15:04 x"), Some((1_793_614_504_000_000_000, 19)));
        assert_eq!(epoch_ms(b"1793614504118,x"), Some((expected, 13)));
        assert_eq!(date_time(b"1970-01-01T00:00:00Z"), Some((0, 20)));
        assert_eq!(date_time(b"2024-02-29T00:00:00Z"), Some((1_709_164_800_000_000_000, 20)));
        for text in ["2026-13-02T10:15:04Z", "2026-11-02", "2026/11/02T10:15:04Z", "", "9999-12-31T00:00:00Z"]
        {
            assert_eq!(date_time(text.as_bytes()), None, "{text}");
        }
        assert_eq!(epoch_ms(b"17936145041180"), None);
    }

    #[test]
    fn a_prefix_is_searched() {
        assert_eq!(in_prefix(b"app-1  | 2026-11-02T10:15:04.118Z "), Some(1_793_614_504_118_000_000));
        assert_eq!(
            in_prefix(b"{\"timestamp\":1793614504118,\"message\":\""),
            Some(1_793_614_504_118_000_000)
        );
        assert_eq!(in_prefix(b"2026/11/02/[$LATEST]ab12 "), None);
        assert_eq!(in_prefix(b"EVENTS\t39214792140000000000000000000000000000 \t"), None);
    }
}
