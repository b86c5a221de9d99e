//! The progress screen: how well each topic is known, what comes due, what to do now.

use super::geometry::{Area, body, centred};
use super::message::{Effect, Now};
use super::render::markdown;
use super::sessions::{Past, name};
use super::sheet::{Row, Tone};
use super::{Model, Screen};
use crate::content::TopicId;
use crate::course::{Course, Mastery};
use crate::input::Action;
use crate::progress::Mode;
use crate::study::{Advice, Plan, Report, TopicReport, report};
use crate::text::quantity::Duration;
use crate::text::{Side, lines, pad, truncate, width};
use jiff::civil::Date;
use jiff::{Span, Timestamp, Unit};
use std::collections::BTreeMap;

/// Weeks of the study calendar.
const WEEKS: usize = 12;
/// Heights of a bar, lowest first.
const BARS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Below these widths, columns of the table of topics are left out: first the time, then all but level and recall.
const WIDE: usize = 84;
const MIDDLING: usize = 60;

/// State of the progress screen.
#[derive(Debug)]
pub struct Progress {
    /// The figures of when it was opened.
    report: Report,
    /// Results of sessions, newest first.
    past: Vec<Past>,
    /// First row that is shown.
    pub from: usize,
}

/// Where a row of the progress screen leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// To a session of a kind.
    Session(Mode),
    /// To a topic's page.
    Topic(TopicId),
    /// To the result of a session that ended then.
    Past(Timestamp),
}

/// Rows, and where some of them lead.
#[derive(Default)]
struct Sheet {
    rows: Vec<Row>,
    targets: Vec<(usize, Target)>,
}

impl Sheet {
    /// Notes that the row that comes next leads somewhere.
    fn lead(&mut self, target: Option<Target>) {
        self.targets.extend(target.map(|target| (self.rows.len(), target)));
    }
}

/// Where it stands in a terminal of `size`.
pub fn area(size: (u16, u16)) -> Area {
    centred(Area { x: 0, ..body(size.0, size.1) })
}

impl Progress {
    /// All rows for `columns` cells.
    pub fn rows(&self, course: &Course, columns: usize) -> Vec<Row> {
        self.sheet(course, columns).rows
    }

    fn sheet(&self, course: &Course, columns: usize) -> Sheet {
        let report = &self.report;
        let mut sheet = Sheet::default();
        now_rows(report, course, columns, &mut sheet);
        topic_rows(report, course, columns, &mut sheet);
        memory_rows(report, columns, &mut sheet.rows);
        if let Some(plan) = &report.plan {
            plan_rows(plan, columns, &mut sheet.rows);
        }
        past_rows(&self.past, columns, &mut sheet);
        calibration_rows(report, columns, &mut sheet.rows);
        calendar_rows(report, columns, &mut sheet.rows);
        trouble_rows(report, course, columns, &mut sheet.rows);
        sheet
    }

    /// What a click on a row means, counted from the first row of all.
    pub(super) fn target(&self, row: usize, course: &Course, columns: usize) -> Option<Target> {
        let targets = self.sheet(course, columns).targets;
        targets.into_iter().find_map(|(at, target)| (at == row).then_some(target))
    }

    /// What stands first among what to do now.
    fn first(&self) -> Option<Target> {
        self.report.advice.first().and_then(target_of)
    }

