//! The functions of an infrastructure template with their traffic.

use super::super::Common;
use super::super::calculator_args::Pairs;
use super::super::output::Failure;
use super::functions::{Request, read_function};
use super::traffic_logs::{self, pays_for_snapshots};
use super::{Args, month_hours, read_text, replaced, wrong_file};
use crate::calculator::{Calculator, CostInputs, Rules, field};
use crate::content::{Problem, Value};
use crate::platform;
use crate::pricing::PriceBook;
use crate::template::{self, Defaults, Function, Given, LONGEST, Template, Traffic};
use crate::text::{nearest, printable_line};
use rust_decimal::Decimal;
use std::io::Read as _;
use std::path::Path;

/// What was read of a template, for what is told beside the bill.
pub(super) struct Source {
    file: String,
    text: String,
    template: Template,
    /// Where traffic was read from, in sentences.
    traffic: Vec<String>,
    /// Sentences about traffic that did not count as it stands.
    notes: Vec<String>,
}

impl Source {
    /// Everything that the reader of the bill must know: what did not count as it stands in the template.
    pub(super) fn warnings(&self, inputs: &CostInputs) -> Vec<String> {
        let mut told: Vec<String> = self
            .template
            .notices
            .iter()
            .map(|notice| Problem::at(&self.file, &self.text, notice.span.clone(), &*notice.message))
            .map(|found| format!("{found}."))
            .collect();
        if self.template.more_notices > 0 {
            told.push(format!(
                "{}: {} more of such notices.",
                printable_line(&self.file),
                self.template.more_notices
            ));
        }
        told.extend(self.notes.iter().cloned());
        for (function, priced) in self.template.functions.iter().zip(inputs.to_account().functions) {
            let timeout = Decimal::from(function.timeout_s) * Decimal::ONE_THOUSAND;
            if priced.duration_ms > timeout {
                let place = Problem::at(&self.file, &self.text, function.span.clone(), "");
                told.push(format!(
                    "{}:{}:{}: `{}` stops after its timeout of {} seconds, before the mean duration that was given.",
                    place.file,
                    place.line,
                    place.column,
                    printable_line(&function.name),
                    function.timeout_s
                ));
            }
        }
        told
    }

    /// What was read, in sentences.
    pub(super) fn read(&self) -> Vec<String> {
        let count = self.template.functions.len();
        let plural = if count == 1 { "function" } else { "functions" };
        let whole = format!(
            "{count} {plural} of the {} template {}.",
            self.template.kind.name(),
            printable_line(&self.file)
        );
        std::iter::once(whole).chain(self.traffic.iter().cloned()).collect()
    }
}

/// The functions of the template at `path` with what flags and files say of their traffic.
pub(super) fn request(
    args: &Args,
    path: &Path,
    book: &PriceBook,
    rules: &Rules,
    common: &Common,
) -> Result<Request, Failure> {
    let (file, text) = read_bounded(path)?;
    let flags = &args.flags.0;
    let given = Given {
        region: flags.iter().find(|(key, _)| key == "region").map(|(_, region)| region.clone()),
        parameters: args.parameters.iter().map(|text| parameter(text)).collect::<Result<_, _>>()?,
    };
    let defaults = defaults(rules, common)?;
    let template = template::read(&file, &text, &given, &defaults)
        .map_err(|problem| wrong_file(&file, &text, &[*problem]))?;

    let keys = Calculator::Cost.fields().iter().filter(|field| !field.account).map(|field| field.key);
    let mut traffic = Traffic::default();
    let mut traffic_file = None;
    if let Some(path) = &args.traffic {
        let (name, text) = read_text(path)?;
        traffic =
            Traffic::read(&name, &text, &template, keys).map_err(|found| wrong_file(&name, &text, &found))?;
        traffic_file = Some((name, text));
    }
    let mut own_flags: Vec<(String, Pairs)> = Vec::new();
    for text in &args.functions {
        let (name, pairs) = read_function(text)?;
        let Some(function) = template.function(&name) else {
            let near = nearest(&name, template.names());
            let help = near.map_or_else(
                || format!("it has {}", listed(&template)),
                |near| format!("did you mean `{}`?", printable_line(near)),
            );
            let name = printable_line(&name);
            return Err(Failure::input(format!(
                "--function {name}: the template has no such function; {help}"
            )));
        };
        own_flags.push((function.name.clone(), pairs));
    }
    let of_account = |key: &str| field(Calculator::Cost, key).is_some_and(|field| field.account);
    let mut account: Pairs = flags.iter().filter(|(key, _)| of_account(key)).cloned().collect();
    let hours = month_hours(&account);
    let logged = traffic_logs::read(&args.traffic_logs, &template, hours.as_deref(), common)?;
    let mut notes = logged.notes;
    if let Some(region) = template.region.as_deref().filter(|_| given.region.is_none()) {
        if book.region(region).is_ok() {
            account.push(("region".to_owned(), region.to_owned()));
        } else {
            notes.push(format!(
                "The price book has no Region {}, which the template names.",
                printable_line(region)
            ));
        }
    }
    let mut functions = Vec::with_capacity(template.functions.len());
    let mut idle = Vec::new();
    for function in &template.functions {
        let mut own = settings(function, &defaults, hours.as_deref(), &mut notes);
        let named = |all: &[(String, Pairs)]| -> Pairs {
            all.iter().filter(|(name, _)| *name == function.name).flat_map(|(_, own)| own.clone()).collect()
        };
        // From what is said of all functions to what is said of one, from files to flags.
        let layers = [
            traffic.default.clone(),
            flags.iter().filter(|(key, _)| !of_account(key)).cloned().collect(),
            named(&logged.functions),
            named(&traffic.functions),
            named(&own_flags),
        ];
        for (key, value) in layers.iter().flatten() {
            let key = key.replace('_', "-");
            // What is said later of how often takes the place of what was said before, in whichever form.
            let other = match key.as_str() {
                "requests" => "rps",
                "rps" => "requests",
                _ => "",
            };
            own.retain(|(before, _)| before != other);
            own = replaced(&own, Some((&key, value)));
        }
        if !own.iter().any(|(key, _)| matches!(key.as_str(), "requests" | "rps" | "instance-hours")) {
            idle.push(function.name.as_str());
            own.push(("requests".to_owned(), "0".to_owned()));
            if !own.iter().any(|(key, _)| key == "duration") {
                own.push(("duration".to_owned(), "0ms".to_owned()));
            }
        }
        functions.push((function.name.clone(), own));
    }
    if idle.len() == functions.len() {
        return Err(Failure::input(format!(
            "{}: nothing says how often its functions are called ({}); give --requests and --duration for all of them, \
             `--function NAME:requests=1M,duration=120ms` for one, --traffic FILE, or --traffic-log NAME=LOG",
            printable_line(&file),
            listed(&template)
        )));
    }
    for name in idle {
        notes.push(format!(
            "`{}`: nothing says how often it is called; no requests are counted.",
            printable_line(name)
        ));
    }
    let source = Source { file, text, template, traffic: logged.read, notes };
    Ok(Request::of_template(account, functions, source, traffic_file, &traffic))
}

