//! Lines of pages, and what must hold for every page.

use proptest::prelude::*;

use super::*;
use crate::content::{Block, BlockKind, ListItem, Run};

fn text_of(layout: &Layout) -> String {
    layout.lines.iter().map(|line| line.text().trim_end().to_owned() + "\n").collect()
}

fn set(markdown: &str, width: u16) -> String {
    text_of(&lay_out(&Page::from_markdown(markdown, "t"), width, &LayoutOptions::default()))
}

#[test]
fn what_stands_below_inserted_lines_moves_down_with_them() {
    let page = Page::from_markdown("# A\n\n## B\n\ntext\n\n```quiz\nquestions = [\"q\"]\n```\n\n## C", "t");
    let before = lay_out(&page, 40, &LayoutOptions::default());
    let at = before.line_of("b").unwrap() + 1;
    let mut after = before.clone();
    after.insert(at, vec![Line { block: 1, ..Line::default() }; 3]);
    assert_eq!(after.line_of("b"), before.line_of("b"));
    assert_eq!(after.line_of("c"), before.line_of("c").map(|line| line + 3));
    for (line, moved) in before.block_lines.iter().zip(&after.block_lines) {
        assert_eq!(before.lines[*line], after.lines[*moved]);
    }
    for (place, moved) in before.lives.iter().zip(&after.lives) {
        assert_eq!(before.lines[place.line], after.lines[moved.line]);
    }
    after.insert(usize::MAX, vec![Line::default()]);
    assert_eq!(after.lines.len(), before.lines.len() + 4);
}

const SAMPLE: &str = "\
Lambda runs code in an *execution environment*, which is made when a request finds none free[^1].

## Cold starts

9. Download
10. INIT
    - runtime, which the service brings along with it
    - function
      - static code
11. INVOKE

- [x] read
- [ ] measured

> [!CONFLICT]
> Older notes say that INIT is free.
>
> It is billed since 2025.

> A quotation.

```python
def handler(event, context):
    return {\"statusCode\": 200, \"body\": \"a line that is longer than the page\"}
```

```text
client -> service -> environment -> handler
```

| Phase | Limit | Billed |
|-------|-------|:------:|
| INIT | 10 | yes |
| INVOKE | 900 | yes |

---

```quiz
questions = [\"t.a\"]
```

[^1]: Or none that is warm.
";

