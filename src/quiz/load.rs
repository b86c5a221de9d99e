//! Loads question files, with every problem of every file.

use super::load_generated::Params;
use super::question::{Choice, Kind, Level, Mistake, Numeric, Question, QuestionId, Tolerance};
use super::unit;
use crate::content::expand::{Expander, Known as Lookup};
use crate::content::reader::{Reading, Table};
use crate::content::{FactId, Problem, Sources, TopicId, Value, check_id};
use rust_decimal::Decimal;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::DeValue;

/// Folder of the question files.
pub const QUIZZES_FOLDER: &str = "quizzes";

/// Whether a file of that folder names questions that have another identifier now: `quizzes/renamed.toml`, or
/// `quizzes/renamed.WORD.toml`, which adds to it.
pub fn is_renamed(file: &str) -> bool {
    stem(file) == Some("renamed")
}

/// Whether a file of that folder names the topics and levels that a team requires: `quizzes/required.toml`, or
/// `quizzes/required.WORD.toml`, which adds to it.
pub fn is_required(file: &str) -> bool {
    stem(file) == Some("required")
}

/// Fewest and most options of a choice; they are lettered a to f.
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=6;

/// Levels by their names in files.
const LEVELS: [(&str, Level); 4] = [
    ("recall", Level::Recall),
    ("explain", Level::Explain),
    ("apply", Level::Apply),
    ("judge", Level::Judge),
];

/// Names of the kinds of question.
#[derive(Clone, Copy)]
enum KindName {
    Single,
    Multi,
    TrueFalse,
    Numeric,
}

const KINDS: [(&str, KindName); 4] = [
    ("single", KindName::Single),
    ("multi", KindName::Multi),
    ("true_false", KindName::TrueFalse),
    ("numeric", KindName::Numeric),
];

/// What question files may refer to.
#[derive(Debug)]
pub struct Known<'k> {
    /// The facts.
    pub facts: &'k Expander<'k>,
    /// Ids of all topics.
    pub topics: &'k BTreeSet<&'k str>,
}

/// What the question files of a set of texts hold.
#[derive(Debug, Default)]
pub struct LoadedQuestions {
    /// The questions by topic, in the order of the files.
    pub by_topic: BTreeMap<TopicId, Vec<Question>>,
    /// Ids of questions that exist but have problems.
    pub unread: Vec<QuestionId>,
    /// Question and every fact that it rests on or quotes.
    pub facts: Vec<(QuestionId, FactId)>,
    /// Where each question links for further reading, with the place of the link.
    pub see: Vec<See>,
}

/// A question's link for further reading, kept for the check of anchors.
#[derive(Debug, Clone)]
pub struct See {
    /// File of the question.
    pub file: String,
    /// Place of the link in it.
    pub span: std::ops::Range<usize>,
    /// Topic that it leads to.
    pub topic: TopicId,
    /// Heading in that topic.
    pub anchor: Option<String>,
}

