//! What every message does.

use super::desk::saved::{self, Saved};
use super::desk::{Desk, Kept, Tools};
use super::geometry::Pane;
use super::home::Next;
use super::home::ids;
use super::message::{Effect, Msg, Now};
use super::overlay::Overlay;
use super::panel::Panel;
use super::practice::{Practice, area as practice_area};
use super::reader::{Check, OutlineEntry, Reader};
use super::settings::SettingsView;
use super::{Model, Screen, home};
use crate::calculator::Calculator;
use crate::content::Preset;
use crate::input::{Action, Chord};
use crate::progress::{Attempt, Mode, Place};
use crate::quiz::{Pick, Session, Terms, Turn, Wanted, pick};
use crate::settings::Setting;
use crate::text::printable;
use std::time::Duration;

/// How long after the last movement a reading place is saved.
const SETTLE: Duration = Duration::from_millis(700);
/// Questions in a session of practice.
const PRACTICE: usize = 10;

impl Model {
    /// Takes a message in and says what the outside has to do.
    pub fn update(&mut self, msg: Msg, now: Now) -> Vec<Effect> {
        self.today = self.record.progress.calendar().day(now.at);
        if self.toast.as_ref().is_some_and(|toast| toast.until <= now.tick || matches!(msg, Msg::Key(_))) {
            self.toast = None;
        }
        let mut effects = self.take_in(msg, now);
        let covered = !self.overlays.is_empty();
        if let Some(panel) = self.panel_mut() {
            panel.cover(covered, now);
        }
        if let Screen::Reader(reader) = &mut self.screen {
            reader.tidy_marks();
        }
        self.prepare_animations();
        effects.extend(self.wanted_highlights());
        effects
    }

    fn take_in(&mut self, msg: Msg, now: Now) -> Vec<Effect> {
        match msg {
            Msg::Key(chord) => {
                self.greet(now);
                self.key(chord, now)
            }
            Msg::Paste(text) => {
                if self.overlays.is_empty() && self.paste_note(&text) {
                    return Vec::new();
                }
                if let Some(Overlay::Search(_)) = self.overlays.last() {
                    self.paste_query(&text);
                } else if self.overlays.is_empty()
                    && let Some(panel) = self.panel_mut()
                {
                    panel.paste(&text);
                }
                if let (true, Screen::Logs(log)) = (self.overlays.is_empty(), &mut self.screen) {
                    log.paste(&text);
                }
                if self.overlays.is_empty() {
                    self.with_desk(|desk, tools| desk.paste(&text, tools));
                }
                Vec::new()
            }
            Msg::Wheel { column, row, by } => {
                self.wheel(column, row, by);
                self.settle(now);
                Vec::new()
            }
            Msg::Click { column, row } => {
                self.greet(now);
                let effects = self.click(column, row, now);
                self.settle(now);
                effects
            }
            Msg::Resize { width, height } => {
                self.resize((width, height));
                Vec::new()
            }
            Msg::Wake => self.wake(now),
            Msg::Closing => self.save_all(now),
            Msg::Recorded(result) => self.recorded(result, now),
            Msg::Highlighted { topic, block, lines } => {
                self.highlights.insert((topic, block), lines);
                Vec::new()
            }
            Msg::NotKept(why) => {
                self.say(&why, true, now);
                Vec::new()
            }
            Msg::SettingSaved(setting, result) => {
                self.setting_saved(setting, result, now);
                Vec::new()
            }
            Msg::RestoreDefaults => self.restore_defaults(),
            Msg::ForgetCalculation(forgotten) => self.forget_calculation(&forgotten),
            Msg::KeepCalculation(kept) => self.keep_calculation(kept),
            Msg::DropNote => {
                self.close_aside();
                Vec::new()
            }
            Msg::KeepNote => self.keep_note(now),
            Msg::Begin(session) => {
                self.show_session(*session, now);
                Vec::new()
            }
            Msg::Refreshed(record) => {
                self.record = *record;
                self.show_own();
                Vec::new()
            }
            Msg::PacksRead(read) => self.packs_read(*read, now),
            Msg::LogProgress { number, per_mille } => {
                self.log_progress(number, per_mille);
                Vec::new()
            }
            Msg::LogRead { number, read } => {
                self.log_read(number, read);
                Vec::new()
            }
            Msg::FilesListed { typed, names } => {
                self.files_listed(&typed, names);
                Vec::new()
            }
        }
    }

