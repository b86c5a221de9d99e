//! Laws that every bill keeps, and the price book's files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

#[path = "fixtures/aws.rs"]
mod aws;

use coldstart::pricing::{
    Account, Arch, Bill, Cold, Compute, Durable, Exact, FargateTasks, FrontDoor, Function, Item, MemoryModel,
    Meter, PollerSource, Pollers, PriceBook, PricingError, Provisioned, SavingsPlan, SnapStart, Streaming,
    Variation, bill, breakeven_fargate, breakeven_provisioned, compare, memory_curve, sensitivity,
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static BOOK: LazyLock<PriceBook> = LazyLock::new(aws::book);

fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

fn exact(text: &str) -> Exact {
    Exact::from(dec(text))
}

fn function(requests: &str, ms: &str, mb: &str) -> Function {
    Function::new(dec(requests), dec(ms), dec(mb))
}

fn account(functions: Vec<Function>) -> Account {
    Account::new("us-east-1", dec("730"), functions)
}

fn priced(account: &Account) -> Result<Bill, PricingError> {
    bill(&BOOK, &aws::limits(), account)
}

fn total(account: &Account) -> String {
    priced(account).unwrap().total.exact.to_string()
}

/// "Same inputs, side by side": the column of exact totals.
#[test]
fn side_by_side_table() {
    let arm = |function: Function| Function { arch: Arch::Arm64, ..function };
    let disk = |function: Function, mb| Function { ephemeral_mb: Some(Decimal::from(mb)), ..function };
    let free = |function: Function| Account { free_tier: true, ..account(vec![function]) };
    let one = |function: Function| account(vec![function]);
    let provisioned = Provisioned {
        environments: dec("50"),
        hours: Some(dec("100")),
        spillover: Decimal::ZERO,
        duration_ms: None,
    };
    let table = [
        (one(function("1000000", "100", "256")), "0.6166675"),
        (free(function("1000000", "100", "256")), "0"),
        (one(function("1000000", "500", "512")), "4.366675"),
        (one(arm(function("1000000", "500", "512"))), "3.53335"),
        (free(function("3000000", "120", "1536")), "2.733338"),
        (free(disk(function("6000000", "280", "4096"), 2048)), "106.411412"),
        (one(function("10000000000", "1000", "1024")), "162000.2"),
        (one(arm(function("10000000000", "1000", "1024"))), "132000.75"),
        (one(arm(function("20000000000", "1000", "1024"))), "252335"),
        (one(disk(function("1000000", "3000", "512"), 10_240)), "26.0807"),
        (one(function("1000000", "0.4", "128")), "0.202083338"),
        (
            one(Function { provisioned: Some(provisioned), ..arm(function("10000000", "350", "512")) }),
            "45.61175",
        ),
    ];
    for (account, expected) in table {
        let bill = priced(&account).unwrap();
        // The table gives seven decimals.
        assert_eq!(bill.total.exact.rounded(7), exact(expected).rounded(7), "{:?}", account.functions);
    }
    let two = account(vec![function("5000000000", "1000", "1024"), function("3000000000", "1000", "1024")]);
    assert_eq!(priced(&two).unwrap().amount(Item::Duration).unwrap().to_string(), "130000.2");
}

#[test]
fn init_is_billed_on_the_sum() {
    let cold = Some(Cold { share: dec("0.01"), init_ms: dec("100.77") });
    let bill = priced(&account(vec![Function { cold, ..function("1000000", "250.06", "1024") }])).unwrap();
    let init = bill.of(Item::Init).next().unwrap();
    // 10,000 cold requests of 351 − 251 ms.
    assert_eq!(init.quantity.to_string(), "1000");
    assert_eq!(bill.of(Item::Duration).next().unwrap().quantity.to_string(), "251000");
}

#[test]
fn measured_time_takes_the_place_of_the_mean() {
    let measured = Function { billed_ms: Some(dec("250000000")), ..function("500000", "0", "1024") };
    assert_eq!(total(&account(vec![measured.clone()])), "4.266675");
    let cold = Some(Cold { share: dec("0.1"), init_ms: dec("100") });
    assert!(priced(&account(vec![Function { cold, ..measured }])).is_err());
}

#[test]
fn money_is_written_as_text() {
    let bill = priced(&account(vec![function("1000000", "500", "512")])).unwrap();
    let json = serde_json::to_value(bill.total).unwrap();
    assert_eq!(json, serde_json::json!({ "exact": "4.366675", "rounded": "4.37" }));
    let line = serde_json::to_value(&bill.lines[1]).unwrap();
    for (key, value) in [
        ("item", "duration"),
        ("quantity", "250000"),
        ("unit", "GB-seconds"),
        ("rate", "0.0000166667"),
        ("amount", "4.166675"),
        ("formula", "250,000 GB-seconds × $0.0000166667 = $4.166675"),
    ] {
        assert_eq!(line[key], value);
    }
    let third = priced(&account(vec![function("3000000", "100", "128")])).unwrap().per_million_requests;
    assert!(third.unwrap().ends);
    let odd = Account { free_tier: true, ..account(vec![function("3000000", "120", "1536")]) };
    let odd = priced(&odd).unwrap().per_million_requests.unwrap();
    assert_eq!((odd.exact.to_string().as_str(), odd.ends), ("0.911112666666666667", false));
}

#[test]
fn spillover_shares_the_requests() {
    let provisioned = Some(Provisioned {
        environments: dec("1"),
        hours: Some(dec("1")),
        spillover: dec("0.05"),
        duration_ms: Some(dec("100")),
    });
    let cold = Some(Cold { share: dec("0.1"), init_ms: dec("400") });
    let bill =
        priced(&account(vec![Function { provisioned, cold, ..function("1000000", "200", "1024") }])).unwrap();
    let quantity = |item| bill.of(item).next().unwrap().quantity.to_string();
    assert_eq!(quantity(Item::Requests), "1000000");
    assert_eq!(quantity(Item::Duration), "10000");
    assert_eq!(quantity(Item::Init), "2000");
    assert_eq!(quantity(Item::ProvisionedDuration), "95000");
    assert_eq!(quantity(Item::Provisioned), "3600");
}

#[test]
fn free_tier_covers_requests_of_every_kind_but_not_provisioned_duration() {
    let provisioned = Some(Provisioned {
        environments: dec("1"),
        hours: Some(dec("1")),
        spillover: Decimal::ZERO,
        duration_ms: None,
    });
    let functions = vec![Function { provisioned, ..function("500000", "1000", "1024") }];
    let bill = priced(&Account { free_tier: true, ..account(functions) }).unwrap();
    let free: Vec<_> = bill.of(Item::FreeTier).collect();
    assert_eq!(free.len(), 1);
    assert_eq!((free[0].quantity.to_string().as_str(), free[0].unit.as_str()), ("-500000", "requests"));
}

#[test]
fn free_tier_at_a_tier_border_comes_off_the_end() {
    let at = |requests: &str, free_tier| {
        let account = Account { free_tier, ..account(vec![function(requests, "1000", "1024")]) };
        let bill = priced(&account).unwrap();
        let free = bill.of(Item::FreeTier).filter(|line| line.unit == "GB-seconds");
        let free = free.map(|line| line.amount).fold(Exact::ZERO, |sum, it| sum.plus(it).unwrap());
        bill.amount(Item::Duration).unwrap().plus(free).unwrap()
    };
    assert_eq!(at("6000100000", true), at("5999700000", false));
}

#[test]
fn extremes_are_exact_or_refused() {
    let share = "0.0123456789012345678901234567";
    let cold = Some(Cold { share: dec(share), init_ms: dec("899999.9999999999") });
    let extreme = Function { cold, ..function("20000000000", "900000", "10240") };
    let bill = priced(&account(vec![extreme])).unwrap();
    let duration = bill.amount(Item::Duration).unwrap();
    // 1.8e14 GB-s: 6e9 × 0.0000166667 + 9e9 × 0.000015 + the rest × 0.0000133334
    assert_eq!(duration.to_string(), "2400046999.2");
    let init = bill.of(Item::Init).next().unwrap();
    assert_eq!(init.quantity.to_string(), "2222222202222.222220222222206");

    let absurd = function("79228162514264337593543950335", "0.0000000000000000000000000001", "128");
    let absurd = Function {
        streaming: Some(Streaming::Responses {
            size_mb: dec("7.1234567890123456789012345678"),
            share: dec(share),
        }),
        ..absurd
    };
    let error = priced(&account(vec![absurd])).unwrap_err();
    assert!(matches!(error, PricingError::BeyondExactRange(_)), "{error}");
}

#[test]
fn unknown_prices_are_never_borrowed() {
    let mut tokyo = Account::new("ap-northeast-1", dec("730"), vec![function("1000", "100", "128")]);
    assert!(priced(&tokyo).is_ok());
    tokyo.functions[0].snapstart = Some(SnapStart { cache_hours: dec("10"), restores: dec("5") });
    let error = priced(&tokyo).unwrap_err().to_string();
    assert!(error.contains("SnapStart snapshot caching in ap-northeast-1 is not known"), "{error}");
    assert!(error.contains("ap-northeast-2, us-east-1"), "{error}");

    let big = Account::new("ap-northeast-1", dec("730"), vec![function("7000000000", "1000", "1024")]);
    let error = priced(&big).unwrap_err().to_string();
    assert!(error.contains("in price tier 2 is not known"), "{error}");

    let error = priced(&Account { region: "eu-wst-1".to_owned(), ..tokyo }).unwrap_err().to_string();
    assert!(error.contains("did you mean `eu-west-1`?"), "{error}");
}

#[test]
fn bad_inputs_are_named() {
    type Change = fn(&mut Function);
    let cases: [(&str, Change); 9] = [
        ("memory 127 MB: must be from 128 to 10240 MB", |it| it.memory_mb = dec("127")),
        ("memory 128.5 MB: memory is set in steps of 1 MB", |it| it.memory_mb = dec("128.5")),
        ("duration 900001 ms", |it| it.duration_ms = dec("900001")),
        ("requests -1: must not be negative", |it| it.requests = dec("-1")),
        ("ephemeral 511 MB", |it| it.ephemeral_mb = Some(dec("511"))),
        ("cold-share 1.5", |it| it.cold = Some(Cold { share: dec("1.5"), init_ms: dec("1") })),
        ("event-size 1025 KB", |it| it.event_kb = Some(dec("1025"))),
        ("arch arm64: Lambda@Edge runs on x86_64 only", |it| {
            it.compute = Compute::Edge;
            it.arch = Arch::Arm64;
        }),
        ("response-size 201 MB", |it| {
            it.streaming = Some(Streaming::Responses { size_mb: dec("201"), share: Decimal::ONE });
        }),
    ];
    for (expected, change) in cases {
        let mut function = function("1000", "100", "128");
        change(&mut function);
        let error = priced(&account(vec![function])).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn every_extra_meter_has_a_line() {
    let everything = Function {
        event_kb: Some(dec("400")),
        snapstart: Some(SnapStart { cache_hours: dec("730"), restores: dec("100") }),
        streaming: Some(Streaming::BillableGb(dec("20"))),
        durable: Some(Durable { operations: dec("10"), written_gb: dec("2"), stored_gb_months: dec("3") }),
        tenant_environments: Some(dec("1000")),
        pollers: Some(Pollers { source: PollerSource::Sqs, unit_hours: dec("10") }),
        log_gb: Some(dec("11000")),
        front_door: Some(FrontDoor::HttpApi { payload_kb: Some(dec("513")) }),
        ..function("1000000", "100", "1024")
    };
    let account = Account { savings_plan: Some(SavingsPlan::AllUpfront), ..account(vec![everything]) };
    let bill = priced(&account).unwrap();
    let amount = |item| bill.amount(item).unwrap().to_string();
    assert_eq!(amount(Item::Requests), "0.8"); // 1 + ceil(144 / 64) = 4 each
    assert_eq!(amount(Item::Streaming), "0.16");
    assert_eq!(amount(Item::DurableOperations), "0.00008");
    assert_eq!(amount(Item::DurableWritten), "0.5");
    assert_eq!(amount(Item::DurableStored), "0.45");
    assert_eq!(amount(Item::TenantEnvironments), "0.166667");
    assert_eq!(amount(Item::Pollers), "0.0925");
    assert_eq!(amount(Item::Logs), "5310"); // 10,240 × 0.5 + 760 × 0.25
    assert_eq!(bill.of(Item::Logs).count(), 2);
    assert_eq!(amount(Item::FrontDoor), "2");
    assert_eq!(amount(Item::SavingsPlan), "-0.28667"); // 100,000 × (0.0000166667 − 0.0000138)
    assert_eq!(bill.price_book.as_of, "2025-05-01");
}

#[test]
fn price_files_name_every_problem() {
    let text = "price = [\n  { meter = \"durration\", region = \"eu-west-1\", rate = \"1\" },\n  \
                { meter = \"request\", region = \"eu-west-9\", rate = \"1.x\", sauce = \"me\" },\n]\n";
    let problems = BOOK.overlay("mine.toml", text).unwrap_err();
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "mine.toml:3:60: a price has no key `sauce` (did you mean `source`?)",
            "mine.toml:2:13: `durration` is not a known meter (did you mean `duration`?)",
            "mine.toml:3:33: a Region that no `region` row names (did you mean `eu-west-1`?)",
            "mine.toml:3:53: `rate` is not a decimal number (digits with at most one point, such as \
             \"0.0000166667\", not negative)",
        ]
    );
    let broken = BOOK.overlay("mine.toml", "price = [\n  { meter = }\n").unwrap_err();
    assert_eq!(broken[0].line, 2);
    let twice = "defaults = { region = \"us-east-1\" }\n\
                 price = [{ meter = \"request\", rate = \"1\" }, { meter = \"request\", rate = \"2\" }]";
    assert!(BOOK.overlay("mine.toml", twice).unwrap_err()[0].message.contains("twice"));
}

#[test]
fn overlays_replace_add_and_discount() {
    let usage = account(vec![function("1000000", "500", "512")]);
    let at = |text: &str, account: &Account| {
        let book = BOOK.overlay("mine.toml", text).unwrap_or_else(|problems| panic!("{}", problems[0]));
        bill(&book, &aws::limits(), account).unwrap().total.exact.to_string()
    };
    let replaced = "price = [{ meter = \"request\", region = \"us-east-1\", rate = \"0.0000001\" }]";
    assert_eq!(at(replaced, &usage), "4.266675");
    let discount = "price = [{ meter = \"duration\", discount_percent = \"10\" }]";
    assert_eq!(at(discount, &usage), "3.9500075");
    let added = "region = [{ id = \"mars-1\", name = \"Mars\" }]\ndefaults = { region = \"mars-1\" }\n\
                 price = [{ meter = \"request\", rate = \"1\" }, { meter = \"duration\", tier = 1, rate = \"2\" }]";
    let mars = Account::new("mars-1", dec("730"), vec![function("1", "1000", "1024")]);
    assert_eq!(at(added, &mars), "3");
    for (row, message) in [
        ("meter = \"request\", rate = \"1\"", "say which `region`"),
        ("meter = \"duration\", region = \"us-east-1\", tier = 1, rate = \"1\"", "say which `arch`"),
        ("meter = \"duration\", region = \"us-east-1\", arch = \"arm64\", rate = \"1\"", "say which `tier`"),
        ("meter = \"request\", region = \"us-east-1\", arch = \"arm64\", rate = \"1\"", "leave `arch` out"),
        ("meter = \"request\", region = \"us-east-1\", discount_percent = \"101\"", "at most 100"),
    ] {
        let problems = BOOK.overlay("mine.toml", &format!("price = [{{ {row} }}]")).unwrap_err();
        assert!(problems[0].message.contains(message), "{}", problems[0]);
    }
    let book = BOOK.overlay("mine.toml", discount).unwrap();
    let cheaper = bill(&book, &aws::limits(), &usage).unwrap();
    assert!(
        cheaper.lines[1].facts.iter().all(|fact| !fact.contains("gb-second")),
        "{:?}",
        cheaper.lines[1].facts
    );
    assert!(cheaper.price_book.sources.contains(&"mine.toml".to_owned()));
    for (row, message) in [
        ("name = \"mb_per_gb\", value = \"0\"", "above zero"),
        ("name = \"savings_max_percent\", value = \"101\"", "at most 100"),
        ("name = \"tier_limit\", meter = \"logs\", tier = 2, value = \"9\"", "must end above 10240"),
        ("name = \"tier_limit\", meter = \"request\", tier = 2, value = \"9\"", "where tier 1 ends"),
        (
            "name = \"tier_limit\", meter = \"logs\", tier = 1, value = \"99999\"",
            "must end below the end of tier 2",
        ),
        ("name = \"tier_limit\", value = \"9\"", "`meter` is missing"),
    ] {
        let problems = BOOK.overlay("mine.toml", &format!("figure = [{{ {row} }}]")).unwrap_err();
        assert!(problems[0].message.contains(message), "{}", problems[0]);
    }
    let nothing = "price = [{ meter = \"nat_hour\", region = \"eu-west-1\", discount_percent = \"10\" }]";
    assert!(BOOK.overlay("mine.toml", nothing).is_err());
}

#[test]
fn rows_are_facts() {
    let facts = BOOK.facts().unwrap();
    let find = |id: &str| facts.iter().find(|fact| fact.id == id).unwrap_or_else(|| panic!("no fact {id}"));
    let mut ids: Vec<&str> = facts.iter().map(|fact| fact.id.as_str()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for fact in &facts {
        let figure = Exact::from(fact.value).grouped();
        // What costs nothing is said in words.
        let said =
            fact.statement.contains(&figure) || (figure == "0" && fact.statement.contains("no charge"));
        assert!(said, "{}: {}", fact.id, fact.statement);
        assert!(fact.as_of.starts_with("20") && fact.source_url.starts_with("https://"), "{}", fact.id);
    }
    for (id, value) in [
        ("pricing.per-ms.128", "0.0000000021"),
        ("pricing.per-ms.512", "0.0000000083"),
        ("pricing.per-ms.1024", "0.0000000167"),
        ("pricing.per-ms.1536", "0.000000025"),
        ("pricing.per-ms.2048", "0.0000000333"),
        ("pricing.arm-discount", "20"),
        ("pricing.provisioned.break-even", "60"),
        ("pricing.edge.128mb-second", "0.00000625125"),
        ("pricing.cloudfront-functions.ratio", "6"),
        ("pricing.us-east-1.lmi.fee.m7g-xlarge", "0.02448"),
        ("pricing.af-south-1.x86.tier1.gb-second", "0.0000221"),
        ("pricing.tiers.arm.tier2.limit", "18750000000"),
    ] {
        assert_eq!(find(id).value, dec(value), "{id}");
    }
}

#[test]
fn breakeven_with_fargate() {
    // 1 vCPU and 2 GB against 100 ms at 1,769 MB: 11.70 M requests a month.
    let tasks = FargateTasks { arch: Arch::X86_64, vcpu: dec("1"), memory_gb: dec("2"), tasks: dec("1") };
    let usage = account(vec![function("1000000", "100", "1769")]);
    let result = breakeven_fargate(&BOOK, &aws::limits(), &usage, &tasks).unwrap();
    assert_eq!(result.cheaper, "a");
    let requests = result.requests_per_month.unwrap();
    assert_eq!(requests.over(exact("1000000"), 2).unwrap().value.to_string(), "11.7");
    // Between the neighbouring whole requests the totals change sides.
    let at = |requests: Decimal| total(&account(vec![Function { requests, ..usage.functions[0].clone() }]));
    let whole = requests.to_decimal().unwrap().floor();
    let fixed = result.b.total.exact;
    assert!(exact(&at(whole)) <= fixed && exact(&at(whole + Decimal::ONE)) > fixed);

    let free = Account { free_tier: true, ..usage };
    let later = breakeven_fargate(&BOOK, &aws::limits(), &free, &tasks).unwrap();
    assert!(later.requests_per_month.unwrap() > requests);
}

#[test]
fn breakeven_with_provisioned_concurrency_is_at_sixty_per_cent() {
    let provisioned =
        Provisioned { environments: dec("10"), hours: None, spillover: Decimal::ZERO, duration_ms: None };
    let usage =
        account(vec![Function { provisioned: Some(provisioned), ..function("1000000", "200", "1024") }]);
    let result = breakeven_provisioned(&BOOK, &aws::limits(), &usage).unwrap();
    assert!((result.utilization.unwrap() - 0.6).abs() < 1e-6);
    assert_eq!(result.cheaper, "a");
    let none = account(vec![function("1", "1", "128")]);
    assert!(breakeven_provisioned(&BOOK, &aws::limits(), &none).is_err());
}

#[test]
fn comparison_and_sensitivity() {
    let usage = account(vec![function("1000000", "500", "512")]);
    let archs = Variation::Arch(Arch::ALL.to_vec());
    let variants = compare(&BOOK, &aws::limits(), &usage, &archs).unwrap();
    let totals: Vec<String> = variants.iter().map(|it| it.bill.total.exact.to_string()).collect();
    assert_eq!(totals, ["4.366675", "3.53335"]);

    let cold = Some(Cold { share: dec("0.01"), init_ms: dec("400") });
    let usage = account(vec![Function { cold, ..usage.functions[0].clone() }]);
    let ranked = sensitivity(&BOOK, &aws::limits(), &usage, 0).unwrap();
    let elasticity = |name: &str| ranked.iter().find(|it| it.input == name).unwrap().elasticity;
    assert_eq!(ranked[0].input, "requests");
    assert!((elasticity("requests") - 1.0).abs() < 1e-9);
    assert!((elasticity("init") - elasticity("cold-share")).abs() < 1e-9);
    assert!(elasticity("duration") > elasticity("init"));
    assert!((elasticity("memory") - elasticity("duration") - elasticity("init")).abs() < 2e-3);
}

#[test]
fn memory_model() {
    let full = aws::limits().full_vcpu_mb;
    let truth = MemoryModel { wait_ms: dec("50"), cpu_ms: dec("100"), full_vcpu_mb: full };
    let point = |mb: u32| (Decimal::from(mb), truth.time_ms(Decimal::from(mb)));
    let fitted = MemoryModel::fit(point(256), point(1024), full).unwrap();
    assert_eq!((fitted.wait_ms.round_dp(3), fitted.cpu_ms.round_dp(3)), (dec("50"), dec("100")));
    assert_eq!(truth.time_ms(dec("1769")), truth.time_ms(dec("10240")));
    assert!(MemoryModel::fit(point(2048), point(4096), full).is_err());
    assert!(MemoryModel::fit((dec("128"), dec("10")), (dec("256"), dec("20")), full).is_err());
    // 35 s at 128 MB and 2.92 s at 1,536 MB: pure computing.
    let tuned = MemoryModel::fit((dec("128"), dec("35000")), (dec("1536"), dec("2917")), full).unwrap();
    assert!(tuned.wait_ms < dec("10"));

    let sizes = [128, 512, 1024, 1769, 3008].map(Decimal::from);
    let usage = account(vec![function("1000000", "1", "128")]);
    let computing = MemoryModel { wait_ms: Decimal::ZERO, ..truth };
    let curve = memory_curve(&BOOK, &aws::limits(), &usage, &computing, &sizes).unwrap();
    let fastest = curve.iter().find(|point| point.fastest).unwrap();
    assert_eq!(fastest.memory_mb, dec("1769"));
    let waiting = MemoryModel { cpu_ms: Decimal::ZERO, ..truth };
    let curve = memory_curve(&BOOK, &aws::limits(), &usage, &waiting, &sizes).unwrap();
    assert!(curve[0].cheapest && curve[0].fastest);
    assert_eq!(curve.iter().filter(|point| point.cheapest).count(), 1);
}

prop_compose! {
    fn any_function()(
        requests in prop_oneof![0_u64..2_000_000, 0_u64..30_000_000_000],
        duration in 0_u32..9_000_000,
        memory in 128_u32..=10_240,
        arm: bool,
        ephemeral in proptest::option::of(512_u32..=10_240),
        cold in proptest::option::of((0_u32..=1000, 0_u32..100_000)),
        provisioned in proptest::option::of((0_u32..500, 0_u32..8760, 0_u32..=100)),
        event in proptest::option::of(0_u32..=1024),
        log in proptest::option::of(0_u32..100_000),
    ) -> Function {
        Function {
            arch: if arm { Arch::Arm64 } else { Arch::X86_64 },
            ephemeral_mb: ephemeral.map(Decimal::from),
            cold: cold.map(|(share, init)| Cold {
                share: Decimal::new(share.into(), 3),
                init_ms: Decimal::new(init.into(), 1),
            }),
            provisioned: provisioned.map(|(environments, hours, spill)| Provisioned {
                environments: environments.into(),
                hours: Some(Decimal::from(hours) / Decimal::from(12)),
                spillover: Decimal::new(spill.into(), 2),
                duration_ms: None,
            }),
            event_kb: event.map(Decimal::from),
            log_gb: log.map(Decimal::from),
            ..Function::new(requests.into(), Decimal::new(duration.into(), 1), memory.into())
        }
    }
}

fn any_account() -> impl Strategy<Value = Account> {
    (prop::collection::vec(any_function(), 1..4), any::<bool>(), proptest::option::of(0_u32..=100)).prop_map(
        |(functions, free_tier, plan)| Account {
            free_tier,
            savings_plan: plan.map(|percent| SavingsPlan::Percent(percent.into())),
            ..account(functions)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn lines_add_up_to_the_total(account in any_account()) {
        let bill = priced(&account).unwrap();
        let mut sum = Exact::ZERO;
        for line in &bill.lines {
            prop_assert_eq!(line.quantity.times(line.rate).unwrap(), line.amount);
            prop_assert!(!line.amount.is_negative() || matches!(line.item, Item::FreeTier | Item::SavingsPlan));
            sum = sum.plus(line.amount).unwrap();
        }
        prop_assert_eq!(sum, bill.total.exact);
        prop_assert!(!sum.is_negative());
    }

    #[test]
    fn more_use_never_costs_less(account in any_account(), which in 0_usize..6, more in 1_u32..2_000_000) {
        let mut larger = account.clone();
        let function = &mut larger.functions[0];
        match which {
            0 => function.requests += Decimal::from(more),
            1 => function.duration_ms = (function.duration_ms + Decimal::new(more.into(), 1)).min(dec("900000")),
            2 => function.memory_mb = (function.memory_mb + Decimal::from(more % 1000)).min(dec("10240")),
            3 => function.ephemeral_mb =
                function.ephemeral_mb.map(|size| (size + Decimal::from(more % 1000)).min(dec("10240"))),
            4 => function.log_gb = function.log_gb.map(|volume| volume + Decimal::from(more)),
            _ => if let Some(cold) = &mut function.cold { cold.init_ms += Decimal::from(more % 1000) },
        }
        let (before, after) = (priced(&account).unwrap(), priced(&larger).unwrap());
        prop_assert!(after.total.exact >= before.total.exact);
    }

    #[test]
    fn one_function_costs_what_its_halves_cost(function in any_function(), free_tier: bool, share in 0_u32..=100) {
        let share = Decimal::new(share.into(), 2);
        let part = |share: Decimal| Function {
            requests: function.requests * share,
            provisioned: function.provisioned.map(|it| Provisioned { environments: it.environments, ..it }),
            log_gb: function.log_gb.map(|volume| volume * share),
            ..function.clone()
        };
        let (mut left, right) = (part(share), part(Decimal::ONE - share));
        if let Some(provisioned) = &mut left.provisioned {
            provisioned.environments = Decimal::ZERO;
        }
        let whole = Account { free_tier, ..account(vec![function.clone()]) };
        let halves = Account { free_tier, ..account(vec![left, right]) };
        prop_assert_eq!(priced(&whole).unwrap().total, priced(&halves).unwrap().total);
    }

    #[test]
    fn damaged_price_files_are_problems_not_panics(
        file in 0_usize..3, from in 0_usize..25_000, length in 0_usize..40, junk in "[a-z\"={}\\[\\], .0-9é\n]{0,12}",
    ) {
        let (name, text) = aws::price_files().swap_remove(file);
        let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let damaged = format!("{}{junk}{}", &text[..boundary(from)], &text[boundary(from + length)..]);
        if let Err(problems) = BOOK.overlay(&name, &damaged) {
            prop_assert!(!problems.is_empty());
            for problem in problems {
                prop_assert!(problem.line >= 1 && problem.column >= 1 && problem.span.start <= damaged.len());
            }
        }
    }

    #[test]
    fn tier_borders_are_continuous(border in prop::sample::select(vec![6_000_000_000_u64, 15_000_000_000]), off in 1_u64..1000) {
        let at = |requests: u64| {
            let function = Function::new(requests.into(), dec("1000"), dec("1024"));
            priced(&account(vec![function])).unwrap().amount(Item::Duration).unwrap()
        };
        let (below, at_border, above) = (at(border - off), at(border), at(border + off));
        prop_assert!(below < at_border && at_border < above);
        prop_assert!(above.minus(at_border).unwrap() < at_border.minus(below).unwrap());
    }
}

#[test]
fn book_survives_being_stored() {
    let stored = postcard::to_stdvec(&*BOOK).unwrap();
    assert_eq!(postcard::from_bytes::<PriceBook>(&stored).unwrap(), *BOOK);
    assert!(BOOK.prices().iter().any(|row| row.meter == Meter::FargateVcpu));
}