/// Loads every question of `sources`. The questions of a topic stand in `quizzes/TOPIC.toml`; files named `quizzes/TOPIC.WORD.toml`
/// add to them.
pub fn load_questions(sources: &Sources, known: &Known<'_>, problems: &mut Vec<Problem>) -> LoadedQuestions {
    let mut loaded = LoadedQuestions::default();
    let mut first_places: BTreeMap<QuestionId, String> = BTreeMap::new();
    let is_questions = |file: &str| !is_renamed(file) && !is_required(file);
    let mut files: Vec<_> =
        sources.in_folder(QUIZZES_FOLDER).filter(|(file, _)| is_questions(file)).collect();
    // A topic's own file comes before what is added to it, and the course before the packs.
    files.sort_by_key(|(file, _)| (sources.layer(file), file.strip_suffix(".toml").map(str::to_owned)));
    for (file, text) in files {
        let Some(topic) = stem(file) else {
            problems.push(
                Problem::about_file(file, "a file that holds no questions").with_help(
                    "question files are named after their topic, `TOPIC.toml` or `TOPIC.WORD.toml`",
                ),
            );
            continue;
        };
        let reading = Reading::new(file, text);
        let mut root = reading.root();
        check_topic(&mut root, topic, known);
        let mut questions = Vec::new();
        for table in root.tables("question") {
            if reading.is_full() {
                break;
            }
            let mut draft = Draft::new(&reading, topic, known);
            let question = draft.read(table);
            if let Some(id) = &draft.id {
                let name = id.get_ref();
                let problem = reading.problem(id.span(), format!("the question `{name}` is defined twice"));
                if let Some(first) = first_places.get(name) {
                    reading.report(problem.with_help(format!("it stands first at {first}")));
                    continue;
                }
                first_places.insert(name.clone(), format!("{}:{}", problem.file, problem.line));
                let used = draft.used.take();
                loaded.facts.extend(used.into_iter().map(|fact| (name.clone(), fact)));
            }
            loaded.see.extend(draft.see.map(|(span, topic, anchor)| See {
                file: file.to_owned(),
                span,
                topic,
                anchor,
            }));
            match (question, draft.id) {
                (Some(question), _) => questions.push(question),
                (None, Some(id)) => loaded.unread.push(id.into_inner()),
                (None, None) => {}
            }
        }
        root.finish();
        problems.extend(reading.into_problems());
        loaded.by_topic.entry(topic.to_owned()).or_default().extend(questions);
    }
    loaded
}

/// The file's `topic` must be its name, and a topic.
fn check_topic(root: &mut Table<'_, '_>, expected: &str, known: &Known<'_>) {
    let Some(topic) = root.text("topic") else { return };
    let reading = root.reading();
    let name = topic.get_ref().as_str();
    if name != expected {
        let message = format!("the questions of `{name}` stand in the file of another topic");
        let problem = reading.problem(topic.span(), message);
        reading.report(problem.with_help(format!("write `{expected}`, or rename the file")));
    } else if !known.topics.contains(name) {
        let problem = reading
            .problem(topic.span(), format!("there is no topic `{name}`"))
            .with_nearest(name, known.topics.iter().copied());
        reading.report(problem);
    }
}

/// A question that is being read.
pub(super) struct Draft<'a, 't> {
    pub(super) reading: &'a Reading<'t>,
    topic: &'a str,
    known: &'a Known<'a>,
    /// Set as soon as the id is known, even if the rest cannot be read.
    id: Option<Spanned<QuestionId>>,
    /// Facts that the question rests on or quotes.
    used: RefCell<Vec<FactId>>,
    see: Option<(std::ops::Range<usize>, TopicId, Option<String>)>,
    /// What a generated question draws.
    pub(super) params: Option<Params>,
}

impl<'a, 't> Draft<'a, 't> {
    fn new(reading: &'a Reading<'t>, topic: &'a str, known: &'a Known<'a>) -> Self {
        Self { reading, topic, known, id: None, used: RefCell::default(), see: None, params: None }
    }

    fn read(&mut self, mut table: Table<'_, 't>) -> Option<Question> {
        let id = table.text("id");
        if let Some(id) = &id {
            check_id(self.reading, id);
        }
        self.id.clone_from(&id);
        let rev = table.optional_number("rev").map_or(1, Spanned::into_inner);
        let kind_name = table.text("type");
        let level = table.text("level").and_then(|word| table.word("level", &word, &LEVELS));
        let facts = self.facts(&mut table);
        let group = table.optional_text("group");
        if let Some(group) = &group {
            check_id(self.reading, group);
        }
        let params_place = table.has("params").then(|| table.span());
        self.params = self.params(&mut table);
        let prompt = self.markdown(&mut table, "prompt");
        self.check_params_shown(prompt.as_deref());
        let explain = table.text("explain").map(|text| self.expand_in(&text, true));
        let hints: Vec<String> = table.texts("hints").iter().map(|hint| self.expand(hint)).collect();
        let see = table.optional_text("see");
        if let Some(see) = &see {
            self.check_see(see);
        }
        let kind_name = kind_name.and_then(|name| table.word("type of question", &name, &KINDS));
        if let (Some(place), false) = (params_place, matches!(kind_name, None | Some(KindName::Numeric))) {
            self.reading.report(self.reading.problem(place, "only a numeric question has parameters"));
        }
        let kind = match kind_name {
            Some(KindName::Single) => self.single(&mut table),
            Some(KindName::Multi) => self.multi(&mut table),
            Some(KindName::TrueFalse) => self.true_false(&mut table),
            Some(KindName::Numeric) => self.numeric(&mut table),
            None => None,
        };
        if kind_name.is_some() {
            table.finish();
        } else {
            // What belongs to an unknown kind cannot be told from an unknown key.
            table.abandon();
        }
        Some(Question {
            id: id?.into_inner(),
            rev,
            topic: self.topic.to_owned(),
            level: level?,
            facts: facts?,
            group: group.map(Spanned::into_inner),
            prompt: prompt?,
            kind: kind?,
            explain: explain?,
            hints,
            see: see.map(Spanned::into_inner),
        })
    }

