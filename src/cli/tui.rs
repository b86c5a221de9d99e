//! Opens the terminal UI: brings model, views, terminal and store together, and performs the model's effects.

use super::config::InForce;
use super::learner::{Learner, attempt};
use super::log_reader::{LogReader, names};
use super::output::{Done, Failure};
use super::packs::{Packs, Reloader};
use super::painter::{Job, Painter};
use super::{ColorArg, Common};
use crate::app::animation::{Motion, Stagehand, Theatre, View};
use crate::app::desk::Tools;
use crate::app::packs::PacksRead;
use crate::app::{Effect, Model, Msg, Now, Record, Start};
use crate::course::Course;
use crate::platform::{self, Environment, Folders};
use crate::term::{self, Button, Closing, Event, Flow, MouseKind, Options, Program, Remote, Request};
use crate::text::printable;
use crate::ui::{self, ColourChoice, Depth, Palette, Theme};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// Lines that one notch of the wheel scrolls.
const NOTCH: i16 = 3;

/// What the learner wants to see first.
pub(super) enum First {
    /// The home screen.
    Home,
    /// A session of questions.
    Session(Box<crate::quiz::Session>),
    /// An animation.
    Animation(Box<crate::animation::Film>, View),
}

/// Runs the terminal UI until it is left.
pub(super) fn run(common: &Common, watch: bool, first: First) -> Done {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Failure::input(
            "the terminal UI needs a terminal, but standard input or output is a file or a pipe; \
             `coldstart --help` lists the commands that work without one",
        ));
    }
    let environment = Environment::read();
    let folders = Folders::find(&environment).map_err(Failure::outside)?;
    let learner = Learner::open(common)?;
    let mut packs = Packs::of(common);
    if watch && packs.is_empty() {
        return Err(Failure::input(
            "--watch needs a pack: name one with --pack, or in `packs` of config.toml",
        ));
    }
    let (course, reports) = if packs.is_empty() {
        (Course::built_in(), Vec::new())
    } else {
        let loaded = packs.load();
        (loaded.course, loaded.reports)
    };
    let course = Arc::new(course);
    let record = record(&learner, &course)?;
    let depth = depth(common.color, &environment);
    let start = Start {
        tools: Tools::of,
        size: (80, 24),
        motion: if environment.ssh { Motion::REMOTE } else { Motion::SMOOTH },
        profile: common.profile.as_str().to_owned(),
        #[expect(clippy::cast_possible_truncation, reason = "any 64 bits of a random number are random")]
        seed: platform::random_u128() as u64,
        today: learner.calendar.day(platform::now()),
        saved: std::fs::read_to_string(folders.calculations_file()).ok(),
        packs: reports,
        notice: notice(&learner, &record, &common.in_force),
        settings: common.in_force.settings.clone(),
        themes: common.in_force.themes.names(),
        config_file: common.in_force.file.as_ref().map(|path| path.display().to_string()),
        colour: depth != Depth::Mono,
        few_colours: depth == Depth::Sixteen,
        ascii_locale: !environment.utf8,
    };
    let mut model = Model::new(course, record, start);
    let begin = platform::tick();
    match first {
        First::Home => {}
        First::Session(session) => {
            model.take_up(*session, Now { at: platform::now(), tick: begin.elapsed() });
        }
        First::Animation(film, view) => {
            let mut theatre = Theatre::new(*film, model.motion());
            theatre.set_view(view);
            model.show_animation(Stagehand::of(theatre));
        }
    }
    let options = Options { crash_folder: Some(folders.crash_folder()), mouse: model.mouse };
    let theme = model.settings.theme.clone();
    let mut program = Ui {
        palette: common.in_force.themes.palette(&theme, depth),
        in_force: common.in_force.clone(),
        theme,
        depth,
        model,
        learner,
        painter: Painter::new(),
        log_reader: LogReader::new(),
        begin,
        calculations: folders.calculations_file(),
        reports: folders.reports_folder(),
        may_panic: environment.may_panic,
        packs: (!packs.is_empty()).then_some((packs, watch)),
        reloader: None,
    };
    term::run(&mut program, &options).map_err(|error| Failure::outside(format!("{error:#}")))
}

/// How many colours to show.
fn depth(color: ColorArg, environment: &Environment) -> Depth {
    let choice = match color {
        ColorArg::Auto => ColourChoice::Auto,
        ColorArg::Always => ColourChoice::Always,
        ColorArg::Never => ColourChoice::Never,
    };
    Depth::of(choice, environment.no_color, environment.term.as_deref(), environment.colorterm.as_deref())
}

