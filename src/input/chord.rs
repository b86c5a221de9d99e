//! A key with its modifiers, and how people write it: `ctrl-p`, `shift-tab`, `?`, `space`, `f5`, `G`.

use crate::text::nearest;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A key, without modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A printable character as it is typed: shift is part of it (`G`, `?`).
    Char(char),
    /// Enter, Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Tab with shift.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete (forwards).
    Delete,
    /// Insert.
    Insert,
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
    /// F1 to F12.
    F(u8),
}

/// The keys that have a name, in the spelling that is printed.
const NAMED: [(&str, Key); 28] = [
    ("space", Key::Char(' ')),
    ("enter", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("backspace", Key::Backspace),
    ("delete", Key::Delete),
    ("insert", Key::Insert),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("home", Key::Home),
    ("end", Key::End),
    ("pageup", Key::PageUp),
    ("pagedown", Key::PageDown),
    ("f1", Key::F(1)),
    ("f2", Key::F(2)),
    ("f3", Key::F(3)),
    ("f4", Key::F(4)),
    ("f5", Key::F(5)),
    ("f6", Key::F(6)),
    ("f7", Key::F(7)),
    ("f8", Key::F(8)),
    ("f9", Key::F(9)),
    ("f10", Key::F(10)),
    ("f11", Key::F(11)),
    ("f12", Key::F(12)),
    // Read, never printed: it is `shift-tab`.
    ("backtab", Key::BackTab),
];

/// Other names in use for the same keys.
const ALIASES: [(&str, &str); 7] = [
    ("escape", "esc"),
    ("return", "enter"),
    ("del", "delete"),
    ("ins", "insert"),
    ("pgup", "pageup"),
    ("pgdn", "pagedown"),
    ("pgdown", "pagedown"),
];

const MODIFIERS: [&str; 3] = ["ctrl", "alt", "shift"];

/// One key press: a key with ctrl, alt and shift.
///
/// There is one value for what a terminal can tell apart, however it was made: `ctrl-I` and `tab` are equal because the
/// terminal sends the same byte; a letter with shift is the upper-case letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Chord {
    key: Key,
    ctrl: bool,
    alt: bool,
    shift: bool,
}

impl Chord {
    /// A key without modifiers.
    pub fn plain(key: Key) -> Self {
        Self::new(key, false, false, false)
    }

    /// A key with the control key held.
    pub fn ctrl(key: Key) -> Self {
        Self::new(key, true, false, false)
    }

    /// A key with modifiers, in the one form that stands for everything a terminal sends alike.
    pub fn new(key: Key, ctrl: bool, alt: bool, shift: bool) -> Self {
        let mut chord = Self { key, ctrl, alt, shift };
        if let Key::Char(c) = key {
            chord.shift = false;
            if ctrl {
                chord.fold_control(c.to_ascii_lowercase());
            } else if shift && c.is_ascii_lowercase() {
                chord.key = Key::Char(c.to_ascii_uppercase());
            }
        }
        if chord.key == Key::Tab && chord.shift {
            chord.key = Key::BackTab;
        }
        if chord.key == Key::BackTab {
            chord.shift = false;
        }
        chord
    }

    /// Control with a character is a byte below 32 on the wire, and many characters share one.
    fn fold_control(&mut self, c: char) {
        let (key, ctrl) = match c {
            'i' => (Key::Tab, false),
            'm' => (Key::Enter, false),
            '[' | '3' => (Key::Esc, false),
            '?' | '8' => (Key::Backspace, false),
            '@' | '2' | '`' => (Key::Char(' '), true),
            '4' => (Key::Char('\\'), true),
            '5' => (Key::Char(']'), true),
            '6' => (Key::Char('^'), true),
            '7' | '/' => (Key::Char('_'), true),
            other => (Key::Char(other), true),
        };
        (self.key, self.ctrl) = (key, ctrl);
    }

    /// The key.
    pub fn key(self) -> Key {
        self.key
    }

    /// Whether control is held.
    pub fn has_ctrl(self) -> bool {
        self.ctrl
    }

    /// Whether alt is held.
    pub fn has_alt(self) -> bool {
        self.alt
    }

    /// Whether shift is held; false for characters, which carry it in themselves, and for [`Key::BackTab`].
    pub fn has_shift(self) -> bool {
        self.shift
    }

