//! The state machine: a message comes in, the model changes, effects go out.
//!
//! Owns: screens, overlays, what each key does. Everything that the user sees is decided here or in the domain.
//! Must not know: ratatui, crossterm, files, the clock. Tests drive it with messages and read the model.

pub mod animation;
pub mod aside;
pub mod desk;
mod editor;
pub mod fact_card;
mod field;
mod footer;
pub mod geometry;
pub mod help;
pub mod home;
mod live;
pub mod logs;
mod message;
pub mod messages;
pub mod overlay;
pub mod packs;
pub mod page;
pub mod panel;
mod pointer;
pub mod practice;
pub mod reader;
mod record;
mod render;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod sheet;
pub mod sizing;
pub mod standing;
mod update;

pub use footer::FooterItem;
pub use message::{Effect, Msg, Now};
pub use overlay::{Confirm, Overlay, OverlayText};
pub use record::{Reading, Record, item_of, limits_of, scheduler_of};

use crate::course::{Course, PackReport};
use crate::input::{Action, Keymap, Scope, shown};
use crate::progress::Place;
use crate::settings::Settings;
use desk::saved::Saved;
use desk::{Desk, Tools};
use geometry::{Area, Pane};
use home::Home;
use practice::Practice;
use reader::Reader;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The whole state of the program.
#[derive(Debug)]
pub struct Model {
    /// What is taught and asked.
    pub course: Arc<Course>,
    /// What the learner has done.
    pub record: Record,
    /// The keys in force.
    pub keys: Keymap,
    /// What the calculators compute with, or why they cannot.
    tools: OnceLock<Result<Tools, String>>,
    load_tools: fn(&Course) -> Result<Tools, String>,
    /// How things move.
    motion: animation::Motion,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// What is on the screen.
    pub screen: Screen,
    /// What lies over the screen, the topmost last.
    pub overlays: Vec<Overlay>,
    /// What became of each pack that is laid over the course.
    pub packs: Vec<PackReport>,
    /// What lies over the page.
    pub aside: Option<aside::Aside>,
    /// The colours of code that have arrived.
    pub highlights: page::Highlights,
    /// A message that goes away by itself.
    pub toast: Option<Toast>,
    /// What was said in passing.
    pub log: messages::Log,
    /// What the learner has set.
    pub settings: Settings,
    /// Names of the themes that there are.
    pub themes: Vec<String>,
    /// Whether clicks are asked for at the moment.
    pub mouse: bool,
    /// Where settings are written, as it is shown; `None` where they cannot be.
    pub config_file: Option<String>,
    /// Whether the terminal is to show colours.
    pub colour: bool,
    /// Whether it has no more than sixteen.
    pub few_colours: bool,
    /// Whether the home screen greets a newcomer.
    pub welcome: bool,
    /// The learner's calendar day.
    pub today: jiff::civil::Date,
    /// Why progress is not kept, where it is not.
    pub notice: Option<String>,
    /// Named calculations, read when a calculator is opened for the first time.
    pub saved: Vec<Saved>,
    /// The text that they are read from.
    saved_text: Option<String>,
    /// The learner's name; it takes part in the order of options.
    profile: String,
    /// Where the next session's choice of questions comes from.
    seed: u64,
    /// Whether the locale is UTF-8.
    unicode: bool,
    /// Whether it is still to be written that the newcomer has been greeted.
    greeted: bool,
    /// Screens to come back to, the latest last.
    back: Vec<Screen>,
    /// Places that links were followed from, the latest last.
    trail: Vec<Place>,
    /// Topics whose code has been handed out for its colours.
    asked: BTreeSet<String>,
    /// When the reading place is to be saved.
    save_at: Option<Duration>,
    /// What the search was last asked.
    query: String,
    /// The search over the present course, once it has been used.
    finder: Option<search::Finder>,
}

/// What the outside tells a model at its start.
#[derive(Debug, Clone)]
pub struct Start {
    /// Loads what the calculators compute with, when it is needed for the first time.
    pub tools: fn(&Course) -> Result<Tools, String>,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// How things move.
    pub motion: animation::Motion,
    /// The learner's name.
    pub profile: String,
    /// Makes the choice of questions differ from start to start.
    pub seed: u64,
    /// The learner's calendar day.
    pub today: jiff::civil::Date,
    /// Why progress is not kept, where it is not, and what is wrong with the settings.
    pub notice: Option<String>,
    /// What became of each pack that is laid over the course.
    pub packs: Vec<PackReport>,
    /// The file of named calculations.
    pub saved: Option<String>,
    /// What the learner has set.
    pub settings: Settings,
    /// Names of the themes that there are.
    pub themes: Vec<String>,
    /// Where settings are written, as it is shown; `None` where they cannot be.
    pub config_file: Option<String>,
    /// Whether the terminal is to show colours.
    pub colour: bool,
    /// Whether it has no more than sixteen.
    pub few_colours: bool,
    /// Whether the terminal shows no more than ASCII, by its locale.
    pub ascii_locale: bool,
}

