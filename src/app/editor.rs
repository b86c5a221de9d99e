//! A note being written: a small box of several lines.

use super::sheet::{Row, Tone};
use crate::input::{Chord, Key};
use crate::progress::NOTE_LIMIT;
use crate::text::{clusters, width};
use tui_input::{Input, InputRequest};

/// The text of a note and the cursor in it.
#[derive(Debug, Clone, Default)]
pub struct Editor {
    /// One input for each line; there is always one.
    lines: Vec<Input>,
    row: usize,
}

impl Editor {
    /// An editor on `text`, with the cursor at its end.
    pub fn new(text: &str) -> Self {
        let lines: Vec<Input> = text.split('\n').map(|line| Input::new(line.to_owned())).collect();
        let row = lines.len().saturating_sub(1);
        Self { lines, row }
    }

    /// The text, without blanks at its end.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(Input::value).collect();
        lines.join("\n").trim_end().to_owned()
    }

    /// Takes a key; `false` where it means nothing here.
    pub fn type_key(&mut self, chord: Chord) -> bool {
        if chord.has_alt() {
            return false;
        }
        let (column, length) =
            self.lines.get(self.row).map_or((0, 0), |line| (line.cursor(), line.value().chars().count()));
        let last = self.lines.len().saturating_sub(1);
        let request = match (chord.typed(), chord.key()) {
            (Some(c), _) => {
                self.insert(c);
                return true;
            }
            (None, Key::Enter) => {
                self.insert('\n');
                return true;
            }
            (None, Key::Backspace) if column == 0 => {
                if self.row > 0 {
                    self.row -= 1;
                    self.join();
                }
                return true;
            }
            (None, Key::Delete) if column == length => {
                self.join();
                return true;
            }
            (None, Key::Up) => return self.go(self.row.saturating_sub(1), column),
            (None, Key::Down) => return self.go((self.row + 1).min(last), column),
            (None, Key::Left) if column == 0 && self.row > 0 => return self.go(self.row - 1, usize::MAX),
            (None, Key::Right) if column == length && self.row < last => return self.go(self.row + 1, 0),
            (None, Key::Left) if chord.has_ctrl() => InputRequest::GoToPrevWord,
            (None, Key::Right) if chord.has_ctrl() => InputRequest::GoToNextWord,
            (None, _) => match super::field::edit(chord) {
                Some(request) => request,
                None => return false,
            },
        };
        if let Some(line) = self.lines.get_mut(self.row) {
            line.handle(request);
        }
        true
    }

    /// Takes pasted text: line breaks of every kind are kept, tabs become spaces, other control characters are left out.
    pub fn paste(&mut self, text: &str) {
        let text =
            text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', "    ");
        let room = NOTE_LIMIT.saturating_sub(self.length());
        for c in text.chars().filter(|c| *c == '\n' || !crate::text::is_unprintable(*c)).take(room) {
            self.insert(c);
        }
    }

    fn length(&self) -> usize {
        self.lines.iter().map(|line| line.value().chars().count() + 1).sum::<usize>().saturating_sub(1)
    }

    fn insert(&mut self, c: char) {
        if self.length() >= NOTE_LIMIT {
            return;
        }
        let Some(line) = self.lines.get_mut(self.row) else { return };
        if c != '\n' {
            line.handle(InputRequest::InsertChar(c));
            return;
        }
        let cursor = line.cursor();
        let (before, after): (Vec<_>, Vec<_>) =
            line.value().chars().enumerate().partition(|(at, _)| *at < cursor);
        let whole = |part: Vec<(usize, char)>| part.into_iter().map(|(_, c)| c).collect::<String>();
        *line = Input::new(whole(before));
        self.row += 1;
        self.lines.insert(self.row, Input::new(whole(after)).with_cursor(0));
    }

    /// Joins the line below to the one with the cursor.
    fn join(&mut self) {
        if self.row + 1 >= self.lines.len() {
            return;
        }
        let below = self.lines.remove(self.row + 1);
        if let Some(line) = self.lines.get_mut(self.row) {
            let cursor = line.value().chars().count();
            *line = Input::new(format!("{}{}", line.value(), below.value())).with_cursor(cursor);
        }
    }

    fn go(&mut self, row: usize, column: usize) -> bool {
        self.row = row;
        if let Some(line) = self.lines.get_mut(row) {
            let column = column.min(line.value().chars().count());
            line.handle(InputRequest::SetCursor(column));
        }
        true
    }

    /// The rows of the text in `columns` cells, and row and column of the cursor.
    pub fn rows(&self, columns: usize) -> (Vec<Row>, (usize, usize)) {
        // The cursor may stand behind the last character of a full row.
        let room = columns.saturating_sub(1).max(1);
        let mut rows = Vec::new();
        let mut caret = (0, 0);
        for (number, line) in self.lines.iter().enumerate() {
            let starts = row_starts(line.value(), room);
            let part = |from: usize, to: usize| -> String {
                line.value().chars().skip(from).take(to.saturating_sub(from)).collect()
            };
            if number == self.row {
                let at = starts.iter().rposition(|start| *start <= line.cursor()).unwrap_or(0);
                let before = part(starts.get(at).copied().unwrap_or(0), line.cursor());
                caret = (rows.len() + at, width(&before).min(room));
            }
            let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
            for (start, end) in starts.iter().zip(ends) {
                let mut text = part(*start, end);
                // A blank at which a row ends may stand beyond its edge.
                if width(&text) > room {
                    text.pop();
                }
                rows.push(Row::of(text, Tone::Text));
            }
        }
        (rows, caret)
    }
}