    fn key(&mut self, chord: Chord, now: Now) -> Vec<Effect> {
        let chain = self.chain();
        if self.overlays.is_empty() && self.type_note(chord) {
            return Vec::new();
        }
        // A field takes what can be typed before any key means something else.
        if chord.typed().is_some() && self.type_key(chord) {
            return Vec::new();
        }
        if self.overlays.is_empty() {
            let mut saved = std::mem::take(&mut self.saved);
            let kept = self.with_desk(|desk, tools| desk.prompt_key(chord, tools, &mut saved)).flatten();
            self.saved = saved;
            if kept.is_some() {
                return self.keep_calculations(kept);
            }
        }
        if self.overlays.is_empty() && chord.typed().is_some() {
            let typed = self.with_desk(|desk, tools| desk.type_key(chord, tools));
            if typed == Some(true) {
                return self.act_desk(Action::ShowHelp);
            }
        }
        if let Some(action) = self.keys.action(&chain, chord) {
            return self.act(action, now);
        }
        if self.overlays.is_empty() {
            self.with_desk(|desk, tools| desk.type_key(chord, tools));
        }
        self.type_key(chord);
        Vec::new()
    }

    /// Gives a key to the field that has the focus; `false` where there is none, or the key means nothing in it.
    fn type_key(&mut self, chord: Chord) -> bool {
        match self.overlays.last() {
            Some(Overlay::Search(_)) => self.type_query(chord),
            Some(_) => false,
            None => match &mut self.screen {
                Screen::Sessions(sessions) => sessions.type_key(chord),
                Screen::Logs(log) => log.type_key(chord),
                _ => self.panel_mut().is_some_and(|panel| panel.type_key(chord)),
            },
        }
    }

    /// Does an action, or says why it is not possible.
    pub fn act(&mut self, action: Action, now: Now) -> Vec<Effect> {
        self.catch_up();
        if let Some(why) = self.disabled(action) {
            self.say(why, false, now);
            return Vec::new();
        }
        if let Some(effects) = self.act_aside(action, now) {
            self.follow(now);
            self.settle(now);
            return effects;
        }
        if let Some(effects) = self.act_animation(action, now) {
            return effects;
        }
        match action {
            Action::Quit => {
                let mut effects = self.save_all(now);
                effects.push(Effect::Quit);
                return effects;
            }
            Action::Suspend => return vec![Effect::Suspend],
            Action::ShowHelp => self.push_overlay(Overlay::Help(0)),
            Action::ReloadPacks => return vec![Effect::ReadPacks],
            Action::ShowProblems => self.push_overlay(Overlay::Problems(0)),
            Action::ShowSettings => self.push_overlay(Overlay::Settings(SettingsView::default())),
            Action::ShowMessages => self.push_overlay(Overlay::Messages(0)),
            Action::ToggleMouse => return self.toggle_mouse(now),
            Action::CloseHelp
            | Action::CloseSearch
            | Action::CloseCard
            | Action::CloseProblems
            | Action::CloseSettings
            | Action::CloseMessages
            | Action::No => {
                self.pop_overlay();
            }
            Action::Yes => return self.confirmed(now),
            Action::HelpDown | Action::ProblemsDown | Action::MessagesDown => self.scroll_overlay(3),
            Action::HelpUp | Action::ProblemsUp | Action::MessagesUp => self.scroll_overlay(-3),
            Action::SettingUp
            | Action::SettingDown
            | Action::SettingNext
            | Action::SettingPrevious
            | Action::SettingDefaults => return self.act_settings(action),
            Action::Search => self.open_search(false),
            Action::Palette => self.open_search(true),
            Action::SearchUp
            | Action::SearchDown
            | Action::SearchPageUp
            | Action::SearchPageDown
            | Action::SearchOpen => return self.act_search(action, now),
            Action::PageFact => self.open_first_fact(),
            Action::VerdictFact => self.open_question_facts(),
            Action::CardNext | Action::CardPrevious | Action::CardDown | Action::CardUp => {
                self.act_card(action);
                self.settle(now);
            }
            Action::Back | Action::LeaveOrQuit => return self.back(now),
            Action::Home => return self.go_home(now),
            Action::OpenCost => return self.open_desk(Calculator::Cost, now),
            Action::OpenConcurrency => return self.open_desk(Calculator::Concurrency, now),
            Action::OpenBreakeven => return self.open_desk(Calculator::Breakeven, now),
            Action::OpenLogs => return self.open_logs(now),
            Action::CopyCommand => return self.copy_command(now),
            _ => {
                let effects = match &mut self.screen {
                    Screen::Home(_) => self.act_home(action, now),
                    Screen::Reader(_) => self.act_reader(action, now),
                    Screen::Practice(_) => self.act_practice(action, now),
                    Screen::Desk(_) => self.act_desk(action),
                    Screen::Sessions(_) => self.act_sessions(action, now),
                    Screen::Progress(_) => self.act_progress(action, now),
                    Screen::Animation(_) => Vec::new(),
                    Screen::Logs(_) => self.act_logs(action),
                };
                self.settle(now);
                return effects;
            }
        }
        Vec::new()
    }

