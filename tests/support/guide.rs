//! The examples of the authors' guide, one of each kind, as a topic of a pack of its own.

use coldstart::content::Sources;
use coldstart::course::Course;
use coldstart::exercise;
use coldstart::pricing::PriceBook;
use coldstart::quiz::{Mode, Pick, Question, Session};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The topic of the pack.
pub const TOPIC: &str = "kinds";

const PAGE: &str = "+++\nid = \"kinds\"\ntitle = \"Every kind\"\norder = 990\nsummary = \"One question of each kind.\"\n\
                    minutes = 1\n+++\n\nQuestions.\n";

/// The files of the pack.
pub fn pack() -> [(&'static str, String); 2] {
    let guide = include_str!("../../docs/questions.md");
    let blocks = guide.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let questions: String = blocks.filter(|block| !block.starts_with("topic")).collect();
    [
        ("content/topics/kinds.md", PAGE.to_owned()),
        ("quizzes/kinds.toml", format!("topic = \"{TOPIC}\"\n{questions}")),
    ]
}

/// The course with the pack.
pub fn course() -> Arc<Course> {
    static COURSE: OnceLock<Arc<Course>> = OnceLock::new();
    let load = || {
        let mut sources = Sources::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in ["content/facts", "content/prices", "content/topics", "quizzes"] {
            for entry in std::fs::read_dir(root.join(part)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap();
                sources.insert(format!("{part}/{name}"), std::fs::read_to_string(&path).unwrap());
            }
        }
        let glossary = std::fs::read_to_string(root.join("content/glossary.toml")).unwrap();
        sources.insert("content/glossary.toml", glossary);
        for (path, text) in pack() {
            sources.insert(path, text);
        }
        Arc::new(Course::load(&sources).unwrap_or_else(|problems| panic!("{}", problems[0])))
    };
    COURSE.get_or_init(load).clone()
}

/// The questions of the pack, in the order in which they are learnt.
pub fn ids() -> Vec<String> {
    let course = course();
    course
        .questions()
        .filter(|question| question.topic == TOPIC)
        .map(|question| question.id.clone())
        .collect()
}

/// A session with one question.
pub fn session(mode: Mode, id: &str) -> Session {
    let pick = Pick { question: id.to_owned(), topic: TOPIC.to_owned(), showing: 0 };
    Session::start(mode, "default", vec![pick])
}

/// A question as it is asked the first time, and the order of what there is to choose.
pub fn asked(id: &str) -> (Question, Vec<usize>) {
    let course = course();
    let session = session(Mode::Learn, id);
    let asked = exercise::ask(&course, PriceBook::built_in, &session, session.turn().unwrap());
    let asked = asked.unwrap().into_owned();
    let order = session.option_order(&asked);
    (asked, order)
}
