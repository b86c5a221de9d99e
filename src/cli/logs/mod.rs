//! `coldstart logs FILE|DIR|-`: what a log with REPORT lines says, costs and advises.

mod document;
mod report;

use super::Common;
use super::output::{Done, Failure, Out};
use super::waiting::Progress;
use crate::calculator::Rules;
use crate::logs::{self, Advice, Figures, LogCost, Place, Pricing, Problem, Record, Report, Sink, advice};
use crate::platform;
use crate::pricing::{Arch, PriceBook};
use crate::text::{nearest, printable};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Arguments of `coldstart logs`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Reads REPORT lines and platform.report objects, bare or inside the output of
`aws logs tail`, `aws logs filter-log-events`, CloudWatch Logs Insights (CSV or
JSON) and exports, mixed with other lines; gzip too. To get a log:

  aws logs tail /aws/lambda/NAME --since 1d --format short \\
      --filter-pattern REPORT | coldstart logs -

In the terminal UI, @ opens a log; there it can also be played as an animation.

Exit status: 0 done, 2 if there is nothing of Lambda's in the input.")]
pub(super) struct Args {
    /// Log files, folders of them, or `-` for standard input.
    #[arg(value_name = "FILE|DIR|-", required = true)]
    inputs: Vec<PathBuf>,
    /// Give every report itself, too.
    #[arg(long)]
    each: bool,
    /// Price what was used in this region.
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    region: String,
    /// Price it for this architecture, `x86_64` or `arm64`: REPORT lines do not say.
    #[arg(long, value_name = "ARCH", default_value = "x86_64", value_parser = arch)]
    arch: Arch,
    /// Print one JSON document (`coldstart.logs/1`).
    #[arg(long)]
    json: bool,
}

/// Reads `--arch`.
pub(in crate::cli) fn arch(text: &str) -> Result<Arch, String> {
    Arch::from_name(text).ok_or_else(|| {
        let names = || Arch::ALL.iter().map(|arch| arch.name());
        match nearest(text, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("accepted: {}", names().collect::<Vec<_>>().join(", ")),
        }
    })
}

/// A log that has been read, with everything that follows from it.
pub(super) struct Analysis {
    pub(super) figures: Figures,
    pub(super) cost: LogCost,
    pub(super) advice: Vec<Advice>,
    pub(super) region: String,
    pub(super) arch: Arch,
}

/// Runs the command.
pub(super) fn run(args: &Args, common: &Common, out: &mut Out) -> Done {
    let course = common.course();
    let book = PriceBook::of(&course);
    book.region(&args.region).map_err(Failure::input)?;
    let limits = Rules::of(&course).map_err(Failure::outside)?.limits;
    let pricing = Pricing { book: &book, limits: &limits, region: &args.region, arch: args.arch };
    let files = files(&args.inputs)?;
    let mut reader = Reader { figures: Figures::default(), each: None, failed: None };
    if args.each {
        reader.each = Some(Each { out, json: args.json, ascii: common.ascii, written: 0 });
        reader.begin()?;
    }
    let mut progress = Progress::new(common.ascii);
    read_all(&files, &mut reader, &mut progress)?;
    drop(progress);
    let Reader { figures, .. } = reader;
    if figures.is_empty() && figures.lines > 0 {
        return Err(Failure::input(nothing(&args.inputs, figures.lines)));
    }
    let cost = pricing.cost(&figures).map_err(Failure::input)?;
    let advice = advice(&figures, &cost, &pricing).map_err(Failure::input)?;
    let analysis = Analysis { figures, cost, advice, region: args.region.clone(), arch: args.arch };
    if args.json {
        document::write(&analysis, args.each, out)?;
    } else {
        let columns = usize::from(out.columns());
        let text = report::Page { ascii: common.ascii, columns }.of(&analysis);
        out.text(&if common.ascii { in_ascii(&text) } else { text })?;
    }
    Ok(0)
}

fn in_ascii(text: &str) -> String {
    text.replace('µ', "u").replace('–', "-").replace('…', "...")
}

