use super::*;
use proptest::prelude::*;

fn document(kind: Kind, title: &str, body: &str) -> Document {
    Document {
        kind,
        title: title.to_owned(),
        place: String::new(),
        key: String::new(),
        body: body.to_owned(),
        target: Target::Fact(title.to_owned()),
        uses: 0,
    }
}

fn engine() -> Engine {
    Engine::new(vec![
        document(Kind::Topic, "The execution model", "What happens from the first request to the last."),
        document(
            Kind::Section,
            "The INIT phase",
            "Static code runs in the INIT phase. It may take 10 seconds; a timeout ends it, and it is tried again.",
        ),
        document(Kind::Section, "Cold starts", "A request that finds no environment waits for a new one."),
        document(Kind::Fact, "limits.timeout.max", "A function may run for at most 900 seconds."),
        document(Kind::Fact, "limits.memory.max", "Up to 10,240 MB of memory can be configured."),
        document(Kind::Question, "How long may a function run at most?", "3 seconds · 900 seconds · 1 hour"),
    ])
}

const ALL: Wanted = Wanted { count: 100, excerpt: 80 };

fn titles(engine: &Engine, query: &str) -> Vec<String> {
    let found = engine.search(query, ALL);
    found.hits.iter().map(|hit| engine.document(hit).unwrap().title.clone()).collect()
}

fn marked<'t>(text: &'t str, marks: &[std::ops::Range<usize>]) -> Vec<&'t str> {
    marks.iter().map(|mark| &text[mark.clone()]).collect()
}

#[test]
fn every_word_is_required_and_their_order_is_free() {
    let engine = engine();
    assert_eq!(titles(&engine, "run function"), titles(&engine, "function run"));
    assert_eq!(
        titles(&engine, "seconds 900"),
        ["limits.timeout.max", "How long may a function run at most?"]
    );
    assert!(titles(&engine, "seconds unicorn").is_empty());
}

#[test]
fn a_title_is_found_by_some_of_its_letters() {
    let engine = engine();
    for query in ["execution", "EXEC", "exmod", "modl exec"] {
        assert_eq!(
            titles(&engine, query).first().map(String::as_str),
            Some("The execution model"),
            "{query}"
        );
    }
    assert_eq!(titles(&engine, "limtmax").first().map(String::as_str), Some("limits.timeout.max"));
}

#[test]
fn scattered_letters_are_no_match_but_initials_are() {
    let engine = Engine::new(vec![document(Kind::Action, "Scroll the card down", "")]);
    assert!(titles(&engine, "sec").is_empty());
    assert_eq!(titles(&engine, "stcd").len(), 1);
    assert_eq!(titles(&engine, "scard").len(), 1);
}

#[test]
fn a_word_in_a_title_comes_before_the_same_word_in_a_text() {
    let found = titles(&engine(), "timeout");
    assert_eq!(found, ["limits.timeout.max", "The INIT phase"]);
}

#[test]
fn numbers_are_found_however_they_are_grouped() {
    for query in ["10240", "10,240 mb", "memory 10,240"] {
        assert_eq!(titles(&engine(), query), ["limits.memory.max"], "{query}");
    }
}

#[test]
fn a_plural_finds_its_singular() {
    assert!(titles(&engine(), "functions").contains(&"limits.timeout.max".to_owned()));
}

#[test]
fn matched_letters_are_marked_in_title_and_excerpt() {
    let engine = engine();
    let found = engine.search("init sec", ALL);
    let hit = &found.hits[0];
    let document = engine.document(hit).unwrap();
    assert_eq!(marked(&document.title, &hit.title_marks), ["INIT"]);
    let marks = marked(&hit.excerpt, &hit.excerpt_marks);
    assert!(marks.contains(&"sec"), "{marks:?} in {}", hit.excerpt);

    let found = engine.search("exmod", ALL);
    let hit = &found.hits[0];
    assert_eq!(marked(&engine.document(hit).unwrap().title, &hit.title_marks), ["ex", "mod"]);
}

#[test]
fn an_excerpt_shows_the_words_even_deep_in_a_text() {
    let far =
        format!("{} The needle lies here, next to the thread. {}", "hay ".repeat(300), "straw ".repeat(300));
    let engine = Engine::new(vec![document(Kind::Section, "Barn", &far)]);
    let found = engine.search("thread needle", Wanted { count: 1, excerpt: 60 });
    let hit = &found.hits[0];
    assert!(hit.excerpt.contains("needle lies here, next to the thread"), "{}", hit.excerpt);
    assert!(hit.excerpt.starts_with("… ") && hit.excerpt.ends_with(" …"), "{}", hit.excerpt);
    assert!(hit.excerpt.chars().count() <= 62, "{}", hit.excerpt);
    assert_eq!(marked(&hit.excerpt, &hit.excerpt_marks), ["needle", "thread"]);
}

