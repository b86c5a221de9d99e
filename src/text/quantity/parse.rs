//! From text to quantity: one reader for all kinds.

use super::error::{Fault, QuantityError};
use super::number::{Digits, Exact, NumberFault, RangeFault};
use super::units::{self, Kind, Unit};
use rust_decimal::Decimal;
use std::ops::Range;

/// What the text consists of; white space only separates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Number,
    Word,
    Symbol(char),
}

type Result<T> = std::result::Result<T, QuantityError>;

/// Reads the tokens of one text as one kind of quantity.
struct Reader<'a> {
    text: &'a str,
    kind: Kind,
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, kind: Kind) -> Result<Self> {
        let reader = Self { text, kind, tokens: tokens(text), at: 0 };
        if reader.tokens.is_empty() { Err(reader.fault(Fault::Empty, 0..text.len())) } else { Ok(reader) }
    }

    fn fault(&self, fault: Fault, span: Range<usize>) -> QuantityError {
        QuantityError { typed: self.text.to_owned(), span, kind: self.kind, fault, suggestion: None }
    }

    fn suggest(&self, fault: Fault, span: Range<usize>, suggestion: String) -> QuantityError {
        QuantityError { suggestion: Some(suggestion), ..self.fault(fault, span) }
    }

    fn peek(&self) -> Option<(Token, Range<usize>)> {
        self.tokens.get(self.at).cloned()
    }

    fn word(&self) -> Option<(&'a str, Range<usize>)> {
        let (_, span) = self.peek().filter(|(token, _)| *token == Token::Word)?;
        Some((self.text.get(span.clone()).unwrap_or_default(), span))
    }

    fn take_symbol(&mut self, wanted: char) -> bool {
        let found = self.peek().is_some_and(|(token, _)| token == Token::Symbol(wanted));
        self.at += usize::from(found);
        found
    }

    /// The span from the first token to the end of the last one.
    fn all(&self) -> Range<usize> {
        let start = self.tokens.first().map_or(0, |(_, span)| span.start);
        start..self.tokens.last().map_or(start, |(_, span)| span.end)
    }

    fn number(&mut self) -> Result<(Digits, Range<usize>)> {
        let (token, span) = self.peek().unwrap_or((Token::Word, self.text.len()..self.text.len()));
        match token {
            Token::Number => self.at += 1,
            Token::Symbol('-' | '\u{2212}') => return Err(self.fault(Fault::Negative, span)),
            _ => return Err(self.fault(Fault::NoNumber, span)),
        }
        if let Some((Token::Number, next)) = self.peek() {
            // `10 000`; two numbers are only apart where something else separates them.
            return Err(self.suggest(
                Fault::SpaceInNumber,
                span.start..next.end,
                "it without spaces, or with `,` or `_` between thousands".to_owned(),
            ));
        }
        match Digits::read(self.text.get(span.clone()).unwrap_or_default()) {
            Ok(digits) => Ok((digits, span)),
            Err(NumberFault::Separator(what)) => Err(self.fault(Fault::Separator(what), span)),
            Err(NumberFault::DecimalComma(meant)) => Err(self.suggest(Fault::DecimalComma, span, meant)),
        }
    }

    /// The unit that stands next, if something stands there.
    fn unit(&mut self) -> Result<Option<&'static Unit>> {
        let Some((token, span)) = self.peek() else { return Ok(None) };
        let spelled = match token {
            Token::Word | Token::Symbol('%' | '$') => self.text.get(span.clone()).unwrap_or_default(),
            _ => return Err(self.fault(Fault::Trailing, span.start..self.all().end)),
        };
        let unit = units::find(self.kind, spelled).ok_or_else(|| self.unknown_unit(spelled, span))?;
        self.at += 1;
        Ok(Some(unit))
    }

    fn unknown_unit(&self, spelled: &str, span: Range<usize>) -> QuantityError {
        if self.kind == Kind::Duration && spelled == "M" {
            return self.suggest(Fault::UnknownUnit, span, "m".to_owned());
        }
        let other = Kind::ALL
            .into_iter()
            .find(|&kind| kind != self.kind && kind != Kind::Rate && units::find(kind, spelled).is_some());
        if let Some(other) = other {
            return self.fault(Fault::UnitOf(other), span);
        }
        // A single letter is near to every other single letter; only longer words say what was meant.
        let candidates =
            self.kind.units().flat_map(|unit| unit.spellings).copied().filter(|known| known.len() > 1);
        let meant = crate::text::nearest(spelled, candidates).filter(|_| spelled.chars().count() > 1);
        let Some(meant) = meant else { return self.fault(Fault::UnknownUnit, span) };
        let symbol = units::find(self.kind, meant).map_or(meant, |unit| unit.symbol);
        let meant = if symbol.eq_ignore_ascii_case(meant) { symbol } else { meant };
        self.suggest(Fault::UnknownUnit, span, meant.to_owned())
    }

    fn end(&self) -> Result<()> {
        match self.peek() {
            None => Ok(()),
            Some((_, span)) => Err(self.fault(Fault::Trailing, span.start..self.all().end)),
        }
    }

    fn range(&self, fault: RangeFault, span: Range<usize>) -> QuantityError {
        match fault {
            RangeFault::TooLarge => self.fault(Fault::TooLarge, span),
            RangeFault::TooManyDigits => self.fault(Fault::TooManyDigits, span),
        }
    }

    fn exact(&self, digits: &Digits, unit: Option<&Unit>, span: Range<usize>) -> Result<Exact> {
        let (multiplier, shift) = unit.map_or((1, 0), |unit| (unit.multiplier, unit.shift));
        digits.exact(multiplier, shift).map_err(|fault| self.range(fault, span))
    }

    /// A number with or without a unit of [`Self::kind`], and nothing after it.
    fn simple(&mut self) -> Result<(Exact, Option<&'static Unit>)> {
        let (digits, span) = self.number()?;
        let unit = self.unit()?;
        self.end()?;
        Ok((self.exact(&digits, unit, span)?, unit))
    }

    /// A number with `k`, `M`, `B` or without, where other words may follow.
    fn count(&mut self) -> Result<Exact> {
        let (digits, span) = self.number()?;
        let unit = self.word().and_then(|(word, _)| units::find(Kind::Count, word));
        self.at += usize::from(unit.is_some());
        self.exact(&digits, unit, span)
    }
}

