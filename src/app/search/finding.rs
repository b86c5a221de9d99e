//! Working the finds out: of the course, and of the actions that are possible now.

use super::item::{Item, LEAD};
use super::{areas, entry};
use crate::app::Model;
use crate::app::overlay::Overlay;
use crate::app::sheet::keep_visible;
use crate::course::Course;
use crate::input::{Keymap, TABLE, shown};
use crate::search::{Document, Engine, Hit, Kind, Target, Wanted, documents};
use std::cmp::Reverse;
use std::sync::Arc;

/// Finds that are shown.
const MOST: usize = 100;

/// The search over a course. It is made when it is first used.
#[derive(Debug)]
pub(in crate::app) struct Finder {
    course: Arc<Course>,
    engine: Engine,
}

/// Every action of the table as something that can be found.
pub fn action_documents(keys: &Keymap) -> Vec<Document> {
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
    /// The finds have to be worked out again before they are seen or used: the query, the size of the terminal or what lies
    /// below has changed.
    pub(in crate::app) fn outdate_finds(&mut self) {
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
            scored.extend(in_course.hits.into_iter().filter_map(|hit| Item::of(engine, hit)));
        }
        let everything = search.palette && query.trim().is_empty();
        if everything {
            found.hits = (0..search.actions.documents().len()).map(unmarked).collect();
            search.total = found.hits.len();
        }
        for (score, mut item) in found.hits.into_iter().filter_map(|hit| Item::of(&search.actions, hit)) {
            item.disabled = self.why_not(&item.target);
            // What cannot be done now is not in the way of what can.
            scored.push((if item.disabled.is_some() { score / 2 } else { score }, item));
        }
        let available = |item: &Item| !search.palette || item.disabled.is_none();
        scored.sort_by_key(|(score, item)| (!available(item), Reverse(*score), item.kind));
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
    pub(super) fn refresh_view(&mut self) {
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

fn unmarked(document: usize) -> Hit {
    Hit { document, score: 0, title_marks: Vec::new(), excerpt: String::new(), excerpt_marks: Vec::new() }
}
