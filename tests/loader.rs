//! What the loaders say about every kind of mistake, and what they make of the course itself.
//!
//! Each `*.case` file below `tests/fixtures/loader` holds a sentence on what it shows, then files (`--- path`) that are laid
//! over the small course in `base`, then every problem that must be reported, in order. A new case needs no Rust: write it with
//! an empty list, run `BLESS=1 cargo test --test loader`, and read what it says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what went wrong by failing"
)]

use coldstart::calculator::Rules;
use coldstart::content::{Problem, Sources};
use coldstart::course::{Compact, Course};
use coldstart::exercise::{self, Engines};
use coldstart::pricing::PriceBook;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const BLESS: bool = option_env!("BLESS").is_some();

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> PathBuf {
    root().join("tests/fixtures/loader")
}

/// The texts below `folder` that belong to a course.
fn read(folder: &Path) -> Sources {
    let mut sources = Sources::new();
    for part in ["content/facts", "content/prices", "content/topics", "quizzes"] {
        let Ok(entries) = fs::read_dir(folder.join(part)) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
            let name = path.file_name().unwrap().to_str().unwrap();
            sources.insert(format!("{part}/{name}"), fs::read_to_string(&path).unwrap());
        }
    }
    for file in ["content/glossary.toml", "content/paths.toml"] {
        if let Ok(text) = fs::read_to_string(folder.join(file)) {
            sources.insert(file, text);
        }
    }
    sources
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().flat_map(|problem| [problem.to_string(), "\n".to_owned()]).collect()
}

fn problems(sources: &Sources) -> String {
    match Course::load(sources) {
        // The small course has not the facts that the calculators need.
        Ok(course) => {
            let rules = Rules::of(&Course::built_in()).unwrap();
            let engines = Engines { book: PriceBook::built_in(), rules: &rules };
            listed(&exercise::check(&course, sources, engines))
        }
        Err(problems) => listed(&problems),
    }
}

