//! What several views of results share: tabs, amounts aligned on their point, bars, greyed results.

use super::{Desk, View};
use crate::app::sheet::{Row, Tone};
use crate::calculator::{Calculator, InputProblem, field};
use crate::text::{Side, lines, pad, printable, width};

/// The names of the views, the present one marked.
pub(super) fn tabs(desk: &Desk, columns: usize) -> Row {
    let titles =
        View::of(desk.calculator).iter().map(|view| width(view.title(desk.calculator)) + 2).sum::<usize>();
    let space = if titles <= columns { "  " } else { " " };
    View::of(desk.calculator).iter().fold(Row::blank(), |row, view| {
        let title = view.title(desk.calculator);
        let gap = if row.pieces.is_empty() { "" } else { space };
        if *view == desk.view {
            row.and(gap, Tone::Text).and("▸ ", Tone::Accent).and(title, Tone::Accent)
        } else {
            row.and(gap, Tone::Text).and(title, Tone::Muted)
        }
    })
}

/// The view whose name stands at a column of the tabs.
pub(super) fn tab_at(desk: &Desk, columns: usize, column: usize) -> Option<View> {
    let mut end = 0;
    let row = tabs(desk, columns);
    let titles = row.pieces.iter().filter_map(|piece| {
        let start = end;
        end += width(&piece.text);
        let titled = |view: &&View| view.title(desk.calculator) == piece.text;
        View::of(desk.calculator).iter().find(titled).map(|view| (*view, start..end))
    });
    // The mark before the present name and the gap after a name do nothing.
    titles.collect::<Vec<_>>().into_iter().find(|(_, cells)| cells.contains(&column)).map(|(view, _)| view)
}

/// The last good result, greyed, under what is wrong now.
pub(super) fn stale(
    calculator: Calculator,
    rows: Vec<Row>,
    problems: &[InputProblem],
    columns: usize,
) -> Vec<Row> {
    let name = |problem: &InputProblem| {
        let known = field(calculator, &problem.key);
        known.map_or_else(|| printable(&problem.key).into_owned(), |known| known.label.to_owned())
    };
    let mut told = Vec::new();
    if let Some((first, others)) = problems.split_first() {
        let name_first = name(first);
        let lead = if name_first.is_empty() { String::new() } else { format!("{name_first}: ") };
        let help = first.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        told.push(format!("{lead}{}{help}", first.message));
        // One is told in full and the others by name, so that the results stay in view; each stands under its own field, too.
        if !others.is_empty() {
            let names: Vec<String> = others.iter().map(name).collect();
            told.push(format!("Also to put right: {}", names.join(", ")));
        }
    }
    let wrapped = told.iter().flat_map(|text| lines(text, columns));
    let mut all: Vec<Row> = wrapped.map(|line| Row::of(line, Tone::Wrong)).collect();
    if !rows.is_empty() {
        all.push(Row::blank());
        all.push(Row::of("The last result that could be worked out:", Tone::Muted));
    }
    all.extend(rows.into_iter().map(|mut row| {
        for piece in &mut row.pieces {
            piece.tone = Tone::Muted;
        }
        row
    }));
    all
}

/// Numbers as text, padded so that their decimal points stand below each other.
pub(super) fn aligned(numbers: &[String]) -> Vec<String> {
    let before = |text: &str| text.find('.').unwrap_or(text.len());
    let left = numbers.iter().map(|text| before(text)).max().unwrap_or(0);
    let right = numbers.iter().map(|text| text.len() - before(text)).max().unwrap_or(0);
    numbers
        .iter()
        .map(|text| {
            let at = before(text);
            format!("{}{text}{}", " ".repeat(left - at), " ".repeat(right - (text.len() - at)))
        })
        .collect()
}

/// A bar of at most `columns` cells for a share between 0 and 1.
pub(super) fn bar(share: f64, columns: usize) -> String {
    let cells = (share.clamp(0.0, 1.0) * f64::from(u16::try_from(columns).unwrap_or(u16::MAX))).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the columns of a screen"
    )]
    "━".repeat(cells as usize)
}

/// A line with a label on the left and a value on the right edge of `label_width` and `columns`.
pub(super) fn entry(label: &str, value: &str, label_width: usize) -> Row {
    Row::of(pad(label, label_width, Side::Left), Tone::Muted).and("  ", Tone::Text).and(value, Tone::Text)
}

/// Paragraphs of muted sentences.
pub(super) fn sentences<'a>(sentences: impl IntoIterator<Item = &'a String>, columns: usize) -> Vec<Row> {
    sentences
        .into_iter()
        .flat_map(|sentence| {
            let mut lead = "· ";
            lines(sentence, columns.saturating_sub(2)).into_iter().map(move |line| {
                Row::of(std::mem::replace(&mut lead, "  "), Tone::Muted).and(line, Tone::Muted)
            })
        })
        .collect()
}

/// The widest of some texts, in cells.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().map(width).max().unwrap_or(0)
}
