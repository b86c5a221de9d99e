use super::*;
use crate::content::Live;
use crate::course::Course;
use crate::pricing::{PriceBook, Streaming};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

fn rules() -> Rules {
    Rules::of(&Course::built_in()).unwrap()
}

fn book() -> &'static PriceBook {
    PriceBook::built_in()
}

fn total(pairs: &[(&str, &str)]) -> String {
    let inputs = CostInputs::parse(pairs).unwrap();
    inputs.bill(book(), &rules()).unwrap().total.exact.to_string()
}

fn complaint(pairs: &[(&str, &str)]) -> Vec<String> {
    match CostInputs::parse(pairs) {
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
        Ok(inputs) => {
            let (book, rules) = (book(), rules());
            let error = inputs.bill(book, &rules).unwrap_err();
            vec![inputs.problem(&error, book, &rules).to_string()]
        }
    }
}

const LOAD: [(&str, &str); 3] = [("requests", "1M"), ("duration", "500ms"), ("memory", "512")];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    LOAD.iter().chain(more).copied().collect()
}

#[test]
fn the_contracts_example_costs_what_it_says() {
    assert_eq!(total(&LOAD), "4.366675");
}

#[test]
fn a_rate_is_a_months_requests() {
    let inputs =
        CostInputs::parse(&[("rps", "100/h"), ("duration", "1s"), ("memory", "1GB"), ("days", "30")])
            .unwrap();
    assert_eq!(inputs.to_account().functions[0].requests, Decimal::from(72_000));
    assert_eq!(inputs.notes(), ["100/h is 72,000 requests a month."]);
    let inputs = CostInputs::parse(&[("rps", "1/day"), ("duration", "1s"), ("memory", "1GB")]).unwrap();
    assert_eq!(inputs.notes(), ["1/day is 30.416666666667 requests a month, rounded to twelve decimals."]);
}

#[test]
fn every_problem_is_told_with_its_key_and_what_is_accepted() {
    let told = complaint(&[("memroy", "512"), ("requests", "-1"), ("duration", "100"), ("cold-share", "1")]);
    assert_eq!(
        told,
        [
            "--memroy: there is no such input; did you mean `memory`?",
            "--requests -1: it cannot be negative; write it like `1000`, `10_000`, `1.5k`, `1M` or `2B`",
            "--duration 100: the unit after `100` is missing; write `100ms` or `100s`",
            "--cold-share 1: `1` could be a percentage or a fraction; write `1%` for one in a hundred, or `100%` for all",
            "--memory: it is missing; write it like `--memory 512MB`",
        ]
    );
}

#[test]
fn what_contradicts_or_lacks_something_is_refused() {
    let cases = [
        (
            vec![("rps", "1")],
            "--rps 1: it cannot be given together with --requests; leave one of the two out",
        ),
        (vec![("init", "1s")], "--init 1s: it means nothing without --cold-share; add --cold-share 1%"),
        (
            vec![("spillover", "5%")],
            "--spillover 5%: it means nothing without --provisioned; add --provisioned 10",
        ),
        (vec![("edge", "true"), ("arch", "arm64")], "--arch arm64: Lambda@Edge runs on x86_64 only"),
        (
            vec![("region", "eu-wst-1")],
            "--region eu-wst-1: no prices are known for the Region `eu-wst-1` (did you mean `eu-west-1`?)",
        ),
        (vec![("arch", "arm")], "--arch arm: it is not one of the accepted words; accepted: x86_64, arm64"),
        (vec![("provisioned", "1.5")], "--provisioned 1.5: it must be a whole number; write it like `10`"),
        (vec![("event-size", "2MB")], "--event-size 2MB: must be from 0 to 1024 KB"),
        (vec![("days", "0")], "--days 0: must be above zero"),
        (vec![("edge", ""), ("ephemeral", "1GB")], "--edge: it cannot be given together with --ephemeral"),
        (
            vec![("front-door", "rest-api"), ("payload", "1KB")],
            "--payload 1KB: only an HTTP API is metered by its payload",
        ),
        (vec![("requests", "2M")], "--requests 2M: it is given twice; give it once"),
    ];
    for (more, expected) in cases {
        let told = complaint(&with(&more));
        assert!(told[0].starts_with(expected), "{told:?}\n{expected}");
        assert_eq!(told.len(), 1, "{told:?}");
    }
    let bounds = [
        (
            [("requests", "1"), ("duration", "16m"), ("memory", "512")],
            "--duration 16m: must be from 0 to 900000 ms",
        ),
        (
            [("requests", "1"), ("duration", "1s"), ("memory", "64")],
            "--memory 64: must be from 128 to 10240 MB",
        ),
    ];
    for (pairs, expected) in bounds {
        assert_eq!(complaint(&pairs), [expected]);
    }
}

