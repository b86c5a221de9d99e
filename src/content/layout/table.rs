//! Tables: columns as wide as their content where there is room, wrapped cells where there is less, a list where there is
//! least.

use super::compose::{Row, flow, shown};
use super::{Role, Segment};
use crate::content::block::{Align, Inline, Run};
use crate::text::{Room, Side, width};

/// Cells between two columns.
const GAP: usize = 2;
/// A column of longer texts is not made narrower than this.
const NARROWEST: usize = 8;
/// A single word that is longer than this may be broken to save the table.
const LONGEST_WORD: usize = 30;
/// A width at which nothing wraps.
const UNBOUNDED: usize = 1 << 20;
/// Indent of the fields after the first in a row that became a list.
const FIELD_INDENT: usize = 2;

pub(super) struct Table<'p> {
    pub(super) align: &'p [Align],
    pub(super) header: &'p [Inline],
    pub(super) rows: &'p [Vec<Inline>],
    /// Role of the text in the body.
    pub(super) role: Role,
}

impl Table<'_> {
    pub(super) fn lay_out(&self, room: usize, rule: &str, linear: bool) -> Vec<Row> {
        let columns = if linear { None } else { self.columns(room) };
        match columns {
            Some(widths) => self.grid(&widths, rule),
            None => self.list(room),
        }
    }

    /// Widths of the columns within `room`; `None` where the narrowest table is still too wide.
    fn columns(&self, room: usize) -> Option<Vec<usize>> {
        let available = room.checked_sub(GAP * self.header.len().saturating_sub(1))?;
        let cells = |column: usize| {
            let body = self.rows.iter().filter_map(move |row| row.get(column));
            self.header.get(column).into_iter().chain(body)
        };
        let natural: Vec<usize> = (0..self.header.len())
            .map(|column| cells(column).map(|cell| natural_width(cell)).max().unwrap_or(0).max(1))
            .collect();
        if natural.iter().sum::<usize>() <= available {
            return Some(natural);
        }
        let least: Vec<usize> = natural
            .iter()
            .enumerate()
            .map(|(column, &natural)| {
                let word = cells(column).map(|cell| longest_word(cell)).max().unwrap_or(0);
                natural.min(word.clamp(NARROWEST, LONGEST_WORD))
            })
            .collect();
        if least.iter().sum::<usize>() > available {
            return None;
        }
        Some(shrink(&natural, &least, available))
    }

    fn grid(&self, widths: &[usize], rule: &str) -> Vec<Row> {
        let sides: Vec<Side> = (0..widths.len()).map(|column| self.side(column)).collect();
        let mut rows = Vec::new();
        if self.header.iter().any(|cell| !cell.is_empty()) {
            rows.append(&mut grid_row(self.header, widths, &sides, Role::TableHead));
            let mut segments = Vec::new();
            for (index, &width) in widths.iter().enumerate() {
                if index > 0 {
                    segments.push(Segment::spaces(GAP));
                }
                segments.push(Segment::new(rule.repeat(width), Role::Rule));
            }
            rows.push(Row::of(segments));
        }
        let body: Vec<Vec<Row>> =
            self.rows.iter().map(|row| grid_row(row, widths, &sides, self.role)).collect();
        // Where a row takes several lines, blank lines say where the next begins.
        let spaced = body.iter().any(|lines| lines.len() > 1);
        for (index, mut lines) in body.into_iter().enumerate() {
            if spaced && index > 0 {
                rows.push(Row::default());
            }
            rows.append(&mut lines);
        }
        rows
    }

    /// Numbers stand at the right, whether or not the author asked for it.
    fn side(&self, column: usize) -> Side {
        match self.align.get(column) {
            Some(Align::Right) => Side::Right,
            Some(Align::Center) => Side::Center,
            _ => {
                let mut figures =
                    self.rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty());
                let some = figures.clone().next().is_some();
                if some && figures.all(|cell| is_figure(cell)) { Side::Right } else { Side::Left }
            }
        }
    }

    /// Every row as a list of "header: value".
    fn list(&self, room: usize) -> Vec<Row> {
        let colon = [Run::plain(": ")];
        let mut rows = Vec::new();
        if self.rows.is_empty() {
            for header in self.header {
                rows.append(&mut flow(&[(header, Role::TableHead)], Room::of(room)));
            }
        }
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                rows.push(Row::default());
            }
            for (column, (header, cell)) in self.header.iter().zip(row).enumerate() {
                let indent = if column == 0 { 0 } else { FIELD_INDENT };
                let space = Room { width: room, first: indent, rest: indent + FIELD_INDENT };
                let colon: &[Run] = if header.is_empty() { &[] } else { &colon };
                if !header.is_empty() || !cell.is_empty() {
                    let parts =
                        [(header.as_slice(), Role::TableHead), (colon, Role::TableHead), (cell, self.role)];
                    rows.append(&mut flow(&parts, space));
                }
            }
        }
        rows
    }
}

