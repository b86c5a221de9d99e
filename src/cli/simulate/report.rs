//! What a run looks like to people.

use super::super::plot::{self, percent, time};
use super::outcome::{MeanCost, Several, Single};
use super::source::Loaded;
use crate::pricing::{BookUse, Money};
use crate::simulation::{Estimate, FunctionFigures};
use crate::text::quantity::grouped;
use crate::text::{Side, lines, pad};
use rust_decimal::Decimal;

/// Columns of the names of figures.
const NAMES: usize = 15;

/// How a report is laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) ascii: bool,
    pub(super) columns: usize,
}

impl Page {
    /// The report of one run.
    pub(super) fn of_run(self, loaded: &Loaded, run: &Single, wall_s: f64) -> String {
        let figures = &run.figures;
        let mut text = vec![loaded.title.clone()];
        if !loaded.text.is_empty() {
            text.push(String::new());
        }
        for paragraph in &loaded.text {
            text.extend(self.wrapped(paragraph));
            text.push(String::new());
        }
        text.extend(self.wrapped(&format!(
            "{} of virtual time in {}, seed {}.{}",
            time(figures.simulated_ns),
            seconds(wall_s),
            figures.seed,
            Self::warmup(loaded)
        )));
        text.push(String::new());
        self.block(&figures.total, run.cost.total, &mut text);
        if figures.functions.len() > 1 {
            for (function, cost) in figures.functions.iter().zip(&run.cost.functions) {
                text.push(String::new());
                text.push(format!("{}:", function.name));
                self.block(function, *cost, &mut text);
            }
        }
        if figures.total.tally.requests > 0 {
            text.push(String::new());
            text.push(if self.ascii {
                "Concurrency over time (# mean, . peak)".to_owned()
            } else {
                "Concurrency over time (█ mean, ░ peak)".to_owned()
            });
            let columns = run.timeline.columns(plot::room(self.columns.min(80)));
            text.extend(plot::over_time(&columns, run.timeline.end_ns(), self.ascii));
        }
        if figures.total.tally.latency.count() > 0 {
            text.push(String::new());
            text.push("Latency of the completed requests".to_owned());
            text.extend(plot::histogram(&figures.total.tally.latency, self.columns.min(80), self.ascii));
        }
        text.push(String::new());
        text.extend(self.prices(&run.cost.price_book));
        text.join("\n") + "\n"
    }

    /// The report of several runs.
    pub(super) fn of_means(self, loaded: &Loaded, runs: &Several, seed: u64, wall_s: f64) -> String {
        let mut text = vec![loaded.title.clone()];
        text.extend(self.wrapped(&format!(
            "{} runs with independent seeds drawn from {seed}, in {}: means and 95 % confidence intervals.{}",
            runs.means.runs,
            seconds(wall_s),
            Self::warmup(loaded)
        )));
        text.push(String::new());
        means(&runs.means.total, &runs.total_cost, &mut text);
        if runs.means.functions.len() > 1 {
            for ((name, of), cost) in runs.means.functions.iter().zip(&runs.function_costs) {
                text.push(String::new());
                text.push(format!("{name}:"));
                means(of, cost, &mut text);
            }
        }
        text.push(String::new());
        text.extend(self.prices(&runs.price_book));
        text.join("\n") + "\n"
    }

    fn warmup(loaded: &Loaded) -> String {
        match loaded.scenario.warmup_ns {
            0 => String::new(),
            warmup => format!(" The first {} are in no figure.", time(warmup)),
        }
    }

    fn prices(self, book: &BookUse) -> Vec<String> {
        self.wrapped(&format!(
            "Prices of {} as of {}, without free tier and taxes. Percentiles are within 0.4 %.",
            book.region, book.as_of
        ))
    }

    fn wrapped(self, text: &str) -> Vec<String> {
        lines(text, self.columns)
    }

