//! What if: one thing changed, the rest as it was, both compared.

use super::reel::{Reel, Scene};
use crate::pricing::{ASSUMED_CPU_SHARE, Exact};
use crate::scenarios::{find, time};
use crate::simulation::scenario::{Architecture, Arrivals, Function, Init, SnapStart, Start};
use crate::simulation::{Distribution, Figures, Package, Scenario};
use rust_decimal::prelude::ToPrimitive;

/// What can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lever {
    /// Memory of the function.
    Memory,
    /// Share of the handler's time that computes, which memory shortens.
    CpuShare,
    /// Processor architecture.
    Architecture,
    /// Runtime, by its measured profile.
    Runtime,
    /// Zip or image.
    Package,
    /// Size of the code.
    CodeSize,
    /// SnapStart.
    SnapStart,
    /// Provisioned concurrency.
    Provisioned,
    /// Reserved concurrency.
    Reserved,
    /// How long an idle environment is kept.
    IdleTime,
    /// How much comes.
    Traffic,
}

impl Lever {
    /// All of them, in the order of the panel.
    pub const ALL: [Self; 11] = [
        Self::Memory,
        Self::CpuShare,
        Self::Architecture,
        Self::Runtime,
        Self::Package,
        Self::CodeSize,
        Self::SnapStart,
        Self::Provisioned,
        Self::Reserved,
        Self::IdleTime,
        Self::Traffic,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::CpuShare => "CPU-bound share",
            Self::Architecture => "architecture",
            Self::Runtime => "runtime",
            Self::Package => "package",
            Self::CodeSize => "code size",
            Self::SnapStart => "SnapStart",
            Self::Provisioned => "provisioned",
            Self::Reserved => "reserved",
            Self::IdleTime => "idle time",
            Self::Traffic => "traffic",
        }
    }
}

const MEMORY_MB: [u32; 9] = [128, 256, 512, 1024, 1536, 1769, 2048, 3008, 10_240];
const CPU_SHARES: [u32; 5] = [0, 25, 50, 75, 100];
const CODE_KB: [u64; 6] = [1, 1024, 5 * 1024, 10 * 1024, 25 * 1024, 50 * 1024];
const ENVIRONMENTS: [u32; 12] = [0, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 900];
const SECOND: u64 = 1_000_000_000;
const IDLE: [u64; 8] = [
    5 * SECOND,
    30 * SECOND,
    60 * SECOND,
    120 * SECOND,
    300 * SECOND,
    600 * SECOND,
    1800 * SECOND,
    3600 * SECOND,
];
/// Traffic in quarters.
const TRAFFIC: [u32; 9] = [1, 2, 4, 8, 12, 16, 20, 40, 80];

/// A scenario with changes; `None` where something is as it was. The first function is the one that is changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Variant {
    memory_mb: Option<u32>,
    cpu_share: Option<u32>,
    architecture: Option<Architecture>,
    runtime: Option<&'static str>,
    package: Option<Package>,
    code_kb: Option<u64>,
    snapstart: Option<bool>,
    provisioned: Option<u32>,
    /// 0 stands for no reservation.
    reserved: Option<u32>,
    idle_ns: Option<u64>,
    traffic: Option<u32>,
}

/// The next value of a list after `now`, upwards or downwards; the nearest one where `now` is not in it.
fn next_of<T: Copy + PartialOrd>(list: &[T], now: T, up: bool) -> Option<T> {
    if up { list.iter().find(|value| **value > now) } else { list.iter().rev().find(|value| **value < now) }
        .copied()
}

impl Variant {
    /// Whether nothing is changed.
    pub fn is_none(&self) -> bool {
        *self == Self { cpu_share: self.cpu_share, ..Self::default() }
    }

