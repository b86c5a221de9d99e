use super::super::plain::{Plain, read_certainty};
use super::*;
use crate::content::{AsOf, Confidence, Fact, Source};

/// Words in lines; stands in for the real Markdown.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().unwrap();
        if !last.is_empty() && last.len() + 1 + word.len() > width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

fn fact(id: &str) -> Option<Fact> {
    (id == "made.up").then(|| Fact {
        id: id.to_owned(),
        statement: "Made up.".to_owned(),
        value: None,
        unit: None,
        as_of: AsOf { date: "2026-08".to_owned(), note: None },
        source: Source {
            title: "A page".to_owned(),
            url: "https://example.com/a-rather-long-address".to_owned(),
        },
        confidence: Confidence::High,
        supersedes: None,
    })
}

const PLAIN: Plain<'static> = Plain { width: 34, markdown: &wrapped, fact: &fact };

#[test]
fn a_question_stands_alone_without_colour() {
    let mut asked = multi("basics.many");
    if let Kind::Multi(options) = &mut asked.kind {
        "an option of more words than one line takes".clone_into(&mut options[0].text);
    }
    insta::assert_snapshot!(PLAIN.question(&asked, &[2, 0, 3, 1], (3, 10)).join("\n"), @r#"
    Question 3 of 10 (basics)

    Which one?

      a) C
      b) an option of more words than
         one line takes
      c) D
      d) B

    Choose the letter of every right
    option, a to d, such as `a c`.
    "#);
    let verdict = grade(&asked, &Answer::Choices([0, 1].into())).unwrap();
    insta::assert_snapshot!(PLAIN.verdict(&asked, &[2, 0, 3, 1], &verdict).join("\n"), @r#"
    Not right.

      a) C [right, not chosen]
         C because
      b) an option of more words than
         one line takes [right, your
         answer]
         A because
      c) D [wrong]
         D because
      d) B [wrong, your answer]
         B because

    Because it is so.

    Source:
      A page (2026-08), https://example.com/a-rather-long-address
    Read on: coldstart read basics, under "first steps"
    "#);
}

#[test]
fn a_claim_and_a_number_name_their_key() {
    let asked = claim("basics.claim");
    let verdict = grade(&asked, &Answer::Claim(true)).unwrap();
    insta::assert_snapshot!(PLAIN.verdict(&asked, &[0, 1], &verdict).join("\n"), @r#"
    Not right.
    The claim is false.
    you think so

    Because it is so.

    Source:
      A page (2026-08), https://example.com/a-rather-long-address
    Read on: coldstart read basics, under "first steps"
    "#);
    let asked = numeric(
        Unit::Duration("s".into()),
        "90",
        Tolerance::Absolute(Decimal::ZERO),
        &[("5400", "Those are minutes.")],
    );
    let prompt = PLAIN.question(&asked, &[], (1, 1)).join(" ");
    assert!(!prompt.contains("90"), "the prompt must not give the key away: {prompt}");
    let verdict = grade(&asked, &Answer::Quantity("90 min".into())).unwrap();
    insta::assert_snapshot!(PLAIN.verdict(&asked, &[], &verdict)[..3].join("\n"), @r#"
    Not right.
    The answer is 90 s.
    Those are minutes.
    "#);
}

#[test]
fn certainty_is_a_word_or_a_letter() {
    assert_eq!(read_certainty(" Guess "), Some(Certainty::Guess));
    assert_eq!(read_certainty("u"), Some(Certainty::Unsure));
    assert_eq!(read_certainty("maybe"), None);
}

#[test]
fn a_summary_says_how_each_topic_went() {
    let score = |topic: &str, right, total| TopicScore { topic: topic.to_owned(), right, total };
    let mut summary = Summary {
        right: 7,
        total: 9,
        skipped: 1,
        late: 0,
        recovered: 2,
        took_ms: 95_000,
        topics: vec![score("basics", 5, 5), score("limits", 2, 4)],
        missed: vec![],
    };
    let title = |topic: &String| topic.to_uppercase();
    insta::assert_snapshot!(Plain::summary(&summary, &title).join("\n"), @r#"
    7 of 9 right
    2 more right the second time
    1 skipped
    1 min 35 s of thinking
      BASICS: 5 of 5
      LIMITS: 2 of 4
    "#);
    summary = Summary {
        right: 1,
        total: 1,
        took_ms: 2_500,
        topics: vec![score("basics", 1, 1)],
        ..Summary::default()
    };
    assert_eq!(Plain::summary(&summary, &title), ["1 of 1 right", "3 s of thinking"]);
    assert_eq!(PLAIN.hint(&single("basics.one"), 2, "think harder"), ["Hint 2 of 2: think harder"]);
}

#[test]
fn code_in_a_prompt_stands_below_its_heading() {
    assert_eq!(super::super::as_heading("###", "What is\n*billed*?"), "### What is *billed*?\n");
    let prompt =
        "```python\nimport os\n\ndef handler(event, context): ...\n```\n\nWhat does this\nprint?\n\nTwice.";
    assert_eq!(
        super::super::as_heading("##", prompt),
        "## What does this print?\n\n```python\nimport os\n\ndef handler(event, context): ...\n```\n\nTwice.\n"
    );
}
