//! Teams' packs: what they add, replace, extend and override; what is wrong with them; what a hostile one cannot do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use assert_cmd::Command;
use coldstart::app::packs::PacksRead;
use coldstart::app::{Msg, Screen};
use coldstart::content::Sources;
use coldstart::course::{Course, Laid, Pack, PackState, lay};
use coldstart::platform::{LARGEST_PACK_FILE, MOST_PACK_FILES, Stamp, Watcher, read_pack};
use coldstart::pricing::{Arch, Meter, PriceBook};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use support::app::TestApp;
use tempfile::TempDir;

fn base() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
    let pack = read_pack(&root);
    assert_eq!(pack.problems, []);
    pack.sources
}

fn pack(files: &[(&str, &str)]) -> Pack {
    Pack { name: "ours".to_owned(), sources: files.iter().copied().collect(), problems: Vec::new() }
}

fn laid(packs: impl IntoIterator<Item = Pack>) -> Course {
    let Laid { course, reports, .. } = lay(base(), packs);
    for report in reports {
        assert!(report.problems.is_empty(), "{:?}", report.problems);
    }
    course.unwrap()
}

fn problems(files: &[(&str, &str)]) -> Vec<String> {
    let laid = lay(base(), [pack(files)]);
    assert!(laid.course.is_none());
    assert_eq!(laid.reports[0].state, PackState::LeftOut);
    laid.reports[0].problems.iter().map(ToString::to_string).collect()
}

fn page(id: &str, order: u32, body: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Title of {id}\"\norder = {order}\nsummary = \"S\"\nprerequisites = []\nminutes = 1\n+++\n{body}\n"
    )
}

fn question(id: &str, prompt: &str) -> String {
    format!(
        "[[question]]\nid = \"{id}\"\ntype = \"true_false\"\nlevel = \"recall\"\nfacts = [\"ships.pilot\"]\nprompt = \"{prompt}\"\nanswer = true\nwhy = {{ true = \"a\", false = \"b\" }}\nexplain = \"c\"\n"
    )
}

const STAY: &str = "[[fact]]\nid = \"ships.stay\"\nreplaces = true\nstatement = \"Ours stay for four hours.\"\nvalue = 14400\nunit = \"seconds\"\nsource = \"team\"\nconfidence = \"high\"\n";
const TEAM: &str = "[team]\ntitle = \"Handbook\"\nurl = \"https://example.org\"\nas_of = \"2026\"\n";

#[test]
fn a_pack_adds_topics_facts_sources_and_questions() {
    let fact = "[[fact]]\nid = \"team.flag\"\nstatement = \"We fly a flag.\"\nsource = \"team\"\nconfidence = \"low\"\n";
    let course = laid([pack(&[
        ("content/facts/team.sources.toml", TEAM),
        ("content/facts/team.toml", fact),
        ("content/topics/team.md", &page("team", 10, "We stay {fact:ships.stay}.")),
        ("quizzes/team.toml", &format!("topic = \"team\"\n{}", question("team.one", "p"))),
    ])]);
    let below = Course::load(&base()).unwrap();
    assert_eq!(course.topics().len(), below.topics().len() + 1);
    assert_eq!(course.fact("team.flag").unwrap().source.title, "Handbook");
    assert_eq!(course.questions_of("team").len(), 1);
    assert!(course.uses_of("ships.stay").len() > below.uses_of("ships.stay").len());
}

#[test]
fn a_topic_of_the_same_order_comes_after_the_one_below() {
    let below = Course::load(&base()).unwrap();
    let first = &below.topics()[0];
    let course = laid([pack(&[("content/topics/aaa.md", &page("aaa", first.order, "x"))])]);
    let ids: Vec<&str> = course.topics().iter().map(|topic| topic.id.as_str()).take(2).collect();
    assert_eq!(ids, [first.id.as_str(), "aaa"]);
}

#[test]
fn a_file_of_the_same_path_takes_the_place_of_the_one_below_and_the_last_pack_wins() {
    let fees = |body: &str| {
        pack(&[("content/topics/fees.md", &page("fees", 90, &format!("{body}\n\n## What a night costs")))])
    };
    let course = laid([fees("First."), fees("Second.")]);
    assert!(course.topic("fees").unwrap().body.starts_with("Second."));
    assert_eq!(course.topic("fees").unwrap().title, "Title of fees");
}

