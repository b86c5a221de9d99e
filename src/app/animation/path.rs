//! The path of a request, cold beside warm.

use super::strip::{Strip, cell_of, spread};
use crate::animation::{Case, Lane, Path, Payer, Stage, Step};
use crate::app::sheet::{Row, Tone};
use crate::pricing::Exact;
use crate::scenarios::time;
use crate::simulation::{Outcome, StartKind};
use crate::text::{Side, pad, truncate};

/// Columns of a table of lanes.
struct Columns {
    label: usize,
    bar: usize,
    length: usize,
    payer: usize,
    what: usize,
    /// Whether what runs in a lane stands below it.
    below: bool,
}

impl Columns {
    fn of(columns: usize, below: bool) -> Self {
        let narrow = columns < 70;
        let (label, length, payer) = if narrow { (19, 8, 5) } else { (20, 9, 11) };
        let what = if columns >= 108 && !below { 46 } else { 0 };
        let bar = columns.saturating_sub(label + length + payer + 3 + what).max(6);
        Self { label, bar, length, payer, what, below }
    }
}

/// The rows of both requests, an axis below them; with air between them where there is a row to `spare`.
pub(super) fn lanes(path: &Path, columns: usize, spare: usize) -> Vec<Row> {
    let lanes =
        path.life.first.lanes.len() + path.life.next.as_ref().map_or(0, |next| next.lanes.len() + 1) + 1;
    let widths = Columns::of(columns, spare > lanes + 2);
    let mut rows = vec![title(path, &path.life.first, columns)];
    rows.extend(case(path, &path.life.first, &widths));
    rows.extend(idle(path, &path.life.first, path.life.next.is_none(), &widths));
    if let Some(next) = &path.life.next {
        if spare > 0 {
            rows.push(Row::blank());
        }
        rows.push(title(path, next, columns));
        rows.extend(case(path, next, &widths));
        rows.extend(idle(path, next, true, &widths));
    }
    if widths.below && path.life.next.is_none() {
        rows.push(Row::blank());
    }
    rows.push(axis(path, &widths));
    rows
}

/// What stands in the place of the lanes before the first request has come.
pub(super) fn veil(columns: usize) -> Vec<Row> {
    let text = "The first request is still to come. What it finds is yours to predict.";
    vec![Row::of("  ", Tone::Text).and(text, Tone::Muted).cut(columns), Row::blank()]
}

fn title(path: &Path, case: &Case, columns: usize) -> Row {
    let (word, tone, why) = match (case.start, path.life.from_snapshot) {
        (StartKind::Cold, false) => ("COLD", Tone::Environment(Stage::Init), "finds no environment"),
        (StartKind::Cold, true) => {
            ("COLD", Tone::Environment(Stage::Restore), "starts one from the snapshot")
        }
        (StartKind::Warm, _) if case.environment != path.life.environment => {
            ("WARM", Tone::Environment(Stage::Invoke), "finds another one idle")
        }
        (StartKind::Warm, _) => ("WARM", Tone::Environment(Stage::Invoke), "finds it idle"),
        (StartKind::Provisioned, _) => ("READY", Tone::Environment(Stage::Ready), "finds it provisioned"),
    };
    let now = std::ptr::eq(case, path.current()) && path.now_ns >= case.arrived_ns;
    let lead = if now { "▸ " } else { "  " };
    let left = Row::of(lead, Tone::Accent)
        .and(word, tone)
        .and(format!("  request {} {why}", case.request), Tone::Title);
    let waited = time(case.total_ns());
    let waited = if columns >= 100 { format!("the caller waits {waited}") } else { waited };
    let mut right = match case.outcome {
        Outcome::Success => Row::of(waited, Tone::Title),
        Outcome::Error | Outcome::Crash => Row::of("ends with an error", Tone::Wrong),
        Outcome::Timeout | Outcome::RestoreTimeout => Row::of("times out", Tone::Wrong),
    };
    if columns >= 70
        && let Some(million) = million(case.cost)
    {
        right = right.and(format!("   {million} a million"), Tone::Muted);
    }
    spread(left, &right, columns)
}

/// What a million requests like this one cost.
fn million(cost: Option<Exact>) -> Option<String> {
    let million = cost?.times(Exact::from(1_000_000_u128)).ok()?;
    Some(format!("${}", million.fixed(2)))
}

fn case(path: &Path, case: &Case, widths: &Columns) -> Vec<Row> {
    let mut rows = Vec::new();
    for lane in &case.lanes {
        rows.push(lane_row(path, case, *lane, widths));
        if widths.below {
            rows.push(below(lane.step.what()));
        }
    }
    rows
}

