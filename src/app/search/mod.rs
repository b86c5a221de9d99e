//! The search and the command palette: what is typed, what it finds, which find is chosen, and what opening it does.

mod finding;
mod item;
mod preview;

pub(in crate::app) use finding::Finder;
pub use finding::{action_documents, nothing};
pub use item::Item;

use super::geometry::Area;
use super::message::{Effect, Now};
use super::overlay::Overlay;
use super::sheet::{Row, Tone};
use super::{Model, field};
use crate::input::{Action, Chord, Entry, TABLE};
use crate::progress::Mode;
use crate::search::{Engine, Target};
use crate::text::lines;
use tui_input::{Input, InputRequest};

/// The longest query, in characters.
const QUERY_LIMIT: usize = 100;

/// State of the search.
#[derive(Debug)]
pub struct Search {
    /// Only actions are looked for: the command palette.
    pub palette: bool,
    /// The chosen find.
    pub cursor: usize,
    /// First find that is shown.
    pub from: usize,
    /// What the chosen find looks like, where there is room for it.
    pub preview: Vec<Row>,
    field: Input,
    /// The query is the one of last time: the first character that is typed replaces it.
    fresh: bool,
    items: Vec<Item>,
    total: usize,
    /// What is said where nothing is found.
    word: String,
    actions: Engine,
    /// The query, the size or what lies below has changed since the finds were worked out.
    is_stale: bool,
}

/// Areas of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchAreas {
    /// The query.
    pub query: Area,
    /// The finds.
    pub list: Area,
    /// What the chosen find looks like.
    pub preview: Option<Area>,
    /// Rows of a find.
    pub rows: u16,
}

/// The areas of the search on a terminal of `size`.
pub fn areas(size: (u16, u16), palette: bool) -> SearchAreas {
    let high = size.1 >= 18;
    let width = size.0.saturating_sub(4);
    let query = Area { x: 2, y: u16::from(high), width, height: 1 };
    let top = query.y + if high { 3 } else { 2 };
    let body = Area { x: 2, y: top, width, height: size.1.saturating_sub(top + 2) };
    let rows = if high && !palette { 2 } else { 1 };
    if size.0 < 100 || palette {
        return SearchAreas { query, list: body, preview: None, rows };
    }
    let left = width * 11 / 20;
    let preview = Area { x: body.x + left + 3, width: width.saturating_sub(left + 3), ..body };
    SearchAreas { query, list: Area { width: left, ..body }, preview: Some(preview), rows }
}

impl Search {
    /// What was found, best first.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The query before and after the text cursor.
    pub fn query(&self) -> (String, String) {
        let before = self.field.value().chars().take(self.field.cursor()).collect();
        let after = self.field.value().chars().skip(self.field.cursor()).collect();
        (before, after)
    }

    /// Whether the first character that is typed replaces the query.
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// How many there are of what is looked for, for the end of the query line.
    pub fn count(&self) -> String {
        match (self.items.len(), self.total) {
            (_, 0) => String::new(),
            (shown, all) if shown < all => format!("{shown} of {all}"),
            (_, 1) => "1 find".to_owned(),
            (_, all) => format!("{all} finds"),
        }
    }

    /// The rows of the list, `rows` for each find, from the first shown one on.
    pub fn rows(&self, area: Area, rows: u16) -> Vec<Row> {
        let columns = usize::from(area.width);
        if self.items.is_empty() {
            let word = lines(&self.word, columns);
            return word.into_iter().map(|line| Row::of(line, Tone::Muted)).collect();
        }
        let fit = usize::from(area.height.div_ceil(rows.max(1)));
        let shown = self.items.iter().enumerate().skip(self.from).take(fit);
        shown
            .flat_map(|(at, item)| {
                let chosen = at == self.cursor;
                let mut lines = vec![if self.palette {
                    item.command(columns, chosen)
                } else {
                    item.head(columns, chosen)
                }];
                if rows > 1 {
                    lines.push(item.foot(columns));
                }
                lines
            })
            .collect()
    }
}

