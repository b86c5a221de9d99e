//! What there is to choose, arrange, fill or read in a question, and what became of it, as bare lines.

use super::answer::{letter, ticks_expected};
use super::grade::{Part, Verdict};
use super::kinds::{Code, CodeAsk, Open, TextKey};
use super::plain::{Plain, sentence};
use super::question::{Form, Kind, Question};

impl Plain<'_> {
    /// What stands below the prompt: code, options, items, a text with gaps. Begins with an empty line where there is any.
    pub(super) fn material(&self, question: &Question, order: &[usize]) -> Vec<String> {
        let mut lines = Vec::new();
        if let Kind::Code(code) = &question.kind {
            lines.push(String::new());
            lines.extend(numbered(code));
        }
        match question.kind.form() {
            Form::Options { options, .. } => {
                lines.push(String::new());
                for (shown, option) in in_order(order, options) {
                    lines.extend(self.text(&format!("  {}) ", letter(shown)), &option.text));
                }
            }
            Form::Order(items) => {
                lines.push(String::new());
                for (shown, item) in in_order(order, items) {
                    lines.extend(self.text(&format!("  {}) ", letter(shown)), item));
                }
            }
            Form::Match(matching) => {
                lines.push(String::new());
                for (number, pair) in (1..).zip(&matching.pairs) {
                    lines.extend(self.text(&format!("  {number}. "), &pair.left));
                }
                lines.push("belong to".to_owned());
                for (shown, right) in in_order(order, &matching.rights) {
                    lines.extend(self.text(&format!("  {}) ", letter(shown)), right));
                }
            }
            Form::Gaps(cloze) => {
                lines.push(String::new());
                lines.extend(self.text("", &cloze.numbered()));
            }
            Form::Claim | Form::Number(_) | Form::Text(_) | Form::Line(_) | Form::Open(_) => {}
        }
        lines
    }

    /// What the learner compares an open answer with, before judging it: a model answer, numbered points, lettered red flags.
    pub fn rubric(&self, open: &Open) -> Vec<String> {
        let mut lines = vec![format!("{}:", open.key_heading())];
        lines.extend(self.text("  ", &open.model_answer));
        lines.extend([String::new(), "It makes these points:".to_owned()]);
        for (number, point) in (1..).zip(&open.rubric) {
            let needed = match (point.must, point.bonus) {
                (true, _) => " [needed]",
                (_, true) => " [bonus]",
                _ => "",
            };
            lines.extend(self.text(&format!("  {number}. "), &format!("{}{needed}", point.text)));
        }
        if !open.red_flags.is_empty() {
            lines.extend([String::new(), "It raises none of these red flags:".to_owned()]);
            for (at, flag) in open.red_flags.iter().enumerate() {
                lines.extend(self.text(&format!("  {}) ", letter(at)), flag));
            }
        }
        lines.push(String::new());
        lines.extend(self.text("", &sentence(&ticks_expected(open))));
        lines
    }

    /// The answer against the key, part by part.
    pub(super) fn judged(&self, question: &Question, order: &[usize], verdict: &Verdict) -> Vec<String> {
        let mut lines = Vec::new();
        match question.kind.form() {
            Form::Options { options, .. } => {
                lines.push(String::new());
                let judged: Vec<_> = options.iter().zip(&verdict.options).collect();
                for (shown, (option, state)) in in_order(order, &judged) {
                    let mark = match (state.chosen, state.correct) {
                        (true, true) => "right, your answer",
                        (true, false) => "wrong, your answer",
                        (false, true) => "right, not chosen",
                        (false, false) => "wrong",
                    };
                    let head = format!("  {}) ", letter(shown));
                    lines.extend(self.text(&head, &format!("{} [{mark}]", option.text)));
                    lines.extend(self.text("     ", &state.why));
                }
            }
            Form::Claim => {
                lines.extend(self.text("", &format!("The claim is {}.", verdict.key)));
                let given = verdict.options.iter().find(|state| state.chosen);
                lines.extend(given.map(|state| self.text("", &state.why)).unwrap_or_default());
            }
            Form::Number(_) => {
                lines.extend(self.text("", &format!("The answer is {}.", verdict.key)));
                lines.extend(self.remarks(verdict));
            }
            Form::Text(key) => {
                lines.extend(self.text("", &format!("The answer is: {}", verdict.key)));
                lines.extend(also(key).map(|also| self.text("", &also)).unwrap_or_default());
                lines.extend(self.remarks(verdict));
            }
            Form::Order(_) => {
                lines.push(String::new());
                for part in &verdict.parts {
                    let yours = yours(part, "here you had");
                    lines.extend(self.text(&format!("  {}. ", part.text), &format!("{} {yours}", part.key)));
                }
            }
            Form::Match(_) => {
                lines.push(String::new());
                for (number, part) in (1..).zip(&verdict.parts) {
                    let yours = yours(part, "your answer");
                    let head = format!("  {number}. ");
                    lines.extend(self.text(&head, &format!("{} – {} {yours}", part.text, part.key)));
                    let why = part.why.as_ref().map(|why| self.text("     ", why));
                    lines.extend(why.unwrap_or_default());
                }
            }
            Form::Gaps(cloze) => {
                lines.push(String::new());
                lines.extend(self.text("", &cloze.with_gaps(|_, key| format!("**{}**", key.key()))));
                for part in &verdict.parts {
                    let given = if part.given.is_empty() { "nothing" } else { &part.given };
                    let said = match (part.correct, &part.why) {
                        (true, None) => continue,
                        (true, Some(why)) => why.clone(),
                        (false, why) => {
                            format!(
                                "you wrote {given}, right is {}. {}",
                                part.key,
                                why.as_deref().unwrap_or_default()
                            )
                        }
                    };
                    lines.extend(self.text(&format!("  Gap {}: ", part.text), said.trim_end()));
                }
            }
            Form::Line(_) => {
                lines.push(String::new());
                for (at, part) in verdict.parts.iter().enumerate() {
                    let mark = match (at, part.correct) {
                        (0, true) if verdict.correct => "right, your answer",
                        (0, false) => "wrong, your answer",
                        _ => "right",
                    };
                    lines.push(format!("  Line {} [{mark}]: {}", part.text, part.given));
                    lines.extend(part.why.as_ref().map(|why| self.text("     ", why)).unwrap_or_default());
                }
            }
            Form::Open(_) => {
                lines.push(String::new());
                for part in &verdict.parts {
                    let head = if part.correct { "  made: " } else { "  missing: " };
                    lines.extend(self.text(head, &part.text));
                    let next = part.why.as_ref().map(|why| self.text("     An interviewer would ask: ", why));
                    lines.extend(next.unwrap_or_default());
                }
                lines.extend(
                    verdict
                        .mistake
                        .as_ref()
                        .map(|flags| self.text("  Red flag: ", flags))
                        .unwrap_or_default(),
                );
            }
        }
        lines
    }

    fn remarks(&self, verdict: &Verdict) -> Vec<String> {
        verdict.mistake.iter().chain(&verdict.note).flat_map(|said| self.text("", said)).collect()
    }
}

