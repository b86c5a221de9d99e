//! Answering questions, in a session of their own or beside a page.

use crate::app::animation::{Stagehand, of_block, of_text};
use crate::app::geometry::Pane;
use crate::app::home::ids;
use crate::app::message::{Effect, Msg, Now};
use crate::app::panel::Panel;
use crate::app::practice::{Practice, area as practice_area};
use crate::app::{Model, Screen};
use crate::exercise::Tool;
use crate::input::Action;
use crate::progress::{Attempt, Mode};
use crate::quiz::{Pick, Session, Terms, Turn, TurnState, Wanted, pick};

/// Questions in a session of practice.
const PRACTICE: usize = 10;

impl Model {
    pub(in crate::app) fn act_practice(&mut self, action: Action, now: Now) -> Vec<Effect> {
        let course = self.course.clone();
        let Screen::Practice(practice) = &mut self.screen else { return Vec::new() };
        let effects = practice.panel.act(action, &course, practice_area(self.size), now);
        self.after_panel(action, effects, now)
    }

    /// What a panel's action means for the screen around it.
    pub(in crate::app) fn after_panel(
        &mut self,
        action: Action,
        mut effects: Vec<Effect>,
        now: Now,
    ) -> Vec<Effect> {
        match action {
            Action::Leave => effects.extend(self.back(now)),
            Action::Again => effects.extend(self.ask_again(now)),
            Action::MissedAgain => self.ask_missed(now),
            Action::CopyReport => {
                if let Some(text) = self.written() {
                    self.say("copied the report", false, now);
                    effects.push(Effect::Copy(text));
                }
            }
            Action::SaveReport => {
                if let (Some(text), Some(name)) = (self.written(), self.report_name()) {
                    effects.push(Effect::SaveReport { name, text });
                }
            }
            Action::ReadOn => {
                let see = self.panel().and_then(Panel::see);
                if let Some(see) = see {
                    effects.extend(self.open_at(&see, now));
                }
            }
            Action::TryOut => {
                if let Some(tool) = self.panel().and_then(Panel::tool).cloned() {
                    effects.extend(self.try_out(&tool, now));
                }
            }
            Action::Flag | Action::FieldFlag | Action::VerdictFlag => effects.extend(self.turn_flag(now)),
            Action::ReportQuestion => {
                if let Some(text) = self.panel().and_then(Panel::report) {
                    self.say(&format!("copied: {text}"), false, now);
                    effects.push(Effect::Copy(text));
                }
            }
            // What is read back after an undo has to hold the session as it is now.
            Action::TakeBack | Action::Undo | Action::FieldUndo => {
                let session = self.session_effects(now);
                return session.into_iter().chain(effects).collect();
            }
            _ => {}
        }
        // An answer that is on its way comes back with what is to be kept; what is to be kept now would overtake that.
        if !effects.iter().any(|effect| matches!(effect, Effect::Record(_))) {
            effects.extend(self.session_effects(now));
        }
        effects
    }

    /// Opens what a question can be tried out with; Esc leads back to it.
    fn try_out(&mut self, tool: &Tool, now: Now) -> Vec<Effect> {
        if let Tool::Calculator(calculator, preset) = tool {
            return self.open_desk_with(*calculator, preset, now);
        }
        let motion = self.motion();
        let made = self.tools().map_err(str::to_owned).and_then(|tools| match tool {
            Tool::Run(text) => of_text("question", "The run of the question".to_owned(), text, tools, motion),
            Tool::Animation(preset) => of_block(preset, tools, motion),
            Tool::Calculator(..) => Err("a calculator is no animation".to_owned()),
        });
        let effects = self.save_all(now);
        match made {
            Ok(theatre) => self.show_animation(Stagehand::of(theatre)),
            Err(why) => self.say(&why, true, now),
        }
        effects
    }

    /// What is to be kept of the practice session after a change of it: itself as long as it goes on, then its result.
    pub(in crate::app) fn session_effects(&mut self, now: Now) -> Vec<Effect> {
        self.session_effect().into_iter().chain(self.keep_result(now)).collect()
    }

    fn session_effect(&mut self) -> Option<Effect> {
        let Screen::Practice(practice) = &self.screen else { return None };
        // A result that is looked at again is not the session that was begun.
        if practice.ended.is_some() {
            return None;
        }
        let text = practice.panel.saved();
        if text == self.record.interrupted {
            return None;
        }
        self.record.interrupted.clone_from(&text);
        Some(Effect::SaveSession(text))
    }

    pub(in crate::app) fn recorded(&mut self, result: Result<Box<Attempt>, String>, now: Now) -> Vec<Effect> {
        let course = self.course.clone();
        if let Some(panel) = self.panel_mut() {
            let kept = result.as_ref().map(|attempt| attempt.id.clone()).map_err(Clone::clone);
            panel.recorded(kept, &course, now);
        }
        match result {
            Ok(attempt) => self.record.count(*attempt, &self.course),
            Err(why) => self.say(&why, true, now),
        }
        self.session_effects(now)
    }

