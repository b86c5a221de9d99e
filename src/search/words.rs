//! Texts cut into words, folded so that case and thousands separators make no difference.

use std::ops::Range;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    /// Its letters and digits in lower case, without thousands separators.
    pub folded: String,
}

/// A word of a query as it was typed between white space, and the words of the text that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// The whole of it in lower case, for matching against titles.
    pub whole: String,
    /// `us-east-1` is three.
    pub parts: Vec<String>,
}

/// The words of a query that letters or digits can be found by, each once, at most 16.
pub(super) fn terms(query: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for typed in query.split_whitespace() {
        let whole: String = typed.chars().map(fold).collect();
        let parts: Vec<String> = words(typed).into_iter().map(|word| word.folded).collect();
        if !parts.is_empty() && !terms.iter().any(|term| term.whole == whole) {
            terms.push(Term { whole, parts });
        }
    }
    terms.truncate(16);
    terms
}

/// The words of a text: runs of letters and digits; `10,240` and `0.20` are one word each.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, first)) = letters.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let mut folded = String::from(fold(first));
        let mut end = start + first.len_utf8();
        while let Some(&(at, c)) = letters.peek() {
            if c.is_alphanumeric() {
                folded.push(fold(c));
            } else if !is_inside_number(&folded, c, text.get(at + c.len_utf8()..).unwrap_or_default()) {
                break;
            } else if c == '.' {
                folded.push(c);
            }
            end = at + c.len_utf8();
            letters.next();
        }
        words.push(Word { span: start..end, folded });
    }
    words
}

/// Whether `c` between `before` and `after` is a decimal point or a thousands separator.
fn is_inside_number(before: &str, c: char, after: &str) -> bool {
    let is_number = before.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    match c {
        ',' => is_number && digits == 3,
        '.' => is_number && digits > 0,
        _ => false,
    }
}

/// The lower-case form of a character where that is one character: letters keep their places.
pub(super) fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// A set of the characters of a folded text: what it lacks, the text has not.
pub(super) fn letters_of(folded: &str) -> u64 {
    folded.chars().fold(0, |set, c| {
        let bit = match c {
            'a'..='z' => u32::from(c) - u32::from('a'),
            '0'..='9' => 26 + u32::from(c) - u32::from('0'),
            other => 36 + u32::from(other) % 28,
        };
        set | 1 << bit
    })
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn numbers_are_words_however_they_are_grouped() {
        assert_eq!(folded("10,240 MB, $0.20; 3.12."), ["10240", "mb", "0.20", "3.12"]);
        assert_eq!(folded("1,2 and 2026-08-31"), ["1", "2", "and", "2026", "08", "31"]);
    }

    #[test]
    fn words_know_their_bytes() {
        let text = "Größe: 1,024 µs";
        for word in words(text) {
            assert_eq!(text[word.span.clone()].replace(',', "").to_lowercase(), word.folded);
        }
        assert_eq!(folded("limits.timeout.max us-east-1"), ["limits", "timeout", "max", "us", "east", "1"]);
    }

    #[test]
    fn a_query_asks_for_every_word_once() {
        let parts: Vec<_> =
            terms("  Cold cold START us-east-1 … ").into_iter().map(|term| term.whole).collect();
        assert_eq!(parts, ["cold", "start", "us-east-1"]);
        assert!(terms(" \u{3000}-- ").is_empty());
    }
}
