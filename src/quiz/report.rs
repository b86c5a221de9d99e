//! The written report of a session with a clock, in Markdown: to be read again, kept, or given to somebody.

use super::answer::Answer;
use super::grade::{Verdict, grade};
use super::mode::Mode;
use super::question::{Kind, Question};
use super::reveal::reveal;
use super::session::{Session, Turn, TurnState};
use crate::content::TopicId;
use crate::text::printable;
use crate::text::quantity::Duration;
use std::borrow::Cow;
use std::fmt::Write as _;

/// What a report needs to know besides the session.
#[derive(Clone, Copy)]
pub struct Reporter<'a, 'q> {
    /// The day on which the session ended, for the heading; nothing where it is said elsewhere.
    pub day: &'a str,
    /// The title of a topic.
    pub title: &'a dyn Fn(&TopicId) -> String,
    /// The question of a turn, as it was asked.
    pub ask: &'a dyn Fn(&Turn) -> Option<Cow<'q, Question>>,
}

/// What was reached, of what.
#[derive(Default)]
struct Shares(Vec<(TopicId, u32, u32)>);

impl Shares {
    fn add(&mut self, topic: &TopicId, got: u32, of: u32) {
        match self.0.iter_mut().find(|(known, ..)| known == topic) {
            Some((_, sum, all)) => (*sum, *all) = (*sum + got, *all + of),
            None => self.0.push((topic.clone(), got, of)),
        }
    }

    /// A list, the weakest first.
    fn write(mut self, what: &str, reporter: &Reporter<'_, '_>, text: &mut String) {
        self.0.sort_by_key(|(_, got, of)| u64::from(*got) * 1_000 / u64::from((*of).max(1)));
        text.push_str("\n## By topic\n\n");
        for (topic, got, of) in self.0 {
            let _ = writeln!(text, "- {}: {got} of {of}{what}", (reporter.title)(&topic));
        }
    }
}

impl Session {
    /// The report of a session that has a result. `None` for other kinds, and where nothing was answered.
    pub fn report(&self, reporter: &Reporter<'_, '_>) -> Option<String> {
        if !self.turns().iter().any(Turn::is_answered) {
            return None;
        }
        match self.mode() {
            Mode::Exam | Mode::Blitz => Some(self.marked_report(reporter)),
            Mode::Interview => Some(self.interview_report(reporter)),
            _ => None,
        }
    }

    /// The result, then what was not right, with its key.
    fn marked_report(&self, reporter: &Reporter<'_, '_>) -> String {
        let mut text = heading(if self.mode() == Mode::Exam { "Exam" } else { "Blitz" }, reporter.day);
        text.push('\n');
        let summary = self.summary();
        let took = pretty(self.spent_ms());
        match self.exam_result() {
            Some(result) => {
                let word = if result.passed() { "Passed" } else { "Not passed" };
                let _ = writeln!(
                    text,
                    "{word}: {} of {} right, {} %; {} % is needed. It took {took}.",
                    result.right,
                    result.of,
                    result.percent(),
                    result.pass_percent
                );
            }
            None => {
                let _ = writeln!(text, "{} of {} right in {took}.", summary.right, summary.total);
            }
        }
        let mut shares = Shares::default();
        for turn in self.turns() {
            shares.add(turn.topic(), u32::from(turn.correct() == Some(true)), 1);
        }
        shares.write(" right", reporter, &mut text);
        let missed: Vec<&Turn> = self
            .turns()
            .iter()
            .filter(|turn| turn.correct() != Some(true) && turn.state != TurnState::Open)
            .collect();
        if !missed.is_empty() {
            text.push_str("\n## Not right\n");
        }
        for turn in missed {
            let Some(question) = (reporter.ask)(turn) else { continue };
            let _ = writeln!(text, "\n{}", as_heading("###", &question.prompt));
            let word = match turn.state {
                TurnState::Late => "Not in time. ",
                TurnState::Skipped => "Not answered. ",
                TurnState::Answered { .. } | TurnState::Open => "",
            };
            let key = reveal(&question).key;
            let right = if key.is_empty() { String::new() } else { format!("Right: {}", one_line(&key)) };
            let _ = writeln!(text, "{word}{right}\n\n{}", question.explain.trim_end());
        }
        text
    }