/// Whether a part was right, or what was answered instead; nothing where nothing was answered.
fn yours(part: &Part, instead: &str) -> String {
    match (part.correct, part.given.as_str()) {
        (true, _) => "[right]".to_owned(),
        (false, "") => String::new(),
        (false, given) => format!("[{instead}: {given}]"),
    }
}

/// The other accepted answers, in a sentence.
pub(super) fn also(key: &TextKey) -> Option<String> {
    let others = key.accept.get(1..).filter(|others| !others.is_empty())?;
    Some(format!("Also accepted: {}", others.join(", ")))
}

/// Code with its line numbers where lines are asked for or spoken of; never broken over lines.
fn numbered(code: &Code) -> Vec<String> {
    let wide = code.lines().count().to_string().len();
    let counted = matches!(code.ask, CodeAsk::Line { .. });
    (1..)
        .zip(code.lines())
        .map(|(number, line)| {
            let line = if counted { format!("  {number:>wide$}  {line}") } else { format!("    {line}") };
            line.trim_end().to_owned()
        })
        .collect()
}

fn in_order<'a, T>(order: &'a [usize], items: &'a [T]) -> impl Iterator<Item = (usize, &'a T)> {
    order.iter().enumerate().filter_map(|(shown, option)| Some((shown, items.get(*option)?)))
}
