//! Loads choices and claims.

use super::Draft;
use crate::content::reader::Table;
use crate::quiz::question::{Choice, Kind};
use toml::Spanned;

/// Fewest and most options of a choice; they are lettered a to f.
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=6;

impl<'t> Draft<'_, 't> {
    pub(super) fn single(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        let place = table.span();
        let choices = self.options(table)?;
        let correct = choices.iter().filter(|choice| choice.correct).count();
        if correct != 1 {
            let problem = self.reading.problem(place, format!("{correct} options are marked as correct"));
            self.reading.report(
                problem.with_help("a single choice has exactly one; write type = \"multi\" for several"),
            );
        }
        Some(Kind::Single(choices))
    }

    pub(super) fn multi(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        let place = table.span();
        let choices = self.options(table)?;
        if !choices.iter().any(|choice| choice.correct) {
            let problem = self.reading.problem(place, "no option is marked as correct");
            self.reading.report(problem.with_help("mark at least one with `correct = true`"));
        }
        Some(Kind::Multi(choices))
    }

    /// The options; `None` if one of them has a problem, so that the right ones cannot be counted.
    pub(super) fn options(&self, table: &mut Table<'_, 't>) -> Option<Vec<Choice>> {
        if !table.require("options") {
            return None;
        }
        let place = table.span();
        let options = table.tables("options");
        let count = options.len();
        let mut choices: Vec<Choice> = Vec::new();
        let mut sound = true;
        // A list that is too long is refused below; all of it need not be compared with itself.
        for mut option in options.into_iter().take(OPTIONS.end() + 1) {
            let text = option.text("text");
            let span = text.as_ref().map(Spanned::span);
            let text = text.map(|text| self.expand(&text));
            let marked = option.has("correct");
            let correct = option.optional_flag("correct");
            let why = self.markdown(&mut option, "why");
            sound &= option.finish() && marked == correct.is_some();
            let correct = correct.is_some_and(Spanned::into_inner);
            if let (Some(text), Some(span)) = (&text, span)
                && choices.iter().any(|other| other.text.trim() == text.trim())
            {
                self.reading.report(self.reading.problem(span, "two options say the same"));
            }
            if let (Some(text), Some(why)) = (text, why) {
                choices.push(Choice { text, correct, why });
            }
        }
        if !OPTIONS.contains(&count) {
            let few = if count == 1 {
                "there is only one option".to_owned()
            } else {
                format!("there are {count} options")
            };
            let problem = self.reading.problem(place, few);
            self.reading.report(problem.with_help(format!(
                "accepted: {} to {} options",
                OPTIONS.start(),
                OPTIONS.end()
            )));
        }
        (sound && choices.len() == count && count > 0).then_some(choices)
    }

    pub(super) fn true_false(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        table.require("answer");
        let answer = table.optional_flag("answer");
        table.require("why");
        let mut why = table.optional_table("why")?;
        let why_true = self.markdown(&mut why, "true");
        let why_false = self.markdown(&mut why, "false");
        why.finish();
        Some(Kind::TrueFalse { answer: answer?.into_inner(), why_true: why_true?, why_false: why_false? })
    }
}
