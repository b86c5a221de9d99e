//! A session: which question is asked now, what was answered, what comes back. Pure state without a clock; questions
//! themselves come in as parameters, so that a saved session survives a new version of the course.

use super::answer::{Answer, AnswerError};
use super::grade::{Verdict, grade};
use super::mode::{Certainty, Mode};
use super::pick::Pick;
use super::question::{Question, QuestionId};
use super::shuffle::{option_order, showing_seed};
use super::summary::Summary;
use super::terms::Terms;
use crate::content::TopicId;
use crate::memory::Grade;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

/// Other questions that are asked at least before a failed one comes back.
pub const OTHERS_BETWEEN: usize = 4;

/// The form of a saved session; raised when an older program could not read it.
pub(super) const VERSION: u64 = 3;

/// A running session. Created by [`Session::start`], saved by [`Session::to_json`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    pub(super) version: u64,
    mode: Mode,
    profile: String,
    /// What was asked, in this order. Only the last one can be open.
    pub(super) turns: Vec<Turn>,
    /// The turn that is looked at. At the end of the session it may stand behind the last one.
    pub(super) cursor: usize,
    /// What is still to be asked.
    pub(super) queue: VecDeque<Pick>,
    /// Failed questions, in the order of failing.
    pub(super) returning: Vec<Returning>,
    pub(super) finished: bool,
    /// Clock and pass mark; absent in the first form.
    #[serde(default)]
    pub(super) terms: Terms,
    /// Time that has passed in it; absent in the first form.
    #[serde(default)]
    pub(super) spent_ms: u64,
    /// In an interview: points of the rubric that the latest answer left out, to be asked about next; absent in earlier forms.
    #[serde(default)]
    pub(super) probes: VecDeque<usize>,
    /// Questions that came in because an answer left something out; absent in earlier forms.
    #[serde(default)]
    pub(super) follow_ups: BTreeSet<QuestionId>,
    /// Questions that a newer course has no more; they count, but cannot be looked back at.
    #[serde(skip)]
    pub(super) gone: BTreeSet<QuestionId>,
}

/// A question that was asked in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// The question and how often it was answered before.
    pub pick: Pick,
    /// Whether it comes back after a wrong answer in this session.
    pub again: bool,
    /// In an interview: what is asked about is this point of the question's rubric, which the answer to the question left out.
    /// Such a turn is part of the interview and not of the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<usize>,
    /// Number of hints looked at.
    pub hints: u32,
    /// How sure the learner is, where it was said.
    pub certainty: Option<Certainty>,
    /// What became of it.
    pub state: TurnState,
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TurnState {
    /// Waits for an answer.
    Open,
    /// Left out.
    Skipped,
    /// Not answered in time.
    Late,
    /// Answered.
    Answered {
        /// Revision of the question that was answered.
        rev: u32,
        /// The answer in the form of the log.
        answer: serde_json::Value,
        /// Whether it was right.
        correct: bool,
        /// The grade for the memory model.
        grade: Grade,
        /// Milliseconds from seeing the question to answering it.
        took_ms: u64,
    },
}

/// A failed question that waits for its return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Returning {
    pub(super) pick: Pick,
    /// First place in `turns` where it may stand.
    pub(super) not_before: usize,
}

/// What the answer log is told about an answer; whoever has a clock adds id and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The question.
    pub question: QuestionId,
    /// Its revision.
    pub rev: u32,
    /// Kind of session.
    pub mode: Mode,
    /// The answer in the form of the log.
    pub answer: serde_json::Value,
    /// Whether it was right.
    pub correct: bool,
    /// The grade for the memory model.
    pub grade: Grade,
    /// How sure the learner was, where it was said.
    pub certainty: Option<Certainty>,
    /// Number of hints looked at before answering.
    pub hints: u32,
    /// Milliseconds from seeing the question to answering it.
    pub took_ms: u64,
}

/// An answer that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// For the log; `None` where the answer belongs to the session alone.
    pub record: Option<Record>,
    /// For the screen; to be kept back where the mode does not explain at once.
    pub verdict: Verdict,
    /// Whether the question comes back in this session, provided that enough others are left.
    pub returns: bool,
}

/// Why an answer was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SubmitError {
    /// Nothing waits for an answer: it was given before, or the session is over.
    #[error("this question has been answered")]
    NotOpen,
    /// The question given is not the one that is asked.
    #[error("the session asks {asked}, not {given}")]
    OtherQuestion {
        /// The question under the cursor.
        asked: QuestionId,
        /// The question that came with the answer.
        given: QuestionId,
    },
    /// The answer itself.
    #[error(transparent)]
    Answer(#[from] AnswerError),
}

/// Where a step led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Another question is under the cursor.
    Moved,
    /// The question under the cursor wants an answer, or to be skipped.
    Unanswered,
    /// The session is over.
    Finished,
}