    fn facts(&self, table: &mut Table<'_, 't>) -> Option<Vec<FactId>> {
        if !table.require("facts") {
            return None;
        }
        let facts = table.texts("facts");
        if facts.is_empty() {
            let problem = self.reading.problem(table.span(), "`facts` names no fact");
            self.reading.report(problem.with_help("name at least one fact that the key rests on"));
            return None;
        }
        for fact in &facts {
            self.check_fact(fact);
        }
        Some(facts.into_iter().map(Spanned::into_inner).collect())
    }

    /// Reports an unknown fact; notes a known one as used.
    fn check_fact(&self, fact: &Spanned<FactId>) {
        let id = fact.get_ref();
        if self.known.facts.find(id).is_some() {
            self.used.borrow_mut().push(id.clone());
            return;
        }
        if self.reading.is_silent() {
            return;
        }
        let mut problem = self.reading.problem(fact.span(), format!("there is no fact `{id}`"));
        problem.help = self.known.facts.nearest(id).map(|right| format!("did you mean `{right}`?"));
        self.reading.report(problem);
    }

    fn check_see(&mut self, see: &Spanned<String>) {
        let target = see.get_ref();
        let (topic, anchor) =
            target.split_once('#').map_or((target.as_str(), None), |(topic, anchor)| (topic, Some(anchor)));
        if self.known.topics.contains(topic) {
            self.see = Some((see.span(), topic.to_owned(), anchor.map(str::to_owned)));
        } else {
            let problem = self
                .reading
                .problem(see.span(), format!("there is no topic `{topic}`"))
                .with_help("accepted: a topic id, perhaps with `#` and the anchor of a heading")
                .with_nearest(topic, self.known.topics.iter().copied());
            self.reading.report(problem);
        }
    }

    pub(super) fn markdown(&self, table: &mut Table<'_, 't>, key: &'static str) -> Option<String> {
        table.text(key).map(|text| self.expand(&text))
    }

    fn expand(&self, text: &Spanned<String>) -> String {
        self.expand_in(text, false)
    }

    /// The same, where the steps of a calculation may stand in the text.
    fn expand_in(&self, text: &Spanned<String>, steps: bool) -> String {
        self.check_placeholders(text, steps);
        self.known.facts.expand_text(self.reading, text, &mut self.used.borrow_mut())
    }

