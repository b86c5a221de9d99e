//! What each fuzz target does with some bytes. `tests/fuzz_seeds.rs` gives the seeds to the same functions.

#![allow(dead_code, reason = "each target uses one of these")]

use coldstart::content::{LayoutOptions, Page, PlainOptions, Sources, lay_out, to_plain};
use coldstart::course::{Pack, lay};
use coldstart::input::Chord;
use coldstart::logs::{Figures, Record, Scanner, Sink, records};
use coldstart::template;
use coldstart::text::is_unprintable;

/// A course to lay a file over.
fn base() -> Sources {
    [
        ("content/facts/sources.toml", "[p]\ntitle = \"A page\"\nurl = \"https://example.org\"\nas_of = \"2026\"\n"),
        (
            "content/facts/base.toml",
            "[[fact]]\nid = \"timeout\"\nstatement = \"x\"\nvalue = 900\nunit = \"seconds\"\nsource = \"p\"\nconfidence = \"high\"\n",
        ),
        (
            "content/topics/base.md",
            "+++\nid = \"base\"\ntitle = \"The base\"\norder = 1\nsummary = \"s\"\nprerequisites = []\nminutes = 1\n+++\n## A heading\n\n{fact:timeout}\n",
        ),
    ]
    .into_iter()
    .collect()
}

/// Lays one file over the base. Whatever comes of it, nothing acts on a terminal and every problem has its place in the file.
fn lay_file(path: &str, text: &str) {
    let pack =
        Pack { name: "fuzz".to_owned(), sources: [(path, text)].into_iter().collect(), problems: Vec::new() };
    let laid = lay(base(), [pack]);
    for problem in laid.reports.iter().flat_map(|report| &report.problems) {
        let shown = format!("{problem}{}", problem.found);
        assert!(!shown.contains(|c| c != '\n' && is_unprintable(c)), "{shown:?}");
        if problem.file == path {
            assert!(problem.line <= text.matches('\n').count() + 1, "{problem}");
        }
    }
    let Some(course) = laid.course else { return };
    for topic in course.topics() {
        let page = course.page(&topic.id).unwrap_or_default();
        for width in [8, 40, 80] {
            drop(lay_out(&page, width, &LayoutOptions::default()));
        }
        let options = PlainOptions { width: 60, linear: false, ascii: true };
        assert!(!to_plain(&page, &topic.id, options).contains(|c| c != '\n' && is_unprintable(c)));
    }
    for question in course.questions() {
        drop(lay_out(&Page::from_markdown(&question.prompt, ""), 40, &LayoutOptions::default()));
    }
}

/// A file of questions.
pub(crate) fn quiz_toml(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        lay_file("quizzes/base.fuzz.toml", text);
    }
}

/// The body of a topic.
pub(crate) fn topic_markdown(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let front = "+++\nid = \"fuzz\"\ntitle = \"T\"\norder = 2\nsummary = \"s\"\nprerequisites = []\nminutes = 1\n+++\n";
        lay_file("content/topics/fuzz.md", &format!("{front}{text}"));
    }
}

/// A file of facts.
pub(crate) fn facts_toml(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        lay_file("content/facts/fuzz.toml", text);
    }
}

/// An export of progress.
pub(crate) fn progress_json(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        drop(coldstart::progress::import("fuzz.json", text));
    }
}

/// A key as it is written; what is understood is written the same way again.
pub(crate) fn chord(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(chord) = text.parse::<Chord>()
    {
        assert_eq!(chord.to_string().parse::<Chord>().as_ref(), Ok(&chord), "{text:?}");
    }
}

/// A log: the first byte says where it is cut, the rest is the log. Cut or whole, the same is found, and what is said of it is printable.
pub(crate) fn log(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    let (whole, problems) = records(text);
    let mut cut = Figures::default();
    let mut scanner = Scanner::default();
    for part in text.chunks(usize::from(*first) + 1) {
        scanner.feed(part, &mut cut);
    }
    scanner.finish(&mut cut);
    let mut figures = Figures::default();
    for (record, place) in &whole {
        figures.record(record, *place);
        if let Record::Report(report) = record {
            assert!(report.arrival_ns().is_none() || report.time_ns.is_some());
            assert!(report.billed_ms_with_init().is_some() == report.billed_ms.is_some());
        }
        assert!(place.line >= 1 && place.line <= scanner.lines() && place.column >= 1, "{place:?}");
    }
    assert_eq!((figures.reports, problems.len() as u64), (cut.reports, cut.unparsed));
    assert_eq!(
        (figures.billed_ms(), figures.errors, figures.timeouts),
        (cut.billed_ms(), cut.errors, cut.timeouts)
    );
    for problem in problems {
        assert!(!problem.found.contains(is_unprintable), "{problem:?}");
    }
}

/// CloudFormation and AWS SAM in YAML. Each of these says whether the text is of its own dialect, so that a fuzzer keeps to it.
pub(crate) fn cloudformation_yaml(data: &[u8]) -> bool {
    template(data, |text| !in_braces(text) && text.contains("Resources"))
}

/// CloudFormation and AWS SAM in JSON.
pub(crate) fn cloudformation_json(data: &[u8]) -> bool {
    template(data, |text| in_braces(text) && text.contains("Resources"))
}

/// A `serverless.yml`.
pub(crate) fn serverless_yml(data: &[u8]) -> bool {
    template(data, |text| !in_braces(text) && text.contains("functions"))
}

/// A plan or a state of Terraform in JSON.
pub(crate) fn terraform_json(data: &[u8]) -> bool {
    template(data, |text| in_braces(text) && text.contains("values"))
}

fn in_braces(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

/// A template: whatever comes of it, each notice has its place, and functions have names of their own and settings within their bounds.
fn template(data: &[u8], mine: impl FnOnce(&str) -> bool) -> bool {
    let Some(text) = std::str::from_utf8(data).ok().filter(|text| mine(text)) else { return false };
    let defaults = template::Defaults {
        memory_mb: 128,
        timeout_s: 3,
        ephemeral_mb: 512,
        framework_memory_mb: 1024,
        framework_timeout_s: 6,
        memory_bounds: (128, 10_240),
        ephemeral_bounds: (512, 10_240),
        timeout_max_s: 5_400,
    };
    let given = template::Given {
        region: Some("us-east-1".to_owned()),
        parameters: vec![("stage".to_owned(), "prod".to_owned())],
    };
    match template::read("fuzz.yaml", text, &given, &defaults) {
        Err(problem) => {
            let shown = format!("{problem}{}", problem.found);
            assert!(!shown.contains(is_unprintable), "{shown:?}");
            assert!(problem.span.end <= text.len(), "{problem}");
        }
        Ok(read) => {
            for notice in &read.notices {
                assert!(notice.span.start <= notice.span.end && notice.span.end <= text.len(), "{notice:?}");
                assert!(!notice.message.contains(is_unprintable), "{notice:?}");
            }
            for (at, function) in read.functions.iter().enumerate().take(50) {
                assert!((128..=10_240).contains(&function.memory_mb), "{function:?}");
                assert!(function.span.end <= text.len(), "{function:?}");
                if read.kind != template::Kind::Terraform {
                    let first = read.functions.iter().position(|other| other.name == function.name);
                    assert_eq!(first, Some(at), "{function:?}");
                }
            }
        }
    }
    true
}
