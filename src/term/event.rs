//! What reaches the program, in its own types.

use crate::input::{Chord, Key};
use crossterm::event as ct;
use std::borrow::Cow;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed, or repeats because it is held.
    Key(Chord),
    /// Text was pasted. Line ends are `\n`; other control characters are left in.
    Paste(String),
    /// The mouse, where capture was asked for; always within the screen.
    Mouse(Mouse),
    /// The terminal has this size. The first event of all, and again after each change; never zero.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The terminal's window got the focus, or lost it.
    Focus(bool),
    /// The program was suspended and goes on.
    Resumed,
    /// The time of [`Program::wake_at`](super::Program::wake_at) has come, or [`Remote::wake`](super::Remote::wake) was called.
    Wake,
}

impl Event {
    /// What kind of event this is, without anything that was typed; for crash reports.
    pub(super) fn kind(&self) -> Cow<'static, str> {
        match self {
            Self::Key(chord) if chord.typed().is_some() => "key, a character".into(),
            Self::Key(chord) => format!("key {chord}").into(),
            Self::Paste(_) => "paste".into(),
            Self::Mouse(mouse) => format!("mouse {:?}", mouse.kind).into(),
            Self::Resize { width, height } => format!("resize {width} x {height}").into(),
            Self::Focus(true) => "focus".into(),
            Self::Focus(false) => "focus lost".into(),
            Self::Resumed => "resumed".into(),
            Self::Wake => "wake".into(),
        }
    }
}

/// A mouse event; the cell counts from zero at the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What the mouse did.
    pub kind: MouseKind,
    /// Column.
    pub column: u16,
    /// Row.
    pub row: u16,
    /// Whether control is held.
    pub ctrl: bool,
    /// Whether alt is held.
    pub alt: bool,
    /// Whether shift is held.
    pub shift: bool,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MouseKind {
    /// A button went down.
    Down(Button),
    /// A button went up.
    Up(Button),
    /// The mouse moved with a button held.
    Drag(Button),
    /// The wheel turned up by a notch.
    ScrollUp,
    /// The wheel turned down by a notch.
    ScrollDown,
    /// The wheel went left by a notch.
    ScrollLeft,
    /// The wheel went right by a notch.
    ScrollRight,
}

/// A mouse button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Button {
    /// Left.
    Left,
    /// Middle.
    Middle,
    /// Right.
    Right,
}

/// The event that crossterm's event stands for; none for key releases, keys that we have no name for, and resizes
/// (the size is asked for instead).
pub(super) fn from_crossterm(event: ct::Event) -> Option<Event> {
    match event {
        ct::Event::Key(key) if key.kind == ct::KeyEventKind::Release => None,
        ct::Event::Key(key) => chord(key).map(Event::Key),
        ct::Event::Paste(text) => Some(Event::Paste(unix_line_ends(&text))),
        ct::Event::Mouse(mouse) => mouse_event(mouse).map(Event::Mouse),
        ct::Event::FocusGained => Some(Event::Focus(true)),
        ct::Event::FocusLost => Some(Event::Focus(false)),
        ct::Event::Resize(..) => None,
    }
}

fn chord(event: ct::KeyEvent) -> Option<Chord> {
    let key = match event.code {
        ct::KeyCode::Char(c) => Key::Char(c),
        ct::KeyCode::Enter => Key::Enter,
        ct::KeyCode::Esc => Key::Esc,
        ct::KeyCode::Tab => Key::Tab,
        ct::KeyCode::BackTab => Key::BackTab,
        ct::KeyCode::Backspace => Key::Backspace,
        ct::KeyCode::Delete => Key::Delete,
        ct::KeyCode::Insert => Key::Insert,
        ct::KeyCode::Up => Key::Up,
        ct::KeyCode::Down => Key::Down,
        ct::KeyCode::Left => Key::Left,
        ct::KeyCode::Right => Key::Right,
        ct::KeyCode::Home => Key::Home,
        ct::KeyCode::End => Key::End,
        ct::KeyCode::PageUp => Key::PageUp,
        ct::KeyCode::PageDown => Key::PageDown,
        ct::KeyCode::F(n @ 1..=12) => Key::F(n),
        _ => return None,
    };
    let held = event.modifiers;
    // Two quick presses of Esc arrive as one, and tmux makes Alt of an Esc that it was slow to pass on.
    let alt = held.contains(ct::KeyModifiers::ALT) && key != Key::Esc;
    Some(Chord::new(
        key,
        held.contains(ct::KeyModifiers::CONTROL),
        alt,
        held.contains(ct::KeyModifiers::SHIFT),
    ))
}