    /// Takes one change back.
    pub fn reset(&mut self, lever: Lever) {
        match lever {
            Lever::Memory => self.memory_mb = None,
            Lever::CpuShare => self.cpu_share = None,
            Lever::Architecture => self.architecture = None,
            Lever::Runtime => self.runtime = None,
            Lever::Package => self.package = None,
            Lever::CodeSize => self.code_kb = None,
            Lever::SnapStart => self.snapstart = None,
            Lever::Provisioned => self.provisioned = None,
            Lever::Reserved => self.reserved = None,
            Lever::IdleTime => self.idle_ns = None,
            Lever::Traffic => self.traffic = None,
        }
    }

    /// Whether this is changed.
    pub fn has(&self, lever: Lever) -> bool {
        match lever {
            Lever::Memory => self.memory_mb.is_some(),
            Lever::CpuShare => self.cpu_share.is_some(),
            Lever::Architecture => self.architecture.is_some(),
            Lever::Runtime => self.runtime.is_some(),
            Lever::Package => self.package.is_some(),
            Lever::CodeSize => self.code_kb.is_some(),
            Lever::SnapStart => self.snapstart.is_some(),
            Lever::Provisioned => self.provisioned.is_some(),
            Lever::Reserved => self.reserved.is_some(),
            Lever::IdleTime => self.idle_ns.is_some(),
            Lever::Traffic => self.traffic.is_some(),
        }
    }

