//! The units in which facts are given and into which texts may convert them.

use rust_decimal::Decimal;

/// What a unit measures. Values convert within a dimension only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dimension {
    /// Time; converted through milliseconds.
    Time,
    /// Amounts of data; converted through bytes, with 1,024 from step to step as AWS Lambda counts.
    Data,
}

/// Every unit that converts: name, dimension, and its size in the dimension's smallest unit.
const UNITS: [(&str, Dimension, i64); 16] = [
    ("ms", Dimension::Time, 1),
    ("milliseconds", Dimension::Time, 1),
    ("s", Dimension::Time, 1_000),
    ("seconds", Dimension::Time, 1_000),
    ("min", Dimension::Time, 60_000),
    ("minutes", Dimension::Time, 60_000),
    ("h", Dimension::Time, 3_600_000),
    ("hours", Dimension::Time, 3_600_000),
    ("d", Dimension::Time, 86_400_000),
    ("days", Dimension::Time, 86_400_000),
    ("B", Dimension::Data, 1),
    ("bytes", Dimension::Data, 1),
    ("KB", Dimension::Data, 1 << 10),
    ("MB", Dimension::Data, 1 << 20),
    ("GB", Dimension::Data, 1 << 30),
    ("TB", Dimension::Data, 1 << 40),
];

/// The names of all units of `dimension`.
pub(crate) fn names(dimension: Dimension) -> impl Iterator<Item = &'static str> {
    UNITS.iter().filter(move |unit| unit.1 == dimension).map(|unit| unit.0)
}

/// What `unit` measures; `None` for units that do not convert.
pub(crate) fn dimension(unit: &str) -> Option<Dimension> {
    find(unit).map(|(dimension, _)| dimension)
}

/// `value` in `from`, converted to `to`; `None` if the two do not measure the same, or the result is out of range.
pub(crate) fn convert(value: Decimal, from: &str, to: &str) -> Option<Decimal> {
    let (dimension, size) = find(from)?;
    let (target, target_size) = find(to)?;
    if dimension != target {
        return None;
    }
    value.checked_mul(size)?.checked_div(target_size)
}

/// A unit as it is shown: without what stands in parentheses.
pub(crate) fn without_note(unit: &str) -> String {
    match (unit.find('('), unit.rfind(')')) {
        (Some(open), Some(close)) if open < close => {
            let (before, after) = (unit.get(..open), unit.get(close + 1..));
            format!("{}{}", before.unwrap_or_default().trim_end(), after.unwrap_or_default())
        }
        _ => unit.to_owned(),
    }
}

fn find(name: &str) -> Option<(Dimension, Decimal)> {
    let same = |unit: &&(&str, Dimension, i64)| {
        unit.0 == name || (unit.0.len() > 3 && unit.0.strip_suffix('s') == Some(name))
    };
    UNITS.iter().find(same).map(|unit| (unit.1, Decimal::from(unit.2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_within_a_dimension() {
        assert_eq!(convert(900.into(), "seconds", "minutes"), Some(15.into()));
        assert_eq!(convert(10_240.into(), "MB", "GB"), Some(10.into()));
        assert_eq!(convert(1.into(), "hour", "ms"), Some(3_600_000.into()));
        assert_eq!(convert(1.into(), "MB", "seconds"), None);
        assert_eq!(convert(Decimal::MAX, "days", "ms"), None);
        assert_eq!(convert(1.into(), "", "ms"), None);
    }

    #[test]
    fn notes_are_left_out() {
        assert_eq!(without_note("GB (unzipped)"), "GB");
        assert_eq!(without_note("seconds"), "seconds");
        assert_eq!(without_note(") ("), ") (");
    }
}
