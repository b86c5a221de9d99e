//! A session line by line on standard input and output: for screen readers, pipes and recordings.

use super::learner::Learner;
use super::output::{Done, Failure, Out};
use crate::content::{Page, PlainOptions, TopicId, to_plain};
use crate::course::Course;
use crate::exercise;
use crate::platform;
use crate::pricing::PriceBook;
use crate::progress::{Flags, Goal, PastSession};
use crate::quiz::plain::{Plain, read_certainty};
use crate::quiz::{
    Answer, ExamResult, Kind, Mode, Pick, Question, QuestionId, Reporter, RunOut, Session, Step, Turn,
    TurnState, grade, reveal,
};
use crate::text::printable;
use crate::text::quantity::Duration;
use jiff::civil::Date;
use std::io::{BufRead, StdinLock};
use std::time::Instant;

/// How a conversation goes on after a line.
enum Next {
    /// The same question is still open.
    Stay,
    /// Go on with the next question.
    Advance,
    /// The session is handed in.
    End,
}

struct Conversation<'a> {
    session: Session,
    course: &'a Course,
    learner: &'a mut Learner,
    /// The log's identifier of the latest answer, while it can be taken back.
    latest: Option<String>,
    /// What is flagged.
    flags: Flags,
    /// The question that was asked before this one.
    before: Option<QuestionId>,
    /// An open answer on its way.
    said: Option<Said>,
    /// What the next question that is shown has used of its time already, since its answer was taken back.
    used_ms: u64,
    /// Whether the session may be taken up again: another that is at stake keeps its place.
    has_place: bool,
}

/// The time that a question has been open.
#[derive(Clone, Copy)]
struct Stopwatch {
    from: Instant,
    used_ms: u64,
}

