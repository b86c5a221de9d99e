//! From a scenario file to a scenario, or to everything that is wrong with it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::delivered::invocation;
use super::keys;
use super::laws::{arrivals, distribution_at};
use super::links::Known;
use super::logs::{self, Logs, Part};
use super::quantity;
use super::reader::{Fields, Reader, Value, kind};
use super::start::start;
use super::{
    Account, Architecture, ClientRetries, Distribution, End, Function, Jitter, Quotas, Scenario,
    ScenarioError, Source,
};
use crate::simulation::Routing;

/// Where the parts of a scenario stand, for problems that lie between them.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) end: Range<usize>,
    pub(super) warmup: Range<usize>,
    pub(super) functions: Vec<FunctionPlaces>,
}

/// Where the parts of a function stand.
#[derive(Debug, Default)]
pub(super) struct FunctionPlaces {
    pub(super) name: Range<usize>,
    pub(super) reserved: Range<usize>,
    pub(super) provisioned: Range<usize>,
    pub(super) sources: Vec<Range<usize>>,
}

const IDLE_DEFAULT: &str = "10m";

impl Scenario {
    /// Reads a scenario file. `file` is its name for messages; `memory_bytes` is how much a run may use.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in the order of the text: what TOML does not allow, unknown keys, quantities without units,
    /// limits that AWS would refuse, runs that would never end or need more memory than there is.
    pub fn parse(
        file: &str,
        text: &str,
        quotas: &Quotas,
        memory_bytes: u64,
    ) -> Result<Self, Vec<ScenarioError>> {
        Self::parse_with_logs(file, text, quotas, memory_bytes, &Logs::none())
    }

    /// The same for a scenario that takes requests from logs: [`Logs::names`] says from which, the caller reads them.
    ///
    /// # Errors
    ///
    /// As above, and at the name of a log why it could not be read.
    pub fn parse_with_logs(
        file: &str,
        text: &str,
        quotas: &Quotas,
        memory_bytes: u64,
        logs: &Logs,
    ) -> Result<Self, Vec<ScenarioError>> {
        let mut reader = Reader::new(file, text, logs);
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            for error in errors {
                reader.report(error.span().unwrap_or(0..0), error.message().to_owned());
            }
            return Err(sorted(reader));
        }
        let span = document.span();
        let top = reader.table(document.get_ref(), span.start..span.start, "a scenario", keys::SCENARIO);
        let (scenario, places) = read(&mut reader, top, quotas);
        scenario.check(&places, memory_bytes, &mut reader);
        if reader.problems.is_empty() { Ok(scenario) } else { Err(sorted(reader)) }
    }
}

fn sorted(mut reader: Reader<'_>) -> Vec<ScenarioError> {
    reader.problems.sort_by_key(|problem| problem.span.start);
    reader.problems
}

/// Where a key's value stands, or else the table that lacks it.
pub(super) fn place(fields: Fields<'_, '_>, key: &str) -> Range<usize> {
    fields.get(key).map_or_else(|| fields.span(), Spanned::span)
}

fn read(reader: &mut Reader<'_>, top: Fields<'_, '_>, quotas: &Quotas) -> (Scenario, Places) {
    let account = account(reader, top, quotas);
    let specs = reader.tables(top, "function", keys::FUNCTION);
    let none = top
        .get("function")
        .is_none_or(|value| value.get_ref().as_array().is_some_and(|list| list.is_empty()));
    if specs.is_empty() && none {
        reader.missing(top, "a scenario", "function", "[[function]]");
    }
    let mut places = Places {
        end: place(top, if top.get("requests").is_some() { "requests" } else { "duration" }),
        warmup: place(top, "warmup"),
        functions: Vec::new(),
    };
    let mut functions = Vec::with_capacity(specs.len());
    let known = Known::read(reader, top, &specs);
    for (at, spec) in specs.iter().enumerate() {
        let (function, of) = function(reader, *spec, quotas, &known, at);
        functions.push(function);
        places.functions.push(of);
    }
    for words in ["title", "summary", "text"] {
        reader.text(top, words);
    }
    let scenario = Scenario {
        name: reader.text(top, "name").unwrap_or_default(),
        seed: reader.parse(top, "seed", quantity::count).unwrap_or(1),
        end: end(reader, top),
        warmup_ns: reader.duration(top, "warmup").unwrap_or_default(),
        account,
        databases: known.databases,
        functions,
        quotas: quotas.clone(),
    };
    (scenario, places)
}

