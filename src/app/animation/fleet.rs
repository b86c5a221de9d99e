//! The fleet of environments.

use super::strip::{Strip, cell_of};
use crate::animation::{Backlog, Cell, Fleet, Reel, Stage};
use crate::app::sheet::{Row, Tone};
use crate::scenarios::time;
use crate::simulation::ThrottleReason;
use crate::text::quantity::grouped;
use crate::text::{Side, pad};

/// Queues and streams that are named at most.
const MOST_BACKLOGS: usize = 4;

fn whole(count: u64) -> String {
    grouped(count.into())
}

/// The rows of the fleet, as many as `height`; what is to come is left out where it is `veiled`.
pub(super) fn rows(reel: &Reel, columns: usize, height: usize, veiled: bool) -> Vec<Row> {
    let fleet = Fleet::of(reel);
    let mut rows = vec![legend(&fleet, columns), pressure(reel, &fleet, columns)];
    let several = fleet.backlogs.len() > 1;
    for (number, backlog) in (1_usize..).zip(&fleet.backlogs).take(MOST_BACKLOGS) {
        rows.push(waiting(reel, backlog, several.then_some(number), columns));
    }
    rows.push(Row::blank());
    // The fleet takes what it needs; what is left, but not less than a few rows, shows concurrency over the run.
    let least = if height >= 12 { 7 } else { 0 };
    let room = height.saturating_sub(rows.len() + least).max(1);
    rows.extend(groups(reel, &fleet, columns, room));
    let left = height.saturating_sub(rows.len());
    if least > 0 && left >= least {
        let chart = (left - 2).min(8);
        rows.resize(height - chart - 1, Row::blank());
        rows.extend(concurrency(reel, &fleet, columns, chart, veiled));
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
            .and(format!("{} ", stage.sign()), Tone::Environment(stage))
            .and(whole(count), Tone::Title)
            .and(format!(" {}   ", stage.word()), Tone::Muted);
    }
    row.cut(columns)
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
    row.cut(columns)
}

fn reason(reason: ThrottleReason) -> &'static str {
    match reason {
        ThrottleReason::RequestRate => "too many requests a second",
        ThrottleReason::AccountConcurrency => "the account's concurrency is in use",
        ThrottleReason::ReservedConcurrency => "the reserved concurrency is in use",
        ThrottleReason::ScalingRate => "it may not grow faster",
    }
}

/// What waits in a queue or a stream, which has a number where there are several.
fn waiting(reel: &Reel, backlog: &Backlog, number: Option<usize>, columns: usize) -> Row {
    let whose = |function: u32| {
        let number = number.map(|number| format!(" {number}")).unwrap_or_default();
        let name = name_of(reel, function).map(|name| format!(" of {name}")).unwrap_or_default();
        format!("{number}{name}")
    };
    let row = match *backlog {
        Backlog::Queue { function, visible, in_flight, allowed } => {
            Row::of(format!("queue{}  ", whose(function)), Tone::Muted)
                .and(whole(visible), Tone::Title)
                .and(" visible   ", Tone::Muted)
                .and(whole(in_flight), Tone::Title)
                .and(" in flight   the mapping allows itself ", Tone::Muted)
                .and(whole(allowed.into()), Tone::Title)
                .and(" at once", Tone::Muted)
        }
        Backlog::Stream { function, records, shards, fullest, iterator_age_ns } => {
            let among = if shards > 1 {
                format!(" records in {} shards ({} in the fullest)   ", whole(shards), whole(fullest))
            } else {
                " records   ".to_owned()
            };
            Row::of(format!("stream{}  ", whose(function)), Tone::Muted)
                .and(whole(records), Tone::Title)
                .and(among, Tone::Muted)
                .and("iterator age ", Tone::Muted)
                .and(time(iterator_age_ns), Tone::Title)
        }
    };
    row.cut(columns)
}

/// The name of a function, where there are several of them.
pub(super) fn name_of(reel: &Reel, function: u32) -> Option<&str> {
    let functions = &reel.scene().scenario.functions;
    functions.get(function as usize).filter(|_| functions.len() > 1).map(|function| function.name.as_str())
}

