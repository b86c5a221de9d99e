//! What the lines of a log add up to.

use super::record::{InitBilling, NS_PER_MS, Record, Report, Status};
use super::scan::{Place, Problem, Sink};
use super::series::Series;
use super::spread::Spread;
use std::collections::{BTreeMap, VecDeque};

/// Problems that are kept with their place; the others are counted.
const PROBLEMS: usize = 20;
/// Requests that are remembered for messages about them that come on lines of their own.
const REMEMBERED: usize = 256;
/// Memory sizes whose figures are kept apart; more than Lambda has steps of 64 MB.
const SIZES: usize = 256;
/// Memory sizes whose durations are kept as well.
const SPREADS: usize = 24;
/// Most memory that is counted by the megabyte, in MB.
const MOST_MB: usize = 65_536;

/// The figures of a log, counted line by line.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Lines of the log.
    pub lines: u64,
    /// Reports of invocations.
    pub reports: u64,
    /// What looks like a record and is none.
    pub unparsed: u64,
    /// The first of them.
    pub problems: Vec<Problem>,
    /// First invocations of an environment.
    pub cold_starts: u64,
    /// Of these, from a snapshot.
    pub restores: u64,
    /// Invocations that ended at the time limit.
    pub timeouts: u64,
    /// Invocations that ended with an error.
    pub errors: u64,
    /// Environments whose INIT failed.
    pub failed_inits: u64,
    /// Durations of invocations in nanoseconds, without INIT.
    pub durations: Spread,
    /// The same for those that reached no time limit.
    pub completed: Spread,
    /// INIT in nanoseconds.
    pub inits: Spread,
    /// Restores in nanoseconds.
    pub restore_times: Spread,
    /// Memory in use, by invocation.
    pub used: MemoryUse,
    /// Each configured memory.
    pub sizes: BTreeMap<u32, Size>,
    /// Reports of sizes beyond those that are kept, and of those without a size or a billed time: they are not priced.
    pub unpriced: u64,
    /// What lines show about the billing of INIT.
    pub init_billing: InitBillings,
    /// The longest time-out that was reached, in nanoseconds: the function's time limit.
    pub time_limit_ns: Option<u64>,
    /// Names of the runtimes that began, as in `python:3.12.v18`, without version.
    pub runtimes: Vec<String>,
    /// Figures over time.
    pub series: Series,
    /// Reports with a time.
    timed: u64,
    recent: VecDeque<Recent>,
    early: VecDeque<(u64, Early)>,
}

/// A report that was counted.
#[derive(Debug, Clone, Copy)]
struct Recent {
    /// A hash of its request.
    request: u64,
    /// Whether it said itself how the invocation failed.
    failed: bool,
    memory_mb: Option<u32>,
    billed_ms: u64,
}

/// What a message said about a request whose report had not come.
#[derive(Debug, Clone, Copy)]
enum Early {
    TimedOut(u64),
    Crashed,
}

/// Invocations at one memory size.
#[derive(Debug, Clone, Default)]
pub struct Size {
    /// How many.
    pub reports: u64,
    /// Billed milliseconds.
    pub billed_ms: u64,
    /// Billed milliseconds if INIT is billed wherever there was one.
    pub billed_ms_with_init: u64,
    /// Of [`Self::billed_ms`], INIT.
    pub init_ms: u64,
    /// Of [`Self::billed_ms`], restores.
    pub restore_ms: u64,
    /// Restores.
    pub restores: u64,
    /// Invocations in environments that were there, and the sum of their durations in nanoseconds.
    pub warm: u64,
    /// Sum of the durations of these, in nanoseconds.
    pub warm_ns: u128,
    /// Memory in use.
    pub used: MemoryUse,
    /// Billed milliseconds of time-outs.
    pub timed_out_ms: u64,
}

/// How often lines show which rule of billing INIT.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InitBillings {
    /// INIT is in the billed time.
    pub billed: u64,
    /// It is not.
    pub free: u64,
    /// Billed time is neither with nor without INIT.
    pub unclear: u64,
}

/// Memory in use, counted by the megabyte.
#[derive(Debug, Clone, Default)]
pub struct MemoryUse {
    by_mb: Vec<u64>,
    count: u64,
}

