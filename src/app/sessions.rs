//! The list of sessions: every kind with a line about it and how many questions wait, and the question when it is.

use super::field;
use super::geometry::{Area, body, centred};
use super::message::{Effect, Now};
use super::panel::Shown;
use super::sheet::{Row, Tone, keep_visible};
use super::{Model, Screen, limits_of};
use crate::input::{Action, Chord, Scope};
use crate::progress::{Goal, Mode};
use crate::quiz::{Session, Terms};
use crate::study::{Plan, Request, Standing, choose, waiting};
use crate::text::lines;
use jiff::civil::Date;
use tui_input::Input;

/// The longest answer to when it is, in characters.
const DAY_LIMIT: usize = 30;

/// Kinds of session in the order of the list, with a word and a line about each.
const MODES: [(Mode, &str, &str); 9] = [
    (Mode::Review, "Review", "What is due today, with a few new questions between."),
    (Mode::Learn, "Learn", "New questions, in the order of the chapters."),
    (Mode::Date, "Toward a date", "Each day's minutes go where they raise recall on that day most."),
    (Mode::Weakest, "Weakest first", "What you are most likely to have forgotten."),
    (Mode::Pairs, "Mixed up", "What you took for one another, side by side."),
    (Mode::Drill, "Drill", "Ten questions from everywhere, shuffled."),
    (Mode::Blitz, "Blitz", "Limits and numbers, twenty seconds each."),
    (Mode::Exam, "Exam", "Thirty questions against the clock, judged at the end."),
    (Mode::Interview, "Mock interview", "Open questions against the clock, judged by a rubric."),
];

/// State of the list.
#[derive(Debug)]
pub struct Sessions {
    /// The row under the cursor.
    pub cursor: usize,
    /// First row of text that is shown.
    from: usize,
    /// Questions that wait, in the order of the list.
    waiting: Vec<usize>,
    /// What lies between today and the date.
    plan: Option<Plan>,
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

impl Sessions {
    /// Whether a field takes what is typed.
    pub fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// Where keys are looked up.
    pub fn scope(&self) -> Scope {
        if self.is_asking() { Scope::Day } else { Scope::Sessions }
    }

    fn mode(&self) -> Mode {
        MODES.get(self.cursor).map_or(Mode::Learn, |(mode, ..)| *mode)
    }

    /// Gives a key to the field; `false` where there is none, or the key means nothing in it.
    pub(super) fn type_key(&mut self, chord: Chord) -> bool {
        let Some(Asking::Day(input) | Asking::Minutes(_, input)) = &mut self.asking else { return false };
        self.message = None;
        field::type_key(input, chord, DAY_LIMIT)
    }

    /// The rows for `columns` cells; as options, those of each kind of session.
    pub fn rows(&self, columns: usize) -> Shown {
        let mut rows = Vec::new();
        let mut options = Vec::new();
        let mut wanted = (0, 0);
        let mut caret = None;
        for (at, (mode, word, about)) in MODES.iter().enumerate() {
            let here = at == self.cursor;
            let first = rows.len();
            let count = match self.waiting.get(at) {
                Some(0) | None => "–".to_owned(),
                Some(count) => count.to_string(),
            };
            let room = columns.saturating_sub(4 + crate::text::width(word) + count.len());
            rows.push(
                Row::of(if here { "› " } else { "  " }, Tone::Accent)
                    .and(*word, Tone::Title)
                    .and(" ".repeat(room), Tone::Text)
                    .and(count, Tone::Muted)
                    .selected(here && self.asking.is_none()),
            );
            let about = match (mode, &self.plan) {
                (Mode::Date, Some(plan)) => toward(plan),
                _ => (*about).to_owned(),
            };
            for line in lines(&about, columns.saturating_sub(4)) {
                rows.push(Row::of("  ", Tone::Text).and(line, Tone::Muted));
            }
            if here {
                self.asking_rows(columns, &mut rows, &mut caret);
                if let Some(message) = &self.message {
                    for line in lines(message, columns.saturating_sub(4)) {
                        rows.push(Row::of("  ", Tone::Text).and(line, Tone::Warning));
                    }
                }
                wanted = (first, rows.len() - 1);
            }
            options.push((first, rows.len()));
        }
        Shown { rows, wanted, caret, options }
    }

