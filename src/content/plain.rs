//! A page as bare text, for pipes, paper and screen readers: no bars, no boxes, every sign in words.
//!
//! The page is rewritten first (callouts as "Note: …", links as `text (address)`, live blocks as the command that gives
//! them) and then laid out like any other.

use super::block::{Block, BlockKind, Inline, Link, ListItem, Live, Page, Preset, Run};
use super::layout::{LayoutOptions, Line, Role, lay_out};
use crate::text::shell_quoted;

/// How a page is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainOptions {
    /// Widest line, in cells; code and drawings are printed as they are.
    pub width: u16,
    /// Draw bullets and rules with ASCII alone.
    pub ascii: bool,
    /// For reading aloud: tables become lists, and headings, code and drawings are announced.
    pub linear: bool,
}

/// Prints a page of the topic `topic` (its id).
pub fn to_plain(page: &Page, topic: &str, options: PlainOptions) -> String {
    let writer = Writer { page, topic, linear: options.linear };
    let bare = Page { blocks: writer.blocks(&page.blocks), ..Page::default() };
    let layout_options = LayoutOptions {
        ascii: options.ascii || options.linear,
        linear_tables: options.linear,
        ..LayoutOptions::default()
    };
    let layout = lay_out(&bare, options.width, &layout_options);
    let underline = if options.ascii { "-" } else { "─" };
    let mut text = String::new();
    let mut lines = layout.lines.iter().peekable();
    while let Some(line) = lines.next() {
        text.push_str(&line.text());
        // A terminal wraps long lines of code by itself, and what is copied from it is whole.
        while let Some(rest) = lines.next_if(|next| next.code.is_some_and(|code| code.offset > 0)) {
            text.extend(rest.segments.iter().filter(|it| it.role == Role::Code).map(|it| it.text.as_str()));
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
        let last_of_section = is_section(line) && !lines.peek().is_some_and(|next| is_section(next));
        if last_of_section && !options.linear {
            text.push_str(&underline.repeat(line.width()));
            text.push('\n');
        }
    }
    text
}

fn is_section(line: &Line) -> bool {
    line.segments.iter().any(|segment| matches!(segment.role, Role::Heading(..=2)))
}

struct Writer<'p> {
    page: &'p Page,
    topic: &'p str,
    linear: bool,
}

impl Writer<'_> {
    fn blocks(&self, blocks: &[Block]) -> Vec<Block> {
        let mut bare = Vec::with_capacity(blocks.len());
        for block in blocks {
            let at = |kind| Block { kind, line: block.line };
            match &block.kind {
                BlockKind::Callout { kind, blocks } => {
                    bare.append(&mut self.labelled(kind.label(), blocks, block.line));
                }
                BlockKind::Quote(blocks) => bare.append(&mut self.labelled("Quotation", blocks, block.line)),
                BlockKind::Diagram(drawing) => {
                    if self.linear {
                        bare.push(at(BlockKind::Paragraph(vec![Run::plain("Drawing:")])));
                    }
                    bare.push(at(BlockKind::Diagram(drawing.clone())));
                }
                kind => bare.push(at(self.kind(kind))),
            }
        }
        bare
    }

    fn kind(&self, kind: &BlockKind) -> BlockKind {
        match kind {
            BlockKind::Heading { level, anchor, text } => {
                let mut words = self.inline(text);
                if self.linear {
                    let word = if *level <= 2 { "Section: " } else { "Subsection: " };
                    words.insert(0, Run::plain(word));
                }
                BlockKind::Heading { level: *level, anchor: anchor.clone(), text: words }
            }
            BlockKind::Paragraph(text) => BlockKind::Paragraph(self.inline(text)),
            BlockKind::List { start, items } => {
                let items = items
                    .iter()
                    .map(|item| ListItem { task: item.task, blocks: self.blocks(&item.blocks) })
                    .collect();
                BlockKind::List { start: *start, items }
            }
            BlockKind::Table { align, header, rows } => BlockKind::Table {
                align: align.clone(),
                header: header.iter().map(|cell| self.inline(cell)).collect(),
                rows: rows.iter().map(|row| row.iter().map(|cell| self.inline(cell)).collect()).collect(),
            },
            BlockKind::Code { lang, text } if self.linear => {
                BlockKind::Code { lang: format!("Code, {lang}:").replace(", :", ":"), text: text.clone() }
            }
            BlockKind::Footnote { label, blocks } => {
                BlockKind::Footnote { label: label.clone(), blocks: self.blocks(blocks) }
            }
            // One line, however long: a command that is copied must be whole. Drawings are what is never wrapped.
            BlockKind::Live(live) => {
                BlockKind::Diagram(format!("{}: {}", live.describe(), live.command(self.topic)))
            }
            other => other.clone(),
        }
    }

    /// Blocks with a word before the first of them.
    fn labelled(&self, label: &str, blocks: &[Block], line: usize) -> Vec<Block> {
        let mut bare = self.blocks(blocks);
        let label = format!("{label}: ");
        match bare.first_mut() {
            Some(Block { kind: BlockKind::Paragraph(text), .. }) => text.insert(0, Run::plain(label)),
            _ => {
                bare.insert(
                    0,
                    Block { kind: BlockKind::Paragraph(vec![Run::plain(label.trim_end())]), line },
                );
            }
        }
        bare
    }

    /// Text with the address after every link; links on the page itself need none.
    fn inline(&self, text: &[Run]) -> Inline {
        let mut bare = Inline::with_capacity(text.len());
        for same in text.chunk_by(|a, b| a.link == b.link) {
            bare.extend(same.iter().map(|run| Run { link: None, ..run.clone() }));
            let link = same.first().and_then(|run| self.page.links.get(run.link?));
            let address = match link {
                Some(Link::Web(address)) => address.clone(),
                Some(Link::Topic { topic, .. }) if topic == self.topic => continue,
                Some(Link::Topic { topic, anchor: Some(anchor) }) => format!("topic:{topic}#{anchor}"),
                Some(Link::Topic { topic, anchor: None }) => format!("topic:{topic}"),
                None => continue,
            };
            if same.iter().map(|run| run.text.as_str()).collect::<String>() != address {
                bare.push(Run::plain(format!(" ({address})")));
            }
        }
        bare
    }
}

