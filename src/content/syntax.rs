//! What the parts of code are, for whoever colours them.

use std::ops::Range;

/// What a part of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// A word of the language.
    Keyword,
    /// Text in quotes.
    String,
    /// What only people read.
    Comment,
    /// A number, or another constant of the language.
    Number,
    /// The name of a function or a command.
    Function,
    /// The name of a type, or a key.
    Type,
}

/// A part of a line of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxSpan {
    /// Bytes of the line, tabs expanded to stops of [`super::TAB_STOP`].
    pub range: Range<usize>,
    /// What they are.
    pub syntax: Syntax,
}

/// The parts of each line of a block of code, in order; what is between them is nothing in particular.
pub type SyntaxLines = Vec<Vec<SyntaxSpan>>;
