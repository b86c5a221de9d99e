//! What is taught: facts, topics, and topics parsed into pages.
//!
//! Owns: fact and topic files and their checks, Markdown to blocks, blocks laid out in lines of a width.
//! Must not know: questions, progress, files (texts come in as [`Sources`]), the terminal.

mod block;
mod dates;
pub mod expand;
mod fact;
mod facts;
mod figure;
mod glossary;
mod layout;
mod markdown;
mod plain;
mod problem;
pub mod reader;
mod sources;
mod syntax;
mod topic;
mod topics;
pub(crate) mod unit;

pub use block::{
    Align, Block, BlockKind, CalloutKind, Inline, Link, ListItem, Live, Mark, Page, Preset, Run,
};
pub use fact::{AsOf, Confidence, Fact, FactId, Source, Value};
pub use facts::{FACTS_FOLDER, LoadedFacts, SOURCES_FILE, SourcePage, SourcePages, load_facts};
pub(crate) use facts::{check_id, decimal};
pub use glossary::{GLOSSARY, GLOSSARY_FILE, Mention, Term, TermSee, find_term, load_glossary, mentions};
pub use layout::{CodePlace, Layout, LayoutOptions, Line, LivePlace, Role, Segment, TAB_STOP, lay_out};
pub use markdown::{Expand, OutlineEntry, anchor_of, plain_text};
pub use plain::{PlainOptions, to_plain};
pub(crate) use problem::MOST_PROBLEMS;
pub use problem::Problem;
pub use sources::{LISTS_FOLDER, Sources, is_list};
pub use syntax::{Syntax, SyntaxLines, SyntaxSpan};
pub use topic::{Topic, TopicId};
pub use topics::{TOPICS_FOLDER, TopicDraft, load_topics};
