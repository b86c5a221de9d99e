//! Colours and modifiers by meaning. No other module names a colour.
//!
//! The default theme uses the terminal's own sixteen colours, its own foreground and background, and modifiers, so that it
//! follows the reader's light or dark scheme. The monochrome theme has no colour at all, only modifiers.

use crate::app::sheet::Tone;
use crate::content::{CalloutKind, Mark, Role, Syntax};
use ratatui::style::{Color, Modifier, Style};

/// How the program looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colour: bool,
    /// Draw with ASCII characters only.
    pub ascii: bool,
}

impl Theme {
    /// The terminal's own sixteen colours.
    pub fn terminal() -> Self {
        Self { colour: true, ascii: false }
    }

    /// No colour at all.
    pub fn monochrome() -> Self {
        Self { colour: false, ascii: false }
    }

    /// The same theme with ASCII characters only.
    #[must_use]
    pub fn with_ascii(self, ascii: bool) -> Self {
        Self { ascii, ..self }
    }

    /// The style of a tone.
    pub fn style(self, tone: Tone) -> Style {
        match tone {
            Tone::Text => Style::new(),
            Tone::Muted => Self::muted(),
            Tone::Title => Style::new().add_modifier(Modifier::BOLD),
            Tone::Accent => self.accent().add_modifier(Modifier::BOLD),
            Tone::Selected => self.selection(),
            Tone::Right => self.coloured(Color::Green).add_modifier(Modifier::BOLD),
            Tone::Wrong => self.coloured(Color::Red).add_modifier(Modifier::BOLD),
            Tone::Warning => self.coloured(Color::Yellow),
            Tone::Key => self.accent(),
            Tone::Match => self.accent().add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Tone::Link(mark) => marked(Style::new().add_modifier(Modifier::UNDERLINED), self, mark),
            Tone::Marked => self.selection().add_modifier(Modifier::BOLD),
            Tone::Syntax(syntax) => self.syntax(syntax),
            Tone::Page(role, mark) => marked(self.role(role), self, mark),
        }
    }

    /// The row under the cursor.
    pub fn selection(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Lines that separate.
    pub fn border(self) -> Style {
        Self::muted()
    }

    /// The separator beside the pane that has the focus.
    pub fn focus(self) -> Style {
        if self.colour { self.accent() } else { Style::new().add_modifier(Modifier::BOLD) }
    }

    /// `unicode`, or its stand-in where only ASCII may be drawn.
    pub fn sign(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }

    fn role(self, role: Role) -> Style {
        match role {
            Role::Text => Style::new(),
            Role::Heading(1 | 2) => self.accent().add_modifier(Modifier::BOLD),
            Role::Heading(_) | Role::TableHead => Style::new().add_modifier(Modifier::BOLD),
            Role::Code | Role::Diagram => self.code(),
            Role::Callout(kind) => self.callout(kind),
            Role::Marker | Role::CodeLabel | Role::Rule | Role::Quote => Self::muted(),
        }
    }

    fn syntax(self, syntax: Syntax) -> Style {
        match syntax {
            Syntax::Keyword => self.coloured(Color::Magenta).add_modifier(Modifier::BOLD),
            Syntax::String => self.coloured(Color::Green),
            Syntax::Comment => Self::muted().add_modifier(Modifier::ITALIC),
            Syntax::Number => self.coloured(Color::Yellow),
            Syntax::Function => self.coloured(Color::Blue),
            Syntax::Type => self.coloured(Color::Cyan),
        }
    }

    fn callout(self, kind: CalloutKind) -> Style {
        match kind {
            CalloutKind::Note | CalloutKind::Tip => self.accent(),
            CalloutKind::Warning => self.coloured(Color::Red),
            CalloutKind::Conflict => self.coloured(Color::Yellow),
        }
        .add_modifier(Modifier::BOLD)
    }

    fn accent(self) -> Style {
        self.coloured(Color::Cyan)
    }

    fn code(self) -> Style {
        self.coloured(Color::Green)
    }

    fn muted() -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    fn coloured(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }
}

fn marked(style: Style, theme: Theme, mark: Mark) -> Style {
    let mut style = style;
    if mark.code {
        style = style.patch(theme.code());
    }
    for (set, modifier) in [
        (mark.strong, Modifier::BOLD),
        (mark.emphasis, Modifier::ITALIC),
        (mark.struck, Modifier::CROSSED_OUT),
    ] {
        if set {
            style = style.add_modifier(modifier);
        }
    }
    if mark.note {
        style = style.patch(Theme::muted());
    }
    style
}
