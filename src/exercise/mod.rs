//! Generated questions made ready to be asked: values drawn, key and mistakes worked out by the calculators, or by the simulator.
//!
//! Owns: the named functions that question files may use, the draw of a showing, predictions of runs, the checks of both.
//! Must not know: files, the clock, the terminal; the price book comes in as a parameter.

mod calc;
mod check;
mod concurrency_calcs;
mod cost_calcs;
mod draw;
mod predict;
mod tool;

pub use calc::{CALCS, Calc, Measure, Worked, calc, work};
pub use check::check;
pub use draw::{DrawError, draw};
pub use tool::{Tool, tool};

use crate::calculator::Rules;
use crate::course::Course;
use crate::pricing::PriceBook;
use crate::quiz::{Kind, Question, Session, Turn};
use std::borrow::Cow;

/// What the calculators work with.
#[derive(Debug, Clone, Copy)]
pub struct Engines<'e> {
    /// Prices.
    pub book: &'e PriceBook,
    /// Bounds and quotas.
    pub rules: &'e Rules,
}

/// The question of a turn as it is asked: a generated one with the values of this showing, any other as it is. The same
/// turn of a session gives the same question whenever and wherever it is asked for. `book` is called only where something
/// has to be worked out. `None` where the course has no such question, or nothing can be drawn for it, which [`check`]
/// keeps out of a course.
pub fn ask<'c, 'b>(
    course: &'c Course,
    book: impl FnOnce() -> &'b PriceBook,
    session: &Session,
    turn: &Turn,
) -> Option<Cow<'c, Question>> {
    let question = course.question(&turn.pick.question)?;
    if let Some(point) = turn.probe {
        return question.probe(point).map(Cow::Owned);
    }
    let template = match &question.kind {
        Kind::Generated(template) => template,
        Kind::Predict(prediction) => {
            return predict::predict(question, prediction, course).ok().map(Cow::Owned);
        }
        _ => return Some(Cow::Borrowed(question)),
    };
    let rules = Rules::of(course).ok()?;
    let engines = Engines { book: book(), rules: &rules };
    draw(question, template, template.number(session.seed(turn)), engines).ok().map(Cow::Owned)
}
