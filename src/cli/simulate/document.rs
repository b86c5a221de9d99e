//! `coldstart.simulate/1`.

use super::outcome::{MeanCost, Outcome};
use crate::pricing::{BookUse, Money};
use crate::simulation::{Estimate, FunctionFigures};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// The whole document.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    schema: &'static str,
    seed: u64,
    simulated_s: f64,
    wall_s: f64,
    total: Object,
    functions: Vec<Object>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replications: Option<usize>,
    price_book: &'a BookUse,
}

/// An object whose keys keep their order.
struct Object(Vec<(&'static str, Node)>);

enum Node {
    Count(u64),
    Number(Option<f64>),
    /// A number with all its digits.
    Exact(Box<RawValue>),
    Text(String),
    Pair(Pair),
    Money(Money),
    Object(Object),
}

/// Both ends of an interval.
enum Pair {
    Numbers([f64; 2]),
    Texts([String; 2]),
}

impl<'a> Document<'a> {
    pub(super) fn new(seed: u64, wall_s: f64, outcome: &'a Outcome) -> Self {
        let schema = "coldstart.simulate/1";
        match outcome {
            Outcome::Single(run) => Self {
                schema,
                seed,
                simulated_s: run.figures.simulated_s(),
                wall_s,
                total: of_run(&run.figures.total, run.cost.total),
                functions: run
                    .figures
                    .functions
                    .iter()
                    .zip(&run.cost.functions)
                    .map(|(function, cost)| named(&function.name, of_run(function, *cost)))
                    .collect(),
                replications: None,
                price_book: &run.cost.price_book,
            },
            Outcome::Several(runs) => Self {
                schema,
                seed,
                simulated_s: runs.means.simulated_s,
                wall_s,
                total: of_means(&runs.means.total, &runs.total_cost),
                functions: runs
                    .means
                    .functions
                    .iter()
                    .zip(&runs.function_costs)
                    .map(|((name, means), cost)| named(name, of_means(means, cost)))
                    .collect(),
                replications: Some(runs.means.runs),
                price_book: &runs.price_book,
            },
        }
    }
}

fn named(name: &str, mut object: Object) -> Object {
    object.0.insert(0, ("name", Node::Text(name.to_owned())));
    object
}

/// The figures of one run under their names.
fn of_run(figures: &FunctionFigures, cost: Money) -> Object {
    let mut nodes = Vec::new();
    let counts = figures.counts();
    for (name, value) in figures.entries() {
        let count = counts.iter().find(|(known, _)| *known == name).map(|(_, count)| *count);
        let node = match count {
            Some(count) => Node::Count(count),
            None if name == "billed_gb_s" => exact(&figures.tally.usage.billed_gb_s().to_string(), value),
            None => Node::Number(value),
        };
        nodes.push((name, node));
    }
    nodes.push(("cost", Node::Money(cost)));
    Object(nest(nodes))
}

/// Means over several runs, with the intervals of all of them at the end.
fn of_means(means: &[Estimate], cost: &MeanCost) -> Object {
    let mut nodes: Vec<(&'static str, Node)> =
        means.iter().map(|estimate| (estimate.name, Node::Number(estimate.mean))).collect();
    nodes.push(("cost", Node::Money(cost.mean)));
    let mut nodes = nest(nodes);
    let mut intervals: Vec<(&'static str, Node)> = means
        .iter()
        .filter_map(|estimate| Some((estimate.name, Node::Pair(Pair::Numbers(estimate.ci95?)))))
        .collect();
    if let Some(ends) = &cost.ci95 {
        intervals.push(("cost", Node::Pair(Pair::Texts(ends.clone()))));
    }
    nodes.push(("ci95", Node::Object(Object(intervals))));
    Object(nodes)
}

/// The digits as a JSON number; `otherwise` where they are none.
fn exact(digits: &str, otherwise: Option<f64>) -> Node {
    RawValue::from_string(digits.to_owned()).map_or(Node::Number(otherwise), Node::Exact)
}

/// Gathers neighbours such as `latency_ms.p50` and `latency_ms.p90` under `latency_ms`.
fn nest(nodes: Vec<(&'static str, Node)>) -> Vec<(&'static str, Node)> {
    let mut nested: Vec<(&'static str, Node)> = Vec::new();
    for (name, node) in nodes {
        let Some((outer, inner)) = name.split_once('.') else {
            nested.push((name, node));
            continue;
        };
        match nested.last_mut() {
            Some((last, Node::Object(object))) if *last == outer => object.0.push((inner, node)),
            _ => nested.push((outer, Node::Object(Object(vec![(inner, node)])))),
        }
    }
    nested
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, node) in &self.0 {
            map.serialize_entry(name, node)?;
        }
        map.end()
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => count.serialize(serializer),
            Self::Number(number) => number.serialize(serializer),
            Self::Exact(number) => number.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
            Self::Money(money) => money.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
            Self::Pair(Pair::Numbers(ends)) => ends.serialize(serializer),
            Self::Pair(Pair::Texts(ends)) => {
                let mut list = serializer.serialize_seq(Some(2))?;
                for end in ends {
                    list.serialize_element(end)?;
                }
                list.end()
            }
        }
    }
}
