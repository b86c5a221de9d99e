//! Colours and modifiers by meaning. No other module names a colour.
//!
//! A theme is data: a file that gives looks to [`Token`]s, ours and the learner's read by the same code. The default theme uses
//! the terminal's own sixteen colours, its own foreground and background, and modifiers, so that it follows the reader's
//! light or dark scheme. The true-colour themes paint their own background, so that what can be read is certain. Where no
//! colour is wanted the theme `mono` is used, which has only modifiers.

mod colour;
mod design;
mod file;
mod token;

pub use colour::{ColourChoice, Depth};
pub use design::Palette;
pub use file::ThemeFile;
pub use token::Token;

use crate::animation::Stage;
use crate::app::sheet::Tone;
use crate::content::{CalloutKind, Mark, Problem, Role, Syntax};
use crate::settings::DEFAULT_THEME;
use design::Design;
use ratatui::style::{Modifier, Style};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The theme without colour.
pub const MONO: &str = "mono";

/// The themes that are built in, in the order in which they are offered.
const BUILT_IN: [(&str, &str); 5] = [
    (DEFAULT_THEME, include_str!("designs/terminal.toml")),
    ("dark", include_str!("designs/dark.toml")),
    ("light", include_str!("designs/light.toml")),
    ("high-contrast", include_str!("designs/high-contrast.toml")),
    (MONO, include_str!("designs/mono.toml")),
];

/// Every theme that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Themes {
    designs: BTreeMap<String, Design>,
}

/// The built-in themes, read once. That nothing is wrong in them is a test's business.
static OURS: LazyLock<BTreeMap<String, Design>> = LazyLock::new(|| {
    let files = BUILT_IN.map(|(name, text)| ThemeFile {
        name: name.to_owned(),
        path: format!("{name}.toml"),
        text: text.to_owned(),
    });
    let mut designs = BTreeMap::new();
    file::read_all(&files, &Design::default(), &mut designs);
    designs
});

impl Default for Themes {
    fn default() -> Self {
        Self { designs: OURS.clone() }
    }
}

impl Themes {
    /// The built-in themes and the learner's, with what is wrong in the latter's files.
    pub fn load(files: &[ThemeFile]) -> (Self, Vec<Problem>) {
        let mut designs = OURS.clone();
        // What a theme of the learner's does not say is as in the default theme: nothing becomes invisible.
        let base = designs.get(DEFAULT_THEME).cloned().unwrap_or_default();
        let problems = file::read_all(files, &base, &mut designs);
        (Self { designs }, problems)
    }

    /// Their names: the built-in ones first.
    pub fn names(&self) -> Vec<String> {
        let built_in = BUILT_IN.map(|(name, _)| name);
        let own = self.designs.keys().map(String::as_str).filter(|name| !built_in.contains(name));
        built_in.into_iter().chain(own).map(str::to_owned).collect()
    }

    /// The styles of a theme for a terminal of `depth`; those of the default theme where there is none of this name.
    ///
    /// Where there are only the sixteen colours that everybody makes something else of, nothing that is painted on a
    /// background of its own would be certain to be legible: a theme that brings one gives way to the default theme.
    pub fn palette(&self, name: &str, depth: Depth) -> Palette {
        let name = if depth == Depth::Mono { MONO } else { name };
        let fits = |design: &&Design| depth > Depth::Sixteen || !design.needs_more_than_sixteen();
        let design = self.designs.get(name).filter(fits).or_else(|| self.designs.get(DEFAULT_THEME));
        design.map_or_else(|| Design::default().palette(depth), |design| design.palette(depth))
    }
}

static TERMINAL: LazyLock<Palette> =
    LazyLock::new(|| Themes::default().palette(DEFAULT_THEME, Depth::Sixteen));
static MONOCHROME: LazyLock<Palette> = LazyLock::new(|| Themes::default().palette(MONO, Depth::Mono));

