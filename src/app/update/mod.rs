//! What every message does; one file for each screen.

mod desk;
mod flag;
mod home;
mod practice;
mod reader;
mod saving;

use crate::app::message::{Effect, Msg, Now};
use crate::app::overlay::Overlay;
use crate::app::practice::area as practice_area;
use crate::app::settings::SettingsView;
use crate::app::{Model, Screen};
use crate::calculator::Calculator;
use crate::input::{Action, Chord};
use crate::progress::Mode;

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
            Msg::ReportSaved(saved) => {
                match saved {
                    Ok(file) => self.say(&format!("report written to {file}"), false, now),
                    Err(why) => self.say(&format!("the report was not written: {why}"), true, now),
                }
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
            Msg::LogReplayed { number, read } => {
                self.log_replayed(number, read, now);
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
            Action::BeginReview => return self.begin_anywhere(Mode::Review, now),
            Action::BeginLearn => return self.begin_anywhere(Mode::Learn, now),
            Action::BeginDate => return self.begin_anywhere(Mode::Date, now),
            Action::BeginWeakest => return self.begin_anywhere(Mode::Weakest, now),
            Action::BeginPairs => return self.begin_anywhere(Mode::Pairs, now),
            Action::BeginDrill => return self.begin_anywhere(Mode::Drill, now),
            Action::BeginBlitz => return self.begin_anywhere(Mode::Blitz, now),
            Action::BeginExam => return self.begin_anywhere(Mode::Exam, now),
            Action::BeginInterview => return self.begin_anywhere(Mode::Interview, now),
            Action::OpenSessions if !matches!(self.screen, Screen::Sessions(_)) => {
                return self.open_sessions(now);
            }
            Action::OpenProgress if !matches!(self.screen, Screen::Progress(_)) => {
                return self.open_progress(now);
            }
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
            Screen::Progress(progress) => progress.scroll_by(by, &course, crate::app::standing::area(size)),
            Screen::Logs(_) => self.scroll_log(by),
            Screen::Desk(_) => {
                let saved = std::mem::take(&mut self.saved);
                self.with_desk(|desk, tools| desk.scroll_results(by, tools, &saved, size));
                self.saved = saved;
            }
            Screen::Reader(reader) => {
                let panes = reader.panes(size);
                let over = |area: Option<crate::app::geometry::Area>| {
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
    pub(in crate::app) fn resize(&mut self, size: (u16, u16)) {
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
            Screen::Progress(progress) => progress.scroll_by(0, &course, crate::app::standing::area(size)),
            Screen::Logs(_) => self.scroll_log(0),
            Screen::Desk(_) => drop(self.act_desk(Action::Home)),
        }
        self.fit_overlays();
    }
}
