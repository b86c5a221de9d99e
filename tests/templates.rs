//! `coldstart cost --template` with the real program: templates of every dialect, priced, with the arithmetic beside them; and
//! templates that are no good.

#![cfg(all(feature = "cli", feature = "tui", feature = "store"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use assert_cmd::Command;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

struct Ran {
    out: String,
    err: String,
    code: i32,
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/templates").join(name)
}

fn run_on(template: &Path, line: &str) -> Ran {
    let mut command = Command::cargo_bin("coldstart").unwrap();
    let home = tempfile::tempdir().unwrap();
    command.env("COLDSTART_HOME", home.path()).args(["cost", "--max-age", "1000000", "--template"]);
    let output = command.arg(template).args(line.split_whitespace()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code().unwrap() }
}

fn document(name: &str, line: &str) -> Value {
    let ran = run_on(&path(name), &format!("{line} --json"));
    assert!(ran.code == 0 && ran.err.is_empty(), "{name} {line}: {} {}", ran.code, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn total(document: &Value) -> &str {
    document["total"]["exact"].as_str().unwrap()
}

fn warnings(document: &Value) -> Vec<&str> {
    document["warnings"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

fn inputs<'d>(document: &'d Value, function: &str) -> &'d Value {
    let all = document["functions"].as_array().unwrap();
    &all.iter().find(|it| it["name"] == function).unwrap_or_else(|| panic!("{function}: {all:#?}"))["inputs"]
}

/// A file with these bytes.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn refused(name: &str, bytes: &[u8]) -> String {
    let (_folder, path) = file(name, bytes);
    let ran = run_on(&path, "--requests 1M --duration 100ms");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}: {}", ran.err);
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
    ran.err
}

#[test]
fn sam_with_globals_and_a_file_of_traffic() {
    let traffic = path("traffic.toml");
    let priced = document("sam-api.yaml", &format!("--traffic {}", traffic.display()));
    // ListItems, 512 MB, x86_64: 10M × 0.04 s × 0.5 GB = 200,000 GB-s × 0.0000166667 = 3.33334; requests 10M × 0.20/M = 2.00
    // PutItem, 1 GB, arm64: 2M × 0.1 s × 1 GB = 200,000 GB-s × 0.0000133334 = 2.66668; requests 0.40
    assert_eq!(total(&priced), "8.40002");
    assert_eq!(inputs(&priced, "ListItems")["memory_mb"], 512);
    assert_eq!(inputs(&priced, "PutItem")["arch"], "arm64");
    assert!(warnings(&priced).is_empty(), "{:#?}", warnings(&priced));
    // The same from flags: those of one function hold before those of all.
    let flags = document(
        "sam-api.yaml",
        "--requests 10M --duration 40ms --function PutItem:requests=2M,duration=100ms",
    );
    assert_eq!(total(&flags), "8.40002");
    // A function's own name is as good as its key.
    let named = "--region us-east-1 --requests 10M --duration 40ms --function us-east-1-put-item:requests=2M,duration=100ms";
    assert_eq!(total(&document("sam-api.yaml", named)), "8.40002");
    // Who is not called costs nothing, and that is told.
    let idle = document("sam-api.yaml", "--function PutItem:requests=2M,duration=100ms");
    assert_eq!(total(&idle), "3.06668");
    assert!(warnings(&idle)[0].contains("`ListItems`: nothing says how often"), "{:#?}", warnings(&idle));
}

#[test]
fn tiers_are_filled_by_all_functions_together() {
    // 40B × 0.1 s × 1 GB = 4B GB-s each, 8B together: 6B × 0.0000166667 + 2B × 0.000015 = 100,000.2 + 30,000; requests 80B × 0.20/M
    let priced = document("sam-api.yaml", "--requests 40B --duration 100ms --memory 1GB --arch x86_64");
    assert_eq!(total(&priced), "146000.2");
}

