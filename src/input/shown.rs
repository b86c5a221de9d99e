//! Keys as they stand on the screen: `Ctrl-D`, `Shift-Tab`, `↓`, `?`.

use super::chord::{Chord, Key};

/// The chord in the form for the eye; [`Chord`]'s `Display` is the form for files.
pub fn shown(chord: Chord) -> String {
    let mut text = String::new();
    for (held, name) in
        [(chord.has_ctrl(), "Ctrl-"), (chord.has_alt(), "Alt-"), (chord.has_shift(), "Shift-")]
    {
        if held {
            text.push_str(name);
        }
    }
    let name = match chord.key() {
        Key::Char(' ') => "Space",
        Key::Char(c) => {
            text.push(if chord.has_ctrl() { c.to_ascii_uppercase() } else { c });
            return text;
        }
        Key::F(number) => return format!("{text}F{number}"),
        Key::Enter => "Enter",
        Key::Esc => "Esc",
        Key::Tab => "Tab",
        Key::BackTab => "Shift-Tab",
        Key::Backspace => "Backspace",
        Key::Delete => "Del",
        Key::Insert => "Ins",
        Key::Up => "↑",
        Key::Down => "↓",
        Key::Left => "←",
        Key::Right => "→",
        Key::Home => "Home",
        Key::End => "End",
        Key::PageUp => "PgUp",
        Key::PageDown => "PgDn",
    };
    text + name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_shown_as_people_call_them() {
        for (written, seen) in [
            ("ctrl-d", "Ctrl-D"),
            ("shift-tab", "Shift-Tab"),
            ("down", "↓"),
            ("?", "?"),
            ("space", "Space"),
            ("f1", "F1"),
            ("G", "G"),
        ] {
            assert_eq!(shown(written.parse().unwrap()), seen);
        }
    }
}
