//! The sentences of a story about events that no caller waits for.

use super::story::{capital, ordinal, time};
use crate::simulation::GiveUpReason;
use crate::simulation::scenario::{Function, Invocation};
use crate::text::quantity::grouped;
use rust_decimal::Decimal;

/// How a source hands its events over, for the words that are used of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Way {
    /// A caller waits.
    #[default]
    Sync,
    /// Lambda's internal queue.
    Async,
    /// A mapping of a queue.
    Queue,
    /// A mapping of a stream.
    Stream,
}

impl Way {
    /// That of a function's source.
    pub(super) fn of(function: &Function, source: u32) -> Self {
        let source = usize::try_from(source).ok().and_then(|at| function.sources.get(at));
        match source.map(|source| &source.invocation) {
            Some(Invocation::Async(_)) => Self::Async,
            Some(Invocation::Sqs(_)) => Self::Queue,
            Some(Invocation::Stream(_)) => Self::Stream,
            Some(Invocation::Sync) | None => Self::Sync,
        }
    }

    /// That of the first mapping of a function.
    pub(super) fn of_mapping(function: &Function) -> Self {
        let mut ways = (0..).zip(&function.sources).map(|(at, _)| Self::of(function, at));
        ways.find(|way| way.is_mapping()).unwrap_or_default()
    }

    /// The message group of a FIFO queue, or the shard of a stream that has several, counted from 1.
    pub(super) fn part(function: &Function, source: u32, group: Option<u32>) -> Option<u32> {
        let source = usize::try_from(source).ok().and_then(|at| function.sources.get(at))?;
        match &source.invocation {
            Invocation::Stream(stream) if stream.shards > 1 => {
                Some(group?.checked_div(stream.parallelization_factor)?.saturating_add(1))
            }
            Invocation::Sqs(_) => Some(group?.saturating_add(1)),
            _ => None,
        }
    }

    /// Whether events come in batches.
    pub(super) fn is_mapping(self) -> bool {
        matches!(self, Self::Queue | Self::Stream)
    }

    /// What is invoked: `request 5`, `the batch of message 5`.
    pub(super) fn work(self, request: u64) -> String {
        match self {
            Self::Sync => format!("request {request}"),
            Self::Async => format!("event {request}"),
            Self::Queue => format!("the batch of message {request}"),
            Self::Stream => format!("the batch of record {request}"),
        }
    }

    /// Who tries again.
    pub(super) fn caller(self) -> &'static str {
        match self {
            Self::Sync => "the caller",
            Self::Async => "Lambda",
            Self::Queue | Self::Stream => "the mapping",
        }
    }

    /// An event comes.
    pub(super) fn arrives(self, request: u64, part: Option<u32>) -> String {
        let group = part.map(|group| format!(" of group {group}")).unwrap_or_default();
        let shard = part.map(|shard| format!("shard {shard} of ")).unwrap_or_default();
        match self {
            Self::Sync => format!("Request {request} arrives."),
            Self::Async => {
                format!("Event {request} arrives. Lambda puts it into its queue and answers with status 202.")
            }
            Self::Queue => format!("Message {request}{group} comes into the queue."),
            Self::Stream => format!("Record {request} comes into {shard}the stream."),
        }
    }

    /// Records by number: `message 5`, `3 messages, from number 5 on,`.
    fn which(self, request: u64, records: u32) -> String {
        let one = match self {
            Self::Queue => "message",
            Self::Stream => "record",
            Self::Sync | Self::Async => "event",
        };
        if records == 1 {
            format!("{one} {request}")
        } else {
            format!("{} {one}s, from number {request} on,", grouped(Decimal::from(records)))
        }
    }

    /// A batch is sent.
    pub(super) fn sends(self, request: u64, records: u32, attempt: u32, age_ns: u64) -> String {
        let which = self.which(request, records);
        let which = which.trim_end_matches(',');
        let waited = match age_ns {
            0 => String::new(),
            _ if records == 1 => format!("; it has waited {}", time(age_ns)),
            _ => format!("; the oldest has waited {}", time(age_ns)),
        };
        match attempt {
            1 => format!("The mapping makes a batch of {which}{waited}."),
            _ => format!("The mapping sends {which}, for the {} time.", ordinal(attempt)),
        }
    }

    /// Records come back.
    pub(super) fn comes_back(self, request: u64, records: u32, wait_ns: u64) -> String {
        let which = capital(&self.which(request, records));
        let after = time(wait_ns);
        let (was, it) = if records == 1 { ("was", "it") } else { ("were", "they") };
        let stay = if records == 1 { "stays" } else { "stay" };
        if self == Self::Stream {
            format!(
                "{which} {was} not processed: the mapping tries again in {after}, and what comes behind has to wait."
            )
        } else {
            format!(
                "{which} {was} not processed: {it} {stay} hidden for another {after} and can then be received again."
            )
        }
    }

    /// Events are given up.
    pub(super) fn given_up(self, request: u64, records: u32, reason: GiveUpReason, kept: bool) -> String {
        let what = capital(&self.which(request, records));
        let has = if records == 1 { "has" } else { "have" };
        let why = match reason {
            GiveUpReason::RetriesExhausted => format!("{has} no retry left"),
            GiveUpReason::Age => format!("{has} become too old"),
            GiveUpReason::ReceivedTooOften => {
                format!("{has} been received as often as the redrive policy allows")
            }
            GiveUpReason::NoConcurrency => {
                format!("{has} no chance, for the function's reserved concurrency is 0")
            }
        };
        let (go, are) = if records == 1 { ("it goes", "it is") } else { ("they go", "they are") };
        match (kept, self) {
            (false, _) => format!("{what} {why}: {are} lost."),
            (true, Self::Stream) => format!(
                "{what} {why}: a note of what failed goes to the destination, and the shard moves on."
            ),
            (true, _) => format!("{what} {why}: {go} to the dead-letter queue."),
        }
    }

    /// What an invocation that succeeded means for its events.
    pub(super) fn done(self, took_ns: u64) -> String {
        match self {
            Self::Sync => format!(" The caller has waited {} in all.", time(took_ns)),
            Self::Async => format!(" The event is done, {} after it came.", time(took_ns)),
            Self::Queue => " What was processed is deleted from the queue.".to_owned(),
            Self::Stream => " The mapping moves on behind what was processed.".to_owned(),
        }
    }
}