fn end(reader: &mut Reader<'_>, top: Fields<'_, '_>) -> End {
    let requests = reader.parse(top, "requests", |text| match quantity::count(text)? {
        0 => Err("a run of no requests shows nothing".to_owned().into()),
        requests => Ok(requests),
    });
    let duration = reader.parse(top, "duration", |text| match quantity::duration(text)? {
        0 => Err("a run of no length shows nothing".to_owned().into()),
        duration => Ok(duration),
    });
    match (top.get("duration"), top.get("requests")) {
        (None, None) => reader.report_with_help(
            top.span(),
            "the run would never end",
            "give `duration = \"24h\"` or `requests = 1_000_000`",
        ),
        (Some(_), Some(both)) => {
            reader.report(
                both.span(),
                "a run ends after its `duration` or after its `requests`: give one of them",
            );
        }
        _ => {}
    }
    // Where neither can be read there is a problem already, and the value is never used.
    requests.map(End::AfterRequests).or(duration.map(End::At)).unwrap_or(End::At(1))
}

fn account(reader: &mut Reader<'_>, top: Fields<'_, '_>, quotas: &Quotas) -> Account {
    let mut account = Account {
        concurrency: quotas.account_concurrency,
        scaling_rate: quotas.scaling_rate,
        request_rate_cap: true,
    };
    let Some(fields) =
        top.get("account").and_then(|value| reader.fields(value, "the account", keys::ACCOUNT))
    else {
        return account;
    };
    if let Some(concurrency) = reader.small_count(fields, "concurrency") {
        account.concurrency = concurrency;
        if concurrency == 0 {
            reader.report(place(fields, "concurrency"), "an account has a concurrency of at least 1");
        }
    }
    if let Some(rate) = reader.small_count(fields, "scaling_rate") {
        account.scaling_rate = rate;
    }
    if let Some(cap) = reader.flag(fields, "request_rate_cap") {
        account.request_rate_cap = cap;
    }
    account
}

fn function(
    reader: &mut Reader<'_>,
    spec: Fields<'_, '_>,
    quotas: &Quotas,
    known: &Known<'_>,
    at: usize,
) -> (Function, FunctionPlaces) {
    if spec.get("name").is_none() {
        reader.missing(spec, "a function", "name", "name = \"api\"");
    }
    let timeout_ns = reader.parse(spec, "timeout", |text| match quantity::duration(text)? {
        0 => Err("a time-out has to be more than nothing".to_owned().into()),
        timeout if timeout > quotas.timeout_max_ns => {
            Err(format!("the longest time-out is {} s", quotas.timeout_max_ns / 1_000_000_000).into())
        }
        timeout => Ok(timeout),
    });
    let (least, most) = (u64::from(quotas.memory_min_mb), u64::from(quotas.memory_max_mb));
    let memory_mb = reader.parse(spec, "memory", |text| match quantity::memory(text)? {
        memory if (least..=most).contains(&memory) => {
            u32::try_from(memory).map_err(|_| format!("`{text}` is too much").into())
        }
        _ => Err(format!("`{text}` is outside {least} MB to {most} MB").into()),
    });
    let error_share = reader.parse(spec, "error_share", quantity::share).unwrap_or_default();
    let crash_share = reader.parse(spec, "crash_share", quantity::share).unwrap_or_default();
    if error_share + crash_share > 1.0 {
        reader.report(
            place(spec, "crash_share"),
            "`error_share` and `crash_share` together are more than 100%",
        );
    }
    let architecture = reader
        .choice(spec, "arch", &[("x86_64", Architecture::X86_64), ("arm64", Architecture::Arm64)])
        .unwrap_or_default();
    let (warm, cold) = durations(reader, spec);
    let (sources, source_places) = sources(reader, spec, timeout_ns, quotas, known, at);
    let function = Function {
        name: reader.text(spec, "name").unwrap_or_default(),
        memory_mb: memory_mb.unwrap_or(quotas.memory_default_mb),
        architecture,
        runtime: runtime(reader, spec, quotas),
        timeout_ns,
        idle_timeout: distribution_at(reader, spec, "idle_timeout")
            .or_else(|| quantity::duration(IDLE_DEFAULT).ok().map(Distribution::Constant))
            .unwrap_or(Distribution::ZERO),
        maximum_life: distribution_at(reader, spec, "maximum_life"),
        reserved: reader.small_count(spec, "reserved"),
        provisioned: reader.small_count(spec, "provisioned").unwrap_or_default(),
        routing: reader
            .choice(
                spec,
                "routing",
                &[
                    ("most-recently-used", Routing::MostRecentlyUsed),
                    ("newest", Routing::Newest),
                    ("oldest", Routing::Oldest),
                    ("random", Routing::Random),
                ],
            )
            .unwrap_or_default(),
        error_share,
        crash_share,
        start: start(reader, spec, quotas, architecture),
        warm,
        cold,
        database: known.database_of(reader, spec),
        sources,
    };
    let places = FunctionPlaces {
        name: place(spec, "name"),
        reserved: place(spec, "reserved"),
        provisioned: place(spec, "provisioned"),
        sources: source_places,
    };
    (function, places)
}

