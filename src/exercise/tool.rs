//! Where a question can be tried out: the calculator with its numbers, its run as an animation, or what its page has.

use super::draw::{find, inputs};
use crate::calculator::Calculator;
use crate::content::{BlockKind, Live, Preset};
use crate::course::Course;
use crate::quiz::{Kind, Question, Session, Turn, Working};

/// Something to try out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tool {
    /// A calculator with these inputs.
    Calculator(Calculator, Preset),
    /// A scenario as an animation, by its text.
    Run(String),
    /// A built-in scenario as a page shows it.
    Animation(Preset),
}

/// What the question of a turn can be tried out with: the calculator that has worked it out, with the values of this showing, or the
/// run that its key comes from; else the first calculator or animation of the section where its reader reads on.
pub fn tool(course: &Course, session: &Session, turn: &Turn) -> Option<Tool> {
    let question = course.question(&turn.pick.question)?;
    match &question.kind {
        Kind::Predict(prediction) => return Some(Tool::Run(prediction.scenario.clone())),
        Kind::Generated(template) => {
            if let Working::Calculation(answer) = &template.answer
                && let Ok(function) = find(answer)
            {
                let drawn = template.draw(template.number(session.seed(turn)));
                let inputs = inputs(&drawn, &[answer]);
                return Some(Tool::Calculator(function.calculator, Preset { inputs }));
            }
        }
        _ => {}
    }
    of_section(course, question)
}

/// The first live block of the section that `see` names, as far as the next heading of its level.
fn of_section(course: &Course, question: &Question) -> Option<Tool> {
    let (topic, section) = question.see.as_deref()?.split_once('#')?;
    let page = course.page(topic)?;
    let mut within = None;
    for block in &page.blocks {
        match (&block.kind, within) {
            (BlockKind::Heading { level, .. }, Some(outer)) if *level <= outer => return None,
            (BlockKind::Heading { level, anchor, .. }, None) if anchor == section => within = Some(*level),
            (BlockKind::Live(live), Some(_)) => match live {
                Live::Cost(preset) => return Some(Tool::Calculator(Calculator::Cost, preset.clone())),
                Live::Concurrency(preset) => {
                    return Some(Tool::Calculator(Calculator::Concurrency, preset.clone()));
                }
                Live::Animation(preset) => return Some(Tool::Animation(preset.clone())),
                Live::Quiz { .. } => {}
            },
            _ => {}
        }
    }
    None
}
