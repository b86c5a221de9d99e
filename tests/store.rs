//! The SQLite store on real files: sudden ends, two processes, older, newer, damaged and protected files, a full disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use coldstart::memory::Grade;
use coldstart::progress::{
    Annotation, Attempt, Certainty, Flag, Goal, Mode, PastSession, Place, ProfileName, Store, StoreError,
    merge,
};
use coldstart::store::{SqliteStore, open_or_reading_only};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("progress.db")
    }
}

fn open(path: &Path) -> SqliteStore {
    open_as(path, "default")
}

fn open_as(path: &Path, profile: &str) -> SqliteStore {
    SqliteStore::open(path, &profile.parse().unwrap()).unwrap()
}

fn refusal(path: &Path) -> StoreError {
    SqliteStore::open(path, &ProfileName::default()).unwrap_err()
}

fn attempt(id: &str) -> Attempt {
    Attempt {
        id: id.to_owned(),
        question: "limits-1".to_owned(),
        rev: 2,
        at: "2026-01-05T09:00:00.123456789Z".parse().unwrap(),
        day: Some("2026-01-05".parse().unwrap()),
        mode: Mode::Interview,
        answer: Some(serde_json::json!({"text": "15 \u{1f980} min", "n": [1, 2.5, null]})),
        correct: true,
        grade: Grade::Hard,
        certainty: Some(Certainty::Unsure),
        hints: 1,
        took_ms: 1234,
        undone: false,
    }
}

fn annotation(anchor: &str) -> Annotation {
    Annotation {
        topic: "cold-starts".to_owned(),
        anchor: anchor.to_owned(),
        title: "The INIT phase".to_owned(),
        bookmarked: true,
        note: "ask about \u{1f980}\nsecond line".to_owned(),
        at: "2026-01-05T09:00:00.123456789Z".parse().unwrap(),
    }
}

fn flag(question: &str, flagged: bool, at: &str) -> Flag {
    Flag { question: question.to_owned(), flagged, at: at.parse().unwrap() }
}

fn ids(store: &dyn Store) -> Vec<String> {
    store.attempts().unwrap().into_iter().map(|attempt| attempt.id).collect()
}

fn raw(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}

#[test]
fn answers_come_back_as_they_were_in_the_order_of_the_log() {
    let home = Home::new();
    let late = Attempt { at: "2026-01-05T09:00:00Z".parse().unwrap(), ..attempt("b") };
    let bare = Attempt {
        day: None,
        answer: None,
        certainty: None,
        at: Timestamp::MAX,
        rev: u32::MAX,
        ..attempt("c")
    };
    let old = Attempt { at: Timestamp::MIN, undone: true, ..attempt("d") };
    let mut store = open(&home.file());
    assert_eq!(store.append_all(&[attempt("a"), bare.clone(), late.clone(), old.clone()]), Ok(4));
    let expected = vec![old, late, attempt("a"), bare];
    assert_eq!(store.attempts().unwrap(), expected);
    drop(store);
    assert_eq!(open(&home.file()).attempts().unwrap(), expected);
}

#[test]
fn reading_changes_nothing_and_finds_nothing_in_a_new_file() {
    let home = Home::new();
    let path = home.file();
    let mut store = open(&path);
    assert_eq!((ids(&store), store.places(), store.session()), (vec![], Ok(vec![]), Ok(None)));
    assert_eq!(store.changed_outside(), Ok(false));
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
    let mut other = open(&path);
    assert_eq!(other.append(&attempt("a")), Ok(true));
    assert_eq!(store.changed_outside(), Ok(true));
    assert_eq!(ids(&store), ["a"], "tables that another process made are found");
    assert_eq!(store.append(&attempt("b")), Ok(true));
}

