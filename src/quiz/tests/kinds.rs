use super::*;
use crate::memory::Grade;
use serde_json::json;
use std::borrow::Cow;
use std::collections::BTreeSet;

fn key(accept: &[&str]) -> TextKey {
    TextKey {
        accept: accept.iter().map(|it| (*it).to_owned()).collect(),
        compare: Compare::default(),
        near: vec![Near { text: "close".to_owned(), why: "Close, but no.".to_owned() }],
    }
}

fn order() -> Question {
    question("basics.order", "basics", Kind::Order(["A", "B", "C", "D"].map(str::to_owned).into()))
}

fn pairs() -> Question {
    let pair = |left: &str, right| Pair { left: left.to_owned(), right, why: None };
    let rights = ["x", "y", "z"].map(str::to_owned).into();
    let pairs = vec![pair("P", 0), pair("Q", 1), pair("R", 0)];
    question("basics.match", "basics", Kind::Match(Matching { pairs, rights }))
}

fn gaps() -> Question {
    let pieces = vec![
        Piece::Text("one ".to_owned()),
        Piece::Gap(key(&["two", "2"])),
        Piece::Text(" three ".to_owned()),
        Piece::Gap(key(&["four"])),
    ];
    question("basics.cloze", "basics", Kind::Cloze(Cloze { pieces }))
}

fn open() -> Question {
    let point = |text: &str, weight, must, bonus| RubricPoint {
        text: text.to_owned(),
        weight,
        must,
        bonus,
        facts: Vec::new(),
        follow_up: Some(format!("and {text}?")),
    };
    let open = Open {
        rubric: vec![
            point("a", 2, true, false),
            point("b", 2, false, false),
            point("c", 1, false, false),
            point("d", 1, false, true),
        ],
        red_flags: vec!["nonsense".to_owned()],
        model_answer: "a, b, c".to_owned(),
        follow_up: Vec::new(),
    };
    question("basics.open", "basics", Kind::Open(open))
}

fn line() -> Question {
    let ask = CodeAsk::Line {
        right: vec![2, 3],
        notes: vec![
            LineNote { line: 1, why: "only once".to_owned() },
            LineNote { line: 3, why: "each time".to_owned() },
        ],
    };
    question(
        "basics.code",
        "basics",
        Kind::Code(Code { lang: "python".to_owned(), source: "a\n  b\nc".to_owned(), ask }),
    )
}

fn typed(asked: &Question, order: &[usize], typed: &str) -> Result<Verdict, AnswerError> {
    grade(asked, &Answer::from_typed(typed, asked, order)?)
}

fn credit(verdict: &Verdict) -> (bool, u32, u32) {
    (verdict.correct, verdict.credit.got, verdict.credit.of)
}

#[test]
fn choosing_everything_earns_nothing() {
    let asked = multi("basics.many");
    let of = |chosen: &[usize]| {
        credit(&grade(&asked, &Answer::Choices(chosen.iter().copied().collect())).unwrap())
    };
    assert_eq!(of(&[0, 2]), (true, 2, 2));
    assert_eq!(of(&[0]), (false, 1, 2));
    assert_eq!(of(&[0, 1]), (false, 0, 2));
    assert_eq!(of(&[0, 1, 2, 3]), (false, 0, 2));
}

#[test]
fn an_order_is_credited_by_pairs_the_right_way_round() {
    let asked = order();
    let shown = [2, 0, 3, 1];
    assert_eq!(credit(&typed(&asked, &shown, "b d a c").unwrap()), (true, 6, 6));
    assert_eq!(credit(&typed(&asked, &shown, "bd,ca").unwrap()), (false, 5, 6));
    assert_eq!(credit(&typed(&asked, &shown, "c a d b").unwrap()), (false, 0, 6));
    for bad in ["a b c", "a a b c", "a b c e", "a b c d d", "yes"] {
        let error = typed(&asked, &shown, bad).unwrap_err().to_string();
        assert!(error.contains("give every letter once"), "{error}");
    }
    let verdict = typed(&asked, &shown, "b d c a").unwrap();
    assert_eq!(partial(&asked, &verdict).unwrap(), "5 of 6 pairs of items the right way round");
    assert!(grade(&asked, &Answer::Order(vec![0, 0, 1, 2])).is_err());
    for seed in 0..200 {
        let order = option_order(&asked, seed);
        assert!(!order.is_sorted(), "seed {seed} shows the answer");
    }
}

