//! `coldstart cost`, `concurrency` and `breakeven` with the real program: the contract's documents, exit codes, errors, and
//! what people see.

#![cfg(all(feature = "cli", feature = "tui", feature = "store"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use assert_cmd::Command;
use serde_json::Value;
use std::path::PathBuf;

struct Ran {
    out: String,
    err: String,
    code: i32,
}

fn run(line: &str) -> Ran {
    run_with(line, &[])
}

/// Runs a command line; arguments with spaces come in `more`. Prices never count as old, whatever the day.
fn run_with(line: &str, more: &[&str]) -> Ran {
    let mut command = Command::cargo_bin("coldstart").unwrap();
    let home = tempfile::tempdir().unwrap();
    command.env("COLDSTART_HOME", home.path()).args(line.split_whitespace()).args(more);
    if line.starts_with("cost") && !line.contains("--max-age") {
        command.args(["--max-age", "1000000"]);
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code().unwrap() }
}

fn document(line: &str) -> Value {
    let ran = run(&format!("{line} --json"));
    assert!(ran.code <= 1 && ran.err.is_empty(), "{line}: {} {}", ran.code, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn refused(line: &str) -> String {
    let ran = run(line);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
    ran.err
}

const LOAD: &str = "cost --requests 1M --duration 500ms --memory 512";

fn lines(document: &Value) -> Vec<(String, String, String)> {
    let text = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    let lines = document["lines"].as_array().unwrap().iter();
    lines.map(|line| (text(line, "item"), text(line, "quantity"), text(line, "amount"))).collect()
}

fn line(item: &str, quantity: &str, amount: &str) -> (String, String, String) {
    (item.to_owned(), quantity.to_owned(), amount.to_owned())
}

fn file(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn the_document_has_the_contracts_shape() {
    let ran = run(&format!("{LOAD} --json"));
    assert!(ran.out.starts_with("{\n  \"schema\": \"coldstart.cost/1\",\n  \"inputs\": {"), "{}", ran.out);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["total"]["exact"], "4.366675");
    assert_eq!(document["total"]["rounded"], "4.37");
    assert_eq!(document["per_million_requests"]["exact"], "4.366675");
    assert_eq!(document["price_book"]["region"], "us-east-1");
    assert!(document["price_book"]["as_of"].is_string() && document["price_book"]["source"].is_string());
    assert!(
        document["assumptions"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it.as_str().unwrap().contains("730 hours"))
    );
    assert_eq!(
        lines(&document),
        [line("requests", "1000000", "0.2"), line("duration", "250000", "4.166675")]
    );
    let duration = &document["lines"][1];
    assert_eq!(duration["rate"], "0.0000166667");
    assert_eq!(duration["unit"], "GB-seconds");
    assert_eq!(duration["formula"], "250,000 GB-seconds × $0.0000166667 = $4.166675");
    assert_eq!(document["inputs"]["memory_mb"], 512);
    let places: Vec<usize> =
        ["inputs", "assumptions", "price_book", "lines", "total", "per_million_requests"]
            .iter()
            .map(|key| ran.out.find(&format!("\n  \"{key}\"")).unwrap())
            .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(document.get("steps").is_none() && document.get("variants").is_none());
}

#[test]
fn the_same_month_is_written_in_many_ways() {
    for same in [
        "cost --requests 1_000_000 --duration 0.5s --memory 512MB",
        "cost --requests 1000k --duration 500000us --memory 0.5GB --hours-per-month 730",
        "cost --rps 1M/day --days 1 --duration 500ms --memory 512 --arch x86_64 --region us-east-1",
    ] {
        assert_eq!(document(same)["total"]["exact"], "4.366675", "{same}");
    }
}

#[test]
fn every_meter_has_its_lines() {
    let cases = [
        (" --cold-share 1% --init 400ms", "init", "2000"),
        (" --ephemeral 1GB", "ephemeral", "250000"),
        (" --provisioned 10 --provisioned-hours 20m", "provisioned", "6000"),
        (" --provisioned 10 --spillover 5%", "provisioned_duration", "237500"),
        (" --event-size 400KB", "requests", "4000000"),
        (" --snapstart-cache-hours 1 --snapstart-restores 0", "snapstart_cache", "5400"),
        (" --snapstart-restores 1000", "snapstart_restore", "500"),
        (" --response-size 7MB --streamed-share 50%", "streaming", "488.28125"),
        (" --streamed-billable 20GB", "streaming", "20"),
        (" --edge", "edge_duration", "250000"),
        (" --edge", "edge_requests", "1000000"),
        (" --durable-operations 8M", "durable_operations", "8000000"),
        (" --durable-written 500MB", "durable_written", "0.5"),
        (" --durable-stored 5GB", "durable_stored", "5"),
        (" --tenant-environments 20k", "tenant_environments", "10000"),
        (" --poller-hours 1460", "pollers", "1460"),
        (" --instance-hours 730 --instance-price $0.1632", "managed_instances", "730"),
        (" --logs 20GB", "logs", "20"),
        (" --front-door http-api --payload 513KB", "front_door", "2000000"),
        (" --savings-plan 10%", "savings_plan", "-4.166675"),
        (" --free-tier", "free_tier", "-1000000"),
    ];
    for (flags, item, quantity) in cases {
        let document = document(&format!("{LOAD}{flags}"));
        let found = lines(&document);
        let found = found.iter().find(|(name, ..)| name == item);
        assert_eq!(found.map(|(_, quantity, _)| quantity.as_str()), Some(quantity), "{flags}");
    }
}

#[test]
fn tiers_and_long_numbers_stay_exact() {
    let document = document("cost --requests 100B --duration 333ms --memory 1GB");
    assert_eq!(
        lines(&document)[1..],
        [
            line("duration", "6000000000", "100000.2"),
            line("duration", "9000000000", "135000"),
            line("duration", "18300000000", "244001.22"),
        ]
    );
    assert_eq!(document["total"]["exact"], "499001.42");
    let long = self::document("cost --requests 123456789.123456789 --duration 1ms --memory 129");
    assert_eq!(lines(&long)[0].2, "24.6913578246913578");
}

#[test]
fn settings_are_compared() {
    let document = document("cost --requests 1M --duration 500ms --compare memory=128,512");
    let variants = document["variants"].as_array().unwrap();
    let totals: Vec<_> = variants
        .iter()
        .map(|it| (it["label"].as_str().unwrap(), it["total"]["exact"].as_str().unwrap()))
        .collect();
    assert_eq!(totals, [("128 MB", "1.24166875"), ("512 MB", "4.366675")]);
    assert!(variants.iter().all(|it| it["lines"].is_array() && it["price_book"]["region"] == "us-east-1"));
    assert_eq!(document["total"]["exact"], "1.24166875", "an open input takes the first value");

    let regions = self::document(&format!("{LOAD} --compare region=us-east-1,af-south-1"));
    assert_eq!(regions["variants"][1]["price_book"]["region"], "af-south-1");
    assert!(refused(&format!("{LOAD} --compare memroy=1")).contains("did you mean `memory`?"));
    assert!(refused(&format!("{LOAD} --compare memory")).contains("--compare memory=128,256,512"));
    assert!(refused(&format!("{LOAD} --compare memory=128,")).contains("a value is missing"));
    assert!(refused(&format!("{LOAD} --compare arch=x86_64,mips")).contains("--arch mips: "));
}

#[test]
fn a_budget_sets_the_exit_status() {
    let within = run(&format!("{LOAD} --budget $4.366675 --json"));
    assert_eq!(within.code, 0);
    assert!(within.out.contains("\"within_budget\": true"));
    let above = run(&format!("{LOAD} --budget 4.36"));
    assert_eq!(above.code, 1);
    assert!(above.out.contains("$4.366675 is above the budget of $4.36."), "{}", above.out);
    assert!(refused(&format!("{LOAD} --budget much")).contains("--budget much: "));
}

#[test]
fn bad_input_is_refused_with_what_is_accepted() {
    let cases = [
        ("cost --requests 1M --duration 500ms", "--memory: it is missing; write it like `--memory 512MB`"),
        (
            "cost --duration 500ms --memory 512",
            "--requests: it is missing; write it like `--requests 1M` or `--rps 12.5/s`",
        ),
        ("cost --requests -1 --duration 1s --memory 512", "--requests -1: it cannot be negative"),
        ("cost --requests 1e40 --duration 1s --memory 512", "--requests 1e40: it is too large"),
        (
            "cost --requests 79228162514264337593543950335 --duration 15m --memory 10240 --rps 1",
            "--rps 1: it cannot be given together with --requests",
        ),
        ("cost --requests 1M --duration 16m --memory 512", "--duration 16m: must be from 0 to 900000 ms"),
        (
            "cost --requests 1M --duration 500 --memory 512",
            "--duration 500: the unit after `500` is missing; write `500ms` or `500s`",
        ),
        ("cost --requests 1M --duration 1s --memory 127", "--memory 127: must be from 128 to 10240 MB"),
        ("cost --requests 1M --duration 1s --memory 11GB", "--memory 11GB: must be from 128 to 10240 MB"),
        ("cost --requests 1M --duration 1s --memory 512.5", "--memory 512.5: memory is set in steps of 1 MB"),
        (
            "cost --requests 1M --duration 1s --memory 512parsec",
            "--memory 512parsec: `parsec` is no unit of memory",
        ),
        (
            "cost --requests 1M --duration 1s --memory 512 --region eu-wst-1",
            "(did you mean `eu-west-1`?); known: us-east-1, ",
        ),
        (
            "cost --requests 1M --duration 1s --memory 512 --cold-share 1 --init 1s",
            "write `1%` for one in a hundred, or `100%` for all",
        ),
        (
            "cost --requests 1M --duration 1s --memory 512 --region eu-west-1 --arch arm64 --provisioned 1",
            "the price of provisioned concurrency in eu-west-1 on arm64 is not known; known: us-east-1; a price file can add it (--prices FILE)",
        ),
        (
            "cost --requests 1M --duration 1s --memory 512 --ephemeral 11GB",
            "--ephemeral 11GB: must be from 512 to 10240 MB",
        ),
        ("cost --requests 1M --duration 1s --memory 512 --memroy 1", "unexpected argument '--memroy'"),
        ("concurrency", "there is nothing to work out"),
        ("concurrency --reserved 10 --provisioned 11", "--provisioned 11: at most 10 can be provisioned"),
        ("concurrency --reserved 901", "--reserved 901: AWS keeps 100 of the account's 1000 unreserved"),
        (
            "concurrency --rps 1 --duration 1s --pollers 2",
            "--pollers 2: it means nothing without --sqs; add --sqs",
        ),
        (
            "breakeven --requests 1M --duration 1s --memory 512 --vs provisioned",
            "--provisioned: give the number of environments",
        ),
        (
            "breakeven --requests 1M --duration 1s --memory 512 --vs fargate --vcpu half",
            "--vcpu half: a number is missing",
        ),
        (
            "breakeven --requests 1M --duration 1s --memory 512 --vs fargate --vcpu 3",
            "--vcpu 3: Fargate has no tasks of that many vCPUs; there are 0.25, 0.5, 1, 2, 4, 8, 16",
        ),
        (
            "breakeven --requests 1M --duration 1s --memory 512 --vs fargate --vcpu 8 --task-memory 18GB",
            "--task-memory 18GB: a Fargate task of 8 vCPU cannot have 18 GB; it can have 16, 20, 24",
        ),
        ("breakeven --requests 1M --duration 1s --memory 512 --vs memory", "--other-memory: it is missing"),
        ("breakeven", "--vs memory --other-memory 1024"),
        ("breakeven --requests 1M --duration 1s --memory 512", "--vs fargate --vcpu 0.5 --task-memory 1GB"),
        ("breakeven --requests 1M --duration 1s --memory 512 --vs fargate --tasks 0", "at least one"),
        (
            "breakeven --requests 1M --duration 1s --memory 512 --vs fargate --tasks 1.5",
            "a whole number of tasks",
        ),
        (
            "breakeven --requests 1M --duration 1s --memory 512 --vs memory --other-memory 64",
            "--other-memory 64: must be whole MB from 128 to 10240",
        ),
        (
            "breakeven --requests 1M --duration 1s --memory 512 --vs fargate --other-duration 1s",
            "--other-duration 1s: it belongs to --vs arch and --vs memory",
        ),
        ("breakeven --requests 1M --duration 1s --memory 512 --vs lambda", "--vs lambda"),
    ];
    for (line, expected) in cases {
        let told = refused(line);
        assert!(told.contains(expected), "{line}\n{told}");
    }
    let both = refused("cost --requests x --duration 1s --memory y");
    assert_eq!(both.matches("error: ").count(), 2, "{both}");
}

#[test]
fn several_functions_share_tiers_and_common_inputs() {
    let line =
        "cost --duration 1s --memory 1GB --function a:requests=6B --function b:requests=1,000,000,arch=arm64";
    let document = document(line);
    let first = &document["lines"][0];
    assert_eq!((first["item"].as_str(), first["function"].as_str()), (Some("requests"), Some("a")));
    assert_eq!(document["functions"][1]["name"], "b");
    assert_eq!(document["functions"][1]["inputs"]["requests"], 1_000_000);
    assert_eq!(document["total"]["exact"], "101213.7334");
    assert!(refused("cost --function requests=1").contains("its name is missing"));
    assert!(refused("cost --function a:requests=1,memory=512").contains("a: --duration: it is missing"));
}

#[test]
fn a_file_holds_an_account_and_its_problems_have_places() {
    let text = "region = \"us-east-1\"\nduration = \"500ms\"\n\n[[function]]\nname = \"api\"\nrequests = 1_000_000\nmemory = 512\n";
    let (_folder, path) = file("account.toml", text);
    let ran = run_with("cost --json --file", &[path.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["total"]["exact"], "4.366675");

    let wrong = text.replace("memory = 512", "memory = \"512x\"").replace("duration", "duraton");
    let (_folder, path) = file("account.toml", &wrong);
    let ran = run_with("cost --file", &[path.to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("account.toml:2:1"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `duration`?"), "{}", ran.err);
    let wrong = text.replace("memory = 512", "memory = \"512x\"");
    let (_folder, path) = file("account.toml", &wrong);
    let ran = run_with("cost --file", &[path.to_str().unwrap()]);
    assert!(
        ran.err.contains("account.toml:7:1") && ran.err.contains("`x` is no unit of memory"),
        "{}",
        ran.err
    );
    assert!(refused("cost --file /nowhere/at.toml").contains("/nowhere/at.toml: "));
}

#[test]
fn prices_are_laid_over_the_book() {
    let overlay = "price = [{ meter = \"duration\", arch = \"x86_64\", tier = 1, region = \"us-east-1\", rate = \"0.00001\" }]\n";
    let (_folder, path) = file("deal.toml", overlay);
    let ran = run_with(&format!("{LOAD} --json --prices"), &[path.to_str().unwrap()]);
    let document: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_eq!(document["total"]["exact"], "2.7");
    assert!(document["price_book"]["source"].as_str().unwrap().contains("deal.toml"));

    let (_folder, path) = file("deal.toml", "price = [{ meter = \"duratoin\", rate = \"1\" }]\n");
    let ran = run_with(&format!("{LOAD} --prices"), &[path.to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("deal.toml:1:20") && ran.err.contains("did you mean `duration`?"),
        "{}",
        ran.err
    );
}

#[test]
fn old_prices_are_told() {
    let told = document(&format!("{LOAD} --max-age 0"));
    assert!(told["warnings"][0].as_str().unwrap().contains("more than 0 days ago"), "{told}");
    assert_eq!(document(LOAD)["warnings"].as_array().unwrap().len(), 0);
}

#[test]
fn concurrency_follows_the_contract() {
    let ran = run(
        "concurrency --rps 100 --duration 250ms --cold-share 1% --init 400ms --promise 1% --provisioned 30 --json",
    );
    assert!(ran.out.starts_with("{\n  \"schema\": \"coldstart.concurrency/1\","), "{}", ran.out);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["required"], 25.4);
    assert_eq!(document["available"], 1000);
    assert_eq!(document["provisioned_recommended"], 28);
    assert_eq!(document["account_needed"], 25.4);
    assert_eq!(document["still_reservable"], 870);
    for key in [
        "occupancy",
        "throttled_share",
        "provisioned_spill_share",
        "provisioned_utilization",
        "steps",
        "warnings",
    ] {
        assert!(!document[key].is_null(), "{key}");
    }
    for key in ["time_to_scale_s", "burst", "poller_concurrency", "poller_ramp_s", "db_reserved_concurrency"]
    {
        assert!(document[key].is_null(), "{key}");
    }
    let others = self::document(
        "concurrency --burst 3000 --scale-to 5000 --account-limit 6000 --sqs --max-concurrency 50 --db-connections 500 --db-kept-back 50 --db-per-environment 2",
    );
    assert_eq!(others["burst"]["served"], 1000);
    assert_eq!(others["time_to_scale_s"], 40.0);
    assert_eq!(others["poller_concurrency"], 50);
    assert_eq!(others["poller_ramp_s"], 9.0);
    assert_eq!(others["db_reserved_concurrency"], 225);
    let stream = self::document("concurrency --stream --shards 8 --parallelization 2");
    assert_eq!(stream["poller_concurrency"], 16);
}

#[test]
fn breakeven_follows_the_contract() {
    let kept =
        document("breakeven --requests 10M --duration 100ms --memory 1GB --vs provisioned --provisioned 10");
    assert_eq!(kept["schema"], "coldstart.breakeven/1");
    assert_eq!(kept["breakeven_requests_per_month"], 157_680_000);
    assert_eq!(kept["cheaper"], "a");
    assert_eq!(kept["a"]["total"]["exact"], "18.6667");
    let tasks = document(
        "breakeven --requests 10M --duration 100ms --memory 1GB --vs fargate --vcpu 0.5 --task-memory 1GB --tasks 2",
    );
    assert_eq!(tasks["b"]["total"]["rounded"], "36.04");
    assert!(tasks["breakeven_requests_per_month"].as_f64().unwrap() > 19_000_000.0);
    assert!(tasks.get("breakeven_duration_ms").is_none());
    let answer = tasks["answer"].as_str().unwrap();
    assert!(
        answer.starts_with("Lambda is cheaper up to 19,307,162 requests a month (7.347 a second)"),
        "{answer}"
    );
    // 4.166675 of duration on x86_64; on arm64 a millisecond costs 500 GB-s × 0.0000133334 = 0.0066667: 624.99 of them
    let arch = document("breakeven --requests 1M --duration 500ms --memory 512 --vs arch");
    assert_eq!((&arch["breakeven_duration_ms"], &arch["cheaper"]), (&Value::from(624), &Value::from("b")));
    assert!(arch["breakeven_requests_per_month"].is_null());
    // Twice the memory pays where it takes half the time or less.
    let line = "breakeven --requests 1M --duration 500ms --memory 512 --vs memory --other-memory 1GB";
    let memory = document(&format!("{line} --other-duration 251ms"));
    assert_eq!(
        (&memory["breakeven_duration_ms"], &memory["cheaper"]),
        (&Value::from(250), &Value::from("a"))
    );
    // Of a free month nothing is dearer, as long as it stays free.
    let free = document("breakeven --requests 1000 --duration 1ms --memory 128 --vs arch --free-tier");
    assert!(free["answer"].as_str().unwrap().contains("however slow it is"), "{free:#}");
}

#[test]
fn the_curve_of_a_breakeven_is_drawn_with_the_crossing() {
    let load = "breakeven --requests 10M --duration 100ms --memory 1GB --vs";
    for other in ["fargate --tasks 2", "provisioned --provisioned 10", "arch", "memory --other-memory 512MB"]
    {
        let ran = run(&format!("{load} {other} --ascii"));
        assert!(ran.code == 0 && ran.out.is_ascii(), "{} {}", ran.out, ran.err);
        assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
        insta::assert_snapshot!(format!("breakeven-{}", other.split(' ').next().unwrap()), ran.out);
    }
}

#[test]
fn people_see_aligned_tables_within_80_columns() {
    let month = run(
        "cost --requests 20B --duration 500ms --memory 512 --cold-share 1% --init 400ms --free-tier --explain",
    );
    insta::assert_snapshot!("month", month.out);
    insta::assert_snapshot!(
        "comparison",
        run("cost --requests 1M --duration 500ms --compare memory=128,256,1769 --budget $5").out
    );
    insta::assert_snapshot!("markdown", run(&format!("{LOAD} --arch arm64 --markdown")).out);
    insta::assert_snapshot!(
        "csv",
        run(&format!("{LOAD} --arch arm64 --compare arch=x86_64,arm64 --csv")).out
    );
    let load = run("concurrency --rps 4k --duration 300ms --promise 1% --provisioned 900 --explain");
    insta::assert_snapshot!("concurrency", load.out);
    let wide = run(
        "cost --requests 1234567890.123456789 --duration 123.456ms --memory 129 --cold-share 0.123456789% --init 3ms",
    );
    insta::assert_snapshot!("wide", wide.out);
    for ran in [month, wide, load] {
        let long: Vec<&str> = ran.out.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{long:#?}");
    }
}

#[test]
fn calculators_in_pages_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let topics = folder.path().join("content/topics");
    std::fs::create_dir_all(&topics).unwrap();
    let page = "+++\nid = \"team\"\ntitle = \"Team\"\norder = 900\nminutes = 1\nsummary = \"Ours.\"\n+++\n\nText.\n\n```cost\nrequests = \"3M\"\nmemroy = 512\nduration = \"20m\"\n```\n";
    std::fs::write(topics.join("team.md"), page).unwrap();
    let ran = run_with("check", &[folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{} {}", ran.out, ran.err);
    assert!(
        ran.out.contains("content/topics/team.md:13:1") && ran.out.contains("did you mean `memory`?"),
        "{}",
        ran.out
    );
}

#[test]
fn output_is_plain_and_a_closed_pipe_ends_quietly() {
    assert!(!run(&format!("{LOAD} --explain")).out.contains('\u{1b}'));
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("coldstart"))
        .args(LOAD.split_whitespace())
        .arg("--json")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
}
