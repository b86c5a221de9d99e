//! Choosing a line of code.

use super::Shown;
use super::judged::code_rows;
use super::task::{Finish, Look, Task, moved};
use crate::app::sheet::{Row, Tone};
use crate::quiz::{Answer, Code};

/// Code, one line of which is asked for.
#[derive(Debug)]
pub(super) struct Line {
    code: Code,
    cursor: Option<usize>,
}

impl Line {
    /// The lines of `code`.
    pub(super) fn of(code: &Code) -> Self {
        Self { code: code.clone(), cursor: None }
    }
}

impl Task for Line {
    fn rows(&self, look: &Look<'_>, shown: &mut Shown) {
        let columns = look.columns;
        let top = shown.rows.len();
        shown.rows.extend(code_rows(&self.code, look.colours, columns, |number| {
            let here = self.cursor.is_some_and(|cursor| cursor + 1 == number);
            if here { (("▸ ", Tone::Accent), true) } else { (("  ", Tone::Text), false) }
        }));
        shown.options.extend((top..shown.rows.len()).map(|row| (row, row + 1)));
        if let Some(cursor) = self.cursor {
            shown.wanted = (top + cursor, top + cursor);
        }
        shown.rows.push(Row::blank());
        shown.note("Choose a line with the arrows, then Enter.", columns);
    }

    fn finish(&mut self) -> Finish {
        match self.cursor {
            Some(line) => Finish::Answer(Answer::Line(line + 1)),
            None => Finish::Not("Choose a line first, with the arrows.".to_owned()),
        }
    }

    fn is_pointing(&self) -> bool {
        self.cursor.is_some()
    }

    fn options(&self) -> usize {
        self.code.lines().count()
    }

    fn has_letters(&self) -> bool {
        false
    }

    fn move_cursor(&mut self, by: isize) {
        self.cursor = moved(self.cursor, by, self.options());
    }

    fn choose(&mut self, place: usize) {
        if place < self.options() {
            self.cursor = Some(place);
        }
    }
}