    /// Scrolls by rows, downwards positive.
    pub fn scroll_by(&mut self, by: isize, course: &Course, area: Area) {
        let last = self.rows(course, usize::from(area.width)).len().saturating_sub(usize::from(area.height));
        self.from = self.from.saturating_add_signed(by).min(last);
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn heading(text: &str, rows: &mut Vec<Row>) {
    if !rows.is_empty() {
        rows.push(Row::blank());
    }
    rows.push(Row::of(text, Tone::Title));
}

fn wrapped(text: &str, tone: Tone, columns: usize, rows: &mut Vec<Row>) {
    rows.extend(lines(text, columns).into_iter().map(|line| Row::of(line, tone)));
}

fn target_of(advice: &Advice) -> Option<Target> {
    match advice {
        Advice::Session(mode, _) => Some(Target::Session(*mode)),
        Advice::Required(topic, _) => Some(Target::Topic(topic.clone())),
        Advice::Done => None,
    }
}

/// A predicted recall. None is certain; and where everything was answered today there is nothing to predict yet.
fn recall(share: f64, fresh: bool) -> String {
    if fresh { "fresh".to_owned() } else { percent(share.min(0.99)) }
}

fn past_rows(past: &[Past], columns: usize, sheet: &mut Sheet) {
    if past.is_empty() {
        return;
    }
    heading("Results", &mut sheet.rows);
    for past in past.iter().take(5) {
        sheet.lead(Some(Target::Past(past.at)));
        let title = format!("{}  {}", past.when, name(past.mode));
        let room = columns.saturating_sub(width(&title) + 3);
        sheet.rows.push(
            Row::of(title, Tone::Text).and("   ", Tone::Text).and(truncate(&past.detail, room), Tone::Muted),
        );
    }
}

fn now_rows(report: &Report, course: &Course, columns: usize, sheet: &mut Sheet) {
    heading("Now", &mut sheet.rows);
    for advice in &report.advice {
        let (what, detail) = match advice {
            Advice::Session(mode, 1) => (name(*mode).to_owned(), "1 question waits".to_owned()),
            Advice::Session(mode, count) => (name(*mode).to_owned(), format!("{count} questions wait")),
            Advice::Required(topic, level) => {
                let title = course.topic(topic).map_or(topic.as_str(), |topic| &topic.title);
                (title.to_owned(), format!("your team requires {}", level.name()))
            }
            Advice::Done => ("Nothing is left for today.".to_owned(), String::new()),
        };
        let room = columns.saturating_sub(width(&detail) + 4);
        sheet.lead(target_of(advice));
        sheet.rows.push(
            Row::of("› ", Tone::Accent)
                .and(truncate(&what, room).into_owned(), Tone::Text)
                .and(format!("  {detail}"), Tone::Muted),
        );
    }
}

/// A sign for each level that tells them apart without colour.
fn level_sign(level: Option<Mastery>) -> &'static str {
    match level {
        None => "○○○○",
        Some(Mastery::Attempted) => "●○○○",
        Some(Mastery::Familiar) => "●●○○",
        Some(Mastery::Proficient) => "●●●○",
        Some(Mastery::Mastered) => "●●●●",
    }
}

fn topic_rows(report: &Report, course: &Course, columns: usize, sheet: &mut Sheet) {
    heading("Topics", &mut sheet.rows);
    let dated = report.plan.is_some();
    let mut head = format!("{:<16}{:>8}", "level", "recall");
    if columns >= MIDDLING {
        if dated {
            head.push_str(&pad("on the day", 12, Side::Right));
        }
        head.push_str(&pad("in 14 d", 9, Side::Right));
    }
    if columns >= WIDE {
        head.push_str(&pad("time", 13, Side::Right));
    }
    let room = columns.saturating_sub(width(&head) + 2).max(8);
    sheet.rows.push(Row::of(" ".repeat(room + 2), Tone::Text).and(head, Tone::Muted));
    for topic in &report.topics {
        sheet.lead(Some(Target::Topic(topic.mastery.topic.clone())));
        sheet.rows.push(topic_row(topic, course, (room, columns, dated)));
    }
    let next: Vec<String> = report
        .topics
        .iter()
        .filter(|topic| topic.mastery.level.is_some())
        .filter_map(|topic| {
            let title = &course.topic(&topic.mastery.topic)?.title;
            Some(format!(
                "{title}: {} of {} known, {}",
                topic.mastery.known,
                topic.mastery.items,
                topic.mastery.next_step()?
            ))
        })
        .take(3)
        .collect();
    for line in next {
        wrapped(&line, Tone::Muted, columns, &mut sheet.rows);
    }
    if report.topics.iter().any(|topic| topic.fresh) {
        let note =
            "fresh: all that was begun was answered today; how well it is remembered shows from tomorrow on";
        wrapped(note, Tone::Muted, columns, &mut sheet.rows);
    }
}

fn topic_row(topic: &TopicReport, course: &Course, (room, columns, dated): (usize, usize, bool)) -> Row {
    let id = &topic.mastery.topic;
    let title = course.topic(id).map_or(id.as_str(), |topic| &topic.title);
    let level = topic.mastery.level;
    let share =
        |share: Option<f64>, fresh: bool| share.map_or_else(|| "–".to_owned(), |share| recall(share, fresh));
    let mut tail = format!("{:>8}", share(topic.recall, topic.fresh));
    if columns >= MIDDLING {
        if dated {
            tail.push_str(&pad(&share(topic.recall_on, false), 12, Side::Right));
        }
        let due = if topic.due_soon == 0 { "–".to_owned() } else { topic.due_soon.to_string() };
        tail.push_str(&pad(&due, 9, Side::Right));
    }
    if columns >= WIDE {
        tail.push_str(&pad(&minutes(topic.took_ms), 13, Side::Right));
    }
    let tone = if level == Some(Mastery::Mastered) { Tone::Right } else { Tone::Accent };
    Row::of(pad(&truncate(title, room), room, Side::Left), Tone::Text)
        .and("  ", Tone::Text)
        .and(level_sign(level), tone)
        .and(format!(" {:<11}", level.map_or("", Mastery::name)), Tone::Muted)
        .and(tail, Tone::Text)
}

fn minutes(ms: u64) -> String {
    match ms / 60_000 {
        0 if ms == 0 => "–".to_owned(),
        0 => "<1 min".to_owned(),
        minutes => Duration::from_ms((minutes * 60_000).into()).map(Duration::pretty).unwrap_or_default(),
    }
}

fn memory_rows(report: &Report, columns: usize, rows: &mut Vec<Row>) {
    heading("Memory", rows);
    let (begun, of) = report.begun;
    let mut text = format!("{begun} of {of} memories begun");
    match report.recall {
        Some(_) if report.fresh => text.push_str(", all of them answered today"),
        Some(share) => {
            text.push_str("; recall predicted for today: ");
            text.push_str(&recall(share, false));
        }
        None => {}
    }
    wrapped(&text, Tone::Text, columns, rows);
    if report.calibration.reviews > 0 {
        let measured = format!(
            "{} of {} reviews were recalled; {:.0} were predicted",
            report.calibration.recalled, report.calibration.reviews, report.calibration.predicted
        );
        wrapped(&measured, Tone::Muted, columns, rows);
    }
    let most = report.forecast.iter().copied().max().unwrap_or(0).max(1);
    let soon: usize = report.forecast.iter().sum();
    let bars = report.forecast.iter().fold(Row::of("due  ", Tone::Muted), |row, count| {
        let bar = if *count == 0 { "·" } else { BARS.get((count * 8).div_ceil(most) - 1).unwrap_or(&"█") };
        row.and(bar, if *count == 0 { Tone::Muted } else { Tone::Accent }).and(" ", Tone::Text)
    });
    rows.push(bars.and(format!(" {} today, {soon} in two weeks", report.due), Tone::Muted));
    let spent = format!(
        "{} answers in {}, {} of it in the last seven days",
        report.answers,
        minutes(report.took_ms),
        minutes(report.took_ms_week)
    );
    if report.answers > 0 {
        wrapped(&spent, Tone::Muted, columns, rows);
    }
}

fn plan_rows(plan: &Plan, columns: usize, rows: &mut Vec<Row>) {
    heading(&format!("Toward {}", plan.goal.on), rows);
    let text = format!(
        "{} minutes a day, about {} questions. Predicted recall of all {} memories on the day: {} as things stand, about {} with the plan.",
        plan.goal.minutes,
        plan.per_day,
        plan.items,
        percent(plan.without),
        percent(plan.with)
    );
    wrapped(&text, Tone::Text, columns, rows);
    if plan.left_out > 0 {
        wrapped(
            &format!("{} are not reached; more minutes would.", plan.left_out),
            Tone::Warning,
            columns,
            rows,
        );
    }
    let widest = columns.saturating_sub(28).clamp(8, 40);
    let most = plan.days.iter().map(|day| day.new + day.reviews).max().unwrap_or(0).max(1);
    for day in plan.days.iter().take(14) {
        let cells = |count: usize| (count * widest).div_ceil(most);
        let (new, reviews) = (cells(day.new), cells(day.reviews));
        rows.push(
            Row::of(format!("{}  ", day.date.strftime("%a %d %b")), Tone::Muted)
                .and("█".repeat(reviews), Tone::Accent)
                .and("░".repeat(new), Tone::Accent)
                .and(format!("  {} again, {} new", day.reviews, day.new), Tone::Muted),
        );
    }
    if plan.days.len() > 14 {
        rows.push(Row::of(format!("and {} days more", plan.days.len() - 14), Tone::Muted));
    }
}

fn calibration_rows(report: &Report, columns: usize, rows: &mut Vec<Row>) {
    let calibration = &report.calibration;
    if calibration.said() == 0 {
        return;
    }
    heading("Do you know what you know?", rows);
    for (word, (of, right), should) in [
        ("sure", calibration.sure, "above 80 %"),
        ("unsure", calibration.unsure, "67 to 80 %"),
        ("guess", calibration.guess, "below 67 %"),
    ] {
        if of > 0 {
            let share = percent(f64::from(right) / f64::from(of));
            rows.push(
                Row::of(format!("{word:<8}"), Tone::Text)
                    .and(format!("{share:>6} right"), Tone::Accent)
                    .and(format!("   {right} of {of}; should be {should}"), Tone::Muted),
            );
        }
    }
    if let Some(advice) = calibration.advice() {
        wrapped(advice, Tone::Text, columns, rows);
    }
}

fn calendar_rows(report: &Report, columns: usize, rows: &mut Vec<Row>) {
    if report.days.is_empty() {
        return;
    }
    heading("Days", rows);
    let counts: BTreeMap<Date, u32> = report.days.iter().copied().collect();
    let recent = report.today.saturating_sub(Span::new().days(29));
    let studied = counts.range(recent..=report.today).count();
    wrapped(&format!("studied on {studied} of the last 30 days"), Tone::Muted, columns, rows);
    let weekday = i64::from(report.today.weekday().to_monday_zero_offset());
    let monday = report.today.saturating_sub(Span::new().days(weekday));
    let weeks = i64::try_from(WEEKS - 1).unwrap_or(0);
    let first = monday.saturating_sub(Span::new().weeks(weeks));
    for (at, word) in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].into_iter().enumerate() {
        let mut row = Row::of(format!("{word}  "), Tone::Muted);
        for week in 0..WEEKS {
            let days = i64::try_from(week * 7 + at).unwrap_or(0);
            let day = first.saturating_add(Span::new().days(days));
            let ahead = report.today.until((Unit::Day, day)).map_or(0, |span| span.get_days()) > 0;
            let sign = match counts.get(&day) {
                _ if ahead => " ",
                None => "·",
                Some(1..=9) => "░",
                Some(10..=24) => "▒",
                Some(25..=49) => "▓",
                Some(_) => "█",
            };
            row = row.and(sign.repeat(2), if counts.contains_key(&day) { Tone::Accent } else { Tone::Muted });
            row = row.and(" ", Tone::Text);
        }
        rows.push(row);
    }
}

