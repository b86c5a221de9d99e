//! What a log looks like to people.

use super::Analysis;
use super::document::utc;
use crate::cli::plot::{self, percent, time};
use crate::logs::{Advice, Figures, Pricing, Report, Slot, Spread, amount, billed_gb_s};
use crate::simulation::Column;
use crate::text::quantity::grouped;
use crate::text::{Side, lines, pad};
use rust_decimal::Decimal;

/// Columns of the names of figures.
const NAMES: usize = 15;
/// The head of the list of reports.
pub(super) const EACH_HEAD: &str =
    "time                         duration       billed   memory     used  start              request";

/// How a report is laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) ascii: bool,
    pub(super) columns: usize,
}

/// One report on a line.
pub(super) fn each(report: &Report) -> String {
    let none = || "–".to_owned();
    let start = match (report.init_ns, report.restore_ns) {
        (Some(init), _) => format!("init {}", time(init)),
        (None, Some(restore)) => format!("restore {}", time(restore)),
        (None, None) => report.status.map_or_else(String::new, |status| status.word().to_owned()),
    };
    format!(
        "{:<24}  {:>11}  {:>8} ms  {:>4} MB  {:>4} MB  {:<17}  {}",
        report.time_ns.map_or_else(none, utc),
        time(report.duration_ns),
        report.billed_ms.map_or_else(none, |it| it.to_string()),
        report.memory_mb.map_or_else(none, |it| it.to_string()),
        report.max_memory_used_mb.map_or_else(none, |it| it.to_string()),
        start,
        crate::text::printable(&report.request_id)
    )
}

impl Page {
    /// The whole page.
    pub(super) fn of(self, analysis: &Analysis) -> String {
        let Analysis { figures, cost, .. } = analysis;
        let mut text = Vec::new();
        self.figures(analysis, &mut text);
        if figures.series.span().is_some() && figures.series.length_ns() > 0 {
            self.over_time(figures, &mut text);
        }
        if figures.reports > 0 {
            text.push(String::new());
            text.push("Duration of the invocations, INIT left out".to_owned());
            text.extend(plot::histogram(figures.durations.sketch(), self.columns.min(80), self.ascii));
        }
        self.advice(analysis, &mut text);
        self.problems(figures, &mut text);
        text.push(String::new());
        text.extend(lines(
            &format!(
                "Prices of {} for {} as of {}, without free tier and taxes; REPORT lines do not say the architecture.",
                cost.price_book.region,
                analysis.arch.name(),
                cost.price_book.as_of
            ),
            self.columns,
        ));
        text.join("\n") + "\n"
    }

    fn figures(self, analysis: &Analysis, text: &mut Vec<String>) {
        let Analysis { figures, cost, .. } = analysis;
        let of = |part: u64| share(part, figures.reports);
        let mut rows = vec![("log", Self::extent(figures))];
        rows.push(("invocations", whole(figures.reports)));
        let restored = if figures.restores > 0 {
            format!("; {} of them restored from a snapshot", whole(figures.restores))
        } else {
            String::new()
        };
        rows.push((
            "cold starts",
            format!("{}{}{restored}", whole(figures.cold_starts), of(figures.cold_starts)),
        ));
        let mut ends = Vec::new();
        for (count, one, many) in
            [(figures.timeouts, "time-out", "time-outs"), (figures.errors, "error", "errors")]
        {
            ends.push(format!("{} {}{}", whole(count), if count == 1 { one } else { many }, of(count)));
        }
        if figures.failed_inits > 0 {
            ends.push(format!("INIT failed {} times", whole(figures.failed_inits)));
        }
        rows.push(("failures", ends.join(", ")));
        for (name, spread) in
            [("duration", &figures.durations), ("INIT", &figures.inits), ("restore", &figures.restore_times)]
        {
            rows.extend(spread_of(spread).map(|spread| (name, spread)));
        }
        if let (Some(max), Some(p99)) = (figures.used.max(), figures.used.quantile(990)) {
            let mut sizes: Vec<String> = figures.sizes.keys().take(6).map(|mb| format!("{mb} MB")).collect();
            if figures.sizes.len() > 6 {
                sizes.push("…".to_owned());
            }
            rows.push((
                "memory",
                format!("{} configured; at most {max} MB used, in 99 % at most {p99} MB", sizes.join(", ")),
            ));
        }
        let gb_s = billed_gb_s(figures).map(|it| it.rounded(3).grouped()).unwrap_or_default();
        rows.push(("billed", format!("{} ms, {gb_s} GB-seconds", whole(figures.billed_ms()))));
        let billing = figures.init_billing;
        let inits = match (billing.billed, billing.free) {
            (0, 0) => None,
            (billed, 0) => Some(format!("billed in all {} lines that have one", whole(billed))),
            (0, free) => Some(format!(
                "not billed in the {} lines that have one: they follow the old rule",
                whole(free)
            )),
            (billed, free) => Some(format!(
                "billed in {} lines, not in {}, which follow the old rule",
                whole(billed),
                whole(free)
            )),
        };
        rows.extend(inits.map(|inits| ("INIT", inits)));
        let month = Pricing::by_month(cost.total.exact, figures.span_ns())
            .map_or_else(String::new, |month| {
                format!("; at this rate ${} in a month of 730 h", amount(month.exact))
            });
        rows.push(("cost", format!("${}{month}", amount(cost.total.exact))));
        let parts: Vec<String> =
            [("requests", cost.requests), ("INIT", cost.init), ("restores", cost.restore)]
                .into_iter()
                .filter(|(_, part)| !part.is_zero())
                .map(|(name, part)| format!("{name} ${}", amount(part)))
                .collect();
        if !parts.is_empty() {
            rows.push(("of it", parts.join(", ")));
        }
        if figures.init_billing.free > 0 {
            rows.push((
                "today",
                format!("${}, with INIT billed in every line", amount(cost.with_init.exact)),
            ));
        }
        if cost.unpriced > 0 {
            rows.push((
                "not priced",
                format!(
                    "{} reports without a billed time or a memory size of Lambda's",
                    whole(cost.unpriced)
                ),
            ));
        }
        for (name, value) in rows {
            let mut name = format!("  {}", pad(name, NAMES - 2, Side::Left));
            for line in lines(&value, self.columns.saturating_sub(NAMES).max(20)) {
                text.push(format!("{name}{line}"));
                name = " ".repeat(NAMES);
            }
        }
    }

