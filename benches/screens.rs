//! What it costs to draw each screen of the built-in course into a buffer, and to take in a key.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench may stop at the first surprise")]

use coldstart::app::{Model, Msg, Now, Record, Start};
use coldstart::course::Course;
use coldstart::input::Chord;
use coldstart::memory::Scheduler;
use coldstart::progress::{Calendar, Progress};
use coldstart::ui::{Theme, paint};
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::{Timestamp, tz::TimeZone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

fn model(size: (u16, u16), keys: &str) -> Model {
    let course = Arc::new(Course::built_in());
    let progress = Progress::from_log([], Scheduler::default(), Calendar::new(TimeZone::UTC), &|_| None);
    let record = Record::new(progress, Vec::new(), None);
    let mut model = Model::new(course, record, Start { size, ..Start::default() });
    for key in keys.split_whitespace() {
        press(&mut model, key);
    }
    model
}

fn press(model: &mut Model, key: &str) {
    let chord: Chord = key.parse().unwrap();
    model.update(Msg::Key(chord), Now { at: Timestamp::UNIX_EPOCH, tick: Duration::ZERO });
}

fn screens(criterion: &mut Criterion) {
    for (width, height) in [(80, 24), (200, 60)] {
        for (name, keys) in [
            ("home", ""),
            ("page", "enter space"),
            ("check", "enter enter"),
            ("practice", "p"),
            ("help", "enter ?"),
        ] {
            let model = model((width, height), keys);
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            criterion.bench_function(&format!("draw/{name} {width}x{height}"), |bench| {
                bench.iter(|| black_box(paint(&model, Theme::terminal(), &mut buffer)));
            });
        }
    }
    let mut scrolled = model((200, 60), "enter");
    criterion.bench_function("update/scroll a line and back", |bench| {
        bench.iter(|| {
            press(&mut scrolled, "down");
            press(&mut scrolled, "up");
        });
    });
    criterion.bench_function("start/model of the built-in course", |bench| {
        bench.iter(|| black_box(model((80, 24), "")));
    });
    criterion.bench_function("start/open the longest page", |bench| {
        bench.iter(|| black_box(model((80, 24), "enter")));
    });
}

criterion_group!(benches, screens);
criterion_main!(benches);
