//! Choosing one option, or several; a claim that holds or does not.

use super::Shown;
use super::task::{Finish, Look, Task, moved};
use crate::app::sheet::{Row, Tone};
use crate::quiz::{Answer, letter};
use std::collections::BTreeSet;

/// Options to choose from.
#[derive(Debug)]
pub(super) struct Choice {
    /// Place in the file and text of each option, in the order shown.
    options: Vec<(usize, String)>,
    marks: Marks,
    cursor: Option<usize>,
    /// Marked places.
    marked: BTreeSet<usize>,
}

/// How many options are chosen, and what they stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// Exactly one.
    One,
    /// All that are right.
    Several,
    /// True or false, in this order.
    Claim,
}

impl Choice {
    /// The options in the order shown, each with its place in the file.
    pub(super) fn of(options: Vec<(usize, String)>, marks: Marks) -> Self {
        Self { options, marks, cursor: None, marked: BTreeSet::new() }
    }

    /// A claim that holds or does not.
    pub(super) fn claim() -> Self {
        let options = ["True", "False"].into_iter().map(str::to_owned).enumerate().collect();
        Self::of(options, Marks::Claim)
    }

    fn mark(&mut self, place: usize) {
        if !self.marked.remove(&place) {
            self.marked.insert(place);
        }
    }
}

impl Task for Choice {
    fn rows(&self, look: &Look<'_>, shown: &mut Shown) {
        let columns = look.columns;
        let several = self.marks == Marks::Several;
        for (place, (_, text)) in self.options.iter().enumerate() {
            let tick = several.then(|| self.marked.contains(&place));
            option(place, text, tick, self.cursor, columns, shown);
            if look.air && self.marks != Marks::Claim {
                shown.rows.push(Row::blank());
            }
        }
        if several {
            shown.note("More than one is right: mark them all, then Enter.", columns);
        }
    }

    fn finish(&mut self) -> Finish {
        if self.marks == Marks::Several {
            let marked = self.marked.iter().filter_map(|place| self.options.get(*place));
            return Finish::Answer(Answer::Choices(marked.map(|(index, _)| *index).collect()));
        }
        match self.cursor.and_then(|place| self.options.get(place)) {
            None => Finish::Not("Choose an option first: a letter, a digit, or the arrows.".to_owned()),
            Some((index, _)) if self.marks == Marks::Claim => Finish::Answer(Answer::Claim(*index == 0)),
            Some((index, _)) => Finish::Answer(Answer::Choice(*index)),
        }
    }

    fn is_pointing(&self) -> bool {
        self.cursor.is_some()
    }

    fn options(&self) -> usize {
        self.options.len()
    }

    fn toggle_refused(&self) -> Option<&'static str> {
        (self.marks != Marks::Several).then_some("one is right: choose it, then Enter")
    }

    fn move_cursor(&mut self, by: isize) {
        self.cursor = moved(self.cursor, by, self.options.len());
    }

    fn choose(&mut self, place: usize) {
        if place >= self.options.len() {
            return;
        }
        self.cursor = Some(place);
        self.toggle();
    }

    fn toggle(&mut self) {
        if let (Marks::Several, Some(cursor)) = (self.marks, self.cursor) {
            self.mark(cursor);
        }
    }
}

/// Adds an option with its letter, and a box where it can be ticked.
pub(super) fn option(
    place: usize,
    text: &str,
    ticked: Option<bool>,
    cursor: Option<usize>,
    columns: usize,
    shown: &mut Shown,
) {
    let here = cursor == Some(place);
    let mut lead = Row::of(if here { "▸ " } else { "  " }, Tone::Accent);
    if let Some(ticked) = ticked {
        lead = lead.and(if ticked { "[x] " } else { "[ ] " }, Tone::Text);
    }
    shown.place(lead.and(format!("{}  ", letter(place)), Tone::Key), text, here, columns);
}
