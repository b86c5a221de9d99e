//! The list of sessions: the one that was begun, every kind with what waits in it, ways through the course, results; and the
//! question when it is.

mod list;
mod past;
mod paths;

pub use list::name;
pub use past::{Past, read_back, result, when};

use super::field;
use super::geometry::{Area, body, centred};
use super::message::{Effect, Now};
use super::sheet::{Row, Tone};
use super::{Model, Screen, limits_of};
use crate::course::Step;
use crate::input::{Action, Chord, Scope};
use crate::progress::{Goal, Mode, step_share};
use crate::quiz::{Pick, Session, Terms};
use crate::study::{
    NothingToAsk, Plan, Request, Standing, choose, choose_flagged, default_count, due_and_new, waiting,
};
use jiff::civil::Date;
use list::{Begun, Entry, KINDS, List, Listed, first_row, split, wrapped};
use tui_input::Input;

/// Rows of the description below the list, so that it does not move with the cursor.
const DESCRIBED: usize = 4;
/// The longest answer to when it is, in characters.
const DAY_LIMIT: usize = 30;

/// State of the list.
#[derive(Debug)]
pub struct Sessions {
    /// What the cursor stands on, counted from the top.
    cursor: usize,
    /// First row of the list that is shown.
    from: usize,
    list: List,
    /// What lies between today and the date.
    plan: Option<Plan>,
    /// The day that was learnt toward and is over.
    over: Option<Date>,
    asking: Option<Asking>,
    message: Option<String>,
}

/// What the learner is asked before the first session toward a date.
#[derive(Debug)]
enum Asking {
    /// When is it?
    Day(Input),
    /// How many minutes a day?
    Minutes(Date, Input),
}

/// The list as it is drawn.
#[derive(Debug)]
pub struct Drawn {
    /// The rows of the list, the first of them that is shown, and where.
    pub list: (Vec<Row>, usize, Area),
    /// The description below it, and where.
    pub below: (Vec<Row>, Area),
    /// Row of the description and column of the text cursor.
    pub caret: Option<(usize, usize)>,
}

impl Sessions {
    /// Whether a field takes what is typed.
    pub fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// Where keys are looked up.
    pub fn scope(&self) -> Scope {
        if self.is_asking() { Scope::Day } else { Scope::Sessions }
    }

    fn entry(&self) -> Option<Entry> {
        self.list.entries().get(self.cursor).copied()
    }

    /// Gives a key to the field; `false` where there is none, or the key means nothing in it.
    pub(super) fn type_key(&mut self, chord: Chord) -> bool {
        let Some(Asking::Day(input) | Asking::Minutes(_, input)) = &mut self.asking else { return false };
        self.message = None;
        field::type_key(input, chord, DAY_LIMIT)
    }

    /// Rows and places for a terminal of `size`.
    pub fn drawn(&self, size: (u16, u16)) -> Drawn {
        let area = area(size);
        let columns = usize::from(area.width);
        let (below, caret) = self.description(columns);
        let listed = self.list.rows(self.cursor, columns);
        let (upper, lower) = split(area, listed.rows.len(), below.len().max(DESCRIBED));
        let from = first_row(self.from, &listed, upper.height);
        Drawn { list: (listed.rows, from, upper), below: (below, lower), caret }
    }

    fn listed(&self, size: (u16, u16)) -> (Listed, usize, Area) {
        let drawn = self.drawn(size);
        let listed = self.list.rows(self.cursor, usize::from(drawn.list.2.width));
        (listed, drawn.list.1, drawn.list.2)
    }

    /// What there is to say about what is chosen, and the field for the date.
    fn description(&self, columns: usize) -> (Vec<Row>, Option<(usize, usize)>) {
        let mut rows = Vec::new();
        let mut caret = None;
        match &self.asking {
            None => rows.extend(wrapped(&self.about(), Tone::Muted, columns)),
            Some(Asking::Day(input)) => {
                rows.extend(wrapped("When is it? 2026-12-05, friday, in 10 days", Tone::Text, columns));
                caret = Some((rows.len(), 2 + input.visual_cursor()));
                rows.push(Row::of("› ", Tone::Accent).and(input.value(), Tone::Title));
            }
            Some(Asking::Minutes(on, input)) => {
                let question = format!("{on}. How many minutes a day? Enter for {}.", Goal::MINUTES);
                rows.extend(wrapped(&question, Tone::Text, columns));
                caret = Some((rows.len(), 2 + input.visual_cursor()));
                rows.push(Row::of("› ", Tone::Accent).and(input.value(), Tone::Title));
            }
        }
        if let Some(message) = &self.message {
            rows.extend(wrapped(message, Tone::Warning, columns));
        }
        (rows, caret)
    }