impl Session {
    /// Starts a session over `picks`, in their order, with the first one open. Over at once where there are none.
    /// `profile` is the learner's name; with the question and its showing it decides the order of options.
    pub fn start(mode: Mode, profile: &str, picks: Vec<Pick>) -> Self {
        let mut session = Self {
            version: VERSION,
            mode,
            profile: profile.to_owned(),
            turns: Vec::new(),
            cursor: 0,
            queue: picks.into(),
            returning: Vec::new(),
            finished: false,
            terms: Terms::default(),
            spent_ms: 0,
            probes: VecDeque::new(),
            follow_ups: BTreeSet::new(),
            gone: BTreeSet::new(),
        };
        session.ask();
        session
    }

    /// Kind of session.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The turn under the cursor; `None` when the session is over and nothing is looked back at.
    pub fn turn(&self) -> Option<&Turn> {
        self.turns.get(self.cursor)
    }

    /// Everything that was asked so far, in this order.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// The topics of what is still to be asked.
    pub fn topics_ahead(&self) -> impl Iterator<Item = &TopicId> {
        self.queue.iter().map(|pick| &pick.topic)
    }

    /// Whether the session is over. Answers can still be looked back at.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// The place of the cursor from 1, and how many questions the session has in all, as far as is known now. A follow-up has the
    /// place of the question that it follows.
    pub fn position(&self) -> (usize, usize) {
        let mut ahead = self.clone_of_what_waits();
        let counts = |turn: &Turn| usize::from(!self.follows(turn));
        let total_of = |turns: &[Turn]| turns.iter().map(counts).sum::<usize>();
        let (mut place, mut total) = (self.turns.len(), total_of(&self.turns));
        while let Some((pick, _)) = ahead.next(place) {
            place += 1;
            total += usize::from(!self.follow_ups.contains(&pick.question));
        }
        let number = match self.turns.get(..=self.cursor) {
            Some(turns) => total_of(turns),
            None => total,
        };
        (number.max(1), total)
    }

    /// Whether a turn follows up what an answer left out.
    pub fn follows(&self, turn: &Turn) -> bool {
        turn.probe.is_some() || self.follow_ups.contains(&turn.pick.question)
    }

    /// The order in which the options of the question under the cursor are shown; the same whenever it is looked at.
    /// `question` is the one named by [`Self::turn`].
    pub fn option_order(&self, question: &Question) -> Vec<usize> {
        let showing = self.turn().map_or(0, |turn| turn.pick.showing);
        option_order(question, showing_seed(&question.id, &self.profile, showing))
    }

    /// The same for any turn.
    pub fn order_of(&self, turn: &Turn, question: &Question) -> Vec<usize> {
        option_order(question, showing_seed(&question.id, &self.profile, turn.pick.showing))
    }

    /// The seed of a turn's showing: what is drawn for it is drawn by this, whenever it is looked at.
    pub fn seed(&self, turn: &Turn) -> u64 {
        showing_seed(&turn.pick.question, &self.profile, turn.pick.showing)
    }

