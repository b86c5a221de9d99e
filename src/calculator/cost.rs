//! From texts to an account's month, and to its bill.

use super::field::{Calculator, field};
use super::inputs::{InputProblem, Inputs, NormalValue};
use super::read::Value;
use super::rules::Rules;
use crate::pricing::{
    Account, Arch, Bill, Cold, Compute, Durable, Exact, FrontDoor, Function, PollerSource, Pollers,
    PriceBook, PricingError, Provisioned, SnapStart, Streaming, bill,
};
use crate::text::quantity::{Rate, grouped};
use crate::text::shell_quoted;
use rust_decimal::Decimal;

/// What is to be priced, as it was written and as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct CostInputs {
    /// The account's inputs and, where there is one function, that function's.
    common: Inputs,
    /// Name and inputs of each function.
    functions: Vec<(String, Inputs)>,
    account: Account,
    notes: Vec<String>,
}

impl CostInputs {
    /// Reads the inputs of one function and its account: keys of [`super::COST_FIELDS`] and texts as people write them. What is
    /// not set must be left out; an empty text is a problem, except for a flag. Gives every problem.
    pub fn parse<K: AsRef<str>, T: AsRef<str>>(pairs: &[(K, T)]) -> Result<Self, Vec<InputProblem>> {
        let inputs = Inputs::parse(Calculator::Cost, pairs)?;
        Self::new(inputs.clone(), vec![(String::new(), inputs)])
    }

    /// Reads several functions of one account. `common` holds the account's inputs and what is the same for all functions;
    /// what a function gives itself takes the place of that.
    pub fn parse_several<K: AsRef<str>, T: AsRef<str>>(
        common: &[(K, T)],
        functions: &[(String, Vec<(String, String)>)],
    ) -> Result<Self, Vec<InputProblem>> {
        let mut problems = Vec::new();
        let mut read = Vec::new();
        let known = |key: &str| field(Calculator::Cost, &key.trim().replace('_', "-"));
        for (at, (name, own)) in functions.iter().enumerate() {
            let place = |problem: InputProblem| InputProblem { function: Some(name.clone()), ..problem };
            if functions.iter().take(at).any(|(other, _)| other == name) {
                problems.push(place(InputProblem::new("function", name, "another function has this name")));
            }
            for (key, text) in own.iter().filter(|(key, _)| known(key).is_some_and(|field| field.account)) {
                let problem = InputProblem::new(key, text, "it holds for the whole account");
                problems.push(place(problem.help("give it once, beside the functions")));
            }
            let own_keys: Vec<&str> = own.iter().filter_map(|(key, _)| known(key)).map(|it| it.key).collect();
            let replaced = |key: &str| {
                known(key).is_some_and(|field| {
                    own_keys.contains(&field.key)
                        || field.excludes.iter().any(|other| own_keys.contains(other))
                })
            };
            let mut pairs: Vec<(&str, &str)> = common
                .iter()
                .map(|(key, text)| (key.as_ref(), text.as_ref()))
                .filter(|(key, _)| !replaced(key))
                .collect();
            pairs.extend(own.iter().map(|(key, text)| (key.as_str(), text.as_str())));
            match Inputs::parse(Calculator::Cost, &pairs) {
                Ok(inputs) => read.push((name.clone(), inputs)),
                Err(found) => problems.extend(found.into_iter().map(place)),
            }
        }
        if functions.is_empty() {
            problems.push(InputProblem::new("function", "", "there is nothing to price"));
        }
        // The same mistake in what is common would be told once for each function.
        let of_common = |problem: &InputProblem| {
            common.iter().any(|(key, text)| {
                key.as_ref().replace('_', "-") == problem.key && text.as_ref() == problem.typed
            })
        };
        let mut told: Vec<InputProblem> = Vec::new();
        for problem in problems {
            let problem =
                if of_common(&problem) { InputProblem { function: None, ..problem } } else { problem };
            if !told.contains(&problem) {
                told.push(problem);
            }
        }
        match read.first() {
            Some((_, first)) if told.is_empty() => Self::new(first.clone(), read),
            _ => Err(told),
        }
    }