impl Stopwatch {
    fn ms(self) -> u64 {
        let shown = u64::try_from(self.from.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.used_ms.saturating_add(shown)
    }
}

/// An open answer: its words, and once they have ended, the time that they took.
struct Said {
    text: String,
    took_ms: Option<u64>,
}

/// Longest open answer that is kept, in bytes.
const LONGEST_ANSWER: usize = 8_000;

/// Asks until the questions or the input end. What is not done then can be taken up with `--resume`, or in the terminal UI.
pub(super) fn converse(session: Session, course: &Course, learner: &mut Learner, out: &mut Out) -> Done {
    out.line("Answer each question on a line of its own. `?` gives a hint, `-` skips, `.` ends.")?;
    out.line("`sure`, `unsure` or `guess` before the answer says how certain you are; `<` takes the latest answer back.")?;
    out.line("`!` flags the question to come back to it, or takes the flag away; `!<` the question before.")?;
    for line in terms(&session) {
        out.line(line)?;
    }
    let waiting = waiting(&session, course, learner);
    if let Some((name, answered, of)) = waiting {
        out.line(format_args!(
            "The {name} that was begun ({answered} of {of} answered) waits: `coldstart quiz --resume` goes on with it. Of this \
             session the answers are kept, not the place."
        ))?;
    }
    let flags = learner.progress(course)?.flags().clone();
    let mut conversation = Conversation {
        session,
        course,
        learner,
        latest: None,
        flags,
        before: None,
        said: None,
        used_ms: 0,
        has_place: waiting.is_none(),
    };
    let mut lines = std::io::stdin().lock();
    let handed_in = conversation.ask_all(&mut lines, out)?;
    conversation.close(handed_in, out)
}

/// Another session that was begun and is judged as a whole: its name, questions answered, questions in all.
fn waiting(session: &Session, course: &Course, learner: &Learner) -> Option<(&'static str, usize, usize)> {
    let saved = learner.store.session().ok()??;
    let other = Session::from_json(&saved, &|id| course.question_head(id).is_some()).ok()?.session;
    let answered = other.at_stake().filter(|_| other.turns() != session.turns())?;
    Some((other.mode().name(), answered, other.turns().len() + other.topics_ahead().count()))
}

/// What a session with a clock is about, said before it begins.
fn terms(session: &Session) -> Vec<String> {
    let terms = session.terms();
    let time = |ms: u64| pretty(ms);
    let (_, of) = session.position();
    let mut lines = Vec::new();
    if let (Some(total), Some(pass)) = (terms.total_ms, terms.pass_percent) {
        let left = session.left_ms(0).unwrap_or(total);
        lines.push(format!(
            "Exam: {of} questions, {}, {pass} % right to pass. Answers are judged at the end; what you skip comes again.",
            time(left)
        ));
    } else if let Some(each) = terms.each_ms {
        lines.push(format!("{} for each question.", time(each)));
    }
    lines
}

fn pretty(ms: u64) -> String {
    Duration::from_ms((ms / 1_000 * 1_000).into()).map(Duration::pretty).unwrap_or_default()
}

/// Asks when it is and how many minutes a day has.
pub(super) fn ask_goal(minutes: Option<u32>, today: Date, out: &mut Out) -> Result<Goal, Failure> {
    let mut lines = std::io::stdin().lock();
    let mut line = |question: &str, out: &mut Out| -> Result<String, Failure> {
        out.line(question)?;
        out.finish()?;
        let mut typed = String::new();
        if lines.read_line(&mut typed)? == 0 {
            return Err(Failure::input("no date is set; say when it is: `--mode date --on 2026-12-05`"));
        }
        Ok(typed)
    };
    let on = loop {
        let typed = line("When is it? A date such as 2026-12-05, `friday`, or `in 10 days`.", out)?;
        match Goal::read_day(&typed, today).and_then(|on| Goal::new(on, Goal::MINUTES, Vec::new(), today)) {
            Ok(goal) => break goal.on,
            Err(why) => out.line(why)?,
        }
    };
    if let Some(minutes) = minutes {
        return Goal::new(on, minutes, Vec::new(), today).map_err(Failure::input);
    }
    loop {
        let asked = format!("How many minutes a day? Enter for {}.", Goal::MINUTES);
        let typed = line(&asked, out)?;
        let minutes = if typed.trim().is_empty() { Ok(Goal::MINUTES) } else { typed.trim().parse() };
        match minutes
            .map_err(|_| "a whole number of minutes, such as 20".to_owned())
            .and_then(|minutes| Goal::new(on, minutes, Vec::new(), today).map_err(|why| why.to_string()))
        {
            Ok(goal) => return Ok(goal),
            Err(why) => out.line(why)?,
        }
    }
}

impl Conversation<'_> {
    /// Whether the session was handed in or came to its end; `false` where the input ended before.
    fn ask_all(&mut self, lines: &mut StdinLock<'_>, out: &mut Out) -> Result<bool, Failure> {
        while let Some(turn) = self.session.turn() {
            let Some(question) = exercise::ask(self.course, PriceBook::built_in, &self.session, turn) else {
                break;
            };
            let question = question.into_owned();
            let follows = self.session.follows(turn);
            let order = self.session.option_order(&question);
            self.keep_session();
            out.line("")?;
            if follows {
                out.line("A follow-up, on what was missing:")?;
            }
            if self.flags.is_flagged(&question.id) {
                out.line("Flagged:")?;
            }
            let text =
                plain(self.course, out, |plain| plain.question(&question, &order, self.session.position()));
            print(text, out)?;
            if let Some(left) = self.session.left_ms(0).filter(|_| self.session.terms().total_ms.is_some()) {
                out.line(format_args!("{} left.", pretty(left)))?;
            }
            out.finish()?;
            let shown = Stopwatch { from: platform::tick(), used_ms: std::mem::take(&mut self.used_ms) };
            self.said = None;
            loop {
                let mut typed = String::new();
                if lines.read_line(&mut typed)? == 0 {
                    self.session.pass_time(shown.ms());
                    self.keep_session();
                    return Ok(false);
                }
                match self.take(typed.trim(), &question, &order, shown, out)? {
                    Next::Stay => out.finish()?,
                    Next::Advance => break,
                    Next::End => return Ok(true),
                }
            }
            self.before = Some(question.id.clone());
            if self.session.is_finished() {
                break;
            }
        }
        Ok(true)
    }

