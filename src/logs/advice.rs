//! What a log advises: each piece with its reason, and with what it saves by the pricing engine.

use super::cost::{LogCost, Pricing};
use super::figures::{Figures, Size};
use super::record::NS_PER_MS;
use crate::pricing::{Arch, Exact, PricingError};
use crate::text::quantity::{Duration, grouped};
use rust_decimal::Decimal;

/// Reports below this say too little about the rest.
const ENOUGH: u64 = 10;
/// Memory that is kept above the most that was in use, in per cent of that.
const HEADROOM: u32 = 25;
/// From this share of its memory on, in per cent, a function is near its limit.
const TIGHT: u32 = 90;
/// Steps of memory that are advised, in MB.
const STEP: u32 = 64;
/// How far a time-out is kept above the slowest per mille, as a factor.
const MARGIN: u64 = 3;
/// From this share of cold starts on they are spoken of, in per mille.
const MANY_COLD: u64 = 5;

/// A piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What it is about, for programs: `memory`, `arm64`, `timeout`, `cold_starts`, `restores`, `init_billing`, `errors`.
    pub about: &'static str,
    /// What to do, in a sentence.
    pub text: String,
    /// Why, with the figures.
    pub reason: String,
    /// What it saves over the span of the log, in dollars; negative where it costs. `None` where it is not about money.
    pub saving: Option<Exact>,
    /// Whether the saving is the most there can be.
    pub at_most: bool,
}

/// Everything that the figures advise, what saves most first.
///
/// # Errors
/// Where the book lacks a price.
pub fn advice(figures: &Figures, cost: &LogCost, pricing: &Pricing<'_>) -> Result<Vec<Advice>, PricingError> {
    let mut all = Vec::new();
    let comparable = figures.measured(pricing.limits).len() > 1;
    for (mb, size) in &figures.sizes {
        all.extend(memory(*mb, size, figures.sizes.len() > 1, comparable, pricing)?);
    }
    all.extend(arm64(figures, cost, pricing)?);
    all.extend(time_limit(figures, cost, pricing)?);
    all.extend(cold_starts(figures, cost));
    all.extend(restores(figures, cost, pricing));
    all.extend(init_billing(figures, cost)?);
    all.sort_by(|one, other| {
        let worth = |it: &Advice| it.saving.map_or(0.0, Exact::to_f64);
        worth(other).total_cmp(&worth(one))
    });
    Ok(all)
}

fn memory(
    mb: u32,
    size: &Size,
    several: bool,
    comparable: bool,
    pricing: &Pricing<'_>,
) -> Result<Option<Advice>, PricingError> {
    let (Some(max), Some(p99)) = (size.used.max(), size.used.quantile(990)) else { return Ok(None) };
    if size.reports < ENOUGH || !pricing.sells(mb) {
        return Ok(None);
    }
    let functions = if several { format!("Functions of {mb} MB") } else { "The function".to_owned() };
    let mostly =
        if p99 < max { format!(", and at most {p99} MB in 99 % of the invocations") } else { String::new() };
    let used = format!("{functions} used at most {max} MB of {mb} MB{mostly}");
    if u64::from(max) * 100 >= u64::from(mb) * u64::from(TIGHT) {
        return Ok(Some(Advice {
            about: "memory",
            text: format!("Give more memory than {mb} MB, or find out what fills it."),
            reason: format!("{used}: at the limit an invocation ends with Runtime.OutOfMemory."),
            saving: None,
            at_most: false,
        }));
    }
    let least = u32::try_from(i64::try_from(pricing.limits.memory_min_mb).unwrap_or(128)).unwrap_or(128);
    let wanted = (max + max * HEADROOM / 100).div_ceil(STEP).saturating_mul(STEP).max(least);
    // A step is not worth a change.
    if wanted + STEP >= mb {
        return Ok(None);
    }
    let how = if comparable {
        "`coldstart memory --logs` fits a curve to the sizes of this log."
    } else {
        "Measure it, and give both times to `coldstart memory`."
    };
    let price = |mb| {
        let function = Pricing::function(mb, pricing.arch, size.reports, size.billed_ms);
        pricing.price(vec![function]).map(|bill| bill.total.exact)
    };
    Ok(Some(Advice {
        about: "memory",
        text: format!("Try {wanted} MB instead of {mb} MB."),
        reason: format!(
            "{used}. Less memory is less CPU: what waits for others takes as long and saves this much; what computes takes \
             longer and saves nothing. {how}"
        ),
        saving: Some(price(mb)?.minus(price(wanted)?)?),
        at_most: true,
    }))
}

