//! Loads questions that are answered by arranging: an order, and pairs.

use super::Draft;
use crate::content::reader::Table;
use crate::quiz::kinds::{Matching, Pair};
use crate::quiz::question::Kind;
use toml::Spanned;

/// Fewest and most items to put in order.
const ITEMS: std::ops::RangeInclusive<usize> = 3..=8;

/// Fewest and most items to pair.
const PAIRS: std::ops::RangeInclusive<usize> = 2..=6;

/// Most partners to choose from; they are lettered a to f.
const MOST_RIGHTS: usize = 6;

impl<'t> Draft<'_, 't> {
    /// `items`, in the right order.
    pub(super) fn order(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        if !table.require("items") {
            return None;
        }
        let place = table.span();
        let written = table.texts("items");
        let mut items: Vec<String> = Vec::new();
        for item in &written {
            let text = self.expand(item);
            self.check_different(&items, &text, item.span());
            items.push(text);
        }
        if !ITEMS.contains(&items.len()) {
            let problem =
                self.reading.problem(place, format!("there are {} items to put in order", items.len()));
            self.reading.report(problem.with_help(format!(
                "accepted: {} to {} items, in the right order",
                ITEMS.start(),
                ITEMS.end()
            )));
            return None;
        }
        Some(Kind::Order(items))
    }

    /// `pairs = [{ left, right, why }]`, perhaps `extra_right`.
    pub(super) fn matching(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        if !table.require("pairs") {
            table.value("extra_right");
            return None;
        }
        let place = table.span();
        let tables = table.tables("pairs");
        let count = tables.len();
        let extra = table.texts("extra_right");
        let (mut pairs, mut lefts, mut rights): (Vec<Pair>, Vec<String>, Vec<String>) = Default::default();
        for mut pair in tables.into_iter().take(PAIRS.end() + 1) {
            let left = pair.text("left");
            let right = self.markdown(&mut pair, "right");
            let why = pair.optional_text("why").map(|why| self.expand(&why));
            pair.finish();
            let (Some(left), Some(right)) = (left, right) else { continue };
            let span = left.span();
            let left = self.expand(&left);
            self.check_different(&lefts, &left, span);
            lefts.push(left.clone());
            let known = rights.iter().position(|other| other.trim() == right.trim());
            let right = known.unwrap_or_else(|| {
                rights.push(right);
                rights.len() - 1
            });
            pairs.push(Pair { left, right, why });
        }
        for text in &extra {
            let right = self.expand(text);
            self.check_different(&rights, &right, text.span());
            rights.push(right);
        }
        if !PAIRS.contains(&count) {
            let problem = self.reading.problem(place.clone(), format!("there are {count} pairs"));
            self.reading.report(problem.with_help(format!(
                "accepted: {} to {} pairs",
                PAIRS.start(),
                PAIRS.end()
            )));
        }
        if pairs.len() == count && !(2..=MOST_RIGHTS).contains(&rights.len()) {
            let problem =
                self.reading.problem(place, format!("there are {} different right sides", rights.len()));
            self.reading.report(
                problem.with_help(format!("accepted: 2 to {MOST_RIGHTS}, those of `extra_right` among them")),
            );
        }
        (pairs.len() == count).then_some(Kind::Match(Matching { pairs, rights }))
    }

    fn check_different(&self, others: &[String], text: &str, span: std::ops::Range<usize>) {
        if others.iter().any(|other| other.trim() == text.trim()) {
            self.reading.report(self.reading.problem(span, "two of these say the same"));
        }
    }
}

/// The texts of a list with their places dropped.
pub(super) fn plain(texts: Vec<Spanned<String>>) -> Vec<String> {
    texts.into_iter().map(Spanned::into_inner).collect()
}
