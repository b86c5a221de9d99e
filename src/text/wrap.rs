//! Wrapping of styled text to a width in cells.
//!
//! Lines are broken after spaces, between ideographs, after dashes, and after hyphens that stand behind three
//! letters and before another (`event-source`, but not `us-east-1` or `--memory`); a word is broken only
//! where it is longer than a line. Grapheme clusters stay whole. Nothing is hyphenated, stretched or lost: the pieces of
//! all lines, each followed by the line's gap, give the text back.

use std::ops::Range;

use super::width::clusters;

/// A stretch of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<S> {
    /// The text, without line breaks.
    pub text: String,
    /// Its style.
    pub style: S,
}

/// The room that a paragraph has, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Width of the column, indent included. At least 2, so that a wide character has a place.
    pub width: usize,
    /// Indent of the first line.
    pub first: usize,
    /// Indent of all other lines.
    pub rest: usize,
}

impl Room {
    /// A column without indents.
    pub fn of(width: usize) -> Self {
        Self { width, first: 0, rest: 0 }
    }

    fn indent(self, line: usize) -> usize {
        let wanted = if line == 0 { self.first } else { self.rest };
        wanted.min(self.width.max(2) - 2)
    }

    fn available(self, line: usize) -> usize {
        self.width.max(2) - self.indent(line)
    }
}

/// A wrapped line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped<S> {
    /// What stands on the line, from left to right.
    pub pieces: Vec<Piece<S>>,
    /// Cells that the pieces take.
    pub width: usize,
    /// Cells to leave free before the first piece.
    pub indent: usize,
    /// Spaces and line feed that the break swallowed.
    pub gap: String,
}

/// Unstyled text in lines of at most `width` cells.
pub fn lines(text: &str, width: usize) -> Vec<String> {
    wrap([(text, ())], Room::of(width), |()| false)
        .into_iter()
        .map(|line| line.pieces.into_iter().map(|piece| piece.text).collect())
        .collect()
}

/// Wraps runs of styled text; a `\n` is a hard break. Runs for which `keep` holds (inline code) are not broken at their
/// spaces where they fit on a line. An empty text has no lines.
pub fn wrap<'a, S: Clone>(
    runs: impl IntoIterator<Item = (&'a str, S)>,
    room: Room,
    keep: impl Fn(&S) -> bool,
) -> Vec<Wrapped<S>> {
    let mut text = String::new();
    let mut styles = Vec::new();
    let mut ends = Vec::new();
    for (run, style) in runs {
        text.push_str(run);
        styles.push(style);
        ends.push(text.len());
    }
    let atoms = Atoms::new(&text, &ends, |run| styles.get(run).is_some_and(&keep), room);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < atoms.list.len() {
        let broken = atoms.next_line(start, room.available(lines.len()));
        lines.push(Wrapped {
            pieces: atoms.pieces(&text, &styles, start..broken.end),
            width: atoms.width(start..broken.end),
            indent: room.indent(lines.len()),
            gap: atoms.slice(&text, broken.end..broken.next).to_owned(),
        });
        start = broken.next;
    }
    lines
}

/// A grapheme cluster of the text.
#[derive(Clone, Copy)]
struct Atom {
    start: usize,
    width: usize,
    run: usize,
    kind: Kind,
    /// Whether a line may end before this atom.
    breakable: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    HardBreak,
    Ideograph,
    Letter,
    Hyphen,
    Dash,
    /// U+200B, which offers a break.
    Seam,
    /// A sign after which a word that is longer than a line is best broken.
    Joint,
    Other,
}

fn kind(cluster: &str, width: usize) -> Kind {
    match cluster {
        " " => Kind::Space,
        "\n" | "\r\n" => Kind::HardBreak,
        "-" => Kind::Hyphen,
        "—" => Kind::Dash,
        "\u{200B}" => Kind::Seam,
        "/" | "." | "_" | "?" | "&" | "=" | "," | ":" | "#" | "+" => Kind::Joint,
        _ if width == 2 => Kind::Ideograph,
        _ if cluster.chars().all(char::is_alphabetic) => Kind::Letter,
        _ => Kind::Other,
    }
}

/// Closing signs, which must not begin a line (the core of JIS X 4051's rules).
const NOT_FIRST: &str =
    ")]},.;:!?%”’»…、。，．：；！？」』）】》〉］｝ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ";
/// Opening signs, which must not end a line.
const NOT_LAST: &str = "([{“‘«「『（【《〈［｛";

/// Whether the one may end a line and the other begin the next.
fn may_part(before: &str, after: &str) -> bool {
    !NOT_LAST.contains(before) && !NOT_FIRST.contains(after)
}

struct Atoms {
    list: Vec<Atom>,
    text_len: usize,
}

struct Broken {
    /// Atom after the last one on the line.
    end: usize,
    /// First atom of the next line.
    next: usize,
}

