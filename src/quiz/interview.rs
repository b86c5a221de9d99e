//! A mock interview: what is asked next depends on what an answer left out, as it does where somebody listens.

use super::answer::Answer;
use super::kinds::{Open, RubricPoint};
use super::mode::Mode;
use super::pick::Pick;
use super::question::{Kind, Question, QuestionId};
use super::session::Session;
use std::cmp::Reverse;

/// Points that are asked about at most after one answer: an interviewer moves on.
const PROBES: usize = 2;

impl Session {
    /// After an answer in an interview that left out points: lets the questions about these points come next, those that an answer
    /// must make and those that weigh most first, and then the question's own follow-up that was not asked yet. `pick` makes a pick
    /// of an open question that the course has. Returns whether anything was put in.
    pub fn follow_up(
        &mut self,
        question: &Question,
        answer: &Answer,
        pick: &dyn Fn(&str) -> Option<Pick>,
    ) -> bool {
        let (Kind::Open(open), Answer::Open { points, .. }) = (&question.kind, answer) else { return false };
        let probed = self.turn().is_some_and(|turn| turn.probe.is_some());
        if self.mode() != Mode::Interview || probed || open.missing(points).is_empty() {
            return false;
        }
        let mut missed: Vec<(usize, &RubricPoint)> =
            open.rubric.iter().enumerate().filter(|(at, _)| !points.contains(at)).collect();
        missed.retain(|(_, point)| point.follow_up.is_some() && !point.bonus);
        missed.sort_by_key(|(at, point)| (!point.must, Reverse(point.weight), *at));
        self.probes = missed.into_iter().take(PROBES).map(|(at, _)| at).collect();
        let is_asked = |id: &QuestionId| self.turns.iter().any(|turn| turn.pick.question == *id);
        let next = open.follow_up.iter().filter(|id| !is_asked(id)).find_map(|id| pick(id));
        if let Some(next) = next {
            // It may have been waiting further behind, as a question in its own right.
            let waited = self.queue.iter().any(|waiting| waiting.question == next.question);
            self.queue.retain(|waiting| waiting.question != next.question);
            if !waited {
                self.follow_ups.insert(next.question.clone());
            }
            self.queue.push_front(next);
            return true;
        }
        !self.probes.is_empty()
    }
}

impl Question {
    /// What an interviewer asks about a point of the rubric that was left out: a question of its own, with the point as its key.
    /// `None` where there is no such point, or nothing to ask about it.
    pub fn probe(&self, point: usize) -> Option<Self> {
        let Kind::Open(open) = &self.kind else { return None };
        let point = open.rubric.get(point)?;
        let asks = point.follow_up.clone()?;
        let rubric =
            vec![RubricPoint { weight: 1, must: true, bonus: false, follow_up: None, ..point.clone() }];
        let facts = if point.facts.is_empty() { self.facts.clone() } else { point.facts.clone() };
        let model_answer = point.text.clone();
        Some(Self {
            prompt: asks,
            facts,
            hints: Vec::new(),
            chain: None,
            kind: Kind::Open(Open { rubric, red_flags: Vec::new(), model_answer, follow_up: Vec::new() }),
            ..self.clone()
        })
    }
}
