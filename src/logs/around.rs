//! What stands around a record: the words before it, the line after it, the JSON that it is a string of.

use super::json;
use super::text;
use super::time;

/// How far a record and what belongs to it reach.
pub(super) const MARGIN: usize = 64 << 10;

/// Whether a word may begin after this text: at the start of a line, behind anything but a letter, a digit or `_`, behind a tab or
/// a line feed that is escaped in JSON, or behind the colour that a terminal was told.
pub(super) fn ends_a_word(before: &[u8]) -> bool {
    before.last().is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
        || before.ends_with(b"\\t")
        || before.ends_with(b"\\n")
        || before.strip_suffix(b"m").is_some_and(time::is_colour)
}

/// The last word of a text.
pub(super) fn last_word(text: &[u8]) -> &[u8] {
    let start =
        text.iter().rposition(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-').map_or(0, |at| at + 1);
    text.get(start..).unwrap_or_default()
}

/// Whether a line is the kind of an error alone, such as `Runtime.ExitError`.
pub(super) fn is_error_type(line: &[u8]) -> bool {
    let is_part = |part: &[u8]| {
        part.first().is_some_and(u8::is_ascii_uppercase) && part.iter().all(u8::is_ascii_alphanumeric)
    };
    line.split(|byte| *byte == b'.').count() == 2 && line.split(|byte| *byte == b'.').all(is_part)
}

/// The line after a message that stands in a JSON string, where line feeds are escaped.
pub(super) fn escaped_line_after(text: &[u8]) -> Option<String> {
    let at = memchr::memmem::find(text, b"\\n")?;
    let rest = text.get(at + 2..)?;
    let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'.').count();
    (length > 0).then(|| text::word(rest.get(..length).unwrap_or_default()))
}

/// Whether a record stands inside a JSON string: a quote that a colon precedes comes right before it.
pub(super) fn in_json(line: &[u8], hit: usize) -> bool {
    let before = line.get(..hit).unwrap_or_default();
    let before = before.get(before.len().saturating_sub(256)..).unwrap_or(before);
    let Some(quote) = memchr::memrchr(b'"', before) else { return false };
    before.get(..quote).unwrap_or_default().trim_ascii_end().ends_with(b":")
}

/// The time of the JSON event on one line whose message stands from `hit` to `end`.
pub(super) fn event_time(line: &[u8], hit: usize, end: usize) -> Option<i64> {
    let from = hit.saturating_sub(MARGIN);
    let object = memchr::memrchr(b'{', line.get(from..hit)?).map_or(from, |at| from + at);
    let after = line.get(end..end.saturating_add(4096)).or_else(|| line.get(end..)).unwrap_or_default();
    let after = after.get(..memchr::memchr(b'}', after).unwrap_or(after.len())).unwrap_or_default();
    let before = line.get(object..hit).unwrap_or_default();
    // `time` is what container runtimes write.
    ["\"timestamp\"", "\"@timestamp\"", "\"time\""]
        .into_iter()
        .find_map(|key| json::time_after(before, key).or_else(|| json::time_after(after, key)))
}
