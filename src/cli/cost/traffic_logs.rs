//! How often the functions of a template are called, and for how long, from their logs.

use super::super::Common;
use super::super::calculator_args::Pairs;
use super::super::logs::figures;
use super::super::output::Failure;
use crate::logs::Workload;
use crate::template::{Function, Template};
use crate::text::quantity::{Duration, grouped};
use crate::text::{nearest, printable_line};
use rust_decimal::Decimal;
use std::path::{Path, PathBuf};

/// What logs say of functions.
#[derive(Debug, Default)]
pub(super) struct LoggedTraffic {
    /// Inputs of the calculator by function.
    pub(super) functions: Vec<(String, Pairs)>,
    /// Where they are from, in sentences.
    pub(super) read: Vec<String>,
    /// What the reader of the bill must know of them.
    pub(super) notes: Vec<String>,
}

/// Reads the logs of `--traffic-log`, for a month of so many hours.
pub(super) fn read(
    given: &[String],
    template: &Template,
    hours: Option<&str>,
    common: &Common,
) -> Result<LoggedTraffic, Failure> {
    let mut traffic = LoggedTraffic::default();
    let mut files: Vec<(&Function, Vec<PathBuf>)> = Vec::new();
    for text in given {
        for (function, path) in owners(text, template, &mut traffic.notes)? {
            match files.iter_mut().find(|(other, _)| other.name == function.name) {
                Some((_, paths)) => paths.push(path),
                None => files.push((function, vec![path])),
            }
        }
    }
    let hours = hours.and_then(|hours| hours.parse::<f64>().ok()).unwrap_or(730.0);
    for (function, paths) in files {
        let figures = figures(&paths, common.ascii)?;
        let names: Vec<String> =
            paths.iter().map(|path| printable_line(&path.display().to_string()).into_owned()).collect();
        let names = names.join(", ");
        let work = Workload::of(&figures).ok_or_else(|| {
            Failure::input(format!("--traffic-log: {names}: no REPORT line in {}", lines(figures.lines)))
        })?;
        traffic.add(function, &work, &names, hours);
    }
    Ok(traffic)
}

impl LoggedTraffic {
    fn add(&mut self, function: &Function, work: &Workload, names: &str, hours: f64) {
        let name = printable_line(&function.name);
        let mut own: Pairs =
            work.time_inputs().into_iter().map(|(key, text)| (key.to_owned(), text)).collect();
        let count = grouped(Decimal::from(work.requests));
        let monthly = |count| work.in_hours(count, hours);
        let requests = if let Some(month) = monthly(work.requests) {
            let span = Duration::from_nanoseconds(work.span_ns.unwrap_or_default()).brief();
            self.read.push(format!(
                "`{name}`: a month at the rate of {count} invocations over {span}, from {names}."
            ));
            format!("{month:.0}")
        } else {
            self.read.push(format!("`{name}`: {count} invocations a month, as many as in {names}."));
            let why = match work.span_ns {
                Some(span) => format!("covers {} only", Duration::from_nanoseconds(span).brief()),
                None => "does not have a time stamp in every REPORT line".to_owned(),
            };
            self.notes.push(format!(
                "`{name}`: its log {why}, so its invocations are not scaled to a month: they are taken as the month's."
            ));
            work.requests.to_string()
        };
        own.push(("requests".to_owned(), requests));
        if pays_for_snapshots(function) && work.restores > 0 {
            let restores = monthly(work.restores)
                .map_or_else(|| work.restores.to_string(), |month| format!("{month:.0}"));
            own.push(("snapstart-restores".to_owned(), restores));
        }
        if let Some(mb) = work.memory_mb.filter(|mb| u64::from(*mb) != function.memory_mb) {
            self.notes.push(format!(
                "`{name}` has {} MB in the template and {mb} MB in its log: the durations of the log are taken as they are.",
                function.memory_mb
            ));
        }
        self.functions.push((function.name.clone(), own));
    }
}

/// Whether its runtime pays for cached and restored snapshots.
pub(super) fn pays_for_snapshots(function: &Function) -> bool {
    let pays = |runtime: &str| runtime.starts_with("python") || runtime.starts_with("dotnet");
    function.snapstart && function.runtime.as_deref().is_some_and(pays)
}

/// Whose logs `FUNCTION=PATH` or `PATH` means: without a function, files and folders are called after theirs.
fn owners<'t>(
    text: &str,
    template: &'t Template,
    notes: &mut Vec<String>,
) -> Result<Vec<(&'t Function, PathBuf)>, Failure> {
    let shown = printable_line(text);
    if let Some((name, path)) = text.split_once('=') {
        let Some(function) = template.function(name.trim()) else {
            let near = nearest(name.trim(), template.names());
            let help = near.map_or_else(
                || format!("it has {}", super::template::listed(template)),
                |near| format!("did you mean `{}`?", printable_line(near)),
            );
            let name = printable_line(name.trim());
            return Err(Failure::input(format!(
                "--traffic-log {shown}: the template has no function `{name}`; {help}"
            )));
        };
        return Ok(vec![(function, PathBuf::from(path))]);
    }
    let path = Path::new(text);
    if let Some(function) = called_after(path, template) {
        return Ok(vec![(function, path.to_owned())]);
    }
    let unknown = |what: &str| {
        Failure::input(format!(
            "--traffic-log {shown}: {what}; write `--traffic-log FUNCTION={shown}`. The template has {}",
            super::template::listed(template)
        ))
    };
    if !path.is_dir() {
        return Err(unknown("which function's log is this? No function is called like the file"));
    }
    let told = |error: std::io::Error| Failure::input(format!("--traffic-log {shown}: {error}"));
    let mut found = Vec::new();
    let mut others = Vec::new();
    for entry in std::fs::read_dir(path).map_err(told)? {
        let path = entry.map_err(told)?.path();
        match called_after(&path, template) {
            Some(function) => found.push((function, path)),
            None => others.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned()),
        }
    }
    if found.is_empty() {
        return Err(unknown("whose logs are these? No file or folder in it is called like a function"));
    }
    found.sort_by(|(_, one), (_, other)| one.cmp(other));
    others.retain(|name| !name.starts_with('.'));
    others.sort_unstable();
    if !others.is_empty() {
        let more = if others.len() > 5 { format!(" and {} more", others.len() - 5) } else { String::new() };
        others.truncate(5);
        notes.push(format!(
            "{shown}: no function is called like {}{more}: left out.",
            printable_line(&others.join(", "))
        ));
    }
    Ok(found)
}

/// The function that a file or folder is called after, endings left out: `PutItem.log.gz`.
fn called_after<'t>(path: &Path, template: &'t Template) -> Option<&'t Function> {
    let name = path.file_name()?.to_str()?;
    template.function(name).or_else(|| template.function(name.split('.').next()?))
}

fn lines(count: u64) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{} lines", grouped(Decimal::from(count))) }
}
