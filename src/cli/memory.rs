//! `coldstart memory`: the memory size that is cheapest, fastest or a balance, from measured durations.

use super::Common;
use super::logs::{arch, figures};
use super::output::{Done, Failure, Out};
use crate::calculator::Rules;
use crate::logs::{Figures, amount};
use crate::pricing::{
    Account, Arch, BookUse, CurvePoint, Exact, Function, Limits, Measured, MemoryModel, Money, PriceBook,
    balanced, memory_curve,
};
use crate::text::lines;
use crate::text::quantity::{Count, Duration, Memory, grouped};
use rust_decimal::Decimal;
use serde::Serialize;
use std::path::PathBuf;

/// Most measured points.
const MOST_POINTS: usize = 256;
/// Hours of the month that the requests are priced in; their number decides, not the hours.
const MONTH_HOURS: u32 = 730;
/// Invocations in environments that were there below which a size of a log says too little.
const ENOUGH: u64 = 5;
/// Columns of a bar.
const BAR: u16 = 12;

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

/// What comes of the points.
struct Choice {
    model: MemoryModel,
    curve: Vec<CurvePoint>,
    balanced: Option<usize>,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let book = PriceBook::built_in();
    book.region(&args.region).map_err(Failure::input)?;
    let limits = Rules::of(&common.course()).map_err(Failure::outside)?.limits;
    let mut points = args.points.clone();
    if !args.logs.is_empty() {
        points.extend(of_logs(&figures(&args.logs, common.ascii)?));
    }
    check(&points, &limits)?;
    points.sort_by_key(|point| point.memory_mb);
    let model = MemoryModel::fit_all(&points, limits.full_vcpu_mb).map_err(Failure::input)?;
    let function = Function {
        arch: args.arch,
        ..Function::new(Decimal::from(args.requests), Decimal::ONE, limits.memory_min_mb)
    };
    let account = Account::new(&args.region, Decimal::from(MONTH_HOURS), vec![function]);
    let sizes = sizes(&points, &limits);
    let curve = memory_curve(book, &limits, &account, &model, &sizes).map_err(Failure::input)?;
    let choice = Choice { balanced: balanced(&curve), model, curve };
    let Some(price_book) = choice.curve.first().map(|point| point.bill.price_book.clone()) else {
        return Err(Failure::input("at every size the model takes longer than the longest time-out"));
    };
    if args.json {
        out.line(serde_json::to_string_pretty(&document(args, &points, &choice, &price_book))?)?;
    } else {
        let text = page(args, &points, &choice, &price_book, common.ascii, usize::from(out.columns()));
        out.text(&if common.ascii {
            text.replace('µ', "u").replace('–', "-").replace('×', "x")
        } else {
            text
        })?;
    }
    Ok(0)
}

/// The mean durations of the sizes of a log.
fn of_logs(figures: &Figures) -> Vec<Measured> {
    let points = figures.sizes.iter().filter(|(_, size)| size.warm >= ENOUGH).filter_map(|(mb, size)| {
        let mean = Decimal::try_from(size.warm_mean_ns()? / 1e6).ok()?;
        Some(Measured {
            memory_mb: Decimal::from(*mb),
            duration_ms: mean.round_dp(3),
            invocations: size.warm,
        })
    });
    points.collect()
}

fn check(points: &[Measured], limits: &Limits) -> Result<(), Failure> {
    if points.len() > MOST_POINTS {
        return Err(Failure::input(format!("there are {} points; {MOST_POINTS} are enough", points.len())));
    }
    for point in points {
        let (least, most) = (limits.memory_min_mb.normalize(), limits.memory_max_mb.normalize());
        if !(least..=most).contains(&point.memory_mb) {
            return Err(Failure::input(format!(
                "--point: {} MB is outside {least} MB to {most} MB",
                point.memory_mb
            )));
        }
        if point.duration_ms > limits.duration_max_ms {
            let longest = limits.duration_max_ms.normalize();
            return Err(Failure::input(format!(
                "--point: {} ms is more than the longest time-out, {longest} ms",
                point.duration_ms
            )));
        }
    }
    let mut sizes: Vec<Decimal> = points.iter().map(|point| point.memory_mb).collect();
    sizes.sort_unstable();
    sizes.dedup();
    if sizes.len() < 2 {
        return Err(Failure::input(
            "durations at two memory sizes at least are needed: --point 128MB=11.7s --point 1GB=1.5s, or --logs with a log of \
             several sizes (five warm invocations of each at least)",
        ));
    }
    Ok(())
}

