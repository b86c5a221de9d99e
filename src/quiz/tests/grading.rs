use super::*;
use crate::memory::Grade;
use serde_json::json;
use std::collections::BTreeSet;

fn choices(indices: &[usize]) -> Answer {
    Answer::Choices(indices.iter().copied().collect())
}

#[test]
fn a_single_is_right_with_its_one_option() {
    let asked = single("basics.one");
    for (chosen, correct) in [(0, false), (1, true), (2, false), (3, false)] {
        let verdict = grade(&asked, &Answer::Choice(chosen)).unwrap();
        assert_eq!(verdict.correct, correct, "{chosen}");
        assert_eq!(verdict.key, "B");
        for (at, state) in verdict.options.iter().enumerate() {
            assert_eq!((state.chosen, state.correct), (at == chosen, at == 1));
        }
        assert_eq!(verdict.options[3].why, "D because");
    }
    let error = grade(&asked, &Answer::Choice(4)).unwrap_err();
    assert_eq!(error.to_string(), "there is no option 5; choose one letter from a to d");
}

#[test]
fn a_multi_needs_all_right_options_and_no_other() {
    let asked = multi("basics.many");
    for (chosen, correct) in
        [(&[0, 2][..], true), (&[0], false), (&[0, 1, 2], false), (&[1, 3], false), (&[0, 1, 2, 3], false)]
    {
        assert_eq!(grade(&asked, &choices(chosen)).unwrap().correct, correct, "{chosen:?}");
    }
    assert_eq!(grade(&asked, &choices(&[0, 2])).unwrap().key, "A; C");
    assert!(matches!(grade(&asked, &choices(&[])), Err(AnswerError::Empty { .. })));
    assert!(matches!(grade(&asked, &choices(&[0, 9])), Err(AnswerError::NoSuchOption { .. })));
    assert!(matches!(grade(&asked, &Answer::Choice(0)), Err(AnswerError::WrongKind { .. })));
}

#[test]
fn a_claim_says_something_to_either_answer() {
    let asked = claim("basics.claim");
    let believed = grade(&asked, &Answer::Claim(true)).unwrap();
    assert!(!believed.correct);
    assert_eq!(believed.key, "false");
    let said: Vec<&str> =
        believed.options.iter().filter(|side| side.chosen).map(|side| side.why.as_str()).collect();
    assert_eq!(said, ["you think so"]);
    assert!(grade(&asked, &Answer::Claim(false)).unwrap().correct);
}