#[test]
fn an_id_counts_once_for_each_learner() {
    let home = Home::new();
    let mut ana = open_as(&home.file(), "Ana");
    let mut ben = open_as(&home.file(), "ben");
    assert_eq!(ana.append(&attempt("a")), Ok(true));
    assert_eq!(ana.append(&attempt("a")), Ok(false));
    assert_eq!(ana.append_all(&[attempt("b"), attempt("a"), attempt("b")]), Ok(1));
    assert_eq!((ids(&ana).len(), ids(&ben).len()), (2, 0));
    assert_eq!(ben.append(&attempt("a")), Ok(true), "one learner can import another's answers");
    ben.undo("a").unwrap();
    assert!(ana.attempts().unwrap().iter().all(|attempt| !attempt.undone));
    assert_eq!(ana.profiles().unwrap(), ["Ana", "ben"]);
}

#[test]
fn a_section_has_one_bookmark_and_one_note_until_both_are_gone() {
    let home = Home::new();
    let mut store = open(&home.file());
    let first = annotation("a");
    store.save_annotation(&annotation("b")).unwrap();
    store.save_annotation(&first).unwrap();
    let bare = Annotation { bookmarked: false, note: "other".to_owned(), ..first.clone() };
    store.save_annotation(&bare).unwrap();
    assert_eq!(store.annotations(), Ok(vec![bare.clone(), annotation("b")]));
    store.save_annotation(&Annotation { note: String::new(), ..bare }).unwrap();
    assert_eq!(store.annotations(), Ok(vec![annotation("b")]));
    assert_eq!(store.attempts(), Ok(vec![]), "the log knows nothing of them");
}

#[test]
fn of_a_questions_flags_the_latest_is_kept_in_whatever_order_they_come() {
    let home = Home::new();
    let mut store = open(&home.file());
    assert_eq!(store.flags(), Ok(vec![]));
    let whole = flag("b", true, "2026-11-21T10:00:00Z");
    // As texts these two stand the other way round.
    let later = flag("b", false, "2026-11-21T10:00:00.5Z");
    let other = flag("a", true, "2026-11-21T09:00:00.123456789Z");
    assert_eq!(store.save_flags(&[later.clone(), other.clone(), whole.clone()]), Ok(2));
    assert_eq!(store.save_flags(std::slice::from_ref(&whole)), Ok(0), "older than what is known");
    assert_eq!(store.save_flags(&[]), Ok(0));
    assert_eq!(open(&home.file()).flags(), Ok(vec![other, later]));
    assert_eq!(open_as(&home.file(), "ben").flags(), Ok(vec![]));
    let again = flag("b", true, "2026-11-21T10:00:01Z");
    assert_eq!(store.save_flags(&[whole, again.clone()]), Ok(1));
    assert_eq!(store.flags().unwrap()[1], again);
}

#[test]
fn what_is_taken_back_stays_in_the_log_with_its_mark() {
    let home = Home::new();
    let mut store = open(&home.file());
    store.append_all(&[attempt("a"), attempt("b")]).unwrap();
    store.undo("a").unwrap();
    store.undo("a").unwrap();
    let marks = |store: &SqliteStore| {
        store.attempts().unwrap().iter().map(|attempt| attempt.undone).collect::<Vec<_>>()
    };
    assert_eq!(marks(&store), [true, false]);
    assert!(matches!(store.undo("z"), Err(StoreError::Other { why, .. }) if why.contains("`z`")));
    // The same answer from another machine, where it was taken back.
    assert_eq!(store.append(&Attempt { undone: true, ..attempt("b") }), Ok(false));
    assert_eq!(marks(&store), [true, true]);
    assert_eq!(store.append(&attempt("a")), Ok(false));
    assert_eq!(marks(&open(&home.file())), [true, true]);
}