fn arm64(figures: &Figures, cost: &LogCost, pricing: &Pricing<'_>) -> Result<Option<Advice>, PricingError> {
    if pricing.arch == Arch::Arm64 || figures.reports == 0 || cost.total.exact.is_zero() {
        return Ok(None);
    }
    // A Region may have no price for it.
    let Ok(on_arm) = pricing.bill(figures, Arch::Arm64, &|size| size.billed_ms) else { return Ok(None) };
    let saving = cost.total.exact.minus(on_arm.total.exact)?;
    if saving.is_negative() || saving.is_zero() {
        return Ok(None);
    }
    let share = saving.to_f64() / cost.total.exact.to_f64() * 100.0;
    Ok(Some(Advice {
        about: "arm64",
        text: "Run on arm64, if the code and its libraries do.".to_owned(),
        reason: format!(
            "The same milliseconds cost {share:.1} % less there. Whether it takes as many is to be measured. Lines do not \
             say the architecture; the prices taken are those of x86_64."
        ),
        saving: Some(saving),
        at_most: false,
    }))
}

fn time_limit(
    figures: &Figures,
    cost: &LogCost,
    pricing: &Pricing<'_>,
) -> Result<Option<Advice>, PricingError> {
    let Some(limit) = figures.time_limit_ns else { return Ok(None) };
    let [slow] = figures.completed.quantiles([999]);
    let timeouts = grouped(Decimal::from(figures.timeouts));
    let many = if figures.timeouts == 1 { "invocation was" } else { "invocations were" };
    let spent = |kept: u64| -> Result<Exact, PricingError> {
        // Each of them would end at the new limit: its time shrinks in proportion.
        let bill = pricing.bill(figures, pricing.arch, &|size| {
            let cut = u128::from(size.timed_out_ms) * u128::from(limit - kept) / u128::from(limit.max(1));
            size.billed_ms.saturating_sub(u64::try_from(cut).unwrap_or(0))
        })?;
        Ok(cost.total.exact.minus(bill.total.exact)?)
    };
    let ended = format!("{timeouts} {many} ended at the time limit of {}", time(limit));
    let Some(slow) = slow.filter(|_| figures.completed.count() >= ENOUGH) else {
        return Ok(Some(Advice {
            about: "timeout",
            text: "Find out what the invocations wait for that reach the time limit.".to_owned(),
            reason: format!("{ended}. Their time is billed, and no answer comes of it."),
            saving: Some(spent(0)?),
            at_most: true,
        }));
    };
    let second = 1_000 * NS_PER_MS;
    let wanted = slow.saturating_mul(MARGIN).div_ceil(second).max(1) * second;
    let others = format!("99.9 % of the others were done in {}", time(slow));
    if wanted < limit {
        return Ok(Some(Advice {
            about: "timeout",
            text: format!("Lower the time-out to {}, and find out what hangs.", time(wanted)),
            reason: format!("{ended}, while {others}. What hangs is billed until it is ended."),
            saving: Some(spent(wanted)?),
            at_most: false,
        }));
    }
    let longest = Decimal::from(limit / NS_PER_MS) >= pricing.limits.duration_max_ms;
    let text = if longest {
        format!(
            "Split the work into steps, or move it elsewhere: no time-out is longer than {}.",
            time(limit)
        )
    } else {
        format!("Raise the time-out above {}, or make the slowest invocations faster.", time(limit))
    };
    Ok(Some(Advice {
        about: "timeout",
        text,
        reason: format!(
            "{ended}, and {others}: the limit is close to what the work takes. Their time is billed for nothing."
        ),
        saving: Some(spent(0)?),
        at_most: true,
    }))
}