impl MemoryUse {
    fn add(&mut self, mb: u32) {
        let at = (mb as usize).min(MOST_MB);
        if self.by_mb.len() <= at {
            self.by_mb.resize(at + 1, 0);
        }
        if let Some(count) = self.by_mb.get_mut(at) {
            *count += 1;
        }
        self.count += 1;
    }

    /// The most, in MB.
    pub fn max(&self) -> Option<u32> {
        self.quantile(1000)
    }

    /// The nearest-rank percentile in MB, by thousandths; `None` where nothing is known.
    pub fn quantile(&self, per_mille: u64) -> Option<u32> {
        let rank = (u128::from(self.count) * u128::from(per_mille)).div_ceil(1000).max(1);
        let mut below = 0_u128;
        let at = self.by_mb.iter().position(|count| {
            below += u128::from(*count);
            below >= rank
        })?;
        u32::try_from(at).ok()
    }
}

impl Figures {
    /// Counts the lines of a log that has been read.
    pub fn add_lines(&mut self, lines: u64) {
        self.lines += lines;
    }

    /// First invocations of an environment as a share of all; `None` without reports.
    pub fn cold_start_share(&self) -> Option<f64> {
        ratio(self.cold_starts, self.reports)
    }

    /// Nanoseconds from the first to the last report, where every report has a time: only then figures can be scaled to a month.
    pub fn span_ns(&self) -> Option<u64> {
        (self.reports > 0 && self.timed == self.reports).then(|| self.series.length_ns())
    }

    /// Billed milliseconds in all.
    pub fn billed_ms(&self) -> u64 {
        self.sizes.values().fold(0, |sum, size| sum.saturating_add(size.billed_ms))
    }

    /// The memory size with the most invocations.
    pub fn main_size(&self) -> Option<(u32, &Size)> {
        let most = self.sizes.iter().max_by_key(|(mb, size)| (size.reports, std::cmp::Reverse(**mb)));
        most.map(|(mb, size)| (*mb, size))
    }

    /// Whether there is a line of Lambda's at all.
    pub fn is_empty(&self) -> bool {
        self.reports == 0 && self.unparsed == 0 && self.failed_inits == 0 && self.runtimes.is_empty()
    }

    fn add_report(&mut self, report: &Report) {
        self.reports += 1;
        self.durations.add(report.duration_ns);
        if report.is_cold() {
            self.cold_starts += 1;
        }
        if let Some(init) = report.init_ns {
            self.inits.add(init);
        }
        if let Some(restore) = report.restore_ns {
            self.restores += 1;
            self.restore_times.add(restore);
        }
        let request = hash(&report.request_id);
        let early = self.early.iter().position(|(id, _)| *id == request);
        let early = early.and_then(|at| self.early.remove(at)).map(|(_, early)| early);
        let timed_out = report.status == Some(Status::Timeout) || matches!(early, Some(Early::TimedOut(_)));
        let failed = report.status.is_some_and(|status| status != Status::Success);
        // What a message has said already was counted then.
        match report.status.filter(|_| early.is_none()) {
            Some(Status::Timeout) => self.add_timeout(report.duration_ns),
            Some(Status::Error | Status::Failure) => self.errors += 1,
            _ => {}
        }
        if !timed_out {
            self.completed.add(report.duration_ns);
        }
        match report.init_billing() {
            InitBilling::Billed => self.init_billing.billed += 1,
            InitBilling::Free => self.init_billing.free += 1,
            InitBilling::Unclear => self.init_billing.unclear += 1,
            InitBilling::Absent => {}
        }
        if let Some(used) = report.max_memory_used_mb {
            self.used.add(used);
        }
        self.timed += u64::from(report.time_ns.is_some());
        self.series.add(report);
        self.add_size(report, timed_out);
        let (memory_mb, billed_ms) = (report.memory_mb, report.billed_ms.unwrap_or_default());
        let failed = failed || early.is_some();
        remember(&mut self.recent, Recent { request, failed, memory_mb, billed_ms });
    }