impl Model {
    /// Opens the search with the query of last time, or the command palette.
    pub fn open_search(&mut self, palette: bool) {
        let open = self.overlays.iter().find_map(|overlay| match overlay {
            Overlay::Search(search) if !search.palette => Some(search),
            _ => None,
        });
        if let Some(open) = open {
            open.field.value().clone_into(&mut self.query);
        }
        let field = Input::new(if palette { String::new() } else { self.query.clone() });
        let search = Search {
            palette,
            cursor: 0,
            from: 0,
            preview: Vec::new(),
            fresh: !field.value().is_empty(),
            field,
            items: Vec::new(),
            total: 0,
            word: String::new(),
            actions: Engine::new(action_documents(&self.keys)),
            is_stale: true,
        };
        self.push_overlay(Overlay::Search(Box::new(search)));
    }

    pub(super) fn keep_query(&mut self, search: &Search) {
        if !search.palette {
            search.field.value().clone_into(&mut self.query);
        }
    }

    /// Gives a key to the query; `false` where it means nothing in it.
    pub(super) fn type_query(&mut self, chord: Chord) -> bool {
        let Some(Overlay::Search(search)) = self.overlays.last_mut() else { return false };
        if search.fresh && chord.typed().is_some() {
            search.field.handle(InputRequest::DeleteLine);
        }
        let taken = field::type_key(&mut search.field, chord, QUERY_LIMIT);
        if taken {
            self.query_changed();
        }
        taken
    }

    pub(super) fn paste_query(&mut self, text: &str) {
        if let Some(Overlay::Search(search)) = self.overlays.last_mut() {
            if search.fresh {
                search.field.handle(InputRequest::DeleteLine);
            }
            // A line break in what is pasted parts two words.
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            field::paste(&mut search.field, &line, QUERY_LIMIT);
            self.query_changed();
        }
    }

    fn query_changed(&mut self) {
        if let Some(Overlay::Search(search)) = self.overlays.last_mut() {
            (search.fresh, search.cursor, search.from) = (false, 0, 0);
        }
        self.outdate_finds();
    }

    pub(super) fn act_search(&mut self, action: Action, now: Now) -> Vec<Effect> {
        let Some(Overlay::Search(search)) = self.overlays.last() else { return Vec::new() };
        let areas = areas(self.size, search.palette);
        let page = isize::try_from(areas.list.height / areas.rows).unwrap_or(1).max(1);
        match action {
            Action::SearchUp => self.move_find(-1),
            Action::SearchDown => self.move_find(1),
            Action::SearchPageUp => self.move_find(-page),
            Action::SearchPageDown => self.move_find(page),
            _ => return self.open_find(now),
        }
        Vec::new()
    }

    pub(super) fn move_find(&mut self, by: isize) {
        self.catch_up();
        if let Some(Overlay::Search(search)) = self.overlays.last_mut() {
            search.cursor = search.cursor.saturating_add_signed(by).min(search.items.len().saturating_sub(1));
            search.fresh = false;
        }
        self.refresh_view();
    }

    /// Opens the find that stands under the pointer.
    pub(super) fn click_find(&mut self, column: u16, row: u16, now: Now) -> Vec<Effect> {
        self.catch_up();
        let size = self.size;
        let Some(Overlay::Search(search)) = self.overlays.last_mut() else { return Vec::new() };
        let areas = areas(size, search.palette);
        if !areas.list.contains(column, row) {
            return Vec::new();
        }
        let at = search.from + usize::from((row - areas.list.y) / areas.rows.max(1));
        if at >= search.items.len() {
            return Vec::new();
        }
        (search.cursor, search.fresh) = (at, false);
        self.open_find(now)
    }

    /// Goes where the chosen find leads.
    fn open_find(&mut self, now: Now) -> Vec<Effect> {
        let Some(Overlay::Search(search)) = self.overlays.last() else { return Vec::new() };
        let Some(item) = search.items.get(search.cursor) else { return Vec::new() };
        if let Some(why) = item.disabled.clone() {
            self.say(&why, false, now);
            return Vec::new();
        }
        match item.target.clone() {
            Target::Fact(id) => {
                self.open_fact(&id);
                Vec::new()
            }
            Target::Page { topic, anchor } => {
                self.close_overlays();
                let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
                let effects = self.open_at(&format!("{topic}{anchor}"), now);
                self.settle(now);
                effects
            }
            Target::Question(id) => {
                self.close_overlays();
                let effects = self.save_all(now);
                let session = self.session(Mode::Drill, &[id], 1);
                self.take_up(session, now);
                effects
            }
            Target::Action(id) => {
                self.close_overlays();
                match entry(&id) {
                    Some(entry) => self.act(entry.action, now),
                    None => Vec::new(),
                }
            }
        }
    }
}

fn entry(id: &str) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.id == id)
}
