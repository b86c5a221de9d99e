use super::*;
use crate::memory::Grade;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Twelve questions in two topics.
fn pool() -> Vec<Question> {
    (0..12)
        .map(|at| {
            let topic = if at < 7 { "basics" } else { "limits" };
            let mut question = if at % 3 == 0 { claim("") } else { single("") };
            question.id = format!("{topic}.q{at:02}");
            topic.clone_into(&mut question.topic);
            question
        })
        .collect()
}

fn wanted(topics: &[String], count: Option<usize>, seed: u64) -> Wanted<'_> {
    Wanted { topics, count, seed }
}

fn ids(picks: &[Pick]) -> Vec<&str> {
    picks.iter().map(|pick| pick.question.as_str()).collect()
}

fn started(mode: Mode, seed: u64) -> Session {
    let picks = pick(mode, &pool(), &BTreeMap::new(), wanted(&[], None, seed)).unwrap();
    Session::start(mode, "default", picks)
}

fn asked(session: &Session) -> Option<Question> {
    let id = &session.turn()?.pick.question;
    pool().into_iter().find(|question| question.id == *id)
}

/// The right answer, or a wrong one.
fn answer(question: &Question, right: bool) -> Answer {
    match &question.kind {
        Kind::Single(_) => Answer::Choice(usize::from(right)),
        _ => Answer::Claim(!right),
    }
}

fn submit(session: &mut Session, right: bool) -> Outcome {
    let question = asked(session).unwrap();
    session.submit(&question, &answer(&question, right), 1_000).unwrap()
}

#[test]
fn learning_goes_in_the_order_of_the_course_with_unanswered_questions_first() {
    let answered = BTreeMap::from([("basics.q01".to_owned(), 2), ("basics.q00".to_owned(), 1)]);
    let topics = ["basics".to_owned()];
    let picks = pick(Mode::Learn, &pool(), &answered, wanted(&topics, None, 1)).unwrap();
    assert_eq!(
        ids(&picks),
        ["basics.q02", "basics.q03", "basics.q04", "basics.q05", "basics.q06", "basics.q00", "basics.q01"]
    );
    assert_eq!(picks[6].showing, 2);
    let few = pick(Mode::Learn, &pool(), &answered, wanted(&topics, Some(2), 1)).unwrap();
    assert_eq!(ids(&few), ["basics.q02", "basics.q03"]);
}

#[test]
fn drills_are_shuffled_by_their_seed_alone() {
    let drill = |seed| pick(Mode::Drill, &pool(), &BTreeMap::new(), wanted(&[], None, seed)).unwrap();
    assert_eq!(drill(5), drill(5));
    assert_ne!(drill(5), drill(6));
    let mut sorted = drill(5);
    sorted.sort_by(|a, b| a.question.cmp(&b.question));
    assert_eq!(sorted, pick(Mode::Learn, &pool(), &BTreeMap::new(), wanted(&[], None, 0)).unwrap());
}

#[test]
fn there_must_be_something_to_ask() {
    let none = BTreeMap::new();
    let unknown = ["basic".to_owned()];
    let error = pick(Mode::Learn, &pool(), &none, wanted(&unknown, None, 0)).unwrap_err();
    assert_eq!(error.to_string(), "there are no questions about `basic`; did you mean `basics`?");
    assert_eq!(pick(Mode::Learn, &[], &none, wanted(&[], None, 0)), Err(PickError::Nothing));
    assert_eq!(pick(Mode::Drill, &pool(), &none, wanted(&[], Some(0), 0)), Err(PickError::ZeroCount));
    assert_eq!(pick(Mode::Exam, &pool(), &none, wanted(&[], None, 0)), Err(PickError::Mode(Mode::Exam)));
}

