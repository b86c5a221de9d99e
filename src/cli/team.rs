//! `coldstart team`: who knows what, joined from files that everybody writes.

use super::Common;
use super::learner::Learner;
use super::output::{Done, Failure, Out};
use crate::course::{Course, Mastery};
use crate::platform;
use crate::progress::ProfileName;
use crate::study::{Coverage, MemberLevels, Standing, levels_document, mastery, merge_levels, read_levels};
use crate::text::{Side, pad, printable, width};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest file of levels that is read.
const LARGEST: u64 = 1_000_000;

/// Arguments of `coldstart team`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Write your levels and their dates, and nothing else, to a JSON file (`coldstart.levels/1`); `-` for standard output.
    Export {
        /// File to write.
        file: PathBuf,
        /// The name that the team knows you by [default: the profile].
        #[arg(long, value_name = "NAME")]
        name: Option<ProfileName>,
    },
    /// Join such files into one table: who has which required topic at which level. The order of the files does not matter.
    Merge {
        /// Files to read.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Print a Markdown table.
        #[arg(long, group = "form")]
        markdown: bool,
        /// Print comma-separated values.
        #[arg(long, group = "form")]
        csv: bool,
        /// Print one JSON document (`coldstart.team/1`).
        #[arg(long, group = "form")]
        json: bool,
    },
}

/// Runs the command. The exit status of a merge is 1 where somebody has not reached a required level.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    match &args.action {
        Action::Export { file, name } => export(file, name.as_ref(), common, &course, out),
        Action::Merge { files, markdown, csv, json } => {
            let members = files.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
            let topics: Vec<String> = course.topics().iter().map(|topic| topic.id.clone()).collect();
            let coverage = Coverage::new(merge_levels(members), course.required(), &topics);
            match (markdown, csv, json) {
                (true, _, _) => as_markdown(&coverage, &course, out)?,
                (_, true, _) => as_csv(&coverage, out)?,
                (_, _, true) => as_json(&coverage, &course, out)?,
                _ => as_table(&coverage, &course, out)?,
            }
            Ok(u8::from(!coverage.is_complete()))
        }
    }
}

fn export(file: &Path, name: Option<&ProfileName>, common: &Common, course: &Course, out: &mut Out) -> Done {
    let learner = Learner::open(common)?;
    let progress = learner.progress(course)?;
    let today = learner.calendar.day(platform::now());
    let standing = Standing {
        course,
        progress: &progress,
        today,
        profile: common.profile.as_str(),
        limits: learner.limits,
    };
    let member = name.unwrap_or(&common.profile).as_str();
    let text = levels_document(member, &mastery(&standing))?;
    if file == Path::new("-") {
        out.text(&text)?;
        return Ok(0);
    }
    platform::write_whole(file, text.as_bytes())
        .map_err(|error| Failure::outside(format!("{} cannot be written: {error}", shown(file))))?;
    out.line(format_args!("levels of {member} written to {}", shown(file)))?;
    Ok(0)
}

fn shown(file: &Path) -> String {
    printable(&file.to_string_lossy()).into_owned()
}

