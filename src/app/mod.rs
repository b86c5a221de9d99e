//! The state machine: a message comes in, the model changes, effects go out.
//!
//! Owns: screens, overlays, what each key does. Everything that the user sees is decided here or in the domain.
//! Must not know: ratatui, crossterm, files, the clock. Tests drive it with messages and read the model.

mod footer;
pub mod geometry;
pub mod help;
pub mod home;
mod message;
pub mod messages;
pub mod overlay;
pub mod panel;
mod pointer;
pub mod practice;
pub mod reader;
mod record;
mod render;
pub mod settings;
pub mod sheet;
mod update;

pub use footer::FooterItem;
pub use message::{Effect, Msg, Now};
pub use overlay::{Confirm, Overlay};
pub use record::{Reading, Record, item_of};

use crate::course::Course;
use crate::input::{Action, Keymap, Scope, shown};
use crate::settings::Settings;
use geometry::{Area, Pane};
use home::Home;
use practice::Practice;
use reader::Reader;
use std::sync::Arc;
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
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// What is on the screen.
    pub screen: Screen,
    /// The first row of the help, while it is open.
    pub help: Option<usize>,
    /// What lies over the screen, below the help.
    pub overlay: Option<Overlay>,
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
    /// When the reading place is to be saved.
    save_at: Option<Duration>,
}

/// What the outside tells a model at its start.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The learner's name.
    pub profile: String,
    /// Makes the choice of questions differ from start to start.
    pub seed: u64,
    /// The learner's calendar day.
    pub today: jiff::civil::Date,
    /// Why progress is not kept, where it is not, and what is wrong with the settings.
    pub notice: Option<String>,
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
            size: start.size,
            screen: Screen::Home(home),
            help: None,
            overlay: None,
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
            back: Vec::new(),
            save_at: None,
        };
        model.resize(start.size);
        model
    }

    /// When the model wants [`Msg::Wake`], on the clock of [`Now::tick`].
    pub fn wake_at(&self) -> Option<Duration> {
        [self.save_at, self.toast.as_ref().map(|toast| toast.until)].into_iter().flatten().min()
    }

    /// The scopes that a key is looked up in, innermost first.
    pub fn chain(&self) -> Vec<Scope> {
        if self.help.is_some() { vec![Scope::Help, Scope::Global] } else { self.chain_below_help() }
    }

    /// The scopes of the screen itself.
    pub fn chain_below_help(&self) -> Vec<Scope> {
        if let Some(overlay) = &self.overlay {
            return vec![overlay.scope(), Scope::Global];
        }
        let inner = match &self.screen {
            Screen::Home(_) => Scope::Home,
            Screen::Reader(reader) => match (reader.focus, &reader.check) {
                (Pane::Outline, _) => Scope::Outline,
                (Pane::Companion, Some(check)) => check.panel.scope(),
                _ => Scope::Page,
            },
            Screen::Practice(practice) => practice.panel.scope(),
        };
        vec![inner, Scope::Global]
    }

    /// Why an action is not possible now; `None` where it is.
    pub fn disabled(&self, action: Action) -> Option<&'static str> {
        if let Some(overlay) = self.overlay.as_ref().filter(|overlay| !overlay.lets_through(action)) {
            return Some(match overlay {
                Overlay::Confirm(_) => "the question needs an answer first",
                _ => "close this first",
            });
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
            (Action::FocusNext | Action::FocusPrevious, Screen::Home(_) | Screen::Practice(_)) => {
                Some("there is one pane here")
            }
            (Action::Home, Screen::Home(_)) => Some("this is the home screen"),
            (Action::Back, Screen::Home(_)) if self.help.is_none() => Some("q leaves the program"),
            (_, Screen::Reader(reader)) => match &reader.check {
                Some(check) if reader.focus == Pane::Companion => check.panel.disabled(action, &self.course),
                _ => None,
            },
            (_, Screen::Practice(practice)) => practice.panel.disabled(action, &self.course),
            _ => None,
        }
    }

    /// Areas of the home screen in a terminal of `size`.
    pub fn home_areas(&self, size: (u16, u16)) -> HomeAreas {
        let body = geometry::body(size.0, size.1);
        let column = geometry::centred(Area { x: 0, width: size.0, ..body });
        let card = if self.welcome { 4 } else { 2 };
        let card = if self.notice.is_some() { card + 3 } else { card }.min(column.height / 3);
        let summary = if column.height >= 14 { 4 } else { 0 };
        let room = column.height.saturating_sub(card + 2 + summary);
        let list = room.min(u16::try_from(self.course.topics().len()).unwrap_or(room));
        HomeAreas {
            card: Area { height: card, ..column },
            list: Area { y: column.y + card + 2, height: list, ..column },
            summary: Area { y: column.y + card + 2 + list + 1, height: summary.saturating_sub(1), ..column },
        }
    }

    /// Area of the help's text.
    pub fn help_area(&self) -> Area {
        let width = self.size.0.saturating_sub(4).min(84);
        let x = (self.size.0 - width) / 2;
        Area { x, y: 1, width, height: self.size.1.saturating_sub(3) }
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
