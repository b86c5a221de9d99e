//! Questions being asked, one at a time: beside a page or on a screen of their own.
//!
//! [`Panel`] knows the session, the clock and what stage the present question is in. How a question is answered is the
//! business of its task, one file for each form (`choice`, `line`, `order`, `matching`, `typed`, `gaps`, `open`); what is
//! drawn around it stands in `asking`, `answered` and `over`.

mod answered;
mod asking;
mod choice;
mod clock;
mod gaps;
mod judged;
mod line;
mod matching;
mod open;
mod order;
mod over;
mod task;
mod typed;

use super::geometry::Area;
use super::message::{Effect, Now};
use super::sheet::{Row, Tone, keep_visible};
use crate::content::SyntaxLines;
use crate::course::Course;
use crate::exercise::{self, Tool};
use crate::input::{Action, Chord, Scope};
use crate::pricing::PriceBook;
use crate::quiz::{
    Answer, Certainty, Kind, Mode, Outcome, Pick, Question, RunOut, Session, Step, Summary, Turn, TurnState,
    Verdict, grade, reveal,
};
use clock::Stopwatch;
use std::borrow::Cow;
use std::time::Duration;
use task::{Finish, Task, task_of};

/// A session and what the learner is doing to its present question.
#[derive(Debug)]
pub struct Panel {
    session: Session,
    /// The question under the session's cursor, as it is asked in this showing.
    asked: Option<Question>,
    /// What the learner is doing to answer it.
    task: Option<Box<dyn Task>>,
    stage: Stage,
    /// What is wrong with what was typed, or what to do first.
    message: Option<String>,
    /// Why the last answer is not on disk.
    not_kept: Option<String>,
    scroll: usize,
    clock: Stopwatch,
    /// The log's identifier of the latest answer, where it is on disk.
    latest: Option<String>,
    /// What the question can be tried out with, once it is answered.
    tool: Option<Tool>,
    /// The parts of the present question's code, once they have been found.
    colours: SyntaxLines,
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
            task: None,
            stage: Stage::Asking,
            message: None,
            not_kept: None,
            scroll: 0,
            clock: Stopwatch::start(now),
            latest: None,
            tool: None,
            colours: SyntaxLines::new(),
        };
        panel.show(course, now);
        panel
    }

    /// The panel of a session that goes on: its latest answer stands in the log under `latest`.
    #[must_use]
    pub(super) fn with_latest(mut self, latest: Option<String>) -> Self {
        self.latest = latest;
        self
    }

    /// The learner turns to the question: from now on the time to the answer counts.
    pub fn begin(&mut self, now: Now) {
        if matches!(self.stage, Stage::Asking) {
            self.clock.begin(now);
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
            Stage::Asking | Stage::Saving(_) if self.is_typing() => Scope::Field,
            Stage::Asking | Stage::Saving(_) => Scope::Question,
            Stage::Answered(_) => Scope::Verdict,
            Stage::Over(_) => Scope::Summary,
        }
    }

    /// Whether the end of a session with a result is on the screen.
    pub fn shows_result(&self) -> bool {
        matches!(self.stage, Stage::Over(_)) && self.session.mode().has_result()
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
            Action::Hint | Action::FieldHint if !self.session.mode().gives_hints() => {
                Some("an exam gives no hints")
            }
            Action::Again | Action::MissedAgain | Action::LookBack if self.session.turns().is_empty() => {
                Some("nothing was asked")
            }
            Action::MissedAgain if self.session.summary().missed.is_empty() => Some("nothing was wrong"),
            Action::CopyReport | Action::SaveReport
                if !self.session.turns().iter().any(Turn::is_answered) =>
            {
                Some("nothing was answered, so there is no report")
            }
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
            Action::Flag | Action::FieldFlag | Action::VerdictFlag if question.is_none() => {
                Some("there is no question to flag")
            }
            Action::TakeBack => match self.session.turn() {
                Some(turn) if !turn.is_answered() => Some("there is no answer to take back"),
                _ if !self.session.is_at_latest() => Some("only the latest answer can be taken back"),
                _ if self.latest.is_none() => Some("this answer cannot be taken back any more"),
                _ => None,
            },
            Action::Undo | Action::FieldUndo if self.latest.is_none() => {
                Some("there is no answer to take back")
            }
            Action::Undo | Action::FieldUndo if !self.session.can_reopen() => {
                Some("only the latest answer can be taken back")
            }
            Action::TryOut if self.tool.is_none() => {
                Some("there is no calculator and no animation for this question")
            }
            Action::FieldLine if self.task.as_ref().is_none_or(|task| !task.takes_lines()) => {
                Some("this answer has one line")
            }
            Action::Toggle => self.task.as_ref().and_then(|task| task.toggle_refused()),
            _ => None,
        }
    }

    /// Does an action. `area` is where the panel is shown.
    pub fn act(&mut self, action: Action, course: &Course, area: Area, now: Now) -> Vec<Effect> {
        self.message = None;
        match action {
            Action::OptionUp => self.with_task(|task| task.move_cursor(-1)),
            Action::OptionDown => self.with_task(|task| task.move_cursor(1)),
            Action::OptionA => self.with_task(|task| task.choose(0)),
            Action::OptionB => self.with_task(|task| task.choose(1)),
            Action::OptionC => self.with_task(|task| task.choose(2)),
            Action::OptionD => self.with_task(|task| task.choose(3)),
            Action::OptionE => self.with_task(|task| task.choose(4)),
            Action::OptionF => self.with_task(|task| task.choose(5)),
            Action::Toggle => self.with_task(|task| task.toggle()),
            Action::Hint | Action::FieldHint => {
                if let Some(question) = &self.asked {
                    self.session.show_hint(question);
                    self.scroll_by(isize::MAX / 2, course, area);
                }
            }
            // Seven options: the key stands for the last of them.
            Action::Certainty if self.task.as_ref().is_some_and(|task| task.options() > 6) => {
                self.with_task(|task| task.choose(6));
            }
            Action::Certainty | Action::FieldCertainty => {
                let said = self.session.turn().and_then(|turn| turn.certainty);
                self.session.set_certainty(Certainty::after(said));
            }
            Action::TakeBack | Action::Undo | Action::FieldUndo => {
                return self.undo(course, now);
            }
            Action::FieldLine => self.with_task(|task| task.new_line()),
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
            Action::LookBack | Action::ResultReview if self.session.back() => {
                self.session.rewind();
                self.show(course, now);
            }
            Action::NextQuestion if self.session.advance() != Step::Unanswered => self.show(course, now),
            Action::PreviousQuestion if self.session.back() => self.show(course, now),
            Action::VerdictDown | Action::QuestionScrollDown | Action::SummaryDown => {
                self.scroll_by(page(area), course, area);
            }
            Action::VerdictUp | Action::QuestionScrollUp | Action::SummaryUp => {
                self.scroll_by(-page(area), course, area);
            }
            _ => {}
        }
        Vec::new()
    }

    /// Gives a key to the field; `false` where there is none, or the key means nothing in it.
    pub fn type_key(&mut self, chord: Chord) -> bool {
        if self.scope() != Scope::Field {
            return false;
        }
        let taken = self.task.as_mut().is_some_and(|task| task.type_key(chord));
        if taken {
            self.message = None;
        }
        taken
    }

    /// Takes pasted text into the field.
    pub fn paste(&mut self, text: &str) {
        if self.scope() == Scope::Field {
            self.with_task(|task| task.paste(text));
        }
    }

    /// What names the question, its revision and the program, for a report of a mistake.
    pub fn report(&self) -> Option<String> {
        let question = self.question()?;
        let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        Some(format!("{} rev {}, {name} {version}", question.id, question.rev))
    }

    /// Something covers the question now, or no longer does: meanwhile its clock stands still, unless it is an exam's.
    pub fn cover(&mut self, covered: bool, now: Now) {
        self.clock.cover(covered && !self.session.mode().runs_on(), now);
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
            self.find_tool(course);
            self.not_kept = not_kept;
            self.scroll = 0;
        }
    }

    /// Milliseconds since the present question was shown; 0 where none waits for an answer.
    fn shown_ms(&self, now: Now) -> u64 {
        if !matches!(self.stage, Stage::Asking) {
            return 0;
        }
        self.clock.shown_ms(now)
    }

    /// The time that is left, where a clock runs: as of the latest tick.
    pub fn left(&self) -> Option<Duration> {
        let shown = if matches!(self.stage, Stage::Asking) { self.clock.looked_ms() } else { 0 };
        self.session.left_ms(shown).filter(|_| !self.session.is_finished()).map(Duration::from_millis)
    }

    /// When the clock shows another second.
    pub fn wake_at(&self) -> Option<Duration> {
        let runs = matches!(self.stage, Stage::Asking) && !self.clock.is_covered();
        let asking = |left: &Duration| runs && !left.is_zero();
        let left = self.left().filter(asking)?;
        let rest = Duration::from_millis(u64::try_from(left.as_millis() % 1_000).unwrap_or(0) + 1);
        Some(self.clock.looked_at() + rest)
    }

    /// Looks at the clock: `true` where the time of the question or of the session has just run out.
    pub fn run_out(&mut self, course: &Course, now: Now) -> bool {
        self.clock.look(now);
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
        self.clock.lap(now);
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
            Stage::Asking | Stage::Saving(_) if self.task.as_ref().is_some_and(|task| task.is_pointing()) => {
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
        let follows = self.session.turn().is_some_and(|turn| self.session.follows(turn));
        let place = format!("Question {number} of {total}{}", if follows { ", follow-up" } else { "" });
        shown
            .rows
            .push(Row::of(place, Tone::Title).and(format!("   {}", asking::what(question)), Tone::Muted));
        shown.rows.push(Row::blank());
        match &self.stage {
            Stage::Answered(verdict) => self.verdict_rows(question, verdict, course, columns, &mut shown),
            _ => self.asking_rows(question, columns, air, &mut shown),
        }
        shown
    }

    /// Turns to the question under the session's cursor.
    fn show(&mut self, course: &Course, now: Now) {
        self.message = None;
        self.not_kept = None;
        self.scroll = 0;
        self.clock.restart(0, now);
        self.asked = self.session.turn().and_then(|turn| {
            exercise::ask(course, PriceBook::built_in, &self.session, turn).map(Cow::into_owned)
        });
        self.task =
            self.asked.as_ref().map(|question| task_of(question, &self.session.option_order(question)));
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
        self.tool = None;
        if matches!(self.stage, Stage::Answered(_)) {
            self.find_tool(course);
        }
    }

    fn find_tool(&mut self, course: &Course) {
        self.tool = self.session.turn().and_then(|turn| exercise::tool(course, &self.session, turn));
    }

    /// What the answered question can be tried out with.
    pub(super) fn tool(&self) -> Option<&Tool> {
        self.tool.as_ref()
    }

    /// The code of the present question: its language and text.
    pub(super) fn code(&self) -> Option<(&str, &str)> {
        match &self.question()?.kind {
            Kind::Code(code) => Some((&code.lang, &code.source)),
            _ => None,
        }
    }

    /// Shows the code of the present question with these colours; without any where they are not known yet.
    pub(super) fn colour(&mut self, colours: Option<&SyntaxLines>) {
        let colours = colours.map_or(&[][..], Vec::as_slice);
        if self.colours != colours {
            self.colours = colours.to_vec();
        }
    }

    fn answer(&mut self, course: &Course, now: Now) -> Vec<Effect> {
        let Some(task) = self.task.as_mut().filter(|_| matches!(self.stage, Stage::Asking)) else {
            return Vec::new();
        };
        match task.finish() {
            Finish::Answer(answer) => return self.submit(&answer, course, now),
            Finish::Not(message) => self.message = Some(message),
            Finish::Step => {}
            Finish::Judge => self.clock.stop(now),
        }
        Vec::new()
    }

    /// Takes the latest answer back, from its explanation or from the question after it, and asks for it again.
    fn undo(&mut self, course: &Course, now: Now) -> Vec<Effect> {
        if matches!(self.stage, Stage::Saving(_)) {
            return Vec::new();
        }
        // What the question that is open now has used is used, and so is what the answer took.
        let shown = self.shown_ms(now);
        let before = self.session.latest_answer().cloned();
        let Some(took_ms) = self.latest.is_some().then(|| self.session.reopen_latest()).flatten() else {
            return Vec::new();
        };
        self.session.pass_time(shown);
        self.show(course, now);
        self.clock.restart(took_ms, now);
        // Words are mended, not typed again.
        if let (Some(turn), Some(question)) = (&before, &self.asked)
            && let Some(Answer::Open { text, .. }) = turn.answer(question)
        {
            self.with_task(|task| task.paste(&text));
        }
        self.latest.take().map(Effect::Undo).into_iter().collect()
    }

    fn submit(&mut self, answer: &Answer, course: &Course, now: Now) -> Vec<Effect> {
        let took = self.shown_ms(now);
        let Some(question) = self.asked.as_ref() else { return Vec::new() };
        match self.session.submit(question, answer, took) {
            Ok(outcome) => {
                self.session.follow_up(question, answer, &|id| {
                    let (topic, head) = course.question_head(id)?;
                    (head.kind == "open").then(|| Pick {
                        question: head.id.clone(),
                        topic: topic.id.clone(),
                        showing: 0,
                    })
                });
                if let Some(record) = outcome.record.clone() {
                    self.stage = Stage::Saving(Box::new(outcome));
                    return vec![Effect::Record(Box::new(record))];
                }
                // The answer belongs to the session alone.
                self.latest = None;
                self.scroll = 0;
                self.stage = Stage::Answered(Box::new(outcome.verdict));
                Vec::new()
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
            self.with_task(|task| task.click(place));
        }
    }

    /// How many options the present question has that a letter chooses.
    pub(super) fn options(&self) -> usize {
        self.task.as_ref().map_or(0, |task| task.options())
    }

    /// Whether options bear letters; items in order and lines of code bear numbers.
    pub(super) fn has_letters(&self) -> bool {
        self.task.as_ref().is_none_or(|task| task.has_letters())
    }

    /// Whether the present question is answered by typing.
    fn is_typing(&self) -> bool {
        self.task.as_ref().is_some_and(|task| task.is_typing())
    }

    fn with_task(&mut self, change: impl FnOnce(&mut dyn Task)) {
        if let Some(task) = &mut self.task {
            change(task.as_mut());
        }
    }
}

fn page(area: Area) -> isize {
    isize::try_from(area.height / 2).unwrap_or(1).max(1)
}
