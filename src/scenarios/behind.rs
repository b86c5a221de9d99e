//! The fact behind each step of a story, by its id in the course.

use super::told::Way;
use crate::simulation::{
    EventKind, GiveUpReason, Outcome, Phase, Quotas, ShutdownReason, StartKind, ThrottleReason,
};

/// The id of the fact that explains an event best. `wait_ns` is the wait before the next attempt, where
/// the event announces one.
pub(super) fn fact(kind: &EventKind, way: Way, quotas: &Quotas, wait_ns: Option<u64>) -> &'static str {
    match *kind {
        EventKind::RequestArrived { group, .. } => match way {
            Way::Sync => "lifecycle.one-at-a-time",
            Way::Async => "invoke.async.accept",
            Way::Queue if group.is_some() => "esm.sqs.fifo-concurrency",
            Way::Queue => "esm.sync",
            Way::Stream => "esm.stream.order",
        },
        EventKind::RequestRetried { .. } => match way {
            Way::Sync => "invoke.sync.caller-retries",
            Way::Async => "invoke.async.max-age.default",
            Way::Queue => "esm.sqs.throttle",
            Way::Stream => "invoke.retries.stream",
        },
        EventKind::Throttled { reason, .. } => match (way, reason) {
            (Way::Async, _) => "invoke.async.throttle-retry",
            (Way::Queue, _) => "esm.sqs.throttle",
            (Way::Stream, _) => "esm.stream.throttle-not-retry",
            (Way::Sync, ThrottleReason::RequestRate) => "limits.rps.sync",
            (Way::Sync, ThrottleReason::ScalingRate) => "limits.concurrency.scaling-rate",
            (Way::Sync, ThrottleReason::ReservedConcurrency) => "concurrency.reserved.meaning",
            (Way::Sync, ThrottleReason::AccountConcurrency) => "concurrency.throttle.error",
        },
        EventKind::BatchSent { attempt: 1, .. } => "esm.flush-conditions",
        EventKind::BatchSent { .. } => "invoke.retries.stream",
        EventKind::Returned { .. } if way == Way::Stream => "esm.stream.blocking",
        EventKind::Returned { .. } => "invoke.retries.queue",
        EventKind::DeadLettered { reason, .. } | EventKind::Dropped { reason, .. } => match (way, reason) {
            (_, GiveUpReason::NoConcurrency) => "invoke.async.reserved-zero",
            (_, GiveUpReason::ReceivedTooOften) => "invoke.retries.queue",
            (Way::Queue, _) => "sqs.retention.default",
            (Way::Stream, GiveUpReason::Age) => "esm.kinesis.max-age",
            (Way::Stream, GiveUpReason::RetriesExhausted) => "esm.kinesis.max-retries",
            (Way::Sync | Way::Async, GiveUpReason::Age) => "invoke.async.max-age.default",
            (Way::Sync | Way::Async, GiveUpReason::RetriesExhausted) => "invoke.async.retries.default",
        },
        EventKind::SentToDestination { .. } => "dest.async.targets",
        EventKind::ConnectionRefused { .. } => "vpc.rds-proxy",
        EventKind::TrafficShifted { .. } => "alias.routing.probabilistic",
        EventKind::RolledBack { .. } => "codedeploy.rollback",
        EventKind::EnvironmentCreated { request: None, .. } => "concurrency.provisioned.meaning",
        EventKind::EnvironmentCreated { .. } => "lifecycle.cold-start.contents",
        EventKind::PhaseStarted { phase, .. } => match phase {
            Phase::Download => "lifecycle.cold-start.contents",
            Phase::Transfer => "snapstart.when-init",
            Phase::InitExtensions | Phase::InitRuntime => "lifecycle.init.tasks",
            Phase::InitFunction => "lifecycle.init.billing.since",
            Phase::Restore => "lifecycle.restore.limit",
            Phase::Invoke => "lifecycle.invoke.duration",
            Phase::Idle => "lifecycle.freeze",
        },
        EventKind::InitBrokenOff { .. } => "lifecycle.init.limit",
        EventKind::InvokeStarted { suppressed_init_ns: 1.., .. } => "lifecycle.suppressed-init",
        EventKind::InvokeStarted { start: StartKind::Cold, .. } => "lifecycle.init.end",
        EventKind::InvokeStarted { start: StartKind::Provisioned, .. } => "concurrency.provisioned.latency",
        EventKind::InvokeStarted { .. } => "lifecycle.reuse.objects",
        EventKind::InvokeEnded { outcome, .. } => match (outcome, way) {
            (Outcome::Success, Way::Queue) => "esm.sqs.delete",
            (Outcome::Success, _) => "lifecycle.freeze",
            (Outcome::RestoreTimeout, _) => "lifecycle.restore.limit",
            (_, Way::Async) => match (wait_ns, quotas.delivery.async_waits_ns) {
                (None, _) => "invoke.async.retries.default",
                (Some(wait), [first, _]) if wait == first => "invoke.async.retry-delay.first",
                (Some(_), _) => "invoke.async.retry-delay.second",
            },
            (Outcome::Timeout, _) => "lifecycle.invoke.timeout-scope",
            (Outcome::Crash, _) => "lifecycle.invoke-failure.reset",
            (Outcome::Error, Way::Queue) => "invoke.retries.queue",
            (Outcome::Error, Way::Stream) => "invoke.retries.stream",
            (Outcome::Error, Way::Sync) => "invoke.retries.direct",
        },
        EventKind::EnvironmentShutDown { reason, .. } => match reason {
            ShutdownReason::IdleTimeout => "lifecycle.idle-retention",
            ShutdownReason::MaximumLife => "lifecycle.max-age",
            ShutdownReason::RestoreFailed => "lifecycle.restore.limit",
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::course::Course;

    #[test]
    fn every_fact_that_is_cited_exists() {
        let course = Course::built_in();
        let source = include_str!("behind.rs").split("mod tests").next().unwrap();
        let ids: Vec<&str> = source.split('"').skip(1).step_by(2).collect();
        assert!(ids.len() > 40);
        for id in ids {
            assert!(course.fact(id).is_some(), "{id}");
        }
    }
}
