//! How much memory a run may need: for environments, for requests that will be tried again, and for what lies in queues and
//! streams.
//!
//! What comes into a queue can at most all lie there. Where that would be too much, a mapping that keeps up with its arrivals is
//! taken at its word; one that does not, or whose records fail so that they stay, is not.

use super::super::math::count_to_f64;
use super::parse::Places;
use super::reader::Reader;
use super::{
    Asynchronous, ClientRetries, Distribution, End, Function, Invocation, Queue, Records, Scenario, Source,
    Start, Stream,
};

/// Bytes of an environment or of a request that will be tried again, its places in lists and heaps included.
const BYTES_EACH: f64 = 160.0;
/// Bytes of a message or a record, with what growing lists keep in reserve.
const BYTES_A_MESSAGE: f64 = 100.0;
/// Part of its capacity up to which a mapping is taken to keep up.
const KEEPS_UP: f64 = 0.9;
/// Longest invocation, in seconds, for which nothing is taken out of a stream.
const LONGEST: f64 = 900.0;

impl Scenario {
    /// Reports the first source for which the memory does not suffice.
    pub(super) fn check_memory(&self, places: &Places, memory_bytes: u64, reader: &mut Reader<'_>) {
        let budget = count_to_f64(memory_bytes);
        let mut bytes = 0.0;
        for (function, places) in self.functions.iter().zip(&places.functions) {
            bytes += BYTES_EACH * count_to_f64(u64::from(function.provisioned));
            if bytes > budget {
                reader.report(
                    places.provisioned.clone(),
                    "so many environments need more memory than there is",
                );
                return;
            }
            for (source, place) in function.sources.iter().zip(&places.sources) {
                bytes += self.bytes_for_requests(function, source);
                if bytes > budget {
                    reader.report_with_help(
                        place.clone(),
                        format!("the run would need more memory than there is: about {:.0} GB for environments and waiting requests", bytes / 1e9),
                        "lower the rate, the durations or the account's `concurrency`",
                    );
                    return;
                }
                let (held, each) = self.held(function, source, budget - bytes);
                bytes += held * each;
                if bytes > budget {
                    let (what, help) = words(&source.invocation);
                    reader.report_with_help(
                        place.clone(),
                        format!(
                            "`arrivals` may fill the {what} with {held:.0} at once, for which {:.1} GB of memory would be needed",
                            bytes / 1e9
                        ),
                        help,
                    );
                    return;
                }
            }
        }
    }

    /// Environments that a source keeps busy, in either version of its alias, and requests whose callers will try again.
    fn bytes_for_requests(&self, function: &Function, source: &Source) -> f64 {
        let count = self.most_requests(source);
        let once = source.arrivals.count().map_or(0.0, count_to_f64);
        let additional = source.alias.as_ref().and_then(|alias| self.functions.get(alias.additional));
        let busy: f64 = std::iter::once(function)
            .chain(additional)
            .map(|function| {
                let load = source.arrivals.rate() * function.busy_seconds() + once;
                (load + 6.0 * load.sqrt()).min(f64::from(self.room(function))).min(count)
            })
            .sum();
        let again = |retries: &ClientRetries| {
            let doubled = retries.base_ns.saturating_mul(1 << retries.max_attempts.min(20));
            let longest = count_to_f64(retries.max_backoff_ns.min(doubled)) / 1e9;
            (source.arrivals.rate() * longest * f64::from(retries.max_attempts) + once).min(count)
        };
        BYTES_EACH * (busy + source.client_retries.as_ref().map_or(0.0, again))
    }

    /// Requests that a source brings at most.
    fn most_requests(&self, source: &Source) -> f64 {
        let expected = self.expected(&source.arrivals);
        match self.end {
            End::AfterRequests(requests) => expected.min(count_to_f64(requests)),
            End::At(_) => expected + 6.0 * expected.sqrt(),
        }
    }

    /// On-demand environments that a function may have busy.
    fn room(&self, function: &Function) -> u32 {
        function.reserved.unwrap_or_else(|| self.shared_capacity().saturating_add(function.provisioned))
    }

