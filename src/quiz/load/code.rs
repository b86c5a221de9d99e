//! Loads questions about code.

use super::Draft;
use crate::content::reader::Table;
use crate::quiz::kinds::{Code, CodeAsk, LineNote};
use crate::quiz::question::Kind;
use crate::text::width;
use toml::Spanned;
use toml::de::DeValue;

/// Most lines of code, and most columns of a line: with its number, a line has to fit a terminal of 80 columns.
const MOST_LINES: usize = 40;
const MOST_COLUMNS: usize = 68;

#[derive(Clone, Copy)]
enum Ask {
    Line,
    Output,
    Fix,
}

const ASKS: [(&str, Ask); 3] = [("line", Ask::Line), ("output", Ask::Output), ("fix", Ask::Fix)];

impl<'t> Draft<'_, 't> {
    /// `lang`, `code` and `ask`, with `answer` and `why` for a line, `accept` or `options` for an output, `options` for a fix.
    pub(super) fn code(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        let lang = table.text("lang");
        let code = table.text("code");
        let ask = table.text("ask").and_then(|word| table.word("ask", &word, &ASKS));
        if let Some(code) = &code {
            self.check_code(code);
        }
        let source = code.map(|code| code.into_inner().trim_matches('\n').trim_end().replace('\t', "    "));
        let lines = source.as_ref().map_or(0, |source| source.lines().count());
        let ask = match ask {
            None => {
                // What belongs to an unknown question cannot be told from an unknown key.
                for key in ["answer", "why", "options", "accept", "compare", "near"] {
                    table.value(key);
                }
                None
            }
            Some(Ask::Line) => self.line(table, lines),
            Some(Ask::Output) if table.has("options") => self.code_options(table),
            Some(Ask::Output) => self.text_key(table).map(CodeAsk::Output),
            Some(Ask::Fix) => self.code_options(table),
        };
        Some(Kind::Code(Code { lang: lang?.into_inner(), source: source?, ask: ask? }))
    }

    fn check_code(&self, code: &Spanned<String>) {
        let text = code.get_ref().trim_matches('\n');
        let lines = text.lines().count();
        if lines > MOST_LINES {
            let problem = self.reading.problem(code.span(), format!("the code has {lines} lines"));
            self.reading.report(
                problem.with_help(format!("accepted: at most {MOST_LINES}; keep what the question is about")),
            );
        }
        for (at, line) in text.lines().enumerate() {
            let columns = width(&line.replace('\t', "    "));
            if columns > MOST_COLUMNS {
                let message = format!("line {} of the code has {columns} columns", at + 1);
                let problem = self.reading.problem(code.span(), message);
                self.reading
                    .report(problem.with_help(format!("accepted: at most {MOST_COLUMNS}; break the line")));
            }
        }
    }

    /// `answer = 3` or `answer = [3, 4]`, and `why = { 1 = "…" }`.
    fn line(&self, table: &mut Table<'_, 't>, lines: usize) -> Option<CodeAsk> {
        table.require("answer");
        let answer = table.value("answer");
        let whys = table.optional_table("why").map(Table::into_texts).unwrap_or_default();
        let known = |line: &usize| (1..=lines).contains(line);
        let outside = |span: std::ops::Range<usize>, written: &str| {
            let problem = self.reading.problem(span, format!("the code has no line {written}"));
            self.reading.report(problem.with_help(format!("accepted: 1 to {lines}")));
        };
        let mut notes = Vec::new();
        for (line, why) in whys {
            match line.get_ref().parse::<usize>().ok().filter(known) {
                Some(line) => notes.push(LineNote { line, why: self.expand(&why) }),
                None => outside(line.span(), line.get_ref()),
            }
        }
        notes.sort_by_key(|note| note.line);
        let answer = answer?;
        let numbers: Vec<&Spanned<DeValue<'_>>> = match answer.get_ref() {
            DeValue::Array(list) => list.iter().collect(),
            _ => vec![&answer],
        };
        let mut right = Vec::new();
        for number in &numbers {
            let DeValue::Integer(integer) = number.get_ref() else {
                crate::content::reader::wrong_type(
                    self.reading,
                    "answer",
                    number,
                    "the number of a line, or a list of them",
                );
                return None;
            };
            match integer.as_str().parse::<usize>().ok().filter(known) {
                Some(line) => right.push(line),
                None => outside(number.span(), integer.as_str()),
            }
        }
        if numbers.is_empty() {
            self.reading.report(self.reading.problem(answer.span(), "`answer` names no line"));
        }
        right.sort_unstable();
        right.dedup();
        (!right.is_empty()).then_some(CodeAsk::Line { right, notes })
    }

    fn code_options(&self, table: &mut Table<'_, 't>) -> Option<CodeAsk> {
        match self.single(table)? {
            Kind::Single(options) => Some(CodeAsk::Choice(options)),
            _ => None,
        }
    }
}
