//! A key with its modifiers, in our own words, so that nothing above the terminal depends on a terminal library.

use std::fmt;
use std::str::FromStr;

/// A key press. Shift is part of the character where there is one: `G`, not `shift-g`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    key: Key,
    ctrl: bool,
    alt: bool,
    shift: bool,
}

/// The keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A character as typed.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tabulator; backwards with shift.
    Tab,
    /// Deletes backwards.
    Backspace,
    /// Deletes forwards.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Insert.
    Insert,
    /// F1 to F12.
    F(u8),
}

/// Names of keys in files, and what stands for them on the screen.
const NAMES: &[(&str, Key, &str)] = &[
    ("space", Key::Char(' '), "Space"),
    ("enter", Key::Enter, "Enter"),
    ("esc", Key::Esc, "Esc"),
    ("tab", Key::Tab, "Tab"),
    ("backspace", Key::Backspace, "Backspace"),
    ("delete", Key::Delete, "Del"),
    ("up", Key::Up, "↑"),
    ("down", Key::Down, "↓"),
    ("left", Key::Left, "←"),
    ("right", Key::Right, "→"),
    ("home", Key::Home, "Home"),
    ("end", Key::End, "End"),
    ("pageup", Key::PageUp, "PgUp"),
    ("pagedown", Key::PageDown, "PgDn"),
    ("insert", Key::Insert, "Ins"),
];

/// Text that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a key{}; keys are written like `a`, `G`, `?`, `ctrl-d`, `shift-tab`, `pagedown`, `space`, `f1`", near(.nearest))]
pub struct ChordError {
    found: String,
    nearest: Option<String>,
}

fn near(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|name| format!(", did you mean `{name}`?")).unwrap_or_default()
}

impl Chord {
    /// A key without modifiers.
    pub const fn of(key: Key) -> Self {
        Self { key, ctrl: false, alt: false, shift: false }
    }

    /// A key with modifiers. What shift makes of a character is taken to be in the character already.
    pub fn new(key: Key, ctrl: bool, alt: bool, shift: bool) -> Self {
        let key = match key {
            // Terminals send the same byte for both.
            Key::Char(c) if ctrl => Key::Char(c.to_ascii_lowercase()),
            key => key,
        };
        Self { key, ctrl, alt, shift: shift && !matches!(key, Key::Char(_)) }
    }

    /// The key.
    pub fn key(self) -> Key {
        self.key
    }

    /// Whether Ctrl is held.
    pub fn ctrl(self) -> bool {
        self.ctrl
    }

    /// The character that this types into a field, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt && !c.is_control() => Some(c),
            _ => None,
        }
    }

    /// As it stands on the screen: `Ctrl-D`, `Shift-Tab`, `↓`, `?`.
    pub fn shown(&self) -> String {
        let mut text = String::new();
        for (held, name) in [(self.ctrl, "Ctrl-"), (self.alt, "Alt-"), (self.shift, "Shift-")] {
            if held {
                text.push_str(name);
            }
        }
        match self.key {
            Key::F(number) => text.push_str(&format!("F{number}")),
            Key::Char(c) if c != ' ' && self.ctrl => text.push(c.to_ascii_uppercase()),
            Key::Char(c) if c != ' ' => text.push(c),
            key => text
                .push_str(NAMES.iter().find(|(_, named, _)| *named == key).map_or("", |(.., shown)| shown)),
        }
        text
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match self.key {
            Key::F(number) => write!(f, "f{number}"),
            Key::Char(c) if c != ' ' => write!(f, "{c}"),
            key => {
                f.write_str(NAMES.iter().find(|(_, named, _)| *named == key).map_or("", |(name, ..)| name))
            }
        }
    }
}

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut rest = text;
        let (mut ctrl, mut alt, mut shift) = (false, false, false);
        loop {
            let lower = rest.to_ascii_lowercase();
            let held = [("ctrl-", &mut ctrl), ("alt-", &mut alt), ("shift-", &mut shift)]
                .into_iter()
                .find(|(name, _)| lower.starts_with(name) && lower.len() > name.len());
            let Some((name, flag)) = held else { break };
            *flag = true;
            rest = rest.get(name.len()..).unwrap_or_default();
        }
        let mut characters = rest.chars();
        let key = match (characters.next(), characters.next()) {
            (Some(c), None) if !c.is_control() => Some(Key::Char(c)),
            (Some('f' | 'F'), Some(_))
                if rest.get(1..).is_some_and(|number| number.parse::<u8>().is_ok()) =>
            {
                rest.get(1..)
                    .and_then(|number| number.parse().ok())
                    .filter(|number| (1..=12).contains(number))
                    .map(Key::F)
            }
            _ => NAMES.iter().find(|(name, ..)| name.eq_ignore_ascii_case(rest)).map(|(_, key, _)| *key),
        };
        match key {
            Some(Key::Char(c)) if shift && c.is_ascii_lowercase() => {
                Ok(Self::new(Key::Char(c.to_ascii_uppercase()), ctrl, alt, false))
            }
            Some(key) => Ok(Self::new(key, ctrl, alt, shift)),
            None => Err(ChordError {
                found: text.to_owned(),
                nearest: crate::text::nearest(rest, NAMES.iter().map(|(name, ..)| *name)).map(str::to_owned),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back() {
        for text in [
            "a",
            "G",
            "?",
            "-",
            "ctrl-d",
            "alt-x",
            "shift-tab",
            "ctrl-alt-delete",
            "f1",
            "f12",
            "space",
            "ctrl-space",
        ] {
            let chord: Chord = text.parse().unwrap();
            assert_eq!(chord.to_string(), text);
            assert_eq!(chord.to_string().parse(), Ok(chord));
        }
    }

    #[test]
    fn shift_and_ctrl_of_letters_have_one_form() {
        assert_eq!("shift-g".parse::<Chord>(), "G".parse());
        assert_eq!("Ctrl-D".parse::<Chord>(), "ctrl-d".parse());
        assert_eq!(Chord::new(Key::Char('D'), true, false, true), "ctrl-d".parse().unwrap());
    }

    #[test]
    fn strangers_are_refused_with_advice() {
        let error = "pagdown".parse::<Chord>().unwrap_err();
        assert!(error.to_string().contains("did you mean `pagedown`"), "{error}");
        for text in ["", "f13", "ctrl-", "hyper-a", "ab", "\u{7}"] {
            assert!(text.parse::<Chord>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn only_plain_characters_type() {
        assert_eq!("G".parse::<Chord>().unwrap().typed(), Some('G'));
        assert_eq!("ctrl-g".parse::<Chord>().unwrap().typed(), None);
        assert_eq!("enter".parse::<Chord>().unwrap().typed(), None);
    }
}
