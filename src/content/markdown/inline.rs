//! Running text: marks, links, quoted facts.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::parser::Parser;
use super::scan::{FACT, braces, restore, restore_fact};
use super::{Finding, MOST_PROBLEMS};
use crate::content::block::{Inline, Link, Mark, Run};
use crate::text::printable;

/// Text being put together.
#[derive(Default)]
pub(super) struct Builder {
    runs: Inline,
    strong: usize,
    emphasis: usize,
    struck: usize,
    link: Option<usize>,
}

impl Builder {
    fn push(&mut self, text: &str, extra: Mark, fact: Option<String>) {
        let mark = Mark {
            strong: self.strong > 0,
            emphasis: self.emphasis > 0,
            struck: self.struck > 0,
            code: extra.code,
            note: extra.note,
        };
        let text = printable(text);
        if text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(last)
                if last.mark == mark
                    && last.link == self.link
                    && last.fact.is_none()
                    && fact.is_none()
                    && !mark.note =>
            {
                last.text.push_str(&text);
            }
            _ => self.runs.push(Run { text: text.into_owned(), mark, link: self.link, fact }),
        }
    }

    fn text(&mut self, text: &str) {
        self.push(&restore(text), Mark::default(), None);
    }

    /// The finished text, without blanks at its ends; `None` where nothing was said.
    pub(super) fn finish(mut self) -> Option<Inline> {
        if let Some(first) = self.runs.first_mut() {
            first.text.drain(..first.text.len() - first.text.trim_start().len());
        }
        if let Some(last) = self.runs.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        self.runs.retain(|run| !run.text.is_empty());
        (!self.runs.is_empty()).then_some(self.runs)
    }
}

/// Whether an event belongs to running text.
pub(super) fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => {
            matches!(
                tag,
                Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
            )
        }
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
        ),
        Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}

impl<'a> Parser<'a> {
    /// Takes the text up to the end of the block that the parser stands in.
    pub(super) fn inline(&mut self) -> Option<Inline> {
        let mut builder = Builder::default();
        while let Some((event, range)) = self.events.next() {
            if !is_inline(&event) {
                break;
            }
            self.inline_event(&mut builder, event, range);
        }
        builder.finish()
    }

    /// Takes one event of running text.
    pub(super) fn inline_event(&mut self, builder: &mut Builder, event: Event<'a>, range: Range<usize>) {
        if range.end <= self.skip_until {
            return;
        }
        match event {
            Event::Text(text) => {
                let (mut text, mut range) = (text.into_string(), range);
                while let Some((Event::Text(more), next)) = self
                    .events
                    .next_if(|(event, next)| matches!(event, Event::Text(_)) && next.start == range.end)
                {
                    text.push_str(&more);
                    range.end = next.end;
                }
                // The marker of a callout is plain ASCII, so text and source have the same length up to its end.
                let skipped = self.skip_until.saturating_sub(range.start);
                self.text(builder, text.get(skipped..).unwrap_or_default(), range.start + skipped..range.end);
            }
            Event::Code(code) => {
                builder.push(&restore(&code), Mark { code: true, ..Mark::default() }, None);
            }
            Event::SoftBreak => builder.text(" "),
            Event::HardBreak => builder.text("\n"),
            Event::FootnoteReference(label) => {
                builder.push(&restore(&label), Mark { note: true, ..Mark::default() }, None);
            }
            Event::TaskListMarker(done) => self.task = Some(done),
            Event::InlineHtml(html) | Event::InlineMath(html) | Event::DisplayMath(html) => {
                self.raw_html(range);
                builder.text(&html);
            }
            Event::Start(Tag::Emphasis) => builder.emphasis += 1,
            Event::Start(Tag::Strong) => builder.strong += 1,
            Event::Start(Tag::Strikethrough) => builder.struck += 1,
            Event::End(TagEnd::Emphasis) => builder.emphasis = builder.emphasis.saturating_sub(1),
            Event::End(TagEnd::Strong) => builder.strong = builder.strong.saturating_sub(1),
            Event::End(TagEnd::Strikethrough) => builder.struck = builder.struck.saturating_sub(1),
            Event::Start(Tag::Link { dest_url, .. }) => builder.link = self.link(&restore(&dest_url), range),
            Event::End(TagEnd::Link) => builder.link = None,
            Event::Start(Tag::Image { .. }) => {
                self.findings.push(
                    Finding::new(range, "a terminal shows no images")
                        .help("draw it in a `text` fence, or describe it"),
                );
            }
            _ => {}
        }
    }