    fn act_home(&mut self, action: Action, now: Now) -> Vec<Effect> {
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

    fn act_reader(&mut self, action: Action, now: Now) -> Vec<Effect> {
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

    fn act_practice(&mut self, action: Action, now: Now) -> Vec<Effect> {
        let course = self.course.clone();
        let Screen::Practice(practice) = &mut self.screen else { return Vec::new() };
        let effects = practice.panel.act(action, &course, practice_area(self.size), now);
        self.after_panel(action, effects, now)
    }

    /// What a panel's action means for the screen around it.
    fn after_panel(&mut self, action: Action, mut effects: Vec<Effect>, now: Now) -> Vec<Effect> {
        match action {
            Action::Leave => effects.extend(self.back(now)),
            Action::Again => self.ask_again(now),
            Action::ReadOn => {
                let see = self.panel().and_then(Panel::see);
                if let Some(see) = see {
                    effects.extend(self.open_at(&see, now));
                }
            }
            Action::ReportQuestion => {
                if let Some(text) = self.panel().and_then(Panel::report) {
                    self.say(&format!("copied: {text}"), false, now);
                    effects.push(Effect::Copy(text));
                }
            }
            // What is read back after an undo has to hold the session as it is now.
            Action::TakeBack => {
                let session = self.session_effect();
                return session.into_iter().chain(effects).collect();
            }
            _ => {}
        }
        effects.extend(self.session_effect());
        effects
    }

    /// The practice session as it is to be kept, after a change of it.
    fn session_effect(&mut self) -> Option<Effect> {
        let Screen::Practice(practice) = &self.screen else { return None };
        let text = practice.panel.saved();
        if text == self.record.interrupted {
            return None;
        }
        self.record.interrupted.clone_from(&text);
        Some(Effect::SaveSession(text))
    }

    fn recorded(&mut self, result: Result<Box<Attempt>, String>, now: Now) -> Vec<Effect> {
        let course = self.course.clone();
        if let Some(panel) = self.panel_mut() {
            let kept = result.as_ref().map(|attempt| attempt.id.clone()).map_err(Clone::clone);
            panel.recorded(kept, &course, now);
        }
        match result {
            Ok(attempt) => self.record.count(*attempt, &self.course),
            Err(why) => self.say(&why, true, now),
        }
        self.session_effect().into_iter().collect()
    }

    fn back(&mut self, now: Now) -> Vec<Effect> {
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

    fn go_home(&mut self, now: Now) -> Vec<Effect> {
        self.close_overlays();
        let effects = self.save_all(now);
        self.back.truncate(1);
        if let Some(home @ Screen::Home(_)) = self.back.pop() {
            self.screen = home;
        }
        self.resize(self.size);
        effects
    }

    fn go_on(&mut self, now: Now) -> Vec<Effect> {
        match self.next() {
            Some(Next::Session { .. }) => {
                let saved = self.record.interrupted.clone().unwrap_or_default();
                match Session::from_json(&saved, &|id| self.course.question_head(id).is_some()) {
                    Ok(resumed) => {
                        self.show_session(resumed.session, now);
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

    /// Opens a topic where it was left.
    pub(super) fn open(&mut self, topic: &str, now: Now) -> Vec<Effect> {
        self.trail.clear();
        let place = self.record.place(topic).cloned();
        self.open_place(topic, place.as_ref(), now)
    }

    /// Returns to where the last link was followed.
    fn go_back(&mut self, now: Now) -> Vec<Effect> {
        let Some(place) = self.trail.pop() else { return Vec::new() };
        let topic = place.topic.clone();
        self.open_place(&topic, Some(&place), now)
    }

    fn open_place(&mut self, topic: &str, place: Option<&Place>, now: Now) -> Vec<Effect> {
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
    pub(super) fn open_at(&mut self, target: &str, now: Now) -> Vec<Effect> {
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

    fn open_outline(&mut self, now: Now) -> Vec<Effect> {
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

    /// Opens a calculator; from a page with the inputs of the nearest block of its kind.
    fn open_desk(&mut self, calculator: Calculator, now: Now) -> Vec<Effect> {
        let effects = self.save_all(now);
        let preset = match &self.screen {
            Screen::Reader(reader) => reader.nearest_preset(calculator).cloned().unwrap_or_default(),
            Screen::Logs(log) => log.preset(calculator),
            _ => Preset::default(),
        };
        if let Some(text) = self.saved_text.take() {
            match saved::from_text(&text) {
                Ok(saved) => self.saved = saved,
                Err(why) => self.say(&why, true, now),
            }
        }
        match self.tools() {
            Ok(tools) => {
                let desk = Desk::new(calculator, &preset, tools);
                if matches!(self.screen, Screen::Desk(_)) {
                    self.screen = Screen::Desk(Box::new(desk));
                } else {
                    self.enter(Screen::Desk(Box::new(desk)));
                }
            }
            Err(why) => {
                let why = why.to_owned();
                self.say(&why, true, now);
            }
        }
        effects
    }

    fn act_desk(&mut self, action: Action) -> Vec<Effect> {
        let size = self.size;
        let saved = std::mem::take(&mut self.saved);
        let kept = self.with_desk(|desk, tools| desk.act(action, tools, &saved, size));
        self.saved = saved;
        self.keep_calculations(kept)
    }

    /// Writes the named calculations where they have changed, and asks where one of them would be lost.
    fn keep_calculations(&mut self, kept: Option<Kept>) -> Vec<Effect> {
        match kept {
            None | Some(Kept::AsBefore) => return Vec::new(),
            Some(Kept::Changed) => {}
            Some(Kept::Forget(one)) => {
                let question = format!("Forget the calculation “{}”?", printable(&one.name));
                self.ask(question, one.lost(), Msg::ForgetCalculation(one));
                return Vec::new();
            }
            Some(Kept::Replace { before, after }) => {
                let question = format!(
                    "Keep these inputs in the place of the calculation “{}”?",
                    printable(&before.name)
                );
                self.ask(question, before.lost(), Msg::KeepCalculation(after));
                return Vec::new();
            }
        }
        vec![Effect::SaveCalculations(saved::to_text(&self.saved))]
    }

    fn forget_calculation(&mut self, forgotten: &Saved) -> Vec<Effect> {
        self.saved.retain(|one| one != forgotten);
        let saved = std::mem::take(&mut self.saved);
        self.with_desk(|desk, _| desk.fit_saved(&saved));
        self.saved = saved;
        self.keep_calculations(Some(Kept::Changed))
    }

    fn keep_calculation(&mut self, kept: Saved) -> Vec<Effect> {
        self.saved.retain(|one| !one.is_called_as(&kept));
        self.saved.push(kept);
        self.keep_calculations(Some(Kept::Changed))
    }

    /// Works on the calculator that is on the screen.
    pub(super) fn with_desk<T>(&mut self, work: impl FnOnce(&mut Desk, &Tools) -> T) -> Option<T> {
        let Screen::Desk(desk) = &mut self.screen else { return None };
        let tools = self.tools.get()?.as_ref().ok()?;
        Some(work(desk, tools))
    }

    fn copy_command(&mut self, now: Now) -> Vec<Effect> {
        let Screen::Desk(desk) = &self.screen else { return Vec::new() };
        let Some(command) = desk.command() else { return Vec::new() };
        self.say(&format!("copied: {command}"), false, now);
        vec![Effect::Copy(command)]
    }

    /// Begins a session on a topic.
    fn practise(&mut self, topic: &str, now: Now) -> Vec<Effect> {
        let effects = self.save_all(now);
        let all: Vec<String> = ids(&self.course, topic).map(str::to_owned).collect();
        let session = self.session(Mode::Drill, &all, PRACTICE);
        self.take_up(session, now);
        effects
    }

    /// Shows a session of questions. One that is judged as a whole is not given up for it without asking.
    pub fn take_up(&mut self, session: Session, now: Now) {
        if let Some((name, done, of)) = self.judged_and_open(&session) {
            self.ask(
                format!("Give up the session “{name}” that you have begun?"),
                vec![
                    format!(
                        "{done} of {of} answered. There is room for one session at a time: with a new one, this one ends \
                         without its result. The answers themselves are kept."
                    ),
                    format!("{} on the home screen goes on with it.", self.key_of(Action::Continue)),
                ],
                Msg::Begin(Box::new(session)),
            );
            return;
        }
        self.show_session(session, now);
    }

    /// The interrupted session, where another is to take its place and it has terms or a verdict of its own: its name, questions
    /// answered, questions in all.
    fn judged_and_open(&self, other: &Session) -> Option<(&'static str, usize, usize)> {
        let known = |id: &str| self.course.question_head(id).is_some();
        let open = Session::from_json(self.record.interrupted.as_deref()?, &known).ok()?.session;
        let answered = open.turns().iter().filter(|turn| turn.is_answered()).count();
        let is_other = open.turns() != other.turns();
        (is_other && open.terms() != Terms::default() && answered > 0).then(|| {
            let of = open.turns().len() + open.topics_ahead().count();
            (super::sessions::name(open.mode()), answered, of)
        })
    }

    fn show_session(&mut self, session: Session, now: Now) {
        let title = self.session_title(&session);
        let panel = Panel::new(session, &self.course, now);
        self.enter(Screen::Practice(Practice { title, panel }));
    }

    pub(super) fn enter(&mut self, screen: Screen) {
        self.welcome = false;
        let before = std::mem::replace(&mut self.screen, screen);
        self.back.push(before);
        self.resize(self.size);
    }

    fn move_focus(&mut self, forwards: bool, now: Now) {
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
    pub(super) fn focus_pane(&mut self, pane: Pane, now: Now) {
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

    /// Time to the answer counts from when the question gets the focus.
    fn begin(&mut self, now: Now) {
        if let Some(panel) = self.panel_mut() {
            panel.begin(now);
        }
    }

    /// After the page has moved: contents and companion go with it.
    pub(super) fn follow(&mut self, now: Now) {
        let course = self.course.clone();
        if let Screen::Reader(reader) = &mut self.screen {
            reader.follow(&course);
        }
        self.fill_companion(false, now);
    }

    /// Puts the questions that belong to what is on the screen into the companion. A question that is being answered stays.
    fn fill_companion(&mut self, again: bool, now: Now) {
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

    /// A session over at most `count` of these questions.
    pub(super) fn session(&mut self, mode: Mode, ids: &[String], count: usize) -> Session {
        self.seed = self.seed.wrapping_add(1);
        let pool = ids.iter().filter_map(|id| self.course.question(id));
        let answered = ids
            .iter()
            .filter_map(|id| Some((id.clone(), u64::from(self.record.progress.question(id)?.asked))))
            .collect();
        let wanted = Wanted { topics: &[], count: Some(count), seed: self.seed };
        // Without questions there is an empty session, which is over at once.
        Session::start(mode, &self.profile, pick(mode, pool, &answered, wanted).unwrap_or_default())
    }

    /// Asks the questions of the session that is over again.
    fn ask_again(&mut self, now: Now) {
        let course = self.course.clone();
        let Screen::Practice(practice) = &mut self.screen else {
            self.fill_companion(true, now);
            return;
        };
        let over = practice.panel.session();
        let mut picks: Vec<Pick> = Vec::new();
        for turn in over.turns() {
            let id = &turn.pick.question;
            if picks.iter().all(|pick| pick.question != *id) && course.question_head(id).is_some() {
                let asked = self.record.progress.question(id).map_or(0, |record| u64::from(record.asked));
                picks.push(Pick { showing: asked, ..turn.pick.clone() });
            }
        }
        let session = Session::start(over.mode(), &self.profile, picks).with_terms(over.terms());
        practice.panel = Panel::new(session, &course, now);
    }

    /// What a session is about: its kind where it draws from everywhere, else its topic.
    pub(super) fn session_title(&self, session: &Session) -> String {
        let mut topics = session.turns().iter().map(Turn::topic).chain(session.topics_ahead());
        let first = topics.next();
        if first.is_none() || topics.any(|other| Some(other) != first) {
            return super::sessions::name(session.mode()).to_owned();
        }
        let topic = session.turns().first().map(|turn| turn.topic().clone()).unwrap_or_default();
        self.course.topic(&topic).map_or_else(String::new, |topic| topic.title.clone())
    }

    fn wheel(&mut self, column: u16, row: u16, by: i16) {
        let by = isize::from(by);
        if !self.overlays.is_empty() {
            self.scroll_overlay(by);
            return;
        }
        if self.aside.is_some() {
            self.scroll_card(by);
            return;
        }
        let topics = self.course.topics().len();
        let height = usize::from(self.home_areas(self.size).list.height);
        let course = self.course.clone();
        let size = self.size;
        match &mut self.screen {
            Screen::Home(home) => home.step(by, topics, height),
            Screen::Practice(practice) => practice.panel.scroll_by(by, &course, practice_area(size)),
            Screen::Sessions(_) => {}
            Screen::Progress(progress) => progress.scroll_by(by, &course, super::standing::area(size)),
            Screen::Logs(_) => self.scroll_log(by),
            Screen::Desk(_) => {
                let saved = std::mem::take(&mut self.saved);
                self.with_desk(|desk, tools| desk.scroll_results(by, tools, &saved, size));
                self.saved = saved;
            }
            Screen::Reader(reader) => {
                let panes = reader.panes(size);
                let over = |area: Option<super::geometry::Area>| {
                    area.is_some_and(|area| (area.x..area.x + area.width).contains(&column) && row >= area.y)
                };
                if over(panes.companion) {
                    if let (Some(check), Some(area)) = (&mut reader.check, panes.companion) {
                        check.panel.scroll_by(by, &course, area);
                    }
                } else if over(panes.outline) {
                    reader.outline_from = reader
                        .outline_from
                        .saturating_add_signed(by)
                        .min(reader.outline(&course).len().saturating_sub(reader.height()));
                } else {
                    reader.scroll_by(by);
                    reader.follow(&course);
                }
            }
            Screen::Animation(stagehand) => stagehand.step(by.signum()),
        }
    }

    /// Takes the size of the terminal over.
    pub(super) fn resize(&mut self, size: (u16, u16)) {
        self.size = size;
        let topics = self.course.topics().len();
        let height = usize::from(self.home_areas(size).list.height);
        let course = self.course.clone();
        match &mut self.screen {
            Screen::Home(home) => home.step(0, topics, height),
            Screen::Reader(reader) => {
                reader.resize(size);
                reader.follow(&course);
            }
            Screen::Practice(_) | Screen::Sessions(_) | Screen::Animation(_) => {}
            Screen::Progress(progress) => progress.scroll_by(0, &course, super::standing::area(size)),
            Screen::Logs(_) => self.scroll_log(0),
            Screen::Desk(_) => drop(self.act_desk(Action::Home)),
        }
        self.fit_overlays();
    }

    fn wake(&mut self, now: Now) -> Vec<Effect> {
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
            effects.extend(self.session_effect());
        }
        effects
    }

    /// Plans to save the reading place once it has not moved for a moment.
    pub(super) fn settle(&mut self, now: Now) {
        if matches!(&self.screen, Screen::Reader(reader) if reader.moved) {
            self.save_at = Some(now.tick + SETTLE);
        }
    }

    fn save_place(&mut self, now: Now) -> Vec<Effect> {
        self.save_at = None;
        let Screen::Reader(reader) = &mut self.screen else { return Vec::new() };
        if !std::mem::take(&mut reader.moved) {
            return Vec::new();
        }
        let place = reader.place(now.at);
        self.record.put(place.clone());
        vec![Effect::SavePlace(place)]
    }

    /// The blocks of code of a page that is shown for the first time.
    fn wanted_highlights(&mut self) -> Vec<Effect> {
        let Screen::Reader(reader) = &self.screen else { return Vec::new() };
        if self.asked.contains(&reader.topic) {
            return Vec::new();
        }
        let blocks = reader.page.code_blocks().enumerate();
        let effects = blocks
            .filter(|(_, (lang, _))| !lang.is_empty())
            .map(|(block, (lang, code))| Effect::Highlight {
                topic: reader.topic.clone(),
                block,
                lang: lang.to_owned(),
                code: code.to_owned(),
            })
            .collect();
        self.asked.insert(reader.topic.clone());
        effects
    }

    pub(super) fn save_all(&mut self, now: Now) -> Vec<Effect> {
        let mut effects = self.leave_note(now);
        if let Screen::Practice(practice) = &mut self.screen {
            practice.panel.pause(now);
        }
        effects.extend(self.save_place(now));
        effects.extend(self.session_effect());
        effects.extend(self.note_greeting());
        effects
    }

    /// The newcomer has been greeted and has begun; that is written with the next thing that is.
    fn greet(&mut self, now: Now) {
        if self.settings.welcome {
            self.settings.welcome = false;
            self.greeted = true;
            self.save_at = self.save_at.or(Some(now.tick + SETTLE));
        }
    }

    fn note_greeting(&mut self) -> Option<Effect> {
        let value = self.settings.value(Setting::Welcome);
        std::mem::take(&mut self.greeted).then_some(Effect::SaveSetting { setting: Setting::Welcome, value })
    }

    pub(super) fn panel(&self) -> Option<&Panel> {
        match &self.screen {
            Screen::Reader(reader) => reader.check.as_ref().map(|check| &check.panel),
            Screen::Practice(practice) => Some(&practice.panel),
            Screen::Home(_)
            | Screen::Desk(_)
            | Screen::Sessions(_)
            | Screen::Progress(_)
            | Screen::Animation(_)
            | Screen::Logs(_) => None,
        }
    }

    /// The panel that has the focus.
    pub(super) fn panel_mut(&mut self) -> Option<&mut Panel> {
        match &mut self.screen {
            Screen::Reader(reader) if reader.focus == Pane::Companion => {
                reader.check.as_mut().map(|check| &mut check.panel)
            }
            Screen::Practice(practice) => Some(&mut practice.panel),
            _ => None,
        }
    }
}
