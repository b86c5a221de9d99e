//! Loads questions that are answered by typing words: short texts, and gaps.

use super::Draft;
use crate::content::reader::Table;
use crate::quiz::kinds::{Cloze, Compare, Near, Piece, TextKey, TextMatch};
use crate::quiz::question::Kind;
use toml::Spanned;

/// Most slips that may be let through.
const MOST_SLIPS: u32 = 3;

/// Most characters of an accepted answer: it is typed into one line.
const LONGEST: usize = 80;

/// How strictly something is compared.
const STRICTNESS: [(&str, bool); 2] = [("exact", true), ("any", false)];

/// How gaps are written.
const GAP_FORM: &str = "a gap is written `[[key]]` or `[[key|another accepted answer]]`";

/// Most gaps of a text.
const MOST_GAPS: usize = 6;

impl<'t> Draft<'_, 't> {
    /// `accept`, perhaps `compare` and `near`.
    pub(super) fn text_key(&self, table: &mut Table<'_, 't>) -> Option<TextKey> {
        if !table.require("accept") {
            table.value("compare");
            table.value("near");
            return None;
        }
        let place = table.span();
        let mut accept: Vec<String> = Vec::new();
        let written = table.texts("accept");
        for text in &written {
            let expanded = self.expand(text);
            if expanded.chars().count() > LONGEST {
                let problem = self.reading.problem(text.span(), "nobody types as much as this in one line");
                self.reading.report(problem.with_help(format!(
                    "accepted: at most {LONGEST} characters; for more, write type = \"open\""
                )));
            }
            accept.push(expanded);
        }
        if accept.is_empty() {
            self.reading.report(self.reading.problem(place, "`accept` names no answer"));
        }
        let compare = self.compare(table)?;
        for (at, text) in written.iter().enumerate() {
            let (before, this) = (accept.get(..at).unwrap_or_default(), accept.get(at));
            if this.is_some_and(|this| before.iter().any(|other| compare.same(this, other))) {
                let problem = self.reading.problem(text.span(), "this answer is accepted already");
                self.reading.report(problem.with_help("capitals, runs of spaces and quotation marks are let through unless `compare` says otherwise"));
            }
        }
        let mut key = TextKey { accept, compare, near: Vec::new() };
        for mut near in table.tables("near") {
            let text = near.text("match");
            let span = text.as_ref().map(Spanned::span);
            let text = text.map(|text| self.expand(&text));
            let why = self.markdown(&mut near, "why");
            near.finish();
            let (Some(text), Some(span), Some(why)) = (text, span, why) else { continue };
            match key.compare(&text) {
                TextMatch::Right => {
                    self.reading.report(self.reading.problem(span, "this near miss is an accepted answer"));
                }
                TextMatch::Near(_) => {
                    self.reading.report(self.reading.problem(span, "this near miss stands here twice"));
                }
                TextMatch::Slip(_) | TextMatch::Wrong => key.near.push(Near { text, why }),
            }
        }
        (!key.accept.is_empty()).then_some(key)
    }

    /// `compare = { case = "exact", space = "exact", typo = 1 }`; `None` where it has a problem.
    fn compare(&self, table: &mut Table<'_, 't>) -> Option<Compare> {
        if !table.has("compare") {
            table.value("compare");
            return Some(Compare::default());
        }
        let mut inner = table.optional_table("compare")?;
        let mut sound = true;
        let mut word = |key: &'static str, inner: &mut Table<'_, 't>| {
            let word = inner.optional_text(key)?;
            let meaning = inner.word(key, &word, &STRICTNESS);
            sound &= meaning.is_some();
            meaning
        };
        let case = word("case", &mut inner).unwrap_or(false);
        let space = word("space", &mut inner).unwrap_or(false);
        let typo = inner.optional_number("typo");
        let sound = inner.finish() && sound;
        if let Some(typo) = typo.as_ref().filter(|typo| *typo.get_ref() > MOST_SLIPS) {
            let problem = self.reading.problem(typo.span(), "so many slips make another word");
            self.reading.report(problem.with_help(format!("accepted: 0 to {MOST_SLIPS}")));
        }
        sound.then(|| Compare { case, space, typo: typo.map_or(0, Spanned::into_inner) })
    }

    /// `text = "… [[key|variant]] …"`, perhaps with `compare` for all gaps.
    pub(super) fn cloze(&self, table: &mut Table<'_, 't>) -> Option<Kind> {
        let written = table.text("text");
        let compare = self.compare(table);
        let (written, compare) = (written?, compare?);
        let report = |message: String, help: &str| {
            let problem = self.reading.problem(written.span(), message);
            self.reading.report(problem.with_help(help.to_owned()));
        };
        let text = self.expand(&written);
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        let mut gaps = 0;
        while let Some((before, after)) = rest.split_once("[[") {
            let Some((inside, behind)) = after.split_once("]]") else {
                report("a gap is not closed".to_owned(), GAP_FORM);
                return None;
            };
            let accept: Vec<String> = inside.split('|').map(|key| key.trim().to_owned()).collect();
            if accept.iter().any(String::is_empty) || inside.contains("[[") {
                report(format!("`[[{inside}]]` is no gap"), GAP_FORM);
                return None;
            }
            if let Some(long) = accept.iter().find(|key| key.chars().count() > LONGEST) {
                report(
                    format!("nobody types as much as `{long}` into a gap"),
                    "leave out single words or figures",
                );
            }
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Gap(TextKey { accept, compare, near: Vec::new() }));
            gaps += 1;
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        if !(1..=MOST_GAPS).contains(&gaps) {
            let message = if gaps == 0 {
                "the text has no gap".to_owned()
            } else {
                format!("the text has {gaps} gaps")
            };
            report(message, &format!("accepted: 1 to {MOST_GAPS} gaps; {GAP_FORM}"));
            return None;
        }
        Some(Kind::Cloze(Cloze { pieces }))
    }
}
