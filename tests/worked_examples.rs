//! Every numeric example of the fact base, reproduced by the calculators.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

#[path = "fixtures/aws.rs"]
mod aws;

use coldstart::concurrency::{
    Demand, Plan, Source, autoscaling_alarms, driven, events_per_poller, plan, provisioning_s,
    time_to_scale_s, time_to_scale_stepwise_s,
};
use coldstart::pricing::{
    Account, Arch, Bill, Compute, Durable, FargateTasks, FigureName, Function, Item, Meter, PollerSource,
    Pollers, PriceBook, Provisioned, SavingsPlan, SnapStart, Streaming, bill, billed_duration_ms,
    breakeven_fargate, breakeven_utilization, fargate_month, requests_per_event, vcpus,
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use toml::{Table, Value};

/// Examples about things that neither calculator works out.
const ELSEWHERE: &[(&str, &str)] = &[
    ("async.computed.retry-schedule", "times of asynchronous retries: the simulation"),
    ("sqs.computed.visibility", "a setting of the queue, not a quantity of concurrency or money"),
    ("streaming.computed.time-50mb", "time to send a response, not a quantity of concurrency or money"),
];

/// Expected keys that are words, steps in between, or figures that AWS rounds in its own way.
const NOT_COMPARED: &[(&str, &str, &str)] = &[
    ("pricing.official.streaming", "total_usd", "AWS adds rounded lines here; the exact total is compared"),
    ("scaling.computed.provisioned-5000", "note_lead_minutes", "words"),
    (
        "billing.computed.sum-then-round",
        "wrong_if_rounded_separately",
        "the wrong answer, compared as unequal",
    ),
];

type Answers = BTreeMap<String, Decimal>;

struct Example<'a> {
    id: &'a str,
    inputs: &'a Table,
    book: &'a PriceBook,
}

fn decimal(value: &Value) -> Decimal {
    match value {
        Value::Integer(number) => Decimal::from(*number),
        Value::Float(number) => Decimal::from_str_exact(&number.to_string()).unwrap(),
        Value::String(text) => Decimal::from_str_exact(text).unwrap(),
        other => panic!("not a number: {other:?}"),
    }
}

impl Example<'_> {
    fn has(&self, key: &str) -> bool {
        self.inputs.contains_key(key)
    }

    fn number(&self, key: &str) -> Decimal {
        decimal(self.inputs.get(key).unwrap_or_else(|| panic!("{}: no input {key}", self.id)))
    }

    fn optional(&self, key: &str) -> Option<Decimal> {
        self.inputs.get(key).map(decimal)
    }

    fn count(&self, key: &str) -> u64 {
        self.number(key).try_into().unwrap()
    }

    fn first(&self, keys: &[&str]) -> Option<Decimal> {
        keys.iter().find_map(|key| self.optional(key))
    }

    fn arch(&self) -> Arch {
        self.inputs
            .get("architecture")
            .map_or(Arch::X86_64, |name| Arch::from_name(name.as_str().unwrap()).unwrap())
    }

    fn flag(&self, key: &str) -> bool {
        self.inputs.get(key).is_some_and(|value| value.as_bool().unwrap())
    }

    fn function(&self) -> Function {
        let requests = self.first(&["requests", "invocations", "invocations_each"]).unwrap_or_default();
        let duration = self.first(&["duration_ms"]).unwrap_or_default();
        let memory = self.optional("memory_mb").unwrap_or(Decimal::from(1024));
        Function {
            arch: self.arch(),
            ephemeral_mb: self.optional("ephemeral_mb"),
            ..Function::new(requests, duration, memory)
        }
    }

    fn account(&self, functions: Vec<Function>) -> Account {
        let region = self.inputs.get("region").map_or("us-east-1", |region| region.as_str().unwrap());
        let free_tier = self.flag("free_tier");
        Account { free_tier, ..Account::new(region, Decimal::from(730), functions) }
    }

    fn bill(&self, functions: Vec<Function>) -> Bill {
        bill(self.book, &aws::limits(), &self.account(functions))
            .unwrap_or_else(|error| panic!("{}: {error}", self.id))
    }

    fn plan(&self, change: impl FnOnce(&mut Demand)) -> Plan {
        let mut demand =
            Demand::new(self.optional("account_limit").map_or(1000, |it| it.try_into().unwrap()), 1000);
        demand.rps = self.first(&["requests_per_second", "seed_rps"]);
        demand.duration_s = self.first(&["average_duration_s", "duration_s"]);
        change(&mut demand);
        plan(&demand, &aws::quotas()).unwrap()
    }
}

