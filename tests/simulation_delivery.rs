//! Queues, streams and asynchronous invocation: cases that are worked out by hand, and what holds for all of them.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod simulation_support;

use coldstart::simulation::{
    Event, EventKind, Figures, GiveUpReason, Outcome, Player, Scenario, StartKind, simulate,
};
use simulation_support::{MS, S, quotas};

fn parse(text: &str) -> Scenario {
    Scenario::parse("x.toml", text, &quotas(), 4 << 30).unwrap_or_else(|errors| {
        panic!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn errors(text: &str) -> String {
    let found = Scenario::parse("x.toml", text, &quotas(), 4 << 30).unwrap_err();
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn run(text: &str) -> (Figures, Vec<Event>) {
    let mut events = Vec::new();
    let figures = simulate(&parse(text), 1, &mut events);
    (figures, events)
}

/// A function `f` with one source.
fn one(head: &str, function: &str, source: &str) -> String {
    format!("{head}\n[[function]]\nname = \"f\"\n{function}\n[[function.source]]\n{source}\n")
}

fn starts(events: &[Event]) -> Vec<u64> {
    let starts = events.iter().filter(|event| matches!(event.kind, EventKind::InvokeStarted { .. }));
    starts.map(|event| event.at_ns).collect()
}

/// When events were given up, how many, why, and whether they were kept.
fn given_up(events: &[Event]) -> Vec<(u64, u32, GiveUpReason, bool)> {
    let of = |event: &Event| match event.kind {
        EventKind::DeadLettered { records, reason, .. } => Some((event.at_ns, records, reason, true)),
        EventKind::Dropped { records, reason, .. } => Some((event.at_ns, records, reason, false)),
        _ => None,
    };
    events.iter().filter_map(of).collect()
}

/// When batches were sent, their first record, their size, the attempt.
fn batches(events: &[Event]) -> Vec<(u64, u64, u32, u32)> {
    let of = |event: &Event| match event.kind {
        EventKind::BatchSent { request, records, attempt, .. } => {
            Some((event.at_ns, request, records, attempt))
        }
        _ => None,
    };
    events.iter().filter_map(of).collect()
}

const FAILING: &str = "duration.warm = \"3s\"\nerror_share = \"100%\"";

#[test]
fn an_asynchronous_event_is_tried_three_times_at_0_63_and_186_seconds() {
    let (figures, events) = run(&one(
        "duration = \"1h\"",
        FAILING,
        "invocation = \"async\"\narrivals = { times = [\"0s\"] }\ndead_letter_queue = \"lost\"",
    ));
    assert_eq!(starts(&events), [0, 63 * S, 186 * S]);
    assert_eq!(given_up(&events), [(189 * S, 1, GiveUpReason::RetriesExhausted, true)]);
    let tally = &figures.total.tally;
    assert_eq!((tally.requests, tally.errors, tally.retries), (1, 3, 2));
    assert_eq!((tally.completed, tally.dead_lettered, tally.dropped), (0, 1, 0));
}

#[test]
fn fewer_retries_and_no_queue_lose_the_event_sooner() {
    for (retries, ends, starts_at) in [(0, 3, vec![0]), (1, 66, vec![0, 63 * S])] {
        let source = format!(
            "invocation = \"async\"\narrivals = {{ times = [\"0s\"] }}\nmaximum_retry_attempts = {retries}"
        );
        let (figures, events) = run(&one("duration = \"1h\"", FAILING, &source));
        assert_eq!(starts(&events), starts_at);
        assert_eq!(given_up(&events), [(ends * S, 1, GiveUpReason::RetriesExhausted, false)]);
        assert_eq!(figures.total.tally.dropped, 1);
    }
}

#[test]
fn an_event_that_would_be_too_old_for_its_retry_is_given_up_at_its_age() {
    let source = "invocation = \"async\"\narrivals = { times = [\"0s\"] }\nmaximum_event_age = \"100s\"\non_failure = \"d\"";
    let (_, events) = run(&one("duration = \"1h\"", FAILING, source));
    assert_eq!(starts(&events), [0, 63 * S]);
    assert_eq!(given_up(&events), [(100 * S, 1, GiveUpReason::Age, true)]);
}

#[test]
fn throttled_events_wait_one_second_and_then_twice_as_long_each_time() {
    // The single environment is busy for 100 s; the second event comes at 1 s.
    let text = one(
        "duration = \"1h\"\n[account]\nconcurrency = 1",
        "duration.warm = \"100s\"",
        "invocation = \"async\"\narrivals = { times = [\"0s\", \"1s\"] }",
    );
    let (figures, events) = run(&text);
    let throttled: Vec<u64> = events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Throttled { .. }))
        .map(|event| event.at_ns / S)
        .collect();
    assert_eq!(throttled, [1, 2, 4, 8, 16, 32, 64]);
    assert_eq!(starts(&events), [0, 128 * S]);
    assert_eq!((figures.total.tally.completed, figures.total.tally.throttled), (2, 0));
    // The longest wait is five minutes.
    let text = text.replace("100s", "840s");
    let (_, events) = run(&text);
    assert_eq!(starts(&events), [0, (1 + 511 + 300 + 300) * S]);
}

#[test]
fn a_function_with_nothing_reserved_sends_events_straight_away() {
    let (figures, events) = run(&one(
        "duration = \"1h\"",
        "duration.warm = \"1s\"\nreserved = 0",
        "invocation = \"async\"\narrivals = { times = [\"5s\"] }\ndead_letter_queue = \"lost\"",
    ));
    assert_eq!(given_up(&events), [(5 * S, 1, GiveUpReason::NoConcurrency, true)]);
    assert_eq!((figures.total.tally.retries, figures.total.tally.dead_lettered), (0, 1));
}

#[test]
fn results_go_to_their_destination() {
    let (_, events) = run(&one(
        "duration = \"1h\"",
        "duration.warm = \"2s\"",
        "invocation = \"async\"\narrivals = { times = [\"1s\"] }\non_success = \"done\"",
    ));
    let sent = events.iter().find(|event| matches!(event.kind, EventKind::SentToDestination { .. }));
    assert_eq!(sent.unwrap().at_ns, 3 * S);
}

/// Greatest number of invocations at once, by time: the instants at which it rises.
fn rises(events: &[Event]) -> Vec<(u64, usize)> {
    let (mut busy, mut most, mut rises) = (0_usize, 0, Vec::new());
    for event in events {
        match event.kind {
            EventKind::InvokeStarted { .. } => busy += 1,
            EventKind::InvokeEnded { .. } => busy -= 1,
            _ => continue,
        }
        if busy > most {
            most = busy;
            rises.push((event.at_ns, most));
        }
    }
    rises
}

#[test]
fn a_mapping_of_a_queue_begins_with_five_and_gains_three_hundred_a_minute() {
    let text = one(
        "duration = \"6m\"\n[account]\nconcurrency = 5000\nscaling_rate = 0",
        "duration.warm = \"14m\"",
        "invocation = \"sqs\"\nvisibility_timeout = \"1h\"\narrivals = { burst = { at = \"0s\", requests = 20000 } }",
    );
    let (figures, events) = run(&text);
    let rises = rises(&events);
    let at = |seconds: u64| rises.iter().rev().find(|(at, _)| *at <= seconds * S).unwrap().1;
    assert_eq!((at(0), at(60), at(120)), (5, 305, 605));
    // 1,250 after (1250 − 5) / 300 minutes, which is 249 s.
    let full = rises.iter().find(|(_, busy)| *busy == 1250).unwrap();
    assert_eq!(full.0, 249 * S);
    assert_eq!(figures.total.tally.max_busy, 1250);
    let limited = text.replace("invocation = \"sqs\"", "invocation = \"sqs\"\nmaximum_concurrency = 50");
    assert_eq!(run(&limited).0.total.tally.max_busy, 50);
}

#[test]
fn provisioned_pollers_begin_with_ten_each_and_gain_a_thousand_a_minute() {
    let (_, events) = run(&one(
        "duration = \"2m\"\n[account]\nconcurrency = 5000\nscaling_rate = 0",
        "duration.warm = \"14m\"",
        "invocation = \"sqs\"\nvisibility_timeout = \"1h\"\nminimum_pollers = 20\nmaximum_pollers = 100\n\
         arrivals = { burst = { at = \"0s\", requests = 30000 } }",
    ));
    let rises = rises(&events);
    let at = |ms: u64| rises.iter().rev().find(|(at, _)| *at <= ms * MS).unwrap().1;
    // Twenty pollers make 200 calls a second and so reach 200 invocations within one; then one more every 60 ms.
    assert_eq!((at(0), at(995)), (1, 200));
    assert_eq!(rises.last().unwrap().1, 1000);
    let full = rises.iter().find(|(_, busy)| *busy == 1000).unwrap().0;
    assert_eq!(full, 995 * MS + 800 * 60 * MS);
}

const POISONED: &str = "duration = \"30m\"";

fn queue_of_three(more: &str) -> String {
    one(
        POISONED,
        "duration.warm = \"1s\"\ntimeout = \"10s\"",
        &format!(
            "invocation = \"sqs\"\nvisibility_timeout = \"60s\"\narrivals = {{ times = [\"0s\", \"0s\", \"0s\"] }}\n\
             maximum_batching_window = \"1s\"\npoison_records = [2]\n{more}"
        ),
    )
}

#[test]
fn a_poison_message_takes_its_batch_along_until_it_is_redriven() {
    let redrive = "max_receive_count = 3\ndead_letter_queue = \"dlq\"";
    let (figures, events) = run(&queue_of_three(redrive));
    // Received at 0, 60 and 120 s, each time for a second; all three come back, and go to the other queue at 180 s.
    let sent: Vec<u64> = batches(&events).iter().map(|batch| batch.0).collect();
    assert_eq!(sent, [S, 61 * S, 121 * S]);
    assert_eq!(
        given_up(&events),
        [(180 * S, 1, GiveUpReason::ReceivedTooOften, true); 3],
        "the whole batch has failed three times"
    );
    assert_eq!(figures.total.tally.completed, 0);
    let named = format!("{redrive}\nreport_batch_item_failures = true");
    let (figures, events) = run(&queue_of_three(&named));
    assert_eq!(batches(&events).iter().map(|batch| batch.2).collect::<Vec<_>>(), [3, 1, 1]);
    let tally = &figures.total.tally;
    assert_eq!((tally.completed, tally.dead_lettered, tally.errors), (2, 1, 0));
    // Without a redrive policy it comes back until the retention period ends.
    let (figures, _) =
        run(&queue_of_three("report_batch_item_failures = true\nmessage_retention_period = \"5m\""));
    assert_eq!((figures.total.tally.completed, figures.total.tally.dropped), (2, 1));
}

#[test]
fn a_fifo_queue_keeps_the_order_of_its_groups_and_one_batch_of_each() {
    let (figures, events) = run(&one(
        "duration = \"10m\"",
        "duration.warm = \"2s\"\ntimeout = \"10s\"",
        "invocation = \"sqs\"\nvisibility_timeout = \"30s\"\nmessage_groups = 3\n\
         arrivals = { burst = { at = \"0s\", requests = 200 } }\npoison_records = [7]\nmax_receive_count = 2\n\
         dead_letter_queue = \"dlq\"\nreport_batch_item_failures = true",
    ));
    let tally = &figures.total.tally;
    assert_eq!(tally.max_busy, 3, "as many as there are groups");
    // What stands behind the poison message in its batch is received as often as that, and goes the same way.
    let lost = tally.dead_lettered;
    assert!((2..=10).contains(&lost) && tally.completed == 200 - lost, "{lost} lost");
    // What stands behind the poison message in its batch came back with it.
    let back: Vec<u32> = events
        .iter()
        .filter_map(
            |event| if let EventKind::Returned { records, .. } = event.kind { Some(records) } else { None },
        )
        .collect();
    assert!(back.len() == 2 && back[0] > 1, "{back:?}");
}

#[test]
fn a_batch_is_cut_at_six_megabytes() {
    let (_, events) = run(&one(
        "duration = \"1m\"",
        "duration.warm = \"1s\"",
        "invocation = \"sqs\"\nrecord_size = \"1MB\"\narrivals = { burst = { at = \"0s\", requests = 20 } }\n\
         batch_size = 10\nvisibility_timeout = \"30s\"",
    ));
    // The first message goes at once, alone, to each of the five pollers; those after them wait for a free one.
    let sizes: Vec<u32> = batches(&events).iter().map(|batch| batch.2).collect();
    assert_eq!(sizes, [1, 1, 1, 1, 1, 6, 6, 3]);
}

fn stream(more: &str) -> String {
    one(
        "duration = \"2h\"",
        "duration.warm = \"1s\"\ntimeout = \"10s\"",
        &format!(
            "invocation = \"stream\"\nshards = 1\nmaximum_batching_window = \"1s\"\n\
             arrivals = {{ burst = {{ at = \"0s\", requests = 8 }} }}\npoison_records = [6]\n{more}"
        ),
    )
}

#[test]
fn a_poison_record_blocks_its_shard_until_it_is_too_old() {
    let (figures, events) = run(&stream("maximum_record_age = \"10m\""));
    let waits: Vec<u64> = batches(&events).windows(2).map(|two| (two[1].0 - two[0].0) / S).collect();
    assert_eq!(waits[..9], [2, 3, 5, 9, 17, 33, 65, 129, 257], "a second's work, then a doubling wait");
    assert_eq!(given_up(&events), [(600 * S, 8, GiveUpReason::Age, false)]);
    assert_eq!((figures.total.tally.completed, figures.total.tally.dropped), (0, 8));
}

#[test]
fn a_limit_of_retries_gives_up_the_batch_and_bisecting_only_the_record() {
    let limited = "maximum_retry_attempts = 2\non_failure = \"failed\"";
    let (figures, events) = run(&stream(limited));
    assert_eq!(batches(&events).len(), 3);
    assert_eq!(given_up(&events)[0].1, 8);
    assert_eq!(figures.total.tally.dead_lettered, 8);
    let (figures, events) = run(&stream(&format!("{limited}\nbisect_batch_on_function_error = true")));
    // 1-8 fails; 1-4 passes; 5-8, 5-6 fail; 5 passes; 6 fails three times; 7-8 passes.
    let sent: Vec<(u64, u32)> = batches(&events).iter().map(|batch| (batch.1, batch.2)).collect();
    assert_eq!(sent, [(1, 8), (1, 4), (5, 4), (5, 2), (5, 1), (6, 1), (6, 1), (6, 1), (7, 2)]);
    assert_eq!((figures.total.tally.completed, figures.total.tally.dead_lettered), (7, 1));
    let (figures, events) = run(&stream(&format!("{limited}\nreport_batch_item_failures = true")));
    // What comes before the record that is named is done; the rest is tried twice more, and given up together.
    let sent: Vec<(u64, u32)> = batches(&events).iter().map(|batch| (batch.1, batch.2)).collect();
    assert_eq!(sent, [(1, 8), (6, 3), (6, 3)]);
    assert_eq!((figures.total.tally.completed, figures.total.tally.dead_lettered), (5, 3));
}

#[test]
fn a_stream_runs_as_many_batches_as_shards_times_parallelization_factor() {
    let (figures, _) = run(&one(
        "duration = \"5m\"\n[account]\nconcurrency = 5000\nscaling_rate = 0",
        "duration.warm = \"4m\"",
        "invocation = \"stream\"\nshards = 100\nparallelization_factor = 10\n\
         arrivals = { burst = { at = \"0s\", requests = 30000, over = \"10s\" } }",
    ));
    assert_eq!(figures.total.tally.max_busy, 1000);
}

#[test]
fn a_hot_shard_lags_behind_the_others() {
    let text = one(
        "duration = \"10m\"",
        "duration.warm = \"100ms\"",
        "invocation = \"stream\"\nshards = 4\nbatch_size = 10\nrecord_duration = \"10ms\"\nhot_shard_share = \"60%\"\n\
         arrivals = { constant = { rate = 100 } }",
    );
    let mut player = Player::new(parse(&text), 1);
    player.seek(300 * S);
    let queue = &player.snapshot().queues[0];
    // A batch of ten takes 200 ms: fifty records a second. The first shard gets 60 + 10 of a hundred.
    assert!(queue.shards[0] > 4000 && queue.shards[1..].iter().all(|left| *left < 50), "{queue:?}");
    assert!(queue.iterator_age_ns > 60 * S);
}

#[test]
fn a_throttled_stream_waits_and_loses_nothing() {
    let (figures, _) = run(&one(
        "duration = \"1h\"\n[account]\nconcurrency = 1",
        "duration.warm = \"5s\"",
        "invocation = \"stream\"\nshards = 2\nmaximum_retry_attempts = 0\narrivals = { constant = { rate = \"1/min\" } }",
    ));
    let tally = &figures.total.tally;
    assert_eq!((tally.dropped, tally.dead_lettered), (0, 0));
    assert!(tally.completed >= 59);
}

#[test]
fn what_aws_refuses_is_refused_with_its_place() {
    let wrong = |source: &str| {
        errors(&one(
            "duration = \"1m\"",
            "duration.warm = \"1s\"\ntimeout = \"40s\"",
            &format!("arrivals = {{ times = [\"0s\"] }}\n{source}"),
        ))
    };
    for (source, told) in [
        ("invocation = \"sqs\"", "has a longer time-out, here 40 s"),
        (
            "invocation = \"sqs\"\nvisibility_timeout = \"1m\"\nbatch_size = 11",
            "batches of more than 10 messages without a window",
        ),
        (
            "invocation = \"sqs\"\nvisibility_timeout = \"1m\"\nbatch_size = 20000",
            "x.toml:10:14: `20000` is outside 1 to 10000",
        ),
        ("invocation = \"sqs\"\nvisibility_timeout = \"1m\"\nmaximum_concurrency = 1", "outside 2 to 1000"),
        (
            "invocation = \"sqs\"\nvisibility_timeout = \"1m\"\nmax_receive_count = 3",
            "`dead_letter_queue = \"orders-dlq\"`",
        ),
        ("invocation = \"async\"\nmaximum_retry_attempts = 3", "outside 0 to 2"),
        ("invocation = \"async\"\nmaximum_event_age = \"7h\"", "outside"),
        (
            "invocation = \"sqs\"\nvisibility_timeout = \"1m\"\nmessage_groups = 5000000",
            "outside 1 to 100000",
        ),
        ("invocation = \"sqs\"\nvisibility_timeout = \"0s\"", "outside 1 s to 12 h"),
        ("invocation = \"async\"\nshards = 2", "it belongs to invocation \"stream\""),
        ("invocation = \"stream\"", "a stream needs `shards`"),
        ("invocation = \"stream\"\nshards = 2\nparallelization_factor = 11", "outside 1 to 10"),
        (
            "invocation = \"stream\"\nshards = 2\nbisect_batch_on_functoin_error = true",
            "did you mean `bisect_batch_on_function_error`?",
        ),
        ("invocation = \"asnyc\"", "did you mean"),
        (
            "client_retries = { max_attempts = 1, base = \"1s\" }\ninvocation = \"stream\"\nshards = 1",
            "invocation \"sync\"",
        ),
    ] {
        let found = wrong(source);
        assert!(found.contains(told), "{source}\n{found}");
    }
}

#[test]
fn outcomes_of_a_batch_are_told_with_its_first_record() {
    let (_, events) = run(&stream("maximum_retry_attempts = 0"));
    let ended = events.iter().find_map(|event| match event.kind {
        EventKind::InvokeEnded { request, outcome, .. } => Some((request, outcome)),
        _ => None,
    });
    assert_eq!(ended, Some((1, Outcome::Error)));
    let started = events.iter().any(|event| {
        matches!(event.kind, EventKind::InvokeStarted { request: 1, start: StartKind::Cold, .. })
    });
    assert!(started);
}

#[test]
fn an_alias_divides_by_its_weight_and_a_request_stays_with_its_version() {
    let text = "duration = \"10h\"\n[[function]]\nname = \"one\"\nduration.warm = \"10ms\"\n[[function.source]]\n\
                arrivals = { constant = { rate = 1 } }\nalias = { additional_version = \"two\", weight = \"10%\" }\n\
                client_retries = { max_attempts = 2, base = \"100ms\", on = [\"error\"] }\n\
                [[function]]\nname = \"two\"\nduration.warm = \"10ms\"\nerror_share = \"100%\"\n";
    let (figures, _) = run(text);
    let [one, two] = &figures.functions[..] else { panic!("two versions") };
    // 36,000 draws: a tenth, within five standard deviations of 57.
    assert!(two.tally.requests.abs_diff(3600) < 285, "{}", two.tally.requests);
    assert_eq!(one.tally.requests + two.tally.requests, 36_000);
    assert_eq!((one.tally.errors, one.tally.retries), (0, 0));
    assert_eq!((two.tally.errors, two.tally.retries), (2 * two.tally.requests, two.tally.requests));
    assert_eq!(two.tally.completed, two.tally.requests);
}

fn release(deployment: &str, errors: &str) -> String {
    format!(
        "duration = \"1h\"\n[[function]]\nname = \"one\"\nduration.warm = \"10ms\"\n[[function.source]]\n\
         arrivals = {{ constant = {{ rate = 20 }} }}\nalias = {{ additional_version = \"two\", deployment = \"{deployment}\", \
         start = \"2m\", alarm = {{ error_share = \"20%\", period = \"1m\" }} }}\n\
         [[function]]\nname = \"two\"\nduration.warm = \"10ms\"\nerror_share = \"{errors}\"\n"
    )
}

/// Minute and share of each shift.
fn shifts(events: &[Event]) -> Vec<(u64, u32)> {
    let of = |event: &Event| match event.kind {
        EventKind::TrafficShifted { per_mille } => Some((event.at_ns / (60 * S), per_mille)),
        _ => None,
    };
    events.iter().filter_map(of).collect()
}

#[test]
fn deployments_shift_as_their_names_say() {
    let (_, events) = run(&release("Canary10Percent5Minutes", "0%"));
    assert_eq!(shifts(&events), [(2, 100), (7, 1000)]);
    let (_, events) = run(&release("LambdaLinear10PercentEvery2Minutes", "0%"));
    let expected: Vec<(u64, u32)> = (0..10).map(|step| (2 + 2 * u64::from(step), 100 + 100 * step)).collect();
    assert_eq!(shifts(&events), expected);
    let (figures, events) = run(&release("AllAtOnce", "0%"));
    assert_eq!(shifts(&events), [(2, 1000)]);
    assert_eq!(figures.functions[0].tally.requests, 2 * 60 * 20);
    let wrong = release("Canary10Percent5Minute", "0%");
    assert!(errors(&wrong).contains("did you mean `Canary10Percent5Minutes`?"));
}

#[test]
fn an_alarm_rolls_a_deployment_back() {
    let (figures, events) = run(&release("Linear10PercentEvery10Minutes", "50%"));
    assert_eq!(shifts(&events), [(2, 100)]);
    let back = events.iter().find(|event| matches!(event.kind, EventKind::RolledBack { .. })).unwrap();
    assert_eq!(back.at_ns, 180 * S);
    let last = events
        .iter()
        .rfind(|event| event.function == 1 && matches!(event.kind, EventKind::RequestArrived { .. }));
    assert!(last.unwrap().at_ns <= 180 * S);
    assert!(figures.functions[1].tally.requests < 300);
}

#[test]
fn a_database_serves_as_many_environments_as_it_has_connections() {
    let text = "duration = \"30m\"\n[[database]]\nname = \"orders\"\nmax_connections = 12\nreserved_connections = 2\n\
                [[function]]\nname = \"f\"\nduration.warm = \"1s\"\nidle_timeout = \"1m\"\ndatabase = \"orders\"\nconnections = 2\n\
                [[function.source]]\narrivals = { burst = { at = \"0s\", requests = 8 } }\n\
                [[function.source]]\narrivals = { burst = { at = \"10m\", requests = 4 } }\n";
    let (figures, events) = run(text);
    let refused = events.iter().filter(|it| matches!(it.kind, EventKind::ConnectionRefused { .. })).count();
    // Ten connections are five environments; the other three fail. Ten minutes later all have been given back.
    assert_eq!((refused, figures.total.tally.errors, figures.total.tally.connections_refused), (3, 3, 3));
    let mut player = Player::new(parse(text), 1);
    player.seek(2 * S);
    assert_eq!(player.snapshot().connections_free, [0]);
    player.seek(5 * 60 * S);
    assert_eq!(player.snapshot().connections_free, [10]);
}

#[test]
fn a_mapping_draws_the_version_of_its_alias_for_each_invocation() {
    for source in [
        "invocation = \"sqs\"\nbatch_size = 1\nvisibility_timeout = \"10s\"",
        "invocation = \"stream\"\nshards = 1\nbatch_size = 1",
    ] {
        let text = format!(
            "duration = \"3h\"\n[[function]]\nname = \"one\"\nduration.warm = \"10ms\"\n[[function.source]]\n{source}\n\
             arrivals = {{ burst = {{ at = \"0s\", requests = 1000, over = \"2h\" }} }}\n\
             alias = {{ additional_version = \"two\", weight = \"30%\" }}\n\
             [[function]]\nname = \"two\"\nduration.warm = \"10ms\"\nerror_share = \"100%\"\n"
        );
        let (figures, events) = run(&text);
        let [one, two] = &figures.functions[..] else { panic!("two versions") };
        // The records belong to the mapping, its invocations to the version that runs them.
        assert_eq!((one.tally.requests, two.tally.requests), (1000, 0), "{source}");
        assert_eq!(
            (one.tally.completed, one.waiting()),
            (1000, 0),
            "a batch that failed is drawn anew: {source}"
        );
        // 1,000 / 0.7 invocations: three tenths go to the second version, within five standard deviations.
        let (all, second) = (one.invocations() + two.invocations(), two.invocations());
        assert!(
            all.abs_diff(1429) < 125 && (second * 10).abs_diff(all * 3) < 900,
            "{second} of {all}: {source}"
        );
        assert_eq!((one.tally.errors, two.tally.errors), (0, second), "{source}");
        let sent = events.iter().filter(|it| matches!(it.kind, EventKind::BatchSent { .. })).count() as u64;
        assert_eq!(sent, all, "{source}");
    }
}

#[test]
fn a_message_that_shows_again_while_its_batch_is_gathered_is_received_again() {
    // The window is longer than the visibility time-out: the first message is received at 0, 2 and 4 s, and then once too often.
    let (figures, events) = run(&one(
        "duration = \"1m\"",
        "duration.warm = \"1s\"",
        "invocation = \"sqs\"\nmaximum_batching_window = \"5s\"\nvisibility_timeout = \"2s\"\n\
         max_receive_count = 2\ndead_letter_queue = \"dlq\"\narrivals = { times = [\"0s\", \"4s\"] }",
    ));
    assert_eq!(given_up(&events), [(4 * S, 1, GiveUpReason::ReceivedTooOften, true)]);
    assert_eq!(batches(&events), [(5 * S, 2, 1, 1)]);
    assert_eq!((figures.total.tally.completed, figures.total.tally.dead_lettered), (1, 1));
    assert!(events.windows(2).all(|two| two[0].at_ns <= two[1].at_ns), "time does not run backwards");
}

#[test]
fn a_run_ends_when_its_last_message_is_done() {
    let (figures, _) = run(&one(
        "requests = 10",
        "duration.warm = \"1s\"",
        "invocation = \"sqs\"\nbatch_size = 10\nmaximum_batching_window = \"5m\"\nvisibility_timeout = \"1h\"\n\
         arrivals = { burst = { at = \"0s\", requests = 10 } }",
    ));
    assert_eq!((figures.simulated_ns, figures.total.tally.completed), (S, 10));
}
