//! `coldstart cost`: what a month costs.

mod documents;
mod functions;
mod table;
mod template;
mod traffic_logs;

use super::Common;
use super::calculator_args::{CostFlags, Pairs, refused, rules};
use super::output::{Done, Failure, Out};
use super::problems;
use crate::calculator::{Calculator, CostInputs, InputProblem, NormalValue, Rules, field};
use crate::content::{Problem, Sources};
use crate::platform;
use crate::pricing::{Bill, BookProblem, Exact, FigureName, PriceBook};
use crate::text::{nearest, quantity};
use rust_decimal::Decimal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments of `coldstart cost`.
#[derive(Debug, clap::Args)]
#[command(after_help = format!(
    "Requests (or a rate), duration and memory are needed; the rest has a default or costs nothing:
  \
     coldstart cost --requests 1M --duration 250ms --memory 512

{}", super::QUANTITIES
))]
pub(super) struct Args {
    #[command(flatten)]
    flags: CostFlags,
    /// One of several functions of the account; other flags hold for all functions that do not say otherwise. Repeatable.
    #[arg(long = "function", value_name = "NAME:KEY=VALUE,…", help_heading = "Several functions")]
    functions: Vec<String>,
    /// Read inputs and functions from a TOML file: the keys are those of the flags, functions are [[function]] tables.
    #[arg(long, value_name = "FILE", help_heading = "Several functions", conflicts_with = "functions")]
    file: Option<PathBuf>,
    /// Price every function of a template: AWS SAM, CloudFormation, `serverless.yml`, or `terraform show -json`; - for standard
    /// input. The other flags hold for all its functions, --function NAME:KEY=VALUE,… for one.
    #[arg(long, value_name = "FILE", help_heading = "Infrastructure templates", conflicts_with = "file")]
    template: Option<PathBuf>,
    /// Read from a TOML file how often the template's functions are called: inputs under [default] and [function.NAME].
    #[arg(long, value_name = "FILE", help_heading = "Infrastructure templates", requires = "template")]
    traffic: Option<PathBuf>,
    /// Take how often and how long a function of the template runs from its logs, files or folders as for `coldstart logs`; FUNCTION=
    /// can be left out where they are called after it, as in PutItem.log. Repeatable.
    #[arg(
        long = "traffic-log",
        value_name = "[FUNCTION=]FILE|DIR",
        help_heading = "Infrastructure templates",
        requires = "template"
    )]
    traffic_logs: Vec<String>,
    /// A parameter of the template's stack, or an option such as stage of the Serverless Framework. Repeatable.
    #[arg(
        long = "parameter",
        value_name = "NAME=VALUE",
        help_heading = "Infrastructure templates",
        requires = "template"
    )]
    parameters: Vec<String>,
    /// Lay a price file over the built-in prices: a negotiated discount, a Region that is missing. Repeatable.
    #[arg(long, value_name = "FILE", help_heading = "Prices")]
    prices: Vec<PathBuf>,
    /// Say so where a price is older than this [default: as the price book says].
    #[arg(long, value_name = "DAYS", help_heading = "Prices")]
    max_age: Option<u32>,
    /// Price the same month with each of these values of one input, as in memory=128,256 or region=us-east-1,eu-west-1.
    #[arg(long, value_name = "INPUT=VALUES", help_heading = "Output")]
    compare: Option<String>,
    /// Exit with status 1 where the total is above this amount.
    #[arg(long, value_name = "MONEY", help_heading = "Output")]
    budget: Option<String>,
    /// Print every step of the arithmetic.
    #[arg(long, help_heading = "Output")]
    explain: bool,
    /// Print one JSON document (`coldstart.cost/1`).
    #[arg(long, group = "format", help_heading = "Output")]
    json: bool,
    /// Print comma-separated lines.
    #[arg(long, group = "format", help_heading = "Output")]
    csv: bool,
    /// Print Markdown tables.
    #[arg(long, group = "format", help_heading = "Output")]
    markdown: bool,
}

