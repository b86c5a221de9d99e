//! Blocks to lines of a width: a typesetter that knows roles and no colours.
//!
//! Everything but diagrams stays within the width, and nothing that a block says is left out: what does not fit is
//! wrapped, cut with a mark, or, for a table, folded into a list.

mod compose;
mod table;
#[cfg(test)]
pub(super) mod tests;

use super::block::{CalloutKind, Live, Mark, Page};
use super::fact::FactId;
use crate::text::width;

/// How a page is laid out.
#[derive(Clone, Copy)]
pub struct LayoutOptions<'a> {
    /// Widest column of text, code and tables, in cells.
    pub measure: u16,
    /// Draw bullets, bars and rules with ASCII alone.
    pub ascii: bool,
    /// Turn every table into a list of "header: value", as it is read aloud.
    pub linear_tables: bool,
    /// Rows that a live block takes in a column of this many cells; at least one is given to it.
    pub live_height: &'a dyn Fn(&Live, u16) -> u16,
}

impl Default for LayoutOptions<'_> {
    fn default() -> Self {
        Self { measure: 88, ascii: false, linear_tables: false, live_height: &|_, _| 1 }
    }
}

/// A page in lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The lines, from the top.
    pub lines: Vec<Line>,
    /// First line of each of [`Page::blocks`], blank lines before it not counted.
    pub block_lines: Vec<usize>,
    /// Anchors of headings and the lines that they stand on.
    pub anchors: Vec<(String, usize)>,
    /// Where the live blocks stand, in the order of [`Page::live_blocks`].
    pub lives: Vec<LivePlace>,
    /// Width of the widest line. Only a diagram can make it wider than asked.
    pub width: usize,
}

impl Layout {
    /// The line that an anchor stands on.
    pub fn line_of(&self, anchor: &str) -> Option<usize> {
        self.anchors.iter().find(|(name, _)| name == anchor).map(|&(_, line)| line)
    }

    /// Puts `lines` before the line `at`, or at the end; everything from there on moves down.
    pub fn insert(&mut self, at: usize, lines: Vec<Line>) {
        let at = at.min(self.lines.len());
        let count = lines.len();
        self.width = lines.iter().map(Line::width).fold(self.width, usize::max);
        self.lines.splice(at..at, lines);
        let anchors = self.anchors.iter_mut().map(|(_, line)| line);
        let lives = self.lives.iter_mut().map(|live| &mut live.line);
        for line in self.block_lines.iter_mut().chain(anchors).chain(lives).filter(|line| **line >= at) {
            *line += count;
        }
    }
}

/// The rectangle of a live block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LivePlace {
    /// Its first line.
    pub line: usize,
    /// Number of lines.
    pub height: u16,
    /// First column, from 0.
    pub column: u16,
    /// Width in cells.
    pub width: u16,
}

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// What stands on it, from the left edge.
    pub segments: Vec<Segment>,
    /// Index into [`Page::blocks`]; a blank line belongs to the block above it.
    pub block: usize,
    /// Index of a live block and the row in it, where the line is free for one.
    pub live: Option<(usize, u16)>,
    /// The code that stands on the line.
    pub code: Option<CodePlace>,
}

impl Line {
    /// Width in cells.
    pub fn width(&self) -> usize {
        self.segments.iter().map(|segment| width(&segment.text)).sum()
    }

    /// The bare text.
    pub fn text(&self) -> String {
        self.segments.iter().map(|segment| segment.text.as_str()).collect()
    }
}

/// Where a line of code comes from, so that a highlighter that has read the whole block can colour it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePlace {
    /// Index in [`Page::code_blocks`].
    pub block: usize,
    /// Line of the code, from 0.
    pub line: usize,
    /// Byte of that line, tabs expanded to stops of [`TAB_STOP`], at which the shown part begins.
    pub offset: usize,
}

/// Columns between tab stops in code.
pub const TAB_STOP: usize = 4;

/// Text of one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The text, without line breaks or control characters.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// Marks of running text.
    pub mark: Mark,
    /// Index into [`Page::links`].
    pub link: Option<usize>,
    /// The fact whose value this is.
    pub fact: Option<FactId>,
}

impl Segment {
    fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role, mark: Mark::default(), link: None, fact: None }
    }

    fn spaces(count: usize) -> Self {
        Self::new(" ".repeat(count), Role::Text)
    }

    fn is_blank(&self) -> bool {
        self.text.bytes().all(|b| b == b' ')
    }
}

/// What a segment is; the view gives it its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Running text, and the space around everything.
    Text,
    /// A heading of this level.
    Heading(u8),
    /// Bullet, number, task box, label of a footnote, mark of a continued line of code.
    Marker,
    /// A line of a code block.
    Code,
    /// The language of a code block.
    CodeLabel,
    /// A drawing.
    Diagram,
    /// A horizontal line.
    Rule,
    /// A header of a table.
    TableHead,
    /// Bar and label of a callout.
    Callout(CalloutKind),
    /// Bar and text of a quotation.
    Quote,
}

/// Lays a page out for a column of `width` cells; less than 12 are taken as 12.
pub fn lay_out(page: &Page, width: u16, options: &LayoutOptions<'_>) -> Layout {
    compose::page(page, width, options)
}