    fn single(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
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

    fn multi(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        let place = table.span();
        let choices = self.options(table)?;
        if !choices.iter().any(|choice| choice.correct) {
            let problem = self.reading.problem(place, "no option is marked as correct");
            self.reading.report(problem.with_help("mark at least one with `correct = true`"));
        }
        Some(Kind::Multi(choices))
    }

    /// The options; `None` if one of them has a problem, so that the right ones cannot be counted.
    fn options(&self, table: &mut Table<'_, 't>) -> Option<Vec<Choice>> {
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

    fn true_false(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        table.require("answer");
        let answer = table.optional_flag("answer");
        table.require("why");
        let mut why = table.optional_table("why")?;
        let why_true = self.markdown(&mut why, "true");
        let why_false = self.markdown(&mut why, "false");
        why.finish();
        Some(Kind::TrueFalse { answer: answer?.into_inner(), why_true: why_true?, why_false: why_false? })
    }

    fn numeric(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        let unit = table.text("unit").map(|name| unit::named(name.get_ref()));
        table.require("answer");
        let answer = table.optional_table("answer");
        let tolerance = table.value("tolerance");
        table.value("params");
        let mistakes = table.tables("mistakes");
        let unit = unit?;

        let tolerance = match tolerance {
            Some(written) => self
                .written("tolerance", &written)
                .and_then(|text| self.accepted(&written, unit::tolerance(&unit, &text))),
            None => Some(Tolerance::Absolute(Decimal::ZERO)),
        };
        if self.params.is_some() {
            return self.generated(answer, unit, tolerance, mistakes);
        }

        let value = answer.and_then(|mut answer| {
            let value = self.quantity(&mut answer, &unit);
            answer.finish();
            value
        });
        let tolerance = tolerance?;
        let mut read = Vec::new();
        for mut mistake in mistakes {
            let place = mistake.span();
            let wrong = self.quantity(&mut mistake, &unit);
            let why = self.markdown(&mut mistake, "why");
            mistake.finish();
            if wrong.is_some() && wrong == value {
                self.reading.report(self.reading.problem(place, "the mistake has the value of the key"));
            }
            if let (Some(value), Some(why)) = (wrong, why) {
                read.push(Mistake { value, why });
            }
        }
        Some(Kind::Numeric(Numeric { value: value?, unit, tolerance, mistakes: read, shown: None }))
    }

    /// `value = "90s"` or `fact = "ID"`, in `unit`.
    fn quantity(&self, table: &mut Table<'_, 't>, unit: &super::Unit) -> Option<Decimal> {
        match (table.has("value"), table.has("fact")) {
            (true, false) => {
                let written = table.value("value")?;
                table.value("fact");
                let text = self.written("value", &written)?;
                self.accepted(&written, unit::value(unit, &text))
            }
            (false, true) => {
                table.value("value");
                let id = table.text("fact")?;
                self.check_fact(&id);
                let Some(Lookup::Fact(fact)) = self.known.facts.find(id.get_ref()) else { return None };
                let result = match &fact.value {
                    Some(Value::Number(number)) => unit::from_fact(unit, *number, fact.unit.as_deref()),
                    Some(Value::Text(_)) => Err("its value is not a number".to_owned()),
                    None => Err("it has no value".to_owned()),
                };
                match result {
                    Ok(value) => Some(value),
                    Err(why) => {
                        let message = format!("the fact `{}` cannot be used here: {why}", id.get_ref());
                        self.reading.report(self.reading.problem(id.span(), message));
                        None
                    }
                }
            }
            (both, _) => {
                table.value("value");
                table.value("fact");
                let message = if both {
                    "both `value` and `fact` are given"
                } else {
                    "neither `value` nor `fact` is given"
                };
                let problem = self.reading.problem(table.span(), message);
                self.reading.report(problem.with_help("accepted: { value = \"90s\" } or { fact = \"ID\" }"));
                None
            }
        }
    }

    /// A quantity as the author wrote it, with quotes or without.
    fn written(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(integer) if integer.radix() == 10 => Some(integer.as_str().to_owned()),
            DeValue::Float(float) => Some(float.as_str().to_owned()),
            _ => {
                crate::content::reader::wrong_type(self.reading, key, value, "a quantity such as \"90s\"");
                None
            }
        }
    }

    fn accepted<T>(&self, written: &Spanned<DeValue<'_>>, result: Result<T, String>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(help) => {
                let raw = self.reading.raw(written.span());
                let problem =
                    self.reading.problem(written.span(), format!("{raw} is not a quantity that fits here"));
                self.reading.report(problem.with_help(help));
                None
            }
        }
    }
}

fn stem(file: &str) -> Option<&str> {
    let stem = file.rsplit_once('/')?.1.strip_suffix(".toml")?;
    stem.split('.').next().filter(|stem| !stem.is_empty())
}