fn trouble_rows(report: &Report, course: &Course, columns: usize, rows: &mut Vec<Row>) {
    if !report.leeches.is_empty() {
        heading("Does not stick", rows);
        for leech in &report.leeches {
            let prompt = prompt_of(&leech.item, course);
            wrapped(&prompt, Tone::Text, columns, rows);
            let counted = format!("{} of {} reviews recalled", leech.recalled, leech.reviews);
            wrapped(&counted, Tone::Muted, columns, rows);
        }
        let advice = "Asking once more is no help by itself: read the page again, and answer the questions that contrast it. \
                      `coldstart sheet` prints what you get wrong.";
        wrapped(advice, Tone::Muted, columns, rows);
    }
    if !report.changed.is_empty() {
        heading("Changed since you learned it", rows);
        for id in &report.changed {
            let prompt = course.question(id).map_or(id.clone(), |question| bare(&question.listed_prompt()));
            wrapped(&prompt, Tone::Text, columns, rows);
        }
    }
}

/// The first question of a memory, in one line and without marks.
fn prompt_of(item: &str, course: &Course) -> String {
    let first = course.all_question_heads().find(|(_, head)| head.item == item);
    let question = first.and_then(|(_, head)| course.question(&head.id));
    question.map_or_else(|| item.to_owned(), |question| bare(&question.listed_prompt()))
}