impl Atoms {
    fn new(text: &str, ends: &[usize], keep: impl Fn(usize) -> bool, room: Room) -> Self {
        let mut list: Vec<Atom> = Vec::with_capacity(text.len());
        let (mut start, mut run) = (0, 0);
        let mut before = "";
        for (cluster, width) in clusters(text) {
            while ends.get(run).is_some_and(|&end| end <= start) {
                run += 1;
            }
            let kind = kind(cluster, width);
            let breakable = match list.as_slice() {
                [] => false,
                [.., last] if last.kind == Kind::HardBreak => true,
                _ if matches!(kind, Kind::Space | Kind::HardBreak) => false,
                [.., a, b, c, last] if last.kind == Kind::Hyphen => {
                    [a.kind, b.kind, c.kind, kind].iter().all(|&kind| kind == Kind::Letter)
                }
                [.., last] if last.kind == Kind::Hyphen => false,
                [.., last] => match last.kind {
                    Kind::Space | Kind::Seam => true,
                    Kind::Dash | Kind::Ideograph => width > 0 && may_part(before, cluster),
                    _ => kind == Kind::Ideograph && may_part(before, cluster),
                },
            };
            list.push(Atom { start, width, run, kind, breakable });
            start += cluster.len();
            before = cluster;
        }
        let mut atoms = Self { list, text_len: text.len() };
        atoms.close_kept_runs(keep, room.available(1));
        atoms
    }

    /// Takes away the breaks inside kept runs that fit on a line.
    fn close_kept_runs(&mut self, keep: impl Fn(usize) -> bool, line: usize) {
        for same in self.list.chunk_by_mut(|a, b| a.run == b.run) {
            let width: usize = same.iter().map(|atom| atom.width).sum();
            if same.first().is_some_and(|atom| keep(atom.run)) && width <= line {
                for atom in same.iter_mut().skip(1) {
                    atom.breakable = false;
                }
            }
        }
    }

    /// Where the line that begins with atom `start` ends, in `room` cells.
    fn next_line(&self, start: usize, room: usize) -> Broken {
        let mut used = 0;
        let mut last_break = None;
        for (at, atom) in self.list.iter().enumerate().skip(start) {
            if atom.kind == Kind::HardBreak {
                return Broken { end: self.without_spaces(start, at), next: at + 1 };
            }
            if atom.breakable && at > start {
                last_break = Some(at);
            }
            used += atom.width;
            if atom.kind != Kind::Space && used > room {
                let next = last_break.unwrap_or_else(|| self.cut_word(start, at));
                return Broken { end: self.without_spaces(start, next), next };
            }
        }
        let next = self.list.len();
        Broken { end: self.without_spaces(start, next), next }
    }

    /// A break inside a word of which the atoms before `at` fit on the line: after a joint, if one stands in the
    /// second half, else at the edge. At least one atom is taken.
    fn cut_word(&self, start: usize, at: usize) -> usize {
        let half = start + (at - start) / 2;
        (half + 1..at)
            .rev()
            .find(|&cut| {
                self.list.get(cut - 1).is_some_and(|a| matches!(a.kind, Kind::Joint | Kind::Hyphen))
                    && self.list.get(cut).is_some_and(|a| a.width > 0)
            })
            .unwrap_or(at)
            .max(start + 1)
    }

    fn without_spaces(&self, start: usize, mut end: usize) -> usize {
        while end > start && self.list.get(end - 1).is_some_and(|a| a.kind == Kind::Space) {
            end -= 1;
        }
        end
    }

    fn width(&self, atoms: Range<usize>) -> usize {
        self.list.get(atoms).unwrap_or_default().iter().map(|atom| atom.width).sum()
    }

    fn byte(&self, atom: usize) -> usize {
        self.list.get(atom).map_or(self.text_len, |atom| atom.start)
    }