    fn asking_rows(&self, columns: usize, rows: &mut Vec<Row>, caret: &mut Option<(usize, usize)>) {
        let (question, input) = match &self.asking {
            None => return,
            Some(Asking::Day(input)) => ("When is it? 2026-12-05, friday, in 10 days".to_owned(), input),
            Some(Asking::Minutes(on, input)) => {
                (format!("{on}. How many minutes a day? Enter for {}.", Goal::MINUTES), input)
            }
        };
        for line in lines(&question, columns.saturating_sub(4)) {
            rows.push(Row::of("  ", Tone::Text).and(line, Tone::Text));
        }
        *caret = Some((rows.len(), 4 + input.visual_cursor()));
        rows.push(Row::of("  › ", Tone::Accent).and(input.value(), Tone::Title));
    }

    /// The first row to draw in `height` rows.
    pub fn first_row(&self, height: usize, columns: usize) -> usize {
        let shown = self.rows(columns);
        keep_visible(self.from, shown.wanted, height, shown.rows.len())
    }

    /// The kind of session that stands on a row of `area`, counted from its top.
    pub(super) fn at_row(&self, row: u16, area: Area) -> Option<usize> {
        let columns = usize::from(area.width);
        let row = self.first_row(usize::from(area.height), columns) + usize::from(row);
        self.rows(columns).options.iter().position(|(first, past)| (*first..*past).contains(&row))
    }

    /// Puts the cursor on a kind of session.
    pub(super) fn choose(&mut self, at: usize) {
        self.step(isize::try_from(at).unwrap_or(0) - isize::try_from(self.cursor).unwrap_or(0));
    }

    fn step(&mut self, by: isize) {
        self.message = None;
        self.cursor = self.cursor.saturating_add_signed(by).min(MODES.len() - 1);
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

    /// Opens the list, with the cursor on the first kind of session that has something waiting.
    pub(super) fn open_sessions(&mut self, now: Now) -> Vec<Effect> {
        let effects = self.save_all(now);
        let screen = self.sessions_screen();
        self.enter(screen);
        effects
    }

    pub(super) fn sessions_screen(&self) -> Screen {
        Screen::Sessions(Box::new(self.fresh_sessions(None)))
    }

    fn fresh_sessions(&self, cursor: Option<usize>) -> Sessions {
        let standing = self.standing();
        let goal = self.record.goal.as_ref().filter(|goal| goal.on >= self.today);
        let waiting: Vec<usize> = MODES.iter().map(|(mode, ..)| waiting(*mode, &standing, goal)).collect();
        let first = waiting.iter().position(|count| *count > 0).unwrap_or(0);
        Sessions {
            cursor: cursor.unwrap_or(first),
            from: 0,
            waiting,
            plan: goal.map(|goal| Plan::toward(goal, &standing)),
            asking: None,
            message: None,
        }
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
            let cursor = sessions.cursor;
            let fresh = self.fresh_sessions(Some(cursor));
            self.screen = Screen::Sessions(Box::new(fresh));
        }
    }

    pub(super) fn act_sessions(&mut self, action: Action, now: Now) -> Vec<Effect> {
        let Screen::Sessions(sessions) = &mut self.screen else { return Vec::new() };
        match action {
            Action::SessionUp => sessions.step(-1),
            Action::SessionDown => sessions.step(1),
            Action::SessionStart => {
                let mode = sessions.mode();
                if mode == Mode::Date && self.record.goal.as_ref().is_none_or(|goal| goal.on < self.today) {
                    self.ask_day();
                } else {
                    self.begin_session(mode, now);
                }
            }
            Action::ChangeDay => {
                sessions.cursor = MODES.iter().position(|(mode, ..)| *mode == Mode::Date).unwrap_or(0);
                self.ask_day();
            }
            Action::KeepDay => return self.keep_day(),
            Action::CancelDay => sessions.asking = None,
            _ => {}
        }
        let size = self.size;
        if let Screen::Sessions(sessions) = &mut self.screen {
            let area = area(size);
            sessions.from = sessions.first_row(usize::from(area.height), usize::from(area.width));
        }
        Vec::new()
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
                    Ok(goal) => sessions.asking = Some(Asking::Minutes(goal.on, Input::default())),
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
                let cursor = sessions.cursor;
                self.record.goal = Some(goal.clone());
                let fresh = self.fresh_sessions(Some(cursor));
                self.screen = Screen::Sessions(Box::new(fresh));
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
        match choose(mode, &self.standing(), &request) {
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

/// The name of a kind of session, for people.
pub fn name(mode: Mode) -> &'static str {
    MODES.iter().find(|(other, ..)| *other == mode).map_or("Questions", |(_, word, _)| word)
}