#[test]
fn sam_with_provisioned_concurrency_and_snapstart() {
    let priced = document("sam-kept.yaml", "--requests 1M --duration 100ms");
    // Checkout: 5 × 0.5 GB × 730 h × 3,600 s = 6,570,000 GB-s × 0.0000041667 = 27.375219;
    //   1M × 0.1 s × 0.5 GB = 50,000 GB-s × 0.0000097222 = 0.48611; requests 0.20
    // Score (Python pays for its snapshot): 100,000 GB-s × 0.0000166667 = 1.66667; 0.20;
    //   cache 1 GB × 2,628,000 s × 0.0000015046 = 3.9540888
    // Export (Java pays nothing more): 1.66667 + 0.20
    assert_eq!(total(&priced), "35.7487578");
    assert!(
        warnings(&priced).iter().any(|it| it.contains("`Score` uses SnapStart")),
        "{:#?}",
        warnings(&priced)
    );
}

#[test]
fn cloudformation_without_memory() {
    let priced = document("cfn-basic.yaml", "--requests 1M --duration 800ms");
    // 128 MB: 1M × 0.8 s × 0.125 GB = 100,000 GB-s × 0.0000166667 = 1.66667; requests 0.20
    assert_eq!(total(&priced), "1.86667");
    let told = warnings(&priced);
    assert!(
        told[0].contains(
            "cfn-basic.yaml:9:3: `Echo` has no `MemorySize`: the service's default of 128 MB holds"
        ),
        "{told:#?}"
    );
    let long = document("cfn-basic.yaml", "--requests 1M --duration 4s");
    assert!(warnings(&long)[1].contains("stops after its timeout of 3 seconds"), "{:#?}", warnings(&long));
}

#[test]
fn parameters_mappings_and_conditions() {
    let dev = document("cfn-stages.yaml", "--requests 1M --duration 100ms");
    // Api at 256 MB: 25,000 GB-s × 0.0000166667 = 0.4166675; requests 0.20. Nightly is not created.
    assert_eq!(total(&dev), "0.6166675");
    assert!(
        warnings(&dev)[0].contains("`Nightly` is left out: its condition `IsProd` does not hold"),
        "{dev:#}"
    );
    let prod = document("cfn-stages.yaml", "--requests 1M --duration 100ms --parameter Stage=prod");
    // Api at 1 GB, arm64: 100,000 GB-s × 0.0000133334 = 1.33334; Nightly at 2 GB: 200,000 × 0.0000166667 = 3.33334; requests 2 × 0.20
    assert_eq!(total(&prod), "5.06668");
    assert!(warnings(&prod).is_empty(), "{prod:#}");
    let wrong = document("cfn-stages.yaml", "--requests 1M --duration 100ms --parameter Stgae=prod");
    assert!(warnings(&wrong)[0].contains("no parameter `Stgae`; did you mean `Stage`?"), "{wrong:#}");
}

#[test]
fn cloudformation_in_json() {
    let priced = document("cfn-long.json", "--requests 1M --duration 1s");
    // 1M × 1 s × 1.5 GB × 0.0000166667 = 25.00005; ephemeral 1M × 1 s × (2 − 0.5) GB × 0.0000000309 = 0.04635; requests 0.20
    assert_eq!(total(&priced), "25.2464");
    assert!(warnings(&priced).is_empty(), "{priced:#}");
    let small = document("cfn-long.json", "--requests 1M --duration 1s --parameter Size=small");
    // 250,000 GB-s × 0.0000166667 = 4.166675; no more storage than is included
    assert_eq!(total(&small), "4.366675");
}

#[test]
fn provisioned_concurrency_of_aliases_and_versions() {
    let priced = document("cfn-alias.yaml", "--requests 1M --duration 200ms");
    // (8 + 2) × 0.25 GB × 2,628,000 s = 6,570,000 GB-s × 0.0000033334 = 21.900438;
    // 1M × 0.2 s × 0.25 GB = 50,000 GB-s × 0.0000077778 = 0.38889; requests 0.20
    assert_eq!(inputs(&priced, "Worker")["provisioned"], 10);
    assert_eq!(total(&priced), "22.489328");
    assert!(
        warnings(&priced)[0]
            .contains("`Elsewhere` keeps environments of a function that is not in this template"),
        "{priced:#}"
    );
}