    fn new(common: Inputs, functions: Vec<(String, Inputs)>) -> Result<Self, Vec<InputProblem>> {
        let mut notes = Vec::new();
        let hours = match (common.number("days"), common.number("hours-per-month")) {
            (Some(days), _) => days.checked_mul(Decimal::from(24)),
            (None, hours) => Some(hours.unwrap_or(MONTH_HOURS)),
        };
        let too_large = |key: &str| {
            let typed = common.get(key).map(|it| it.text.as_str()).unwrap_or_default();
            vec![InputProblem::new(key, typed, "it is beyond the range of exact numbers")]
        };
        let hours = hours.ok_or_else(|| too_large("days"))?;
        let mut account = Account::new(common.word("region").unwrap_or(HOME), hours, Vec::new());
        account.free_tier = common.flag("free-tier");
        account.free_streaming = common.flag("free-streaming");
        account.savings_plan = common.get("savings-plan").and_then(|it| match it.value {
            Value::Plan(plan) => Some(plan),
            _ => None,
        });
        for (name, inputs) in &functions {
            let requests = match inputs.get("rps").map(|it| &it.value) {
                Some(Value::Rate(rate)) => {
                    let (requests, exact) = in_a_month(*rate, hours).ok_or_else(|| too_large("rps"))?;
                    let rounded = if exact { "" } else { ", rounded to twelve decimals" };
                    let (rate, requests_shown) = (rate.pretty(), grouped(requests));
                    let whose = if name.is_empty() { String::new() } else { format!("{name}: ") };
                    notes.push(format!("{whose}{rate} is {requests_shown} requests a month{rounded}."));
                    requests
                }
                _ => inputs.number("requests").unwrap_or_default(),
            };
            account.functions.push(function(name, inputs, requests));
        }
        Ok(Self { common, functions, account, notes })
    }

    /// What is priced.
    pub fn to_account(&self) -> Account {
        self.account.clone()
    }

    /// Sentences about how inputs were understood; [`Self::bill`] puts them before the bill's assumptions.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The priced month.
    pub fn bill(&self, book: &PriceBook, rules: &Rules) -> Result<Bill, PricingError> {
        let mut bill = bill(book, &rules.limits, &self.account)?;
        bill.assumptions.splice(0..0, self.notes.iter().cloned());
        Ok(bill)
    }

    /// An error of the engine as a problem of the input that it is about.
    pub fn problem(&self, error: &PricingError, book: &PriceBook, rules: &Rules) -> InputProblem {
        let (key, message) = match error {
            PricingError::Input { field, value, message } => (*field, format!("{value} {message}")),
            PricingError::UnknownRegion { .. } => ("region", error.to_string()),
            _ => ("", error.to_string()),
        };
        let key = if key == "hours-per-month" && self.common.get("days").is_some() { "days" } else { key };
        let culprit = self.functions.iter().zip(&self.account.functions).find(|(_, function)| {
            let alone = Account { functions: vec![(*function).clone()], ..self.account.clone() };
            bill(book, &rules.limits, &alone).is_err()
        });
        let inputs = culprit.map_or(&self.common, |((_, inputs), _)| inputs);
        let typed = inputs.get(key).map(|it| it.text.clone()).unwrap_or_default();
        let message = match error {
            PricingError::Input { message, value, .. } if typed.is_empty() && !value.starts_with('(') => {
                format!("{value}: {message}")
            }
            PricingError::Input { message, .. } => message.clone(),
            _ => message,
        };
        let account = field(Calculator::Cost, key).is_some_and(|field| field.account);
        let function = culprit.map(|((name, _), _)| name.clone());
        InputProblem {
            function: function.filter(|name| !name.is_empty() && !account),
            ..InputProblem::new(key, &typed, message)
        }
    }

    /// What was understood of an input: `3,000,000 requests`; `None` where it was not given. Of several functions the first.
    pub fn understood(&self, key: &str) -> Option<String> {
        self.common.understood(key)
    }

    /// The command that gives the same bill, ready for a shell. What is the standard is left out.
    pub fn command(&self) -> String {
        match self.functions.as_slice() {
            [(name, only)] if name.is_empty() => format!("coldstart cost{}", only.flags(None)),
            several => {
                let mut command = "coldstart cost".to_owned();
                for it in self.common.non_standard(None).filter(|it| it.field.account) {
                    command.push_str(" --");
                    command.push_str(it.field.key);
                    if it.value != Value::Flag(true) {
                        command.push(' ');
                        command.push_str(&shell_quoted(&it.text));
                    }
                }
                for (name, inputs) in several {
                    let own: Vec<String> = inputs
                        .non_standard(None)
                        .filter(|it| !it.field.account)
                        .map(|it| match it.value {
                            Value::Flag(_) => it.field.key.to_owned(),
                            _ => format!("{}={}", it.field.key, it.text),
                        })
                        .collect();
                    let function = shell_quoted(&format!("{name}:{}", own.join(",")));
                    command.push_str(" --function ");
                    command.push_str(&function);
                }
                command
            }
        }
    }

    /// Every input of the account with its JSON key and its value; with one function, that function's as well.
    pub fn normal(&self) -> Vec<(String, NormalValue)> {
        let several = !self.is_single();
        let mut all: Vec<_> = self
            .common
            .normal()
            .filter(|(key, _)| !several || of_account(key))
            .filter(|(key, _)| !is_standard(key))
            .collect();
        all.push(("region".to_owned(), NormalValue::Text(self.account.region.clone())));
        all.push(("hours_per_month".to_owned(), NormalValue::Number(self.account.month_hours)));
        all.push(("free_tier".to_owned(), NormalValue::Flag(self.account.free_tier)));
        if let (false, Some(function)) = (several, self.account.functions.first()) {
            all.push(("arch".to_owned(), NormalValue::Text(function.arch.to_string())));
        }
        all
    }

