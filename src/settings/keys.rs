//! The `[keys.SCOPE]` tables: actions and the keys that they are to have.

use crate::content::reader::{Reading, Table, text_of, wrong_type};
use crate::input::{Action, Chord, Scope, TABLE};
use crate::text::nearest;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;

/// Keys by action, those of the file alone.
type Overrides = BTreeMap<Action, Vec<Chord>>;

/// A key of the file and where it stands.
struct Binding {
    action: Action,
    chord: Chord,
    span: Range<usize>,
}

/// Takes `keys` out of the file.
///
/// An action is named by its id, with or without its scope in front: in `[keys.page]`, `top` and `page.top` are the same.
/// Of two actions of a scope that ask for one key the first in the file gets it; a key that another action has by default is
/// taken from it. Both are reported.
pub(super) fn read(table: &mut Table<'_, '_>) -> Overrides {
    let reading = table.reading();
    let Some(value) = table.value("keys") else { return Overrides::new() };
    let DeValue::Table(scopes) = value.get_ref() else {
        wrong_type(reading, "keys", &value, "tables such as [keys.page]");
        return Overrides::new();
    };
    let mut overrides = Overrides::new();
    let mut bindings: Vec<Binding> = Vec::new();
    for (name, value) in scopes {
        let Some(scope) = scope(reading, name.get_ref(), name.span()) else { continue };
        let mut entries = Vec::new();
        flatten(value, name.span(), "", &mut entries);
        entries.sort_by_key(|(_, span, _)| span.start);
        for (id, span, value) in entries {
            let Some(action) = action(reading, scope, &id, span.clone()) else { continue };
            let Some(chords) = chords(reading, action, value) else { continue };
            if chords.is_empty() && action == Action::Quit {
                let problem = reading.problem(value.span(), "`quit` must keep a key");
                reading.report(problem.with_help("otherwise there may be no way out"));
                continue;
            }
            overrides.entry(action).or_default();
            bindings.extend(chords.into_iter().map(|(chord, span)| Binding { action, chord, span }));
        }
    }
    bindings.sort_by_key(|binding| binding.span.start);
    let mut taken: BTreeMap<(Scope, Chord), Action> = BTreeMap::new();
    for Binding { action, chord, span } in bindings {
        let scope = action.entry().scope;
        if let Some(other) = taken.get(&(scope, chord)) {
            let message = if *other == action {
                format!("`{chord}` stands twice for `{action}`")
            } else {
                format!("`{chord}` already means `{other}` in [keys.{}]", scope.name())
            };
            reading.report(reading.problem(span, message));
            continue;
        }
        taken.insert((scope, chord), action);
        overrides.entry(action).or_default().push(chord);
        if let Some(loser) = default_owner(scope, chord).filter(|loser| !overrides.contains_key(loser)) {
            let problem = reading.problem(span, format!("`{chord}` is the key of `{loser}`, which loses it"));
            reading.report(
                problem.with_help(format!(
                    "give `{loser}` its keys in [keys.{}], or none with []",
                    scope.name()
                )),
            );
        }
    }
    overrides
}

/// The action that has `chord` in `scope` where nothing is set.
fn default_owner(scope: Scope, chord: Chord) -> Option<Action> {
    let has = |key: &&str| key.parse() == Ok(chord);
    TABLE.iter().find(|entry| entry.scope == scope && entry.keys.iter().any(has)).map(|entry| entry.action)
}

fn scope(reading: &Reading<'_>, name: &str, span: Range<usize>) -> Option<Scope> {
    let mut known: Vec<Scope> = TABLE.iter().map(|entry| entry.scope).collect();
    known.dedup();
    if let Some(scope) = known.iter().find(|scope| scope.name() == name) {
        return Some(*scope);
    }
    let names: Vec<&str> = known.iter().map(|scope| scope.name()).collect();
    let problem = reading
        .problem(span, format!("there is no part of the screen called `{name}`"))
        .with_help(format!("there are: {}", names.join(", ")))
        .with_nearest(name, names);
    reading.report(problem);
    None
}

fn action(reading: &Reading<'_>, scope: Scope, id: &str, span: Range<usize>) -> Option<Action> {
    let entries = || TABLE.iter().filter(|entry| entry.scope == scope);
    if let Some(entry) = entries().find(|entry| entry.id == id || short(entry.id, scope) == id) {
        return Some(entry.action);
    }
    let mut problem = reading.problem(span, format!("[keys.{}] has no action `{id}`", scope.name()));
    problem = match (
        TABLE.iter().find(|entry| entry.id == id),
        nearest(id, entries().map(|entry| short(entry.id, scope))),
    ) {
        (Some(entry), _) => problem.with_help(format!("it belongs in [keys.{}]", entry.scope.name())),
        (None, Some(right)) => problem.with_help(format!("did you mean `{right}`?")),
        (None, None) => problem.with_help("`coldstart keys` and the help list the actions"),
    };
    reading.report(problem);
    None
}