#[test]
fn what_cannot_be_resolved_is_named_with_its_place() {
    let priced = document("cfn-unresolved.yaml", "--requests 1M --duration 800ms");
    // Five functions at the default of 128 MB on x86_64: 5 × (1.66667 + 0.20)
    assert_eq!(total(&priced), "9.33335");
    let told = warnings(&priced);
    for (place, what) in [
        (":14:19:", "the parameter `Memory` has no default; give it with --parameter Memory=VALUE"),
        (":18:19:", "the parameter `Shared` is read from Parameter Store"),
        (":19:23:", "neither x86_64 nor arm64 but `arm46` (did you mean `arm64`?)"),
        (":9:15:", "the condition `Loop` depends on itself"),
        (":24:19:", "another stack exports it"),
        (":25:16:", "there is no intrinsic function `Sbu`; did you mean `Sub`?"),
        (":29:19:", "what `Circular` refers to is known only after the deployment"),
        (":30:33:", "99, outside of 512 to 10240 MB"),
        (":34:19:", "no whole number of MB but `plenty`"),
        (":35:3:", "`Inner` is a nested stack"),
    ] {
        assert!(told.iter().any(|it| it.contains(place) && it.contains(what)), "{place} {what}: {told:#?}");
    }
    let given = document(
        "cfn-unresolved.yaml",
        "--requests 1M --duration 800ms --parameter Memory=1024 --parameter Shared=1024",
    );
    // Two of the five at 1 GB: 3 × 1.66667 + 2 × 13.33336 + 5 × 0.20
    assert_eq!(total(&given), "32.66673");
}

#[test]
fn serverless_framework_with_variables() {
    let dev = document("serverless-http.yml", "--requests 1M --duration 100ms");
    // hello at 256 MB: 25,000 GB-s × 0.0000166667 = 0.4166675; report at 2 GB, arm64: 200,000 × 0.0000133334 = 2.66668;
    // its /tmp: 100,000 s × 0.5 GB × 0.0000000309 = 0.001545; requests 2 × 0.20
    assert_eq!(total(&dev), "3.4848925");
    let prod = document("serverless-http.yml", "--requests 1M --duration 100ms --parameter stage=prod");
    // hello at 1 GB: 1.66667
    assert_eq!(total(&prod), "4.734895");
    assert!(warnings(&prod).is_empty(), "{prod:#}");
}

#[test]
fn serverless_framework_with_a_list_merge_keys_and_defaults() {
    let priced = document("serverless-shared.yml", "--requests 1M --duration 100ms --region us-east-1");
    assert_eq!(inputs(&priced, "ingest")["provisioned"], 3);
    assert_eq!(inputs(&priced, "archive")["memory_mb"], 1024);
    // arm64. ingest, 512 MB, 3 kept: 3 × 0.5 × 2,628,000 = 3,942,000 GB-s × 0.0000033334 = 13.1402628;
    //   50,000 GB-s × 0.0000077778 = 0.38889
    // archive, plain and secret at 1 GB (its own, the framework's default twice): 3 × 100,000 × 0.0000133334 = 4.00002
    // requests 4 × 0.20
    assert_eq!(total(&priced), "18.3291728");
    let told = warnings(&priced);
    assert!(
        told.iter()
            .any(|it| it.contains("`plain` has no `memorySize`: the framework's default of 1024 MB holds")),
        "{told:#?}"
    );
    assert!(told.iter().any(|it| it.contains("`${ssm:/jobs/memory}` is not in this file")), "{told:#?}");
    let there = document("serverless-shared.yml", "--requests 1M --duration 100ms --parameter stage=prod");
    assert_eq!(inputs(&there, "ingest")["provisioned"], 10);
}

#[test]
fn the_region_of_a_serverless_file_holds_unless_a_flag_says_otherwise() {
    let yaml = b"service: a\nprovider: { name: aws, region: eu-west-1, memorySize: 128 }\nfunctions: { f: { handler: f.f } }\n";
    let (_folder, path) = file("serverless.yml", yaml);
    for (flags, region) in [("", "eu-west-1"), (" --region us-east-1", "us-east-1")] {
        let ran = run_on(&path, &format!("--requests 1M --duration 1s --json{flags}"));
        let priced: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(priced["price_book"]["region"], region);
    }
}