#[test]
fn options_keep_their_order_while_a_question_is_shown_and_change_the_next_time() {
    let asked = question("basics.six", "basics", Kind::Single(options("ABCDEF", "A")));
    let order = |showing| option_order(&asked, showing_seed(&asked.id, "default", showing));
    assert_eq!(order(0), order(0));
    assert!((1..5).any(|showing| order(showing) != order(0)));
    let mut sorted = order(3);
    sorted.sort_unstable();
    assert_eq!(sorted, [0, 1, 2, 3, 4, 5]);
    assert_eq!(option_order(&claim("basics.claim"), 9), [0, 1]);
    // Fixed for ever: a saved session must look the same in every later version.
    assert_eq!(order(0), [4, 5, 2, 0, 3, 1]);
}

#[test]
fn an_answer_is_recorded_with_everything_but_the_time() {
    let mut session = started(Mode::Learn, 0);
    let question = asked(&session).unwrap();
    assert_eq!(session.position(), (1, 12));
    assert_eq!(session.show_hint(&question), Some("think"));
    session.set_certainty(Some(Certainty::Sure));
    let outcome = session.submit(&question, &answer(&question, true), 4_200).unwrap();
    let expected = Record {
        question: "basics.q00".to_owned(),
        rev: 2,
        mode: Mode::Learn,
        answer: serde_json::json!(false),
        correct: true,
        grade: Grade::Hard,
        certainty: Some(Certainty::Sure),
        hints: 1,
        took_ms: 4_200,
    };
    assert_eq!(outcome.record, Some(expected));
    assert!(!outcome.returns);
    assert_eq!(session.submit(&question, &answer(&question, true), 1), Err(SubmitError::NotOpen));
    assert_eq!(session.show_hint(&question), None);
    assert_eq!(session.advance(), Step::Moved);
    assert!(matches!(
        session.submit(&question, &answer(&question, true), 1),
        Err(SubmitError::OtherQuestion { .. })
    ));
}

#[test]
fn an_answer_that_cannot_be_graded_leaves_the_question_open() {
    let mut session = started(Mode::Learn, 0);
    let question = asked(&session).unwrap();
    let before = session.clone();
    assert!(matches!(session.submit(&question, &Answer::Choice(0), 1), Err(SubmitError::Answer(_))));
    assert_eq!(session, before);
    assert_eq!(session.advance(), Step::Unanswered);
}

#[test]
fn a_failed_question_returns_after_four_others() {
    let mut session = started(Mode::Learn, 0);
    assert!(submit(&mut session, false).returns);
    assert_eq!(session.position(), (1, 13));
    let mut order = vec![];
    while session.advance() == Step::Moved {
        order.push(asked(&session).unwrap().id);
        submit(&mut session, true);
    }
    assert_eq!(order[3..6], ["basics.q04", "basics.q00", "basics.q05"]);
    let summary = session.summary();
    assert_eq!((summary.right, summary.total, summary.recovered), (11, 12, 1));
    assert_eq!(summary.missed, ["basics.q00"]);
    let scores: Vec<_> =
        summary.topics.iter().map(|score| (score.topic.as_str(), score.right, score.total)).collect();
    assert_eq!(scores, [("basics", 6, 7), ("limits", 5, 5)]);
}

#[test]
fn looking_back_changes_nothing() {
    let mut session = started(Mode::Drill, 3);
    assert!(!session.back());
    submit(&mut session, true);
    session.advance();
    session.skip();
    let third = session.turn().unwrap().pick.question.clone();
    assert!(session.back());
    let first = asked(&session).unwrap();
    assert_eq!(session.turn().unwrap().answer(&first), Some(answer(&first, true)));
    assert!(!session.back());
    assert_eq!(session.advance(), Step::Moved);
    assert_eq!(session.turn().unwrap().pick.question, third);
    assert_eq!(session.advance(), Step::Unanswered);
}