/// The part of an id after the name of its scope.
fn short(id: &'static str, scope: Scope) -> &'static str {
    id.strip_prefix(scope.name()).and_then(|rest| rest.strip_prefix('.')).unwrap_or(id)
}

/// The keys of one action: a list of them, or one alone. `None` where it is neither.
fn chords(
    reading: &Reading<'_>,
    action: Action,
    value: &Spanned<DeValue<'_>>,
) -> Option<Vec<(Chord, Range<usize>)>> {
    let one = |item: &Spanned<DeValue<'_>>| {
        let text = text_of(reading, action.entry().id, item)?;
        let chord: Chord = match text.get_ref().parse() {
            Ok(chord) => chord,
            Err(why) => {
                reading.report(reading.problem(text.span(), format!("this is no key: {why}")));
                return None;
            }
        };
        if action.entry().scope == Scope::Field && chord.typed().is_some() {
            let problem = reading.problem(text.span(), format!("`{chord}` is typed into the field"));
            reading
                .report(problem.with_help("in [keys.field] only keys that type nothing can mean something"));
            return None;
        }
        Some((chord, text.span()))
    };
    match value.get_ref() {
        DeValue::Array(items) => Some(items.iter().filter_map(one).collect()),
        DeValue::String(_) => Some(one(value).into_iter().collect()),
        _ => {
            wrong_type(reading, action.entry().id, value, "a list of keys, such as [\"x\", \"ctrl-x\"]");
            None
        }
    }
}

/// The entries of a table by their dotted names: TOML reads the key `focus.next` as a table in a table.
fn flatten<'v, 'd>(
    value: &'v Spanned<DeValue<'d>>,
    span: Range<usize>,
    name: &str,
    found: &mut Vec<(String, Range<usize>, &'v Spanned<DeValue<'d>>)>,
) {
    let DeValue::Table(entries) = value.get_ref() else {
        found.push((name.to_owned(), span, value));
        return;
    };
    for (key, value) in entries {
        let inner =
            if name.is_empty() { key.get_ref().to_string() } else { format!("{name}.{}", key.get_ref()) };
        flatten(value, key.span(), &inner, found);
    }
}

#[cfg(test)]
mod tests {
    use crate::input::{Action, Keymap, Scope};
    use crate::settings::Settings;

    fn read(text: &str) -> (Settings, Vec<String>) {
        let (settings, problems) = Settings::read("c", text, &[]);
        (settings, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn an_action_is_named_with_or_without_its_scope() {
        let (settings, problems) = read(
            "[keys.page]\ntop = [\"T\"]\npage.end = \"E\"\n\"page.practise\" = []\n\
             [keys.global]\nfocus.next = [\"ctrl-o\", \"f6\"]\nquit = [\"ctrl-q\"]\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        let keys = Keymap::with(&settings.keys);
        let means = |scope, key: &str| keys.action(&[scope], key.parse().unwrap());
        assert_eq!(means(Scope::Page, "T"), Some(Action::PageTop));
        assert_eq!(means(Scope::Page, "g"), None, "the table's keys are replaced");
        assert_eq!(means(Scope::Page, "E"), Some(Action::PageEnd));
        assert_eq!(means(Scope::Page, "p"), None);
        assert_eq!(means(Scope::Global, "f6"), Some(Action::FocusNext));
        assert_eq!(means(Scope::Global, "ctrl-c"), None);
        assert_eq!(means(Scope::Page, "d"), Some(Action::HalfDown), "what is not named stays");
    }

    #[test]
    fn slips_are_named_with_their_place() {
        let (_, problems) = read(
            "[keys.pgae]\ntop = [\"T\"]\n[keys.page]\ntpo = [\"T\"]\nend = [\"ctrl-entr\"]\nquit = [\"x\"]\n\
             practise = 7\n[keys.field]\nanswer = [\"a\"]\n[keys.global]\nquit = []\n",
        );
        let wanted = [
            "c:1:7: there is no part of the screen called `pgae` (did you mean `page`?)",
            "c:4:1: [keys.page] has no action `tpo` (did you mean `top`?)",
            "c:5:8: this is no key:",
            "c:6:1: [keys.page] has no action `quit` (it belongs in [keys.global])",
            "c:7:12: `page.practise` is a whole number",
            "c:9:11: `a` is typed into the field",
            "c:11:8: `quit` must keep a key",
        ];
        for wanted in wanted {
            assert!(problems.iter().any(|problem| problem.starts_with(wanted)), "{wanted}\nin {problems:#?}");
        }
        assert_eq!(problems.len(), wanted.len(), "{problems:#?}");
    }

    #[test]
    fn two_actions_cannot_have_one_key() {
        let (settings, problems) = read("[keys.page]\ntop = [\"x\"]\nend = [\"x\", \"y\"]\n");
        assert_eq!(problems, ["c:3:8: `x` already means `page.top` in [keys.page]"]);
        let keys = Keymap::with(&settings.keys);
        assert_eq!(keys.action(&[Scope::Page], "x".parse().unwrap()), Some(Action::PageTop));
        assert_eq!(keys.keys(Action::PageEnd), ["y".parse().unwrap()]);
    }

    #[test]
    fn a_key_taken_from_another_action_is_reported_unless_that_has_been_seen_to() {
        let (settings, problems) = read("[keys.page]\ntop = [\"p\"]\n");
        assert_eq!(problems.len(), 1);
        assert!(problems[0].contains("`p` is the key of `page.practise`, which loses it"), "{problems:?}");
        let keys = Keymap::with(&settings.keys);
        assert_eq!(keys.action(&[Scope::Page], "p".parse().unwrap()), Some(Action::PageTop));
        assert!(keys.keys(Action::Practise).is_empty());
        // Swapping two actions is no conflict, in whichever order they stand.
        let (_, problems) = read("[keys.page]\ntop = [\"p\"]\npractise = [\"home\"]\n");
        assert_eq!(problems, Vec::<String>::new());
        let (_, problems) = read("[keys.page]\npractise = []\ntop = [\"p\"]\n");
        assert_eq!(problems, Vec::<String>::new());
    }
}