    /// Does what a line says.
    fn take(
        &mut self,
        typed: &str,
        question: &Question,
        order: &[usize],
        shown: Stopwatch,
        out: &mut Out,
    ) -> Result<Next, Failure> {
        // The clock does not run while an answer is judged by its rubric.
        let took = self.said.as_ref().and_then(|said| said.took_ms).unwrap_or_else(|| shown.ms());
        match self.session.run_out(took) {
            Some(RunOut::Session) => {
                out.line("Time is up; this answer came too late.")?;
                return Ok(Next::End);
            }
            Some(RunOut::Question) => {
                let took = pretty(took);
                self.session.time_out();
                out.line("")?;
                out.line(format_args!("Out of time: that took {took}."))?;
                let verdict = reveal(question);
                let text = plain(self.course, out, |plain| plain.verdict(question, order, &verdict));
                print(text, out)?;
                return Ok(self.advance());
            }
            None => {}
        }
        if let Some(said) = self.said.as_mut().filter(|said| said.took_ms.is_none()) {
            if typed.is_empty() {
                said.took_ms = Some(took);
                if let Kind::Open(open) = &question.kind {
                    out.line("")?;
                    print(plain(self.course, out, |plain| plain.rubric(open)), out)?;
                }
            } else if said.text.len() + typed.len() < LONGEST_ANSWER {
                said.text.push('\n');
                said.text.push_str(&printable(typed));
            }
            return Ok(Next::Stay);
        }
        match typed {
            "." => return Ok(Next::End),
            "-" => {
                self.session.pass_time(shown.ms());
                if self.session.mode() == Mode::Exam {
                    self.session.postpone()
                } else {
                    self.session.skip()
                };
                return Ok(Next::Advance);
            }
            "<" => return self.take_back(shown, out),
            "!" => return self.flag(Some(question.id.clone()), out),
            "!<" => return self.flag(self.before.clone(), out),
            "?" => {
                let number = self.session.turn().map_or(1, |turn| turn.hints + 1);
                match self.session.show_hint(question) {
                    Some(hint) => {
                        let hint = hint.to_owned();
                        print(plain(self.course, out, |plain| plain.hint(question, number, &hint)), out)?;
                    }
                    None if !self.session.mode().gives_hints() => out.line("An exam gives no hints.")?,
                    None => out.line("There is no further hint.")?,
                }
                return Ok(Next::Stay);
            }
            _ => {}
        }
        if let Some(certainty) =
            read_certainty(typed).filter(|certainty| certainty.name() == typed.to_lowercase())
        {
            self.session.set_certainty(Some(certainty));
            out.line(format_args!("Noted: {}. And the answer?", certainty.name()))?;
            return Ok(Next::Stay);
        }
        let read = match (&self.said, &question.kind) {
            (Some(said), _) => Answer::ticked(said.text.clone(), typed, question),
            (None, Kind::Open(_)) if !typed.is_empty() => {
                self.said = Some(Said { text: printable(typed).into_owned(), took_ms: None });
                return Ok(Next::Stay);
            }
            _ => Answer::from_typed(typed, question, order),
        };
        let answer = match read {
            Ok(answer) => answer,
            Err(why) => {
                out.line(why)?;
                return Ok(Next::Stay);
            }
        };
        let outcome = match self.session.submit(question, &answer, took) {
            Ok(outcome) => outcome,
            Err(why) => {
                out.line(why)?;
                return Ok(Next::Stay);
            }
        };
        let follow_up = self.session.follow_up(question, &answer, &|id| {
            let (topic, head) = self.course.question_head(id)?;
            (head.kind == "open").then(|| Pick {
                question: head.id.clone(),
                topic: topic.id.clone(),
                showing: 0,
            })
        });
        // On disk before the explanation: what is read has been counted.
        self.latest = None;
        match outcome.record.as_ref().map(|record| self.learner.keep(record)) {
            Some(Ok(attempt)) => self.latest = Some(attempt.id),
            Some(Err(why)) => out.line(why)?,
            None => {}
        }
        if self.session.mode().explains_at_once() {
            out.line("")?;
            let text = plain(self.course, out, |plain| plain.verdict(question, order, &outcome.verdict));
            print(text, out)?;
            if follow_up {
                out.line("")?;
                out.line("Something was missing, so you are asked about it.")?;
            }
        } else {
            out.line("Answered.")?;
        }
        Ok(self.advance())
    }