#[test]
fn volumes_follow_the_unit_of_their_price() {
    let account = CostInputs::parse(&with(&[
        ("durable-written", "104_000_000KB"),
        ("logs", "512MB"),
        ("streamed-billable", "1TB"),
        ("event-size", "400KB"),
    ]))
    .unwrap()
    .to_account();
    let function = &account.functions[0];
    assert_eq!(function.durable.unwrap().written_gb, Decimal::from(104));
    assert_eq!(function.log_gb, Some(Decimal::new(5, 1)));
    assert_eq!(function.streaming, Some(Streaming::BillableGb(Decimal::from(1024))));
    assert_eq!(function.event_kb, Some(Decimal::from(400)));
}

#[test]
fn twenty_minutes_stay_twenty_minutes() {
    let inputs = with(&[("provisioned", "1"), ("spillover", "0%"), ("provisioned-hours", "20m")]);
    let bill = CostInputs::parse(&inputs).unwrap().bill(book(), &rules()).unwrap();
    let line = bill.of(crate::pricing::Item::Provisioned).next().unwrap();
    assert_eq!(line.quantity.to_string(), "600");
    assert!(complaint(&with(&[("poller-hours", "20m")]))[0].contains("finite decimal of an hour"));
}

#[test]
fn the_command_gives_the_same_bill() {
    let pairs =
        with(&[("arch", "x86_64"), ("region", "eu-west-1"), ("free-tier", "true"), ("edge", "false")]);
    let inputs = CostInputs::parse(&pairs).unwrap();
    assert_eq!(
        inputs.command(),
        "coldstart cost --requests 1M --duration 500ms --memory 512 --region eu-west-1 --free-tier"
    );
    let odd = CostInputs::parse(&[("requests", "1 M"), ("duration", "1 s"), ("memory", "1 GB")]).unwrap();
    assert_eq!(odd.command(), "coldstart cost --requests '1 M' --duration '1 s' --memory '1 GB'");
}

#[test]
fn functions_share_what_is_common() {
    let pair = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    let functions = vec![
        ("api".to_owned(), vec![pair("requests", "1M")]),
        ("jobs".to_owned(), vec![pair("rps", "1/h"), pair("memory", "1GB")]),
    ];
    let common = [("duration", "500ms"), ("memory", "512"), ("free-tier", "true"), ("requests", "5M")];
    let inputs = CostInputs::parse_several(&common, &functions).unwrap();
    let account = inputs.to_account();
    let seen: Vec<_> = account.functions.iter().map(|it| (it.requests, it.memory_mb)).collect();
    assert_eq!(
        seen,
        [(Decimal::from(1_000_000), Decimal::from(512)), (Decimal::from(730), Decimal::from(1024))]
    );
    assert_eq!(
        inputs.command(),
        "coldstart cost --free-tier --function api:requests=1M,duration=500ms,memory=512 \
         --function jobs:rps=1/h,duration=500ms,memory=1GB"
    );

    let wrong = vec![
        ("api".to_owned(), vec![pair("region", "eu-west-1"), pair("requests", "x")]),
        ("api".to_owned(), vec![pair("requests", "1")]),
    ];
    let told: Vec<String> = CostInputs::parse_several(&[("duration", "1"), ("memory", "512")], &wrong)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(told[0].starts_with("api: --region eu-west-1: it holds for the whole account"), "{told:?}");
    assert!(
        told.iter().any(|it| it.starts_with("api: --function api: another function has this name")),
        "{told:?}"
    );
    assert_eq!(told.iter().filter(|it| it.starts_with("--duration 1: ")).count(), 1, "{told:?}");
}

