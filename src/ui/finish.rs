//! What is done to every cell at the end of a frame: the theme's background, and characters for terminals that have only ASCII.
//!
//! It is done here, in one place, so that no view can forget it.

use super::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::style::Color;

/// What stands for a character that the program draws, or that a page is drawn with, where only ASCII may be. Each takes one
/// cell, as the character itself does, so that nothing moves.
const ASCII: &[(&str, &str)] = &[
    ("•◦▪■·∙", "*-+#.."),
    ("●◉◐○◌", "*@o.:"),
    ("✓✗✔✘", "+x+x"),
    ("▸▶►›»▹", ">>>>>>"),
    ("◂◀◄‹«◃", "<<<<<<"),
    ("▲△▴↑", "^^^^"),
    ("▼▽▾↓", "vvvv"),
    ("→←↪↩↔⇒⟶", "><>/-=>"),
    ("│┃║╎┆▌▐▏▎▍", "||||||||||"),
    ("─━═╌┄", "--=--"),
    ("┌┐└┘├┤┬┴┼", "+++++++++"),
    ("╭╮╰╯╱╲╳", "++++/\\x"),
    ("╔╗╚╝╠╣╦╩╬", "+++++++++"),
    ("┏┓┗┛┣┫┳┻╋", "+++++++++"),
    ("█▉▊▋▇▆▅", "#######"),
    ("▄▃▂▁▀", "==__\""),
    ("▓▒░", "%:."),
    ("…–—−‐‑", "~-----"),
    ("‘’‚“”„", "'',\"\"\""),
    ("×÷±≈∝", "x/~~~"),
    ("⌈⌉⌊⌋", "[][]"),
    ("◆⇕⚑", "*|!"),
    ("①②③④⑤⑥⑦⑧⑨", "123456789"),
    ("₀₁₂₃₄₅₆₇₈₉", "0123456789"),
    ("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"),
    ("◇◑‖≠↻╷", "pr=/O'"),
    ("µ", "u"),
    ("\u{a0}\u{202f}\u{2009}", "   "),
];

/// The stand-in of one character.
pub(super) fn ascii(character: char) -> Option<char> {
    ASCII.iter().find_map(|(from, to)| {
        let at = from.chars().position(|other| other == character)?;
        to.chars().nth(at)
    })
}

/// Finishes a frame.
pub(super) fn finish(theme: Theme, buffer: &mut Buffer) {
    let ground = theme.ground();
    if ground.is_none() && !theme.ascii {
        return;
    }
    for cell in &mut buffer.content {
        if let Some(ground) = ground {
            if cell.bg == Color::Reset {
                cell.bg = ground.bg.unwrap_or_default();
            }
            if cell.fg == Color::Reset {
                cell.fg = ground.fg.unwrap_or_default();
            }
        }
        if theme.ascii && !cell.symbol().is_ascii() {
            let mut characters = cell.symbol().chars();
            if let (Some(only), None) = (characters.next(), characters.next())
                && let Some(stand_in) = ascii(only)
            {
                cell.set_char(stand_in);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_one_stand_in_of_one_cell() {
        let mut seen = std::collections::BTreeSet::new();
        for (from, to) in ASCII {
            assert_eq!(from.chars().count(), to.chars().count(), "{from}");
            assert!(to.is_ascii(), "{to}");
            for character in from.chars() {
                assert_eq!(crate::text::width(&character.to_string()), 1, "{character:?}");
                assert!(seen.insert(character), "{character} stands twice");
            }
        }
    }
}