fn cold_starts(figures: &Figures, cost: &LogCost) -> Option<Advice> {
    let inits = figures.inits.count();
    if figures.reports < ENOUGH || inits * 1000 < figures.reports * MANY_COLD {
        return None;
    }
    let [median, slow] = figures.inits.quantiles([500, 990]);
    let (median, slow) = (median?, slow?);
    let share = as_f64(inits) / as_f64(figures.reports) * 100.0;
    Some(Advice {
        about: "cold_starts",
        text: "Shorten INIT: load less, load it later, or start from a snapshot (SnapStart).".to_owned(),
        reason: format!(
            "{share:.1} % of the invocations waited for INIT: {} at the median, {} for the slowest 1 %. The saving is what \
             INIT was billed; the callers' time is not in it.",
            time(median),
            time(slow)
        ),
        saving: (!cost.init.is_zero()).then_some(cost.init),
        at_most: true,
    })
}

fn restores(figures: &Figures, cost: &LogCost, pricing: &Pricing<'_>) -> Option<Advice> {
    if figures.restores == 0 {
        return None;
    }
    let [median, slow] = figures.restore_times.quantiles([500, 990]);
    let (median, slow) = (median?, slow?);
    let named = |names: &[&str]| {
        figures.runtimes.iter().any(|runtime| names.iter().any(|name| runtime.starts_with(name)))
    };
    // Not every Region has a price for it in the book.
    let worth =
        pricing.restores(figures).map_or_else(|_| String::new(), |it| format!(": ${} here", amount(it)));
    let extra = if named(&["java"]) {
        String::new()
    } else if named(&["python", "dotnet"]) {
        format!(" The runtime pays for each restore besides, which is not in the cost{worth}.")
    } else {
        format!(" Python and .NET pay for each restore besides{worth}, if this is one of them.")
    };
    Some(Advice {
        about: "restores",
        text: "Keep the hooks that run after a restore short.".to_owned(),
        reason: format!(
            "{} environments were restored from a snapshot: {} at the median, {} for the slowest 1 %. The saving is their \
             billed part, which is loading and hooks; it is in the billed duration already.{extra}",
            grouped(Decimal::from(figures.restores)),
            time(median),
            time(slow)
        ),
        saving: (!cost.restore.is_zero()).then_some(cost.restore),
        at_most: true,
    })
}

fn init_billing(figures: &Figures, cost: &LogCost) -> Result<Option<Advice>, PricingError> {
    if figures.init_billing.free == 0 {
        return Ok(None);
    }
    Ok(Some(Advice {
        about: "init_billing",
        text: "Count on more for the same invocations today: INIT is billed.".to_owned(),
        reason: format!(
            "In {} lines the billed duration is without INIT, as it was for zip packages on managed runtimes before INIT was \
             billed for all.",
            grouped(Decimal::from(figures.init_billing.free))
        ),
        saving: Some(cost.total.exact.minus(cost.with_init.exact)?),
        at_most: false,
    }))
}

/// Dollars for people: whole cents from a dollar on, else six decimals.
pub fn amount(dollars: Exact) -> String {
    if dollars.to_f64().abs() < 1.0 { dollars.fixed(6) } else { dollars.fixed(2) }
}

/// A time with at most four digits that matter.
fn time(ns: u64) -> String {
    Duration::from_nanoseconds(ns).brief()
}

#[expect(clippy::cast_precision_loss, reason = "a share for people")]
fn as_f64(count: u64) -> f64 {
    count as f64
}
