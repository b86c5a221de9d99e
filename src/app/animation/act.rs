//! What the keys do to an animation.

use super::{Guess, Theatre, View};
use crate::animation::{Heading, Incident};
use crate::input::{Action, Scope};
use std::time::Duration;

const SECOND: u64 = 1_000_000_000;

impl Theatre {
    /// Where keys are looked up.
    pub fn scope(&self) -> Scope {
        if self.prediction.is_asking() {
            Scope::Prediction
        } else if self.what_if.is_open() {
            Scope::WhatIf
        } else {
            Scope::Animation
        }
    }

    /// Why an action is not possible now.
    pub fn disabled(&self, action: Action) -> Option<&'static str> {
        let at_start = self.film.position() == 0 && self.film.now_ns() == 0;
        match action {
            Action::AnimationBack | Action::AnimationToStart | Action::AnimationEarlier if at_start => {
                Some("this is the beginning of the run")
            }
            Action::AnimationView | Action::AnimationFleet | Action::AnimationTimeline
                if self.views().len() == 1 =>
            {
                Some("there is only this view of it")
            }
            Action::AnimationPredict if self.reel().is_none() => {
                Some("what comes on this way follows from what stands there; change it with the what-ifs")
            }
            Action::AnimationFact if self.film.fact().is_none() => Some("there is nothing to explain yet"),
            _ => None,
        }
    }

    /// Does an action at `tick`; what cannot be done is said.
    pub fn act(&mut self, action: Action, tick: Duration) -> Option<&'static str> {
        let mut found = true;
        match action {
            Action::AnimationPlay if self.pace.is_playing() => self.pause(),
            Action::AnimationPlay => self.play(tick),
            Action::AnimationOn => {
                self.pause();
                found = self.film.step_forward();
            }
            Action::AnimationBack => {
                self.pause();
                found = self.film.step_back();
            }
            Action::AnimationLater => self.leap(self.film.now_ns().saturating_add(SECOND)),
            Action::AnimationEarlier => self.leap(self.film.now_ns().saturating_sub(SECOND)),
            Action::AnimationNextPhase => {
                self.pause();
                found = self.film.jump(Incident::Phase, Heading::Forwards);
            }
            Action::AnimationPreviousPhase => {
                self.pause();
                found = self.film.jump(Incident::Phase, Heading::Backwards);
            }
            Action::AnimationNextTrouble => {
                self.pause();
                found = self.film.jump(Incident::Trouble, Heading::Forwards);
            }
            Action::AnimationPreviousTrouble => {
                self.pause();
                found = self.film.jump(Incident::Trouble, Heading::Backwards);
            }
            Action::AnimationFaster => found = self.pace.shift(1),
            Action::AnimationSlower => found = self.pace.shift(-1),
            Action::AnimationWider => self.zoom = (self.zoom + 1).min(12),
            Action::AnimationNarrower => self.zoom = (self.zoom - 1).max(-8),
            Action::AnimationToStart => self.leap(0),
            Action::AnimationToEnd => self.leap(self.film.end_ns()),
            Action::AnimationLoop => self.repeats = !self.repeats,
            Action::AnimationView => self.set_view(self.view.next()),
            Action::AnimationPath => self.set_view(View::Path),
            Action::AnimationFleet => self.set_view(View::Fleet),
            Action::AnimationTimeline => self.set_view(View::Timeline),
            Action::AnimationWhatIf => {
                self.pause();
                self.what_if.toggle();
            }
            Action::WhatIfClose => self.what_if.close(),
            Action::WhatIfUp => self.what_if.step(-1),
            Action::WhatIfDown => self.what_if.step(1),
            Action::WhatIfMore => self.what_if.turn(true, &mut self.film),
            Action::WhatIfLess => self.what_if.turn(false, &mut self.film),
            Action::WhatIfReset => self.what_if.reset(&mut self.film),
            Action::AnimationPredict => {
                self.prediction.toggle();
                if self.prediction.is_on() {
                    self.play(tick);
                }
            }
            Action::PredictWarm => self.answer(Guess::Warm, tick),
            Action::PredictCold => self.answer(Guess::Cold, tick),
            Action::PredictRefused => self.answer(Guess::Refused, tick),
            Action::PredictStop => {
                if let Some(at_ns) = self.prediction.answer(Guess::Warm) {
                    self.film.seek(at_ns);
                }
                self.prediction.toggle();
            }
            _ => {}
        }
        self.refresh();
        (!found).then_some("there is no more of it in this run")
    }

    fn leap(&mut self, at_ns: u64) {
        let tick = self.pace;
        self.film.seek(at_ns);
        self.pace = tick;
        self.folded = None;
    }

    fn answer(&mut self, guess: Guess, tick: Duration) {
        if let Some(at_ns) = self.prediction.answer(guess) {
            self.film.seek(at_ns);
            self.play(tick);
        }
    }
}