#[test]
fn an_answer_can_be_taken_back_until_the_next_question() {
    let mut session = started(Mode::Learn, 0);
    assert_eq!(session.take_back(), None);
    submit(&mut session, false);
    assert_eq!(session.take_back(), Some(1_000));
    assert_eq!(session.position(), (1, 12));
    assert!(!submit(&mut session, true).returns);
    let easy = session.too_easy().unwrap();
    assert_eq!((easy.grade, easy.correct), (Grade::Easy, true));
    assert_eq!(session.too_easy(), None);
    session.advance();
    assert_eq!(session.take_back(), None);
}

#[test]
fn finishing_early_counts_what_was_answered() {
    let mut session = started(Mode::Learn, 0);
    submit(&mut session, true);
    session.advance();
    let summary = session.finish();
    assert_eq!((summary.right, summary.total, summary.took_ms), (1, 1, 1_000));
    assert!(session.is_finished() && session.turn().is_none());
    assert_eq!(session.advance(), Step::Finished);
    assert!(session.back());
    assert!(Session::start(Mode::Learn, "default", vec![]).is_finished());
}

#[test]
fn questions_that_left_the_course_are_left_out() {
    let mut session = started(Mode::Learn, 0);
    submit(&mut session, false);
    session.advance();
    let gone = |id: &str| !["basics.q00", "basics.q01", "limits.q08"].contains(&id);
    let resumed = Session::from_json(&session.to_json(), &gone).unwrap();
    assert_eq!(resumed.dropped, ["basics.q01", "limits.q08", "basics.q00"]);
    let mut session = resumed.session;
    assert_eq!(asked(&session).unwrap().id, "basics.q02");
    assert!(!session.back(), "a question that is gone cannot be looked at");
    assert_eq!(session.position(), (2, 10));
    while session.advance() != Step::Finished {
        submit(&mut session, true);
    }
    assert_eq!((session.summary().right, session.summary().total), (9, 10));
    let fresh = started(Mode::Learn, 0);
    assert_eq!(Session::from_json(&fresh.to_json(), &|_| false), Err(ResumeError::NothingLeft));
}

#[test]
fn what_is_no_session_is_refused_in_words() {
    let saved = started(Mode::Learn, 0).to_json();
    let message = |json: &str| Session::from_json(json, &|_| true).unwrap_err().to_string();
    assert!(message("").starts_with("the interrupted session cannot be continued: "));
    assert!(message("[]").contains("it has no version"));
    assert!(message(&saved.replace("\"version\":3", "\"version\":4")).contains("form 4, this one knows 3"));
    let first_form = saved
        .replace("\"version\":3", "\"version\":1")
        .replace(",\"terms\":{\"total_ms\":null,\"each_ms\":null,\"pass_percent\":null},\"spent_ms\":0", "")
        .replace(",\"probes\":[],\"follow_ups\":[]", "");
    assert!(!first_form.contains("terms") && !first_form.contains("probes"));
    assert!(Session::from_json(&first_form, &|_| true).is_ok(), "an older session goes on");
    assert!(message(&saved.replace("\"cursor\":0", "\"cursor\":9")).contains("outside of its questions"));
    assert!(message(&saved.replace("\"mode\":\"learn\"", "\"mode\":\"sleep\"")).contains("sleep"));
    assert!(message(&saved.replace("\"finished\":false", "\"finished\":true")).contains("it is over"));
}

/// What somebody may do in a session.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Right,
    Wrong,
    Skip,
    Advance,
    Back,
    Hint,
    Sure,
    TakeBack,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    use Deed::{Advance, Back, Hint, Right, Skip, Sure, TakeBack, Wrong};
    let deed = prop::sample::select(vec![
        Right, Wrong, Wrong, Skip, Advance, Advance, Advance, Back, Hint, Sure, TakeBack,
    ]);
    prop::collection::vec(deed, 0..90)
}

