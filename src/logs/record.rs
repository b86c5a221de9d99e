//! What the lines of a log say, in whole nanoseconds and megabytes.

/// Nanoseconds in a millisecond.
pub const NS_PER_MS: u64 = 1_000_000;

/// A line of Lambda's own in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// The end of an invocation: `REPORT`, `platform.report`.
    Report(Report),
    /// The end of an INIT: `INIT_REPORT`, `platform.initReport`.
    InitReport(InitReport),
    /// The end of a restore: `RESTORE_REPORT`, `platform.restoreReport`.
    RestoreReport(RestoreReport),
    /// The start of an invocation: `START`, `platform.start`.
    Start {
        /// The request.
        request_id: String,
        /// Version of the function, where it is named.
        version: Option<String>,
    },
    /// The start of an INIT: `INIT_START`, `platform.initStart`.
    InitStart {
        /// Name and version of the runtime, such as `python:3.12.v18`.
        runtime_version: Option<String>,
        /// Its resource name.
        runtime_version_arn: Option<String>,
    },
    /// The runtime has answered: `platform.runtimeDone`.
    RuntimeDone(RuntimeDone),
    /// `Task timed out after …`, which logs had before `REPORT` lines named a status.
    TimedOut {
        /// The request.
        request_id: String,
        /// The function's time-out.
        timeout_ns: u64,
    },
    /// `Error: Runtime exited …`, which logs had before `REPORT` lines named a status.
    Crashed {
        /// The request.
        request_id: String,
        /// The kind of error, from the line after it.
        error_type: Option<String>,
    },
}

/// The end of an invocation. What the line does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// When it was written, in nanoseconds since 1970.
    pub time_ns: Option<i64>,
    /// The request.
    pub request_id: String,
    /// Time of the invocation, without INIT and restore.
    pub duration_ns: u64,
    /// Billed time in milliseconds. It holds INIT where INIT is billed, and the billed part of a restore.
    pub billed_ms: Option<u64>,
    /// Configured memory in MB.
    pub memory_mb: Option<u32>,
    /// The most that was in use, in MB.
    pub max_memory_used_mb: Option<u32>,
    /// INIT before the invocation.
    pub init_ns: Option<u64>,
    /// Restore from a snapshot before the invocation, the transfer included.
    pub restore_ns: Option<u64>,
    /// Billed part of the restore in milliseconds; it is a part of [`Self::billed_ms`].
    pub billed_restore_ms: Option<u64>,
    /// How it ended.
    pub status: Option<Status>,
    /// Kind of error, such as `Runtime.ExitError`.
    pub error_type: Option<String>,
    /// Trace.
    pub xray_trace_id: Option<String>,
    /// Segment of the trace.
    pub xray_segment_id: Option<String>,
    /// Whether the trace is kept.
    pub xray_sampled: Option<bool>,
}

impl Report {
    /// Whether the invocation began a new environment that somebody waited for.
    pub fn is_cold(&self) -> bool {
        self.init_ns.is_some() || self.restore_ns.is_some()
    }

    /// INIT or restore, whichever there was.
    pub fn start_ns(&self) -> u64 {
        self.init_ns.unwrap_or_default().saturating_add(self.restore_ns.unwrap_or_default())
    }

    /// When the request came: the line is written at the end, so INIT or restore and the invocation lie before it.
    pub fn arrival_ns(&self) -> Option<i64> {
        let before = i64::try_from(self.duration_ns.saturating_add(self.start_ns())).ok()?;
        self.time_ns?.checked_sub(before)
    }

    /// Whether INIT is in the billed time, told from the figures of the line itself. Billed time is rounded up to whole
    /// milliseconds, once.
    pub fn init_billing(&self) -> InitBilling {
        let (Some(init), Some(billed)) = (self.init_ns, self.billed_ms) else { return InitBilling::Absent };
        let without = self.duration_ns.div_ceil(NS_PER_MS);
        let with = self.duration_ns.saturating_add(init).div_ceil(NS_PER_MS);
        // An INIT of less than the rounding leaves no trace; today's rule is taken then, and costs nothing.
        if billed.abs_diff(with) <= 1 {
            InitBilling::Billed
        } else if billed.abs_diff(without) <= 1 {
            InitBilling::Free
        } else {
            InitBilling::Unclear
        }
    }

    /// Billed milliseconds under the rule that INIT is billed, whatever rule the line was written under.
    pub fn billed_ms_with_init(&self) -> Option<u64> {
        match self.init_billing() {
            InitBilling::Free => {
                Some(self.duration_ns.saturating_add(self.init_ns.unwrap_or_default()).div_ceil(NS_PER_MS))
            }
            _ => self.billed_ms,
        }
    }
}

/// What a `REPORT` line shows about the billing of INIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InitBilling {
    /// There is no INIT in the line, or no billed time.
    Absent,
    /// Billed time is the invocation and INIT together.
    Billed,
    /// Billed time is the invocation alone.
    Free,
    /// Billed time is neither.
    Unclear,
}

/// How an invocation, an INIT or a restore ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Well.
    Success,
    /// With an error that the function returned.
    Failure,
    /// With an error.
    Error,
    /// At the time limit.
    Timeout,
}

impl Status {
    /// The word of the log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Error => "error",
            Self::Timeout => "timeout",
        }
    }

    pub(super) fn from_word(word: &[u8]) -> Option<Self> {
        [Self::Success, Self::Failure, Self::Error, Self::Timeout]
            .into_iter()
            .find(|status| word.eq_ignore_ascii_case(status.word().as_bytes()))
    }
}

/// The end of an INIT.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InitReport {
    /// How long it took.
    pub init_ns: u64,
    /// `init`, or `invoke` where it was repeated inside an invocation.
    pub phase: Option<String>,
    /// How it ended.
    pub status: Option<Status>,
    /// Kind of error.
    pub error_type: Option<String>,
    /// `on-demand`, `provisioned-concurrency` or `snap-start`.
    pub initialization_type: Option<String>,
}

/// The end of a restore.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RestoreReport {
    /// How long it took.
    pub restore_ns: u64,
    /// How it ended.
    pub status: Option<Status>,
}

/// The runtime has answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuntimeDone {
    /// The request.
    pub request_id: String,
    /// How long the handler took.
    pub duration_ns: Option<u64>,
    /// Size of the answer.
    pub produced_bytes: Option<u64>,
    /// How it ended.
    pub status: Option<Status>,
}