/// A count; words of `noun` may follow, in singular or plural.
pub(super) fn count(text: &str, noun: &str) -> Result<Decimal> {
    let mut reader = Reader::new(text, Kind::Count)?;
    let exact = reader.count()?;
    let stem = |word: &str| word.to_lowercase().trim_end_matches('s').to_owned();
    while let Some((word, span)) = reader.word() {
        if !noun.split_whitespace().any(|known| stem(known) == stem(word)) {
            return Err(reader.unknown_unit(word, span));
        }
        reader.at += 1;
    }
    reader.unit()?;
    reader.end()?;
    Ok(exact.decimal())
}

/// A count without a fraction, with where it stands if there is one.
pub(super) fn whole(text: &str, noun: &str) -> Result<u64> {
    let count = count(text, noun)?;
    let reader = Reader::new(text, Kind::Count)?;
    if !count.is_integer() {
        return Err(reader.fault(Fault::NotWhole, reader.all()));
    }
    u64::try_from(count).map_err(|_| reader.fault(Fault::TooLarge, reader.all()))
}

/// The parts of a duration: numbers with their units, from the largest unit to the smallest.
fn duration_parts(reader: &mut Reader<'_>) -> Result<Vec<(Digits, &'static Unit, Range<usize>)>> {
    let mut parts: Vec<(Digits, &'static Unit, Range<usize>)> = Vec::new();
    while reader.peek().is_some() {
        let (digits, number) = reader.number()?;
        let unit = match reader.unit()? {
            Some(unit) => unit,
            None if digits.is_zero() && parts.is_empty() => units::find(Kind::Duration, "ms")
                .ok_or_else(|| reader.fault(Fault::MissingUnit, number.clone()))?,
            None => {
                let typed = reader.text.get(number.clone()).unwrap_or_default();
                let (first, second) = if parts.is_empty() { ("ms", "s") } else { ("m", "s") };
                let meant = format!("`{typed}{first}` or `{typed}{second}`");
                return Err(reader.suggest(Fault::MissingUnit, number, meant));
            }
        };
        let end = reader.tokens.get(reader.at - 1).map_or(number.end, |(_, span)| span.end);
        let span = number.start..end;
        let size = |unit: &Unit| (unit.multiplier, std::cmp::Reverse(unit.shift));
        if parts.last().is_some_and(|(_, larger, _)| size(larger) <= size(unit)) {
            return Err(reader.fault(Fault::PartOrder, span));
        }
        parts.push((digits, unit, span));
    }
    Ok(parts)
}

/// A duration in exact milliseconds.
pub(super) fn duration(text: &str) -> Result<Decimal> {
    let mut reader = Reader::new(text, Kind::Duration)?;
    let mut sum = Exact::of(Decimal::ZERO);
    for (digits, unit, span) in duration_parts(&mut reader)? {
        let part = reader.exact(&digits, Some(unit), span.clone())?;
        sum = sum.plus(part).map_err(|fault| reader.range(fault, span))?;
    }
    let sum = sum.decimal();
    if sum > super::Duration::MAX_MS { Err(reader.fault(Fault::TooLarge, reader.all())) } else { Ok(sum) }
}

/// A duration in nanoseconds, each part rounded half up; any number of digits.
pub(super) fn nanoseconds(text: &str) -> Result<u64> {
    let mut reader = Reader::new(text, Kind::Duration)?;
    let mut sum = 0u64;
    for (digits, unit, span) in duration_parts(&mut reader)? {
        // The smallest unit is the nanosecond, 10^-6 ms, so this is whole.
        let worth = unit.multiplier * 10u64.pow(6 - unit.shift);
        sum = digits
            .nanoseconds(worth)
            .and_then(|part| sum.checked_add(part))
            .ok_or_else(|| reader.fault(Fault::TooLarge, span))?;
    }
    Ok(sum)
}

/// Memory in exact MB. Without a unit it is MB, unless `needs_unit`.
pub(super) fn memory(text: &str, needs_unit: bool) -> Result<Decimal> {
    let mut reader = Reader::new(text, Kind::Memory)?;
    let (exact, unit) = reader.simple()?;
    let value = exact.decimal();
    if needs_unit && unit.is_none() && !value.is_zero() {
        let typed = text.trim();
        let meant = format!("`{typed} MB` or `{typed} GB`");
        return Err(reader.suggest(Fault::MissingUnit, reader.all(), meant));
    }
    Ok(value)
}

/// A share as an exact fraction of 1.
pub(super) fn share(text: &str) -> Result<Decimal> {
    let mut reader = Reader::new(text, Kind::Share)?;
    let (digits, span) = reader.number()?;
    // "per cent" in two words.
    if reader.word().is_some_and(|(word, _)| word.eq_ignore_ascii_case("per")) {
        reader.at += 1;
        match reader.word() {
            Some((cent, _)) if cent.eq_ignore_ascii_case("cent") => {}
            _ => return Err(reader.fault(Fault::UnknownUnit, span.end..reader.all().end)),
        }
        reader.at += 1;
        reader.end()?;
        let hundredth = units::find(Kind::Share, "%");
        return at_most_whole(&reader, reader.exact(&digits, hundredth, span)?.decimal());
    }
    let unit = reader.unit()?;
    reader.end()?;
    let value = reader.exact(&digits, unit, span.clone())?.decimal();
    if unit.is_none() && value >= Decimal::ONE {
        let typed = reader.text.get(span.clone()).unwrap_or_default();
        let fraction = (value / Decimal::ONE_HUNDRED).normalize();
        let meant = if value == Decimal::ONE {
            "`1%` for one in a hundred, or `100%` for all".to_owned()
        } else if value <= Decimal::ONE_HUNDRED {
            format!("`{typed}%` or `{fraction}`")
        } else {
            return Err(reader.fault(Fault::MoreThanWhole, span));
        };
        return Err(reader.suggest(Fault::BareShare, span, meant));
    }
    at_most_whole(&reader, value)
}

fn at_most_whole(reader: &Reader<'_>, share: Decimal) -> Result<Decimal> {
    if share > Decimal::ONE { Err(reader.fault(Fault::MoreThanWhole, reader.all())) } else { Ok(share) }
}

/// Words for what a rate counts; they change nothing.
const COUNTED: &[&str] = &["request", "req", "invocation", "call", "event", "message", "msg", "record"];

/// A rate as (count, seconds that it is over). Without a unit it is per second where `bare_is_per_second`.
pub(super) fn rate(text: &str, bare_is_per_second: bool) -> Result<(Exact, u32)> {
    let mut reader = Reader::new(text, Kind::Rate)?;
    let exact = reader.count()?;
    if let Some((word, _)) = reader.word() {
        let word = word.to_lowercase();
        if COUNTED.contains(&word.trim_end_matches('s')) {
            reader.at += 1;
        } else if let Some(seconds) = match word.as_str() {
            "rps" | "tps" => Some(1),
            "rpm" => Some(60),
            _ => None,
        } {
            reader.at += 1;
            reader.end()?;
            return Ok((exact, seconds));
        }
    }
    let per_word = reader.word().is_some_and(|(word, _)| word.eq_ignore_ascii_case("per"));
    reader.at += usize::from(per_word);
    if !per_word && !reader.take_symbol('/') {
        reader.unit_or_end()?;
        if bare_is_per_second || exact == Exact::of(Decimal::ZERO) {
            return Ok((exact, 1));
        }
        let typed = text.trim();
        let meant = format!("`{typed}/s` or `{typed}/min`");
        return Err(reader.suggest(Fault::MissingUnit, reader.all(), meant));
    }
    let Some(unit) = reader.unit()? else {
        let typed = text.trim().trim_end_matches('/');
        let meant = format!("`{typed}/s` or `{typed}/min`");
        return Err(reader.suggest(Fault::MissingUnit, reader.all(), meant));
    };
    reader.end()?;
    Ok((exact, u32::try_from(unit.multiplier).unwrap_or(1)))
}

impl Reader<'_> {
    /// Refuses what stands where a rate's `/` belongs: a unit alone says nothing about how often.
    fn unit_or_end(&self) -> Result<()> {
        match self.word() {
            Some((word, span)) => Err(self.unknown_unit(word, span)),
            None => self.end(),
        }
    }
}

