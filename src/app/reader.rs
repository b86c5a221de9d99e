//! The reading screen: a page, its table of contents, and the questions beside it.

use super::animation::{Embedded, block_rows};
use super::fact_card::Quoted;
use super::geometry::{self, Pane, Panes};
use super::page::{Marks, add_notes};
use super::panel::Panel;
use super::record::Record;
use super::sheet::{Row, Tone, keep_visible};
use crate::calculator::Calculator;
use crate::content::{BlockKind, Layout, LayoutOptions, Live, Page, Preset, TopicId, lay_out};
use crate::course::Course;
use crate::progress::{Annotation, Place};

/// State of the reading screen.
#[derive(Debug)]
pub struct Reader {
    /// The topic being read.
    pub topic: TopicId,
    /// Its title.
    pub title: String,
    /// Its page.
    pub page: Page,
    /// The page laid out for the present width.
    pub layout: Layout,
    /// First line of the page that is shown.
    pub scroll: usize,
    /// The pane that has the focus.
    pub focus: Pane,
    /// The chosen row of the table of contents.
    pub outline_cursor: usize,
    /// First row of the table of contents that is shown.
    pub outline_from: usize,
    /// The questions beside the page, where the page has any.
    pub check: Option<Check>,
    /// True when the place has changed since it was saved.
    pub moved: bool,
    /// True once the end of the page has been on the screen.
    pub finished: bool,
    /// The quoted fact whose card is open.
    pub chosen: Option<Quoted>,
    /// What is marked on the page.
    pub marks: Marks,
    /// The animations of the page that have been in view.
    pub stages: Vec<Embedded>,
    /// The live block of the animation that has the focus, or had it last.
    pub animation_focus: Option<usize>,
    /// The learner's bookmarks and notes on this page.
    own: Vec<Annotation>,
    sections: Vec<Section>,
    checks: Vec<CheckBlock>,
    width: u16,
    height: u16,
}

/// A section of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Words of the heading.
    pub title: String,
    /// Its anchor.
    pub anchor: String,
    /// Top-level block of the heading.
    pub block: usize,
}

/// The questions of one `quiz` block.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CheckBlock {
    block: usize,
    questions: Vec<String>,
}

/// The questions in the companion pane.
#[derive(Debug)]
pub struct Check {
    /// Which `quiz` block of the page they come from, counted from 0.
    pub number: usize,
    /// The questions being asked.
    pub panel: Panel,
}

/// A row of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutlineEntry {
    /// A topic, by its place in the course.
    Topic(usize),
    /// A section of the topic being read.
    Section(usize),
}

/// Rows of a `quiz` block in the page.
const CHECK_ROWS: u16 = 2;

impl Reader {
    /// The page of `topic` for a terminal of `size`, at `place` or at its beginning.
    /// `None` where the course has no such topic.
    pub fn open(course: &Course, topic: &str, place: Option<&Place>, size: (u16, u16)) -> Option<Self> {
        let page = course.page(topic)?;
        let title = course.topic(topic)?.title.clone();
        let sections = page
            .outline()
            .into_iter()
            .filter(|entry| entry.level == 2)
            .map(|entry| Section { title: entry.text, anchor: entry.anchor, block: entry.block })
            .collect();
        let checks = page
            .blocks
            .iter()
            .enumerate()
            .filter_map(|(block, content)| match &content.kind {
                BlockKind::Live(Live::Quiz { questions }) => {
                    Some(CheckBlock { block, questions: questions.clone() })
                }
                _ => None,
            })
            .collect();
        let mut reader = Self {
            topic: topic.to_owned(),
            title,
            layout: Layout::default(),
            page,
            scroll: 0,
            focus: Pane::Page,
            outline_cursor: 0,
            outline_from: 0,
            check: None,
            moved: false,
            finished: place.is_some_and(|place| place.finished),
            chosen: None,
            marks: Marks::default(),
            stages: Vec::new(),
            animation_focus: None,
            own: Vec::new(),
            sections,
            checks,
            width: 0,
            height: 0,
        };
        reader.resize(size);
        if let Some(place) = place {
            reader.scroll = reader.line_of_place(place);
        }
        reader.outline_cursor = reader.current_entry(course);
        reader.notice_end();
        Some(reader)
    }

