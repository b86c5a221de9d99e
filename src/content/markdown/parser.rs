//! Events of the Markdown reader to blocks.

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, HeadingLevel, OffsetIter, Options, Parser as Reader, Tag, TagEnd,
};

use super::inline::{Builder, is_inline};
use super::outline::{Anchors, plain_text};
use super::{Expand, Finding, MOST_PROBLEMS, live, scan};
use crate::content::block::{Align, Block, BlockKind, CalloutKind, Inline, Link, ListItem, Page};
use crate::text::{is_unprintable, nearest, width};

/// Languages that a code fence may carry, besides `text` and the live ones.
const LANGUAGES: [&str; 14] = [
    "python",
    "javascript",
    "typescript",
    "java",
    "rust",
    "go",
    "bash",
    "json",
    "yaml",
    "toml",
    "hcl",
    "sql",
    "http",
    "log",
];

/// Markers of callouts.
const CALLOUTS: [(&str, CalloutKind); 4] = [
    ("NOTE", CalloutKind::Note),
    ("TIP", CalloutKind::Tip),
    ("WARNING", CalloutKind::Warning),
    ("CONFLICT", CalloutKind::Conflict),
];

/// Columns of a diagram that a terminal of 80 columns shows.
const DIAGRAM_WIDTH: usize = 76;

/// Lists and quotations inside one another; deeper ones are taken into their parent, which also bounds the recursion
/// over pages that others wrote.
const DEEPEST: usize = 8;

/// Reads Markdown. `lines_before` are the lines of the file above it.
pub(super) fn parse(
    body: &str,
    topic: &str,
    lines_before: usize,
    expand: Option<&Expand<'_>>,
) -> (Page, Vec<Finding>) {
    let mut findings = Vec::new();
    scan::scan(body, &mut findings);
    let source = scan::prepare(body);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut parser = Parser {
        source: &source,
        topic,
        expand,
        events: Reader::new_ext(&source, options).into_offset_iter().peekable(),
        lines: Lines::new(&source, lines_before),
        findings,
        anchors: Anchors::default(),
        links: Vec::new(),
        link_spans: Vec::new(),
        live_spans: Vec::new(),
        footnotes: Vec::new(),
        task: None,
        skip_until: 0,
    };
    let mut blocks = parser.blocks(0);
    blocks.append(&mut parser.footnotes);
    parser.check_anchors();
    let Parser { findings, links, link_spans, live_spans, .. } = parser;
    (Page { blocks, links, link_spans, live_spans }, findings)
}

pub(super) struct Parser<'a> {
    pub(super) source: &'a str,
    pub(super) topic: &'a str,
    pub(super) expand: Option<&'a Expand<'a>>,
    pub(super) events: Peekable<OffsetIter<'a>>,
    lines: Lines,
    pub(super) findings: Vec<Finding>,
    anchors: Anchors,
    pub(super) links: Vec<Link>,
    pub(super) link_spans: Vec<Range<usize>>,
    live_spans: Vec<Range<usize>>,
    footnotes: Vec<Block>,
    /// The task box of the item that is being read.
    pub(super) task: Option<bool>,
    /// End of a callout's marker, which is not text.
    pub(super) skip_until: usize,
}

