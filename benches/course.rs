//! What it costs to decode the sections of a course. The first screen pays for the index only.
//!
//! `built in` is the course of this program; `planned` has made-up texts in the amounts of a finished course, so that the
//! figures do not wait for the last question.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use coldstart::content::Sources;
use coldstart::course::{Compact, Course};
use criterion::{Criterion, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;

const TOPICS: usize = 24;
const QUESTIONS: usize = 20;

fn planned() -> Option<Compact> {
    let words = "An environment that has served an invocation is frozen until the next one arrives. ";
    let mut sources = Sources::new();
    sources.insert(
        "content/facts/sources.toml",
        "[p]\ntitle = \"A page\"\nurl = \"https://example.org\"\nas_of = \"2026\"\n",
    );
    sources.insert(
        "content/facts/f.toml",
        "[[fact]]\nid = \"f\"\nstatement = \"x\"\nvalue = 1\nsource = \"p\"\nconfidence = \"low\"\n",
    );
    for topic in 0..TOPICS {
        let body = words.repeat(200);
        sources.insert(
            format!("content/topics/topic-{topic}.md"),
            format!("+++\nid = \"topic-{topic}\"\ntitle = \"The execution model\"\norder = {topic}\nsummary = \"{words}\"\nprerequisites = []\nminutes = 9\n+++\n{body}"),
        );
        let mut quiz = format!("topic = \"topic-{topic}\"\n");
        for question in 0..QUESTIONS {
            let options: String = (0..4)
                .flat_map(|option| {
                    [
                        "{ text = \"",
                        ["A", "B", "C", "D"][option],
                        words,
                        "\", why = \"",
                        words,
                        "\", correct = ",
                        if option == 1 { "true" } else { "false" },
                        " },",
                    ]
                })
                .collect();
            let _ = write!(
                quiz,
                "[[question]]\nid = \"topic-{topic}.question-{question}\"\ntype = \"single\"\nlevel = \"apply\"\nfacts = [\"f\"]\nprompt = \"{words}\"\nexplain = \"{words}{words}\"\noptions = [{options}]\n"
            );
        }
        sources.insert(format!("quizzes/topic-{topic}.toml"), quiz);
    }
    let sections = Course::load(&sources).ok()?.to_compact().ok()?;
    Some(Compact {
        index: sections.index.leak(),
        facts: sections.facts.leak(),
        uses: sections.uses.leak(),
        glossary: sections.glossary.leak(),
        paths: sections.paths.leak(),
        questions: sections.questions.leak(),
        bodies: sections.bodies.leak(),
    })
}

fn built_in(c: &mut Criterion) {
    let mut group = c.benchmark_group("built in");
    group.bench_function("make", |b| b.iter(|| black_box(Course::built_in())));
    group.bench_function("index", |b| b.iter(|| black_box(Course::built_in().topics().len())));
    group.bench_function("facts", |b| b.iter(|| black_box(Course::built_in().facts().len())));
    let course = Course::built_in();
    let id = "limits.timeout.max";
    group.bench_function("uses", |b| b.iter(|| black_box(Course::built_in().uses_of(id).len())));
    group.bench_function("fact by id", |b| b.iter(|| black_box(course.fact(id).is_some())));
    group.bench_function("expander", |b| b.iter(|| black_box(course.expander().expand(id).is_ok())));
    group.finish();
}

fn full_size(c: &mut Criterion) {
    let Some(compact) = planned() else { return };
    let mut group = c.benchmark_group("planned");
    group.bench_function("index", |b| b.iter(|| black_box(Course::from_compact(compact).topics().len())));
    group.bench_function("questions of a topic", |b| {
        b.iter(|| black_box(Course::from_compact(compact).questions_of("topic-7").len()));
    });
    group.bench_function("all questions", |b| {
        b.iter(|| black_box(Course::from_compact(compact).questions().count()));
    });
    group.finish();
}

criterion_group!(benches, built_in, full_size);
criterion_main!(benches);
