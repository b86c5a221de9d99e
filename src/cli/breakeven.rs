//! `coldstart breakeven`: at which request rate two ways of running the same work cost the same.

use super::Common;
use super::calculator_args::{BreakevenFlags, InputsOut, refused, rules};
use super::cost::read_book;
use super::output::{Done, Failure, Out};
use crate::app::desk::breakeven_views::curve;
use crate::calculator::{BreakevenInputs, Verdict};
use crate::pricing::{Money, Side, Step};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::value::RawValue;
use std::path::PathBuf;

/// Arguments of `coldstart breakeven`.
#[derive(Debug, clap::Args)]
#[command(after_help = format!(
    "Fargate tasks and provisioned concurrency are paid for all month: the answer is a number of requests. The other \
     architecture and other memory are paid for by duration: the answer is how long a request may take there.\n\n\
     Three examples:\n  \
     coldstart breakeven --requests 5M --duration 120ms --memory 1024 --vs fargate --vcpu 0.5 --task-memory 1GB\n  \
     coldstart breakeven --requests 5M --duration 120ms --memory 1024 --vs provisioned --provisioned 10\n  \
     coldstart breakeven --requests 5M --duration 120ms --memory 1024 --vs memory --other-memory 1769\n\n{}", super::QUANTITIES
))]
pub(super) struct Args {
    #[command(flatten)]
    flags: BreakevenFlags,
    /// Lay a price file over the built-in prices. Repeatable.
    #[arg(long, value_name = "FILE", help_heading = "Prices")]
    prices: Vec<PathBuf>,
    /// Print every step of the arithmetic.
    #[arg(long, help_heading = "Output")]
    explain: bool,
    /// Draw the curve with characters of ASCII only.
    #[arg(long, help_heading = "Output")]
    ascii: bool,
    /// Print one JSON document (`coldstart.breakeven/1`).
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// What is said where nothing is compared with.
const CHOICES: &str = "--vs: what is Lambda on demand to be compared with?

  --vs fargate      Fargate tasks that run all month
                    --vs fargate --vcpu 0.5 --task-memory 1GB --tasks 2
  --vs provisioned  provisioned concurrency
                    --vs provisioned --provisioned 10
  --vs arch         the other architecture
                    --vs arch --other-duration 110ms
  --vs memory       another memory size
                    --vs memory --other-memory 1024 --other-duration 80ms

The work is needed as well: --requests 5M --duration 120ms --memory 512";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    inputs: InputsOut,
    a: SideOut<'a>,
    b: SideOut<'a>,
    breakeven_requests_per_month: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    breakeven_duration_ms: Option<Box<RawValue>>,
    cheaper: &'static str,
    answer: &'a str,
    utilization: Option<f64>,
    assumptions: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<&'a [Step]>,
}

#[derive(Serialize)]
struct SideOut<'a> {
    label: &'a str,
    total: Money,
}

impl<'a> SideOut<'a> {
    fn of(side: &'a Side) -> Self {
        Self { label: &side.label, total: side.total }
    }
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let rules = rules(common)?;
    let book = read_book(common, &args.prices)?;
    if !args.flags.0.iter().any(|(key, _)| key == "vs") {
        return Err(Failure::input(CHOICES));
    }
    let inputs = BreakevenInputs::parse(&args.flags.0, &rules).map_err(|problems| refused(&problems))?;
    let verdict =
        inputs.work_out(&book, &rules).map_err(|error| refused(&[inputs.problem(&error, &book, &rules)]))?;
    let result = &verdict.result;
    if args.json {
        let raw = |text: Option<String>| text.map(RawValue::from_string).transpose();
        let document = Document {
            schema: "coldstart.breakeven/1",
            inputs: InputsOut(inputs.normal()),
            a: SideOut::of(&result.a),
            b: SideOut::of(&result.b),
            breakeven_requests_per_month: raw(result.requests_per_month.map(|it| it.to_string()))?,
            breakeven_duration_ms: raw(result.duration_ms.map(|it| Decimal::normalize(&it).to_string()))?,
            cheaper: result.cheaper,
            answer: &verdict.sentence,
            utilization: result.utilization,
            assumptions: &result.assumptions,
            steps: args.explain.then_some(&result.steps),
        };
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    human(args, &inputs, &verdict, out)?;
    Ok(0)
}

fn human(args: &Args, inputs: &BreakevenInputs, verdict: &Verdict, out: &mut Out) -> Result<(), Failure> {
    let result = &verdict.result;
    for line in crate::text::lines(&verdict.sentence, usize::from(out.columns())) {
        out.line(line)?;
    }
    out.line("")?;
    for (letter, side) in [("a", &result.a), ("b", &result.b)] {
        let mark = if result.cheaper == letter { ", the cheaper one" } else { "" };
        out.line(format_args!("{letter}  {}: ${} a month{mark}", side.label, side.total.rounded()))?;
    }
    if let Some(share) = result.utilization {
        out.line(format_args!(
            "Where both cost the same the provisioned time is busy to {:.1}%.",
            share * 100.0
        ))?;
    }
    out.line("")?;
    for row in curve(verdict, usize::from(out.columns()), args.ascii) {
        out.line(row.plain().trim_end())?;
    }
    if args.explain {
        let step = |it: &Step| format!("{}: {} = {} {}", it.label, it.formula, it.value.grouped(), it.unit);
        out.bullets("Steps", &result.steps.iter().map(step).collect::<Vec<_>>())?;
    }
    let assumed: Vec<String> = inputs.notes().iter().chain(&result.assumptions).cloned().collect();
    out.bullets("Assumed", &assumed)
}