/// The sizes that are compared: doublings of the least and one and a half of each, as far as a full vCPU or the largest that was
/// measured (beyond, the model gets no faster), and what was measured.
fn sizes(points: &[Measured], limits: &Limits) -> Vec<Decimal> {
    let two = Decimal::TWO;
    let largest = points.iter().map(|point| point.memory_mb).fold(limits.full_vcpu_mb, Decimal::max);
    let doublings = std::iter::successors(Some(limits.memory_min_mb), |size| Some(*size * two))
        .take_while(|size| *size <= limits.memory_max_mb);
    let mut sizes: Vec<Decimal> = doublings
        .flat_map(|size| [size, size + (size / two).floor()])
        .chain([limits.full_vcpu_mb])
        .chain(points.iter().map(|point| point.memory_mb))
        .filter(|size| (limits.memory_min_mb..=largest).contains(size))
        .collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn number(value: Decimal) -> f64 {
    f64::try_from(value).unwrap_or_default()
}

fn document<'a>(
    args: &'a Args,
    points: &[Measured],
    choice: &Choice,
    price_book: &'a BookUse,
) -> Document<'a> {
    let Choice { model, curve, balanced } = choice;
    let size = |at: Option<usize>| at.and_then(|at| curve.get(at)).map(|point| number(point.memory_mb));
    Document {
        schema: "coldstart.memory/1",
        region: &args.region,
        arch: args.arch.name(),
        requests: args.requests,
        points: points
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
        curve: curve
            .iter()
            .enumerate()
            .map(|(at, point)| CurveOut {
                memory_mb: number(point.memory_mb),
                duration_ms: number(point.duration_ms),
                cost: point.bill.total,
                measured: points.iter().any(|it| it.memory_mb == point.memory_mb),
                cheapest: point.cheapest,
                fastest: point.fastest,
                balanced: *balanced == Some(at),
            })
            .collect(),
        cheapest_mb: size(curve.iter().position(|point| point.cheapest)),
        fastest_mb: size(curve.iter().position(|point| point.fastest)),
        balanced_mb: size(*balanced),
        assumptions: assumptions(model),
        price_book,
    }
}

fn assumptions(model: &MemoryModel) -> Vec<String> {
    let full = grouped(model.full_vcpu_mb.normalize());
    vec![
        format!(
            "A model of one thread: time = wait + computing × max(1, {full} MB / memory); more cores make nothing faster in it."
        ),
        "Balanced is the least mean of cost and time, each as a share of its greatest.".to_owned(),
        "INIT, memory that the work needs, free tier and taxes are not in it.".to_owned(),
    ]
}

fn ms(value: Decimal) -> String {
    let value = value.round_dp(if value < Decimal::ONE_HUNDRED { 2 } else { 0 }).normalize();
    Duration::from_ms(value).map_or_else(|| format!("{value} ms"), Duration::pretty)
}

fn page(
    args: &Args,
    points: &[Measured],
    choice: &Choice,
    price_book: &BookUse,
    ascii: bool,
    columns: usize,
) -> String {
    let Choice { model, curve, balanced } = choice;
    let mut text = vec![format!(
        "Waiting {}, computing {} on a full vCPU",
        ms(model.wait_ms.round_dp(6)),
        ms(model.cpu_ms.round_dp(6))
    )];
    text.push(String::new());
    text.push("Measured".to_owned());
    for point in points {
        let fitted = model.time_ms(point.memory_mb);
        let many = if point.invocations > 1 {
            format!(", mean of {}", grouped(Decimal::from(point.invocations)))
        } else {
            String::new()
        };
        let memory = grouped(point.memory_mb.normalize());
        text.push(format!("  {memory:>6} MB  {:>11}  model {}{many}", ms(point.duration_ms), ms(fitted)));
    }
    text.push(String::new());
    text.push(format!("{} requests", grouped(Decimal::from(args.requests))));
    let most = curve.iter().map(|point| point.bill.total.exact.to_f64()).fold(f64::MIN_POSITIVE, f64::max);
    let full = if ascii { "#" } else { "█" };
    let bar = usize::from(BAR);
    for (at, point) in curve.iter().enumerate() {
        let marks: Vec<&str> =
            [(point.cheapest, "cheapest"), (*balanced == Some(at), "balanced"), (point.fastest, "fastest")]
                .into_iter()
                .filter_map(|(is, name)| is.then_some(name))
                .collect();
        let cost = point.bill.total.exact;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most the bar's columns"
        )]
        let length = (cost.to_f64() / most * f64::from(BAR)).round() as usize;
        let memory = grouped(point.memory_mb.normalize());
        let line = format!(
            "  {memory:>6} MB  {:>11}  {:>12}  {:bar$}  {}",
            ms(point.duration_ms),
            dollars(cost),
            full.repeat(length.min(bar)),
            marks.join(", ")
        );
        text.push(line.trim_end().to_owned());
    }
    text.push(String::new());
    let mut notes = assumptions(model);
    notes.push(format!("Prices of {} for {} as of {}.", price_book.region, args.arch, price_book.as_of));
    text.extend(notes.iter().flat_map(|note| lines(note, columns)));
    text.join("\n") + "\n"
}

fn dollars(cost: Exact) -> String {
    format!("${}", amount(cost))
}