    /// Shows one more hint of the open question, and returns it; `None` when there is no other, it is answered, or the session
    /// gives none.
    pub fn show_hint<'q>(&mut self, question: &'q Question) -> Option<&'q str> {
        if !self.mode.gives_hints() {
            return None;
        }
        let turn = self.open_turn().filter(|turn| turn.pick.question == question.id)?;
        let hint = question.hints.get(usize::try_from(turn.hints).ok()?)?;
        turn.hints += 1;
        Some(hint)
    }

    /// Notes how sure the learner is about the open question; `None` takes it back. No effect once it is answered.
    pub fn set_certainty(&mut self, certainty: Option<Certainty>) {
        if let Some(turn) = self.open_turn() {
            turn.certainty = certainty;
        }
    }

    /// Answers the open question. `took_ms` is the time since it was shown. After an error nothing has changed.
    pub fn submit(
        &mut self,
        question: &Question,
        answer: &Answer,
        took_ms: u64,
    ) -> Result<Outcome, SubmitError> {
        let (mode, place) = (self.mode, self.cursor);
        let turn = self.open_turn().ok_or(SubmitError::NotOpen)?;
        if turn.pick.question != question.id {
            let asked = turn.pick.question.clone();
            return Err(SubmitError::OtherQuestion { asked, given: question.id.clone() });
        }
        let verdict = grade(question, answer)?;
        turn.state = TurnState::Answered {
            rev: question.rev,
            answer: answer.to_json(),
            correct: verdict.correct,
            grade: verdict.memory_grade(turn.certainty, turn.hints),
            took_ms,
        };
        let record = turn.record(mode).filter(|_| turn.probe.is_none());
        self.spent_ms = self.spent_ms.saturating_add(took_ms);
        let turn = self.turns.get(place).ok_or(SubmitError::NotOpen)?;
        let returns = !verdict.correct && !turn.again && mode.failed_return();
        if returns {
            let pick = Pick { showing: turn.pick.showing.saturating_add(1), ..turn.pick.clone() };
            self.returning.push(Returning { pick, not_before: place + 1 + OTHERS_BETWEEN });
        }
        Ok(Outcome { record, verdict, returns })
    }

    /// Whether the question under the cursor is the latest that was asked, in a session that goes on.
    pub fn is_at_latest(&self) -> bool {
        !self.finished && self.turns.len().checked_sub(1) == Some(self.cursor)
    }

    /// Opens the last answer again, as if it had not been given; the caller marks it as undone in the log. What it caused goes with
    /// it: its return, and its time, which is handed back in milliseconds so that the clock of the question goes on from there. `None` where the last question is not answered or not under the cursor.
    pub fn take_back(&mut self) -> Option<u64> {
        let last = self.turns.len().checked_sub(1);
        if self.finished || last != Some(self.cursor) {
            return None;
        }
        let turn = self.turns.last_mut()?;
        let TurnState::Answered { took_ms, .. } = turn.state else { return None };
        turn.state = TurnState::Open;
        self.spent_ms = self.spent_ms.saturating_sub(took_ms);
        let question = turn.pick.question.clone();
        // What followed from the answer does not follow any more.
        self.probes.clear();
        self.queue.retain(|pick| !self.follow_ups.contains(&pick.question));
        self.returning.retain(|failed| failed.pick.question != question);
        Some(took_ms)
    }

    /// Whether [`Session::reopen_latest`] can take an answer back.
    pub fn can_reopen(&self) -> bool {
        self.before_open().is_some()
    }

    /// The latest answer, where it can be taken back.
    pub fn latest_answer(&self) -> Option<&Turn> {
        self.turns.get(self.before_open()?)
    }

    /// The place of the latest answer, where nothing but an open question comes after it.
    fn before_open(&self) -> Option<usize> {
        let open = self.turns.last().is_some_and(|turn| turn.state == TurnState::Open);
        let before = self.turns.len().checked_sub(1 + usize::from(open))?;
        (!self.finished && self.turns.get(before).is_some_and(Turn::is_answered)).then_some(before)
    }

    /// Like [`Session::take_back`], but from the question after it, which is not answered yet and is asked again later.
    pub fn reopen_latest(&mut self) -> Option<u64> {
        self.before_open()?;
        let open = self.turns.last().is_some_and(|turn| turn.state == TurnState::Open);
        if open && let Some(turn) = self.turns.pop() {
            if turn.probe.is_some() {
                // It is asked only where the answer before leaves the same out again.
            } else if turn.again {
                let not_before = self.turns.len();
                self.returning.insert(0, Returning { pick: turn.pick, not_before });
            } else {
                self.queue.push_front(turn.pick);
            }
        }
        self.cursor = self.turns.len().saturating_sub(1);
        self.take_back()
    }

    /// Grades the right answer under the cursor `Easy` because the learner says that it was; only where it was graded
    /// `Good`. Returns what the log is told in place of the first record, which the caller marks as undone.
    pub fn too_easy(&mut self) -> Option<Record> {
        let mode = self.mode;
        let turn = self.turns.get_mut(self.cursor)?;
        match &mut turn.state {
            TurnState::Answered { grade, .. } if *grade == Grade::Good => *grade = Grade::Easy,
            _ => return None,
        }
        turn.record(mode)
    }

    /// Leaves the open question out and goes on.
    pub fn skip(&mut self) -> Step {
        match self.open_turn() {
            Some(turn) => {
                turn.state = TurnState::Skipped;
                self.ask()
            }
            None => self.advance(),
        }
    }

    /// Goes forward: through what was looked back at, then to the next question. An open question has to be answered or
    /// skipped first.
    pub fn advance(&mut self) -> Step {
        let after = (self.cursor + 1..self.turns.len()).find(|at| self.can_be_shown(*at));
        if let Some(after) = after {
            self.cursor = after;
            return Step::Moved;
        }
        if self.open_turn().is_some() {
            return Step::Unanswered;
        }
        self.ask()
    }

    /// Goes back to the answer before; `false` where there is none.
    pub fn back(&mut self) -> bool {
        let before = (0..self.cursor.min(self.turns.len())).rev().find(|at| self.can_be_shown(*at));
        if let Some(before) = before {
            self.cursor = before;
        }
        before.is_some()
    }

    /// Goes to the first answer that can be looked at.
    pub fn rewind(&mut self) {
        while self.back() {}
    }

    /// Goes behind the last answer, where a session that is over shows its result.
    pub fn show_result(&mut self) {
        if self.finished {
            self.cursor = self.turns.len();
        }
    }

    /// Ends the session. An open question is not counted; in an exam, what was not answered counts as left out.
    pub fn finish(&mut self) -> Summary {
        if self.mode == Mode::Exam {
            self.leave_out_the_rest();
        }
        if self.turns.last().is_some_and(|turn| turn.state == TurnState::Open) {
            self.turns.pop();
        }
        self.queue.clear();
        self.returning.clear();
        self.probes.clear();
        self.finished = true;
        self.cursor = self.turns.len();
        self.summary()
    }

    /// How it went so far.
    pub fn summary(&self) -> Summary {
        Summary::of(&self.turns)
    }

    /// Asks the next question.
    pub(super) fn ask(&mut self) -> Step {
        if let (Some(point), Some(last)) = (self.probes.pop_front(), self.turns.last()) {
            let pick = last.pick.clone();
            self.cursor = self.turns.len();
            self.turns.push(Turn::open(pick, false).about(point));
            return Step::Moved;
        }
        let mut waiting = Waiting {
            queue: std::mem::take(&mut self.queue),
            returning: std::mem::take(&mut self.returning),
        };
        let next = waiting.next(self.turns.len()).filter(|_| !self.finished);
        self.queue = waiting.queue;
        self.returning = waiting.returning;
        self.cursor = self.turns.len();
        let Some((pick, again)) = next else {
            self.returning.clear();
            self.finished = true;
            return Step::Finished;
        };
        self.turns.push(Turn::open(pick, again));
        Step::Moved
    }

    fn leave_out_the_rest(&mut self) {
        if let Some(turn) = self.turns.last_mut().filter(|turn| turn.state == TurnState::Open) {
            turn.state = TurnState::Skipped;
        }
        let rest =
            self.queue.drain(..).map(|pick| Turn { state: TurnState::Skipped, ..Turn::open(pick, false) });
        self.turns.extend(rest);
    }

    pub(super) fn open_turn(&mut self) -> Option<&mut Turn> {
        self.turns.get_mut(self.cursor).filter(|turn| turn.state == TurnState::Open)
    }

    fn can_be_shown(&self, at: usize) -> bool {
        // What was left out in an exam is looked through with the rest of it.
        let skipped_too = self.finished && self.mode == Mode::Exam;
        self.turns.get(at).is_some_and(|turn| {
            (skipped_too || turn.state != TurnState::Skipped) && !self.gone.contains(&turn.pick.question)
        })
    }

    fn clone_of_what_waits(&self) -> Waiting {
        Waiting { queue: self.queue.clone(), returning: self.returning.clone() }
    }
}

