//! `coldstart animate SCENARIO`: a run to watch, its story line by line, or a recording of it.

mod record;

use super::Common;
use super::output::{Done, Failure, Out};
use super::simulate::{Loaded, load, load_log, paragraphs};
use super::tui;
use crate::animation::{Reel, SPEEDS, Scene, Speed, clock, edge};
use crate::app::animation::{View, walk};
use crate::calculator::Rules;
use crate::pricing::{Exact, PriceBook};
use crate::scenarios::{StoryLine, Teller};
use crate::simulation::Player;
use crate::text::quantity::{Count, Duration};
use crate::text::{lines, nearest, width};
use serde::Serialize;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Arguments of `coldstart animate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A scenario file, the id of a built-in scenario (`coldstart scenarios` lists them), `edge` for a request's way through CloudFront,
    /// or `-` for standard input.
    #[arg(value_name = "SCENARIO", required_unless_present = "logs")]
    scenario: Option<String>,
    /// Replay a log with REPORT lines instead (a file or a folder): requests come as they came there, their times are drawn from those in it.
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "scenario")]
    logs: Option<PathBuf>,
    /// Print the story line by line.
    #[arg(long)]
    plain: bool,
    /// Write an asciinema recording (version 2) of the animation: the same each time.
    #[arg(long, value_name = "FILE.cast", conflicts_with = "plain")]
    record: Option<PathBuf>,
    /// Begin at this virtual time.
    #[arg(long, value_name = "TIME", value_parser = Duration::parse_nanoseconds)]
    from: Option<u64>,
    /// Begin with this view of the run.
    #[arg(long, value_name = "VIEW", value_parser = view, default_value = "path")]
    view: View,
    /// Play a recording at so many times real time: `10`, `1/20`. The nearest speed of the animation is taken.
    #[arg(long, value_name = "TIMES", value_parser = speed)]
    speed: Option<usize>,
    /// Columns and rows of a recording.
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = size, default_value = "80x24")]
    size: (u16, u16),
    /// Stop at this virtual time, such as `2m`.
    #[arg(long, value_name = "TIME", value_parser = Duration::parse_nanoseconds)]
    until: Option<u64>,
    /// Seed of the random numbers, in place of the one in the file.
    #[arg(long, value_name = "N", value_parser = Count::parse_whole)]
    seed: Option<u64>,
    /// Price what is used in this region.
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    region: String,
    /// Print one JSON document (`coldstart.animate/1`).
    #[arg(long, requires = "plain")]
    json: bool,
}

/// A line of the story in JSON. `cost` is what this line adds to the bill.
#[derive(Serialize)]
struct LineOut<'a> {
    t_s: f64,
    event: &'a str,
    environment: Option<u64>,
    request: Option<u64>,
    text: &'a str,
    cost: Option<Exact>,
    /// The id of the fact behind it.
    fact: Option<&'a str>,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    if args.scenario.as_deref() == Some(edge::ID) {
        return show_edge(args, common, out);
    }
    let loaded = match (&args.logs, &args.scenario) {
        (Some(log), _) => load_log(log, common)?,
        (None, Some(scenario)) => match load(scenario, common)? {
            Some(loaded) => loaded,
            None => return Ok(2),
        },
        (None, None) => {
            return Err(Failure::input("which scenario? `coldstart scenarios` lists the built-in ones"));
        }
    };
    let book = PriceBook::of(&common.course());
    if let Some(file) = &args.record {
        let reel = reel(loaded, args, common)?;
        return record::write(file, reel.into(), args, common);
    }
    if !args.plain && std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return tui::run(
            common,
            false,
            tui::First::Animation(Box::new(reel(loaded, args, common)?.into()), args.view),
        );
    }
    let Loaded { scenario, title, text, limits } = loaded;
    let mut teller = Teller::new(&scenario, &args.region, &book, &limits).map_err(Failure::input)?;
    let mut story = Story { out, json: args.json, lines: 0 };
    story.begin(&title, &text)?;
    for line in teller.before() {
        story.tell(&line)?;
    }
    let until = args.until.unwrap_or(u64::MAX);
    let mut player = Player::new(scenario.clone(), args.seed.unwrap_or(scenario.seed));
    for event in player.opening() {
        story.tell(&teller.tell(event))?;
    }
    while let Some(events) = player.step_forward() {
        for event in events {
            if args.from.is_some_and(|from| event.at_ns < from) {
                teller.note(&event);
                continue;
            }
            if event.at_ns > until {
                return story.end();
            }
            story.tell(&teller.tell(&event))?;
        }
    }
    story.end()
}

/// The way through CloudFront: the same ways to see it as of a run.
fn show_edge(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    let limits = Rules::of(&course).map_err(Failure::outside)?.limits;
    let book = PriceBook::of(&course);
    let mut walk = walk(edge::EdgeRules::of(&course), book, &limits).map_err(Failure::outside)?;
    let from = args.from.unwrap_or(0);
    if args.record.is_some()
        || !args.plain && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
    {
        walk.seek(from);
        return match &args.record {
            Some(file) => record::write(file, walk.into(), args, common),
            None => tui::run(common, false, tui::First::Animation(Box::new(walk.into()), args.view)),
        };
    }
    let until = args.until.unwrap_or(u64::MAX);
    let mut story = Story { out, json: args.json, lines: 0 };
    story.begin(&walk.way().title, &paragraphs(&walk.way().text))?;
    story.tell(&walk.before())?;
    for line in walk.story().filter(|line| (from..=until).contains(&line.at_ns)) {
        story.tell(line)?;
    }
    story.end()
}

fn reel(loaded: Loaded, args: &Args, common: &Common) -> Result<Reel, Failure> {
    let Loaded { scenario, title, limits, .. } = loaded;
    let book = PriceBook::of(&common.course());
    let seed = args.seed.unwrap_or(scenario.seed);
    let scene = Scene { scenario, seed, title, book, limits, region: args.region.clone() };
    let mut reel = Reel::new(scene).map_err(Failure::input)?;
    if let Some(from) = args.from {
        reel.seek(from);
    }
    Ok(reel)
}

fn view(text: &str) -> Result<View, String> {
    View::find(text).ok_or_else(|| {
        let names = View::ALL.map(View::name);
        let near = nearest(text, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("there is no view `{text}`: there are {}{near}", names.join(", "))
    })
}

/// The place of the nearest speed in the animation's scale.
fn speed(text: &str) -> Result<usize, String> {
    let wrong = || format!("`{text}` is not a speed such as `10` or `1/20`");
    let (times, over) = text.split_once('/').unwrap_or((text, "1"));
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number > 0).ok_or_else(wrong);
    let wanted = f64::from(number(times)?) / f64::from(number(over)?);
    let off = |speed: &Speed| (f64::from(speed.times) / f64::from(speed.over) / wanted).ln().abs();
    let nearest = SPEEDS.iter().enumerate().min_by(|one, other| off(one.1).total_cmp(&off(other.1)));
    nearest.map(|(at, _)| at).ok_or_else(wrong)
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let parts =
        text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    match parts {
        Some((width, height)) if (40..=400).contains(&width) && (12..=150).contains(&height) => {
            Ok((width, height))
        }
        _ => Err(format!("`{text}` is not a size such as `80x24`, from 40x12 to 400x150")),
    }
}

/// Writes a story as it is told: it may be long.
struct Story<'a> {
    out: &'a mut Out,
    json: bool,
    lines: u64,
}

impl Story<'_> {
    fn begin(&mut self, title: &str, text: &[String]) -> Result<(), Failure> {
        if self.json {
            return self.out.text("{\n  \"schema\": \"coldstart.animate/1\",\n  \"story\": [");
        }
        let columns = usize::from(self.out.columns()).clamp(20, 80);
        self.out.line(title)?;
        self.out.line("")?;
        let note =
            "In brackets stands the fact behind a step: `coldstart facts ID` shows it with its source."
                .to_owned();
        for paragraph in text.iter().chain([&note]) {
            for line in lines(paragraph, columns) {
                self.out.line(line)?;
            }
            self.out.line("")?;
        }
        Ok(())
    }

    fn tell(&mut self, line: &StoryLine) -> Result<(), Failure> {
        self.lines += 1;
        if self.json {
            let document = LineOut {
                t_s: crate::simulation::seconds(line.at_ns),
                event: line.event,
                environment: line.environment,
                request: line.request,
                text: &line.text,
                cost: line.cost,
                fact: line.fact,
            };
            let separator = if self.lines == 1 { "" } else { "," };
            return self.out.text(&format!("{separator}\n    {}", serde_json::to_string(&document)?));
        }
        let clock = clock(line.at_ns);
        let indent = width(&clock) + 2;
        let columns = usize::from(self.out.columns()).saturating_sub(indent).max(20);
        let mut before = format!("{clock}  ");
        let fact = line.fact.map(|id| format!(" [{id}]")).unwrap_or_default();
        for part in lines(&format!("{}{fact}", line.text), columns) {
            self.out.line(format_args!("{before}{part}"))?;
            before = " ".repeat(indent);
        }
        Ok(())
    }

    fn end(self) -> Done {
        if self.json {
            self.out.line("\n  ]\n}")?;
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn the_clock_shows_milliseconds() {
        assert_eq!(clock(3_723_004_999_999), "01:02:03.004");
        assert_eq!(clock(0), "00:00:00.000");
    }
}
