//! The screen of a log: which file, how far it has been read, what it says, in which Region and on which architecture. The calculators
//! and the simulator take it over.

mod plot;
mod shown;

use self::shown::Shown;
use super::animation::{Stagehand, replay};
use super::field::{paste, type_key};
use super::geometry::{Area, body, centred};
use super::message::{Effect, Now};
use super::sheet::{Row, Tone};
use super::{Model, Screen};
use crate::calculator::Calculator;
use crate::content::Preset;
use crate::input::{Action, Chord, Scope};
use crate::logs::{Figures, Workload};
use crate::pricing::{Arch, MemoryModel, PriceBook};
use crate::simulation::scenario::LoggedRequests;
use crate::text::quantity::grouped;
use crate::text::{lines, printable};
use rust_decimal::Decimal;
use std::sync::Arc;
use tui_input::Input;

/// Longest path that can be typed.
const LONGEST_PATH: usize = 1024;
/// Names that are shown below the field.
const NAMES: usize = 12;
/// Hours of a month.
const MONTH_HOURS: f64 = 730.0;

/// The figures of a log that was read in the background.
#[derive(Debug, Clone)]
pub struct LogRead(pub Arc<Figures>);

/// Two are the same where they are one.
impl PartialEq for LogRead {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The requests of a log that was read again for the animation.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRequests {
    /// When they came and how long they took.
    pub requests: LoggedRequests,
    /// The memory that most of them had, in MB.
    pub memory_mb: Option<u32>,
    /// Bytes that a run may take.
    pub room: u64,
}

/// State of the screen of a log.
#[derive(Debug, Default)]
pub struct LogScreen {
    input: Input,
    /// Names that go on from what is typed, after Tab.
    names: Vec<String>,
    state: State,
    /// Place of the Region in the price book.
    region: usize,
    arch: Arch,
    /// First row that is shown.
    pub from: usize,
    /// Which reading the screen waits for.
    number: u64,
    /// Whether a log is asked for in order to watch it.
    to_watch: bool,
}

#[derive(Debug)]
enum State {
    /// A path is asked for; what was wrong with the last one.
    Asking(Option<String>),
    /// A log is being read: thousandths that are done.
    Reading(u16),
    /// A log was read.
    Shown(Box<Shown>),
    /// It is read again for its requests: thousandths that are done.
    Gathering(Box<Shown>, u16),
}

impl Default for State {
    fn default() -> Self {
        Self::Asking(None)
    }
}

/// Rows, and where the text cursor stands among them.
#[derive(Debug, Default)]
pub struct LogRows {
    /// All rows.
    pub rows: Vec<Row>,
    /// Row and column of the text cursor.
    pub caret: Option<(usize, usize)>,
}

/// Where it stands in a terminal of `size`.
pub fn area(size: (u16, u16)) -> Area {
    centred(Area { x: 0, ..body(size.0, size.1) })
}

impl LogScreen {
    /// Where keys are looked up.
    pub fn scope(&self) -> Scope {
        match self.state {
            State::Asking(_) => Scope::LogPath,
            State::Reading(_) | State::Gathering(..) => Scope::LogReading,
            State::Shown(_) => Scope::Logs,
        }
    }

    pub(super) fn type_key(&mut self, chord: Chord) -> bool {
        if !matches!(self.state, State::Asking(_)) {
            return false;
        }
        self.names.clear();
        type_key(&mut self.input, chord, LONGEST_PATH)
    }

    pub(super) fn paste(&mut self, text: &str) {
        if matches!(self.state, State::Asking(_)) {
            paste(&mut self.input, text, LONGEST_PATH);
        }
    }