    /// Takes the next value of a lever, upwards or downwards.
    ///
    /// # Errors
    /// Why there is none, in a sentence.
    pub fn turn(&mut self, lever: Lever, up: bool, base: &Scenario) -> Result<(), &'static str> {
        const END: &str = "this is the last value";
        let Some(function) = base.functions.first() else { return Err("there is no function") };
        let account = &base.account;
        match lever {
            Lever::Memory => {
                let now = self.memory_mb.unwrap_or(function.memory_mb);
                self.memory_mb = Some(next_of(&MEMORY_MB, now, up).ok_or(END)?);
            }
            Lever::CpuShare => {
                let now = self.cpu_share();
                self.cpu_share = Some(next_of(&CPU_SHARES, now, up).ok_or(END)?);
            }
            Lever::Architecture => {
                let now = self.architecture.unwrap_or(function.architecture);
                self.architecture = Some(match now {
                    Architecture::X86_64 => Architecture::Arm64,
                    Architecture::Arm64 => Architecture::X86_64,
                });
            }
            Lever::Runtime => {
                let known = base.quotas.profiles.runtimes();
                let at = self.runtime.and_then(|runtime| known.iter().position(|other| *other == runtime));
                let next = match (at, up) {
                    (None, true) => known.first(),
                    (None, false) => known.last(),
                    (Some(at), true) => known.get(at + 1),
                    (Some(at), false) => at.checked_sub(1).and_then(|at| known.get(at)),
                };
                self.runtime = next.copied();
                self.snapstart = None;
            }
            Lever::Package => {
                if self.runtime.is_none() {
                    return Err("choose a runtime first: what a package costs was measured for each");
                }
                self.package = Some(match self.package.unwrap_or_default() {
                    Package::Zip => Package::Image,
                    Package::Image => Package::Zip,
                });
            }
            Lever::CodeSize => {
                if self.runtime.is_none() {
                    return Err("choose a runtime first: what the size costs depends on it");
                }
                let now = self.code_kb.unwrap_or(0);
                self.code_kb = Some(next_of(&CODE_KB, now, up).ok_or(END)?);
            }
            Lever::SnapStart => {
                let now = self.snapstart.unwrap_or(matches!(function.start, Start::SnapStart(_)));
                if !now && self.provisioned.unwrap_or(function.provisioned) > 0 {
                    return Err("SnapStart does not go together with provisioned concurrency");
                }
                if now && self.runtime.is_none() && matches!(function.start, Start::SnapStart(_)) {
                    return Err("choose a runtime first: without SnapStart its INIT has to be known");
                }
                if !now && self.runtime.is_some_and(|runtime| !can_snapshot(runtime)) {
                    return Err("SnapStart is for Java, Python from 3.12 and .NET from 8");
                }
                self.snapstart = Some(!now);
            }
            Lever::Provisioned => {
                let now = self.provisioned.unwrap_or(function.provisioned);
                let start = matches!(function.start, Start::SnapStart(_));
                if up && self.snapstart.unwrap_or(start && self.runtime.is_none()) {
                    return Err("provisioned concurrency does not go together with SnapStart");
                }
                let next = next_of(&ENVIRONMENTS, now, up).ok_or(END)?;
                let most = match self.reserved.or(function.reserved).filter(|reserved| *reserved > 0) {
                    Some(reserved) => reserved,
                    None => account.concurrency.saturating_sub(base.quotas.unreserved_minimum).max(1),
                };
                if next > most {
                    return Err("that is more than can be reserved");
                }
                self.provisioned = Some(next);
            }
            Lever::Reserved => {
                let now = self.reserved.or(function.reserved).unwrap_or(0);
                let next = next_of(&ENVIRONMENTS, now, up).ok_or(END)?;
                let least = self.provisioned.unwrap_or(function.provisioned);
                let most = account.concurrency.saturating_sub(base.quotas.unreserved_minimum).max(1);
                if next > most {
                    return Err("AWS leaves a part of the account's concurrency unreserved");
                }
                if next > 0 && next < least {
                    return Err("a reservation holds at least what is provisioned");
                }
                self.reserved = Some(next);
            }
            Lever::IdleTime => {
                let now = self.idle_ns.unwrap_or(match &function.idle_timeout {
                    Distribution::Constant(idle) => *idle,
                    law => law.mean().to_u64().unwrap_or(600 * SECOND),
                });
                self.idle_ns = Some(next_of(&IDLE, now, up).ok_or(END)?);
            }
            Lever::Traffic => {
                let now = self.traffic.unwrap_or(4);
                self.traffic = Some(next_of(&TRAFFIC, now, up).ok_or(END)?);
            }
        }
        Ok(())
    }

    fn cpu_share(&self) -> u32 {
        self.cpu_share.unwrap_or(ASSUMED_CPU_SHARE.into())
    }

    /// The present value of a lever, for people.
    pub fn shown(&self, lever: Lever, base: &Scenario) -> String {
        let Some(function) = base.functions.first() else { return String::new() };
        let profiles = &base.quotas.profiles;
        match lever {
            Lever::Memory => format!("{} MB", self.memory_mb.unwrap_or(function.memory_mb)),
            Lever::CpuShare => format!("{} % (assumed)", self.cpu_share()),
            Lever::Architecture => match self.architecture.unwrap_or(function.architecture) {
                Architecture::X86_64 => "x86_64".to_owned(),
                Architecture::Arm64 => "arm64".to_owned(),
            },
            Lever::Runtime => self.runtime.map_or_else(
                || "as in the scenario".to_owned(),
                |runtime| {
                    let known = profiles.all().iter().find(|profile| profile.runtime == runtime);
                    known.map_or(runtime, |profile| profile.name).to_owned()
                },
            ),
            Lever::Package => match (self.runtime, self.package) {
                (None, _) => "as in the scenario".to_owned(),
                (_, Some(Package::Image)) => "image".to_owned(),
                _ => "zip".to_owned(),
            },
            Lever::CodeSize => match self.code_kb {
                None => "as in the scenario".to_owned(),
                Some(kb) if kb < 1024 => format!("{kb} KB"),
                Some(kb) => format!("{} MB", kb / 1024),
            },
            Lever::SnapStart => {
                let on = self
                    .snapstart
                    .unwrap_or(matches!(function.start, Start::SnapStart(_)) && self.runtime.is_none());
                if on { "on" } else { "off" }.to_owned()
            }
            Lever::Provisioned => self.provisioned.unwrap_or(function.provisioned).to_string(),
            Lever::Reserved => match self.reserved.or(function.reserved).unwrap_or(0) {
                0 => "none".to_owned(),
                reserved => reserved.to_string(),
            },
            Lever::IdleTime => match (self.idle_ns, &function.idle_timeout) {
                (Some(idle), _) => time(idle),
                (None, Distribution::Constant(idle)) => time(*idle),
                (None, law) => format!("about {}", time(law.mean().to_u64().unwrap_or_default())),
            },
            Lever::Traffic => {
                let quarters = self.traffic.unwrap_or(4);
                if quarters < 4 { format!("× {quarters}/4") } else { format!("× {}", quarters / 4) }
            }
        }
    }

    /// The scenario with the changes. `full_vcpu_mb` is the memory that comes with a whole vCPU.
    pub fn apply(&self, base: &Scenario, full_vcpu_mb: u32) -> Scenario {
        let mut scenario = base.clone();
        let quotas = base.quotas.clone();
        if let Some(quarters) = self.traffic {
            for source in scenario.functions.iter_mut().flat_map(|function| &mut function.sources) {
                source.arrivals = scaled(&source.arrivals, quarters);
            }
        }
        let Some(function) = scenario.functions.first_mut() else { return scenario };
        if let Some(memory_mb) = self.memory_mb {
            let factor = self.slowdown(function.memory_mb, memory_mb, full_vcpu_mb);
            function.warm = function.warm.scaled(factor);
            function.cold = function.cold.as_ref().map(|law| law.scaled(factor));
            function.memory_mb = memory_mb;
        }
        if let Some(architecture) = self.architecture {
            function.architecture = architecture;
        }
        function.runtime = self.runtime.or(function.runtime);
        if let Some(start) = self.start(function, &quotas) {
            function.start = start;
        }
        if let Some(provisioned) = self.provisioned {
            function.provisioned = provisioned;
        }
        if let Some(reserved) = self.reserved {
            function.reserved = (reserved > 0).then_some(reserved);
        }
        if let Some(idle_ns) = self.idle_ns {
            function.idle_timeout = Distribution::Constant(idle_ns);
        }
        scenario
    }

    /// How much longer the handler takes: waiting stays, computing goes with the share of a vCPU, for one thread.
    fn slowdown(&self, from_mb: u32, to_mb: u32, full_vcpu_mb: u32) -> f64 {
        let speed = |mb: u32| (f64::from(mb) / f64::from(full_vcpu_mb.max(1))).min(1.0);
        let share = f64::from(self.cpu_share()) / 100.0;
        (1.0 - share) + share * speed(from_mb) / speed(to_mb)
    }

    fn start(&self, function: &Function, quotas: &crate::simulation::Quotas) -> Option<Start> {
        let own = match &function.start {
            Start::Init(init) => Some(init),
            Start::SnapStart(_) => None,
        };
        let mut start = self.runtime.and_then(|runtime| {
            let package = self.package.unwrap_or_default();
            let profile = quotas.profiles.find(runtime, function.architecture, package)?;
            let measured = quotas.profiles.cold_start(profile, self.code_kb.unwrap_or(1));
            Some(Start::Init(match (self.code_kb, own) {
                // What the function's own code adds is the scenario's to say, unless its size was chosen.
                (None, Some(own)) => Init { runtime: measured.runtime, ..own.clone() },
                _ => measured,
            }))
        });
        if self.snapstart == Some(true) {
            let charged = self.runtime.is_some_and(|runtime| !runtime.starts_with("java"));
            let example = example_of_snapstart(quotas)?;
            start = Some(Start::SnapStart(SnapStart { charged, ..example }));
        }
        start
    }
}

