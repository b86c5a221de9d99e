//! A question as it is asked: text, key, and the reason for every option.

use super::kinds::{Cloze, Code, CodeAsk, Matching, Open, Prediction, TextKey};
use super::template::{Template, fill};
use crate::content::{FactId, TopicId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Identifier of a question; progress hangs on it, so it is never used again for another one.
pub type QuestionId = String;

/// A question. All texts are Markdown in which `{fact:ID}` has been replaced by the fact's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stable identifier.
    pub id: QuestionId,
    /// Raised when the meaning changes.
    pub rev: u32,
    /// Topic that it belongs to.
    pub topic: TopicId,
    /// What must be known or done to answer.
    pub level: Level,
    /// Facts that the key rests on.
    pub facts: Vec<FactId>,
    /// Questions of one group share one memory.
    pub group: Option<String>,
    /// Whether it asks which claim is out of date, and since when.
    pub outdated: bool,
    /// What is asked.
    pub prompt: String,
    /// Kind and key.
    pub kind: Kind,
    /// Why the answer is right; shown after every answer.
    pub explain: String,
    /// From a nudge to nearly the answer.
    pub hints: Vec<String>,
    /// Where to read on: a topic id, perhaps with `#anchor`.
    pub see: Option<String>,
    /// Seconds that an answer is expected to take, where that was said.
    pub seconds: Option<u32>,
    /// The chain that it is part of.
    pub chain: Option<ChainPlace>,
}

/// The place of a question in a chain: several questions about one situation, asked in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainPlace {
    /// Identifier of the chain.
    pub id: String,
    /// What all its questions are about, in Markdown.
    pub situation: String,
    /// Its place among the steps, from 1.
    pub step: u32,
    /// Number of steps.
    pub of: u32,
}

impl Question {
    /// What this question's memory is kept under: its group, else its first fact, else itself.
    pub fn item(&self) -> &str {
        self.group.as_deref().or_else(|| self.facts.first().map(String::as_str)).unwrap_or(&self.id)
    }

    /// The prompt where nothing is asked: in lists and in search, with an ellipsis for every value that would be drawn.
    pub fn listed_prompt(&self) -> Cow<'_, str> {
        match self.kind {
            Kind::Generated(_) => fill(&self.prompt, |_| Some("…".to_owned())).into(),
            _ => Cow::Borrowed(&self.prompt),
        }
    }
}

/// What a question asks of the learner, after Bloom: the contract's four levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Remember a fact.
    Recall,
    /// Say why.
    Explain,
    /// Use it on a case.
    Apply,
    /// Weigh one against another.
    Judge,
}

impl Level {
    /// The name used in files and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Recall => "recall",
            Self::Explain => "explain",
            Self::Apply => "apply",
            Self::Judge => "judge",
        }
    }
}

/// The kinds of question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Exactly one option is right.
    Single(Vec<Choice>),
    /// One or more options are right; all of them and no other must be chosen.
    Multi(Vec<Choice>),
    /// A claim that holds or does not.
    TrueFalse {
        /// Whether the claim holds.
        answer: bool,
        /// What to say to somebody who answered "true".
        why_true: String,
        /// What to say to somebody who answered "false".
        why_false: String,
    },
    /// A number with a unit.
    Numeric(Numeric),
    /// A number that is worked out from values drawn for each showing. It is never asked as such: the calculators make a
    /// [`Kind::Numeric`] of it.
    Generated(Template),
    /// A few words to type.
    Text(TextKey),
    /// Items to put in order; they stand in the right one.
    Order(Vec<String>),
    /// Items to pair.
    Match(Matching),
    /// Gaps in a text.
    Cloze(Cloze),
    /// An answer in free words that learners judge themselves, by a rubric.
    Open(Open),
    /// Code to read.
    Code(Code),
    /// A figure of a simulated run. It is never asked as such: the simulator makes a [`Kind::Numeric`] of it.
    Predict(Prediction),
}