    /// All rows for `columns` cells.
    pub fn rows(&self, columns: usize) -> LogRows {
        let mut shown = LogRows::default();
        let rows = &mut shown.rows;
        let mut say =
            |text: &str, tone| rows.extend(lines(text, columns).into_iter().map(|line| Row::of(line, tone)));
        match &self.state {
            State::Asking(problem) => {
                say(
                    if self.to_watch {
                        "Which log do you want to watch? A file with REPORT lines, or a folder of them; gzip too. Tab completes names."
                    } else {
                        "Which log? A file with REPORT lines, or a folder of them; gzip too. Tab completes names."
                    },
                    Tone::Text,
                );
                // The end of a long path is what is being typed.
                let room = columns.saturating_sub(3).max(1);
                let skip = self.input.visual_scroll(room);
                let text: String = self.input.value().chars().skip(skip).collect();
                shown.caret = Some((rows.len(), 2 + self.input.visual_cursor().saturating_sub(skip)));
                rows.push(Row::of("› ", Tone::Accent).and(text, Tone::Title));
                for name in self.names.iter().take(NAMES) {
                    rows.push(Row::of("  ", Tone::Text).and(printable(name).into_owned(), Tone::Muted));
                }
                if self.names.len() > NAMES {
                    rows.push(Row::of(format!("  and {} more", self.names.len() - NAMES), Tone::Muted));
                }
                if let Some(problem) = problem {
                    rows.push(Row::blank());
                    rows.extend(lines(problem, columns).into_iter().map(|line| Row::of(line, Tone::Wrong)));
                }
                rows.push(Row::blank());
                let how = "To get one: aws logs tail /aws/lambda/NAME --since 1d --format short --filter-pattern REPORT > report.log";
                rows.extend(lines(how, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
            }
            State::Reading(per_mille) => {
                let text = format!("Reading {} …", printable(self.input.value()));
                progress(&text, *per_mille, columns, rows);
            }
            State::Gathering(log, per_mille) => {
                let text = format!("Reading the requests of {} …", printable(log.path()));
                progress(&text, *per_mille, columns, rows);
            }
            State::Shown(log) => log.rows(columns, rows),
        }
        shown
    }

    fn scroll_by(&mut self, by: isize, area: Area) {
        let rows = self.rows(usize::from(area.width)).rows.len();
        let last = rows.saturating_sub(usize::from(area.height));
        self.from = self.from.saturating_add_signed(by).min(last);
    }

    /// The log that is shown.
    fn log(&self) -> Option<&Shown> {
        match &self.state {
            State::Shown(log) => Some(log),
            _ => None,
        }
    }

    /// The log's figures as inputs of a calculator; nothing where there is no log.
    pub(super) fn preset(&self, calculator: Calculator, book: Option<&PriceBook>) -> Preset {
        let Some(figures) = self.log().map(Shown::figures) else { return Preset::default() };
        let mut inputs = inputs(figures, calculator);
        if matches!(calculator, Calculator::Cost | Calculator::Breakeven) && !inputs.is_empty() {
            let region = book.and_then(|book| book.regions().get(self.region)).map(|row| row.id.clone());
            inputs.extend(region.map(|region| ("region".to_owned(), region)));
            inputs.push(("arch".to_owned(), self.arch.to_string()));
        }
        Preset { inputs }
    }

    /// The model of memory that was fitted to the log.
    pub(super) fn fitted(&self) -> Option<MemoryModel> {
        self.log()?.fitted()
    }

    /// Why the log cannot be played; `None` where it can, or where there is none.
    pub(super) fn why_not_played(&self) -> Option<&'static str> {
        let figures = self.log()?.figures();
        figures
            .span_ns()
            .is_none()
            .then_some("not every REPORT line has a time stamp: `aws logs tail --format short` gives them")
    }
}

/// How far something has come.
fn progress(text: &str, per_mille: u16, columns: usize, rows: &mut Vec<Row>) {
    rows.extend(lines(text, columns).into_iter().map(|line| Row::of(line, Tone::Text)));
    let width = columns.min(40);
    let done = width * usize::from(per_mille).min(1000) / 1000;
    rows.push(
        Row::of("█".repeat(done), Tone::Accent)
            .and("░".repeat(width - done), Tone::Muted)
            .and(format!(" {:3} %", per_mille / 10), Tone::Text),
    );
}

/// Figures as inputs, written as on the command line.
fn inputs(figures: &Figures, calculator: Calculator) -> Vec<(String, String)> {
    let Some(work) = Workload::of(figures) else { return Vec::new() };
    let mut inputs = Vec::new();
    let mut put = |key: &str, text: String| inputs.push((key.to_owned(), text));
    match calculator {
        Calculator::Cost | Calculator::Breakeven => {
            let month = work.in_hours(work.requests, MONTH_HOURS);
            put("requests", month.map_or_else(|| work.requests.to_string(), |month| format!("{month:.0}")));
            if let Some(mb) = work.memory_mb {
                put("memory", format!("{mb}MB"));
            }
        }
        Calculator::Concurrency => {
            if let Some(rate) = work.per_second() {
                put("rps", format!("{rate:.6}/s"));
            }
        }
    }
    for (key, text) in work.time_inputs() {
        put(key, text);
    }
    inputs
}

fn whole(count: u64) -> String {
    grouped(Decimal::from(count))
}

/// What all names begin with.
fn common_start(names: &[String]) -> String {
    let Some((first, rest)) = names.split_first() else { return String::new() };
    let mut length = first.chars().count();
    for name in rest {
        length = length.min(first.chars().zip(name.chars()).take_while(|(one, other)| one == other).count());
    }
    first.chars().take(length).collect()
}

impl Model {
    pub(super) fn open_logs(&mut self, now: Now) -> Vec<Effect> {
        if matches!(self.screen, Screen::Logs(_)) {
            return Vec::new();
        }
        let effects = self.save_all(now);
        self.enter(Screen::Logs(Box::default()));
        effects
    }