    /// Name and inputs of every function, where there are several.
    pub fn normal_functions(&self) -> Vec<(String, Vec<(String, NormalValue)>)> {
        if self.is_single() {
            return Vec::new();
        }
        self.functions
            .iter()
            .zip(&self.account.functions)
            .map(|((name, inputs), function)| {
                let mut own: Vec<_> =
                    inputs.normal().filter(|(key, _)| !of_account(key) && !is_standard(key)).collect();
                own.push(("arch".to_owned(), NormalValue::Text(function.arch.to_string())));
                (name.clone(), own)
            })
            .collect()
    }

    fn is_single(&self) -> bool {
        matches!(self.functions.as_slice(), [(name, _)] if name.is_empty())
    }
}

/// Keys that are always told, given or not.
fn is_standard(key: &str) -> bool {
    ["region", "hours_per_month", "free_tier", "arch"].contains(&key)
}

fn of_account(key: &str) -> bool {
    field(Calculator::Cost, &key.replace('_', "-")).is_some_and(|field| field.account)
}

/// The Region that prices are taken from where none is given.
const HOME: &str = "us-east-1";
/// Hours of an average month, as AWS's calculator counts.
const MONTH_HOURS: Decimal = Decimal::from_parts(730, 0, 0, false, 0);

/// Requests of a month at `rate`, and whether they are exact.
fn in_a_month(rate: Rate, hours: Decimal) -> Option<(Decimal, bool)> {
    let seconds = hours.checked_mul(Decimal::from(3600))?;
    let product = rate.amount().checked_mul(seconds)?;
    let quotient = Exact::from(product).over(Decimal::from(rate.seconds()).into(), 28).ok()?;
    let exact = quotient.value.to_decimal().filter(|_| quotient.exact);
    match exact {
        Some(requests) => Some((requests.normalize(), true)),
        None => Some((quotient.value.rounded(12).to_decimal()?.normalize(), false)),
    }
}

fn function(name: &str, inputs: &Inputs, requests: Decimal) -> Function {
    let number = |key| inputs.number(key);
    let compute = match number("instance-hours") {
        Some(hours) => Compute::ManagedInstances {
            hours,
            on_demand_hourly: number("instance-price").unwrap_or_default(),
            paid_hourly: number("instance-paid"),
        },
        None if inputs.flag("edge") => Compute::Edge,
        None => Compute::Lambda,
    };
    let snapstart = [number("snapstart-cache-hours"), number("snapstart-restores")];
    let durable = [number("durable-operations"), number("durable-written"), number("durable-stored")];
    Function {
        name: name.to_owned(),
        compute,
        arch: inputs.word("arch").and_then(Arch::from_name).unwrap_or_default(),
        ephemeral_mb: number("ephemeral"),
        cold: number("cold-share").zip(number("init")).map(|(share, init_ms)| Cold { share, init_ms }),
        provisioned: number("provisioned").map(|environments| Provisioned {
            environments,
            hours: number("provisioned-hours"),
            spillover: number("spillover").unwrap_or_default(),
            duration_ms: number("provisioned-duration"),
        }),
        event_kb: number("event-size"),
        snapstart: snapstart.iter().any(Option::is_some).then(|| SnapStart {
            cache_hours: snapstart[0].unwrap_or_default(),
            restores: snapstart[1].unwrap_or_default(),
        }),
        streaming: match (number("response-size"), number("streamed-billable")) {
            (Some(size_mb), _) => {
                let share = number("streamed-share").unwrap_or(Decimal::ONE);
                Some(Streaming::Responses { size_mb, share })
            }
            (None, volume) => volume.map(Streaming::BillableGb),
        },
        durable: durable.iter().any(Option::is_some).then(|| Durable {
            operations: durable[0].unwrap_or_default(),
            written_gb: durable[1].unwrap_or_default(),
            stored_gb_months: durable[2].unwrap_or_default(),
        }),
        tenant_environments: number("tenant-environments"),
        pollers: number("poller-hours").map(|unit_hours| Pollers {
            source: match inputs.word("poller-source") {
                Some("kafka") => PollerSource::Kafka,
                _ => PollerSource::Sqs,
            },
            unit_hours,
        }),
        log_gb: number("logs"),
        front_door: inputs.word("front-door").map(|door| match door {
            "rest-api" => FrontDoor::RestApi,
            "http-api" => FrontDoor::HttpApi { payload_kb: number("payload") },
            _ => FrontDoor::FunctionUrl,
        }),
        ..Function::new(
            requests,
            number("duration").unwrap_or_default(),
            number("memory").unwrap_or_default(),
        )
    }
}
