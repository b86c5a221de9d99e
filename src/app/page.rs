//! What is laid over a page while it is read: marked links and words, own notes, colours of code, drawings that are panned.

use super::reader::Reader;
use super::sheet::{Row, Tone};
use crate::content::{
    Layout, Line, Link, Mark, Mention, Role, Segment, SyntaxLines, SyntaxSpan, Term, mentions,
};
use crate::progress::Annotation;
use crate::text::{clusters, printable};
use std::collections::BTreeMap;
use std::ops::Range;

/// Cells that a drawing moves at once.
const PAN: usize = 8;

/// Lines of a layout and bytes of their texts.
pub type Pieces = Vec<(usize, Range<usize>)>;

/// What is marked on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The marked link, an index into [`crate::content::Page::links`].
    pub link: Option<usize>,
    /// The marked word: line of the layout and bytes of its text, in as many pieces as it has lines.
    pub word: Pieces,
    /// Cells that wide drawings are moved to the left.
    pub pan: usize,
}

/// Colours of code that have arrived, by topic and block; a page draws plain what is not here.
pub type Highlights = BTreeMap<(String, usize), SyntaxLines>;

impl Reader {
    /// The links on the screen, in the order of the text.
    pub fn visible_links(&self) -> Vec<usize> {
        let mut links = Vec::new();
        for segment in self.visible_lines().flat_map(|(_, line)| &line.segments) {
            if let Some(link) = segment.link.filter(|link| !links.contains(link)) {
                links.push(link);
            }
        }
        links
    }

    /// The piece of text at a column of a line, and its number.
    pub(super) fn segment_at(&self, line: usize, column: usize) -> Option<(usize, &Segment)> {
        let line = self.layout.lines.get(line).filter(|line| !is_drawing(line))?;
        let mut end = 0;
        line.segments.iter().enumerate().find(|(_, segment)| {
            end += crate::text::width(&segment.text);
            column < end
        })
    }

    /// Marks the link after the marked one, or the one before; around the ends.
    pub fn mark_link(&mut self, forwards: bool) {
        let links = self.visible_links();
        let here = self.marks.link.and_then(|link| links.iter().position(|other| *other == link));
        let next = match (here, forwards) {
            (None, true) => 0,
            (None, false) => links.len().saturating_sub(1),
            (Some(at), true) => (at + 1) % links.len(),
            (Some(at), false) => (at + links.len() - 1) % links.len(),
        };
        self.marks.link = links.get(next).copied();
    }

    /// The marked link.
    pub fn marked_link(&self) -> Option<&Link> {
        self.page.links.get(self.marks.link?)
    }

    /// Forgets the marked link where it has left the screen.
    pub fn tidy_marks(&mut self) {
        if self.marks.link.is_some_and(|link| !self.visible_links().contains(&link)) {
            self.marks.link = None;
        }
    }

    /// The words of the glossary on the screen, each once, in the order of the text, with their places on the page.
    pub fn visible_terms(&self, terms: &[Term]) -> Vec<(usize, Pieces)> {
        let (text, places) = self.visible_text();
        mentions(terms, &text)
            .into_iter()
            .map(|Mention { term, range }| (term, pieces_of(&places, &range)))
            .collect()
    }

    /// The running text on the screen, and where each part of it stands: bytes of it, line, first byte of the line's text.
    fn visible_text(&self) -> (String, Vec<(Range<usize>, usize, usize)>) {
        let mut text = String::new();
        let mut places = Vec::new();
        for (number, line) in self.visible_lines() {
            let mut at = 0;
            let mut first = true;
            for segment in &line.segments {
                let is_text =
                    matches!(segment.role, Role::Text | Role::Heading(_) | Role::TableHead | Role::Quote);
                // What hangs under a bullet is indented, and must still join the line above.
                let blank = segment.text.trim_start_matches(' ').is_empty();
                if is_text && !(first && blank) {
                    first = false;
                    places.push((text.len()..text.len() + segment.text.len(), number, at));
                    text.push_str(&segment.text);
                }
                at += segment.text.len();
            }
            text.push('\n');
        }
        (text, places)
    }

