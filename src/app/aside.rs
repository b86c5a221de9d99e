//! What lies over the lower or upper part of a page for a moment: an address, a word of the glossary, bookmarks and notes, a note
//! being written.

use super::editor::Editor;
use super::geometry::{Area, MEASURE};
use super::message::{Effect, Msg, Now};
use super::render::{hanging, markdown, source};
use super::sheet::{Row, Tone, keep_visible};
use super::{Model, Screen};
use crate::content::{Link, Term};
use crate::input::{Action, Chord, Scope};
use crate::progress::Annotation;
use crate::text::{clusters, printable, truncate};

/// Places that one can go back to.
const LONGEST_TRAIL: usize = 32;

/// Something that lies over the page.
#[derive(Debug, Clone)]
pub enum Aside {
    /// An address outside the course, which cannot be followed here.
    Address {
        /// The address, free of control characters.
        address: String,
        /// The first row shown.
        from: usize,
    },
    /// A word of the glossary.
    Word {
        /// Its position in the glossary.
        term: usize,
        /// The first row shown.
        from: usize,
    },
    /// Bookmarks and notes.
    Notes {
        /// The chosen one.
        cursor: usize,
    },
    /// A note being written.
    Note {
        /// The section that it belongs to; its text is the one before.
        about: Annotation,
        /// The text.
        editor: Editor,
    },
}

/// The rows of an aside for an area.
#[derive(Debug, Default)]
pub struct AsideRows {
    /// What it is.
    pub title: Row,
    /// Everything below the title.
    pub rows: Vec<Row>,
    /// The first of them that is shown.
    pub from: usize,
    /// Row and column of the text cursor.
    pub caret: Option<(usize, usize)>,
}

impl Aside {
    /// Where keys are looked up.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Address { .. } | Self::Word { .. } => Scope::Word,
            Self::Notes { .. } => Scope::Notes,
            Self::Note { .. } => Scope::Note,
        }
    }
}

impl Model {
    /// Where the aside's text stands, its title in the first row. It lies at the bottom, or at the top where it would hide the word
    /// that it explains.
    pub fn aside_area(&self) -> Area {
        let (width, height) = self.size;
        let columns = width.saturating_sub(4).min(MEASURE);
        // An address is to be copied by eye or by mouse, so as much of it as possible is in sight.
        let most = match self.aside {
            Some(Aside::Address { .. }) => height.saturating_sub(4),
            _ => height.saturating_sub(6) * 2 / 3,
        }
        .max(4);
        let rows = self.aside_rows(usize::from(columns)).rows.len();
        let mut want = u16::try_from(rows + 2).unwrap_or(u16::MAX);
        if matches!(self.aside, Some(Aside::Note { .. })) {
            // The box grows with its text, and a short note does not make it jump.
            want = want.saturating_add(1).max(height / 3);
        }
        let want = want.min(most);
        let bottom = height.saturating_sub(2 + want);
        let hides = match &self.screen {
            Screen::Reader(reader) => reader
                .marks
                .word
                .iter()
                .any(|(line, _)| line.saturating_sub(reader.scroll) + 3 >= usize::from(bottom)),
            _ => false,
        };
        let y = if hides { 2 } else { bottom };
        Area { x: (width - columns) / 2, y, width: columns, height: want }
    }

    /// What the aside shows in `columns` cells.
    pub fn aside_rows(&self, columns: usize) -> AsideRows {
        match &self.aside {
            None => AsideRows::default(),
            Some(Aside::Address { address, from }) => AsideRows {
                title: Row::of("Outside the course", Tone::Accent),
                rows: address_rows(address, columns),
                from: *from,
                caret: None,
            },
            Some(Aside::Word { term, from }) => {
                let Some(term) = self.course.glossary().get(*term) else { return AsideRows::default() };
                let mut title = Row::of(term.name.clone(), Tone::Accent);
                if !term.aliases.is_empty() {
                    title = title.and(format!("   also: {}", term.aliases.join(", ")), Tone::Muted);
                }
                AsideRows { title, rows: self.word_rows(term, columns), from: *from, caret: None }
            }
            Some(Aside::Notes { cursor }) => self.notes_rows(*cursor, columns),
            Some(Aside::Note { about, editor }) => {
                let (rows, caret) = editor.rows(columns);
                let title =
                    Row::of("Your note", Tone::Accent).and(format!("   {}", about.title), Tone::Muted);
                AsideRows { title, rows, from: 0, caret: Some(caret) }
            }
        }
    }

