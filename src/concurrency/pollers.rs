//! Event pollers: how many invocations a mapping drives at once, and how long it takes to get there.

use super::demand::{Quotas, Source};
use rust_decimal::Decimal;

/// What a mapping drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Driven {
    /// Concurrent invocations when it is fully grown.
    pub concurrency: u64,
    /// Where it begins.
    pub initial: u64,
    /// Seconds from there to its maximum concurrency or ceiling; `None` for streams, which do not ramp.
    pub ramp_s: Option<Decimal>,
}

/// What `source` drives.
///
/// Provisioned pollers count as the mapping's minimum: it drives their concurrency at once and may grow further.
pub fn driven(source: Source, quotas: &Quotas) -> Driven {
    match source {
        Source::Stream { shards, parallelization } => {
            let concurrency = shards.saturating_mul(parallelization);
            Driven { concurrency, initial: concurrency, ramp_s: None }
        }
        Source::Sqs { pollers, max_concurrency, message_groups } => {
            let groups = message_groups.unwrap_or(u64::MAX);
            let (initial, ceiling, growth) = match pollers {
                None => (quotas.sqs_initial, quotas.sqs_maximum, quotas.sqs_growth_per_minute),
                Some(pollers) => (
                    pollers.saturating_mul(quotas.poller_concurrency),
                    quotas.poller_maximum,
                    quotas.poller_growth_per_minute,
                ),
            };
            let target = max_concurrency.map_or(ceiling, |most| most.min(ceiling)).min(groups);
            let concurrency = if pollers.is_some() { initial.min(ceiling).min(target) } else { target };
            let missing = Decimal::from(target.saturating_sub(initial));
            Driven {
                concurrency,
                initial: initial.min(target),
                ramp_s: Some(missing * Decimal::from(60) / growth),
            }
        }
    }
}

/// Events a second that one provisioned SQS poller moves: the least of its bandwidth, its invocations and its polls.
pub fn events_per_poller(
    batch_size: Decimal,
    event_kb: Decimal,
    duration_s: Decimal,
    quotas: &Quotas,
) -> Option<Decimal> {
    if batch_size <= Decimal::ZERO || event_kb <= Decimal::ZERO || duration_s <= Decimal::ZERO {
        return None;
    }
    let bandwidth = (quotas.poller_kb_per_s / event_kb).ceil();
    let invocations = (Decimal::from(quotas.poller_concurrency) / duration_s).ceil() * batch_size;
    let polls = quotas.poller_polls_per_s * batch_size.min(quotas.poll_messages);
    Some(bandwidth.min(invocations).min(polls))
}
