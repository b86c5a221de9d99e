//! Typing a number with its unit, or a few words.

use super::Shown;
use super::task::{Finish, Look, Task};
use crate::app::field;
use crate::app::render::markdown;
use crate::app::sheet::{Row, Tone};
use crate::input::Chord;
use crate::quiz::plain::instruction;
use crate::quiz::{Answer, Form, Question};
use tui_input::Input;

/// The longest answer that can be typed, in characters.
pub(super) const FIELD_LIMIT: usize = 400;

/// A field for a number or a few words.
#[derive(Debug)]
pub(super) struct Typed {
    field: Input,
    quantity: bool,
    expected: String,
}

impl Typed {
    /// The empty field of `question`.
    pub(super) fn of(question: &Question) -> Self {
        Self {
            field: Input::default(),
            quantity: matches!(question.kind.form(), Form::Number(_)),
            expected: instruction(question),
        }
    }
}

impl Task for Typed {
    fn rows(&self, look: &Look<'_>, shown: &mut Shown) {
        let columns = look.columns;
        shown.field(&self.field, columns);
        shown.rows.extend(markdown(&self.expected, columns));
        shown.wanted.1 = shown.rows.len().saturating_sub(1);
    }

    fn finish(&mut self) -> Finish {
        let typed = self.field.value().trim().to_owned();
        Finish::Answer(if self.quantity { Answer::Quantity(typed) } else { Answer::Text(typed) })
    }

    fn is_pointing(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn type_key(&mut self, chord: Chord) -> bool {
        field::type_key(&mut self.field, chord, FIELD_LIMIT)
    }

    fn paste(&mut self, text: &str) {
        field::paste(&mut self.field, text, FIELD_LIMIT);
    }
}

impl Shown {
    /// Adds a field of one line with the text cursor in it; the end of a long answer is in sight.
    pub(super) fn field(&mut self, field: &Input, columns: usize) {
        let at = self.rows.len();
        let typed = field.value();
        let room = columns.saturating_sub(4);
        let before: String = typed.chars().take(field.cursor()).collect();
        let start = crate::text::width(&before);
        let hidden = start.saturating_sub(room.saturating_sub(1));
        let mut skipped = 0;
        let seen: String = typed
            .chars()
            .skip_while(|c| {
                let skip = skipped < hidden;
                skipped += crate::text::width(&c.to_string());
                skip
            })
            .collect();
        let seen = crate::text::truncate(&seen, room).into_owned();
        self.rows.push(Row::of("› ", Tone::Accent).and(seen, Tone::Title));
        self.wanted = (at, at);
        self.caret = Some((at, (2 + start.saturating_sub(hidden)).min(columns.saturating_sub(1))));
    }
}