/// Whether SnapStart exists for a runtime (fact `snapstart.runtimes`).
fn can_snapshot(runtime: &str) -> bool {
    let managed_java = runtime.starts_with("java") && !runtime.ends_with("graalvm");
    managed_java
        || runtime.starts_with("python")
        || (runtime.starts_with("dotnet") && !runtime.ends_with("aot"))
}

/// The times of a restore as the built-in scenario assumes them.
fn example_of_snapstart(quotas: &crate::simulation::Quotas) -> Option<SnapStart> {
    let known = find("cold-java-snapstart")?;
    let scenario = Scenario::parse(known.id, known.source, quotas, u64::MAX).ok()?;
    scenario.functions.into_iter().find_map(|function| match function.start {
        Start::SnapStart(start) => Some(start),
        Start::Init(_) => None,
    })
}

/// Arrivals with so many quarters of their rate.
fn scaled(arrivals: &Arrivals, quarters: u32) -> Arrivals {
    let factor = f64::from(quarters) / 4.0;
    let count = |count: u64| (count * u64::from(quarters) / 4).max(1);
    match arrivals {
        Arrivals::Poisson { rate } => Arrivals::Poisson { rate: rate * factor },
        Arrivals::Constant { rate } => Arrivals::Constant { rate: rate * factor },
        Arrivals::Gaps(law) => Arrivals::Gaps(law.scaled(1.0 / factor)),
        Arrivals::Burst { at_ns, requests, over_ns } => {
            Arrivals::Burst { at_ns: *at_ns, requests: count(*requests), over_ns: *over_ns }
        }
        Arrivals::Ramp { from, to, over_ns } => {
            Arrivals::Ramp { from: from * factor, to: to * factor, over_ns: *over_ns }
        }
        Arrivals::Daily { low, high, peak_ns } => {
            Arrivals::Daily { low: low * factor, high: high * factor, peak_ns: *peak_ns }
        }
        // Each time so often, or every so-manieth.
        Arrivals::Times(times) => {
            let mut due = 0;
            let mut chosen = Vec::new();
            for at in times.iter() {
                due += quarters;
                chosen.extend(std::iter::repeat_n(*at, (due / 4) as usize));
                due %= 4;
            }
            Arrivals::Times(chosen.into())
        }
    }
}

