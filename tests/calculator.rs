//! The bounds and quotas that the calculators take from facts are those that the worked examples assume.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

#[path = "fixtures/aws.rs"]
mod aws;

use coldstart::calculator::Rules;
use coldstart::course::Course;
use coldstart::pricing::PriceBook;

#[test]
fn facts_give_the_rules_of_the_examples() {
    let rules = Rules::of(&Course::built_in()).unwrap();
    assert_eq!(rules.limits, aws::limits());
    assert_eq!(rules.quotas, aws::quotas());
    assert_eq!((rules.account_limit, rules.scaling_rate), (1000, 1000));
}

#[test]
fn a_missing_fact_is_named() {
    let course = Course::built_in();
    let without = Rules::from_facts(|id| course.fact(id).filter(|fact| fact.id != "limits.tmp.max"));
    assert_eq!(
        without.unwrap_err().to_string(),
        "the calculators need the fact `limits.tmp.max` with a number in MB"
    );
}

#[test]
fn the_compiled_book_is_the_book_of_the_files() {
    let mut files = aws::price_files();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(&PriceBook::load(&files).unwrap(), PriceBook::built_in());
}
