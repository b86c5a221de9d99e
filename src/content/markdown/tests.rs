//! What a page is read as, and where its faults are.

use proptest::prelude::*;

use super::*;
use crate::content::{Align, Block, BlockKind, CalloutKind, Link, Live, Mark, Run};

fn topic(body: &str) -> Topic {
    let front = "+++\nid = \"limits\"\n+++\n\n";
    Topic {
        id: "limits".into(),
        title: "Limits".into(),
        order: 1,
        summary: String::new(),
        prerequisites: Vec::new(),
        minutes: 1,
        file: "topics/limits.md".into(),
        body: body.to_owned().into(),
        body_line: 5,
        body_start: front.len(),
    }
}

fn facts(inside: &str) -> Result<Expansion, ExpandError> {
    match inside {
        "timeout" => Ok(Expansion { text: "900 seconds".into(), fact: "timeout".into() }),
        "timeout|minutes" => Ok(Expansion { text: "15 minutes".into(), fact: "timeout".into() }),
        other => Err(ExpandError {
            message: format!("no fact `{other}`"),
            help: Some("did you mean `timeout`?".into()),
        }),
    }
}

fn parse(body: &str) -> (Page, Vec<Problem>) {
    Page::parse(&topic(body), &facts)
}

fn good(body: &str) -> Page {
    let (page, problems) = parse(body);
    assert!(problems.is_empty(), "{problems:?}");
    page
}

fn kinds(page: Page) -> Vec<BlockKind> {
    page.blocks.into_iter().map(|block| block.kind).collect()
}

/// The problems as people read them.
fn faults(body: &str) -> Vec<String> {
    parse(body).1.iter().map(|problem| problem.to_string().replace("topics/limits.md:", "")).collect()
}

fn paragraph(text: &str) -> BlockKind {
    BlockKind::Paragraph(vec![Run::plain(text)])
}

#[test]
fn blocks_know_their_lines_in_the_file() {
    let page = good("First\nstill first.\n\n## Head\n\n- a\n- b\n\n---\n");
    let lines: Vec<usize> = page.blocks.iter().map(|block| block.line).collect();
    assert_eq!(lines, [5, 8, 10, 13]);
    assert_eq!(page.blocks[0].kind, paragraph("First still first."));
    assert_eq!(page.blocks[3].kind, BlockKind::Rule);
}

#[test]
fn marks_combine_and_breaks_are_kept() {
    let BlockKind::Paragraph(runs) = kinds(good("a **b *c*** ~~d~~ `e {fact:x}`\\\nf")).remove(0) else {
        panic!()
    };
    let strong = Mark { strong: true, ..Mark::default() };
    let shown: Vec<(&str, Mark)> = runs.iter().map(|run| (run.text.as_str(), run.mark)).collect();
    assert_eq!(
        shown,
        [
            ("a ", Mark::default()),
            ("b ", strong),
            ("c", Mark { emphasis: true, ..strong }),
            (" ", Mark::default()),
            ("d", Mark { struck: true, ..Mark::default() }),
            (" ", Mark::default()),
            ("e {fact:x}", Mark { code: true, ..Mark::default() }),
            ("\nf", Mark::default()),
        ]
    );
}

#[test]
fn lists_nest_and_carry_task_boxes() {
    let blocks = kinds(good("3. [x] done\n4. [ ] open\n   - inner\n5. plain\n"));
    let BlockKind::List { start: Some(3), items } = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(items.iter().map(|item| item.task).collect::<Vec<_>>(), [Some(true), Some(false), None]);
    assert_eq!(items[1].blocks[0].kind, paragraph("open"));
    let BlockKind::List { start: None, items: inner } = &items[1].blocks[1].kind else { panic!() };
    assert_eq!((inner[0].blocks[0].kind.clone(), inner[0].blocks[0].line), (paragraph("inner"), 7));
}

#[test]
fn tables_keep_alignment_and_bars_inside_facts() {
    let blocks =
        kinds(good("| What | Value |\n|:--|--:|\n| timeout | {fact:timeout|minutes} |\n| short |\n"));
    let BlockKind::Table { align, header, rows } = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(align, &[Align::Left, Align::Right]);
    assert_eq!(header[1], [Run::plain("Value")]);
    assert_eq!(rows[0][1][0].text, "15 minutes");
    assert_eq!(rows[0][1][0].fact.as_deref(), Some("timeout"));
    assert_eq!(rows[1][1], []);
    let escaped = good("| a |\n|--|\n| {fact:timeout\\|minutes} |\n");
    assert_eq!(escaped.facts(), ["timeout"]);
}

