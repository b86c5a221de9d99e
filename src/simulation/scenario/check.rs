//! What must hold between the parts of a scenario.

use super::super::math::count_to_f64;
use super::parse::Places;
use super::reader::Reader;
use super::{Arrivals, End, Function, Scenario};

/// More requests than anybody waits for: about a day at ten million a second.
const ENDLESS: f64 = 1e12;
/// Bytes that an environment or a waiting request takes, its places in lists and heaps included.
const BYTES_EACH: f64 = 160.0;

impl Scenario {
    /// Concurrency that functions without a reservation share for on-demand invocations: the account's, less all reservations,
    /// less the provisioned environments of functions without one.
    pub fn shared_capacity(&self) -> u32 {
        self.functions.iter().fold(self.account.concurrency, |left, function| {
            left.saturating_sub(function.reserved.unwrap_or(function.provisioned))
        })
    }

    /// Reports what does not fit together.
    pub(super) fn check(&self, places: &Places, memory_bytes: u64, reader: &mut Reader<'_>) {
        self.check_names(places, reader);
        self.check_limits(places, reader);
        // Whether a run ends can only be said of one that could be read.
        if reader.problems.is_empty() {
            self.check_length(places, reader);
            self.check_memory(places, memory_bytes, reader);
        }
    }

    fn check_names(&self, places: &Places, reader: &mut Reader<'_>) {
        for (at, function) in self.functions.iter().enumerate() {
            let twin = self.functions[..at].iter().any(|earlier| earlier.name == function.name);
            if twin && !function.name.is_empty() {
                reader.report(
                    places.functions[at].name.clone(),
                    format!("there are two functions named `{}`", function.name),
                );
            }
        }
    }

    fn check_limits(&self, places: &Places, reader: &mut Reader<'_>) {
        let mut left = i64::from(self.account.concurrency);
        for (function, places) in self.functions.iter().zip(&places.functions) {
            let taken = function.reserved.unwrap_or(function.provisioned);
            if let Some(reserved) = function.reserved
                && function.provisioned > reserved
            {
                reader.report(
                    places.provisioned.clone(),
                    format!(
                        "more provisioned than the reserved concurrency of {reserved}, which AWS refuses"
                    ),
                );
            }
            if taken == 0 {
                continue;
            }
            left -= i64::from(taken);
            let minimum = i64::from(self.quotas.unreserved_minimum);
            if left < minimum {
                let place = if function.reserved.is_some() { &places.reserved } else { &places.provisioned };
                reader.report_with_help(
                    place.clone(),
                    format!("this leaves {left} of the account's concurrency unreserved; AWS keeps at least {minimum}"),
                    "raise `concurrency` of the account or lower this",
                );
            }
        }
    }

    fn check_length(&self, places: &Places, reader: &mut Reader<'_>) {
        let expected = self.functions.iter().map(|function| self.expected_requests(function)).sum::<f64>();
        match self.end {
            End::At(end) if self.warmup_ns >= end => {
                reader.report(
                    places.warmup.clone(),
                    "the warm-up is not shorter than the run, so nothing would be counted",
                );
            }
            End::At(_) if expected > ENDLESS => {
                reader.report(
                    places.end.clone(),
                    format!("the run would not end in a day: about {expected:.1e} requests"),
                );
            }
            End::AfterRequests(requests) if count_to_f64(requests) > ENDLESS => {
                reader.report(
                    places.end.clone(),
                    format!("the run would not end in a day: {requests} requests"),
                );
            }
            End::AfterRequests(requests) if expected < count_to_f64(requests) => {
                reader.report_with_help(
                    places.end.clone(),
                    format!("the run would never end: the sources bring {expected} requests, not {requests}"),
                    "give a `duration`, or a source that goes on",
                );
            }
            _ => {}
        }
    }

    /// Requests of a function in the whole run, about; infinite where a source goes on for ever and the run waits for a number of requests.
    fn expected_requests(&self, function: &Function) -> f64 {
        let of = |arrivals: &Arrivals| match (self.end, arrivals.count()) {
            (End::At(end), Some(count)) => {
                let begins = match arrivals {
                    Arrivals::Burst { at_ns, .. } => *at_ns,
                    Arrivals::Times(times) => times.first().copied().unwrap_or(u64::MAX),
                    _ => 0,
                };
                if begins < end { count_to_f64(count) } else { 0.0 }
            }
            (_, Some(count)) => count_to_f64(count),
            (End::At(end), None) => arrivals.rate() * count_to_f64(end) / 1e9,
            (End::AfterRequests(_), None) => arrivals.lasting_requests(),
        };
        function.sources.iter().map(|source| of(&source.arrivals)).sum()
    }

    fn check_memory(&self, places: &Places, memory_bytes: u64, reader: &mut Reader<'_>) {
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
            let capacity = function.reserved.unwrap_or_else(|| self.shared_capacity());
            for (source, place) in function.sources.iter().zip(&places.sources) {
                let count = match self.end {
                    End::AfterRequests(requests) => count_to_f64(requests),
                    End::At(_) => self.expected_requests(function),
                };
                let load = source.arrivals.rate() * function.busy_seconds()
                    + count_to_f64(source.arrivals.count().unwrap_or(0));
                let busy = (load + 6.0 * load.sqrt()).min(count_to_f64(u64::from(capacity))).min(count);
                let waiting = source.client_retries.as_ref().map_or(0.0, |retries| {
                    let longest = count_to_f64(
                        retries
                            .max_backoff_ns
                            .min(retries.base_ns.saturating_mul(1 << retries.max_attempts.min(20))),
                    ) / 1e9;
                    (source.arrivals.rate() * longest * f64::from(retries.max_attempts)
                        + count_to_f64(source.arrivals.count().unwrap_or(0)))
                    .min(count)
                });
                bytes += BYTES_EACH * (busy + waiting);
                if bytes > budget {
                    reader.report_with_help(
                        place.clone(),
                        format!("the run would need more memory than there is: about {:.0} GB for environments and waiting requests", bytes / 1e9),
                        "lower the rate, the durations or the account's `concurrency`",
                    );
                    return;
                }
            }
        }
    }
}

impl Function {
    /// Mean time that a request keeps an environment busy, cold starts included, in seconds.
    fn busy_seconds(&self) -> f64 {
        let cold = self.cold.as_ref().map_or(0.0, super::Distribution::mean);
        let start = match &self.start {
            super::Start::Init(init) => [&init.download, &init.extensions, &init.runtime, &init.function]
                .iter()
                .map(|part| part.mean())
                .sum::<f64>(),
            super::Start::SnapStart(start) => start.transfer.mean() + start.restore.mean(),
        };
        (self.warm.mean().max(cold) + start) / 1e9
    }
}

impl Arrivals {
    /// How many requests can come if one waits for ever.
    fn lasting_requests(&self) -> f64 {
        match *self {
            Self::Ramp { from, to, over_ns } if to <= 0.0 => 0.5 * from * count_to_f64(over_ns) / 1e9,
            _ if self.rate() > 0.0 => f64::INFINITY,
            _ => 0.0,
        }
    }
}