    fn about(&self) -> String {
        match self.entry() {
            Some(Entry::Begun) => "Goes on where you left it.".to_owned(),
            Some(Entry::Kind(at)) => {
                let (mode, _, about) = KINDS.get(at).copied().unwrap_or((Mode::Learn, "", ""));
                match (mode, &self.plan, self.over) {
                    (Mode::Date, Some(plan), _) => toward(plan),
                    (Mode::Date, None, Some(on)) => {
                        format!("{on} has passed. Enter asks when the next one is. {about}")
                    }
                    (Mode::Date, None, None) => format!("{about} Enter asks when it is."),
                    _ => about.to_owned(),
                }
            }
            Some(Entry::Flagged) => "What you flagged to come back to, all of it, shuffled.".to_owned(),
            Some(Entry::Way(at)) => self.list.ways.get(at).map(paths::Way::about).unwrap_or_default(),
            Some(Entry::Step(way, _)) => {
                self.list.ways.get(way).map(|way| way.summary.clone()).unwrap_or_default()
            }
            Some(Entry::Past(_)) => "Shows the result again, with every answer.".to_owned(),
            None => String::new(),
        }
    }

    /// What stands on a row of the screen.
    pub(super) fn at_row(&self, row: u16, size: (u16, u16)) -> Option<usize> {
        let (listed, from, area) = self.listed(size);
        let row = usize::from(row.checked_sub(area.y).filter(|row| *row < area.height)?) + from;
        let entry = (*listed.entries.get(row)?)?;
        self.list.entries().iter().position(|other| *other == entry)
    }

    /// Whether the cursor stands there.
    pub(super) fn is_at(&self, at: usize) -> bool {
        self.cursor == at
    }

    /// Puts the cursor on something.
    pub(super) fn choose(&mut self, at: usize) {
        self.message = None;
        self.cursor = at.min(self.list.entries().len().saturating_sub(1));
    }

    fn step(&mut self, by: isize) {
        self.choose(self.cursor.saturating_add_signed(by));
    }

    /// Opens a way with the cursor on its next step, or closes it.
    fn turn_way(&mut self, at: usize) {
        let is_open = self.list.open == Some(at);
        self.list.open = (!is_open).then_some(at);
        let next = self.list.ways.get(at).map_or(0, paths::Way::next);
        let wanted = if is_open { Entry::Way(at) } else { Entry::Step(at, next) };
        let found = self.list.entries().iter().position(|entry| *entry == wanted);
        self.choose(found.unwrap_or(0));
        if !is_open {
            // As many of its steps as fit, with the way itself above them.
            let rows = self.list.rows(self.cursor, usize::from(u16::MAX)).entries;
            self.from = rows.iter().position(|entry| *entry == Some(Entry::Way(at))).unwrap_or(0);
        }
    }

    /// Keeps the cursor in view.
    fn settle(&mut self, size: (u16, u16)) {
        self.from = self.listed(size).1;
    }
}

/// A plan in a line.
fn toward(plan: &Plan) -> String {
    let days = plan.days.len();
    let left = match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("in {days} days"),
    };
    format!(
        "{}, {left}. Recall on that day: {:.0} % as things stand, about {:.0} % with {} minutes a day.",
        plan.goal.on,
        plan.without * 100.0,
        plan.with * 100.0,
        plan.goal.minutes
    )
}

/// Where the list stands in a terminal of `size`.
pub fn area(size: (u16, u16)) -> Area {
    centred(Area { x: 0, ..body(size.0, size.1) })
}

/// A number with a word behind it.
fn counted(count: usize, word: &str) -> String {
    match count {
        0 => "–".to_owned(),
        1 => format!("1 {}", word.trim_end_matches('s')),
        count => format!("{count} {word}"),
    }
}

/// The time that a session has left, to the second.
pub(super) fn time_left(ms: u64) -> String {
    let seconds = ms.div_ceil(1_000);
    format!("{}:{:02} left", seconds / 60, seconds % 60)
}