    /// The panes for a terminal of `size`.
    pub fn panes(&self, size: (u16, u16)) -> Panes {
        geometry::panes(size.0, size.1, self.focus, self.has_checks())
    }

    /// Whether the page has questions.
    pub fn has_checks(&self) -> bool {
        !self.checks.is_empty()
    }

    /// Lays the page out for the panes of a terminal of `size`, keeping the first visible block in place.
    pub fn resize(&mut self, size: (u16, u16)) {
        let panes = self.panes(size);
        let Some(area) = panes.page else { return };
        let before = std::mem::replace(&mut self.height, area.height);
        if area.width == self.width && !(self.has_animation() && self.height != before) {
            self.clamp();
            return;
        }
        let top = self.layout.lines.get(self.scroll).map(|line| line.block);
        let into = top.map_or(0, |block| self.scroll.saturating_sub(self.line_of_block(block)));
        self.width = area.width;
        let options = LayoutOptions {
            measure: geometry::MEASURE,
            live_height: &|live, _| match live {
                Live::Quiz { .. } => CHECK_ROWS,
                Live::Cost(_) | Live::Concurrency(_) => super::live::ROWS,
                Live::Animation(preset) => block_rows(preset, area.height),
            },
            ..LayoutOptions::default()
        };
        self.layout = lay_out(&self.page, self.width, &options);
        let columns = self.columns();
        add_notes(&mut self.layout, &self.own, columns);
        self.marks.word.clear();
        self.marks.pan = 0;
        if let Some(block) = top {
            let first = self.line_of_block(block);
            let last = self.line_of_block(block + 1).max(first + 1);
            self.scroll = (first + into).min(last - 1);
        }
        self.clamp();
    }

    /// Takes over the learner's bookmarks and notes on this page.
    pub fn set_own(&mut self, own: Vec<Annotation>, size: (u16, u16)) {
        if self.own != own {
            self.own = own;
            // A width that no page has makes it be laid out again.
            self.width = 0;
            self.resize(size);
        }
    }

    /// Whether a bookmark belongs to the heading on this line.
    pub fn is_bookmarked(&self, line: usize) -> bool {
        self.own
            .iter()
            .any(|annotation| annotation.bookmarked && self.layout.line_of(&annotation.anchor) == Some(line))
    }

    /// Cells of a row of the page.
    pub fn columns(&self) -> usize {
        usize::from(self.width)
    }

    /// Rows of the page that fit.
    pub fn height(&self) -> usize {
        usize::from(self.height)
    }

    /// Scrolls by lines, downwards positive.
    pub fn scroll_by(&mut self, by: isize) {
        self.scroll_to(self.scroll.saturating_add_signed(by));
    }

    /// Brings a line to the top, as far as the page is long.
    pub fn scroll_to(&mut self, line: usize) {
        let before = self.scroll;
        self.scroll = line;
        self.clamp();
        self.moved |= before != self.scroll;
        self.notice_end();
    }

    /// Goes to the heading with this anchor; `false` where there is none.
    pub fn go_to(&mut self, anchor: &str) -> bool {
        let Some(line) = self.layout.line_of(anchor) else { return false };
        self.scroll_to(line);
        self.moved = true;
        true
    }

    /// The next section's heading, or the end of the page.
    pub fn next_section(&mut self) {
        let next = self
            .sections
            .iter()
            .map(|section| self.line_of_block(section.block))
            .find(|line| *line > self.scroll);
        self.scroll_to(next.unwrap_or(usize::MAX));
    }

    /// The heading of this section, or of the one before where this one has just begun.
    pub fn previous_section(&mut self) {
        let before = self.sections.iter().rev().map(|section| self.line_of_block(section.block));
        let before = before.into_iter().find(|line| *line < self.scroll);
        self.scroll_to(before.unwrap_or(0));
    }