#[test]
fn an_excerpt_at_the_end_of_a_text_uses_its_room() {
    let text = "First a sentence. At most the quota of the account less one hundred can be provisioned.";
    let engine = Engine::new(vec![document(Kind::Fact, "one", text)]);
    let hit = &engine.search("provisioned", Wanted { count: 1, excerpt: 60 }).hits[0];
    assert_eq!(hit.excerpt, "… quota of the account less one hundred can be provisioned.");
}

#[test]
fn words_that_stand_together_come_first() {
    let engine = Engine::new(vec![
        document(Kind::Section, "One", &format!("cold {} start", "and then ".repeat(30))),
        document(Kind::Section, "Two", "what a cold start is"),
    ]);
    assert_eq!(titles(&engine, "cold start"), ["Two", "One"]);
}

#[test]
fn a_slip_is_answered_with_the_nearest_word() {
    let engine = engine();
    assert!(titles(&engine, "tiemout").is_empty());
    assert_eq!(engine.nearest("seconds tiemout"), [("tiemout".to_owned(), Some("timeout".to_owned()))]);
    assert_eq!(engine.nearest("xylophone"), [("xylophone".to_owned(), None)]);
}

#[test]
fn nothing_to_look_for_finds_nothing() {
    for query in ["", "   ", "…", "- /"] {
        assert_eq!(engine().search(query, ALL), Found::default());
    }
}

#[test]
fn the_count_limits_what_is_shown_and_not_what_is_counted() {
    let engine = engine();
    let found = engine.search("a", Wanted { count: 1, excerpt: 20 });
    assert_eq!(found.hits.len(), 1);
    assert!(found.total > 1);
}

#[test]
fn a_course_is_found_in_all_its_parts() {
    let course = crate::course::Course::built_in();
    let engine = Engine::new(documents(&course));
    let first = |query: &str| {
        let found = engine.search(query, ALL);
        found
            .hits
            .first()
            .and_then(|hit| engine.document(hit))
            .map(|document| (document.kind, document.target.clone()))
    };
    for topic in course.topics() {
        let wanted = Target::Page { topic: topic.id.clone(), anchor: None };
        assert_eq!(first(&topic.title), Some((Kind::Topic, wanted)), "{}", topic.title);
    }
    for fact in course.facts() {
        let found = engine.search(&fact.id, ALL);
        let targets: Vec<_> = found
            .hits
            .iter()
            .filter_map(|hit| engine.document(hit))
            .map(|document| &document.target)
            .collect();
        assert_eq!(targets.first(), Some(&&Target::Fact(fact.id.clone())));
    }
    for question in course.questions() {
        let found = engine.search(&question.id, Wanted { count: usize::MAX, excerpt: 20 });
        let wanted = Target::Question(question.id.clone());
        assert!(
            found.hits.iter().any(|hit| engine.document(hit).unwrap().target == wanted),
            "{}",
            question.id
        );
    }
}

proptest! {
    #[test]
    fn marks_are_letters_in_order_whatever_is_asked(
        query in "\\PC{0,24}",
        title in "[a-zA-ZäÄßİ漢字é0-9,. -]{0,40}",
        body in "[a-zA-ZäÄßİ漢字é0-9,. -]{0,200}",
        length in 0usize..90,
    ) {
        let engine = Engine::new(vec![document(Kind::Section, &title, &body), document(Kind::Question, &body, &title)]);
        let slice: String = body.chars().skip(3).take(9).collect();
        for query in [query.as_str(), slice.as_str()] {
            let found = engine.search(query, Wanted { count: 9, excerpt: length });
            prop_assert_eq!(&found, &engine.search(query, Wanted { count: 9, excerpt: length }));
            for hit in &found.hits {
                for (text, marks) in [(&engine.document(hit).unwrap().title, &hit.title_marks), (&hit.excerpt, &hit.excerpt_marks)] {
                    let mut past = 0;
                    for mark in marks {
                        prop_assert!(mark.start >= past && mark.start < mark.end);
                        prop_assert!(text.get(mark.clone()).is_some(), "{text:?} {mark:?}");
                        past = mark.end + 1;
                    }
                }
            }
        }
    }
}
