//! Animations in the program: which one has the keys, what its keys do, when it is drawn next.

use super::screen::{Entry, Stagehand, block_rows, built_in, of_block};
use super::{Motion, Theatre};
use crate::app::geometry::Pane;
use crate::app::message::{Effect, Now};
use crate::app::reader::Reader;
use crate::app::sheet::{Row, Tone};
use crate::app::{Model, Screen};
use crate::content::{BlockKind, Live, Preset};
use crate::input::Action;
use std::time::Duration;

/// An animation of a page.
#[derive(Debug)]
pub struct Embedded {
    /// Which live block of the page it is.
    pub live: usize,
    /// The run, or why there is none.
    pub theatre: Result<Theatre, String>,
}

impl Reader {
    /// The animations of the page: which live block, and what its author wrote.
    pub(in crate::app) fn animations(&self) -> impl Iterator<Item = (usize, &Preset)> {
        self.page.live_blocks().enumerate().filter_map(|(at, (live, _))| match live {
            Live::Animation(preset) => Some((at, preset)),
            _ => None,
        })
    }

    /// The live block of the animation that is in view; of several the first that is there as a whole.
    pub fn animation_in_view(&self) -> Option<usize> {
        let (top, bottom) = (self.scroll, self.scroll + self.height());
        let mut partly = None;
        for (live, _) in self.animations() {
            let rows = self.live_lines(live);
            if rows.start >= top && rows.end <= bottom && !rows.is_empty() {
                return Some(live);
            }
            if rows.start < bottom && rows.end > top {
                partly.get_or_insert(live);
            }
        }
        partly
    }

    /// The lines of a live block.
    fn live_lines(&self, live: usize) -> std::ops::Range<usize> {
        let belongs = |line: &&crate::content::Line| line.live.is_some_and(|(at, _)| at == live);
        let first = self.layout.lines.iter().position(|line| belongs(&line)).unwrap_or(0);
        first..first + self.layout.lines.iter().skip(first).take_while(belongs).count()
    }

    /// Whether the page has an animation.
    pub fn has_animation(&self) -> bool {
        self.page.blocks.iter().any(|block| matches!(block.kind, BlockKind::Live(Live::Animation(_))))
    }

    /// The animation that has the focus.
    pub fn stage(&self) -> Option<&Theatre> {
        let live = self.animation_focus?;
        let stage = self.stages.iter().find(|stage| stage.live == live)?;
        stage.theatre.as_ref().ok()
    }

    /// Stops every animation of the page.
    pub(in crate::app) fn pause_animations(&mut self) {
        for theatre in self.stages.iter_mut().filter_map(|stage| stage.theatre.as_mut().ok()) {
            theatre.pause();
        }
    }

    /// Gives an animation the focus and brings all of it into view.
    pub(in crate::app) fn focus_animation(&mut self, live: Option<usize>) {
        self.animation_focus = live;
        let Some(live) = live else { return };
        let rows = self.live_lines(live);
        let height = self.height();
        let total = self.layout.lines.len();
        let last = rows.end.saturating_sub(1).max(rows.start);
        let to = crate::app::sheet::keep_visible(self.scroll, (rows.start, last), height, total);
        self.scroll_to(to);
    }

    fn stage_mut(&mut self) -> Option<&mut Theatre> {
        let live = self.animation_focus?;
        let stage = self.stages.iter_mut().find(|stage| stage.live == live)?;
        stage.theatre.as_mut().ok()
    }
}

impl Model {
    /// The animation that has the keys.
    pub fn theatre(&self) -> Option<&Theatre> {
        match &self.screen {
            Screen::Animation(stagehand) if stagehand.menu.is_none() => stagehand.theatre.as_ref(),
            Screen::Reader(reader) if reader.focus == Pane::Animation => reader.stage(),
            _ => None,
        }
    }

    pub(in crate::app) fn theatre_mut(&mut self) -> Option<&mut Theatre> {
        match &mut self.screen {
            Screen::Animation(stagehand) if stagehand.menu.is_none() => stagehand.theatre.as_mut(),
            Screen::Reader(reader) if reader.focus == Pane::Animation => reader.stage_mut(),
            _ => None,
        }
    }

    /// When the animation is to be drawn again.
    pub(in crate::app) fn animation_due(&self) -> Option<Duration> {
        // What is covered stands still.
        if !self.overlays.is_empty() || self.aside.is_some() {
            return None;
        }
        self.theatre()?.due()
    }

    /// The clock has gone on.
    pub(in crate::app) fn tick_animation(&mut self, now: Now) {
        let motion = self.motion();
        if self.animation_due().is_some()
            && let Some(theatre) = self.theatre_mut()
        {
            theatre.set_motion(motion);
            theatre.tick(now.tick);
        }
    }

    /// Makes the animations of the page that are in view.
    pub(in crate::app) fn prepare_animations(&mut self) {
        let Screen::Reader(reader) = &self.screen else { return };
        let Some(live) = reader.animation_in_view() else { return };
        if reader.stages.iter().any(|stage| stage.live == live) {
            return;
        }
        let Some(preset) = reader.animations().find(|(at, _)| *at == live).map(|(_, preset)| preset.clone())
        else {
            return;
        };
        let theatre = match self.tools() {
            Ok(tools) => of_block(&preset, tools, self.motion()),
            Err(why) => Err(why.to_owned()),
        };
        if let Screen::Reader(reader) = &mut self.screen {
            reader.stages.push(Embedded { live, theatre });
        }
    }

