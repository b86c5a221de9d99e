//! Runs a scenario, once or many times, and prices what came of it.

use super::super::output::Failure;
use super::super::waiting::Progress;
use super::events::EventLog;
use super::source::Loaded;
use crate::pricing::{BookUse, Exact, Money, PriceBook};
use crate::scenarios::{self, RunCost};
use crate::simulation::{
    Figures, Replications, Run, Summary, Timeline, combine_summaries, estimate, replication_seed,
};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What came of it.
pub(super) enum Outcome {
    Single(Box<Single>),
    Several(Box<Several>),
}

/// One run.
pub(super) struct Single {
    pub(super) figures: Figures,
    pub(super) timeline: Timeline,
    pub(super) cost: RunCost,
}

/// Independent runs of one scenario.
pub(super) struct Several {
    pub(super) means: Replications,
    pub(super) total_cost: MeanCost,
    pub(super) function_costs: Vec<MeanCost>,
    pub(super) price_book: BookUse,
}

/// A mean cost.
pub(super) struct MeanCost {
    pub(super) mean: Money,
    /// 95 % confidence interval in dollars.
    pub(super) ci95: Option<[String; 2]>,
}

/// How runs are priced.
pub(super) struct Pricing<'a> {
    pub(super) book: &'a PriceBook,
    pub(super) region: &'a str,
}

impl Pricing<'_> {
    fn cost(&self, loaded: &Loaded, figures: &Figures) -> Result<RunCost, Failure> {
        scenarios::cost(&loaded.scenario, figures, self.region, self.book, &loaded.limits)
            .map_err(Failure::input)
    }
}

/// Runs once. Every event goes to `log`, if there is one.
pub(super) fn once(
    loaded: &Loaded,
    seed: u64,
    pricing: &Pricing<'_>,
    log: Option<&mut EventLog<'_>>,
    progress: &mut Progress,
) -> Result<Outcome, Failure> {
    let mut run = Run::new(&loaded.scenario, seed);
    match log {
        None => {
            while run.advance(&mut ()) {
                progress.update(run.progress());
            }
        }
        Some(log) => {
            while run.advance(log) && !log.has_failed() {
                progress.update(run.progress());
            }
            log.result()?;
        }
    }
    let figures = run.figures();
    let cost = pricing.cost(loaded, &figures)?;
    Ok(Outcome::Single(Box::new(Single { figures, timeline: run.timeline().clone(), cost })))
}

/// Runs `runs` times with seeds drawn from `seed`, on all processors. The figures do not depend on how many those are.
pub(super) fn many(
    loaded: &Loaded,
    seed: u64,
    runs: usize,
    pricing: &Pricing<'_>,
    progress: Progress,
) -> Result<(Outcome, Progress), Failure> {
    let next = AtomicUsize::new(0);
    let shared = Mutex::new((progress, 0.0));
    let work = || -> Result<Vec<(usize, Summary, RunCost)>, Failure> {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= runs {
                return Ok(done);
            }
            let mut run = Run::new(&loaded.scenario, replication_seed(seed, index as u64));
            let mut told = 0.0;
            let mut tell = |share: f64| {
                let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
                shared.1 += share - told;
                told = share;
                let all = shared.1 / as_f64(runs);
                shared.0.update(all);
            };
            while run.advance(&mut ()) {
                tell(run.progress());
            }
            tell(1.0);
            let figures = run.figures();
            done.push((index, Summary::of(&figures), pricing.cost(loaded, &figures)?));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(runs);
    let finished: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut all = finished.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    all.sort_by_key(|(index, ..)| *index);
    let (progress, _) = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok((Outcome::Several(Box::new(sum_up(all)?)), progress))
}

fn sum_up(all: Vec<(usize, Summary, RunCost)>) -> Result<Several, Failure> {
    let (summaries, costs): (Vec<Summary>, Vec<RunCost>) =
        all.into_iter().map(|(_, summary, cost)| (summary, cost)).unzip();
    let functions = costs.first().map_or(0, |cost| cost.functions.len());
    let of = |pick: &dyn Fn(&RunCost) -> Option<Money>| {
        mean_cost(&costs.iter().filter_map(pick).map(|money| money.exact).collect::<Vec<_>>())
    };
    Ok(Several {
        means: combine_summaries(&summaries),
        total_cost: of(&|cost| Some(cost.total))?,
        function_costs: (0..functions)
            .map(|at| of(&|cost| cost.functions.get(at).copied()))
            .collect::<Result<_, _>>()?,
        price_book: costs.into_iter().next().map(|cost| cost.price_book).unwrap_or_default(),
    })
}

/// Decimals of a mean that does not end.
const MEAN_DECIMALS: u32 = 18;

fn mean_cost(costs: &[Exact]) -> Result<MeanCost, Failure> {
    let sum = costs.iter().copied().try_fold(Exact::ZERO, Exact::plus).map_err(Failure::outside)?;
    let mean = sum.over(Exact::from(costs.len().max(1) as u128), MEAN_DECIMALS).map_err(Failure::outside)?;
    let values: Vec<Option<f64>> = costs.iter().map(|cost| Some(cost.to_f64())).collect();
    let ci95 = estimate("cost", &values).ci95.map(|ends| ends.map(|end| format!("{end:.12}")));
    Ok(MeanCost { mean: Money { exact: mean.value, ends: mean.exact }, ci95 })
}

#[expect(clippy::cast_precision_loss, reason = "a number of runs")]
pub(super) fn as_f64(count: usize) -> f64 {
    count as f64
}
