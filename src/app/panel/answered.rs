//! A question that has been answered: whether it was right, why, and what that rests on.

use super::asking::situation_rows;
use super::judged::judged_rows;
use super::{Panel, Shown};
use crate::app::render::{hanging, markdown, source};
use crate::app::sheet::{Row, Tone};
use crate::course::Course;
use crate::quiz::{Answer, Question, TurnState, Verdict, partial};
use crate::text::{lines, printable};

impl Panel {
    pub(super) fn verdict_rows(
        &self,
        question: &Question,
        verdict: &Verdict,
        course: &Course,
        columns: usize,
        shown: &mut Shown,
    ) {
        let rows = &mut shown.rows;
        let part = partial(question, verdict).map_or_else(String::new, |part| format!("   {part}"));
        let state = self.session.turn().map(|turn| &turn.state);
        rows.push(if state == Some(&TurnState::Late) {
            Row::of("✗ Out of time", Tone::Wrong)
        } else if state == Some(&TurnState::Skipped) {
            Row::of("✗ Not answered", Tone::Wrong)
        } else if verdict.correct {
            Row::of("✓ Right", Tone::Right).and(part, Tone::Muted)
        } else {
            Row::of("✗ Not right", Tone::Wrong).and(part, Tone::Muted)
        });
        if let Some(why) = &self.not_kept {
            rows.extend(lines(why, columns).into_iter().map(|line| Row::of(line, Tone::Warning)));
        }
        rows.push(Row::blank());
        situation_rows(question, columns, rows);
        rows.extend(markdown(&question.prompt, columns));
        rows.push(Row::blank());
        self.code_rows(question, columns, rows);
        let order = self.session.option_order(question);
        rows.extend(judged_rows(question, verdict, &order, (&self.given(question), &self.colours), columns));
        rows.push(Row::of("Why", Tone::Title));
        rows.extend(markdown(&question.explain, columns));
        rows.push(Row::blank());
        rows.push(Row::of("Facts behind it", Tone::Title));
        for fact in question.facts.iter().filter_map(|id| course.fact(id)) {
            rows.extend(source(fact, columns));
        }
        let hints = self.session.turn().map_or(0, |turn| usize::try_from(turn.hints).unwrap_or(0));
        if hints < question.hints.len() && !verdict.correct {
            rows.push(Row::blank());
            for hint in question.hints.iter().skip(hints) {
                rows.extend(hanging(
                    Row::of("Hint  ", Tone::Muted),
                    markdown(hint, columns.saturating_sub(6)),
                ));
            }
        }
    }

    fn given(&self, question: &Question) -> String {
        match self.session.turn().and_then(|turn| turn.answer(question)) {
            Some(Answer::Quantity(typed) | Answer::Text(typed) | Answer::Open { text: typed, .. }) => {
                printable(&typed).into_owned()
            }
            _ => String::new(),
        }
    }
}