impl Default for Start {
    fn default() -> Self {
        Self {
            tools: |_| Err("there is no price book".to_owned()),
            size: (0, 0),
            motion: animation::Motion::SMOOTH,
            profile: String::new(),
            seed: 0,
            today: jiff::civil::Date::default(),
            notice: None,
            packs: Vec::new(),
            saved: None,
            settings: Settings::default(),
            themes: Vec::new(),
            config_file: None,
            colour: false,
            few_colours: false,
            ascii_locale: false,
        }
    }
}

/// The screens.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of them, and it never moves in a loop")]
pub enum Screen {
    /// Where the learner stands.
    Home(Home),
    /// A page.
    Reader(Reader),
    /// A session of questions.
    Practice(Practice),
    /// A calculator.
    Desk(Box<Desk>),
    /// The list of sessions.
    Sessions(Box<sessions::Sessions>),
    /// The progress screen.
    Progress(Box<standing::Progress>),
    /// An animation.
    Animation(Box<animation::Stagehand>),
    /// A log file with REPORT lines.
    Logs(Box<logs::LogScreen>),
}

/// A message that goes away by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What is said.
    pub text: String,
    /// True for something that went wrong.
    pub bad: bool,
    /// When it goes.
    pub until: Duration,
}

/// Areas of the home screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HomeAreas {
    /// What to go on with.
    pub card: Area,
    /// The table of contents.
    pub list: Area,
    /// About the chosen topic.
    pub summary: Area,
}

impl Model {
    /// The program on its home screen.
    pub fn new(course: Arc<Course>, record: Record, start: Start) -> Self {
        let mut home = Home::default();
        if let Some(topic) = home::next_topic(&course, &record) {
            home.cursor = course.topics().iter().position(|other| other.id == topic).unwrap_or(0);
        }
        let mut model = Self {
            course,
            record,
            keys: Keymap::with(&start.settings.keys),
            tools: OnceLock::new(),
            load_tools: start.tools,
            motion: start.motion,
            size: start.size,
            screen: Screen::Home(home),
            overlays: Vec::new(),
            packs: start.packs,
            aside: None,
            highlights: page::Highlights::new(),
            toast: None,
            log: messages::Log::new(),
            themes: start.themes,
            mouse: start.settings.mouse,
            config_file: start.config_file,
            colour: start.colour,
            few_colours: start.few_colours,
            welcome: start.settings.welcome,
            unicode: !start.ascii_locale,
            greeted: false,
            settings: start.settings,
            today: start.today,
            notice: start.notice,
            profile: start.profile,
            seed: start.seed,
            saved: Vec::new(),
            saved_text: start.saved,
            back: Vec::new(),
            trail: Vec::new(),
            asked: BTreeSet::new(),
            save_at: None,
            query: String::new(),
            finder: None,
        };
        model.resize(start.size);
        model
    }

    /// What the calculators compute with.
    ///
    /// # Errors
    /// Why they cannot, in a sentence.
    pub fn tools(&self) -> Result<&Tools, &str> {
        self.tools.get_or_init(|| (self.load_tools)(&self.course)).as_ref().map_err(String::as_str)
    }

    /// When the model wants [`Msg::Wake`], on the clock of [`Now::tick`].
    pub fn wake_at(&self) -> Option<Duration> {
        let clock = match &self.screen {
            Screen::Practice(practice) => practice.panel.wake_at(),
            _ => None,
        };
        [self.save_at, self.toast.as_ref().map(|toast| toast.until), clock, self.animation_due()]
            .into_iter()
            .flatten()
            .min()
    }

    /// The scopes that a key is looked up in, innermost first.
    pub fn chain(&self) -> Vec<Scope> {
        match self.overlays.last() {
            Some(overlay) => vec![overlay.scope(), Scope::Global],
            None => self.chain_below(),
        }
    }

    /// The scopes of the screen itself.
    pub fn chain_below(&self) -> Vec<Scope> {
        if let Some(aside) = &self.aside {
            return vec![aside.scope(), Scope::Global];
        }
        let inner = match &self.screen {
            Screen::Reader(reader) if reader.focus == Pane::Page && reader.marks.link.is_some() => {
                return vec![Scope::Link, Scope::Page, Scope::Global];
            }
            Screen::Home(_) => Scope::Home,
            Screen::Reader(reader) => match (reader.focus, &reader.check) {
                (Pane::Outline, _) => Scope::Outline,
                (Pane::Companion, Some(check)) => check.panel.scope(),
                (Pane::Animation, _) => reader.stage().map_or(Scope::Page, animation::Theatre::scope),
                _ => Scope::Page,
            },
            Screen::Practice(practice) if practice.panel.shows_result() => {
                return vec![Scope::Result, Scope::Summary, Scope::Global];
            }
            Screen::Practice(practice) => practice.panel.scope(),
            Screen::Desk(desk) => return vec![desk.scope(), Scope::DeskAny, Scope::Global],
            Screen::Sessions(sessions) => sessions.scope(),
            Screen::Progress(_) => Scope::Progress,
            Screen::Animation(stagehand) => match (&stagehand.theatre, stagehand.menu) {
                (Some(theatre), None) => theatre.scope(),
                _ => Scope::Scenarios,
            },
            Screen::Logs(log) => log.scope(),
        };
        vec![inner, Scope::Global]
    }