#[test]
fn terraform_plans_and_states() {
    let plan = document("terraform-plan.json", "--requests 1M --duration 100ms");
    let nightly = "module.jobs.aws_lambda_function.job[\"nightly\"]";
    assert_eq!(inputs(&plan, nightly)["provisioned"], 1);
    assert_eq!(plan["functions"].as_array().unwrap().len(), 2);
    // api, 512 MB, arm64, 2 kept: 2 × 0.5 × 2,628,000 × 0.0000033334 = 8.7601752; 50,000 × 0.0000077778 = 0.38889
    // nightly, 128 MB, x86_64, 1 kept: 0.125 × 2,628,000 × 0.0000041667 = 1.36876095; 12,500 × 0.0000097222 = 0.1215275;
    //   its /tmp, on invocations: 100,000 s × 9.5 GB × 0.0000000309 = 0.029355; and while kept: 2,628,000 s × 9.5 GB × 0.0000000309
    // requests 2 × 0.20
    let told = warnings(&plan);
    assert!(
        told.len() == 1
            && told[0].contains("`architectures` of")
            && told[0].contains("known only after the plan is applied"),
        "{told:#?}"
    );
    let lines: Vec<String> = plan["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            format!(
                "{} {} {}",
                line["function"].as_str().unwrap(),
                line["item"].as_str().unwrap(),
                line["amount"].as_str().unwrap()
            )
        })
        .collect();
    for line in [
        "aws_lambda_function.api provisioned 8.7601752".to_owned(),
        "aws_lambda_function.api provisioned_duration 0.38889".to_owned(),
        format!("{nightly} provisioned 1.36876095"),
        format!("{nightly} provisioned_duration 0.1215275"),
    ] {
        assert!(lines.contains(&line), "{line}: {lines:#?}");
    }
    let state = document("terraform-state.json", "--requests 1M --duration 1s");
    // 3,008 MB: 2 × 1M × 2.9375 GB-s × 0.0000166667 = 97.9168625; requests 2 × 0.20
    assert_eq!(total(&state), "98.3168625");
}

#[test]
fn aliases_of_yaml_are_followed() {
    let priced = document("sam-anchors.yaml", "--requests 1M --duration 100ms");
    // Three functions at 1 GB, two of them arm64: 2 × 1.33334 + 1.66667; requests 3 × 0.20
    assert_eq!(total(&priced), "4.93335");
    // One input of all of them varied: each variant prices the whole template.
    let compared = document("sam-anchors.yaml", "--requests 1M --duration 100ms --compare arch=x86_64,arm64");
    assert_eq!(compared["variants"][1]["total"]["exact"], "4.60002");
}

#[test]
fn people_see_what_was_read_and_what_was_not() {
    let ran = run_on(&path("cfn-unresolved.yaml"), "--requests 1M --duration 800ms");
    let shown = ran.out.replace(&path("").display().to_string(), "");
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80 || line.contains('/')), "{shown}");
    assert!(shown.contains("5 functions of the CloudFormation template"), "{shown}");
}

#[test]
fn input_that_is_no_template_is_refused_with_its_place() {
    for (name, bytes, what) in [
        ("a.yaml", &b"Resources:\n  A:\n    Type: [unclosed\n"[..], "no YAML"),
        ("b.json", b"{\"Resources\": {\"A\": {\"Type\": \"AWS::Lambda::Function\",}}}", "b.json:1:54"),
        ("c.json", b"{\"Resources\": {\"A\": nil}}", "c.json:1:21"),
        ("d.yaml", b"a: &a [*a]\n", "this alias"),
        ("e.yaml", b"just words\n", "a template is a mapping"),
        ("f.yaml", b"", "the file is empty"),
        ("g.yaml", b"Resources:\n  Queue: { Type: AWS::SQS::Queue }\n", "no Lambda function"),
        ("h.yaml", b"Resources:\n  A: \xff\n", "h.yaml:2:6: this is not UTF-8"),
        ("i.json", b"\xff\xfe{\0}\0", "UTF-16"),
        ("j.yaml", b"service: a\nprovider: google\nfunctions: {}\n", "`google`, not `aws`"),
        ("k.json", b"{\"terraform_version\": \"1\", \"resource_changes\": []}", "terraform show -json"),
        ("l.yaml", b"Resources: 3\n", "`Resources` is a mapping"),
        ("m.yaml", b"Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Condition: No\nConditions:\n  No: !Equals [a, b]\n", "no Lambda function"),
    ] {
        let err = refused(name, bytes);
        assert!(err.contains(what), "{name}: {err}");
    }
    let gone = run_on(Path::new("/nowhere/t.yaml"), "--requests 1");
    assert!(gone.code == 2 && gone.err.contains("/nowhere/t.yaml"), "{}", gone.err);
}

