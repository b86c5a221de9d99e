//! Questions being asked, one at a time: beside a page or on a screen of their own.

use super::field;
use super::geometry::Area;
use super::message::{Effect, Now};
use super::render::{hanging, markdown, source};
use super::sheet::{Row, Tone, keep_visible};
use super::verdict::{code_rows, judged_rows};
use crate::course::Course;
use crate::exercise;
use crate::input::{Action, Chord, Key, Scope};
use crate::pricing::PriceBook;
use crate::quiz::{
    Answer, Certainty, ExamResult, Form, Kind, Mode, Open, Outcome, Pick, Question, RunOut, Session, Step,
    Summary, TurnState, Verdict, grade, letter, partial, reveal,
};
use crate::text::{lines, printable};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::Duration;
use tui_input::Input;

/// The longest answer that can be typed, in characters.
const FIELD_LIMIT: usize = 400;

/// A session and what the learner is doing to its present question.
#[derive(Debug)]
pub struct Panel {
    session: Session,
    /// The question under the session's cursor, as it is asked in this showing.
    asked: Option<Question>,
    stage: Stage,
    /// The place of the cursor among the options as shown; none has been chosen yet where `None`.
    cursor: Option<usize>,
    /// Marked places of a question with several right options.
    marked: BTreeSet<usize>,
    field: Input,
    /// Items to arrange, as they stand now, and whether the one under the cursor is held.
    arranged: Vec<usize>,
    held: bool,
    /// The place among the shown partners that each left item was given.
    partners: Vec<Option<usize>>,
    /// What was typed into each gap, and the gap that is typed into; its text is in the field.
    gaps: Vec<String>,
    gap: usize,
    /// The words of an open answer, once they have been given and are to be judged.
    said: Option<String>,
    /// The time that these words took; the clock does not run while they are judged.
    took_ms: Option<u64>,
    /// What is wrong with what was typed, or what to do first.
    message: Option<String>,
    /// Why the last answer is not on disk.
    not_kept: Option<String>,
    scroll: usize,
    shown_at: Duration,
    /// When the clock was last looked at.
    tick: Duration,
    /// Since when something covers the question; its clock stands still meanwhile.
    covered: Option<Duration>,
    /// The log's identifier of the latest answer, where it is on disk.
    latest: Option<String>,
    /// Whether the present question is answered by typing.
    typing: bool,
}

#[derive(Debug)]
enum Stage {
    Asking,
    /// The answer is on its way to the disk; its explanation waits for it.
    Saving(Box<Outcome>),
    Answered(Box<Verdict>),
    Over(Summary),
}

/// The rows of a panel and the part of them that must be seen.
#[derive(Debug, Default)]
pub struct Shown {
    /// All rows.
    pub rows: Vec<Row>,
    /// First and last row that must be on the screen.
    pub wanted: (usize, usize),
    /// Row and column of the text cursor.
    pub caret: Option<(usize, usize)>,
    /// First row of each option, and the first row after it.
    pub options: Vec<(usize, usize)>,
}

impl Panel {
    /// A panel on the present question of `session`.
    pub fn new(session: Session, course: &Course, now: Now) -> Self {
        let mut panel = Self {
            session,
            asked: None,
            stage: Stage::Asking,
            cursor: None,
            marked: BTreeSet::new(),
            field: Input::default(),
            arranged: Vec::new(),
            held: false,
            partners: Vec::new(),
            gaps: Vec::new(),
            gap: 0,
            said: None,
            took_ms: None,
            message: None,
            not_kept: None,
            scroll: 0,
            shown_at: now.tick,
            tick: now.tick,
            covered: None,
            latest: None,
            typing: false,
        };
        panel.show(course, now);
        panel
    }

    /// The learner turns to the question: from now on the time to the answer counts.
    pub fn begin(&mut self, now: Now) {
        if matches!(self.stage, Stage::Asking) {
            self.shown_at = now.tick;
        }
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The session as it is to be kept: `None` once it is over.
    pub fn saved(&self) -> Option<String> {
        (!self.session.is_finished()).then(|| self.session.to_json())
    }

    /// Whether everything has been asked.
    pub fn is_finished(&self) -> bool {
        self.session.is_finished()
    }

    /// Where keys are looked up.
    pub fn scope(&self) -> Scope {
        match &self.stage {
            Stage::Asking | Stage::Saving(_) if self.typing => Scope::Field,
            Stage::Asking | Stage::Saving(_) => Scope::Question,
            Stage::Answered(_) => Scope::Verdict,
            Stage::Over(_) => Scope::Summary,
        }
    }

    /// The question under the cursor.
    pub fn question(&self) -> Option<&Question> {
        self.asked.as_ref()
    }

    /// Where the present question sends its reader.
    pub fn see(&self) -> Option<String> {
        let question = self.question()?;
        Some(question.see.clone().unwrap_or_else(|| question.topic.clone()))
    }

    /// Why an action is not possible now.
    pub fn disabled(&self, action: Action) -> Option<&'static str> {
        let question = self.question();
        match action {
            Action::Hint | Action::FieldHint => {
                let all = question.map_or(0, |question| question.hints.len());
                let seen =
                    self.session.turn().map_or(0, |turn| usize::try_from(turn.hints).unwrap_or(usize::MAX));
                match all {
                    0 => Some("this question has no hints"),
                    all if seen >= all => Some("that was the last hint"),
                    _ => None,
                }
            }
            Action::TakeBack => match self.session.turn() {
                Some(turn) if !turn.is_answered() => Some("there is no answer to take back"),
                _ if !self.session.is_at_latest() => Some("only the latest answer can be taken back"),
                _ if self.latest.is_none() => Some("this answer cannot be taken back any more"),
                _ => None,
            },
            Action::Toggle => match question.map(|question| question.kind.form()) {
                Some(Form::Options { several: true, .. } | Form::Order(_) | Form::Open(_)) => None,
                Some(Form::Match(_)) => Some("a letter gives the item under the cursor its partner"),
                _ => Some("one is right: choose it, then Enter"),
            },
            _ => None,
        }
    }