    /// Every question with its share of the rubric, its time, what was said, and what was missing; then topics and weak spots.
    fn interview_report(&self, reporter: &Reporter<'_, '_>) -> String {
        let mut text = heading("Mock interview", reporter.day);
        let mut weak: Vec<String> = Vec::new();
        let mut helped = false;
        let mut shares = Shares::default();
        for (at, turn) in self.turns().iter().enumerate() {
            let Some((question, answer, verdict)) = judged(turn, reporter) else { continue };
            if turn.probe.is_some() {
                continue;
            }
            shares.add(turn.topic(), verdict.credit.got, verdict.credit.of);
            let _ = writeln!(text, "\n{}", as_heading("##", &question.prompt));
            self.judgement(turn, &verdict, &mut text);
            let (Kind::Open(open), Answer::Open { text: said, points, .. }) = (&question.kind, &answer)
            else {
                continue;
            };
            quote(said, &mut text);
            if let Some(flag) = &verdict.mistake {
                let _ = writeln!(text, "\nA red flag: {flag}.");
                weak.push(flag.clone());
            }
            let missed = open.missing(points);
            if !missed.is_empty() {
                text.push_str("\nMissing:\n\n");
            }
            for point in &missed {
                let must = if point.must { " (a must)" } else { "" };
                let _ = writeln!(text, "- {}{must}", point.text);
            }
            // Who makes a point when asked about it knew it, and did not say it.
            let probes = self.turns().iter().skip(at + 1).take_while(|turn| turn.probe.is_some());
            let mut made: Vec<usize> = Vec::new();
            for probe in probes {
                let Some((asked, answer, verdict)) = judged(probe, reporter) else { continue };
                made.extend(probe.probe.filter(|_| verdict.correct));
                let word = if verdict.correct { "made when asked" } else { "not made when asked, either" };
                let _ = writeln!(text, "\nAsked back: {} The point was {word}.", one_line(&asked.prompt));
                if let Answer::Open { text: said, .. } = &answer {
                    quote(said, &mut text);
                }
            }
            helped |= made.iter().any(|at| open.rubric.get(*at).is_some_and(|point| point.must));
            let musts = open
                .rubric
                .iter()
                .enumerate()
                .filter(|(at, point)| point.must && !points.contains(at) && !made.contains(at));
            weak.extend(musts.map(|(_, point)| point.text.clone()));
        }
        shares.write(" points", reporter, &mut text);
        text.push_str("\n## Weak spots\n\n");
        if weak.is_empty() {
            text.push_str("Every point that an answer must make was made");
            text.push_str(if helped { ", some of them only when asked.\n" } else { ".\n" });
        }
        for point in weak {
            let _ = writeln!(text, "- {point}");
        }
        text
    }

    fn judgement(&self, turn: &Turn, verdict: &Verdict, text: &mut String) {
        let word = if verdict.correct { "Good enough" } else { "Not yet" };
        let _ = write!(text, "{word}: {} of {} points.", verdict.credit.got, verdict.credit.of);
        if let TurnState::Answered { took_ms, .. } = turn.state {
            let over = self.terms().each_ms.is_some_and(|each| took_ms > each);
            let over = if over { ", longer than the time given" } else { "" };
            let _ = write!(text, " {}{over}.", pretty(took_ms));
        }
        text.push('\n');
    }
}

fn judged<'q>(turn: &Turn, reporter: &Reporter<'_, 'q>) -> Option<(Cow<'q, Question>, Answer, Verdict)> {
    let question = (reporter.ask)(turn)?;
    let answer = turn.answer(&question)?;
    let verdict = grade(&question, &answer).ok()?;
    Some((question, answer, verdict))
}

fn heading(what: &str, day: &str) -> String {
    if day.is_empty() { format!("# {what}\n") } else { format!("# {what}, {day}\n") }
}

/// A prompt as a part of its own in Markdown: its first paragraph as the heading, behind `marks` (`###`), and below it whatever
/// else it has, such as code.
pub fn as_heading(marks: &str, prompt: &str) -> String {
    let (mut head, mut body) = (Vec::new(), Vec::new());
    let (mut in_code, mut is_complete) = (false, false);
    for line in prompt.trim().lines() {
        let fence = line.trim_start().starts_with("```");
        if in_code || fence || is_complete {
            is_complete |= !head.is_empty();
            body.push(line);
        } else if line.trim().is_empty() {
            is_complete = !head.is_empty();
            if body.last().is_some_and(|last| !last.is_empty()) {
                body.push("");
            }
        } else {
            head.push(line);
        }
        in_code ^= fence;
    }
    let mut text = format!("{marks} {}\n", one_line(&head.join(" ")));
    let body = body.join("\n");
    if !body.trim().is_empty() {
        text.push('\n');
        text.push_str(body.trim_matches('\n'));
        text.push('\n');
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was said, as a quotation; nothing where it was said aloud.
fn quote(said: &str, text: &mut String) {
    let said = printable(said);
    if said.trim().is_empty() {
        return;
    }
    text.push('\n');
    for line in said.trim().lines() {
        let _ = writeln!(text, "> {}", escaped(line));
    }
}

/// Typed text as it is, in Markdown.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        if matches!(c, '\\' | '`' | '*' | '_' | '<' | '[' | ']' | '#' | '|' | '~' | '{' | '}') {
            escaped.push('\\');
        }
        escaped.push(c);
        escaped
    })
}

fn pretty(ms: u64) -> String {
    Duration::from_ms((ms / 1_000 * 1_000).into()).map(Duration::pretty).unwrap_or_default()
}