#[test]
fn pairs_are_typed_by_number_and_letter_or_in_order() {
    let asked = pairs();
    let shown = [1, 2, 0];
    for right in ["1c 2a 3c", "3c,1c,2a", "c a c", "1-c 2-a 3-c", "cac"] {
        assert_eq!(credit(&typed(&asked, &shown, right).unwrap()), (true, 3, 3), "{right}");
    }
    let verdict = typed(&asked, &shown, "1c 2b 3c").unwrap();
    assert_eq!(credit(&verdict), (false, 2, 3));
    assert_eq!((verdict.parts[1].given.as_str(), verdict.parts[1].key.as_str()), ("z", "y"));
    for bad in ["1c 2a", "1c 1a 2a 3c", "1c 2d 3c", "4a 1c 2a", "12 3", "0a 1b 2c"] {
        assert!(typed(&asked, &shown, bad).is_err(), "{bad}");
    }
}

#[test]
fn gaps_are_judged_one_by_one() {
    let asked = gaps();
    assert_eq!(credit(&typed(&asked, &[], "2; FOUR").unwrap()), (true, 2, 2));
    let verdict = typed(&asked, &[], "two; close").unwrap();
    assert_eq!(credit(&verdict), (false, 1, 2));
    assert_eq!(verdict.parts[1].why.as_deref(), Some("Close, but no."));
    assert_eq!(credit(&typed(&asked, &[], "two;").unwrap()), (false, 1, 2));
    assert!(matches!(typed(&asked, &[], ";"), Err(AnswerError::Empty { .. })));
    assert!(matches!(typed(&asked, &[], "two"), Err(AnswerError::WrongKind { .. })));
    assert_eq!(verdict.memory_grade(None, 0), Grade::Again, "a part alone is not known");
}

#[test]
fn any_of_the_right_lines_is_right() {
    let asked = line();
    assert!(typed(&asked, &[], "2").unwrap().correct);
    assert!(typed(&asked, &[], "line 3").unwrap().correct);
    let verdict = typed(&asked, &[], "1").unwrap();
    assert_eq!(verdict.parts[0].why.as_deref(), Some("only once"));
    assert_eq!(verdict.key, "line 2: `b` or line 3: `c`");
    for bad in ["0", "4", "-1", "b", "99999999999999999999999"] {
        assert!(typed(&asked, &[], bad).is_err(), "{bad}");
    }
}

#[test]
fn an_open_answer_needs_its_points_and_no_red_flag() {
    let asked = open();
    let ticked =
        |ticks: &str| grade(&asked, &Answer::ticked("words".to_owned(), ticks, &asked).unwrap()).unwrap();
    assert_eq!(credit(&ticked("1 2 3")), (true, 5, 5));
    assert_eq!(credit(&ticked("1,2")), (true, 4, 5));
    assert_eq!(ticked("1 2").memory_grade(None, 0), Grade::Hard, "something was missing");
    assert_eq!(ticked("1 2 3").memory_grade(None, 0), Grade::Good);
    assert_eq!(credit(&ticked("1 3")), (true, 3, 5), "the share to pass is reached exactly");
    assert_eq!(credit(&ticked("1 4")), (true, 3, 5), "a bonus makes up for what is missing");
    assert_eq!(credit(&ticked("1")), (false, 2, 5));
    assert_eq!(credit(&ticked("2 3 4")), (false, 4, 5), "without what it must say");
    let flagged = ticked("1 2 3 a");
    assert_eq!((flagged.correct, flagged.mistake.as_deref()), (false, Some("nonsense")));
    assert!(!ticked("none").correct);
    assert_eq!(ticked("2").parts[0].why.as_deref(), Some("and a?"), "what was missing is asked for");
    for bad in ["", "7", "b", "0 1", "ab", "1 x"] {
        let error = Answer::ticked(String::new(), bad, &asked).unwrap_err().to_string();
        assert!(error.contains("type the numbers of the points"), "{bad}: {error}");
    }
    let Kind::Open(rubric) = &asked.kind else { unreachable!() };
    let missing: Vec<&str> =
        rubric.missing(&BTreeSet::from([2])).iter().map(|point| point.text.as_str()).collect();
    assert_eq!(missing, ["a", "b"]);
}

