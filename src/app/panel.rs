//! Questions being asked, one at a time: beside a page or on a screen of their own.

use super::field;
use super::geometry::Area;
use super::message::{Effect, Now};
use super::render::{hanging, markdown, source};
use super::sheet::{Row, Tone, keep_visible};
use super::verdict::{code_rows, judged_rows};
use crate::course::Course;
use crate::exercise;
use crate::input::{Action, Chord, Scope};
use crate::pricing::PriceBook;
use crate::quiz::{
    Answer, ExamResult, Form, Kind, Mode, Open, Outcome, Question, RunOut, Session, Step, Summary, TurnState,
    Verdict, grade, letter, partial, reveal, ticks_expected,
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
    /// The words of an open answer, once they have been given and are to be judged.
    said: Option<String>,
    /// What is wrong with what was typed, or what to do first.
    message: Option<String>,
    /// Why the last answer is not on disk.
    not_kept: Option<String>,
    scroll: usize,
    shown_at: Duration,
    /// When the clock was last looked at.
    tick: Duration,
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
            said: None,
            message: None,
            not_kept: None,
            scroll: 0,
            shown_at: now.tick,
            tick: now.tick,
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
            Action::OptionUp => self.move_cursor(-1),
            Action::OptionDown => self.move_cursor(1),
            Action::OptionA => self.choose(0),
            Action::OptionB => self.choose(1),
            Action::OptionC => self.choose(2),
            Action::OptionD => self.choose(3),
            Action::OptionE => self.choose(4),
            Action::OptionF => self.choose(5),
            Action::Toggle => {
                if let Some(cursor) = self.cursor {
                    self.mark(cursor);
                }
            }
            Action::Hint | Action::FieldHint => {
                if let Some(question) = &self.asked {
                    self.session.show_hint(question);
                    self.scroll_by(isize::MAX / 2, course, area);
                }
            }
            Action::Answer | Action::FieldAnswer => return self.answer(now),
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

    /// The answer is on disk, or `not_kept` says why it is not: now its explanation may be seen.
    pub fn recorded(&mut self, not_kept: Option<String>, course: &Course, now: Now) {
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
        u64::try_from(now.tick.saturating_sub(self.shown_at).as_millis()).unwrap_or(u64::MAX)
    }

    /// The time that is left, where a clock runs: as of the latest tick.
    pub fn left(&self) -> Option<Duration> {
        let shown = u64::try_from(self.tick.saturating_sub(self.shown_at).as_millis()).unwrap_or(u64::MAX);
        let shown = if matches!(self.stage, Stage::Asking) { shown } else { 0 };
        self.session.left_ms(shown).filter(|_| !self.session.is_finished()).map(Duration::from_millis)
    }

    /// When the clock shows another second.
    pub fn wake_at(&self) -> Option<Duration> {
        let left = self.left().filter(|_| matches!(self.stage, Stage::Asking))?;
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
            shown.rows.extend(code_rows(code, columns, |_| (("", Tone::Text), false)));
            shown.rows.push(Row::blank());
        }
        let lettered = |items: Vec<&String>, shown: &mut Shown| {
            for (place, item) in items.into_iter().enumerate() {
                let lead = Row::of(format!("  {}  ", letter(place)), Tone::Key);
                shown.rows.extend(hanging(lead, markdown(item, columns.saturating_sub(5))));
            }
            shown.rows.push(Row::blank());
        };
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
            Form::Order(items) => lettered(order.iter().filter_map(|at| items.get(*at)).collect(), shown),
            Form::Match(matching) => {
                for (number, pair) in (1..).zip(&matching.pairs) {
                    let lead = Row::of(format!("  {number}  "), Tone::Key);
                    shown.rows.extend(hanging(lead, markdown(&pair.left, columns.saturating_sub(5))));
                }
                shown.rows.push(Row::blank());
                lettered(order.iter().filter_map(|at| matching.rights.get(*at)).collect(), shown);
            }
            Form::Gaps(cloze) => {
                shown.rows.extend(markdown(&cloze.numbered(), columns));
                shown.rows.push(Row::blank());
            }
            Form::Open(open) => {
                if self.said.is_some() {
                    rubric_rows(open, columns, shown);
                }
            }
            Form::Number(_) | Form::Text(_) | Form::Line(_) => {}
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
            let expected = match (&question.kind, &self.said) {
                (Kind::Open(open), Some(_)) => ticks_expected(open),
                (kind, _) => crate::quiz::expected(kind),
            };
            shown.rows.extend(markdown(&expected, columns));
            shown.wanted = (at, shown.rows.len() - 1);
            shown.caret = Some((at, (2 + start.saturating_sub(hidden)).min(columns.saturating_sub(1))));
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
        self.typing = self
            .question()
            .is_some_and(|question| !matches!(question.kind.form(), Form::Options { .. } | Form::Claim));
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

    fn answer(&mut self, now: Now) -> Vec<Effect> {
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
            (form, _) => {
                let typed = self.field.value().trim().to_owned();
                if let (Form::Open(_), None) = (form, &self.said) {
                    self.said = Some(typed);
                    self.field.reset();
                    return Vec::new();
                }
                let read = match &self.said {
                    Some(said) => Answer::ticked(said.clone(), &typed, question),
                    None => Answer::from_typed(&typed, question, &order),
                };
                match read {
                    Ok(answer) => answer,
                    Err(why) => {
                        self.message = Some(why.to_string());
                        return Vec::new();
                    }
                }
            }
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
            self.choose(place);
        }
    }

    /// How many options the present question has.
    pub(super) fn options(&self) -> usize {
        match self.question().map(|question| question.kind.form()) {
            Some(Form::Options { options, .. }) => options.len(),
            Some(Form::Claim) => 2,
            _ => 0,
        }
    }

    fn move_cursor(&mut self, by: isize) {
        let Some(last) = self.options().checked_sub(1) else { return };
        self.cursor = Some(match self.cursor {
            None if by > 0 => 0,
            None => last,
            Some(cursor) => cursor.saturating_add_signed(by).min(last),
        });
    }

    fn choose(&mut self, place: usize) {
        if place < self.options() {
            self.cursor = Some(place);
            if matches!(self.question().map(|question| &question.kind), Some(Kind::Multi(_))) {
                self.mark(place);
            }
        }
    }

    fn mark(&mut self, place: usize) {
        if !self.marked.remove(&place) {
            self.marked.insert(place);
        }
    }

    fn summary_rows(&self, summary: &Summary, course: &Course, columns: usize) -> Vec<Row> {
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

/// What an open answer is compared with: a good one, numbered points, lettered red flags.
fn rubric_rows(open: &Open, columns: usize, shown: &mut Shown) {
    let rows = &mut shown.rows;
    rows.push(Row::of("A good answer", Tone::Title));
    rows.extend(markdown(&open.model_answer, columns));
    rows.push(Row::blank());
    rows.push(Row::of("It makes these points", Tone::Title));
    for (number, point) in (1..).zip(&open.rubric) {
        let needed = match (point.must, point.bonus) {
            (true, _) => "   needed",
            (_, true) => "   bonus",
            _ => "",
        };
        let lead = Row::of(format!("  {number}  "), Tone::Key);
        let mut text = hanging(lead, markdown(&point.text, columns.saturating_sub(14)));
        if let Some(last) = text.pop() {
            text.push(last.and(needed, Tone::Muted));
        }
        rows.extend(text);
    }
    if !open.red_flags.is_empty() {
        rows.push(Row::blank());
        rows.push(Row::of("It raises none of these red flags", Tone::Title));
        for (at, flag) in open.red_flags.iter().enumerate() {
            let lead = Row::of(format!("  {}  ", letter(at)), Tone::Key);
            rows.extend(hanging(lead, markdown(flag, columns.saturating_sub(5))));
        }
    }
    rows.push(Row::blank());
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
