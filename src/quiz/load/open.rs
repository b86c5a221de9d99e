//! Loads questions that are answered in free words.

use super::{Draft, arranged};
use crate::content::reader::Table;
use crate::quiz::kinds::{Open, RubricPoint};
use crate::quiz::question::Kind;
use toml::Spanned;

/// Fewest and most points of a rubric.
const POINTS: std::ops::RangeInclusive<usize> = 2..=9;

/// Most red flags.
const MOST_FLAGS: usize = 5;

/// Largest weight of a point.
const HEAVIEST: u32 = 5;

impl<'t> Draft<'_, 't> {
    /// `rubric`, `model_answer`, perhaps `red_flags` and `follow_up`.
    pub(super) fn open(&mut self, table: &mut Table<'_, 't>) -> Option<Kind> {
        let place = table.span();
        table.require("rubric");
        let points = table.tables("rubric");
        let count = points.len();
        let mut rubric = Vec::new();
        for point in points.into_iter().take(POINTS.end() + 1) {
            rubric.extend(self.point(point));
        }
        let model_answer = self.markdown(table, "model_answer");
        let red_flags: Vec<String> = table.texts("red_flags").iter().map(|flag| self.expand(flag)).collect();
        let follow_up = table.texts("follow_up");
        self.follow_up.clone_from(&follow_up);
        if red_flags.len() > MOST_FLAGS {
            let problem =
                self.reading.problem(place.clone(), format!("there are {} red flags", red_flags.len()));
            self.reading.report(problem.with_help(format!("accepted: at most {MOST_FLAGS}")));
        }
        if count > 0 && !POINTS.contains(&count) {
            let problem = self.reading.problem(place.clone(), format!("the rubric has {count} points"));
            self.reading.report(problem.with_help(format!(
                "accepted: {} to {} points",
                POINTS.start(),
                POINTS.end()
            )));
        }
        if rubric.len() == count && count > 0 && !rubric.iter().any(|point| point.must) {
            let problem = self.reading.problem(place, "no point of the rubric must be made");
            self.reading
                .report(problem.with_help("mark with `must = true` what an answer cannot do without"));
        }
        if rubric.len() != count || count == 0 {
            return None;
        }
        Some(Kind::Open(Open {
            rubric,
            red_flags,
            model_answer: model_answer?,
            follow_up: arranged::plain(follow_up),
        }))
    }

    fn point(&self, mut table: Table<'_, 't>) -> Option<RubricPoint> {
        let place = table.span();
        let text = self.markdown(&mut table, "point");
        let weight = table.optional_number("weight");
        let must = table.optional_flag("must").is_some_and(Spanned::into_inner);
        let bonus = table.optional_flag("bonus").is_some_and(Spanned::into_inner);
        let facts = table.texts("facts");
        for fact in &facts {
            self.check_fact(fact);
        }
        let follow_up = table.optional_text("follow_up").map(|text| self.expand(&text));
        let sound = table.finish();
        if must && bonus {
            let problem = self.reading.problem(place, "a point that must be made is no bonus");
            self.reading.report(problem.with_help("leave `must` or `bonus` out"));
        }
        if let Some(weight) = weight.as_ref().filter(|weight| !(1..=HEAVIEST).contains(weight.get_ref())) {
            let problem = self.reading.problem(weight.span(), "`weight` is out of range");
            self.reading.report(problem.with_help(format!("accepted: 1 to {HEAVIEST}")));
        }
        let weight = weight.map_or(1, Spanned::into_inner);
        let facts = arranged::plain(facts);
        sound.then_some(RubricPoint { text: text?, weight, must, bonus, facts, follow_up })
    }
}
