//! From texts to a comparison of two ways of running the same work, and to its answer in a sentence.

use super::breakeven_fields::is_own;
use super::cost::CostInputs;
use super::field::Calculator;
use super::inputs::{InputProblem, Inputs, NormalValue};
use super::rules::Rules;
use crate::pricing::{
    Account, Alternative, Breakeven, BreakevenPoint, Exact, FargateTasks, PriceBook, PricingError, breakeven,
    breakeven_points,
};
use crate::text::quantity::grouped;
use rust_decimal::Decimal;

/// What is to be compared, as it was written and as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakevenInputs {
    inputs: Inputs,
    cost: CostInputs,
    account: Account,
    other: Alternative,
}

/// A comparison that has been worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Both sides and where they meet.
    pub result: Breakeven,
    /// What both cost, evenly spaced from nothing to beyond where they meet.
    pub points: Vec<BreakevenPoint>,
    /// Where they meet, in the unit of the points: requests a month, or milliseconds.
    pub meet: Option<Decimal>,
    /// What was given, in the same unit.
    pub given: Decimal,
    /// Whether the points are durations of the second side.
    pub durations: bool,
    /// Which one, from when on.
    pub sentence: String,
}

/// Points of a curve.
const POINTS: u32 = 61;

impl BreakevenInputs {
    /// Reads keys of [`super::BREAKEVEN_FIELDS`] and texts as people write them. Gives every problem.
    pub fn parse<K: AsRef<str>, T: AsRef<str>>(
        pairs: &[(K, T)],
        rules: &Rules,
    ) -> Result<Self, Vec<InputProblem>> {
        let inputs = Inputs::parse(Calculator::Breakeven, pairs)?;
        let key = |pair: &&(K, T)| pair.0.as_ref().trim().replace('_', "-");
        let of_cost: Vec<(&str, &str)> = pairs
            .iter()
            .filter(|pair| !is_own(&key(pair)))
            .map(|(key, text)| (key.as_ref(), text.as_ref()))
            .collect();
        let cost = CostInputs::parse(&of_cost)?;
        let account = cost.to_account();
        let other = alternative(&inputs, &account, rules).map_err(|problem| vec![problem])?;
        Ok(Self { inputs, cost, account, other })
    }

    /// What Lambda on demand is compared with.
    pub fn other(&self) -> &Alternative {
        &self.other
    }

    /// The comparison, its curve and its sentence.
    pub fn work_out(&self, book: &PriceBook, rules: &Rules) -> Result<Verdict, PricingError> {
        let limits = &rules.limits;
        let result = breakeven(book, limits, &self.account, &self.other)?;
        let function = self.account.functions.first();
        let durations = self.other.meets_at_duration();
        let given = function.map_or(Decimal::ZERO, |function| match (&self.other, durations) {
            (_, false) => function.requests,
            (Alternative::Arch { duration_ms } | Alternative::Memory { duration_ms, .. }, _) => {
                duration_ms.unwrap_or(function.duration_ms)
            }
            _ => function.duration_ms,
        });
        let meet = if durations {
            result.duration_ms
        } else {
            result.requests_per_month.and_then(|requests| requests.rounded(0).to_decimal())
        };
        let meet = meet.filter(|meet| !meet.is_zero());
        let end = meet.map_or(given, |meet| meet.max(given)).max(Decimal::ONE);
        let end = end.checked_mul(Decimal::new(15, 1)).unwrap_or(end);
        let end = if durations { end.min(limits.duration_max_ms) } else { end };
        let step = end / Decimal::from(POINTS - 1);
        let xs: Vec<Decimal> = (0..POINTS).map(|at| (step * Decimal::from(at)).round_dp(6)).collect();
        let points = breakeven_points(book, limits, &self.account, &self.other, &xs)?;
        let sentence = self.sentence(&result, meet);
        Ok(Verdict { result, points, meet, given, durations, sentence })
    }

    fn sentence(&self, result: &Breakeven, meet: Option<Decimal>) -> String {
        let (a, b) = (&result.a.label, &result.b.label);
        let Some(function) = self.account.functions.first() else { return String::new() };
        if self.other.meets_at_duration() {
            let here = function.duration_ms;
            return match meet {
                Some(most) if here.is_zero() => {
                    format!("{b} is cheaper while its requests take at most {} ms.", grouped(most))
                }
                Some(most) => {
                    let percent =
                        ((most / here - Decimal::ONE) * Decimal::ONE_HUNDRED).round_dp(1).normalize();
                    let (size, than) =
                        if percent < Decimal::ZERO { (-percent, "less") } else { (percent, "more") };
                    format!(
                        "{b} is cheaper while its requests take at most {} ms, {size} % {than} than the {} ms of {a}.",
                        grouped(most),
                        grouped(here.normalize())
                    )
                }
                None if result.cheaper == "a" => format!("{a} is cheaper, however fast the other is."),
                None => format!("{b} is not dearer, however slow it is."),
            };
        }
        match meet {
            Some(requests) => {
                let rate = Exact::from(self.account.month_hours)
                    .times(Exact::from(3600_u32))
                    .and_then(|seconds| Exact::from(requests).over(seconds, 3));
                let rate = rate
                    .map_or_else(|_| String::new(), |rate| format!(" ({} a second)", rate.value.grouped()));
                format!(
                    "{a} is cheaper up to {} requests a month{rate}; from then on {b}.",
                    grouped(requests)
                )
            }
            None if result.cheaper == "b" => {
                let several =
                    matches!(&self.other, Alternative::Fargate(tasks) if tasks.tasks != Decimal::ONE);
                let are = if several { "are" } else { "is" };
                format!("{b} {are} cheaper at every number of requests.")
            }
            None => format!("{a} is cheaper at every number of requests."),
        }
    }