/// How the program looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme<'p> {
    palette: &'p Palette,
    /// Draw with ASCII characters only.
    pub ascii: bool,
}

impl Theme<'static> {
    /// The terminal's own sixteen colours.
    pub fn terminal() -> Self {
        Self { palette: &TERMINAL, ascii: false }
    }

    /// No colour at all.
    pub fn monochrome() -> Self {
        Self { palette: &MONOCHROME, ascii: false }
    }
}

impl<'p> Theme<'p> {
    /// A theme of these styles.
    pub fn new(palette: &'p Palette) -> Self {
        Self { palette, ascii: false }
    }

    /// The same theme with ASCII characters only.
    #[must_use]
    pub fn with_ascii(self, ascii: bool) -> Self {
        Self { ascii, ..self }
    }

    /// The style of a meaning.
    pub fn token(self, token: Token) -> Style {
        self.palette.style(token)
    }

    /// The style of a tone.
    pub fn style(self, tone: Tone) -> Style {
        let token = match tone {
            Tone::Text => Token::Text,
            Tone::Muted => Token::Muted,
            Tone::Title => Token::Title,
            Tone::Accent => Token::Accent,
            Tone::Selected => Token::Selection,
            Tone::Right => Token::Right,
            Tone::Wrong => Token::Wrong,
            Tone::Warning => Token::Warning,
            Tone::Key => Token::Key,
            Tone::Match => Token::Match,
            Tone::Border => Token::Border,
            Tone::Series(number) => Token::series(number),
            Tone::Environment(stage) => match stage {
                Stage::Fetch => Token::Download,
                Stage::Init => Token::Init,
                Stage::Restore => Token::Restore,
                Stage::Invoke => Token::Invoke,
                Stage::Ready => Token::Key,
                Stage::Frozen => Token::Idle,
                Stage::Shutdown => Token::Gone,
            },
            Tone::Marked => Token::Marked,
            Tone::Syntax(syntax) => match syntax {
                Syntax::Keyword => Token::Keyword,
                Syntax::String => Token::String,
                Syntax::Number => Token::Number,
                Syntax::Function => Token::Function,
                Syntax::Type => Token::Type,
                Syntax::Comment => Token::Comment,
            },
            Tone::Link(mark) => return self.marked(self.token(Token::Link), mark),
            Tone::Page(role, mark) => return self.marked(self.role(role), mark),
        };
        self.token(token)
    }

    /// The row under the cursor.
    pub fn selection(self) -> Style {
        self.token(Token::Selection)
    }

    /// Lines that separate.
    pub fn border(self) -> Style {
        self.token(Token::Border)
    }

    /// The separator beside the pane that has the focus.
    pub fn focus(self) -> Style {
        self.token(Token::Focus)
    }

    /// What every cell has where nothing else is said, if the theme paints its own background.
    pub(super) fn ground(self) -> Option<Style> {
        self.palette.ground
    }

    /// `unicode`, or its stand-in where only ASCII may be drawn.
    pub fn sign(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }

    fn role(self, role: Role) -> Style {
        self.token(match role {
            Role::Text => Token::Text,
            Role::Heading(1 | 2) => Token::Heading,
            Role::Heading(_) | Role::TableHead => Token::Title,
            Role::Code => Token::Code,
            Role::Diagram => Token::Diagram,
            Role::Callout(CalloutKind::Note) => Token::Note,
            Role::Callout(CalloutKind::Tip) => Token::Tip,
            Role::Callout(CalloutKind::Warning) => Token::Caution,
            Role::Callout(CalloutKind::Conflict) => Token::Conflict,
            Role::Marker | Role::CodeLabel | Role::Rule | Role::Quote => Token::Muted,
        })
    }

    fn marked(self, style: Style, mark: Mark) -> Style {
        let mut style = style;
        if mark.code {
            style = style.patch(self.token(Token::Code));
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
            style = style.patch(self.token(Token::Muted));
        }
        style
    }
}

#[cfg(test)]
mod tests;