fn perform(session: &mut Session, deed: Deed) {
    let question = asked(session);
    match (deed, question) {
        (Deed::Right | Deed::Wrong, Some(question)) => {
            let answer = answer(&question, matches!(deed, Deed::Right));
            let _ = session.submit(&question, &answer, 10);
        }
        (Deed::Hint, Some(question)) => _ = session.show_hint(&question),
        (Deed::Skip, _) => _ = session.skip(),
        (Deed::Advance, _) => _ = session.advance(),
        (Deed::Back, _) => _ = session.back(),
        (Deed::Sure, _) => session.set_certainty(Some(Certainty::Sure)),
        (Deed::TakeBack, _) => _ = session.take_back(),
        (Deed::Right | Deed::Wrong | Deed::Hint, None) => {}
    }
}

proptest! {
    #[test]
    fn every_question_comes_once_or_returns_once_with_four_others_between(deeds in deeds(), seed in any::<u64>()) {
        let mut session = started(Mode::Drill, seed);
        for deed in deeds {
            perform(&mut session, deed);
            let (number, total) = session.position();
            prop_assert!(number <= total && total <= 24);
        }
        let turns = session.turns();
        for (at, turn) in turns.iter().enumerate() {
            let before: Vec<usize> =
                (0..at).filter(|before| turns[*before].pick.question == turn.pick.question).collect();
            match before[..] {
                [] => prop_assert!(!turn.again),
                [first] => prop_assert!(turn.again && at - first > OTHERS_BETWEEN, "{first} {at}"),
                _ => prop_assert!(false, "asked three times"),
            }
        }
        prop_assert!(turns.iter().rev().skip(1).all(|turn| turn.state != TurnState::Open));
    }

    #[test]
    fn a_session_that_is_saved_and_read_continues_in_the_same_way(deeds in deeds(), at in 0..90usize, seed in any::<u64>()) {
        let mut straight = started(Mode::Drill, seed);
        let mut resumed = straight.clone();
        for (number, deed) in deeds.into_iter().enumerate() {
            if number == at {
                resumed = Session::from_json(&resumed.to_json(), &|_| true).unwrap().session;
            }
            perform(&mut straight, deed);
            perform(&mut resumed, deed);
            prop_assert_eq!(&straight, &resumed);
        }
        prop_assert_eq!(straight.finish(), resumed.finish());
    }

    #[test]
    fn a_course_that_lost_questions_never_breaks_a_session(deeds in deeds(), lost in prop::collection::vec(0..12usize, 0..12)) {
        let mut session = started(Mode::Drill, 1);
        for deed in &deeds {
            perform(&mut session, *deed);
        }
        let lost: Vec<String> = lost.into_iter().map(|at| pool()[at].id.clone()).collect();
        let known = |id: &str| !lost.iter().any(|lost| lost == id);
        if let Ok(Resumed { mut session, .. }) = Session::from_json(&session.to_json(), &known) {
            prop_assert!(session.turn().is_none_or(|turn| known(&turn.pick.question)));
            for deed in deeds {
                perform(&mut session, deed);
                prop_assert!(session.turn().is_none_or(|turn| known(&turn.pick.question)));
            }
            prop_assert!(Session::from_json(&session.to_json(), &known).is_ok());
        }
    }
}

#[test]
fn an_exam_says_nothing_until_the_end_and_counts_what_was_not_answered() {
    let picks = started(Mode::Drill, 3).clone();
    let picks: Vec<Pick> = std::iter::successors(Some(picks), |session| {
        let mut next = session.clone();
        (next.skip() != Step::Finished).then_some(next)
    })
    .filter_map(|session| session.turn().map(|turn| turn.pick.clone()))
    .collect();
    let mut exam = Session::start(Mode::Exam, "default", picks).with_terms(Terms::of(Mode::Exam, 12));
    assert_eq!(exam.terms().total_ms, Some(12 * 90_000));
    let first = exam.turn().unwrap().pick.question.clone();
    exam.postpone();
    assert_ne!(exam.turn().unwrap().pick.question, first, "what is put off comes later");
    for right in [true, true, false] {
        assert!(!submit(&mut exam, right).returns);
        exam.advance();
    }
    assert_eq!(exam.exam_result(), None);
    assert_eq!((exam.spent_ms(), exam.left_ms(5_000)), (3_000, Some(12 * 90_000 - 8_000)));
    assert_eq!(exam.run_out(12 * 90_000), Some(RunOut::Session));
    exam.finish();
    let result = exam.exam_result().unwrap();
    assert_eq!((result.right, result.answered, result.of, result.percent()), (2, 3, 12, 16));
    assert!(!result.passed());
    assert_eq!(result.topics.iter().map(|score| score.total).sum::<u32>(), 12);
    assert!(exam.turns().iter().any(|turn| turn.pick.question == first), "it is there to be looked at");
    assert!(exam.back(), "the review goes through all of it");
}

