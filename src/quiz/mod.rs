//!
//! Must not know: where progress is kept, the clock, the terminal.

mod mode;
mod question;


pub use mode::{Certainty, Mode};
pub use question::{Choice, Kind, Level, Mistake, Numeric, Question, QuestionId, Tolerance, Unit};
