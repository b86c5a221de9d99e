//! `coldstart.logs/1`.

use super::Analysis;
use crate::cli::output::{Failure, Out};
use crate::logs::{Pricing, Report, Spread, billed_gb_s};
use crate::pricing::{BookUse, Exact, Money};
use serde::Serialize;
use serde_json::value::RawValue;

/// What a document with every report begins with; they follow, then the rest of it.
pub(super) const BEGIN: &str = "{\n  \"schema\": \"coldstart.logs/1\",\n  \"reports_detail\": [";

/// A report itself.
#[derive(Serialize)]
pub(super) struct Detail<'r> {
    request_id: Option<&'r str>,
    time: Option<String>,
    duration_ms: f64,
    billed_duration_ms: Option<u64>,
    memory_size_mb: Option<u32>,
    max_memory_used_mb: Option<u32>,
    init_duration_ms: Option<f64>,
    restore_duration_ms: Option<f64>,
    billed_restore_duration_ms: Option<u64>,
    status: Option<&'static str>,
    error_type: Option<&'r str>,
    xray_trace_id: Option<&'r str>,
}

impl<'r> Detail<'r> {
    pub(super) fn of(report: &'r Report) -> Self {
        Self {
            request_id: Some(report.request_id.as_str()).filter(|id| !id.is_empty()),
            time: report.time_ns.map(utc),
            duration_ms: ms(report.duration_ns),
            billed_duration_ms: report.billed_ms,
            memory_size_mb: report.memory_mb,
            max_memory_used_mb: report.max_memory_used_mb,
            init_duration_ms: report.init_ns.map(ms),
            restore_duration_ms: report.restore_ns.map(ms),
            billed_restore_duration_ms: report.billed_restore_ms,
            status: report.status.map(crate::logs::Status::word),
            error_type: report.error_type.as_deref(),
            xray_trace_id: report.xray_trace_id.as_deref(),
        }
    }
}

/// The document without its schema and the reports.
#[derive(Serialize)]
struct Document<'a> {
    lines_read: u64,
    reports: u64,
    unparsed: u64,
    cold_starts: u64,
    cold_start_share: Option<f64>,
    duration_ms: Percentiles,
    init_ms: Percentiles,
    restore_ms: Percentiles,
    billed_ms_total: u64,
    billed_gb_s: Box<RawValue>,
    memory_mb: Memory,
    timeouts: u64,
    errors: u64,
    cost: Money,
    region: &'a str,
    arch: &'a str,
    restores: u64,
    failed_inits: u64,
    init_billing: InitBilling,
    sizes: Vec<Size>,
    first: Option<String>,
    last: Option<String>,
    advice: Vec<Piece<'a>>,
    problems: Vec<Told<'a>>,
    unpriced: u64,
    price_book: &'a BookUse,
}

#[derive(Serialize)]
struct Percentiles {
    p50: Option<f64>,
    p90: Option<f64>,
    p95: Option<f64>,
    p99: Option<f64>,
    max: Option<f64>,
    mean: Option<f64>,
}

#[derive(Serialize)]
struct Memory {
    configured: Option<u32>,
    max_used: Option<u32>,
    p99_used: Option<u32>,
}

/// How many lines show which rule, and what all would cost under today's.
#[derive(Serialize)]
struct InitBilling {
    billed: u64,
    free: u64,
    unclear: u64,
    cost_of_init: Exact,
    cost_if_always_billed: Money,
}

#[derive(Serialize)]
struct Size {
    memory_mb: u32,
    reports: u64,
    billed_ms_total: u64,
    warm_duration_ms_mean: Option<f64>,
    max_used_mb: Option<u32>,
    p99_used_mb: Option<u32>,
}

#[derive(Serialize)]
struct Piece<'a> {
    about: &'static str,
    text: &'a str,
    reason: &'a str,
    saving: Option<Money>,
    saving_at_most: bool,
    saving_per_month: Option<Money>,
}

