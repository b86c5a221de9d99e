//! `coldstart quiz`: questions line by line on standard input and output, or a list of them.

use super::learner::Learner;
use super::output::{Done, Failure, Out};
use super::{Common, ModeArg, quiz_plain, tui};
use crate::course::Course;
use crate::platform;
use crate::progress::Goal;
use crate::quiz::{Mode, Question, Session, Terms};
use crate::study::{Plan, Request, Standing, choose, choose_flagged};
use crate::text::nearest;
use crate::text::quantity::Duration;
use serde::Serialize;
use std::io::IsTerminal;

/// Arguments of `coldstart quiz`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// List the questions instead of asking them.
    #[arg(long)]
    list: bool,
    /// Only questions of this topic (may be given several times).
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// At most so many questions [default: 30 in an exam, 20 in a blitz, 3 in an interview, what is due in review, what the day has time
    /// for toward a date, else 10].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    count: Option<u32>,
    /// Kind of session.
    #[arg(long, value_enum, default_value = "learn")]
    mode: ModeArg,
    /// Only the questions that were flagged, shuffled; all of them unless --count says less.
    #[arg(long, conflicts_with_all = ["list", "mode", "resume"])]
    flagged: bool,
    /// Go on with the session that was interrupted.
    #[arg(long, conflicts_with_all = ["list", "topic", "count", "mode", "seed"])]
    resume: bool,
    /// Time of an exam [default: 90s for each question], or for each question of a blitz [20s] or an interview [3m].
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
    /// Share of an exam that must be right to pass, in per cent [default: 70].
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    pass: Option<u8>,
    /// With `--mode date`: the day to be ready on, as in `2026-12-05`, `friday` or `in 10 days`. It is remembered.
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// With `--mode date`: minutes that a day has [default: 20]. They are remembered.
    #[arg(long, value_name = "N")]
    minutes: Option<u32>,
    /// Choose and order questions by this number instead of by chance.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Ask line by line on standard input and output; without it the questions open in the terminal UI, where there is a terminal.
    #[arg(long)]
    plain: bool,
    /// With --list: print one JSON document (`coldstart.quiz/1`).
    #[arg(long, requires = "list")]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    questions: Vec<QuestionOut<'a>>,
}

#[derive(Serialize)]
struct QuestionOut<'a> {
    id: &'a str,
    item: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    topic: &'a str,
    level: crate::quiz::Level,
    facts: &'a [String],
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    check_topics(&args.topic, &course)?;
    if args.list { list(args, &course, out) } else { ask(args, common, &course, out) }
}

/// Refuses a topic that the course does not have.
pub(super) fn check_topics(topics: &[String], course: &Course) -> Result<(), Failure> {
    for topic in topics {
        if course.topic(topic).is_none() {
            let known: Vec<&str> = course.topics().iter().map(|topic| topic.id.as_str()).collect();
            let help = nearest(topic, known.iter().copied()).map_or_else(
                || format!("topics are: {}", known.join(", ")),
                |id| format!("did you mean `{id}`?"),
            );
            return Err(Failure::input(format!("--topic: there is no topic `{topic}`; {help}")));
        }
    }
    Ok(())
}

fn pool<'c>(args: &Args, course: &'c Course) -> impl Iterator<Item = &'c Question> {
    let wanted = args.topic.clone();
    course.questions().filter(move |question| wanted.is_empty() || wanted.contains(&question.topic))
}

fn list(args: &Args, course: &Course, out: &mut Out) -> Done {
    if args.json {
        let questions = pool(args, course)
            .map(|question| QuestionOut {
                id: &question.id,
                item: question.item(),
                kind: question.kind.name(),
                topic: &question.topic,
                level: question.level,
                facts: &question.facts,
            })
            .collect();
        let document = Document { schema: "coldstart.quiz/1", questions };
        out.line(serde_json::to_string_pretty(&document)?)?;
        return Ok(0);
    }
    let wide = pool(args, course).map(|question| question.id.len()).max().unwrap_or(0);
    for question in pool(args, course) {
        let level = question.level.name();
        out.line(format_args!("{:wide$}  {:10}  {level}", question.id, question.kind.name()))?;
    }
    Ok(0)
}

fn ask(args: &Args, common: &Common, course: &Course, out: &mut Out) -> Done {
    let mut learner = Learner::open(common)?;
    if let Some(notice) = &learner.notice {
        out.line(notice)?;
        out.line("")?;
    }
    if let Some(notice) = learner.clock_notice(&learner.progress(course)?) {
        out.line(notice)?;
        out.line("")?;
    }
    let in_terminal = !args.plain && out.is_terminal() && std::io::stdin().is_terminal();
    let session = if args.resume {
        resumed(&learner, course, out)?
    } else {
        let goal = goal(args, &mut learner, course, out)?;
        begun(args, common, course, &learner, goal.as_ref())?
    };
    if in_terminal {
        drop(learner);
        return tui::run(common, false, tui::First::Session(Box::new(session)));
    }
    quiz_plain::converse(session, course, &mut learner, out)
}

