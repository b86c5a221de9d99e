//! Records as JSON objects: `platform.report` and its like, bare or as a text inside other JSON or CSV.

use super::record::{InitReport, Record, Report, RestoreReport, RuntimeDone, Status};
use super::text;
use super::time;
use serde::Deserialize;
use std::borrow::Cow;
use std::ops::Range;

/// An object of Lambda's system log.
#[derive(Debug, Deserialize)]
struct Envelope<'t> {
    #[serde(borrow, default)]
    time: Option<Cow<'t, str>>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'t, str>,
    #[serde(borrow, default)]
    record: Body<'t>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'t> {
    #[serde(borrow, default)]
    request_id: Option<Cow<'t, str>>,
    #[serde(default)]
    metrics: Metrics,
    #[serde(borrow, default)]
    status: Option<Cow<'t, str>>,
    #[serde(borrow, default)]
    error_type: Option<Cow<'t, str>>,
    #[serde(borrow, default)]
    tracing: Option<Tracing<'t>>,
    #[serde(borrow, default)]
    version: Option<Cow<'t, str>>,
    #[serde(borrow, default)]
    phase: Option<Cow<'t, str>>,
    #[serde(borrow, default)]
    initialization_type: Option<Cow<'t, str>>,
    #[serde(borrow, default)]
    runtime_version: Option<Cow<'t, str>>,
    #[serde(borrow, default)]
    runtime_version_arn: Option<Cow<'t, str>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    duration_ms: Option<f64>,
    billed_duration_ms: Option<f64>,
    #[serde(rename = "memorySizeMB")]
    memory_size_mb: Option<f64>,
    #[serde(rename = "maxMemoryUsedMB")]
    max_memory_used_mb: Option<f64>,
    init_duration_ms: Option<f64>,
    restore_duration_ms: Option<f64>,
    billed_restore_duration_ms: Option<f64>,
    produced_bytes: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tracing<'t> {
    #[serde(borrow, default)]
    span_id: Option<Cow<'t, str>>,
    #[serde(borrow, default)]
    value: Option<Cow<'t, str>>,
}

/// What came of reading an object.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A record, and where its object lies.
    Record(Box<Record>, Range<usize>),
    /// An object of Lambda's with nothing that is needed here.
    Other(Range<usize>),
    /// An object of Lambda's that lacks something.
    Broken(Range<usize>, &'static str),
    /// There is no such object.
    Nothing,
}

/// How many opening braces before a type are tried.
const TRIED: usize = 8;
/// How far an object reaches before and after its type.
const REACH: usize = 64 << 10;

/// Whether the text at `hit` is the value of a key `type`, however its quotes are escaped.
pub(super) fn is_type(line: &[u8], hit: usize) -> bool {
    let before = line.get(hit.saturating_sub(32)..hit).unwrap_or_default();
    let without_quotes = |text: &[u8]| {
        let end = text.iter().rposition(|byte| !matches!(byte, b'"' | b'\\')).map_or(0, |at| at + 1);
        (end < text.len()).then_some(end)
    };
    let Some(end) = without_quotes(before) else { return false };
    let before = before.get(..end).unwrap_or_default().trim_ascii_end();
    let Some(before) = before.strip_suffix(b":") else { return false };
    let before = before.trim_ascii_end();
    without_quotes(before).is_some_and(|end| before.get(..end).is_some_and(|it| it.ends_with(b"type")))
}

/// Reads the object around the type `platform.…` at `hit`, which may stand anywhere in its object.
pub(super) fn around(line: &[u8], hit: usize) -> Read {
    let mut cut_off = None;
    let from = hit.saturating_sub(REACH);
    let starts = memchr::memrchr_iter(b'{', line.get(from..hit).unwrap_or_default());
    for start in starts.take(TRIED).map(|start| from + start) {
        let object = line.get(start..line.len().min(hit + REACH)).unwrap_or_default();
        let mut stream = serde_json::Deserializer::from_slice(object).into_iter::<Envelope<'_>>();
        match stream.next() {
            Some(Ok(envelope)) => {
                let whole = start..start + stream.byte_offset();
                if whole.contains(&hit) {
                    return record(&envelope, whole);
                }
            }
            Some(Err(error)) if error.is_eof() => cut_off = Some(start),
            _ => {}
        }
    }
    // An object of another program may quote a type; one of Lambda's that was cut off begins with time or type.
    let looks_like_one = |start: &usize| {
        let object = line.get(start + 1..hit).unwrap_or_default().trim_ascii_start();
        object.starts_with(b"\"time\"") || object.starts_with(b"\"type\"")
    };
    match cut_off.filter(looks_like_one) {
        Some(start) => Read::Broken(start..line.len(), "this object is cut off"),
        None => Read::Nothing,
    }
}

