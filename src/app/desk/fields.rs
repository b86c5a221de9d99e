//! The column of fields.

use super::{Answer, Desk};
use crate::app::sheet::{Row, Tone};
use crate::calculator::Field;
use crate::text::{Side, lines, pad, truncate, width};

/// The rows of all fields.
pub(super) fn rows(desk: &Desk, columns: usize) -> Vec<Row> {
    laid_out(desk, columns).0
}

/// First and last row of the field under the cursor, and the number of all rows.
pub(super) fn place(desk: &Desk, columns: usize) -> ((usize, usize), usize) {
    let (rows, places) = laid_out(desk, columns);
    let (first, last) = places.get(desk.cursor).copied().unwrap_or_default();
    // The heading above the first field belongs to it.
    ((if desk.cursor == 0 { 0 } else { first }, last), rows.len())
}

/// The field that stands on a row.
pub(super) fn at(desk: &Desk, columns: usize, row: usize) -> Option<usize> {
    laid_out(desk, columns).1.into_iter().position(|(first, last)| (first..=last).contains(&row))
}

/// All rows, and the first and the last one of each field.
fn laid_out(desk: &Desk, columns: usize) -> (Vec<Row>, Vec<(usize, usize)>) {
    let mut rows: Vec<Row> = Vec::new();
    let mut places = Vec::new();
    let mut group = "";
    let label_width = (columns * 11 / 20).min(22);
    for (at, field) in desk.calculator.fields().iter().enumerate() {
        if field.group != group {
            if !rows.is_empty() {
                rows.push(Row::blank());
            }
            group = field.group;
            rows.push(Row::of(group, Tone::Title));
        }
        let here = at == desk.cursor;
        let first = rows.len();
        rows.push(line(desk, field, here, label_width, columns));
        if here {
            for (text, tone) in remarks(desk, field) {
                let indent = "    ";
                for text in lines(&text, columns.saturating_sub(width(indent))) {
                    rows.push(Row::of(indent, Tone::Text).and(text, tone));
                }
            }
        }
        places.push((first, rows.len() - 1));
    }
    (rows, places)
}

fn line(desk: &Desk, field: &Field, here: bool, label_width: usize, columns: usize) -> Row {
    let text = desk.text(field);
    let wrong = desk.problems.iter().any(|problem| problem.key == field.key);
    let label = pad(&truncate(field.label, label_width), label_width, Side::Left);
    let room = columns.saturating_sub(label_width + 4);
    let mut row = Row::of(if here { "› " } else { "  " }, Tone::Accent);
    row =
        row.and(label, if text.is_empty() && !here { Tone::Muted } else { Tone::Text }).and("  ", Tone::Text);
    row = match (text.is_empty(), wrong) {
        (false, true) => row.and(truncate(text, room).into_owned(), Tone::Wrong),
        (false, false) => row.and(truncate(text, room).into_owned(), Tone::Title),
        (true, _) => {
            let standard = desk.standard(field).unwrap_or_else(|| "–".to_owned());
            row.and(truncate(&standard, room).into_owned(), Tone::Muted)
        }
    };
    row.selected(here && !desk.results_have_focus)
}

/// What stands under the field with the cursor: what is wrong, else what was understood, else what it is for.
fn remarks(desk: &Desk, field: &Field) -> Vec<(String, Tone)> {
    let problem = desk.problems.iter().find(|problem| problem.key == field.key);
    if let Some(problem) = problem {
        let help = problem.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        return vec![(format!("{}{help}", problem.message), Tone::Wrong)];
    }
    let understood = match &desk.answer {
        Some(Answer::Cost(answer)) => answer.0.understood(field.key),
        Some(Answer::Concurrency(answer)) => answer.0.understood(field.key),
        Some(Answer::Breakeven(answer)) => answer.0.understood(field.key),
        None => None,
    };
    let mut remarks = Vec::new();
    // While another field is wrong, what was understood belongs to older inputs.
    if let Some(understood) = understood.filter(|_| desk.problems.is_empty() && !desk.text(field).is_empty())
    {
        remarks.push((format!("= {understood}"), Tone::Right));
    }
    remarks.push((field.help.to_owned(), Tone::Muted));
    if desk.text(field).is_empty() && !field.example.is_empty() {
        remarks.push((format!("for example {}", field.example), Tone::Muted));
    }
    remarks
}