/// A priced month with everything that is told about it.
struct Priced {
    /// The setting, where several are compared.
    label: Option<String>,
    inputs: Vec<(String, NormalValue)>,
    functions: Vec<(String, Vec<(String, NormalValue)>)>,
    bill: Bill,
    within_budget: Option<bool>,
    warnings: Vec<String>,
}

struct Pricer<'a> {
    book: &'a PriceBook,
    rules: &'a Rules,
    budget: Option<Exact>,
    max_age: Option<u32>,
    source: Option<&'a template::Source>,
}

impl Pricer<'_> {
    fn price(&self, inputs: &CostInputs, label: Option<String>) -> Result<Priced, Failure> {
        let mut bill = inputs
            .bill(self.book, self.rules)
            .map_err(|error| refused(&[inputs.problem(&error, self.book, self.rules)]))?;
        bill.assumptions.splice(0..0, self.source.iter().flat_map(|source| source.read()));
        Ok(Priced {
            label,
            inputs: inputs.normal(),
            functions: inputs.normal_functions(),
            within_budget: self.budget.map(|budget| bill.total.exact <= budget),
            warnings: self
                .warnings(&bill)
                .into_iter()
                .chain(self.source.iter().flat_map(|source| source.warnings(inputs)))
                .collect(),
            bill,
        })
    }

    fn warnings(&self, bill: &Bill) -> Vec<String> {
        let today = platform::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let limit = self
            .max_age
            .map(Decimal::from)
            .or_else(|| self.book.figure(FigureName::StaleAfterDays).ok().map(|figure| figure.value));
        let age = bill.price_book.age_days(today);
        match (age, limit) {
            (Some(age), Some(limit)) if Decimal::from(age) > limit => vec![format!(
                "The oldest price used is of {}, more than {} days ago: check it, and correct it with --prices FILE.",
                bill.price_book.as_of,
                limit.normalize()
            )],
            _ => Vec::new(),
        }
    }
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let rules = rules(common)?;
    let book = read_book(common, &args.prices)?;
    let budget = args.budget.as_deref().map(read_budget).transpose()?;
    let request = functions::Request::read(args, &book, &rules, common)?;
    let source = request.source();
    let pricer = Pricer { book: &book, rules: &rules, budget, max_age: args.max_age, source };

    let mut variants = Vec::new();
    let base = match &args.compare {
        None => pricer.price(&request.inputs(None)?, None)?,
        Some(text) => {
            let (key, values) = read_comparison(text)?;
            for value in &values {
                let inputs = request.inputs(Some((key, value)))?;
                let label = inputs.understood(key).unwrap_or_else(|| value.clone());
                let mut variant = pricer.price(&inputs, Some(label))?;
                variant.bill.assumptions.extend(same_duration(key));
                variants.push(variant);
            }
            // Where the flag itself is left open, the first value stands for it.
            let open = !request.gives(key);
            let first = values.first().map(|value| (key, value.as_str())).filter(|_| open);
            let mut base = pricer.price(&request.inputs(first)?, None)?;
            base.bill.assumptions.extend(same_duration(key));
            base
        }
    };

    if args.json {
        out.line(documents::json(&base, &variants, args.explain)?)?;
    } else if args.csv {
        out.text(&documents::csv(&base, &variants))?;
    } else if args.markdown {
        out.text(&documents::markdown(&base, &variants, args.explain))?;
    } else {
        out.text(&table::human(&base, &variants, args.explain, usize::from(out.columns()), budget))?;
    }
    let above = std::iter::once(&base).chain(&variants).any(|it| it.within_budget == Some(false));
    Ok(u8::from(above))
}

/// What a comparison takes for granted where the setting compared changes how long the function runs.
fn same_duration(key: &str) -> Option<String> {
    let told = match key {
        "memory" => {
            "The duration is the same at every memory size here, and seldom is: measure it, then see `coldstart memory`."
        }
        "arch" => "The duration is the same on both architectures here: measure it on each.",
        _ => return None,
    };
    Some(told.to_owned())
}

