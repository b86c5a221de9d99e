//! How many bytes a second of a log are read, on one core.
#![allow(missing_docs)]

use coldstart::logs::{Figures, read};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;

const SIZE: usize = 64 << 20;

fn repeated(line: impl Fn(u64) -> String) -> Vec<u8> {
    let mut text = String::with_capacity(SIZE + 1024);
    let mut at = 0;
    while text.len() < SIZE {
        text.push_str(&line(at));
        at += 1;
    }
    text.into_bytes()
}

/// An hour is 3,600,000 ms; every hundredth invocation is cold.
fn report(at: u64) -> String {
    let (ms, cold) = (at * 37 % 900, at.is_multiple_of(100));
    let mut line = format!(
        "REPORT RequestId: 0b6c1d52-7f0e-4a37-9c4e-{at:012x}\tDuration: {ms}.42 ms\tBilled Duration: {} ms\t\
         Memory Size: 512 MB\tMax Memory Used: {} MB\t",
        ms + 1 + if cold { 250 } else { 0 },
        90 + at % 40
    );
    if cold {
        line.push_str("Init Duration: 249.60 ms\t");
    }
    line
}

fn stamp(at: u64) -> String {
    let s = at / 10;
    format!(
        "2026-11-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        1 + s / 86_400 % 28,
        s / 3600 % 24,
        s / 60 % 60,
        s % 60,
        at % 10 * 100
    )
}

/// What a function's log looks like: START, a few lines of its own, END, REPORT.
fn mixed(at: u64) -> String {
    let (id, time) = (format!("0b6c1d52-7f0e-4a37-9c4e-{at:012x}"), stamp(at));
    let mut text = format!("{time} START RequestId: {id} Version: $LATEST\n");
    for step in 0..3 {
        let _ = writeln!(
            text,
            "{time} {time}\t{id}\tINFO\tstep {step}: read 25 items of the order, 3 were new and 22 known"
        );
    }
    let _ = writeln!(text, "{time} END RequestId: {id}\n{time} {}", report(at));
    text
}

fn json(at: u64) -> String {
    format!(
        "{{\"time\":\"{}\",\"type\":\"platform.report\",\"record\":{{\"requestId\":\"0b6c1d52-7f0e-4a37-9c4e-{at:012x}\",\"metrics\":{{\"durationMs\":{}.913,\
         \"billedDurationMs\":{},\"memorySizeMB\":256,\"maxMemoryUsedMB\":123}},\"status\":\"success\"}}}}\n",
        stamp(at),
        at * 37 % 900,
        at * 37 % 900 + 1
    )
}

fn logs(c: &mut Criterion) {
    let mut group = c.benchmark_group("read a log");
    group.throughput(Throughput::Bytes(SIZE as u64)).sample_size(10);
    for (name, text) in [
        ("REPORT lines alone", repeated(|at| format!("{}\n", report(at)))),
        ("REPORT lines with time stamps", repeated(|at| format!("{} {}\n", stamp(at), report(at)))),
        ("a whole log", repeated(mixed)),
        ("platform.report", repeated(json)),
        (
            "nothing of Lambda's",
            repeated(|at| format!("{} INFO request {at} was served in 12 ms by 10.0.0.1\n", stamp(at))),
        ),
        ("one line without end", vec![b'x'; SIZE]),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| {
                let mut figures = Figures::default();
                read(black_box(text.as_slice()), &mut figures, |_, _| true)
                    .map(|lines| (lines, figures.reports))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, logs);
criterion_main!(benches);