    fn extent(figures: &Figures) -> String {
        let lines = format!("{} {}", whole(figures.lines), if figures.lines == 1 { "line" } else { "lines" });
        match figures.series.span() {
            Some((first, last)) => {
                format!(
                    "{lines}, from {} to {} ({})",
                    utc(first),
                    utc(last),
                    time(figures.series.length_ns())
                )
            }
            None => format!("{lines}, without time stamps"),
        }
    }

    fn over_time(self, figures: &Figures, text: &mut Vec<String>) {
        let columns = figures.series.columns(plot::room(self.columns.min(80)));
        let length = figures.series.length_ns();
        let (mean, peak) = if self.ascii { ("#", ".") } else { ("█", "░") };
        text.push(String::new());
        text.push(format!("Duration over time, ms ({mean} mean, {peak} longest)"));
        let durations: Vec<Column> = columns
            .iter()
            .map(|slot| Column {
                mean: as_f64(slot.mean_ns().unwrap_or_default()) / 1e6,
                peak: slot.longest_ns.div_ceil(1_000_000),
            })
            .collect();
        text.extend(plot::over_time(&durations, length, self.ascii));
        if figures.cold_starts > 0 {
            text.push(String::new());
            text.push(format!("Invocations over time ({mean} cold, {peak} all)"));
            let starts: Vec<Column> = columns
                .iter()
                .map(|Slot { cold_starts, reports, .. }| Column {
                    mean: as_f64(*cold_starts),
                    peak: *reports,
                })
                .collect();
            text.extend(plot::over_time(&starts, length, self.ascii));
        }
    }

    fn advice(self, analysis: &Analysis, text: &mut Vec<String>) {
        if analysis.advice.is_empty() {
            return;
        }
        text.push(String::new());
        text.push("Advice".to_owned());
        let span = analysis.figures.span_ns();
        for Advice { text: what, reason, saving, at_most, .. } in &analysis.advice {
            let saving = saving.map_or_else(String::new, |saving| {
                let month = Pricing::by_month(saving, span).map(|month| month.exact);
                let (verb, worth) = if saving.is_negative() { ("Costs", "more") } else { ("Saves", "") };
                let bound = if *at_most { " at most" } else { "" };
                let dollars =
                    |it: crate::pricing::Exact| format!("${}", amount(it).trim_start_matches(['-', '−']));
                let month = month.filter(|month| amount(*month).bytes().any(|it| matches!(it, b'1'..=b'9')));
                let month = month
                    .map_or_else(String::new, |month| format!(", {} a month at this rate", dollars(month)));
                let worth = if worth.is_empty() { String::new() } else { format!(" {worth}") };
                format!(" {verb}{bound} {}{worth}{month}.", dollars(saving))
            });
            let mut before = "- ";
            for line in lines(&format!("{what}{saving} {reason}"), self.columns.saturating_sub(2).max(20)) {
                text.push(format!("{before}{line}"));
                before = "  ";
            }
        }
    }

    fn problems(self, figures: &Figures, text: &mut Vec<String>) {
        if figures.unparsed == 0 {
            return;
        }
        text.push(String::new());
        let many = if figures.unparsed == 1 { "place looks" } else { "places look" };
        text.push(format!("{} {many} like a report and could not be read:", whole(figures.unparsed)));
        for problem in &figures.problems {
            let line = format!(
                "{}:{}: {}: {}",
                problem.place.line, problem.place.column, problem.message, problem.found
            );
            let mut before = "- ";
            for line in lines(&line, self.columns.saturating_sub(2).max(20)) {
                text.push(format!("{before}{line}"));
                before = "  ";
            }
        }
    }
}

fn spread_of(spread: &Spread) -> Option<String> {
    let [p50, p90, p95, p99] = spread.quantiles([500, 900, 950, 990]);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of times")]
    let mean = time(spread.mean()?.round() as u64);
    Some(format!(
        "mean {mean}, p50 {}, p90 {}, p95 {}, p99 {}, max {}",
        time(p50?),
        time(p90?),
        time(p95?),
        time(p99?),
        time(spread.max()?)
    ))
}

fn whole(count: u64) -> String {
    grouped(Decimal::from(count))
}

fn share(part: u64, whole: u64) -> String {
    if part == 0 || whole == 0 {
        String::new()
    } else {
        format!(" ({})", percent(as_f64(part) / as_f64(whole)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn as_f64(count: u64) -> f64 {
    count as f64
}