#[test]
fn every_answer_comes_back_from_the_log() {
    let answers = [
        (question("t", "basics", Kind::Text(key(&["x"]))), Answer::Text("x".into()), json!("x")),
        (order(), Answer::Order(vec![1, 0, 3, 2]), json!([2, 1, 4, 3])),
        (pairs(), Answer::Pairs(vec![0, 2, 0]), json!([1, 3, 1])),
        (gaps(), Answer::Gaps(vec!["two".into(), String::new()]), json!(["two", ""])),
        (line(), Answer::Line(2), json!(2)),
        (
            open(),
            Answer::Open { text: "a\nb".into(), points: [0, 2].into(), flags: [0].into() },
            json!({"text": "a\nb", "points": [1, 3], "red_flags": [1]}),
        ),
    ];
    for (asked, answer, logged) in answers {
        assert_eq!(answer.to_json(), logged);
        assert_eq!(Answer::from_json(&logged, &asked).unwrap(), answer);
        for strange in
            [json!(null), json!(99), json!([99]), json!({"points": [99]}), json!([[1]]), json!(true)]
        {
            let read = Answer::from_json(&strange, &asked).and_then(|answer| grade(&asked, &answer));
            assert!(read.is_err(), "{strange} is no answer to {}", asked.id);
        }
        assert!(!reveal(&asked).correct && !reveal(&asked).key.is_empty());
    }
}

#[test]
fn chains_stay_together_and_in_order() {
    let pick = |id: &str| Pick { question: id.to_owned(), topic: "basics".to_owned(), showing: 0 };
    let place = |id: &str| {
        let (chain, step) = id.split_once('.')?;
        let (id, situation) = (chain.to_owned(), String::new());
        Some(ChainPlace { id, situation, step: step.parse().ok()?, of: 3 })
    };
    let mut picks: Vec<Pick> = ["x.3", "one", "y.2", "x.1", "two", "y.1", "x.2"].map(pick).into();
    keep_chains(&mut picks, &place);
    let order: Vec<&str> = picks.iter().map(|pick| pick.question.as_str()).collect();
    assert_eq!(order, ["x.1", "x.2", "x.3", "one", "y.1", "y.2", "two"]);
}