/// What an answer to a number came to.
fn judged(asked: &Question, typed: &str) -> String {
    match grade(asked, &Answer::Quantity(typed.to_owned())) {
        Ok(verdict) if verdict.correct => "right".to_owned(),
        Ok(verdict) => verdict.mistake.unwrap_or_else(|| "wrong".to_owned()),
        Err(AnswerError::NeedsUnit { accepted, .. }) => format!("unit? {}", accepted.join(" ")),
        Err(AnswerError::Empty { .. }) => "empty".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_bare_number_has_the_unit_that_the_question_asks_for() {
    let exact = Tolerance::Absolute(Decimal::ZERO);
    let asked = |unit: Unit, prompt: &str| Question {
        prompt: prompt.to_owned(),
        ..numeric(unit, "15", exact, &[("900", "seconds")])
    };
    let minutes = |prompt: &str| asked(Unit::Duration("min".to_owned()), prompt);
    for (question, typed, expected) in [
        (minutes("How many **minutes** may it run?"), "15", "right"),
        (minutes("How many minutes may it run?"), "900s", "right"),
        (minutes("How many minutes may it run?"), "900", "seconds"),
        (minutes("How many minutes may it run?"), "15 MB", "`MB` is a unit of memory"),
        (minutes("What is the timeout, in minutes?"), "15", "right"),
        (minutes("How long may it run after 10 minutes in a queue?"), "15", "unit?"),
        (minutes("How many seconds may it run?"), "15", "unit?"),
        (asked(Unit::Memory("MB".to_owned()), "By how many MB does it shrink?"), "15", "right"),
        (asked(Unit::Memory("MB".to_owned()), "How much memory does it get?"), "15", "unit?"),
    ] {
        let said = judged(&question, typed);
        assert!(said.contains(expected), "{} {typed}: {said}", question.prompt);
    }
    assert_eq!(
        expected_of(&minutes("How many minutes?")),
        "type a number of minutes, or a duration like `1m30s`"
    );
}

#[test]
fn numbers_are_compared_in_one_unit() {
    let exact = Tolerance::Absolute(Decimal::ZERO);
    let seconds =
        numeric(Unit::Duration("s".into()), "90", exact, &[("5400", "minutes"), ("100", "a round number")]);
    let minutes = numeric(Unit::Duration("min".into()), "15", Tolerance::Absolute(dec("0.5")), &[]);
    let memory = numeric(Unit::Memory("GB".into()), "10", exact, &[("10000", "MB taken for GB")]);
    let count =
        numeric(Unit::Count("concurrent environments".into()), "1000", Tolerance::Relative(dec("0.01")), &[]);
    let share = numeric(Unit::Share, "0.05", exact, &[("0.5", "a factor of ten")]);
    let rate = numeric(Unit::Rate, "100", exact, &[]);
    let money = numeric(
        Unit::Money,
        "4.37",
        Tolerance::Relative(dec("0.01")),
        &[("4.45", "near"), ("4.42", "nearer"), ("1.03", "free tier")],
    );
    for (asked, typed, expected) in [
        (&seconds, "90s", "right"),
        (&seconds, "1m30s", "right"),
        (&seconds, "1.5 min", "right"),
        (&seconds, "90000 ms", "right"),
        (&seconds, "90.000001s", "wrong"),
        (&seconds, "90 min", "minutes"),
        (&seconds, "100s", "a round number"),
        (&seconds, "90", "unit? ms s min h d"),
        (&seconds, " ", "empty"),
        (&minutes, "900s", "right"),
        (&minutes, "15.5 min", "right"),
        (&minutes, "14 min 30 s", "right"),
        (&minutes, "15.500001 min", "wrong"),
        (&memory, "10 GB", "right"),
        (&memory, "10,240MB", "right"),
        (&memory, "10000 GB", "MB taken for GB"),
        (&memory, "10", "unit? KB MB GB"),
        (&memory, "10240", "unit? KB MB GB"),
        (&count, "1000", "right"),
        (&count, "1k", "right"),
        (&count, "1,010 environments", "right"),
        (&count, "990", "right"),
        (&count, "989.999", "wrong"),
        (&count, "1010.001", "wrong"),
        (&share, "5%", "right"),
        (&share, "0.05", "right"),
        (&share, "50%", "a factor of ten"),
        (&share, "5", "unit? %"),
        (&share, "1", "unit? %"),
        (&rate, "100/s", "right"),
        (&rate, "6k/min", "right"),
        (&rate, "100", "unit? /s /min /h /day"),
        (&money, "$4.37", "right"),
        (&money, "4.37", "right"),
        (&money, "4.4137 USD", "right"),
        (&money, "4.4138", "nearer"),
        (&money, "4.44", "near"),
        (&money, "$1.03", "free tier"),
        (
            &money,
            "4,37",
            "`4,37` is not an amount of money: `4,37` has a decimal comma; write a point: `4.37`",
        ),
    ] {
        assert_eq!(judged(asked, typed), expected, "{typed}");
    }
    let asked_back = grade(&seconds, &Answer::Quantity("90".into())).unwrap_err();
    assert_eq!(asked_back.to_string(), "`90` of which unit? Write `90ms`, `90s`, `90min`, `90h` or `90d`");
    let broken = numeric(Unit::Duration("fortnights".into()), "1", exact, &[]);
    assert!(judged(&broken, "1s").starts_with("the key of basics.number cannot be read"));
}

#[test]
fn keys_are_shown_in_their_own_unit() {
    for (unit, value, shown) in [
        (Unit::Duration("s".into()), "900", "900 s"),
        (Unit::Memory("GB".into()), "10", "10 GB"),
        (Unit::Count("environments".into()), "1000.0", "1,000 environments"),
        (Unit::Share, "0.012", "1.2 %"),
        (Unit::Rate, "100", "100/s"),
        (Unit::Money, "0.2", "$0.20"),
        (Unit::Money, "0.0000166667", "$0.0000166667"),
    ] {
        assert_eq!(super::super::numeric::show(&unit, dec(value)), shown);
    }
}

#[test]
fn answers_go_through_the_log_unchanged() {
    for (asked, answer, logged) in [
        (single("basics.one"), Answer::Choice(0), json!(1)),
        (multi("basics.many"), choices(&[2, 0]), json!([1, 3])),
        (claim("basics.claim"), Answer::Claim(false), json!(false)),
        (
            numeric(Unit::Money, "1", Tolerance::Absolute(Decimal::ZERO), &[]),
            Answer::Quantity("$1".into()),
            json!("$1"),
        ),
    ] {
        assert_eq!(answer.to_json(), logged);
        assert_eq!(Answer::from_json(&logged, &asked), Ok(answer));
    }
    for (asked, logged) in [
        (single("basics.one"), json!(0)),
        (single("basics.one"), json!(5)),
        (single("basics.one"), json!(-1)),
        (single("basics.one"), json!("b")),
        (multi("basics.many"), json!(1)),
        (multi("basics.many"), json!([1, 7])),
        (claim("basics.claim"), json!("true")),
        (claim("basics.claim"), json!(null)),
    ] {
        assert!(Answer::from_json(&logged, &asked).is_err(), "{logged}");
    }
}

#[test]
fn typed_answers_follow_the_order_on_the_screen() {
    let order = [3, 1, 0, 2];
    for (typed, index) in [("a", 3), ("B", 1), ("c)", 0), ("4", 2), (" d ", 2)] {
        assert_eq!(
            Answer::from_typed(typed, &single("basics.one"), &order),
            Ok(Answer::Choice(index)),
            "{typed}"
        );
    }
    for typed in ["a c", "a,c", "ac", "c, a", "1 3", "a) c)"] {
        let chosen = Answer::from_typed(typed, &multi("basics.many"), &order);
        assert_eq!(chosen, Ok(Answer::Choices(BTreeSet::from([3, 0]))), "{typed}");
    }
    for (typed, holds) in [("true", true), ("F", false), ("no", false), ("a", true), ("2", false)] {
        assert_eq!(Answer::from_typed(typed, &claim("basics.claim"), &[0, 1]), Ok(Answer::Claim(holds)));
    }
    let refused = |typed| Answer::from_typed(typed, &single("basics.one"), &order).unwrap_err().to_string();
    assert_eq!(refused("e"), "there is no option e; choose one letter from a to d");
    assert_eq!(refused("a b"), "`a b` does not answer this question; choose one letter from a to d");
    assert_eq!(refused("no idea"), "`no idea` does not answer this question; choose one letter from a to d");
    assert_eq!(refused(""), "nothing was answered; choose one letter from a to d");
    assert_eq!(refused("ü"), "`ü` does not answer this question; choose one letter from a to d");
}

#[test]
fn grades_follow_certainty_and_hints() {
    use Certainty::{Guess, Sure, Unsure};
    for (correct, certainty, hints, expected) in [
        (false, None, 0, Grade::Again),
        (false, Some(Sure), 0, Grade::Again),
        (true, Some(Guess), 0, Grade::Again),
        (true, Some(Sure), 2, Grade::Again),
        (true, None, 3, Grade::Again),
        (true, Some(Unsure), 0, Grade::Hard),
        (true, Some(Sure), 1, Grade::Hard),
        (true, None, 1, Grade::Hard),
        (true, Some(Unsure), 1, Grade::Hard),
        (true, Some(Sure), 0, Grade::Good),
        (true, None, 0, Grade::Good),
    ] {
        assert_eq!(memory_grade(correct, certainty, hints), expected, "{correct} {certainty:?} {hints}");
    }
}
