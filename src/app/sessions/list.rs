//! What stands in the list of sessions, and the rows of it.

use super::past::Past;
use super::paths::Way;
use crate::app::geometry::Area;
use crate::app::sheet::{Row, Tone, keep_visible};
use crate::progress::Mode;
use crate::text::{Side, lines, pad, truncate, width};

/// A kind of session: its word, and a line about it.
pub(super) const KINDS: [(Mode, &str, &str); 9] = [
    (Mode::Review, "Review", "What is due today, with a few new questions between."),
    (Mode::Learn, "Learn", "New questions, in the order of the chapters."),
    (Mode::Date, "Toward a date", "Each day's minutes go where they raise recall on that day most."),
    (Mode::Weakest, "Weakest first", "What you are most likely to have forgotten."),
    (Mode::Pairs, "Mixed up", "What you took for one another, side by side."),
    (Mode::Drill, "Drill", "Ten questions from everywhere, shuffled."),
    (Mode::Blitz, "Blitz", "Limits and numbers, twenty seconds each."),
    (
        Mode::Exam,
        "Exam",
        "Thirty questions against the clock, judged at the end. No hints. The clock runs until you leave, also while \
         you look something up; who leaves finds the exam here with the time that was left.",
    ),
    (
        Mode::Interview,
        "Mock interview",
        "Open questions against the clock. Speak or type, judge yourself by a rubric, and be asked about what you \
         left out. A written report comes at the end.",
    ),
];

/// The name of a kind of session, for people.
pub fn name(mode: Mode) -> &'static str {
    KINDS.iter().find(|(other, ..)| *other == mode).map_or("Questions", |(_, word, _)| word)
}

/// Something in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// The session that was begun.
    Begun,
    /// A kind of session, by its place in [`KINDS`].
    Kind(usize),
    /// The questions that are flagged.
    Flagged,
    /// A way through the course.
    Way(usize),
    /// A step of the way that is open.
    Step(usize, usize),
    /// A session that is over.
    Past(usize),
}

impl Entry {
    /// The heading that it stands under.
    fn part(self) -> &'static str {
        match self {
            Self::Begun => "Begun",
            Self::Kind(_) | Self::Flagged => "Sessions",
            Self::Way(_) | Self::Step(..) => "Ways through the course",
            Self::Past(_) => "Results",
        }
    }
}

/// The session that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Begun {
    pub(super) title: String,
    pub(super) detail: String,
}

/// Everything that stands in the list.
#[derive(Debug)]
pub(super) struct List {
    pub(super) begun: Option<Begun>,
    /// What waits in each kind of session.
    pub(super) waiting: Vec<String>,
    /// How many questions are flagged, in words; there is no row for none.
    pub(super) flagged: Option<String>,
    pub(super) ways: Vec<Way>,
    /// The way whose steps are shown.
    pub(super) open: Option<usize>,
    pub(super) past: Vec<Past>,
}

/// The rows of the list, and what stands on each.
pub(super) struct Listed {
    pub(super) rows: Vec<Row>,
    pub(super) entries: Vec<Option<Entry>>,
    /// The rows that must be seen: the one under the cursor with the heading above it, where it is the first of its part.
    pub(super) wanted: (usize, usize),
}

