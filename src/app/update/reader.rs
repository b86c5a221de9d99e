//! Reading: pages, their contents, the questions beside them.

use super::saving::SETTLE;
use crate::app::geometry::Pane;
use crate::app::message::{Effect, Now};
use crate::app::panel::Panel;
use crate::app::reader::{Check, OutlineEntry, Reader};
use crate::app::{Model, Screen};
use crate::input::Action;
use crate::progress::{Mode, Place};

impl Model {
    pub(in crate::app) fn act_reader(&mut self, action: Action, now: Now) -> Vec<Effect> {
        let course = self.course.clone();
        let size = self.size;
        let Screen::Reader(reader) = &mut self.screen else { return Vec::new() };
        let page = isize::try_from(reader.height()).unwrap_or(1);
        let half = (page / 2).max(1);
        match action {
            Action::LineDown => reader.scroll_by(1),
            Action::LineUp => reader.scroll_by(-1),
            Action::HalfDown => reader.scroll_by(half),
            Action::HalfUp => reader.scroll_by(-half),
            // One line of the old page stays, so that the eye finds its place.
            Action::PageDown => reader.scroll_by((page - 1).max(1)),
            Action::PageUp => reader.scroll_by(-(page - 1).max(1)),
            Action::PageTop => reader.scroll_to(0),
            Action::PageEnd => reader.scroll_to(usize::MAX),
            Action::NextSection => reader.next_section(),
            Action::PreviousSection => reader.previous_section(),
            Action::OutlineUp => reader.outline_step(-1, &course),
            Action::OutlineDown => reader.outline_step(1, &course),
            Action::OutlineOpen => return self.open_outline(now),
            Action::NextTopic | Action::PreviousTopic => {
                let here = course.topics().iter().position(|topic| topic.id == reader.topic).unwrap_or(0);
                let there =
                    if action == Action::NextTopic { here.checked_add(1) } else { here.checked_sub(1) };
                let Some(topic) = there.and_then(|at| course.topics().get(at)) else {
                    let why = if action == Action::NextTopic {
                        "this is the last topic"
                    } else {
                        "this is the first topic"
                    };
                    self.say(why, false, now);
                    return Vec::new();
                };
                return self.open(&topic.id, now);
            }
            Action::Practise => {
                let topic = reader.topic.clone();
                return self.practise(&topic, now);
            }
            Action::CheckYourself => {
                reader.focus = Pane::Companion;
                reader.resize(size);
                self.fill_companion(true, now);
                self.begin(now);
            }
            Action::FocusNext | Action::FocusPrevious => self.move_focus(action == Action::FocusNext, now),
            _ => {
                let area = reader.panes(size).companion.unwrap_or_default();
                if let Some(check) = &mut reader.check {
                    let effects = check.panel.act(action, &course, area, now);
                    return self.after_panel(action, effects, now);
                }
            }
        }
        self.follow(now);
        Vec::new()
    }

    /// Opens a topic where it was left.
    pub(in crate::app) fn open(&mut self, topic: &str, now: Now) -> Vec<Effect> {
        self.trail.clear();
        let place = self.record.place(topic).cloned();
        self.open_place(topic, place.as_ref(), now)
    }

    /// Returns to where the last link was followed.
    pub(in crate::app) fn go_back(&mut self, now: Now) -> Vec<Effect> {
        let Some(place) = self.trail.pop() else { return Vec::new() };
        let topic = place.topic.clone();
        self.open_place(&topic, Some(&place), now)
    }

    pub(in crate::app) fn open_place(&mut self, topic: &str, place: Option<&Place>, now: Now) -> Vec<Effect> {
        let effects = self.save_all(now);
        let Some(reader) = Reader::open(&self.course, topic, place, self.size) else {
            self.say(&format!("the course has no topic `{topic}`"), true, now);
            return effects;
        };
        if matches!(self.screen, Screen::Reader(_)) {
            self.screen = Screen::Reader(reader);
        } else {
            self.enter(Screen::Reader(reader));
        }
        if let Screen::Reader(reader) = &mut self.screen {
            reader.moved = true;
        }
        self.show_own();
        self.save_at = Some(now.tick + SETTLE);
        self.follow(now);
        effects
    }

    /// Opens `topic#anchor`.
    pub(in crate::app) fn open_at(&mut self, target: &str, now: Now) -> Vec<Effect> {
        let (topic, anchor) = target.split_once('#').unwrap_or((target, ""));
        let same = matches!(&self.screen, Screen::Reader(reader) if reader.topic == topic);
        let effects = if same { Vec::new() } else { self.open(topic, now) };
        let size = self.size;
        if let Screen::Reader(reader) = &mut self.screen {
            reader.focus = Pane::Page;
            reader.resize(size);
            if !anchor.is_empty() {
                reader.go_to(anchor);
            }
        }
        self.follow(now);
        effects
    }