#[test]
fn traffic_that_does_not_fit_is_refused() {
    let nothing = run_on(&path("sam-api.yaml"), "");
    assert!(nothing.code == 2 && nothing.err.contains("(ListItems, PutItem)"), "{}", nothing.err);
    let unknown = run_on(&path("sam-api.yaml"), "--function PutItme:requests=1");
    assert!(unknown.code == 2 && unknown.err.contains("did you mean `PutItem`?"), "{}", unknown.err);
    for (text, what) in [
        ("[function.PutItme]\nrequests = 1\n", "1:11"),
        ("[default]\nreqests = 1\n", "did you mean `requests`?"),
        ("[default]\nrequests = [1]\n", "2:12"),
        ("default = 3\n", "write [default]"),
        ("requests = 3\n", "there is no table `requests`"),
        (
            "[function.PutItem]\nrequests = \"many\"\nduration = \"1s\"\n[default]\nrequests = 1\nduration = \"1s\"\n",
            "2:1",
        ),
    ] {
        let (_folder, traffic) = file("traffic.toml", text.as_bytes());
        let ran = run_on(&path("sam-api.yaml"), &format!("--traffic {}", traffic.display()));
        assert!(ran.code == 2 && ran.err.contains(what), "{text}: {}", ran.err);
    }
}

/// `count` invocations, one each second, of 100 ms each at 512 MB, every tenth of them after an INIT of 200 ms.
fn log(count: u32) -> String {
    let mut log = String::new();
    for at in 0..count {
        let init = if at % 10 == 0 { "Init Duration: 200.00 ms\t" } else { "" };
        writeln!(
            log,
            "2026-11-02T{:02}:{:02}:{:02}.000Z REPORT RequestId: 0b6c1d52-7f0e\tDuration: 100.00 ms\tBilled Duration: 100 ms\t\
             Memory Size: 512 MB\tMax Memory Used: 90 MB\t{init}",
            at / 3600,
            at / 60 % 60,
            at % 60
        )
        .unwrap();
    }
    log
}

