//! What it costs to decode the sections of the built-in course. Start-up pays for the first of them only.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use coldstart::course::Course;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn sections(c: &mut Criterion) {
    c.bench_function("course/built_in", |b| b.iter(|| black_box(Course::built_in())));
    c.bench_function("course/index", |b| b.iter(|| black_box(Course::built_in().topics().len())));
    c.bench_function("course/facts", |b| b.iter(|| black_box(Course::built_in().facts().len())));
    c.bench_function("course/uses", |b| {
        b.iter(|| black_box(Course::built_in().uses_of("limits.timeout.max").len()))
    });
    c.bench_function("course/questions", |b| b.iter(|| black_box(Course::built_in().questions().count())));
    let course = Course::built_in();
    c.bench_function("course/fact by id", |b| {
        b.iter(|| black_box(course.fact("limits.timeout.max").is_some()))
    });
    c.bench_function("course/expander", |b| {
        b.iter(|| black_box(course.expander().expand("limits.timeout.max").is_ok()))
    });
}

criterion_group!(benches, sections);
criterion_main!(benches);
