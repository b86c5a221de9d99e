//! Records in plain text: a word in capitals, then `Name: value` fields behind tabs, spaces, or tabs escaped in JSON.

use super::record::{InitReport, NS_PER_MS, Report, RestoreReport, Status};

/// Names of fields that begin with a letter; of two that begin alike the longer one first.
fn names(first: u8) -> &'static [&'static str] {
    match first {
        b'B' => &["Billed Duration", "Billed Restore Duration"],
        b'D' => &["Duration"],
        b'E' => &["Error Type"],
        b'I' => &["Init Duration"],
        b'M' => &["Memory Size", "Max Memory Used"],
        b'P' => &["Phase"],
        b'R' => &["RequestId", "Restore Duration", "Runtime Version ARN", "Runtime Version"],
        b'S' => &["Status", "SegmentId", "Sampled"],
        b'V' => &["Version"],
        b'X' => &["XRAY TraceId"],
        _ => &[],
    }
}

/// Why a line that looks like a record is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    /// Bytes from the start of the record.
    pub(super) at: usize,
    pub(super) message: &'static str,
}

/// The fields of a text, one after the other: name, value, where the value begins.
#[derive(Debug, Clone)]
pub(super) struct Fields<'t> {
    text: &'t [u8],
    pub(super) at: usize,
}

impl<'t> Fields<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Skips what separates fields.
    fn skip(&mut self) {
        loop {
            match self.rest() {
                [b' ' | b'\t' | b'\r' | b'\n' | b'|', ..] => self.at += 1,
                // A colour.
                [0x1B, b'[', rest @ ..] => {
                    let digits =
                        rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
                    if rest.get(digits) != Some(&b'm') {
                        return;
                    }
                    self.at += digits + 3;
                }
                // Escaped once or, in a string within a string, twice.
                [b'\\', b't' | b'n' | b'r', ..] => self.at += 2,
                [b'\\', b'\\', b't' | b'n' | b'r', ..] => self.at += 3,
                _ => return,
            }
        }
    }

    /// A known field, if one comes next.
    fn known(&self) -> Option<&'static str> {
        let rest = self.rest();
        names(*rest.first()?)
            .iter()
            .copied()
            .find(|name| rest.strip_prefix(name.as_bytes()).is_some_and(|after| after.first() == Some(&b':')))
    }

    /// Where the value that begins here ends: at a tab, at two spaces, or at the space before a known field.
    fn value(&mut self) -> &'t [u8] {
        let start = self.at;
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'\t' | b'\n' | b'\r' | b'"' | b'\\' | 0x1B => break,
                b' ' => {
                    let space = self.at;
                    self.at += 1;
                    if matches!(self.text.get(self.at), None | Some(b' ')) || self.known().is_some() {
                        self.at = space;
                        break;
                    }
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }
}

impl<'t> Iterator for Fields<'t> {
    /// Name (empty for one that is not known), value, where the value begins.
    type Item = (&'static str, &'t [u8], usize);

    fn next(&mut self) -> Option<Self::Item> {
        self.skip();
        if let Some(name) = self.known() {
            self.at += name.len() + 1;
            while self.rest().first() == Some(&b' ') {
                self.at += 1;
            }
            let start = self.at;
            return Some((name, self.value(), start));
        }
        // A field that AWS has added since: as far as it has the form of one.
        if !self.rest().first().is_some_and(u8::is_ascii_uppercase) {
            return None;
        }
        let start = self.at;
        let value = self.value();
        if memchr::memchr(b':', value).is_none() {
            self.at = start;
            return None;
        }
        Some(("", value, start))
    }
}

/// A number with a unit, such as `12.84 ms`, times `scale`, to the nearest whole number.
fn scaled(value: &[u8], unit: &[u8], scale: u64) -> Option<u64> {
    let (number, length) = decimal(value, scale)?;
    let rest = value.get(length..)?.trim_ascii();
    rest.eq_ignore_ascii_case(unit).then_some(number)
}