    /// What may lie in a source's queue or stream at once, and bytes of each. Nothing is estimated while all that comes fits into
    /// `left` bytes.
    fn held(&self, function: &Function, source: &Source, left: f64) -> (f64, f64) {
        let count = self.most_requests(source);
        let each = match source.invocation {
            Invocation::Sync => return (0.0, 0.0),
            Invocation::Async(_) => BYTES_EACH,
            Invocation::Sqs(_) | Invocation::Stream(_) => BYTES_A_MESSAGE,
        };
        if count * each <= left {
            return (count, each);
        }
        let rate = source.arrivals.rate();
        let once = source.arrivals.count().map_or(0.0, count_to_f64);
        let held = match &source.invocation {
            Invocation::Sync => 0.0,
            _ if self.is_overloaded() && function.reserved.is_none() => count,
            Invocation::Async(set) => self.held_events(function, set, rate),
            Invocation::Sqs(queue) => self.held_messages(function, queue, rate).unwrap_or(count),
            Invocation::Stream(stream) => self.held_records(function, stream, rate),
        };
        ((held + once).min(count), each)
    }

    /// Whether functions without a reservation want more than there is for them together.
    fn is_overloaded(&self) -> bool {
        let load: f64 = self
            .functions
            .iter()
            .filter(|function| function.reserved.is_none())
            .flat_map(|function| function.sources.iter().map(move |source| self.load(function, source)))
            .sum();
        load > KEEPS_UP * f64::from(self.shared_capacity())
    }

    /// Environments that a source keeps busy on average, in full batches.
    fn load(&self, function: &Function, source: &Source) -> f64 {
        let rate = source.arrivals.rate();
        match &source.invocation {
            Invocation::Sync | Invocation::Async(_) => rate * function.warm.mean() / 1e9,
            Invocation::Sqs(queue) => {
                let size = self.batch(&queue.records, queue.batch_size);
                rate / size * batch_seconds(function, &queue.records, size)
            }
            Invocation::Stream(stream) => {
                let size = self.batch(&stream.records, stream.batch_size);
                rate / size * batch_seconds(function, &stream.records, size)
            }
        }
    }

    /// Records of a full batch.
    fn batch(&self, records: &Records, size: u32) -> f64 {
        let fit = self.quotas.delivery.batch_kb.checked_div(records.kb).unwrap_or(u64::MAX).max(1);
        count_to_f64(fit.min(u64::from(size)))
    }

    /// Asynchronous events that wait: none is older than the greatest age.
    fn held_events(&self, function: &Function, set: &Asynchronous, rate: f64) -> f64 {
        let fails = function.failures(function.warm.mean() / 1e9);
        let by_age = rate * (count_to_f64(set.maximum_event_age_ns) / 1e9 + LONGEST);
        let attempts = 1.0 + fails + fails * fails;
        let load = rate * attempts * function.busy_seconds();
        if load > KEEPS_UP * f64::from(self.room(function)) {
            return by_age;
        }
        let [first, second] = self.quotas.delivery.async_waits_ns.map(|wait| count_to_f64(wait) / 1e9);
        (rate * fails * (first + fails * second) + load).min(by_age)
    }