#[test]
fn a_file_with_a_word_in_its_name_adds_questions_to_a_topic() {
    let below = Course::load(&base()).unwrap();
    let more = format!("topic = \"harbour\"\n{}", question("harbour.ours", "More."));
    let again = format!("topic = \"harbour\"\n{}", question("harbour.theirs", "Yet more."));
    let course =
        laid([pack(&[("quizzes/harbour.a-team.toml", &more)]), pack(&[("quizzes/harbour.z.toml", &again)])]);
    let ids: Vec<&str> = course.questions_of("harbour").iter().map(|question| question.id.as_str()).collect();
    let old: Vec<&str> = below.questions_of("harbour").iter().map(|question| question.id.as_str()).collect();
    assert_eq!(ids, [old, vec!["harbour.ours", "harbour.theirs"]].concat());

    let twice = format!("topic = \"harbour\"\n{}", question("harbour.pilot", "Again?"));
    let found = problems(&[("quizzes/harbour.x.toml", &twice)]);
    assert!(
        found[0].contains("`harbour.pilot` is defined twice") && found[0].contains("quizzes/harbour.toml:")
    );
}

#[test]
fn a_fact_that_replaces_another_shows_wherever_it_is_quoted() {
    let course =
        laid([pack(&[("content/facts/team.sources.toml", TEAM), ("content/facts/a-team.toml", STAY)])]);
    let below = Course::load(&base()).unwrap();
    assert_ne!(below.fact("ships.stay"), course.fact("ships.stay"));
    assert_eq!(course.facts().len(), below.facts().len());
    let explain = &course.question("harbour.stay").unwrap().explain;
    assert!(explain.contains("14,400 seconds"), "{explain}");
    let key = format!("{:?}", course.question("harbour.stay").unwrap().kind);
    assert!(key.contains("14400"), "{key}");
    let page = course.page("harbour").unwrap();
    assert!(page.all_runs().any(|run| run.fact.as_deref() == Some("ships.stay") && run.text.contains('4')));

    let again = STAY.replace("14400", "7200");
    let sources = ("content/facts/team.sources.toml", TEAM);
    let first = pack(&[sources, ("content/facts/z.toml", STAY)]);
    let second = pack(&[("content/facts/a.toml", &again)]);
    let shown = laid([first, second]).fact("ships.stay").unwrap().shown().unwrap();
    assert_eq!(shown, "7,200 seconds", "the later pack wins, whatever its files are called");
}

#[test]
fn replacing_is_never_by_accident() {
    let sources = ("content/facts/team.sources.toml", TEAM);
    let silent = STAY.replace("replaces = true\n", "");
    let found = problems(&[sources, ("content/facts/t.toml", &silent)]);
    assert!(found[0].contains("is defined twice") && found[0].contains("replaces = true"), "{found:?}");
    let unknown = STAY.replace("ships.stay", "ships.stya");
    let found = problems(&[sources, ("content/facts/t.toml", &unknown)]);
    assert!(found[0].contains("to replace") && found[0].contains("did you mean `ships.stay`?"), "{found:?}");
    let found = problems(&[sources, ("content/facts/t.toml", &format!("{STAY}{STAY}"))]);
    assert!(
        found.iter().any(|problem| problem.contains("t.toml:10") || problem.contains("t.toml:11")),
        "{found:?}"
    );
}

#[test]
fn a_broken_pack_is_left_out_and_the_others_stay() {
    let good = pack(&[("content/topics/good.md", &page("good", 50, "x"))]);
    let bad = pack(&[("content/topics/bad.md", "no front matter")]);
    let laid = lay(base(), [bad, good]);
    let course = laid.course.unwrap();
    assert!(course.topic("good").is_some() && course.topic("bad").is_none());
    let states: Vec<PackState> = laid.reports.iter().map(|report| report.state).collect();
    assert_eq!(states, [PackState::LeftOut, PackState::Laid]);
    let gone = problems(&[("content/facts/ships.toml", "")]);
    assert!(
        gone.iter().any(|problem| problem.contains("the pack takes away what this rests on")),
        "{gone:?}"
    );
}

