use super::*;
use proptest::prelude::*;

const DEFAULTS: Defaults = Defaults {
    memory_mb: 128,
    timeout_s: 3,
    ephemeral_mb: 512,
    framework_memory_mb: 1024,
    framework_timeout_s: 6,
    memory_bounds: (128, 10_240),
    ephemeral_bounds: (512, 10_240),
    timeout_max_s: 5_400,
};

fn read(text: &str) -> Result<Template, Box<Problem>> {
    super::read("t", text, &Given::default(), &DEFAULTS)
}

fn memory(text: &str) -> (u64, Vec<String>) {
    let read = read(text).unwrap_or_else(|problem| panic!("{problem}"));
    (read.functions[0].memory_mb, read.notices.into_iter().map(|notice| notice.message).collect())
}

/// A template of one function with that memory.
fn with_memory(value: &str, rest: &str) -> String {
    format!(
        "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      MemorySize: {value}\n{rest}"
    )
}

#[test]
fn numbers_are_read_as_templates_write_them() {
    for (value, expected) in
        [("512", 512), ("'512'", 512), ("512.0", 512), ("!!int 512", 512), ("&m 512", 512)]
    {
        assert_eq!(memory(&with_memory(value, "")), (expected, Vec::new()), "{value}");
    }
    for value in
        ["512.5", "-1", "1e3", "64", "99999999999999999999", "[512]", "{}", "yes", "!Ref [a]", "!Join x"]
    {
        let (memory, told) = memory(&with_memory(value, ""));
        assert_eq!((memory, told.len()), (128, 1), "{value}: {told:?}");
    }
    for value in ["", "~", "null"] {
        let (memory, told) = memory(&with_memory(value, ""));
        assert!(memory == 128 && told[0].contains("has no `MemorySize`"), "{value}: {told:?}");
    }
}

#[test]
fn intrinsic_functions_in_each_other() {
    let rest = "Parameters:\n  Sizes: { Type: CommaDelimitedList, Default: '128, 256, 512' }\n  Which: { Type: Number, Default: 2 }\n\
                Mappings:\n  M: { a: { b: 768 } }\nConditions:\n  C: !Or [!Equals [!Ref Missing, x], !Equals [1, '1']]\n";
    for (value, expected) in [
        ("!Select [!Ref Which, !Ref Sizes]", 512),
        ("!Sub '${Which}56'", 256),
        ("!Sub ['${A}${B}', { A: 10, B: !Select [1, [x, '24']] }]", 1024),
        ("!If [C, !FindInMap [M, a, b], 1]", 768),
        ("!FindInMap [M, z, b, { DefaultValue: 896 }]", 896),
        ("{ 'Fn::Join': ['', [5, { 'Fn::If': [C, 1, 9] }, 2]] }", 512),
    ] {
        assert_eq!(memory(&with_memory(value, rest)), (expected, Vec::new()), "{value}");
    }
    let deep = format!("{}a{}", "!Sub ['${x}', {x: ".repeat(30), "}]".repeat(30));
    assert!(memory(&with_memory(&deep, "")).0 == 128);
}

#[test]
fn variables_in_a_circle_come_to_an_end() {
    let file = |value: &str, rest: &str| {
        format!("service: s\nprovider: aws\nfunctions:\n  f:\n    memorySize: {value}\ncustom:\n{rest}")
    };
    let (found, told) = memory(&file("${self:custom.a}", "  a: ${self:custom.b}\n  b: ${self:custom.a}\n"));
    assert!(found == 1024 && told[0].contains("in a circle"), "{told:?}");
    // Each doubles the next: two to the 23rd variables without a bound.
    let doubling: String = (0..23).fold(String::new(), |text, at| {
        text + &format!("  a{at}: ${{self:custom.a{0}}}${{self:custom.a{0}}}\n", at + 1)
    });
    let (found, told) = memory(&file("${self:custom.a0}", &format!("{doubling}  a23: ''\n")));
    assert!(found == 1024 && told.len() == 1, "{told:?}");
    for (value, expected) in [
        ("${opt:size, 'x', self:custom.n}", 1024),
        ("${opt:size, self:custom.n}", 2048),
        ("${self:custom.list.1}", 512),
        ("${self:custom.${self:custom.name}}", 2048),
        ("${self:custom.indirect.n}", 256),
        ("${env:SIZE, 640}", 640),
    ] {
        let rest =
            "  n: 2048\n  name: n\n  list: [1, 512]\n  indirect: ${self:custom.other}\n  other: { n: 256 }\n";
        assert_eq!(memory(&file(value, rest)).0, expected, "{value}");
    }
}

