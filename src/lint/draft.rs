//! Questions as their authors wrote them, with places: a rule has to see which figures are typed and which are quoted.

use crate::content::reader::{Reading, Table};
use crate::content::{Problem, Sources};
use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;

/// A question as it stands in its file. What a loader refuses is left out here.
#[derive(Debug)]
pub(super) struct Draft<'s> {
    file: &'s str,
    text: &'s str,
    /// Identifier, and where it stands.
    pub id: Spanned<String>,
    /// Kind, by its name in files.
    pub kind: String,
    /// What is asked.
    pub prompt: Spanned<String>,
    /// Options, where it has any.
    pub options: Vec<Written>,
    /// Whether a claim is said to hold.
    pub holds: Option<bool>,
    /// The key of a numeric question where it is typed, not quoted from a fact.
    pub typed_key: Option<Spanned<String>>,
    /// Facts that it says it rests on.
    pub facts: Vec<String>,
}

/// An option as it was written.
#[derive(Debug)]
pub(super) struct Written {
    /// The option.
    pub text: Spanned<String>,
    /// Whether it is (one of) the right one(s).
    pub correct: bool,
    /// Why.
    pub why: Spanned<String>,
}

impl Draft<'_> {
    /// A finding about a place in the file of this question. `rule` is its name.
    pub(super) fn finding(&self, rule: &str, place: Range<usize>, message: &str, help: &str) -> Problem {
        Problem::at(self.file, self.text, place, format!("`{}`: {message}", self.id.get_ref()))
            .with_help(format!("{help} (rule `{rule}`)"))
    }

    /// The file, for findings about all questions in it.
    pub(super) fn file(&self) -> &str {
        self.file
    }
}

/// Every question of `sources` that can be read.
pub(super) fn drafts(sources: &Sources) -> Vec<Draft<'_>> {
    let mut drafts = Vec::new();
    for (file, text) in sources.in_folder("quizzes") {
        let reading = Reading::new(file, text);
        let mut root = reading.root();
        for mut table in root.tables("question") {
            drafts.extend(read(file, text, &mut table));
            table.abandon();
        }
        root.abandon();
    }
    drafts
}

fn read<'s>(file: &'s str, text: &'s str, table: &mut Table<'_, 's>) -> Option<Draft<'s>> {
    let id = table.text("id")?;
    let kind = table.text("type")?.into_inner();
    let prompt = table.text("prompt")?;
    let facts = table.texts("facts").into_iter().map(Spanned::into_inner).collect();
    let options = table.tables("options").into_iter().filter_map(|mut option| {
        let written = Written {
            text: option.text("text")?,
            correct: option.optional_flag("correct").is_some_and(Spanned::into_inner),
            why: option.text("why")?,
        };
        option.abandon();
        Some(written)
    });
    let options = options.collect();
    let mut holds = None;
    let mut typed_key = None;
    match kind.as_str() {
        "true_false" => holds = table.optional_flag("answer").map(Spanned::into_inner),
        "numeric" => {
            typed_key = table.optional_table("answer").and_then(|mut answer| {
                let value = answer.value("value");
                answer.abandon();
                value.and_then(as_written)
            });
        }
        _ => {}
    }
    Some(Draft { file, text, id, kind, prompt, options, holds, typed_key, facts })
}

fn as_written(value: Spanned<DeValue<'_>>) -> Option<Spanned<String>> {
    let span = value.span();
    let text = match value.into_inner() {
        DeValue::String(text) => text.into_owned(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        _ => return None,
    };
    Some(Spanned::new(span, text))
}
