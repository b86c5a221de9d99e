//! How long a bill and a concurrency question take: they are worked out anew for every key that is typed.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

#[path = "../tests/fixtures/aws.rs"]
mod aws;

use coldstart::concurrency::{Demand, plan};
use coldstart::pricing::{Account, Cold, Function, bill, sensitivity};
use criterion::{Criterion, criterion_group, criterion_main};
use rust_decimal::Decimal;
use std::hint::black_box;

fn pricing(criterion: &mut Criterion) {
    let book = aws::book();
    let limits = aws::limits();
    let function = Function {
        cold: Some(Cold { share: Decimal::new(1, 2), init_ms: Decimal::from(400) }),
        ..Function::new(Decimal::from(20_000_000_000_u64), Decimal::from(500), Decimal::from(512))
    };
    let account = Account::new("us-east-1", Decimal::from(730), vec![function]);
    criterion.bench_function("bill", |bencher| {
        bencher.iter(|| bill(&book, &limits, black_box(&account)).unwrap());
    });
    criterion.bench_function("sensitivity", |bencher| {
        bencher.iter(|| sensitivity(&book, &limits, black_box(&account), 0).unwrap());
    });
    criterion.bench_function("load the price book", |bencher| bencher.iter(aws::book));
}

fn concurrency(criterion: &mut Criterion) {
    let quotas = aws::quotas();
    let mut demand = Demand::new(1_000_000, 1000);
    demand.rps = Some(Decimal::from(1_000_000));
    demand.duration_s = Some(Decimal::ONE);
    demand.promise = Some(Decimal::new(1, 3));
    criterion.bench_function("a load of a million", |bencher| {
        bencher.iter(|| plan(black_box(&demand), &quotas).unwrap());
    });
}

criterion_group!(benches, pricing, concurrency);
criterion_main!(benches);