    /// The figures of a function, or of all.
    fn block(self, figures: &FunctionFigures, cost: Money, text: &mut Vec<String>) {
        let tally = &figures.tally;
        let share =
            |share: Option<f64>| share.map_or(String::new(), |share| format!(" ({})", percent(share)));
        let mut requests = vec![format!("{} completed", whole(tally.completed))];
        if tally.throttled > 0 {
            let share = share(figures.throttle_probability());
            requests.push(format!("{} throttled{share}", whole(tally.throttled)));
        }
        for (count, what) in [(tally.dropped, "dropped"), (tally.dead_lettered, "dead-lettered")] {
            if count > 0 {
                requests.push(format!("{} {what}", whole(count)));
            }
        }
        let answered = tally.completed + tally.throttled + tally.dropped + tally.dead_lettered;
        let open = tally.requests.saturating_sub(answered);
        if open > 0 {
            requests.push(format!("{} not finished", whole(open)));
        }
        let requests = format!("{}: {}", whole(tally.requests), requests.join(", "));
        let mut rows = vec![("requests", requests)];
        if tally.retries + tally.errors > 0 {
            rows.push((
                "invocations",
                format!(
                    "{}: {} retries, {} errors, {} of them time-outs",
                    whole(figures.invocations()),
                    whole(tally.retries),
                    whole(tally.errors),
                    whole(tally.timeouts)
                ),
            ));
        }
        rows.push((
            "cold starts",
            format!("{}{}", whole(tally.cold_starts), share(figures.cold_start_probability())),
        ));
        rows.push((
            "environments",
            format!(
                "{} made; on average {}, of them {} busy and {} idle; at most {} busy",
                whole(tally.environments_created),
                mean(figures.mean_environments()),
                mean(figures.mean_busy()),
                mean(figures.mean_idle()),
                whole(tally.max_busy)
            ),
        ));
        if let Some(life) = figures.mean_lifespan_s() {
            rows.push(("life", format!("{} on average, of those that ended", from_seconds(life))));
        }
        if let Some(mean) = figures.mean_latency_ms() {
            let at = |per_mille| figures.tally.latency.quantile(per_mille).map_or(String::new(), time);
            rows.push((
                "latency",
                format!(
                    "mean {}, p50 {}, p90 {}, p95 {}, p99 {}, p99.9 {}, max {}",
                    from_seconds(mean / 1e3),
                    at(500),
                    at(900),
                    at(950),
                    at(990),
                    at(999),
                    time(tally.latency.max())
                ),
            ));
        }
        if tally.batches > 0 {
            let age = tally.iterator_age_ns.map(|age| format!("; iterator age at most {}", time(age)));
            rows.push(("batches", format!("{}{}", whole(tally.batches), age.unwrap_or_default())));
        }
        rows.push((
            "billed",
            format!("{} GB-seconds", grouped(tally.usage.billed_gb_s().round_dp(3).normalize())),
        ));
        rows.push(("cost", dollars(cost)));
        for (name, value) in rows {
            let mut name = format!("  {}", pad(name, NAMES - 2, Side::Left));
            for line in lines(&value, self.columns.saturating_sub(NAMES).max(20)) {
                text.push(format!("{name}{line}"));
                name = " ".repeat(NAMES);
            }
        }
    }
}

/// A table of means with their intervals.
fn means(estimates: &[Estimate], cost: &MeanCost, text: &mut Vec<String>) {
    for estimate in estimates {
        let Some(mean) = estimate.mean else { continue };
        let ends =
            estimate.ci95.map_or(String::new(), |[low, high]| format!("{} to {}", figure(low), figure(high)));
        text.push(format!("  {:<24}{:>16}   {ends}", estimate.name, figure(mean)).trim_end().to_owned());
    }
    let ends = cost.ci95.as_ref().map_or(String::new(), |[low, high]| format!("${low} to ${high}"));
    text.push(format!("  {:<24}{:>16}   {ends}", "cost", dollars(cost.mean)).trim_end().to_owned());
}

fn whole(count: u64) -> String {
    grouped(Decimal::from(count))
}

/// A figure with six digits that matter.
fn figure(value: f64) -> String {
    let size = value.abs();
    if size >= 100_000.0 {
        format!("{value:.0}")
    } else if size >= 100.0 {
        format!("{value:.2}")
    } else if size >= 1.0 {
        format!("{value:.4}")
    } else {
        format!("{value:.7}")
    }
}

fn mean(value: f64) -> String {
    if value < 10.0 { format!("{value:.2}") } else { format!("{value:.1}") }
}

fn seconds(wall_s: f64) -> String {
    if wall_s < 1.0 { format!("{:.0} ms", wall_s * 1e3) } else { format!("{wall_s:.1} s") }
}

fn from_seconds(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time within the run")]
    time((value * 1e9) as u64)
}

/// Whole cents from a dollar on, else six decimals.
fn dollars(cost: Money) -> String {
    let small = cost.exact.to_f64() < 1.0;
    format!("${}", if small { cost.exact.fixed(6) } else { cost.rounded() })
}
