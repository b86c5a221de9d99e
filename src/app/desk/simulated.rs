//! The formulas of the concurrency calculator beside a simulation of the same case, so that the reader sees where a formula
//! stops being true.

use super::Tools;
use super::figures::entry;
use crate::app::sheet::{Row, Tone};
use crate::calculator::ConcurrencyInputs;
use crate::concurrency::{Demand, Plan};
use crate::scenarios::{Link, links};
use crate::simulation::{Figures, Scenario, simulate};
use crate::text::lines;
use rust_decimal::Decimal;

/// Requests that are simulated: enough for the figures to settle, few enough for every key press.
const REQUESTS: u32 = 200_000;
/// Memory that the simulation may take, bytes.
const MEMORY: u64 = 256 << 20;

/// What simulations of a plan give.
#[derive(Debug)]
pub(super) struct Simulated {
    load: Load,
    /// What polls for the function, and what stands behind it.
    links: Vec<Link>,
}

/// What the simulation of a plan's load gives.
#[derive(Debug)]
enum Load {
    /// Its figures.
    Figures(Box<Figures>),
    /// Why there are none.
    Nothing(String),
}

/// Simulates a plan: its load, with random arrivals, exponential durations and the same limit, and its source and its database.
pub(super) fn run(inputs: &ConcurrencyInputs, plan: &Plan, tools: &Tools) -> Simulated {
    let demand = inputs.to_demand();
    Simulated { load: load(&demand, plan, tools), links: links(&demand, plan, &tools.simulation) }
}

fn load(demand: &Demand, plan: &Plan, tools: &Tools) -> Load {
    let (Some(rps), Some(duration)) = (demand.rps, demand.duration_s) else {
        return Load::Nothing("Fill in Request rate and Duration to simulate the load.".to_owned());
    };
    let text = scenario(demand, rps, duration, plan.available);
    match Scenario::parse("load.toml", &text, &tools.simulation, MEMORY) {
        Ok(scenario) => Load::Figures(Box::new(simulate(&scenario, 1, &mut ()))),
        Err(errors) => Load::Nothing(errors.first().map(ToString::to_string).unwrap_or_default()),
    }
}

/// The load as a scenario file.
fn scenario(demand: &Demand, rps: Decimal, duration: Decimal, available: u64) -> String {
    let init = if demand.cold_share.is_zero() { Decimal::ZERO } else { demand.init_s };
    let init = if init.is_zero() { String::new() } else { format!("init = \"{init}s\"\n") };
    format!(
        "requests = {REQUESTS}\n[account]\nconcurrency = {available}\nscaling_rate = 0\nrequest_rate_cap = false\n\
         [[function]]\nname = \"load\"\n{init}duration.warm = {{ exponential = {{ mean = \"{duration}s\" }} }}\n\
         [[function.source]]\ninvocation = \"sync\"\narrivals = {{ poisson = {{ rate = {rps} }} }}\n"
    )
}

/// The rows of the comparison.
pub(super) fn rows(simulated: &Simulated, plan: &Plan, columns: usize) -> Vec<Row> {
    let title = || Row::of(format!("{:26}  {:>12}  {:>12}", "", "formula", "simulated"), Tone::Title);
    let pair = |label: &str, formula: &str, simulated: &str| {
        entry(label, &format!("{formula:>12}  {simulated:>12}"), 26)
    };
    let mut rows = match &simulated.load {
        Load::Figures(figures) => load_rows(figures, plan, columns, title(), &pair),
        Load::Nothing(_) if !simulated.links.is_empty() => Vec::new(),
        Load::Nothing(why) => {
            lines(why, columns).into_iter().map(|line| Row::of(line, Tone::Muted)).collect()
        }
    };
    if !simulated.links.is_empty() {
        if !rows.is_empty() {
            rows.push(Row::blank());
        }
        rows.push(title());
        rows.extend(simulated.links.iter().map(|link| {
            let (formula, simulated) = link.texts();
            pair(link.label, &formula, &simulated)
        }));
        rows.push(Row::blank());
        let note = "A queue or a stream that is full from the start, with invocations that do not end in the run; a rush of \
                    twice as many requests as the database can serve. Above what the account has left, attempts are refused.";
        rows.extend(lines(note, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
    }
    rows
}

fn load_rows(
    figures: &Figures,
    plan: &Plan,
    columns: usize,
    title: Row,
    pair: &dyn Fn(&str, &str, &str) -> Row,
) -> Vec<Row> {
    let total = &figures.total;
    let none = || "–".to_owned();
    let percent = |share: f64| format!("{:.3} %", share * 100.0);
    let occupancy = plan.occupancy.map_or_else(none, |it| format!("{} (99.9 %)", it.p999));
    let mut rows = vec![
        title,
        pair(
            "busy on average",
            &plan.required.map_or_else(none, |it| format!("{it:.2}")),
            &format!("{:.2}", total.mean_busy()),
        ),
        pair(
            "throttled",
            &plan.throttled_share.map_or_else(none, percent),
            &total.throttle_probability().map_or_else(none, percent),
        ),
        pair("busy at most", &occupancy, &total.tally.max_busy.to_string()),
        pair("cold starts", &none(), &total.cold_start_probability().map_or_else(none, percent)),
        Row::blank(),
    ];
    let note = format!(
        "{} random arrivals, exponential durations, seed 1, from empty. The formula takes the load as steady: where the \
         limit is near, or INIT is long and cold starts come in crowds, the two part.",
        crate::text::quantity::grouped(Decimal::from(REQUESTS))
    );
    rows.extend(lines(&note, columns).into_iter().map(|line| Row::of(line, Tone::Muted)));
    rows
}