    /// Messages in a queue whose mapping keeps up; `None` where it does not.
    fn held_messages(&self, function: &Function, queue: &Queue, rate: f64) -> Option<f64> {
        let sqs = &self.quotas.delivery.sqs;
        let size = self.batch(&queue.records, queue.batch_size);
        let seconds = batch_seconds(function, &queue.records, size);
        let (ceiling, growth) = match queue.provisioned_pollers {
            Some((_, most)) => (most.saturating_mul(sqs.poller_concurrency), sqs.poller_growth_per_minute),
            None => {
                (queue.maximum_concurrency.unwrap_or(sqs.maximum).min(sqs.maximum), sqs.growth_per_minute)
            }
        };
        let ceiling = ceiling.min(self.room(function)).min(queue.message_groups.unwrap_or(u32::MAX));
        let records = &queue.records;
        let poison = if records.report_batch_item_failures {
            records.poison_share
        } else {
            1.0 - (1.0 - records.poison_share).powf(size)
        };
        let fails = (function.failures(seconds) + poison).min(1.0);
        let busy = rate / size * seconds / (1.0 - fails);
        if fails >= 1.0 || busy > KEEPS_UP * f64::from(ceiling) {
            return None;
        }
        let receives = queue.redrive.as_ref().map_or(f64::INFINITY, |it| f64::from(it.max_receive_count));
        let hidden = count_to_f64(queue.visibility_timeout_ns) / 1e9;
        let kept = count_to_f64(queue.message_retention_ns) / 1e9;
        let stays = records.poison_share * (receives * hidden).min(kept) + fails / (1.0 - fails) * hidden;
        let grows = 60.0 * busy / f64::from(growth.max(1));
        let window = count_to_f64(queue.maximum_batching_window_ns) / 1e9;
        Some(2.0 * rate * (seconds + window + grows + stays))
    }

    /// Records in a stream: none is older than the greatest age, but for what an invocation holds up.
    fn held_records(&self, function: &Function, stream: &Stream, rate: f64) -> f64 {
        let by_age = rate * (count_to_f64(stream.maximum_record_age_ns) / 1e9 + LONGEST);
        let records = &stream.records;
        let size = self.batch(records, stream.batch_size);
        let seconds = batch_seconds(function, records, size);
        let fails =
            function.failures(seconds) > 0.0 || records.poison_share > 0.0 || !records.poison.is_empty();
        let shards = f64::from(stream.shards);
        let hottest = stream.hot_shard_share + (1.0 - stream.hot_shard_share) / shards;
        let lane = rate * hottest / f64::from(stream.parallelization_factor);
        let lanes = shards * f64::from(stream.parallelization_factor);
        if fails || lane / size * seconds > KEEPS_UP || lanes > f64::from(self.room(function)) {
            return by_age;
        }
        let window = count_to_f64(stream.maximum_batching_window_ns) / 1e9;
        (2.0 * (rate * (seconds + window) + lanes * size)).min(by_age)
    }
}

/// Mean time of a batch, in seconds.
fn batch_seconds(function: &Function, records: &Records, size: f64) -> f64 {
    (function.warm.mean() + size * count_to_f64(records.time_ns)) / 1e9
}

/// What fills, and what can be done about it.
fn words(invocation: &Invocation) -> (&'static str, &'static str) {
    match invocation {
        Invocation::Sync | Invocation::Async(_) => (
            "internal queue",
            "lower the rate, the `duration` of the run or `maximum_event_age`, or let more of the account's `concurrency` work",
        ),
        Invocation::Sqs(_) => (
            "queue",
            "lower the rate or the `duration` of the run, or let the mapping keep up, with a larger `batch_size` or more concurrency",
        ),
        Invocation::Stream(_) => (
            "stream",
            "lower the rate, the `duration` of the run or `maximum_record_age`, or give the stream more `shards`",
        ),
    }
}

impl Function {
    /// Mean time that a request keeps an environment busy, cold starts included, in seconds.
    fn busy_seconds(&self) -> f64 {
        let cold = self.cold.as_ref().map_or(0.0, Distribution::mean);
        let start = match &self.start {
            Start::Init(init) => [&init.download, &init.extensions, &init.runtime, &init.function]
                .iter()
                .map(|part| part.mean())
                .sum::<f64>(),
            Start::SnapStart(start) => start.transfer.mean() + start.restore.mean(),
        };
        (self.warm.mean().max(cold) + start) / 1e9
    }

    /// Share of invocations of so many seconds on average that fail, about: all of them where the time-out is shorter than the mean.
    fn failures(&self, seconds: f64) -> f64 {
        let too_long = self.timeout_ns.is_some_and(|timeout| count_to_f64(timeout) / 1e9 <= seconds);
        if too_long { 1.0 } else { (self.error_share + self.crash_share).min(1.0) }
    }
}