#[test]
fn a_load_is_planned() {
    let rules = rules();
    let pairs =
        [("rps", "100"), ("duration", "250ms"), ("cold_share", "1%"), ("init", "400ms"), ("promise", "1%")];
    let inputs = ConcurrencyInputs::parse(&pairs, &rules).unwrap();
    let plan = inputs.plan().unwrap();
    assert_eq!(plan.required, Some(25.4));
    assert_eq!(plan.available, 1000);
    assert_eq!(
        inputs.command(),
        "coldstart concurrency --rps 100 --duration 250ms --cold-share 1% --init 400ms --promise 1%"
    );
    assert_eq!(inputs.understood("rps").as_deref(), Some("100/s"));

    let refused = ConcurrencyInputs::parse(&[("reserved", "10"), ("provisioned", "20")], &rules).unwrap();
    let problem = refused.problem(&refused.plan().unwrap_err());
    assert_eq!(
        problem.to_string(),
        "--provisioned 20: at most 10 can be provisioned (the function's reservation)"
    );
    assert!(ConcurrencyInputs::parse::<&str, &str>(&[], &rules).is_err());
    let one_sided = ConcurrencyInputs::parse(&[("pollers", "2"), ("sqs", "false"), ("rps", "1")], &rules);
    assert_eq!(one_sided.unwrap_err().len(), 1);
}

#[test]
fn tables_are_sound() {
    let rules = rules();
    for calculator in [Calculator::Cost, Calculator::Concurrency] {
        let mut keys = BTreeSet::new();
        for field in calculator.fields() {
            assert!(keys.insert(field.key), "{} twice", field.key);
            assert!(super::read::read(field, field.example).is_ok(), "{}", field.key);
            if let Some(text) = field.standard_text(&rules) {
                assert!(super::read::read(field, &text).is_ok(), "{}", field.key);
            }
            for other in field.excludes.iter().chain(&field.needs) {
                let other = super::field(calculator, other).unwrap();
                assert!(
                    !field.excludes.contains(&other.key) || other.excludes.contains(&field.key),
                    "{}: {}",
                    field.key,
                    other.key
                );
            }
            // Every step leads to something that can be read, and back.
            if let Some(up) = field.stepped(field.example, true, &rules) {
                assert!(super::read::read(field, &up).is_ok(), "{} {up}", field.key);
            }
        }
    }
}

#[test]
fn arrow_keys_go_up_and_down_in_the_unit_that_was_written() {
    let rules = rules();
    let step = |key, text, up| field(Calculator::Cost, key).unwrap().stepped(text, up, &rules);
    assert_eq!(step("requests", "1M", true).as_deref(), Some("2M"));
    assert_eq!(step("requests", "1.5M", false).as_deref(), Some("1M"));
    assert_eq!(step("requests", "0", false), None);
    assert_eq!(step("duration", "500ms", true).as_deref(), Some("1s"));
    assert_eq!(step("memory", "1024", true).as_deref(), Some("1536MB"));
    assert_eq!(step("memory", "1600", true).as_deref(), Some("1769MB"));
    assert_eq!(step("memory", "128", false), None);
    assert_eq!(step("memory", "10240", true), None);
    assert_eq!(step("arch", "x86_64", true).as_deref(), Some("arm64"));
    assert_eq!(step("cold-share", "1%", false).as_deref(), Some("0.5%"));
    assert_eq!(step("free-tier", "", true).as_deref(), Some("true"));
    assert_eq!(step("free-tier", "true", true).as_deref(), Some("false"));
    assert_eq!(step("rps", "12.5/s", true).as_deref(), Some("20"));
    assert_eq!(step("region", "eu-west-1", true), None);
}

#[test]
fn every_live_block_of_the_course_can_be_worked_out() {
    let course = Course::built_in();
    let (book, rules) = (book(), rules());
    let mut blocks = 0;
    for topic in course.topics() {
        let page = course.page(&topic.id).unwrap();
        for (live, _) in page.live_blocks() {
            let (calculator, preset) = match live {
                Live::Cost(preset) => (Calculator::Cost, preset),
                Live::Concurrency(preset) => (Calculator::Concurrency, preset),
                _ => continue,
            };
            let problems = check_preset(calculator, preset, book, &rules);
            assert_eq!(problems, [], "{}", topic.id);
            blocks += 1;
        }
    }
    assert!(blocks >= 2, "{blocks}");
}

#[test]
fn what_the_course_teaches_about_prices_is_what_bills_are_made_from() {
    let course = Course::built_in();
    let facts = book().facts().unwrap();
    assert!(facts.len() > 200, "{}", facts.len());
    for fact in facts {
        let taught = course.fact(&fact.id).unwrap_or_else(|| panic!("{} is not taught", fact.id));
        assert_eq!(taught.value, Some(crate::content::Value::Number(fact.value)), "{}", fact.id);
    }
}
