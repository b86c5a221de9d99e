//! Finds the records in a stream of bytes, whatever stands around them, in bounded memory.
//!
//! Lines are taken one by one. In a line every place is looked at that begins like a record: bare, behind a time stamp and a
//! stream's name, inside a JSON string, or in a CSV field. A line longer than [`LONGEST_LINE`] is taken in pieces that overlap,
//! so that a record near a cut is found once.

use super::around::{MARGIN, ends_a_word, escaped_line_after, event_time, in_json, is_error_type, last_word};
use super::csv;
use super::json::{self, Read as Object};
use super::marks::{Finders, Mark, Marks};
use super::record::{Record, Report};
use super::text::{self, Fault};
use super::time;
use std::ops::Range;

/// A line longer than this is read in pieces. A log event holds at most 1 MiB.
pub const LONGEST_LINE: usize = 2 << 20;
/// Most bytes of an object that is spread over lines.
const LONGEST_OBJECT: usize = 64 << 10;

/// Takes what a scan finds, in the order of the log.
pub trait Sink {
    /// A record.
    fn record(&mut self, record: &Record, place: Place);

    /// Something that looks like a record and is none.
    fn unparsed(&mut self, problem: Problem);
}

/// Where something stands, both from 1; columns are counted in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Line.
    pub line: u64,
    /// Column.
    pub column: u64,
}

/// Something that looks like a record and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong, in a sentence without a full stop.
    pub message: &'static str,
    /// The text there, shortened and printable.
    pub found: String,
}

/// Where the scan of a log stands.
#[derive(Debug, Default)]
pub struct Scanner {
    /// Bytes that are not a whole line yet.
    buffer: Vec<u8>,
    /// Lines that have ended.
    lines: u64,
    /// Characters of this line that lie before the buffer, where it is taken in pieces.
    before: u64,
    /// Bytes at the start of the buffer that were looked at already, where a line is taken in pieces.
    seen: usize,
    finders: Finders,
    /// A report whose last words may stand on the next line.
    held: Option<Held>,
    /// The request of a crash whose kind may stand on the next line.
    crash: Option<(String, Place)>,
    /// A byte of the line that is looked at, and how many characters lie before it.
    cursor: (usize, u64),
    /// The time of the JSON event that this line is a part of.
    event_time: Option<i64>,
    /// Lines of an object that is spread over lines.
    object: Vec<u8>,
    /// Where in `object` a type of Lambda's stands, and its place in the log.
    object_hit: Option<(usize, Place)>,
    columns: Option<csv::Columns>,
}

#[derive(Debug)]
struct Held {
    report: Report,
    place: Place,
    /// Whether it stood in a JSON string on a line of its own, so that its time may follow.
    in_event: bool,
}