/// Markdown as one line of bare text.
fn bare(text: &str) -> String {
    let rows: Vec<String> = markdown(text, usize::from(u16::MAX)).iter().map(Row::plain).collect();
    rows.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Model {
    /// Opens the progress screen.
    pub(super) fn open_progress(&mut self, now: Now) -> Vec<Effect> {
        let effects = self.save_all(now);
        let screen = self.progress_screen();
        self.enter(screen);
        effects
    }

    pub(super) fn progress_screen(&self) -> Screen {
        let report = report(&self.standing(), self.record.goal.as_ref());
        Screen::Progress(Box::new(Progress { report, past: self.past(), from: 0 }))
    }

    /// Goes where a row of the progress screen leads.
    pub(super) fn go_to_target(&mut self, target: Target, now: Now) -> Vec<Effect> {
        match target {
            Target::Session(mode) => {
                self.begin_kind(mode, now);
                Vec::new()
            }
            Target::Topic(topic) => self.open(&topic, now),
            Target::Past(at) => self.open_past(at, now),
        }
    }

    pub(super) fn act_progress(&mut self, action: Action, now: Now) -> Vec<Effect> {
        let course = self.course.clone();
        let area = area(self.size);
        let page = isize::try_from(area.height.saturating_sub(1).max(1)).unwrap_or(1);
        let Screen::Progress(progress) = &mut self.screen else { return Vec::new() };
        match action {
            Action::ProgressDown => progress.scroll_by(1, &course, area),
            Action::ProgressUp => progress.scroll_by(-1, &course, area),
            Action::ProgressPageDown => progress.scroll_by(page, &course, area),
            Action::ProgressPageUp => progress.scroll_by(-page, &course, area),
            Action::ProgressSessions => return self.open_sessions(now),
            Action::ProgressNow => match progress.first() {
                Some(target) => return self.go_to_target(target, now),
                None => self.say("nothing is left for today", false, now),
            },
            _ => {}
        }
        Vec::new()
    }
}