    /// Does an action. `area` is where the panel is shown.
    pub fn act(&mut self, action: Action, course: &Course, area: Area, now: Now) -> Vec<Effect> {
        self.message = None;
        match action {
            Action::OptionUp => self.move_cursor(-1),
            Action::OptionDown => self.move_cursor(1),
            Action::OptionA => self.choose(0),
            Action::OptionB => self.choose(1),
            Action::OptionC => self.choose(2),
            Action::OptionD => self.choose(3),
            Action::OptionE => self.choose(4),
            Action::OptionF => self.choose(5),
            Action::Toggle => {
                if let Some(Form::Order(_)) = self.question().map(|question| question.kind.form()) {
                    self.held = !self.held && self.cursor.is_some();
                } else if let Some(cursor) = self.cursor {
                    self.mark(cursor);
                }
            }
            Action::Hint | Action::FieldHint => {
                if let Some(question) = &self.asked {
                    self.session.show_hint(question);
                    self.scroll_by(isize::MAX / 2, course, area);
                }
            }
            Action::Certainty | Action::FieldCertainty => {
                let said = self.session.turn().and_then(|turn| turn.certainty);
                self.session.set_certainty(Certainty::after(said));
            }
            Action::TakeBack => {
                if let Some(id) = self.latest.take_if(|_| self.session.take_back()) {
                    self.show(course, now);
                    return vec![Effect::Undo(id)];
                }
            }
            Action::Answer | Action::FieldAnswer => return self.answer(course, now),
            Action::Skip | Action::FieldSkip => {
                self.pause(now);
                if self.session.mode() == Mode::Exam {
                    self.session.postpone()
                } else {
                    self.session.skip()
                };
                self.show(course, now);
            }
            Action::LookBack if self.session.back() => {
                self.session.rewind();
                self.show(course, now);
            }
            Action::NextQuestion if self.session.advance() != Step::Unanswered => self.show(course, now),
            Action::PreviousQuestion if self.session.back() => self.show(course, now),
            Action::VerdictDown | Action::QuestionScrollDown => self.scroll_by(page(area), course, area),
            Action::VerdictUp | Action::QuestionScrollUp => self.scroll_by(-page(area), course, area),
            _ => {}
        }
        Vec::new()
    }

    /// Gives a key to the field; `false` where there is none, or the key means nothing in it.
    pub fn type_key(&mut self, chord: Chord) -> bool {
        if self.scope() != Scope::Field {
            return false;
        }
        if !self.gaps.is_empty() && matches!(chord.key(), Key::Up | Key::Down) {
            self.go_to_gap(if chord.key() == Key::Up { self.gap.saturating_sub(1) } else { self.gap + 1 });
            return true;
        }
        let taken = field::type_key(&mut self.field, chord, FIELD_LIMIT);
        if taken {
            self.message = None;
        }
        taken
    }

    /// Takes pasted text into the field, as one line.
    pub fn paste(&mut self, text: &str) {
        if self.scope() == Scope::Field {
            field::paste(&mut self.field, text, FIELD_LIMIT);
        }
    }

    /// What names the question, its revision and the program, for a report of a mistake.
    pub fn report(&self) -> Option<String> {
        let question = self.question()?;
        let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        Some(format!("{} rev {}, {name} {version}", question.id, question.rev))
    }

    /// Something covers the question now, or no longer does: meanwhile its clock stands still.
    pub fn cover(&mut self, covered: bool, now: Now) {
        match (covered, self.covered) {
            (true, None) => self.covered = Some(now.tick),
            (false, Some(since)) => {
                // What was begun underneath has not been seen before now.
                let hidden = now.tick.saturating_sub(since.max(self.shown_at));
                self.shown_at += hidden;
                self.tick = now.tick;
                self.covered = None;
            }
            _ => {}
        }
    }