#[test]
fn facts_are_quoted_in_text_but_not_in_code() {
    let page = good(
        "At most {fact:timeout} (**{fact:timeout|minutes}**).\n\n```bash\necho {fact:a|b}\n```\n\n\\{fact:x}",
    );
    let BlockKind::Paragraph(runs) = &page.blocks[0].kind else { panic!() };
    assert_eq!(plain_text(runs), "At most 900 seconds (15 minutes).");
    assert_eq!(runs[1], Run { fact: Some("timeout".into()), ..Run::plain("900 seconds") });
    assert!(runs[3].mark.strong);
    assert_eq!(page.blocks[1].kind, BlockKind::Code { lang: "bash".into(), text: "echo {fact:a|b}".into() });
    assert_eq!(page.blocks[2].kind, paragraph("{fact:x}"));
}

#[test]
fn callouts_lose_their_marker_and_quotes_stay() {
    let page =
        good("> [!CONFLICT]\n> Once 300.\n>\n> Now {fact:timeout}.\n\n> said\n\n- > [!tip]\n  > nested\n");
    let BlockKind::Callout { kind: CalloutKind::Conflict, blocks } = &page.blocks[0].kind else { panic!() };
    assert_eq!(blocks[0].kind, paragraph("Once 300."));
    assert_eq!(blocks.len(), 2);
    let BlockKind::Quote(blocks) = &page.blocks[1].kind else { panic!() };
    assert_eq!(blocks[0].kind, paragraph("said"));
    let inner =
        page.all_blocks().filter(|b| matches!(b.kind, BlockKind::Callout { kind: CalloutKind::Tip, .. }));
    assert_eq!(inner.count(), 1);
}

#[test]
fn footnotes_go_to_the_end() {
    let page = good("See[^a].\n\n[^a]: The note.\n\nAfter.\n");
    assert_eq!(page.blocks[1].kind, paragraph("After."));
    let blocks = vec![Block { kind: paragraph("The note."), line: 7 }];
    assert_eq!(page.blocks[2].kind, BlockKind::Footnote { label: "a".into(), blocks });
    let BlockKind::Paragraph(runs) = &page.blocks[0].kind else { panic!() };
    assert!(runs[1].mark.note && runs[1].text == "a");
}

#[test]
fn links_lead_into_the_course_and_out() {
    let page = good(
        "## Here\n\n[a](topic:cost) [b](topic:cost#x) [c](#here) [**d**](https://aws.com/x) <http://e.f>",
    );
    let into = |topic: &str, anchor: Option<&str>| Link::Topic {
        topic: topic.into(),
        anchor: anchor.map(Into::into),
    };
    assert_eq!(
        page.links,
        [
            into("cost", None),
            into("cost", Some("x")),
            into("limits", Some("here")),
            Link::Web("https://aws.com/x".into()),
            Link::Web("http://e.f".into()),
        ]
    );
    let (_, span) = page.link_places().nth(1).unwrap();
    let body = "## Here\n\n[a](topic:cost) [b](topic:cost#x)";
    assert_eq!(body.get(span), Some("[b](topic:cost#x)"));
    let d = page.all_runs().find(|run| run.text == "d").unwrap();
    assert!(d.mark.strong && d.link == Some(3));
}

#[test]
fn live_fences_are_read() {
    let page =
        good("```quiz\nquestions = [\"limits.a\"]\n```\n\n```animation\nscenario = \"cold-java\"\n```\n");
    let lives: Vec<&Live> = page.live_blocks().map(|(live, _)| live).collect();
    assert_eq!(lives[0], &Live::Quiz { questions: vec!["limits.a".into()] });
    assert!(
        matches!(lives[1], Live::Animation(preset) if preset.inputs == [("scenario".into(), "cold-java".into())])
    );
    assert_eq!(page.live_spans[0], 8..33);
}

#[test]
fn the_outline_lists_headings_with_their_anchors() {
    let page = good("## One `x`\n\ntext\n\n### Two\n");
    let outline: Vec<(u8, String, String, usize)> =
        page.outline().into_iter().map(|it| (it.level, it.anchor, it.text, it.block)).collect();
    assert_eq!(outline, [(2, "one-x".into(), "One x".into(), 0), (3, "two".into(), "Two".into(), 2)]);
    assert_eq!(page.anchors().collect::<Vec<_>>(), ["one-x", "two"]);
}

#[test]
fn every_fault_is_reported_with_its_place_in_the_file() {
    assert_eq!(
        faults(
            "# Title\n\n> [!NOTTE]\n> x\n\n{fact:timout} and {fact:timeout\n\n## Sect\n\n[x](#sekt) [y](ftp://z)\n"
        ),
        [
            "5:1: a page has no heading of level 1: the title comes from the front matter (begin sections with `##`)",
            "7:3: there is no callout `[!NOTTE]` (did you mean `NOTE`?)",
            "10:1: no fact `timout` (did you mean `timeout`?)",
            "10:19: this `{fact:` has no closing brace (write `{fact:ID}` on one line, or `\\{fact:` to show the braces)",
            "14:1: no heading of this page has the anchor `sekt` (did you mean `#sect`?)",
            "14:12: the address `ftp://z` leads neither into the course nor to the web (accepted are topic:ID, \
             topic:ID#anchor, #anchor and https://…)",
        ]
    );
    assert_eq!(
        faults(
            "```pyhton\nx\n```\n\n```\ny\n```\n\n<b>bold</b>\n\n![pic](x.png)\n\nOK ✔\u{fe0f} bell \u{7}\n"
        ),
        [
            "5:4: unknown language `pyhton` (did you mean `python`?)",
            "9:1: this fence names no language (name one, or `text` for a drawing)",
            "13:1: HTML is shown as it is written (use Markdown, or put it into code: `<tag>`)",
            "13:8: HTML is shown as it is written (use Markdown, or put it into code: `<tag>`)",
            "15:1: a terminal shows no images (draw it in a `text` fence, or describe it)",
            "17:4: terminals disagree about the width of this emoji sequence (use a plain sign such as ✓, ✗, ● or →)",
            "17:12: the invisible character U+0007 does not belong in a page (delete it)",
        ]
    );
}

