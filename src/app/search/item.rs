//! A find, and the rows that show it.

use crate::app::sheet::{Row, Tone};
use crate::search::{Engine, Hit, Kind, Target};
use crate::text::{Side, pad, truncate, width};
use std::ops::Range;

/// Columns before a find's title: cursor, kind.
pub(super) const LEAD: usize = 11;

/// A find, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// Matched bytes of the title.
    pub title_marks: Vec<Range<usize>>,
    /// Where it belongs, its value, or its keys.
    pub place: String,
    /// A part of its text.
    pub excerpt: String,
    /// Matched bytes of the excerpt.
    pub excerpt_marks: Vec<Range<usize>>,
    /// Where it leads.
    pub target: Target,
    /// Why it cannot be done now.
    pub disabled: Option<String>,
}

impl Item {
    /// A hit with its score.
    pub(super) fn of(engine: &Engine, hit: Hit) -> Option<(u32, Self)> {
        let document = engine.document(&hit)?;
        let item = Self {
            kind: document.kind,
            title: document.title.clone(),
            title_marks: hit.title_marks,
            place: document.place.clone(),
            excerpt: hit.excerpt,
            excerpt_marks: hit.excerpt_marks,
            target: document.target.clone(),
            disabled: None,
        };
        Some((hit.score, item))
    }

    /// Cursor, kind, title, place.
    pub(super) fn head(&self, columns: usize, chosen: bool) -> Row {
        let room = columns.saturating_sub(LEAD);
        // A prompt needs the whole row; its topic stands below.
        let place = if self.kind == Kind::Question { "" } else { &self.place };
        let title = width(&self.title);
        // A fact's value is worth more than the end of its id; where it belongs is worth less than a title.
        let left = if self.kind == Kind::Fact { room / 2 } else { room.saturating_sub(title + 3) };
        let place = if left < 6 { "".into() } else { truncate(place, left) };
        let used = if place.is_empty() { 0 } else { width(&place) + 3 };
        let tone = if self.disabled.is_some() { Tone::Muted } else { Tone::Title };
        let lead = Row::of(if chosen { "› " } else { "  " }, Tone::Accent)
            .and(format!("{:<9}", self.kind.name()), Tone::Muted);
        let row = marked(lead, &self.title, &self.title_marks, tone, room.saturating_sub(used));
        let row = if place.is_empty() { row } else { row.and("   ", Tone::Text).and(place, Tone::Muted) };
        row.selected(chosen)
    }

    /// The excerpt, below the title.
    pub(super) fn foot(&self, columns: usize) -> Row {
        let lead = Row::of(" ".repeat(LEAD), Tone::Text);
        let room = columns.saturating_sub(LEAD);
        match &self.disabled {
            Some(why) => lead.and(truncate(why, room), Tone::Muted),
            None if self.kind == Kind::Question => {
                let lead = lead.and(truncate(&self.place, room), Tone::Muted);
                if self.excerpt_marks.is_empty() {
                    return lead;
                }
                let room = room.saturating_sub(width(&self.place) + 3);
                marked(lead.and(" · ", Tone::Muted), &self.excerpt, &self.excerpt_marks, Tone::Muted, room)
            }
            None => marked(lead, &self.excerpt, &self.excerpt_marks, Tone::Muted, room),
        }
    }

    /// An action with its keys, and why it is not possible.
    pub(super) fn command(&self, columns: usize, chosen: bool) -> Row {
        let wide = (columns / 4).min(16);
        let keys = pad(&truncate(&self.place, wide), wide, Side::Left);
        let lead = Row::of(if chosen { "› " } else { "  " }, Tone::Accent)
            .and(keys, if self.disabled.is_some() { Tone::Muted } else { Tone::Key })
            .and("  ", Tone::Text);
        let room = columns.saturating_sub(wide + 4);
        let tone = if self.disabled.is_some() { Tone::Muted } else { Tone::Text };
        let row = marked(lead, &self.title, &self.title_marks, tone, room);
        let row = match &self.disabled {
            Some(why) => {
                let left = columns.saturating_sub(width(&row.plain()) + 3);
                row.and("   ", Tone::Text).and(truncate(why, left), Tone::Muted)
            }
            None => row,
        };
        row.selected(chosen)
    }
}

/// The row with a text of at most `room` cells, its marked bytes set off. Where none of them would be seen, the text
/// begins shortly before the first.
fn marked(row: Row, text: &str, marks: &[Range<usize>], tone: Tone, room: usize) -> Row {
    let hidden = |first: &Range<usize>| width(text.get(..first.end).unwrap_or_default()) >= room;
    let start = marks.first().filter(|first| hidden(first)).map_or(0, |first| {
        let before = text.get(..first.start).unwrap_or_default();
        before.rmatch_indices(' ').nth(1).map_or(0, |(space, _)| space + 1)
    });
    let row = if start > 0 { row.and("… ", tone) } else { row };
    let room = if start > 0 { room.saturating_sub(2) } else { room };
    let marks: Vec<_> =
        marks.iter().map(|mark| mark.start.saturating_sub(start)..mark.end.saturating_sub(start)).collect();
    cut(row, text.get(start..).unwrap_or_default(), &marks, tone, room)
}

fn cut(mut row: Row, text: &str, marks: &[Range<usize>], tone: Tone, room: usize) -> Row {
    let cut = truncate(text, room);
    // What stands in for the rest is no part of the text.
    let kept = if cut.len() < text.len() { cut.len().saturating_sub('…'.len_utf8()) } else { cut.len() };
    let mut at = 0;
    for mark in marks.iter().filter(|mark| mark.end <= kept) {
        row = row.and(cut.get(at..mark.start).unwrap_or_default(), tone);
        row = row.and(cut.get(mark.clone()).unwrap_or_default(), Tone::Match);
        at = mark.end;
    }
    row.and(cut.get(at..).unwrap_or_default(), tone)
}