    pub(super) fn act_logs(&mut self, action: Action) -> Vec<Effect> {
        let area = area(self.size);
        let page = isize::try_from(area.height.saturating_sub(1).max(1)).unwrap_or(1);
        let Screen::Logs(log) = &mut self.screen else { return Vec::new() };
        match action {
            Action::LogOpen => {
                let path = log.input.value().trim().to_owned();
                if path.is_empty() {
                    log.state = State::Asking(Some("Type the path of a log file first.".to_owned()));
                    return Vec::new();
                }
                log.number += 1;
                log.names.clear();
                log.state = State::Reading(0);
                let number = log.number;
                return vec![if log.to_watch {
                    Effect::ReplayLog { path, number }
                } else {
                    Effect::ReadLog { path, number }
                }];
            }
            Action::LogWatch => {
                log.state = match std::mem::take(&mut log.state) {
                    State::Shown(shown) => State::Gathering(shown, 0),
                    other => other,
                };
                if let State::Gathering(shown, _) = &log.state {
                    log.number += 1;
                    return vec![Effect::ReplayLog { path: shown.path().to_owned(), number: log.number }];
                }
            }
            Action::LogComplete => return vec![Effect::ListFiles(log.input.value().to_owned())],
            Action::LogStop => {
                // What still comes of this reading is not waited for.
                log.number += 1;
                log.state = match std::mem::take(&mut log.state) {
                    State::Gathering(shown, _) => State::Shown(shown),
                    _ => State::Asking(Some("The reading was stopped.".to_owned())),
                };
                return vec![Effect::StopLog];
            }
            Action::LogAnother => {
                log.state = State::Asking(None);
                log.from = 0;
            }
            Action::LogRegionOn | Action::LogRegionBack | Action::LogArch => self.price_log_at(action),
            Action::LogDown => log.scroll_by(1, area),
            Action::LogUp => log.scroll_by(-1, area),
            Action::LogPageDown => log.scroll_by(page, area),
            Action::LogPageUp => log.scroll_by(-page, area),
            Action::LogTop => log.scroll_by(-isize::MAX, area),
            Action::LogEnd => log.scroll_by(isize::MAX, area),
            _ => {}
        }
        Vec::new()
    }

    /// Prices the log in another Region or for the other architecture.
    fn price_log_at(&mut self, action: Action) {
        let regions = self.tools().map_or(1, |tools| tools.book.regions().len().max(1));
        let Screen::Logs(log) = &mut self.screen else { return };
        match action {
            Action::LogRegionOn => log.region = (log.region + 1) % regions,
            Action::LogRegionBack => log.region = (log.region + regions - 1) % regions,
            _ => {
                log.arch = match log.arch {
                    Arch::X86_64 => Arch::Arm64,
                    Arch::Arm64 => Arch::X86_64,
                }
            }
        }
        let (region, arch) = (log.region, log.arch);
        let Some(figures) = log.log().map(|log| Arc::clone(log.figures())) else { return };
        let priced =
            self.tools().map_err(str::to_owned).and_then(|tools| shown::price(&figures, tools, region, arch));
        if let Screen::Logs(log) = &mut self.screen
            && let State::Shown(shown) = &mut log.state
        {
            shown.set_priced(priced);
        }
    }