/// What runs in a lane, below it.
fn below(what: &str) -> Row {
    Row::of("    ", Tone::Text).and(what, Tone::Muted)
}

fn lane_row(path: &Path, case: &Case, lane: Lane, widths: &Columns) -> Row {
    let running = path.running() == Some(lane);
    let begun = lane.from_ns <= path.now_ns;
    let tone = lane.step.stage().map_or(Tone::Warning, Tone::Environment);
    let fill = lane.step.stage().map_or('·', Stage::fill);
    let mut strip = Strip::new(widths.bar);
    let span = path.span_ns();
    let cell = |at: u64| cell_of(at.saturating_sub(case.arrived_ns), span, widths.bar);
    let from = cell(lane.from_ns).min(widths.bar.saturating_sub(1));
    let to = cell(lane.to_ns).max(from + 1);
    strip.fill(from, to, '─', tone);
    if begun {
        let done = if path.now_ns >= lane.to_ns { to } else { cell(path.now_ns).clamp(from, to) };
        strip.fill(from, done, fill, tone);
    }
    cursor(path, case, &mut strip, widths);
    let name = truncate(lane.step.name(), widths.label - 1).into_owned();
    let lead = Row::of(if running { "  ▸ " } else { "    " }, Tone::Accent)
        .and(pad(&name, widths.label - 4, Side::Left), if running { Tone::Title } else { Tone::Text });
    finish(strip.after(lead), lane, widths)
}

fn finish(row: Row, lane: Lane, widths: &Columns) -> Row {
    let length = pad(&time(lane.length_ns()), widths.length, Side::Right);
    let (payer, tone) = match (lane.step.payer(), widths.payer > 6) {
        (Payer::You, true) => ("you pay", Tone::Title),
        (Payer::You, false) => ("pay", Tone::Title),
        (Payer::Nobody, true) => ("not billed", Tone::Muted),
        (Payer::Nobody, false) => ("free", Tone::Muted),
    };
    let row =
        row.and(length, Tone::Text).and("  ", Tone::Text).and(pad(payer, widths.payer, Side::Left), tone);
    if widths.what == 0 { row } else { row.and(format!(" {}", lane.step.what()), Tone::Muted) }
}

/// The line of the moment through everything of this request that is empty.
fn cursor(path: &Path, case: &Case, strip: &mut Strip, widths: &Columns) {
    if std::ptr::eq(case, path.current()) && path.now_ns >= case.arrived_ns && path.now_ns < case.answered_ns
    {
        let at = cell_of(path.elapsed_ns(), path.span_ns(), widths.bar).min(widths.bar.saturating_sub(1));
        strip.put_behind(at, '│', Tone::Muted);
    }
}

/// The time after a request.
fn idle(path: &Path, case: &Case, last: bool, widths: &Columns) -> Vec<Row> {
    let here = path.is_frozen() && std::ptr::eq(case, path.current());
    let (word, tone, sign) = if path.life.provisioned {
        ("kept ready", Tone::Environment(Stage::Ready), '═')
    } else {
        ("frozen", Tone::Environment(Stage::Frozen), '·')
    };
    let begins = cell_of(case.total_ns(), path.span_ns(), widths.bar);
    let mut strip = Strip::new(widths.bar);
    let begun = path.now_ns >= case.answered_ns;
    if begun {
        strip.fill(begins, widths.bar, sign, tone);
    }
    cursor(path, case, &mut strip, widths);
    let own = case.environment == path.life.environment;
    let ends = path.life.shut_down_ns.filter(|_| last && own && case.idle_ns.is_some());
    let text = match (ends, last) {
        _ if case.idle_ns.is_none() => " until it is needed again ",
        (Some(_), true) if !path.life.more => " until Lambda shuts it down ",
        _ => " until the next request ",
    };
    if begun {
        let room = widths.bar.saturating_sub(text.len() + 1);
        let at = (begins + 2).min(room);
        if text.len() < widths.bar {
            strip.write(at, text, Tone::Muted);
        }
    }
    let lead = Row::of(if here { "  ▸ " } else { "    " }, Tone::Accent)
        .and(pad(word, widths.label - 4, Side::Left), if here { Tone::Title } else { Tone::Muted });
    let length = case.idle_ns.map(long).unwrap_or_default();
    let row =
        strip.after(lead).and(pad(&length, widths.length, Side::Right), Tone::Muted).and("  ", Tone::Text);
    let (payer, tone) = match (path.life.provisioned, widths.payer > 6) {
        (true, true) => ("you pay", Tone::Title),
        (true, false) => ("pay", Tone::Title),
        (false, _) => ("free", Tone::Muted),
    };
    let row = row.and(pad(payer, widths.payer, Side::Left), tone);
    let what = if path.life.provisioned {
        "it waits, paid by the hour"
    } else {
        "nothing runs; what INIT made is kept"
    };
    match (widths.what, widths.below) {
        (_, true) => vec![row, below(what)],
        (0, _) => vec![row],
        _ => vec![row.and(format!(" {what}"), Tone::Muted)],
    }
}