/// How a question is answered, whatever it is about: kinds that are answered alike have the same form.
#[derive(Debug, Clone, Copy)]
pub enum Form<'q> {
    /// By choosing one option, or several.
    Options {
        /// The options, in the file's order.
        options: &'q [Choice],
        /// Whether more than one may be chosen.
        several: bool,
    },
    /// By saying whether a claim holds.
    Claim,
    /// By a quantity in this unit.
    Number(&'q Unit),
    /// By a few words.
    Text(&'q TextKey),
    /// By arranging items, which stand in the right order.
    Order(&'q [String]),
    /// By pairing.
    Match(&'q Matching),
    /// By filling gaps.
    Gaps(&'q Cloze),
    /// By choosing a line of code.
    Line(&'q Code),
    /// In free words.
    Open(&'q Open),
}

impl Kind {
    /// The name used in files and in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Single(_) => "single",
            Self::Multi(_) => "multi",
            Self::TrueFalse { .. } => "true_false",
            Self::Numeric(_) | Self::Generated(_) => "numeric",
            Self::Text(_) => "text",
            Self::Order(_) => "order",
            Self::Match(_) => "match",
            Self::Cloze(_) => "cloze",
            Self::Open(_) => "open",
            Self::Code(_) => "code",
            Self::Predict(_) => "predict",
        }
    }

    /// How it is answered.
    pub fn form(&self) -> Form<'_> {
        match self {
            Self::Single(options) => Form::Options { options, several: false },
            Self::Multi(options) => Form::Options { options, several: true },
            Self::TrueFalse { .. } => Form::Claim,
            Self::Numeric(numeric) => Form::Number(&numeric.unit),
            Self::Generated(template) => Form::Number(&template.unit),
            Self::Predict(prediction) => Form::Number(&prediction.unit),
            Self::Text(key) => Form::Text(key),
            Self::Order(items) => Form::Order(items),
            Self::Match(matching) => Form::Match(matching),
            Self::Cloze(cloze) => Form::Gaps(cloze),
            Self::Open(open) => Form::Open(open),
            Self::Code(code) => match &code.ask {
                CodeAsk::Line { .. } => Form::Line(code),
                CodeAsk::Output(key) => Form::Text(key),
                CodeAsk::Choice(options) => Form::Options { options, several: false },
            },
        }
    }
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The option.
    pub text: String,
    /// Whether it is (one of) the right one(s).
    pub correct: bool,
    /// Why it is right or wrong.
    pub why: String,
}

/// The key of a numeric question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numeric {
    /// The right value, in `unit`.
    pub value: rust_decimal::Decimal,
    /// Unit that the value is in and that an answer is converted to.
    pub unit: Unit,
    /// Largest accepted distance from `value`.
    pub tolerance: Tolerance,
    /// Wrong values with a known cause.
    pub mistakes: Vec<Mistake>,
    /// The value for people, where it has more digits than anybody wants to read.
    pub shown: Option<String>,
}

/// How far from the key an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tolerance {
    /// In the unit of the key.
    Absolute(rust_decimal::Decimal),
    /// A share of the key, 0.01 for one per cent.
    Relative(rust_decimal::Decimal),
}

/// A wrong value that tells what went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// The value that the mistake leads to, in the unit of the key.
    pub value: rust_decimal::Decimal,
    /// What to say to somebody who gives it.
    pub why: String,
}

/// What a numeric answer is measured in. Anything that the quantity parser reads for it is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// A bare count, with the word for what is counted: `environments`.
    Count(String),
    /// Time; the word is the unit that the key is given in: `ms`, `s`, `min`, `h`.
    Duration(String),
    /// Memory; `MB` or `GB`.
    Memory(String),
    /// A share; the key is a fraction.
    Share,
    /// A rate per second.
    Rate,
    /// US dollars.
    Money,
}
