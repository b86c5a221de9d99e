//! The page model: a topic is a list of blocks, each knowing where in the source it stands.
//!
//! The reader, the plain printer, the full-text index and the checker all work on these blocks.

use std::ops::Range;

use super::fact::FactId;

/// A parsed topic page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Top-level blocks in reading order.
    pub blocks: Vec<Block>,
    /// Addresses that runs refer to by index.
    pub links: Vec<Link>,
    /// Where each of `links` stands, in bytes of the topic's body.
    pub link_spans: Vec<Range<usize>>,
    /// Where each live block stands, in bytes of the topic's body, in the order of [`Page::live_blocks`].
    pub live_spans: Vec<Range<usize>>,
}

/// A block and the line of the source file that it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Line in the topic file, from 1.
    pub line: usize,
}

/// The kinds of block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of level 1 to 6; `anchor` is unique on the page.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Identifier for links, made from the text.
        anchor: String,
        /// The words.
        text: Inline,
    },
    /// Running text.
    Paragraph(Inline),
    /// A list; every item is a list of blocks.
    List {
        /// Number of the first item; `None` for bullets.
        start: Option<u64>,
        /// The items.
        items: Vec<ListItem>,
    },
    /// A table with one header row.
    Table {
        /// Alignment per column.
        align: Vec<Align>,
        /// Header cells.
        header: Vec<Inline>,
        /// Body rows; every row has as many cells as the header.
        rows: Vec<Vec<Inline>>,
    },
    /// A code block with its language (empty where none is named). Never expanded, never wrapped.
    Code {
        /// Language label such as `python`.
        lang: String,
        /// The code without the final line break.
        text: String,
    },
    /// A `text` fence: a drawing that must keep its shape.
    Diagram(String),
    /// A marked note.
    Callout {
        /// What sort of note.
        kind: CalloutKind,
        /// Its content.
        blocks: Vec<Block>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A thematic break.
    Rule,
    /// A footnote's text; `label` is what the reference shows.
    Footnote {
        /// Label as written.
        label: String,
        /// Its content.
        blocks: Vec<Block>,
    },
    /// Something that lives in the page.
    Live(Live),
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListItem {
    /// `Some(done)` for a task item.
    pub task: Option<bool>,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// Column alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// To the left; also the default.
    Left,
    /// Centred.
    Center,
    /// To the right: numbers.
    Right,
}

/// The sorts of callout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CalloutKind {
    /// `[!NOTE]`: worth knowing.
    Note,
    /// `[!TIP]`: makes life easier.
    Tip,
    /// `[!WARNING]`: costs money or data when missed.
    Warning,
    /// `[!CONFLICT]`: older notes say something else.
    Conflict,
}

impl CalloutKind {
    /// The word that stands at the head of the callout.
    pub fn label(self) -> &'static str {
        match self {
            Self::Note => "Note",
            Self::Tip => "Tip",
            Self::Warning => "Warning",
            Self::Conflict => "Older notes say",
        }
    }
}

/// A fenced block that embeds a live thing. The fence holds TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Live {
    /// Check questions in the page, in this order.
    Quiz {
        /// Question ids.
        questions: Vec<String>,
    },
    /// A cost calculator with preset inputs.
    Cost(Preset),
    /// A concurrency calculator with preset inputs.
    Concurrency(Preset),
    /// A lifecycle animation.
    Animation(Preset),
}

/// Preset inputs of a live block: keys and values as the author wrote them, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preset {
    /// Key and value; values are written as on the command line (`"120ms"`, `"3M"`).
    pub inputs: Vec<(String, String)>,
}

/// Text with emphasis: a list of runs.
pub type Inline = Vec<Run>;

/// A piece of text in one style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The text; a `\n` is a hard line break.
    pub text: String,
    /// How it is marked.
    pub mark: Mark,
    /// Index into [`Page::links`], where the run is part of a link.
    pub link: Option<usize>,
    /// The fact whose value this run shows.
    pub fact: Option<FactId>,
}

impl Run {
    /// Unmarked text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// Marks on a run; they combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Mark {
    /// `**strong**`
    pub strong: bool,
    /// `*emphasis*`
    pub emphasis: bool,
    /// `` `code` ``
    pub code: bool,
    /// `~~struck~~`
    pub struck: bool,
    /// A reference to a footnote.
    pub note: bool,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Another place in the course: topic id and, perhaps, a heading's anchor.
    Topic {
        /// Topic id; the page's own id for `#anchor` links.
        topic: String,
        /// Anchor of a heading.
        anchor: Option<String>,
    },
    /// An address outside.
    Web(String),
}