/// One row of the table as lines.
fn grid_row(cells: &[Inline], widths: &[usize], sides: &[Side], role: Role) -> Vec<Row> {
    let mut columns: Vec<_> = cells
        .iter()
        .zip(widths)
        .map(|(cell, &width)| flow(&[(cell, role)], Room::of(width)).into_iter())
        .collect();
    let height = columns.iter().map(ExactSizeIterator::len).max().unwrap_or(0).max(1);
    (0..height)
        .map(|_| {
            let mut segments = Vec::new();
            for (index, ((lines, &field), side)) in columns.iter_mut().zip(widths).zip(sides).enumerate() {
                let cell = lines.next().map(|row| row.segments).unwrap_or_default();
                let used = cell.iter().map(|segment| width(&segment.text)).sum();
                let (before, after) = side.padding(used, field);
                let before = before + if index > 0 { GAP } else { 0 };
                segments.extend((before > 0).then(|| Segment::spaces(before)));
                segments.extend(cell);
                segments.extend((after > 0).then(|| Segment::spaces(after)));
            }
            while segments.last().is_some_and(Segment::is_blank) {
                segments.pop();
            }
            Row::of(segments)
        })
        .collect()
}

/// Takes from the widest columns until the table fits: the largest common limit that does, then the cells left over.
fn shrink(natural: &[usize], least: &[usize], available: usize) -> Vec<usize> {
    let limited = |limit: usize| -> Vec<usize> {
        natural.iter().zip(least).map(|(&natural, &least)| natural.min(limit).max(least)).collect()
    };
    let (mut fits, mut too_wide) = (0, natural.iter().copied().max().unwrap_or(0));
    while fits + 1 < too_wide {
        let limit = fits + (too_wide - fits) / 2;
        if limited(limit).iter().sum::<usize>() <= available { fits = limit } else { too_wide = limit }
    }
    let mut widths = limited(fits);
    let mut left = available - widths.iter().sum::<usize>();
    for (width, &natural) in widths.iter_mut().zip(natural) {
        if left > 0 && *width < natural {
            *width += 1;
            left -= 1;
        }
    }
    widths
}

fn natural_width(cell: &[Run]) -> usize {
    flow(&[(cell, Role::Text)], Room::of(UNBOUNDED))
        .iter()
        .map(|row| row.segments.iter().map(|segment| width(&segment.text)).sum())
        .max()
        .unwrap_or(0)
}

fn longest_word(cell: &[Run]) -> usize {
    let text: String = cell.iter().map(shown).collect();
    text.split_whitespace().map(width).max().unwrap_or(0)
}

/// A bare number, amount or share: `900`, `$0.20`, `10,240`, `−5 %`.
fn is_figure(cell: &[Run]) -> bool {
    let mut digits = false;
    let mut all = cell.iter().flat_map(|run| run.text.chars());
    let only = all.all(|c| {
        digits |= c.is_ascii_digit();
        c.is_ascii_digit()
            || matches!(c, '.' | ',' | '$' | '%' | '+' | '-' | '−' | '±' | ' ' | '\u{a0}' | '×')
    });
    only && digits
}

#[cfg(test)]
mod tests {
    use super::shrink;

    #[test]
    fn the_widest_columns_give_way_first() {
        assert_eq!(shrink(&[5, 40, 60], &[5, 10, 10], 65), [5, 30, 30]);
        assert_eq!(shrink(&[5, 20, 60], &[5, 10, 10], 66), [5, 20, 41]);
        assert_eq!(shrink(&[30, 31], &[8, 8], 41), [21, 20]);
    }
}
