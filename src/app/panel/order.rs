//! Putting items in order.

use super::Shown;
use super::task::{Finish, Look, Task, moved};
use crate::app::sheet::{Row, Tone};
use crate::quiz::Answer;

/// Items to put in order.
#[derive(Debug)]
pub(super) struct Order {
    /// The items, in the file's order, which is the right one.
    items: Vec<String>,
    /// The items as they stand now, by their places in the file.
    arranged: Vec<usize>,
    cursor: Option<usize>,
    /// Whether the item under the cursor is held.
    held: bool,
}

impl Order {
    /// The items as they are shown at first.
    pub(super) fn of(items: &[String], order: &[usize]) -> Self {
        Self { items: items.to_vec(), arranged: order.to_vec(), cursor: None, held: false }
    }

    fn carry(&mut self, from: usize, to: usize) {
        if from.max(to) < self.arranged.len() {
            let item = self.arranged.remove(from);
            self.arranged.insert(to, item);
        }
    }
}

impl Task for Order {
    fn rows(&self, look: &Look<'_>, shown: &mut Shown) {
        let columns = look.columns;
        for (place, index) in self.arranged.iter().enumerate() {
            let Some(item) = self.items.get(*index) else { continue };
            let here = self.cursor == Some(place);
            let sign = match (here, self.held) {
                (true, true) => "⇕ ",
                (true, false) => "▸ ",
                _ => "  ",
            };
            let lead = Row::of(sign, Tone::Accent).and(format!("{}  ", place + 1), Tone::Key);
            shown.place(lead, item, here, columns);
        }
        shown.rows.push(Row::blank());
        let note = if self.held {
            "The arrows carry the item; Space puts it down."
        } else {
            "Space takes the item under the cursor, the arrows carry it; Enter answers."
        };
        shown.note(note, columns);
    }

    fn finish(&mut self) -> Finish {
        Finish::Answer(Answer::Order(self.arranged.clone()))
    }

    fn is_pointing(&self) -> bool {
        self.cursor.is_some()
    }

    fn options(&self) -> usize {
        self.items.len()
    }

    fn has_letters(&self) -> bool {
        false
    }

    fn toggle_refused(&self) -> Option<&'static str> {
        None
    }

    fn move_cursor(&mut self, by: isize) {
        let from = self.cursor;
        self.cursor = moved(from, by, self.items.len());
        if let (true, Some(from), Some(to)) = (self.held, from, self.cursor) {
            self.carry(from, to);
        }
    }

    fn choose(&mut self, place: usize) {
        if place < self.items.len() {
            self.held = false;
            self.cursor = Some(place);
        }
    }

    fn toggle(&mut self) {
        self.held = !self.held && self.cursor.is_some();
    }

    fn click(&mut self, place: usize) {
        if self.held {
            self.carry(self.cursor.unwrap_or(place), place);
        }
        self.cursor = Some(place);
    }
}
