//! Filling gaps.

use super::Shown;
use super::task::{Finish, Look, Task};
use super::typed::FIELD_LIMIT;
use crate::app::field;
use crate::app::render::markdown;
use crate::app::sheet::Row;
use crate::input::{Chord, Key};
use crate::quiz::{Answer, Cloze};
use tui_input::Input;

/// A text with gaps, filled one after the other.
#[derive(Debug)]
pub(super) struct Gaps {
    cloze: Cloze,
    /// What was typed into each gap; that of the present one is in the field.
    typed: Vec<String>,
    at: usize,
    field: Input,
}

impl Gaps {
    /// All gaps are empty.
    pub(super) fn of(cloze: &Cloze) -> Self {
        Self {
            typed: vec![String::new(); cloze.gaps().count()],
            cloze: cloze.clone(),
            at: 0,
            field: Input::default(),
        }
    }

    /// Keeps what was typed into the present gap.
    fn keep(&mut self) {
        if let Some(gap) = self.typed.get_mut(self.at) {
            self.field.value().trim().clone_into(gap);
        }
    }

    fn go_to(&mut self, to: usize) {
        self.keep();
        self.at = to.min(self.typed.len().saturating_sub(1));
        self.field = Input::new(self.typed.get(self.at).cloned().unwrap_or_default());
    }
}

impl Task for Gaps {
    fn rows(&self, look: &Look<'_>, shown: &mut Shown) {
        let columns = look.columns;
        let text = self.cloze.with_gaps(|at, _| {
            let typed =
                if at == self.at { Some(self.field.value()) } else { self.typed.get(at).map(String::as_str) };
            match typed.map(str::trim).filter(|typed| !typed.is_empty()) {
                Some(typed) => format!("**({}) {}**", at + 1, escaped(typed)),
                None => format!("**({})** \\_\\_\\_", at + 1),
            }
        });
        shown.rows.extend(markdown(&text, columns));
        shown.rows.push(Row::blank());
        let of = self.typed.len();
        if of > 1 {
            let which = format!(
                "Gap {} of {of}; ↑ ↓ go to another, Enter goes on and answers at the last.",
                self.at + 1
            );
            shown.note(&which, columns);
        }
        shown.field(&self.field, columns);
    }

    fn finish(&mut self) -> Finish {
        if self.at + 1 < self.typed.len() {
            self.go_to(self.at + 1);
            return Finish::Step;
        }
        self.keep();
        Finish::Answer(Answer::Gaps(self.typed.clone()))
    }

    fn is_pointing(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn type_key(&mut self, chord: Chord) -> bool {
        match chord.key() {
            Key::Up => self.go_to(self.at.saturating_sub(1)),
            Key::Down => self.go_to(self.at + 1),
            _ => return field::type_key(&mut self.field, chord, FIELD_LIMIT),
        }
        true
    }

    fn paste(&mut self, text: &str) {
        field::paste(&mut self.field, text, FIELD_LIMIT);
    }
}

/// Typed text as it is, in Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
