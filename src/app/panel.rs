//! Questions being asked, one at a time: beside a page or on a screen of their own.

use super::geometry::Area;
use super::message::{Effect, Now};
use super::render::{hanging, markdown, source};
use super::sheet::{Piece, Row, Tone, keep_visible};
use crate::content::Mark;
use crate::course::Course;
use crate::input::{Action, Chord, Key, Scope};
use crate::quiz::{Answer, Kind, Outcome, Question, Session, Step, Summary, Verdict, grade, letter};
use crate::text::lines;
use std::collections::BTreeSet;
use std::time::Duration;
use tui_input::{Input, InputRequest};

/// The longest answer that can be typed, in characters.
const FIELD_LIMIT: usize = 60;

/// A session and what the learner is doing to its present question.
#[derive(Debug)]
pub struct Panel {
    session: Session,
    stage: Stage,
    /// The place of the cursor among the options as shown; none has been chosen yet where `None`.
    cursor: Option<usize>,
    /// Marked places of a question with several right options.
    marked: BTreeSet<usize>,
    field: Input,
    /// What is wrong with what was typed, or what to do first.
    message: Option<String>,
    /// Why the last answer is not on disk.
    not_kept: Option<String>,
    scroll: usize,
    shown_at: Duration,
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
            stage: Stage::Asking,
            cursor: None,
            marked: BTreeSet::new(),
            field: Input::default(),
            message: None,
            not_kept: None,
            scroll: 0,
            shown_at: now.tick,
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
    pub fn question<'c>(&self, course: &'c Course) -> Option<&'c Question> {
        course.question(&self.session.turn()?.pick.question)
    }

    /// Where the present question sends its reader.
    pub fn see(&self, course: &Course) -> Option<String> {
        let question = self.question(course)?;
        Some(question.see.clone().unwrap_or_else(|| question.topic.clone()))
    }

    /// Why an action is not possible now.
    pub fn disabled(&self, action: Action, course: &Course) -> Option<&'static str> {
        let question = self.question(course);
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
            Action::Toggle if !matches!(question.map(|question| &question.kind), Some(Kind::Multi(_))) => {
                Some("one option is right: choose it, then Enter")
            }
            _ => None,
        }
    }

    /// Does an action. `area` is where the panel is shown.
    pub fn act(&mut self, action: Action, course: &Course, area: Area, now: Now) -> Vec<Effect> {
        self.message = None;
        match action {
            Action::OptionUp => self.move_cursor(-1, course),
            Action::OptionDown => self.move_cursor(1, course),
            Action::OptionA => self.choose(0, course),
            Action::OptionB => self.choose(1, course),
            Action::OptionC => self.choose(2, course),
            Action::OptionD => self.choose(3, course),
            Action::OptionE => self.choose(4, course),
            Action::OptionF => self.choose(5, course),
            Action::Toggle => {
                if let Some(cursor) = self.cursor {
                    self.mark(cursor);
                }
            }
            Action::Hint | Action::FieldHint => {
                if let Some(question) = self.question(course) {
                    self.session.show_hint(question);
                    self.scroll_by(isize::MAX / 2, course, area);
                }
            }
            Action::Answer | Action::FieldAnswer => return self.answer(course, now),
            Action::Skip | Action::FieldSkip => {
                self.session.skip();
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
        let request = match (chord.typed(), chord.key()) {
            (Some(c), _) if self.field.value().chars().count() < FIELD_LIMIT => InputRequest::InsertChar(c),
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
        self.message = None;
        self.field.handle(request);
        true
    }

    /// Takes pasted text into the field, as one line.
    pub fn paste(&mut self, text: &str) {
        if self.scope() == Scope::Field {
            for c in text.chars().filter(|c| !c.is_control()).take(FIELD_LIMIT) {
                if self.field.value().chars().count() < FIELD_LIMIT {
                    self.field.handle(InputRequest::InsertChar(c));
                }
            }
        }
    }

    /// The answer is on disk, or `not_kept` says why it is not: now its explanation may be seen.
    pub fn recorded(&mut self, not_kept: Option<String>) {
        if let Stage::Saving(outcome) = std::mem::replace(&mut self.stage, Stage::Asking) {
            self.stage = Stage::Answered(Box::new(outcome.verdict));
            self.not_kept = not_kept;
            self.scroll = 0;
        }
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
            return Shown { rows: summary_rows(summary, course, columns), ..Shown::default() };
        }
        let Some(question) = self.question(course) else {
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
        shown.rows.extend(markdown(&question.prompt, columns));
        shown.rows.push(Row::blank());
        match &question.kind {
            Kind::Single(options) | Kind::Multi(options) => {
                let several = matches!(question.kind, Kind::Multi(_));
                for (place, index) in self.session.option_order(question).into_iter().enumerate() {
                    let Some(option) = options.get(index) else { continue };
                    self.option_rows(place, &option.text, several, columns, shown);
                    if air {
                        shown.rows.push(Row::blank());
                    }
                }
                if several {
                    shown
                        .rows
                        .push(Row::of("More than one is right: mark them all, then Enter.", Tone::Muted));
                }
            }
            Kind::TrueFalse { .. } => {
                self.option_rows(0, "True", false, columns, shown);
                self.option_rows(1, "False", false, columns, shown);
            }
            Kind::Numeric(_) => {
                let at = shown.rows.len();
                let typed = self.field.value();
                let room = columns.saturating_sub(4);
                let start = crate::text::width(&typed.chars().take(self.field.cursor()).collect::<String>());
                shown.rows.push(
                    Row::of("› ", Tone::Accent)
                        .and(crate::text::truncate(typed, room).into_owned(), Tone::Title),
                );
                shown.rows.extend(markdown(&crate::quiz::expected(&question.kind), columns));
                shown.wanted = (at, shown.rows.len() - 1);
                shown.caret = Some((at, (2 + start).min(columns.saturating_sub(1))));
            }
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
        rows.push(if verdict.correct {
            Row::of("✓ Right", Tone::Right)
        } else {
            Row::of("✗ Not right", Tone::Wrong)
        });
        if let Some(why) = &self.not_kept {
            rows.extend(lines(why, columns).into_iter().map(|line| Row::of(line, Tone::Warning)));
        }
        rows.push(Row::blank());
        rows.extend(markdown(&question.prompt, columns));
        rows.push(Row::blank());
        let order = self.session.option_order(question);
        match &question.kind {
            Kind::Single(options) | Kind::Multi(options) => {
                for (place, index) in order.into_iter().enumerate() {
                    let (Some(option), Some(state)) = (options.get(index), verdict.options.get(index)) else {
                        continue;
                    };
                    let (sign, tone) = sign(state.chosen, state.correct);
                    let lead = Row::of(sign, tone).and(format!("{}  ", letter(place)), Tone::Key);
                    rows.extend(hanging(
                        lead,
                        judged(
                            markdown(&option.text, columns.saturating_sub(5)),
                            state.chosen,
                            columns.saturating_sub(5),
                        ),
                    ));
                    rows.extend(indented(5, markdown(&state.why, columns.saturating_sub(5))));
                    rows.push(Row::blank());
                }
            }
            Kind::TrueFalse { .. } => {
                for (text, state) in ["True", "False"].into_iter().zip(&verdict.options) {
                    let (sign, tone) = sign(state.chosen, state.correct);
                    let text =
                        judged(vec![Row::of(text, Tone::Text)], state.chosen, columns.saturating_sub(5));
                    rows.extend(hanging(Row::of(sign, tone).and("   ", Tone::Text), text));
                    rows.extend(indented(5, markdown(&state.why, columns.saturating_sub(5))));
                    rows.push(Row::blank());
                }
            }
            Kind::Numeric(_) => {
                rows.push(Row::of("your answer   ", Tone::Muted).and(self.given(question), Tone::Text));
                rows.push(Row::of("right         ", Tone::Muted).and(verdict.key.clone(), Tone::Right));
                if let Some(mistake) = &verdict.mistake {
                    rows.extend(markdown(mistake, columns));
                }
                rows.push(Row::blank());
            }
        }
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
        self.typing = matches!(self.question(course).map(|question| &question.kind), Some(Kind::Numeric(_)));
        self.stage = match self.session.turn() {
            None => Stage::Over(self.session.summary()),
            Some(turn) => {
                let answered = course
                    .question(&turn.pick.question)
                    .and_then(|question| grade(question, &turn.answer(question)?).ok());
                answered.map_or(Stage::Asking, |verdict| Stage::Answered(Box::new(verdict)))
            }
        };
    }

    fn answer(&mut self, course: &Course, now: Now) -> Vec<Effect> {
        let Some(question) = self.question(course).filter(|_| matches!(self.stage, Stage::Asking)) else {
            return Vec::new();
        };
        let order = self.session.option_order(question);
        let chosen = |place: usize| order.get(place).copied();
        let answer = match (&question.kind, self.cursor) {
            (Kind::Numeric(_), _) => Answer::Quantity(self.field.value().trim().to_owned()),
            (Kind::Multi(_), _) => Answer::Choices(self.marked.iter().copied().filter_map(chosen).collect()),
            (_, None) => {
                self.message = Some("Choose an option first: a letter, a digit, or the arrows.".to_owned());
                return Vec::new();
            }
            (Kind::TrueFalse { .. }, Some(place)) => Answer::Claim(place == 0),
            (Kind::Single(_), Some(place)) => Answer::Choice(chosen(place).unwrap_or(place)),
        };
        let took = now.tick.saturating_sub(self.shown_at);
        match self.session.submit(question, &answer, u64::try_from(took.as_millis()).unwrap_or(u64::MAX)) {
            Ok(outcome) => {
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

    /// A click on a row of `area`: the option that stands there is chosen, or marked.
    pub(super) fn click(&mut self, row: u16, course: &Course, area: Area) {
        if !matches!(self.stage, Stage::Asking) {
            return;
        }
        let shown = self.shown(course, area);
        let row = self.first_row(&shown, usize::from(area.height)) + usize::from(row);
        let hit = shown.options.iter().position(|(first, past)| (*first..*past).contains(&row));
        if let Some(place) = hit {
            self.choose(place, course);
        }
    }

    /// How many options the present question has.
    pub(super) fn options(&self, course: &Course) -> usize {
        match self.question(course).map(|question| &question.kind) {
            Some(Kind::Single(options) | Kind::Multi(options)) => options.len(),
            Some(Kind::TrueFalse { .. }) => 2,
            _ => 0,
        }
    }

    fn move_cursor(&mut self, by: isize, course: &Course) {
        let Some(last) = self.options(course).checked_sub(1) else { return };
        self.cursor = Some(match self.cursor {
            None if by > 0 => 0,
            None => last,
            Some(cursor) => cursor.saturating_add_signed(by).min(last),
        });
    }

    fn choose(&mut self, place: usize, course: &Course) {
        if place < self.options(course) {
            self.cursor = Some(place);
            if matches!(self.question(course).map(|question| &question.kind), Some(Kind::Multi(_))) {
                self.mark(place);
            }
        }
    }

    fn mark(&mut self, place: usize) {
        if !self.marked.remove(&place) {
            self.marked.insert(place);
        }
    }

    fn given(&self, question: &Question) -> String {
        match self.session.turn().and_then(|turn| turn.answer(question)) {
            Some(Answer::Quantity(typed)) => typed,
            _ => String::new(),
        }
    }
}

fn page(area: Area) -> isize {
    isize::try_from(area.height / 2).unwrap_or(1).max(1)
}

fn what(question: &Question) -> &'static str {
    match question.kind {
        Kind::Single(_) => "one is right",
        Kind::Multi(_) => "several are right",
        Kind::TrueFalse { .. } => "true or false",
        Kind::Numeric(_) => "a number",
    }
}

fn sign(chosen: bool, correct: bool) -> (&'static str, Tone) {
    match (chosen, correct) {
        (_, true) => ("✓ ", Tone::Right),
        (true, false) => ("✗ ", Tone::Wrong),
        (false, false) => ("  ", Tone::Muted),
    }
}

/// An option after the answer: it stands out from its reason, and says whether it was chosen.
fn judged(rows: Vec<Row>, chosen: bool, columns: usize) -> Vec<Row> {
    let bold = |mut piece: Piece| {
        piece.tone = match piece.tone {
            Tone::Page(role, mark) => Tone::Page(role, Mark { strong: true, ..mark }),
            _ => Tone::Title,
        };
        piece
    };
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|row| Row { pieces: row.pieces.into_iter().map(bold).collect(), ..row })
        .collect();
    if chosen {
        const YOURS: &str = "‹ your answer";
        match rows.pop() {
            Some(last) if crate::text::width(&last.plain()) + 2 + crate::text::width(YOURS) <= columns => {
                rows.push(last.and("  ", Tone::Text).and(YOURS, Tone::Muted));
            }
            last => {
                rows.extend(last);
                rows.push(Row::of(YOURS, Tone::Muted));
            }
        }
    }
    rows
}

fn indented(columns: usize, rows: Vec<Row>) -> Vec<Row> {
    hanging(Row::of(" ".repeat(columns), Tone::Text), rows)
}

fn summary_rows(summary: &Summary, course: &Course, columns: usize) -> Vec<Row> {
    let mut rows =
        vec![Row::of(format!("{} of {} right", summary.right, summary.total), Tone::Accent), Row::blank()];
    for (count, text) in
        [(summary.recovered, "more right when asked again"), (summary.skipped, "left for later")]
    {
        if count > 0 {
            rows.push(Row::of(format!("{count} {text}"), Tone::Muted));
        }
    }
    if !summary.missed.is_empty() {
        rows.push(Row::blank());
        rows.push(Row::of("To look at again", Tone::Title));
        for question in summary.missed.iter().filter_map(|id| course.question(id)) {
            rows.extend(hanging(
                Row::of("✗ ", Tone::Wrong),
                markdown(&question.prompt, columns.saturating_sub(2)),
            ));
        }
    }
    rows
}