/// The figures of logs, for other commands.
pub(in crate::cli) fn figures(inputs: &[PathBuf], ascii: bool) -> Result<Figures, Failure> {
    let files = files(inputs)?;
    let mut reader = Reader { figures: Figures::default(), each: None, failed: None };
    let mut progress = Progress::new(ascii);
    read_all(&files, &mut reader, &mut progress)?;
    Ok(reader.figures)
}

/// What is said of an input that is no log.
fn nothing(inputs: &[PathBuf], lines: u64) -> String {
    let names: Vec<String> = inputs.iter().map(|input| name(input)).collect();
    let lines = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
    format!(
        "{}: no REPORT line in {lines}; a log of a Lambda function is wanted, as `aws logs tail /aws/lambda/NAME` gives it",
        names.join(", ")
    )
}

/// The name of an input for messages.
fn name(input: &Path) -> String {
    if input == Path::new("-") {
        "standard input".to_owned()
    } else {
        printable(&input.display().to_string()).into_owned()
    }
}

/// The files of all inputs. What cannot be opened is told before anything is written.
fn files(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for input in inputs {
        if input == Path::new("-") {
            files.push(input.clone());
            continue;
        }
        let found = platform::log_files(input).map_err(|error| unreadable(input, &error))?;
        if found.is_empty() {
            return Err(Failure::input(format!("{}: there is no file in this folder", name(input))));
        }
        for file in found {
            platform::open_log(&file, &Arc::default()).map_err(|error| unreadable(&file, &error))?;
            files.push(file);
        }
    }
    Ok(files)
}

fn unreadable(file: &Path, error: &std::io::Error) -> Failure {
    Failure::input(format!("{}: {}", name(file), platform::why_unread(error)))
}

/// Reads all files, one after the other.
fn read_all(files: &[PathBuf], reader: &mut Reader<'_>, progress: &mut Progress) -> Result<(), Failure> {
    let sizes = files.iter().filter_map(|file| Some(file.metadata().ok()?.len()));
    let whole = sizes.sum::<u64>().max(1);
    let bytes = Arc::new(AtomicU64::new(0));
    for file in files {
        let input: Box<dyn Read> = if file == Path::new("-") {
            platform::unpacked(std::io::stdin().lock())?
        } else {
            platform::open_log(file, &bytes).map_err(|error| unreadable(file, &error))?
        };
        let lines = logs::read(input, reader, |reader, _| {
            progress.update(as_f64(bytes.load(Ordering::Relaxed)) / as_f64(whole));
            reader.failed.is_none()
        })
        .map_err(|error| unreadable(file, &error))?;
        if let Some(failure) = reader.failed.take() {
            return Err(failure);
        }
        reader.figures.add_lines(lines);
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a share of a progress bar")]
fn as_f64(bytes: u64) -> f64 {
    bytes as f64
}

/// Counts the records, and writes every report where that is wanted.
struct Reader<'o> {
    figures: Figures,
    each: Option<Each<'o>>,
    failed: Option<Failure>,
}

/// Reports are written as they come: there may be more than memory holds.
struct Each<'o> {
    out: &'o mut Out,
    json: bool,
    ascii: bool,
    written: u64,
}

impl Reader<'_> {
    fn begin(&mut self) -> Result<(), Failure> {
        match &mut self.each {
            Some(each) if each.json => each.out.text(document::BEGIN),
            Some(each) => each.out.line(report::EACH_HEAD),
            None => Ok(()),
        }
    }
}

impl Each<'_> {
    fn write(&mut self, report: &Report) -> Result<(), Failure> {
        if self.json {
            let separator = if self.written == 0 { "\n    " } else { ",\n    " };
            self.out.text(separator)?;
            self.out.text(&serde_json::to_string(&document::Detail::of(report))?)?;
        } else {
            let line = report::each(report);
            self.out.line(if self.ascii { in_ascii(&line) } else { line })?;
        }
        self.written += 1;
        Ok(())
    }
}

impl Sink for Reader<'_> {
    fn record(&mut self, record: &Record, place: Place) {
        if let (Record::Report(report), Some(each), None) = (record, &mut self.each, &self.failed) {
            self.failed = each.write(report).err();
        }
        self.figures.record(record, place);
    }

    fn unparsed(&mut self, problem: Problem) {
        self.figures.unparsed(problem);
    }
}