impl<'a> Parser<'a> {
    /// Takes blocks up to the end of the container that the parser stands in.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut flattened = 0_usize;
        // The text of a tight list item has no paragraph around it.
        let mut bare: Option<(Builder, usize)> = None;
        while let Some((event, range)) = self.events.next() {
            if is_inline(&event) {
                let (builder, _) = bare.get_or_insert_with(|| (Builder::default(), range.start));
                self.inline_event(builder, event, range);
                continue;
            }
            if let Some((builder, at)) = bare.take() {
                self.push_text(&mut blocks, builder.finish(), at);
            }
            match event {
                Event::Start(Tag::List(_) | Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_))
                    if depth >= DEEPEST =>
                {
                    if flattened == 0 {
                        self.findings.push(
                            Finding::new(
                                range.start..range.start + 1,
                                "this is nested too deeply to be read",
                            )
                            .help(format!("at most {DEEPEST} lists and quotations inside one another")),
                        );
                    }
                    flattened += 1;
                }
                Event::Start(tag) => self.block(tag, range, depth, &mut blocks),
                Event::End(_) if flattened > 0 => flattened -= 1,
                Event::End(_) => return blocks,
                Event::Rule => blocks.push(self.at(range.start, BlockKind::Rule)),
                _ => {}
            }
        }
        if let Some((builder, at)) = bare {
            self.push_text(&mut blocks, builder.finish(), at);
        }
        blocks
    }

    fn block(&mut self, tag: Tag<'a>, range: Range<usize>, depth: usize, blocks: &mut Vec<Block>) {
        let start = range.start;
        match tag {
            Tag::Paragraph => {
                let text = self.inline();
                self.push_text(blocks, text, start);
            }
            Tag::Heading { level, .. } => {
                let text = self.inline().unwrap_or_default();
                if level == HeadingLevel::H1 {
                    self.findings.push(
                        Finding::new(
                            range,
                            "a page has no heading of level 1: the title comes from the front matter",
                        )
                        .help("begin sections with `##`"),
                    );
                }
                let anchor = self.anchors.make(&plain_text(&text));
                blocks.push(self.at(start, BlockKind::Heading { level: level as u8, anchor, text }));
            }
            Tag::BlockQuote(_) => {
                let kind = self.callout(&range);
                let inner = self.blocks(depth + 1);
                let kind = match kind {
                    Some(kind) => BlockKind::Callout { kind, blocks: inner },
                    None => BlockKind::Quote(inner),
                };
                blocks.push(self.at(start, kind));
            }
            Tag::List(first) => {
                let items = self.items(depth);
                blocks.push(self.at(start, BlockKind::List { start: first, items }));
            }
            Tag::FootnoteDefinition(label) => {
                let inner = self.blocks(depth + 1);
                let label = crate::text::printable(&label).into_owned();
                let note = self.at(start, BlockKind::Footnote { label, blocks: inner });
                self.footnotes.push(note);
            }
            Tag::CodeBlock(kind) => {
                let kind = self.code(&kind, &range);
                blocks.push(self.at(start, kind));
            }
            Tag::Table(align) => {
                let kind = self.table(&align);
                blocks.push(self.at(start, kind));
            }
            Tag::HtmlBlock => {
                let mut html = String::new();
                while let Some((Event::Html(line) | Event::Text(line), _)) = self.events.next() {
                    html.push_str(&line);
                }
                self.raw_html(range);
                let text = scan::restore(html.trim_end()).into_owned();
                blocks.push(self.at(start, BlockKind::Code { lang: String::new(), text: code_text(&text) }));
            }
            // No other block is switched on; were one to come, its content is read as this container's.
            _ => blocks.append(&mut self.blocks(depth)),
        }
    }

    fn push_text(&self, blocks: &mut Vec<Block>, text: Option<Inline>, at: usize) {
        blocks.extend(text.map(|text| self.at(at, BlockKind::Paragraph(text))));
    }

    fn at(&self, byte: usize, kind: BlockKind) -> Block {
        Block { kind, line: self.lines.number(byte) }
    }

    fn items(&mut self, depth: usize) -> Vec<ListItem> {
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), _)) = self.events.next() {
            let outer = self.task.take();
            let blocks = self.blocks(depth + 1);
            items.push(ListItem { task: self.task.take(), blocks });
            self.task = outer;
        }
        items
    }

    fn table(&mut self, align: &[Alignment]) -> BlockKind {
        let mut header = Vec::new();
        let mut rows: Vec<Vec<Inline>> = Vec::new();
        let mut in_header = false;
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => in_header = true,
                Event::Start(Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = self.inline().unwrap_or_default();
                    match rows.last_mut() {
                        Some(row) if !in_header => row.push(cell),
                        _ => header.push(cell),
                    }
                }
                Event::End(TagEnd::TableHead) => in_header = false,
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        let align = align
            .iter()
            .map(|align| match align {
                Alignment::None | Alignment::Left => Align::Left,
                Alignment::Center => Align::Center,
                Alignment::Right => Align::Right,
            })
            .collect();
        for row in &mut rows {
            row.resize(header.len(), Inline::new());
        }
        BlockKind::Table { align, header, rows }
    }

    /// Reads the marker at the head of a quotation, such as `[!NOTE]`.
    fn callout(&mut self, range: &Range<usize>) -> Option<CalloutKind> {
        let quote = self.source.get(range.clone())?;
        let inside = quote.trim_start().strip_prefix('>')?.trim_start_matches([' ', '\t']);
        let marker = inside.strip_prefix("[!")?;
        let word = marker.get(..marker.find([']', '\n'])?)?;
        if marker.as_bytes().get(word.len()) != Some(&b']') {
            return None;
        }
        let start = range.end - inside.len();
        self.skip_until = start + "[!".len() + word.len() + "]".len();
        let known = CALLOUTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        if known.is_none() {
            let names = CALLOUTS.map(|(name, _)| name);
            self.findings.push(
                Finding::new(start..self.skip_until, format!("there is no callout `[!{word}]`"))
                    .one_of(word, &names),
            );
        }
        Some(known.map_or(CalloutKind::Note, |(_, kind)| *kind))
    }

    fn code(&mut self, kind: &CodeBlockKind<'a>, range: &Range<usize>) -> BlockKind {
        let mut fence = Fence::default();
        while let Some((Event::Text(text), at)) = self.events.next() {
            fence.push(&text, at.start);
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => {
                self.findings.push(
                    Finding::new(range.clone(), "lines that are indented by four spaces are code")
                        .help("use a fence with a language, or take the indent away"),
                );
                ""
            }
        };
        let lang = info.split_whitespace().next().unwrap_or_default();
        if live::LANGUAGES.contains(&lang) {
            let toml = scan::restore(&fence.text);
            match live::read(lang, &toml) {
                Ok(live) => {
                    self.live_spans.push(fence.span(0..fence.text.len(), range));
                    return BlockKind::Live(live);
                }
                Err(findings) => self.findings.extend(
                    findings
                        .into_iter()
                        .map(|found| Finding { span: fence.span(found.span.clone(), range), ..found }),
                ),
            }
        } else if lang == "text" {
            self.check_diagram(&fence, range);
            return BlockKind::Diagram(diagram_text(&scan::restore(fence.text.trim_end_matches('\n'))));
        } else if !LANGUAGES.contains(&lang) && matches!(kind, CodeBlockKind::Fenced(_)) {
            self.unknown_language(lang, range);
        }
        let text = code_text(&scan::restore(fence.text.strip_suffix('\n').unwrap_or(&fence.text)));
        BlockKind::Code { lang: crate::text::printable(lang).into_owned(), text }
    }

    fn unknown_language(&mut self, lang: &str, range: &Range<usize>) {
        let first_line =
            self.source.get(range.clone()).unwrap_or_default().lines().next().unwrap_or_default();
        let at = range.start + first_line.find(lang).unwrap_or(0);
        let accepted: Vec<&str> = LANGUAGES.iter().chain(&live::LANGUAGES).copied().chain(["text"]).collect();
        let finding = if lang.is_empty() {
            Finding::new(range.start..range.start + first_line.len(), "this fence names no language")
                .help("name one, or `text` for a drawing")
        } else {
            let finding = Finding::new(at..at + lang.len(), format!("unknown language `{lang}`"));
            match nearest(lang, accepted.iter().copied()) {
                Some(right) => finding.help(format!("did you mean `{right}`?")),
                None => finding.help(format!("accepted are {}", accepted.join(", "))),
            }
        };
        self.findings.push(finding);
    }

    fn check_diagram(&mut self, fence: &Fence, range: &Range<usize>) {
        let mut at = 0;
        for line in fence.text.split_inclusive('\n') {
            let drawn = line.trim_end_matches(['\n', '\r']);
            let span = fence.span(at..at + drawn.len(), range);
            if let Some(tab) = drawn.find('\t') {
                self.findings.push(
                    Finding::new(
                        fence.span(at + tab..at + tab + 1, range),
                        "a drawing with a tab looks different everywhere",
                    )
                    .help("use spaces"),
                );
            }
            let columns = width(drawn);
            if columns > DIAGRAM_WIDTH {
                self.findings.push(
                    Finding::new(span, format!("this line of the drawing has {columns} columns"))
                        .help(format!("at most {DIAGRAM_WIDTH} fit on a terminal of 80")),
                );
            }
            at += line.len();
        }
    }

    /// Links to headings of this page can be checked here; links to other topics are the course's matter.
    fn check_anchors(&mut self) {
        if self.expand.is_none() {
            return;
        }
        let mut known: Vec<&str> = self.anchors.all().collect();
        known.sort_unstable();
        for (link, span) in self.links.iter().zip(&self.link_spans) {
            let Link::Topic { topic, anchor: Some(anchor) } = link else { continue };
            if topic != self.topic || self.anchors.has(anchor) || self.findings.len() >= MOST_PROBLEMS {
                continue;
            }
            let finding =
                Finding::new(span.clone(), format!("no heading of this page has the anchor `{anchor}`"));
            self.findings.push(match nearest(anchor, known.iter().copied()) {
                Some(right) => finding.help(format!("did you mean `#{right}`?")),
                None => finding,
            });
        }
    }
}