/// A decimal number at the start of `text` times `scale`, a power of ten, to the nearest whole number; and its length.
pub(super) fn decimal(text: &[u8], scale: u64) -> Option<(u64, usize)> {
    let mut at = 0;
    let mut whole = 0_u64;
    while let Some(digit) = text.get(at).filter(|byte| byte.is_ascii_digit()) {
        whole = whole.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
        at += 1;
    }
    if at == 0 {
        return None;
    }
    let mut number = whole.checked_mul(scale)?;
    if text.get(at) == Some(&b'.') && text.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at += 1;
        let mut unit = scale;
        while let Some(digit) = text.get(at).filter(|byte| byte.is_ascii_digit()) {
            let digit = u64::from(digit - b'0');
            if unit == 1 && digit >= 5 {
                number = number.checked_add(1)?;
            }
            unit /= 10;
            number = number.checked_add(digit * unit)?;
            at += 1;
        }
    }
    Some((number, at))
}

/// Milliseconds as whole nanoseconds.
fn nanoseconds(value: &[u8]) -> Option<u64> {
    scaled(value, b"ms", NS_PER_MS)
}

fn megabytes(value: &[u8]) -> Option<u32> {
    u32::try_from(scaled(value, b"MB", 1)?).ok()
}

/// A word as text; at most so many bytes that a log of words that never end stays small.
pub(super) fn word(value: &[u8]) -> String {
    let value = value.trim_ascii();
    String::from_utf8_lossy(value.get(..256).unwrap_or(value)).into_owned()
}