#[test]
fn prices_of_packs_reach_every_calculation_and_the_last_pack_wins() {
    let row = |rate: &str| {
        format!(
            "price = [{{ meter = \"duration\", arch = \"x86_64\", tier = 1, region = \"us-east-1\", rate = \"{rate}\" }}]\n"
        )
    };
    // The names of the files would have them laid the other way round.
    let packs = [
        pack(&[("content/prices/z.toml", &row("0.00001"))]),
        pack(&[("content/prices/a.toml", &row("0.00002"))]),
    ];
    let Laid { course, reports, .. } = lay(Sources::built_in(), packs);
    assert!(reports.iter().all(|report| report.problems.is_empty()), "{reports:?}");
    let course = course.unwrap();
    let rate = |book: &PriceBook| book.price(Meter::Duration, "us-east-1", Some(Arch::X86_64)).unwrap().rate;
    assert_eq!(rate(&PriceBook::of(&course)), "0.00002".parse().unwrap());
    assert_eq!(rate(&PriceBook::of(&Course::built_in())), rate(PriceBook::built_in()));

    let bill = |course| TestApp::on(course, 120, 40).keys("$").screen();
    let (public, ours) = (bill(Course::built_in()), bill(course));
    assert!(ours.contains("0.00002 ") && !public.contains("0.00002 "), "{public}\n{ours}");
}

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    folder
}

fn read_problems(root: &Path) -> String {
    read_pack(root).problems.iter().flat_map(|problem| [problem.to_string(), "\n".to_owned()]).collect()
}

#[test]
fn bytes_that_are_no_text_are_reported_with_their_place() {
    let root = folder(&[]);
    write(root.path(), "quizzes/x.toml", b"a = 1\nb = \"\xff\"\n");
    assert!(read_problems(root.path()).starts_with("quizzes/x.toml:2:6: this is not UTF-8"));
}

#[test]
fn sizes_are_bounded() {
    let root = folder(&[]);
    let limit = usize::try_from(LARGEST_PACK_FILE).unwrap();
    write(root.path(), "quizzes/fits.toml", vec![b' '; limit]);
    assert_eq!(read_problems(root.path()), "");
    write(root.path(), "quizzes/large.toml", vec![b' '; limit + 1]);
    assert!(read_problems(root.path()).contains("quizzes/large.toml:1:1: the file is larger than 1 MiB"));
    fs::remove_file(root.path().join("quizzes/large.toml")).unwrap();
    for number in 0..16 {
        write(root.path(), &format!("quizzes/n{number}.toml"), vec![b' '; limit]);
    }
    let found = read_pack(root.path());
    assert_eq!(found.problems.len(), 1);
    assert!(found.problems[0].message.contains("16 MiB"));

    let many = folder(&[]);
    for number in 0..=MOST_PACK_FILES {
        write(many.path(), &format!("quizzes/n{number}.toml"), "");
    }
    assert!(read_problems(many.path()).contains("more than 2000 files"));
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("secret.toml", "secret = 1"), ("content/facts/secret.toml", "secret = 1")]);
    let root = folder(&[("kept/inside.toml", "topic = \"inside\"")]);
    fs::create_dir_all(root.path().join("quizzes")).unwrap();
    symlink(outside.path().join("secret.toml"), root.path().join("quizzes/a.toml")).unwrap();
    symlink("../../../../../../../../etc/passwd", root.path().join("quizzes/b.toml")).unwrap();
    symlink(outside.path().join("content"), root.path().join("content")).unwrap();
    symlink("../kept/inside.toml", root.path().join("quizzes/inside.toml")).unwrap();
    symlink("nowhere", root.path().join("quizzes/c.toml")).unwrap();
    symlink("loop.toml", root.path().join("quizzes/loop.toml")).unwrap();
    let pack = read_pack(root.path());
    let paths: Vec<&str> = pack.sources.iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["quizzes/inside.toml"]);
    let found = read_problems(root.path());
    assert_eq!(found.matches("leads out of the pack").count(), 4, "{found}");
    assert!(found.contains("c.toml:1:1: the link leads nowhere"), "{found}");
    assert!(found.contains("loop.toml"), "{found}");
    assert!(!found.contains("secret = 1"));
}

