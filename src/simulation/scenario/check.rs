//! What must hold between the parts of a scenario.

use super::super::math::count_to_f64;
use super::parse::Places;
use super::reader::Reader;
use super::{Arrivals, End, Function, Scenario};

/// More requests than anybody waits for: about a day at ten million a second.
const ENDLESS: f64 = 1e12;

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

    fn expected_requests(&self, function: &Function) -> f64 {
        function.sources.iter().map(|source| self.expected(&source.arrivals)).sum()
    }

    /// Requests of a source in the whole run, about; infinite where it goes on for ever and the run waits for a number of requests.
    pub(super) fn expected(&self, arrivals: &Arrivals) -> f64 {
        match (self.end, arrivals.count()) {
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
        }
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
