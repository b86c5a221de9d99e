//! What is kept, and when: places, sessions, that a newcomer has been greeted.

use crate::app::message::{Effect, Now};
use crate::app::{Model, Screen};
use crate::settings::Setting;
use std::time::Duration;

/// How long after the last movement a reading place is saved.
pub(in crate::app) const SETTLE: Duration = Duration::from_millis(700);

impl Model {
    pub(in crate::app) fn wake(&mut self, now: Now) -> Vec<Effect> {
        self.tick_animation(now);
        let mut effects = Vec::new();
        if self.save_at.is_some_and(|due| due <= now.tick) {
            effects.extend(self.save_place(now));
            effects.extend(self.note_greeting());
        }
        let course = self.course.clone();
        if let Screen::Practice(practice) = &mut self.screen
            && practice.panel.run_out(&course, now)
        {
            effects.extend(self.session_effects(now));
        }
        effects
    }

    /// Plans to save the reading place once it has not moved for a moment.
    pub(in crate::app) fn settle(&mut self, now: Now) {
        if matches!(&self.screen, Screen::Reader(reader) if reader.moved) {
            self.save_at = Some(now.tick + SETTLE);
        }
    }

    pub(in crate::app) fn save_place(&mut self, now: Now) -> Vec<Effect> {
        self.save_at = None;
        let Screen::Reader(reader) = &mut self.screen else { return Vec::new() };
        if !std::mem::take(&mut reader.moved) {
            return Vec::new();
        }
        let place = reader.place(now.at);
        self.record.put(place.clone());
        vec![Effect::SavePlace(place)]
    }

    pub(in crate::app) fn save_all(&mut self, now: Now) -> Vec<Effect> {
        let mut effects = self.leave_note(now);
        if let Screen::Practice(practice) = &mut self.screen {
            practice.panel.pause(now);
        }
        effects.extend(self.save_place(now));
        effects.extend(self.session_effects(now));
        effects.extend(self.note_greeting());
        effects
    }

    /// The newcomer has been greeted and has begun; that is written with the next thing that is.
    pub(in crate::app) fn greet(&mut self, now: Now) {
        if self.settings.welcome {
            self.settings.welcome = false;
            self.greeted = true;
            self.save_at = self.save_at.or(Some(now.tick + SETTLE));
        }
    }

    pub(in crate::app) fn note_greeting(&mut self) -> Option<Effect> {
        let value = self.settings.value(Setting::Welcome);
        std::mem::take(&mut self.greeted).then_some(Effect::SaveSetting { setting: Setting::Welcome, value })
    }
}
