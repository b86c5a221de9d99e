//! What is looked at character by character before the Markdown is: signs that must not be in a page.

use std::borrow::Cow;

use super::Finding;
use crate::text::is_unprintable;

/// Stands for `|` between `{fact:` and `}` while the Markdown is parsed, or a table would end its cell there. One byte
/// like the sign itself, so that positions hold; control characters of the author have gone before it comes.
const HIDDEN_BAR: char = '\u{1F}';
const HIDDEN_BAR_TEXT: &str = "\u{1F}";

/// The start of a quoted fact.
pub(super) const FACT: &str = "{fact:";

/// Reports control characters and emoji sequences whose width terminals disagree about.
pub(super) fn scan(body: &str, findings: &mut Vec<Finding>) {
    let mut before = '\n';
    let mut rest = body.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|&(_, c)| c);
        let span = at..at + c.len_utf8();
        let allowed = matches!(c, '\n' | '\t') || c == '\r' && next == Some('\n');
        if is_unprintable(c) && !allowed {
            let code = u32::from(c);
            findings.push(
                Finding::new(span, format!("the invisible character U+{code:04X} does not belong in a page"))
                    .help("delete it"),
            );
        } else if c == '\u{FE0F}'
            || c == '\u{200D}' && !(before.is_alphabetic() && next.is_some_and(char::is_alphabetic))
        {
            findings.push(
                Finding::new(
                    at - before.len_utf8().min(at)..span.end,
                    "terminals disagree about the width of this emoji sequence",
                )
                .help("use a plain sign such as ✓, ✗, ● or →"),
            );
        }
        before = c;
    }
}

/// The body as the Markdown parser gets it: same length, without characters that act on a terminal, bars hidden.
pub(super) fn prepare(body: &str) -> Cow<'_, str> {
    let acts = |c: char| is_unprintable(c) && !matches!(c, '\n' | '\r' | '\t');
    let has_bars = body.match_indices(FACT).any(|(at, _)| braces(body, at).is_some_and(|s| s.contains('|')));
    if !has_bars && !body.contains(acts) {
        return Cow::Borrowed(body);
    }
    let mut prepared = String::with_capacity(body.len());
    let mut bars_until = 0;
    for (at, c) in body.char_indices() {
        if c == '{' && at >= bars_until && body.get(at..).is_some_and(|rest| rest.starts_with(FACT)) {
            bars_until = braces(body, at).map_or(at, |inside| at + FACT.len() + inside.len());
        }
        if acts(c) {
            prepared.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else if c == '|' && at < bars_until {
            prepared.push(HIDDEN_BAR);
        } else {
            prepared.push(c);
        }
    }
    Cow::Owned(prepared)
}

/// What stands between the `{fact:` at byte `at` and its `}` on the same line.
pub(super) fn braces(text: &str, at: usize) -> Option<&str> {
    let inside = text.get(at + FACT.len()..)?;
    let end = inside.bytes().position(|b| matches!(b, b'}' | b'\n' | b'{'))?;
    inside.get(..end).filter(|_| inside.as_bytes().get(end) == Some(&b'}'))
}

/// The text with its bars back.
pub(super) fn restore(text: &str) -> Cow<'_, str> {
    if text.contains(HIDDEN_BAR) { Cow::Owned(text.replace(HIDDEN_BAR, "|")) } else { Cow::Borrowed(text) }
}

/// The inside of a quoted fact with its bar back; `\|`, as other tools want it in tables, means the same.
pub(super) fn restore_fact(inside: &str) -> String {
    inside.replace('\\', "").replace(HIDDEN_BAR_TEXT, "|")
}
