//! What a learner waits for: opening the file, reading the log, keeping an answer.
#![allow(clippy::unwrap_used, missing_docs)]

use coldstart::memory::{Grade, Scheduler};
use coldstart::progress::{Attempt, Calendar, Identity, Mode, Place, ProfileName, Progress, Store};
use coldstart::store::SqliteStore;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::{Timestamp, tz::TimeZone};
use std::hint::black_box;
use std::path::Path;

/// Two years of a diligent learner.
const ANSWERS: u32 = 10_000;

fn attempt(number: u32) -> Attempt {
    Attempt {
        id: format!("01KE0000000000000000{number:06}"),
        question: format!("question-{}", number % 700),
        rev: 1,
        at: Timestamp::from_second(1_767_600_000 + i64::from(number) * 6_000).unwrap(),
        day: None,
        mode: Mode::Review,
        answer: Some(serde_json::json!([number % 4 + 1])),
        correct: !number.is_multiple_of(5),
        grade: if number.is_multiple_of(5) { Grade::Again } else { Grade::Good },
        certainty: None,
        hints: 0,
        took_ms: 8_000,
        undone: false,
    }
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, &ProfileName::default()).unwrap()
}

fn store(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("progress.db");
    let log: Vec<Attempt> = (0..ANSWERS).map(attempt).collect();
    open(&path).append_all(&log).unwrap();

    criterion.bench_function("store/open", |bench| bench.iter(|| black_box(open(&path))));
    criterion.bench_function("store/open and read places and session", |bench| {
        bench.iter(|| {
            let store = open(&path);
            black_box((store.places().unwrap(), store.session().unwrap()))
        });
    });
    let mut reader = open(&path);
    criterion.bench_function("store/read 10,000 answers", |bench| bench.iter(|| reader.attempts().unwrap()));
    criterion
        .bench_function("store/changed outside?", |bench| bench.iter(|| reader.changed_outside().unwrap()));
    let mut number = ANSWERS;
    let mut writer = open(&path);
    criterion.bench_function("store/keep an answer", |bench| {
        bench.iter(|| {
            number += 1;
            writer.append(&attempt(number)).unwrap()
        });
    });
    let place = Place {
        topic: "cold-starts".to_owned(),
        anchor: String::new(),
        block: 1,
        line: 0,
        percent: 10,
        finished: false,
        at: Timestamp::UNIX_EPOCH,
    };
    criterion.bench_function("store/save a place", |bench| bench.iter(|| writer.save_place(&place).unwrap()));
    criterion.bench_function("store/first answer in a new file", |bench| {
        bench.iter_batched(
            || tempfile::tempdir().unwrap(),
            |folder| {
                open(&folder.path().join("progress.db")).append(&attempt(0)).unwrap();
                folder
            },
            BatchSize::SmallInput,
        );
    });
    criterion.bench_function("progress/replay 10,000 answers", |bench| {
        bench.iter_batched(
            || log.clone(),
            |log| {
                let calendar = Calendar::new(TimeZone::UTC);
                Progress::from_log(log, Scheduler::default(), calendar, &|question| {
                    Some(Identity { question: question.to_owned(), item: question.to_owned() })
                })
            },
            BatchSize::LargeInput,
        );
    });
}

criterion_group!(benches, store);
criterion_main!(benches);
