//! What became of an answer, part by part: rows below the question.

use crate::app::render::{hanging, markdown};
use crate::app::sheet::{Piece, Row, Tone};
use crate::content::{Mark, Role, SyntaxLines, SyntaxSpan, TAB_STOP};
use crate::quiz::{Code, CodeAsk, Form, Part, Question, TextKey, Verdict, letter};
use crate::text::truncate;

/// Columns before the text of an option.
const LEAD: usize = 5;

/// The answer to `question`, whose options were shown in `order`, against the key. `given` is what was typed into a field.
pub(super) fn judged_rows(
    question: &Question,
    verdict: &Verdict,
    order: &[usize],
    (given, colours): (&str, &SyntaxLines),
    columns: usize,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let room = columns.saturating_sub(LEAD);
    match question.kind.form() {
        Form::Options { options, .. } => {
            for (place, index) in order.iter().enumerate() {
                let (Some(option), Some(state)) = (options.get(*index), verdict.options.get(*index)) else {
                    continue;
                };
                let (sign, tone) = sign(state.chosen, state.correct);
                let lead = Row::of(sign, tone).and(format!("{}  ", letter(place)), Tone::Key);
                rows.extend(hanging(lead, judged(markdown(&option.text, room), state.chosen, room)));
                rows.extend(indented(LEAD, markdown(&state.why, room)));
                rows.push(Row::blank());
            }
        }
        Form::Claim => {
            for (text, state) in ["True", "False"].into_iter().zip(&verdict.options) {
                let (sign, tone) = sign(state.chosen, state.correct);
                let text = judged(vec![Row::of(text, Tone::Text)], state.chosen, room);
                rows.extend(hanging(Row::of(sign, tone).and("   ", Tone::Text), text));
                rows.extend(indented(LEAD, markdown(&state.why, room)));
                rows.push(Row::blank());
            }
        }
        Form::Number(_) => {
            rows.extend(typed_rows(given, verdict, columns));
            rows.push(Row::blank());
        }
        Form::Text(key) => {
            rows.extend(typed_rows(given, verdict, columns));
            rows.extend(also(key, columns));
            rows.push(Row::blank());
        }
        Form::Order(_) => {
            for part in &verdict.parts {
                let lead = part_sign(part).and(format!("{}  ", part.text), Tone::Muted);
                rows.extend(hanging(lead, markdown(&part.key, room)));
                if !part.correct {
                    rows.extend(yours(part, columns));
                }
            }
            rows.push(Row::blank());
        }
        Form::Match(_) => {
            for part in &verdict.parts {
                let pair = format!("{} – {}", part.text, part.key);
                rows.extend(hanging(part_sign(part), markdown(&pair, columns.saturating_sub(2))));
                if !part.correct {
                    rows.extend(yours(part, columns));
                }
                rows.extend(part.why.iter().flat_map(|why| indented(LEAD, markdown(why, room))));
            }
            rows.push(Row::blank());
        }
        Form::Gaps(cloze) => {
            rows.extend(markdown(&cloze.with_gaps(|_, key| format!("**{}**", key.key())), columns));
            rows.push(Row::blank());
            for part in &verdict.parts {
                let given = if part.given.is_empty() { "nothing" } else { &part.given };
                let lead = part_sign(part).and(format!("{}  ", part.text), Tone::Muted);
                let said = lead.and(truncate(given, room).into_owned(), Tone::Text);
                rows.push(if part.correct {
                    said
                } else {
                    said.and(format!("  → {}", part.key), Tone::Right)
                });
                rows.extend(part.why.iter().flat_map(|why| indented(LEAD, markdown(why, room))));
            }
            rows.push(Row::blank());
        }
        Form::Line(code) => {
            rows.extend(code_rows(code, colours, columns, |number| {
                let first = verdict.parts.first().filter(|part| verdict.correct || !part.correct);
                let chosen = first.is_some_and(|part| part.text == number.to_string());
                let right = verdict.parts.iter().any(|part| part.correct && part.text == number.to_string());
                (sign(chosen, right), false)
            }));
            rows.push(Row::blank());
            for part in &verdict.parts {
                let Some(why) = &part.why else { continue };
                let lead = part_sign(part).and(format!("line {}  ", part.text), Tone::Muted);
                let indent = crate::text::width(&lead.plain());
                rows.extend(hanging(lead, markdown(why, columns.saturating_sub(indent))));
            }
            rows.push(Row::blank());
        }
        Form::Open(open) => {
            for part in &verdict.parts {
                rows.extend(hanging(part_sign(part), markdown(&part.text, columns.saturating_sub(2))));
                let next = part.why.iter().map(|why| format!("*An interviewer would ask:* {why}"));
                rows.extend(next.flat_map(|next| indented(LEAD, markdown(&next, room))));
            }
            if let Some(flags) = &verdict.mistake {
                let lead = Row::of("✗ red flag  ", Tone::Wrong);
                rows.extend(hanging(lead, markdown(flags, columns.saturating_sub(12))));
            }
            rows.push(Row::blank());
            if !given.is_empty() {
                rows.push(Row::of("You said", Tone::Title));
                rows.extend(
                    crate::text::lines(given, columns).into_iter().map(|line| Row::of(line, Tone::Muted)),
                );
                rows.push(Row::blank());
            }
            rows.push(Row::of(open.key_heading(), Tone::Title));
            rows.extend(markdown(&verdict.key, columns));
            rows.push(Row::blank());
        }
    }
    rows
}