#[test]
fn imports_in_any_order_and_grouping_end_the_same() {
    let home = Home::new();
    let all: Vec<Attempt> = (0..12_u32)
        .map(|n| Attempt {
            at: Timestamp::from_second(i64::from(n * 7 % 5)).unwrap(),
            undone: n % 3 == 0,
            ..attempt(&format!("{}", n % 8))
        })
        // One id is one answer: what differs is only whether it was taken back.
        .map(|attempt| Attempt {
            at: Timestamp::from_second(attempt.id.parse().unwrap()).unwrap(),
            ..attempt
        })
        .collect();
    for (round, rotation) in (0..all.len()).enumerate() {
        let mut order = all.clone();
        order.rotate_left(rotation);
        let (first, second) = order.split_at(round % all.len());
        let mut store = open_as(&home.file(), &format!("p{round}"));
        let new = store.append_all(first).unwrap() + store.append_all(second).unwrap();
        assert_eq!((new, store.attempts().unwrap()), (8, merge(all.clone())));
    }
}

#[test]
fn the_log_is_append_only_for_every_program() {
    let home = Home::new();
    open(&home.file()).append_all(&[attempt("a"), Attempt { undone: true, ..attempt("b") }]).unwrap();
    let other = raw(&home.file());
    for statement in [
        "UPDATE attempts SET grade = 'easy'",
        "DELETE FROM attempts",
        "UPDATE undone SET attempt = 'a'",
        "DELETE FROM undone",
    ] {
        let refused = other.execute(statement, []).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{statement}: {refused}");
    }
    let before = open(&home.file()).attempts().unwrap();
    other
        .execute(
            "INSERT OR REPLACE INTO attempts SELECT profile, id, question, 99, at, day, mode, answer, correct, grade, certainty, hints, took_ms FROM attempts",
            [],
        )
        .unwrap();
    assert_eq!(open(&home.file()).attempts().unwrap(), before);
}

#[test]
fn places_and_the_session_are_kept() {
    let home = Home::new();
    let place = |topic: &str, second, percent| Place {
        topic: topic.to_owned(),
        anchor: "init-phase".to_owned(),
        block: 3,
        line: 1,
        percent,
        finished: percent == 100,
        at: Timestamp::from_second(second).unwrap(),
    };
    let mut store = open(&home.file());
    for saved in [place("a", 10, 20), place("b", 30, 100), place("a", 20, 50), place("c", 5, 1)] {
        store.save_place(&saved).unwrap();
    }
    store.save_session(Some("{\"seed\": 7}")).unwrap();
    store.save_session(Some("{\"seed\": 8}")).unwrap();
    let reopened = open(&home.file());
    assert_eq!(reopened.places().unwrap(), [place("b", 30, 100), place("a", 20, 50), place("c", 5, 1)]);
    assert_eq!(reopened.session().unwrap().as_deref(), Some("{\"seed\": 8}"));
    assert_eq!(open_as(&home.file(), "other").session(), Ok(None));
    store.save_session(None).unwrap();
    assert_eq!(reopened.session(), Ok(None));
}

#[test]
fn another_process_is_noticed_and_oneself_is_not() {
    let home = Home::new();
    let (mut one, mut two) = (open(&home.file()), open(&home.file()));
    one.append(&attempt("a")).unwrap();
    assert_eq!(ids(&one), ["a"]);
    assert_eq!(ids(&two), ["a"]);
    assert_eq!((one.changed_outside(), two.changed_outside()), (Ok(false), Ok(false)));
    one.append(&attempt("b")).unwrap();
    assert_eq!((one.changed_outside(), two.changed_outside()), (Ok(false), Ok(true)));
    assert_eq!(two.changed_outside(), Ok(true), "until the log is read");
    assert_eq!(ids(&two), ["a", "b"]);
    assert_eq!(two.changed_outside(), Ok(false));
}

