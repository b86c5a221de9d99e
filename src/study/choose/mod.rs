//! Which questions a session asks, and in which order: one module for each kind of session.

mod blitz;
mod date;
mod exam;
mod flagged;
mod interview;
mod pairs;
mod review;
mod weakest;

pub use blitz::fits as fits_blitz;
pub use flagged::choose_flagged;

use super::queue::Today;
use super::standing::Standing;
use crate::content::TopicId;
use crate::course::QuestionHead;
use crate::progress::Goal;
use crate::quiz::{self, EXAM_QUESTIONS, Mode, Pick, PickError, Wanted, keep_chains};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a learner asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Only questions of these topics; all where empty.
    pub topics: &'a [TopicId],
    /// At most so many questions; what is usual for the mode where absent.
    pub count: Option<usize>,
    /// Decides every random choice.
    pub seed: u64,
    /// The day that is learnt toward.
    pub goal: Option<&'a Goal>,
}

/// Why there is nothing to ask. The text is for the learner: what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NothingToAsk {
    /// The choice by topic and number has nothing in it.
    #[error(transparent)]
    Pick(#[from] PickError),
    /// Nothing is due, and nothing new is left for today.
    #[error("nothing is due today{}", next_due(.next.as_ref()))]
    NothingDue {
        /// When something is.
        next: Option<Date>,
    },
    /// Nothing has been answered that could be weak.
    #[error("nothing was answered yet, so nothing is weak; `learn` begins with what is new")]
    NothingAnswered,
    /// No question fits the mode.
    #[error("there are no questions for this kind of session{}", of_topics(*.narrowed))]
    NoneFits {
        /// Whether topics were named.
        narrowed: bool,
    },
    /// Nothing is mixed up.
    #[error(
        "nothing is mixed up: pairs come from wrong choices, and go once they were told apart three times"
    )]
    NoMixUps,
    /// No question is flagged.
    #[error("no question is flagged{}; `m` flags the one on the screen, `!` line by line", of_named(*.narrowed))]
    NothingFlagged {
        /// Whether topics were named.
        narrowed: bool,
    },
    /// No date is known.
    #[error("no date is set; say when it is")]
    NoDate,
    /// The date is over.
    #[error("{on} has passed; say when the next one is")]
    DatePassed {
        /// The date.
        on: Date,
    },
    /// Today's minutes are used.
    #[error("today's {minutes} minutes are used; go on tomorrow, or plan with more minutes")]
    EnoughForToday {
        /// Minutes of a day.
        minutes: u32,
    },
}

fn next_due(next: Option<&Date>) -> String {
    match next {
        Some(next) => format!("; the next questions are due on {next}. `learn` goes on with what is new"),
        None => "; `learn` begins with what is new".to_owned(),
    }
}

fn of_topics(narrowed: bool) -> &'static str {
    if narrowed { " in the topics named; leave them out" } else { "" }
}

fn of_named(narrowed: bool) -> &'static str {
    if narrowed { " in the topics named" } else { "" }
}

/// The number of questions of a session where nothing is said about it.
pub fn default_count(mode: Mode) -> usize {
    match mode {
        Mode::Exam => EXAM_QUESTIONS,
        Mode::Review | Mode::Date => usize::MAX,
        Mode::Blitz => 20,
        Mode::Interview => 3,
        Mode::Learn | Mode::Drill | Mode::Weakest | Mode::Pairs => 10,
    }
}

/// Chooses the questions of a session. The same arguments give the same questions on every machine.
pub fn choose(mode: Mode, standing: &Standing<'_>, request: &Request<'_>) -> Result<Vec<Pick>, NothingToAsk> {
    let count = request.count.unwrap_or_else(|| default_count(mode));
    if count == 0 {
        return Err(PickError::ZeroCount.into());
    }
    let mut picks = unchained(mode, standing, request, count)?;
    if matches!(mode, Mode::Review | Mode::Weakest | Mode::Date) {
        keep_chains(&mut picks, &|id| standing.course.question(id)?.chain.clone());
    }
    Ok(picks)
}

/// The same before questions about one situation are put together.
fn unchained(
    mode: Mode,
    standing: &Standing<'_>,
    request: &Request<'_>,
    count: usize,
) -> Result<Vec<Pick>, NothingToAsk> {
    let wanted = |topic: &TopicId, _: &QuestionHead| request.wants(topic);
    match mode {
        Mode::Learn | Mode::Drill => listed(mode, standing, request, count),
        Mode::Review => {
            review::choose(standing, &standing.items(&wanted), &Today::of(standing), (count, request.seed))
        }
        Mode::Weakest => weakest::choose(&standing.items(&wanted), count),
        Mode::Exam => exam::choose(
            &standing.items(&|topic, head| wanted(topic, head) && exam::fits(head)),
            count,
            request,
        ),
        Mode::Interview => interview::choose(standing, request, count),
        Mode::Blitz => blitz::choose(standing, request, count),
        Mode::Pairs => pairs::choose(standing, request, count),
        Mode::Date => date::choose(standing, request, count),
    }
}

/// What a review of everything would ask: memories that are due, and new ones.
pub fn due_and_new(standing: &Standing<'_>) -> (usize, usize) {
    review::count(standing, &standing.items(&|_, _| true), &Today::of(standing))
}

/// How many questions wait in a mode: what a session without limits would ask. For the list of modes.
pub fn waiting(mode: Mode, standing: &Standing<'_>, goal: Option<&Goal>) -> usize {
    let all = Request { goal, ..Request::default() };
    match mode {
        Mode::Learn => standing.candidates(&|_, _| true).filter(|question| question.record.is_none()).count(),
        Mode::Weakest => weakest::all(&standing.items(&|_, _| true)).len(),
        Mode::Exam | Mode::Drill | Mode::Blitz | Mode::Interview | Mode::Pairs => {
            choose(mode, standing, &Request { count: Some(usize::MAX), ..all }).map_or(0, |picks| picks.len())
        }
        Mode::Review | Mode::Date => choose(mode, standing, &all).map_or(0, |picks| picks.len()),
    }
}

impl Request<'_> {
    fn wants(&self, topic: &TopicId) -> bool {
        self.topics.is_empty() || self.topics.contains(topic)
    }

    fn none_fits(&self) -> NothingToAsk {
        NothingToAsk::NoneFits { narrowed: !self.topics.is_empty() }
    }
}

/// The modes that need no memory: a list of questions in its order, or shuffled.
fn listed(
    mode: Mode,
    standing: &Standing<'_>,
    request: &Request<'_>,
    count: usize,
) -> Result<Vec<Pick>, NothingToAsk> {
    let answered: BTreeMap<_, _> =
        standing.progress.questions().map(|(id, record)| (id.to_owned(), u64::from(record.asked))).collect();
    let wanted = Wanted { topics: request.topics, count: Some(count), seed: request.seed };
    Ok(quiz::pick(mode, standing.course.questions(), &answered, wanted)?)
}