/// The runtime that is named, or that of the profile, which is looked at elsewhere.
fn runtime(reader: &mut Reader<'_>, spec: Fields<'_, '_>, quotas: &Quotas) -> Option<&'static str> {
    let known = quotas.profiles.runtimes();
    if let Some(name) = reader.text(spec, "runtime") {
        let found = known.iter().find(|runtime| **runtime == name).copied();
        if found.is_none() {
            reader.report_unknown(place(spec, "runtime"), "a runtime", &name, &known);
        }
        return found;
    }
    let profile = spec.get("init")?.get_ref().as_table()?.get("profile")?.get_ref().as_str()?;
    known.into_iter().find(|runtime| *runtime == profile)
}

fn durations(reader: &mut Reader<'_>, spec: Fields<'_, '_>) -> (Distribution, Option<Distribution>) {
    let fields = spec.get("duration").and_then(|value| reader.fields(value, "`duration`", keys::DURATION));
    let Some(fields) = fields else {
        if spec.get("duration").is_none() {
            reader.missing(spec, "a function", "duration.warm", "duration.warm = \"100ms\"");
        }
        return (Distribution::ZERO, None);
    };
    if fields.get("warm").is_none() {
        reader.missing(fields, "a function", "duration.warm", "duration.warm = \"100ms\"");
    }
    let mut of = |key, part| logs::distribution(reader, fields.get(key)?, part);
    let warm = of("warm", Part::Warm).unwrap_or(Distribution::ZERO);
    (warm, of("cold", Part::Cold))
}

fn sources(
    reader: &mut Reader<'_>,
    spec: Fields<'_, '_>,
    timeout_ns: Option<u64>,
    quotas: &Quotas,
    known: &Known<'_>,
    at: usize,
) -> (Vec<Source>, Vec<Range<usize>>) {
    let mut sources = Vec::new();
    let mut places = Vec::new();
    for fields in reader.tables(spec, "source", &keys::of_sources()) {
        let invocation = invocation(reader, fields, timeout_ns, quotas);
        let alias = known.alias(reader, fields, at, quotas);
        let client_retries = fields.get("client_retries").and_then(|value| retries(reader, value));
        let Some(value) = fields.get("arrivals") else {
            reader.missing(fields, "a source", "arrivals", "arrivals = { poisson = { rate = 10 } }");
            continue;
        };
        if let Some(arrivals) = arrivals(reader, value) {
            sources.push(Source { invocation, alias, arrivals, client_retries });
            places.push(value.span());
        }
    }
    (sources, places)
}

fn retries(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<ClientRetries> {
    let fields = reader.fields(value, "`client_retries`", keys::RETRIES)?;
    for (key, example) in [("max_attempts", "max_attempts = 3"), ("base", "base = \"100ms\"")] {
        if fields.get(key).is_none() {
            reader.missing(fields, "`client_retries`", key, example);
        }
    }
    let max_attempts = reader.small_count(fields, "max_attempts")?;
    let base_ns = reader.duration(fields, "base")?;
    let max_backoff_ns = reader.duration(fields, "max_backoff").unwrap_or(u64::MAX);
    let jitter = reader
        .choice(fields, "jitter", &[("full", Jitter::Full), ("equal", Jitter::Equal), ("none", Jitter::None)])
        .unwrap_or_default();
    let (on_throttle, on_error) = fields.get("on").map_or((true, false), |value| retried(reader, value));
    Some(ClientRetries { max_attempts, base_ns, max_backoff_ns, jitter, on_throttle, on_error })
}

/// Which failures a caller repeats: throttles, errors.
fn retried(reader: &mut Reader<'_>, value: &Value<'_>) -> (bool, bool) {
    let Some(list) = value.get_ref().as_array() else {
        reader.report_with_help(
            value.span(),
            format!("`on` has to be a list, not {}", kind(value)),
            "for example `on = [\"throttle\", \"error\"]`",
        );
        return (false, false);
    };
    let mut wanted = (false, false);
    for item in list {
        match item.get_ref() {
            DeValue::String(word) if word == "throttle" => wanted.0 = true,
            DeValue::String(word) if word == "error" => wanted.1 = true,
            DeValue::String(word) => {
                reader.report_unknown(item.span(), "a value of `on`", word, &["throttle", "error"]);
            }
            _ => reader.report(item.span(), format!("a text in quotes is wanted here, not {}", kind(item))),
        }
    }
    wanted
}
