//! The screen of a log: which file, how far it has been read, what it says. The calculators take its figures over.

use super::animation::Stagehand;
use super::field::{paste, type_key};
use super::geometry::{Area, body, centred};
use super::message::{Effect, Now};
use super::sheet::{Row, Tone};
use super::{Model, Screen};
use crate::calculator::Calculator;
use crate::content::Preset;
use crate::input::{Action, Chord, Scope};
use crate::logs::{Advice, Figures, LogCost, Pricing, Slot, Spread, advice, amount};
use crate::pricing::Arch;
use crate::simulation::Scenario;
use crate::text::quantity::{Duration, grouped};
use crate::text::{lines, printable};
use rust_decimal::Decimal;
use std::sync::Arc;
use tui_input::Input;

/// Longest path that can be typed.
const LONGEST_PATH: usize = 1024;
/// Names that are shown below the field.
const NAMES: usize = 12;
/// Rows of a plot.
const PLOT: usize = 6;
/// Columns before a plot.
const AXIS: usize = 9;
/// Parts of a cell, lowest first.
const PARTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Prices are those of this Region, as everywhere in the calculators where none is given.
const REGION: &str = "us-east-1";

/// The figures of a log that was read in the background.
#[derive(Debug, Clone)]
pub struct LogRead(pub Arc<Figures>);

/// A run that was made out of a log in the background.
#[derive(Debug, Clone)]
pub struct LogRun(pub Arc<Scenario>);

/// Two are the same where they are one.
impl PartialEq for LogRun {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Two are the same where they are one.
impl PartialEq for LogRead {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// State of the screen of a log.
#[derive(Debug, Default)]
pub struct LogScreen {
    input: Input,
    /// Names that go on from what is typed, after Tab.
    names: Vec<String>,
    state: State,
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
}

impl Default for State {
    fn default() -> Self {
        Self::Asking(None)
    }
}

/// A log with what follows from it.
#[derive(Debug)]
struct Shown {
    path: String,
    figures: Arc<Figures>,
    /// Cost and advice, or why there is none.
    priced: Result<(LogCost, Vec<Advice>), String>,
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
            State::Reading(_) => Scope::LogReading,
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
                say(&format!("Reading {} …", printable(self.input.value())), Tone::Text);
                let width = columns.min(40);
                let done = width * usize::from(*per_mille).min(1000) / 1000;
                rows.push(
                    Row::of("█".repeat(done), Tone::Accent)
                        .and("░".repeat(width - done), Tone::Muted)
                        .and(format!(" {:3} %", per_mille / 10), Tone::Text),
                );
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

