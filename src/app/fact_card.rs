//! The card of a fact: its value, what it says, where that is said, what older sources say, who depends on it.

use super::geometry::{Area, MEASURE};
use super::overlay::Overlay;
use super::render::hanging;
use super::sheet::{Row, Tone};
use super::{Model, Screen};
use crate::content::{FactId, Layout};
use crate::course::{Course, Use};
use crate::input::Action;
use crate::text::lines;

/// A row of facts, of which one is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactCard {
    ids: Vec<FactId>,
    at: usize,
    /// First row of the card that is shown.
    pub from: usize,
    /// Whether the facts are those of the page below, in their order.
    of_page: bool,
    /// Whether there is more than fits.
    is_long: bool,
}

/// A fact that a page quotes: where its value stands in the layout, in lines and segments, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The fact.
    pub fact: FactId,
    first: (usize, usize),
    last: (usize, usize),
}

impl Quoted {
    /// Whether a segment lies within the quoted value.
    pub fn covers(&self, line: usize, segment: usize) -> bool {
        (self.first..=self.last).contains(&(line, segment))
    }
}

impl FactCard {
    fn new(ids: Vec<FactId>, at: usize, of_page: bool) -> Self {
        Self { ids, at, from: 0, of_page, is_long: false }
    }

    /// The fact that is shown.
    pub fn fact(&self) -> &str {
        self.ids.get(self.at).map_or("", String::as_str)
    }

    /// The number of the shown fact, from 1, and how many there are.
    pub fn position(&self) -> (usize, usize) {
        (self.at + 1, self.ids.len())
    }

    pub(super) fn is_first(&self) -> bool {
        self.at == 0
    }

    pub(super) fn is_last(&self) -> bool {
        self.at + 1 >= self.ids.len()
    }

    pub(super) fn is_long(&self) -> bool {
        self.is_long
    }

    pub(super) fn scroll_by(&mut self, by: isize) {
        self.from = self.from.saturating_add_signed(by);
    }

    pub(super) fn fit(&mut self, course: &Course, size: (u16, u16)) {
        let area = self.area(course, size);
        let total = rows(course, self.fact(), usize::from(area.width)).len();
        self.is_long = total > usize::from(area.height);
        self.from = self.from.min(total.saturating_sub(usize::from(area.height)));
    }

    /// Where the text of the card stands: at the foot of the screen, below a line that sets it off, so that the text above
    /// stays in sight.
    pub fn area(&self, course: &Course, size: (u16, u16)) -> Area {
        let width = size.0.saturating_sub(4).min(MEASURE);
        let wanted = u16::try_from(rows(course, self.fact(), usize::from(width)).len()).unwrap_or(u16::MAX);
        let height = wanted.min(size.1.saturating_sub(4) * 2 / 3);
        Area { x: 2, y: size.1.saturating_sub(2 + height), width, height }
    }
}

/// The rows of a fact's card.
pub fn rows(course: &Course, id: &str, columns: usize) -> Vec<Row> {
    let Some(fact) = course.fact(id) else {
        return vec![Row::of(format!("The course has no fact `{id}`."), Tone::Warning)];
    };
    let mut rows = vec![match fact.shown() {
        Some(value) => Row::of(value, Tone::Title).and("   ", Tone::Text).and(fact.id.clone(), Tone::Muted),
        None => Row::of(fact.id.clone(), Tone::Muted),
    }];
    rows.extend(lines(&fact.statement, columns).into_iter().map(|line| Row::of(line, Tone::Text)));
    rows.push(Row::blank());
    let mut entry = |label: &str, text: &str, tone: Tone| {
        let indent = LABEL.min(columns / 3);
        let label = crate::text::pad(&crate::text::truncate(label, indent), indent, crate::text::Side::Left);
        let text = lines(text, columns.saturating_sub(indent).max(8));
        let text = text.into_iter().map(|line| Row::of(line, tone)).collect();
        rows.extend(hanging(Row::of(label, Tone::Muted), text));
    };
    let note = fact.as_of.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
    entry("as of", &format!("{}{note}", fact.as_of.date), Tone::Text);
    entry("source", &fact.source.title, Tone::Text);
    entry("", &fact.source.url, Tone::Key);
    entry("confidence", fact.confidence.name(), Tone::Text);
    if let Some(older) = &fact.supersedes {
        entry("older notes", older, Tone::Warning);
    }
    let uses = course.uses_of(id);
    let names = |wanted: fn(&Use) -> Option<&str>| uses.iter().filter_map(wanted).collect::<Vec<_>>();
    let pages: Vec<&str> = names(|used| if let Use::Topic(id) = used { Some(id) } else { None })
        .into_iter()
        .map(|id| course.topic(id).map_or(id, |topic| topic.title.as_str()))
        .collect();
    let questions = names(|used| if let Use::Question(id) = used { Some(id) } else { None });
    let facts = names(|used| if let Use::Statement(id) = used { Some(id) } else { None });
    for (label, users) in [("pages", pages), ("questions", questions), ("facts", facts)] {
        if !users.is_empty() {
            entry(label, &users.join(", "), Tone::Text);
        }
    }
    if uses.is_empty() {
        entry("used by", "nothing yet", Tone::Muted);
    }
    rows
}