    /// The character that this types into a text field; none where a modifier makes it a command.
    pub fn typed(self) -> Option<char> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl From<char> for Chord {
    fn from(c: char) -> Self {
        Self::plain(Key::Char(c))
    }
}

impl From<Key> for Chord {
    fn from(key: Key) -> Self {
        Self::plain(key)
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        if self.key == Key::BackTab {
            return f.write_str("shift-tab");
        }
        match (self.key, NAMED.iter().find(|(_, key)| *key == self.key)) {
            (_, Some((name, _))) => f.write_str(name),
            (Key::Char(c), None) => f.write_char(c),
            (Key::F(n), None) => write!(f, "f{n}"),
            (other, None) => write!(f, "{other:?}"),
        }
    }
}

impl From<Chord> for String {
    fn from(chord: Chord) -> Self {
        chord.to_string()
    }
}

impl TryFrom<String> for Chord {
    type Error = BadChord;

    fn try_from(written: String) -> Result<Self, BadChord> {
        written.parse()
    }
}

/// Why a key is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadChord {
    /// Nothing is written.
    #[error("a key is missing; write one like `g`, `space`, `f5` or `ctrl-p`")]
    Empty,
    /// The key has no such name.
    #[error(
        "`{written}`: there is no key `{part}`{}; a key is one character or a name: space, enter, esc, tab, backspace, delete, insert, up, down, left, right, home, end, pageup, pagedown, f1 to f12",
        hint(.near.as_deref())
    )]
    Key {
        /// All that was written.
        written: String,
        /// The part that is not a key.
        part: String,
        /// The nearest name.
        near: Option<String>,
    },
    /// The modifier has no such name.
    #[error("`{written}`: there is no modifier `{part}`{}; modifiers are ctrl, alt and shift", hint(.near.as_deref()))]
    Modifier {
        /// All that was written.
        written: String,
        /// The part that is not a modifier.
        part: String,
        /// The nearest name.
        near: Option<String>,
    },
    /// A modifier stands twice.
    #[error("`{written}`: {part} stands twice")]
    Twice {
        /// All that was written.
        written: String,
        /// The modifier.
        part: String,
    },
    /// Shift with a character that is not a letter.
    #[error(
        "`{written}`: shift is part of the character, and which one depends on the keyboard; write the character itself, like `?`"
    )]
    ShiftedCharacter {
        /// All that was written.
        written: String,
    },
}

fn hint(near: Option<&str>) -> String {
    near.map(|name| format!(", did you mean `{name}`?")).unwrap_or_default()
}

impl FromStr for Chord {
    type Err = BadChord;

    fn from_str(written: &str) -> Result<Self, BadChord> {
        let mut rest = written.trim();
        let mut held = [false; MODIFIERS.len()];
        // A separator that ends the text is itself the key: `ctrl--`.
        while let Some((part, after)) =
            rest.split_once(['-', '+']).filter(|(part, after)| !part.is_empty() && !after.is_empty())
        {
            let lower = part.to_lowercase();
            let Some(index) = MODIFIERS.iter().position(|name| *name == lower) else {
                return Err(BadChord::Modifier {
                    written: written.to_owned(),
                    part: part.to_owned(),
                    near: nearest(part, MODIFIERS).map(str::to_owned),
                });
            };
            if std::mem::replace(&mut held[index], true) {
                return Err(BadChord::Twice { written: written.to_owned(), part: lower });
            }
            rest = after;
        }
        let [ctrl, alt, shift] = held;
        let key = read_key(rest).ok_or_else(|| {
            if rest.is_empty() {
                return BadChord::Empty;
            }
            BadChord::Key {
                written: written.to_owned(),
                part: rest.to_owned(),
                near: nearest(rest, NAMED.iter().map(|(name, _)| *name)).map(str::to_owned),
            }
        })?;
        match key {
            Key::Char(c) if shift && !c.is_ascii_alphabetic() => {
                Err(BadChord::ShiftedCharacter { written: written.to_owned() })
            }
            _ => Ok(Self::new(key, ctrl, alt, shift)),
        }
    }
}

