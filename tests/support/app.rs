//! The program without a terminal: keys in, screens out, a clock that the test moves, answers kept in a list.

use coldstart::app::desk::Tools;
use coldstart::app::{Effect, Model, Msg, Now, Record, Start, item_of};
use coldstart::content::Sources;
use coldstart::course::Course;
use coldstart::input::Chord;
use coldstart::memory::Scheduler;
use coldstart::progress::{Annotation, Attempt, Calendar, Flag, Goal, PastSession, Place, Progress};
use coldstart::settings::{Setting, Settings, Value};
use coldstart::ui::Theme;
use jiff::{Timestamp, tz::TimeZone};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The prices and rules of the course, or the built-in ones where it is too small to have any.
fn tools(course: &Course) -> Result<Tools, String> {
    Tools::of(course).or_else(|_| Tools::of(&Course::built_in()))
}

/// The course of `tests/fixtures/course`.
pub fn fixture_course() -> Course {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
    let mut sources = Sources::new();
    for folder in ["content/facts", "content/topics", "quizzes"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            sources.insert(path, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    let glossary = std::fs::read_to_string(root.join("content/glossary.toml")).unwrap();
    sources.insert("content/glossary.toml", glossary);
    Course::load(&sources).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// The program under test.
pub struct TestApp {
    pub model: Model,
    pub attempts: Vec<Attempt>,
    pub places: Vec<Place>,
    pub session: Option<String>,
    pub annotations: Vec<Annotation>,
    pub flags: Vec<Flag>,
    pub goal: Option<Goal>,
    /// Sessions that are over, newest first.
    pub results: Vec<PastSession>,
    /// Written reports by the names of their files.
    pub reports: Vec<(String, String)>,
    /// What was copied last.
    pub copied: Option<String>,
    /// How often the packs were to be read again.
    pub asked_for_packs: usize,
    /// Topic, block and language of the code whose colours were asked for.
    pub code: Vec<(String, usize, String)>,
    pub has_quit: bool,
    /// The log that is being read, and which reading it is.
    pub log: Option<(String, u64)>,
    /// The log whose requests are asked for, and which reading that is.
    pub log_requests: Option<(String, u64)>,
    /// The file of named calculations.
    pub calculations: Option<String>,
    /// What the disk says to the next answers.
    pub disk: Result<(), String>,
    /// What the configuration file says to the next settings.
    pub config: Result<(), String>,
    /// Settings as they were written last; `None` for those that were taken out of the file.
    pub saved: BTreeMap<Setting, Option<Value>>,
    /// Whether clicks are asked for.
    pub mouse: bool,
    tick: Duration,
}

impl TestApp {
    /// A new learner on the course of `tests/fixtures/course`, which changes only with its tests.
    pub fn new(width: u16, height: u16) -> Self {
        Self::on(fixture_course(), width, height)
    }

    /// A new learner on a course.
    pub fn on(course: Course, width: u16, height: u16) -> Self {
        Self::resumed(Arc::new(course), width, height, Vec::new(), Vec::new(), None)
    }

    /// A learner who has been here before.
    pub fn resumed(
        course: Arc<Course>,
        width: u16,
        height: u16,
        attempts: Vec<Attempt>,
        places: Vec<Place>,
        session: Option<String>,
    ) -> Self {
        let calendar = Calendar::new(TimeZone::UTC);
        let item = |question: &str| item_of(&course, question);
        let progress = Progress::from_log(attempts.clone(), Scheduler::default(), calendar, &item);
        let record = Record::new(progress, places.clone(), session.clone());
        let mut settings = Settings::default();
        settings.welcome = false;
        let start = Start {
            size: (width, height),
            motion: coldstart::app::animation::Motion::SMOOTH,
            profile: "default".to_owned(),
            seed: 7,
            today: "2026-11-21".parse().unwrap(),
            settings,
            colour: true,
            config_file: Some("config.toml".to_owned()),
            themes: coldstart::ui::Themes::default().names(),
            tools,
            ..Start::default()
        };
        let model = Model::new(course, record, start);
        Self {
            model,
            attempts,
            places,
            session,
            annotations: Vec::new(),
            flags: Vec::new(),
            goal: None,
            results: Vec::new(),
            reports: Vec::new(),
            copied: None,
            asked_for_packs: 0,
            log: None,
            log_requests: None,
            calculations: None,
            code: Vec::new(),
            has_quit: false,
            disk: Ok(()),
            config: Ok(()),
            saved: BTreeMap::new(),
            mouse: false,
            tick: Duration::ZERO,
        }
    }

    /// The same learner after leaving and coming back.
    pub fn restarted(&self) -> Self {
        let (width, height) = self.model.size;
        let mut places = self.places.clone();
        places.sort_by_key(|place| std::cmp::Reverse(place.at));
        let course = self.model.course.clone();
        let log = self.attempts.clone();
        let mut app = Self::resumed(course.clone(), width, height, log, places, self.session.clone());
        let item = |question: &str| item_of(&course, question);
        app.flags.clone_from(&self.flags);
        let progress = app.model.record.progress.clone();
        app.model.record.progress = progress.with_flags(self.flags.clone(), &item);
        app
    }

    /// Presses keys, written in our notation with spaces between them.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            let chord: Chord = key.parse().unwrap_or_else(|error| panic!("{error}"));
            self.tick += Duration::from_millis(500);
            self.send(Msg::Key(chord));
        }
        self
    }

    /// Types text into a field.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            let key = if c == ' ' { "space".to_owned() } else { c.to_string() };
            self.keys(&key);
        }
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.send(Msg::Resize { width, height });
        self
    }

    /// Lets time go by, with the wake-ups that the model asks for.
    pub fn wait(&mut self, time: Duration) -> &mut Self {
        self.tick += time;
        if self.model.wake_at().is_some_and(|at| at <= self.tick) {
            self.send(Msg::Wake);
        }
        self
    }

    /// Gives the model a message and performs the effects as the terminal loop does.
    pub fn send(&mut self, msg: Msg) {
        let mut queue = self.model.update(msg, self.now());
        queue.reverse();
        while let Some(effect) = queue.pop() {
            match effect {
                Effect::Record(record) => {
                    let result = self.disk.clone().map(|()| {
                        let attempt = Attempt {
                            id: format!("attempt-{}", self.attempts.len()),
                            question: record.question,
                            rev: record.rev,
                            at: self.now().at,
                            day: None,
                            mode: record.mode,
                            answer: Some(record.answer),
                            correct: record.correct,
                            grade: record.grade,
                            certainty: record.certainty,
                            hints: record.hints,
                            took_ms: record.took_ms,
                            undone: false,
                        };
                        self.attempts.push(attempt.clone());
                        Box::new(attempt)
                    });
                    queue.extend(self.model.update(Msg::Recorded(result), self.now()).into_iter().rev());
                }
                Effect::Undo(id) => {
                    if let Some(attempt) = self.attempts.iter_mut().find(|attempt| attempt.id == id) {
                        attempt.undone = true;
                    }
                    let course = self.model.course.clone();
                    let item = |question: &str| item_of(&course, question);
                    let calendar = Calendar::new(TimeZone::UTC);
                    let log = self.attempts.clone();
                    let progress = Progress::from_log(log, Scheduler::default(), calendar, &item);
                    let progress = progress.with_flags(self.flags.clone(), &item);
                    let record = Record::new(progress, self.places.clone(), self.session.clone());
                    let record = record.with_results(self.results.clone()).with_goal(self.goal.clone());
                    let told = Msg::Refreshed(Box::new(record));
                    queue.extend(self.model.update(told, self.now()).into_iter().rev());
                }
                Effect::SavePlace(place) => {
                    self.places.retain(|other| other.topic != place.topic);
                    self.places.push(place);
                }
                Effect::SaveSession(session) => self.session = session,
                Effect::SaveCalculations(text) => self.calculations = Some(text),
                Effect::SaveResult(result) => self.results.insert(0, result),
                Effect::SaveReport { name, text } => {
                    self.reports.push((name.clone(), text));
                    let told = Msg::ReportSaved(Ok(format!("reports/{name}")));
                    queue.extend(self.model.update(told, self.now()).into_iter().rev());
                }
                Effect::SaveGoal(goal) => self.goal = goal,
                Effect::SaveAnnotation(annotation) => match self.disk.clone() {
                    Ok(()) => {
                        self.annotations.retain(|other| {
                            (&other.topic, &other.anchor) != (&annotation.topic, &annotation.anchor)
                        });
                        self.annotations.extend((!annotation.is_empty()).then_some(annotation));
                    }
                    Err(why) => queue.extend(self.model.update(Msg::NotKept(why), self.now())),
                },
                Effect::SaveFlag(flag) => match self.disk.clone() {
                    Ok(()) => self.flags.push(flag),
                    Err(why) => queue.extend(self.model.update(Msg::NotKept(why), self.now())),
                },
                Effect::Copy(text) => self.copied = Some(text),
                Effect::ReadPacks => self.asked_for_packs += 1,
                Effect::Highlight { topic, block, lang, .. } => self.code.push((topic, block, lang)),
                Effect::SaveSetting { setting, value } => {
                    let result = self.config.clone().map(|()| {
                        self.saved.insert(setting, value);
                    });
                    queue.extend(
                        self.model.update(Msg::SettingSaved(setting, result), self.now()).into_iter().rev(),
                    );
                }
                Effect::SetMouse(on) => self.mouse = on,
                Effect::ReadLog { path, number } => self.log = Some((path, number)),
                Effect::ReplayLog { path, number } => self.log_requests = Some((path, number)),
                Effect::StopLog => self.log = None,
                Effect::ListFiles(typed) => {
                    let names = ["report.log", "reports/"].map(str::to_owned).into_iter();
                    let names = names.filter(|name| name.starts_with(&typed)).collect();
                    queue.extend(self.model.update(Msg::FilesListed { typed, names }, self.now()));
                }
                Effect::Suspend => {}
                Effect::Quit => self.has_quit = true,
            }
        }
        // Whoever gave the message looks at the model next.
        self.model.catch_up();
    }

    /// The screen as text, one line for each row, without trailing blanks.
    pub fn screen(&self) -> String {
        self.screen_in(Theme::terminal())
    }

    /// The screen as [`Self::screen`] has it, drawn in a theme.
    pub fn screen_in(&self, theme: Theme) -> String {
        let (width, height) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| coldstart::ui::draw(&self.model, theme, frame)).unwrap();
        let buffer = terminal.backend().buffer();
        let mut text = String::new();
        for y in 0..height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..width {
                let symbol = buffer[(x, y)].symbol();
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                skip = coldstart::text::width(symbol).saturating_sub(1);
                line.push_str(symbol);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn now(&self) -> Now {
        let start: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        Now { at: start + self.tick, tick: self.tick }
    }
}
