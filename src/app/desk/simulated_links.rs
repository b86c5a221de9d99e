//! What polls for a function and what stands behind it: the formulas beside a run in which they are put to the test.

use super::Tools;
use super::simulated::MEMORY;
use crate::concurrency::{Demand, Plan, Source};
use crate::simulation::{Event, EventKind, Figures, Observer, Scenario, seconds, simulate};
use rust_decimal::Decimal;

/// Batches of a stream at once that are simulated at most: enough for anybody, few enough for every key press.
const MOST_LANES: u64 = 5_000;
/// Concurrent invocations of a queue that are simulated at most.
const MOST_POLLED: u64 = 20_000;
/// Records for each batch that a stream may run at once, so that hardly any is left without one.
const RECORDS_PER_LANE: u64 = 20;

/// A figure by its formula and by the simulation.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) label: &'static str,
    pub(super) formula: String,
    pub(super) simulated: String,
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

/// The comparisons for what a demand names.
pub(super) fn run(demand: &Demand, plan: &Plan, tools: &Tools) -> Vec<Link> {
    let mut links = Vec::new();
    if let (Some(source), Some(driven)) = (demand.source, plan.poller_concurrency) {
        links.extend(polled(source, driven, plan, tools));
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
        if let Some((figures, _)) = simulated(&text, tools) {
            let tally = &figures.total.tally;
            let connected = tally.environments_created.saturating_sub(tally.connections_refused);
            links.push(Link {
                label: "environments that connect",
                formula: fit.to_string(),
                simulated: format!("{connected} of {}", tally.environments_created),
            });
        }
    }
    links
}

/// A mapping that always has more to do than it can: how many invocations it comes to, and how soon.
fn polled(source: Source, driven: u64, plan: &Plan, tools: &Tools) -> Vec<Link> {
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
    let Some((_, peak)) = simulated(&text, tools) else { return Vec::new() };
    let mut links = vec![Link {
        label: "invocations it drives",
        formula: driven.to_string(),
        simulated: peak.most.to_string(),
    }];
    let is_standard = matches!(source, Source::Sqs { pollers: None, .. });
    if let Some(ramp) = plan.poller_ramp_s.filter(|_| is_standard) {
        links.push(Link {
            label: "until it does",
            formula: format!("{ramp:.1} s"),
            simulated: format!("{:.1} s", seconds(peak.at_ns)),
        });
    }
    links
}

fn simulated(text: &str, tools: &Tools) -> Option<(Figures, Peak)> {
    let scenario = Scenario::parse("load.toml", text, &tools.simulation, MEMORY).ok()?;
    let mut peak = Peak::default();
    let figures = simulate(&scenario, 1, &mut peak);
    Some((figures, peak))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concurrency::{Database, plan};
    use crate::course::Course;

    /// Formula and simulation, line by line.
    fn compared(change: impl Fn(&mut Demand)) -> Vec<(String, String)> {
        let tools = Tools::of(&Course::built_in()).unwrap();
        let mut demand = Demand::new(5000, 0);
        change(&mut demand);
        let plan = plan(&demand, &tools.rules.quotas).unwrap();
        let links = run(&demand, &plan, &tools);
        assert!(!links.is_empty());
        links.into_iter().map(|link| (link.formula, link.simulated)).collect()
    }

    fn sqs(pollers: Option<u64>, max_concurrency: Option<u64>, message_groups: Option<u64>) -> Source {
        Source::Sqs { pollers, max_concurrency, message_groups }
    }

    #[test]
    fn mappings_come_to_what_the_formulas_say() {
        for source in [
            sqs(None, None, None),
            sqs(None, Some(50), None),
            sqs(Some(20), None, None),
            sqs(None, None, Some(30)),
            Source::Stream { shards: 100, parallelization: 10 },
        ] {
            for (formula, simulated) in compared(|demand| demand.source = Some(source)) {
                assert_eq!(formula, simulated, "{source:?}");
            }
        }
    }

    #[test]
    fn as_many_environments_connect_as_the_database_allows() {
        let database = Database { connections: 100, kept_back: 10, per_environment: 2 };
        let compared = compared(|demand| demand.database = Some(database));
        assert_eq!(compared, [("45".to_owned(), "45 of 100".to_owned())]);
    }
}