#[derive(Serialize)]
struct Told<'a> {
    line: u64,
    column: u64,
    message: &'a str,
    found: &'a str,
}

/// Writes the document, or what is left of it after the reports.
pub(super) fn write(analysis: &Analysis, after_reports: bool, out: &mut Out) -> Result<(), Failure> {
    let Analysis { figures, cost, .. } = analysis;
    let gb_s = billed_gb_s(figures).map_err(Failure::input)?;
    let billing = figures.init_billing;
    let span = figures.series.span();
    let document = Document {
        lines_read: figures.lines,
        reports: figures.reports,
        unparsed: figures.unparsed,
        cold_starts: figures.cold_starts,
        cold_start_share: figures.cold_start_share(),
        duration_ms: percentiles(&figures.durations),
        init_ms: percentiles(&figures.inits),
        restore_ms: percentiles(&figures.restore_times),
        billed_ms_total: figures.billed_ms(),
        billed_gb_s: RawValue::from_string(gb_s.to_string())?,
        memory_mb: Memory {
            configured: figures.main_size().map(|(mb, _)| mb),
            max_used: figures.used.max(),
            p99_used: figures.used.quantile(990),
        },
        timeouts: figures.timeouts,
        errors: figures.errors,
        cost: cost.total,
        region: &analysis.region,
        arch: analysis.arch.name(),
        restores: figures.restores,
        failed_inits: figures.failed_inits,
        init_billing: InitBilling {
            billed: billing.billed,
            free: billing.free,
            unclear: billing.unclear,
            cost_of_init: cost.init,
            cost_if_always_billed: cost.with_init,
        },
        sizes: figures
            .sizes
            .iter()
            .map(|(mb, size)| Size {
                memory_mb: *mb,
                reports: size.reports,
                billed_ms_total: size.billed_ms,
                warm_duration_ms_mean: size.warm_mean_ns().map(|mean| mean / 1e6),
                max_used_mb: size.used.max(),
                p99_used_mb: size.used.quantile(990),
            })
            .collect(),
        first: span.map(|(first, _)| utc(first)),
        last: span.map(|(_, last)| utc(last)),
        advice: analysis
            .advice
            .iter()
            .map(|piece| Piece {
                about: piece.about,
                text: &piece.text,
                reason: &piece.reason,
                saving: piece.saving.map(Money::exactly),
                saving_at_most: piece.at_most,
                saving_per_month: piece
                    .saving
                    .and_then(|saving| Pricing::by_month(saving, figures.span_ns())),
            })
            .collect(),
        problems: figures
            .problems
            .iter()
            .map(|it| Told {
                line: it.place.line,
                column: it.place.column,
                message: it.message,
                found: &it.found,
            })
            .collect(),
        unpriced: cost.unpriced,
        price_book: &cost.price_book,
    };
    let text = serde_json::to_string_pretty(&document)?;
    let rest = text.strip_prefix('{').unwrap_or(&text);
    if after_reports {
        out.text("\n  ],")?;
    } else {
        out.text("{\n  \"schema\": \"coldstart.logs/1\",")?;
    }
    out.line(rest)
}

fn percentiles(spread: &Spread) -> Percentiles {
    let [p50, p90, p95, p99] = spread.quantiles([500, 900, 950, 990]).map(|ns| ns.map(ms));
    Percentiles { p50, p90, p95, p99, max: spread.max().map(ms), mean: spread.mean().map(|mean| mean / 1e6) }
}

/// Nanoseconds as milliseconds.
#[expect(clippy::cast_precision_loss, reason = "to sixteen digits")]
fn ms(ns: u64) -> f64 {
    ns as f64 / 1e6
}

/// Nanoseconds since 1970 as a time stamp.
pub(super) fn utc(ns: i64) -> String {
    jiff::Timestamp::from_nanosecond(i128::from(ns)).map(|time| time.to_string()).unwrap_or_default()
}