    fn word_rows(&self, term: &Term, columns: usize) -> Vec<Row> {
        let mut rows = markdown(&term.text, columns);
        for fact in term.facts.iter().filter_map(|id| self.course.fact(id)) {
            rows.push(Row::blank());
            rows.extend(source(fact, columns));
        }
        if let Some(see) = &term.see {
            rows.push(Row::blank());
            let lead = Row::of(self.key_of(Action::ReadWord), Tone::Key).and("  ", Tone::Text);
            rows.push(lead.and(self.place_name(see), Tone::Muted));
        }
        rows
    }

    /// Takes a click while something lies over the page: a row of the list of bookmarks is opened; beside what only shows
    /// something, the click closes it.
    pub(super) fn click_aside(&mut self, column: u16, row: u16, now: Now) -> Vec<Effect> {
        let area = self.aside_area();
        let inside = area.contains(column, row);
        let mut hit = None;
        if let (Some(Aside::Notes { cursor }), true) = (&self.aside, inside) {
            // The title stands above, and a blank row.
            let shown = self.notes_rows(*cursor, usize::from(area.width));
            hit = usize::from(row - area.y).checked_sub(2).and_then(|row| {
                let mut before = 0;
                self.own().iter().position(|annotation| {
                    before += if annotation.note.is_empty() { 1 } else { 2 };
                    shown.from + row < before
                })
            });
        }
        if let (Some(at), Some(Aside::Notes { cursor })) = (hit, &mut self.aside) {
            *cursor = at;
            return self.act(Action::NotesOpen, now);
        }
        if !inside && !matches!(self.aside, Some(Aside::Note { .. })) {
            self.close_aside();
        }
        Vec::new()
    }

    fn notes_rows(&self, cursor: usize, columns: usize) -> AsideRows {
        let mut rows = Vec::new();
        let mut wanted = (0, 0);
        for (at, annotation) in self.own().iter().enumerate() {
            let chosen = at == cursor;
            let first = rows.len();
            let place = format!("{}#{}", annotation.topic, annotation.anchor);
            let lead = Row::of(if chosen { "› " } else { "  " }, Tone::Accent)
                .and(if annotation.bookmarked { "◆ " } else { "  " }, Tone::Accent);
            let name = self.place_name(&place);
            rows.push(lead.and(truncate(&name, columns.saturating_sub(4)), Tone::Text).selected(chosen));
            let mut lines = annotation.note.lines();
            if let Some(line) = lines.next() {
                let more = if lines.next().is_some() { " …" } else { "" };
                let line = format!("{}{more}", printable(line));
                let line = truncate(&line, columns.saturating_sub(4)).into_owned();
                rows.push(Row::of("    ", Tone::Text).and(line, Tone::Muted));
            }
            if chosen {
                wanted = (first, rows.len() - 1);
            }
        }
        let height = usize::from(self.size.1.saturating_sub(6).max(4) * 2 / 3).saturating_sub(2);
        let from = keep_visible(0, wanted, height, rows.len());
        AsideRows { title: Row::of("Bookmarks and notes", Tone::Accent), rows, from, caret: None }
    }

    /// The learner's bookmarks and notes in the order of the course.
    pub fn own(&self) -> Vec<Annotation> {
        let mut own: Vec<Annotation> = self.record.annotations().cloned().collect();
        own.sort_by_cached_key(|annotation| {
            let topic = self.course.topics().iter().position(|topic| topic.id == annotation.topic);
            let body = self.course.topic(&annotation.topic).map_or("", |topic| &topic.body);
            let heading = format!("\n## {}", annotation.title);
            let place = if annotation.anchor.is_empty() { Some(0) } else { body.find(&heading) };
            (topic.unwrap_or(usize::MAX), place.unwrap_or(usize::MAX))
        });
        own
    }

    /// How a place of the course is called: the topic's title and the words of the heading.
    pub fn place_name(&self, place: &str) -> String {
        let (topic, anchor) = place.split_once('#').unwrap_or((place, ""));
        let title = self.course.topic(topic).map_or(topic, |topic| &topic.title);
        if anchor.is_empty() {
            return title.to_owned();
        }
        let heading = self.heading_of(topic, anchor).unwrap_or_else(|| anchor.to_owned());
        format!("{title} › {heading}")
    }

