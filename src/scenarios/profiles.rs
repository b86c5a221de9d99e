//! Cold starts by runtime, architecture and package, from the course's facts.

use super::quotas::{Facts, MissingFact};
use crate::course::Course;
use crate::simulation::scenario::Architecture;
use crate::simulation::{InitProfile, Loading, Package, Profiles};
use rust_decimal::Decimal;

/// What scenarios call a runtime, its part of the facts' ids, its name, whether it loads code when it starts.
type Runtime = (&'static str, &'static str, &'static str, bool);

/// Runtimes that have been measured, quickest first within their kind.
const RUNTIMES: [Runtime; 16] = [
    ("rust", "rust", "Rust", false),
    ("go", "go", "Go", false),
    ("llrt", "llrt", "LLRT", true),
    ("dotnet10-aot", "dotnet-10-aot", ".NET 10 AOT", false),
    ("python3.12", "python-3.12", "Python 3.12", true),
    ("python3.13", "python-3.13", "Python 3.13", true),
    ("python3.14", "python-3.14", "Python 3.14", true),
    ("nodejs22.x", "node-22", "Node.js 22", true),
    ("nodejs24.x", "node-24", "Node.js 24", true),
    ("java17", "java-17", "Java 17", true),
    ("java21", "java-21", "Java 21", true),
    ("java25", "java-25", "Java 25", true),
    ("java21-graalvm", "graalvm-java-21", "GraalVM Java 21", false),
    ("ruby3.4", "ruby-3.4", "Ruby 3.4", true),
    ("dotnet8", "dotnet-8", ".NET 8", true),
    ("dotnet10", "dotnet-10", ".NET 10", true),
];

const CELLS: [(Architecture, Package, &str); 4] = [
    (Architecture::X86_64, Package::Zip, "x86"),
    (Architecture::Arm64, Package::Zip, "arm"),
    (Architecture::X86_64, Package::Image, "x86.image"),
    (Architecture::Arm64, Package::Image, "arm.image"),
];

/// MB of code in the benchmark behind `measured.init.code-size.8mb`.
const MEASURED_MB: u64 = 8;

/// The profiles of the course.
///
/// Only functions that do nothing have been measured for every runtime. What each MB of code adds comes from one benchmark
/// of Node.js and is taken for every runtime that loads code; the download is a rough budget, spread evenly over the sizes
/// that can be uploaded.
///
/// # Errors
/// Where the course lacks one of the facts, as a team's pack may make it.
pub fn profiles(course: &Course) -> Result<Profiles, MissingFact> {
    let facts = Facts(course);
    let mut list = Vec::with_capacity(RUNTIMES.len() * CELLS.len());
    for (runtime, key, name, loads_code) in RUNTIMES {
        for (architecture, package, cell) in CELLS {
            let id = |percentile: &str| format!("measured.init.{key}.{cell}{percentile}");
            list.push(InitProfile {
                runtime,
                name,
                architecture,
                package,
                loads_code,
                median_ns: facts.ns(&id(""))?,
                p90_ns: facts.ns(&id(".p90"))?,
                p99_ns: facts.ns(&id(".p99"))?,
            });
        }
    }
    let small = facts.ns("measured.download.least")?;
    let large = facts.ns("measured.download.most")?;
    let largest_mb = facts.number("limits.package.zip.upload", "MB")?;
    let per_mb = Decimal::from(large.saturating_sub(small)).checked_div(largest_mb);
    let loaded =
        facts.ns("measured.init.code-size.8mb")?.saturating_sub(facts.ns("measured.init.code-size.1kb")?);
    Ok(Profiles::new(
        list,
        Loading {
            download_ns: small,
            download_per_mb_ns: per_mb.and_then(|ns| u64::try_from(ns.trunc()).ok()).unwrap_or_default(),
            init_per_mb_ns: loaded / MEASURED_MB,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenarios::quotas;
    use crate::simulation::scenario::Start;
    use crate::simulation::{Distribution, Scenario};

    const MS: u64 = 1_000_000;

    #[test]
    fn the_built_in_course_has_every_profile() {
        let profiles = profiles(&Course::built_in()).unwrap();
        assert_eq!((profiles.all().len(), profiles.runtimes().len()), (64, 16));
        for profile in profiles.all() {
            assert!(
                0 < profile.median_ns
                    && profile.median_ns <= profile.p90_ns
                    && profile.p90_ns <= profile.p99_ns,
                "{profile:?}"
            );
        }
        let node = profiles.find("nodejs24.x", Architecture::X86_64, Package::Image).unwrap();
        assert_eq!((node.median_ns, node.p90_ns, node.p99_ns), (273 * MS, 566 * MS, 782 * MS));
    }

    #[test]
    fn size_lengthens_the_download_and_the_loading_of_code() {
        let profiles = profiles(&Course::built_in()).unwrap();
        let python = profiles.find("python3.13", Architecture::X86_64, Package::Zip).unwrap();
        // 5 MB: 50 ms and 5 × (500 − 50) / 50 ms; then 5 × (391 − 171) / 8 ms.
        let start = profiles.cold_start(python, 5 * 1024);
        assert_eq!(start.download, Distribution::Constant(95 * MS));
        assert_eq!(start.function, Distribution::Constant(137_500_000));
        assert_eq!(start.runtime, Distribution::lognormal_from_quantiles(85e6, 185e6));
        let image = profiles.find("rust", Architecture::Arm64, Package::Image).unwrap();
        let start = profiles.cold_start(image, 500 * 1024);
        assert_eq!(start.download, Distribution::Constant(50 * MS));
        assert!(start.function.is_zero());
    }

    fn read(init: &str) -> Result<Scenario, Vec<String>> {
        let quotas = quotas(&Course::built_in()).unwrap();
        let text = format!(
            "duration = \"1m\"\n[[function]]\nname = \"f\"\nduration.warm = \"1ms\"\ninit = {init}\n"
        );
        Scenario::parse("x.toml", &text, &quotas, 1 << 30)
            .map_err(|errors| errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn scenarios_name_a_profile_and_say_what_differs() {
        let made = read("{ profile = \"python3.13\", size = \"5MB\", function = \"1s\" }").unwrap();
        let Start::Init(init) = &made.functions[0].start else { panic!("no INIT") };
        assert_eq!(init.download, Distribution::Constant(95 * MS));
        assert_eq!(init.runtime, Distribution::lognormal_from_quantiles(85e6, 185e6));
        assert_eq!(init.function, Distribution::Constant(1000 * MS));
        let image = read("{ profile = \"go\", package = \"image\" }").unwrap();
        let Start::Init(init) = &image.functions[0].start else { panic!("no INIT") };
        assert_eq!(init.runtime, Distribution::lognormal_from_quantiles(46e6, 128e6));
    }

    #[test]
    fn a_wrong_profile_is_named_with_its_place() {
        let problem = |init| read(init).unwrap_err().join("\n");
        assert_eq!(
            problem("{ profile = \"pyhton3.13\" }"),
            "x.toml:5:20: `pyhton3.13` is not a profile (did you mean `python3.13`?)"
        );
        assert_eq!(
            problem("{ size = \"5MB\" }"),
            "x.toml:5:17: `size` says nothing without a `profile` (for example `profile = \"python3.13\"`)"
        );
        assert!(
            problem("{ profile = \"go\", package = \"tar\" }").contains("`tar` is not a value of `package`")
        );
    }
}
