//! Teams' packs laid over a course.

use super::Course;
use crate::content::{Problem, Sources};
use crate::pricing::{PRICES_FOLDER, PriceBook};

/// A pack as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pack {
    /// What people call it: the folder as it was given.
    pub name: String,
    /// Its texts.
    pub sources: Sources,
    /// What was wrong while it was read.
    pub problems: Vec<Problem>,
}

/// What became of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackReport {
    /// See [`Pack::name`].
    pub name: String,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Whether it is part of the course.
    pub state: PackState,
}

/// Whether a pack is part of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackState {
    /// It is sound and lies over the course.
    Laid,
    /// It has problems and is left out.
    LeftOut,
    /// It has problems since it was changed, and lies over the course as it last was without.
    AsBefore,
}

/// A course with the sound ones among some packs laid over it.
#[derive(Debug)]
pub struct Laid {
    /// The course; `None` where no pack was sound, so that the course below is as it was.
    pub course: Option<Course>,
    /// The texts that it was made of.
    pub sources: Sources,
    /// One for each pack, in their order.
    pub reports: Vec<PackReport>,
}

/// Lays `packs` over `base`, which is sound, one after another: a later one sees what an earlier one has added. A pack with problems is
/// left out as a whole.
pub fn lay(base: Sources, packs: impl IntoIterator<Item = Pack>) -> Laid {
    let mut laid = Laid { course: None, sources: base, reports: Vec::new() };
    for pack in packs {
        let Pack { name, sources, mut problems } = pack;
        if problems.is_empty() {
            problems = check_prices(&laid.sources, &sources);
        }
        // With a file missing, the rest of the pack would only give false alarms.
        if problems.is_empty() && !sources.is_empty() {
            let above = laid.sources.clone().overlaid(sources.clone());
            match Course::load(&above) {
                Ok(course) => {
                    laid.course = Some(course);
                    laid.sources = above;
                }
                Err(found) => problems = found.into_iter().map(|problem| own(problem, &sources)).collect(),
            }
        }
        let state = if problems.is_empty() { PackState::Laid } else { PackState::LeftOut };
        laid.reports.push(PackReport { name, problems, state });
    }
    laid
}

/// A problem of a file below the pack: it was sound before, so it is the pack's doing.
fn own(problem: Problem, pack: &Sources) -> Problem {
    if pack.get(&problem.file).is_some() {
        return problem;
    }
    let message = format!("{}: the pack takes away what this rests on", problem.message);
    Problem { message, ..problem }
}

/// The problems of a pack's price files, laid over those below.
fn check_prices(below: &Sources, pack: &Sources) -> Vec<Problem> {
    if pack.in_folder(PRICES_FOLDER).next().is_none() {
        return Vec::new();
    }
    let files: Vec<(&str, &str)> =
        below.in_folder(PRICES_FOLDER).filter(|(file, _)| below.layer(file) == 0).collect();
    let Ok(mut book) = PriceBook::load(&files) else { return Vec::new() };
    let mut problems = Vec::new();
    for (file, text) in pack.in_folder(PRICES_FOLDER) {
        match book.overlay(file, text) {
            Ok(laid) => book = laid,
            Err(found) => problems.extend(found.into_iter().map(super::prices::problem)),
        }
    }
    problems
}