#[test]
fn faults_inside_fences_stand_on_their_line_even_in_a_list() {
    let wide = "x".repeat(77);
    assert_eq!(
        faults(&format!(
            "- item\n\n  ```text\n  ok\n  {wide}\n  a\tb\n  ```\n\n```quiz\nquestion = []\n```\n\n```cost\na = \n```\n"
        )),
        [
            "9:3: this line of the drawing has 77 columns (at most 76 fit on a terminal of 80)",
            "10:4: a drawing with a tab looks different everywhere (use spaces)",
            "14:1: a quiz has no key `question` (did you mean `questions`?)",
            "14:1: the quiz names no questions (write `questions = [\"id\", \"id\"]`)",
            "18:5: broken TOML: string values must be quoted, expected literal string",
        ]
    );
}

#[test]
fn the_span_counts_from_the_start_of_the_file() {
    let body = "Fine.\n\n{fact:nope}\n";
    let topic = topic(body);
    let file = format!("+++\nid = \"limits\"\n+++\n\n{body}");
    let (_, problems) = Page::parse(&topic, &facts);
    assert_eq!(file.get(problems[0].span.clone()), Some("{fact:nope}"));
    assert_eq!(file.lines().nth(problems[0].line - 1), Some("{fact:nope}"));
}

#[test]
fn deep_nesting_is_refused_and_loses_nothing() {
    let (page, problems) = parse(&format!("{}deep\n", "> ".repeat(5000)));
    assert_eq!(problems.len(), 1);
    assert!(page.all_runs().any(|run| run.text == "deep"));
    let list: Vec<String> = (0..60).map(|depth| format!("{}- level{depth}\n", "  ".repeat(depth))).collect();
    let (page, problems) = parse(&list.concat());
    assert_eq!(problems.len(), 1);
    assert!(page.all_runs().any(|run| run.text.contains("level59")));
}

#[test]
fn escape_sequences_do_not_reach_the_page() {
    let (page, _) =
        parse("a\x1b[31mb &#27;[2J `c\x1b`\n\n```bash\n\x1b]0;x\x07\n```\n\n[x](https://a/&#27;)\n");
    assert!(!format!("{page:?}").contains("\\u{1b}"), "{page:?}");
    assert!(page.all_runs().all(|run| !run.text.contains('\x1b')));
}

#[test]
fn texts_without_a_place_are_read_too() {
    let page = Page::from_markdown("What is `{fact:x}`? See [there](#anchor).", "limits");
    assert_eq!(page.links, [Link::Topic { topic: "limits".into(), anchor: Some("anchor".into()) }]);
}

proptest! {
    #[test]
    fn any_text_is_a_page(parts in proptest::collection::vec(proptest::sample::select(vec![
        "# ", "## a", "\n", "\n\n", "> ", "> [!NOTE]\n", "- ", "1. ", "  ", "    ", "```", "```quiz\n", "```text\n", "|a|b|\n|-|-|\n",
        "| x ", "[a](", "topic:x", "#y)", ")", "{fact:", "timeout", "|minutes", "}", "*", "**", "`", "~~", "[^1]", "[^1]: ", "<b>",
        "&#27;", "\x1b", "日", "e\u{301}", "\\", "[ ] ", "\t", "\r\n", "questions = [", "\"a\"]", "![", "---",
    ]), 0..40)) {
        let body: String = parts.concat();
        let topic = topic(&body);
        let file = format!("+++\nid = \"limits\"\n+++\n\n{body}");
        let (page, problems) = Page::parse(&topic, &facts);
        for problem in problems {
            prop_assert!(file.get(problem.span.clone()).is_some_and(|found| crate::text::printable(found).starts_with(&problem.found)));
            prop_assert!(problem.line >= 5 && problem.line <= file.matches('\n').count() + 1);
        }
        prop_assert!(page.all_runs().all(|run| run.text.chars().all(|c| c == '\n' || !crate::text::is_unprintable(c))));
        prop_assert_eq!(page.links.len(), page.link_spans.len());
        prop_assert_eq!(page.live_blocks().count(), page.live_spans.len());
        prop_assert!(page.all_runs().filter_map(|run| run.link).all(|link| link < page.links.len()));
    }
}
