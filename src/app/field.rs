//! What keys do in a text field: the same in every field of the program.

use crate::input::{Chord, Key};
use tui_input::{Input, InputRequest};

/// Gives a key to a field of at most `limit` characters; `false` where the key means nothing in it.
pub(super) fn type_key(field: &mut Input, chord: Chord, limit: usize) -> bool {
    let request = match chord.typed() {
        Some(c) if field.value().chars().count() < limit => Some(InputRequest::InsertChar(c)),
        Some(_) => return true,
        None => edit(chord),
    };
    request.is_some_and(|request| {
        field.handle(request);
        true
    })
}

/// What a key that types nothing does within a line of text.
pub(super) fn edit(chord: Chord) -> Option<InputRequest> {
    Some(match chord.key() {
        Key::Backspace => InputRequest::DeletePrevChar,
        Key::Delete => InputRequest::DeleteNextChar,
        Key::Left => InputRequest::GoToPrevChar,
        Key::Right => InputRequest::GoToNextChar,
        Key::Home => InputRequest::GoToStart,
        Key::End => InputRequest::GoToEnd,
        Key::Char('a') if chord.has_ctrl() => InputRequest::GoToStart,
        Key::Char('e') if chord.has_ctrl() => InputRequest::GoToEnd,
        Key::Char('w') if chord.has_ctrl() => InputRequest::DeletePrevWord,
        Key::Char('u') if chord.has_ctrl() => InputRequest::DeleteLine,
        Key::Char('k') if chord.has_ctrl() => InputRequest::DeleteTillEnd,
        _ => return None,
    })
}

/// Takes pasted text in as one line, as far as it fits.
pub(super) fn paste(field: &mut Input, text: &str, limit: usize) {
    for c in text.chars().filter(|c| !c.is_control()).take(limit) {
        if field.value().chars().count() < limit {
            field.handle(InputRequest::InsertChar(c));
        }
    }
}