fn mouse_event(event: ct::MouseEvent) -> Option<Mouse> {
    let button = |button| match button {
        ct::MouseButton::Left => Button::Left,
        ct::MouseButton::Middle => Button::Middle,
        ct::MouseButton::Right => Button::Right,
    };
    let kind = match event.kind {
        ct::MouseEventKind::Down(which) => MouseKind::Down(button(which)),
        ct::MouseEventKind::Up(which) => MouseKind::Up(button(which)),
        ct::MouseEventKind::Drag(which) => MouseKind::Drag(button(which)),
        ct::MouseEventKind::ScrollUp => MouseKind::ScrollUp,
        ct::MouseEventKind::ScrollDown => MouseKind::ScrollDown,
        ct::MouseEventKind::ScrollLeft => MouseKind::ScrollLeft,
        ct::MouseEventKind::ScrollRight => MouseKind::ScrollRight,
        ct::MouseEventKind::Moved => return None,
    };
    let held = event.modifiers;
    Some(Mouse {
        kind,
        column: event.column,
        row: event.row,
        ctrl: held.contains(ct::KeyModifiers::CONTROL),
        alt: held.contains(ct::KeyModifiers::ALT),
        shift: held.contains(ct::KeyModifiers::SHIFT),
    })
}

/// Terminals send `\r` for a line end in a paste, others pass on what they have.
fn unix_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ct::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

    fn pressed(code: KeyCode, held: KeyModifiers) -> Option<String> {
        match from_crossterm(ct::Event::Key(KeyEvent::new(code, held))) {
            Some(Event::Key(chord)) => Some(chord.to_string()),
            _ => None,
        }
    }

    #[test]
    fn keys_become_chords() {
        for (code, held, expected) in [
            (KeyCode::Char('G'), KeyModifiers::SHIFT, Some("G")),
            (KeyCode::Char('?'), KeyModifiers::SHIFT, Some("?")),
            (KeyCode::Char('p'), KeyModifiers::CONTROL, Some("ctrl-p")),
            (KeyCode::Char('4'), KeyModifiers::CONTROL, Some("ctrl-\\")),
            (KeyCode::BackTab, KeyModifiers::SHIFT, Some("shift-tab")),
            (KeyCode::Esc, KeyModifiers::ALT, Some("esc")),
            (KeyCode::Char('x'), KeyModifiers::ALT, Some("alt-x")),
            (KeyCode::CapsLock, KeyModifiers::NONE, None),
            (KeyCode::F(13), KeyModifiers::NONE, None),
        ] {
            assert_eq!(pressed(code, held).as_deref(), expected, "{code:?}");
        }
    }

    #[test]
    fn releases_are_dropped_and_repeats_are_kept() {
        let key = |kind| ct::Event::Key(KeyEvent::new_with_kind(KeyCode::Down, KeyModifiers::NONE, kind));
        assert_eq!(from_crossterm(key(KeyEventKind::Release)), None);
        assert_eq!(from_crossterm(key(KeyEventKind::Repeat)), Some(Event::Key(Key::Down.into())));
    }

    #[test]
    fn pasted_line_ends_are_one_kind_and_the_rest_is_left() {
        let pasted = from_crossterm(ct::Event::Paste("a\r\nb\rc\nd\x1b\t".to_owned()));
        assert_eq!(pasted, Some(Event::Paste("a\nb\nc\nd\x1b\t".to_owned())));
    }

    #[test]
    fn a_crash_report_does_not_learn_what_was_typed() {
        assert_eq!(Event::Key('x'.into()).kind(), Event::Key('y'.into()).kind());
        assert_eq!(Event::Paste("secret".to_owned()).kind(), "paste");
        assert_eq!(Event::Key(Chord::ctrl(Key::Char('p'))).kind(), "key ctrl-p");
    }
}
