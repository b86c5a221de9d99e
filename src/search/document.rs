//! What of a course can be found.

use crate::content::{Block, BlockKind, FactId, TopicId, plain_text};
use crate::course::Course;
use crate::quiz::{Form, QuestionId};
use serde::Serialize;

/// What was found, in the order in which equals stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A topic of the course.
    Topic,
    /// A part of a topic below a heading.
    Section,
    /// A fact.
    Fact,
    /// A question.
    Question,
    /// Something that the program can do.
    Action,
}

impl Kind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Section => "section",
            Self::Fact => "fact",
            Self::Question => "question",
            Self::Action => "action",
        }
    }
}

/// Where a find leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A topic, perhaps at a heading.
    Page {
        /// Id of the topic.
        topic: TopicId,
        /// Anchor of the heading.
        anchor: Option<String>,
    },
    /// The fact of this id.
    Fact(FactId),
    /// The question of this id.
    Question(QuestionId),
    /// The action of this id.
    Action(String),
}

/// Something that can be found. Texts are bare: one line, no Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// What is shown first, and what weighs most. Matched as a whole, letter by letter, unless it is a question's prompt.
    pub title: String,
    /// Where it belongs, or its value; shown, not searched.
    pub place: String,
    /// Words by which it is found but which are not shown.
    pub key: String,
    /// The text that excerpts are taken from.
    pub body: String,
    /// Where it leads.
    pub target: Target,
    /// How much depends on it: pages, questions, other facts. Of equals, what is used more comes first.
    pub uses: usize,
}

/// Everything that can be found in a course: topics, each with its sections, then facts, then questions.
pub fn documents(course: &Course) -> Vec<Document> {
    let mut all = Vec::new();
    for topic in course.topics() {
        let Some(page) = course.page(&topic.id) else { continue };
        let outline = page.outline();
        let first = outline.first().map_or(page.blocks.len(), |entry| entry.block);
        let mut body = topic.summary.clone();
        append(&mut body, page.blocks.get(..first).unwrap_or_default());
        all.push(Document {
            kind: Kind::Topic,
            title: topic.title.clone(),
            place: format!("{} min", topic.minutes),
            key: topic.id.clone(),
            body,
            target: Target::Page { topic: topic.id.clone(), anchor: None },
            uses: 0,
        });
        for (at, entry) in outline.iter().enumerate() {
            let end = outline.get(at + 1).map_or(page.blocks.len(), |next| next.block);
            let mut body = String::new();
            append(&mut body, page.blocks.get(entry.block + 1..end).unwrap_or_default());
            all.push(Document {
                kind: Kind::Section,
                title: entry.text.clone(),
                place: topic.title.clone(),
                key: String::new(),
                body,
                target: Target::Page { topic: topic.id.clone(), anchor: Some(entry.anchor.clone()) },
                uses: 0,
            });
        }
    }
    all.extend(course.facts().iter().map(|fact| Document {
        kind: Kind::Fact,
        title: fact.id.clone(),
        place: fact.shown().unwrap_or_default(),
        // An excerpt must not take what older notes say for what is right.
        key: fact.supersedes.clone().unwrap_or_default(),
        body: fact.statement.clone(),
        target: Target::Fact(fact.id.clone()),
        uses: course.uses_of(&fact.id).len(),
    }));
    // What explains a question is left out: an excerpt must not give its answer away.
    all.extend(course.questions().map(|question| Document {
        kind: Kind::Question,
        title: bare(&question.listed_prompt()),
        place: course.topic(&question.topic).map_or_else(String::new, |topic| topic.title.clone()),
        key: question.id.clone(),
        body: match question.kind.form() {
            Form::Options { options, .. } => {
                options.iter().map(|option| bare(&option.text)).collect::<Vec<_>>().join(" · ")
            }
            Form::Gaps(cloze) => bare(&cloze.with_gaps(|_, _| "…".to_owned())),
            _ => String::new(),
        },
        target: Target::Question(question.id.clone()),
        uses: 0,
    }));
    all
}

/// A piece of Markdown without its marks.
fn bare(markdown: &str) -> String {
    let mut text = String::new();
    append(&mut text, &crate::content::Page::from_markdown(markdown, "").blocks);
    text
}

/// The words of blocks, as one line.
fn append(text: &mut String, blocks: &[Block]) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { text: words, .. } | BlockKind::Paragraph(words) => {
                push(text, &plain_text(words));
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| append(text, &item.blocks)),
            BlockKind::Table { header, rows, .. } => {
                for row in std::iter::once(header).chain(rows) {
                    let cells: Vec<String> = row.iter().map(|cell| plain_text(cell)).collect();
                    push(text, &cells.join(" · "));
                }
            }
            BlockKind::Code { text: code, .. } => push(text, code),
            BlockKind::Callout { blocks, .. }
            | BlockKind::Quote(blocks)
            | BlockKind::Footnote { blocks, .. } => append(text, blocks),
            // Lines and boxes are not words, and what is live in a page is found as itself.
            BlockKind::Diagram(_) | BlockKind::Rule | BlockKind::Live(_) => {}
        }
    }
}

fn push(text: &mut String, words: &str) {
    for word in crate::text::printable(words).split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
}