/// The figures that a change is judged by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// Requests that arrived.
    pub requests: u64,
    /// Cold starts.
    pub cold_starts: u64,
    /// Refused requests.
    pub throttled: u64,
    /// Mean latency in milliseconds.
    pub mean_ms: Option<f64>,
    /// 99th percentile of the latency in milliseconds.
    pub p99_ms: Option<f64>,
    /// Greatest latency in milliseconds.
    pub max_ms: Option<f64>,
    /// Dollars.
    pub cost: Exact,
}

impl Outlook {
    fn of(reel: &Reel, figures: &Figures) -> Option<Self> {
        let total = &figures.total;
        Some(Self {
            requests: total.tally.requests,
            cold_starts: total.tally.cold_starts,
            throttled: total.tally.throttled,
            mean_ms: total.mean_latency_ms(),
            p99_ms: total.latency_ms(990),
            max_ms: total.latency_ms(1000),
            cost: reel.cost_of(figures).ok()?.total.exact,
        })
    }
}

/// Two runs side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The run as it was.
    pub before: Outlook,
    /// The run with the change.
    pub after: Outlook,
    /// Whether these are the figures of whole runs; else they are those up to the present moment.
    pub whole: bool,
}

/// Compares two runs: as wholes where both were looked over to their ends, else up to where they stand.
pub fn compare(before: &Reel, after: &Reel) -> Option<Change> {
    let wholes = before.survey().figures().zip(after.survey().figures());
    Some(match wholes {
        Some((one, other)) => {
            Change { before: Outlook::of(before, one)?, after: Outlook::of(after, other)?, whole: true }
        }
        None => Change {
            before: Outlook::of(before, &before.figures())?,
            after: Outlook::of(after, &after.figures())?,
            whole: false,
        },
    })
}

impl Reel {
    /// The same run with changes, at the same moment.
    ///
    /// # Errors
    /// Where the price book lacks a price.
    pub fn changed(&self, variant: &Variant, base: &Scene) -> Result<Self, crate::pricing::PricingError> {
        let scenario = variant.apply(&base.scenario, base.limits.full_vcpu_mb.to_u32().unwrap_or(1));
        let mut reel = Self::new(Scene { scenario, ..base.clone() })?;
        reel.seek(self.now_ns());
        Ok(reel)
    }
}