    fn add_size(&mut self, report: &Report, timed_out: bool) {
        let (Some(mb), Some(billed)) = (report.memory_mb, report.billed_ms) else {
            self.unpriced += 1;
            return;
        };
        if self.sizes.len() >= SIZES && !self.sizes.contains_key(&mb) {
            self.unpriced += 1;
            return;
        }
        let keeps_use = self.sizes.len() < SPREADS || self.sizes.get(&mb).is_some_and(|it| it.used.count > 0);
        let size = self.sizes.entry(mb).or_default();
        size.reports += 1;
        size.billed_ms = size.billed_ms.saturating_add(billed);
        let with_init = report.billed_ms_with_init().unwrap_or(billed);
        size.billed_ms_with_init = size.billed_ms_with_init.saturating_add(with_init);
        if report.init_billing() == InitBilling::Billed {
            let init = billed.saturating_sub(report.duration_ns.div_ceil(NS_PER_MS));
            size.init_ms = size.init_ms.saturating_add(init);
        }
        if report.restore_ns.is_some() {
            size.restores += 1;
            let restore = report
                .billed_restore_ms
                .unwrap_or_else(|| billed.saturating_sub(report.duration_ns.div_ceil(NS_PER_MS)));
            size.restore_ms = size.restore_ms.saturating_add(restore.min(billed));
        }
        if timed_out {
            size.timed_out_ms = size.timed_out_ms.saturating_add(billed);
        } else if !report.is_cold() {
            size.warm += 1;
            size.warm_ns += u128::from(report.duration_ns);
        }
        if let Some(used) = report.max_memory_used_mb.filter(|_| keeps_use) {
            size.used.add(used);
        }
    }

    fn add_timeout(&mut self, limit_ns: u64) {
        self.timeouts += 1;
        self.time_limit_ns = Some(self.time_limit_ns.unwrap_or_default().max(limit_ns));
    }

    /// A message on a line of its own. The report of its request came just before, or comes soon.
    fn add_message(&mut self, request_id: &str, message: Early) {
        let request = hash(request_id);
        if let Some(recent) = self.recent.iter_mut().rev().find(|recent| recent.request == request) {
            if std::mem::replace(&mut recent.failed, true) {
                return;
            }
            let (memory_mb, billed) = (recent.memory_mb, recent.billed_ms);
            if let (Early::TimedOut(_), Some(size)) =
                (message, memory_mb.and_then(|mb| self.sizes.get_mut(&mb)))
            {
                size.timed_out_ms = size.timed_out_ms.saturating_add(billed);
            }
        } else {
            if self.early.iter().any(|(id, _)| *id == request) {
                return;
            }
            remember(&mut self.early, (request, message));
        }
        match message {
            Early::TimedOut(limit) => self.add_timeout(limit),
            Early::Crashed => self.errors += 1,
        }
    }
}

/// A request id as a number, the same on every machine: FNV-1a over eight bytes at a time.
fn hash(id: &str) -> u64 {
    id.as_bytes().chunks(8).fold(0xcbf2_9ce4_8422_2325, |hash, chunk| {
        let word = chunk.iter().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(29)
    })
}

/// Keeps the last few.
fn remember<T>(list: &mut VecDeque<T>, item: T) {
    if list.len() == REMEMBERED {
        list.pop_front();
    }
    list.push_back(item);
}

impl Sink for Figures {
    fn record(&mut self, record: &Record, _: Place) {
        match record {
            Record::Report(report) => self.add_report(report),
            Record::InitReport(report) => {
                self.failed_inits += u64::from(report.status.is_some_and(|status| status != Status::Success));
            }
            Record::InitStart { runtime_version: Some(version), .. } => {
                let name = version.split(".v").next().unwrap_or(version);
                if self.runtimes.len() < 16 && !self.runtimes.iter().any(|known| known == name) {
                    self.runtimes.push(name.to_owned());
                }
            }
            Record::TimedOut { request_id, timeout_ns } => {
                self.add_message(request_id, Early::TimedOut(*timeout_ns));
            }
            Record::Crashed { request_id, .. } => self.add_message(request_id, Early::Crashed),
            Record::InitStart { .. }
            | Record::RestoreReport(_)
            | Record::Start { .. }
            | Record::RuntimeDone(_) => {}
        }
    }

    fn unparsed(&mut self, problem: Problem) {
        self.unparsed += 1;
        if self.problems.len() < PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// A share; `None` of nothing.
#[expect(clippy::cast_precision_loss, reason = "a share for people")]
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl Size {
    /// Mean duration in environments that were there, in nanoseconds; `None` where there was none.
    #[expect(clippy::cast_precision_loss, reason = "a mean")]
    pub fn warm_mean_ns(&self) -> Option<f64> {
        (self.warm > 0).then(|| self.warm_ns as f64 / self.warm as f64)
    }
}