    pub(super) fn raw_html(&mut self, range: Range<usize>) {
        self.findings.push(
            Finding::new(range, "HTML is shown as it is written")
                .help("use Markdown, or put it into code: `<tag>`"),
        );
    }

    /// Text without marks inside, in which facts are quoted.
    fn text(&mut self, builder: &mut Builder, text: &str, range: Range<usize>) {
        let Some(expand) = self.expand else { return builder.text(text) };
        let mut rest = text;
        let mut from = range.start;
        while let Some(at) = rest.find(FACT) {
            let (before, quoted) = rest.split_at(at);
            builder.text(before);
            let place = self
                .source
                .get(from..range.end)
                .and_then(|source| source.find(FACT))
                .map_or(range.start, |at| from + at);
            let escaped = place > 0 && self.source.as_bytes().get(place - 1) == Some(&b'\\');
            let inside = braces(quoted, 0);
            let length = FACT.len() + inside.map_or(0, |inside| inside.len() + 1);
            let (shown, after) = quoted.split_at(length);
            match inside {
                _ if escaped || self.findings.len() >= MOST_PROBLEMS => builder.text(shown),
                None => {
                    self.findings.push(
                        Finding::new(place..place + FACT.len(), "this `{fact:` has no closing brace")
                            .help("write `{fact:ID}` on one line, or `\\{fact:` to show the braces"),
                    );
                    builder.text(shown);
                }
                Some(inside) => match expand(&restore_fact(inside)) {
                    Ok(expansion) => builder.push(&expansion.text, Mark::default(), Some(expansion.fact)),
                    Err(error) => {
                        let mut finding = Finding::new(place..place + length, error.message);
                        finding.help = error.help;
                        self.findings.push(finding);
                        builder.text(shown);
                    }
                },
            }
            rest = after;
            from = (place + length).min(range.end);
        }
        builder.text(rest);
    }

    /// Reads the address of a link; a bad one is reported, and its words stay plain text.
    fn link(&mut self, address: &str, range: Range<usize>) -> Option<usize> {
        let address = printable(address);
        let link = if let Some(anchor) = address.strip_prefix('#') {
            Link::Topic { topic: self.topic.to_owned(), anchor: Some(anchor.to_owned()) }
        } else if let Some(place) = address.strip_prefix("topic:") {
            let (topic, anchor) = match place.split_once('#') {
                Some((topic, anchor)) => (topic, Some(anchor.to_owned())),
                None => (place, None),
            };
            Link::Topic { topic: topic.to_owned(), anchor }
        } else if address.starts_with("https://") || address.starts_with("http://") {
            Link::Web(address.into_owned())
        } else {
            self.findings.push(
                Finding::new(
                    range,
                    format!("the address `{address}` leads neither into the course nor to the web"),
                )
                .help("accepted are topic:ID, topic:ID#anchor, #anchor and https://…"),
            );
            return None;
        };
        if matches!(&link, Link::Topic { topic, anchor } if topic.is_empty() && self.expand.is_some() || anchor.as_deref() == Some(""))
        {
            self.findings.push(
                Finding::new(range, "this link names nothing")
                    .help("accepted are topic:ID, topic:ID#anchor and #anchor"),
            );
            return None;
        }
        self.links.push(link);
        self.link_spans.push(range);
        Some(self.links.len() - 1)
    }
}
