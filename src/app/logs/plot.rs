//! Figures of a log over time, as bars.

use crate::app::sheet::{Row, Tone};
use crate::logs::{Figures, Slot};
use crate::text::quantity::Duration;
use crate::text::width;

/// Rows of a plot.
const ROWS: u32 = 6;
/// Parts of a cell, lowest first.
const PARTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Most columns of bars.
const WIDEST: usize = 100;

/// Something of each slot of time.
#[derive(Debug, Clone, Copy)]
struct Plot {
    title: &'static str,
    of: fn(&Slot) -> f64,
    shown: fn(f64) -> String,
}

/// What is plotted.
const PLOTS: [Plot; 2] = [
    Plot {
        title: "Mean duration over time",
        of: |slot| as_f64(slot.mean_ns().unwrap_or_default()),
        shown: |ns| Duration::from_nanoseconds(to_u64(ns)).brief(),
    },
    Plot {
        title: "Cold starts over time",
        of: |slot| as_f64(slot.cold_starts),
        shown: |count| format!("{count:.0}"),
    },
];

/// The plots of a log: duration and cold starts. None where it has no times, or all of them are one.
pub(super) fn plots(figures: &Figures, columns: usize, rows: &mut Vec<Row>) {
    let Some((first, last)) = figures.series.span().filter(|(first, last)| first < last) else { return };
    // All have their axis in the same column; how wide the labels are hangs on the bars, a little.
    let guess = figures.series.columns(columns.saturating_sub(11).clamp(10, WIDEST));
    let label = |plot: &Plot| width(&(plot.shown)(plot.top(&guess)));
    let axis = PLOTS.iter().map(label).max().unwrap_or(0).max(8);
    let slots = figures.series.columns(columns.saturating_sub(axis + 3).clamp(10, WIDEST));
    let ends = (clock(first), clock(last));
    for plot in PLOTS {
        plot.draw(&slots, axis, &ends, rows);
    }
}

impl Plot {
    fn top(self, slots: &[Slot]) -> f64 {
        slots.iter().map(self.of).fold(0.0, f64::max)
    }

    /// Bars over time under a heading; nothing where all of them are nothing.
    fn draw(self, slots: &[Slot], axis: usize, (first, last): &(String, String), rows: &mut Vec<Row>) {
        let top = self.top(slots);
        if top <= 0.0 {
            return;
        }
        rows.push(Row::blank());
        rows.push(Row::of(self.title, Tone::Title));
        for row in (0..ROWS).rev() {
            let height = |slot| (self.of)(slot) / top * f64::from(ROWS) - f64::from(row);
            let bars: String = slots.iter().map(|slot| cell(height(slot))).collect();
            let text = if row == ROWS - 1 { (self.shown)(top) } else { String::new() };
            let gap = " ".repeat(axis.saturating_sub(width(&text)));
            rows.push(
                Row::of(format!("{gap}{text} │"), Tone::Muted).and(bars.trim_end().to_owned(), Tone::Accent),
            );
        }
        rows.push(Row::of(format!("{:>axis$} └{}", "0", "─".repeat(slots.len())), Tone::Muted));
        let gap = slots.len().saturating_sub(width(first) + width(last));
        let under = if gap > 0 { format!("{first}{}{last}", " ".repeat(gap)) } else { first.clone() };
        rows.push(Row::of(format!("{:axis$}  {under}", ""), Tone::Muted));
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

/// Nanoseconds since 1970 as date and time, to the minute.
fn clock(ns: i64) -> String {
    jiff::Timestamp::from_nanosecond(i128::from(ns))
        .map(|time| time.strftime("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "for a picture")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, for people")]
fn to_u64(number: f64) -> u64 {
    number as u64
}
