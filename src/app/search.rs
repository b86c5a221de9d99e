//! The search and the command palette: what is typed, what it finds, which find is chosen, and what opening it does.

use super::geometry::Area;
use super::message::{Effect, Now};
use super::overlay::Overlay;
use super::render::markdown;
use super::sheet::{Row, Tone, keep_visible};
use super::{Model, fact_card, field};
use crate::content::{LayoutOptions, Page, lay_out};
use crate::course::Course;
use crate::input::{Action, Chord, Entry, Scope, TABLE, shown};
use crate::progress::Mode;
use crate::quiz::Form;
use crate::search::{Document, Engine, Kind, Target, Wanted, documents};
use crate::text::{lines, truncate};
use std::ops::Range;
use std::sync::Arc;
use tui_input::{Input, InputRequest};

/// The longest query, in characters.
const QUERY_LIMIT: usize = 100;
/// Finds that are shown.
const MOST: usize = 100;
/// Columns before a find's title: cursor, kind.
const LEAD: usize = 11;

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

/// The search over a course. It is made when it is first used.
#[derive(Debug)]
pub(super) struct Finder {
    course: Arc<Course>,
    engine: Engine,
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

impl Item {
    /// Cursor, kind, title, place.
    fn head(&self, columns: usize, chosen: bool) -> Row {
        let room = columns.saturating_sub(LEAD);
        // A prompt needs the whole row; its topic stands below.
        let place = if self.kind == Kind::Question { "" } else { &self.place };
        let title = crate::text::width(&self.title);
        // A fact's value is worth more than the end of its id; where it belongs is worth less than a title.
        let left = if self.kind == Kind::Fact { room / 2 } else { room.saturating_sub(title + 3) };
        let place = if left < 6 { "".into() } else { truncate(place, left) };
        let used = if place.is_empty() { 0 } else { crate::text::width(&place) + 3 };
        let tone = if self.disabled.is_some() { Tone::Muted } else { Tone::Title };
        let lead = Row::of(if chosen { "› " } else { "  " }, Tone::Accent)
            .and(format!("{:<9}", self.kind.name()), Tone::Muted);
        let row = marked(lead, &self.title, &self.title_marks, tone, room.saturating_sub(used));
        let row = if place.is_empty() { row } else { row.and("   ", Tone::Text).and(place, Tone::Muted) };
        row.selected(chosen)
    }

    /// The excerpt, below the title.
    fn foot(&self, columns: usize) -> Row {
        let lead = Row::of(" ".repeat(LEAD), Tone::Text);
        let room = columns.saturating_sub(LEAD);
        match &self.disabled {
            Some(why) => lead.and(truncate(why, room), Tone::Muted),
            None if self.kind == Kind::Question => {
                let lead = lead.and(truncate(&self.place, room), Tone::Muted);
                if self.excerpt_marks.is_empty() {
                    return lead;
                }
                let room = room.saturating_sub(crate::text::width(&self.place) + 3);
                marked(lead.and(" · ", Tone::Muted), &self.excerpt, &self.excerpt_marks, Tone::Muted, room)
            }
            None => marked(lead, &self.excerpt, &self.excerpt_marks, Tone::Muted, room),
        }
    }