#[test]
fn an_interview_asks_about_what_was_missing_and_reports_it() {
    let asked = open();
    let pick = |id: &str| Some(Pick { question: id.to_owned(), topic: "basics".to_owned(), showing: 0 });
    let ticked = |ticks: &str| Answer::ticked("so *it* is".to_owned(), ticks, &asked).unwrap();
    let interview = |ticks: &str| {
        let picks = ["basics.open", "basics.last"].into_iter().filter_map(pick).collect();
        let mut session =
            Session::start(Mode::Interview, "default", picks).with_terms(Terms::of(Mode::Interview, 2));
        session.submit(&asked, &ticked(ticks), 200_000).unwrap();
        session
    };
    let mut whole = interview("1 2 3");
    assert!(!whole.follow_up(&asked, &ticked("1 2 3"), &pick), "nothing was missing");
    whole.advance();
    assert_eq!(whole.turn().unwrap().pick.question, "basics.last");

    // What must be said comes first, then what weighs most; the bonus is not asked for.
    let mut partly = interview("none");
    assert!(partly.follow_up(&asked, &ticked("none"), &pick));
    partly = Session::from_json(&partly.to_json(), &|_| true).unwrap().session;
    let mut probes = Vec::new();
    for right in [true, false] {
        partly.advance();
        let turn = partly.turn().unwrap().clone();
        assert_eq!((partly.position(), partly.follows(&turn)), ((1, 2), true), "a follow-up has no number");
        let probe = asked.probe(turn.probe.unwrap()).unwrap();
        probes.push(probe.prompt.clone());
        let answer = Answer::ticked(String::new(), if right { "1" } else { "none" }, &probe).unwrap();
        let outcome = partly.submit(&probe, &answer, 5_000).unwrap();
        assert_eq!((outcome.record, outcome.verdict.correct), (None, right), "it is no answer of the log");
        assert!(!partly.follow_up(&probe, &answer, &pick), "nobody asks for ever");
    }
    assert_eq!(probes, ["and a?", "and b?"]);
    partly.advance();
    assert_eq!((partly.turn().unwrap().pick.question.as_str(), partly.position()), ("basics.last", (2, 2)));
    let summary = partly.finish();
    assert_eq!((summary.right, summary.total, summary.skipped), (0, 1, 0));
    let ask = |turn: &Turn| turn.probe.map_or(Some(asked.clone()), |at| asked.probe(at)).map(Cow::Owned);
    let reporter = Reporter { day: "2026-11-21", title: &|topic| topic.to_uppercase(), ask: &ask };
    insta::assert_snapshot!(partly.report(&reporter).unwrap(), @r"
    # Mock interview, 2026-11-21

    ## Which one?

    Not yet: 0 of 5 points. 3 min 20 s, longer than the time given.

    > so \*it\* is

    Missing:

    - a (a must)
    - b
    - c

    Asked back: and a? The point was made when asked.

    Asked back: and b? The point was not made when asked, either.

    ## By topic

    - BASICS: 0 of 5 points

    ## Weak spots

    Every point that an answer must make was made, some of them only when asked.
    ");
}

#[test]
fn taking_an_answer_back_takes_back_what_it_led_to() {
    let asked = open();
    let pick = |id: &str| Some(Pick { question: id.to_owned(), topic: "basics".to_owned(), showing: 0 });
    let mut session = Session::start(
        Mode::Interview,
        "default",
        ["basics.open", "basics.last"].into_iter().filter_map(pick).collect(),
    );
    let answer = |ticks: &str| Answer::ticked("words".to_owned(), ticks, &asked).unwrap();
    session.submit(&asked, &answer("2 3"), 1).unwrap();
    assert!(session.follow_up(&asked, &answer("2 3"), &pick));
    assert!(session.take_back().is_some());
    session.submit(&asked, &answer("1 2 3"), 1).unwrap();
    session.advance();
    assert_eq!(session.turn().unwrap().pick.question, "basics.last");
    // And from the question that asks about it.
    let mut session = Session::start(Mode::Interview, "default", pick("basics.open").into_iter().collect());
    session.submit(&asked, &answer("2 3"), 1).unwrap();
    session.follow_up(&asked, &answer("2 3"), &pick);
    session.advance();
    assert!(session.reopen_latest().is_some());
    assert_eq!((session.turns().len(), session.turn().unwrap().probe), (1, None));
}

#[test]
fn an_exam_gives_no_hints_and_its_report_says_what_was_not_right() {
    let asked = single("basics.q00");
    let asked = Question { hints: vec!["Think.".to_owned()], ..asked };
    let picks = ["basics.q00", "basics.q01"].map(|id| Pick {
        question: id.to_owned(),
        topic: "basics".to_owned(),
        showing: 0,
    });
    let mut exam = Session::start(Mode::Exam, "default", picks.to_vec()).with_terms(Terms::of(Mode::Exam, 2));
    assert_eq!(exam.show_hint(&asked), None);
    exam.submit(&asked, &Answer::Choice(1), 61_000).unwrap();
    exam.advance();
    let reporter = Reporter {
        day: "",
        title: &|topic| topic.to_uppercase(),
        ask: &|turn| Some(Cow::Owned(single(&turn.pick.question))),
    };
    exam.finish();
    insta::assert_snapshot!(exam.report(&reporter).unwrap(), @r"
    # Exam

    Not passed: 1 of 2 right, 50 %; 70 % is needed. It took 1 min 1 s.

    ## By topic

    - BASICS: 1 of 2 right

    ## Not right

    ### Which one?

    Not answered. Right: B

    Because it is so.
    ");
    let mut drill = Session::start(Mode::Drill, "default", picks.to_vec());
    assert_eq!(drill.show_hint(&asked), Some("Think."));
    drill.finish();
    assert_eq!(drill.report(&reporter), None, "only what runs against the clock is reported");
}