    /// Where the marked link leads, and its number among those on the screen.
    pub fn link_status(&self) -> Option<Row> {
        let Screen::Reader(reader) = &self.screen else { return None };
        let links = reader.visible_links();
        let number = links.iter().position(|link| reader.marks.link == Some(*link))? + 1;
        let target = match reader.marked_link()? {
            Link::Web(address) => printable(address).into_owned(),
            Link::Topic { topic, anchor } if *topic == reader.topic => {
                let anchor = anchor.as_deref().unwrap_or_default();
                self.heading_of(topic, anchor).unwrap_or_else(|| reader.title.clone())
            }
            Link::Topic { topic, anchor } => {
                self.place_name(&format!("{topic}#{}", anchor.as_deref().unwrap_or_default()))
            }
        };
        let room = usize::from(self.size.0 / 2);
        let row = Row::of("→ ", Tone::Accent).and(truncate(&target, room).into_owned(), Tone::Text);
        Some(row.and(format!("  {number}/{}", links.len()), Tone::Muted))
    }

    /// Does what this module is about; `None` for other actions.
    pub(super) fn act_aside(&mut self, action: Action, now: Now) -> Option<Vec<Effect>> {
        let mut effects = Vec::new();
        match action {
            Action::MarkLink | Action::MarkLinkBack | Action::NextLink | Action::PreviousLink => {
                if let Screen::Reader(reader) = &mut self.screen {
                    reader.mark_link(matches!(action, Action::MarkLink | Action::NextLink));
                }
            }
            Action::UnmarkLink => self.unmark(),
            Action::FollowLink => effects = self.follow_link(now),
            Action::ShowWord | Action::NextWord => self.show_word(now),
            Action::ReadWord => {
                if let Some(Aside::Word { term, .. }) = self.aside
                    && let Some(see) = self.course.glossary().get(term).and_then(|term| term.see.clone())
                {
                    self.close_aside();
                    effects = self.jump(&see, now);
                }
            }
            Action::CopyAddress => {
                if let Some(Aside::Address { address, .. }) = &self.aside {
                    effects.push(Effect::Copy(address.clone()));
                }
            }
            Action::WordDown => self.scroll_card(1),
            Action::WordUp => self.scroll_card(-1),
            Action::CloseWord | Action::CloseNotes => self.close_aside(),
            Action::DropNote => match self.note_changed() {
                Some((title, true)) => self.ask(
                    format!("Discard what you have written on “{title}”?"),
                    vec!["The note goes back to what it was before.".to_owned()],
                    Msg::DropNote,
                ),
                _ => self.close_aside(),
            },
            Action::Bookmark => effects = self.toggle_bookmark(now),
            Action::ShowNotes => {
                if self.record.annotations().next().is_some() {
                    self.aside = Some(Aside::Notes { cursor: 0 });
                } else {
                    let (mark, write) = (self.key_of(Action::Bookmark), self.key_of(Action::EditNote));
                    let text = format!("nothing yet: {mark} sets a bookmark, {write} writes a note");
                    self.say(&text, false, now);
                }
            }
            Action::NotesUp | Action::NotesDown => {
                let last = self.record.annotations().count().saturating_sub(1);
                if let Some(Aside::Notes { cursor }) = &mut self.aside {
                    let by = if action == Action::NotesDown { 1 } else { -1 };
                    *cursor = cursor.saturating_add_signed(by).min(last);
                }
            }
            Action::NotesOpen => {
                if let Some(Aside::Notes { cursor }) = self.aside
                    && let Some(annotation) = self.own().get(cursor)
                {
                    let place = format!("{}#{}", annotation.topic, annotation.anchor);
                    self.close_aside();
                    effects = self.jump(&place, now);
                }
            }
            Action::EditNote => {
                if let Some(about) = self.annotation_here(now) {
                    let editor = Editor::new(&printable(&about.note));
                    self.aside = Some(Aside::Note { about, editor });
                }
            }
            Action::KeepNote => match (&self.aside, self.note_changed()) {
                (Some(Aside::Note { about, editor }), Some((title, true)))
                    if editor.text().trim().is_empty() && !about.note.is_empty() =>
                {
                    let details = vec![format!("It says: {}", printable(&about.note))];
                    self.ask(format!("Remove your note on “{title}”?"), details, Msg::KeepNote);
                }
                _ => effects = self.keep_note(now),
            },
            Action::PanRight | Action::PanLeft => {
                if let Screen::Reader(reader) = &mut self.screen {
                    reader.pan(action == Action::PanRight);
                }
            }
            _ => return None,
        }
        Some(effects)
    }