    /// The answer is on disk under the identifier in `kept`, or that says why not: now its explanation may be seen.
    pub fn recorded(&mut self, kept: Result<String, String>, course: &Course, now: Now) {
        let not_kept = kept.as_ref().err().cloned();
        self.latest = kept.ok();
        if let Stage::Saving(outcome) = std::mem::replace(&mut self.stage, Stage::Asking) {
            if !self.session.mode().explains_at_once() {
                self.session.advance();
                self.show(course, now);
                self.message = not_kept;
                return;
            }
            self.stage = Stage::Answered(Box::new(outcome.verdict));
            self.not_kept = not_kept;
            self.scroll = 0;
        }
    }

    /// Milliseconds since the present question was shown; 0 where none waits for an answer.
    fn shown_ms(&self, now: Now) -> u64 {
        if !matches!(self.stage, Stage::Asking) {
            return 0;
        }
        let until = self.covered.unwrap_or(now.tick);
        let shown = u64::try_from(until.saturating_sub(self.shown_at).as_millis()).unwrap_or(u64::MAX);
        self.took_ms.unwrap_or(shown)
    }

    /// The time that is left, where a clock runs: as of the latest tick.
    pub fn left(&self) -> Option<Duration> {
        let until = self.covered.unwrap_or(self.tick);
        let shown = u64::try_from(until.saturating_sub(self.shown_at).as_millis()).unwrap_or(u64::MAX);
        let shown = if matches!(self.stage, Stage::Asking) { shown } else { 0 };
        self.session.left_ms(shown).filter(|_| !self.session.is_finished()).map(Duration::from_millis)
    }

    /// When the clock shows another second.
    pub fn wake_at(&self) -> Option<Duration> {
        let runs = matches!(self.stage, Stage::Asking) && self.covered.is_none();
        let asking = |left: &Duration| runs && !left.is_zero();
        let left = self.left().filter(asking)?;
        let rest = Duration::from_millis(u64::try_from(left.as_millis() % 1_000).unwrap_or(0) + 1);
        Some(self.tick + rest)
    }

    /// Looks at the clock: `true` where the time of the question or of the session has just run out.
    pub fn run_out(&mut self, course: &Course, now: Now) -> bool {
        self.tick = now.tick;
        match self.session.run_out(self.shown_ms(now)) {
            None => false,
            Some(RunOut::Session) => {
                self.session.finish();
                self.show(course, now);
                true
            }
            Some(RunOut::Question) => {
                self.session.time_out();
                self.show(course, now);
                true
            }
        }
    }

    /// Counts the time that the open question was looked at, since the learner turns away from it.
    pub fn pause(&mut self, now: Now) {
        let shown = self.shown_ms(now);
        self.session.pass_time(shown);
        self.shown_at = now.tick;
        self.tick = now.tick;
    }

    /// Scrolls by rows, downwards positive.
    pub fn scroll_by(&mut self, by: isize, course: &Course, area: Area) {
        let shown = self.shown(course, area);
        let last = shown.rows.len().saturating_sub(usize::from(area.height));
        self.scroll = self.scroll.saturating_add_signed(by).min(last);
    }

    /// The first row to draw of `shown` in `height` rows.
    pub fn first_row(&self, shown: &Shown, height: usize) -> usize {
        let last = shown.rows.len().saturating_sub(height);
        match self.stage {
            Stage::Asking | Stage::Saving(_) if self.cursor.is_some() || self.typing => {
                keep_visible(self.scroll.min(last), shown.wanted, height, shown.rows.len())
            }
            _ => self.scroll.min(last),
        }
    }

    /// The rows for `area`, with air between the options where there is room for it.
    pub fn shown(&self, course: &Course, area: Area) -> Shown {
        let columns = usize::from(area.width);
        let airy = self.rows(course, columns, true);
        if airy.rows.len() <= usize::from(area.height) { airy } else { self.rows(course, columns, false) }
    }

    fn rows(&self, course: &Course, columns: usize, air: bool) -> Shown {
        if let Stage::Over(summary) = &self.stage {
            return Shown { rows: self.summary_rows(summary, course, columns), ..Shown::default() };
        }
        let Some(question) = self.question() else {
            return Shown {
                rows: vec![Row::of("There is nothing to ask.", Tone::Muted)],
                ..Shown::default()
            };
        };
        let mut shown = Shown::default();
        let (number, total) = self.session.position();
        shown.rows.push(
            Row::of(format!("Question {number} of {total}"), Tone::Title)
                .and(format!("   {}", what(question)), Tone::Muted),
        );
        shown.rows.push(Row::blank());
        match &self.stage {
            Stage::Answered(verdict) => self.verdict_rows(question, verdict, course, columns, &mut shown),
            _ => self.asking_rows(question, columns, air, &mut shown),
        }
        shown
    }