/// An amount of US dollars; the sign or code may stand before or after, or be left out.
pub(super) fn money(text: &str) -> Result<Decimal> {
    let mut reader = Reader::new(text, Kind::Money)?;
    let code = reader.word();
    let named = match &code {
        Some((word, _)) if word.eq_ignore_ascii_case("usd") => true,
        Some((word, _)) if word.eq_ignore_ascii_case("us") => false,
        Some((_, span)) => return Err(reader.fault(Fault::NoNumber, span.clone())),
        None => false,
    };
    reader.at += usize::from(code.is_some());
    let signed = reader.take_symbol('$');
    if let Some((_, span)) = code.filter(|_| !named && !signed) {
        return Err(reader.fault(Fault::NoNumber, span));
    }
    let exact = reader.count()?;
    if reader.word().is_some_and(|(word, _)| word.eq_ignore_ascii_case("us")) {
        reader.at += 1;
    }
    // `$0.20 USD` says it twice, and rightly.
    reader.unit()?;
    reader.end()?;
    Ok(exact.decimal())
}

fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '_');
        let (token, length) = if numeric(first) {
            (Token::Number, number_length(rest))
        } else if first.is_alphabetic() || first == '\u{b5}' {
            (Token::Word, rest.find(|c: char| !c.is_alphabetic() && c != '\u{b5}').unwrap_or(rest.len()))
        } else {
            (Token::Symbol(first), first.len_utf8())
        };
        if !first.is_whitespace() {
            tokens.push((token, start..start + length));
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens
}

/// The length of the number that `text` begins with, exponent included: `1.5e6`.
fn number_length(text: &str) -> usize {
    let mantissa =
        text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '_')).unwrap_or(text.len());
    let after = text.get(mantissa..).unwrap_or_default();
    let Some(exponent) = after.strip_prefix(['e', 'E']) else { return mantissa };
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    if end == 0 { mantissa } else { mantissa + after.len() - digits.len() + end }
}
