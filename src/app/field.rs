//! What keys do in a text field: the same in every field of the program.

use crate::input::{Chord, Key};
use tui_input::{Input, InputRequest};

/// Gives a key to a field of at most `limit` characters; `false` where the key means nothing in it.
pub(super) fn type_key(field: &mut Input, chord: Chord, limit: usize) -> bool {
    let request = match (chord.typed(), chord.key()) {
        (Some(c), _) if field.value().chars().count() < limit => InputRequest::InsertChar(c),
        (Some(_), _) => return true,
        (None, Key::Backspace) => InputRequest::DeletePrevChar,
        (None, Key::Delete) => InputRequest::DeleteNextChar,
        (None, Key::Left) => InputRequest::GoToPrevChar,
        (None, Key::Right) => InputRequest::GoToNextChar,
        (None, Key::Home) => InputRequest::GoToStart,
        (None, Key::End) => InputRequest::GoToEnd,
        (None, Key::Char('a')) if chord.has_ctrl() => InputRequest::GoToStart,
        (None, Key::Char('e')) if chord.has_ctrl() => InputRequest::GoToEnd,
        (None, Key::Char('w')) if chord.has_ctrl() => InputRequest::DeletePrevWord,
        (None, Key::Char('u')) if chord.has_ctrl() => InputRequest::DeleteLine,
        (None, Key::Char('k')) if chord.has_ctrl() => InputRequest::DeleteTillEnd,
        _ => return false,
    };
    field.handle(request);
    true
}

/// Takes pasted text in as one line, as far as it fits.
pub(super) fn paste(field: &mut Input, text: &str, limit: usize) {
    for c in text.chars().filter(|c| !c.is_control()).take(limit) {
        if field.value().chars().count() < limit {
            field.handle(InputRequest::InsertChar(c));
        }
    }
}
