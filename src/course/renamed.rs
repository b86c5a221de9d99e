//! Questions that have another identifier now. Progress hangs on identifiers, so a renamed question is found under both.

use crate::content::reader::Reading;
use crate::content::{Problem, Sources};
use crate::quiz::{QUIZZES_FOLDER, QuestionId, is_renamed};
use crate::text::nearest;
use std::collections::{BTreeMap, BTreeSet};

/// Old identifiers and the present ones, from `quizzes/renamed.toml` and `quizzes/renamed.WORD.toml`. `questions` are all that
/// there are, `unread` those that have problems of their own.
pub(super) fn load(
    sources: &Sources,
    questions: &BTreeSet<&str>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<QuestionId, QuestionId> {
    let mut renamed: BTreeMap<QuestionId, QuestionId> = BTreeMap::new();
    for (file, text) in sources.in_folder(QUIZZES_FOLDER).filter(|(file, _)| is_renamed(file)) {
        let reading = Reading::new(file, text);
        let mut root = reading.root();
        if let Some(table) = root.optional_table("renamed") {
            for (old, new) in table.into_texts() {
                let report = |span, message: String, help: Option<String>| {
                    let mut problem = reading.problem(span, message);
                    problem.help = help;
                    reading.report(problem);
                };
                let (from, to) = (old.get_ref(), new.get_ref());
                if questions.contains(from.as_str()) {
                    report(
                        old.span(),
                        format!("there still is a question `{from}`"),
                        Some("an identifier that was given up is never used again".to_owned()),
                    );
                } else if !questions.contains(to.as_str()) {
                    let near = nearest(to, questions.iter().copied());
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    report(new.span(), format!("there is no question `{to}`"), help);
                } else if let Some(other) = renamed.get(from).filter(|other| *other != to) {
                    report(old.span(), format!("`{from}` is already renamed to `{other}`"), None);
                } else {
                    renamed.insert(from.clone(), to.clone());
                }
            }
        }
        root.finish();
        problems.extend(reading.into_problems());
    }
    renamed
}