/// Code keeps its tabs; everything else that would act on a terminal goes.
fn code_text(text: &str) -> String {
    text.chars()
        .filter(|&c| c != '\r')
        .map(|c| if is_unprintable(c) && !matches!(c, '\n' | '\t') { '\u{FFFD}' } else { c })
        .collect()
}

fn diagram_text(text: &str) -> String {
    crate::text::expand_tabs(&code_text(text), 4).into_owned()
}

/// The content of a fence, which the reader hands out in stretches, and where each of them stands.
#[derive(Default)]
struct Fence {
    text: String,
    /// Byte of `text` and byte of the source, for every stretch.
    stretches: Vec<(usize, usize)>,
}

impl Fence {
    fn push(&mut self, text: &str, at: usize) {
        self.stretches.push((self.text.len(), at));
        self.text.push_str(text);
    }

    /// Bytes of the source for bytes of the content; the whole `fence` where it has none.
    fn span(&self, inside: Range<usize>, fence: &Range<usize>) -> Range<usize> {
        let place = |byte: usize| {
            let after = self.stretches.partition_point(|&(start, _)| start <= byte);
            self.stretches.get(after.checked_sub(1)?).map(|&(start, at)| at + byte - start)
        };
        let Some(start) = place(inside.start) else { return fence.clone() };
        let end = match inside.end.checked_sub(1) {
            Some(last) if inside.end > inside.start => place(last).map_or(start, |at| at + 1),
            _ => start,
        };
        start..end.max(start)
    }
}

/// Byte to line number.
struct Lines {
    starts: Vec<usize>,
    before: usize,
}

impl Lines {
    fn new(text: &str, before: usize) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { starts, before }
    }

    fn number(&self, byte: usize) -> usize {
        self.before + self.starts.partition_point(|&start| start <= byte)
    }
}