/// The environments, those of each function under its name where there are several.
fn groups(reel: &Reel, fleet: &Fleet, columns: usize, rows: usize) -> Vec<Row> {
    let functions = &reel.scene().scenario.functions;
    if fleet.cells.is_empty() {
        return vec![Row::of("No environment exists: the next request has to wait for one.", Tone::Muted)];
    }
    if functions.len() < 2 {
        return grid(&fleet.cells, columns, rows);
    }
    let mut shown = Vec::new();
    let mut left = rows;
    let mut open = functions.len();
    for (function, at) in functions.iter().zip(0_u32..) {
        let cells: Vec<Cell> = fleet.cells.iter().copied().filter(|cell| cell.function == at).collect();
        // Everybody gets an equal share of what those before have left.
        let share = (left / open).max(2);
        open = open.saturating_sub(1).max(1);
        let mut heading = Row::of(function.name.clone(), Tone::Title);
        for stage in Stage::ALL {
            let count = cells.iter().filter(|cell| cell.stage == stage).count() as u64;
            if count > 0 {
                heading = heading
                    .and(format!("   {} ", stage.sign()), Tone::Environment(stage))
                    .and(format!("{} {}", whole(count), stage.word()), Tone::Muted);
            }
        }
        if cells.is_empty() {
            heading = heading.and("   no environment", Tone::Muted);
        }
        let before = shown.len();
        shown.push(heading.cut(columns));
        shown.extend(grid(&cells, columns, share - 1));
        left = left.saturating_sub(shown.len() - before);
    }
    shown
}

/// One sign for each environment; with its number where there is room, for several where there is not.
fn grid(cells: &[Cell], columns: usize, rows: usize) -> Vec<Row> {
    const NAMED: usize = 14;
    let named = (columns / NAMED).max(1);
    if cells.len() <= named * rows {
        return cells.chunks(named).map(|cells| cells.iter().fold(Row::blank(), named_cell)).collect();
    }
    let wide = columns / 2;
    if cells.len() <= wide * rows {
        return cells.chunks(wide).map(|cells| signs(cells, " ")).collect();
    }
    let (each, cells) = Fleet::grouped(cells, columns * rows.saturating_sub(1).max(1));
    let mut shown: Vec<Row> = cells.chunks(columns).map(|cells| signs(cells, "")).collect();
    if each > 1 {
        shown.push(Row::of(format!("One sign stands for {each} environments."), Tone::Muted));
    }
    shown
}

fn named_cell(row: Row, cell: &Cell) -> Row {
    let doing = cell.request.map_or_else(String::new, |request| format!("r{request}"));
    row.and(cell.stage.sign().to_string(), Tone::Environment(cell.stage))
        .and(pad(&format!(" {}", cell.number), 4, Side::Left), Tone::Text)
        .and(pad(&doing, 9, Side::Left), Tone::Muted)
}

fn signs(cells: &[Cell], gap: &str) -> Row {
    let mut row = Row::blank();
    let mut at = 0;
    while let Some(first) = cells.get(at) {
        let run = cells.iter().skip(at).take_while(|cell| cell.stage == first.stage).count();
        row = row.and(format!("{}{gap}", first.stage.sign()).repeat(run), Tone::Environment(first.stage));
        at += run;
    }
    row
}

/// Concurrency over the whole run, its ceiling, and where we are.
fn concurrency(reel: &Reel, fleet: &Fleet, columns: usize, height: usize, veiled: bool) -> Vec<Row> {
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
    let height = if near {
        // The lower edge of this row is the upper edge of the bars below it.
        let mut strip = Strip::new(room);
        strip.fill(0, room, '▁', Tone::Wrong);
        rows.push(strip.after(axis_label(&whole(top), LABEL)));
        height.saturating_sub(1).max(1)
    } else {
        height
    };
    for row in (0..height).rev() {
        let mut strip = Strip::new(room);
        for column in 0..if veiled { cursor + 1 } else { room } {
            let Some(value) = data.get(cell(column)) else { continue };
            // What is little is still something.
            let eighths = (value.peak * 8 * height as u64 / top).max(u64::from(value.peak > 0));
            let here = usize::try_from(eighths).unwrap_or(usize::MAX).saturating_sub(row * 8).min(8);
            let tone = if column <= cursor { Tone::Environment(Stage::Invoke) } else { Tone::Muted };
            if let Some(sign) =
                [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'].get(here).filter(|sign| **sign != ' ')
            {
                strip.put(column, *sign, tone);
            }
        }
        strip.put_behind(cursor, '│', Tone::Accent);
        let label = if row == height - 1 && !near {
            whole(top)
        } else if row == 0 {
            "0".to_owned()
        } else {
            String::new()
        };
        rows.push(strip.after(axis_label(&label, LABEL)));
    }
    let what = if near {
        "busy at once, whole run; the line: the account's concurrency"
    } else {
        "busy at once, whole run"
    };
    rows.push(Row::of(" ".repeat(LABEL), Tone::Text).and(what, Tone::Muted));
    rows
}

fn axis_label(label: &str, columns: usize) -> Row {
    Row::of(pad(label, columns - 1, Side::Right), Tone::Muted).and(" ", Tone::Text)
}