/// A session of the kind that is asked for.
fn begun(
    args: &Args,
    common: &Common,
    course: &Course,
    learner: &Learner,
    goal: Option<&Goal>,
) -> Result<Session, Failure> {
    let progress = learner.progress(course)?;
    let mode = if args.flagged { Mode::Drill } else { args.mode.mode() };
    let standing = Standing {
        course,
        progress: &progress,
        today: learner.calendar.day(platform::now()),
        profile: common.profile.as_str(),
        limits: learner.limits,
    };
    #[expect(clippy::cast_possible_truncation, reason = "any 64 bits of a random number are random")]
    let seed = args.seed.unwrap_or_else(|| platform::random_u128() as u64);
    let count = args.count.and_then(|count| usize::try_from(count).ok());
    let request = Request { topics: &args.topic, count, seed, goal };
    let chosen =
        if args.flagged { choose_flagged(&standing, &request) } else { choose(mode, &standing, &request) };
    let picks = chosen.map_err(Failure::input)?;
    let mut terms = Terms::of(mode, picks.len());
    if let Some(typed) = &args.time {
        let time = Duration::parse(typed).map_err(|why| Failure::input(format!("--time: {why}")))?;
        let ms = time.nanoseconds() / 1_000_000;
        if ms == 0 {
            return Err(Failure::input("--time: a session needs some time"));
        }
        match mode {
            Mode::Exam => terms.total_ms = Some(ms),
            Mode::Blitz | Mode::Interview => terms.each_ms = Some(ms),
            _ => return Err(Failure::input("--time: only exam, interview and blitz run against the clock")),
        }
    }
    if let Some(pass) = args.pass {
        if mode != Mode::Exam {
            return Err(Failure::input("--pass: only an exam is passed"));
        }
        terms.pass_percent = Some(pass);
    }
    Ok(Session::start(mode, common.profile.as_str(), picks).with_terms(terms))
}

/// The session that was interrupted.
fn resumed(learner: &Learner, course: &Course, out: &mut Out) -> Result<Session, Failure> {
    let saved = learner.store.session().map_err(Failure::outside)?;
    let saved = saved.ok_or_else(|| Failure::input("--resume: no session was interrupted"))?;
    let known = |id: &str| course.question_head(id).is_some();
    let resumed = Session::from_json(&saved, &known).map_err(Failure::input)?;
    if !resumed.dropped.is_empty() {
        let gone = resumed.dropped.join(", ");
        out.line(format_args!("questions that the course has no more: {gone}"))?;
    }
    Ok(resumed.session)
}

/// The day that is learnt toward: from the flags, else as it is known, else asked for.
fn goal(args: &Args, learner: &mut Learner, course: &Course, out: &mut Out) -> Result<Option<Goal>, Failure> {
    if args.mode != ModeArg::Date {
        if args.on.is_some() || args.minutes.is_some() {
            return Err(Failure::input("--on and --minutes belong to `--mode date`"));
        }
        return Ok(None);
    }
    let today = learner.calendar.day(platform::now());
    let known = learner.store.goal().map_err(Failure::outside)?;
    let on = match &args.on {
        Some(typed) => {
            Some(Goal::read_day(typed, today).map_err(|why| Failure::input(format!("--on: {why}")))?)
        }
        None => known.as_ref().map(|goal| goal.on).filter(|on| *on >= today),
    };
    let minutes = args.minutes.or(known.as_ref().map(|goal| goal.minutes)).unwrap_or(Goal::MINUTES);
    let topics = known.as_ref().map(|goal| goal.topics.clone()).unwrap_or_default();
    let goal = match on {
        Some(on) => Goal::new(on, minutes, topics, today).map_err(Failure::input)?,
        None => quiz_plain::ask_goal(args.minutes, today, out)?,
    };
    if known.as_ref() != Some(&goal)
        && let Err(why) = learner.store.save_goal(Some(&goal))
    {
        out.line(why)?;
    }
    let progress = learner.progress(course)?;
    let standing = Standing { course, progress: &progress, today, profile: "", limits: learner.limits };
    for line in plan_lines(&Plan::toward(&goal, &standing)) {
        out.line(line)?;
    }
    out.line("")?;
    Ok(Some(goal))
}

/// A plan in a few sentences.
pub(super) fn plan_lines(plan: &Plan) -> Vec<String> {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let days = plan.days.len();
    let day =
        |count: usize, word: &str| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") };
    let mut lines = vec![
        format!(
            "{}: {} left, {} minutes a day, about {} a day.",
            plan.goal.on,
            day(days, "day"),
            plan.goal.minutes,
            day(plan.per_day, "question")
        ),
        format!(
            "Predicted recall of the whole course on that day: {} as things stand, about {} with the plan.",
            percent(plan.without),
            percent(plan.with)
        ),
    ];
    if plan.left_out > 0 {
        lines.push(format!(
            "There is no time to begin {} of {} memories; more minutes a day would reach them.",
            plan.left_out, plan.items
        ));
    }
    lines
}