fn record(envelope: &Envelope<'_>, whole: Range<usize>) -> Read {
    let body = &envelope.record;
    let own = |text: &Option<Cow<'_, str>>| text.as_deref().map(|text| text::word(text.as_bytes()));
    let status = body.status.as_deref().and_then(|word| Status::from_word(word.as_bytes()));
    let request_id = own(&body.request_id).unwrap_or_default();
    let metrics = &body.metrics;
    let found = match &*envelope.kind {
        "platform.report" => {
            let Some(duration_ns) = metrics.duration_ms.and_then(nanoseconds) else {
                return Read::Broken(whole, "the report has no `durationMs`");
            };
            let trace = body.tracing.as_ref();
            let part = |name: &str| {
                let value = trace?.value.as_deref()?;
                let found =
                    value.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))?;
                Some(text::word(found.as_bytes()))
            };
            Record::Report(Report {
                time_ns: envelope.time.as_deref().and_then(|text| Some(time::date_time(text.as_bytes())?.0)),
                request_id,
                duration_ns,
                billed_ms: metrics.billed_duration_ms.and_then(whole_number),
                memory_mb: metrics
                    .memory_size_mb
                    .and_then(whole_number)
                    .and_then(|mb| u32::try_from(mb).ok()),
                max_memory_used_mb: metrics
                    .max_memory_used_mb
                    .and_then(whole_number)
                    .and_then(|mb| u32::try_from(mb).ok()),
                init_ns: metrics.init_duration_ms.and_then(nanoseconds),
                restore_ns: metrics.restore_duration_ms.and_then(nanoseconds),
                billed_restore_ms: metrics.billed_restore_duration_ms.and_then(whole_number),
                status,
                error_type: own(&body.error_type),
                xray_trace_id: part("Root"),
                xray_segment_id: trace.and_then(|trace| own(&trace.span_id)),
                xray_sampled: part("Sampled").map(|word| word == "1"),
            })
        }
        "platform.initReport" => match metrics.duration_ms.and_then(nanoseconds) {
            Some(init_ns) => Record::InitReport(InitReport {
                init_ns,
                phase: own(&body.phase),
                status,
                error_type: own(&body.error_type),
                initialization_type: own(&body.initialization_type),
            }),
            None => return Read::Broken(whole, "the report has no `durationMs`"),
        },
        "platform.restoreReport" => match metrics.duration_ms.and_then(nanoseconds) {
            Some(restore_ns) => Record::RestoreReport(RestoreReport { restore_ns, status }),
            None => return Read::Broken(whole, "the report has no `durationMs`"),
        },
        "platform.start" => Record::Start { request_id, version: own(&body.version) },
        "platform.initStart" => Record::InitStart {
            runtime_version: own(&body.runtime_version),
            runtime_version_arn: own(&body.runtime_version_arn),
        },
        "platform.runtimeDone" => Record::RuntimeDone(RuntimeDone {
            request_id,
            duration_ns: metrics.duration_ms.and_then(nanoseconds),
            produced_bytes: metrics.produced_bytes,
            status,
        }),
        kind if kind.starts_with("platform.") => return Read::Other(whole),
        _ => return Read::Nothing,
    };
    Read::Record(Box::new(found), whole)
}

/// Milliseconds to whole nanoseconds. Below 2^53 ns, about 104 days, decimal text comes out exactly.
fn nanoseconds(ms: f64) -> Option<u64> {
    whole_number(ms * 1e6)
}

/// The nearest whole number of one that is not negative and not absurd.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be within 2^53")]
fn whole_number(number: f64) -> Option<u64> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    (0.0..MOST).contains(&number).then(|| number.round() as u64)
}

/// The JSON string around `at`, quotes included: from the quote before it that no backslash precedes to the one after.
pub(super) fn string_around(line: &[u8], at: usize) -> Option<Range<usize>> {
    let is_bare = |quote: &usize| {
        let slashes =
            line.get(..*quote).unwrap_or_default().iter().rev().take_while(|byte| **byte == b'\\').count();
        slashes % 2 == 0
    };
    let from = at.saturating_sub(REACH);
    let before = memchr::memrchr_iter(b'"', line.get(from..at)?).map(|quote| from + quote);
    let after = memchr::memchr_iter(b'"', line.get(at..line.len().min(at + REACH))?).map(|quote| at + quote);
    let (mut before, mut after) = (before, after);
    let start = before.find(is_bare)?;
    let end = after.find(is_bare)?;
    Some(start..end + 1)
}

/// What a JSON string with its quotes says.
pub(super) fn unescaped(string: &[u8]) -> Option<String> {
    serde_json::from_slice(string).ok()
}

/// The number or text after `"key":` in `text`, as a time.
pub(super) fn time_after(text: &[u8], key: &str) -> Option<i64> {
    let at = memchr::memmem::find(text, key.as_bytes())? + key.len();
    let rest = text.get(at..)?.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    time::date_time(rest).or_else(|| time::epoch_ms(rest)).map(|it| it.0)
}
