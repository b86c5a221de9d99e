//! An attempt: the environment that serves it, or the limit that refuses it.
//!
//! An invocation is planned in full when it begins, so its figures are booked then and its completion has only to
//! release the environment.

use super::agenda::Request;
use super::engine::World;
use super::event::{EventKind, Observer, Outcome, StartKind, ThrottleReason};
use super::figures::Receipt;
use super::mapping::SYNC;
use super::state::Plan;

impl World {
    /// Finds an environment for a request, or the limit that refuses it.
    #[inline(never)]
    pub(super) fn attempt<O: Observer>(&mut self, at: usize, request: Request, observer: &mut O) {
        self.attempt_as::<O, false>(at, request, observer);
    }

    /// The same. `PLAIN` requests are those of sources that are plain ([`SourceState::is_plain`]): by far the most in a run, so what
    /// only the others need is compiled out of their way.
    #[inline]
    pub(super) fn attempt_as<O: Observer, const PLAIN: bool>(
        &mut self,
        at: usize,
        request: Request,
        observer: &mut O,
    ) {
        let now = self.now;
        if let Some(cap) = &mut self.request_cap
            && !cap.has_one(now)
        {
            return self.refuse(at, request, ThrottleReason::RequestRate, observer);
        }
        let function = &mut self.functions[at];
        let found = if let Some(environment) = function.ready.pop() {
            Some((environment, StartKind::Provisioned))
        } else {
            let (busy, capacity, reason) = match function.own_capacity {
                Some(own) => (&mut function.on_demand_busy, own, ThrottleReason::ReservedConcurrency),
                None => (&mut self.shared_busy, self.shared_capacity, ThrottleReason::AccountConcurrency),
            };
            if *busy >= capacity {
                return self.refuse(at, request, reason, observer);
            }
            let idle = function.pool.take(&mut self.table, &mut function.routing_rng);
            if idle.is_none()
                && let Some(scaling) = &mut function.scaling
            {
                if !scaling.has_one(now) {
                    return self.refuse(at, request, ThrottleReason::ScalingRate, observer);
                }
                scaling.spend();
            }
            *busy += 1;
            idle.map(|environment| (environment, StartKind::Warm))
        };
        let (environment, kind, plan) = if let Some((environment, kind)) = found {
            (environment, kind, self.leave_idle(at, environment))
        } else {
            let (environment, plan) = self.start_cold(at, request, observer);
            (environment, StartKind::Cold, plan)
        };
        self.start::<O, PLAIN>(at, request, environment, kind, plan, observer);
    }

    #[cold]
    fn start_cold<O: Observer>(&mut self, at: usize, request: Request, observer: &mut O) -> (u32, Plan) {
        let environment = self.create(at, false, Some(request.number), observer);
        let function = &mut self.functions[at];
        let plan = function.plan_cold();
        self.table.get_mut(environment).doomed = plan.outcome == Outcome::RestoreTimeout;
        if request.arrived >= self.warmup {
            function.tally.cold_starts += 1;
        }
        (environment, plan)
    }

    /// Books the idle time that ends now, and plans the invocation that ends it.
    #[inline]
    fn leave_idle(&mut self, at: usize, environment: u32) -> Plan {
        let function = &mut self.functions[at];
        let woken = self.table.get_mut(environment);
        function.tally.idle_ns += u128::from(self.now.saturating_sub(woken.time.max(self.warmup)));
        let needs_init = std::mem::take(&mut woken.needs_init);
        function.plan_warm(needs_init)
    }

    #[inline]
    fn start<O: Observer, const PLAIN: bool>(
        &mut self,
        at: usize,
        request: Request,
        environment: u32,
        kind: StartKind,
        plan: Plan,
        observer: &mut O,
    ) {
        let now = self.now;
        let is_managed = !PLAIN && request.batch != SYNC;
        let plan = if is_managed || !PLAIN && self.functions[at].has_database {
            let plan = self.shape(at, request, plan);
            self.connect(at, environment, plan, observer)
        } else {
            plan
        };
        if let Some(cap) = &mut self.request_cap {
            cap.spend();
        }
        let done =
            now.saturating_add(plan.lead_ns).saturating_add(plan.init_ns).saturating_add(plan.invoke_ns);
        let failed = plan.outcome != Outcome::Success;
        let starting = self.table.get_mut(environment);
        starting.time = done;
        if failed {
            starting.needs_init = matches!(plan.outcome, Outcome::Crash | Outcome::Timeout);
        }
        let (retry_at, is_answered) =
            if failed || is_managed { self.settle(request, done, plan.outcome) } else { (None, true) };

        let function = &mut self.functions[at];
        let tally = &mut function.tally;
        function.busy += 1;
        self.busy += 1;
        if self.warm {
            tally.max_busy = tally.max_busy.max(function.busy);
        }
        self.peak_busy = self.peak_busy.max(self.busy);
        tally.busy_ns += u128::from(done.min(self.end).saturating_sub(now.max(self.warmup)));
        let duration_ms = plan.invoke_ns.div_ceil(1_000_000);
        let billed_ms = if kind == StartKind::Cold {
            (plan.init_ns.saturating_add(plan.invoke_ns)).div_ceil(1_000_000)
        } else {
            duration_ms
        };
        // An observed run counts this when it happens, so that the figures of a moment know nothing of what is to come. Where nobody
        // looks it is the same, and quicker here.
        let receipt = (request.arrived >= self.warmup && done <= self.end).then_some(Receipt {
            is_provisioned: kind == StartKind::Provisioned,
            duration_ms,
            billed_ms,
            outcome: plan.outcome,
            latency_ns: is_answered.then(|| done - request.arrived),
        });
        if let Some(receipt) = &receipt {
            if O::ACTIVE {
                function.foreseen.0 += 1;
                function.foreseen.1 += u64::from(failed);
            } else {
                tally.enter(receipt);
            }
        }
        self.calendar.insert(&mut self.table, environment);
        if O::ACTIVE {
            self.observe_start(at, request, environment, kind, plan, billed_ms, receipt, retry_at, observer);
        }
    }

    #[inline(never)]
    fn refuse<O: Observer>(&mut self, at: usize, request: Request, reason: ThrottleReason, observer: &mut O) {
        let is_managed = self.sources[request.source as usize].managed.is_some();
        let retry_at = if is_managed {
            self.refused(at, request)
        } else {
            let wait = self.sources[request.source as usize].backoff(request.attempt, true);
            wait.map(|wait| self.now.saturating_add(wait))
        };
        if request.arrived >= self.warmup {
            let tally = &mut self.functions[at].tally;
            tally.throttled_attempts += 1;
            tally.throttled += u64::from(retry_at.is_none() && !is_managed);
        }
        if let Some(at) = retry_at.filter(|_| !is_managed) {
            self.wait(at, request);
        }
        if O::ACTIVE {
            let Request { number, attempt, .. } = request;
            let kind = EventKind::Throttled { request: number, attempt, reason, retry_at_ns: retry_at };
            self.say(at, kind, observer);
        }
    }
}
