//! The mouse: what a click means, by what is under the pointer.
//!
//! A click does what the key for the same place does. Where that begins something against the clock, in the list of sessions, the
//! first click chooses and the second begins. A click beside a card closes it; beside a question of the program it does nothing.

use super::geometry::{Area, Pane};
use super::message::{Effect, Now};
use super::overlay::Overlay;
use super::practice::area as practice_area;
use super::{Model, Screen, sessions, standing};
use crate::input::Action;

impl Area {
    /// Whether a cell lies in it.
    pub fn contains(self, column: u16, row: u16) -> bool {
        (self.x..self.x.saturating_add(self.width)).contains(&column)
            && (self.y..self.y.saturating_add(self.height)).contains(&row)
    }
}

impl Model {
    /// The left button was pressed on a cell.
    pub(super) fn click(&mut self, column: u16, row: u16, now: Now) -> Vec<Effect> {
        if row + 1 == self.size.1 {
            if self.toast.is_some() {
                return Vec::new();
            }
            let hit = |item: &super::FooterItem| (item.x..item.x + item.width).contains(&column);
            let action = self.footer_items().iter().find(|item| hit(item)).and_then(|item| item.action);
            return action.map_or_else(Vec::new, |action| self.act(action, now));
        }
        if !self.overlays.is_empty() {
            return self.click_overlay(column, row, now);
        }
        if self.aside.is_some() {
            return self.click_aside(column, row, now);
        }
        match &self.screen {
            Screen::Home(_) => self.click_home(column, row, now),
            Screen::Reader(_) => self.click_reader(column, row, now),
            Screen::Practice(_) => {
                let area = practice_area(self.size);
                self.click_panel(area, column, row)
            }
            Screen::Animation(_) | Screen::Logs(_) => Vec::new(),
            Screen::Desk(_) => {
                self.click_desk(column, row);
                Vec::new()
            }
            Screen::Sessions(_) => self.click_sessions(column, row, now),
            Screen::Progress(progress) => {
                let area = standing::area(self.size);
                let hit = area.contains(column, row).then(|| progress.from + usize::from(row - area.y));
                let course = self.course.clone();
                let target = hit.and_then(|row| progress.target(row, &course, usize::from(area.width)));
                target.map_or_else(Vec::new, |target| self.go_to_target(target, now))
            }
        }
    }

    fn click_overlay(&mut self, column: u16, row: u16, now: Now) -> Vec<Effect> {
        match self.overlays.last() {
            Some(Overlay::Search(_)) => self.click_find(column, row, now),
            Some(Overlay::Card(card)) => {
                // The line that sets the card off belongs to it.
                let area = card.area(&self.course, self.size);
                if row + 1 < area.y {
                    self.pop_overlay();
                }
                Vec::new()
            }
            Some(overlay @ Overlay::Settings(_)) => match self.overlay_text(overlay) {
                Some(text) if text.area.contains(column, row) => {
                    self.click_setting(text.from + usize::from(row - text.area.y))
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn click_desk(&mut self, column: u16, row: u16) {
        let size = self.size;
        let saved = std::mem::take(&mut self.saved);
        self.with_desk(|desk, tools| desk.click((column, row), tools, &saved, size));
        self.saved = saved;
    }

    fn click_sessions(&mut self, column: u16, row: u16, now: Now) -> Vec<Effect> {
        let size = self.size;
        let Screen::Sessions(sessions) = &mut self.screen else { return Vec::new() };
        if !sessions::area(size).contains(column, row) || sessions.is_asking() {
            return Vec::new();
        }
        match sessions.at_row(row, size) {
            Some(at) if sessions.is_at(at) => self.act(Action::SessionStart, now),
            Some(at) => {
                sessions.choose(at);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn click_home(&mut self, column: u16, row: u16, now: Now) -> Vec<Effect> {
        let areas = self.home_areas(self.size);
        if areas.card.contains(column, row) {
            return self.act(Action::Continue, now);
        }
        let topics = self.course.topics().len();
        let Screen::Home(home) = &mut self.screen else { return Vec::new() };
        let at = home.from + usize::from(row.saturating_sub(areas.list.y));
        if !areas.list.contains(column, row) || at >= topics {
            return Vec::new();
        }
        home.cursor = at;
        self.act(Action::HomeOpen, now)
    }

    fn click_reader(&mut self, column: u16, row: u16, now: Now) -> Vec<Effect> {
        let size = self.size;
        let course = self.course.clone();
        let Screen::Reader(reader) = &mut self.screen else { return Vec::new() };
        let panes = reader.panes(size);
        let hit = |area: Option<Area>| area.filter(|area| area.contains(column, row));
        if let Some(area) = hit(panes.outline) {
            let at = reader.outline_from + usize::from(row - area.y);
            if at < reader.outline(&course).len() {
                reader.outline_cursor = at;
                return self.act(Action::OutlineOpen, now);
            }
        } else if let Some(area) = hit(panes.page) {
            let line = reader.scroll + usize::from(row - area.y);
            let live = reader.layout.lines.get(line).is_some_and(|line| line.live.is_some());
            // What was under the pointer counts, not what the new focus moves there.
            let segment = reader.segment_at(line, usize::from(column - area.x));
            let link = segment.and_then(|(_, segment)| segment.link);
            let fact = segment.filter(|(_, segment)| segment.fact.is_some()).map(|(at, _)| at);
            if let Some(fact) = fact {
                self.open_fact_at(line, fact);
                return Vec::new();
            }
            self.focus_pane(Pane::Page, now);
            if let (Some(link), Screen::Reader(reader)) = (link, &mut self.screen) {
                reader.marks.link = Some(link);
                return self.follow_link(now);
            }
            if live {
                return self.act(Action::CheckYourself, now);
            }
        } else if let Some(area) = hit(panes.companion) {
            // What was under the pointer counts, not what the new focus moves there.
            let effects = self.click_panel(area, column, row);
            self.focus_pane(Pane::Companion, now);
            return effects;
        }
        Vec::new()
    }

    fn click_panel(&mut self, area: Area, column: u16, row: u16) -> Vec<Effect> {
        let course = self.course.clone();
        let panel = match &mut self.screen {
            Screen::Reader(reader) => reader.check.as_mut().map(|check| &mut check.panel),
            Screen::Practice(practice) => Some(&mut practice.panel),
            Screen::Home(_)
            | Screen::Desk(_)
            | Screen::Sessions(_)
            | Screen::Progress(_)
            | Screen::Animation(_)
            | Screen::Logs(_) => None,
        };
        if let Some(panel) = panel.filter(|_| area.contains(column, row)) {
            panel.click(row - area.y, &course, area);
        }
        Vec::new()
    }
}