#[test]
fn traffic_is_taken_from_logs() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    // 7,200 s hold 7,201 invocations: 1.000138... a second, 2,628,365 in 730 hours; 721 of them with INIT, 10.012498 %.
    std::fs::write(path("PutItem.log"), log(7_201)).unwrap();
    std::fs::write(path("notes.txt"), "nothing\n").unwrap();
    let priced = document("sam-api.yaml", &format!("--traffic-log {}", folder.path().display()));
    let put = inputs(&priced, "PutItem");
    assert_eq!((&put["requests"], &put["duration_ms"]), (&2_628_365.into(), &100.into()), "{put:#}");
    // PutItem, 1 GB, arm64: 2,628,365 × 0.1 s × 1 GB = 262,836.5 GB-s × 0.0000133334 = 3.504504...;
    //   INIT: × 10.012498 % × 0.2 s = 52,632.99... GB-s = 0.70177...; requests 2,628,365 × 0.20/M = 0.525673
    let rounded = priced["total"]["rounded"].as_str().unwrap();
    assert_eq!(rounded, "4.73");
    let told = warnings(&priced).join("\n");
    for said in [
        "`ListItems`: nothing says",
        "like notes.txt: left out",
        "1024 MB in the template and 512 MB in its log",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    let assumed = priced["assumptions"].to_string();
    assert!(assumed.contains("7,201 invocations over 2 h"), "{assumed}");
    // By name, and what a flag says of the function holds.
    std::fs::write(path("x.log"), log(60)).unwrap();
    let line = format!("--traffic-log ListItems={} --function ListItems:rps=1", path("x.log"));
    let priced = document("sam-api.yaml", &line);
    assert_eq!(inputs(&priced, "ListItems")["rps"].as_str().unwrap_or("1"), "1", "{priced:#}");
    // A minute says nothing of a month.
    let priced = document("sam-api.yaml", &format!("--traffic-log ListItems={}", path("x.log")));
    assert_eq!(inputs(&priced, "ListItems")["requests"], 60);
    assert!(warnings(&priced).iter().any(|it| it.contains("covers 59 s only")), "{:#?}", warnings(&priced));
    for (given, said) in [
        (format!("ListItmes={}", path("x.log")), "did you mean `ListItems`?"),
        (path("x.log"), "which function's log is this?"),
        (path("gone"), "which function's log is this?"),
        (format!("ListItems={}", path("gone")), "there is no such file"),
        (format!("ListItems={}", path("notes.txt")), "no REPORT line in 1 line"),
    ] {
        let ran = run_on(&self::path("sam-api.yaml"), &format!("--traffic-log {given}"));
        assert!(ran.code == 2 && ran.err.contains(said), "{given}: {}", ran.err);
    }
}

#[test]
fn nothing_explodes() {
    // Nine levels of nine aliases each: 9^9 values if they were copied.
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (before, name) in ('a'..).zip('b'..='i') {
        let items = vec![format!("*{before}"); 9].join(", ");
        writeln!(bomb, "{name}: &{name} [{items}]").unwrap();
    }
    bomb.push_str("Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: { MemorySize: *i }\n");
    let (_folder, path) = file("bomb.yaml", bomb.as_bytes());
    let ran = run_on(&path, "--requests 1M --duration 100ms");
    assert!(ran.code == 0 && ran.out.contains("a list or a mapping"), "{} {}", ran.out, ran.err);
    // The same with merge keys, which are copied: bounded.
    let mut merged = "a: &a { k0: 1, k1: 1 }\n".to_owned();
    for (before, name) in ('a'..).zip('b'..='z') {
        let keys = (0..2000).fold(String::new(), |keys, at| keys + &format!("  {name}{at}: 1\n"));
        let sources = vec![format!("*{before}"); 40].join(", ");
        write!(merged, "{name}: &{name}\n  <<: [{sources}]\n{keys}").unwrap();
    }
    assert!(refused("merged.yaml", merged.as_bytes()).contains("unfolds to too many values"));
    let deep = format!("Resources: {}{}", "[".repeat(5_000), "]".repeat(5_000));
    refused("deep.yaml", deep.as_bytes());
    let deep = format!("{{\"Resources\": {}1{}}}", "{\"a\":".repeat(5_000), "}".repeat(5_000));
    assert!(refused("deep.json", deep.as_bytes()).contains("nested too deeply"));
    refused("many.json", format!("[{}1]", "1,".repeat(1_200_000)).as_bytes());
    refused("long.yaml", "x".repeat(17 << 20).as_bytes());
}

#[test]
fn five_megabytes_are_read() {
    let mut text = "Resources:\n".to_owned();
    let mut at = 0;
    while text.len() < 5 << 20 {
        let kind = if at % 40 == 0 { "AWS::Lambda::Function" } else { "AWS::SQS::Queue" };
        write!(text, "  R{at}:\n    Type: {kind}\n    Properties: {{ MemorySize: 256, Description: !Sub 'resource ${{AWS::Region}}' }}\n").unwrap();
        at += 1;
    }
    let (_folder, path) = file("large.yaml", text.as_bytes());
    let ran = run_on(&path, "--requests 1 --duration 100ms --csv");
    assert!(ran.code == 0, "{}", ran.err);
    assert!(ran.out.lines().count() > at / 40, "{}", ran.out.lines().count());
}