    /// The log's figures as inputs of a calculator; nothing where there is no log.
    pub(super) fn preset(&self, calculator: Calculator) -> Preset {
        match &self.state {
            State::Shown(log) => Preset { inputs: inputs(&log.figures, calculator) },
            _ => Preset::default(),
        }
    }
}

/// Figures as inputs, written as on the command line.
fn inputs(figures: &Figures, calculator: Calculator) -> Vec<(String, String)> {
    let Some(mean) = figures.durations.mean().filter(|_| figures.reports > 0) else { return Vec::new() };
    let span_s = figures.span_ns().map(|ns| as_f64(ns) / 1e9).filter(|seconds| *seconds >= 1.0);
    let mut inputs = Vec::new();
    let mut put = |key: &str, text: String| inputs.push((key.to_owned(), text));
    match (calculator, span_s) {
        (Calculator::Cost | Calculator::Breakeven, Some(seconds)) if seconds >= 3600.0 => {
            put("requests", format!("{:.0}", as_f64(figures.reports) * 730.0 * 3600.0 / seconds));
        }
        (Calculator::Cost | Calculator::Breakeven, _) => put("requests", figures.reports.to_string()),
        (Calculator::Concurrency, Some(seconds)) => {
            put("rps", format!("{:.6}/s", as_f64(figures.reports) / seconds));
        }
        (Calculator::Concurrency, None) => {}
    }
    put("duration", format!("{:.3}ms", mean / 1e6));
    if let (Calculator::Cost | Calculator::Breakeven, Some((mb, _))) = (calculator, figures.main_size()) {
        put("memory", format!("{mb}MB"));
    }
    if let Some(init) = figures.inits.mean() {
        put("cold-share", format!("{:.6}%", as_f64(figures.inits.count()) / as_f64(figures.reports) * 100.0));
        put("init", format!("{:.3}ms", init / 1e6));
    }
    inputs
}

impl Shown {
    fn rows(&self, columns: usize, rows: &mut Vec<Row>) {
        let figures = &self.figures;
        rows.push(Row::of(printable(&self.path).into_owned(), Tone::Title));
        let mut entry = |name: &str, value: &str| {
            let mut name = format!("{name:<13}");
            for line in lines(value, columns.saturating_sub(13).max(20)) {
                rows.push(Row::of(name, Tone::Muted).and(line, Tone::Text));
                name = " ".repeat(13);
            }
        };
        entry("lines", &whole(figures.lines));
        entry("invocations", &whole(figures.reports));
        let share =
            figures.cold_start_share().map_or_else(String::new, |share| format!(" ({:.2} %)", share * 100.0));
        entry("cold starts", &format!("{}{share}", whole(figures.cold_starts)));
        entry(
            "failures",
            &format!("{} time-outs, {} errors", whole(figures.timeouts), whole(figures.errors)),
        );
        for (name, spread) in
            [("duration", &figures.durations), ("INIT", &figures.inits), ("restore", &figures.restore_times)]
        {
            if let Some(text) = spread_of(spread) {
                entry(name, &text);
            }
        }
        if let (Some(max), Some((mb, _))) = (figures.used.max(), figures.main_size()) {
            entry("memory", &format!("at most {max} MB used; most functions had {mb} MB"));
        }
        match &self.priced {
            Ok((cost, _)) => {
                let month = Pricing::by_month(cost.total.exact, figures.span_ns())
                    .map_or_else(String::new, |month| {
                        format!("; ${} a month at this rate", amount(month.exact))
                    });
                entry("cost", &format!("${}{month}", amount(cost.total.exact)));
            }
            Err(why) => entry("cost", why),
        }
        if figures.unparsed > 0 {
            let first = figures.problems.first().map_or_else(String::new, |problem| {
                format!(
                    "; the first in line {}, column {}: {}",
                    problem.place.line, problem.place.column, problem.message
                )
            });
            entry("not read", &format!("{} places that look like reports{first}", whole(figures.unparsed)));
        }
        self.plots(columns, rows);
        if let Ok((cost, advice)) = &self.priced {
            if !advice.is_empty() {
                rows.push(Row::blank());
                rows.push(Row::of("Advice", Tone::Title));
            }
            for piece in advice {
                let saving =
                    piece.saving.filter(|saving| !saving.is_negative()).map_or_else(String::new, |saving| {
                        format!(" Saves {}${}.", if piece.at_most { "at most " } else { "" }, amount(saving))
                    });
                let mut mark = "› ";
                for line in lines(
                    &format!("{}{saving} {}", piece.text, piece.reason),
                    columns.saturating_sub(2).max(20),
                ) {
                    rows.push(Row::of(mark, Tone::Accent).and(line, Tone::Text));
                    mark = "  ";
                }
            }
            rows.push(Row::blank());
            let note = format!(
                "Prices of {} for x86_64 as of {}, without free tier. The calculators take these figures over.",
                cost.price_book.region, cost.price_book.as_of
            );
            rows.extend(lines(&note, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
        }
    }

    fn plots(&self, columns: usize, rows: &mut Vec<Row>) {
        let figures = &self.figures;
        if figures.series.length_ns() == 0 {
            return;
        }
        let slots = figures.series.columns(columns.saturating_sub(AXIS).clamp(10, 100));
        let mean = |slot: &Slot| as_f64(slot.mean_ns().unwrap_or_default());
        plot("Mean duration over time", &slots, mean, |ns| time(to_u64(ns)), rows);
        plot(
            "Cold starts over time",
            &slots,
            |slot| as_f64(slot.cold_starts),
            |count| format!("{count:.0}"),
            rows,
        );
    }
}

/// Bars over time under a heading; nothing where all of them are nothing.
fn plot(
    title: &str,
    slots: &[Slot],
    of: impl Fn(&Slot) -> f64,
    label: impl Fn(f64) -> String,
    rows: &mut Vec<Row>,
) {
    let top = slots.iter().map(&of).fold(0.0, f64::max);
    if top <= 0.0 {
        return;
    }
    rows.push(Row::blank());
    rows.push(Row::of(title, Tone::Title));
    for row in (0..PLOT).rev() {
        let bars: String = slots
            .iter()
            .map(|slot| cell(of(slot) / top * as_f64(PLOT as u64) - as_f64(row as u64)))
            .collect();
        let text = match row {
            0 => "0".to_owned(),
            row if row == PLOT - 1 => label(top),
            _ => String::new(),
        };
        rows.push(Row::of(format!("{text:>8} "), Tone::Muted).and(bars, Tone::Accent));
    }
}

/// How much of a cell is full.
fn cell(height: f64) -> &'static str {
    let parts = to_u64((height.clamp(0.0, 1.0) * 8.0).round());
    usize::try_from(parts)
        .ok()
        .and_then(|parts| parts.checked_sub(1))
        .and_then(|at| PARTS.get(at))
        .copied()
        .unwrap_or(" ")
}

fn spread_of(spread: &Spread) -> Option<String> {
    let [p50, p95, p99] = spread.quantiles([500, 950, 990]);
    Some(format!("p50 {}, p95 {}, p99 {}, max {}", time(p50?), time(p95?), time(p99?), time(spread.max()?)))
}

fn time(ns: u64) -> String {
    let step = if ns < 1_000_000_000 { 10_000 } else { 10_000_000 };
    Duration::from_nanoseconds(ns.saturating_add(step / 2) / step * step).pretty()
}

fn whole(count: u64) -> String {
    grouped(Decimal::from(count))
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, for people")]
fn to_u64(number: f64) -> u64 {
    number as u64
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
                let State::Shown(shown) = &log.state else { return Vec::new() };
                log.number += 1;
                return vec![Effect::ReplayLog { path: shown.path.clone(), number: log.number }];
            }
            Action::LogComplete => return vec![Effect::ListFiles(log.input.value().to_owned())],
            Action::LogStop => {
                // What still comes of this reading is not waited for.
                log.number += 1;
                log.state = State::Asking(Some("The reading was stopped.".to_owned()));
                return vec![Effect::StopLog];
            }
            Action::LogAnother => {
                log.state = State::Asking(None);
                log.from = 0;
            }
            Action::LogDown => log.scroll_by(1, area),
            Action::LogUp => log.scroll_by(-1, area),
            Action::LogPageDown => log.scroll_by(page, area),
            Action::LogPageUp => log.scroll_by(-page, area),
            _ => {}
        }
        Vec::new()
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
            && let State::Reading(done) = &mut log.state
        {
            *done = per_mille;
        }
    }

