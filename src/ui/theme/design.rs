//! A theme as its file has it: looks by meaning, in any colours; and the styles that a terminal gets from it.

use super::colour::{Colour, Depth};
use super::token::Token;
use ratatui::style::{Modifier, Style};

/// Least contrast of what is read, on the background that the theme paints.
pub(super) const LEGIBLE: f64 = 4.5;
/// Least contrast of lines.
pub(super) const VISIBLE: f64 = 3.0;

/// The look of one meaning. What is `None` is as around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Look {
    pub(super) fg: Option<Colour>,
    pub(super) bg: Option<Colour>,
    pub(super) modifiers: Modifier,
}

/// A theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Design {
    /// What is painted under everything; without it the terminal's own background stays.
    pub(super) background: Option<Colour>,
    looks: Vec<Look>,
}

impl Default for Design {
    fn default() -> Self {
        Self { background: None, looks: vec![Look::default(); Token::ALL.len()] }
    }
}

impl Design {
    pub(super) fn look(&self, token: Token) -> Look {
        self.looks.get(token as usize).copied().unwrap_or_default()
    }

    pub(super) fn set(&mut self, token: Token, look: Look) {
        if let Some(place) = self.looks.get_mut(token as usize) {
            *place = look;
        }
    }

    /// Whether it paints a background that is none of the terminal's sixteen colours.
    pub(super) fn needs_more_than_sixteen(&self) -> bool {
        matches!(self.background, Some(Colour::Rgb(..) | Colour::Indexed(16..)))
    }

    /// The styles for a terminal of `depth`, which is at least sixteen colours.
    pub(super) fn palette(&self, depth: Depth) -> Palette {
        let ground = self.background.map(|colour| colour.at(depth, None, 0.0));
        let styles = Token::ALL
            .iter()
            .map(|token| {
                let look = self.look(*token);
                let least = if *token == Token::Border { VISIBLE } else { LEGIBLE };
                let bg = look.bg.map(|colour| colour.at(depth, None, 0.0));
                let fg = look.fg.map(|colour| colour.at(depth, bg.or(ground), least));
                let mut style = Style::new().add_modifier(look.modifiers);
                style.fg = fg.map(Colour::shown);
                style.bg = bg.map(Colour::shown);
                style
            })
            .collect();
        let mut palette = Palette { ground: None, styles };
        palette.ground =
            ground.map(|ground| Style { bg: Some(ground.shown()), ..palette.style(Token::Text) });
        palette
    }
}

/// The styles of a theme for one kind of terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// What every cell has where nothing else is said; without it the terminal's own colours stay.
    pub(super) ground: Option<Style>,
    styles: Vec<Style>,
}

impl Palette {
    pub(super) fn style(&self, token: Token) -> Style {
        self.styles.get(token as usize).copied().unwrap_or_default()
    }
}