    fn visible_lines(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.layout.lines.iter().enumerate().skip(self.scroll).take(self.height())
    }

    /// Whether a drawing on the screen is wider than its pane.
    pub fn has_wide_drawing(&self) -> bool {
        self.widest_drawing() > self.columns()
    }

    /// Moves wide drawings sideways, to the right end of the widest at most.
    pub fn pan(&mut self, right: bool) {
        let most = self.widest_drawing().saturating_sub(self.columns());
        let pan = self.marks.pan;
        self.marks.pan = if right { (pan + PAN).min(most) } else { pan.saturating_sub(PAN) };
    }

    fn widest_drawing(&self) -> usize {
        let drawings = self.visible_lines().filter(|(_, line)| is_drawing(line));
        drawings.map(|(number, line)| self.drawing_width(number, line.block)).max().unwrap_or(0)
    }

    /// Width of the drawing that a line belongs to: neighbouring lines of the same block.
    fn drawing_width(&self, number: usize, block: usize) -> usize {
        let part = |line: &&Line| line.block == block && is_drawing(line);
        let (above, below) = self.layout.lines.split_at(number.min(self.layout.lines.len()));
        let above = above.iter().rev().take_while(part);
        above.chain(below.iter().take_while(part)).map(Line::width).max().unwrap_or(0)
    }

    /// A line of the page as it is drawn.
    pub fn row(&self, number: usize, line: &Line, highlights: &Highlights) -> Row {
        if is_drawing(line) {
            let wide = self.drawing_width(number, line.block);
            if let Some(most) = wide.checked_sub(self.columns()).filter(|most| *most > 0) {
                return panned(line, self.marks.pan.min(most), self.columns());
            }
        }
        let painted = line.code.and_then(|code| {
            let lines = highlights.get(&(self.topic.clone(), code.block))?;
            Some((lines.get(code.line)?.as_slice(), code.offset))
        });
        let mut row = Row::blank();
        let mut at = 0;
        for (place, segment) in line.segments.iter().enumerate() {
            let chosen = self.chosen.as_ref().is_some_and(|quoted| quoted.covers(number, place));
            row = match painted.filter(|_| segment.role == Role::Code) {
                Some((spans, offset)) => painted_code(row, segment, spans, offset),
                None if chosen && segment.fact.is_some() => row.and(segment.text.clone(), Tone::Selected),
                None => self.segment(row, number, segment, at),
            };
            at += segment.text.len();
        }
        if self.is_bookmarked(number) { row.and(" ◆", Tone::Accent) } else { row }
    }

    fn segment(&self, row: Row, number: usize, segment: &Segment, at: usize) -> Row {
        let mut mark = segment.mark;
        // A fact's value stands out a little: it can be asked where it comes from.
        mark.strong |= segment.fact.is_some() && !mark.code;
        let tone = match segment.link {
            Some(link) if self.marks.link == Some(link) => Tone::Marked,
            Some(_) => Tone::Link(mark),
            None => Tone::Page(segment.role, mark),
        };
        let marked = self.marks.word.iter().find_map(|(line, range)| {
            let start = range.start.saturating_sub(at);
            let end = range.end.checked_sub(at)?.min(segment.text.len());
            (*line == number && start < end).then_some(start..end)
        });
        let Some(range) = marked else { return row.and(segment.text.clone(), tone) };
        let part = |range: Range<usize>| segment.text.get(range).unwrap_or_default();
        row.and(part(0..range.start), tone)
            .and(part(range.clone()), Tone::Marked)
            .and(part(range.end..segment.text.len()), tone)
    }
}

fn is_drawing(line: &Line) -> bool {
    line.segments.iter().any(|segment| segment.role == Role::Diagram)
}

