//! `coldstart concurrency`: how much runs at once, and what happens when there is not enough.

use super::Common;
use super::calculator_args::{ConcurrencyFlags, InputsOut, refused, rules};
use super::output::{Done, Failure, Out};
use crate::calculator::ConcurrencyInputs;
use crate::concurrency::Plan;
use crate::scenarios;
use crate::text::{quantity, width};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;

/// Arguments of `coldstart concurrency`.
#[derive(Debug, clap::Args)]
#[command(after_help = format!(
    "A rate and a duration are needed; without further flags the account has AWS's default limits:\n  \
     coldstart concurrency --rps 100 --duration 250ms\n\n{}", super::QUANTITIES
))]
pub(super) struct Args {
    #[command(flatten)]
    flags: ConcurrencyFlags,
    /// Print every step of the arithmetic.
    #[arg(long, help_heading = "Output")]
    explain: bool,
    /// Print one JSON document (`coldstart.concurrency/1`).
    #[arg(long, help_heading = "Output")]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    inputs: InputsOut,
    #[serde(flatten)]
    plan: &'a Plan,
    /// What a simulation gives for the figures of the plan that it can put to the test, under their names.
    simulated: BTreeMap<&'static str, f64>,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let inputs =
        ConcurrencyInputs::parse(&args.flags.0, &rules(common)?).map_err(|problems| refused(&problems))?;
    let plan = inputs.plan().map_err(|error| refused(&[inputs.problem(&error)]))?;
    let quotas = scenarios::quotas(&common.course()).map_err(Failure::outside)?;
    let links = scenarios::links(&inputs.to_demand(), &plan, &quotas);
    if args.json {
        let document = Document {
            schema: "coldstart.concurrency/1",
            inputs: InputsOut(inputs.normal()),
            plan: &plan,
            simulated: links.iter().map(|link| (link.key, link.simulated)).collect(),
        };
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    let rows = rows(&plan);
    let widest = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    for (label, value) in rows {
        out.line(format_args!("{label:widest$}  {value}"))?;
    }
    if !links.is_empty() {
        out.line("")?;
        out.line(format_args!("{:widest$}  {:>10}  {:>10}", "", "formula", "simulated"))?;
        for link in &links {
            let (formula, simulated) = link.texts();
            out.line(format_args!("{:widest$}  {formula:>10}  {simulated:>10}", link.label))?;
        }
    }
    out.bullets("Look out", &plan.warnings)?;
    if args.explain {
        let steps = plan.steps.iter();
        let steps: Vec<String> = steps
            .map(|it| format!("{}: {} = {}", it.label.replace('_', " "), it.formula, it.result))
            .collect();
        out.bullets("Steps", &steps)?;
    }
    Ok(0)
}

/// What there is to say, in the order of the contract.
fn rows(plan: &Plan) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    let mut row = |label, value: Option<String>| rows.extend(value.map(|value| (label, value)));
    row("needed on average", plan.required.map(environments));
    row("available", Some(count(plan.available)));
    row("throttled, if evenly spread", plan.throttled_rps.map(|it| format!("{}/s", number(it))));
    row("throttled, if at random", plan.throttled_share.map(share));
    row("request rate cap", Some(format!("{}/s", number(plan.rps_cap))));
    row("account concurrency needed", plan.account_needed.map(environments));
    row(
        "busy at once",
        plan.occupancy.map(|it| {
            format!("at most {} (95%), {} (99%), {} (99.9%)", count(it.p95), count(it.p99), count(it.p999))
        }),
    );
    row("time to scale", plan.time_to_scale_s.map(seconds));
    row(
        "burst",
        plan.burst.map(|it| {
            let first = it.first_throttle_s.map(|at| format!(", the first after {}", seconds(at)));
            let (served, throttled) = (count(it.served), count(it.throttled));
            format!("{served} served, {throttled} throttled{}", first.unwrap_or_default())
        }),
    );
    row("to provision, by the rule", plan.provisioned_recommended.map(count));
    row("to provision, for the promise", plan.provisioned_for_promise.map(count));
    row("to provision, for the target", plan.provisioned_for_target.map(count));
    row("spills over", plan.provisioned_spill_share.map(share));
    row("provisioned utilization", plan.provisioned_utilization.map(share));
    row("provisioned rate cap", plan.provisioned_rps_cap.map(|it| format!("{}/s", number(it))));
    row("time to provision", plan.provisioned_ramp_s.map(seconds));
    row("left unreserved", Some(count(plan.unreserved_left)));
    row("still reservable", Some(count(plan.still_reservable)));
    row("mapping drives", plan.poller_concurrency.map(|it| format!("{} invocations at once", count(it))));
    row("mapping's ramp", plan.poller_ramp_s.map(seconds));
    row("to reserve for the database", plan.db_reserved_concurrency.map(count));
    rows
}

fn environments(value: f64) -> String {
    format!("{} environments", number(value))
}

fn count(value: u64) -> String {
    quantity::grouped(Decimal::from(value))
}

/// At most three decimals, with commas between thousands.
fn number(value: f64) -> String {
    Decimal::try_from(value)
        .map_or_else(|_| value.to_string(), |number| quantity::grouped(number.round_dp(3).normalize()))
}

fn share(value: f64) -> String {
    let percent = value * 100.0;
    if percent > 0.0 && percent < 0.001 { "below 0.001%".to_owned() } else { format!("{}%", number(percent)) }
}

fn seconds(value: f64) -> String {
    let exact = Decimal::try_from(value).ok().and_then(|it| it.checked_mul(Decimal::ONE_THOUSAND));
    exact
        .and_then(quantity::Duration::from_ms)
        .map_or_else(|| format!("{} s", number(value)), quantity::Duration::pretty)
}
