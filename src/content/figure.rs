//! A fact's value as people read it.

use super::fact::{Fact, Value};
use super::unit;
use rust_decimal::Decimal;

impl Fact {
    /// The value with its unit as it is put into texts: `900 seconds`, `$0.20 per million requests`, `1,000 concurrent
    /// executions`, `1%`, `2027-06-30`. A parenthesis in the unit is left out. `None` for a fact without value.
    pub fn shown(&self) -> Option<String> {
        let unit = self.unit.as_deref().map(unit::without_note).unwrap_or_default();
        Some(match self.value.as_ref()? {
            // A year is no quantity: 2018, not 2,018.
            Value::Number(number) if unit == "date" => number.to_string(),
            Value::Number(number) => with_unit(*number, &unit),
            // "2027-06-30 deprecation date" would say it twice.
            Value::Text(text) if unit.is_empty() || unit.ends_with("date") => text.clone(),
            Value::Text(text) => format!("{text} {unit}"),
        })
    }

    /// The bare value, numbers with thousands separators.
    pub fn shown_value(&self) -> Option<String> {
        Some(match self.value.as_ref()? {
            Value::Number(number) if self.unit.as_deref() == Some("date") => number.to_string(),
            Value::Number(number) => grouped(*number),
            Value::Text(text) => text.clone(),
        })
    }
}

/// `number` with `unit` after it, or as dollars or per cent.
pub(super) fn with_unit(number: Decimal, unit: &str) -> String {
    let rest_after = |word| unit.strip_prefix(word).filter(|rest| rest.is_empty() || rest.starts_with(' '));
    if let Some(rest) = rest_after("USD") {
        let sign = if number.is_sign_negative() { "-" } else { "" };
        return format!("{sign}${}{rest}", cents(number.abs()));
    }
    if let Some(rest) = rest_after("percent") {
        return format!("{}%{rest}", grouped(number));
    }
    let figure = grouped(number);
    if unit.is_empty() {
        return figure;
    }
    format!("{figure} {}", if number == Decimal::ONE { singular(unit) } else { unit })
}

/// `number` without needless zeros, with commas between thousands: `10,240`, `0.0000166667`.
pub(super) fn grouped(number: Decimal) -> String {
    let text = number.normalize().to_string();
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut shown = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

/// An amount of money: at least two decimals.
fn cents(amount: Decimal) -> String {
    let mut shown = grouped(amount);
    let decimals = shown.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if decimals == 0 {
        shown.push('.');
    }
    for _ in decimals..2 {
        shown.push('0');
    }
    shown
}

/// The unit for exactly one; only plain plurals of one word, others stay as they are.
fn singular(unit: &str) -> &str {
    match unit.strip_suffix('s') {
        Some(one) if one.len() > 2 && one.chars().all(|c| c.is_ascii_lowercase()) => one,
        _ => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn show(number: &str, unit: &str) -> String {
        with_unit(Decimal::from_str(number).unwrap(), unit)
    }

    #[test]
    fn numbers_units_money_and_shares() {
        assert_eq!(show("900", "seconds"), "900 seconds");
        assert_eq!(show("1", "minutes"), "1 minute");
        assert_eq!(show("1", "ms"), "1 ms");
        assert_eq!(show("1000", "concurrent executions"), "1,000 concurrent executions");
        assert_eq!(show("1234567.5", "requests"), "1,234,567.5 requests");
        assert_eq!(show("0.2", "USD per million requests"), "$0.20 per million requests");
        assert_eq!(show("0.0000166667", "USD per GB-second"), "$0.0000166667 per GB-second");
        assert_eq!(show("0.0000221000", "USD per GB-second"), "$0.0000221 per GB-second");
        assert_eq!(show("3", "USD"), "$3.00");
        assert_eq!(show("-1200.5", "USD"), "-$1,200.50");
        assert_eq!(show("15", "percent of EC2 on-demand price"), "15% of EC2 on-demand price");
        assert_eq!(show("-100000", ""), "-100,000");
    }
}