/// A line of a drawing from its cell `pan` on, with a sign at each edge where something is cut off.
fn panned(line: &Line, pan: usize, columns: usize) -> Row {
    let tone = Tone::Page(Role::Diagram, Mark::default());
    let text = line.text();
    let cut_right = line.width() > pan + columns;
    let cut_left = pan > 0 && !text.trim().is_empty();
    let (first, last) = (pan + usize::from(cut_left), pan + columns - usize::from(cut_right));
    let mut shown = String::new();
    let mut at = 0;
    for (cluster, cells) in clusters(&text) {
        if at >= first && at + cells <= last {
            shown.push_str(cluster);
        } else if at + cells > first && at < last {
            shown.push_str(&" ".repeat((at + cells).min(last) - at.max(first)));
        }
        at += cells;
    }
    let mut row = Row::of(if cut_left { "‹" } else { "" }, Tone::Accent).and(shown, tone);
    if cut_right {
        row = row.and("›", Tone::Accent);
    }
    row
}

/// A part of a line of code with its colours. `offset` is the place of the segment in the line.
fn painted_code(mut row: Row, segment: &Segment, spans: &[SyntaxSpan], offset: usize) -> Row {
    let text = segment.text.as_str();
    let mut done = 0;
    for span in spans {
        let start = span.range.start.saturating_sub(offset).min(text.len());
        let end = span.range.end.saturating_sub(offset).min(text.len());
        if let (Some(before), Some(part)) = (text.get(done..start), text.get(start..end)) {
            row = row.and(before, Tone::Text).and(part, Tone::Syntax(span.syntax));
            done = end;
        }
    }
    row.and(text.get(done..).unwrap_or_default(), Tone::Text)
}

/// Where the bytes `range` of a joined text stand on the page.
fn pieces_of(places: &[(Range<usize>, usize, usize)], range: &Range<usize>) -> Pieces {
    places
        .iter()
        .filter_map(|(part, line, at)| {
            let start = range.start.max(part.start);
            let end = range.end.min(part.end);
            (start < end).then(|| (*line, at + start - part.start..at + end - part.start))
        })
        .collect()
}

/// Puts the learner's notes under the headings that they belong to.
pub(super) fn add_notes(layout: &mut Layout, own: &[Annotation], columns: usize) {
    for annotation in own.iter().filter(|annotation| !annotation.note.is_empty()) {
        let line = if annotation.anchor.is_empty() {
            0
        } else {
            let Some(first) = layout.line_of(&annotation.anchor) else { continue };
            let is_heading = |line: &&Line| {
                line.segments.first().is_some_and(|segment| matches!(segment.role, Role::Heading(_)))
            };
            first + layout.lines.iter().skip(first).take_while(is_heading).count()
        };
        let block = layout.lines.get(line.saturating_sub(1)).map_or(0, |line| line.block);
        let mut lines = note_lines(&annotation.note, block, columns);
        if annotation.anchor.is_empty() {
            lines.push(Line { block, ..Line::default() });
        }
        layout.insert(line, lines);
    }
}

fn note_lines(note: &str, block: usize, columns: usize) -> Vec<Line> {
    let segment = |text: String, role, emphasis| Segment {
        text,
        role,
        mark: Mark { emphasis, ..Mark::default() },
        link: None,
        fact: None,
    };
    let line = |text: String, role, emphasis| Line {
        segments: vec![segment("▌ ".to_owned(), Role::Marker, false), segment(text, role, emphasis)],
        block,
        ..Line::default()
    };
    let room = columns.saturating_sub(2).max(8);
    let note = printable(note);
    let text = note.lines().flat_map(|paragraph| {
        let wrapped = crate::text::lines(paragraph, room);
        if wrapped.is_empty() { vec![String::new()] } else { wrapped }
    });
    std::iter::once(line("Your note".to_owned(), Role::Marker, false))
        .chain(text.map(|text| line(text, Role::Text, true)))
        .collect()
}