impl Scanner {
    /// Takes the next bytes of the log, cut anywhere.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut impl Sink) {
        if self.buffer.is_empty() {
            let rest = self.lines_of(bytes, sink);
            self.buffer.extend_from_slice(rest);
        } else {
            // What is left of a line is small, or the line is long: then it is looked at as soon as there is a piece of it.
            let until = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
            let (first, rest) = bytes.split_at(until);
            for part in first.chunks(LONGEST_LINE) {
                self.buffer.extend_from_slice(part);
                let buffer = std::mem::take(&mut self.buffer);
                let left = self.lines_of(&buffer, sink).len();
                self.buffer = buffer;
                self.buffer.drain(..self.buffer.len() - left);
            }
            if !rest.is_empty() {
                self.feed(rest, sink);
            }
        }
    }

    /// Ends the log: a last line without a line feed counts.
    pub fn finish(&mut self, sink: &mut impl Sink) {
        if !self.buffer.is_empty() || self.before > 0 {
            let last = std::mem::take(&mut self.buffer);
            self.end_line(&last, sink);
        }
        self.release(sink);
    }

    /// Lines that have ended.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Looks at every whole line, and at pieces of one that is too long. Gives what is left.
    fn lines_of<'b>(&mut self, bytes: &'b [u8], sink: &mut impl Sink) -> &'b [u8] {
        let mut rest = bytes;
        loop {
            let window = rest.get(..LONGEST_LINE).unwrap_or(rest);
            // The buffer's start was searched before; the search is repeated, which costs little.
            if let Some(at) = memchr::memchr(b'\n', window) {
                let (line, after) = rest.split_at(at);
                self.end_line(line, sink);
                rest = after.get(1..).unwrap_or_default();
            } else if rest.len() >= LONGEST_LINE {
                self.line(window, self.seen..LONGEST_LINE - MARGIN, sink);
                let cut = LONGEST_LINE - 2 * MARGIN;
                self.before += characters(rest.get(..cut).unwrap_or_default());
                self.seen = MARGIN;
                rest = rest.get(cut..).unwrap_or_default();
            } else {
                return rest;
            }
        }
    }

    fn end_line(&mut self, line: &[u8], sink: &mut impl Sink) {
        self.line(line, self.seen..line.len(), sink);
        self.lines += 1;
        self.before = 0;
        self.seen = 0;
    }

    /// Looks at what begins within `range` of a line.
    fn line(&mut self, line: &[u8], range: Range<usize>, sink: &mut impl Sink) {
        let whole = range.start == 0 && range.end == line.len();
        self.cursor = (0, 0);
        if whole {
            self.neighbours(line, sink);
            if let Some(columns) = &self.columns {
                if let Some(report) = columns.report(line) {
                    let place = self.place(line, 0);
                    match report {
                        Ok(report) => self.found(&Record::Report(report), place, sink),
                        Err(message) => self.broken(line, 0, message, sink),
                    }
                    return;
                }
            } else if self.lines == 0 {
                self.columns = csv::Columns::of_header(line);
            }
        }
        let mut marks = Marks::new(line, range.start, &self.finders);
        while let Some((hit, mark)) = marks.first().filter(|(hit, _)| *hit < range.end) {
            let at = self.take(line, hit, mark, sink).max(hit + 1);
            marks.go_to(line, at, &self.finders);
        }
        if whole && !self.object.is_empty() {
            self.end_of_object(line, sink);
        }
    }

    /// Reads what stands at a mark, and says where to go on.
    fn take(&mut self, line: &[u8], hit: usize, mark: Mark, sink: &mut impl Sink) -> usize {
        let after = |length: usize| line.get(hit + length..).unwrap_or_default();
        let before = line.get(..hit).unwrap_or_default();
        match mark {
            Mark::Report => {
                let begins = hit + "REPORT ".len();
                if before.ends_with(b"INIT_") {
                    let found = text::init_report(after("REPORT ".len()));
                    self.simple(line, hit - 5, begins, found.map(|it| it.map(Record::InitReport)), sink);
                } else if before.ends_with(b"RESTORE_") {
                    let found = text::restore_report(after("REPORT ".len()));
                    self.simple(line, hit - 8, begins, found.map(|it| it.map(Record::RestoreReport)), sink);
                } else if ends_a_word(before) {
                    return self.report(line, hit, begins, sink);
                }
                begins
            }
            Mark::Platform => self.platform(line, hit, sink),
            Mark::Start => {
                let mut fields = text::Fields::new(after("START ".len()));
                match fields.next() {
                    Some(("RequestId", id, _)) if text::is_id(id) && !before.ends_with(b"_") => {
                        let version = fields.next().filter(|(name, ..)| *name == "Version");
                        let version = version.map(|(_, version, _)| text::word(version));
                        let record = Record::Start { request_id: text::word(id), version };
                        let place = self.place(line, hit);
                        self.found(&record, place, sink);
                    }
                    _ if before.ends_with(b"INIT_") => self.init_start(line, hit, sink),
                    _ => {}
                }
                hit + "START ".len()
            }
            Mark::TimedOut => {
                let words = " Task timed out after ";
                let id = last_word(before);
                if text::is_id(id)
                    && let Some((timeout_ns, length)) = text::decimal(after(words.len()), 1_000_000_000)
                    && after(words.len() + length).starts_with(b" seconds")
                {
                    let place = self.place(line, hit - id.len());
                    self.found(&Record::TimedOut { request_id: text::word(id), timeout_ns }, place, sink);
                }
                hit + words.len()
            }
            Mark::Exited => {
                let id = last_word(before);
                if text::is_id(id)
                    && before.get(..before.len() - id.len()).is_some_and(|it| it.ends_with(b"RequestId: "))
                {
                    let place = self.place(line, hit - id.len());
                    let request_id = text::word(id);
                    if let Some(kind) = escaped_line_after(after(1)) {
                        self.found(&Record::Crashed { request_id, error_type: Some(kind) }, place, sink);
                    } else {
                        self.release(sink);
                        self.crash = Some((request_id, place));
                    }
                }
                hit + " Error: Runtime exited".len()
            }
        }
    }

    fn init_start(&mut self, line: &[u8], hit: usize, sink: &mut impl Sink) {
        let (mut version, mut arn) = (None, None);
        for (name, value, _) in text::Fields::new(line.get(hit + "START ".len()..).unwrap_or_default()) {
            match name {
                "Runtime Version" => version = Some(text::word(value)),
                "Runtime Version ARN" => arn = Some(text::word(value)),
                _ => {}
            }
        }
        if version.is_some() {
            let record = Record::InitStart { runtime_version: version, runtime_version_arn: arn };
            let place = self.place(line, hit - 5);
            self.found(&record, place, sink);
        }
    }

    /// Takes a record that stands alone.
    fn simple(
        &mut self,
        line: &[u8],
        at: usize,
        begins: usize,
        found: Result<Option<Record>, Fault>,
        sink: &mut impl Sink,
    ) {
        match found {
            Ok(Some(record)) => {
                let place = self.place(line, at);
                self.found(&record, place, sink);
            }
            Ok(None) => {}
            Err(fault) => self.broken(line, begins + fault.at, fault.message, sink),
        }
    }

    fn report(&mut self, line: &[u8], hit: usize, begins: usize, sink: &mut impl Sink) -> usize {
        let rest = line.get(begins..begins + MARGIN).or_else(|| line.get(begins..)).unwrap_or_default();
        match text::report(rest) {
            Ok(Some((mut report, length))) => {
                let end = begins + length;
                let in_string = in_json(line, hit);
                let stamp = || time::in_prefix(line.get(..hit).unwrap_or_default());
                report.time_ns = if in_string {
                    event_time(line, hit, end).or(self.event_time).or_else(stamp)
                } else {
                    stamp()
                };
                let place = self.place(line, hit);
                let in_event = in_string && report.time_ns.is_none();
                self.release(sink);
                self.held = Some(Held { report, place, in_event });
                end
            }
            Ok(None) => begins,
            Err(fault) => {
                self.broken(line, begins + fault.at, fault.message, sink);
                begins
            }
        }
    }

    fn platform(&mut self, line: &[u8], hit: usize, sink: &mut impl Sink) -> usize {
        if !json::is_type(line, hit) {
            return hit + "platform.".len();
        }
        let name = line.get(hit..).unwrap_or_default();
        let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'.').count();
        let past = hit + length;
        match name.get(length..).unwrap_or_default() {
            // A bare object, on this line or from an earlier one on.
            [b'"', next, ..] if *next != b'"' => self.bare_object(line, hit, past, sink),
            [b'"'] => self.bare_object(line, hit, past, sink),
            // A field of a CSV file, which doubles quotes.
            [b'"', b'"', ..] => {
                let Some(field) = csv::field_around(line, hit) else { return past };
                let end = field.end;
                let text = csv::unquoted(line.get(field).unwrap_or_default());
                self.quoted(line, hit, &text, sink);
                end
            }
            // A text inside JSON.
            [b'\\', ..] => {
                let Some(string) = json::string_around(line, hit) else { return past };
                let end = string.end;
                if let Some(text) = json::unescaped(line.get(string).unwrap_or_default()) {
                    self.quoted(line, hit, text.as_bytes(), sink);
                } else {
                    self.broken(line, hit, "this text is not JSON", sink);
                }
                end
            }
            _ => past,
        }
    }

    fn bare_object(&mut self, line: &[u8], hit: usize, past: usize, sink: &mut impl Sink) -> usize {
        match json::around(line, hit) {
            Object::Record(record, range) => {
                let place = self.place(line, range.start);
                self.found(&record, place, sink);
                range.end
            }
            Object::Other(range) => range.end,
            Object::Broken(range, message) => {
                self.broken(line, range.start, message, sink);
                range.end
            }
            Object::Nothing => {
                if !self.object.is_empty() && self.object_hit.is_none() {
                    let place = self.place(line, hit);
                    // The line itself is the last of what was gathered.
                    self.object_hit = Some((self.object.len() - line.len() - 1 + hit, place));
                }
                past
            }
        }
    }

    /// Reads the record in a text that stood in quotes at `hit`.
    fn quoted(&mut self, line: &[u8], hit: usize, text: &[u8], sink: &mut impl Sink) {
        let mut at = 0;
        while let Some(inner) = self.finders.next(text, at, Mark::Platform) {
            at = inner + "platform.".len();
            if !json::is_type(text, inner) {
                continue;
            }
            match json::around(text, inner) {
                Object::Record(record, range) => {
                    let place = self.place(line, hit);
                    self.found(&record, place, sink);
                    at = range.end.max(at);
                }
                Object::Broken(range, message) => {
                    self.broken(line, hit, message, sink);
                    at = range.end.max(at);
                }
                Object::Other(range) => at = range.end.max(at),
                Object::Nothing => {}
            }
        }
    }

    /// What the line says about its neighbours: the rest of a report, the time of an event, lines of an object.
    fn neighbours(&mut self, line: &[u8], sink: &mut impl Sink) {
        let trimmed = line.trim_ascii();
        let (first, last) = (trimmed.first().copied(), trimmed.last().copied());
        if let Some(held) = &mut self.held {
            let rest_of_it = first == Some(b'X') && text::xray(trimmed, &mut held.report);
            if rest_of_it || !held.in_event {
                self.release(sink);
            }
        }
        if let Some((request_id, place)) = self.crash.take() {
            let error_type = is_error_type(trimmed).then(|| text::word(trimmed));
            sink.record(&Record::Crashed { request_id, error_type }, place);
        }
        match first {
            Some(b'"') => {
                let time = ["\"timestamp\"", "\"@timestamp\""]
                    .into_iter()
                    .filter(|key| trimmed.starts_with(key.as_bytes()))
                    .find_map(|key| json::time_after(trimmed, key));
                if let Some(time) = time {
                    match &mut self.held {
                        Some(held) if held.in_event => {
                            held.report.time_ns = Some(time);
                            self.release(sink);
                        }
                        _ => self.event_time = Some(time),
                    }
                }
            }
            Some(b'}') => {
                self.release(sink);
                self.event_time = None;
            }
            _ => {}
        }
        let opens = last == Some(b'{');
        if opens {
            self.event_time = None;
        }
        if opens || !self.object.is_empty() && matches!(first, Some(b'"' | b'}' | b'{' | b']' | b'[')) {
            if self.object.len() + line.len() + 1 > LONGEST_OBJECT {
                self.object.clear();
                self.object_hit = None;
            }
            if line.len() < LONGEST_OBJECT && (opens || !self.object.is_empty()) {
                self.object.extend_from_slice(line);
                self.object.push(b'\n');
            }
        } else if !self.object.is_empty() {
            self.object.clear();
            self.object_hit = None;
        }
    }

    /// Reads the object over several lines that may have ended with `line`.
    fn end_of_object(&mut self, line: &[u8], sink: &mut impl Sink) {
        if !line.trim_ascii_start().starts_with(b"}") {
            return;
        }
        if let Some((hit, place)) = self.object_hit {
            match json::around(&self.object, hit) {
                Object::Record(record, _) => self.found(&record, place, sink),
                Object::Other(_) => {}
                // It goes on.
                Object::Broken(..) | Object::Nothing => return,
            }
            self.object_hit = None;
            self.object.clear();
        } else if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            self.object.clear();
        }
    }

    fn found(&mut self, record: &Record, place: Place, sink: &mut impl Sink) {
        self.release(sink);
        sink.record(record, place);
    }

    fn release(&mut self, sink: &mut impl Sink) {
        if let Some(held) = self.held.take() {
            sink.record(&Record::Report(held.report), held.place);
        }
        if let Some((request_id, place)) = self.crash.take() {
            sink.record(&Record::Crashed { request_id, error_type: None }, place);
        }
    }

    fn broken(&mut self, line: &[u8], at: usize, message: &'static str, sink: &mut impl Sink) {
        self.release(sink);
        let rest = line.get(at.min(line.len())..).unwrap_or_default();
        let start = String::from_utf8_lossy(rest.get(..120).unwrap_or(rest)).into_owned();
        let found: String = crate::text::printable(&start).chars().take(60).collect();
        let place = self.place(line, at);
        sink.unparsed(Problem { place, message, found });
    }

    /// The place of a byte of the line. Places mostly come in order, so only what lies between two of them is counted.
    fn place(&mut self, line: &[u8], at: usize) -> Place {
        let at = at.min(line.len());
        let (from, counted) = if self.cursor.0 <= at { self.cursor } else { (0, 0) };
        self.cursor = (at, counted + characters(line.get(from..at).unwrap_or_default()));
        Place { line: self.lines + 1, column: self.before + self.cursor.1 + 1 }
    }
}

/// Characters of a text: bytes that continue none.
fn characters(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64
}