#[test]
fn exams_are_passed_at_the_mark_and_not_below() {
    let result = |right, of| ExamResult { right, answered: of, of, pass_percent: 70, topics: Vec::new() };
    assert!(result(21, 30).passed() && !result(20, 30).passed());
    assert_eq!((result(699, 1000).percent(), result(699, 1000).passed()), (69, false));
    assert!(!result(0, 0).passed());
}

#[test]
fn a_question_that_was_not_answered_in_time_goes_to_no_log() {
    let picks = vec![Pick { question: "basics.q00".to_owned(), topic: "basics".to_owned(), showing: 0 }];
    let mut blitz = Session::start(Mode::Blitz, "default", picks).with_terms(Terms::of(Mode::Blitz, 1));
    assert_eq!(blitz.run_out(19_999), None);
    assert_eq!(blitz.run_out(20_000), Some(RunOut::Question));
    assert!(blitz.time_out() && !blitz.time_out());
    assert_eq!(blitz.advance(), Step::Finished);
    let summary = blitz.summary();
    assert_eq!((summary.total, summary.late, summary.right), (0, 1, 0));
}

#[test]
fn the_latest_answer_is_taken_back_from_the_question_after_it() {
    let mut session = started(Mode::Learn, 0);
    assert_eq!(session.reopen_latest(), None, "nothing is answered yet");
    submit(&mut session, false);
    session.advance();
    let waiting = session.turn().unwrap().pick.question.clone();
    assert_eq!(session.reopen_latest(), Some(1_000));
    assert_eq!(session.turn().unwrap().pick.question, "basics.q00");
    assert_eq!(session.position(), (1, 12));
    submit(&mut session, true);
    session.advance();
    assert_eq!(session.turn().unwrap().pick.question, waiting);
}

#[test]
fn what_an_answer_caused_goes_with_it_when_it_is_taken_back() {
    let mut session = started(Mode::Drill, 0);
    submit(&mut session, false);
    session.advance();
    session.pass_time(400);
    assert_eq!(session.spent_ms(), 1_400);
    assert_eq!(session.reopen_latest(), Some(1_000));
    assert_eq!(session.spent_ms(), 400, "the time of the question goes on from there");
    let asked: Vec<String> = std::iter::from_fn(|| {
        let id = session.turn()?.pick.question.clone();
        submit(&mut session, true);
        session.advance();
        Some(id)
    })
    .collect();
    assert_eq!(asked.len(), 12, "the wrong answer does not bring its question back any more");

    let picks = pick(Mode::Drill, &pool(), &BTreeMap::new(), wanted(&[], None, 0)).unwrap();
    let mut exam = Session::start(Mode::Exam, "default", picks);
    let question = asked_with_hints(&exam);
    assert_eq!(exam.show_hint(&question), None);
    submit(&mut exam, true);
    exam.advance();
    assert!(exam.can_reopen());
    assert_eq!(exam.reopen_latest(), Some(1_000));
    assert!(!exam.can_reopen());
}

fn asked_with_hints(session: &Session) -> Question {
    Question { hints: vec!["a nudge".to_owned()], ..asked(session).unwrap() }
}