    /// A reading has ended.
    pub(super) fn log_read(&mut self, number: u64, read: Result<LogRead, String>) {
        let waits = matches!(&self.screen, Screen::Logs(log) if log.number == number && matches!(log.state, State::Reading(_)));
        if !waits {
            return;
        }
        let read = read.map(|LogRead(figures)| {
            let priced = self.tools().map_err(str::to_owned).and_then(|tools| {
                let limits = &tools.rules.limits;
                let pricing = Pricing { book: &tools.book, limits, region: REGION, arch: Arch::X86_64 };
                let cost = pricing.cost(&figures).map_err(|error| error.to_string())?;
                let advice = advice(&figures, &cost, &pricing).map_err(|error| error.to_string())?;
                Ok((cost, advice))
            });
            (figures, priced)
        });
        let Screen::Logs(log) = &mut self.screen else { return };
        log.from = 0;
        log.state = match read {
            Ok((figures, _)) if figures.reports == 0 => {
                let lines = whole(figures.lines);
                State::Asking(Some(format!("There is no REPORT line among its {lines} lines.")))
            }
            Ok((figures, priced)) => {
                State::Shown(Box::new(Shown { path: log.input.value().trim().to_owned(), figures, priced }))
            }
            Err(why) => State::Asking(Some(why)),
        };
    }

    /// Asks for a log in order to watch it.
    pub(super) fn open_log_to_watch(&mut self) {
        self.enter(Screen::Logs(Box::new(LogScreen { to_watch: true, ..LogScreen::default() })));
    }

    /// A run has been made out of a log, or not.
    pub(super) fn log_replayed(&mut self, number: u64, run: Result<LogRun, String>, now: Now) {
        let Screen::Logs(log) = &self.screen else { return };
        if log.number != number {
            return;
        }
        let title = printable(log.input.value().trim()).into_owned();
        let made = run.and_then(|LogRun(scenario)| {
            let tools = self.tools()?;
            super::animation::of_scenario(Arc::unwrap_or_clone(scenario), title, tools, self.motion())
        });
        let Screen::Logs(log) = &mut self.screen else { return };
        if matches!(log.state, State::Reading(_)) {
            log.state = State::Asking(made.as_ref().err().cloned());
        } else if let Err(why) = &made {
            let why = why.clone();
            self.say(&why, true, now);
        }
        if let Ok(theatre) = made {
            self.show_animation(Stagehand::of(theatre));
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
