//! Cold starts by runtime, architecture and package, as the caller's facts give them.

use std::sync::Arc;

use super::distribution::Distribution;
use super::math::count_to_f64;
use super::scenario::{Architecture, Init};

/// What a cold start is like, by runtime, architecture and package.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profiles {
    list: Arc<[InitProfile]>,
    loading: Loading,
}

/// INIT of a function that does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InitProfile {
    /// What scenarios call it: AWS's name of a managed runtime, such as `python3.13`, or a word for what runs on an OS-only one.
    pub runtime: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Processor architecture.
    pub architecture: Architecture,
    /// How the code is packed.
    pub package: Package,
    /// Whether the size of the code lengthens INIT: interpreters and virtual machines load it, native programs do not.
    pub loads_code: bool,
    /// Median, in nanoseconds.
    pub median_ns: u64,
    /// 90th percentile, in nanoseconds.
    pub p90_ns: u64,
    /// 99th percentile, in nanoseconds.
    pub p99_ns: u64,
}

/// How a function's code is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Package {
    /// A zip archive.
    #[default]
    Zip,
    /// A container image.
    Image,
}

/// What the size of a package adds to a cold start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loading {
    /// Time to get the smallest package and make the environment, in nanoseconds.
    pub download_ns: u64,
    /// What each MB of a zip adds to that, in nanoseconds.
    pub download_per_mb_ns: u64,
    /// What each MB of code that is loaded adds to INIT, in nanoseconds.
    pub init_per_mb_ns: u64,
}

/// KB in an MB.
const KB: u128 = 1024;

impl Profiles {
    /// Profiles and what the size of a package costs.
    pub fn new(list: Vec<InitProfile>, loading: Loading) -> Self {
        Self { list: list.into(), loading }
    }

    /// All of them: by runtime, then by architecture and package.
    pub fn all(&self) -> &[InitProfile] {
        &self.list
    }

    /// What scenarios call the runtimes, each once.
    pub fn runtimes(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.list.iter().map(|profile| profile.runtime).collect();
        names.dedup();
        names
    }

    /// The profile of a runtime.
    pub fn find(&self, runtime: &str, architecture: Architecture, package: Package) -> Option<&InitProfile> {
        self.list.iter().find(|profile| {
            profile.runtime == runtime && profile.architecture == architecture && profile.package == package
        })
    }

    /// The parts of a cold start with a package of `size_kb` KB, all of whose code the function loads.
    ///
    /// The time of the runtime is log-normal by the profile's median and 99th percentile. A container image is fetched in
    /// pieces as they are used, so its size does not lengthen the download; what it costs is in the measured INIT.
    pub fn cold_start(&self, profile: &InitProfile, size_kb: u64) -> Init {
        let Loading { download_ns, download_per_mb_ns, init_per_mb_ns } = self.loading;
        let by_size =
            |per_mb: u64| u64::try_from(u128::from(per_mb) * u128::from(size_kb) / KB).unwrap_or(u64::MAX);
        let zip_ns = if profile.package == Package::Zip { by_size(download_per_mb_ns) } else { 0 };
        let load_ns = if profile.loads_code { by_size(init_per_mb_ns) } else { 0 };
        Init {
            download: Distribution::Constant(download_ns.saturating_add(zip_ns)),
            extensions: Distribution::ZERO,
            runtime: profile.runtime_law(),
            function: Distribution::Constant(load_ns),
        }
    }
}

impl InitProfile {
    /// The time that the runtime takes to start.
    pub fn runtime_law(&self) -> Distribution {
        Distribution::lognormal_from_quantiles(count_to_f64(self.median_ns), count_to_f64(self.p99_ns))
    }
}