    pub(in crate::app) fn open_outline(&mut self, now: Now) -> Vec<Effect> {
        let course = self.course.clone();
        let Screen::Reader(reader) = &mut self.screen else { return Vec::new() };
        match reader.outline(&course).get(reader.outline_cursor) {
            Some(OutlineEntry::Section(section)) => {
                let anchor =
                    reader.sections().get(*section).map(|section| section.anchor.clone()).unwrap_or_default();
                let topic = reader.topic.clone();
                self.open_at(&format!("{topic}#{anchor}"), now)
            }
            Some(OutlineEntry::Topic(topic)) => {
                let Some(topic) = course.topics().get(*topic) else { return Vec::new() };
                if topic.id == reader.topic {
                    reader.scroll_to(0);
                    self.open_at(&topic.id, now)
                } else {
                    self.open(&topic.id, now)
                }
            }
            None => Vec::new(),
        }
    }

    pub(in crate::app) fn move_focus(&mut self, forwards: bool, now: Now) {
        let Screen::Reader(reader) = &self.screen else { return };
        // An animation is reached while it is in view.
        let animation = reader.animation_in_view();
        let mut ring = vec![Pane::Outline, Pane::Page];
        ring.extend(animation.map(|_| Pane::Animation));
        ring.extend(reader.has_checks().then_some(Pane::Companion));
        let here = ring.iter().position(|pane| *pane == reader.focus).unwrap_or(0);
        let there = if forwards { here + 1 } else { here + ring.len() - 1 };
        let pane = ring.get(there % ring.len()).copied().unwrap_or_default();
        self.focus_pane(pane, now);
    }

    /// Gives a pane of the reading screen the focus.
    pub(in crate::app) fn focus_pane(&mut self, pane: Pane, now: Now) {
        let size = self.size;
        let Screen::Reader(reader) = &mut self.screen else { return };
        reader.pause_animations();
        reader.focus = pane;
        if pane == Pane::Animation {
            let animation = reader.animation_in_view();
            reader.focus_animation(animation);
        }
        reader.resize(size);
        self.fill_companion(false, now);
        self.begin(now);
    }

    /// After the page has moved: contents and companion go with it.
    pub(in crate::app) fn follow(&mut self, now: Now) {
        let course = self.course.clone();
        if let Screen::Reader(reader) = &mut self.screen {
            reader.follow(&course);
        }
        self.fill_companion(false, now);
    }

    /// Puts the questions that belong to what is on the screen into the companion. A question that is being answered stays.
    pub(in crate::app) fn fill_companion(&mut self, again: bool, now: Now) {
        let course = self.course.clone();
        let Screen::Reader(reader) = &self.screen else { return };
        let Some(number) = reader.nearest_check() else { return };
        let same = reader.check.as_ref().is_some_and(|check| check.number == number);
        let finished = reader.check.as_ref().is_some_and(|check| check.panel.is_finished());
        if (same && !(again && finished))
            || (reader.focus == Pane::Companion && reader.check.is_some() && !again)
        {
            return;
        }
        let ids = reader.check_questions(number).to_vec();
        let session = self.session(Mode::Learn, &ids, usize::MAX);
        if let Screen::Reader(reader) = &mut self.screen {
            reader.check = Some(Check { number, panel: Panel::new(session, &course, now) });
        }
    }

    /// The blocks of code of a page that is shown for the first time.
    pub(in crate::app) fn wanted_highlights(&mut self) -> Vec<Effect> {
        let of_question = self.wanted_colours();
        let Screen::Reader(reader) = &self.screen else { return of_question };
        if self.asked.contains(&reader.topic) {
            return of_question;
        }
        let blocks = reader.page.code_blocks().enumerate();
        let effects: Vec<Effect> = blocks
            .filter(|(_, (lang, _))| !lang.is_empty())
            .map(|(block, (lang, code))| Effect::Highlight {
                topic: reader.topic.clone(),
                block,
                lang: lang.to_owned(),
                code: code.to_owned(),
            })
            .collect();
        self.asked.insert(reader.topic.clone());
        of_question.into_iter().chain(effects).collect()
    }

    /// The code of the present question, where it is shown for the first time; what is known of it is given to the panel.
    fn wanted_colours(&mut self) -> Vec<Effect> {
        let Some(panel) = self.panel() else { return Vec::new() };
        let Some((id, (lang, code))) =
            panel.question().map(|question| question.id.as_str()).zip(panel.code())
        else {
            return Vec::new();
        };
        // No topic has such a name.
        let topic = format!("?{id}");
        let effect = Effect::Highlight {
            topic: topic.clone(),
            block: 0,
            lang: lang.to_owned(),
            code: code.to_owned(),
        };
        let colours = self.highlights.get(&(topic.clone(), 0)).cloned();
        match &mut self.screen {
            Screen::Reader(Reader { check: Some(check), .. }) => check.panel.colour(colours.as_ref()),
            Screen::Practice(practice) => practice.panel.colour(colours.as_ref()),
            _ => {}
        }
        if self.asked.insert(topic) { vec![effect] } else { Vec::new() }
    }
}