    /// The rows of an animation in the page.
    pub(in crate::app) fn animation_rows(&self, live: usize, preset: &Preset, columns: usize) -> Vec<Row> {
        let Screen::Reader(reader) = &self.screen else { return Vec::new() };
        let height = block_rows(preset, u16::try_from(reader.height()).unwrap_or(u16::MAX));
        let focused = reader.focus == Pane::Animation && reader.animation_focus == Some(live);
        let keys = if focused {
            format!(
                "{} plays, {} {} step, {} on the whole screen",
                self.key_of(Action::AnimationPlay),
                self.key_of(Action::AnimationBack),
                self.key_of(Action::AnimationOn),
                self.key_of(Action::AnimationWhole)
            )
        } else {
            format!(
                "{} leads here; then {} plays",
                self.key_of(Action::FocusNext),
                self.key_of(Action::AnimationPlay)
            )
        };
        match reader.stages.iter().find(|stage| stage.live == live).map(|stage| &stage.theatre) {
            Some(Ok(theatre)) => theatre.block(columns, height, focused, &keys),
            Some(Err(why)) => {
                vec![Row::of(format!("This animation cannot be played: {why}."), Tone::Warning)]
            }
            None => Vec::new(),
        }
    }

    /// What the keys of an animation do; `None` where the action is not one of them.
    pub(in crate::app) fn act_animation(&mut self, action: Action, now: Now) -> Option<Vec<Effect>> {
        match action {
            Action::OpenAnimation => {
                let effects = self.save_all(now);
                self.show_animation(Stagehand::menu());
                return Some(effects);
            }
            Action::AnimationMenu => {
                match &mut self.screen {
                    Screen::Animation(stagehand) => {
                        if let Some(theatre) = &mut stagehand.theatre {
                            theatre.pause();
                        }
                        stagehand.menu = Some(0);
                    }
                    _ => self.show_animation(Stagehand::menu()),
                }
                return Some(Vec::new());
            }
            Action::ScenarioDown | Action::ScenarioUp => {
                if let Screen::Animation(stagehand) = &mut self.screen {
                    stagehand.step(if action == Action::ScenarioDown { 1 } else { -1 });
                }
                return Some(Vec::new());
            }
            Action::ScenarioOpen => {
                self.open_scenario(now);
                return Some(Vec::new());
            }
            Action::AnimationWhole => {
                self.enlarge();
                return Some(Vec::new());
            }
            Action::AnimationFact => {
                if let Some(fact) = self.theatre().and_then(|theatre| theatre.film().fact()) {
                    if let Some(theatre) = self.theatre_mut() {
                        theatre.pause();
                    }
                    self.open_fact(fact);
                }
                return Some(Vec::new());
            }
            _ => {}
        }
        let scope = action.entry().scope;
        let motion = self.motion();
        let theatre = self.theatre_mut()?;
        if scope != theatre.scope() {
            return None;
        }
        theatre.set_motion(motion);
        if let Some(why) = theatre.act(action, now.tick) {
            self.say(why, false, now);
        }
        Some(Vec::new())
    }

    /// Shows an animation on a screen of its own.
    pub fn show_animation(&mut self, stagehand: Stagehand) {
        if matches!(self.screen, Screen::Animation(_)) {
            self.screen = Screen::Animation(Box::new(stagehand));
        } else {
            self.enter(Screen::Animation(Box::new(stagehand)));
        }
    }

    fn open_scenario(&mut self, now: Now) {
        let Screen::Animation(stagehand) = &self.screen else { return };
        let (Some(entry), from) = (stagehand.chosen(), stagehand.menu) else { return };
        let id = match entry {
            Entry::Known(id) => id,
            Entry::OwnLog => return self.open_log_to_watch(),
        };
        let made = match self.tools() {
            Ok(tools) => built_in(id, tools, self.motion()),
            Err(why) => Err(why.to_owned()),
        };
        match made {
            Ok(theatre) => self.show_animation(Stagehand { from, ..Stagehand::of(theatre) }),
            Err(why) => self.say(&why, true, now),
        }
    }

    /// Takes the animation of the page to the whole screen; the one in the page stays where it is.
    fn enlarge(&mut self) {
        let Screen::Reader(reader) = &mut self.screen else { return };
        let Some(theatre) = reader.stage_mut() else { return };
        theatre.pause();
        let copy = theatre.copy();
        self.show_animation(Stagehand::of(copy));
    }

    /// Leaves an inner place of an animation; false where there is none to leave.
    pub(in crate::app) fn leave_animation(&mut self) -> bool {
        let Screen::Animation(stagehand) = &mut self.screen else { return false };
        match (stagehand.menu, &stagehand.theatre, stagehand.from) {
            // From the list over what plays, back to what plays.
            (Some(_), Some(_), _) => stagehand.menu = None,
            // From what was chosen in the list, back to the list.
            (None, Some(_), Some(from)) => {
                **stagehand = Stagehand { theatre: None, menu: Some(from), from: None };
            }
            _ => return false,
        }
        true
    }

    /// How things move: as the terminal bears it and the learner wants it.
    pub fn motion(&self) -> Motion {
        Motion { reduced: self.reduced_motion(), ..self.motion }
    }
}
