//! Giving items their partners.

use super::Shown;
use super::task::{Finish, Look, Task, moved};
use crate::app::render::{hanging, markdown};
use crate::app::sheet::{Row, Tone};
use crate::quiz::{Answer, letter};

/// Items and the partners that they are given.
#[derive(Debug)]
pub(super) struct Matching {
    lefts: Vec<String>,
    /// Place in the file and text of each partner, in the order shown.
    rights: Vec<(usize, String)>,
    /// The place among the shown partners that each left item was given.
    given: Vec<Option<usize>>,
    cursor: usize,
}

impl Matching {
    /// Nothing is paired yet; partners are shown in `order`.
    pub(super) fn of(matching: &crate::quiz::Matching, order: &[usize]) -> Self {
        let lefts: Vec<String> = matching.pairs.iter().map(|pair| pair.left.clone()).collect();
        let rights = order.iter().filter_map(|at| Some((*at, matching.rights.get(*at)?.clone())));
        Self { given: vec![None; lefts.len()], lefts, rights: rights.collect(), cursor: 0 }
    }
}

impl Task for Matching {
    fn rows(&self, look: &Look<'_>, shown: &mut Shown) {
        let columns = look.columns;
        for (place, left) in self.lefts.iter().enumerate() {
            let here = self.cursor == place;
            let given = self.given.get(place).copied().flatten();
            let mark = given.map_or("_".to_owned(), |given| letter(given).to_string());
            let lead = Row::of(if here { "▸ " } else { "  " }, Tone::Accent)
                .and(format!("{}  ", place + 1), Tone::Muted)
                .and(format!("{mark}  "), Tone::Key);
            shown.place(lead, left, here, columns);
        }
        shown.rows.push(Row::blank());
        for (place, (_, right)) in self.rights.iter().enumerate() {
            let lead = Row::of(format!("     {}  ", letter(place)), Tone::Key);
            let first = shown.rows.len();
            shown.rows.extend(hanging(lead, markdown(right, columns.saturating_sub(8))));
            shown.options.push((first, shown.rows.len()));
        }
        shown.rows.push(Row::blank());
        let note = "A letter gives the item under the cursor its partner; one may serve twice or never. Enter answers.";
        shown.note(note, columns);
    }

    fn finish(&mut self) -> Finish {
        if let Some(first) = self.given.iter().position(Option::is_none) {
            self.cursor = first;
            return Finish::Not(format!("Item {} has no partner yet.", first + 1));
        }
        let index = |place: &usize| self.rights.get(*place).map(|(index, _)| *index);
        Finish::Answer(Answer::Pairs(self.given.iter().flatten().filter_map(index).collect()))
    }

    fn is_pointing(&self) -> bool {
        true
    }

    fn options(&self) -> usize {
        self.rights.len()
    }

    fn toggle_refused(&self) -> Option<&'static str> {
        Some("a letter gives the item under the cursor its partner")
    }

    fn move_cursor(&mut self, by: isize) {
        self.cursor = moved(Some(self.cursor), by, self.lefts.len()).unwrap_or(0);
    }

    fn choose(&mut self, place: usize) {
        if place >= self.rights.len() {
            return;
        }
        if let Some(given) = self.given.get_mut(self.cursor) {
            *given = Some(place);
        }
        self.move_cursor(1);
    }

    /// Partners come after the items.
    fn click(&mut self, place: usize) {
        match place.checked_sub(self.lefts.len()) {
            Some(partner) => self.choose(partner),
            None => self.cursor = place,
        }
    }
}
