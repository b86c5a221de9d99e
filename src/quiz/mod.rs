//! Questions: their kinds, how an answer is graded, and sessions that ask them.
//!
//! Owns: question files and their checks, grading, shuffling by seed, the course of a session.
//! Must not know: where progress is kept, the clock, the terminal.

mod answer;
mod chain;
mod exam;
mod formula;
mod grade;
mod interview;
mod kinds;
mod load;
mod mode;
pub mod numeric;
mod pick;
pub mod plain;
mod plain_kinds;
mod question;
mod report;
mod resume;
mod reveal;
mod session;
mod shuffle;
mod summary;
mod template;
mod terms;
mod unit;

#[cfg(test)]
mod tests;

pub use answer::{Answer, AnswerError, expected, expected_of, letter, ticks_expected};
pub use chain::keep_chains;
pub use exam::ExamResult;
pub use formula::Formula;
pub use grade::{Credit, OptionState, Part, Verdict, grade, memory_grade, partial};
pub use kinds::{
    Cloze, Code, CodeAsk, Compare, Figure, FigureKind, LineNote, Matching, Near, Open, PASS_PERCENT, Pair,
    Piece, PredictedMistake, Prediction, RubricPoint, TextKey, TextMatch, figure_names,
};
pub use load::{
    Known, LoadedQuestions, PredictionPlaces, QUIZZES_FOLDER, See, TemplatePlaces, is_renamed, is_required,
    load_questions, prediction_places, template_places,
};
pub use mode::{Certainty, Mode};
pub use pick::{Pick, PickError, Wanted, pick};
pub use question::{
    ChainPlace, Choice, Form, Kind, Level, Mistake, Numeric, Question, QuestionId, Tolerance, Unit,
};
pub use report::{Reporter, as_heading};
pub use resume::{ResumeError, Resumed};
pub use reveal::reveal;
pub use session::{OTHERS_BETWEEN, Outcome, Record, Session, Step, SubmitError, Turn, TurnState};
pub use shuffle::{option_order, showing_seed};
pub use summary::{Summary, TopicScore};
pub use template::{Calculation, Param, STEPS, Slip, Template, Working, fill, placeholders};
pub use terms::{
    BLITZ_SECONDS, EXAM_PASS_PERCENT, EXAM_QUESTIONS, EXAM_SECONDS_EACH, INTERVIEW_SECONDS, RunOut, Terms,
};
