//!
//! Must not know: where progress is kept, the clock, the terminal.

mod answer;
mod grade;
mod mode;
pub mod numeric;
mod pick;
mod question;
mod shuffle;

#[cfg(test)]
mod tests;

pub use answer::{Answer, AnswerError, letter};
pub use grade::{OptionState, Verdict, grade, memory_grade};
pub use mode::{Certainty, Mode};
pub use pick::{Pick, PickError, Wanted, pick};
pub use question::{Choice, Kind, Level, Mistake, Numeric, Question, QuestionId, Tolerance, Unit};
pub use shuffle::{option_order, showing_seed};
