//! Text that is safe to print: what a team's pack or a log file says must never reach the terminal as a command.

use std::borrow::Cow;

use super::width::clusters;

/// What stands where an unprintable character stood.
const REPLACEMENT: char = '\u{FFFD}';

/// Whether a character would act on the terminal, or on the order of the text around it, instead of being shown:
/// control characters (the line feed too), line and paragraph separators, the byte order mark, and the marks that turn
/// the direction of text ("Trojan Source", CVE-2021-42574).
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The text with every unprintable character replaced: line feeds are kept, a tab becomes one space, a carriage return
/// before a line feed goes, all others become U+FFFD. Without its escape character an escape sequence is plain text.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c != '\n' && is_unprintable(c)) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' => clean.push('\n'),
            '\t' => clean.push(' '),
            '\r' if rest.peek() == Some(&'\n') => {}
            c if is_unprintable(c) => clean.push(REPLACEMENT),
            c => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

/// The same on one line: line feeds become U+FFFD as well.
pub fn printable_line(text: &str) -> Cow<'_, str> {
    let text = printable(text);
    if text.contains('\n') {
        Cow::Owned(text.replace('\n', REPLACEMENT.encode_utf8(&mut [0; 4])))
    } else {
        text
    }
}

/// The text with every unprintable character but line feeds and tabs replaced by signs of the same length in bytes, so that places
/// in the one are places in the other.
pub fn printable_in_place(text: &str) -> Cow<'_, str> {
    let acts = |c: char| is_unprintable(c) && !matches!(c, '\n' | '\t');
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let sign = |c: char| match c.len_utf8() {
        1 => '?',
        2 => '¿',
        _ => REPLACEMENT,
    };
    Cow::Owned(text.chars().map(|c| if acts(c) { sign(c) } else { c }).collect())
}

/// The text with tabs replaced by spaces up to the next multiple of `stop` columns, counted from the start of each line.
pub fn expand_tabs(text: &str, stop: usize) -> Cow<'_, str> {
    if !text.contains('\t') {
        return Cow::Borrowed(text);
    }
    let stop = stop.max(1);
    let mut wide = String::with_capacity(text.len() + 16);
    let mut column = 0;
    for (cluster, width) in clusters(text) {
        match cluster {
            "\t" => {
                let spaces = stop - column % stop;
                wide.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            "\n" | "\r\n" => {
                wide.push_str(cluster);
                column = 0;
            }
            _ => {
                wide.push_str(cluster);
                column += width;
            }
        }
    }
    Cow::Owned(wide)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(printable_line("one\r\ntwo\n\u{1b}"), "one\u{FFFD}two\u{FFFD}\u{FFFD}");
        assert!(matches!(printable_line("one"), Cow::Borrowed("one")));
    }

    #[test]
    fn escape_sequences_lose_their_teeth() {
        assert_eq!(printable("a\x1b[31mred\x1b]0;title\x07"), "a\u{FFFD}[31mred\u{FFFD}]0;title\u{FFFD}");
        assert_eq!(printable("c1 \u{9b}2J"), "c1 \u{FFFD}2J");
        assert_eq!(printable("one\r\ntwo\rthree\tfour"), "one\ntwo\u{FFFD}three four");
        assert_eq!(printable("user\u{202e}nimda"), "user\u{FFFD}nimda");
    }

    #[test]
    fn clean_text_is_borrowed() {
        assert!(matches!(printable("naïve 日本語\nline"), Cow::Borrowed(_)));
    }

    #[test]
    fn tabs_reach_the_next_stop() {
        assert_eq!(expand_tabs("\tx\nab\ty\n日\tz", 4), "    x\nab  y\n日  z");
    }

    proptest! {
        #[test]
        fn nothing_unprintable_is_left(text in any::<String>()) {
            prop_assert!(printable(&text).chars().all(|c| c == '\n' || !is_unprintable(c)));
            let in_place = printable_in_place(&text);
            prop_assert!(in_place.chars().all(|c| matches!(c, '\n' | '\t') || !is_unprintable(c)));
            prop_assert_eq!(in_place.len(), text.len());
        }
    }
}