#[test]
fn local_files_get_a_write_ahead_log() {
    let home = Home::new();
    open(&home.file()).append(&attempt("a")).unwrap();
    let mode: String = raw(&home.file()).pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

mod files {
    use super::*;

    #[test]
    fn an_empty_database_of_version_0_is_filled() {
        let home = Home::new();
        raw(&home.file()).execute_batch("CREATE TABLE t (x); DROP TABLE t; VACUUM").unwrap();
        assert!(std::fs::metadata(home.file()).unwrap().len() > 0);
        let mut store = open(&home.file());
        assert_eq!(ids(&store), [""; 0]);
        assert_eq!(store.append(&attempt("a")), Ok(true));
    }

    /// The file that the first version wrote, as text. It must stay readable; add a fixture for every later version.
    #[test]
    fn a_file_of_version_1_is_read() {
        let home = Home::new();
        raw(&home.file()).execute_batch(include_str!("fixtures/progress-1.sql")).unwrap();
        let mut store = open_as(&home.file(), "Ana");
        let read = store.attempts().unwrap();
        assert_eq!(read, [attempt("01KE"), Attempt { undone: true, day: None, ..attempt("01KF") }]);
        assert_eq!(store.places().unwrap()[0].topic, "cold-starts");
        assert_eq!(store.session().unwrap().as_deref(), Some("{}"));
        assert_eq!(store.append(&attempt("new")), Ok(true));
    }

    /// What the first version wrote is all there after the step, and the new table beside it is empty and takes entries.
    #[test]
    fn a_file_of_version_1_gets_a_place_for_notes() {
        let home = Home::new();
        raw(&home.file()).execute_batch(include_str!("fixtures/progress-1.sql")).unwrap();
        let mut store = open_as(&home.file(), "Ana");
        let version: i64 =
            raw(&home.file()).pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!((version, store.attempts().unwrap().len()), (5, 2));
        assert_eq!(store.annotations(), Ok(vec![]));
        store.save_annotation(&annotation("")).unwrap();
        assert_eq!(open_as(&home.file(), "Ana").annotations(), Ok(vec![annotation("")]));
        assert_eq!(open_as(&home.file(), "ben").annotations(), Ok(vec![]));
    }

    /// The file that the second version wrote, as text.
    #[test]
    fn a_file_of_version_2_is_read() {
        let home = Home::new();
        raw(&home.file()).execute_batch(include_str!("fixtures/progress-2.sql")).unwrap();
        let mut store = open_as(&home.file(), "Ana");
        assert_eq!(store.attempts().unwrap(), [attempt("01KE")]);
        assert_eq!(store.annotations().unwrap(), [annotation("the-init-phase")]);
        assert_eq!(store.append(&attempt("new")), Ok(true));
    }

    #[test]
    fn results_are_kept_for_each_learner_and_come_newest_first() {
        let home = Home::new();
        raw(&home.file()).execute_batch(include_str!("fixtures/progress-2.sql")).unwrap();
        let mut store = open_as(&home.file(), "Ana");
        assert_eq!(store.results(), Ok(Vec::new()));
        let result =
            |at: &str| PastSession { at: at.parse().unwrap(), session: format!("{{\"at\": \"{at}\"}}") };
        let days = ["2026-11-20T10:00:00Z", "2026-11-21T10:00:00.5Z", "2026-11-21T10:00:00Z"].map(result);
        for day in days.iter().chain(&days) {
            store.save_result(day).unwrap();
        }
        let [oldest, newest, middle] = days;
        assert_eq!(open_as(&home.file(), "Ana").results(), Ok(vec![newest, middle, oldest]));
        assert_eq!(open_as(&home.file(), "ben").results(), Ok(Vec::new()));
    }

    /// A file of version 4, made by the steps that lead there, keeps everything and gets a place for flags.
    #[test]
    fn a_file_of_version_4_gets_a_place_for_flags() {
        let home = Home::new();
        let file = raw(&home.file());
        for step in [
            include_str!("../src/store/schema/1_log_places_sessions.sql"),
            include_str!("../src/store/schema/2_annotations.sql"),
            include_str!("../src/store/schema/3_goals.sql"),
            include_str!("../src/store/schema/4_results.sql"),
        ] {
            file.execute_batch(step).unwrap();
        }
        file.execute_batch(
            "PRAGMA application_id = 0x636f6c64; PRAGMA user_version = 4;
             INSERT INTO results VALUES ('Ana', '2026-11-20T10:00:00Z', '{}')",
        )
        .unwrap();
        drop(file);
        let mut store = open_as(&home.file(), "Ana");
        assert_eq!((store.results().unwrap().len(), store.flags()), (1, Ok(vec![])));
        assert_eq!(store.save_flags(&[flag("limits-1", true, "2026-11-21T10:00:00Z")]), Ok(1));
        assert_eq!(store.results().unwrap().len(), 1);
    }

    /// A file from before goals gets a place for them.
    #[test]
    fn a_goal_is_kept_and_forgotten() {
        let home = Home::new();
        raw(&home.file()).execute_batch(include_str!("fixtures/progress-2.sql")).unwrap();
        let mut store = open_as(&home.file(), "Ana");
        assert_eq!(store.goal(), Ok(None));
        let goal = Goal { on: "2026-12-05".parse().unwrap(), minutes: 25, topics: vec!["limits".to_owned()] };
        store.save_goal(Some(&goal)).unwrap();
        assert_eq!(open_as(&home.file(), "Ana").goal(), Ok(Some(goal)));
        assert_eq!(open_as(&home.file(), "ben").goal(), Ok(None));
        store.save_goal(None).unwrap();
        assert_eq!(open_as(&home.file(), "Ana").goal(), Ok(None));
        assert_eq!(store.attempts().unwrap().len(), 1);
    }

    #[test]
    fn a_newer_file_is_left_alone_and_named() {
        let home = Home::new();
        let mut running = open(&home.file());
        running.append(&attempt("a")).unwrap();
        raw(&home.file()).execute_batch("PRAGMA user_version = 7").unwrap();
        let error = refusal(&home.file());
        assert!(matches!(error, StoreError::Newer { found: 7, known: 5, .. }), "{error:?}");
        // A program that was running while a newer one changed the file.
        assert!(matches!(running.append(&attempt("b")), Err(StoreError::Newer { found: 7, .. })));
        let mut opened = open_or_reading_only(&home.file(), &ProfileName::default());
        assert_eq!(opened.notice, Some(error.clone()));
        assert_eq!(ids(opened.store.as_ref()), [""; 0]);
        assert_eq!(opened.store.append(&attempt("b")), Err(error));
    }

    #[test]
    fn somebody_elses_database_is_not_touched() {
        let home = Home::new();
        raw(&home.file())
            .execute_batch("CREATE TABLE bookmarks (x); INSERT INTO bookmarks VALUES (1)")
            .unwrap();
        let before = std::fs::read(home.file()).unwrap();
        assert!(
            matches!(refusal(&home.file()), StoreError::Damaged { why, .. } if why.contains("another program"))
        );
        assert_eq!(std::fs::read(home.file()).unwrap(), before);
    }

    #[test]
    fn noise_is_called_damaged() {
        let home = Home::new();
        let noise: Vec<u8> =
            (0..20_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        std::fs::write(home.file(), &noise).unwrap();
        let error = refusal(&home.file());
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains("progress import"), "{error}");
        let opened = open_or_reading_only(&home.file(), &ProfileName::default());
        assert_eq!(opened.notice, Some(error));
        assert_eq!(std::fs::read(home.file()).unwrap(), noise, "it may still be of use to somebody");
    }

    /// Wherever a file is cut off or overwritten, reading ends in answers that were given or in an error that says so.
    #[test]
    fn a_damaged_file_gives_an_error_or_what_is_whole() {
        let home = Home::new();
        let all: Vec<Attempt> = (0..300).map(|n| attempt(&format!("id{n:04}"))).collect();
        open(&home.file()).append_all(&all).unwrap();
        let whole = std::fs::read(home.file()).unwrap();
        let mut damaged = 0;
        for part in 1..24 {
            let at = whole.len() * part / 24;
            let cut = whole[..at].to_vec();
            let mut overwritten = whole.clone();
            overwritten[at..whole.len().min(at + 700)].fill(0xa5);
            for bytes in [cut, overwritten] {
                let place = Home::new();
                std::fs::write(place.file(), bytes).unwrap();
                let mut opened = open_or_reading_only(&place.file(), &ProfileName::default());
                match opened.store.attempts() {
                    Ok(read) => assert!(read.iter().all(|attempt| all.contains(attempt)), "{part}"),
                    Err(error) => {
                        damaged += 1;
                        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
                    }
                }
                let _ = opened.store.append(&attempt("new"));
            }
        }
        assert!(damaged > 10, "{damaged}");
    }

    #[test]
    fn a_locked_file_is_called_busy() {
        let home = Home::new();
        let mut store = open(&home.file());
        store.append(&attempt("a")).unwrap();
        let other = raw(&home.file());
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert_eq!(ids(&store), ["a"], "reading does not wait");
        assert!(matches!(store.append(&attempt("b")), Err(StoreError::Busy { .. })));
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(store.append(&attempt("b")), Ok(true));
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named_and_reading_works() {
        let home = Home::new();
        let file = home.0.path().join("a-file");
        std::fs::write(&file, "").unwrap();
        for path in [file.join("coldstart/progress.db"), home.0.path().to_owned()] {
            let mut opened = open_or_reading_only(&path, &ProfileName::default());
            let notice = opened.notice.unwrap();
            assert!(matches!(notice, StoreError::ReadOnly { .. }), "{notice:?}");
            assert_eq!(ids(opened.store.as_ref()), [""; 0]);
            assert_eq!(opened.store.save_session(Some("x")), Err(notice));
        }
    }
}

/// What needs a second process: sudden ends, other users, limits. The second process is this test binary, told by the environment
/// to run `helper` alone.
#[cfg(unix)]
mod processes {
    use super::*;
    use std::collections::BTreeSet;
    use std::io::{BufRead, BufReader, Write};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command, Stdio};

    const TASK: &str = "COLDSTART_TEST_STORE_TASK";
    const FILE: &str = "COLDSTART_TEST_STORE_FILE";

    #[test]
    #[ignore = "run by the other tests, as a process of its own"]
    #[expect(clippy::disallowed_methods, reason = "a test's process is told its task by the environment")]
    fn helper() {
        let (Ok(task), Ok(file)) = (std::env::var(TASK), std::env::var(FILE)) else { return };
        let file = Path::new(&file);
        match task.as_str() {
            "read" => read_and_try_to_write(file),
            name => append_until_it_fails(file, name),
        }
    }

    /// Appends answers and says each id once it is safe, until this process is killed or an answer is refused.
    fn append_until_it_fails(file: &Path, name: &str) {
        let mut store = match SqliteStore::open(file, &ProfileName::default()) {
            Ok(store) => store,
            Err(error) => return say("refused", &format!("on opening: {error:?}")),
        };
        for number in 0.. {
            let id = format!("{name}-{number}");
            match store.append(&Attempt { answer: Some("x".repeat(400).into()), ..attempt(&id) }) {
                Ok(new) => assert!(new),
                Err(error) => return say("refused", &format!("{error:?}")),
            }
            say("kept", &id);
            // Lets the other writer in; SQLite's lock is not a fair one.
            std::thread::sleep(std::time::Duration::from_micros(500));
        }
    }

    fn read_and_try_to_write(file: &Path) {
        let mut opened = open_or_reading_only(file, &ProfileName::default());
        say("notice", &format!("{:?}", opened.notice));
        say("read", &format!("{:?}", opened.store.attempts().map(|attempts| attempts.len())));
        say("append", &format!("{:?}", opened.store.append(&attempt("new"))));
    }

    fn say(what: &str, text: &str) {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{what}: {text}").unwrap();
        out.flush().unwrap();
    }

    fn helper_command(program: &Path, task: &str, file: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .args(["--exact", "processes::helper", "--ignored", "--nocapture", "--test-threads=1"])
            .env(TASK, task)
            .env(FILE, file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }

    fn this_binary() -> PathBuf {
        std::env::current_exe().unwrap()
    }

    /// What a helper said under `what`.
    fn said(child: Child, what: &str) -> Vec<String> {
        let output = child.wait_with_output().unwrap();
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .filter_map(|line| line.strip_prefix(what)?.strip_prefix(": ").map(str::to_owned))
            .collect()
    }

    #[test]
    fn no_acknowledged_answer_is_lost_when_two_writers_are_killed() {
        let home = Home::new();
        let mut acknowledged = BTreeSet::new();
        for round in 0..24_u64 {
            let mut writers: Vec<Child> = (0..2)
                .map(|writer| {
                    helper_command(&this_binary(), &format!("round{round}writer{writer}"), &home.file())
                        .spawn()
                        .unwrap()
                })
                .collect();
            let mut readers = Vec::new();
            for writer in &mut writers {
                let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
                // Both are in the middle of their work before either is killed.
                let first =
                    lines.by_ref().map(Result::unwrap).find(|line| line.starts_with("kept: ")).unwrap();
                acknowledged.insert(first);
                readers.push(std::thread::spawn(move || {
                    lines.map_while(Result::ok).filter(|line| line.starts_with("kept: ")).collect::<Vec<_>>()
                }));
            }
            // A different moment of a transaction in every round.
            std::thread::sleep(std::time::Duration::from_micros(700 * round));
            for writer in &mut writers {
                writer.kill().unwrap();
                writer.wait().unwrap();
            }
            for reader in readers {
                acknowledged.extend(reader.join().unwrap());
            }
            let store = open(&home.file());
            let kept: BTreeSet<String> = ids(&store).into_iter().map(|id| format!("kept: {id}")).collect();
            let lost: Vec<_> = acknowledged.difference(&kept).collect();
            assert!(lost.is_empty(), "round {round}: {lost:?}");
            // At most the answer that each writer was about to acknowledge.
            assert!(kept.len() <= acknowledged.len() + 2 * (usize::try_from(round).unwrap() + 1));
        }
        assert!(acknowledged.len() >= 48, "{}", acknowledged.len());
        let check: String =
            raw(&home.file()).query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok");
    }

    #[test]
    fn two_processes_that_make_the_file_at_once_share_it() {
        for _ in 0..5 {
            let home = Home::new();
            let children: Vec<Child> = (0..3)
                .map(|writer| {
                    helper_command(&this_binary(), &format!("writer{writer}"), &home.file()).spawn().unwrap()
                })
                .collect();
            let mut kept = Vec::new();
            for mut child in children {
                let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
                kept.extend(
                    lines.filter(|line| line.starts_with("kept: ") || line.starts_with("refused: ")).take(3),
                );
                child.kill().unwrap();
                child.wait().unwrap();
            }
            assert_eq!(kept.len(), 9, "{kept:?}");
            let ids = ids(&open(&home.file()));
            for line in kept {
                assert!(ids.iter().any(|id| Some(id.as_str()) == line.strip_prefix("kept: ")), "{line}");
            }
        }
    }

    /// The size of a file is limited as it is by a quota: SQLite calls this a failed write, not a full disk.
    #[test]
    fn a_limit_on_the_file_refuses_answers_and_keeps_what_was_kept() {
        let home = Home::new();
        open(&home.file()).append(&attempt("a")).unwrap();
        let script = r#"trap '' XFSZ; ulimit -f 128; exec "$0" "$@""#;
        let direct = helper_command(&this_binary(), "limited", &home.file());
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]).arg(direct.get_program()).args(direct.get_args());
        for (key, value) in direct.get_envs() {
            command.env(key, value.unwrap());
        }
        let output = command.stdout(Stdio::piped()).stderr(Stdio::null()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let said = |what: &str| {
            text.lines().filter_map(|line| line.strip_prefix(what)).map(str::to_owned).collect::<Vec<_>>()
        };
        let refused = said("refused: ");
        assert_eq!(refused.len(), 1, "{text}");
        assert!(refused[0].contains("refused to write") || refused[0].starts_with("Full"), "{refused:?}");
        let kept = said("kept: ");
        assert!(!kept.is_empty());
        let mut store = open(&home.file());
        let found = ids(&store);
        assert_eq!(found.len(), kept.len() + 1, "what was refused is not there");
        assert!(kept.iter().all(|id| found.contains(id)));
        assert_eq!(store.append(&attempt("b")), Ok(true), "with room again, answers are kept again");
    }

    /// Runs the reading helper as a user who may write neither file nor folder: as oneself or, for root, whom no permission stops, as
    /// the user nobody.
    fn read_as_stranger(home: &Home, file_mode: u32, folder_mode: u32) -> [Vec<String>; 3] {
        let mode =
            |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
        // The build folder may be closed to others, so the binary comes along.
        let tools = Home::new();
        let program = tools.0.path().join("helper");
        std::fs::copy(this_binary(), &program).unwrap();
        mode(tools.0.path(), 0o755);
        mode(&program, 0o755);
        mode(&home.file(), file_mode);
        mode(home.0.path(), folder_mode);
        let probe = home.0.path().join("probe");
        let is_root = std::fs::write(&probe, "").is_ok();
        let mut command = helper_command(&program, "read", &home.file());
        if is_root {
            let _ = std::fs::remove_file(&probe);
            command.uid(65_534).gid(65_534);
        }
        command.current_dir("/");
        let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
        mode(home.0.path(), 0o755);
        ["notice: ", "read: ", "append: "]
            .map(|what| text.lines().filter_map(|line| line.strip_prefix(what)).map(str::to_owned).collect())
    }

    #[test]
    fn a_protected_folder_is_read_and_not_written() {
        let home = Home::new();
        let mut store = open(&home.file());
        store.append_all(&[attempt("a"), attempt("b")]).unwrap();
        drop(store);
        // Where the file itself may be written, the files that SQLite needs beside it may not.
        for file_mode in [0o444, 0o666] {
            let [notice, read, append] = read_as_stranger(&home, file_mode, 0o555);
            assert_eq!(notice.len(), 1, "the helper did not run");
            assert!(notice[0].contains("ReadOnly"), "{notice:?}");
            assert_eq!(read, ["Ok(2)"]);
            assert!(append[0].contains("Err(ReadOnly"), "{append:?}");
        }
    }

    #[test]
    fn a_file_that_may_not_even_be_read_is_told() {
        let home = Home::new();
        open(&home.file()).append(&attempt("a")).unwrap();
        let [notice, read, append] = read_as_stranger(&home, 0o000, 0o555);
        assert!(notice[0].contains("ReadOnly") && notice[0].contains("denied"), "{notice:?}");
        assert_eq!(read, ["Ok(0)"]);
        assert!(append[0].contains("Err(ReadOnly"), "{append:?}");
    }

    #[test]
    fn a_writer_hears_of_what_another_process_kept() {
        let home = Home::new();
        let mut store = open(&home.file());
        store.append(&attempt("a")).unwrap();
        assert_eq!(ids(&store), ["a"]);
        let child = helper_command(&this_binary(), "read", &home.file()).spawn().unwrap();
        assert_eq!(said(child, "append"), ["Ok(true)"]);
        assert_eq!(store.changed_outside(), Ok(true));
        assert_eq!(ids(&store), ["a", "new"]);
    }
}
