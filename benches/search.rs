//! How long a key takes in the search, over a course ten times as large as the built-in one.
#![allow(missing_docs)]

use coldstart::course::Course;
use coldstart::search::{Document, Engine, Wanted, documents};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

/// The course and nine variations of it, in which every fourth word is a new one, so that the vocabulary grows too.
fn large() -> Vec<Document> {
    let course = documents(&Course::built_in());
    let varied = |text: &str, copy: usize| {
        let words = text.split(' ').enumerate();
        let vary =
            |(at, word): (usize, &str)| if at % 4 == 3 { format!("{word}{copy}") } else { word.to_owned() };
        words.map(vary).collect::<Vec<_>>().join(" ")
    };
    let copies = (1..10).flat_map(|copy| {
        course.iter().map(move |document| Document {
            title: varied(&document.title, copy),
            body: varied(&document.body, copy),
            ..document.clone()
        })
    });
    course.iter().cloned().chain(copies).collect()
}

fn search(c: &mut Criterion) {
    let built_in = documents(&Course::built_in());
    c.bench_function("index the built-in course", |b| b.iter(|| Engine::new(black_box(built_in.clone()))));
    let engine = Engine::new(large());
    let wanted = Wanted { count: 100, excerpt: 120 };
    for query in [
        "e",
        "ex",
        "exec",
        "execution environment",
        "limtmax",
        "the function is in a",
        "tiemout",
        "c s p i m",
    ] {
        let found = engine.search(query, wanted).total;
        c.bench_function(&format!("`{query}`: {found} of {} documents", engine.documents().len()), |b| {
            b.iter(|| engine.search(black_box(query), wanted));
        });
    }
}

criterion_group!(benches, search);
criterion_main!(benches);
