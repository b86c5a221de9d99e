//! What kind of session a question is asked in, and how sure the learner is: both stand beside every answer.

use serde::{Deserialize, Serialize};

/// The kinds of session of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Questions beside the text, and new questions in reading order.
    #[default]
    Learn,
    /// A topic's questions, mixed.
    Drill,
    /// What is due.
    Review,
    /// Lowest predicted recall first.
    Weakest,
    /// Timed, feedback at the end.
    Exam,
    /// Open questions against the clock.
    Interview,
    /// Seconds for each.
    Blitz,
    /// Contrasting what was mixed up.
    Pairs,
    /// Toward a date.
    Date,
}

impl Mode {
    /// Every mode, in the order of the contract.
    pub const ALL: [Self; 9] = [
        Self::Learn,
        Self::Drill,
        Self::Review,
        Self::Weakest,
        Self::Exam,
        Self::Interview,
        Self::Blitz,
        Self::Pairs,
        Self::Date,
    ];

    /// The name used on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Learn => "learn",
            Self::Drill => "drill",
            Self::Review => "review",
            Self::Weakest => "weakest",
            Self::Exam => "exam",
            Self::Interview => "interview",
            Self::Blitz => "blitz",
            Self::Pairs => "pairs",
            Self::Date => "date",
        }
    }

    /// Whether an answer is judged and explained at once; an exam keeps that for the end.
    pub fn explains_at_once(self) -> bool {
        self != Self::Exam
    }

    /// Whether hints are to be had; an exam measures without help.
    pub fn gives_hints(self) -> bool {
        self != Self::Exam
    }

    /// Whether the clock runs on while the learner looks at something else: an exam's does, until it is left.
    pub fn runs_on(self) -> bool {
        self == Self::Exam
    }

    /// Whether a result is kept, to be looked at again when the session is over: where it runs against the clock.
    pub fn has_result(self) -> bool {
        matches!(self, Self::Exam | Self::Interview | Self::Blitz)
    }

    /// Whether a question that was answered wrongly comes back in the same session. It does where the aim is to learn,
    /// not where the session measures or runs against the clock.
    pub fn failed_return(self) -> bool {
        !matches!(self, Self::Exam | Self::Interview | Self::Blitz)
    }
}

/// How sure a learner says that they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Would bet on it.
    Sure,
    /// Thinks so.
    Unsure,
    /// Does not know.
    Guess,
}

impl Certainty {
    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Unsure => "unsure",
            Self::Guess => "guess",
        }
    }

    /// What one key makes of `said`: sure, unsure, guess, then nothing again.
    pub fn after(said: Option<Self>) -> Option<Self> {
        match said {
            None => Some(Self::Sure),
            Some(Self::Sure) => Some(Self::Unsure),
            Some(Self::Unsure) => Some(Self::Guess),
            Some(Self::Guess) => None,
        }
    }
}
