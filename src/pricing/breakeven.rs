//! At how many requests two ways of running the same work cost the same.

use super::bill::{Money, Step};
use super::book::PriceBook;
use super::error::PricingError;
use super::exact::Exact;
use super::meter::{Arch, FigureName, Meter};
use super::meters::bill;
use super::usage::{Account, Limits, not_negative};
use rust_decimal::Decimal;

/// Fargate tasks that run all month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FargateTasks {
    /// Instruction set.
    pub arch: Arch,
    /// vCPUs of each task.
    pub vcpu: Decimal,
    /// Memory of each task, GB.
    pub memory_gb: Decimal,
    /// Number of tasks.
    pub tasks: Decimal,
}

/// What Lambda on demand is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alternative {
    /// Fargate tasks that run all month.
    Fargate(FargateTasks),
    /// The same function on its provisioned concurrency.
    Provisioned,
    /// The same function on the other instruction set, where a request takes `duration_ms`; `None` for as long.
    Arch {
        /// Mean duration there, ms.
        duration_ms: Option<Decimal>,
    },
    /// The same function with other memory.
    Memory {
        /// That memory, MB.
        memory_mb: Decimal,
        /// Mean duration there, ms; `None` for as long.
        duration_ms: Option<Decimal>,
    },
}

impl Alternative {
    /// Whether the two sides meet at a duration of the second one, not at a number of requests.
    pub const fn meets_at_duration(&self) -> bool {
        matches!(self, Self::Arch { .. } | Self::Memory { .. })
    }
}

/// What both sides cost at one number of requests, or at one duration of the second side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakevenPoint {
    /// Requests a month, or milliseconds.
    pub x: Decimal,
    /// Lambda on demand, dollars a month.
    pub a: Exact,
    /// The other way, dollars a month.
    pub b: Exact,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// What it is: `Lambda on demand`, `2 Fargate tasks of 0.5 vCPU and 1 GB`.
    pub label: String,
    /// The month at the requests that were given.
    pub total: Money,
}

/// Two ways of running the same work.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakeven {
    /// Lambda on demand.
    pub a: Side,
    /// The other way.
    pub b: Side,
    /// Requests a month at which both cost the same, to a millionth of a request; `None` where they never do.
    pub requests_per_month: Option<Exact>,
    /// The longest whole duration of the second side at which it costs no more, ms; where durations are what is compared.
    pub duration_ms: Option<Decimal>,
    /// Which side is cheaper at the requests that were given: `a`, `b` or `equal`.
    pub cheaper: &'static str,
    /// Share of the provisioned time that is busy at the break-even point; for provisioned concurrency.
    pub utilization: Option<f64>,
    /// What was assumed, in sentences.
    pub assumptions: Vec<String>,
    /// How it was worked out.
    pub steps: Vec<Step>,
}

/// Compares the first function of `account` with `other`.
pub fn breakeven(
    book: &PriceBook,
    limits: &Limits,
    account: &Account,
    other: &Alternative,
) -> Result<Breakeven, PricingError> {
    match other {
        Alternative::Fargate(tasks) => breakeven_fargate(book, limits, account, tasks),
        Alternative::Provisioned => breakeven_provisioned(book, limits, account),
        Alternative::Arch { .. } | Alternative::Memory { .. } => functions(book, limits, account, other),
    }
}

/// What both sides cost at each of `xs`: requests a month, or durations of the second side where durations are compared.
pub fn breakeven_points(
    book: &PriceBook,
    limits: &Limits,
    account: &Account,
    other: &Alternative,
    xs: &[Decimal],
) -> Result<Vec<BreakevenPoint>, PricingError> {
    let total = |account: &Account| bill(book, limits, account).map(|bill| bill.total.exact);
    let fixed = match other {
        Alternative::Fargate(tasks) => {
            Some(fargate_month(book, &account.region, tasks, account.month_hours)?.0)
        }
        _ => None,
    };
    let mut points = Vec::with_capacity(xs.len());
    for &x in xs {
        let at = |account: &Account| {
            let mut account = account.clone();
            if let Some(function) = account.functions.first_mut() {
                function.requests = x;
            }
            account
        };
        let (a, b) = match (other, fixed) {
            (_, Some(fixed)) => (total(&at(account))?, fixed),
            (Alternative::Provisioned, _) => {
                let (without, with) = on_demand_and_kept(account);
                (total(&at(&without))?, total(&at(&with))?)
            }
            _ => (total(account)?, total(&second(account, other, Some(x)))?),
        };
        points.push(BreakevenPoint { x, a, b });
    }
    Ok(points)
}

/// The account with its first function as `other` has it; `duration_ms` takes the place of the duration there.
fn second(account: &Account, other: &Alternative, duration_ms: Option<Decimal>) -> Account {
    let mut account = account.clone();
    let Some(function) = account.functions.first_mut() else { return account };
    let given = match other {
        Alternative::Arch { duration_ms } => {
            function.arch = match function.arch {
                Arch::X86_64 => Arch::Arm64,
                Arch::Arm64 => Arch::X86_64,
            };
            *duration_ms
        }
        Alternative::Memory { memory_mb, duration_ms } => {
            function.memory_mb = *memory_mb;
            *duration_ms
        }
        Alternative::Fargate(_) | Alternative::Provisioned => None,
    };
    if let Some(duration) = duration_ms.or(given) {
        function.duration_ms = duration;
    }
    account
}

