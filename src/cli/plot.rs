//! Small plots of block characters, or of ASCII ones.

use crate::simulation::{Column, Sketch};
use crate::text::quantity::{Duration, grouped};
use rust_decimal::Decimal;

/// Rows of the plot over time.
const ROWS: usize = 8;
/// Columns before the axis.
const LABEL: usize = 8;
/// Most bars of a histogram.
const BARS: usize = 14;

/// The characters of a plot.
#[derive(Debug, Clone, Copy)]
struct Pen {
    /// From almost nothing to a full cell.
    levels: &'static [&'static str],
    peak: &'static str,
    corner: &'static str,
    across: &'static str,
    up: &'static str,
}

const BLOCKS: Pen =
    Pen {
        levels: &["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], peak: "░", corner: "└", across: "─", up: "│"
    };
const ASCII: Pen = Pen { levels: &["_", "#"], peak: ".", corner: "+", across: "-", up: "|" };

fn pen(ascii: bool) -> Pen {
    if ascii { ASCII } else { BLOCKS }
}

/// Columns that a plot over time has room for within `columns`.
pub(super) fn room(columns: usize) -> usize {
    columns.saturating_sub(LABEL + 2).max(10)
}

/// Something over time, such as concurrency: means as bars, and peaks above them.
pub(super) fn over_time(columns: &[Column], end_ns: u64, ascii: bool) -> Vec<String> {
    let pen = pen(ascii);
    let top = columns.iter().map(|column| column.peak).max().unwrap_or(0).max(1);
    let scale = as_f64(ROWS as u64) / as_f64(top);
    let mut lines: Vec<String> = (0..ROWS)
        .rev()
        .map(|row| {
            let label = match row {
                0 => "0".to_owned(),
                row if row == ROWS - 1 => short(top),
                row if row == ROWS / 2 && top > 3 => short(top / 2),
                _ => String::new(),
            };
            let cells = columns.iter().map(|column| {
                let below = as_f64(row as u64);
                cell(column.mean * scale - below, as_f64(column.peak) * scale - below, pen)
            });
            format!("{label:>LABEL$} {}{}", pen.up, cells.collect::<String>()).trim_end().to_owned()
        })
        .collect();
    let indent = " ".repeat(LABEL + 1);
    lines.push(format!("{indent}{}{}", pen.corner, pen.across.repeat(columns.len())));
    let end = time(end_ns);
    let gap = columns.len().saturating_sub(1 + end.chars().count()).max(1);
    lines.push(format!("{indent} 0{}{end}", " ".repeat(gap)));
    lines
}

/// One cell: how far the mean and the peak reach above its lower edge, in cells.
fn cell(mean: f64, peak: f64, pen: Pen) -> &'static str {
    let levels = as_f64(pen.levels.len() as u64);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 8")]
    let level = (mean.clamp(0.0, 1.0) * levels).round() as usize;
    match level.checked_sub(1).and_then(|level| pen.levels.get(level)) {
        Some(block) => block,
        None if peak > 0.0 => pen.peak,
        None => " ",
    }
}

/// How many latencies lie in each range, the ranges growing by 1, 2, 5, 10.
pub(super) fn histogram(sketch: &Sketch, columns: usize, ascii: bool) -> Vec<String> {
    let bars = ranges(sketch);
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0).max(1);
    let labels: Vec<String> =
        bars.iter().map(|bar| format!("{} to {}", time(bar.from), time(bar.to))).collect();
    let wide = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    let room = columns.saturating_sub(wide + 14).clamp(8, 40);
    let full = pen(ascii).levels.last().copied().unwrap_or("#");
    bars.iter()
        .zip(labels)
        .map(|(bar, label)| {
            let share = as_f64(bar.count) / as_f64(sketch.count().max(1));
            let length =
                usize::try_from(u128::from(bar.count) * room as u128 / u128::from(most)).unwrap_or(0);
            // What is there is seen, however rare.
            let length = length.max(usize::from(bar.count > 0));
            let padding = " ".repeat(wide - label.chars().count());
            format!("  {padding}{label}  {} {}", full.repeat(length), percent(share)).trim_end().to_owned()
        })
        .collect()
}

