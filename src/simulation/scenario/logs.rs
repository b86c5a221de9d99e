//! What a scenario takes from logs: when requests came, and how long they took.

use super::Distribution;
use super::laws;
use super::reader::{Reader, Value, kind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// The requests of a log. Times are in nanoseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoggedRequests {
    /// Arrivals from the first on, in their order.
    pub arrivals: Arc<[u64]>,
    /// Durations in environments that were there.
    pub warm: Arc<[u64]>,
    /// Durations of first invocations, without INIT.
    pub cold: Arc<[u64]>,
    /// Durations of INIT, or restores.
    pub init: Arc<[u64]>,
}

/// The logs that a scenario names, by the name that it uses; those that could not be read with the reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Logs(BTreeMap<String, Result<LoggedRequests, String>>);

/// Which of a log's durations are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Warm,
    Cold,
    Init,
}

impl Logs {
    /// No logs.
    pub fn none() -> Self {
        Self::default()
    }

    /// The names of all logs in a scenario file. What is wrong with the file is told when it is read.
    pub fn names(text: &str) -> BTreeSet<String> {
        fn collect(value: &DeValue<'_>, names: &mut BTreeSet<String>) {
            match value {
                DeValue::Table(table) => of_table(table, names),
                DeValue::Array(list) => list.iter().for_each(|item| collect(item.get_ref(), names)),
                _ => {}
            }
        }
        fn of_table(table: &DeTable<'_>, names: &mut BTreeSet<String>) {
            for (key, value) in table {
                match value.get_ref() {
                    DeValue::String(name) if key.get_ref() == "log" => {
                        names.insert(name.to_string());
                    }
                    value => collect(value, names),
                }
            }
        }
        let mut names = BTreeSet::new();
        of_table(DeTable::parse_recoverable(text).0.get_ref(), &mut names);
        names
    }

    /// Adds a log under the name that the scenario uses; where it could not be read, with the reason.
    pub fn insert(&mut self, name: String, read: Result<LoggedRequests, String>) {
        self.0.insert(name, read);
    }
}

/// Whether a value is `{ log = … }`.
pub(super) fn is_log(value: &Value<'_>) -> bool {
    value.get_ref().as_table().is_some_and(|table| table.len() == 1 && table.contains_key("log"))
}

/// The log that `value`, the name of a file, names.
pub(super) fn requests(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<LoggedRequests> {
    let Some(name) = value.get_ref().as_str() else {
        reader.report_with_help(
            value.span(),
            format!("`log` has to be the name of a file in quotes, not {}", kind(value)),
            "for example `log = \"report.log\"`",
        );
        return None;
    };
    match reader.logs().0.get(name).cloned() {
        Some(Ok(requests)) => Some(requests),
        Some(Err(reason)) => {
            reader.report(value.span(), format!("`{name}` gives no requests: {reason}"));
            None
        }
        None => {
            reader.report(value.span(), "a scenario that is not in a file of its own cannot read logs");
            None
        }
    }
}

/// A time, a law, or durations from a log.
pub(super) fn distribution(reader: &mut Reader<'_>, value: &Value<'_>, part: Part) -> Option<Distribution> {
    if !is_log(value) {
        return laws::distribution(reader, value);
    }
    let requests = requests(reader, value.get_ref().get("log")?)?;
    let (values, what) = match part {
        Part::Warm => (requests.warm, "invocation in an environment that was there"),
        Part::Cold => (requests.cold, "cold start"),
        Part::Init => (requests.init, "INIT"),
    };
    if values.is_empty() {
        reader.report(value.span(), format!("the log has no {what} to take times from"));
        return None;
    }
    Some(Distribution::Empirical(values))
}