/// Two settings of one function. Both cost more the more requests there are, so that what they can be asked is how much longer the
/// second may take.
fn functions(
    book: &PriceBook,
    limits: &Limits,
    account: &Account,
    other: &Alternative,
) -> Result<Breakeven, PricingError> {
    let there = second(account, other, None);
    let (a, b) = (bill(book, limits, account)?, bill(book, limits, &there)?);
    let longest = u64::try_from(limits.duration_max_ms.floor()).unwrap_or(0);
    let cheaper_at = |ms: u64| {
        let there = second(account, other, Some(ms.into()));
        bill(book, limits, &there).map(|bill| bill.total.exact <= a.total.exact)
    };
    let mut assumptions = a.assumptions.clone();
    let duration_ms = if cheaper_at(longest)? {
        assumptions.push("At no duration does the second setting cost more.".to_owned());
        None
    } else if cheaper_at(1)? {
        let (mut low, mut high) = (1, longest);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if cheaper_at(middle)? { low = middle } else { high = middle }
        }
        Some(Decimal::from(low))
    } else {
        None
    };
    let label = |account: &Account| {
        account.functions.first().map_or_else(String::new, |function| {
            format!("Lambda on {} with {} MB", function.arch, function.memory_mb.normalize())
        })
    };
    Ok(Breakeven {
        cheaper: cheaper(a.total.exact, b.total.exact),
        a: Side { label: label(account), total: a.total },
        b: Side { label: label(&there), total: b.total },
        requests_per_month: None,
        duration_ms,
        utilization: None,
        assumptions,
        steps: a.steps.into_iter().chain(b.steps).collect(),
    })
}

/// The account without provisioned concurrency, and with it and nothing spilled over.
fn on_demand_and_kept(account: &Account) -> (Account, Account) {
    let (mut on_demand, mut kept) = (account.clone(), account.clone());
    if let (Some(without), Some(with)) = (on_demand.functions.first_mut(), kept.functions.first_mut()) {
        without.provisioned = None;
        with.cold = None;
        if let Some(it) = &mut with.provisioned {
            it.spillover = Decimal::ZERO;
        }
    }
    (on_demand, kept)
}

/// What `tasks` cost in a month of `hours`.
pub fn fargate_month(
    book: &PriceBook,
    region: &str,
    tasks: &FargateTasks,
    hours: Decimal,
) -> Result<(Exact, Vec<Step>), PricingError> {
    for (field, value) in [("vcpu", tasks.vcpu), ("task-memory", tasks.memory_gb), ("tasks", tasks.tasks)] {
        not_negative(field, value)?;
    }
    book.region(region)?;
    let cpu = book.price(Meter::FargateVcpu, region, Some(tasks.arch))?;
    let memory = book.price(Meter::FargateMemory, region, Some(tasks.arch))?;
    let (vcpu, gb) = (Exact::from(tasks.vcpu), Exact::from(tasks.memory_gb));
    let hourly = vcpu.times(cpu.rate.into())?.plus(gb.times(memory.rate.into())?)?;
    let month = hourly.times(hours.into())?.times(tasks.tasks.into())?;
    let facts: Vec<String> = [cpu, memory].iter().filter_map(|row| row.origin.fact.clone()).collect();
    let steps = vec![
        Step {
            label: "one task for an hour".to_owned(),
            formula: format!(
                "{vcpu} vCPU × ${} + {gb} GB × ${}",
                cpu.rate.normalize(),
                memory.rate.normalize()
            ),
            value: hourly,
            unit: "USD per hour",
            facts,
        },
        Step {
            label: "all tasks for the month".to_owned(),
            formula: format!("${hourly} × {} h × {}", hours.normalize(), tasks.tasks.normalize()),
            value: month,
            unit: "USD",
            facts: Vec::new(),
        },
    ];
    Ok((month, steps))
}

/// Compares the first function of `account` with Fargate tasks that run all month, busy or not.
pub fn breakeven_fargate(
    book: &PriceBook,
    limits: &Limits,
    account: &Account,
    tasks: &FargateTasks,
) -> Result<Breakeven, PricingError> {
    let (fixed, mut steps) = fargate_month(book, &account.region, tasks, account.month_hours)?;
    let lambda = bill(book, limits, account)?;
    steps.extend(lambda.steps.iter().cloned());
    let crossing = crossing(|requests| {
        let total = bill(book, limits, &with_requests(account, requests))?.total.exact;
        Ok(total.minus(fixed)?)
    })?;
    let (vcpu, gb) = (tasks.vcpu.normalize(), tasks.memory_gb.normalize());
    let count = tasks.tasks.normalize();
    let plural = if count == Decimal::ONE { "task" } else { "tasks" };
    let label = format!("{count} Fargate {plural} of {vcpu} vCPU and {gb} GB");
    Ok(Breakeven {
        cheaper: cheaper(lambda.total.exact, fixed),
        a: Side { label: "Lambda".to_owned(), total: lambda.total },
        b: Side { label, total: Money::exactly(fixed) },
        requests_per_month: crossing,
        duration_ms: None,
        utilization: None,
        assumptions: lambda
            .assumptions
            .into_iter()
            .chain([
                "The tasks run all month and are assumed to carry the load at every number of requests."
                    .to_owned(),
                "Fargate storage within what is included; load balancers and transfer are left out."
                    .to_owned(),
            ])
            .collect(),
        steps,
    })
}