#[test]
fn every_mistake_is_reported_at_its_place() {
    let base = read(&fixtures().join("base"));
    assert_eq!(problems(&base), "", "the course below the cases is sound");
    let mut cases: Vec<PathBuf> = fs::read_dir(fixtures())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "case"))
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    let mut failures = Vec::new();
    for path in cases {
        let case = fs::read_to_string(&path).unwrap();
        let (input, expected) = case.split_once("--- expected\n").expect("a case has a list of problems");
        let files = input.split("--- ").skip(1).map(|file| file.split_once('\n').unwrap());
        let mut course = base.clone();
        files.for_each(|(path, text)| course.insert(path, text));
        let found = problems(&course);
        if BLESS {
            fs::write(&path, format!("{input}--- expected\n{found}")).unwrap();
        } else if found.is_empty() || found != expected {
            failures.push(format!("{}\n expected\n{expected}\n found\n{found}", path.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn course() -> Course {
    Course::load(&read(root())).unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

/// The sections of `course` as if they lay in the program.
fn compact(course: &Course) -> Course {
    let sections = course.to_compact().unwrap();
    Course::from_compact(Compact {
        index: sections.index.leak(),
        facts: sections.facts.leak(),
        uses: sections.uses.leak(),
        glossary: sections.glossary.leak(),
        paths: sections.paths.leak(),
        questions: sections.questions.leak(),
        bodies: sections.bodies.leak(),
    })
}

#[test]
fn terms_of_a_pack_replace_those_of_their_name_and_join_the_others() {
    let base = Sources::from_iter([(
        "content/glossary.toml",
        "[[term]]\nterm = \"cold start\"\ntext = \"Slow.\"\n[[term]]\nterm = \"layer\"\ntext = \"A zip.\"\n",
    )]);
    let pack = Sources::from_iter([(
        "content/glossary.team.toml",
        "[[term]]\nterm = \"layer\"\ntext = \"Ours.\"\n[[term]]\nterm = \"squad\"\ntext = \"A team.\"\n",
    )]);
    let course = Course::load(&base.overlaid(pack)).unwrap();
    let terms: Vec<_> =
        course.glossary().iter().map(|term| (term.name.as_str(), term.text.as_str())).collect();
    assert_eq!(terms, [("cold start", "Slow."), ("layer", "Ours."), ("squad", "A team.")]);
}

fn assert_same(a: &Course, b: &Course) {
    assert_eq!(a.topics(), b.topics());
    assert_eq!(a.facts(), b.facts());
    assert_eq!(a.glossary(), b.glossary());
    assert_eq!(a.paths(), b.paths());
    assert!(a.questions().eq(b.questions()));
    assert!(a.all_question_heads().eq(b.all_question_heads()));
    for fact in a.facts() {
        assert_eq!(a.uses_of(&fact.id), b.uses_of(&fact.id), "{}", fact.id);
        assert_eq!(b.fact(&fact.id), Some(fact));
    }
    for question in a.questions() {
        assert_eq!(b.question(&question.id), Some(question));
        let (topic, head) = b.question_head(&question.id).unwrap();
        assert_eq!(
            (&topic.id, &*head.item, &*head.kind),
            (&question.topic, question.item(), question.kind.name())
        );
    }
    for topic in a.topics() {
        assert_eq!(b.topic(&topic.id), Some(topic));
        assert_eq!(a.questions_of(&topic.id), b.questions_of(&topic.id));
    }
}

#[test]
fn the_program_holds_the_course_of_the_files() {
    let loaded = course();
    assert_same(&loaded, &Course::built_in());
    assert_same(&loaded, &compact(&loaded));
}

#[test]
fn the_compact_form_keeps_everything() {
    let loaded = Course::load(&read(&fixtures().join("base"))).unwrap();
    assert_eq!((loaded.topics().len(), loaded.questions().count(), loaded.facts().len()), (1, 1, 3));
    assert_same(&loaded, &compact(&loaded));
    assert_eq!(loaded.question("base.timeout").unwrap().explain, "It ends after 900 seconds.");
}

#[test]
fn every_fact_is_there_once_and_can_be_cited() {
    let course = course();
    let ids: BTreeSet<&str> = course.facts().iter().map(|fact| fact.id.as_str()).collect();
    assert_eq!(ids.len(), course.facts().len());
    assert!(ids.len() >= 788, "a fact is gone: ids are for ever");
    for fact in course.facts() {
        assert!(fact.source.url.starts_with("https://"), "{}", fact.id);
        assert_eq!(fact.value.is_some(), fact.shown().is_some());
    }
    assert!(course.fact("no.such.fact").is_none());
}

#[test]
fn digits_are_kept() {
    let course = course();
    let shown = |id: &str| course.fact(id).unwrap().shown().unwrap();
    assert_eq!(shown("pricing.us-east-1.request"), "$0.0000002 per request");
    assert_eq!(shown("limits.memory.max"), "10,240 MB");
    assert_eq!(course.expander().expand("limits.memory.max|GB").unwrap().text, "10 GB");
}

/// Text that looks enough like a course to get past the first line of a loader.
fn fragments() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "[[fact]]\n",
        "[fact]\n",
        "[[question]]\n",
        "topic = \"base\"\n",
        "id = \"a\"\n",
        "id = 1\n",
        "type = \"single\"\n",
        "type = \"numeric\"\n",
        "type = \"multi\"\n",
        "type = \"true_false\"\n",
        "level = \"apply\"\n",
        "facts = [\"reuse\", 1]\n",
        "options = [{ text = \"a\" }, 3]\n",
        "options = [{}]\n",
        "answer = { fact = \"timeout.max\" }\n",
        "answer = { value = 1e9 }\n",
        "unit = \"s\"\n",
        "unit = \"USD\"\n",
        "tolerance = \"1%\"\n",
        "value = 0x10\n",
        "value = inf\n",
        "value = \"2026-02-31\"\n",
        "prompt = \"{fact:timeout.max|\"\n",
        "prompt = \"\"\"\n{fact:é} `\"\"\"\n",
        "explain = '{fact:reuse}'\n",
        "why = { true = 1 }\n",
        "+++\n",
        "+++\r\n",
        "```quiz\n",
        "questions = [\"é\"]\n",
        "```\n",
        "{fact:",
        "](topic:",
        "é",
        "\u{feff}",
        "\0",
        "\"\"\"",
        "= ",
        "order = 99999999999999\n",
        "prerequisites = [\"case\"]\n",
        "as_of = \"é026\"\n",
        "mistakes = [{ value = \"9999999999999999999999999999d\", why = \"x\" }]\n",
    ]);
    prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_makes_a_loader_panic(texts in prop::array::uniform4(prop_oneof![fragments(), any::<String>()])) {
        let [sources, facts, topic, quiz] = texts;
        let base = read(&fixtures().join("base"));
        let pack: Sources = [
            ("content/facts/sources.toml", sources),
            ("content/facts/case.toml", facts),
            ("content/topics/case.md", format!("+++\nid = \"case\"\ntitle = \"T\"\norder = 3\nsummary = \"S\"\nprerequisites = [\"case\"]\nminutes = 1\n+++\n{topic}")),
            ("content/topics/other.md", topic),
            ("quizzes/base.toml", quiz),
        ]
        .into_iter()
        .collect();
        for texts in [base.clone().overlaid(pack.clone()), pack] {
            if let Err(problems) = Course::load(&texts) {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    let lines = texts.get(&problem.file).map_or(0, |text| text.matches('\n').count() + 1);
                    prop_assert!(problem.line <= lines.max(1), "{problem}");
                }
            }
        }
    }
}
