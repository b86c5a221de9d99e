//! Display widths in terminal cells, by grapheme cluster.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells that a text takes on one line. Line feeds and other control characters count nothing, as nothing draws them.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return text.len();
    }
    clusters(text).map(|(_, width)| width).sum()
}

/// The grapheme clusters of a text with their widths in cells.
pub fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let cluster = next_cluster(rest)?;
        rest = rest.get(cluster.len()..).unwrap_or_default();
        Some((cluster, cluster_width(cluster)))
    })
}

/// Two ASCII characters in a row always have a boundary between them, save CR LF; most text never leaves this road.
fn next_cluster(text: &str) -> Option<&str> {
    match text.as_bytes() {
        [] => None,
        [b'\r', ..] => text.graphemes(true).next(),
        [a] if a.is_ascii() => Some(text),
        [a, b, ..] if a.is_ascii() && b.is_ascii() => text.get(..1),
        _ => text.graphemes(true).next(),
    }
}

/// Width of one cluster, by the table that ratatui 0.30 uses too. (ratatui adds a cell for halfwidth katakana sound
/// marks, which `unicode-width` has counted itself since 0.2.3; terminals give them one cell, as here.)
fn cluster_width(cluster: &str) -> usize {
    match cluster.as_bytes() {
        [b] => usize::from(!b.is_ascii_control()),
        _ if cluster.contains(char::is_control) => 0,
        _ => cluster.width(),
    }
}

/// The text cut to at most `max` cells; where something had to go, the last cell says so with `…`.
pub fn truncate(text: &str, max: usize) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    if max == 0 {
        return Cow::Borrowed("");
    }
    let mut used = 0;
    let mut end = 0;
    for (cluster, width) in clusters(text) {
        if used + width > max - 1 {
            break;
        }
        used += width;
        end += cluster.len();
    }
    Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default().trim_end()))
}

/// Where a text stands in its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At the left edge.
    Left,
    /// In the middle; an odd cell is added at the right.
    Center,
    /// At the right edge.
    Right,
}

impl Side {
    /// Spaces before and after a text of `text_width` cells in a field of `field` cells.
    pub fn padding(self, text_width: usize, field: usize) -> (usize, usize) {
        let free = field.saturating_sub(text_width);
        match self {
            Self::Left => (0, free),
            Self::Center => (free / 2, free - free / 2),
            Self::Right => (free, 0),
        }
    }
}

/// The text filled up with spaces to `field` cells, or cut to them.
pub fn pad(text: &str, field: usize, side: Side) -> String {
    let text = truncate(text, field);
    let (before, after) = side.padding(width(&text), field);
    format!("{:before$}{text}{:after$}", "", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths_are_those_of_a_terminal() {
        assert_eq!(width("plain"), 5);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("e\u{301}te\u{301}"), 3);
        assert_eq!(width("ｶﾞ"), 2);
        assert_eq!(width("a\u{200b}b"), 2);
        assert_eq!(width("🇩🇪"), 2);
        assert_eq!(width("a\nb\x1b"), 2);
    }

    #[test]
    fn truncation_never_splits_a_wide_character() {
        assert_eq!(truncate("日本語", 6), "日本語");
        assert_eq!(truncate("日本語", 5), "日本…");
        assert_eq!(truncate("日本語", 4), "日…");
        assert_eq!(truncate("two words", 5), "two…");
        assert_eq!(truncate("abc", 1), "…");
        assert_eq!(truncate("abc", 0), "");
    }

    #[test]
    fn padding_fills_the_field() {
        assert_eq!(pad("ab", 5, Side::Left), "ab   ");
        assert_eq!(pad("ab", 5, Side::Center), " ab  ");
        assert_eq!(pad("日", 5, Side::Right), "   日");
        assert_eq!(pad("abcdef", 4, Side::Right), "abc…");
    }

    #[cfg(feature = "tui")]
    proptest! {
        #[test]
        fn clusters_have_the_widths_that_ratatui_gives_them(text in "[^\\pC\u{FF9E}\u{FF9F}]{0,30}") {
            use ratatui::buffer::CellWidth;
            for (cluster, width) in clusters(&text) {
                prop_assert_eq!(width, usize::from(cluster.cell_width()), "{:?}", cluster);
            }
        }
    }

    proptest! {
        #[test]
        fn clusters_are_the_graphemes_of_the_text(text in "(\\PC|[a\r\n\u{301}\u{1F1E9}\u{200D}]){0,30}") {
            let ours: Vec<&str> = clusters(&text).map(|(cluster, _)| cluster).collect();
            let theirs: Vec<&str> = text.graphemes(true).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn padded_text_has_exactly_the_width_of_its_field(text in "[a-z日é ]{0,12}", field in 0usize..20) {
            for side in [Side::Left, Side::Center, Side::Right] {
                prop_assert_eq!(width(&pad(&text, field, side)), field);
            }
        }
    }
}
