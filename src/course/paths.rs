//! Ways through the course for people who come for something: an interview tonight, a first week in a team.

use crate::content::reader::{Reading, Table};
use crate::content::{Problem, Sources, TopicId};
use crate::quiz::Mode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;

/// The list that the paths are.
pub const PATHS: &str = "paths";
/// The file of the paths.
pub const PATHS_FILE: &str = "content/paths.toml";

/// A way through the course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearningPath {
    /// Stable identifier.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Whom it is for and what it leaves out, in a sentence or two.
    pub summary: String,
    /// What is to be done, in this order.
    pub steps: Vec<Step>,
}

/// Something to do on a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Read a topic, or a section of it.
    Read {
        /// Topic.
        topic: TopicId,
        /// Anchor of the section's heading.
        anchor: Option<String>,
    },
    /// Answer questions.
    Answer {
        /// In which kind of session.
        mode: Mode,
        /// Questions of this topic; of the whole course where there is none.
        topic: Option<TopicId>,
        /// So many.
        count: usize,
    },
}

/// Where a step leads, for the checks of a whole course.
pub(super) struct StepPlace {
    pub(super) file: String,
    pub(super) topic: TopicId,
    pub(super) anchor: Option<String>,
    pub(super) span: Range<usize>,
}

/// Loads the paths of `sources`, those of a pack after those of the course. What was found wrong goes into `problems`.
pub(super) fn load(sources: &Sources, problems: &mut Vec<Problem>) -> (Vec<LearningPath>, Vec<StepPlace>) {
    let (mut paths, mut places) = (Vec::new(), Vec::new());
    let mut ids = BTreeSet::new();
    for (file, text) in sources.list(PATHS) {
        let reading = Reading::new(file, text);
        let mut root = reading.root();
        for table in root.tables("path") {
            paths.extend(read_path(table, file, &mut ids, &mut places));
        }
        root.finish();
        problems.extend(reading.into_problems());
    }
    (paths, places)
}

fn read_path(
    mut table: Table<'_, '_>,
    file: &str,
    ids: &mut BTreeSet<String>,
    places: &mut Vec<StepPlace>,
) -> Option<LearningPath> {
    let reading = table.reading();
    let place = table.span();
    let id = table.text("id");
    let title = table.text("title");
    let summary = table.text("summary");
    let there = table.require("steps");
    let written = table.tables("steps");
    if there && written.is_empty() {
        let problem = reading.problem(place, "the path has no steps");
        reading.report(
            problem.with_help("write steps = [{ read = \"TOPIC\" }, { answer = 5, topic = \"TOPIC\" }]"),
        );
    }
    table.finish();
    if let Some(id) = id.as_ref().filter(|id| !ids.insert(id.get_ref().clone())) {
        reading.report(reading.problem(id.span(), format!("the path `{}` is defined twice", id.get_ref())));
    }
    let steps = written.into_iter().filter_map(|step| read_step(step, file, places)).collect();
    Some(LearningPath {
        id: id?.into_inner(),
        title: title?.into_inner(),
        summary: summary?.into_inner(),
        steps,
    })
}

fn read_step(mut table: Table<'_, '_>, file: &str, places: &mut Vec<StepPlace>) -> Option<Step> {
    let reading = table.reading();
    let mut lead = |target: &str, span: Range<usize>| {
        let (topic, anchor) =
            target.split_once('#').map_or((target, None), |(topic, anchor)| (topic, Some(anchor)));
        let (topic, anchor) = (topic.to_owned(), anchor.map(str::to_owned));
        places.push(StepPlace { file: file.to_owned(), topic: topic.clone(), anchor: anchor.clone(), span });
        (topic, anchor)
    };
    let step = match (table.has("read"), table.has("answer")) {
        (true, false) => {
            let target = table.text("read")?;
            let (topic, anchor) = lead(target.get_ref(), target.span());
            Some(Step::Read { topic, anchor })
        }
        (false, true) => {
            let count = table.number("answer")?;
            if *count.get_ref() == 0 {
                reading.report(reading.problem(count.span(), "a step of no questions"));
            }
            let mode = table.optional_text("mode");
            let names: Vec<(&str, Mode)> = Mode::ALL.iter().map(|mode| (mode.name(), *mode)).collect();
            let mode = match &mode {
                Some(name) => table.word("kind of session", name, &names)?,
                None => Mode::Drill,
            };
            let topic = table.optional_text("topic").map(|topic| lead(topic.get_ref(), topic.span()).0);
            usize::try_from(Spanned::into_inner(count)).ok().map(|count| Step::Answer { mode, topic, count })
        }
        _ => {
            let problem = reading.problem(table.span(), "a step either reads or answers");
            reading
                .report(problem.with_help("write { read = \"TOPIC\" } or { answer = 5, topic = \"TOPIC\" }"));
            table.abandon();
            return None;
        }
    };
    table.finish();
    step
}