/// What was typed, and what is right.
fn typed_rows(given: &str, verdict: &Verdict, columns: usize) -> Vec<Row> {
    let room = columns.saturating_sub(14);
    let mut rows =
        vec![Row::of("your answer   ", Tone::Muted).and(truncate(given, room).into_owned(), Tone::Text)];
    let right = Row::of("right         ", Tone::Muted);
    let key = crate::text::lines(&verdict.key, room.max(8));
    rows.extend(hanging(right, key.into_iter().map(|line| Row::of(line, Tone::Right)).collect()));
    for said in verdict.mistake.iter().chain(&verdict.note) {
        rows.extend(markdown(said, columns));
    }
    rows
}

/// The other accepted answers.
fn also(key: &TextKey, columns: usize) -> Vec<Row> {
    let Some(others) = key.accept.get(1..).filter(|others| !others.is_empty()) else { return Vec::new() };
    let lead = Row::of("also          ", Tone::Muted);
    let lines = crate::text::lines(&others.join(", "), columns.saturating_sub(14).max(8));
    hanging(lead, lines.into_iter().map(|line| Row::of(line, Tone::Muted)).collect())
}

/// What stood where something else is right.
fn yours(part: &Part, columns: usize) -> Vec<Row> {
    if part.given.is_empty() {
        return Vec::new();
    }
    let lead = Row::of("     yours: ", Tone::Muted);
    hanging(lead, markdown(&part.given, columns.saturating_sub(12)))
}

fn part_sign(part: &Part) -> Row {
    let (sign, tone) = if part.correct { ("✓ ", Tone::Right) } else { ("✗ ", Tone::Wrong) };
    Row::of(sign, tone)
}

/// Code, each line with what `mark` gives it: a sign, and whether the cursor stands on it. Lines are numbered where one of them is
/// asked for. Lines that are too long end in an ellipsis.
pub(super) fn code_rows(
    code: &Code,
    colours: &SyntaxLines,
    columns: usize,
    mark: impl Fn(usize) -> ((&'static str, Tone), bool),
) -> Vec<Row> {
    let wide = code.lines().count().to_string().len();
    let counted = matches!(code.ask, CodeAsk::Line { .. });
    (1..)
        .zip(code.lines())
        .map(|(number, line)| {
            let ((sign, tone), here) = mark(number);
            let mut row = Row::of(sign, tone);
            if counted {
                row = row.and(format!("{number:>wide$}  "), Tone::Muted);
            }
            let room = columns.saturating_sub(crate::text::width(&row.plain()));
            let spans = colours.get(number - 1).map_or(&[][..], Vec::as_slice);
            row.pieces.extend(painted(line, spans).cut(room).pieces);
            row.selected(here)
        })
        .collect()
}

/// A line of code in its parts.
fn painted(line: &str, spans: &[SyntaxSpan]) -> Row {
    let line = line.replace('\t', &" ".repeat(TAB_STOP));
    let plain = Tone::Page(Role::Code, Mark::default());
    let part = |range: std::ops::Range<usize>| line.get(range).unwrap_or_default();
    let mut at = 0;
    let mut row = Row::blank();
    for span in spans.iter().filter(|span| line.get(span.range.clone()).is_some()) {
        if span.range.start >= at {
            row = row
                .and(part(at..span.range.start), plain)
                .and(part(span.range.clone()), Tone::Syntax(span.syntax));
            at = span.range.end;
        }
    }
    row.and(part(at..line.len()), plain)
}

pub(super) fn sign(chosen: bool, correct: bool) -> (&'static str, Tone) {
    match (chosen, correct) {
        (_, true) => ("✓ ", Tone::Right),
        (true, false) => ("✗ ", Tone::Wrong),
        (false, false) => ("  ", Tone::Muted),
    }
}

/// An option after the answer: it stands out from its reason, and says whether it was chosen.
fn judged(rows: Vec<Row>, chosen: bool, columns: usize) -> Vec<Row> {
    let bold = |mut piece: Piece| {
        piece.tone = match piece.tone {
            Tone::Page(role, mark) => Tone::Page(role, Mark { strong: true, ..mark }),
            _ => Tone::Title,
        };
        piece
    };
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|row| Row { pieces: row.pieces.into_iter().map(bold).collect(), ..row })
        .collect();
    if chosen {
        const YOURS: &str = "‹ your answer";
        match rows.pop() {
            Some(last) if crate::text::width(&last.plain()) + 2 + crate::text::width(YOURS) <= columns => {
                rows.push(last.and("  ", Tone::Text).and(YOURS, Tone::Muted));
            }
            last => {
                rows.extend(last);
                rows.push(Row::of(YOURS, Tone::Muted));
            }
        }
    }
    rows
}

pub(super) fn indented(columns: usize, rows: Vec<Row>) -> Vec<Row> {
    hanging(Row::of(" ".repeat(columns), Tone::Text), rows)
}