fn read(file: &Path) -> Result<MemberLevels, Failure> {
    let name = shown(file);
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::outside(format!("{name} cannot be read: {error}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::input(format!("{name} is too large for a file of levels")));
    }
    let text = String::from_utf8(bytes).map_err(|_| Failure::input(format!("{name} is not UTF-8")))?;
    let levels = read_levels(&text).map_err(|why| Failure::input(format!("{name}: {why}")))?;
    // Names from outside never reach the terminal as they are.
    let topics: BTreeMap<_, _> =
        levels.topics.into_iter().map(|(topic, level)| (printable(&topic).into_owned(), level)).collect();
    Ok(MemberLevels { member: printable(&levels.member).into_owned(), topics })
}

fn title<'c>(course: &'c Course, topic: &'c str) -> &'c str {
    course.topic(topic).map_or(topic, |topic| &topic.title)
}

/// A member's cell: level and date, marked where it is below what is required.
fn cell(member: &MemberLevels, topic: &str, required: Option<Mastery>) -> String {
    let topic = topic.to_owned();
    let mark = if Coverage::is_met(member, &topic, required) { "" } else { " (below)" };
    match member.topics.get(&topic) {
        Some((level, since)) => format!("{} {since}{mark}", level.name()),
        None => format!("-{mark}"),
    }
}

fn rows(coverage: &Coverage, course: &Course) -> Vec<Vec<String>> {
    let head = ["Topic", "Required"].into_iter().map(str::to_owned);
    let members = coverage.members.iter().map(|member| member.member.clone());
    let mut rows = vec![head.chain(members).chain(["Have it".to_owned()]).collect::<Vec<_>>()];
    for (topic, required) in &coverage.topics {
        let cells = coverage.members.iter().map(|member| cell(member, topic, *required));
        let first = [title(course, topic).to_owned(), required.map_or("-", Mastery::name).to_owned()];
        let last = format!("{} of {}", coverage.met_by(topic, *required), coverage.members.len());
        rows.push(first.into_iter().chain(cells).chain([last]).collect());
    }
    rows
}

fn as_table(coverage: &Coverage, course: &Course, out: &mut Out) -> Result<(), Failure> {
    let rows = rows(coverage, course);
    let columns = rows.first().map_or(0, Vec::len);
    let wide: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0))
        .collect();
    for row in rows {
        let cells: Vec<String> =
            row.iter().zip(&wide).map(|(cell, wide)| pad(cell, *wide, Side::Left)).collect();
        out.line(cells.join("  ").trim_end())?;
    }
    Ok(())
}

fn as_markdown(coverage: &Coverage, course: &Course, out: &mut Out) -> Result<(), Failure> {
    for (at, row) in rows(coverage, course).into_iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        out.line(format_args!("| {} |", cells.join(" | ")))?;
        if at == 0 {
            out.line(format_args!("|{}", " --- |".repeat(cells.len())))?;
        }
    }
    Ok(())
}

/// One line for each member and topic, for spreadsheets.
fn as_csv(coverage: &Coverage, out: &mut Out) -> Result<(), Failure> {
    out.line("member,topic,required,level,since,met")?;
    for member in &coverage.members {
        for (topic, required) in &coverage.topics {
            let (level, since) =
                member.topics.get(topic).map_or((String::new(), String::new()), |(level, since)| {
                    (level.name().to_owned(), since.to_string())
                });
            let met = if required.is_none() {
                ""
            } else if Coverage::is_met(member, topic, *required) {
                "yes"
            } else {
                "no"
            };
            let required = required.map_or("", Mastery::name);
            let fields = [&member.member, topic, required, &level, &since, met].map(quoted);
            out.line(fields.join(","))?;
        }
    }
    Ok(())
}

/// A field of comma-separated values; one that a spreadsheet would take for a formula is made a text.
fn quoted(field: &str) -> String {
    let field = if field.starts_with(['=', '+', '-', '@']) { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    complete: bool,
    topics: Vec<TopicOut<'a>>,
}

#[derive(Serialize)]
struct TopicOut<'a> {
    topic: &'a str,
    title: &'a str,
    required: Option<&'static str>,
    met_by: usize,
    members: Vec<MemberOut<'a>>,
}

#[derive(Serialize)]
struct MemberOut<'a> {
    member: &'a str,
    level: Option<&'static str>,
    since: Option<jiff::civil::Date>,
    met: Option<bool>,
}

fn as_json(coverage: &Coverage, course: &Course, out: &mut Out) -> Result<(), Failure> {
    let member = |member: &'_ MemberLevels, topic: &String, required: Option<Mastery>| {
        let found = member.topics.get(topic);
        (
            found.map(|(level, _)| level.name()),
            found.map(|(_, since)| *since),
            required.map(|_| Coverage::is_met(member, topic, required)),
        )
    };
    let topics = coverage
        .topics
        .iter()
        .map(|(topic, required)| TopicOut {
            topic,
            title: title(course, topic),
            required: required.map(Mastery::name),
            met_by: coverage.met_by(topic, *required),
            members: coverage
                .members
                .iter()
                .map(|who| {
                    let (level, since, met) = member(who, topic, *required);
                    MemberOut { member: &who.member, level, since, met }
                })
                .collect(),
        })
        .collect();
    let document = Document { schema: "coldstart.team/1", complete: coverage.is_complete(), topics };
    out.line(serde_json::to_string_pretty(&document)?)
}