/// Figures of a bill under the names that the examples use.
fn answers(bill: &Bill) -> Answers {
    let mut all = Answers::new();
    let mut money = |name: &str, items: &[Item], unit: &str| {
        let lines = bill.lines.iter().filter(|line| {
            items.contains(&line.item)
                || (line.item == Item::FreeTier && !unit.is_empty() && line.unit == unit)
        });
        let amount: Decimal = lines.map(|line| line.amount.to_decimal().unwrap()).sum();
        all.insert(format!("{name}_exact"), amount);
        all.insert(name.to_owned(), amount);
    };
    money("compute_usd", &[Item::Duration, Item::Init, Item::EdgeDuration], "GB-seconds");
    money("on_demand_usd", &[Item::Duration], "GB-seconds");
    money("requests_usd", &[Item::Requests, Item::EdgeRequests], "requests");
    money("storage_usd", &[Item::Ephemeral], "");
    money("provisioned_usd", &[Item::Provisioned], "");
    money("provisioned_duration_usd", &[Item::ProvisionedDuration], "");
    money("cache_usd", &[Item::SnapstartCache], "");
    money("restore_usd", &[Item::SnapstartRestore], "");
    money("snapstart_usd", &[Item::SnapstartCache, Item::SnapstartRestore], "");
    money("streaming_usd", &[Item::Streaming], "");
    money("epu_usd", &[Item::Pollers], "");
    money("operations_usd", &[Item::DurableOperations], "");
    money("written_usd", &[Item::DurableWritten], "");
    money("retained_usd", &[Item::DurableStored], "");
    let mut quantity = |name: &str, items: &[Item], free: bool| {
        let lines = bill.lines.iter().filter(|line| {
            items.contains(&line.item) || (free && line.item == Item::FreeTier && line.unit == "GB-seconds")
        });
        all.insert(name.to_owned(), lines.map(|line| line.quantity.to_decimal().unwrap()).sum());
    };
    quantity("gb_seconds", &[Item::Duration, Item::Init], false);
    quantity("billable_gb_seconds", &[Item::Duration, Item::Init], true);
    quantity("storage_gb_seconds", &[Item::Ephemeral], false);
    quantity("provisioned_gb_seconds", &[Item::Provisioned], false);
    quantity("billable_gb", &[Item::Streaming], false);
    let total = bill.total.exact.to_decimal().unwrap();
    all.insert("total_usd_exact".to_owned(), total);
    all.insert("total_usd".to_owned(), total);
    all
}