#[test]
fn keys_that_come_again_are_told() {
    let (found, told) = memory(&with_memory("256", "      MemorySize: 512\n"));
    assert_eq!((found, told), (512, vec!["`MemorySize` is given twice; the later one holds".to_owned()]));
    let json = r#"{"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {"MemorySize": 1, "MemorySize": 512}}}}"#;
    assert_eq!(memory(json).0, 512);
}

#[test]
fn json_is_read_strictly() {
    for wrong in [
        "{\"a\": 01x}",
        "{\"a\": \"\\x\"}",
        "{\"a\": \"\n\"}",
        "{\"a\" 1}",
        "{\"a\": 1",
        "{\"a\": [1 2]}",
        "{\"a\": nan}",
        "{\"a\": 1} x",
    ] {
        let problem = read(wrong).unwrap_err();
        assert!(!problem.message.contains("no template"), "{wrong}: {problem}");
    }
    let name = r#"{"Resources": {"F\u00fc\ud83d\ude00\"": {"Type": "AWS::Lambda::Function", "Properties": {"MemorySize": 512}}}}"#;
    assert_eq!(read(name).unwrap().functions[0].name, "Fü😀\"");
}

#[test]
fn a_large_mapping_is_found_in_by_its_index() {
    let rest: String = (0..3_000).fold(String::new(), |text, at| {
        text + &format!("  P{at}: {{ Type: Number, Default: {} }}\n", 128 + at)
    });
    assert_eq!(memory(&with_memory("!Ref P2900", &format!("Parameters:\n{rest}"))).0, 3_028);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,300}") {
        drop(read(&text));
    }

    #[test]
    fn nothing_that_looks_like_a_template_is_too_strange(parts in prop::collection::vec(prop::sample::select(vec![
        "Resources:\n", "  F:\n", "    Type: AWS::Lambda::Function\n", "    Properties:\n", "      MemorySize: ", "!Ref A\n", "!Sub '${A", "}'\n",
        "!If [C, 1, 2]\n", "{", "}", "[", "]", "\"", "'", ": ", "&a ", "*a", "<<: ", "\n", "    ", "Conditions:\n", "  C: !Not [!Condition C]\n", "${self:",
        "service: x\n", "functions:\n", "provider: aws\n", "Fn::If", "- ", "? ", "| \n", "> ", "#", "%YAML 1.2\n", "---\n", "...\n", "!", "!<x>", "\u{feff}",
        "{\"planned_values\":{\"root_module\":", "\"resources\":[", "null", ",", "\\u", "\t", "ü",
    ]), 0..40)) {
        drop(read(&parts.concat()));
    }

    #[test]
    fn a_part_of_a_template_is_borne(cut in 0_usize..2_000, at in 0_usize..8, bytes in "[^a]{0,3}") {
        let all = [
            include_str!("../../tests/fixtures/templates/cfn-stages.yaml"),
            include_str!("../../tests/fixtures/templates/cfn-long.json"),
            include_str!("../../tests/fixtures/templates/cfn-unresolved.yaml"),
            include_str!("../../tests/fixtures/templates/sam-kept.yaml"),
            include_str!("../../tests/fixtures/templates/sam-anchors.yaml"),
            include_str!("../../tests/fixtures/templates/serverless-http.yml"),
            include_str!("../../tests/fixtures/templates/serverless-shared.yml"),
            include_str!("../../tests/fixtures/templates/terraform-plan.json"),
        ];
        let text = all[at];
        let cut = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let (before, after) = text.split_at(cut);
        drop(read(before));
        drop(read(&format!("{before}{bytes}{after}")));
    }
}