    pub(super) fn scroll_log(&mut self, by: isize) {
        let area = area(self.size);
        if let Screen::Logs(log) = &mut self.screen {
            log.scroll_by(by, area);
        }
    }

    /// A reading has come so far, in thousandths.
    pub(super) fn log_progress(&mut self, number: u64, per_mille: u16) {
        if let Screen::Logs(log) = &mut self.screen
            && log.number == number
            && let State::Reading(done) | State::Gathering(_, done) = &mut log.state
        {
            *done = per_mille;
        }
    }

    /// A reading has ended.
    pub(super) fn log_read(&mut self, number: u64, read: Result<LogRead, String>) {
        let Screen::Logs(log) = &self.screen else { return };
        if log.number != number || !matches!(log.state, State::Reading(_)) {
            return;
        }
        let (region, arch) = (log.region, log.arch);
        let read = read.map(|LogRead(figures)| {
            let priced = self
                .tools()
                .map_err(str::to_owned)
                .and_then(|tools| shown::price(&figures, tools, region, arch));
            (figures, priced)
        });
        let Screen::Logs(log) = &mut self.screen else { return };
        log.from = 0;
        log.state = match read {
            Ok((figures, _)) if figures.reports == 0 => {
                let lines = if figures.lines == 1 {
                    "its one line".to_owned()
                } else {
                    format!("its {} lines", whole(figures.lines))
                };
                State::Asking(Some(format!("There is no REPORT line among {lines}.")))
            }
            Ok((figures, priced)) => {
                State::Shown(Box::new(Shown::new(log.input.value().trim().to_owned(), figures, priced)))
            }
            Err(why) => State::Asking(Some(why)),
        };
    }

    /// Asks for a log in order to watch it.
    pub(super) fn open_log_to_watch(&mut self) {
        self.enter(Screen::Logs(Box::new(LogScreen { to_watch: true, ..LogScreen::default() })));
    }

    /// The requests of the log have been read: they come again in the animation.
    pub(super) fn log_replayed(&mut self, number: u64, read: Result<LogRequests, String>, now: Now) {
        let Screen::Logs(log) = &mut self.screen else { return };
        if log.number != number {
            return;
        }
        let typed = log.input.value().trim().to_owned();
        let path = match std::mem::take(&mut log.state) {
            State::Gathering(shown, _) => {
                let path = shown.path().to_owned();
                log.state = State::Shown(shown);
                path
            }
            State::Reading(_) if log.to_watch => typed,
            other => {
                log.state = other;
                return;
            }
        };
        let (region, arch) = (log.region, log.arch);
        let made = read.and_then(|read| {
            let tools = self.tools().map_err(str::to_owned)?;
            let region = tools.book.regions().get(region).map(|row| row.id.clone()).unwrap_or_default();
            replay(&path, read, (&region, arch), tools, self.motion())
        });
        match made {
            Ok(theatre) => self.show_animation(Stagehand::of(theatre)),
            Err(why) => {
                let why = format!("{}: {why}", printable(&path));
                match &mut self.screen {
                    Screen::Logs(log) if matches!(log.state, State::Asking(_)) => {
                        log.state = State::Asking(Some(why));
                    }
                    _ => self.say(&why, true, now),
                }
            }
        }
    }

    /// Names that go on from what was typed when they were asked for.
    pub(super) fn files_listed(&mut self, typed: &str, names: Vec<String>) {
        let Screen::Logs(log) = &mut self.screen else { return };
        if log.input.value() != typed || !matches!(log.state, State::Asking(_)) {
            return;
        }
        let start = common_start(&names);
        if start.len() > typed.len() {
            log.input = Input::new(start);
        }
        log.names = if names.len() > 1 { names } else { Vec::new() };
        if log.names.is_empty() && log.input.value() == typed {
            log.state = State::Asking(Some("No name here begins like this.".to_owned()));
        } else {
            log.state = State::Asking(None);
        }
    }
}
