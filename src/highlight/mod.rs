//! What the parts of code are, found with the grammars of Sublime Text that bat collects.
//!
//! Owns: the grammars, and which of their scopes mean what. Slow at first (a grammar's patterns are compiled when they are first
//! used), so it belongs on a thread of its own.
//! Must not know: colours, pages, the terminal.

use crate::content::{Syntax, SyntaxLines, SyntaxSpan, TAB_STOP};
use crate::text::expand_tabs;
use std::str::FromStr;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

/// Blocks beyond this are left plain: nobody reads them on a page, and a pack must not keep the thread busy for ever.
const MOST_BYTES: usize = 64 * 1024;
/// Lines beyond this are left plain.
const LONGEST_LINE: usize = 1_000;

/// Names that people write on fences and the grammars do not know.
const ALIASES: [(&str, &str); 3] = [("csharp", "cs"), ("shell", "bash"), ("console", "bash")];

/// What scopes mean, the more special ones first; `None` is nothing in particular, also within a larger part.
const MEANINGS: [(&str, Option<Syntax>); 22] = [
    ("comment", Some(Syntax::Comment)),
    ("meta.interpolation", None),
    ("meta.embedded", None),
    ("constant.numeric", Some(Syntax::Number)),
    ("constant.language", Some(Syntax::Number)),
    ("constant.character.escape", Some(Syntax::Number)),
    ("meta.mapping.key", Some(Syntax::Type)),
    ("string.unquoted", None),
    ("string", Some(Syntax::String)),
    ("keyword.operator.logical", Some(Syntax::Keyword)),
    ("keyword.operator.word", Some(Syntax::Keyword)),
    ("keyword.operator", None),
    ("keyword", Some(Syntax::Keyword)),
    ("storage", Some(Syntax::Keyword)),
    ("entity.name.function", Some(Syntax::Function)),
    ("support.function", Some(Syntax::Function)),
    ("variable.function", Some(Syntax::Function)),
    ("entity.name", Some(Syntax::Type)),
    ("support.type", Some(Syntax::Type)),
    ("support.class", Some(Syntax::Type)),
    ("entity.other.attribute-name", Some(Syntax::Type)),
    ("variable.other.key", Some(Syntax::Type)),
];

/// Reads code.
pub struct Highlighter {
    grammars: SyntaxSet,
    meanings: Vec<(Scope, Option<Syntax>)>,
}

impl Default for Highlighter {
    fn default() -> Self {
        let meaning = |(name, syntax): (&str, _)| Some((Scope::from_str(name).ok()?, syntax));
        Self {
            grammars: two_face::syntax::extra_newlines(),
            meanings: MEANINGS.into_iter().filter_map(meaning).collect(),
        }
    }
}

impl Highlighter {
    /// The parts of each line of `code`, with tabs expanded; `None` where the language (a name or a file's ending) is not known, or
    /// the code cannot be read.
    pub fn highlight(&self, lang: &str, code: &str) -> Option<SyntaxLines> {
        if code.len() > MOST_BYTES {
            return None;
        }
        let lang = ALIASES.iter().find(|(alias, _)| *alias == lang).map_or(lang, |(_, name)| name);
        let grammar = self.grammars.find_syntax_by_token(lang)?;
        let mut state = ParseState::new(grammar);
        let mut stack = ScopeStack::new();
        code.split('\n')
            .map(|line| {
                if line.len() > LONGEST_LINE {
                    return Some(Vec::new());
                }
                let line = format!("{}\n", expand_tabs(line, TAB_STOP));
                let operations = state.parse_line(&line, &self.grammars).ok()?;
                let mut spans = Vec::new();
                let mut from = 0;
                for (at, operation) in operations {
                    self.add(&mut spans, from..at, &stack, &line);
                    stack.apply(&operation).ok()?;
                    from = at;
                }
                self.add(&mut spans, from..line.len(), &stack, &line);
                Some(spans)
            })
            .collect()
    }