    /// An error of the engine as a problem of the input that it is about.
    pub fn problem(&self, error: &PricingError, book: &PriceBook, rules: &Rules) -> InputProblem {
        match error {
            PricingError::Input { field: "provisioned", value, message } if value == "(none)" => {
                InputProblem::new("provisioned", "", message.clone()).help("such as --provisioned 10")
            }
            PricingError::Input { field, message, .. } if is_own(field) => {
                let typed = self.inputs.get(field).map(|it| it.text.clone()).unwrap_or_default();
                InputProblem::new(field, &typed, message.clone())
            }
            _ => self.cost.problem(error, book, rules),
        }
    }

    /// What was understood of an input; `None` where it was not given.
    pub fn understood(&self, key: &str) -> Option<String> {
        self.inputs.understood(key)
    }

    /// The command that gives the same answer, ready for a shell. What is the standard is left out.
    pub fn command(&self) -> String {
        format!("coldstart breakeven{}", self.inputs.flags(None))
    }

    /// Sentences about how inputs were understood.
    pub fn notes(&self) -> &[String] {
        self.cost.notes()
    }

    /// Every input with its JSON key and its value.
    pub fn normal(&self) -> Vec<(String, NormalValue)> {
        let own = self.inputs.normal().filter(|(key, _)| {
            let key = key.trim_end_matches("_ms").trim_end_matches("_mb").replace('_', "-");
            is_own(&key)
        });
        own.chain(self.cost.normal()).collect()
    }

    /// Hours of the month.
    pub fn month_hours(&self) -> Decimal {
        self.account.month_hours
    }
}

fn alternative(inputs: &Inputs, account: &Account, rules: &Rules) -> Result<Alternative, InputProblem> {
    let duration_ms = inputs.number("other-duration");
    let kind = inputs.word("vs").unwrap_or_default();
    if let (Some(given), "fargate" | "provisioned") = (inputs.get("other-duration"), kind) {
        let problem =
            InputProblem::new("other-duration", &given.text, "it belongs to --vs arch and --vs memory");
        return Err(problem.help("leave it out"));
    }
    if let (Some(given), "fargate" | "provisioned" | "arch") = (inputs.get("other-memory"), kind) {
        let problem = InputProblem::new("other-memory", &given.text, "it belongs to --vs memory");
        return Err(problem.help("leave it out"));
    }
    match kind {
        "provisioned" => Ok(Alternative::Provisioned),
        "arch" => Ok(Alternative::Arch { duration_ms }),
        "memory" => match inputs.number("other-memory") {
            Some(memory_mb) => {
                let limits = &rules.limits;
                let fits = (limits.memory_min_mb..=limits.memory_max_mb).contains(&memory_mb)
                    && (memory_mb / limits.memory_step_mb).is_integer();
                if fits {
                    return Ok(Alternative::Memory { memory_mb, duration_ms });
                }
                let (least, most) = (limits.memory_min_mb.normalize(), limits.memory_max_mb.normalize());
                let typed = inputs.get("other-memory").map(|it| it.text.clone()).unwrap_or_default();
                Err(InputProblem::new(
                    "other-memory",
                    &typed,
                    format!("must be whole MB from {least} to {most}"),
                ))
            }
            None => Err(InputProblem::new("other-memory", "", "it is missing")
                .help("write it like `--other-memory 1024MB`")),
        },
        _ => fargate(inputs, account, rules).map(Alternative::Fargate),
    }
}

/// Tasks of a size that there is.
fn fargate(inputs: &Inputs, account: &Account, rules: &Rules) -> Result<FargateTasks, InputProblem> {
    let typed = |key: &str| inputs.get(key).map(|it| it.text.clone()).unwrap_or_default();
    let vcpu = inputs.number("vcpu").unwrap_or(Decimal::new(5, 1));
    let memory_gb = inputs.number("task-memory").map_or(Decimal::ONE, |mb| mb / Decimal::from(1024));
    let list =
        |all: &[Decimal]| all.iter().map(|it| it.normalize().to_string()).collect::<Vec<_>>().join(", ");
    let Some(size) = rules.fargate.iter().find(|size| size.vcpu == vcpu) else {
        let sizes: Vec<Decimal> = rules.fargate.iter().map(|size| size.vcpu).collect();
        let problem = InputProblem::new("vcpu", &typed("vcpu"), "Fargate has no tasks of that many vCPUs");
        return Err(problem.help(format!("there are {}", list(&sizes))));
    };
    if !size.memory_gb.contains(&memory_gb) {
        let vcpu = vcpu.normalize();
        let message = format!("a Fargate task of {vcpu} vCPU cannot have {} GB", memory_gb.normalize());
        let problem = InputProblem::new("task-memory", &typed("task-memory"), message);
        return Err(problem.help(format!("it can have {} GB", list(&size.memory_gb))));
    }
    let tasks = inputs.number("tasks").unwrap_or(Decimal::ONE);
    if tasks < Decimal::ONE || !tasks.is_integer() {
        let problem =
            InputProblem::new("tasks", &typed("tasks"), "a whole number of tasks runs, at least one");
        return Err(problem.help("such as --tasks 2"));
    }
    Ok(FargateTasks {
        arch: account.functions.first().map(|function| function.arch).unwrap_or_default(),
        vcpu,
        memory_gb,
        tasks,
    })
}
