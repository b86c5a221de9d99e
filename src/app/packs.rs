//! Packs laid over the course: what is wrong with them, and what happens when they are read again.

use super::aside::Aside;
use super::geometry::Pane;
use super::message::{Effect, Now};
use super::overlay::Overlay;
use super::reader::Reader;
use super::sheet::{Row, Tone};
use super::{Model, Screen, home};
use crate::course::{Course, PackReport, PackState};
use crate::input::Action;
use crate::text::lines;
use std::sync::{Arc, OnceLock};

/// What has been read of the packs.
#[derive(Debug, Clone)]
pub struct PacksRead {
    /// The course with what is sound laid over it.
    pub course: Arc<Course>,
    /// What became of each pack.
    pub reports: Vec<PackReport>,
}

impl PartialEq for PacksRead {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.course, &other.course) && self.reports == other.reports
    }
}

/// How many problems there are in all, and in how many packs.
fn tally(reports: &[PackReport]) -> (usize, usize) {
    let broken = reports.iter().filter(|report| !report.problems.is_empty());
    broken.fold((0, 0), |(problems, packs), report| (problems + report.problems.len(), packs + 1))
}

fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// The rows of the list of problems.
pub fn problem_rows(reports: &[PackReport], columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for report in reports.iter().filter(|report| !report.problems.is_empty()) {
        if !rows.is_empty() {
            rows.push(Row::blank());
        }
        rows.push(Row::of("Pack ", Tone::Title).and(report.name.clone(), Tone::Title));
        let state = match report.state {
            PackState::AsBefore => "is shown as it was before; it is read again when its files are sound",
            _ => "is left out until its files are sound; the course is shown without it",
        };
        let total = counted(report.problems.len(), "problem");
        rows.extend(
            lines(&format!("{total}; it {state}."), columns)
                .into_iter()
                .map(|line| Row::of(line, Tone::Muted)),
        );
        for problem in &report.problems {
            rows.push(Row::blank());
            let place = format!("{}:{}:{}", problem.file, problem.line, problem.column);
            rows.extend(lines(&place, columns).into_iter().map(|line| Row::of(line, Tone::Accent)));
            let indented = |text: &str, tone| {
                lines(text, columns.saturating_sub(2).max(8))
                    .into_iter()
                    .map(move |line| Row::of("  ", Tone::Text).and(line, tone))
                    .collect::<Vec<_>>()
            };
            rows.extend(indented(&problem.message, Tone::Wrong));
            if let Some(help) = &problem.help {
                rows.extend(indented(&format!("help: {help}"), Tone::Text));
            }
        }
    }
    rows
}

impl Model {
    /// What the home screen says about packs, where something is wrong.
    pub fn packs_notice(&self) -> Option<String> {
        let (problems, packs) = tally(&self.packs);
        let first = self.packs.iter().find(|report| !report.problems.is_empty())?;
        let which = if packs == 1 { format!("the pack {}", first.name) } else { counted(packs, "pack") };
        let key = self.key_of(Action::ShowProblems);
        Some(format!("{} in {which}; {key} lists them", counted(problems, "problem")))
    }

    /// Why an action on packs is not possible now.
    pub(super) fn packs_disabled(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::ReloadPacks | Action::ShowProblems if self.packs.is_empty() => {
                Some("no pack is laid over the course")
            }
            Action::ShowProblems if tally(&self.packs).0 == 0 => Some("the packs have no problems"),
            _ => None,
        }
    }

    /// Takes over packs that were read again, and stays where it was.
    pub(super) fn packs_read(&mut self, read: PacksRead, now: Now) -> Vec<Effect> {
        let PacksRead { course, reports } = read;
        let before = std::mem::replace(&mut self.course, course);
        self.packs = reports;
        if self.tools.get().is_some() {
            // The calculators' bounds are facts, too.
            self.tools = OnceLock::new();
            let _ = self.tools();
        }
        // Words are known by their place in the glossary, colours of code by theirs on the page; both may be others now.
        if matches!(self.aside, Some(Aside::Word { .. })) {
            self.close_aside();
        }
        self.highlights.clear();
        self.asked.clear();
        let mut lost = false;
        let screens = std::mem::take(&mut self.back);
        self.back = screens.into_iter().filter_map(|screen| self.carry(screen, &before, now)).collect();
        let home = Screen::Home(home::Home::default());
        let screen = std::mem::replace(&mut self.screen, home);
        if let Some(screen) = self.carry(screen, &before, now) {
            self.screen = screen;
        } else {
            lost = true;
            if let Some(screen) = self.back.pop() {
                self.screen = screen;
            }
        }
        self.show_own();
        self.resize(self.size);
        self.follow(now);
        let (problems, _) = tally(&self.packs);
        if problems == 0 {
            self.overlays.retain(|overlay| !matches!(overlay, Overlay::Problems(_)));
            let text = if lost {
                "the packs were read again; what was open here is gone"
            } else {
                "the packs were read again"
            };
            self.say(text, false, now);
        } else {
            let key = self.key_of(Action::ShowProblems);
            self.say(&format!("{} in the packs; {key} lists them", counted(problems, "problem")), true, now);
        }
        Vec::new()
    }

    /// A screen on the new course; `None` where it shows something that is there no more.
    fn carry(&self, screen: Screen, before: &Course, now: Now) -> Option<Screen> {
        match screen {
            Screen::Progress(_) => Some(self.progress_screen()),
            Screen::Logs(log) => Some(Screen::Logs(log)),
            Screen::Sessions(_) => Some(self.sessions_screen()),
            Screen::Home(mut home) => {
                let chosen = before.topics().get(home.cursor).map(|topic| topic.id.as_str());
                let position =
                    self.course.topics().iter().position(|topic| Some(topic.id.as_str()) == chosen);
                home.cursor = position.unwrap_or(home.cursor);
                Some(Screen::Home(home))
            }
            Screen::Reader(old) => {
                let mut reader = Reader::open(&self.course, &old.topic, Some(&old.place(now.at)), self.size)?;
                reader.focus = old.focus;
                reader.moved = old.moved;
                let gone = reader.focus == Pane::Companion && !reader.has_checks();
                if gone || reader.focus == Pane::Animation {
                    reader.focus = Pane::Page;
                }
                // A question that is being answered stays while it is the same question.
                reader.check = old.check.filter(|check| {
                    reader.check_questions(check.number) == old_questions(before, &old.topic, check.number)
                        && self.has_kept(check.panel.session(), before)
                });
                reader.resize(self.size);
                Some(Screen::Reader(reader))
            }
            Screen::Practice(practice) => {
                self.has_kept(practice.panel.session(), before).then_some(Screen::Practice(practice))
            }
            Screen::Desk(desk) => Some(Screen::Desk(desk)),
            Screen::Animation(stagehand) => Some(Screen::Animation(stagehand)),
        }
    }

    /// Whether every question of a session is what it was.
    fn has_kept(&self, session: &crate::quiz::Session, before: &Course) -> bool {
        session.turns().iter().all(|turn| {
            let id = &turn.pick.question;
            before.question(id).is_some() && before.question(id) == self.course.question(id)
        })
    }
}

/// The questions of a page's `quiz` block, counted from 0.
fn old_questions(course: &Course, topic: &str, number: usize) -> Vec<String> {
    use crate::content::Live;
    let page = course.page(topic).unwrap_or_default();
    let blocks = page.live_blocks().filter_map(|(live, _)| match live {
        Live::Quiz { questions } => Some(questions.clone()),
        _ => None,
    });
    blocks.into_iter().nth(number).unwrap_or_default()
}
