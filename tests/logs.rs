//! The log reader: every sample to its fields, every packing, every cut, and what is no log.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use coldstart::calculator::Rules;
use coldstart::course::Course;
use coldstart::logs::{
    Advice, Figures, InitBilling, LONGEST_LINE, Place, Pricing, Problem, Record, Report, Scanner, Sink,
    Status, advice, records,
};
use coldstart::pricing::{Account, Arch, Exact, Function, Limits, PriceBook, bill};
use proptest::prelude::*;
use rust_decimal::Decimal;

const SAMPLES: &str = include_str!("fixtures/report-lines.txt");
const EXPECTED: &str = include_str!("fixtures/report-lines.toml");

/// Id and text of each sample.
fn samples() -> Vec<(String, String)> {
    let mut samples: Vec<(String, String)> = Vec::new();
    for line in SAMPLES.lines() {
        if let Some(id) = line.strip_prefix("### ") {
            samples.push((id.to_owned(), String::new()));
        } else if let Some((_, text)) =
            samples.last_mut().filter(|_| !line.is_empty() && !line.starts_with("# "))
        {
            text.push_str(line);
            text.push('\n');
        }
    }
    samples
}

fn sample(id: &str) -> String {
    samples().into_iter().find(|(known, _)| known == id).unwrap().1
}

/// Milliseconds as they are printed.
fn ms(ns: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "as the program prints them")]
    let ms = ns as f64 / 1e6;
    format!("{ms}")
}

/// A record under the names of the expectations, numbers as text.
fn named(record: &Record) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    let mut put = |name, value: Option<String>| fields.extend(value.map(|value| (name, value)));
    let status = |status: Option<Status>| status.map(|status| status.word().to_owned());
    match record {
        Record::Report(it) => {
            put("request_id", Some(it.request_id.clone()));
            put("duration_ms", Some(ms(it.duration_ns)));
            put("billed_duration_ms", it.billed_ms.map(|it| it.to_string()));
            put("memory_size_mb", it.memory_mb.map(|it| it.to_string()));
            put("max_memory_used_mb", it.max_memory_used_mb.map(|it| it.to_string()));
            put("init_duration_ms", it.init_ns.map(ms));
            put("restore_duration_ms", it.restore_ns.map(ms));
            put("billed_restore_duration_ms", it.billed_restore_ms.map(|it| it.to_string()));
            put("status", status(it.status));
            put("error_type", it.error_type.clone());
            put("cold_start", Some(it.is_cold().to_string()));
            // Of a JSON report the parts of the trace stand under other names.
            if it.time_ns.is_none() {
                put("xray_trace_id", it.xray_trace_id.clone());
                put("xray_segment_id", it.xray_segment_id.clone());
                put("xray_sampled", it.xray_sampled.map(|it| it.to_string()));
            } else if let Some(span) = &it.xray_segment_id {
                put("trace_span_id", Some(span.clone()));
                assert_eq!(it.xray_trace_id.as_deref(), Some("1-6352a70e-1e2c502e358361800241fd45"));
                assert_eq!(it.xray_sampled, Some(true));
            }
        }
        Record::InitReport(it) => {
            put("init_duration_ms", Some(ms(it.init_ns)));
            put("phase", it.phase.clone());
            put("status", status(it.status));
            put("error_type", it.error_type.clone());
            put("initialization_type", it.initialization_type.clone());
        }
        Record::RestoreReport(it) => {
            put("restore_duration_ms", Some(ms(it.restore_ns)));
            put("status", status(it.status));
        }
        Record::Start { request_id, version } => {
            put("request_id", Some(request_id.clone()));
            put("version", version.clone());
        }
        Record::InitStart { runtime_version, runtime_version_arn } => {
            put("runtime_version", runtime_version.clone());
            put("runtime_version_arn", runtime_version_arn.clone());
        }
        Record::RuntimeDone(it) => {
            put("request_id", Some(it.request_id.clone()));
            put("duration_ms", it.duration_ns.map(ms));
            put("produced_bytes", it.produced_bytes.map(|it| it.to_string()));
            put("status", status(it.status));
        }
        Record::TimedOut { request_id, timeout_ns } => {
            put("request_id", Some(request_id.clone()));
            put("timeout_s", Some(ms(*timeout_ns / 1000)));
        }
        Record::Crashed { request_id, error_type } => {
            put("request_id", Some(request_id.clone()));
            put("error_type", error_type.clone());
        }
    }
    fields.sort_unstable();
    fields
}

