//! Dates as exact as a source allows.

/// True for `2026`, `2026-08` and `2026-08-31`: ISO 8601, in full or reduced, and a day that exists.
pub(super) fn is_date(text: &str) -> bool {
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return false;
    }
    let full = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        10 => text.to_owned(),
        _ => return false,
    };
    full.parse::<jiff::civil::Date>().is_ok()
}

/// True for a text that has the form of a full date, whether the day exists or not.
pub(super) fn looks_like_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| match at {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_and_reduced_dates() {
        for good in ["2026", "2026-08", "2026-08-31", "2028-02-29"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["", "26", "2026-13", "2026-02-30", "2026-8-1", "2026/08/31", "August", "20260831", "٢٠٢٦"]
        {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
