//! What is taught: facts, topics, and topics parsed into pages.
//!
//! Owns: fact and topic files and their checks, Markdown to blocks, blocks laid out in lines of a width.
//! Must not know: questions, progress, files (texts come in as [`Sources`]), the terminal.

mod block;
mod fact;
mod layout;
mod markdown;
mod plain;
mod problem;
mod topic;

pub use block::{
    Align, Block, BlockKind, CalloutKind, Inline, Link, ListItem, Live, Mark, Page, Preset, Run,
};
pub use fact::{AsOf, Confidence, Fact, FactId, Source, Value};
pub use layout::{CodePlace, Layout, LayoutOptions, Line, LivePlace, Role, Segment, TAB_STOP, lay_out};
pub use markdown::{Expand, ExpandError, Expansion, OutlineEntry, plain_text};
pub use plain::{PlainOptions, to_plain};
pub use problem::Problem;
pub use topic::{Topic, TopicId};
