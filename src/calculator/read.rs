//! One value from the text of one field, and back to a text for people.

use super::field::{Field, Input};
use crate::pricing::{Exact, SavingsPlan};
use crate::text::nearest;
use crate::text::quantity::{
    Count, Duration, Kind, Memory, Money, QuantityError, Rate, Share, grouped, to_base,
};
use rust_decimal::Decimal;

/// What was read, in the unit that the field's [`Input`] names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Number(Decimal),
    Rate(Rate),
    Flag(bool),
    Word(String),
    Plan(SavingsPlan),
}

/// What is wrong with a text, and what is accepted.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl From<QuantityError> for Fault {
    fn from(error: QuantityError) -> Self {
        Self { message: error.reason(), help: Some(error.help()) }
    }
}

type Result<T> = std::result::Result<T, Fault>;

pub(super) fn read(field: &Field, text: &str) -> Result<Value> {
    let number = |value: Decimal| Ok(Value::Number(value.normalize()));
    match field.input {
        Input::Count(noun) => number(Count::parse_of(text, noun)?.value()),
        Input::Whole(noun) => {
            // The reason of a count that is not whole comes from the parser of whole numbers.
            match Count::parse_of(text, noun)?.value() {
                whole if whole.is_integer() => match u64::try_from(whole) {
                    Ok(whole) => number(Decimal::from(whole)),
                    Err(_) => fault("it is too large", "at most 18 digits"),
                },
                _ => fault("it must be a whole number", format!("write it like `{}`", field.example)),
            }
        }
        Input::Duration => number(Duration::parse(text)?.ms()),
        Input::Hours => hours(text, false).map(Value::Number),
        Input::CoarseHours => hours(text, true).map(Value::Number),
        Input::Memory => number(Memory::parse(text)?.mb()),
        Input::SizeKb => match Memory::parse_with_unit(text)?.mb().checked_mul(Decimal::from(1024)) {
            Some(kb) => number(kb),
            None => fault("it is too large", "sizes are kept with 28 digits"),
        },
        Input::Volume => match divided(Memory::parse_with_unit(text)?.mb(), Decimal::from(1024)) {
            Some(gb) => number(gb),
            None => fault("it has more digits than can be kept exactly (28)", "round it to fewer digits"),
        },
        Input::DecimalVolume => number(decimal_gb(text)?),
        Input::Share => number(Share::parse(text)?.fraction()),
        Input::Rate => Ok(Value::Rate(Rate::parse_or_per_second(text)?)),
        Input::Money => number(Money::parse(text)?.dollars()),
        Input::Flag => flag(text),
        Input::Choice(words) => choice(text, words),
        Input::Region => Ok(Value::Word(text.trim().to_lowercase())),
        Input::SavingsPlan => savings_plan(text),
    }
}

fn fault<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T> {
    Err(Fault { message: message.into(), help: Some(help.into()) })
}

/// Hours: a bare number, or a duration.
fn hours(text: &str, coarse: bool) -> Result<Decimal> {
    // A duration first: `20m` is twenty minutes here, not twenty million.
    let ms = match (Duration::parse(text), Count::parse(text)) {
        (Ok(duration), _) => duration.ms(),
        (Err(_), Ok(hours)) => return Ok(hours.value()),
        (Err(error), Err(_)) => {
            return fault(error.reason(), "write hours as a number, `240`, or a duration, `10d` or `6h`");
        }
    };
    match divided(ms, Decimal::from(3_600_000)) {
        Some(hours) => Ok(hours),
        // Cut off, so that rounding up afterwards gives the step that the exact time gives.
        None if coarse => Ok((ms / Decimal::from(3_600_000)).trunc_with_scale(20).normalize()),
        None => fault(
            "it is no finite decimal of an hour",
            "write hours, such as `1.5`, or minutes divisible by 3",
        ),
    }
}

/// The quotient where it is a finite decimal of at most 28 digits.
fn divided(value: Decimal, divisor: Decimal) -> Option<Decimal> {
    let quotient = Exact::from(value).over(divisor.into(), 28).ok()?;
    quotient.value.to_decimal().filter(|_| quotient.exact).map(|it| it.normalize())
}

/// A volume whose units are a thousand of each other.
fn decimal_gb(text: &str) -> Result<Decimal> {
    let mb = Memory::parse_with_unit(text)?.mb();
    let unit: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    let too_long =
        || Fault { message: "it has more digits than can be kept exactly (28)".to_owned(), help: None };
    let size = to_base(Kind::Memory, Decimal::ONE, &unit).unwrap_or(Decimal::ONE);
    let number = divided(mb, size).ok_or_else(too_long)?;
    // The parser counts 1,024 from unit to unit: the power of it says which unit was written.
    let sizes = [(1, 9), (1_024, 6), (1_048_576, 3), (1_073_741_824, 0)];
    let bytes = size * Decimal::from(1_048_576);
    match sizes.iter().find(|(worth, _)| bytes == Decimal::from(*worth)) {
        Some((_, below_gb)) => number.checked_mul(Decimal::new(1, *below_gb)).ok_or_else(too_long),
        None => number.checked_mul(Decimal::ONE_THOUSAND).ok_or_else(too_long),
    }
}

