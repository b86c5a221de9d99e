//! `coldstart breakeven`: at which request rate two ways of running the same work cost the same.

use super::Common;
use super::calculator_args::{CostFlags, InputsOut, refused, rules};
use super::cost::read_book;
use super::output::{Done, Failure, Out};
use crate::calculator::{CostInputs, InputProblem};
use crate::pricing::{
    Breakeven, Exact, FargateTasks, Money, PricingError, Side, Step, breakeven_fargate, breakeven_provisioned,
};
use crate::text::quantity::{Count, Memory, QuantityError};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::value::RawValue;
use std::path::PathBuf;

/// Arguments of `coldstart breakeven`.
#[derive(Debug, clap::Args)]
#[command(after_help = format!(
    "Two examples:\n  \
     coldstart breakeven --requests 5M --duration 120ms --memory 1024 --vs fargate --vcpu 0.5 --task-memory 1GB\n  \
     coldstart breakeven --requests 5M --duration 120ms --memory 1024 --vs provisioned\n\n{}", super::QUANTITIES
))]
pub(super) struct Args {
    #[command(flatten)]
    flags: CostFlags,
    /// What on-demand Lambda is compared with.
    #[arg(long, value_enum, help_heading = "Comparison")]
    vs: Versus,
    /// vCPUs of a task.
    #[arg(long, value_name = "N", help_heading = "Comparison", default_value = "0.5")]
    vcpu: String,
    /// Memory of a task; a bare number is MB.
    #[arg(long, value_name = "SIZE", help_heading = "Comparison", default_value = "1GB")]
    task_memory: String,
    /// Number of tasks that run all month.
    #[arg(long, value_name = "N", help_heading = "Comparison", default_value = "1")]
    tasks: String,
    /// Lay a price file over the built-in prices. Repeatable.
    #[arg(long, value_name = "FILE", help_heading = "Prices")]
    prices: Vec<PathBuf>,
    /// Print every step of the arithmetic.
    #[arg(long, help_heading = "Output")]
    explain: bool,
    /// Print one JSON document (`coldstart.breakeven/1`).
    #[arg(long, help_heading = "Output")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Versus {
    /// Fargate tasks that run all month.
    Fargate,
    /// The same function on provisioned concurrency (--provisioned N).
    Provisioned,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    inputs: InputsOut,
    a: SideOut<'a>,
    b: SideOut<'a>,
    breakeven_requests_per_month: Option<Box<RawValue>>,
    cheaper: &'static str,
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
    let book = book.as_ref();
    let inputs = CostInputs::parse(&args.flags.0).map_err(|problems| refused(&problems))?;
    let account = inputs.to_account();
    let result = match args.vs {
        Versus::Provisioned => breakeven_provisioned(book, &rules.limits, &account),
        Versus::Fargate => {
            let tasks = FargateTasks {
                arch: account.functions.first().map(|function| function.arch).unwrap_or_default(),
                vcpu: read("vcpu", &args.vcpu, |text| Count::parse(text).map(Count::value))?,
                memory_gb: read("task-memory", &args.task_memory, |text| {
                    Memory::parse(text).map(Memory::gb)
                })?,
                tasks: read("tasks", &args.tasks, |text| Count::parse(text).map(Count::value))?,
            };
            breakeven_fargate(book, &rules.limits, &account, &tasks)
        }
    };
    let result = result.map_err(|error| match &error {
        // The engine asks for what the comparison needs, not for a value that was given.
        PricingError::Input { field: "provisioned", value, message } if value == "(none)" => {
            Failure::input(format!("--provisioned: {message}, such as --provisioned 10"))
        }
        _ => refused(&[inputs.problem(&error, book, &rules)]),
    })?;
    if args.json {
        let crossing =
            result.requests_per_month.map(|it| RawValue::from_string(it.to_string())).transpose()?;
        let document = Document {
            schema: "coldstart.breakeven/1",
            inputs: InputsOut(inputs.normal()),
            a: SideOut::of(&result.a),
            b: SideOut::of(&result.b),
            breakeven_requests_per_month: crossing,
            cheaper: result.cheaper,
            utilization: result.utilization,
            assumptions: &result.assumptions,
            steps: args.explain.then_some(&result.steps),
        };
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    human(args, &inputs, &result, account.month_hours, out)?;
    Ok(0)
}

fn human(
    args: &Args,
    inputs: &CostInputs,
    result: &Breakeven,
    hours: Decimal,
    out: &mut Out,
) -> Result<(), Failure> {
    for side in [&result.a, &result.b] {
        out.line(format_args!("{}: ${} a month", side.label, side.total.rounded()))?;
    }
    let cheaper = match result.cheaper {
        "a" => format!("{} is cheaper.", result.a.label),
        "b" => format!("{} is cheaper.", result.b.label),
        _ => "Both cost the same.".to_owned(),
    };
    out.line(cheaper)?;
    match result.requests_per_month {
        Some(requests) => {
            let seconds = Exact::from(hours).times(Exact::from(3600_u32)).map_err(Failure::input)?;
            let rate = requests.over(seconds, 3).map_err(Failure::input)?;
            let (month, second) = (requests.rounded(0).grouped(), rate.value.grouped());
            out.line(format_args!("Both cost the same at {month} requests a month ({second} a second)."))?;
        }
        None => out.line("There is no number of requests at which both cost the same.")?,
    }
    if let Some(share) = result.utilization {
        out.line(format_args!("The provisioned time is then busy to {:.1}%.", share * 100.0))?;
    }
    if args.explain {
        let step = |it: &Step| format!("{}: {} = {} {}", it.label, it.formula, it.value.grouped(), it.unit);
        out.bullets("Steps", &result.steps.iter().map(step).collect::<Vec<_>>())?;
    }
    let assumed: Vec<String> = inputs.notes().iter().chain(&result.assumptions).cloned().collect();
    out.bullets("Assumed", &assumed)
}

fn read<T>(key: &str, text: &str, parse: impl Fn(&str) -> Result<T, QuantityError>) -> Result<T, Failure> {
    parse(text).map_err(|error| {
        refused(&[InputProblem {
            key: key.to_owned(),
            typed: text.to_owned(),
            message: error.reason(),
            help: Some(error.help()),
            function: None,
        }])
    })
}
