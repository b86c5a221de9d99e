//! Typed words against the accepted ones: what counts as the same, what as a slip of the finger, what as a near miss.

use super::Judged;
use crate::content::decimal;
use crate::quiz::grade::{Credit, Part};
use crate::text::quantity::{Duration, Memory};
use crate::text::slips;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The key of a question that is answered by typing a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextKey {
    /// What is right; the first one is shown as the key. Never empty.
    pub accept: Vec<String>,
    /// How strictly it is compared.
    pub compare: Compare,
    /// Wrong answers with a known cause.
    pub near: Vec<Near>,
}

/// How strictly typed words are compared with the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Compare {
    /// Whether capitals matter.
    pub case: bool,
    /// Whether spaces inside matter one by one; otherwise any run of them counts as one. Those around never matter.
    pub space: bool,
    /// So many slips (letters left out, added, changed or swapped) are let through. Digits are never slips.
    pub typo: u32,
}

/// A wrong answer that tells what went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// What was typed.
    pub text: String,
    /// What to say to somebody who types it.
    pub why: String,
}

/// What typed words turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMatch<'k> {
    /// One of the accepted answers.
    Right,
    /// One of them with slips: this one.
    Slip(&'k str),
    /// A wrong answer with a known cause: its reason.
    Near(&'k str),
    /// Anything else.
    Wrong,
}

impl TextKey {
    /// Compares `typed` with the accepted answers, then with the near misses, then with the accepted answers again, letting
    /// slips through.
    pub fn compare(&self, typed: &str) -> TextMatch<'_> {
        let same = |key: &str| self.compare.same(typed, key);
        if self.accept.iter().any(|key| same(key)) {
            return TextMatch::Right;
        }
        if let Some(near) = self.near.iter().find(|near| same(&near.text)) {
            return TextMatch::Near(&near.why);
        }
        self.accept
            .iter()
            .find(|key| self.compare.is_slip(typed, key))
            .map_or(TextMatch::Wrong, |key| TextMatch::Slip(key))
    }

    /// The first accepted answer: the key for people.
    pub fn key(&self) -> &str {
        self.accept.first().map_or("", String::as_str)
    }

    pub(in crate::quiz) fn judge(&self, typed: &str) -> Judged {
        let found = self.compare(typed);
        let correct = matches!(found, TextMatch::Right | TextMatch::Slip(_));
        Judged {
            correct,
            credit: Credit { got: u32::from(correct), of: 1 },
            parts: Vec::new(),
            mistake: match found {
                TextMatch::Near(why) => Some(why.to_owned()),
                _ => None,
            },
            note: match found {
                TextMatch::Slip(key) => Some(slip(key)),
                _ => None,
            },
            key: self.key().to_owned(),
        }
    }

    /// The same as a part of an answer, such as a gap.
    pub(super) fn part(&self, text: String, typed: &str) -> Part {
        let judged = self.judge(typed);
        Part {
            text,
            given: typed.trim().to_owned(),
            key: judged.key,
            correct: judged.correct,
            why: judged.mistake.or(judged.note),
        }
    }
}

fn slip(key: &str) -> String {
    format!("It is spelt `{key}`.")
}

impl Compare {
    /// Whether both are the same answer: the same words, the same number, or the same duration or amount of memory.
    pub fn same(self, a: &str, b: &str) -> bool {
        let (a, b) = (self.normal(a), self.normal(b));
        a == b || (!self.case && !self.space && same_quantity(&a, &b))
    }

    /// Whether so few slips lead from one to the other as are let through, with the same digits in both. At least half of
    /// the word has to be right.
    fn is_slip(self, typed: &str, key: &str) -> bool {
        let (typed, key) = (self.normal(typed), self.normal(key));
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let allowed = usize::try_from(self.typo).unwrap_or(usize::MAX).min(key.chars().count() / 2);
        allowed > 0
            && key.chars().count().abs_diff(typed.chars().count()) <= allowed
            && digits(&typed) == digits(&key)
            && slips(&typed, &key) <= allowed
    }