/// Whether a text may be a request id: letters, digits and dashes.
pub(super) fn is_id(text: &[u8]) -> bool {
    (8..=64).contains(&text.len()) && text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Reads what follows `REPORT `. Gives the report and how many bytes it takes; nothing where the text only mentions the word.
pub(super) fn report(text: &[u8]) -> Result<Option<(Report, usize)>, Fault> {
    let mut fields = Fields::new(text);
    let mut report = Report::default();
    match fields.next() {
        Some(("RequestId", id, _)) if is_id(id) => report.request_id = word(id),
        _ => return Ok(None),
    }
    let mut duration = None;
    let mut end = fields.at;
    while let Some((name, value, at)) = fields.next() {
        end = fields.at;
        let fault = |message| Fault { at, message };
        let a_time = || fault("a time in `ms` is wanted here");
        let a_size = || fault("a size in `MB` is wanted here");
        match name {
            "Duration" => duration = Some(nanoseconds(value).ok_or_else(a_time)?),
            "Billed Duration" => {
                report.billed_ms = Some(scaled(value, b"ms", 1).ok_or_else(a_time)?);
            }
            "Memory Size" => report.memory_mb = Some(megabytes(value).ok_or_else(a_size)?),
            "Max Memory Used" => report.max_memory_used_mb = Some(megabytes(value).ok_or_else(a_size)?),
            "Init Duration" => report.init_ns = Some(nanoseconds(value).ok_or_else(a_time)?),
            "Restore Duration" => report.restore_ns = Some(nanoseconds(value).ok_or_else(a_time)?),
            "Billed Restore Duration" => {
                report.billed_restore_ms = Some(scaled(value, b"ms", 1).ok_or_else(a_time)?);
            }
            "Status" => {
                let status = Status::from_word(value.trim_ascii());
                report.status = Some(status.ok_or_else(|| fault("this is no status of an invocation"))?);
            }
            "Error Type" => report.error_type = Some(word(value)),
            "XRAY TraceId" | "SegmentId" | "Sampled" => xray_field(&mut report, name, value),
            // The next record on the same line.
            "RequestId" => break,
            _ => {}
        }
    }
    let Some(duration) = duration else {
        return Err(Fault { at: end, message: "the line has no `Duration`; it may be cut off" });
    };
    report.duration_ns = duration;
    if report.billed_ms.is_none() {
        return Err(Fault { at: end, message: "the line has no `Billed Duration`; it may be cut off" });
    }
    if report.memory_mb.is_none() {
        return Err(Fault { at: end, message: "the line has no `Memory Size`; it may be cut off" });
    }
    Ok(Some((report, end)))
}

fn xray_field(report: &mut Report, name: &str, value: &[u8]) {
    match name {
        "XRAY TraceId" => report.xray_trace_id = Some(word(value)),
        "SegmentId" => report.xray_segment_id = Some(word(value)),
        _ => report.xray_sampled = Some(value.trim_ascii().eq_ignore_ascii_case(b"true")),
    }
}

/// Adds a line that begins with `XRAY` to the report before it; false where it is something else.
pub(super) fn xray(line: &[u8], report: &mut Report) -> bool {
    let mut fields = Fields::new(line);
    let Some(("XRAY TraceId", trace, _)) = fields.next() else { return false };
    xray_field(report, "XRAY TraceId", trace);
    for (name, value, _) in fields {
        if matches!(name, "SegmentId" | "Sampled") {
            xray_field(report, name, value);
        }
    }
    true
}

/// Reads what follows `INIT_REPORT `.
pub(super) fn init_report(text: &[u8]) -> Result<Option<InitReport>, Fault> {
    let mut report = InitReport::default();
    let mut init = None;
    for (name, value, at) in Fields::new(text) {
        match name {
            "Init Duration" => {
                init =
                    Some(nanoseconds(value).ok_or(Fault { at, message: "a time in `ms` is wanted here" })?);
            }
            "Phase" => report.phase = Some(word(value)),
            "Status" => report.status = Status::from_word(value.trim_ascii()),
            "Error Type" => report.error_type = Some(word(value)),
            _ => {}
        }
    }
    Ok(init.map(|init_ns| InitReport { init_ns, ..report }))
}

/// Reads what follows `RESTORE_REPORT `.
pub(super) fn restore_report(text: &[u8]) -> Result<Option<RestoreReport>, Fault> {
    let mut report = RestoreReport::default();
    let mut restore = None;
    for (name, value, at) in Fields::new(text) {
        match name {
            "Restore Duration" => {
                restore =
                    Some(nanoseconds(value).ok_or(Fault { at, message: "a time in `ms` is wanted here" })?);
            }
            "Status" => report.status = Status::from_word(value.trim_ascii()),
            _ => {}
        }
    }
    Ok(restore.map(|restore_ns| RestoreReport { restore_ns, ..report }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(decimal(b"376256.59 ms", NS_PER_MS), Some((376_256_590_000, 9)));
        assert_eq!(decimal(b"0.0000005", NS_PER_MS), Some((1, 9)));
        assert_eq!(decimal(b"0.00000049", NS_PER_MS), Some((0, 10)));
        assert_eq!(decimal(b"7.", NS_PER_MS), Some((7_000_000, 1)));
        for text in ["", ".5", "-1", "99999999999999999999", "999999999999999999"] {
            assert_eq!(decimal(text.as_bytes(), NS_PER_MS), None, "{text}");
        }
    }

    #[test]
    fn a_field_that_is_new_is_passed_over() {
        let line = b"RequestId: 0b6c1d52-7f0e-4a37\tDuration: 1.5 ms\tBilled Duration: 2 ms\tTenant Id: blue\tMemory Size: 128 MB\tMax Memory Used: 9 MB\t";
        let (report, length) = report(line).unwrap().unwrap();
        assert_eq!((report.duration_ns, report.memory_mb), (1_500_000, Some(128)));
        assert_eq!(length, line.len() - 1);
    }

    #[test]
    fn colours_are_passed_over() {
        let line = b"\x1b[1mRequestId: 0b6c1d52-7f0e-4a37\x1b[0m\tDuration: 1.5 ms\x1b[0m\t\x1b[1;33mBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 9 MB\x1b[0m";
        let (report, _) = report(line).unwrap().unwrap();
        assert_eq!((report.billed_ms, report.max_memory_used_mb), (Some(2), Some(9)));
    }

    #[test]
    fn what_is_cut_off_is_told_with_its_place() {
        let fault = |text: &str| report(text.as_bytes()).unwrap_err();
        assert_eq!(fault("RequestId: 0b6c1d52-7f0e\tDuration: 1.5 m").at, 35);
        assert!(fault("RequestId: 0b6c1d52-7f0e").message.contains("Duration"));
        assert!(fault("RequestId: 0b6c1d52-7f0e\tDuration: 1 ms").message.contains("Billed"));
        assert_eq!(report(b"RequestId: in the middle"), Ok(None));
        assert_eq!(report(b""), Ok(None));
    }
}