#[test]
fn a_page_of_everything_at_60_columns() {
    insta::assert_snapshot!(set(SAMPLE, 60), @r#"
    Lambda runs code in an execution environment, which is made
    when a request finds none free[1].


    Cold starts

     9. Download
    10. INIT
        • runtime, which the service brings along with it
        • function
          ◦ static code
    11. INVOKE

    [✓] read
    [ ] measured

    ▌ Older notes say
    ▌ Older notes say that INIT is free.
    ▌
    ▌ It is billed since 2025.

    │ A quotation.

      python
      def handler(event, context):
          return {"statusCode": 200, "body": "a line that is
      ↪ longer than the page"}

    client -> service -> environment -> handler

    Phase   Limit  Billed
    ──────  ─────  ──────
    INIT       10   yes
    INVOKE    900   yes

    ────────────────────────────────────────────────────────────



    ────────
    [1] Or none that is warm.
    "#);
}

#[test]
fn a_page_of_everything_at_30_columns_in_ascii() {
    let options = LayoutOptions { ascii: true, ..LayoutOptions::default() };
    insta::assert_snapshot!(text_of(&lay_out(&Page::from_markdown(SAMPLE, "t"), 30, &options)), @r#"
    Lambda runs code in an
    execution environment, which
    is made when a request finds
    none free[1].


    Cold starts

     9. Download
    10. INIT
        * runtime, which the
          service brings along
          with it
        * function
          - static code
    11. INVOKE

    [x] read
    [ ] measured

    | Older notes say
    | Older notes say that INIT is
    | free.
    |
    | It is billed since 2025.

    | A quotation.

      python
      def handler(event, context):
          return {"statusCode":
      > 200, "body": "a line that
      > is longer than the page"}

    client -> service -> environment -> handler

    Phase   Limit  Billed
    ------  -----  ------
    INIT       10   yes
    INVOKE    900   yes

    ------------------------------



    --------
    [1] Or none that is warm.
    "#);
}

const TABLE: &str = "\
| Setting | Default | What it does |
|:--------|--------:|--------------|
| Timeout | 3 s | How long an invocation may take before the service ends it |
| Memory | 128 MB | How much memory an environment has, and how much processor with it |
";

#[test]
fn a_table_shrinks_its_widest_column_and_then_becomes_a_list() {
    insta::assert_snapshot!(set(TABLE, 50), @r#"
    Setting  Default  What it does
    ───────  ───────  ────────────────────────────────
    Timeout      3 s  How long an invocation may take
                      before the service ends it

    Memory    128 MB  How much memory an environment
                      has, and how much processor with
                      it
    "#);
    insta::assert_snapshot!(set(TABLE, 24), @r#"
    Setting: Timeout
      Default: 3 s
      What it does: How long
        an invocation may
        take before the
        service ends it

    Setting: Memory
      Default: 128 MB
      What it does: How much
        memory an
        environment has, and
        how much processor
        with it
    "#);
}

#[test]
fn places_of_blocks_anchors_and_lives_are_known() {
    let markdown = "Text.\n\n## Head\n\n- item\n\n  ```quiz\n  questions = [\"a\"]\n  ```\n";
    let page = Page::from_markdown(markdown, "t");
    let options = LayoutOptions { live_height: &|_, width| width / 10, ..LayoutOptions::default() };
    let layout = lay_out(&page, 52, &options);
    assert_eq!(layout.block_lines, [0, 3, 5]);
    assert_eq!(layout.line_of("head"), Some(3));
    assert_eq!(layout.lives, [LivePlace { line: 7, height: 5, column: 2, width: 50 }]);
    let live: Vec<_> = layout.lines.iter().map(|line| line.live).collect();
    assert_eq!(live[7..], (0..5).map(|row| Some((0, row))).collect::<Vec<_>>());
    assert_eq!(layout.lines[4].block, 1);
}

#[test]
fn code_lines_say_where_they_come_from() {
    let page = Page::from_markdown("```go\na\n\tfunction_with_a_name()\n```\n", "t");
    let layout = lay_out(&page, 20, &LayoutOptions::default());
    let code: Vec<(usize, usize)> =
        layout.lines.iter().filter_map(|line| line.code).map(|code| (code.line, code.offset)).collect();
    assert_eq!(code, [(0, 0), (1, 0), (1, 18)]);
    assert_eq!(layout.lines[3].text(), "  ↪ a_name()");
}

#[test]
fn links_facts_and_marks_reach_the_segments() {
    let page = Page {
        blocks: vec![Block {
            kind: BlockKind::Paragraph(vec![
                Run { link: Some(0), ..Run::plain("the limits") },
                Run { fact: Some("f".into()), ..Run::plain(" 900 seconds") },
            ]),
            line: 1,
        }],
        links: vec![crate::content::Link::Web("https://x".into())],
        ..Page::default()
    };
    let layout = lay_out(&page, 15, &LayoutOptions::default());
    let linked: Vec<&str> = layout
        .lines
        .iter()
        .flat_map(|l| &l.segments)
        .filter(|s| s.link == Some(0))
        .map(|s| s.text.as_str())
        .collect();
    assert_eq!(linked, ["the limits"]);
    let quoted: Vec<&str> = layout
        .lines
        .iter()
        .flat_map(|l| &l.segments)
        .filter(|s| s.fact.is_some())
        .map(|s| s.text.as_str())
        .collect();
    assert_eq!(quoted, [" 900", "seconds"]);
}

#[test]
fn only_diagrams_are_wider_than_asked() {
    let page = Page::from_markdown("```text\n0123456789012345678901234567890123456789\n```\n\nshort\n", "t");
    assert_eq!(lay_out(&page, 20, &LayoutOptions::default()).width, 40);
}

/// Packs come from others: whatever is repeated for ever ends, and quickly.
#[test]
fn hostile_pages_are_pages() {
    let nested_toml = format!("```cost\na = {}\n```\n", "[".repeat(20_000));
    let one_word = "x".repeat(40_000);
    let wide_table = format!("{}\n{}\n{}", "|a".repeat(2_000), "|-".repeat(2_000), "|b|\n".repeat(2_000));
    let repeated = [
        "> ",
        "- ",
        "1. ",
        "{fact:",
        "{fact:x} ",
        "[",
        "[a](#b) ",
        "## a\n\n",
        "**",
        "`",
        "> [!X]\n\n",
        "&#27;",
        "\x1b",
        "|",
        "e\u{301}",
        "\u{301}",
        "日",
        "\u{200d}",
        "[^1]: ",
        "[^1]",
        "<b>",
        "```quiz\n",
        "```text\n\t\n",
        "\u{fe0f}",
        "- > ",
        "\n\n",
        "\\\n",
        "![",
    ];
    let repeated = repeated.map(|part| part.repeat(20_000 / part.len()));
    for text in repeated.into_iter().chain([nested_toml, one_word, wide_table]) {
        let page = Page::from_markdown(&text, "t");
        for width in [0, 30, u16::MAX] {
            lay_out(&page, width, &LayoutOptions::default());
        }
    }
}

/// All that a block says, in order, without blanks; the notes' brackets are furniture.
fn said(blocks: &[Block], out: &mut String) {
    let inline = |runs: &[Run], out: &mut String| {
        for run in runs {
            if run.mark.note { out.extend(["[", &run.text, "]"]) } else { out.push_str(&run.text) }
        }
    };
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { text, .. } | BlockKind::Paragraph(text) => inline(text, out),
            BlockKind::List { items, .. } => {
                for ListItem { blocks, .. } in items {
                    said(blocks, out);
                }
            }
            BlockKind::Table { header, rows, .. } => {
                header.iter().chain(rows.iter().flatten()).for_each(|cell| inline(cell, out));
            }
            BlockKind::Code { text, .. } | BlockKind::Diagram(text) => out.push_str(text),
            BlockKind::Callout { blocks, .. }
            | BlockKind::Quote(blocks)
            | BlockKind::Footnote { blocks, .. } => {
                said(blocks, out);
            }
            BlockKind::Rule | BlockKind::Live(_) => {}
        }
    }
    out.retain(|c| !c.is_whitespace());
}

/// All that the layout shows of the blocks, without furniture and blanks.
fn shown(layout: &Layout, furniture: &str) -> String {
    let mut out = String::new();
    for segment in layout.lines.iter().flat_map(|line| &line.segments) {
        let is_furniture = match segment.role {
            Role::Marker | Role::Rule | Role::CodeLabel | Role::Callout(_) => true,
            Role::Quote => segment.text == furniture,
            _ => false,
        };
        if !is_furniture {
            out.push_str(&segment.text);
        }
    }
    out.retain(|c| !c.is_whitespace());
    out
}

fn words() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(vec![
        "word",
        "a",
        "**strong words**",
        "`inline code`",
        "日本語の文",
        "e\u{301}te\u{301}",
        "[a link](https://x.y/a)",
        "event-source",
        "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
        "note[^1]",
        "—",
        "(brackets)",
        "~~no~~",
    ]);
    proptest::collection::vec(word, 1..14).prop_map(|words| words.join(" "))
}

fn table() -> impl Strategy<Value = String> {
    (1usize..5, proptest::collection::vec(words(), 2..16)).prop_map(|(columns, cells)| {
        let mut lines = Vec::new();
        for row in cells.chunks(columns) {
            lines.push(format!("| {} |\n", row.join(" | ")));
            if lines.len() == 1 {
                lines.push(format!("|{}\n", "---|".repeat(row.len())));
            }
        }
        lines.concat() + "\n"
    })
}

fn items() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(words(), 1..4)
}

/// A block of text; pages of them end with the footnote that [`words`] refers to.
pub(in crate::content) fn flow_block() -> impl Strategy<Value = String> {
    prop_oneof![
        words().prop_map(|text| text + "\n\n"),
        words().prop_map(|text| format!("## {text}\n\n")),
        items().prop_map(|items| format!("- {}\n\n", items.join("\n- "))),
        items().prop_map(|items| {
            let nested = |(depth, it)| format!("{}9. {it}\n", "   ".repeat(depth));
            items.into_iter().enumerate().map(nested).collect::<Vec<_>>().concat() + "\n"
        }),
        words().prop_map(|text| format!("> [!TIP]\n> {text}\n>\n> - > - {text}\n\n")),
        words().prop_map(|text| format!("> > > > > > {text}\n\n")),
        words().prop_map(|text| format!("```python\n\tif x:\n{text}\n\n{text}\n```\n\n")),
        words().prop_map(|text| format!("- [ ] {text}\n\n  {text}\n- [x] {text}\n\n")),
        Just("---\n\n".to_owned()),
        Just("```quiz\nquestions = [\"a\"]\n```\n\n".to_owned()),
    ]
}

proptest! {
    #[test]
    fn nothing_is_lost_or_moved(blocks in proptest::collection::vec(flow_block(), 1..8), width in 12u16..120, ascii: bool) {
        let page = Page::from_markdown(&(blocks.concat() + "[^1]: A note.\n"), "t");
        let layout = lay_out(&page, width, &LayoutOptions { ascii, ..LayoutOptions::default() });
        let mut wanted = String::new();
        said(&page.blocks, &mut wanted);
        prop_assert_eq!(shown(&layout, if ascii { "| " } else { "│ " }), wanted);
    }

    #[test]
    fn nothing_is_wider_than_asked(
        blocks in proptest::collection::vec(prop_oneof![flow_block(), table()], 1..8), asked in 12u16..120, linear: bool,
    ) {
        let page = Page::from_markdown(&(blocks.concat() + "[^1]: A note.\n"), "t");
        let layout = lay_out(&page, asked, &LayoutOptions { linear_tables: linear, ..LayoutOptions::default() });
        for line in &layout.lines {
            prop_assert!(line.width() <= usize::from(asked), "{:?}", line.text());
        }
        prop_assert_eq!(layout.block_lines.len(), page.blocks.len());
        prop_assert_eq!(layout.lives.len(), page.live_blocks().count());
        for live in &layout.lives {
            prop_assert!(usize::from(live.column + live.width) <= usize::from(asked));
        }
    }

    #[test]
    fn tables_keep_every_character(table in table(), width in 12u16..120) {
        let page = Page::from_markdown(&(table + "[^1]: A note.\n"), "t");
        let layout = lay_out(&page, width, &LayoutOptions::default());
        let count = |text: &str| {
            let mut chars: Vec<char> = text.chars().collect();
            chars.sort_unstable();
            chars
        };
        let mut wanted = String::new();
        said(&page.blocks, &mut wanted);
        let shown = shown(&layout, "│ ");
        // Folded into a list, headers come once for every row.
        let has_grid = layout.lines.iter().flat_map(|line| &line.segments).any(|s| s.role == Role::Rule && s.text.len() != 24);
        if has_grid {
            prop_assert_eq!(count(&shown), count(&wanted));
        } else {
            prop_assert!(wanted.chars().all(|c| shown.contains(c)));
        }
    }
}