/// A time that may be long, in at most eight columns: `1:52 min`.
fn long(ns: u64) -> String {
    let seconds = ns.saturating_add(500_000_000) / 1_000_000_000;
    match seconds {
        0..60 => time(ns),
        60..3_600 => format!("{}:{:02} min", seconds / 60, seconds % 60),
        _ => format!("{}:{:02} h", seconds / 3_600, seconds % 3_600 / 60),
    }
}

/// Time since arrival, below the bars.
fn axis(path: &Path, widths: &Columns) -> Row {
    let span = path.span_ns();
    let wanted = (widths.bar / 12).max(1) as u64;
    let step = round_step(span / wanted.max(1));
    let mut strip = Strip::new(widths.bar);
    strip.fill(0, widths.bar, '─', Tone::Muted);
    let mut at = 0;
    while at < span {
        let cell = cell_of(at, span, widths.bar);
        strip.put(cell, '┬', Tone::Muted);
        at += step;
    }
    let mut labels = strip.clone();
    at = 0;
    while at < span {
        let cell = cell_of(at, span, widths.bar);
        let text = if at == 0 { "0".to_owned() } else { time(at) };
        if cell + text.chars().count() < widths.bar {
            labels.write(cell, &text, Tone::Muted);
        }
        at += step;
    }
    let lead =
        Row::of("    ", Tone::Text).and(pad("since arrival", widths.label - 4, Side::Left), Tone::Muted);
    labels.after(lead).cut(widths.label + widths.bar)
}

/// The next round number not below `rough`: 1, 2 or 5 times a power of ten.
pub(super) fn round_step(rough: u64) -> u64 {
    let rough = rough.max(1);
    let mut power = 1_u64;
    while power.saturating_mul(10) <= rough {
        power = power.saturating_mul(10);
    }
    [1, 2, 5]
        .into_iter()
        .map(|times| power.saturating_mul(times))
        .find(|step| *step >= rough)
        .unwrap_or(power.saturating_mul(10))
}

/// The example's code with the running line lit.
pub(super) fn code(path: &Path, columns: usize) -> Vec<Row> {
    let lit = path.line();
    let running = path.running().map(|lane| lane.step);
    let mut rows = Vec::new();
    let mut before: Option<Step> = None;
    for (at, line) in path.code().iter().enumerate() {
        let first = line.runs_in.is_some() && line.runs_in != before;
        let second = !first && line.runs_in.is_some() && is_second(path, at);
        let label = match (line.runs_in, first, second) {
            (Some(Step::InitCode), true, _) => "INIT",
            (Some(Step::InitCode), _, true) => "once",
            (Some(Step::Restore), true, _) => "RESTORE",
            (Some(Step::Handler), true, _) => "INVOKE",
            (Some(Step::Handler), _, true) => "each time",
            (None, ..) if at == 0 => "at publish",
            _ => "",
        };
        before = line.runs_in.or(before);
        let stage = line.runs_in.and_then(Step::stage).map_or(Tone::Muted, Tone::Environment);
        let is_lit = lit == Some(at);
        let tone = if is_lit {
            Tone::Marked
        } else if line.runs_in.is_some() && line.runs_in == running {
            Tone::Text
        } else {
            Tone::Muted
        };
        let lead = Row::of("    ", Tone::Text)
            .and(pad(label, 11, Side::Left), stage)
            .and(if is_lit { "▸ " } else { "  " }, Tone::Accent);
        rows.push(lead.and(line.text, tone).cut(columns));
    }
    rows
}

/// Whether the line `at` is the second of its part.
fn is_second(path: &Path, at: usize) -> bool {
    let part = |at: Option<usize>| at.and_then(|at| path.code().get(at)).and_then(|line| line.runs_in);
    let here = part(Some(at));
    part(at.checked_sub(1)) == here && part(at.checked_sub(2)) != here
}
