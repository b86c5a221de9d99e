//! Composition of blocks, each in the column that its parents leave it.

use std::borrow::Cow;
use std::ops::Range;

use super::{CodePlace, Layout, LayoutOptions, Line, LivePlace, Role, Segment, TAB_STOP};
use crate::content::block::{Block, BlockKind, CalloutKind, ListItem, Live, Mark, Page, Run};
use crate::text::{Room, clusters, expand_tabs, width, wrap};

/// Narrowest page.
const NARROWEST: usize = 12;
/// A column that would become narrower than this is not indented further.
const NARROWEST_INDENTED: usize = 10;
/// Indent of code.
const CODE_INDENT: usize = 2;
/// Length of the line above footnotes.
const FOOTNOTE_RULE: usize = 8;

/// The signs around the text.
struct Furniture {
    bullets: [&'static str; 3],
    done: &'static str,
    open: &'static str,
    callout: &'static str,
    quote: &'static str,
    rule: &'static str,
    continued: &'static str,
}

const UNICODE: Furniture = Furniture {
    bullets: ["• ", "◦ ", "▪ "],
    done: "[✓] ",
    open: "[ ] ",
    callout: "▌ ",
    quote: "│ ",
    rule: "─",
    continued: "↪ ",
};

const ASCII: Furniture = Furniture {
    bullets: ["* ", "- ", "+ "],
    done: "[x] ",
    open: "[ ] ",
    callout: "| ",
    quote: "| ",
    rule: "-",
    continued: "> ",
};

/// A line before it knows which block of the page it belongs to.
#[derive(Default)]
pub(super) struct Row {
    pub(super) segments: Vec<Segment>,
    live: Option<LiveRow>,
    code: Option<CodePlace>,
    anchor: Option<String>,
}

struct LiveRow {
    index: usize,
    row: u16,
    height: u16,
    width: u16,
}

impl Row {
    pub(super) fn of(segments: Vec<Segment>) -> Self {
        Self { segments, ..Self::default() }
    }

    fn width(&self) -> usize {
        self.segments.iter().map(|segment| width(&segment.text)).sum()
    }
}

/// What a block inherits from those around it.
#[derive(Clone, Copy)]
struct Context {
    /// Cells of the column.
    width: usize,
    /// Role of running text.
    role: Role,
    /// Bullet lists around it.
    bullets: usize,
}

pub(super) fn page(page: &Page, width: u16, options: &LayoutOptions<'_>) -> Layout {
    let column = usize::from(width.min(options.measure)).max(NARROWEST);
    let furniture = if options.ascii { &ASCII } else { &UNICODE };
    let mut composer = Composer { options, furniture, lives: 0, codes: 0 };
    let context = Context { width: column, role: Role::Text, bullets: 0 };
    let mut layout = Layout::default();
    let mut above = None;
    for (index, block) in page.blocks.iter().enumerate() {
        for _ in 0..space_between(above, &block.kind) {
            layout.lines.push(Line { block: index.saturating_sub(1), ..Line::default() });
        }
        layout.block_lines.push(layout.lines.len());
        if matches!(block.kind, BlockKind::Footnote { .. })
            && !matches!(above, Some(BlockKind::Footnote { .. }))
        {
            let rule = Segment::new(furniture.rule.repeat(FOOTNOTE_RULE), Role::Rule);
            layout.lines.push(Line { segments: vec![rule], block: index, ..Line::default() });
        }
        for row in composer.block(block, context) {
            place(&mut layout, index, row);
        }
        above = Some(&block.kind);
    }
    layout.width = layout.lines.iter().map(Line::width).max().unwrap_or(0);
    layout
}

fn place(layout: &mut Layout, block: usize, row: Row) {
    let line = layout.lines.len();
    layout.anchors.extend(row.anchor.as_ref().map(|anchor| (anchor.clone(), line)));
    if let Some(LiveRow { row: 0, height, width, .. }) = row.live {
        let column = u16::try_from(row.width()).unwrap_or(u16::MAX);
        layout.lives.push(LivePlace { line, height, column, width });
    }
    let live = row.live.map(|live| (live.index, live.row));
    layout.lines.push(Line { segments: row.segments, block, live, code: row.code });
}

/// Blank lines between two blocks of the page.
fn space_between(above: Option<&BlockKind>, below: &BlockKind) -> usize {
    match (above, below) {
        (None, _) | (Some(BlockKind::Footnote { .. }), BlockKind::Footnote { .. }) => 0,
        (_, BlockKind::Heading { level: ..=2, .. }) => 2,
        _ => 1,
    }
}

struct Composer<'o> {
    options: &'o LayoutOptions<'o>,
    furniture: &'static Furniture,
    lives: usize,
    codes: usize,
}