/// The prices of the course, with these price files laid over them.
pub(super) fn read_book(common: &Common, overlays: &[PathBuf]) -> Result<Arc<PriceBook>, Failure> {
    let mut book = PriceBook::of(&common.course());
    for path in overlays {
        let (name, text) = read_text(path)?;
        let laid = book.overlay(&name, &text).map_err(|found| {
            let found: Vec<Problem> = found.into_iter().map(content_problem).collect();
            wrong_file(&name, &text, &found)
        })?;
        book = Arc::new(laid);
    }
    Ok(book)
}

fn content_problem(problem: BookProblem) -> Problem {
    Problem {
        file: problem.file,
        span: problem.span,
        line: problem.line,
        column: problem.column,
        found: problem.found,
        message: problem.message,
        help: problem.help,
    }
}

/// Name and text of a file that was named on the command line.
fn read_text(path: &Path) -> Result<(String, String), Failure> {
    template::read_bounded(path)
}

fn wrong_file(name: &str, text: &str, found: &[Problem]) -> Failure {
    let sources: Sources = [(name, text)].into_iter().collect();
    let count = problems::count(found.len());
    Failure::input(format!("{name} has {count}\n\n{}", problems::render(found, &sources, false).trim_end()))
}

fn read_budget(text: &str) -> Result<Exact, Failure> {
    let money: quantity::Money = text.parse().map_err(|error: quantity::QuantityError| {
        let problem = InputProblem {
            key: "budget".to_owned(),
            typed: text.to_owned(),
            message: error.reason(),
            help: Some(error.help()),
            function: None,
        };
        refused(&[problem])
    })?;
    Ok(money.dollars().into())
}

/// The input that is varied and its values.
fn read_comparison(text: &str) -> Result<(&'static str, Vec<String>), Failure> {
    let form = "write it like `--compare memory=128,256,512`";
    let Some((key, values)) = text.split_once('=') else {
        return Err(Failure::input(format!("--compare {text}: there is no `=` in it; {form}")));
    };
    let known = Calculator::Cost.fields().iter().map(|field| field.key);
    let Some(field) = field(Calculator::Cost, &key.trim().replace('_', "-")) else {
        let help = nearest(key, known).map_or(form.to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(Failure::input(format!("--compare {text}: there is no input `{key}`; {help}")));
    };
    let values: Vec<String> = values.split(',').map(|value| value.trim().to_owned()).collect();
    if values.iter().any(String::is_empty) {
        return Err(Failure::input(format!("--compare {text}: a value is missing; {form}")));
    }
    Ok((field.key, values))
}

/// Hours of the month that `account` asks for, as they would be typed; `None` where what is given cannot be read.
fn month_hours(account: &Pairs) -> Option<String> {
    let given = |key: &str| account.iter().find(|(other, _)| other == key).map(|(_, text)| text.as_str());
    if let Some(days) = given("days") {
        let days = quantity::Count::parse(days).ok()?.value();
        return days.checked_mul(Decimal::from(24)).map(|hours| hours.normalize().to_string());
    }
    let standard = field(Calculator::Cost, "hours-per-month").map(|field| field.standard);
    match (given("hours-per-month"), standard) {
        (Some(hours), _) => {
            quantity::Count::parse(hours).ok().map(|hours| hours.value().normalize().to_string())
        }
        (None, Some(crate::calculator::Standard::Text(hours))) => Some(hours.to_owned()),
        _ => None,
    }
}

/// What `pairs` say with one input replaced.
fn replaced(pairs: &Pairs, change: Option<(&str, &str)>) -> Pairs {
    let Some((key, value)) = change else { return pairs.clone() };
    let excludes = field(Calculator::Cost, key).map(|field| field.excludes).unwrap_or_default();
    let mut pairs: Pairs = pairs
        .iter()
        .filter(|(other, _)| other != key && !excludes.contains(&other.as_str()))
        .cloned()
        .collect();
    pairs.push((key.to_owned(), value.to_owned()));
    pairs
}
