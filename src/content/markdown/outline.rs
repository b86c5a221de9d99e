//! Finding one's way in a page: anchors, outline, links, live blocks.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::content::block::{Block, BlockKind, Link, Live, Page, Run};

/// A heading as it stands in the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEntry {
    /// 2 to 6.
    pub level: u8,
    /// Identifier for links.
    pub anchor: String,
    /// The words.
    pub text: String,
    /// Index into [`Page::blocks`].
    pub block: usize,
}

/// The words of a text without marks and references to footnotes.
pub fn plain_text(inline: &[Run]) -> String {
    inline.iter().filter(|run| !run.mark.note).map(|run| run.text.as_str()).collect()
}

impl Page {
    /// The headings that stand at top level, in order.
    pub fn outline(&self) -> Vec<OutlineEntry> {
        self.blocks
            .iter()
            .enumerate()
            .filter_map(|(block, it)| match &it.kind {
                BlockKind::Heading { level, anchor, text } => Some(OutlineEntry {
                    level: *level,
                    anchor: anchor.clone(),
                    text: plain_text(text),
                    block,
                }),
                _ => None,
            })
            .collect()
    }

    /// Every anchor of the page, in order.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        self.all_blocks().filter_map(|block| match &block.kind {
            BlockKind::Heading { anchor, .. } => Some(anchor.as_str()),
            _ => None,
        })
    }

    /// Every link with its place in bytes of the topic's body ([`crate::content::Topic::problem_in_body`] turns it into lines).
    pub fn link_places(&self) -> impl Iterator<Item = (&Link, Range<usize>)> {
        self.links.iter().zip(self.link_spans.iter().cloned())
    }

    /// Every live block, in order, with the place of its TOML in bytes of the topic's body. The position in this list is
    /// the index that [`crate::content::Line::live`] carries.
    pub fn live_blocks(&self) -> impl Iterator<Item = (&Live, Range<usize>)> {
        let lives = self.all_blocks().filter_map(|block| match &block.kind {
            BlockKind::Live(live) => Some(live),
            _ => None,
        });
        lives.zip(self.live_spans.iter().cloned())
    }

    /// Every code block, in order: language and code. The position in this list is the index in [`crate::content::CodePlace`].
    pub fn code_blocks(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all_blocks().filter_map(|block| match &block.kind {
            BlockKind::Code { lang, text } => Some((lang.as_str(), text.as_str())),
            _ => None,
        })
    }

    /// The facts that the page quotes, each once, in the order of their first use.
    pub fn facts(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        self.all_runs().filter_map(|run| run.fact.as_deref()).filter(|fact| seen.insert(*fact)).collect()
    }

    /// Every run of text, in order.
    pub fn all_runs(&self) -> impl Iterator<Item = &Run> {
        self.all_blocks().flat_map(|block| inlines(&block.kind)).flatten()
    }

    /// Every block at every depth, each before those inside it.
    pub fn all_blocks(&self) -> impl Iterator<Item = &Block> {
        let mut open: Vec<&Block> = self.blocks.iter().rev().collect();
        std::iter::from_fn(move || {
            let block = open.pop()?;
            match &block.kind {
                BlockKind::List { items, .. } => {
                    open.extend(items.iter().rev().flat_map(|item| item.blocks.iter().rev()));
                }
                BlockKind::Callout { blocks, .. }
                | BlockKind::Quote(blocks)
                | BlockKind::Footnote { blocks, .. } => {
                    open.extend(blocks.iter().rev());
                }
                _ => {}
            }
            Some(block)
        })
    }
}

fn inlines(kind: &BlockKind) -> Vec<&[Run]> {
    match kind {
        BlockKind::Heading { text, .. } | BlockKind::Paragraph(text) => vec![text],
        BlockKind::Table { header, rows, .. } => {
            header.iter().chain(rows.iter().flatten()).map(Vec::as_slice).collect()
        }
        _ => Vec::new(),
    }
}

/// The anchor that a heading gets where no other has the same: lower case, words joined by `-`, apostrophes left out.
pub fn anchor_of(heading: &str) -> String {
    let mut name = String::with_capacity(heading.len());
    for c in heading.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '_' {
            name.push(c);
        } else if !matches!(c, '\'' | '’') && !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(name.trim_end_matches('-').len());
    if name.is_empty() {
        name.push_str("section");
    }
    name
}

/// Makes anchors out of headings and keeps them apart.
#[derive(Default)]
pub(super) struct Anchors {
    taken: HashSet<String>,
    /// The number that the next heading of this name gets.
    next: HashMap<String, u32>,
}

impl Anchors {
    /// The anchor of a heading; the second of the same name gets `-2`, and so on.
    pub(super) fn make(&mut self, heading: &str) -> String {
        let name = anchor_of(heading);
        let mut unique = name.clone();
        while !self.taken.insert(unique.clone()) {
            let number = self.next.entry(name.clone()).or_insert(2);
            unique = format!("{name}-{number}");
            *number += 1;
        }
        unique
    }

    pub(super) fn has(&self, anchor: &str) -> bool {
        self.taken.contains(anchor)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.taken.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[test]
    fn anchors_are_readable_and_unique() {
        let mut anchors = Anchors::default();
        let made: Vec<String> = [
            "The INIT phase",
            "INIT / INVOKE",
            "What doesn’t scale?",
            "/tmp",
            "The INIT phase",
            "…",
            "x86_64",
        ]
        .map(|heading| anchors.make(heading))
        .into();
        assert_eq!(
            made,
            [
                "the-init-phase",
                "init-invoke",
                "what-doesnt-scale",
                "tmp",
                "the-init-phase-2",
                "section",
                "x86_64"
            ]
        );
    }
}
