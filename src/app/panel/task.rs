//! What there is to do to answer a question, whatever its form.

use super::Shown;
use super::choice::{Choice, Marks};
use super::gaps::Gaps;
use super::line::Line;
use super::matching::Matching;
use super::open::Open;
use super::order::Order;
use super::typed::Typed;
use crate::app::render::{hanging, markdown};
use crate::app::sheet::{Row, Tone};
use crate::content::SyntaxLines;
use crate::input::Chord;
use crate::quiz::{Answer, Form, Question};
use std::fmt::Debug;

/// A question's form while the learner works at it: one implementation for each way to answer.
///
/// Places are those on the screen, from 0. What a task does not override means nothing to it.
pub(super) trait Task: Debug {
    /// Adds the rows below the prompt.
    fn rows(&self, look: &Look<'_>, shown: &mut Shown);

    /// Ends the answer, or a step of it.
    fn finish(&mut self) -> Finish;

    /// Whether the text cursor or a cursor among the places must be seen.
    fn is_pointing(&self) -> bool;

    /// Whether characters are text.
    fn is_typing(&self) -> bool {
        false
    }

    /// Whether what is typed may have several lines.
    fn takes_lines(&self) -> bool {
        false
    }

    /// Begins a new line.
    fn new_line(&mut self) {}

    /// How many places a letter chooses.
    fn options(&self) -> usize {
        0
    }

    /// Whether the places bear letters; else they are found with the arrows.
    fn has_letters(&self) -> bool {
        true
    }

    /// Why nothing can be marked or taken; `None` where it can.
    fn toggle_refused(&self) -> Option<&'static str> {
        Some("one is right: choose it, then Enter")
    }

    /// Moves the cursor, downwards positive.
    fn move_cursor(&mut self, _by: isize) {}

    /// A letter was pressed.
    fn choose(&mut self, _place: usize) {}

    /// Marks or takes what is under the cursor.
    fn toggle(&mut self) {}

    /// A place was clicked.
    fn click(&mut self, place: usize) {
        self.choose(place);
    }

    /// Takes a key; `false` where it means nothing.
    fn type_key(&mut self, _chord: Chord) -> bool {
        false
    }

    /// Takes pasted text.
    fn paste(&mut self, _text: &str) {}
}

/// What rows are made for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'p> {
    /// Cells in a row.
    pub columns: usize,
    /// Whether there is room for air between the parts.
    pub air: bool,
    /// The parts of the question's code.
    pub colours: &'p SyntaxLines,
}

/// What ending an answer came to.
#[derive(Debug, PartialEq)]
pub(super) enum Finish {
    /// This is the answer.
    Answer(Answer),
    /// There is more to do, and what.
    Not(String),
    /// The next step has begun.
    Step,
    /// The words have been given and are judged from now on: the clock does not run any more.
    Judge,
}

/// The task of `question`, whose options are shown in `order`.
pub(super) fn task_of(question: &Question, order: &[usize]) -> Box<dyn Task> {
    match question.kind.form() {
        Form::Options { options, several } => {
            let marks = if several { Marks::Several } else { Marks::One };
            let shown = order.iter().filter_map(|at| Some((*at, options.get(*at)?.text.clone())));
            Box::new(Choice::of(shown.collect(), marks))
        }
        Form::Claim => Box::new(Choice::claim()),
        Form::Number(_) | Form::Text(_) => Box::new(Typed::of(question)),
        Form::Order(items) => Box::new(Order::of(items, order)),
        Form::Match(matching) => Box::new(Matching::of(matching, order)),
        Form::Gaps(cloze) => Box::new(Gaps::of(cloze)),
        Form::Line(code) => Box::new(Line::of(code)),
        Form::Open(open) => Box::new(Open::of(question, open)),
    }
}

/// The cursor moved by some places among `places`; where there is none yet, it comes in at the end that it is moved from.
pub(super) fn moved(cursor: Option<usize>, by: isize, places: usize) -> Option<usize> {
    let last = places.checked_sub(1)?;
    Some(match cursor {
        None if by > 0 => 0,
        None => last,
        Some(cursor) => cursor.saturating_add_signed(by).min(last),
    })
}

impl Shown {
    /// Adds a place that can be chosen: `text` behind `lead`, marked where the cursor stands on it.
    pub(super) fn place(&mut self, lead: Row, text: &str, here: bool, columns: usize) {
        let indent = crate::text::width(&lead.plain());
        let first = self.rows.len();
        let rows = hanging(lead, markdown(text, columns.saturating_sub(indent)));
        self.rows.extend(rows.into_iter().map(|row| row.selected(here)));
        self.options.push((first, self.rows.len()));
        if here {
            self.wanted = (first, self.rows.len().saturating_sub(1));
        }
    }

    /// Adds a sentence about the task itself.
    pub(super) fn note(&mut self, text: &str, columns: usize) {
        let lines = crate::text::lines(text, columns);
        self.rows.extend(lines.into_iter().map(|line| Row::of(line, Tone::Muted)));
    }
}