impl Composer<'_> {
    /// Blocks inside another one: in a list item, text and the list that belongs to it stand close.
    fn blocks(&mut self, blocks: &[Block], context: Context, in_item: bool) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut above: Option<&BlockKind> = None;
        for block in blocks {
            let pair = (above, &block.kind);
            let close = in_item && matches!(pair, (Some(BlockKind::Paragraph(_)), BlockKind::List { .. }));
            if above.is_some() && !close {
                rows.push(Row::default());
            }
            rows.append(&mut self.block(block, context));
            above = Some(&block.kind);
        }
        rows
    }

    fn block(&mut self, block: &Block, context: Context) -> Vec<Row> {
        match &block.kind {
            BlockKind::Heading { level, anchor, text } => {
                let mut rows = flow(&[(text, Role::Heading(*level))], Room::of(context.width));
                if rows.is_empty() {
                    rows.push(Row::default());
                }
                if let Some(first) = rows.first_mut() {
                    first.anchor = Some(anchor.clone());
                }
                rows
            }
            BlockKind::Paragraph(text) => flow(&[(text, context.role)], Room::of(context.width)),
            BlockKind::List { start, items } => self.list(*start, items, context),
            BlockKind::Table { align, header, rows } => {
                let table = super::table::Table { align, header, rows, role: context.role };
                table.lay_out(context.width, self.furniture.rule, self.options.linear_tables)
            }
            BlockKind::Code { lang, text } => self.code(lang, text, context.width),
            BlockKind::Diagram(drawing) => {
                drawing.lines().map(|line| Row::of(vec![Segment::new(line, Role::Diagram)])).collect()
            }
            BlockKind::Callout { kind, blocks } => self.callout(*kind, blocks, context),
            BlockKind::Quote(blocks) => {
                let bar = Segment::new(self.furniture.quote, Role::Quote);
                let context = Context { role: Role::Quote, ..context };
                self.barred(&bar, context, |composer, inside| composer.blocks(blocks, inside, false))
            }
            BlockKind::Rule => {
                vec![Row::of(vec![Segment::new(self.furniture.rule.repeat(context.width), Role::Rule)])]
            }
            BlockKind::Footnote { label, blocks } => self.hanging(&format!("[{label}] "), blocks, context),
            BlockKind::Live(live) => self.live(live, context.width),
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[ListItem], context: Context) -> Vec<Row> {
        let loose = items.iter().any(|item| {
            item.blocks.iter().skip(1).any(|block| !matches!(block.kind, BlockKind::List { .. }))
        });
        let last = start.unwrap_or(0).saturating_add(items.len().saturating_sub(1) as u64);
        let digits = last.to_string().len();
        let inside = Context { bullets: context.bullets + usize::from(start.is_none()), ..context };
        let bullet = self.furniture.bullets.get(context.bullets.min(2)).copied().unwrap_or("* ");
        let mut rows = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if loose && index > 0 {
                rows.push(Row::default());
            }
            let number = start.map(|start| format!("{:>digits$}. ", start.saturating_add(index as u64)));
            let task = item.task.map(|done| if done { self.furniture.done } else { self.furniture.open });
            let marker = match (number, task) {
                (Some(number), task) => number + task.unwrap_or_default(),
                (None, Some(task)) => task.to_owned(),
                (None, None) => bullet.to_owned(),
            };
            rows.append(&mut self.hanging(&marker, &item.blocks, inside));
        }
        rows
    }

    /// Blocks with a marker before their first line; the rest hangs under its text.
    fn hanging(&mut self, marker: &str, blocks: &[Block], context: Context) -> Vec<Row> {
        let indent = width(marker);
        let inner = context.width.saturating_sub(indent);
        if inner < NARROWEST_INDENTED {
            let mut rows = flow(&[(&[Run::plain(marker.trim())], Role::Marker)], Room::of(context.width));
            rows.append(&mut self.blocks(blocks, context, true));
            return rows;
        }
        let mut rows = self.blocks(blocks, Context { width: inner, ..context }, true);
        // A live block fills its rectangle; the marker stands above it.
        if rows.first().is_none_or(|row| row.live.is_some()) {
            rows.insert(0, Row::default());
        }
        for (index, row) in rows.iter_mut().enumerate() {
            if index == 0 {
                row.segments.insert(0, Segment::new(marker, Role::Marker));
            } else if !row.segments.is_empty() || row.live.is_some() {
                row.segments.insert(0, Segment::spaces(indent));
            }
        }
        rows
    }

    fn callout(&mut self, kind: CalloutKind, blocks: &[Block], context: Context) -> Vec<Row> {
        let role = Role::Callout(kind);
        let bar = Segment::new(self.furniture.callout, role);
        self.barred(&bar, context, |composer, inside| {
            let label = Run { mark: Mark { strong: true, ..Mark::default() }, ..Run::plain(kind.label()) };
            let mut rows = flow(&[(&[label], role)], Room::of(inside.width));
            rows.append(&mut composer.blocks(blocks, inside, false));
            rows
        })
    }

    /// Rows with a bar at their left, if there is room for one.
    fn barred(
        &mut self,
        bar: &Segment,
        context: Context,
        inside: impl FnOnce(&mut Self, Context) -> Vec<Row>,
    ) -> Vec<Row> {
        let inner = context.width.saturating_sub(width(&bar.text));
        if inner < NARROWEST_INDENTED {
            return inside(self, context);
        }
        let mut rows = inside(self, Context { width: inner, ..context });
        for row in &mut rows {
            row.segments.insert(0, bar.clone());
        }
        rows
    }

    fn code(&mut self, lang: &str, text: &str, column: usize) -> Vec<Row> {
        let block = self.codes;
        self.codes += 1;
        let indent = if column >= NARROWEST_INDENTED + CODE_INDENT { CODE_INDENT } else { 0 };
        let mut rows = Vec::new();
        if !lang.is_empty() {
            let label = Run::plain(lang);
            rows = flow(&[(&[label], Role::CodeLabel)], Room::of(column - indent));
        }
        for (line, code) in text.split('\n').enumerate() {
            let code = expand_tabs(code, TAB_STOP);
            let room = column - indent;
            rows.push(Row { code: Some(CodePlace { block, line, offset: 0 }), ..Row::default() });
            let cuts = cut(&code, room, room - width(self.furniture.continued));
            for (part, range) in cuts.into_iter().enumerate() {
                if part > 0 {
                    let marker = Segment::new(self.furniture.continued, Role::Marker);
                    let offset = range.start;
                    rows.push(Row { code: Some(CodePlace { block, line, offset }), ..Row::of(vec![marker]) });
                }
                let shown = code.get(range).unwrap_or_default();
                if let Some(row) = rows.last_mut().filter(|_| !shown.is_empty()) {
                    row.segments.push(Segment::new(shown, Role::Code));
                }
            }
        }
        for row in rows.iter_mut().filter(|row| indent > 0 && !row.segments.is_empty()) {
            row.segments.insert(0, Segment::spaces(indent));
        }
        rows
    }

    fn live(&mut self, live: &Live, column: usize) -> Vec<Row> {
        let index = self.lives;
        self.lives += 1;
        let width = u16::try_from(column).unwrap_or(u16::MAX);
        let height = (self.options.live_height)(live, width).max(1);
        (0..height)
            .map(|row| Row { live: Some(LiveRow { index, row, height, width }), ..Row::default() })
            .collect()
    }
}

