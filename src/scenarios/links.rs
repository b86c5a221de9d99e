//! What polls for a function and what stands behind it: the formulas beside a run in which they are put to the test.

use crate::concurrency::{Demand, Plan, Source};
use crate::simulation::{Event, EventKind, Figures, Observer, Quotas, Scenario, seconds, simulate};
use crate::text::quantity::grouped;
use rust_decimal::Decimal;

/// Memory that a simulation may take, in bytes.
const MEMORY: u64 = 256 << 20;

/// Batches of a stream at once that are simulated at most: enough for anybody, few enough for every key press.
const MOST_LANES: u64 = 5_000;
/// Concurrent invocations of a queue that are simulated at most.
const MOST_POLLED: u64 = 20_000;
/// Records for each batch that a stream may run at once, so that hardly any is left without one.
const RECORDS_PER_LANE: u64 = 20;

/// A figure of a plan by its formula and by a simulation.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The plan's name for it, such as `poller_concurrency`; one that ends in `_s` is in seconds.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// By the formula.
    pub formula: f64,
    /// By the simulation.
    pub simulated: f64,
}

impl Link {
    /// Both as people read them.
    pub fn texts(&self) -> (String, String) {
        let text = |value: f64| {
            if self.key.ends_with("_s") {
                return format!("{value:.1} s");
            }
            Decimal::try_from(value)
                .map_or_else(|_| value.to_string(), |value| grouped(value.round().normalize()))
        };
        (text(self.formula), text(self.simulated))
    }
}

/// The greatest number of invocations at once, and when it was first reached.
#[derive(Debug, Default)]
struct Peak {
    busy: u64,
    most: u64,
    at_ns: u64,
}

impl Observer for Peak {
    fn event(&mut self, event: &Event) {
        match event.kind {
            EventKind::InvokeStarted { .. } => {
                self.busy += 1;
                if self.busy > self.most {
                    self.most = self.busy;
                    self.at_ns = event.at_ns;
                }
            }
            EventKind::InvokeEnded { .. } => self.busy = self.busy.saturating_sub(1),
            _ => {}
        }
    }
}

/// The comparisons for the queue, the stream and the database that a demand names: a queue or a stream that is full from the start,
/// with invocations that do not end in the run, and a rush of twice as many requests as the database can serve.
pub fn links(demand: &Demand, plan: &Plan, quotas: &Quotas) -> Vec<Link> {
    let mut links = Vec::new();
    if let (Some(source), Some(driven)) = (demand.source, plan.poller_concurrency) {
        links.extend(polled(source, driven, plan, quotas));
    }
    if let (Some(database), Some(fit)) = (demand.database, plan.db_reserved_concurrency) {
        let connections = database.connections.saturating_sub(database.kept_back);
        let requests = fit.saturating_mul(2).saturating_add(10).min(plan.available.max(1));
        // A refusal takes as long as an answer, so that every request needs an environment of its own.
        let text = format!(
            "duration = \"1m\"\n[account]\nconcurrency = {}\nscaling_rate = 0\nrequest_rate_cap = false\n\
             [[database]]\nname = \"database\"\nmax_connections = {connections}\nrefused_after = \"10s\"\n\
             [[function]]\nname = \"load\"\nduration.warm = \"10s\"\ndatabase = \"database\"\nconnections = {}\n\
             [[function.source]]\narrivals = {{ burst = {{ at = \"0s\", requests = {requests} }} }}\n",
            plan.available.max(1),
            database.per_environment
        );
        if let Some((figures, _)) = simulated(&text, quotas) {
            let tally = &figures.total.tally;
            let connected = tally.environments_created.saturating_sub(tally.connections_refused);
            links.push(Link {
                key: "db_reserved_concurrency",
                label: "environments that connect",
                formula: count(fit),
                simulated: count(connected),
            });
        }
    }
    links
}

/// A mapping that always has more to do than it can: how many invocations it comes to, and how soon.
fn polled(source: Source, driven: u64, plan: &Plan, quotas: &Quotas) -> Vec<Link> {
    let room = plan.available.max(1);
    // Every invocation lasts as long as the run, so what runs at once is what has been begun.
    let (length_s, keys, records) = match source {
        Source::Stream { shards, parallelization } => {
            if shards.saturating_mul(parallelization) > MOST_LANES {
                return Vec::new();
            }
            let keys = format!(
                "invocation = \"stream\"\nshards = {shards}\nparallelization_factor = {parallelization}\n"
            );
            (60, keys, driven.saturating_mul(RECORDS_PER_LANE))
        }
        Source::Sqs { pollers, max_concurrency, message_groups } => {
            if driven > MOST_POLLED || message_groups.is_some_and(|groups| groups > MOST_POLLED) {
                return Vec::new();
            }
            let mut keys = "invocation = \"sqs\"\nbatch_size = 1\nvisibility_timeout = \"12h\"\n".to_owned();
            for (key, value) in [
                ("minimum_pollers", pollers),
                ("maximum_pollers", pollers),
                ("maximum_concurrency", max_concurrency.filter(|_| pollers.is_none())),
                ("message_groups", message_groups),
            ] {
                keys.extend(value.map(|value| format!("{key} = {value}\n")));
            }
            let groups = message_groups.map_or(0, |groups| groups.saturating_mul(RECORDS_PER_LANE));
            let growth = plan.poller_ramp_s.filter(|_| pollers.is_none()).unwrap_or_default();
            let length = Decimal::try_from(growth.ceil()).ok().and_then(|it| u64::try_from(it).ok());
            (length.unwrap_or_default().saturating_add(60), keys, driven.saturating_mul(2).max(groups))
        }
    };
    let text = format!(
        "duration = \"{length_s}s\"\n[account]\nconcurrency = {room}\nscaling_rate = 0\nrequest_rate_cap = false\n\
         [[function]]\nname = \"load\"\nduration.warm = \"24h\"\n[[function.source]]\n{keys}\
         arrivals = {{ burst = {{ at = \"0s\", requests = {records} }} }}\n"
    );
    let Some((_, peak)) = simulated(&text, quotas) else { return Vec::new() };
    let mut links = vec![Link {
        key: "poller_concurrency",
        label: "invocations it drives",
        formula: count(driven),
        simulated: count(peak.most),
    }];
    let is_standard = matches!(source, Source::Sqs { pollers: None, .. });
    if let Some(ramp) = plan.poller_ramp_s.filter(|_| is_standard) {
        links.push(Link {
            key: "poller_ramp_s",
            label: "until it does",
            formula: ramp,
            simulated: seconds(peak.at_ns),
        });
    }
    links
}

fn simulated(text: &str, quotas: &Quotas) -> Option<(Figures, Peak)> {
    let scenario = Scenario::parse("load.toml", text, quotas, MEMORY).ok()?;
    let mut peak = Peak::default();
    let figures = simulate(&scenario, 1, &mut peak);
    Some((figures, peak))
}

#[expect(clippy::cast_precision_loss, reason = "counts of invocations are far below 2^53")]
fn count(value: u64) -> f64 {
    value as f64
}
