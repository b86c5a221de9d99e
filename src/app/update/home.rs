//! The home screen, and the way back to it.

use crate::app::geometry::Pane;
use crate::app::home::Next;
use crate::app::message::{Effect, Now};
use crate::app::{Model, Screen, home};
use crate::input::Action;
use crate::quiz::Session;

impl Model {
    pub(in crate::app) fn act_home(&mut self, action: Action, now: Now) -> Vec<Effect> {
        let topics = self.course.topics().len();
        let height = usize::from(self.home_areas(self.size).list.height);
        let Screen::Home(home) = &mut self.screen else { return Vec::new() };
        let far = isize::try_from(topics).unwrap_or(isize::MAX);
        match action {
            Action::HomeUp => home.step(-1, topics, height),
            Action::HomeDown => home.step(1, topics, height),
            Action::HomeFirst => home.step(-far, topics, height),
            Action::HomeLast => home.step(far, topics, height),
            Action::HomeOpen | Action::HomePractise => {
                let cursor = home.cursor;
                let Some(topic) = self.course.topics().get(cursor).map(|topic| topic.id.clone()) else {
                    return Vec::new();
                };
                return if action == Action::HomeOpen {
                    self.open(&topic, now)
                } else {
                    self.practise(&topic, now)
                };
            }
            Action::Continue => return self.go_on(now),
            Action::HomeSessions => return self.open_sessions(now),
            Action::HomeProgress => return self.open_progress(now),
            _ => {}
        }
        Vec::new()
    }

    pub(in crate::app) fn back(&mut self, now: Now) -> Vec<Effect> {
        if self.pop_overlay() {
            return Vec::new();
        }
        if self.aside.is_some() {
            self.close_aside();
            return Vec::new();
        }
        if self.leave_animation() {
            return Vec::new();
        }
        let size = self.size;
        match &mut self.screen {
            Screen::Home(_) => {
                let mut effects = self.save_all(now);
                effects.push(Effect::Quit);
                effects
            }
            Screen::Reader(reader) if reader.focus != Pane::Page => {
                reader.pause_animations();
                reader.focus = Pane::Page;
                reader.resize(size);
                Vec::new()
            }
            Screen::Reader(_) if !self.trail.is_empty() => self.go_back(now),
            _ => {
                let effects = self.save_all(now);
                self.screen = self.back.pop().unwrap_or_else(|| Screen::Home(home::Home::default()));
                self.resize(size);
                self.recount_sessions();
                effects
            }
        }
    }

    pub(in crate::app) fn go_home(&mut self, now: Now) -> Vec<Effect> {
        self.close_overlays();
        let effects = self.save_all(now);
        self.back.truncate(1);
        if let Some(home @ Screen::Home(_)) = self.back.pop() {
            self.screen = home;
        }
        self.resize(self.size);
        effects
    }

    pub(in crate::app) fn go_on(&mut self, now: Now) -> Vec<Effect> {
        match self.next() {
            Some(Next::Session { .. }) => {
                let saved = self.record.interrupted.clone().unwrap_or_default();
                match Session::from_json(&saved, &|id| self.course.question_head(id).is_some()) {
                    Ok(resumed) => {
                        let dropped = resumed.dropped.len();
                        self.show_session(resumed.session, now);
                        if dropped > 0 {
                            let what = if dropped == 1 {
                                "1 question is".to_owned()
                            } else {
                                format!("{dropped} questions are")
                            };
                            self.say(
                                &format!("{what} not in the course any more and left out; answers are kept"),
                                false,
                                now,
                            );
                        }
                        Vec::new()
                    }
                    Err(why) => {
                        self.record.interrupted = None;
                        self.say(&why.to_string(), true, now);
                        vec![Effect::SaveSession(None)]
                    }
                }
            }
            Some(Next::Read(topic) | Next::Begin(topic)) => self.open(&topic, now),
            None => Vec::new(),
        }
    }

    pub(in crate::app) fn enter(&mut self, screen: Screen) {
        self.welcome = false;
        let before = std::mem::replace(&mut self.screen, screen);
        self.back.push(before);
        self.resize(self.size);
    }
}