    fn asking_rows(&self, question: &Question, columns: usize, air: bool, shown: &mut Shown) {
        if let Some(chain) = &question.chain {
            let about = format!("Situation, question {} of {} about it", chain.step, chain.of);
            shown.rows.push(Row::of(about, Tone::Muted));
            shown.rows.extend(markdown(&chain.situation, columns));
            shown.rows.push(Row::blank());
        }
        shown.rows.extend(markdown(&question.prompt, columns));
        shown.rows.push(Row::blank());
        let order = self.session.option_order(question);
        if let Kind::Code(code) = &question.kind {
            let top = shown.rows.len();
            let here = |number: usize| self.cursor.is_some_and(|cursor| cursor + 1 == number);
            let lines = matches!(question.kind.form(), Form::Line(_));
            shown.rows.extend(code_rows(code, columns, |number| match lines {
                true if here(number) => (("▸ ", Tone::Accent), true),
                true => (("  ", Tone::Text), false),
                false => (("", Tone::Text), false),
            }));
            if lines {
                shown.options.extend((top..shown.rows.len()).map(|row| (row, row + 1)));
            }
            if let (true, Some(cursor)) = (lines, self.cursor) {
                shown.wanted = (top + cursor, top + cursor);
            }
            shown.rows.push(Row::blank());
        }
        match question.kind.form() {
            Form::Options { options, several } => {
                for (place, index) in order.into_iter().enumerate() {
                    let Some(option) = options.get(index) else { continue };
                    self.option_rows(place, &option.text, several, columns, shown);
                    if air {
                        shown.rows.push(Row::blank());
                    }
                }
                if several {
                    let note = lines("More than one is right: mark them all, then Enter.", columns);
                    shown.rows.extend(note.into_iter().map(|line| Row::of(line, Tone::Muted)));
                }
            }
            Form::Claim => {
                self.option_rows(0, "True", false, columns, shown);
                self.option_rows(1, "False", false, columns, shown);
            }
            Form::Order(items) => {
                for (place, index) in self.arranged.iter().enumerate() {
                    let Some(item) = items.get(*index) else { continue };
                    let here = self.cursor == Some(place);
                    let sign = match (here, self.held) {
                        (true, true) => "⇕ ",
                        (true, false) => "▸ ",
                        _ => "  ",
                    };
                    let lead = Row::of(sign, Tone::Accent).and(format!("{}  ", place + 1), Tone::Key);
                    self.chosen_rows(place, lead, item, columns, shown);
                }
                shown.rows.push(Row::blank());
                let note = if self.held {
                    "The arrows carry the item; Space puts it down."
                } else {
                    "Space takes the item under the cursor, the arrows carry it; Enter answers."
                };
                shown.rows.extend(lines(note, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
            }
            Form::Match(matching) => {
                for (place, pair) in matching.pairs.iter().enumerate() {
                    let sign = if self.cursor == Some(place) { "▸ " } else { "  " };
                    let given = self.partners.get(place).copied().flatten();
                    let mark = given.map_or("_".to_owned(), |given| letter(given).to_string());
                    let lead = Row::of(sign, Tone::Accent)
                        .and(format!("{}  ", place + 1), Tone::Muted)
                        .and(format!("{mark}  "), Tone::Key);
                    self.chosen_rows(place, lead, &pair.left, columns, shown);
                }
                shown.rows.push(Row::blank());
                for (place, right) in order.iter().filter_map(|at| matching.rights.get(*at)).enumerate() {
                    let lead = Row::of(format!("     {}  ", letter(place)), Tone::Key);
                    let first = shown.rows.len();
                    shown.rows.extend(hanging(lead, markdown(right, columns.saturating_sub(8))));
                    shown.options.push((first, shown.rows.len()));
                }
                shown.rows.push(Row::blank());
                let note = "A letter gives the item under the cursor its partner; one may serve twice or never. Enter answers.";
                shown.rows.extend(lines(note, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
            }
            Form::Gaps(cloze) => {
                let text = cloze.with_gaps(|at, _| {
                    let typed = if at == self.gap {
                        Some(self.field.value())
                    } else {
                        self.gaps.get(at).map(String::as_str)
                    };
                    match typed.map(str::trim).filter(|typed| !typed.is_empty()) {
                        Some(typed) => format!("**({}) {}**", at + 1, escaped(typed)),
                        None => format!("**({})** \\_\\_\\_", at + 1),
                    }
                });
                shown.rows.extend(markdown(&text, columns));
                shown.rows.push(Row::blank());
                let of = self.gaps.len();
                if of > 1 {
                    let which = format!(
                        "Gap {} of {of}; ↑ ↓ go to another, Enter goes on and answers at the last.",
                        self.gap + 1
                    );
                    shown
                        .rows
                        .extend(lines(&which, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
                }
            }
            Form::Open(open) => {
                if let Some(said) = &self.said {
                    self.rubric_rows(open, said, columns, shown);
                }
            }
            Form::Line(_) => {
                let note = lines("Choose a line with the arrows, then Enter.", columns);
                shown.rows.extend(note.into_iter().map(|line| Row::of(line, Tone::Muted)));
            }
            Form::Number(_) | Form::Text(_) => {}
        }
        if self.typing {
            let at = shown.rows.len();
            let typed = self.field.value();
            let room = columns.saturating_sub(4);
            let before: String = typed.chars().take(self.field.cursor()).collect();
            let start = crate::text::width(&before);
            // The end of a long answer is in sight.
            let hidden = start.saturating_sub(room.saturating_sub(1));
            let mut skipped = 0;
            let seen: String = typed
                .chars()
                .skip_while(|c| {
                    let skip = skipped < hidden;
                    skipped += crate::text::width(&c.to_string());
                    skip
                })
                .collect();
            shown.rows.push(
                Row::of("› ", Tone::Accent).and(crate::text::truncate(&seen, room).into_owned(), Tone::Title),
            );
            if self.gaps.is_empty() {
                shown.rows.extend(markdown(&crate::quiz::expected(&question.kind), columns));
            }
            shown.wanted = (at, shown.rows.len() - 1);
            shown.caret = Some((at, (2 + start.saturating_sub(hidden)).min(columns.saturating_sub(1))));
        }
        if let Some(certainty) = self.session.turn().and_then(|turn| turn.certainty) {
            shown.rows.push(Row::blank());
            shown.rows.push(Row::of("You say: ", Tone::Muted).and(certainty.name(), Tone::Accent));
            shown.wanted.1 = shown.wanted.1.max(shown.rows.len() - 1);
        }
        if let Some(message) = &self.message {
            shown.rows.push(Row::blank());
            shown.rows.extend(lines(message, columns).into_iter().map(|line| Row::of(line, Tone::Warning)));
            shown.wanted.1 = shown.rows.len() - 1;
        }
        let hints = self.session.turn().map_or(0, |turn| turn.hints);
        for (number, hint) in (1..=hints).zip(&question.hints) {
            shown.rows.push(Row::blank());
            let lead = Row::of(format!("Hint {number}  "), Tone::Accent);
            shown.rows.extend(hanging(lead, markdown(hint, columns.saturating_sub(8))));
        }
    }

    /// Rows behind `lead`, marked where the cursor stands on `place`.
    fn chosen_rows(&self, place: usize, lead: Row, text: &str, columns: usize, shown: &mut Shown) {
        let here = self.cursor == Some(place);
        let indent = crate::text::width(&lead.plain());
        let first = shown.rows.len();
        let rows = hanging(lead, markdown(text, columns.saturating_sub(indent)));
        shown.rows.extend(rows.into_iter().map(|row| row.selected(here)));
        shown.options.push((first, shown.rows.len()));
        if here {
            shown.wanted = (first, shown.rows.len().saturating_sub(1));
        }
    }

    /// What an open answer is compared with: a good one, and points and red flags to tick.
    fn rubric_rows(&self, open: &Open, said: &str, columns: usize, shown: &mut Shown) {
        shown.rows.push(Row::of("You said", Tone::Title));
        shown
            .rows
            .extend(lines(&printable(said), columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
        shown.rows.push(Row::blank());
        shown.rows.push(Row::of("A good answer", Tone::Title));
        shown.rows.extend(markdown(&open.model_answer, columns));
        shown.rows.push(Row::blank());
        shown.rows.push(Row::of("Tick the points that yours makes", Tone::Title));
        for (place, point) in open.rubric.iter().enumerate() {
            let needed = match (point.must, point.bonus) {
                (true, _) => " *(needed)*",
                (_, true) => " *(bonus)*",
                _ => "",
            };
            self.option_rows(place, &format!("{}{needed}", point.text), true, columns, shown);
        }
        if !open.red_flags.is_empty() {
            shown.rows.push(Row::blank());
            shown.rows.push(Row::of("Tick the red flags that it raises", Tone::Title));
            for (at, flag) in open.red_flags.iter().enumerate() {
                self.option_rows(open.rubric.len() + at, flag, true, columns, shown);
            }
        }
        shown.rows.push(Row::blank());
        shown.rows.push(Row::of("Space ticks, Enter ends the judgement.", Tone::Muted));
    }

    fn option_rows(&self, place: usize, text: &str, several: bool, columns: usize, shown: &mut Shown) {
        let here = self.cursor == Some(place);
        let sign = if here { "▸ " } else { "  " };
        let mut lead = Row::of(sign, Tone::Accent);
        if several {
            lead = lead.and(if self.marked.contains(&place) { "[x] " } else { "[ ] " }, Tone::Text);
        }
        lead = lead.and(format!("{}  ", letter(place)), Tone::Key);
        let indent = crate::text::width(&lead.plain());
        let first = shown.rows.len();
        let rows = hanging(lead, markdown(text, columns.saturating_sub(indent)));
        shown.rows.extend(rows.into_iter().map(|row| row.selected(here)));
        shown.options.push((first, shown.rows.len()));
        if here {
            shown.wanted = (first, shown.rows.len().saturating_sub(1));
        }
    }

    fn verdict_rows(
        &self,
        question: &Question,
        verdict: &Verdict,
        course: &Course,
        columns: usize,
        shown: &mut Shown,
    ) {
        let rows = &mut shown.rows;
        let part = partial(question, verdict).map_or_else(String::new, |part| format!("   {part}"));
        let state = self.session.turn().map(|turn| &turn.state);
        rows.push(if state == Some(&TurnState::Late) {
            Row::of("✗ Out of time", Tone::Wrong)
        } else if state == Some(&TurnState::Skipped) {
            Row::of("✗ Not answered", Tone::Wrong)
        } else if verdict.correct {
            Row::of("✓ Right", Tone::Right).and(part, Tone::Muted)
        } else {
            Row::of("✗ Not right", Tone::Wrong).and(part, Tone::Muted)
        });
        if let Some(why) = &self.not_kept {
            rows.extend(lines(why, columns).into_iter().map(|line| Row::of(line, Tone::Warning)));
        }
        rows.push(Row::blank());
        rows.extend(markdown(&question.prompt, columns));
        rows.push(Row::blank());
        let order = self.session.option_order(question);
        rows.extend(judged_rows(question, verdict, &order, &self.given(question), columns));
        rows.push(Row::of("Why", Tone::Title));
        rows.extend(markdown(&question.explain, columns));
        rows.push(Row::blank());
        rows.push(Row::of("Facts behind it", Tone::Title));
        for fact in question.facts.iter().filter_map(|id| course.fact(id)) {
            rows.extend(source(fact, columns));
        }
        let hints = self.session.turn().map_or(0, |turn| usize::try_from(turn.hints).unwrap_or(0));
        if hints < question.hints.len() && !verdict.correct {
            rows.push(Row::blank());
            for hint in question.hints.iter().skip(hints) {
                rows.extend(hanging(
                    Row::of("Hint  ", Tone::Muted),
                    markdown(hint, columns.saturating_sub(6)),
                ));
            }
        }
    }

    /// Turns to the question under the session's cursor.
    fn show(&mut self, course: &Course, now: Now) {
        self.cursor = None;
        self.marked.clear();
        self.field.reset();
        self.message = None;
        self.not_kept = None;
        self.scroll = 0;
        self.shown_at = now.tick;
        self.tick = now.tick;
        self.asked = self.session.turn().and_then(|turn| {
            exercise::ask(course, PriceBook::built_in, &self.session, turn).map(Cow::into_owned)
        });
        self.said = None;
        self.took_ms = None;
        self.held = false;
        self.gap = 0;
        let (mut arranged, mut partners, mut gaps, mut typing) = (Vec::new(), 0, 0, false);
        if let Some(question) = &self.asked {
            match question.kind.form() {
                Form::Order(_) => arranged = self.session.option_order(question),
                Form::Match(matching) => partners = matching.pairs.len(),
                Form::Gaps(cloze) => (gaps, typing) = (cloze.gaps().count(), true),
                Form::Number(_) | Form::Text(_) | Form::Open(_) => typing = true,
                Form::Options { .. } | Form::Claim | Form::Line(_) => {}
            }
        }
        self.cursor = (partners > 0).then_some(0);
        self.arranged = arranged;
        self.partners = vec![None; partners];
        self.gaps = vec![String::new(); gaps];
        self.typing = typing;
        self.stage = match self.session.turn() {
            None => Stage::Over(self.session.summary()),
            Some(turn) => {
                let answered =
                    self.asked.as_ref().and_then(|question| grade(question, &turn.answer(question)?).ok());
                let looked_at = matches!(turn.state, TurnState::Late | TurnState::Skipped);
                let verdict = answered.or_else(|| self.asked.as_ref().filter(|_| looked_at).map(reveal));
                verdict.map_or(Stage::Asking, |verdict| Stage::Answered(Box::new(verdict)))
            }
        };
    }

    fn answer(&mut self, course: &Course, now: Now) -> Vec<Effect> {
        let Some(question) = self.asked.as_ref().filter(|_| matches!(self.stage, Stage::Asking)) else {
            return Vec::new();
        };
        let order = self.session.option_order(question);
        let chosen = |place: usize| order.get(place).copied();
        let answer = match (question.kind.form(), self.cursor) {
            (Form::Options { several: true, .. }, _) => {
                Answer::Choices(self.marked.iter().copied().filter_map(chosen).collect())
            }
            (Form::Options { .. } | Form::Claim, None) => {
                self.message = Some("Choose an option first: a letter, a digit, or the arrows.".to_owned());
                return Vec::new();
            }
            (Form::Claim, Some(place)) => Answer::Claim(place == 0),
            (Form::Options { .. }, Some(place)) => Answer::Choice(chosen(place).unwrap_or(place)),
            (Form::Order(_), _) => Answer::Order(self.arranged.clone()),
            (Form::Line(_), Some(line)) => Answer::Line(line + 1),
            (Form::Line(_), None) => {
                self.message = Some("Choose a line first, with the arrows.".to_owned());
                return Vec::new();
            }
            (Form::Match(_), _) => {
                let given: Option<Vec<usize>> =
                    self.partners.iter().map(|given| given.and_then(chosen)).collect();
                let Some(given) = given else {
                    let first = self.partners.iter().position(Option::is_none).unwrap_or(0);
                    self.message = Some(format!("Item {} has no partner yet.", first + 1));
                    self.cursor = Some(first);
                    return Vec::new();
                };
                Answer::Pairs(given)
            }
            (Form::Gaps(_), _) => {
                if self.gap + 1 < self.gaps.len() {
                    self.go_to_gap(self.gap + 1);
                    return Vec::new();
                }
                let mut gaps = self.gaps.clone();
                if let Some(gap) = gaps.get_mut(self.gap) {
                    self.field.value().trim().clone_into(gap);
                }
                Answer::Gaps(gaps)
            }
            (Form::Open(open), _) => {
                let Some(said) = &self.said else {
                    self.said = Some(self.field.value().trim().to_owned());
                    self.took_ms = Some(self.shown_ms(now));
                    self.field.reset();
                    self.typing = false;
                    self.cursor = Some(0);
                    return Vec::new();
                };
                let (points, flags): (BTreeSet<usize>, BTreeSet<usize>) =
                    self.marked.iter().partition(|at| **at < open.rubric.len());
                let flags = flags.into_iter().map(|at| at - open.rubric.len()).collect();
                Answer::Open { text: said.clone(), points, flags }
            }
            (Form::Number(_), _) => Answer::Quantity(self.field.value().trim().to_owned()),
            (Form::Text(_), _) => Answer::Text(self.field.value().trim().to_owned()),
        };
        let took = self.took_ms.take().unwrap_or_else(|| self.shown_ms(now));
        let Some(question) = self.asked.as_ref() else { return Vec::new() };
        match self.session.submit(question, &answer, took) {
            Ok(outcome) => {
                self.session.follow_up(question, &answer, &|id| {
                    let (topic, head) = course.question_head(id)?;
                    Some(Pick { question: head.id.clone(), topic: topic.id.clone(), showing: 0 })
                });
                let record = outcome.record.clone();
                self.stage = Stage::Saving(Box::new(outcome));
                vec![Effect::Record(Box::new(record))]
            }
            Err(why) => {
                self.message = Some(why.to_string());
                Vec::new()
            }
        }
    }

    /// A click on a row of `area`: what stands there is chosen, or marked.
    pub(super) fn click(&mut self, row: u16, course: &Course, area: Area) {
        if !matches!(self.stage, Stage::Asking) {
            return;
        }
        let shown = self.shown(course, area);
        let row = self.first_row(&shown, usize::from(area.height)) + usize::from(row);
        let hit = shown.options.iter().position(|(first, past)| (*first..*past).contains(&row));
        if let Some(place) = hit {
            self.point_at(place);
        }
    }

    /// Does what a click on `place` means. Right sides of pairs come after the left ones.
    fn point_at(&mut self, place: usize) {
        match self.question().map(|question| question.kind.form()) {
            Some(Form::Match(matching)) => {
                let lefts = matching.pairs.len();
                match place.checked_sub(lefts) {
                    Some(partner) => self.choose(partner),
                    None => self.cursor = Some(place),
                }
            }
            Some(Form::Order(_)) if self.held => {
                let (from, to) = (self.cursor.unwrap_or(place), place);
                self.carry(from, to);
                self.cursor = Some(to);
            }
            Some(Form::Order(_) | Form::Line(_)) => self.cursor = Some(place),
            _ => self.choose(place),
        }
    }

    /// Moves an item to another place of the order.
    fn carry(&mut self, from: usize, to: usize) {
        if from.max(to) < self.arranged.len() {
            let item = self.arranged.remove(from);
            self.arranged.insert(to, item);
        }
    }

    /// How many options the present question has that a letter chooses.
    pub(super) fn options(&self) -> usize {
        match self.question().map(|question| question.kind.form()) {
            Some(Form::Match(matching)) => matching.rights.len(),
            _ => self.places(),
        }
    }

    /// Whether options bear letters; items in order and lines of code bear numbers.
    pub(super) fn has_letters(&self) -> bool {
        !matches!(self.question().map(|question| question.kind.form()), Some(Form::Order(_) | Form::Line(_)))
    }

    /// How many places the cursor can stand at.
    fn places(&self) -> usize {
        match self.question().map(|question| question.kind.form()) {
            Some(Form::Options { options, .. }) => options.len(),
            Some(Form::Claim) => 2,
            Some(Form::Order(items)) => items.len(),
            Some(Form::Match(matching)) => matching.pairs.len(),
            Some(Form::Line(code)) => code.lines().count(),
            Some(Form::Open(open)) if self.said.is_some() => open.rubric.len() + open.red_flags.len(),
            _ => 0,
        }
    }

    /// Goes to another gap and keeps what was typed into this one.
    fn go_to_gap(&mut self, to: usize) {
        let to = to.min(self.gaps.len().saturating_sub(1));
        if let Some(gap) = self.gaps.get_mut(self.gap) {
            self.field.value().trim().clone_into(gap);
        }
        self.gap = to;
        self.field = Input::new(self.gaps.get(to).cloned().unwrap_or_default());
    }

    fn move_cursor(&mut self, by: isize) {
        let Some(last) = self.places().checked_sub(1) else { return };
        let from = self.cursor;
        self.cursor = Some(match self.cursor {
            None if by > 0 => 0,
            None => last,
            Some(cursor) => cursor.saturating_add_signed(by).min(last),
        });
        if let (true, Some(from), Some(to)) = (self.held, from, self.cursor) {
            self.carry(from, to);
        }
    }

    fn choose(&mut self, place: usize) {
        if place >= self.options() {
            return;
        }
        match self.question().map(|question| question.kind.form()) {
            Some(Form::Match(_)) => {
                let at = self.cursor.unwrap_or(0);
                if let Some(partner) = self.partners.get_mut(at) {
                    *partner = Some(place);
                }
                self.cursor = Some((at + 1).min(self.places().saturating_sub(1)));
            }
            Some(Form::Options { several: true, .. } | Form::Open(_)) => {
                self.cursor = Some(place);
                self.mark(place);
            }
            _ => {
                self.held = false;
                self.cursor = Some(place);
            }
        }
    }

    fn mark(&mut self, place: usize) {
        if !self.marked.remove(&place) {
            self.marked.insert(place);
        }
    }

    fn summary_rows(&self, summary: &Summary, course: &Course, columns: usize) -> Vec<Row> {
        if self.session.mode() == Mode::Interview && summary.total > 0 {
            let report = self
                .session
                .interview_report(&|turn| exercise::ask(course, PriceBook::built_in, &self.session, turn));
            return markdown(&report, columns);
        }
        let mut rows = match self.session.exam_result() {
            Some(result) => exam_rows(&result, course, columns),
            None => vec![
                Row::of(format!("{} of {} right", summary.right, summary.total), Tone::Accent),
                Row::blank(),
            ],
        };
        for (count, text) in [
            (summary.recovered, "more right when asked again"),
            (summary.late, "not in time"),
            (summary.skipped, "left out"),
        ] {
            if count > 0 {
                rows.push(Row::of(format!("{count} {text}"), Tone::Muted));
            }
        }
        if !summary.missed.is_empty() {
            rows.push(Row::blank());
            rows.push(Row::of("To look at again", Tone::Title));
            for id in &summary.missed {
                let Some(question) = self.last_asked(id, course) else { continue };
                rows.extend(hanging(
                    Row::of("✗ ", Tone::Wrong),
                    markdown(&question.prompt, columns.saturating_sub(2)),
                ));
            }
        }
        rows
    }

    /// The question as it was asked last in this session.
    fn last_asked<'c>(&self, id: &str, course: &'c Course) -> Option<Cow<'c, Question>> {
        let turn = self.session.turns().iter().rfind(|turn| turn.pick.question == id)?;
        // What is asked does not depend on the run, which need not be made for it.
        if let Some(question) =
            course.question(id).filter(|question| matches!(question.kind, Kind::Predict(_)))
        {
            return Some(Cow::Borrowed(question));
        }
        exercise::ask(course, PriceBook::built_in, &self.session, turn)
    }

    fn given(&self, question: &Question) -> String {
        match self.session.turn().and_then(|turn| turn.answer(question)) {
            Some(Answer::Quantity(typed) | Answer::Text(typed) | Answer::Open { text: typed, .. }) => {
                printable(&typed).into_owned()
            }
            _ => String::new(),
        }
    }
}

/// The result of an exam: passed or not, then topics, weakest first.
fn exam_rows(result: &ExamResult, course: &Course, columns: usize) -> Vec<Row> {
    let (word, tone) =
        if result.passed() { ("✓ Passed", Tone::Right) } else { ("✗ Not passed", Tone::Wrong) };
    let figures = format!(
        "  {} of {} right, {} %; {} % is needed",
        result.right,
        result.of,
        result.percent(),
        result.pass_percent
    );
    let mut rows = vec![Row::of(word, tone).and(figures, Tone::Text), Row::blank()];
    for score in &result.topics {
        let title = course.topic(&score.topic).map_or(score.topic.as_str(), |topic| &topic.title);
        let tail = format!("{:>3} of {:<3}", score.right, score.total);
        let room = columns.saturating_sub(crate::text::width(&tail) + 2);
        let title = crate::text::truncate(title, room);
        rows.push(
            Row::of(crate::text::pad(&title, room, crate::text::Side::Left), Tone::Text)
                .and("  ", Tone::Text)
                .and(tail, Tone::Muted),
        );
    }
    rows.push(Row::blank());
    rows
}

fn page(area: Area) -> isize {
    isize::try_from(area.height / 2).unwrap_or(1).max(1)
}

/// Typed text as it is, in Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn what(question: &Question) -> &'static str {
    match question.kind.form() {
        Form::Options { several: false, .. } => "one is right",
        Form::Options { several: true, .. } => "several are right",
        Form::Claim => "true or false",
        Form::Number(_) => "a number",
        Form::Text(_) => "a few words",
        Form::Order(_) => "in order",
        Form::Match(_) => "pairs",
        Form::Gaps(_) => "fill the gaps",
        Form::Line(_) => "one line",
        Form::Open(_) => "in your own words",
    }
}