    /// Begins a session on a topic.
    pub(in crate::app) fn practise(&mut self, topic: &str, now: Now) -> Vec<Effect> {
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
    pub(in crate::app) fn judged_and_open(&self, other: &Session) -> Option<(&'static str, usize, usize)> {
        let known = |id: &str| self.course.question_head(id).is_some();
        let open = Session::from_json(self.record.interrupted.as_deref()?, &known).ok()?.session;
        let answered = open.at_stake()?;
        (open.turns() != other.turns()).then(|| {
            let of = open.turns().len() + open.topics_ahead().count();
            (crate::app::sessions::name(open.mode()), answered, of)
        })
    }

    pub(in crate::app) fn show_session(&mut self, session: Session, now: Now) {
        let title = self.session_title(&session);
        let latest = session.latest_answer().and_then(|turn| self.in_log(turn));
        let panel = Panel::new(session, &self.course, now).with_latest(latest);
        self.enter(Screen::Practice(Practice { title, panel, ended: None }));
    }

    /// Where the answer of a turn stands in the log.
    fn in_log(&self, turn: &Turn) -> Option<String> {
        let TurnState::Answered { answer, took_ms, .. } = &turn.state else { return None };
        let attempts = self.record.progress.attempts().iter().rev();
        let mut own = attempts.filter(|attempt| !attempt.undone && attempt.question == turn.pick.question);
        let latest = own.next()?;
        (latest.answer.as_ref() == Some(answer) && latest.took_ms == *took_ms).then(|| latest.id.clone())
    }

    /// Time to the answer counts from when the question gets the focus.
    pub(in crate::app) fn begin(&mut self, now: Now) {
        if let Some(panel) = self.panel_mut() {
            panel.begin(now);
        }
    }

    /// A session over at most `count` of these questions.
    pub(in crate::app) fn session(&mut self, mode: Mode, ids: &[String], count: usize) -> Session {
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

    /// Asks the questions of the session that is over again; where that has a result, a session of its kind with others.
    pub(in crate::app) fn ask_again(&mut self, now: Now) -> Vec<Effect> {
        let Screen::Practice(practice) = &mut self.screen else {
            self.fill_companion(true, now);
            return Vec::new();
        };
        let over = practice.panel.session();
        let (mode, terms) = (over.mode(), over.terms());
        let asked: Vec<Turn> = over.turns().iter().filter(|turn| turn.probe.is_none()).cloned().collect();
        if mode.has_result() {
            let effects = self.back(now);
            self.begin_session(mode, now);
            return effects;
        }
        self.ask_these(mode, terms, &asked, now);
        Vec::new()
    }

    /// Asks again what was not right, as a drill.
    fn ask_missed(&mut self, now: Now) {
        let Some(panel) = self.panel() else { return };
        let over = panel.session();
        let missed = over.summary().missed;
        let wrong = |turn: &&Turn| turn.probe.is_none() && missed.contains(&turn.pick.question);
        let asked: Vec<Turn> = over.turns().iter().filter(wrong).cloned().collect();
        self.ask_these(Mode::Drill, Terms::default(), &asked, now);
    }

    /// A session over the questions of these turns, each once, in the place of the one that is over.
    fn ask_these(&mut self, mode: Mode, terms: Terms, asked: &[Turn], now: Now) {
        let course = self.course.clone();
        let mut picks: Vec<Pick> = Vec::new();
        for turn in asked {
            let id = &turn.pick.question;
            if picks.iter().all(|pick| pick.question != *id) && course.question_head(id).is_some() {
                let asked = self.record.progress.question(id).map_or(0, |record| u64::from(record.asked));
                picks.push(Pick { showing: asked, ..turn.pick.clone() });
            }
        }
        let session = Session::start(mode, &self.profile, picks).with_terms(terms);
        let title = self.session_title(&session);
        match &mut self.screen {
            Screen::Practice(practice) => {
                *practice = Practice { title, panel: Panel::new(session, &course, now), ended: None };
            }
            Screen::Reader(reader) => {
                if let Some(check) = &mut reader.check {
                    check.panel = Panel::new(session, &course, now);
                }
            }
            _ => {}
        }
    }

    /// The report of the session on the screen.
    fn written(&self) -> Option<String> {
        let Screen::Practice(practice) = &self.screen else { return None };
        let zone = self.record.progress.calendar().zone().clone();
        let day = practice.ended.map(|at| at.to_zoned(zone).strftime("%Y-%m-%d").to_string());
        practice.panel.written(&day.unwrap_or_default(), &self.course)
    }

    /// The name of its file.
    fn report_name(&self) -> Option<String> {
        let Screen::Practice(practice) = &self.screen else { return None };
        let zone = self.record.progress.calendar().zone().clone();
        let when = practice.ended?.to_zoned(zone).strftime("%Y-%m-%d-%H%M").to_string();
        Some(format!("{}-{when}.md", practice.panel.session().mode().name()))
    }

    /// What a session is about: its kind where it draws from everywhere, else its topic.
    pub(in crate::app) fn session_title(&self, session: &Session) -> String {
        let mut topics = session.turns().iter().map(Turn::topic).chain(session.topics_ahead());
        let first = topics.next();
        if first.is_none() || topics.any(|other| Some(other) != first) {
            return crate::app::sessions::name(session.mode()).to_owned();
        }
        let topic = session.turns().first().map(|turn| turn.topic().clone()).unwrap_or_default();
        self.course.topic(&topic).map_or_else(String::new, |topic| topic.title.clone())
    }

    pub(in crate::app) fn panel(&self) -> Option<&Panel> {
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
    pub(in crate::app) fn panel_mut(&mut self) -> Option<&mut Panel> {
        match &mut self.screen {
            Screen::Reader(reader) if reader.focus == Pane::Companion => {
                reader.check.as_mut().map(|check| &mut check.panel)
            }
            Screen::Practice(practice) => Some(&mut practice.panel),
            _ => None,
        }
    }
}