    fn slice<'t>(&self, text: &'t str, atoms: Range<usize>) -> &'t str {
        text.get(self.byte(atoms.start)..self.byte(atoms.end)).unwrap_or_default()
    }

    fn pieces<S: Clone>(&self, text: &str, styles: &[S], line: Range<usize>) -> Vec<Piece<S>> {
        let mut at = line.start;
        self.list
            .get(line)
            .unwrap_or_default()
            .chunk_by(|a, b| a.run == b.run)
            .filter_map(|same| {
                let from = at;
                at += same.len();
                let style = styles.get(same.first()?.run)?.clone();
                Some(Piece { text: self.slice(text, from..at).to_owned(), style })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn lines_of(text: &str, room: Room) -> Vec<String> {
        wrap([(text, ())], room, |()| false)
            .into_iter()
            .map(|line| " ".repeat(line.indent) + &line.pieces.concat_text())
            .collect()
    }

    trait ConcatText {
        fn concat_text(&self) -> String;
    }

    impl<S> ConcatText for [Piece<S>] {
        fn concat_text(&self) -> String {
            self.iter().map(|piece| piece.text.as_str()).collect()
        }
    }

    #[test]
    fn wraps_with_a_hanging_indent() {
        let room = Room { width: 12, first: 0, rest: 2 };
        assert_eq!(lines_of("one two three four", room), ["one two", "  three four"]);
    }

    #[test]
    fn a_long_word_begins_a_line_and_is_broken_after_a_joint() {
        assert_eq!(
            lines_of("see https://docs.aws.amazon.com/lambda now", Room::of(16)),
            ["see", "https://docs.", "aws.amazon.com/", "lambda now"]
        );
        assert_eq!(lines_of("abcdefgh", Room::of(3)), ["abc", "def", "gh"]);
    }

    #[test]
    fn ideographs_wrap_but_closing_signs_do_not_begin_a_line() {
        assert_eq!(lines_of("日本語です。次", Room::of(10)), ["日本語で", "す。次"]);
    }

    #[test]
    fn hyphens_inside_words_break_but_flags_and_regions_hold() {
        assert_eq!(lines_of("event-source", Room::of(8)), ["event-", "source"]);
        assert_eq!(lines_of("in us-east-1", Room::of(11)), ["in", "us-east-1"]);
        assert_eq!(lines_of("use --memory", Room::of(8)), ["use", "--memory"]);
    }

    #[test]
    fn kept_runs_move_to_the_next_line_whole() {
        let runs = [("Run ", false), ("aws lambda list", true), (", then wait.", false)];
        let lines = wrap(runs, Room::of(17), |&keep| keep);
        let texts: Vec<String> = lines.iter().map(|line| line.pieces.concat_text()).collect();
        assert_eq!(texts, ["Run", "aws lambda list,", "then wait."]);
    }

    #[test]
    fn kept_runs_that_fit_on_no_line_are_wrapped() {
        let lines = wrap([("aws lambda list-functions", true)], Room::of(12), |&keep| keep);
        assert_eq!(lines.iter().map(|line| line.width).collect::<Vec<_>>(), [10, 5, 9]);
    }

    #[test]
    fn hard_breaks_break() {
        assert_eq!(lines_of("a\nb\n\nc", Room::of(20)), ["a", "b", "", "c"]);
        assert!(lines_of("", Room::of(20)).is_empty());
    }

    #[test]
    fn a_mark_that_begins_a_run_stays_with_its_letter() {
        let lines = wrap([("abce", 1), ("\u{301}def", 2)], Room::of(4), |_| false);
        assert_eq!(
            lines.iter().map(|line| line.pieces.concat_text()).collect::<Vec<_>>(),
            ["abce\u{301}", "def"]
        );
    }

    fn text() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            proptest::sample::select(vec![
                "a",
                "word",
                "longerword",
                " ",
                " ",
                "  ",
                "-",
                "/",
                ".",
                "日",
                "本",
                "、",
                "「",
                "\n",
                "e\u{301}",
                "\u{301}",
                "🇩🇪",
                "🇩",
                "ｶﾞ",
                "—",
                "\u{200b}",
                "\u{a0}",
                "(",
                ")",
                "👍🏽",
                "\r\n",
            ]),
            0..40,
        )
        .prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn nothing_is_lost_split_or_too_wide(
            parts in proptest::collection::vec((text(), any::<bool>()), 0..5),
            total in 2usize..40, first in 0usize..12, rest in 0usize..12,
        ) {
            let room = Room { width: total, first, rest };
            let runs: Vec<(&str, bool)> = parts.iter().map(|(text, keep)| (text.as_str(), *keep)).collect();
            let whole: String = runs.iter().map(|run| run.0).collect();
            let lines = wrap(runs, room, |&keep| keep);

            let joined: String = lines.iter().map(|line| line.pieces.concat_text() + &line.gap).collect();
            prop_assert_eq!(&joined, &whole);

            let boundaries: Vec<usize> = whole.grapheme_indices(true).map(|(at, _)| at).chain([whole.len()]).collect();
            let mut at = 0;
            for line in &lines {
                let shown: usize = line.pieces.iter().map(|piece| width(&piece.text)).sum();
                prop_assert_eq!(shown, line.width);
                prop_assert!(line.indent + shown <= total, "{:?} is wider than {}", line, total);
                at += line.pieces.iter().map(|piece| piece.text.len()).sum::<usize>() + line.gap.len();
                prop_assert!(boundaries.contains(&at));
            }
        }

        #[test]
        fn words_that_fit_are_never_broken(words in proptest::collection::vec("[a-z]{1,9}", 1..30), total in 9usize..30) {
            let text = words.join(" ");
            let out: Vec<String> = lines_of(&text, Room::of(total));
            let back: Vec<&str> = out.iter().flat_map(|line| line.split(' ')).collect();
            prop_assert_eq!(back, words);
        }
    }
}
