//! The panel of what-ifs: levers, and before beside after.

mod edge;
mod run;

use self::edge::OnWay;
use self::run::OnRun;
use crate::animation::Film;
use crate::app::sheet::{Row, Tone};
use crate::text::{Side, lines, pad};

/// Why a lever does not turn, in a sentence.
type Refused = &'static str;

/// Changes to what is played, and what they came to.
#[derive(Debug)]
pub struct WhatIf {
    open: bool,
    cursor: usize,
    subject: Subject,
    message: Option<&'static str>,
}

/// What is changed.
#[derive(Debug)]
enum Subject {
    Run(Box<OnRun>),
    Way(Box<OnWay>),
}

/// Before beside after.
#[derive(Debug)]
struct Compared {
    head: &'static str,
    /// What is compared, before, after.
    rows: Vec<(&'static str, String, String)>,
}

/// A lever as the panel shows it.
#[derive(Debug)]
struct Shown {
    name: String,
    value: String,
    changed: bool,
}

impl WhatIf {
    pub(super) fn new(film: &Film) -> Self {
        let subject = match film {
            Film::Run(reel) => Subject::Run(Box::new(OnRun::new(reel.scene()))),
            Film::Edge(walk) => Subject::Way(Box::new(OnWay::new(walk))),
        };
        Self { open: false, cursor: 0, subject, message: None }
    }

    /// Whether the panel is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    pub(super) fn toggle(&mut self) {
        self.open = !self.open;
        self.message = None;
    }

    pub(super) fn close(&mut self) {
        self.open = false;
    }

    pub(super) fn step(&mut self, by: isize) {
        let last = self.shown().len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
        self.message = None;
    }

    /// Turns the chosen lever, and plays what follows from the same moment.
    pub(super) fn turn(&mut self, up: bool, film: &mut Film) {
        let turned = match (&mut self.subject, film) {
            (Subject::Run(subject), Film::Run(reel)) => subject.turn(self.cursor, up, reel),
            (Subject::Way(subject), Film::Edge(walk)) => subject.turn(self.cursor, up, walk),
            _ => Ok(()),
        };
        self.message = turned.err();
    }

    /// Takes the chosen change back.
    pub(super) fn reset(&mut self, film: &mut Film) {
        let reset = match (&mut self.subject, film) {
            (Subject::Run(subject), Film::Run(reel)) => subject.reset(self.cursor, reel),
            (Subject::Way(subject), Film::Edge(walk)) => subject.reset(self.cursor, walk),
            _ => Ok(()),
        };
        self.message = reset.err();
    }

    /// Whether something is changed.
    pub(super) fn is_changed(&self) -> bool {
        match &self.subject {
            Subject::Run(subject) => subject.is_changed(),
            Subject::Way(subject) => subject.is_changed(),
        }
    }

    fn shown(&self) -> Vec<Shown> {
        match &self.subject {
            Subject::Run(subject) => subject.shown(),
            Subject::Way(subject) => subject.shown(),
        }
    }

    /// The panel's rows: levers, and the comparison below them or, where it is wide, beside them.
    pub(super) fn rows(&self, columns: usize, height: usize) -> Vec<Row> {
        const BESIDE: usize = 36;
        let wide = columns >= 2 * BESIDE + 4;
        let mut rows = self.levers(if wide { columns - BESIDE } else { columns });
        if wide {
            let mut other = self.compared(BESIDE);
            if let Some(message) = self.message {
                other.extend(lines(message, BESIDE).into_iter().map(|line| Row::of(line, Tone::Warning)));
            }
            let missing = (other.len() + 1).saturating_sub(rows.len());
            rows.extend(std::iter::repeat_n(Row::blank(), missing));
            for (row, beside) in rows.iter_mut().skip(1).zip(other) {
                *row = super::spread(std::mem::take(row), &Row::blank(), columns - BESIDE);
                row.pieces.extend(beside.pieces);
            }
        } else {
            if let Some(message) = self.message {
                rows.extend(lines(message, columns).into_iter().map(|line| Row::of(line, Tone::Warning)));
            } else if rows.len() + 9 < height {
                rows.push(Row::blank());
            }
            rows.extend(self.compared(columns));
        }
        rows.truncate(height);
        rows
    }

    fn levers(&self, columns: usize) -> Vec<Row> {
        const NAME: usize = 18;
        let mut rows = vec![Row::of("What if …", Tone::Accent)];
        for (at, Shown { name, value, changed }) in self.shown().into_iter().enumerate() {
            let chosen = self.open && at == self.cursor;
            let row = Row::of(if chosen { "›" } else { " " }, Tone::Accent)
                .and(if changed { "*" } else { " " }, Tone::Warning)
                .and(pad(&name, NAME, Side::Left), Tone::Text)
                .and(if chosen { "‹" } else { " " }, Tone::Accent)
                .and(value, if changed { Tone::Title } else { Tone::Muted })
                .and(if chosen { "›" } else { "" }, Tone::Accent);
            rows.push(row.cut(columns));
        }
        rows
    }

    fn compared(&self, columns: usize) -> Vec<Row> {
        let compared = match &self.subject {
            Subject::Run(subject) => subject.compared(),
            Subject::Way(subject) => subject.compared(),
        };
        let Some(Compared { head, rows: table }) = compared else {
            let text = "← → change a value. The moment stays as it is; waiting and money are compared here.";
            return lines(text, columns).into_iter().map(|line| Row::of(line, Tone::Muted)).collect();
        };
        let mut rows = vec![
            Row::of(pad(head, 13, Side::Left), Tone::Muted)
                .and(pad("before", 11, Side::Right), Tone::Muted)
                .and(pad("after", 12, Side::Right), Tone::Title),
        ];
        for (name, before, after) in table {
            let same = before == after;
            let row = Row::of(pad(name, 13, Side::Left), Tone::Text)
                .and(pad(&before, 11, Side::Right), Tone::Muted)
                .and(pad(&after, 12, Side::Right), if same { Tone::Muted } else { Tone::Title });
            rows.push(row.cut(columns));
        }
        rows
    }
}