    /// Why an action of this module is not possible now.
    pub(super) fn aside_disabled(&self, action: Action) -> Option<&'static str> {
        match (action, &self.aside, &self.screen) {
            (Action::CopyAddress, Some(Aside::Word { .. }), _) => Some("there is no address here"),
            (Action::NextWord | Action::ReadWord, Some(Aside::Address { .. }), _) => {
                Some("this is an address")
            }
            (Action::ReadWord, Some(Aside::Word { term, .. }), _) => {
                let see = self.course.glossary().get(*term).and_then(|term| term.see.as_ref());
                see.is_none().then_some("no page is about this word alone")
            }
            (Action::PanRight | Action::PanLeft, _, Screen::Reader(reader)) if !reader.has_wide_drawing() => {
                Some("no drawing on the screen is wider than the page")
            }
            (Action::MarkLink | Action::MarkLinkBack, None, Screen::Reader(reader))
                if reader.visible_links().is_empty() =>
            {
                Some("there is no link on the screen")
            }
            (Action::FocusNext | Action::FocusPrevious | Action::Home, Some(_), _) => {
                Some("close what lies over the page first")
            }
            _ => None,
        }
    }

    /// Closes the aside; what was written in a note and not kept is gone.
    pub(super) fn close_aside(&mut self) {
        self.aside = None;
        if let Screen::Reader(reader) = &mut self.screen {
            reader.marks.word.clear();
        }
    }

    fn unmark(&mut self) {
        if let Screen::Reader(reader) = &mut self.screen {
            reader.marks.link = None;
        }
    }

    pub(super) fn follow_link(&mut self, now: Now) -> Vec<Effect> {
        let Screen::Reader(reader) = &self.screen else { return Vec::new() };
        match reader.marked_link().cloned() {
            Some(Link::Topic { topic, anchor }) => {
                self.unmark();
                self.jump(&format!("{topic}#{}", anchor.unwrap_or_default()), now)
            }
            Some(Link::Web(address)) => {
                let address = printable(&address).into_owned();
                self.aside = Some(Aside::Address { address: address.clone(), from: 0 });
                vec![Effect::Copy(address)]
            }
            None => Vec::new(),
        }
    }

    /// Goes to `topic#anchor`; back leads to the present place.
    fn jump(&mut self, target: &str, now: Now) -> Vec<Effect> {
        let mut trail = std::mem::take(&mut self.trail);
        let here = match &self.screen {
            Screen::Reader(reader) => Some(reader.place(now.at)),
            _ => None,
        };
        let effects = self.open_at(target, now);
        if let Screen::Reader(reader) = &mut self.screen
            && target.ends_with('#')
        {
            reader.scroll_to(0);
        }
        trail.extend(here);
        if trail.len() > LONGEST_TRAIL {
            trail.remove(0);
        }
        self.trail = trail;
        effects
    }

    /// Shows the first word of the glossary on the screen, or the one after the word that is shown.
    fn show_word(&mut self, now: Now) {
        let course = self.course.clone();
        let Screen::Reader(reader) = &mut self.screen else { return };
        let words = reader.visible_terms(course.glossary());
        let here = match self.aside {
            Some(Aside::Word { term, .. }) => words.iter().position(|(other, _)| *other == term),
            _ => None,
        };
        let next = here.map_or(0, |at| (at + 1) % words.len());
        match words.into_iter().nth(next) {
            Some((term, places)) => {
                reader.marks.word = places;
                self.aside = Some(Aside::Word { term, from: 0 });
            }
            None => self.say("no word of the glossary stands on the screen", false, now),
        }
    }

    /// Scrolls the card of a word.
    pub(super) fn scroll_card(&mut self, by: isize) {
        let area = self.aside_area();
        let total = self.aside_rows(usize::from(area.width)).rows.len();
        let last = total.saturating_sub(usize::from(area.height.saturating_sub(2)));
        if let Some(Aside::Word { from, .. } | Aside::Address { from, .. }) = &mut self.aside {
            *from = from.saturating_add_signed(by).min(last);
        }
    }

    /// The bookmark and note of the section being read, perhaps empty.
    fn annotation_here(&self, now: Now) -> Option<Annotation> {
        let Screen::Reader(reader) = &self.screen else { return None };
        let section = reader.current_section().and_then(|at| reader.sections().get(at));
        let (anchor, title) = section.map_or(("", reader.title.as_str()), |it| (&it.anchor, &it.title));
        let known = self.record.annotation(&reader.topic, anchor).cloned();
        Some(known.unwrap_or_else(|| Annotation {
            topic: reader.topic.clone(),
            anchor: anchor.to_owned(),
            title: title.to_owned(),
            bookmarked: false,
            note: String::new(),
            at: now.at,
        }))
    }

    fn toggle_bookmark(&mut self, now: Now) -> Vec<Effect> {
        let Some(mut annotation) = self.annotation_here(now) else { return Vec::new() };
        annotation.bookmarked = !annotation.bookmarked;
        annotation.at = now.at;
        let done = if annotation.bookmarked { "bookmark set" } else { "bookmark removed" };
        self.say(&format!("{done}: {}", annotation.title), false, now);
        self.annotate(annotation)
    }

    /// The section of the note that is being written, and whether it differs from what is kept.
    fn note_changed(&self) -> Option<(String, bool)> {
        match &self.aside {
            Some(Aside::Note { about, editor }) => Some((about.title.clone(), editor.text() != about.note)),
            _ => None,
        }
    }

    /// Closes the note because the learner leaves. What has been written is kept; where everything has been taken out, the old
    /// note stays, as nobody can be asked.
    pub(super) fn leave_note(&mut self, now: Now) -> Vec<Effect> {
        match &self.aside {
            Some(Aside::Note { editor, .. }) if editor.text().trim().is_empty() => {
                self.close_aside();
                Vec::new()
            }
            _ => self.keep_note(now),
        }
    }

    /// Closes the note and keeps it as it is.
    pub(super) fn keep_note(&mut self, now: Now) -> Vec<Effect> {
        let Some(Aside::Note { about, editor }) = self.aside.take() else { return Vec::new() };
        let note = editor.text();
        if note == about.note {
            return Vec::new();
        }
        self.annotate(Annotation { note, at: now.at, ..about })
    }

    fn annotate(&mut self, annotation: Annotation) -> Vec<Effect> {
        self.record.annotate(annotation.clone());
        self.show_own();
        vec![Effect::SaveAnnotation(annotation)]
    }

    /// Brings the page's bookmarks and notes up to date.
    pub(super) fn show_own(&mut self) {
        let size = self.size;
        if let Screen::Reader(reader) = &mut self.screen {
            let topic = reader.topic.clone();
            let own = self.record.annotations().filter(|annotation| annotation.topic == topic);
            reader.set_own(own.cloned().collect(), size);
        }
    }

    /// Gives a key to a note that is being written; `false` where there is none or the key means nothing in it.
    pub(super) fn type_note(&mut self, chord: Chord) -> bool {
        match &mut self.aside {
            Some(Aside::Note { editor, .. }) => editor.type_key(chord),
            _ => false,
        }
    }

    /// Takes pasted text into a note that is being written; `false` where there is none.
    pub(super) fn paste_note(&mut self, text: &str) -> bool {
        match &mut self.aside {
            Some(Aside::Note { editor, .. }) => editor.paste(text),
            other => return other.is_some(),
        }
        true
    }
}

/// An address, whole, over as many rows as it needs.
fn address_rows(address: &str, columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut text, mut used) = (String::new(), 0);
    for (cluster, cells) in clusters(address) {
        if used + cells > columns {
            rows.push(Row::of(std::mem::take(&mut text), Tone::Title));
            used = 0;
        }
        text.push_str(cluster);
        used += cells;
    }
    rows.push(Row::of(text, Tone::Title));
    rows.push(Row::blank());
    let advice = "Copied, if your terminal lets programs use the clipboard; if not, it can be selected here.";
    let lines = crate::text::lines(advice, columns).into_iter().map(|line| Row::of(line, Tone::Muted));
    rows.extend(hanging(Row::blank(), lines.collect()));
    rows
}