    /// Sections of the page.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The section being read. The line that decides wanders from the top of the screen to its bottom as the page goes from
    /// its beginning to its end, so that every section has its turn, also a short last one.
    pub fn current_section(&self) -> Option<usize> {
        let furthest = self.layout.lines.len().saturating_sub(self.height()).max(1);
        let line = self.scroll + self.height().saturating_sub(1) * self.scroll / furthest;
        self.sections.iter().rposition(|section| self.line_of_block(section.block) <= line)
    }

    /// Share of the page that lies above the lower edge of the screen, in per cent.
    pub fn percent(&self) -> u8 {
        let seen = (self.scroll + self.height()).min(self.layout.lines.len());
        u8::try_from(seen * 100 / self.layout.lines.len().max(1)).unwrap_or(100)
    }

    /// The place to remember.
    pub fn place(&self, at: jiff::Timestamp) -> Place {
        let block = self.layout.lines.get(self.scroll).map_or(0, |line| line.block);
        let heading = self.sections.iter().rev().find(|section| section.block <= block);
        let percent = if self.scroll == 0 { 0 } else { self.percent() };
        Place {
            topic: self.topic.clone(),
            anchor: heading.map(|section| section.anchor.clone()).unwrap_or_default(),
            block: u32::try_from(block - heading.map_or(0, |section| section.block)).unwrap_or(0),
            line: u32::try_from(self.scroll.saturating_sub(self.line_of_block(block))).unwrap_or(0),
            percent,
            finished: self.finished,
            at,
        }
    }

    /// The table of contents: every topic, and below the one being read its sections.
    pub fn outline(&self, course: &Course) -> Vec<OutlineEntry> {
        let mut entries = Vec::new();
        for (at, topic) in course.topics().iter().enumerate() {
            entries.push(OutlineEntry::Topic(at));
            if topic.id == self.topic {
                entries.extend((0..self.sections.len()).map(OutlineEntry::Section));
            }
        }
        entries
    }

    /// The row of the table of contents for the present place.
    pub fn current_entry(&self, course: &Course) -> usize {
        let here = self.current_section().map(OutlineEntry::Section);
        let entries = self.outline(course);
        entries
            .iter()
            .position(|entry| Some(entry) == here.as_ref())
            .or_else(|| {
                entries.iter().position(
                    |entry| matches!(entry, OutlineEntry::Topic(at) if course.topics().get(*at).is_some_and(|topic| topic.id == self.topic)),
                )
            })
            .unwrap_or(0)
    }

    /// Moves the cursor of the table of contents.
    pub fn outline_step(&mut self, by: isize, course: &Course) {
        let last = self.outline(course).len().saturating_sub(1);
        self.outline_cursor = self.outline_cursor.saturating_add_signed(by).min(last);
        self.show_outline_cursor(course);
    }

    /// Keeps the table of contents on the present place while the page has the focus.
    pub fn follow(&mut self, course: &Course) {
        if self.focus != Pane::Outline {
            self.outline_cursor = self.current_entry(course);
        }
        self.show_outline_cursor(course);
    }

    fn show_outline_cursor(&mut self, course: &Course) {
        let total = self.outline(course).len();
        let cursor = self.outline_cursor;
        self.outline_from = keep_visible(self.outline_from, (cursor, cursor), self.height(), total);
    }

    /// The rows of the table of contents.
    pub fn outline_rows(&self, course: &Course, record: &Record, width: usize) -> Vec<Row> {
        let here = self.current_entry(course);
        let focused = self.focus == Pane::Outline;
        self.outline(course)
            .iter()
            .enumerate()
            .map(|(at, entry)| {
                let chosen = focused && at == self.outline_cursor;
                let gutter = Row::of(if chosen { "›" } else { " " }, Tone::Accent);
                let row = match entry {
                    OutlineEntry::Topic(topic) => {
                        let Some(topic) = course.topics().get(*topic) else { return Row::blank() };
                        let open = topic.id == self.topic;
                        let tone = if open { Tone::Title } else { Tone::Text };
                        let title = crate::text::truncate(&topic.title, width.saturating_sub(4)).into_owned();
                        gutter
                            .and(record.reading(&topic.id).sign(), Tone::Muted)
                            .and(" ", Tone::Text)
                            .and(title, tone)
                    }
                    OutlineEntry::Section(section) => {
                        let title = self.sections.get(*section).map_or("", |section| &section.title);
                        let title = crate::text::truncate(title, width.saturating_sub(6)).into_owned();
                        let (sign, tone) =
                            if at == here { ("▸ ", Tone::Accent) } else { ("  ", Tone::Muted) };
                        gutter.and("  ", Tone::Text).and(sign, Tone::Accent).and(title, tone)
                    }
                };
                row.selected(chosen)
            })
            .collect()
    }