impl Live {
    /// What it is, in a few words.
    pub fn describe(&self) -> String {
        match self {
            Self::Quiz { questions } if questions.len() == 1 => "Check yourself, 1 question".to_owned(),
            Self::Quiz { questions } => format!("Check yourself, {} questions", questions.len()),
            Self::Cost(_) => "Cost calculator".to_owned(),
            Self::Concurrency(_) => "Concurrency calculator".to_owned(),
            Self::Animation(_) => "Animation".to_owned(),
        }
    }

    /// The command that gives the same outside of the page, ready for a shell. `topic` is the page's topic.
    pub fn command(&self, topic: &str) -> String {
        match self {
            Self::Quiz { .. } => format!("coldstart quiz --topic {}", shell_quoted(topic)),
            Self::Cost(preset) => format!("coldstart cost{}", preset.flags(&[])),
            Self::Concurrency(preset) => format!("coldstart concurrency{}", preset.flags(&[])),
            Self::Animation(preset) => {
                let scenario = preset.inputs.iter().find(|(key, _)| key == "scenario");
                let scenario = scenario.map_or(String::new(), |(_, name)| format!(" {}", shell_quoted(name)));
                format!("coldstart animate{scenario}{}", preset.flags(&["scenario"]))
            }
        }
    }
}

impl Preset {
    /// The inputs as flags, each with a space before it: ` --free-tier` for `true`, nothing for `false`.
    fn flags(&self, except: &[&str]) -> String {
        let mut flags = String::new();
        for (key, value) in self.inputs.iter().filter(|(key, _)| !except.contains(&key.as_str())) {
            let flag = shell_quoted(&format!("--{}", key.replace('_', "-")));
            match value.as_str() {
                "true" => flags.extend([" ", &flag]),
                "false" => {}
                value => flags.extend([" ", &flag, " ", &shell_quoted(value)]),
            }
        }
        flags
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::layout::tests::flow_block;

    const PAGE: &str = "\
## Cost

Read [the prices](https://aws.amazon.com/lambda/pricing/) or [limits](topic:limits#size), then [on](#cost).

> [!WARNING]
> It adds up.

> Said once.

| Part | USD |
|------|-----|
| requests | 0.20 |
| duration | 16.67 |

```bash
aws lambda invoke --function-name a-function-with-quite-a-long-name out.json
```

```quiz
questions = [\"cost.a\", \"cost.b\"]
```

```cost
requests = \"3M\"
cold_share = \"1%\"
free-tier = true
edge = false
label = \"it's\"
```
";

    fn print(linear: bool) -> String {
        to_plain(&Page::from_markdown(PAGE, "cost"), "cost", PlainOptions { width: 60, ascii: true, linear })
    }

    #[test]
    fn a_page_is_printed_without_bars() {
        insta::assert_snapshot!(print(false), @r#"
        Cost
        ----

        Read the prices (https://aws.amazon.com/lambda/pricing/) or
        limits (topic:limits#size), then on.

        Warning: It adds up.

        Quotation: Said once.

        Part        USD
        --------  -----
        requests   0.20
        duration  16.67

          bash
          aws lambda invoke --function-name a-function-with-quite-a-long-name out.json

        Check yourself, 2 questions: coldstart quiz --topic cost

        Cost calculator: coldstart cost --requests 3M --cold-share 1% --free-tier --label 'it'\''s'
        "#);
    }

    #[test]
    fn a_page_is_read_aloud() {
        insta::assert_snapshot!(print(true), @r#"
        Section: Cost

        Read the prices (https://aws.amazon.com/lambda/pricing/) or
        limits (topic:limits#size), then on.

        Warning: It adds up.

        Quotation: Said once.

        Part: requests
          USD: 0.20

        Part: duration
          USD: 16.67

          Code, bash:
          aws lambda invoke --function-name a-function-with-quite-a-long-name out.json

        Check yourself, 2 questions: coldstart quiz --topic cost

        Cost calculator: coldstart cost --requests 3M --cold-share 1% --free-tier --label 'it'\''s'
        "#);
    }

    proptest! {
        #[test]
        fn every_run_is_printed_whole(blocks in proptest::collection::vec(flow_block(), 1..6), width in 20u16..100, linear: bool) {
            let page = Page::from_markdown(&(blocks.concat() + "[^1]: A note.\n"), "t");
            let mut printed = to_plain(&page, "t", PlainOptions { width, ascii: true, linear });
            for line in page.code_blocks().flat_map(|(_, code)| code.lines()) {
                prop_assert!(printed.contains(line.trim()), "{:?} is not in {:?}", line, printed);
            }
            printed.retain(|c| !c.is_whitespace());
            for run in page.all_runs() {
                let words: String = run.text.split_whitespace().collect();
                prop_assert!(printed.contains(&words), "{:?} is not in {:?}", words, printed);
            }
        }
    }
}