#[test]
fn every_sample_has_its_fields() {
    let expected: toml::Table = EXPECTED.parse().unwrap();
    let expected = expected["sample"].as_array().unwrap();
    let samples = samples();
    assert_eq!(samples.len(), expected.len());
    for ((id, text), expected) in samples.iter().zip(expected) {
        assert_eq!(expected["id"].as_str(), Some(id.as_str()));
        assert_eq!(
            text.lines().count(),
            usize::try_from(expected["line_count"].as_integer().unwrap()).unwrap()
        );
        let (found, problems) = records(text.as_bytes());
        assert_eq!(problems, [], "{id}");
        if expected["kind"].as_str() == Some("none") {
            assert_eq!(found, [], "{id}");
            continue;
        }
        let [(record, place)] = found.as_slice() else { panic!("{id}: {found:#?}") };
        assert_eq!(place.line, 1, "{id}");
        let kind = match record {
            Record::Report(it) => ["REPORT", "platform.report"][usize::from(it.time_ns.is_some())],
            Record::InitReport(_) => {
                ["INIT_REPORT", "platform.initReport"][usize::from(text.starts_with('{'))]
            }
            Record::RestoreReport(_) => {
                ["RESTORE_REPORT", "platform.restoreReport"][usize::from(text.starts_with('{'))]
            }
            Record::Start { .. } => ["START", "platform.start"][usize::from(text.starts_with('{'))],
            Record::InitStart { .. } => "INIT_START",
            Record::RuntimeDone(_) => "platform.runtimeDone",
            Record::TimedOut { .. } => "TIMEOUT_MESSAGE",
            Record::Crashed { .. } => "CRASH_MESSAGE",
        };
        assert_eq!(expected["kind"].as_str(), Some(kind), "{id}");
        let mut wanted: Vec<(&str, String)> = expected
            .as_table()
            .unwrap()
            .iter()
            .filter(|(key, _)| {
                !["id", "line_count", "provenance", "kind", "time", "trace_value"].contains(&key.as_str())
            })
            .map(|(key, value)| {
                let value = match value {
                    toml::Value::String(text) => text.clone(),
                    toml::Value::Float(number) => format!("{number}"),
                    toml::Value::Integer(number) => number.to_string(),
                    toml::Value::Boolean(flag) => flag.to_string(),
                    other => panic!("{other:?}"),
                };
                (key.as_str(), value)
            })
            .collect();
        wanted.sort_unstable();
        assert_eq!(named(record), wanted, "{id}");
    }
}

