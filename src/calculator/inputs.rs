//! Texts of many fields read together: every problem at once, and what fits to what.

use super::field::{Calculator, Field, Input, Step, field};
use super::read::{Value, read, typed, understood};
use super::rules::Rules;
use crate::pricing::SavingsPlan;
use crate::text::{nearest, shell_quoted};
use rust_decimal::Decimal;
use std::fmt;

/// What is wrong with one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputProblem {
    /// The field, or the unknown key as it was given; empty where no single field is to blame.
    pub key: String,
    /// The text that was given; empty where nothing was.
    pub typed: String,
    /// What is wrong.
    pub message: String,
    /// What is accepted, or the nearest spelling.
    pub help: Option<String>,
    /// The function it belongs to, where several are priced.
    pub function: Option<String>,
}

impl InputProblem {
    pub(super) fn new(key: &str, typed: &str, message: impl Into<String>) -> Self {
        Self {
            key: key.to_owned(),
            typed: typed.to_owned(),
            message: message.into(),
            help: None,
            function: None,
        }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for InputProblem {
    /// As the command line says it: with the flag and the value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(function) = &self.function {
            write!(f, "{}: ", crate::text::printable(function))?;
        }
        if !self.key.is_empty() {
            write!(f, "--{}", crate::text::printable(&self.key))?;
            if !self.typed.is_empty() {
                write!(f, " {}", shell_quoted(&shortened(&self.typed)))?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

/// An input's value in the unit that its JSON key names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NormalValue {
    /// An exact number.
    Number(Decimal),
    /// An exact amount of dollars.
    Money(Decimal),
    /// A word.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Given {
    pub(super) field: &'static Field,
    pub(super) text: String,
    pub(super) value: Value,
}

/// What was given for one calculator, in the order of its fields.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inputs {
    calculator: Calculator,
    given: Vec<Given>,
}

impl Inputs {
    /// Reads every pair of key and text. What contradicts or misses something is a problem, too.
    pub(super) fn parse<K: AsRef<str>, T: AsRef<str>>(
        calculator: Calculator,
        pairs: &[(K, T)],
    ) -> Result<Self, Vec<InputProblem>> {
        let mut problems = Vec::new();
        let mut given: Vec<Given> = Vec::with_capacity(pairs.len());
        let mut named: Vec<&str> = Vec::with_capacity(pairs.len());
        let mut off: Vec<&str> = Vec::new();
        for (key, text) in pairs {
            let (key, text) = (key.as_ref(), text.as_ref());
            let normal = key.trim().replace('_', "-");
            let Some(field) = field(calculator, &normal) else {
                problems.push(unknown(calculator, key));
                continue;
            };
            if named.contains(&field.key) {
                problems.push(InputProblem::new(field.key, text, "it is given twice").help("give it once"));
                continue;
            }
            named.push(field.key);
            match read(field, text) {
                // A flag that is switched off is as good as one that is left out.
                Ok(Value::Flag(false)) => off.push(field.key),
                Ok(value) => given.push(Given { field, text: text.trim().to_owned(), value }),
                Err(fault) => problems.push(InputProblem {
                    help: fault.help,
                    ..InputProblem::new(field.key, text, fault.message)
                }),
            }
        }
        named.retain(|key| !off.contains(key));
        given.sort_by_key(|it| calculator.fields().iter().position(|field| field.key == it.field.key));
        for it in &given {
            let field = it.field;
            let typed = if field.input == Input::Flag { "" } else { it.text.as_str() };
            // Of two that exclude each other, the one that stands later in the table is reported.
            let before = calculator.fields().iter().take_while(|other| other.key != field.key);
            for other in
                before.filter(|other| field.excludes.contains(&other.key) && named.contains(&other.key))
            {
                let message = format!("it cannot be given together with --{}", other.key);
                problems.push(InputProblem::new(field.key, typed, message).help("leave one of the two out"));
            }
            if let Some(needed) = field.needs.filter(|needed| !named.contains(needed)) {
                let message = format!("it means nothing without --{needed}");
                let help = super::field::field(calculator, needed).map(with_example);
                let problem = InputProblem::new(field.key, typed, message);
                problems.push(InputProblem { help: help.map(|help| format!("add {help}")), ..problem });
            }
        }
        // The one input that hangs on a word, not only on a field.
        let door = given.iter().find(|it| it.field.key == "front-door").map(|it| &it.value);
        if let Some(payload) = given.iter().find(|it| it.field.key == "payload")
            && door.is_some_and(|door| *door != Value::Word("http-api".to_owned()))
        {
            let problem =
                InputProblem::new("payload", &payload.text, "only an HTTP API is metered by its payload");
            problems.push(problem.help("leave it out, or give --front-door http-api"));
        }
        for field in calculator.fields().iter().filter(|field| field.required) {
            let managed = field.key == "duration" && named.contains(&"instance-hours");
            let instead = field.excludes.iter().any(|other| named.contains(other));
            if !named.contains(&field.key) && !instead && !managed {
                let mut help = format!("write it like `{}`", with_example(field));
                for other in field.excludes.iter().filter_map(|key| super::field::field(calculator, key)) {
                    help = format!("{help} or `{}`", with_example(other));
                }
                problems.push(InputProblem::new(field.key, "", "it is missing").help(help));
            }
        }
        if problems.is_empty() { Ok(Self { calculator, given }) } else { Err(problems) }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Given> {
        self.given.iter().find(|it| it.field.key == key)
    }

    pub(super) fn number(&self, key: &str) -> Option<Decimal> {
        match self.get(key)?.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// A whole number; read as such.
    pub(super) fn whole(&self, key: &str) -> Option<u64> {
        self.number(key).and_then(|number| u64::try_from(number).ok())
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn word(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.value {
            Value::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn understood(&self, key: &str) -> Option<String> {
        self.get(key).map(|it| understood(it.field, &it.value))
    }

    /// The flags that give these inputs, each with a space before it. What is the standard is left out.
    pub(super) fn flags(&self, rules: Option<&Rules>) -> String {
        let mut flags = String::new();
        for it in self.non_standard(rules) {
            flags.push_str(" --");
            flags.push_str(it.field.key);
            if it.field.input != Input::Flag {
                flags.push(' ');
                flags.push_str(&shell_quoted(&it.text));
            }
        }
        flags
    }

    pub(super) fn non_standard(&self, rules: Option<&Rules>) -> impl Iterator<Item = &Given> {
        self.given.iter().filter(move |it| {
            let standard = match it.field.standard {
                super::field::Standard::Text(text) => Some(text.to_owned()),
                _ => rules.and_then(|rules| it.field.standard_text(rules)),
            };
            let standard = standard.and_then(|text| read(it.field, &text).ok());
            standard.as_ref() != Some(&it.value)
        })
    }

    /// Every given input with its JSON key and its value in the unit that the key names.
    pub(super) fn normal(&self) -> impl Iterator<Item = (String, NormalValue)> {
        self.given.iter().map(|it| {
            let suffix = match it.field.input {
                Input::Duration => "_ms",
                Input::Memory => "_mb",
                Input::SizeKb => "_kb",
                Input::Volume | Input::DecimalVolume => "_gb",
                _ => "",
            };
            let value = match (&it.value, it.field.input) {
                (Value::Number(number), Input::Money) => NormalValue::Money(*number),
                (Value::Number(number), _) => NormalValue::Number(*number),
                (Value::Rate(rate), _) => NormalValue::Number(rate.per_second()),
                (Value::Flag(flag), _) => NormalValue::Flag(*flag),
                (Value::Word(word), _) => NormalValue::Text(word.clone()),
                (Value::Plan(SavingsPlan::Percent(percent)), _) => NormalValue::Text(format!("{percent}%")),
                (Value::Plan(_), _) => NormalValue::Text(it.text.to_lowercase()),
            };
            (format!("{}{suffix}", it.field.key.replace('-', "_")), value)
        })
    }
}

fn with_example(field: &Field) -> String {
    match field.input {
        Input::Flag => format!("--{}", field.key),
        _ => format!("--{} {}", field.key, shell_quoted(field.example)),
    }
}

pub(super) fn unknown(calculator: Calculator, key: &str) -> InputProblem {
    let keys = || calculator.fields().iter().map(|field| field.key);
    let help = match nearest(key, keys()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", keys().collect::<Vec<_>>().join(", ")),
    };
    InputProblem::new(key, "", "there is no such input").help(help)
}

impl Field {
    /// The text that an arrow key makes of `text`: one step up or down. `None` where there is no further step, or where
    /// `text` cannot be read. An empty text begins with the standard value or the example.
    pub fn stepped(&self, text: &str, up: bool, rules: &Rules) -> Option<String> {
        if let Step::Toggle = self.step {
            let on = !text.trim().is_empty() && matches!(read(self, text), Ok(Value::Flag(true)));
            return Some(if on { "false" } else { "true" }.to_owned());
        }
        if self.step == Step::None {
            return None;
        }
        if text.trim().is_empty() {
            return Some(self.standard_text(rules).unwrap_or_else(|| self.example.to_owned()));
        }
        match self.step {
            Step::Through(texts) => {
                let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
                self.through(text, &texts, up)
            }
            Step::Memory => self.through(text, &memory_sizes(rules), up),
            Step::Ephemeral => self.through(text, &ephemeral_sizes(rules), up),
            _ => {
                let number = match read(self, text).ok()? {
                    Value::Number(number) => number,
                    Value::Rate(rate) => rate.per_second(),
                    _ => return None,
                };
                let next = ladder(number, up, matches!(self.input, Input::Whole(_)))?;
                if let Value::Number(most) = read(self, &typed(self.input, next)).ok()? {
                    return Some(typed(self.input, most));
                }
                Some(typed(self.input, next))
            }
        }
    }

    fn through(&self, text: &str, texts: &[String], up: bool) -> Option<String> {
        let now = read(self, text).ok()?;
        let at = texts.iter().position(|other| read(self, other).ok().as_ref() == Some(&now));
        if let Some(at) = at {
            let next = if up { at.checked_add(1)? } else { at.checked_sub(1)? };
            return texts.get(next).cloned();
        }
        // Between two of them: to the nearest in that direction.
        let Value::Number(now) = now else { return texts.first().cloned() };
        let number = |text: &String| match read(self, text) {
            Ok(Value::Number(number)) => Some(number),
            _ => None,
        };
        if up {
            texts.iter().find(|text| number(text).is_some_and(|it| it > now)).cloned()
        } else {
            texts.iter().rev().find(|text| number(text).is_some_and(|it| it < now)).cloned()
        }
    }
}

/// The next of … 0.1, 0.2, 0.5, 1, 2, 5, 10 … after `number`.
fn ladder(number: Decimal, up: bool, whole: bool) -> Option<Decimal> {
    let rungs = (-6..=15).flat_map(|power: i32| {
        let ten = if power < 0 {
            Decimal::new(1, power.unsigned_abs())
        } else {
            Decimal::from(10_u64.pow(power.unsigned_abs()))
        };
        [1, 2, 5].map(|digit| ten * Decimal::from(digit))
    });
    let mut rungs = std::iter::once(Decimal::ZERO)
        .chain(rungs)
        .filter(|rung| !whole || rung.is_integer())
        .collect::<Vec<_>>()
        .into_iter();
    if up { rungs.find(|rung| *rung > number) } else { rungs.rfind(|rung| *rung < number) }
}

fn memory_sizes(rules: &Rules) -> Vec<String> {
    let (least, most) = (rules.limits.memory_min_mb, rules.limits.memory_max_mb);
    let mut sizes = vec![rules.limits.full_vcpu_mb, most];
    let mut size = least;
    let mut doublings = 0;
    while size < most && size > Decimal::ZERO {
        sizes.push(size);
        if doublings >= 2 {
            sizes.push(size * Decimal::new(15, 1));
        }
        size *= Decimal::TWO;
        doublings += 1;
    }
    sizes.retain(|size| *size <= most);
    sizes.sort();
    sizes.dedup();
    sizes.into_iter().map(|size| typed(Input::Memory, size)).collect()
}

fn ephemeral_sizes(rules: &Rules) -> Vec<String> {
    let most = rules.limits.ephemeral_max_mb;
    let doublings =
        std::iter::successors(Some(rules.limits.ephemeral_included_mb), |size| Some(size * Decimal::TWO));
    let mut sizes: Vec<Decimal> = doublings.take_while(|size| *size < most && !size.is_zero()).collect();
    sizes.push(most);
    sizes.into_iter().map(|size| typed(Input::Memory, size)).collect()
}