impl List {
    /// Everything that the cursor can stand on, from the top.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self.begun.iter().map(|_| Entry::Begun).collect();
        entries.extend((0..KINDS.len()).map(Entry::Kind));
        entries.extend(self.flagged.iter().map(|_| Entry::Flagged));
        for (at, way) in self.ways.iter().enumerate() {
            entries.push(Entry::Way(at));
            if self.open == Some(at) {
                entries.extend((0..way.steps.len()).map(|step| Entry::Step(at, step)));
            }
        }
        entries.extend((0..self.past.len()).map(Entry::Past));
        entries
    }

    /// The rows for `columns` cells, with the cursor on `cursor`.
    pub(super) fn rows(&self, cursor: usize, columns: usize) -> Listed {
        let mut listed = Listed { rows: Vec::new(), entries: Vec::new(), wanted: (0, 0) };
        let mut part = "";
        for (at, entry) in self.entries().into_iter().enumerate() {
            let first = listed.rows.len();
            if entry.part() != part {
                part = entry.part();
                if first > 0 {
                    listed.rows.push(Row::blank());
                }
                listed.rows.push(Row::of(part, Tone::Title));
            }
            listed.entries.resize(listed.rows.len(), None);
            listed.entries.push(Some(entry));
            listed.rows.push(self.row(entry, at == cursor, columns));
            if at == cursor {
                listed.wanted = (first, listed.rows.len() - 1);
            }
        }
        listed
    }

    fn row(&self, entry: Entry, here: bool, columns: usize) -> Row {
        let (indent, sign, tone, text, detail) = match entry {
            Entry::Begun => {
                let begun =
                    self.begun.clone().unwrap_or(Begun { title: String::new(), detail: String::new() });
                ("", "", Tone::Accent, begun.title, begun.detail)
            }
            Entry::Kind(at) => {
                let word = KINDS.get(at).map_or("", |(_, word, _)| word);
                let waiting = self.waiting.get(at).cloned().unwrap_or_default();
                ("", "", Tone::Text, word.to_owned(), waiting)
            }
            Entry::Flagged => {
                ("", "", Tone::Text, "Flagged".to_owned(), self.flagged.clone().unwrap_or_default())
            }
            Entry::Way(at) => match self.ways.get(at) {
                Some(way) => {
                    let sign = if self.open == Some(at) { "▾ " } else { "▸ " };
                    ("", sign, Tone::Text, way.title.clone(), way.progress())
                }
                None => ("", "", Tone::Text, String::new(), String::new()),
            },
            Entry::Step(way, step) => match self.ways.get(way).and_then(|way| way.steps.get(step)) {
                Some(step) => {
                    let sign = if step.done { "✓ " } else { "○ " };
                    let tone = if step.done { Tone::Muted } else { Tone::Text };
                    ("   ", sign, tone, step.text.clone(), step.detail.clone())
                }
                None => ("", "", Tone::Text, String::new(), String::new()),
            },
            Entry::Past(at) => match self.past.get(at) {
                Some(past) => ("", "", Tone::Text, past.title(), past.detail.clone()),
                None => ("", "", Tone::Text, String::new(), String::new()),
            },
        };
        let lead = format!("{}{indent}{sign}", if here { "› " } else { "  " });
        // At least the beginning of the text stays; the detail is cut where both do not fit.
        let detail = truncate(&detail, columns.saturating_sub(width(&lead) + 14)).into_owned();
        let room = columns.saturating_sub(width(&lead) + width(&detail) + 2);
        Row::of(lead, if here { Tone::Accent } else { Tone::Muted })
            .and(pad(&truncate(&text, room), room, Side::Left), tone)
            .and("  ", Tone::Text)
            .and(detail, Tone::Muted)
            .selected(here)
    }
}

/// Where the list of so many rows and the description below it stand in `area`.
pub(super) fn split(area: Area, rows: usize, described: usize) -> (Area, Area) {
    let below = u16::try_from(described).unwrap_or(area.height).min(area.height / 2);
    let height = area.height.saturating_sub(below + 1).min(u16::try_from(rows).unwrap_or(u16::MAX));
    let list = Area { height, ..area };
    (list, Area { y: area.y + height + 1, height: below, ..area })
}

/// The first row to draw.
pub(super) fn first_row(from: usize, listed: &Listed, height: u16) -> usize {
    keep_visible(from, listed.wanted, usize::from(height), listed.rows.len())
}

/// Text as rows.
pub(super) fn wrapped(text: &str, tone: Tone, columns: usize) -> Vec<Row> {
    lines(text, columns).into_iter().map(|line| Row::of(line, tone)).collect()
}