#[cfg(unix)]
#[test]
fn pipes_are_not_waited_for() {
    let root = folder(&[("quizzes/x.toml", "")]);
    let pipe = root.path().join("quizzes/pipe.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(read_problems(root.path()).contains("pipe.toml:1:1: this is no ordinary file"));
}

/// Texts with something in each place that would act on a terminal.
fn hostile() -> Vec<(String, String)> {
    let escape = "\\u001b]0;owned\\u0007\\u009b2J\\u202e";
    let raw = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\0";
    let mut files = vec![
        ("content/topics/raw.md".to_owned(), page("raw", 70, raw)),
        ("content/topics/front.md".to_owned(), page("front", 71, "x").replace("Title of", escape)),
        (
            "content/topics/link.md".to_owned(),
            page("link", 72, &format!("[x](topic:{raw}) [y](../../etc/passwd) {{fact:{raw}}}")),
        ),
        (
            "content/topics/live.md".to_owned(),
            page(
                "live",
                73,
                &format!("```quiz\nquestions = [\"{escape}\"]\n```\n```cost\nduration = \"{escape}\"\n```"),
            ),
        ),
        ("content/facts/evil.sources.toml".to_owned(), TEAM.replace("Handbook", escape)),
        (
            "content/facts/evil.toml".to_owned(),
            STAY.replace("Ours stay", escape).replace("seconds\"\nsource", &format!("{escape}\"\nsource")),
        ),
        ("content/facts/key.toml".to_owned(), format!("\"{escape}\" = 1\n[[fact]]\nid = \"{escape}\"\n")),
        ("quizzes/harbour.raw.toml".to_owned(), format!("topic = \"harbour\"\n# {raw}\n")),
    ];
    for place in ["prompt", "why", "explain", "id", "level", "type", "facts"] {
        let text = question("harbour.evil", "p")
            .replace("prompt = \"p", &format!("prompt = \"{}", if place == "prompt" { escape } else { "p" }))
            .replace("true = \"a", &format!("true = \"{}", if place == "why" { escape } else { "a" }))
            .replace(
                "explain = \"c",
                &format!("explain = \"{}", if place == "explain" { escape } else { "c" }),
            )
            .replace("harbour.evil", if place == "id" { escape } else { "harbour.evil" })
            .replace("recall", if place == "level" { escape } else { "recall" })
            .replace("true_false", if place == "type" { escape } else { "true_false" })
            .replace("ships.pilot", if place == "facts" { escape } else { "ships.pilot" });
        files.push((format!("quizzes/harbour.{place}.toml"), format!("topic = \"harbour\"\n{text}")));
    }
    files
}

#[test]
fn nothing_of_a_hostile_pack_acts_on_the_terminal() {
    let acts = |text: &str| text.contains(|c| c != '\n' && coldstart::text::is_unprintable(c));
    for (path, text) in hostile() {
        let laid = lay(base(), [pack(&[(&path, &text)])]);
        let report = &laid.reports[0];
        assert!(!report.problems.is_empty(), "{path} is taken");
        for problem in &report.problems {
            assert!(!acts(&format!("{problem}{}", problem.found)), "{path}: {problem:?}");
        }
        let root = folder(&[(&path, &text)]);
        let folder = root.path().to_str().unwrap();
        for arguments in [&["check", folder][..], &["--pack", folder, "facts", "limits.memory.max"]] {
            let ran = Command::new(env!("CARGO_BIN_EXE_coldstart")).args(arguments).output().unwrap();
            let said = [ran.stdout, ran.stderr].concat();
            assert!(!acts(&String::from_utf8(said).unwrap()), "{path}: {arguments:?}");
        }
        let mut app = TestApp::new(80, 24);
        let course = app.model.course.clone();
        app.send(Msg::PacksRead(Box::new(PacksRead { course, reports: laid.reports })));
        assert!(!acts(&app.screen()), "{path}");
        assert!(!acts(&app.keys("!").screen()), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_cannot_be_shown_is_refused() {
    let root = folder(&[("quizzes/a\u{1b}[2J.toml", "topic = \"a\"")]);
    let found = read_problems(root.path());
    assert!(found.contains("cannot be shown") && !found.contains('\u{1b}'), "{found:?}");
}

/// Packs that would take for ever if anything in reading them were worse than it has to be. There is no clock here: where a
/// reader is at fault, this test does not end.
#[test]
fn what_is_large_or_deep_is_read_in_bounded_time() {
    let half = 500_000;
    let prerequisites = format!("prerequisites = [{}]", "\"harbour\",".repeat(20_000));
    let files: Vec<(&str, String)> = vec![
        ("content/topics/deep.md", page("deep", 60, &"> ".repeat(half / 2))),
        ("content/topics/list.md", page("list", 61, &"- ".repeat(half / 2))),
        (
            "content/topics/links.md",
            page("links", 62, &"[a](topic:nowhere#x) [b](topic:harbour#no) ".repeat(10_000)),
        ),
        ("content/topics/facts.md", page("facts", 63, &"`a` {fact:no} ".repeat(30_000))),
        ("content/topics/ring.md", page("ring", 64, "x").replace("prerequisites = []", &prerequisites)),
        ("quizzes/harbour.deep.toml", format!("x = {}", "[".repeat(half))),
        ("quizzes/harbour.inline.toml", format!("x = {}", "{a=".repeat(half / 3))),
        ("quizzes/harbour.many.toml", "[[question]]\nid = \"x\"\n".repeat(10_000)),
        (
            "quizzes/harbour.keys.toml",
            (0..20_000).fold(String::new(), |text, n| text + &format!("k{n} = 1\n")),
        ),
        ("quizzes/harbour.quotes.toml", question("harbour.q", &"`a` {fact:ships.stay} ".repeat(20_000))),
        (
            "quizzes/harbour.list.toml",
            question("harbour.q", "p")
                .replace("[\"ships.pilot\"]", &format!("[{}]", "\"no\",".repeat(40_000))),
        ),
        ("quizzes/harbour.references.toml", question("harbour.q", &"{fact:no} ".repeat(40_000)) + "x = = 1"),
        (
            "quizzes/harbour.options.toml",
            format!(
                "[[question]]\nid = \"x\"\ntype = \"single\"\noptions = [{}]",
                (0..20_000)
                    .fold(String::new(), |text, n| text + &format!("{{ text = \"{n}\", why = \"w\" }},"))
            ),
        ),
        (
            "content/facts/many.toml",
            (0..8_000).fold(String::new(), |text, n| {
                text + &format!("[[fact]]\nid = \"f.{n}\"\nsource = \"no\"\n")
            }),
        ),
    ];
    for (path, text) in files {
        let laid = lay(base(), [pack(&[(path, &text)])]);
        let found = laid.reports[0].problems.len();
        assert!(found <= 2_000, "{path}: {found} problems");
    }
}

fn app_on(packs: Vec<Pack>) -> TestApp {
    let Laid { course, reports, .. } = lay(base(), packs);
    let mut app = TestApp::on(course.unwrap_or_else(|| Course::load(&base()).unwrap()), 80, 24);
    app.model.packs = reports;
    app
}

fn reread(app: &mut TestApp, packs: Vec<Pack>) {
    let Laid { course, reports, .. } = lay(base(), packs);
    let course = course.map_or_else(|| app.model.course.clone(), Arc::new);
    app.send(Msg::PacksRead(Box::new(PacksRead { course, reports })));
}

#[test]
fn problems_are_announced_and_listed() {
    let mut app = app_on(vec![pack(&[("content/topics/bad.md", "no front matter")])]);
    assert!(app.screen().contains("1 problem in the pack ours; ! lists them"), "{}", app.screen());
    let list = app.keys("!").screen();
    for words in
        ["Pack ours", "content/topics/bad.md:1:1", "the page has no front matter", "help: a page begins"]
    {
        assert!(list.contains(words), "{list}");
    }
    assert!(!app.keys("esc").screen().contains("Pack ours"));
    assert!(!app.has_quit);
    assert_eq!(app.keys("R").asked_for_packs, 1);
    let mut sound = TestApp::new(80, 24);
    sound.keys("! R");
    assert_eq!((sound.model.overlays.len(), sound.asked_for_packs), (0, 0));
}

#[test]
fn reading_again_keeps_the_place() {
    let text = |words: &str| {
        let filler = "A line of text.\n\n".repeat(40);
        pack(&[(
            "content/topics/ours.md",
            &page("ours", 1, &format!("{words}\n\n## One\n\n{filler}\n\n## Two\n\n{filler}")),
        )])
    };
    let mut app = app_on(vec![text("Old words.")]);
    app.keys("g enter n n");
    let section = |app: &TestApp| match &app.model.screen {
        Screen::Reader(reader) => reader.sections()[reader.current_section().unwrap()].title.clone(),
        _ => panic!("not on a page"),
    };
    assert_eq!(section(&app), "Two");
    reread(&mut app, vec![text("New words.\n\nAnd a paragraph more.")]);
    assert_eq!(section(&app), "Two");
    assert!(app.keys("g").screen().contains("New words."));

    reread(&mut app, vec![pack(&[("content/topics/other.md", &page("other", 1, "x"))])]);
    assert!(matches!(app.model.screen, Screen::Home(_)), "the topic is gone");
    assert!(app.screen().contains("Title of other"));
}

#[test]
fn a_session_goes_on_only_with_the_questions_that_it_began_with() {
    let ask = |prompt: &str| {
        let quiz = format!("topic = \"ours\"\n{}", question("ours.one", prompt));
        pack(&[("content/topics/ours.md", &page("ours", 1, "x")), ("quizzes/ours.toml", &quiz)])
    };
    let mut app = app_on(vec![ask("Old?")]);
    app.keys("g p");
    assert!(matches!(app.model.screen, Screen::Practice(_)));
    reread(&mut app, vec![ask("Old?")]);
    assert!(matches!(app.model.screen, Screen::Practice(_)));
    reread(&mut app, vec![ask("New?")]);
    assert!(matches!(app.model.screen, Screen::Home(_)), "{}", app.screen());
}

#[test]
fn a_watcher_sees_files_come_change_and_go() {
    let root = folder(&[("quizzes/a.toml", "a")]);
    let look = || vec![Stamp::of(root.path())];
    let mut watcher = Watcher::default();
    let mut settles = || (watcher.look(look()), watcher.look(look()), watcher.look(look()));
    assert_eq!(settles(), (false, false, false));
    write(root.path(), "quizzes/a.toml", "longer");
    assert_eq!(settles(), (false, true, false));
    write(root.path(), "content/topics/b.md", "new");
    assert_eq!(settles(), (false, true, false));
    fs::remove_file(root.path().join("quizzes/a.toml")).unwrap();
    assert_eq!(settles(), (false, true, false));
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_coldstart"))
        .args(arguments)
        .env("COLDSTART_HOME", home.path())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_example_is_a_sound_pack() {
    let root = tempfile::tempdir().unwrap();
    let made = root.path().join("made/here");
    let made = made.to_str().unwrap();
    assert_eq!(run(&["pack", "new", made]).0, 0);
    let (code, out, err) = run(&["check", made]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("no problems in 5 files"), "{out}");
    let (code, out, err) = run(&["--pack", made, "read", "team-rules"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("10 seconds"), "{out}");
    let (_, list, _) = run(&["quiz", "--list", "--json", "--pack", made]);
    for kind in ["numeric", "single", "multi", "true_false"] {
        assert!(list.contains(&format!("\"{kind}\"")), "{kind}");
    }
    assert!(list.contains("limits.team-timeout"));
    let mut names: Vec<_> = fs::read_dir(made).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["README.md", "content", "quizzes"]);

    let (code, _, err) = run(&["pack", "new", made]);
    assert_eq!(code, 2);
    assert!(err.contains("is not empty"), "{err}");
    let (code, _, _) = run(&["pack", "new", &format!("{made}/README.md")]);
    assert_eq!(code, 2);
}

#[test]
fn what_the_example_shows_in_its_comments_is_sound_too() {
    let root = tempfile::tempdir().unwrap();
    let made = root.path().join("p");
    assert_eq!(run(&["pack", "new", made.to_str().unwrap()]).0, 0);
    let path = made.join("content/facts/team.toml");
    let text = fs::read_to_string(&path).unwrap();
    let (before, commented) = text.split_once("#\n").unwrap();
    fs::write(&path, format!("{before}{}", commented.replace("# ", ""))).unwrap();
    let (code, out, _) =
        run(&["--pack", made.to_str().unwrap(), "facts", "limits.concurrency.account-default"]);
    assert_eq!(code, 0);
    assert!(out.contains("5,000 concurrent executions"), "{out}");
}

#[test]
fn a_command_goes_on_without_a_broken_pack() {
    let root = folder(&[("quizzes/limits.x.toml", "topic = \"limits\"\nx = = 1\n")]);
    let folder = root.path().to_str().unwrap();
    let (code, out, err) =
        run(&["--pack", folder, "--pack", "/no/such/folder", "facts", "limits.memory.max"]);
    assert_eq!(code, 0);
    assert!(out.contains("10,240 MB"), "{out}");
    assert!(err.contains("quizzes/limits.x.toml:2:5") && err.contains("which is left out"), "{err}");
    assert!(err.contains("/no/such/folder"), "{err}");
    let (code, out, _) = run(&["check", folder]);
    assert_eq!(code, 1);
    assert!(out.contains("quizzes/limits.x.toml:2:5"), "{out}");
}