fn flag(text: &str) -> Result<Value> {
    match text.trim().to_lowercase().as_str() {
        "" | "true" | "yes" | "on" => Ok(Value::Flag(true)),
        "false" | "no" | "off" => Ok(Value::Flag(false)),
        _ => fault("it is either given or not", "write `true` or `false`"),
    }
}

fn choice(text: &str, words: &[&str]) -> Result<Value> {
    let typed = text.trim();
    if let Some(word) = words.iter().find(|word| word.eq_ignore_ascii_case(typed)) {
        return Ok(Value::Word((*word).to_owned()));
    }
    let accepted = format!("accepted: {}", words.join(", "));
    let help = match nearest(typed, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? {accepted}"),
        None => accepted,
    };
    fault("it is not one of the accepted words", help)
}

fn savings_plan(text: &str) -> Result<Value> {
    let plan = match text.trim().to_lowercase().as_str() {
        "max" => SavingsPlan::Maximum,
        "no-upfront" => SavingsPlan::NoUpfront,
        "all-upfront" => SavingsPlan::AllUpfront,
        word if word.starts_with(char::is_alphabetic) => return choice(text, Input::PLANS),
        _ => SavingsPlan::Percent((Share::parse(text)?.fraction() * Decimal::ONE_HUNDRED).normalize()),
    };
    Ok(Value::Plan(plan))
}

/// What was understood, for people: `3,000,000 requests`, `500 ms`.
pub(super) fn understood(field: &Field, value: &Value) -> String {
    match (field.input, value) {
        (Input::Count(noun) | Input::Whole(noun), Value::Number(number)) => {
            let noun = if *number == Decimal::ONE { singular(noun) } else { noun };
            format!("{} {noun}", grouped(*number))
        }
        (Input::Duration, Value::Number(ms)) => {
            Duration::from_ms(*ms).map(Duration::pretty).unwrap_or_default()
        }
        (Input::Hours | Input::CoarseHours, Value::Number(hours)) => {
            format!("{} h", grouped(hours.round_dp(6).normalize()))
        }
        (Input::Memory, Value::Number(mb)) => Memory::from_mb(*mb).map(Memory::pretty).unwrap_or_default(),
        (Input::SizeKb, Value::Number(kb)) => format!("{} KB", grouped(*kb)),
        (Input::Volume, Value::Number(gb)) => format!("{} GB", grouped(*gb)),
        (Input::DecimalVolume, Value::Number(gb)) => format!("{} GB (decimal)", grouped(*gb)),
        (Input::Share, Value::Number(share)) => Share::new(*share).map(Share::pretty).unwrap_or_default(),
        (Input::Money, Value::Number(dollars)) => Money::from_dollars(*dollars).to_string(),
        (_, Value::Number(number)) => grouped(*number),
        (_, Value::Rate(rate)) => rate.pretty(),
        (_, Value::Flag(true)) => "yes".to_owned(),
        (_, Value::Flag(false)) => "no".to_owned(),
        (_, Value::Word(word)) => word.clone(),
        (_, Value::Plan(SavingsPlan::Percent(percent))) => format!("{} % off", percent.normalize()),
        (_, Value::Plan(SavingsPlan::Maximum)) => "the largest discount known".to_owned(),
        (_, Value::Plan(SavingsPlan::NoUpfront)) => "nothing paid in advance".to_owned(),
        (_, Value::Plan(SavingsPlan::AllUpfront)) => "everything paid in advance".to_owned(),
    }
}

fn singular(noun: &'static str) -> &'static str {
    match noun {
        "batches" => "batch",
        _ => noun.strip_suffix('s').unwrap_or(noun),
    }
}

/// A number in the unit of `input` as it can be typed: for the steps of arrow keys.
pub(super) fn typed(input: Input, number: Decimal) -> String {
    match input {
        Input::Duration => Duration::from_ms(number).map(|it| it.to_string()).unwrap_or_default(),
        Input::Memory => format!("{}MB", number.normalize()),
        Input::SizeKb => format!("{}KB", number.normalize()),
        Input::Volume | Input::DecimalVolume => format!("{}GB", number.normalize()),
        Input::Share => Share::new(number).map(|it| it.to_string()).unwrap_or_default(),
        Input::Money => Money::from_dollars(number).to_string(),
        _ => {
            let steps = [(1_000_000_000_u64, "B"), (1_000_000, "M"), (1_000, "k")];
            let large = steps
                .into_iter()
                .map(|(worth, letter)| ((number / Decimal::from(worth)).normalize(), letter))
                .find(|(count, _)| *count >= Decimal::ONE && count.scale() <= 1);
            large.map_or_else(|| number.normalize().to_string(), |(count, letter)| format!("{count}{letter}"))
        }
    }
}
