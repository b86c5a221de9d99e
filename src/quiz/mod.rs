//! Questions: their kinds, how an answer is graded, and sessions that ask them.
//!
//! Owns: question files and their checks, grading, shuffling by seed, the course of a session.
//! Must not know: where progress is kept, the clock, the terminal.

mod load;
mod question;
mod unit;

pub use load::{Known, LoadedQuestions, QUIZZES_FOLDER, See, load_questions};
pub use question::{Choice, Kind, Level, Mistake, Numeric, Question, QuestionId, Tolerance, Unit};