impl Model {
    /// The learner today.
    pub(super) fn standing(&self) -> Standing<'_> {
        Standing {
            course: &self.course,
            progress: &self.record.progress,
            today: self.today,
            profile: &self.profile,
            limits: limits_of(&self.settings),
        }
    }

    /// Opens the list, with the cursor on the session that was begun, else on the first kind that has something waiting.
    pub(super) fn open_sessions(&mut self, now: Now) -> Vec<Effect> {
        let effects = self.save_all(now);
        let screen = self.sessions_screen();
        self.enter(screen);
        effects
    }

    pub(super) fn sessions_screen(&self) -> Screen {
        Screen::Sessions(Box::new(self.fresh_sessions(None)))
    }

    fn fresh_sessions(&self, stay: Option<(Entry, Option<usize>)>) -> Sessions {
        let goal = self.record.goal.as_ref();
        let over = goal.map(|goal| goal.on).filter(|on| *on < self.today);
        let goal = goal.filter(|_| over.is_none());
        let (waiting, first) = self.waiting_words(goal);
        let begun = self.begun();
        let list = List {
            begun,
            waiting,
            flagged: self.flagged_words(),
            ways: self.ways(),
            open: stay.and_then(|(_, open)| open),
            past: self.past(),
        };
        let wanted = stay.map_or(Entry::Kind(first), |(entry, _)| entry);
        let wanted = if stay.is_none() && list.begun.is_some() { Entry::Begun } else { wanted };
        let cursor = list.entries().iter().position(|entry| *entry == wanted).unwrap_or(0);
        Sessions {
            cursor,
            from: 0,
            list,
            plan: goal.map(|goal| Plan::toward(goal, &self.standing())),
            over,
            asking: None,
            message: None,
        }
    }

    /// What waits in each kind of session, in words; and the first kind in which something does.
    fn waiting_words(&self, goal: Option<&Goal>) -> (Vec<String>, usize) {
        let standing = self.standing();
        let (due, new) = due_and_new(&standing);
        let mut first = None;
        let words = KINDS.iter().enumerate().map(|(at, (mode, ..))| {
            let count = if *mode == Mode::Review { due + new } else { waiting(*mode, &standing, goal) };
            let useful = if *mode == Mode::Review { due } else { count };
            first = first.or((useful > 0).then_some(at));
            let usual = default_count(*mode).min(count);
            match mode {
                Mode::Review => match (due, new) {
                    (0, 0) => "–".to_owned(),
                    (due, 0) => format!("{due} due"),
                    (0, new) => format!("nothing due, {new} new"),
                    (due, new) => format!("{due} due, {new} new"),
                },
                Mode::Learn if count > 0 => format!("{count} new"),
                Mode::Weakest if count > 0 => format!("{count} begun"),
                Mode::Date if count > 0 => format!("{count} today"),
                Mode::Date if goal.is_none() => "no date yet".to_owned(),
                Mode::Pairs => counted(count, "questions"),
                _ => counted(usual, "questions"),
            }
        });
        let words = words.collect();
        (words, first.unwrap_or(0))
    }

    /// How many questions are flagged, in words; `None` for none.
    fn flagged_words(&self) -> Option<String> {
        let flagged = self.record.progress.flags().flagged();
        let count = flagged.filter(|id| self.course.question_head(id).is_some()).count();
        (count > 0).then(|| counted(count, "questions"))
    }

    /// The session that was begun, in words.
    fn begun(&self) -> Option<Begun> {
        let session = self.interrupted_session()?;
        let answered =
            session.turns().iter().filter(|turn| turn.is_answered() && turn.probe.is_none()).count();
        let left = session.left_ms(0).filter(|_| session.terms().total_ms.is_some()).map(time_left);
        let left = left.map(|left| format!(", {left}")).unwrap_or_default();
        let detail = format!("{answered} of {} answered{left}", session.position().1);
        Some(Begun { title: self.session_title(&session), detail })
    }

    /// The session that was interrupted, as far as it can be gone on with.
    pub(super) fn interrupted_session(&self) -> Option<Session> {
        let saved = self.record.interrupted.as_deref()?;
        let known = |id: &str| self.course.question_head(id).is_some();
        Some(Session::from_json(saved, &known).ok()?.session)
    }

    /// After a change of the settings: the figures of the screen are worked out again.
    pub(super) fn recount_screen(&mut self) {
        self.recount_sessions();
        if let Screen::Progress(progress) = &self.screen {
            let from = progress.from;
            self.screen = self.progress_screen();
            if let Screen::Progress(progress) = &mut self.screen {
                progress.from = from;
            }
        }
    }

    /// After a session: what waits has changed.
    pub(super) fn recount_sessions(&mut self) {
        if let Screen::Sessions(sessions) = &self.screen {
            let stay = sessions.entry().map(|entry| (entry, sessions.list.open));
            let mut fresh = self.fresh_sessions(stay);
            fresh.settle(self.size);
            self.screen = Screen::Sessions(Box::new(fresh));
        }
    }

    pub(super) fn act_sessions(&mut self, action: Action, now: Now) -> Vec<Effect> {
        let Screen::Sessions(sessions) = &mut self.screen else { return Vec::new() };
        let mut effects = Vec::new();
        match action {
            Action::SessionUp => sessions.step(-1),
            Action::SessionDown => sessions.step(1),
            Action::SessionFirst => sessions.choose(0),
            Action::SessionLast => sessions.choose(usize::MAX),
            Action::SessionStart => effects = self.open_entry(now),
            Action::SessionClose => {
                if let Some(Entry::Way(at) | Entry::Step(at, _)) = sessions.entry()
                    && sessions.list.open == Some(at)
                {
                    sessions.turn_way(at);
                }
            }
            Action::ChangeDay => {
                let date = KINDS.iter().position(|(mode, ..)| *mode == Mode::Date).map(Entry::Kind);
                let found = sessions.list.entries().iter().position(|entry| Some(*entry) == date);
                sessions.choose(found.unwrap_or(0));
                self.ask_day();
            }
            Action::KeepDay => effects = self.keep_day(),
            Action::CancelDay => (sessions.asking, sessions.message) = (None, None),
            _ => {}
        }
        let size = self.size;
        if let Screen::Sessions(sessions) = &mut self.screen {
            sessions.settle(size);
        }
        effects
    }

    /// Does what stands under the cursor.
    fn open_entry(&mut self, now: Now) -> Vec<Effect> {
        let Screen::Sessions(sessions) = &mut self.screen else { return Vec::new() };
        match sessions.entry() {
            Some(Entry::Begun) => return self.go_on(now),
            Some(Entry::Kind(at)) => {
                let mode = KINDS.get(at).map_or(Mode::Learn, |(mode, ..)| *mode);
                self.begin_kind(mode, now);
            }
            Some(Entry::Flagged) => {
                self.seed = self.seed.wrapping_add(1);
                let request = Request { seed: self.seed, ..Request::default() };
                let chosen = choose_flagged(&self.standing(), &request);
                self.begin_chosen(Mode::Drill, chosen, now);
            }
            Some(Entry::Way(at)) => sessions.turn_way(at),
            Some(Entry::Step(way, step)) => {
                let step = sessions.list.ways.get(way).and_then(|way| way.steps.get(step));
                if let Some(step) = step.map(|step| step.step.clone()) {
                    return self.take_step(&step, now);
                }
            }
            Some(Entry::Past(at)) => {
                if let Some(at) = sessions.list.past.get(at).map(|past| past.at) {
                    return self.open_past(at, now);
                }
            }
            None => {}
        }
        Vec::new()
    }

    /// Reads what a step of a way reads, or asks what it asks.
    fn take_step(&mut self, step: &Step, now: Now) -> Vec<Effect> {
        match step {
            Step::Read { topic, anchor: None } => self.open(topic, now),
            Step::Read { topic, anchor: Some(anchor) } => self.open_at(&format!("{topic}#{anchor}"), now),
            Step::Answer { mode, topic, count } => {
                let (done, of) = step_share(step, &self.course, &self.record.progress).unwrap_or((0, *count));
                let left = if done < of { of - done } else { of };
                let topics: Vec<_> = topic.iter().cloned().collect();
                self.seed = self.seed.wrapping_add(1);
                let request =
                    Request { topics: &topics, count: Some(left), seed: self.seed, ..Request::default() };
                // On a topic a step counts questions, so those that were never answered come first.
                let by = if topic.is_some() && *mode == Mode::Drill { Mode::Learn } else { *mode };
                self.begin_with(*mode, by, &request, now);
                Vec::new()
            }
        }
    }

    /// Begins a session of a kind; toward a date, once it is known.
    pub(super) fn begin_kind(&mut self, mode: Mode, now: Now) {
        let no_date = self.record.goal.as_ref().is_none_or(|goal| goal.on < self.today);
        if mode == Mode::Date && no_date {
            if !matches!(self.screen, Screen::Sessions(_)) {
                let screen = self.sessions_screen();
                self.enter(screen);
            }
            if let Screen::Sessions(sessions) = &mut self.screen {
                let date = KINDS.iter().position(|(mode, ..)| *mode == Mode::Date).map(Entry::Kind);
                let found = sessions.list.entries().iter().position(|entry| Some(*entry) == date);
                sessions.choose(found.unwrap_or(0));
            }
            self.ask_day();
        } else {
            self.begin_session(mode, now);
        }
    }

    /// Begins a session of a kind from any screen. One that goes on is kept for later.
    pub(super) fn begin_anywhere(&mut self, mode: Mode, now: Now) -> Vec<Effect> {
        let effects = self.save_all(now);
        self.begin_kind(mode, now);
        effects
    }

    fn ask_day(&mut self) {
        if let Screen::Sessions(sessions) = &mut self.screen {
            sessions.message = None;
            sessions.asking = Some(Asking::Day(Input::default()));
        }
    }

    /// Takes what was typed about the date.
    fn keep_day(&mut self) -> Vec<Effect> {
        let today = self.today;
        let Screen::Sessions(sessions) = &mut self.screen else { return Vec::new() };
        let goal = match &sessions.asking {
            None => return Vec::new(),
            Some(Asking::Day(input)) => {
                let day = Goal::read_day(input.value(), today)
                    .and_then(|on| Goal::new(on, Goal::MINUTES, Vec::new(), today));
                match day {
                    Ok(goal) => {
                        sessions.message = None;
                        sessions.asking = Some(Asking::Minutes(goal.on, Input::default()));
                    }
                    Err(why) => sessions.message = Some(why.to_string()),
                }
                return Vec::new();
            }
            Some(Asking::Minutes(on, input)) => {
                let typed = input.value().trim();
                let minutes = if typed.is_empty() { Ok(Goal::MINUTES) } else { typed.parse() };
                minutes.map_err(|_| "Type a whole number of minutes, such as 20.".to_owned()).and_then(
                    |minutes| Goal::new(*on, minutes, Vec::new(), today).map_err(|why| why.to_string()),
                )
            }
        };
        match goal {
            Ok(goal) => {
                sessions.asking = None;
                self.record.goal = Some(goal.clone());
                self.recount_sessions();
                vec![Effect::SaveGoal(Some(goal))]
            }
            Err(why) => {
                sessions.message = Some(why);
                Vec::new()
            }
        }
    }

    /// Begins a session of a kind, or says why there is nothing to ask.
    pub(super) fn begin_session(&mut self, mode: Mode, now: Now) {
        self.seed = self.seed.wrapping_add(1);
        let goal = self.record.goal.clone();
        let request = Request { seed: self.seed, goal: goal.as_ref(), ..Request::default() };
        self.begin_with(mode, mode, &request, now);
    }

    /// The same with what is asked for, chosen as sessions of the kind `by` choose.
    fn begin_with(&mut self, mode: Mode, by: Mode, request: &Request<'_>, now: Now) {
        let chosen = choose(by, &self.standing(), request);
        self.begin_chosen(mode, chosen, now);
    }

    /// Begins a session over what was chosen, or says why nothing was.
    fn begin_chosen(&mut self, mode: Mode, chosen: Result<Vec<Pick>, NothingToAsk>, now: Now) {
        match chosen {
            Ok(picks) => {
                let terms = Terms::of(mode, picks.len());
                let session = Session::start(mode, &self.profile, picks).with_terms(terms);
                self.take_up(session, now);
            }
            Err(why) => {
                let why = why.to_string();
                match &mut self.screen {
                    Screen::Sessions(sessions) => sessions.message = Some(why),
                    _ => self.say(&why, false, now),
                }
            }
        }
    }
}