fn named<const N: usize>(pairs: [(&str, Decimal); N]) -> Answers {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn float(value: f64) -> Decimal {
    Decimal::try_from(value).unwrap()
}

fn hours(seconds: Decimal) -> Decimal {
    seconds / Decimal::from(3600)
}

fn solve(example: &Example<'_>) -> Option<Answers> {
    let function = example.function();
    let thousand = Decimal::ONE_THOUSAND;
    Some(match example.id {
        "pricing.official.provisioned-launch-day" | "pricing.official.provisioned-cyber-monday" => {
            let mut kept = function.clone();
            kept.requests = example.number("requests_provisioned");
            kept.duration_ms = example.number("duration_provisioned_ms");
            kept.provisioned = Some(Provisioned {
                environments: example.number("provisioned"),
                hours: Some(hours(example.number("enabled_seconds"))),
                spillover: Decimal::ZERO,
                duration_ms: None,
            });
            let mut functions = vec![kept];
            if example.has("requests_on_demand") {
                let requests = example.number("requests_on_demand");
                let duration_ms = example.number("duration_on_demand_ms");
                functions.push(Function { requests, duration_ms, ..function });
            }
            answers(&example.bill(functions))
        }
        "pricing.official.snapstart-telemetry" => {
            let cache_hours = hours(example.number("active_seconds"));
            let snapstart = Some(SnapStart { cache_hours, restores: example.number("restores") });
            answers(&example.bill(vec![Function { snapstart, ..function }]))
        }
        "pricing.official.streaming" => {
            let small = Function {
                requests: example.number("requests_100kb"),
                streaming: Some(Streaming::Responses { size_mb: Decimal::new(1, 1), share: Decimal::ONE }),
                ..function.clone()
            };
            let large = Function {
                requests: example.number("requests_7mb"),
                streaming: Some(Streaming::Responses { size_mb: Decimal::from(7), share: Decimal::ONE }),
                ..function
            };
            answers(&example.bill(vec![small, large]))
        }
        "pricing.official.esm-sqs" => {
            let unit_hours = example.number("epu_hours");
            let pollers = Some(Pollers { source: PollerSource::Sqs, unit_hours });
            answers(&example.bill(vec![Function { pollers, ..function }]))
        }
        "pricing.official.esm-kafka-grouped" => {
            let mappings: usize = example.number("mappings").try_into().unwrap();
            let mut functions = vec![function; mappings];
            let unit_hours = example.number("epu_hours");
            functions[0].pollers = Some(Pollers { source: PollerSource::Kafka, unit_hours });
            let mut answers = answers(&example.bill(functions));
            // The page prints one decimal.
            let each = answers["total_usd"] / example.number("mappings");
            answers.insert("per_mapping_usd".to_owned(), each.round_dp(1));
            answers
        }
        "pricing.official.esm-kafka-ungrouped" => {
            let hours = example.number("hours") * example.number("epu_each");
            let cost = |unit_hours| {
                let pollers = Some(Pollers { source: PollerSource::Kafka, unit_hours });
                answers(&example.bill(vec![Function { pollers, ..function.clone() }]))["epu_usd"]
            };
            let (grouped, ungrouped) = (cost(hours), cost(hours * example.number("mappings")));
            named([
                ("epu_usd_grouped", grouped),
                ("epu_usd_ungrouped", ungrouped),
                ("saving_usd", ungrouped - grouped),
                ("saving_percent", (ungrouped - grouped) / ungrouped * Decimal::ONE_HUNDRED),
            ])
        }
        "kafka.computed.month-one-epu" | "sqs.computed.month-two-epu" => {
            let source = if example.id.starts_with("sqs") { PollerSource::Sqs } else { PollerSource::Kafka };
            let unit_hours = example.number("epu") * example.number("hours");
            let pollers = Some(Pollers { source, unit_hours });
            answers(&example.bill(vec![Function { pollers, ..function }]))
        }
        "pricing.official.durable-claims" => {
            let executions = example.number("executions");
            let invocations = example.number("invocations_each");
            let written_gb = executions * example.number("kb_written_each") / Decimal::from(1_000_000);
            let days = example.number("run_days") + example.number("retention_days");
            let stored_gb_months = written_gb * days / Decimal::from(30);
            let operations = executions * example.number("operations_each");
            let bill = example.bill(vec![Function {
                requests: executions * invocations,
                duration_ms: example.number("active_seconds_each") * thousand / invocations,
                durable: Some(Durable { operations, written_gb, stored_gb_months }),
                ..function
            }]);
            let mut answers = answers(&bill);
            answers.insert("written_gb".to_owned(), written_gb);
            answers.insert("retained_gb_months".to_owned(), stored_gb_months);
            answers
        }
        "pricing.official.managed-instances" => {
            let on_demand_hourly = example.number("on_demand_hourly");
            let hours = example.number("instance_hours");
            let paid_hourly = example.optional("discounted_hourly");
            let compute = Compute::ManagedInstances { hours, on_demand_hourly, paid_hourly };
            let known = example.book.variant(Meter::Ec2Instance, "us-east-1", "m7g.xlarge").unwrap();
            assert_eq!(known.rate, on_demand_hourly);
            let bill = example.bill(vec![Function { compute, ..function }]);
            let mut answers = answers(&bill);
            let lines: Vec<_> = bill.of(Item::ManagedInstances).collect();
            answers.insert("instances_usd".to_owned(), lines[0].amount.to_decimal().unwrap());
            answers.insert("fee_usd".to_owned(), lines[1].amount.to_decimal().unwrap());
            answers.insert("fee_hourly_usd".to_owned(), lines[1].rate.to_decimal().unwrap());
            answers
        }
        "pricing.official.lambda-at-edge" => {
            let bill = example.bill(vec![Function { compute: Compute::Edge, ..function }]);
            let mut answers = answers(&bill);
            let gb_seconds: Decimal =
                bill.of(Item::EdgeDuration).map(|it| it.quantity.to_decimal().unwrap()).sum();
            answers.insert("seconds".to_owned(), gb_seconds * Decimal::from(1024) / Decimal::from(128));
            answers
        }
        id if id.starts_with("billing.")
            || id.starts_with("rounding.computed.") && example.has("duration_ms") =>
        {
            let old_rule =
                example.inputs.get("rule").is_some_and(|rule| rule.as_str().unwrap().contains("before"));
            let init = example.optional("init_duration_ms").filter(|_| !old_rule);
            let billed = billed_duration_ms(example.book, example.number("duration_ms"), init).unwrap();
            named([("billed_duration_ms", billed.to_decimal().unwrap())])
        }
        id if id.starts_with("rounding.computed.per-ms") => {
            let one = Function { requests: Decimal::ONE, duration_ms: Decimal::ONE, ..function };
            let amount = example.bill(vec![one]).amount(Item::Duration).unwrap();
            let shown = Decimal::from_str_exact(&amount.fixed(10)).unwrap();
            named([("usd_per_ms_exact", amount.to_decimal().unwrap()), ("usd_per_ms_shown", shown)])
        }
        id if id.starts_with("tiers.") => {
            let requests = example.number("gb_seconds");
            answers(&example.bill(vec![Function { requests, duration_ms: thousand, ..function }]))
        }
        id if id.starts_with("requests.") => {
            let billed = requests_per_event(example.book, example.number("event_kb")).unwrap();
            named([("billed_requests", billed.to_decimal().unwrap())])
        }
        id if id.starts_with("provisioned.computed.break-even") => {
            let share = breakeven_utilization(example.book, "us-east-1", example.arch()).unwrap();
            named([("utilization_percent", (share.to_decimal().unwrap() * Decimal::ONE_HUNDRED).round_dp(2))])
        }
        id if id.starts_with("provisioned.computed.") => {
            let provisioned = Provisioned {
                environments: example.number("provisioned"),
                hours: Some(example.number("hours")),
                spillover: Decimal::ZERO,
                duration_ms: None,
            };
            let mut answers =
                answers(&example.bill(vec![Function { provisioned: Some(provisioned), ..function }]));
            let quantity = answers["provisioned_gb_seconds"];
            answers.insert("gb_seconds".to_owned(), quantity);
            answers
        }
        id if id.starts_with("snapstart.computed.") => {
            let cache_hours = example
                .optional("hours")
                .unwrap_or_else(|| example.number("active_minutes") / Decimal::from(60));
            let restores = example.optional("restores").unwrap_or_default();
            let gb = function.memory_mb / Decimal::from(1024);
            let snapstart = Some(SnapStart { cache_hours, restores });
            let bill = example.bill(vec![Function { snapstart, ..function }]);
            let mut answers = answers(&bill);
            let gb_seconds = bill.of(Item::SnapstartCache).next().unwrap().quantity.to_decimal().unwrap();
            answers.insert("billed_seconds".to_owned(), gb_seconds / gb);
            answers
        }
        "fargate.computed.break-even-requests" => {
            let function = Function {
                requests: Decimal::from(1_000_000),
                memory_mb: example.number("lambda_memory_mb"),
                ..function
            };
            let tasks = FargateTasks {
                arch: example.arch(),
                vcpu: example.number("fargate_vcpu"),
                memory_gb: example.number("fargate_gb"),
                tasks: Decimal::ONE,
            };
            let account = example.account(vec![function]);
            let result = breakeven_fargate(example.book, &aws::limits(), &account, &tasks).unwrap();
            let requests = result.requests_per_month.unwrap().to_decimal().unwrap();
            named([
                ("lambda_usd_per_million", result.a.total.exact.to_decimal().unwrap()),
                ("fargate_monthly_usd_exact", result.b.total.exact.to_decimal().unwrap()),
                ("break_even_million_requests", (requests / Decimal::from(1_000_000)).round_dp(3)),
            ])
        }
        id if id.starts_with("fargate.computed.break-even") => {
            let gb = example.number("memory_gb");
            let busy = Function {
                requests: Decimal::from(3600),
                duration_ms: thousand,
                memory_mb: gb * Decimal::from(1024),
                ..function
            };
            let lambda = example.bill(vec![busy]).amount(Item::Duration).unwrap().to_decimal().unwrap();
            let vcpu = example.number("fargate_vcpu");
            let tasks = FargateTasks { arch: example.arch(), vcpu, memory_gb: gb, tasks: Decimal::ONE };
            let (hour, _) = fargate_month(example.book, "us-east-1", &tasks, Decimal::ONE).unwrap();
            let hour = hour.to_decimal().unwrap();
            named([
                ("lambda_busy_hour_usd", lambda),
                ("fargate_hour_usd", hour),
                ("break_even_percent", (hour / lambda * Decimal::ONE_HUNDRED).round_dp(2)),
            ])
        }
        id if id.starts_with("fargate.") => {
            let tasks = FargateTasks {
                arch: example.arch(),
                vcpu: example.number("vcpu"),
                memory_gb: example.number("memory_gb"),
                tasks: Decimal::ONE,
            };
            let cost = |hours| {
                fargate_month(example.book, "us-east-1", &tasks, hours).unwrap().0.to_decimal().unwrap()
            };
            let month = cost(example.number("hours"));
            named([("hourly_usd", cost(Decimal::ONE)), ("monthly_usd_exact", month), ("monthly_usd", month)])
        }
        "edge.computed.cff-100m" => {
            let free = example.book.figure(FigureName::FreeCloudfrontFunctions).unwrap().value;
            assert_eq!(free, example.number("free_invocations"));
            let rate = example.book.price(Meter::CloudfrontFunction, "us-east-1", None).unwrap().rate;
            named([("total_usd", (example.number("invocations") - free) * rate)])
        }
        "savings-plan.computed.max" => {
            let best = example.book.figure(FigureName::SavingsMaxPercent).unwrap().value;
            assert_eq!(best, example.number("discount_percent"));
            let mut account = example.account(vec![Function {
                requests: Decimal::from(1_000_000),
                duration_ms: thousand,
                ..function
            }]);
            account.savings_plan = Some(SavingsPlan::Maximum);
            let bill = bill(example.book, &aws::limits(), &account).unwrap();
            let duration = bill.amount(Item::Duration).unwrap().to_decimal().unwrap();
            let saved = bill.amount(Item::SavingsPlan).unwrap().to_decimal().unwrap();
            named([("total_usd", example.number("on_demand_usd") * (duration + saved) / duration)])
        }
        id if id.starts_with("pricing.") || id.starts_with("storage.") || id.starts_with("region.") => {
            answers(&example.bill(vec![function]))
        }
        id if id.starts_with("cpu.") => {
            let full = aws::limits().full_vcpu_mb;
            named([("vcpu", vcpus(example.number("memory_mb"), full).round_dp(3))])
        }
        _ => return solve_concurrency(example),
    })
}

fn solve_concurrency(example: &Example<'_>) -> Option<Answers> {
    let quotas = aws::quotas();
    Some(match example.id {
        "concurrency.official.provisioned-spill" => {
            let provisioned = example.count("provisioned");
            let plan = example.plan(|demand| demand.provisioned = Some(provisioned));
            named([
                ("spill_after_concurrency", provisioned.into()),
                ("spill_after_requests_per_second", float(plan.provisioned_rps_cap.unwrap())),
            ])
        }
        "concurrency.official.buffer" => {
            assert_eq!(quotas.provisioned_buffer_percent, example.number("buffer_percent"));
            let plan = example.plan(|demand| {
                demand.rps = Some(example.number("peak_concurrency"));
                demand.duration_s = Some(Decimal::ONE);
            });
            named([("provisioned", plan.provisioned_recommended.unwrap().into())])
        }
        "concurrency.official.reservable-1000" => {
            named([("max_reserved", example.plan(|_| {}).still_reservable.into())])
        }
        "concurrency.official.shared-pool" => {
            let reserved: i64 = example.inputs["reserved"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it.as_integer().unwrap())
                .sum();
            let plan = example.plan(|demand| demand.others_reserved = reserved.try_into().unwrap());
            named([("unreserved", plan.unreserved_left.into())])
        }
        "concurrency.official.pc-utilization" => {
            // The metric is what the environments carry: the load without what spills over.
            let plan = example.plan(|demand| {
                demand.rps = Some(example.number("busy"));
                demand.duration_s = Some(Decimal::ONE);
                demand.provisioned = Some(example.count("allocated"));
            });
            let carried = 1.0 - plan.provisioned_spill_share.unwrap();
            let utilization = float(plan.provisioned_utilization.unwrap() / carried);
            named([("utilization", utilization.round_dp(12).normalize())])
        }
        "concurrency.official.autoscaling-low-alarm" => named([(
            "scale_in_below_percent",
            autoscaling_alarms(example.number("target_percent"), &quotas).1,
        )]),
        "concurrency.official.url-rps" => {
            let plan = example.plan(|demand| demand.reserved = Some(example.count("reserved")));
            named([("max_requests_per_second", float(plan.rps_cap))])
        }
        id if id.starts_with("concurrency.") => {
            let plan = example.plan(|_| {});
            let throttled = plan.throttled_rps.unwrap() > 0.0;
            named([
                ("concurrency", float(plan.required.unwrap())),
                ("max_requests_per_second", float(plan.rps_cap)),
                ("needed_account_limit", float(plan.account_needed.unwrap())),
                ("throttled", if throttled { Decimal::ONE } else { Decimal::ZERO }),
            ])
        }
        "scaling.computed.burst-seed" => {
            let plan = example.plan(|demand| demand.scale_to = Some(9000));
            named([
                ("concurrency", float(plan.required.unwrap())),
                ("needed_by_rps", example.number("seed_rps") / quotas.requests_per_concurrency),
                ("account_limit_needed", float(plan.account_needed.unwrap())),
                ("seconds_to_reach", float(plan.time_to_scale_s.unwrap())),
            ])
        }
        "scaling.computed.provisioned-5000" => {
            assert_eq!(quotas.provisioned_per_minute, example.number("rate_per_minute"));
            named([("seconds_allocation", provisioning_s(example.count("provisioned"), &quotas))])
        }
        "scaling.computed.sqs-provisioned-20000" => {
            let source = Source::Sqs {
                pollers: Some(2),
                max_concurrency: Some(example.count("target")),
                message_groups: None,
            };
            let driven = driven(source, &quotas);
            assert_eq!(driven.initial, example.count("start"));
            named([("minutes", driven.ramp_s.unwrap() / Decimal::from(60))])
        }
        "scaling.official.sqs-poller-eps" => {
            let (batch, size) = (example.number("batch_size"), example.number("event_kb"));
            let each = events_per_poller(batch, size, example.number("duration_s"), &quotas).unwrap();
            let pollers = (example.number("peak_events_per_second") / each).ceil();
            named([("events_per_poller", each), ("minimum_pollers", pollers)])
        }
        id if id.starts_with("scaling.computed.to-") => {
            let (target, rate) = (example.count("target"), example.count("rate_per_10s"));
            named([
                ("seconds_continuous_refill", time_to_scale_s(target, rate, &quotas)),
                ("seconds_stepwise", time_to_scale_stepwise_s(target, rate, &quotas)),
            ])
        }
        "kinesis.computed.concurrency" => {
            let (shards, parallelization) =
                (example.count("shards"), example.count("parallelization_factor"));
            let driven = driven(Source::Stream { shards, parallelization }, &quotas);
            named([("max_concurrent_batches", driven.concurrency.into())])
        }
        _ => return None,
    })
}

/// Plain dollars are rounded to cents, half up; everything else is exact.
fn agrees(key: &str, expected: Decimal, found: Decimal) -> bool {
    let cents = key.ends_with("_usd")
        && !key.ends_with("hourly_usd")
        && !key.contains("hour_usd")
        && key != "per_mapping_usd";
    let found = if cents {
        found.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    } else {
        found
    };
    expected == found
}

#[test]
fn every_example_is_reproduced() {
    let text = include_str!("fixtures/worked-examples.toml");
    let fixture: Table = toml::from_str(text).unwrap();
    let examples = fixture["example"].as_array().unwrap();
    let book = aws::book();
    let (mut reproduced, mut elsewhere, mut compared) = (0, 0, 0);
    let mut failures = Vec::new();
    for example in examples {
        let id = example["id"].as_str().unwrap();
        if ELSEWHERE.iter().any(|(name, _)| *name == id) {
            elsewhere += 1;
            continue;
        }
        let example_inputs = Example { id, inputs: example["inputs"].as_table().unwrap(), book: &book };
        let Some(answers) = solve(&example_inputs) else {
            failures.push(format!("{id}: nobody works it out"));
            continue;
        };
        for (key, value) in example["expected"].as_table().unwrap() {
            if NOT_COMPARED.iter().any(|(name, ignored, _)| *name == id && ignored == key) {
                continue;
            }
            let expected = match value {
                Value::Boolean(flag) => Decimal::from(u8::from(*flag)),
                value => decimal(value),
            };
            match answers.get(key) {
                Some(found) if agrees(key, expected, *found) => compared += 1,
                Some(found) => failures.push(format!("{id}: {key} is {found}, expected {expected}")),
                None => failures.push(format!("{id}: {key} is not worked out")),
            }
        }
        reproduced += 1;
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(elsewhere, ELSEWHERE.len());
    assert_eq!(reproduced + elsewhere, examples.len());
    assert_eq!((examples.len(), reproduced), (83, 80));
    assert!(compared > 150, "only {compared} figures compared");
}

#[test]
fn rounding_each_part_would_be_wrong() {
    let book = aws::book();
    let (duration, init) = (Decimal::new(31, 1), Decimal::new(54_201, 2));
    let once = billed_duration_ms(&book, duration, Some(init)).unwrap();
    let apart = billed_duration_ms(&book, duration, None)
        .unwrap()
        .plus(billed_duration_ms(&book, init, None).unwrap())
        .unwrap();
    assert_eq!((once.to_string().as_str(), apart.to_string().as_str()), ("546", "547"));
}
