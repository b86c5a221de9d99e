//! What a field of a calculator is.

use super::breakeven_fields::BREAKEVEN_FIELDS;
use super::concurrency_fields::CONCURRENCY_FIELDS;
use super::cost_fields::COST_FIELDS;
use super::rules::Rules;

/// The calculators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Calculator {
    /// What a month costs.
    Cost,
    /// How much runs at once.
    Concurrency,
    /// From when on another way is cheaper.
    Breakeven,
}

impl Calculator {
    /// Its fields, in the order in which they are shown and written.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Cost => COST_FIELDS,
            Self::Concurrency => CONCURRENCY_FIELDS,
            Self::Breakeven => BREAKEVEN_FIELDS,
        }
    }

    /// The command's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Concurrency => "concurrency",
            Self::Breakeven => "breakeven",
        }
    }
}

/// The field of `calculator` with that key.
pub fn field(calculator: Calculator, key: &str) -> Option<&'static Field> {
    calculator.fields().iter().find(|field| field.key == key)
}

/// One input of a calculator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name of its flag without dashes, and its key in pages and files.
    pub key: &'static str,
    /// Its name on the screen.
    pub label: &'static str,
    /// Heading that it stands under, in help texts and on the screen.
    pub group: &'static str,
    /// What is read.
    pub input: Input,
    /// Beside the field, short: `a month`, `above 512 MB is charged`.
    pub hint: &'static str,
    /// What it is in one line, without a full stop.
    pub help: &'static str,
    /// What holds where nothing is given.
    pub standard: Standard,
    /// A value that shows how it is written; a new calculator starts with it where the field is required.
    pub example: &'static str,
    /// Steps of the arrow keys.
    pub step: Step,
    /// Whether there is no answer without it (or the field that it can be given instead of).
    pub required: bool,
    /// Fields of which at most one is given together with this one.
    pub excludes: &'static [&'static str],
    /// The field without which this one means nothing.
    pub needs: Option<&'static str>,
    /// Whether it belongs to the account and not to one function.
    pub account: bool,
}

impl Field {
    /// The value that holds where nothing is given, as it would be typed.
    pub fn standard_text(&self, rules: &Rules) -> Option<String> {
        match self.standard {
            Standard::None => None,
            Standard::Text(text) => Some(text.to_owned()),
            Standard::AccountLimit => Some(rules.account_limit.to_string()),
            Standard::ScalingRate => Some(rules.scaling_rate.to_string()),
        }
    }

    pub(super) const fn new(
        group: &'static str,
        key: &'static str,
        label: &'static str,
        input: Input,
        example: &'static str,
        help: &'static str,
    ) -> Self {
        Self {
            key,
            label,
            group,
            input,
            hint: "",
            help,
            standard: Standard::None,
            example,
            step: Step::None,
            required: false,
            excludes: &[],
            needs: None,
            account: false,
        }
    }

    pub(super) const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    pub(super) const fn standard(self, text: &'static str) -> Self {
        Self { standard: Standard::Text(text), ..self }
    }

    pub(super) const fn standard_fact(self, standard: Standard) -> Self {
        Self { standard, ..self }
    }

    pub(super) const fn step(self, step: Step) -> Self {
        Self { step, ..self }
    }

    pub(super) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) const fn excludes(self, excludes: &'static [&'static str]) -> Self {
        Self { excludes, ..self }
    }

    pub(super) const fn needs(self, key: &'static str) -> Self {
        Self { needs: Some(key), ..self }
    }

    pub(super) const fn of_account(self) -> Self {
        Self { account: true, ..self }
    }
}

/// What holds for a field where nothing is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// It is left out of the calculation.
    None,
    /// This, as it would be typed.
    Text(&'static str),
    /// The default concurrency of an account, from the facts.
    AccountLimit,
    /// The growth of a function in one scaling period, from the facts.
    ScalingRate,
}

/// The kinds of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// How many of what; a fraction is allowed.
    Count(&'static str),
    /// A whole number of what.
    Whole(&'static str),
    /// A time; kept in milliseconds.
    Duration,
    /// Hours in a month: a bare number is hours.
    Hours,
    /// The same, where AWS rounds up coarsely: a time that is no finite decimal of an hour is cut off after 20 decimals.
    CoarseHours,
    /// Memory or a size; kept in MB, which a bare number is.
    Memory,
    /// A size; kept in KB, needs its unit.
    SizeKb,
    /// A volume; kept in GB of 1,024 MB, needs its unit.
    Volume,
    /// A volume; kept in decimal GB, needs its unit.
    DecimalVolume,
    /// A part of a whole.
    Share,
    /// Requests in a time; a bare number is per second.
    Rate,
    /// US dollars.
    Money,
    /// Given or not.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The code of a Region of the price book.
    Region,
    /// A share, or one of the words of [`Input::PLANS`].
    SavingsPlan,
}

impl Input {
    /// Words for savings plans.
    pub const PLANS: &'static [&'static str] = &["max", "no-upfront", "all-upfront"];

    /// What stands for the value in a help text: `DURATION`.
    pub const fn placeholder(self) -> &'static str {
        match self {
            Self::Count(_) | Self::Whole(_) => "N",
            Self::Duration => "TIME",
            Self::Hours | Self::CoarseHours => "HOURS",
            Self::Memory | Self::SizeKb | Self::Volume | Self::DecimalVolume => "SIZE",
            Self::Share => "SHARE",
            Self::Rate => "RATE",
            Self::Money => "MONEY",
            Self::Flag => "",
            Self::Choice(_) => "WORD",
            Self::Region => "REGION",
            Self::SavingsPlan => "SHARE|WORD",
        }
    }
}

/// What an arrow key does to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    None,
    /// To the next of 1, 2, 5, 10, 20, 50 … of the unit.
    Ladder,
    /// To the next of these, as they would be typed.
    Through(&'static [&'static str]),
    /// To the next usual memory size: doublings of the least, halfway sizes between the larger ones, one full vCPU, the most.
    Memory,
    /// To the next doubling of the included ephemeral storage, up to the most.
    Ephemeral,
    /// From given to not given.
    Toggle,
}
