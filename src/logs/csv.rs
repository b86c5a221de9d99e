//! Results of CloudWatch Logs Insights as CSV.

use super::record::Report;
use super::text;
use super::time;
use std::borrow::Cow;
use std::ops::Range;

/// Which column holds which of the fields that Insights finds in `REPORT` lines by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    time: Option<usize>,
    request_id: Option<usize>,
    duration: usize,
    billed: usize,
    memory: usize,
    used: Option<usize>,
    init: Option<usize>,
    kind: Option<usize>,
}

/// How far a field reaches before what is looked for in it.
const REACH: usize = 64 << 10;
/// Most columns of a file.
const MOST: usize = 64;
/// Insights gives memory in bytes; 1 MB is 1,000,000 of them there.
const BYTES_PER_MB: f64 = 1e6;

impl Columns {
    /// The columns that a header names; `None` where there are not enough of them to make a report.
    pub(super) fn of_header(line: &[u8]) -> Option<Self> {
        if line.len() > 4096 || memchr::memchr(b',', line).is_none() || memchr::memchr(b'@', line).is_none() {
            return None;
        }
        let line = line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(line);
        let names: Vec<_> = fields(line).collect();
        let place = |name: &str| names.iter().position(|field| field.trim_ascii() == name.as_bytes());
        // With the message itself there, it is read; it says more.
        if place("@message").is_some() {
            return None;
        }
        Some(Self {
            time: place("@timestamp"),
            request_id: place("@requestId"),
            duration: place("@duration")?,
            billed: place("@billedDuration")?,
            memory: place("@memorySize")?,
            used: place("@maxMemoryUsed"),
            init: place("@initDuration"),
            kind: place("@type"),
        })
    }

    /// The report of a row; `None` for a row about something else.
    pub(super) fn report(&self, line: &[u8]) -> Option<Result<Report, &'static str>> {
        let cells: Vec<_> = fields(line).take(MOST).collect();
        let cell =
            |place: usize| cells.get(place).map(|cell| cell.trim_ascii()).filter(|cell| !cell.is_empty());
        let kind = self.kind.and_then(cell);
        if kind.is_some_and(|kind| kind != b"REPORT") || cell(self.duration).is_none() {
            return None;
        }
        let number =
            |place: usize| cell(place).and_then(|cell| std::str::from_utf8(cell).ok()?.parse::<f64>().ok());
        let read = || {
            let duration_ns = whole(number(self.duration)? * 1e6)?;
            let mb = |bytes: f64| whole(bytes / BYTES_PER_MB).and_then(|mb| u32::try_from(mb).ok());
            Some(Report {
                time_ns: self
                    .time
                    .and_then(cell)
                    .and_then(|cell| time::date_time(cell).or_else(|| time::epoch_ms(cell)).map(|it| it.0)),
                request_id: self.request_id.and_then(cell).map(text::word).unwrap_or_default(),
                duration_ns,
                billed_ms: Some(whole(number(self.billed)?)?),
                memory_mb: Some(mb(number(self.memory)?)?),
                max_memory_used_mb: self.used.and_then(number).and_then(mb),
                init_ns: self.init.and_then(number).and_then(|ms| whole(ms * 1e6)),
                ..Report::default()
            })
        };
        Some(read().ok_or("this row has a field that is no number"))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be within 2^53")]
fn whole(number: f64) -> Option<u64> {
    (0.0..9e15).contains(&number).then(|| number.round() as u64)
}

/// The fields of a row that lies on one line, without their quotes.
fn fields(line: &[u8]) -> impl Iterator<Item = Cow<'_, [u8]>> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest?;
        if text.first() == Some(&b'"') {
            let end = closing_quote(text);
            let field = text.get(..end).unwrap_or(text);
            let after = text.get(end..).unwrap_or_default();
            rest = memchr::memchr(b',', after).map(|comma| after.get(comma + 1..).unwrap_or_default());
            return Some(unquoted(field));
        }
        let comma = memchr::memchr(b',', text);
        rest = comma.map(|comma| text.get(comma + 1..).unwrap_or_default());
        Some(Cow::Borrowed(text.get(..comma.unwrap_or(text.len())).unwrap_or(text)))
    })
}

/// Where the quoted field at the start of `text` ends, its closing quote included.
fn closing_quote(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(quote) = text.get(at..).and_then(|rest| memchr::memchr(b'"', rest)) {
        at += quote + 1;
        if text.get(at) != Some(&b'"') {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// The quoted field around `at`, quotes included.
pub(super) fn field_around(line: &[u8], at: usize) -> Option<Range<usize>> {
    // The field's own quote is the one before its first brace: `"{""time"":…`.
    let from = at.saturating_sub(REACH);
    let start = from + memchr::memmem::rfind(line.get(from..at)?, b"\"{")?;
    let end = start + closing_quote(line.get(start..)?);
    (end > at).then_some(start..end)
}

/// What a field in quotes says.
pub(super) fn unquoted(field: &[u8]) -> Cow<'_, [u8]> {
    let Some(inner) = field.strip_prefix(b"\"") else { return Cow::Borrowed(field) };
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    if memchr::memmem::find(inner, b"\"\"").is_none() {
        return Cow::Borrowed(inner);
    }
    let mut plain = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memmem::find(rest, b"\"\"") {
        plain.extend_from_slice(rest.get(..=at).unwrap_or_default());
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}
