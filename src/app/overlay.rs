//! What lies over the screen: help, search, fact cards, one on another. Escape takes the topmost away and no more.

use super::fact_card::FactCard;
use super::search::Search;
use super::{Model, Screen};
use crate::input::{Action, Scope};

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
}

impl Overlay {
    /// Where keys are looked up.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Help(_) => Scope::Help,
            Self::Search(_) => Scope::Search,
            Self::Card(_) => Scope::Card,
            Self::Problems(_) => Scope::Problems,
        }
    }

    /// Why an action is not possible while this is the topmost; `None` where it is.
    pub(super) fn disabled(&self, action: Action) -> Option<&'static str> {
        match (action, self) {
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
            Overlay::Help(_) | Overlay::Problems(_) => {}
        }
        self.fit_overlays();
        true
    }

    /// Leaves nothing but the screen.
    pub(super) fn close_overlays(&mut self) {
        while self.pop_overlay() {}
    }

    /// Turns the wheel over the topmost overlay: rows, downwards positive.
    pub(super) fn scroll_overlay(&mut self, by: isize) {
        match self.overlays.last_mut() {
            Some(Overlay::Help(from) | Overlay::Problems(from)) => *from = from.saturating_add_signed(by),
            Some(Overlay::Card(card)) => card.scroll_by(by),
            Some(Overlay::Search(_)) => self.move_find(by.signum()),
            None => {}
        }
        self.fit_overlays();
    }

    /// Takes the size of the terminal over.
    pub(super) fn fit_overlays(&mut self) {
        let help = self.help_area();
        let rows = super::help::rows(&self.keys, &self.chain_below(), usize::from(help.width)).len();
        let problems = super::packs::problem_rows(&self.packs, usize::from(help.width)).len();
        let course = self.course.clone();
        let size = self.size;
        let last = |rows: usize| rows.saturating_sub(usize::from(help.height));
        for overlay in &mut self.overlays {
            match overlay {
                Overlay::Help(from) => *from = (*from).min(last(rows)),
                Overlay::Problems(from) => *from = (*from).min(last(problems)),
                Overlay::Card(card) => card.fit(&course, size),
                Overlay::Search(_) => {}
            }
        }
        self.outdate_finds();
        self.mark_fact();
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
