//! `coldstart memory`: the memory size that is cheapest, fastest or a balance, from measured durations.

use super::Common;
use super::logs::{arch, figures};
use super::output::{Done, Failure, Out};
use crate::app::sheet::Row;
use crate::app::sizing::rows;
use crate::calculator::Rules;
use crate::logs::ENOUGH_OF_A_SIZE;
use crate::pricing::{Arch, BookUse, CurvePoint, Limits, Measured, Money, PriceBook, PricingError, Sizing};
use crate::text::lines;
use crate::text::quantity::{Count, Duration, Memory};
use rust_decimal::Decimal;
use serde::Serialize;
use std::path::PathBuf;

/// Arguments of `coldstart memory`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A model for one thread is fitted to the points: what waits takes as long at any size, what computes takes longer the less
of a vCPU the size has. Measure one size below a full vCPU at least, and the same work at each size. INIT is not in it.")]
pub(super) struct Args {
    /// A measured duration, `MEMORY=DURATION`, such as `128MB=11.7s`; at least at two sizes.
    #[arg(long = "point", value_name = "MEMORY=DURATION", value_parser = point)]
    points: Vec<Measured>,
    /// Take the mean durations of warm invocations from logs with several memory sizes: a file, a folder, or `-`.
    #[arg(long, value_name = "FILE|DIR|-")]
    logs: Vec<PathBuf>,
    /// Price so many requests.
    #[arg(long, value_name = "N", default_value = "1M", value_parser = Count::parse_whole)]
    requests: u64,
    /// Price them in this region.
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    region: String,
    /// Price them for this architecture, `x86_64` or `arm64`.
    #[arg(long, value_name = "ARCH", default_value = "x86_64", value_parser = arch)]
    arch: Arch,
    /// Print one JSON document (`coldstart.memory/1`).
    #[arg(long)]
    json: bool,
}

/// Reads `128MB=11.7s`.
fn point(text: &str) -> Result<Measured, String> {
    let (memory, time) = text
        .split_once('=')
        .ok_or_else(|| "write memory and duration with `=` between them, such as `128MB=11.7s`".to_owned())?;
    let memory_mb = Memory::parse(memory).map_err(|error| error.to_string())?.mb();
    let duration_ms = Duration::parse(time).map_err(|error| error.to_string())?.ms();
    Ok(Measured { memory_mb, duration_ms, invocations: 1 })
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    region: &'a str,
    arch: &'static str,
    requests: u64,
    points: Vec<PointOut>,
    model: ModelOut,
    curve: Vec<CurveOut>,
    cheapest_mb: Option<f64>,
    fastest_mb: Option<f64>,
    balanced_mb: Option<f64>,
    assumptions: Vec<String>,
    price_book: &'a BookUse,
}

#[derive(Serialize)]
struct PointOut {
    memory_mb: f64,
    duration_ms: f64,
    invocations: u64,
    model_ms: f64,
}

#[derive(Serialize)]
struct ModelOut {
    wait_ms: f64,
    cpu_ms: f64,
    full_vcpu_mb: f64,
}

#[derive(Serialize)]
struct CurveOut {
    memory_mb: f64,
    duration_ms: f64,
    cost: Money,
    measured: bool,
    cheapest: bool,
    fastest: bool,
    balanced: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    let book = PriceBook::of(&course);
    book.region(&args.region).map_err(Failure::input)?;
    let limits = Rules::of(&course).map_err(Failure::outside)?.limits;
    let points = measured(args, common, &limits)?;
    let sizing =
        Sizing::new(&book, &limits, (&args.region, args.arch), args.requests, points).map_err(wrong)?;
    if args.json {
        out.line(serde_json::to_string_pretty(&document(args, &sizing))?)?;
    } else {
        let columns = usize::from(out.columns());
        let mut text: Vec<String> = rows(&sizing, args.requests, columns).iter().map(Row::plain).collect();
        let BookUse { region, as_of, .. } = &sizing.price_book;
        text.extend(lines(&format!("Prices of {region} for {} as of {as_of}.", args.arch), columns));
        for line in text {
            let line = if common.ascii { in_ascii(&line) } else { line };
            out.line(line.trim_end())?;
        }
    }
    Ok(0)
}

fn in_ascii(text: &str) -> String {
    text.replace('µ', "u").replace('–', "-").replace('×', "x").replace('█', "#")
}

/// The points that were typed, and those of the logs.
fn measured(args: &Args, common: &Common, limits: &Limits) -> Result<Vec<Measured>, Failure> {
    let mut points = args.points.clone();
    let mut found = None;
    if !args.logs.is_empty() {
        let figures = figures(&args.logs, common.ascii)?;
        let measured = figures.measured(limits);
        found = Some(match measured.as_slice() {
            [] if figures.reports == 0 => "the log has no REPORT line".to_owned(),
            [] => format!("no memory size of the log has {ENOUGH_OF_A_SIZE} warm invocations"),
            [one, ..] => format!(
                "in the log only {} MB has {ENOUGH_OF_A_SIZE} warm invocations or more",
                one.memory_mb.normalize()
            ),
        });
        points.extend(measured);
    }
    let first = points.first().map(|point| point.memory_mb);
    if points.iter().any(|point| Some(point.memory_mb) != first) {
        return Ok(points);
    }
    let given = found.or_else(|| first.map(|mb| format!("there is only {} MB", mb.normalize())));
    let given = given.map_or_else(String::new, |given| format!("; {given}"));
    Err(Failure::input(format!(
        "durations at two memory sizes at least are needed{given}. Type them: --point 128MB=11.7s --point 1GB=1.5s; or give --logs \
         with a log in which the same function ran at several sizes"
    )))
}

/// What is wrong with points, by the flag that gives them.
fn wrong(error: PricingError) -> Failure {
    match error {
        PricingError::Input { field: "measured", value, message } => {
            Failure::input(format!("--point {value}: {message}"))
        }
        other => Failure::input(other),
    }
}

fn number(value: Decimal) -> f64 {
    f64::try_from(value).unwrap_or_default()
}

fn document<'a>(args: &'a Args, sizing: &'a Sizing) -> Document<'a> {
    let size = |point: Option<&CurvePoint>| point.map(|point| number(point.memory_mb));
    let model = &sizing.model;
    Document {
        schema: "coldstart.memory/1",
        region: &args.region,
        arch: args.arch.name(),
        requests: args.requests,
        points: sizing
            .points
            .iter()
            .map(|point| PointOut {
                memory_mb: number(point.memory_mb),
                duration_ms: number(point.duration_ms),
                invocations: point.invocations,
                model_ms: number(model.time_ms(point.memory_mb)),
            })
            .collect(),
        model: ModelOut {
            wait_ms: number(model.wait_ms),
            cpu_ms: number(model.cpu_ms),
            full_vcpu_mb: number(model.full_vcpu_mb),
        },
        curve: sizing
            .curve
            .iter()
            .enumerate()
            .map(|(at, point)| CurveOut {
                memory_mb: number(point.memory_mb),
                duration_ms: number(point.duration_ms),
                cost: point.bill.total,
                measured: sizing.is_measured(point),
                cheapest: point.cheapest,
                fastest: point.fastest,
                balanced: sizing.balanced == Some(at),
            })
            .collect(),
        cheapest_mb: size(sizing.cheapest()),
        fastest_mb: size(sizing.fastest()),
        balanced_mb: size(sizing.balanced()),
        assumptions: sizing.assumptions(),
        price_book: &sizing.price_book,
    }
}
