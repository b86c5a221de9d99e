//! What can have a colour: meanings, not places.

macro_rules! tokens {
    ($($name:ident, $key:literal, $meaning:literal;)*) => {
        /// A meaning that a theme gives a look.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Token {
            $(#[doc = $meaning] $name,)*
        }

        impl Token {
            /// Every token, in the order of the enumeration.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its key in a theme's file.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }
        }
    };
}

tokens! {
    Text, "text", "Ordinary text.";
    Muted, "muted", "Secondary text.";
    Title, "title", "A heading of the interface.";
    Accent, "accent", "What the eye should find first.";
    Heading, "heading", "A heading of a page.";
    Code, "code", "Code in a page.";
    Link, "link", "Where a link leads from.";
    Marked, "marked", "The link, word or fact of a page that is chosen.";
    Key, "key", "A key to press.";
    Match, "match", "Letters that a search has found.";
    Right, "right", "Something right.";
    Wrong, "wrong", "Something wrong.";
    Warning, "warning", "Something to be careful about.";
    Selection, "selection", "The row under the cursor.";
    Border, "border", "Lines that separate, and scroll bars.";
    Focus, "focus", "The line beside the pane that has the focus.";
    Note, "note", "The head of a note in a page.";
    Tip, "tip", "The head of a tip.";
    Caution, "caution", "The head of a warning.";
    Conflict, "conflict", "The head of what older notes say.";
    Diagram, "diagram", "A diagram in a page.";
    Series1, "series-1", "First series of a chart.";
    Series2, "series-2", "Second series.";
    Series3, "series-3", "Third series.";
    Series4, "series-4", "Fourth series.";
    Series5, "series-5", "Fifth series.";
    Series6, "series-6", "Sixth series.";
    Download, "environment-download", "An execution environment whose code is being fetched.";
    Init, "environment-init", "One in its INIT phase.";
    Restore, "environment-restore", "One that is restored from a snapshot.";
    Invoke, "environment-invoke", "One that runs a handler.";
    Idle, "environment-idle", "One that is idle and frozen.";
    Gone, "environment-gone", "One that has ended.";
    Keyword, "code-keyword", "A keyword in a code block.";
    String, "code-string", "A string in a code block.";
    Number, "code-number", "A number in a code block.";
    Function, "code-function", "A function in a code block.";
    Type, "code-type", "A type in a code block.";
    Comment, "code-comment", "A comment in a code block.";
}

impl Token {
    /// The token of a chart's series, counted from 0; the seventh looks like the first.
    pub fn series(number: u8) -> Self {
        match number % 6 {
            0 => Self::Series1,
            1 => Self::Series2,
            2 => Self::Series3,
            3 => Self::Series4,
            4 => Self::Series5,
            _ => Self::Series6,
        }
    }
}
