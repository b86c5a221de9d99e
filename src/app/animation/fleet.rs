//! The fleet of environments.

use super::strip::{Strip, cell_of, cut};
use crate::animation::{Cell, Fleet, Reel, Stage};
use crate::app::sheet::{Row, Tone};
use crate::scenarios::time;
use crate::simulation::ThrottleReason;
use crate::text::quantity::grouped;
use crate::text::{Side, pad};

fn whole(count: u64) -> String {
    grouped(count.into())
}

/// The rows of the fleet, as many as `height`.
pub(super) fn rows(reel: &Reel, columns: usize, height: usize) -> Vec<Row> {
    let fleet = Fleet::of(reel);
    let mut rows = vec![legend(&fleet, columns), pressure(reel, &fleet, columns), Row::blank()];
    // The fleet takes what it needs; what is left, but not less than a few rows, shows concurrency over the run.
    let least = if height >= 12 { 7 } else { 0 };
    let room = height.saturating_sub(rows.len() + least).max(1);
    rows.extend(grid(&fleet, columns, room));
    let left = height.saturating_sub(rows.len());
    if least > 0 && left >= least {
        let chart = (left - 2).min(8);
        rows.resize(height - chart - 1, Row::blank());
        rows.extend(concurrency(reel, &fleet, columns, chart));
    }
    rows
}

fn legend(fleet: &Fleet, columns: usize) -> Row {
    let mut row = Row::blank();
    for stage in Stage::ALL {
        let count = fleet.count(stage);
        if count == 0 && matches!(stage, Stage::Restore | Stage::Ready) {
            continue;
        }
        row = row
            .and(format!("{} ", stage.sign()), Tone::Stage(stage))
            .and(whole(count), Tone::Title)
            .and(format!(" {}   ", stage.word()), Tone::Muted);
    }
    cut(row, columns)
}

/// What presses on the fleet.
fn pressure(reel: &Reel, fleet: &Fleet, columns: usize) -> Row {
    let mut row =
        Row::of(format!("{} of {} busy", whole(fleet.busy), whole(fleet.capacity.into())), Tone::Title);
    if fleet.refused_lately > 0 {
        let why = fleet.refused_because.map_or("", reason);
        row = row.and(
            format!("   × {} refused in the last second: {why}", whole(fleet.refused_lately)),
            Tone::Wrong,
        );
    }
    if fleet.waiting > 0 {
        let next = fleet.next_retry_ns.map(|at| at.saturating_sub(reel.now_ns()));
        let next = next.map(|wait| format!(", next in {}", time(wait))).unwrap_or_default();
        row = row.and(format!("   {} callers wait to try again{next}", whole(fleet.waiting)), Tone::Warning);
    }
    if fleet.made_lately > 0 && fleet.refused_lately == 0 {
        row = row.and(format!("   {} made in the last second", whole(fleet.made_lately)), Tone::Muted);
    }
    cut(row, columns)
}

fn reason(reason: ThrottleReason) -> &'static str {
    match reason {
        ThrottleReason::RequestRate => "too many requests a second",
        ThrottleReason::AccountConcurrency => "the account's concurrency is in use",
        ThrottleReason::ReservedConcurrency => "the reserved concurrency is in use",
        ThrottleReason::ScalingRate => "it may not grow faster",
    }
}

/// One sign for each environment; with its number where there is room, for several where there is not.
fn grid(fleet: &Fleet, columns: usize, rows: usize) -> Vec<Row> {
    const NAMED: usize = 14;
    if fleet.cells.is_empty() {
        return vec![Row::of("No environment exists: the next request has to wait for one.", Tone::Muted)];
    }
    let named = (columns / NAMED).max(1);
    if fleet.cells.len() <= named * rows {
        return fleet.cells.chunks(named).map(|cells| cells.iter().fold(Row::blank(), named_cell)).collect();
    }
    let wide = columns / 2;
    if fleet.cells.len() <= wide * rows {
        return fleet.cells.chunks(wide).map(|cells| signs(cells, " ")).collect();
    }
    let (each, cells) = fleet.grouped(columns * rows.saturating_sub(1).max(1));
    let mut shown: Vec<Row> = cells.chunks(columns).map(|cells| signs(cells, "")).collect();
    if each > 1 {
        shown.push(Row::of(format!("One sign stands for {each} environments."), Tone::Muted));
    }
    shown
}

fn named_cell(row: Row, cell: &Cell) -> Row {
    let doing = cell.request.map_or_else(String::new, |request| format!("r{request}"));
    row.and(cell.stage.sign().to_string(), Tone::Stage(cell.stage))
        .and(pad(&format!(" {}", cell.number), 4, Side::Left), Tone::Text)
        .and(pad(&doing, 9, Side::Left), Tone::Muted)
}

fn signs(cells: &[Cell], gap: &str) -> Row {
    let mut row = Row::blank();
    let mut at = 0;
    while let Some(first) = cells.get(at) {
        let run = cells.iter().skip(at).take_while(|cell| cell.stage == first.stage).count();
        row = row.and(format!("{}{gap}", first.stage.sign()).repeat(run), Tone::Stage(first.stage));
        at += run;
    }
    row
}

/// Concurrency over the whole run, its ceiling, and where we are.
fn concurrency(reel: &Reel, fleet: &Fleet, columns: usize, height: usize) -> Vec<Row> {
    const LABEL: usize = 8;
    let room = columns.saturating_sub(LABEL).max(8);
    let data = reel.survey().columns(room);
    let peak = data.iter().map(|column| column.peak).max().unwrap_or(0).max(1);
    let capacity = u64::from(fleet.capacity);
    // The ceiling belongs into the picture once the run comes near it.
    let near = peak * 5 >= capacity * 4;
    let top = if near { capacity.max(peak) } else { peak };
    let covered = reel.survey().covered_ns().max(1);
    let cell = |column: usize| column * data.len() / room;
    let cursor = cell_of(reel.now_ns(), covered, room).min(room - 1);
    let mut rows = Vec::with_capacity(height + 1);
    for row in (0..height).rev() {
        let mut strip = Strip::new(room);
        for column in 0..room {
            let Some(value) = data.get(cell(column)) else { continue };
            let eighths = value.peak * 8 * height as u64 / top;
            let here = usize::try_from(eighths).unwrap_or(usize::MAX).saturating_sub(row * 8).min(8);
            let tone = if column <= cursor { Tone::Stage(Stage::Invoke) } else { Tone::Muted };
            if let Some(sign) =
                [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'].get(here).filter(|sign| **sign != ' ')
            {
                strip.put(column, *sign, tone);
            }
        }
        if near && row == height - 1 {
            for column in 0..room {
                strip.put_behind(column, '╌', Tone::Wrong);
            }
        }
        strip.put_behind(cursor, '│', Tone::Accent);
        let label = if row == height - 1 {
            whole(top)
        } else if row == 0 {
            "0".to_owned()
        } else {
            String::new()
        };
        rows.push(
            strip.after(Row::of(pad(&label, LABEL - 1, Side::Right), Tone::Muted).and(" ", Tone::Text)),
        );
    }
    let what = if near {
        "busy at once, whole run; ╌ the account's concurrency"
    } else {
        "busy at once, whole run"
    };
    rows.push(Row::of(" ".repeat(LABEL), Tone::Text).and(what, Tone::Muted));
    rows
}