    /// An action with its keys, and why it is not possible.
    fn command(&self, columns: usize, chosen: bool) -> Row {
        let wide = (columns / 4).min(16);
        let keys = crate::text::pad(&truncate(&self.place, wide), wide, crate::text::Side::Left);
        let lead = Row::of(if chosen { "› " } else { "  " }, Tone::Accent)
            .and(keys, if self.disabled.is_some() { Tone::Muted } else { Tone::Key })
            .and("  ", Tone::Text);
        let room = columns.saturating_sub(wide + 4);
        let tone = if self.disabled.is_some() { Tone::Muted } else { Tone::Text };
        let row = marked(lead, &self.title, &self.title_marks, tone, room);
        let row = match &self.disabled {
            Some(why) => {
                let left = columns.saturating_sub(crate::text::width(&row.plain()) + 3);
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
    let hidden = |first: &Range<usize>| crate::text::width(text.get(..first.end).unwrap_or_default()) >= room;
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

/// Every action of the table as something that can be found.
pub fn action_documents(keys: &crate::input::Keymap) -> Vec<Document> {
    TABLE
        .iter()
        .map(|entry| Document {
            kind: Kind::Action,
            title: entry.help.trim_end_matches('.').to_owned(),
            place: keys.keys(entry.action).iter().map(|chord| shown(*chord)).collect::<Vec<_>>().join(" "),
            key: format!("{} {}", entry.label, entry.id),
            body: String::new(),
            target: Target::Action(entry.id.to_owned()),
            uses: 0,
        })
        .collect()
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

    /// The finds have to be worked out again before they are seen or used: the query, the size of the terminal or what lies
    /// below has changed.
    pub(super) fn outdate_finds(&mut self) {
        for overlay in &mut self.overlays {
            if let Overlay::Search(search) = overlay {
                search.is_stale = true;
            }
        }
    }

    /// Does what was put off until somebody looks; to be called before the model is drawn. Keys that come faster than
    /// pictures, as from a paste that the terminal does not mark, so cost one search and not one each.
    pub fn catch_up(&mut self) {
        let stale = |overlay: &Overlay| matches!(overlay, Overlay::Search(search) if search.is_stale);
        let Some(at) = self.overlays.iter().position(stale) else { return };
        let Overlay::Search(mut search) = self.overlays.remove(at) else { return };
        search.is_stale = false;
        let size = self.size;
        let areas = areas(size, search.palette);
        let excerpt = usize::from(areas.list.width).saturating_sub(LEAD).max(20);
        let wanted = Wanted { count: MOST, excerpt };
        let query = search.field.value().to_owned();
        let mut found = search.actions.search(&query, wanted);
        let mut scored: Vec<(u32, Item)> = Vec::new();
        search.total = found.total;
        if !search.palette {
            let engine = self.engine();
            let in_course = engine.search(&query, wanted);
            search.total += in_course.total;
            scored.extend(in_course.hits.into_iter().filter_map(|hit| item(engine, hit)));
        }
        let everything = search.palette && query.trim().is_empty();
        if everything {
            found.hits = (0..search.actions.documents().len()).map(unmarked).collect();
            search.total = found.hits.len();
        }
        for (score, mut item) in found.hits.into_iter().filter_map(|hit| item(&search.actions, hit)) {
            item.disabled = self.why_not(&item.target);
            // What cannot be done now is not in the way of what can.
            scored.push((if item.disabled.is_some() { score / 2 } else { score }, item));
        }
        let available = |item: &Item| !search.palette || item.disabled.is_none();
        scored.sort_by_key(|(score, item)| (!available(item), std::cmp::Reverse(*score), item.kind));
        search.items = scored
            .into_iter()
            .map(|(_, item)| item)
            .take(if everything { usize::MAX } else { MOST })
            .collect();
        search.word = match (search.palette, query.trim().is_empty()) {
            (true, _) => "No action has these words.".to_owned(),
            (false, true) => {
                "Looks in topics, sections, facts, questions and actions. Type some words, in any \
                order; a few letters of each are enough."
                    .to_owned()
            }
            // The nearest words are looked for only where there is nothing else to show.
            (false, false) if !search.items.is_empty() => String::new(),
            (false, false) => nothing(&query, self.engine()),
        };
        search.cursor = search.cursor.min(search.items.len().saturating_sub(1));
        self.overlays.insert(at, Overlay::Search(search));
        self.refresh_view();
    }

    /// Scrolls to the chosen find and shows what it looks like.
    fn refresh_view(&mut self) {
        let size = self.size;
        let Some(Overlay::Search(search)) =
            self.overlays.iter().find(|overlay| matches!(overlay, Overlay::Search(_)))
        else {
            return;
        };
        let areas = areas(size, search.palette);
        let height = usize::from(areas.list.height / areas.rows).max(1);
        let from = keep_visible(search.from, (search.cursor, search.cursor), height, search.items.len());
        let preview = match (areas.preview, search.items.get(search.cursor)) {
            (Some(area), Some(item)) => self.preview(item, area),
            _ => Vec::new(),
        };
        for overlay in &mut self.overlays {
            if let Overlay::Search(search) = overlay {
                search.from = from;
                search.preview.clone_from(&preview);
            }
        }
    }

    /// The search over the present course, made now if it has not been.
    fn engine(&mut self) -> &Engine {
        let course = self.course.clone();
        if !self.finder.as_ref().is_some_and(|finder| Arc::ptr_eq(&finder.course, &course)) {
            self.finder = None;
        }
        &self.finder.get_or_insert_with(|| Finder { engine: Engine::new(documents(&course)), course }).engine
    }

    /// Why an action cannot be done on the screen below the overlays.
    fn why_not(&self, target: &Target) -> Option<String> {
        let Target::Action(id) = target else { return None };
        let entry = entry(id)?;
        if !self.chain_below().contains(&entry.scope) {
            return Some(format!("only {}", entry.scope.place()));
        }
        self.disabled_below(entry.action).map(str::to_owned)
    }

    /// What a find looks like.
    fn preview(&self, item: &Item, area: Area) -> Vec<Row> {
        let columns = usize::from(area.width);
        let mut rows = Vec::new();
        let muted = |text: &str| lines(text, columns).into_iter().map(|line| Row::of(line, Tone::Muted));
        match &item.target {
            Target::Fact(id) => return fact_card::rows(&self.course, id, columns),
            Target::Page { topic, anchor: None } => {
                let Some(topic) = self.course.topic(topic) else { return rows };
                rows.push(Row::of(topic.title.clone(), Tone::Title));
                rows.extend(muted(&topic.summary));
                rows.push(Row::blank());
                if let Some(page) = self.course.page(&topic.id) {
                    for entry in page.outline().into_iter().filter(|entry| entry.level == 2) {
                        rows.push(Row::of("· ", Tone::Muted).and(entry.text, Tone::Text));
                    }
                }
            }
            Target::Page { topic, anchor: Some(anchor) } => {
                let Some(page) = self.course.page(topic) else { return rows };
                rows.extend(muted(&item.place));
                rows.extend(section(&page, anchor, area));
            }
            Target::Question(id) => {
                let Some(question) = self.course.question(id) else { return rows };
                rows.extend(muted(&format!("{}, {}", item.place, question.level.name())));
                rows.push(Row::blank());
                rows.extend(markdown(&question.listed_prompt(), columns));
                if let Form::Options { options, .. } = question.kind.form() {
                    rows.push(Row::blank());
                    for option in options {
                        let lead = Row::of("· ", Tone::Muted);
                        let text = markdown(&option.text, columns.saturating_sub(2));
                        rows.extend(super::render::hanging(lead, text));
                    }
                }
            }
            Target::Action(id) => {
                let Some(entry) = entry(id) else { return rows };
                rows.extend(lines(entry.help, columns).into_iter().map(|line| Row::of(line, Tone::Text)));
                rows.push(Row::blank());
                rows.push(Row::of(item.place.clone(), Tone::Key));
                let scope = if entry.scope == Scope::Global { "everywhere" } else { entry.scope.place() };
                rows.extend(muted(scope));
            }
        }
        rows
    }
}

/// The part of a page below a heading, as much as fits.
fn section(page: &Page, anchor: &str, area: Area) -> Vec<Row> {
    let outline = page.outline();
    let Some(at) = outline.iter().position(|entry| entry.anchor == anchor) else { return Vec::new() };
    let Some(start) = outline.get(at).map(|entry| entry.block) else { return Vec::new() };
    let end = outline.get(at + 1).map_or(page.blocks.len(), |next| next.block);
    let part = Page {
        blocks: page.blocks.get(start..end).unwrap_or_default().to_vec(),
        links: page.links.clone(),
        ..Page::default()
    };
    let options = LayoutOptions { measure: area.width, ..LayoutOptions::default() };
    lay_out(&part, area.width, &options)
        .lines
        .iter()
        .take(usize::from(area.height))
        .map(|line| {
            line.segments.iter().fold(Row::blank(), |row, segment| {
                row.and(segment.text.clone(), Tone::Page(segment.role, segment.mark))
            })
        })
        .collect()
}

/// The sentence for a query that finds nothing.
pub fn nothing(query: &str, engine: &Engine) -> String {
    let unknown = engine.nearest(query);
    let near: Vec<String> =
        unknown.iter().filter_map(|(_, near)| near.as_ref()).map(|near| format!("`{near}`")).collect();
    match (unknown.as_slice(), near.is_empty()) {
        ([], _) => format!("Nothing has all of the words `{}`.", query.trim()),
        (_, true) => format!("Nothing was found for `{}`.", query.trim()),
        (_, false) => {
            format!("Nothing was found for `{}`. Did you mean {}?", query.trim(), near.join(" and "))
        }
    }
}

fn entry(id: &str) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.id == id)
}

fn unmarked(document: usize) -> crate::search::Hit {
    crate::search::Hit {
        document,
        score: 0,
        title_marks: Vec::new(),
        excerpt: String::new(),
        excerpt_marks: Vec::new(),
    }
}

fn item(engine: &Engine, hit: crate::search::Hit) -> Option<(u32, Item)> {
    let document = engine.document(&hit)?;
    let item = Item {
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