    fn advance(&mut self) -> Next {
        if self.session.advance() == Step::Finished { Next::End } else { Next::Advance }
    }

    /// Flags a question, or takes its flag away.
    fn flag(&mut self, question: Option<QuestionId>, out: &mut Out) -> Result<Next, Failure> {
        let Some(question) = question else {
            out.line("There is no question before this one.")?;
            return Ok(Next::Stay);
        };
        let flag = self.flags.turn(&question, platform::now());
        let said = if flag.flagged {
            "Flagged; `coldstart quiz --flagged` asks what is flagged."
        } else {
            "No longer flagged."
        };
        match self.learner.store.save_flags(&[flag]) {
            Ok(_) => out.line(said)?,
            Err(why) => out.line(why)?,
        }
        Ok(Next::Stay)
    }

    /// Takes the latest answer back and asks its question again.
    fn take_back(&mut self, shown: Stopwatch, out: &mut Out) -> Result<Next, Failure> {
        let Some(id) = self.latest.take() else {
            out.line("There is no answer to take back.")?;
            return Ok(Next::Stay);
        };
        let Some(took_ms) = self.session.reopen_latest() else {
            out.line("The latest answer cannot be taken back any more.")?;
            return Ok(Next::Stay);
        };
        self.session.pass_time(shown.ms());
        self.used_ms = took_ms;
        if let Err(why) = self.learner.store.undo(&id) {
            out.line(why)?;
        }
        out.line("Taken back.")?;
        Ok(Next::Advance)
    }

    /// Remembers where the session stands, so that it can be taken up after any end.
    fn keep_session(&mut self) {
        if !self.has_place {
            return;
        }
        let saved = (!self.session.is_finished()).then(|| self.session.to_json());
        // Where it cannot be kept, the notice at the beginning has said why.
        drop(self.learner.store.save_session(saved.as_deref()));
    }

    /// Keeps the result of a session that has one, so that it can be looked at again.
    fn keep_result(&mut self, out: &mut Out) -> Result<(), Failure> {
        let answered = self.session.turns().iter().any(Turn::is_answered);
        if self.session.mode().has_result() && answered {
            let result = PastSession { at: platform::now(), session: self.session.to_json() };
            if let Err(why) = self.learner.store.save_result(&result) {
                out.line(why)?;
            }
        }
        Ok(())
    }

    fn close(mut self, handed_in: bool, out: &mut Out) -> Done {
        out.line("")?;
        if !handed_in && !self.session.is_finished() && self.session.mode() == Mode::Exam {
            let answered = self.session.turns().iter().filter(|turn| turn.is_answered()).count();
            let (_, of) = self.session.position();
            let then = if self.has_place { " `coldstart quiz --resume` goes on." } else { "" };
            out.line(format_args!("Stopped: {answered} of {of} answered.{then}"))?;
            return Ok(0);
        }
        let summary = if handed_in { self.session.finish() } else { self.session.summary() };
        if handed_in {
            self.keep_session();
            self.keep_result(out)?;
        }
        match self.session.exam_result() {
            Some(result) => self.exam(&result, out)?,
            None if self.session.mode() == Mode::Interview && summary.total > 0 => {
                out.text(&written(&self.session, self.course, "").unwrap_or_default())?;
            }
            None => print(Plain::summary(&summary, &|topic| self.title(topic)), out)?,
        }
        if !handed_in && self.has_place {
            out.line("`coldstart quiz --resume` goes on.")?;
        }
        Ok(0)
    }

