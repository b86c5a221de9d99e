//! What lies over the screen: help, search, fact cards, settings, one on another. Escape takes the topmost away and no more.

use super::fact_card::FactCard;
use super::geometry::{Area, MEASURE};
use super::message::{Effect, Msg, Now};
use super::search::Search;
use super::settings::SettingsView;
use super::sheet::{Row, Tone, keep_visible};
use super::{Model, Screen};
use crate::input::{Action, Scope};
use crate::text::lines;

/// Something over the screen that has the keys.
#[derive(Debug)]
pub enum Overlay {
    /// The help, from this row on.
    Help(usize),
    /// The search or the command palette.
    Search(Box<Search>),
    /// Where a fact comes from.
    Card(FactCard),
    /// What is wrong with the packs, from this row on.
    Problems(usize),
    /// The settings.
    Settings(SettingsView),
    /// The messages of this run, from this row on.
    Messages(usize),
    /// A question before something is destroyed.
    Confirm(Confirm),
}

/// A question of the program's own: yes or no. No is what everything but the yes key means.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// What would be done, as a question.
    pub question: String,
    /// What would be lost, a paragraph each.
    pub details: Vec<String>,
    /// What the model is told on yes.
    pub then: Msg,
}

impl Overlay {
    /// Where keys are looked up.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Help(_) => Scope::Help,
            Self::Search(_) => Scope::Search,
            Self::Card(_) => Scope::Card,
            Self::Problems(_) => Scope::Problems,
            Self::Settings(_) => Scope::Settings,
            Self::Messages(_) => Scope::Messages,
            Self::Confirm(_) => Scope::Confirm,
        }
    }

    /// Why an action is not possible while this is the topmost; `None` where it is.
    pub(super) fn disabled(&self, action: Action) -> Option<&'static str> {
        match (action, self) {
            (Action::Quit | Action::Suspend | Action::Yes | Action::No, Self::Confirm(_)) => None,
            (_, Self::Confirm(_)) => Some("the question needs an answer first"),
            (Action::FocusNext | Action::FocusPrevious, _) => Some("close this first"),
            (Action::CardNext, Self::Card(card)) if card.is_last() => Some("this is the last fact here"),
            (Action::CardPrevious, Self::Card(card)) if card.is_first() => {
                Some("this is the first fact here")
            }
            (Action::CardDown | Action::CardUp, Self::Card(card)) if !card.is_long() => {
                Some("all of the card is in view")
            }
            (Action::SearchOpen | Action::SearchDown, Self::Search(search)) if search.items().is_empty() => {
                Some("there is nothing to choose")
            }
            _ => None,
        }
    }

    /// The first row shown, where the overlay is a text that scrolls.
    fn first_row_mut(&mut self) -> Option<&mut usize> {
        match self {
            Self::Help(from) | Self::Problems(from) | Self::Messages(from) => Some(from),
            Self::Search(_) | Self::Card(_) | Self::Settings(_) | Self::Confirm(_) => None,
        }
    }
}

/// A text over the screen.
#[derive(Debug)]
pub struct OverlayText {
    /// All of its rows.
    pub rows: Vec<Row>,
    /// The first one shown.
    pub from: usize,
    /// Where it stands.
    pub area: Area,
    /// Whether the screen stays in sight around it.
    pub boxed: bool,
}

impl Model {
    /// Lays something over the screen; another of its kind goes.
    pub(super) fn push_overlay(&mut self, overlay: Overlay) {
        self.overlays.retain(|other| other.scope() != overlay.scope());
        self.overlays.push(overlay);
        self.fit_overlays();
    }

    /// Takes the topmost overlay away; `false` where there is none.
    pub(super) fn pop_overlay(&mut self) -> bool {
        let Some(overlay) = self.overlays.pop() else { return false };
        match overlay {
            Overlay::Search(search) => self.keep_query(&search),
            Overlay::Card(_) => self.unmark_fact(),
            Overlay::Help(_)
            | Overlay::Problems(_)
            | Overlay::Settings(_)
            | Overlay::Messages(_)
            | Overlay::Confirm(_) => {}
        }
        self.fit_overlays();
        true
    }

    /// Leaves nothing but the screen.
    pub(super) fn close_overlays(&mut self) {
        while self.pop_overlay() {}
    }