    /// Why an action is not possible now; `None` where it is.
    pub fn disabled(&self, action: Action) -> Option<&'static str> {
        match self.overlays.last() {
            Some(overlay) => self.packs_disabled(action).or_else(|| overlay.disabled(action)),
            None => self.disabled_below(action),
        }
    }

    /// Why an action is not possible on the screen itself.
    pub(super) fn disabled_below(&self, action: Action) -> Option<&'static str> {
        if let Some(why) = self.packs_disabled(action).or_else(|| self.aside_disabled(action)) {
            return Some(why);
        }
        match (action, &self.screen) {
            (Action::CheckYourself, Screen::Reader(reader)) if !reader.has_checks() => {
                Some("this page has no questions")
            }
            (Action::HomePractise, Screen::Home(home)) => {
                let topic = self.course.topics().get(home.cursor)?;
                let none = self.course.question_heads(&topic.id).is_empty();
                none.then_some("this topic has no questions")
            }
            (Action::Practise, Screen::Reader(reader)) => {
                let none = self.course.question_heads(&reader.topic).is_empty();
                none.then_some("this topic has no questions")
            }
            (
                Action::FocusNext | Action::FocusPrevious,
                Screen::Home(_)
                | Screen::Practice(_)
                | Screen::Sessions(_)
                | Screen::Progress(_)
                | Screen::Animation(_)
                | Screen::Logs(_),
            ) => Some("there is one pane here"),
            (Action::Home, Screen::Home(_)) => Some("this is the home screen"),
            (Action::PageFact, Screen::Reader(reader)) if reader.page.facts().is_empty() => {
                Some("this page quotes no facts")
            }
            (Action::Back, Screen::Home(_)) if self.aside.is_none() => Some("q leaves the program"),
            (Action::AnimationWhole, Screen::Animation(_)) => Some("it has the whole screen"),
            (_, Screen::Animation(_)) => self.theatre().and_then(|theatre| theatre.disabled(action)),
            (_, Screen::Reader(reader)) if reader.focus == Pane::Animation => {
                reader.stage().and_then(|theatre| theatre.disabled(action))
            }
            (_, Screen::Reader(reader)) => match &reader.check {
                Some(check) if reader.focus == Pane::Companion => check.panel.disabled(action),
                _ => None,
            },
            (_, Screen::Practice(practice)) => practice.panel.disabled(action),
            (_, Screen::Desk(desk)) => desk.disabled(action),
            (Action::LogWatch, Screen::Logs(log)) => log.why_not_played(),
            _ => None,
        }
    }

    /// Areas of the home screen in a terminal of `size`.
    pub fn home_areas(&self, size: (u16, u16)) -> HomeAreas {
        let body = geometry::body(size.0, size.1);
        let column = geometry::centred(Area { x: 0, width: size.0, ..body });
        let card = if self.greets() { 4 } else { 2 };
        let noticed = self.notice.is_some() || self.packs_notice().is_some();
        let card = if noticed { card + 3 } else { card }.min(column.height / 3);
        let summary = if column.height >= 14 { 4 } else { 0 };
        let room = column.height.saturating_sub(card + 2 + summary);
        let list = room.min(u16::try_from(self.course.topics().len()).unwrap_or(room));
        HomeAreas {
            card: Area { height: card, ..column },
            list: Area { y: column.y + card + 2, height: list, ..column },
            summary: Area { y: column.y + card + 2 + list + 1, height: summary.saturating_sub(1), ..column },
        }
    }

    /// Whether the home screen tells a newcomer what there is.
    pub fn greets(&self) -> bool {
        self.welcome && matches!(self.next(), Some(home::Next::Begin(_)))
    }

    /// Whether only ASCII characters are drawn.
    pub fn ascii(&self) -> bool {
        self.settings.ascii.unwrap_or(!self.unicode)
    }

    /// Whether nothing is to move by itself.
    pub fn reduced_motion(&self) -> bool {
        self.settings.reduced_motion
    }

    /// The shown form of the first key of an action.
    pub fn key_of(&self, action: Action) -> String {
        self.keys.keys(action).first().copied().map(shown).unwrap_or_default()
    }
}