    fn title(&self, topic: &str) -> String {
        self.course.topic(topic).map_or_else(|| topic.to_owned(), |topic| topic.title.clone())
    }

    /// The result of an exam, then every question with its verdict.
    fn exam(&self, result: &ExamResult, out: &mut Out) -> Result<(), Failure> {
        let word = if result.passed() { "Passed" } else { "Not passed" };
        out.line(format_args!(
            "{word}: {} of {} right, {} % ({} % is needed). Time: {}.",
            result.right,
            result.of,
            result.percent(),
            result.pass_percent,
            pretty(self.session.spent_ms())
        ))?;
        if result.answered < result.of {
            out.line(format_args!("{} not answered", result.of - result.answered))?;
        }
        for score in &result.topics {
            out.line(format_args!("  {}: {} of {}", self.title(&score.topic), score.right, score.total))?;
        }
        out.line("")?;
        out.line("Every answer:")?;
        let of = self.session.turns().len();
        for (at, turn) in self.session.turns().iter().enumerate() {
            let Some(question) = exercise::ask(self.course, PriceBook::built_in, &self.session, turn) else {
                continue;
            };
            let order = self.session.order_of(turn, &question);
            let verdict = verdict_of(turn, &question);
            out.line("")?;
            let text = plain(self.course, out, |plain| {
                let mut lines = plain.question(&question, &order, (at + 1, of));
                // What to answer is of no use any more.
                lines.truncate(lines.len().saturating_sub(2));
                lines.push(String::new());
                let mut judged = plain.verdict(&question, &order, &verdict);
                if turn.state == TurnState::Skipped
                    && let Some(first) = judged.first_mut()
                {
                    "Not answered.".clone_into(first);
                }
                lines.extend(judged);
                lines
            });
            print(text, out)?;
        }
        Ok(())
    }
}

/// The written report of a session, where its kind has one.
pub(super) fn written(session: &Session, course: &Course, day: &str) -> Option<String> {
    let title =
        |topic: &TopicId| course.topic(topic).map_or_else(|| topic.clone(), |topic| topic.title.clone());
    let ask = |turn: &Turn| exercise::ask(course, PriceBook::built_in, session, turn);
    session.report(&Reporter { day, title: &title, ask: &ask })
}

/// The verdict on a turn as it was answered, or the key alone.
fn verdict_of(turn: &Turn, question: &Question) -> crate::quiz::Verdict {
    turn.answer(question).and_then(|answer| grade(question, &answer).ok()).unwrap_or_else(|| reveal(question))
}

fn plain(course: &Course, out: &Out, lines: impl FnOnce(&Plain<'_>) -> Vec<String>) -> Vec<String> {
    let markdown = |text: &str, columns: usize| bare(text, columns);
    let fact = |id: &str| course.fact(id).cloned();
    lines(&Plain { width: usize::from(out.columns()), markdown: &markdown, fact: &fact })
}

fn print(lines: Vec<String>, out: &mut Out) -> Result<(), Failure> {
    lines.into_iter().try_for_each(|line| out.line(line))
}

/// Markdown as bare lines of at most `columns` cells.
pub(super) fn bare(text: &str, columns: usize) -> Vec<String> {
    let width = u16::try_from(columns).unwrap_or(u16::MAX);
    let options = PlainOptions { width, ascii: false, linear: true };
    to_plain(&Page::from_markdown(text, ""), "", options).lines().map(str::to_owned).collect()
}