fn read_key(written: &str) -> Option<Key> {
    let mut characters = written.chars();
    if let (Some(c), None) = (characters.next(), characters.next()) {
        return (!c.is_control() && !c.is_whitespace()).then_some(Key::Char(c));
    }
    let lower = written.to_lowercase();
    let name = ALIASES.iter().find(|(alias, _)| *alias == lower).map_or(lower.as_str(), |(_, name)| name);
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, key)| *key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(written: &str) -> Chord {
        written.parse().unwrap()
    }

    #[test]
    fn reads_what_people_write() {
        for (written, key, ctrl, alt, shift) in [
            ("g", Key::Char('g'), false, false, false),
            ("G", Key::Char('G'), false, false, false),
            ("shift-g", Key::Char('G'), false, false, false),
            ("?", Key::Char('?'), false, false, false),
            ("-", Key::Char('-'), false, false, false),
            ("ctrl--", Key::Char('-'), true, false, false),
            ("ctrl-+", Key::Char('+'), true, false, false),
            ("Ctrl+P", Key::Char('p'), true, false, false),
            ("alt-X", Key::Char('X'), false, true, false),
            ("space", Key::Char(' '), false, false, false),
            ("shift-tab", Key::BackTab, false, false, false),
            ("ctrl-alt-shift-F12", Key::F(12), true, true, true),
            ("shift-up", Key::Up, false, false, true),
            ("PgDn", Key::PageDown, false, false, false),
            ("ctrl-é", Key::Char('é'), true, false, false),
        ] {
            let chord = parsed(written);
            assert_eq!((chord.key, chord.ctrl, chord.alt, chord.shift), (key, ctrl, alt, shift), "{written}");
        }
    }

    #[test]
    fn keys_that_send_the_same_byte_are_equal() {
        for (one, other) in [
            ("ctrl-i", "tab"),
            ("ctrl-m", "enter"),
            ("ctrl-[", "esc"),
            ("ctrl-/", "ctrl-_"),
            ("ctrl-7", "ctrl-_"),
            ("ctrl-@", "ctrl-space"),
            ("backtab", "shift-tab"),
        ] {
            assert_eq!(parsed(one), parsed(other), "{one} and {other}");
        }
    }

    #[test]
    fn prints_one_spelling() {
        assert_eq!(parsed("Ctrl+Shift+P").to_string(), "ctrl-p");
        assert_eq!(parsed("ALT-shift-Left").to_string(), "alt-shift-left");
        assert_eq!(parsed("BackTab").to_string(), "shift-tab");
        assert_eq!(Chord::from(' ').to_string(), "space");
    }

    #[test]
    fn says_what_is_wrong_and_what_is_near() {
        let message = |written: &str| written.parse::<Chord>().unwrap_err().to_string();
        assert!(message("ctl-p").contains("no modifier `ctl`, did you mean `ctrl`?"));
        assert!(message("ctrl-entr").contains("no key `entr`, did you mean `enter`?"));
        assert!(message("f13").contains("f1 to f12"));
        assert!(message("ctrl-ctrl-p").contains("ctrl stands twice"));
        assert!(message("shift-?").contains("write the character itself"));
        assert!(message("").contains("missing"));
    }

    #[test]
    fn only_bare_characters_are_typed() {
        assert_eq!(Chord::from('é').typed(), Some('é'));
        assert_eq!(parsed("ctrl-a").typed(), None);
        assert_eq!(parsed("alt-a").typed(), None);
        assert_eq!(parsed("enter").typed(), None);
    }

    fn any_key() -> impl Strategy<Value = Key> {
        prop_oneof![
            any::<char>()
                .prop_filter("printable", |c| *c == ' ' || (!c.is_control() && !c.is_whitespace()))
                .prop_map(Key::Char),
            proptest::sample::select(NAMED.map(|(_, key)| key).to_vec()),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(key in any_key(), ctrl: bool, alt: bool, shift: bool) {
            let chord = Chord::new(key, ctrl, alt, shift);
            prop_assert_eq!(chord.to_string().parse::<Chord>().unwrap(), chord);
            let json = serde_json::to_string(&chord).unwrap();
            prop_assert_eq!(serde_json::from_str::<Chord>(&json).unwrap(), chord);
        }

        #[test]
        fn any_text_is_read_or_refused(written in ".{0,20}") {
            if let Ok(chord) = written.parse::<Chord>() {
                prop_assert_eq!(chord.to_string().parse::<Chord>().unwrap(), chord);
            }
        }
    }
}