    /// Asks whether to do something that cannot be undone. Yes gives the model `then`.
    pub fn ask(&mut self, question: impl Into<String>, details: Vec<String>, then: Msg) {
        self.push_overlay(Overlay::Confirm(Confirm { question: question.into(), details, then }));
    }

    /// Does what the question on the screen was about.
    pub(super) fn confirmed(&mut self, now: Now) -> Vec<Effect> {
        match self.overlays.pop() {
            Some(Overlay::Confirm(confirm)) => self.update(confirm.then, now),
            Some(other) => {
                self.overlays.push(other);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Turns the wheel over the topmost overlay: rows, downwards positive.
    pub(super) fn scroll_overlay(&mut self, by: isize) {
        match self.overlays.last_mut() {
            Some(Overlay::Card(card)) => card.scroll_by(by),
            Some(Overlay::Search(_)) => self.move_find(by.signum()),
            Some(Overlay::Settings(view)) => view.step(by.signum()),
            Some(overlay) => {
                if let Some(from) = overlay.first_row_mut() {
                    *from = from.saturating_add_signed(by);
                }
            }
            None => {}
        }
        self.fit_overlays();
    }

    /// Takes the size of the terminal over.
    pub(super) fn fit_overlays(&mut self) {
        let height = usize::from(self.overlay_area().height);
        let lasts: Vec<usize> = self
            .overlays
            .iter()
            .map(|overlay| match overlay {
                Overlay::Help(_) | Overlay::Problems(_) | Overlay::Messages(_) => {
                    self.overlay_text(overlay).map_or(0, |text| text.rows.len().saturating_sub(height))
                }
                _ => 0,
            })
            .collect();
        let course = self.course.clone();
        let size = self.size;
        for (overlay, last) in self.overlays.iter_mut().zip(lasts) {
            if let Some(from) = overlay.first_row_mut() {
                *from = (*from).min(last);
            }
            if let Overlay::Card(card) = overlay {
                card.fit(&course, size);
            }
        }
        self.outdate_finds();
        self.mark_fact();
    }

    /// The area of a text that lies over the whole screen.
    pub fn overlay_area(&self) -> Area {
        let (width, height) = self.size;
        let columns = width.saturating_sub(4).min(MEASURE);
        Area { x: (width - columns) / 2, y: 1, width: columns, height: height.saturating_sub(3) }
    }

    /// What an overlay that is a text shows; `None` for the search and for cards, which have a shape of their own.
    pub fn overlay_text(&self, overlay: &Overlay) -> Option<OverlayText> {
        let area = self.overlay_area();
        let columns = usize::from(area.width);
        let text = |rows, from| OverlayText { rows, from, area, boxed: false };
        Some(match overlay {
            Overlay::Help(from) => text(super::help::rows(&self.keys, &self.chain_below(), columns), *from),
            Overlay::Problems(from) => text(super::packs::problem_rows(&self.packs, columns), *from),
            Overlay::Messages(from) => text(self.message_rows(columns), *from),
            Overlay::Settings(view) => {
                let rows = self.settings_rows(*view, columns);
                let from = keep_visible(0, (0, view.last_row()), area.height.into(), rows.len());
                text(rows, from)
            }
            Overlay::Confirm(confirm) => {
                let rows = confirm.rows(columns);
                let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(area.height);
                let area = Area { y: area.y + (area.height - height) / 2, height, ..area };
                OverlayText { rows, from: 0, area, boxed: true }
            }
            Overlay::Search(_) | Overlay::Card(_) => return None,
        })
    }

    /// The card over the screen, if there is one.
    pub fn card(&self) -> Option<&FactCard> {
        self.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::Card(card) => Some(card),
            _ => None,
        })
    }

    /// The facts in the page, where a page is on the screen.
    pub(super) fn quoted(&self) -> Vec<super::fact_card::Quoted> {
        match &self.screen {
            Screen::Reader(reader) => super::fact_card::quoted(&reader.layout),
            _ => Vec::new(),
        }
    }
}

impl Confirm {
    fn rows(&self, columns: usize) -> Vec<Row> {
        let mut rows: Vec<Row> =
            lines(&self.question, columns).into_iter().map(|line| Row::of(line, Tone::Title)).collect();
        for detail in &self.details {
            rows.push(Row::blank());
            rows.extend(lines(detail, columns).into_iter().map(|line| Row::of(line, Tone::Text)));
        }
        rows
    }
}
