//! The seeds of the fuzz targets, through the same functions as the fuzzer: what it has found once stays found.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[path = "../fuzz/targets.rs"]
mod targets;

type Target = fn(&[u8]);

#[test]
fn every_seed_is_borne() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let all: [(&str, Target); 10] = [
        ("quiz_toml", targets::quiz_toml),
        ("topic_markdown", targets::topic_markdown),
        ("facts_toml", targets::facts_toml),
        ("progress_json", targets::progress_json),
        ("chord", targets::chord),
        ("log", targets::log),
        ("cloudformation_yaml", |seed| assert!(targets::cloudformation_yaml(seed), "another dialect")),
        ("cloudformation_json", |seed| assert!(targets::cloudformation_json(seed), "another dialect")),
        ("serverless_yml", |seed| assert!(targets::serverless_yml(seed), "another dialect")),
        ("terraform_json", |seed| assert!(targets::terraform_json(seed), "another dialect")),
    ];
    for (name, target) in all {
        let seeds: Vec<_> = std::fs::read_dir(corpus.join(name)).unwrap().collect();
        assert!(seeds.len() >= 2, "{name} has no seeds");
        for seed in seeds {
            target(&std::fs::read(seed.unwrap().path()).unwrap());
        }
    }
}