/// What the home screen has to say before anything else.
fn notice(learner: &Learner, record: &Record, in_force: &InForce) -> Option<String> {
    let kept = learner.notice.as_ref().map(ToString::to_string);
    let clock = learner.clock_notice(&record.progress);
    let all: Vec<String> = kept.into_iter().chain(clock).chain(in_force.notice()).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// Everything that the model needs to know of the learner's past.
fn record(learner: &Learner, course: &Course) -> Result<Record, Failure> {
    let progress = learner.progress(course)?;
    let places = learner.store.places().map_err(Failure::outside)?;
    let session = learner.store.session().map_err(Failure::outside)?;
    let annotations = learner.store.annotations().map_err(Failure::outside)?;
    let goal = learner.store.goal().map_err(Failure::outside)?;
    let results = learner.store.results().map_err(Failure::outside)?;
    let record = Record::new(progress, places, session);
    Ok(record.with_annotations(annotations).with_goal(goal).with_results(results))
}

struct Ui {
    model: Model,
    learner: Learner,
    in_force: InForce,
    depth: Depth,
    /// The name of the theme that the palette is of.
    theme: String,
    palette: Palette,
    painter: Painter,
    log_reader: LogReader,
    begin: Instant,
    /// The file of named calculations.
    calculations: PathBuf,
    /// Where written reports go.
    reports: PathBuf,
    /// Ctrl-G panics on purpose, for tests of what happens then.
    may_panic: bool,
    /// Packs that the reloader is going to look after, and whether it watches them.
    packs: Option<(Packs, bool)>,
    reloader: Option<Reloader>,
}

impl Ui {
    /// Takes over what the reloader has read.
    fn take_packs(&mut self, instant: Instant) -> Vec<Request> {
        let Some(loaded) = self.reloader.as_ref().and_then(Reloader::take) else { return Vec::new() };
        let course = Arc::new(loaded.course);
        let mut requests = Vec::new();
        // Which questions share a memory is the course's to say.
        if let Ok(record) = record(&self.learner, &course) {
            requests.extend(self.tell(Msg::Refreshed(Box::new(record)), instant));
        }
        let read = PacksRead { course, reports: loaded.reports };
        requests.extend(self.tell(Msg::PacksRead(Box::new(read)), instant));
        requests
    }

    fn now(&self, instant: Instant) -> Now {
        Now { at: platform::now(), tick: instant.saturating_duration_since(self.begin) }
    }

    /// Gives the model a message and performs what it asks for, in order; returns what the terminal has to do.
    fn tell(&mut self, msg: Msg, instant: Instant) -> Vec<Request> {
        let now = self.now(instant);
        let mut requests = Vec::new();
        let mut waiting = self.model.update(msg, now);
        waiting.reverse();
        while let Some(effect) = waiting.pop() {
            match effect {
                Effect::Record(record) => {
                    let attempt = attempt(&record, now.at, &self.learner.calendar);
                    let result = self.learner.store.append(&attempt).map(|_| Box::new(attempt));
                    let told = Msg::Recorded(result.map_err(|error| error.to_string()));
                    waiting.extend(self.model.update(told, now).into_iter().rev());
                }
                Effect::Undo(id) => {
                    let told = match self.learner.store.undo(&id) {
                        Ok(()) => record(&self.learner, &self.model.course)
                            .ok()
                            .map(|record| Msg::Refreshed(Box::new(record))),
                        Err(error) => Some(Msg::NotKept(error.to_string())),
                    };
                    if let Some(told) = told {
                        waiting.extend(self.model.update(told, now).into_iter().rev());
                    }
                }
                // Where neither place nor session can be kept, the notice on the home screen has said why.
                Effect::SavePlace(place) => drop(self.learner.store.save_place(&place)),
                Effect::SaveSession(session) => drop(self.learner.store.save_session(session.as_deref())),
                Effect::SaveGoal(goal) => {
                    if let Err(error) = self.learner.store.save_goal(goal.as_ref()) {
                        waiting.extend(
                            self.model.update(Msg::NotKept(error.to_string()), now).into_iter().rev(),
                        );
                    }
                }
                Effect::SaveResult(result) => {
                    if let Err(error) = self.learner.store.save_result(&result) {
                        waiting.extend(
                            self.model.update(Msg::NotKept(error.to_string()), now).into_iter().rev(),
                        );
                    }
                }
                Effect::SaveReport { name, text } => {
                    let file = self.reports.join(name);
                    let written = std::fs::create_dir_all(&self.reports)
                        .and_then(|()| platform::write_whole(&file, text.as_bytes()));
                    let told = written.map(|()| printable(&file.to_string_lossy()).into_owned());
                    let told = Msg::ReportSaved(told.map_err(|error| error.to_string()));
                    waiting.extend(self.model.update(told, now).into_iter().rev());
                }
                // As with places: where nothing can be kept, the notice on the home screen has said why.
                Effect::SaveCalculations(text) => {
                    drop(platform::write_whole(&self.calculations, text.as_bytes()));
                }
                Effect::SaveAnnotation(annotation) => {
                    if let Err(error) = self.learner.store.save_annotation(&annotation) {
                        waiting.extend(
                            self.model.update(Msg::NotKept(error.to_string()), now).into_iter().rev(),
                        );
                    }
                }
                Effect::SaveFlag(flag) => {
                    if let Err(error) = self.learner.store.save_flags(&[flag]) {
                        waiting.extend(
                            self.model.update(Msg::NotKept(error.to_string()), now).into_iter().rev(),
                        );
                    }
                }
                Effect::Copy(text) => requests.push(Request::Copy(text)),
                Effect::ReadPacks => {
                    if let Some(reloader) = &self.reloader {
                        reloader.ask();
                    }
                }
                Effect::Highlight { topic, block, lang, code } => {
                    self.painter.ask(Job { topic, block, lang, code });
                }
                Effect::SaveSetting { setting, value } => {
                    self.learner.follow(&self.model.settings);
                    let told = Msg::SettingSaved(setting, self.in_force.save(setting, value.as_ref()));
                    waiting.extend(self.model.update(told, now).into_iter().rev());
                }
                Effect::SetMouse(on) => requests.push(Request::SetMouse(on)),
                Effect::ReadLog { path, number } => self.log_reader.read(path, number),
                Effect::ReplayLog { path, number } => self.log_reader.replay(path, number),
                Effect::StopLog => self.log_reader.stop(),
                Effect::ListFiles(typed) => {
                    let names = names(&typed);
                    let listed = Msg::FilesListed { typed, names };
                    waiting.extend(self.model.update(listed, now).into_iter().rev());
                }
                Effect::Suspend => requests.push(Request::Suspend),
                Effect::Quit => requests.push(Request::Quit(0)),
            }
        }
        requests
    }

    /// Takes over what another window has written.
    fn look_outside(&mut self, instant: Instant) {
        if self.learner.store.changed_outside().unwrap_or(false)
            && let Ok(record) = record(&self.learner, &self.model.course)
        {
            self.tell(Msg::Refreshed(Box::new(record)), instant);
        }
    }
}

impl Program for Ui {
    fn handle(&mut self, event: Event, now: Instant) -> Flow {
        let msg = match event {
            Event::Key(chord) => {
                self.look_outside(now);
                assert!(!(self.may_panic && chord.to_string() == "ctrl-g"), "asked to panic");
                Msg::Key(chord)
            }
            Event::Paste(text) => Msg::Paste(text),
            Event::Resize { width, height } => Msg::Resize { width, height },
            Event::Wake => {
                let mut requests = self.take_packs(now);
                for found in self.painter.found().into_iter().chain(self.log_reader.found()) {
                    requests.extend(self.tell(found, now));
                }
                requests.extend(self.tell(Msg::Wake, now));
                return Flow { redraw: true, requests };
            }
            Event::Mouse(mouse) => {
                let by = match mouse.kind {
                    MouseKind::ScrollUp => -NOTCH,
                    MouseKind::ScrollDown => NOTCH,
                    MouseKind::Down(Button::Left) => {
                        self.look_outside(now);
                        let msg = Msg::Click { column: mouse.column, row: mouse.row };
                        return Flow { redraw: true, requests: self.tell(msg, now) };
                    }
                    _ => return Flow::IDLE,
                };
                Msg::Wheel { column: mouse.column, row: mouse.row, by }
            }
            Event::Focus(true) | Event::Resumed => {
                self.look_outside(now);
                return Flow::REDRAW;
            }
            Event::Focus(false) => return Flow::IDLE,
        };
        Flow { redraw: true, requests: self.tell(msg, now) }
    }

    fn draw(&mut self, frame: &mut ratatui::Frame<'_>) {
        self.model.catch_up();
        if self.theme != self.model.settings.theme {
            self.theme.clone_from(&self.model.settings.theme);
            self.palette = self.in_force.themes.palette(&self.theme, self.depth);
        }
        let theme = Theme::new(&self.palette).with_ascii(self.model.ascii());
        ui::draw(&self.model, theme, frame);
    }

    fn started(&mut self, remote: &Remote) {
        self.painter.start(remote);
        self.log_reader.start(remote);
        let Some((packs, watch)) = self.packs.take() else { return };
        // Without the thread the packs stay as they were read at the start.
        self.reloader = Reloader::start(packs, watch, remote.clone()).ok();
    }

    fn wake_at(&self) -> Option<Instant> {
        self.model.wake_at().map(|tick| self.begin + tick)
    }

    fn closing(&mut self, _: Closing) {
        self.tell(Msg::Closing, platform::tick());
    }
}
