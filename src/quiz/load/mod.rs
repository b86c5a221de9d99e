//! Loads question files, with every problem of every file.

mod arranged;
mod chain;
mod choice;
mod code;
mod generated;
mod numeric;
mod open;
mod predict;
mod typed;

pub use generated::{TemplatePlaces, template_places};
pub use predict::{PredictionPlaces, prediction_places};

use super::question::{Kind, Level, Question, QuestionId};
use crate::content::expand::Expander;
use crate::content::reader::{Reading, Table};
use crate::content::{FactId, Problem, Sources, TopicId, check_id};
use generated::Params;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

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

/// Seconds that an answer may be expected to take.
const SECONDS: std::ops::RangeInclusive<u32> = 5..=3600;

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
    Text,
    Order,
    Match,
    Cloze,
    Open,
    Code,
    Predict,
}

const KINDS: [(&str, KindName); 11] = [
    ("single", KindName::Single),
    ("multi", KindName::Multi),
    ("true_false", KindName::TrueFalse),
    ("numeric", KindName::Numeric),
    ("text", KindName::Text),
    ("order", KindName::Order),
    ("match", KindName::Match),
    ("cloze", KindName::Cloze),
    ("open", KindName::Open),
    ("code", KindName::Code),
    ("predict", KindName::Predict),
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
    let mut follow_ups: Vec<(&str, &str, Spanned<QuestionId>)> = Vec::new();
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
            follow_ups.extend(draft.follow_up.into_iter().map(|next| (file, text, next)));
            match (question, draft.id) {
                (Some(question), _) => questions.push(question),
                (None, Some(id)) => loaded.unread.push(id.into_inner()),
                (None, None) => {}
            }
        }
        for (question, fact) in chain::read(&mut root, known, &mut questions, &loaded.unread) {
            loaded.facts.push((question, fact));
        }
        root.finish();
        problems.extend(reading.into_problems());
        loaded.by_topic.entry(topic.to_owned()).or_default().extend(questions);
    }
    for (file, text, next) in follow_ups {
        let id = next.get_ref();
        if !first_places.contains_key(id) {
            let problem = Problem::at(file, text, next.span(), format!("there is no question `{id}`"));
            problems.push(problem.with_nearest(id, first_places.keys().map(String::as_str)));
        }
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
struct Draft<'a, 't> {
    reading: &'a Reading<'t>,
    topic: &'a str,
    known: &'a Known<'a>,
    /// Set as soon as the id is known, even if the rest cannot be read.
    id: Option<Spanned<QuestionId>>,
    /// Facts that the question rests on or quotes.
    used: RefCell<Vec<FactId>>,
    see: Option<(std::ops::Range<usize>, TopicId, Option<String>)>,
    /// Questions that it leads to.
    follow_up: Vec<Spanned<QuestionId>>,
    /// What a generated question draws.
    params: Option<Params>,
}

impl<'a, 't> Draft<'a, 't> {
    fn new(reading: &'a Reading<'t>, topic: &'a str, known: &'a Known<'a>) -> Self {
        Self {
            reading,
            topic,
            known,
            id: None,
            used: RefCell::default(),
            see: None,
            follow_up: Vec::new(),
            params: None,
        }
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
        let outdated = table.optional_flag("outdated").is_some_and(Spanned::into_inner);
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
        let seconds = table.optional_number("seconds");
        if let Some(seconds) = seconds.as_ref().filter(|seconds| !SECONDS.contains(seconds.get_ref())) {
            let problem = self.reading.problem(seconds.span(), "`seconds` is out of range");
            let help = format!("accepted: {} to {}", SECONDS.start(), SECONDS.end());
            self.reading.report(problem.with_help(help));
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
            Some(KindName::Text) => self.text_key(&mut table).map(Kind::Text),
            Some(KindName::Order) => self.order(&mut table),
            Some(KindName::Match) => self.matching(&mut table),
            Some(KindName::Cloze) => self.cloze(&mut table),
            Some(KindName::Open) => self.open(&mut table),
            Some(KindName::Code) => self.code(&mut table),
            Some(KindName::Predict) => self.predict(&mut table),
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
            outdated,
            prompt: prompt?,
            kind: kind?,
            explain: explain?,
            hints,
            see: see.map(Spanned::into_inner),
            seconds: seconds.map(Spanned::into_inner),
            chain: None,
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
    pub(super) fn check_fact(&self, fact: &Spanned<FactId>) {
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

    pub(super) fn expand(&self, text: &Spanned<String>) -> String {
        self.expand_in(text, false)
    }

    /// The same, where the steps of a calculation may stand in the text.
    fn expand_in(&self, text: &Spanned<String>, steps: bool) -> String {
        self.check_placeholders(text, steps);
        self.known.facts.expand_text(self.reading, text, &mut self.used.borrow_mut())
    }
}

fn stem(file: &str) -> Option<&str> {
    let stem = file.rsplit_once('/')?.1.strip_suffix(".toml")?;
    stem.split('.').next().filter(|stem| !stem.is_empty())
}
