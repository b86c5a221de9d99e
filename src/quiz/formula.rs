//! Keys that are worked out from facts and drawn values by arithmetic, where no calculator knows the subject:
//! `{fact:limits.package.zip.unzipped|MB} - 95 - 60`.
//!
//! Formulas are for what an author would otherwise work out by hand and type in, where it would stay when a fact changes. What a
//! calculator can work out is left to it.

use super::question::Unit;
use super::unit;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Operations of a formula are not nested deeper.
const DEEPEST: usize = 32;
/// Bytes of the longest formula.
const LONGEST: usize = 400;

/// An expression over numbers, facts (whose values were put in when it was read) and drawn values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formula {
    root: Node,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Node {
    Number(Decimal),
    /// A drawn value, in a unit where it has one.
    Param(String, Option<Unit>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operator {
    const ALL: [(char, Self); 4] =
        [('+', Self::Add), ('-', Self::Subtract), ('*', Self::Multiply), ('/', Self::Divide)];

    /// How tightly it binds.
    fn rank(self) -> u8 {
        match self {
            Self::Add | Self::Subtract => 1,
            Self::Multiply | Self::Divide => 2,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Add => " + ",
            Self::Subtract => " − ",
            Self::Multiply => " × ",
            Self::Divide => " / ",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Function {
    Ceil,
    Floor,
    Min,
    Max,
}

impl Function {
    const ALL: [(&'static str, Self); 4] =
        [("ceil", Self::Ceil), ("floor", Self::Floor), ("min", Self::Min), ("max", Self::Max)];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}

/// What is wrong with a formula, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaError {
    /// Bytes of the formula.
    pub span: Range<usize>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// What gives the value of a fact: its id, and the unit that is asked for.
pub(super) type FactValue<'f> = &'f dyn Fn(&str, Option<&str>) -> Result<Decimal, FormulaError>;

impl Formula {
    /// Reads a formula. `{fact:ID}` is the value of a fact, `{fact:ID|UNIT}` in a unit; `{NAME}` and `{NAME|UNIT}` are drawn
    /// values, `{share}` and `{rate}` among the units; `+ - * /`, parentheses, `ceil`, `floor`, `min`, `max`.
    ///
    /// # Errors
    /// What cannot be read, and where. The span of an error of `fact` is set to the reference.
    pub fn parse(text: &str, fact: FactValue<'_>) -> Result<Self, FormulaError> {
        let mut parser = Parser { text, at: 0, fact };
        if text.len() > LONGEST {
            return Err(parser.error(0..text.len(), "the formula is too long"));
        }
        let root = parser.sum(0, 0)?;
        parser.skip();
        if parser.at < text.len() {
            let rest = parser.at..text.len();
            return Err(parser.error(rest, "the formula goes on where it should end"));
        }
        Ok(Self { root })
    }

    /// Its value, in no unit of its own; `None` for a division by zero, or numbers beyond what 28 digits hold, or a drawn value that
    /// is no number of the unit that the formula names.
    pub fn value(&self, param: &dyn Fn(&str) -> Option<String>) -> Option<Decimal> {
        value(&self.root, param)
    }

    /// The drawn values that it names.
    pub fn params(&self) -> Vec<&str> {
        let mut names = Vec::new();
        collect(&self.root, &mut names);
        names
    }

    /// The formula with numbers in it, as people write it: `80 × (0.15 + 2.35)`.
    pub fn shown(&self, param: &dyn Fn(&str) -> Option<String>) -> String {
        shown(&self.root, param, 0)
    }
}

fn value(node: &Node, param: &dyn Fn(&str) -> Option<String>) -> Option<Decimal> {
    match node {
        Node::Number(number) => Some(*number),
        Node::Param(name, unit) => drawn(&param(name)?, unit.as_ref()),
        Node::Binary(operator, left, right) => {
            let (left, right) = (value(left, param)?, value(right, param)?);
            match operator {
                Operator::Add => left.checked_add(right),
                Operator::Subtract => left.checked_sub(right),
                Operator::Multiply => left.checked_mul(right),
                Operator::Divide => left.checked_div(right),
            }
        }
        Node::Call(function, arguments) => {
            let mut values = arguments.iter().map(|argument| value(argument, param));
            let first = values.next()??;
            match function {
                Function::Ceil => Some(first.round_dp_with_strategy(0, RoundingStrategy::ToPositiveInfinity)),
                Function::Floor => {
                    Some(first.round_dp_with_strategy(0, RoundingStrategy::ToNegativeInfinity))
                }
                Function::Min => values.try_fold(first, |least, next| Some(least.min(next?))),
                Function::Max => values.try_fold(first, |most, next| Some(most.max(next?))),
            }
        }
    }
}

/// A drawn value as a number: in `unit`, or a bare count.
fn drawn(text: &str, unit: Option<&Unit>) -> Option<Decimal> {
    let count = Unit::Count(String::new());
    unit::value(unit.unwrap_or(&count), text).ok()
}

fn collect<'n>(node: &'n Node, names: &mut Vec<&'n str>) {
    match node {
        Node::Number(_) => {}
        Node::Param(name, _) => names.push(name),
        Node::Binary(_, left, right) => {
            collect(left, names);
            collect(right, names);
        }
        Node::Call(_, arguments) => arguments.iter().for_each(|argument| collect(argument, names)),
    }
}

fn shown(node: &Node, param: &dyn Fn(&str) -> Option<String>, around: u8) -> String {
    let number = |number: Decimal| crate::text::quantity::grouped(number.normalize());
    match node {
        Node::Number(value) => number(*value),
        Node::Param(name, unit) => {
            let text = param(name).unwrap_or_default();
            drawn(&text, unit.as_ref()).map_or(text, number)
        }
        Node::Binary(operator, left, right) => {
            // What stands behind `−` and `/` keeps its parentheses even where it binds as tightly.
            let strict = matches!(operator, Operator::Subtract | Operator::Divide);
            let (left, right) = (
                shown(left, param, operator.rank()),
                shown(right, param, operator.rank() + u8::from(strict)),
            );
            let both = format!("{left}{}{right}", operator.sign());
            if operator.rank() < around { format!("({both})") } else { both }
        }
        Node::Call(function, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(|argument| shown(argument, param, 0)).collect();
            let inside = arguments.join("; ");
            match function {
                Function::Ceil => format!("⌈{inside}⌉"),
                Function::Floor => format!("⌊{inside}⌋"),
                other => format!("{}({inside})", other.name()),
            }
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    fact: FactValue<'t>,
}

impl Parser<'_> {
    #[expect(clippy::unused_self, reason = "reads better where errors are made")]
    fn error(&self, span: Range<usize>, message: impl Into<String>) -> FormulaError {
        let help = "accepted: numbers, {fact:ID}, {fact:ID|UNIT}, {PARAMETER|UNIT}, + - * / ( ), ceil, floor, min, max";
        FormulaError { span, message: message.into(), help: Some(help.to_owned()) }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self) {
        let blank = self.rest().len() - self.rest().trim_start().len();
        self.at += blank;
    }

    fn next_is(&mut self, sign: char) -> bool {
        self.skip();
        let is = self.rest().starts_with(sign);
        if is {
            self.at += sign.len_utf8();
        }
        is
    }

    /// Terms joined by operators that bind at least as tightly as `rank`.
    fn sum(&mut self, rank: u8, depth: usize) -> Result<Node, FormulaError> {
        let mut left = self.term(depth)?;
        loop {
            self.skip();
            let found = Operator::ALL.iter().find(|(sign, _)| self.rest().starts_with(*sign));
            let Some((_, operator)) = found.filter(|(_, operator)| operator.rank() > rank) else {
                return Ok(left);
            };
            self.at += 1;
            let right = self.sum(operator.rank(), depth)?;
            left = Node::Binary(*operator, Box::new(left), Box::new(right));
        }
    }

    fn term(&mut self, depth: usize) -> Result<Node, FormulaError> {
        self.skip();
        let start = self.at;
        if depth > DEEPEST {
            return Err(self.error(start..self.text.len(), "the formula is nested too deeply"));
        }
        if self.next_is('(') {
            let inside = self.sum(0, depth + 1)?;
            return self.closed(')', start).map(|()| inside);
        }
        if self.next_is('{') {
            return self.reference(start);
        }
        let figure = self
            .rest()
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_')))
            .unwrap_or(self.rest().len());
        if figure > 0 {
            self.at += figure;
            let written = self.text.get(start..self.at).unwrap_or_default();
            let number = crate::content::decimal(&written.replace('_', ""));
            return number
                .map(Node::Number)
                .ok_or_else(|| self.error(start..self.at, format!("`{written}` is no number")));
        }
        let word = self.rest().find(|c: char| !c.is_ascii_lowercase()).unwrap_or(self.rest().len());
        self.at += word;
        let name = self.text.get(start..self.at).unwrap_or_default().to_owned();
        let Some((_, function)) = Function::ALL.iter().find(|(known, _)| *known == name) else {
            let end = self.text.len().min(start + word.max(1));
            let what = if word == 0 {
                "a number is missing here".to_owned()
            } else {
                format!("there is no function `{name}`")
            };
            return Err(self.error(start..end, what));
        };
        if !self.next_is('(') {
            return Err(
                self.error(start..self.at, format!("`{name}` is followed by its argument in parentheses"))
            );
        }
        let mut arguments = vec![self.sum(0, depth + 1)?];
        while self.next_is(',') {
            arguments.push(self.sum(0, depth + 1)?);
        }
        self.closed(')', start)?;
        let takes_many = matches!(function, Function::Min | Function::Max);
        if takes_many != (arguments.len() > 1) {
            let wanted = if takes_many { "two or more arguments" } else { "one argument" };
            return Err(self.error(start..self.at, format!("`{name}` takes {wanted}")));
        }
        Ok(Node::Call(*function, arguments))
    }

    fn closed(&mut self, sign: char, start: usize) -> Result<(), FormulaError> {
        if self.next_is(sign) {
            Ok(())
        } else {
            Err(self.error(start..self.at, format!("`{sign}` is missing")))
        }
    }

    /// What stands in braces, after the opening one.
    fn reference(&mut self, start: usize) -> Result<Node, FormulaError> {
        let Some(length) = self.rest().find('}') else {
            return Err(self.error(start..self.text.len(), "`}` is missing"));
        };
        let inside = self.rest().get(..length).unwrap_or_default().to_owned();
        self.at += length + 1;
        let (name, unit) = match inside.split_once('|') {
            Some((name, unit)) => (name.trim(), Some(unit.trim())),
            None => (inside.trim(), None),
        };
        match name.strip_prefix("fact:") {
            Some(id) => (self.fact)(id, unit)
                .map(Node::Number)
                .map_err(|error| FormulaError { span: start..self.at, ..error }),
            None => Ok(Node::Param(name.to_owned(), unit.map(unit::named))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fact(id: &str, unit: Option<&str>) -> Result<Decimal, FormulaError> {
        match (id, unit) {
            ("a", None) => Ok(Decimal::from(250)),
            ("a", Some("KB")) => Ok(Decimal::from(256_000)),
            _ => Err(FormulaError { span: 0..0, message: format!("there is no fact `{id}`"), help: None }),
        }
    }

    fn param(name: &str) -> Option<String> {
        match name {
            "rps" => Some("120/s".to_owned()),
            "duration" => Some("350ms".to_owned()),
            "count" => Some("1.5k".to_owned()),
            "share" => Some("2%".to_owned()),
            _ => None,
        }
    }

    fn worked(text: &str) -> (String, String) {
        let formula = Formula::parse(text, &fact).unwrap();
        let value = formula.value(&param).map_or("-".to_owned(), |value| value.normalize().to_string());
        (value, formula.shown(&param))
    }

    fn is(text: &str, value: &str, shown: &str) {
        assert_eq!(worked(text), (value.to_owned(), shown.to_owned()), "{text}");
    }

    #[test]
    fn arithmetic_keeps_to_its_ranks() {
        is("1 + 2 * 3", "7", "1 + 2 × 3");
        is("(1 + 2) * 3", "9", "(1 + 2) × 3");
        is("10 - 4 - 3", "3", "10 − 4 − 3");
        is("10 - (4 - 3)", "9", "10 − (4 − 3)");
        is("12 / 3 / 2", "2", "12 / 3 / 2");
        is("12 / (3 / 2)", "8", "12 / (3 / 2)");
        is(
            "ceil(7 / 2) + floor(7/2) + min(3, 1, 2) + max(3, 5)",
            "13",
            "⌈7 / 2⌉ + ⌊7 / 2⌋ + min(3; 1; 2) + max(3; 5)",
        );
    }

    #[test]
    fn facts_and_drawn_values_are_put_in_with_their_units() {
        is("{fact:a} - 95 - 60 - 48", "47", "250 − 95 − 60 − 48");
        is("{fact:a|KB} / 1_000", "256", "256,000 / 1,000");
        is("{rps|rate} * {duration|s}", "42", "120 × 0.35");
        is("{count} * {share|share}", "30", "1,500 × 0.02");
        assert_eq!(Formula::parse("{rps|rate} * {duration|s}", &fact).unwrap().params(), ["rps", "duration"]);
    }

    #[test]
    fn what_has_no_value_has_none() {
        for text in
            ["1 / 0", "{nothing}", "{duration}", "9_999_999_999_999_999_999 * 9_999_999_999_999_999_999"]
        {
            assert_eq!(worked(text).0, "-", "{text}");
        }
    }

    #[test]
    fn faults_are_told_with_their_place() {
        for (text, span, message) in [
            ("1 +", 3..3, "a number is missing here"),
            ("1 ) 2", 2..5, "the formula goes on where it should end"),
            ("(1 + 2", 0..6, "`)` is missing"),
            ("root(2)", 0..4, "there is no function `root`"),
            ("2 * {fact:b}", 4..12, "there is no fact `b`"),
            ("{fact:a", 0..7, "`}` is missing"),
            ("min(1)", 0..6, "`min` takes two or more arguments"),
            ("ceil(1, 2)", 0..10, "`ceil` takes one argument"),
            ("1.2.3", 0..5, "`1.2.3` is no number"),
            ("ceil 3", 0..5, "`ceil` is followed by its argument in parentheses"),
        ] {
            let error = Formula::parse(text, &fact).unwrap_err();
            assert_eq!((error.span, error.message.as_str()), (span, message), "{text}");
        }
        assert!(Formula::parse(&"(".repeat(300), &fact).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[-0-9a-z{}|:.,()+*/ é]{0,80}") {
            match Formula::parse(&text, &fact) {
                Ok(formula) => {
                    formula.value(&param);
                    formula.shown(&param);
                }
                Err(error) => prop_assert!(error.span.end <= text.len() + 1),
            }
        }
    }
}