    /// The inputs of the block of a calculator that is nearest to what is on the screen: the last one that has come into view, else the
    /// first of the page.
    pub fn nearest_preset(&self, calculator: Calculator) -> Option<&Preset> {
        let bottom = self.scroll + self.height();
        let presets: Vec<(usize, &Preset)> = self
            .page
            .live_blocks()
            .zip(&self.layout.lives)
            .filter_map(|((live, _), place)| match (live, calculator) {
                (Live::Cost(preset), Calculator::Cost)
                | (Live::Concurrency(preset), Calculator::Concurrency) => Some((place.line, preset)),
                _ => None,
            })
            .collect();
        let seen = presets.iter().rev().find(|(line, _)| *line < bottom);
        seen.or_else(|| presets.first()).map(|(_, preset)| *preset)
    }

    /// The `quiz` block that belongs to what is on the screen: the last one that has come into view, else the next.
    pub fn nearest_check(&self) -> Option<usize> {
        let bottom = self.scroll + self.height();
        let seen = self.checks.iter().rposition(|check| self.line_of_block(check.block) < bottom);
        if self.checks.is_empty() { None } else { Some(seen.unwrap_or(0)) }
    }

    /// The questions of a `quiz` block.
    pub fn check_questions(&self, number: usize) -> &[String] {
        self.checks.get(number).map_or(&[], |check| &check.questions)
    }

    /// The rows of a `quiz` block in the page; `key` is what to press.
    pub fn check_rows(&self, live: &Live, record: &Record, key: &str) -> Vec<Row> {
        let Live::Quiz { questions } = live else { return vec![Row::blank()] };
        let tally = record.tally(questions.iter().map(String::as_str));
        let mut head = Row::of("▌ ", Tone::Accent).and("Check yourself", Tone::Accent).and("   ", Tone::Text);
        for question in questions {
            head = match record.last(question) {
                Some(true) => head.and("✓ ", Tone::Right),
                Some(false) => head.and("✗ ", Tone::Wrong),
                None => head.and("○ ", Tone::Muted),
            };
        }
        let invitation = match (tally.answered, tally.of - tally.answered) {
            (0, 1) => "one question".to_owned(),
            (0, open) => format!("{open} questions"),
            (_, 0) => format!("{} of {} right", tally.right, tally.of),
            (_, open) => format!("{open} still open"),
        };
        let foot =
            Row::of("▌ ", Tone::Accent).and(invitation, Tone::Muted).and(format!("   {key}"), Tone::Key);
        let foot = foot.and(if tally.answered == tally.of { " asks again" } else { " answers" }, Tone::Muted);
        vec![head, foot]
    }

    fn line_of_block(&self, block: usize) -> usize {
        let past = self.layout.lines.len();
        self.layout.block_lines.get(block).copied().unwrap_or(past)
    }

    fn line_of_place(&self, place: &Place) -> usize {
        let section = self.sections.iter().find(|section| section.anchor == place.anchor);
        let base = section.map_or(0, |section| section.block);
        let block = base + usize::try_from(place.block).unwrap_or(0);
        let last = self.layout.lines.len().saturating_sub(self.height());
        let block = block.min(self.page.blocks.len().saturating_sub(1));
        let within = usize::try_from(place.line).unwrap_or(0);
        let end = self.line_of_block(block + 1).saturating_sub(1);
        (self.line_of_block(block) + within).min(end).min(last)
    }

    fn clamp(&mut self) {
        self.scroll = self.scroll.min(self.layout.lines.len().saturating_sub(self.height()));
    }

    fn notice_end(&mut self) {
        if self.height > 0 && self.scroll + self.height() >= self.layout.lines.len() {
            self.moved |= !self.finished;
            self.finished = true;
        }
    }
}