fn reports(text: &str) -> Vec<Report> {
    let (found, problems) = records(text.as_bytes());
    assert_eq!(problems, [], "{text}");
    let report = |(record, _)| if let Record::Report(report) = record { Some(report) } else { None };
    found.into_iter().filter_map(report).collect()
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

const AT: i64 = 1_793_614_504_118_000_000;
const AT_MS: i64 = 1_793_614_504_118;

/// Every way in which people get a log out of CloudWatch: the same report, with its time.
#[test]
fn every_packing_gives_the_same_report() {
    for id in ["cold-xray", "snapstart-restore", "json-report-cold"] {
        let text = sample(id);
        let mut bare = reports(&text).remove(0);
        let own_time = bare.time_ns.is_some();
        if !own_time {
            bare.time_ns = Some(AT);
        }
        let message = quoted(&text);
        let csv = format!("\"{}\"", text.trim_end().replace('"', "\"\""));
        let event = format!("\"timestamp\":{AT_MS},\"message\":{message},\"ingestionTime\":1793614504200");
        let pretty = |keys: &[String]| {
            format!(
                "{{\n    \"events\": [\n        {{\n            {}\n        }}\n    ]\n}}\n",
                keys.join(",\n            ")
            )
        };
        let keys = [
            "\"logStreamName\": \"2026/11/02/[$LATEST]ab12\"".to_owned(),
            format!("\"timestamp\": {AT_MS}"),
            format!("\"message\": {message}"),
            "\"ingestionTime\": 1793614504999".to_owned(),
            "\"eventId\": \"39214792140000000000000000000000000000000000000000000000\"".to_owned(),
        ];
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        for packed in [
            format!("2026-11-02T10:15:04.118000+00:00 2026/11/02/[$LATEST]ab12 {text}"),
            format!("2026-11-02T10:15:04.118Z {text}"),
            format!("2026-11-02T10:15:04.118\t{text}"),
            format!("1793614504118 {text}"),
            pretty(&keys),
            pretty(&sorted),
            format!(
                "{{\"events\":[{{\"logStreamName\":\"2026/11/02/[$LATEST]ab12\",{event},\"eventId\":\"1\"}}]}}"
            ),
            format!(
                "{{\"eventId\":\"1\",\"ingestionTime\":1793614504200,\"message\":{message},\"timestamp\":{AT_MS}}}"
            ),
            format!("@timestamp,@message\n2026-11-02 10:15:04.118,{csv}\n"),
            format!("timestamp,message\n1793614504118,{csv}\n"),
            format!("[{{\"@timestamp\":\"2026-11-02 10:15:04.118\",\"@message\":{message}}}]"),
            format!(
                "START RequestId: 1dbf94d3-7592-4d8b-a7b4-1e541f60235f\r\n2026-11-02T10:15:04.118Z {}",
                text.replace('\n', "\r\n")
            ),
        ] {
            assert_eq!(reports(&packed), std::slice::from_ref(&bare), "{id}: {packed}");
        }
    }
}

#[test]
fn json_may_be_spread_over_lines_and_sorted() {
    let text = sample("json-report-traced");
    let bare = reports(&text);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    // Without a feature of its own this library sorts keys, so the type comes last.
    assert!(pretty.find("record") < pretty.find("platform.report"));
    assert_eq!(reports(&pretty), bare);
    assert_eq!(reports(&format!("2022-10-21T14:05:06+00:00 stream {pretty}\nnext\n")), bare);
    let several = serde_json::to_string_pretty(&vec![&value, &value, &value]).unwrap();
    assert_eq!(reports(&several).len(), 3);
    let compact = serde_json::to_string(&vec![&value, &value, &value]).unwrap();
    assert_eq!(reports(&compact).len(), 3);
}

#[test]
fn rows_of_insights_are_reports() {
    let text = "@timestamp,@requestId,@duration,@billedDuration,@memorySize,@maxMemoryUsed,@initDuration,@type\n\
                2026-11-02 10:15:04.118,0b6c1d52-7f0e-4a37-9c4e-51f0a3a2d001,12.84,257.0,2.56E8,5.8E7,243.19,REPORT\n\
                2026-11-02 10:15:04.118,0b6c1d52-7f0e-4a37-9c4e-51f0a3a2d001,,,,,,START\n\
                2026-11-02 10:15:05.118,0b6c1d52-7f0e-4a37-9c4e-51f0a3a2d002,3.02,4.0,256000000,58000000,,REPORT\n";
    let found = reports(text);
    assert_eq!(found.len(), 2);
    let mut expected = reports(&sample("cold-python")).remove(0);
    expected.time_ns = Some(AT);
    assert_eq!(found[0], expected);
    assert_eq!(
        (found[1].memory_mb, found[1].max_memory_used_mb, found[1].init_ns),
        (Some(256), Some(58), None)
    );
}

#[test]
fn managed_instances_say_only_how_long() {
    let text = r#"{"time":"2026-11-02T10:15:04.118Z","type":"platform.report","record":{"requestId":"79b5e81f-9cdd-4145-b1f6-7c50ef8a2a36","metrics":{"durationMs":12.5},"status":"success"}}"#;
    let found = reports(text);
    assert_eq!((found[0].duration_ns, found[0].billed_ms, found[0].memory_mb), (12_500_000, None, None));
}

#[test]
fn what_is_broken_is_named_with_its_place() {
    let text = "fine\n  é REPORT RequestId: 0b6c1d52-7f0e-4a37-9c4e-51f0a3a2d001\tDuration: oops ms\tBilled Duration: 1 ms\n\
                {\"time\":\"2026-11-02T10:15:04.118Z\",\"type\":\"platform.report\",\"record\":{\"requestId\":\"79b5";
    let (found, problems) = records(text.as_bytes());
    assert_eq!(found, []);
    assert_eq!(problems[0].place, Place { line: 2, column: 70 });
    assert_eq!(
        (problems[0].message, problems[0].found.as_str()),
        ("a time in `ms` is wanted here", "oops ms Billed Duration: 1 ms")
    );
    assert_eq!(
        (problems[1].place, problems[1].message),
        (Place { line: 3, column: 1 }, "this object is cut off")
    );
    let (_, problems) = records(b"REPORT RequestId: 0b6c1d52-7f0e-4a37\tDuration: \x1b[31m\xff\xfe");
    assert!(!problems[0].found.contains('\x1b'), "{problems:?}");
}

/// Counts what is found.
#[derive(Default)]
struct Count(Vec<Record>, Vec<Problem>, Vec<Place>);

impl Sink for Count {
    fn record(&mut self, record: &Record, place: Place) {
        self.0.push(record.clone());
        self.2.push(place);
    }

    fn unparsed(&mut self, problem: Problem) {
        self.1.push(problem);
    }
}

#[test]
fn a_line_without_end_is_taken_in_pieces() {
    let event = format!("{{\"timestamp\":{AT_MS},\"message\":{}}},", quoted(&sample("cold-xray")));
    let json = format!("{{\"timestamp\":{AT_MS},\"message\":{}}},", quoted(&sample("json-report-cold")));
    let both = event + &json + &"{\"timestamp\":0,\"message\":\"é nothing of the kind\"},".repeat(3);
    let times = 5 * LONGEST_LINE / both.len();
    let text = format!("{{\"events\":[{}]}}\nlast\n", both.repeat(times));
    let mut count = Count::default();
    let mut scanner = Scanner::default();
    for chunk in text.as_bytes().chunks(100_000) {
        scanner.feed(chunk, &mut count);
    }
    scanner.finish(&mut count);
    assert_eq!((count.0.len(), count.1.len(), scanner.lines()), (2 * times, 0, 2));
    assert!(count.0.iter().all(|it| matches!(it, Record::Report(it) if it.time_ns.is_some())));
    let first = count.2[0].column;
    let width = both.chars().count() as u64;
    for (at, place) in count.2.iter().step_by(2).enumerate() {
        assert_eq!((place.line, place.column), (1, first + at as u64 * width));
    }
}

fn all() -> Vec<u8> {
    let mut text = SAMPLES.to_owned();
    for id in ["cold-xray", "json-report-traced"] {
        let message = quoted(&sample(id));
        text +=
            &["{\n  \"timestamp\": ", &AT_MS.to_string(), ",\n  \"message\": ", &message, "\n}\n"].concat();
        let value: serde_json::Value = serde_json::from_str(&sample("json-report-traced")).unwrap();
        text += &serde_json::to_string_pretty(&value).unwrap();
        text += "\n";
    }
    text.into_bytes()
}

proptest! {
    #[test]
    fn a_log_may_be_cut_anywhere(cuts in prop::collection::vec(1..4000_usize, 0..40)) {
        let text = all();
        let (mut whole, mut parts) = (Count::default(), Count::default());
        let (mut one, mut other) = (Scanner::default(), Scanner::default());
        one.feed(&text, &mut whole);
        one.finish(&mut whole);
        let mut rest = text.as_slice();
        for cut in cuts {
            let (part, after) = rest.split_at(cut.min(rest.len()));
            other.feed(part, &mut parts);
            rest = after;
        }
        other.feed(rest, &mut parts);
        other.finish(&mut parts);
        prop_assert_eq!(whole.0, parts.0);
        prop_assert_eq!(whole.1, parts.1);
        prop_assert_eq!(whole.2, parts.2);
        prop_assert_eq!(one.lines(), other.lines());
    }

    #[test]
    fn nothing_makes_it_panic(
        noise in prop::collection::vec(any::<u8>(), 0..300),
        at in 0..12_000_usize,
        length in 0..200_usize,
    ) {
        let mut text = all();
        let at = at.min(text.len());
        let end = (at + length).min(text.len());
        text.splice(at..end, noise);
        let (_, problems) = records(&text);
        for problem in problems {
            prop_assert!(!problem.found.chars().any(coldstart::text::is_unprintable));
        }
    }
}

fn limits() -> Limits {
    Rules::of(&Course::built_in()).unwrap().limits
}

fn figures(text: &str) -> Figures {
    let mut figures = Figures::default();
    let mut scanner = Scanner::default();
    scanner.feed(text.as_bytes(), &mut figures);
    scanner.finish(&mut figures);
    figures.add_lines(scanner.lines());
    figures
}

/// Dollars for one report, by the cost calculator.
fn price(report: &Report, limits: &Limits, arch: Arch) -> Exact {
    let function = Function {
        arch,
        billed_ms: Some(Decimal::from(report.billed_ms.unwrap())),
        ..Function::new(Decimal::ONE, Decimal::ZERO, Decimal::from(report.memory_mb.unwrap()))
    };
    let account = Account::new("eu-west-1", Decimal::from(730), vec![function]);
    bill(PriceBook::built_in(), limits, &account).unwrap().total.exact
}

#[test]
fn the_rule_for_init_is_told_from_the_line() {
    let rule = |id| reports(&sample(id))[0].init_billing();
    for id in [
        "cold-python",
        "cold-java-large-init",
        "cold-billed-since-2025-08",
        "oom-cold",
        "timeout-old-report",
        "json-report-cold",
    ] {
        assert_eq!(rule(id), InitBilling::Billed, "{id}");
    }
    for id in ["cold-billed-before-2025-08", "json-report-doc", "json-report-traced"] {
        assert_eq!(rule(id), InitBilling::Free, "{id}");
    }
    assert_eq!((rule("warm-python"), rule("snapstart-restore")), (InitBilling::Absent, InitBilling::Absent));
    // The same invocation before and after: today's rule makes them equal, and the newer line is left as it is.
    let today = |id| reports(&sample(id))[0].billed_ms_with_init();
    assert_eq!(today("cold-billed-before-2025-08"), Some(351));
    assert_eq!(today("cold-billed-since-2025-08"), Some(351));
    // A restore is in the billed time already.
    let restored = figures(&sample("snapstart-restore"));
    assert_eq!(restored.billed_ms(), 313);
    assert_eq!(restored.sizes[&3538].restore_ms, 163);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn lines_one_by_one_cost_what_the_log_costs(
        lines in prop::collection::vec((1..900_000_u64, 0..4_usize, prop::option::of(1..9_999_u32)), 1..60),
        arm in any::<bool>(),
    ) {
        let limits = limits();
        let arch = if arm { Arch::Arm64 } else { Arch::X86_64 };
        let text: String = lines
            .iter()
            .map(|(billed, size, init)| {
                let init = init.map_or_else(String::new, |init| format!("\tInit Duration: {init}.5 ms"));
                let mb = [128, 1769, 3009, 10_240][*size];
                report("", *billed, *billed, &format!("Memory Size: {mb} MB\tMax Memory Used: 99 MB{init}"))
            })
            .collect();
        let found = reports(&text);
        let sum = |reports: &[Report]| {
            reports.iter().try_fold(Exact::ZERO, |sum, it| sum.plus(price(it, &limits, arch))).unwrap()
        };
        let figures = figures(&text);
        let pricing = Pricing { book: PriceBook::built_in(), limits: &limits, region: "eu-west-1", arch };
        let cost = pricing.cost(&figures).unwrap();
        prop_assert_eq!(cost.total.exact, sum(&found));
        let today: Vec<Report> =
            found.iter().map(|it| Report { billed_ms: it.billed_ms_with_init(), ..it.clone() }).collect();
        prop_assert_eq!(cost.with_init.exact, sum(&today));
        for piece in advice(&figures, &cost, &pricing).unwrap() {
            let bounded = piece.saving.is_none_or(|saving| saving.to_f64() <= cost.total.exact.to_f64());
            prop_assert!(bounded, "{:?}", piece);
        }
    }
}

/// A line with the duration in whole milliseconds.
fn report(time: &str, duration: u64, billed: u64, rest: &str) -> String {
    format!(
        "{time}REPORT RequestId: 0b6c1d52-7f0e\tDuration: {duration}.00 ms\tBilled Duration: {billed} ms\t{rest}\n"
    )
}

fn advised(text: &str) -> Vec<Advice> {
    let limits = limits();
    let figures = figures(text);
    let book = PriceBook::built_in();
    let pricing = Pricing { book, limits: &limits, region: "us-east-1", arch: Arch::X86_64 };
    let cost = pricing.cost(&figures).unwrap();
    advice(&figures, &cost, &pricing).unwrap()
}

#[test]
fn advice_has_its_saving_from_the_prices() {
    // 20 invocations of 1 s at 1,024 MB, of which 100 MB were used; one hung for 30 s.
    let size = "Memory Size: 1024 MB\tMax Memory Used: 100 MB";
    let text = report("", 1000, 1000, size).repeat(20)
        + &report("", 30_000, 30_000, &format!("{size}\tStatus: timeout"));
    let advice = advised(&text);
    let of = |about: &str| advice.iter().find(|it| it.about == about).unwrap();
    // 50 GB-seconds at 0.0000166667; 100 MB and a quarter more is 128 MB, an eighth.
    assert_eq!(of("memory").saving.unwrap().to_string(), "0.000729168125");
    assert!(of("memory").text.contains("128 MB instead of 1024 MB") && of("memory").at_most);
    assert_eq!(of("arm64").saving.unwrap().to_string(), "0.000166665");
    // Three times 1 s instead of 30 s: 27 s less.
    assert!(of("timeout").text.contains("to 3 s"), "{:?}", of("timeout"));
    assert_eq!(of("timeout").saving.unwrap().to_string(), "0.0004500009");
    let savings: Vec<f64> = advice.iter().map(|it| it.saving.unwrap().to_f64()).collect();
    assert!(savings.is_sorted_by(|one, other| one >= other), "{savings:?}");
    let full = report("", 5, 5, "Memory Size: 128 MB\tMax Memory Used: 127 MB").repeat(20);
    let advice = advised(&full);
    let more = |it: &&Advice| it.about == "memory" && it.text.starts_with("Give more") && it.saving.is_none();
    assert_eq!(advice.iter().filter(more).count(), 1);
}

#[test]
fn no_time_out_is_advised_that_lambda_does_not_have() {
    let size = "Memory Size: 1024 MB\tMax Memory Used: 900 MB";
    let log = |done: u64, limit: u64| {
        report("", done, done, size).repeat(20)
            + &report("", limit, limit, &format!("{size}\tStatus: timeout"))
    };
    let told = |text: &str| advised(text).into_iter().find(|it| it.about == "timeout").unwrap().text;
    assert!(told(&log(50_000, 60_000)).starts_with("Raise the time-out above 1 min"));
    assert!(told(&log(800_000, 900_000)).starts_with("Split the work"));
}

#[test]
fn messages_of_older_logs_are_counted_once() {
    let message = sample("timeout-message-old");
    let report = sample("timeout-old-report");
    let crash = sample("crash-old") + &sample("crash-message-old");
    for text in [
        format!("{message}{report}{crash}"),
        format!("{report}noise\n{message}{crash}"),
        format!("{message}{message}{report}{crash}{message}"),
    ] {
        let figures = figures(&text);
        assert_eq!((figures.reports, figures.timeouts, figures.errors), (2, 1, 1), "{text}");
        assert_eq!(figures.sizes[&128].timed_out_ms, 3117, "{text}");
    }
    let newer = report.trim_end().to_owned() + "\tStatus: timeout\n";
    for text in [format!("{message}{newer}"), format!("{newer}{message}")] {
        assert_eq!(figures(&text).timeouts, 1, "{text}");
    }
}