/// Compares the first function of `account` on demand with the same function on its provisioned concurrency, which must be
/// given. Nothing spills over.
pub fn breakeven_provisioned(
    book: &PriceBook,
    limits: &Limits,
    account: &Account,
) -> Result<Breakeven, PricingError> {
    let (on_demand, kept) = on_demand_and_kept(account);
    let provisioned = kept
        .functions
        .first()
        .and_then(|with| with.provisioned.map(|it| (it, it.duration_ms.unwrap_or(with.duration_ms))));
    let Some((provisioned, duration_ms)) = provisioned else {
        let message = "give the number of environments to compare with";
        return Err(PricingError::input("provisioned", "(none)", message));
    };
    let (a, b) = (bill(book, limits, &on_demand)?, bill(book, limits, &kept)?);
    let crossing = crossing(|requests| {
        let without = bill(book, limits, &with_requests(&on_demand, requests))?.total.exact;
        Ok(without.minus(bill(book, limits, &with_requests(&kept, requests))?.total.exact)?)
    })?;
    let hours = provisioned.hours.unwrap_or(account.month_hours);
    let capacity_ms =
        Exact::from(provisioned.environments).times(Exact::from(hours))?.times(Exact::from(3_600_000_u32))?;
    let step = Exact::from(book.figure(FigureName::DurationStepMs)?.value);
    let billed_ms = Exact::from(duration_ms).over(step, 30)?.value.ceil().times(step)?;
    let utilization = crossing
        .filter(|_| !capacity_ms.is_zero())
        .map(|requests| requests.to_f64() * billed_ms.to_f64() / capacity_ms.to_f64());
    let mut assumptions: Vec<String> = a.assumptions.clone();
    assumptions.push("Every request finds a provisioned environment free: nothing spills over.".to_owned());
    if utilization.is_some_and(|share| share > 1.0) {
        assumptions.push(
            "The break-even point lies above what the environments can serve: provisioned concurrency never pays here."
                .to_owned(),
        );
    }
    Ok(Breakeven {
        cheaper: cheaper(a.total.exact, b.total.exact),
        a: Side { label: "Lambda on demand".to_owned(), total: a.total },
        b: Side {
            label: format!("Lambda with {} provisioned environments", provisioned.environments.normalize()),
            total: b.total,
        },
        requests_per_month: crossing,
        duration_ms: None,
        utilization,
        assumptions,
        steps: a.steps.into_iter().chain(b.steps).collect(),
    })
}

/// The utilization from which provisioned concurrency is cheaper than on-demand duration of the first tier: the price of
/// keeping, over what running becomes cheaper by.
pub fn breakeven_utilization(book: &PriceBook, region: &str, arch: Arch) -> Result<Exact, PricingError> {
    book.region(region)?;
    let rate = |meter| book.price(meter, region, Some(arch)).map(|row| Exact::from(row.rate));
    let spared = rate(Meter::Duration)?.minus(rate(Meter::ProvisionedDuration)?)?;
    Ok(rate(Meter::Provisioned)?.over(spared, 12)?.value)
}

fn cheaper(a: Exact, b: Exact) -> &'static str {
    match a.cmp(&b) {
        std::cmp::Ordering::Less => "a",
        std::cmp::Ordering::Greater => "b",
        std::cmp::Ordering::Equal => "equal",
    }
}

fn with_requests(account: &Account, requests: u64) -> Account {
    let mut account = account.clone();
    if let Some(function) = account.functions.first_mut() {
        function.requests = requests.into();
    }
    account
}

/// More requests than any account has.
const CEILING: u64 = 1 << 50;

/// Where `difference`, which grows with the requests, becomes zero. It is a chain of straight pieces that bend at tier
/// borders: bisection finds the two whole numbers around the crossing, and between them the line is straight.
fn crossing(
    mut difference: impl FnMut(u64) -> Result<Exact, PricingError>,
) -> Result<Option<Exact>, PricingError> {
    let start = difference(0)?;
    if start.is_zero() {
        return Ok(Some(Exact::ZERO));
    }
    if !start.is_negative() {
        return Ok(None);
    }
    let mut high = 1_u64;
    while difference(high)?.is_negative() {
        if high >= CEILING {
            return Ok(None);
        }
        high *= 2;
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if difference(middle)?.is_negative() { low = middle } else { high = middle }
    }
    let (below, above) = (difference(low)?, difference(high)?);
    let part = (-below).over(above.minus(below)?, 6)?.value;
    Ok(Some(Exact::from(u128::from(low)).plus(part)?))
}