/// A bar: latencies from `from` up to `to`, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bar {
    from: u64,
    to: u64,
    count: u64,
}

fn ranges(sketch: &Sketch) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    let mut edges = edges();
    let Some(mut to) = edges.next() else { return bars };
    let mut from = 0;
    for (low, width, count) in sketch.buckets() {
        let middle = low + width / 2;
        while middle >= to {
            let Some(next) = edges.next() else { break };
            (from, to) = (to, next);
        }
        match bars.last_mut() {
            Some(bar) if bar.from == from => bar.count += count,
            _ => bars.push(Bar { from, to, count }),
        }
    }
    // Empty ranges in between are shown; a very long row of ranges loses its rarest end.
    let mut whole: Vec<Bar> = Vec::new();
    for bar in bars {
        while let Some(last) = whole.last().copied().filter(|last| last.to < bar.from) {
            whole.push(Bar { from: last.to, to: next_edge(last.to), count: 0 });
        }
        whole.push(bar);
    }
    while whole.len() > BARS {
        let merged = whole.remove(0);
        if let Some(first) = whole.first_mut() {
            first.from = merged.from;
            first.count += merged.count;
        }
    }
    whole
}

/// 1, 2, 5, 10, 20 … microseconds, in nanoseconds.
fn edges() -> impl Iterator<Item = u64> {
    let powers = (0..16).map(|power| 1_000 * 10_u64.pow(power.min(15)));
    powers.flat_map(|unit| [unit, unit.saturating_mul(2), unit.saturating_mul(5)])
}

fn next_edge(edge: u64) -> u64 {
    edges().find(|next| *next > edge).unwrap_or(u64::MAX)
}

/// A share for people.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent == 0.0 {
        "0 %".to_owned()
    } else if percent < 0.01 {
        "under 0.01 %".to_owned()
    } else if percent < 10.0 {
        format!("{percent:.2} %")
    } else {
        format!("{percent:.1} %")
    }
}

/// Nanoseconds with at most four digits that matter.
pub(super) fn time(ns: u64) -> String {
    Duration::from_nanoseconds(ns).brief()
}

fn short(count: u64) -> String {
    grouped(Decimal::from(count))
}

#[expect(clippy::cast_precision_loss, reason = "for a picture")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;

    #[test]
    fn a_plot_over_time_has_its_shape() {
        let columns: Vec<Column> =
            (0..20).map(|at| Column { mean: f64::from(at), peak: u64::try_from(at * 2).unwrap() }).collect();
        let lines = over_time(&columns, 60_000_000_000, true);
        assert_eq!(lines.len(), ROWS + 2);
        assert!(lines[0].starts_with("      38 |") && lines[0].ends_with('.'), "{lines:#?}");
        assert!(lines[ROWS - 1].starts_with("       0 |") && lines[ROWS - 1].ends_with("####"), "{lines:#?}");
        assert!(lines[ROWS + 1].ends_with("1 min"));
        assert!(lines.iter().all(|line| line.is_ascii() && width(line) <= 30));
        assert!(over_time(&[], 0, false).len() == ROWS + 2);
    }

    #[test]
    fn a_histogram_counts_everything_once() {
        let mut sketch = Sketch::default();
        for ms in [1_u64, 3, 3, 3, 40, 2000] {
            sketch.add(ms * 1_000_000);
        }
        let bars = ranges(&sketch);
        assert_eq!(bars.iter().map(|bar| bar.count).sum::<u64>(), 6);
        assert_eq!(bars.first().map(|bar| (bar.from, bar.to, bar.count)), Some((1_000_000, 2_000_000, 1)));
        assert!(bars.windows(2).all(|pair| pair[0].to == pair[1].from), "{bars:?}");
        let lines = histogram(&sketch, 80, true);
        assert!(lines[1].contains("2 ms to 5 ms") && lines[1].contains("50.0 %"), "{lines:#?}");
        assert!(lines.iter().all(|line| width(line) <= 80));
    }
}
