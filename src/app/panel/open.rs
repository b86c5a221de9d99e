//! Answering in free words, then judging them by the rubric.

use super::Shown;
use super::choice::option;
use super::task::{Finish, Look, Task, moved};
use crate::app::editor::Editor;
use crate::app::render::markdown;
use crate::app::sheet::{Row, Tone};
use crate::input::Chord;
use crate::quiz::plain::instruction;
use crate::quiz::{Answer, Question};
use crate::text::printable;
use std::collections::BTreeSet;

/// Said before an answer without a word counts: it may be a key pressed too early, or an answer given aloud.
const NOTHING_TYPED: &str =
    "Nothing is typed. If you said it aloud, Enter again shows a good answer to compare it with.";
/// Said before a judgement without a tick counts: it may be a key pressed too early.
const NOTHING_TICKED: &str = "Nothing is ticked. Space or a letter ticks what your answer said; Enter again says that it made no point.";

/// An answer in free words.
#[derive(Debug)]
pub(super) struct Open {
    about: crate::quiz::Open,
    expected: String,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The words are being given.
    Saying {
        editor: Editor,
        /// Whether it was said that nothing is typed.
        warned: bool,
    },
    /// They are compared with a good answer.
    Judging {
        said: String,
        /// Points that were made, then red flags that were raised.
        ticked: BTreeSet<usize>,
        cursor: usize,
        /// Whether it was said that nothing is ticked.
        warned: bool,
    },
}

impl Open {
    /// Nothing has been said yet.
    pub(super) fn of(question: &Question, open: &crate::quiz::Open) -> Self {
        let expected = instruction(question);
        Self {
            about: open.clone(),
            expected,
            stage: Stage::Saying { editor: Editor::new(""), warned: false },
        }
    }

    /// What an open answer is compared with: a good one, and points and red flags to tick.
    fn rubric_rows(
        &self,
        said: &str,
        ticked: &BTreeSet<usize>,
        cursor: usize,
        columns: usize,
        shown: &mut Shown,
    ) {
        shown.rows.push(Row::of("You said", Tone::Title));
        shown.note(&printable(said), columns);
        shown.rows.push(Row::blank());
        shown.rows.push(Row::of(self.about.key_heading(), Tone::Title));
        shown.rows.extend(markdown(&self.about.model_answer, columns));
        shown.rows.push(Row::blank());
        shown.rows.push(Row::of("Tick the points that yours makes", Tone::Title));
        let tick = |place: usize, text: &str, shown: &mut Shown| {
            option(place, text, Some(ticked.contains(&place)), Some(cursor), columns, shown);
        };
        for (place, point) in self.about.rubric.iter().enumerate() {
            let needed = match (point.must, point.bonus) {
                (true, _) => " *(needed)*",
                (_, true) => " *(bonus)*",
                _ => "",
            };
            tick(place, &format!("{}{needed}", point.text), shown);
        }
        if !self.about.red_flags.is_empty() {
            shown.rows.push(Row::blank());
            shown.rows.push(Row::of("Tick the red flags that it raises", Tone::Title));
            for (at, flag) in self.about.red_flags.iter().enumerate() {
                tick(self.about.rubric.len() + at, flag, shown);
            }
        }
        shown.rows.push(Row::blank());
        shown.rows.push(Row::of("Space ticks, Enter ends the judgement.", Tone::Muted));
    }
}

impl Task for Open {
    fn rows(&self, look: &Look<'_>, shown: &mut Shown) {
        let columns = look.columns;
        match &self.stage {
            Stage::Saying { editor, .. } => {
                shown.editor(editor, columns);
                shown.rows.extend(markdown(&self.expected, columns));
                shown.wanted.1 = shown.rows.len().saturating_sub(1);
            }
            Stage::Judging { said, ticked, cursor, .. } => {
                self.rubric_rows(said, ticked, *cursor, columns, shown);
            }
        }
    }

    fn finish(&mut self) -> Finish {
        match &mut self.stage {
            Stage::Saying { editor, warned: warned @ false } if editor.text().trim().is_empty() => {
                *warned = true;
                Finish::Not(NOTHING_TYPED.to_owned())
            }
            Stage::Saying { editor, .. } => {
                let said = editor.text().trim().to_owned();
                self.stage = Stage::Judging { said, ticked: BTreeSet::new(), cursor: 0, warned: false };
                Finish::Judge
            }
            Stage::Judging { ticked, warned: warned @ false, .. } if ticked.is_empty() => {
                *warned = true;
                Finish::Not(NOTHING_TICKED.to_owned())
            }
            Stage::Judging { said, ticked, .. } => {
                let (points, flags): (BTreeSet<usize>, BTreeSet<usize>) =
                    ticked.iter().partition(|at| **at < self.about.rubric.len());
                let flags = flags.into_iter().map(|at| at - self.about.rubric.len()).collect();
                Finish::Answer(Answer::Open { text: said.clone(), points, flags })
            }
        }
    }

    fn is_pointing(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        matches!(self.stage, Stage::Saying { .. })
    }

    fn options(&self) -> usize {
        match self.stage {
            Stage::Saying { .. } => 0,
            Stage::Judging { .. } => self.about.rubric.len() + self.about.red_flags.len(),
        }
    }

    fn toggle_refused(&self) -> Option<&'static str> {
        None
    }

    fn move_cursor(&mut self, by: isize) {
        let places = self.options();
        if let Stage::Judging { cursor, .. } = &mut self.stage {
            *cursor = moved(Some(*cursor), by, places).unwrap_or(0);
        }
    }

    fn choose(&mut self, place: usize) {
        let places = self.options();
        if let Stage::Judging { cursor, .. } = &mut self.stage
            && place < places
        {
            *cursor = place;
            self.toggle();
        }
    }

    fn toggle(&mut self) {
        if let Stage::Judging { ticked, cursor, warned, .. } = &mut self.stage {
            *warned = false;
            if !ticked.remove(cursor) {
                ticked.insert(*cursor);
            }
        }
    }

    fn type_key(&mut self, chord: Chord) -> bool {
        match &mut self.stage {
            Stage::Saying { editor, .. } => editor.type_key(chord),
            Stage::Judging { .. } => false,
        }
    }

    fn paste(&mut self, text: &str) {
        if let Stage::Saying { editor, .. } = &mut self.stage {
            editor.paste(text);
        }
    }

    fn takes_lines(&self) -> bool {
        self.is_typing()
    }

    fn new_line(&mut self) {
        self.paste("\n");
    }
}

impl Shown {
    /// Adds a text of several lines with the text cursor in it.
    fn editor(&mut self, editor: &Editor, columns: usize) {
        let first = self.rows.len();
        let (rows, (row, column)) = editor.rows(columns.saturating_sub(2));
        for (at, text) in rows.into_iter().enumerate() {
            let mut whole = Row::of(if at == 0 { "› " } else { "  " }, Tone::Accent);
            whole.pieces.extend(text.pieces);
            self.rows.push(whole);
        }
        self.wanted = (first + row, first + row);
        self.caret = Some((first + row, column + 2));
    }
}