    fn add(
        &self,
        spans: &mut Vec<SyntaxSpan>,
        range: std::ops::Range<usize>,
        stack: &ScopeStack,
        line: &str,
    ) {
        let range = range.start..range.end.min(line.len() - 1);
        let blank = line.get(range.clone()).is_none_or(|text| text.trim().is_empty());
        let Some(syntax) = self.meaning(stack).filter(|_| !blank) else { return };
        match spans.last_mut() {
            Some(last) if last.syntax == syntax && last.range.end == range.start => {
                last.range.end = range.end;
            }
            _ => spans.push(SyntaxSpan { range, syntax }),
        }
    }

    /// What the innermost scope that means something says.
    fn meaning(&self, stack: &ScopeStack) -> Option<Syntax> {
        stack.as_slice().iter().rev().find_map(|scope| {
            self.meanings.iter().find(|(known, _)| known.is_prefix_of(*scope)).map(|(_, syntax)| *syntax)
        })?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(lang: &str, code: &str) -> Vec<(Syntax, String)> {
        let lines = Highlighter::default().highlight(lang, code).unwrap();
        assert_eq!(lines.len(), code.split('\n').count());
        let spans = code.split('\n').zip(lines).flat_map(|(line, spans)| {
            let line = expand_tabs(line, TAB_STOP).into_owned();
            spans.into_iter().map(move |span| (span.syntax, line[span.range].to_owned()))
        });
        spans.collect()
    }

    fn has(found: &[(Syntax, String)], syntax: Syntax, text: &str) {
        assert!(
            found.iter().any(|(other, part)| *other == syntax && part.contains(text)),
            "{text}: {found:?}"
        );
    }

    #[test]
    fn the_parts_of_python_have_their_meanings() {
        let found = parts("python", "import os\n# why\ndef f(x):\n\treturn \"a\" + g(12)");
        has(&found, Syntax::Keyword, "import");
        has(&found, Syntax::Comment, "# why");
        has(&found, Syntax::Function, "f");
        has(&found, Syntax::Keyword, "return");
        has(&found, Syntax::String, "\"a\"");
        has(&found, Syntax::Number, "12");
    }

    #[test]
    fn what_spans_lines_stays_what_it_is() {
        let found = parts("python", "\"\"\"one\ntwo\nthree\"\"\"\nx = 1");
        assert!(
            found.iter().any(|(syntax, part)| {
                matches!(syntax, Syntax::String | Syntax::Comment) && part == "two"
            })
        );
    }

    #[test]
    fn every_language_of_the_course_is_known() {
        let highlighter = Highlighter::default();
        for lang in [
            "python",
            "javascript",
            "typescript",
            "java",
            "rust",
            "go",
            "bash",
            "sh",
            "json",
            "yaml",
            "toml",
            "hcl",
            "terraform",
            "sql",
            "http",
            "log",
            "csharp",
            "dockerfile",
            "ruby",
        ] {
            assert!(highlighter.highlight(lang, "a = 1").is_some(), "{lang}");
        }
        assert_eq!(highlighter.highlight("klingon", "a"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn any_text_is_read_without_a_panic_and_parts_are_in_order(
            lang in prop::sample::select(vec!["python", "yaml", "bash", "json", "hcl", "typescript", "log", "http"]),
            code in "([a-z{}()\\[\\]\"'`$#:=\\\\/<>*&|!\t 0-9é界-]|\n){0,200}",
        ) {
            let lines = Highlighter::default().highlight(lang, &code).unwrap_or_default();
            for (line, spans) in code.split('\n').zip(lines) {
                let line = expand_tabs(line, TAB_STOP);
                let mut past = 0;
                for span in spans {
                    prop_assert!(past <= span.range.start && line.get(span.range.clone()).is_some());
                    past = span.range.end;
                }
            }
        }
    }
}