/// Where the rows of a line begin, in characters: at words where they can, with at most `room` cells in each.
fn row_starts(line: &str, room: usize) -> Vec<usize> {
    let mut starts = vec![0];
    let (mut at, mut used) = (0, 0);
    // The place behind the latest blank of the row, and the cells up to there.
    let mut blank = None;
    for (cluster, cells) in clusters(line) {
        let after = at + cluster.chars().count();
        if used + cells > room {
            if cluster == " " {
                starts.push(after);
                (at, used, blank) = (after, 0, None);
                continue;
            }
            let (start, before) = blank.take().unwrap_or((at, used));
            starts.push(start);
            used -= before;
            // What stood behind the blank may leave no room either.
            if used > 0 && used + cells > room {
                starts.push(at);
                used = 0;
            }
        }
        used += cells;
        at = after;
        if cluster == " " {
            blank = Some((after, used));
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn press(editor: &mut Editor, keys: &str) {
        for key in keys.split_whitespace() {
            assert!(editor.type_key(key.parse().unwrap()), "{key}");
        }
    }

    #[test]
    fn lines_are_split_and_joined_at_the_cursor() {
        let mut editor = Editor::new("");
        press(&mut editor, "a b c d left left enter x");
        assert_eq!(editor.text(), "ab\nxcd");
        press(&mut editor, "left backspace");
        assert_eq!(editor.text(), "abxcd");
        press(&mut editor, "enter up end delete y");
        assert_eq!(editor.text(), "abyxcd");
        press(&mut editor, "home up backspace ctrl-k");
        assert_eq!(editor.text(), "");
    }

    #[test]
    fn pasted_text_keeps_its_lines_and_nothing_that_commands_a_terminal() {
        let mut editor = Editor::new("x");
        editor.paste("1\r\n2\r3\t4\u{1b}[31m\u{7}\u{202e}");
        assert_eq!(editor.text(), "x1\n2\n3    4[31m");
        editor.paste(&"é".repeat(2 * NOTE_LIMIT));
        assert_eq!(editor.text().chars().count(), NOTE_LIMIT);
    }

    #[test]
    fn rows_break_at_words() {
        let rows = |text: &str, columns: usize| -> Vec<String> {
            Editor::new(text).rows(columns).0.iter().map(Row::plain).collect()
        };
        assert_eq!(rows("a new environment", 8), ["a new ", "environ", "ment"]);
        assert_eq!(rows("it waits, so", 9), ["it ", "waits, ", "so"]);
        assert_eq!(rows("abcdefg hij", 8), ["abcdefg", "hij"]);
        assert_eq!(rows("", 8), [""]);
        assert_eq!(rows(" a界", 3), [" ", "a", "界"]);
        let mut editor = Editor::new("abcdefg hij");
        press(&mut editor, "left left left");
        assert_eq!(editor.rows(8).1, (1, 0));
        press(&mut editor, "left");
        assert_eq!(editor.rows(8).1, (0, 7));
    }

    proptest! {
        #[test]
        fn the_cursor_stays_in_the_box(
            text in "[a-z界\u{301}\n ]{0,40}",
            keys in prop::collection::vec(prop::sample::select(vec![
                "up", "down", "left", "right", "home", "end", "enter", "backspace", "delete", "界", "x", "ctrl-w", "ctrl-u",
            ]), 0..40),
            columns in 3_usize..20,
        ) {
            let mut editor = Editor::new(&text);
            for key in keys {
                editor.type_key(key.parse().unwrap());
                let (rows, (row, column)) = editor.rows(columns);
                prop_assert!(row < rows.len() && column < columns);
                prop_assert!(rows.iter().all(|row| crate::text::width(&row.plain()) < columns));
            }
        }
    }
}