/// What is still to be asked.
struct Waiting {
    queue: VecDeque<Pick>,
    returning: Vec<Returning>,
}

impl Waiting {
    /// Takes what is asked as turn number `place`: a failed question that has waited long enough, else the next new one.
    /// A failed question for which not enough others are left is not asked again; the memory model brings it back.
    fn next(&mut self, place: usize) -> Option<(Pick, bool)> {
        match self.returning.iter().position(|failed| failed.not_before <= place) {
            Some(at) => Some((self.returning.remove(at).pick, true)),
            None => self.queue.pop_front().map(|pick| (pick, false)),
        }
    }
}

impl Turn {
    /// A question that is asked now.
    fn open(pick: Pick, again: bool) -> Self {
        Self { pick, again, probe: None, hints: 0, certainty: None, state: TurnState::Open }
    }

    /// The same, asking about a point of the rubric.
    fn about(self, point: usize) -> Self {
        Self { probe: Some(point), ..self }
    }

    /// Whether it has been answered.
    pub fn is_answered(&self) -> bool {
        matches!(self.state, TurnState::Answered { .. })
    }

    /// Whether it was answered rightly; `None` where it was not answered.
    pub fn correct(&self) -> Option<bool> {
        match self.state {
            TurnState::Answered { correct, .. } => Some(correct),
            TurnState::Open | TurnState::Skipped | TurnState::Late => None,
        }
    }

    /// The answer that was given, if it still fits the question.
    pub fn answer(&self, question: &Question) -> Option<Answer> {
        match &self.state {
            TurnState::Answered { answer, .. } => Answer::from_json(answer, question).ok(),
            TurnState::Open | TurnState::Skipped | TurnState::Late => None,
        }
    }

    /// The topic that it counts for.
    pub fn topic(&self) -> &TopicId {
        &self.pick.topic
    }

    fn record(&self, mode: Mode) -> Option<Record> {
        let TurnState::Answered { rev, answer, correct, grade, took_ms } = &self.state else { return None };
        Some(Record {
            question: self.pick.question.clone(),
            rev: *rev,
            mode,
            answer: answer.clone(),
            correct: *correct,
            grade: *grade,
            certainty: self.certainty,
            hints: self.hints,
            took_ms: *took_ms,
        })
    }
}
