//! The part of a text that shows why it was found.

use std::ops::Range;

/// A part of a text with `…` where something was left out, and what is matched in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Excerpt {
    pub text: String,
    /// Matched bytes of `text`, in order, apart from each other.
    pub marks: Vec<Range<usize>>,
}

/// At most about `length` characters of `text`, among them as many of the matched words as fit together. `found` holds the
/// bytes of the matched words in order, with the number of the query's word that each answers to; `marks` the letters.
pub(super) fn excerpt(
    text: &str,
    found: &[(Range<usize>, usize)],
    marks: &[Range<usize>],
    length: usize,
) -> Excerpt {
    let Some(last) = nth_boundary(text, 0, length) else {
        return Excerpt { text: text.to_owned(), marks: marks.to_vec() };
    };
    let from = match best_window(found, length) {
        // The whole of the best window is seen from the start of the text.
        Some((_, end)) if end <= last => 0,
        // Near the end of the text there is room for what comes before.
        Some((start, _)) if nth_boundary(text, start, length * 4 / 5).is_none() => {
            let (last, _) = text.char_indices().rev().nth(length.saturating_sub(3)).unwrap_or_default();
            let next_word =
                text.get(last..).and_then(|rest| rest.find(' ')).map_or(start, |space| last + space + 1);
            next_word.min(start)
        }
        Some((start, _)) => word_before(text, start, length / 5),
        None => 0,
    };
    let to = nth_boundary(text, from, length.saturating_sub(2)).unwrap_or(text.len());
    let to = match text.get(from..to).and_then(|part| part.rfind(' ')) {
        Some(space) if to < text.len() && space > 0 => from + space,
        _ => to,
    };
    let before = if from > 0 { "… " } else { "" };
    let after = if to < text.len() { " …" } else { "" };
    let shift = before.len();
    Excerpt {
        text: format!("{before}{}{after}", text.get(from..to).unwrap_or_default()),
        marks: marks
            .iter()
            .filter(|mark| mark.start >= from && mark.end <= to)
            .map(|mark| mark.start - from + shift..mark.end - from + shift)
            .collect(),
    }
}

/// The byte after `count` characters from `from`; `None` where the text has no more than these.
fn nth_boundary(text: &str, from: usize, count: usize) -> Option<usize> {
    text.get(from..)?.char_indices().nth(count).map(|(at, _)| from + at)
}

/// First and last byte of the stretch of at most `length` bytes that holds the most words of the query; the shortest and
/// earliest of equals.
fn best_window(found: &[(Range<usize>, usize)], length: usize) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize, usize, usize)> = None;
    for (at, (first, _)) in found.iter().enumerate() {
        let mut seen = 0u64;
        let mut end = first.end;
        for (span, word) in found.iter().skip(at).take_while(|(span, _)| span.end <= first.start + length) {
            if seen & (1 << (word % 64)) == 0 {
                seen |= 1 << (word % 64);
                end = span.end;
            }
        }
        let words = usize::try_from(seen.count_ones()).unwrap_or(0);
        let size = end - first.start;
        if best.is_none_or(|(most, least, ..)| words > most || (words == most && size < least)) {
            best = Some((words, size, first.start, end));
        }
    }
    best.map(|(_, _, start, end)| (start, end))
}

/// The start of a word at most `room` characters before `at`; of a sentence, where one starts there.
fn word_before(text: &str, at: usize, room: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let earliest = before.char_indices().rev().nth(room).map_or(0, |(byte, _)| byte);
    let stretch = before.get(earliest..).unwrap_or_default();
    let sentence = [". ", "? ", "! "].iter().filter_map(|end| stretch.rfind(end)).max();
    match sentence.map(|end| end + 2).or_else(|| stretch.find(' ').map(|space| space + 1)) {
        Some(offset) => earliest + offset,
        None => at,
    }
}