/// Cuts a line of code into parts of at most `first`, then `rest` cells, after a space where one is near the edge.
/// Nothing is dropped.
fn cut(code: &str, first: usize, rest: usize) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let (mut from, mut at, mut used, mut room) = (0, 0, 0, first);
    // The place after the last space in the second half of the part, and the cells up to there.
    let mut seam = None;
    for (cluster, cells) in clusters(code) {
        if used + cells > room && at > from {
            let (cut, before) = seam.take().unwrap_or((at, used));
            cuts.push(from..cut);
            (from, used, room) = (cut, used - before, rest);
        }
        used += cells;
        at += cluster.len();
        if cluster == " " && used > room / 2 {
            seam = Some((at, used));
        }
    }
    cuts.push(from..at);
    cuts
}

/// Wraps running text, in parts of different roles.
pub(super) fn flow(parts: &[(&[Run], Role)], room: Room) -> Vec<Row> {
    let runs: Vec<(&Run, Role)> =
        parts.iter().flat_map(|&(runs, role)| runs.iter().map(move |run| (run, role))).collect();
    let texts: Vec<Cow<'_, str>> = runs.iter().map(|(run, _)| shown(run)).collect();
    let styled = texts.iter().enumerate().map(|(index, text)| (text.as_ref(), index));
    let keep = |&index: &usize| runs.get(index).is_some_and(|(run, _)| run.mark.code);
    wrap(styled, room, keep)
        .into_iter()
        .map(|line| {
            let indent = (line.indent > 0).then(|| Segment::spaces(line.indent));
            let pieces = line.pieces.into_iter().filter_map(|piece| {
                let (run, role) = runs.get(piece.style)?;
                Some(Segment {
                    text: piece.text,
                    role: *role,
                    mark: run.mark,
                    link: run.link,
                    fact: run.fact.clone(),
                })
            });
            Row::of(indent.into_iter().chain(pieces).collect())
        })
        .collect()
}

/// The text of a run as it is printed.
pub(super) fn shown(run: &Run) -> Cow<'_, str> {
    if run.mark.note { Cow::Owned(format!("[{}]", run.text)) } else { Cow::Borrowed(&run.text) }
}