/// What the template says of a function, as inputs of the calculator.
fn settings(function: &Function, defaults: &Defaults, hours: Option<&str>, notes: &mut Vec<String>) -> Pairs {
    let mut own = vec![
        ("memory".to_owned(), format!("{}MB", function.memory_mb)),
        ("arch".to_owned(), function.arch.to_string()),
    ];
    if function.ephemeral_mb > defaults.ephemeral_mb {
        own.push(("ephemeral".to_owned(), format!("{}MB", function.ephemeral_mb)));
    }
    if function.provisioned > 0 {
        own.push(("provisioned".to_owned(), function.provisioned.to_string()));
    }
    if function.snapstart {
        let name = printable_line(&function.name);
        match (function.runtime.as_deref(), hours) {
            (Some(_), Some(hours)) if pays_for_snapshots(function) => {
                own.push(("snapstart-cache-hours".to_owned(), hours.to_owned()));
                notes.push(format!(
                    "`{name}` uses SnapStart: one version's snapshot is counted as cached all month; restores count where snapstart-restores or a log gives them."
                ));
            }
            (Some(runtime), _) if runtime.starts_with("java") => {}
            _ => notes.push(format!(
                "`{name}` uses SnapStart, but its runtime is not known to pay for it: nothing is counted for snapshots."
            )),
        }
    }
    own
}

/// A few names for an error.
pub(super) fn listed(template: &Template) -> String {
    let mut names: Vec<String> =
        template.names().take(8).map(|name| printable_line(name).into_owned()).collect();
    let more = template.functions.len().saturating_sub(names.len());
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

fn parameter(text: &str) -> Result<(String, String), Failure> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => {
            let shown = printable_line(text);
            Err(Failure::input(format!("--parameter {shown}: write it like `--parameter Stage=prod`")))
        }
    }
}

/// The text of a template or of a file beside it; `-` is standard input. No more is read than a template may have.
pub(super) fn read_bounded(path: &Path) -> Result<(String, String), Failure> {
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let wrong = |what: &dyn std::fmt::Display| Failure::input(format!("{}: {what}", printable_line(&name)));
    let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|error| wrong(&platform::why_unread(&error)))?;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(wrong(&"this is UTF-16; save the file as UTF-8"));
    }
    if bytes.len() > LONGEST {
        return Err(wrong(&format!("the file is longer than the {} MB that are read of one", LONGEST >> 20)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..valid).unwrap_or_default();
            let line = before.split(|byte| *byte == b'\n').count();
            let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count() + 1;
            let place = format!("{}:{line}:{column}", printable_line(&name));
            Err(Failure::input(format!("{place}: this is not UTF-8; save the file as UTF-8")))
        }
    }
}

/// Defaults and bounds of a function's settings from the course's facts.
fn defaults(rules: &Rules, common: &Common) -> Result<Defaults, Failure> {
    let course = common.course();
    let whole = |id: &'static str| match course.fact(id).and_then(|fact| fact.value.as_ref()) {
        Some(Value::Number(number)) => u64::try_from(*number).ok(),
        _ => None,
    };
    let fact = |id| whole(id).ok_or_else(|| Failure::outside(format!("the fact `{id}` has no whole number")));
    let bound = |number: Decimal| u64::try_from(number).unwrap_or_default();
    let limits = &rules.limits;
    Ok(Defaults {
        memory_mb: fact("limits.memory.default")?,
        timeout_s: fact("limits.timeout.default")?,
        ephemeral_mb: bound(limits.ephemeral_included_mb),
        framework_memory_mb: fact("deploy.serverless-framework.memory")?,
        framework_timeout_s: fact("deploy.serverless-framework.timeout")?,
        memory_bounds: (bound(limits.memory_min_mb), bound(limits.memory_max_mb)),
        ephemeral_bounds: (bound(limits.ephemeral_included_mb), bound(limits.ephemeral_max_mb)),
        timeout_max_s: bound(limits.managed_duration_max_ms / Decimal::ONE_THOUSAND),
    })
}