/// Columns of the labels on a card.
const LABEL: usize = 13;

/// The facts that a page quotes, in the order of its text; a value that is broken over two lines counts once.
pub(super) fn quoted(layout: &Layout) -> Vec<Quoted> {
    let mut found: Vec<Quoted> = Vec::new();
    let mut goes_on = false;
    for (number, line) in layout.lines.iter().enumerate() {
        for (at, segment) in line.segments.iter().enumerate() {
            let Some(fact) = &segment.fact else {
                goes_on &= segment.text.trim().is_empty();
                continue;
            };
            match found.last_mut() {
                Some(last) if goes_on && last.fact == *fact => last.last = (number, at),
                _ => found.push(Quoted { fact: fact.clone(), first: (number, at), last: (number, at) }),
            }
            goes_on = true;
        }
    }
    found
}

impl Model {
    /// Opens the card of a fact; says so where the course has none of this id.
    pub fn open_fact(&mut self, id: &str) {
        self.open_card(FactCard::new(vec![id.to_owned()], 0, false));
    }

    /// Opens the card of the first fact in view, else of the next below, else of the last above.
    pub(super) fn open_first_fact(&mut self) {
        let Screen::Reader(reader) = &self.screen else { return };
        let (top, bottom) = (reader.scroll, reader.scroll + reader.height());
        let quoted = self.quoted();
        let Some(at) = quoted
            .iter()
            .position(|it| (top..bottom).contains(&it.first.0))
            .or_else(|| quoted.iter().position(|it| it.first.0 >= bottom))
            .or_else(|| quoted.len().checked_sub(1))
        else {
            return;
        };
        self.open_card(FactCard::new(quoted.into_iter().map(|it| it.fact).collect(), at, true));
    }

    /// Opens the card of the fact that is quoted at a place of the page; `false` where there is none.
    pub(super) fn open_fact_at(&mut self, line: usize, segment: usize) -> bool {
        let quoted = self.quoted();
        let Some(at) = quoted.iter().position(|it| it.covers(line, segment)) else { return false };
        self.open_card(FactCard::new(quoted.into_iter().map(|it| it.fact).collect(), at, true));
        true
    }

    /// Opens the cards of the facts that the answered question rests on.
    pub(super) fn open_question_facts(&mut self) {
        let Some(question) = self.panel_mut().and_then(|panel| panel.question().cloned()) else { return };
        if !question.facts.is_empty() {
            self.open_card(FactCard::new(question.facts.clone(), 0, false));
        }
    }

    fn open_card(&mut self, card: FactCard) {
        self.push_overlay(Overlay::Card(card));
        self.show_marked_fact();
    }

    pub(super) fn act_card(&mut self, action: Action) {
        let Some(Overlay::Card(card)) = self.overlays.last_mut() else { return };
        match action {
            Action::CardNext => (card.at, card.from) = (card.at + 1, 0),
            Action::CardPrevious => (card.at, card.from) = (card.at.saturating_sub(1), 0),
            Action::CardDown => card.scroll_by(1),
            Action::CardUp => card.scroll_by(-1),
            _ => {}
        }
        self.fit_overlays();
        self.show_marked_fact();
    }

    /// Marks the fact of the card in the page that it was chosen in.
    pub(super) fn mark_fact(&mut self) {
        let at = self.card().filter(|card| card.of_page).map(|card| card.at);
        let chosen = at.and_then(|at| self.quoted().into_iter().nth(at));
        if let Screen::Reader(reader) = &mut self.screen {
            reader.chosen = chosen;
        }
    }

    pub(super) fn unmark_fact(&mut self) {
        if let Screen::Reader(reader) = &mut self.screen {
            reader.chosen = None;
        }
    }

    /// Scrolls the page so that the marked fact is not hidden by its card.
    fn show_marked_fact(&mut self) {
        let Some(top) = self.card().map(|card| card.area(&self.course, self.size).y) else { return };
        let course = self.course.clone();
        let size = self.size;
        let Screen::Reader(reader) = &mut self.screen else { return };
        let Some((first, last)) = reader.chosen.as_ref().map(|it| (it.first.0, it.last.0)) else { return };
        let Some(page) = reader.panes(size).page else { return };
        // One row is the line that sets the card off, one is air.
        let free = usize::from(top.saturating_sub(page.y + 2)).max(1);
        if first < reader.scroll || last >= reader.scroll + free {
            reader.scroll_to(first.saturating_sub(free / 2));
            reader.follow(&course);
        }
    }
}