    /// Without what does not matter: spaces and quotation marks around, runs of spaces, typographic forms of marks, and capitals unless
    /// they matter.
    fn normal(self, text: &str) -> String {
        let plain: String = text
            .chars()
            .map(|c| match c {
                '\u{2018}' | '\u{2019}' => '\'',
                '\u{201c}' | '\u{201d}' => '"',
                '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                other => other,
            })
            .collect();
        let mut inner = plain.trim();
        for mark in ['`', '"', '\''] {
            let bare = inner.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
            inner = bare.map_or(inner, str::trim);
        }
        let spaced = if self.space {
            inner.to_owned()
        } else {
            inner.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        if self.case { spaced } else { spaced.to_lowercase() }
    }
}

fn same_quantity(a: &str, b: &str) -> bool {
    let both = |read: &dyn Fn(&str) -> Option<Decimal>| match (read(a), read(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    };
    both(&number)
        || both(&|text| Duration::parse(text).ok().map(Duration::ms))
        || both(&|text| Memory::parse_with_unit(text).ok().map(Memory::mb))
}

/// A bare number, perhaps with separators between its digits.
fn number(text: &str) -> Option<Decimal> {
    let bare: String = text.chars().filter(|c| !matches!(c, ',' | '_')).collect();
    decimal(&bare).filter(|_| text.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(accept: &[&str], compare: Compare, near: &[(&str, &str)]) -> TextKey {
        TextKey {
            accept: accept.iter().map(|it| (*it).to_owned()).collect(),
            compare,
            near: near.iter().map(|(text, why)| Near { text: (*text).into(), why: (*why).into() }).collect(),
        }
    }

    #[test]
    fn spaces_quotes_and_capitals_do_not_matter_unless_they_are_told_to() {
        let name = key(&["event source mapping", "ESM"], Compare::default(), &[]);
        for typed in ["event source mapping", "  Event  Source\tMapping ", "`esm`", "\"ESM\"", "‘esm’"] {
            assert_eq!(name.compare(typed), TextMatch::Right, "{typed}");
        }
        for typed in ["eventsource mapping", "es m", "", "``"] {
            assert_eq!(name.compare(typed), TextMatch::Wrong, "{typed}");
        }
        let exact = Compare { case: true, space: true, typo: 0 };
        let variable = key(&["AWS_LAMBDA_FUNCTION_NAME"], exact, &[]);
        assert_eq!(variable.compare("aws_lambda_function_name"), TextMatch::Wrong);
        assert_eq!(variable.compare(" AWS_LAMBDA_FUNCTION_NAME "), TextMatch::Right);
        assert_eq!(key(&["a  b"], exact, &[]).compare("a b"), TextMatch::Wrong);
    }

    #[test]
    fn numbers_durations_and_memory_are_compared_by_what_they_mean() {
        let seconds = key(&["900 seconds"], Compare::default(), &[]);
        for typed in ["900s", "15 min", "900 seconds", "15m"] {
            assert_eq!(seconds.compare(typed), TextMatch::Right, "{typed}");
        }
        assert_eq!(seconds.compare("900"), TextMatch::Wrong, "a bare number is no duration");
        assert_eq!(seconds.compare("900 ms"), TextMatch::Wrong);
        let count = key(&["1,000"], Compare::default(), &[]);
        for typed in ["1000", "1_000", "1,000"] {
            assert_eq!(count.compare(typed), TextMatch::Right, "{typed}");
        }
        assert_eq!(key(&["512 MB"], Compare::default(), &[]).compare("0.5GB"), TextMatch::Right);
    }

    #[test]
    fn slips_are_let_through_and_said_but_never_digits() {
        let two = Compare { typo: 2, ..Compare::default() };
        let name =
            key(&["provisioned concurrency"], two, &[("reserved concurrency", "That is the other one.")]);
        assert_eq!(name.compare("provisoned concurrency"), TextMatch::Slip("provisioned concurrency"));
        assert_eq!(name.compare("porvisioned concurency"), TextMatch::Slip("provisioned concurrency"));
        assert_eq!(name.compare("provison concurency"), TextMatch::Wrong, "too many");
        assert_eq!(name.compare("Reserved Concurrency"), TextMatch::Near("That is the other one."));
        let runtime = key(&["python3.13"], two, &[]);
        assert_eq!(runtime.compare("python3.12"), TextMatch::Wrong);
        assert_eq!(runtime.compare("pyton3.13"), TextMatch::Slip("python3.13"));
        assert_eq!(key(&["no"], two, &[]).compare("xx"), TextMatch::Wrong, "half of a word has to be right");
        assert_eq!(runtime.judge("pyton3.13").note.as_deref(), Some("It is spelt `python3.13`."));
    }
}
