//! Flags of the calculators, made from the tables of their fields, and how their inputs and problems are told.

use super::Common;
use super::output::Failure;
use crate::calculator::{Calculator, Input, InputProblem, NormalValue, Rules};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::ser::{SerializeMap, Serializer};
use serde::{Serialize, ser::Error};
use serde_json::value::RawValue;

/// What was given on the command line for a calculator: keys and texts, in the order of its fields.
pub(super) type Pairs = Vec<(String, String)>;

fn augmented(mut command: Command, calculator: Calculator) -> Command {
    for field in calculator.fields() {
        let mut help = field.help.to_owned();
        if let crate::calculator::Standard::Text(text) = field.standard {
            help = format!("{help} [default: {text}]");
        }
        if let Input::Choice(words) = field.input {
            help = format!("{help} [{}]", words.join(", "));
        }
        let arg = Arg::new(field.key).long(field.key).help(help).help_heading(field.group);
        command = command.arg(match field.input {
            Input::Flag => arg.action(ArgAction::SetTrue),
            input => arg.value_name(input.placeholder()).allow_negative_numbers(true),
        });
    }
    command
}

fn pairs(matches: &ArgMatches, calculator: Calculator) -> Pairs {
    let given = calculator.fields().iter().filter_map(|field| {
        let text = match field.input {
            Input::Flag => matches.get_flag(field.key).then(|| "true".to_owned()),
            _ => matches.get_one::<String>(field.key).cloned(),
        };
        text.map(|text| (field.key.to_owned(), text))
    });
    given.collect()
}

macro_rules! flags {
    ($(#[$doc:meta])* $name:ident, $calculator:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub(super) struct $name(pub(super) Pairs);

        impl clap::Args for $name {
            fn augment_args(command: Command) -> Command {
                augmented(command, $calculator)
            }

            fn augment_args_for_update(command: Command) -> Command {
                augmented(command, $calculator)
            }
        }

        impl clap::FromArgMatches for $name {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                Ok(Self(pairs(matches, $calculator)))
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                self.0 = pairs(matches, $calculator);
                Ok(())
            }
        }
    };
}

flags! {
    /// The flags of the cost calculator.
    CostFlags, Calculator::Cost
}
flags! {
    /// The flags of the break-even calculator.
    BreakevenFlags, Calculator::Breakeven
}
flags! {
    /// The flags of the concurrency calculator.
    ConcurrencyFlags, Calculator::Concurrency
}

/// AWS's bounds from the course.
pub(super) fn rules(common: &Common) -> Result<Rules, Failure> {
    Rules::of(&common.course()).map_err(Failure::outside)
}

/// Every problem, one on a line.
pub(super) fn refused(problems: &[InputProblem]) -> Failure {
    Failure::input(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nerror: "))
}

/// Keys and values as a JSON object; numbers with all their digits.
pub(super) struct InputsOut(pub(super) Vec<(String, NormalValue)>);

impl Serialize for InputsOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            match value {
                NormalValue::Number(number) => {
                    let digits = RawValue::from_string(number.normalize().to_string());
                    map.serialize_entry(key, &digits.map_err(S::Error::custom)?)?;
                }
                NormalValue::Money(dollars) => map.serialize_entry(key, &dollars.normalize().to_string())?,
                NormalValue::Text(text) => map.serialize_entry(key, text)?,
                NormalValue::Flag(flag) => map.serialize_entry(key, flag)?,
            }
        }
        map.end()
    }
}
