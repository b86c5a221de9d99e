//! A question that waits for its answer: situation, prompt, what there is to do, and what was said on the way.

use super::judged::code_rows;
use super::task::Look;
use super::{Panel, Shown};
use crate::app::render::{hanging, markdown};
use crate::app::sheet::{Row, Tone};
use crate::quiz::{Form, Kind, Question};
use crate::text::lines;

impl Panel {
    pub(super) fn asking_rows(&self, question: &Question, columns: usize, air: bool, shown: &mut Shown) {
        situation_rows(question, columns, &mut shown.rows);
        shown.rows.extend(markdown(&question.prompt, columns));
        shown.rows.push(Row::blank());
        self.code_rows(question, columns, &mut shown.rows);
        if let Some(task) = &self.task {
            task.rows(&Look { columns, air, colours: &self.colours }, shown);
        }
        if let Some(certainty) = self.session.turn().and_then(|turn| turn.certainty) {
            shown.rows.push(Row::blank());
            shown.rows.push(Row::of("You say: ", Tone::Muted).and(certainty.name(), Tone::Accent));
            shown.wanted.1 = shown.wanted.1.max(shown.rows.len() - 1);
        }
        if let Some(message) = &self.message {
            shown.rows.push(Row::blank());
            shown.rows.extend(lines(message, columns).into_iter().map(|line| Row::of(line, Tone::Warning)));
            shown.wanted.1 = shown.rows.len() - 1;
        }
        let hints = self.session.turn().map_or(0, |turn| turn.hints);
        for (number, hint) in (1..=hints).zip(&question.hints) {
            shown.rows.push(Row::blank());
            let lead = Row::of(format!("Hint {number}  "), Tone::Accent);
            shown.rows.extend(hanging(lead, markdown(hint, columns.saturating_sub(8))));
        }
    }

    /// The code of a question, but for one whose task is to choose a line: it shows the lines itself.
    pub(super) fn code_rows(&self, question: &Question, columns: usize, rows: &mut Vec<Row>) {
        if let (Kind::Code(code), false) = (&question.kind, matches!(question.kind.form(), Form::Line(_))) {
            rows.extend(code_rows(code, &self.colours, columns, |_| (("", Tone::Text), false)));
            rows.push(Row::blank());
        }
    }
}

/// How the question is answered, in a few words.
pub(super) fn what(question: &Question) -> &'static str {
    match question.kind.form() {
        Form::Options { several: false, .. } => "one is right",
        Form::Options { several: true, .. } => "several are right",
        Form::Claim => "true or false",
        Form::Number(_) => "a number",
        Form::Text(_) => "a few words",
        Form::Order(_) => "in order",
        Form::Match(_) => "pairs",
        Form::Gaps(_) => "fill the gaps",
        Form::Line(_) => "one line",
        Form::Open(_) => "in your own words",
    }
}

/// What a chain of questions is about.
pub(super) fn situation_rows(question: &Question, columns: usize, rows: &mut Vec<Row>) {
    let Some(chain) = &question.chain else { return };
    let about = format!("Situation, question {} of {} about it", chain.step, chain.of);
    rows.push(Row::of(about, Tone::Muted));
    rows.extend(markdown(&chain.situation, columns));
    rows.push(Row::blank());
}
