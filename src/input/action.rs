//! The table of actions: the one place that says what can be done, where, with which keys.
//!
//! Dispatch, footer, help and the list of keys all read it. Whether an action is possible at the moment is the model's to say (`app::availability`).

use std::fmt;

/// Where an action applies: the part of the screen that has the focus, innermost first in a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everywhere.
    Global,
    /// The home screen.
    Home,
    /// The list of sessions.
    Sessions,
    /// The field that asks when it is.
    Day,
    /// The progress screen.
    Progress,
    /// The field for the path of a log.
    LogPath,
    /// A log that is being read.
    LogReading,
    /// What a log says.
    Logs,
    /// The table of contents beside a page.
    Outline,
    /// A page being read.
    Page,
    /// A link that is marked on a page.
    Link,
    /// A word of the glossary, or an address, over a page.
    Word,
    /// The list of bookmarks and notes.
    Notes,
    /// A note being written.
    Note,
    /// A question that waits for an answer.
    Question,
    /// A text field in a question.
    Field,
    /// A question that has been answered.
    Verdict,
    /// The end of a session with a result.
    Result,
    /// The end of a session.
    Summary,
    /// The fields of a calculator.
    Desk,
    /// The results of a calculator.
    DeskResults,
    /// A calculator, whatever has the focus.
    DeskAny,
    /// The search and the command palette.
    Search,
    /// A fact card.
    Card,
    /// The help overlay.
    Help,
    /// The list of what is wrong with the packs.
    Problems,
    /// An animation.
    Animation,
    /// The what-ifs of an animation.
    WhatIf,
    /// A prediction that an animation asks for.
    Prediction,
    /// The list of scenarios.
    Scenarios,
    /// A question of the program itself: yes or no.
    Confirm,
    /// The settings.
    Settings,
    /// The messages of this run.
    Messages,
}

impl Scope {
    /// Heading in the help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::Home => "Home",
            Self::Sessions => "Sessions",
            Self::Day => "Date of a plan",
            Self::Progress => "Progress",
            Self::LogPath => "Path of a log",
            Self::LogReading => "Log being read",
            Self::Logs => "Log",
            Self::Outline => "Contents",
            Self::Page => "Page",
            Self::Link => "Marked link",
            Self::Word => "Word of the glossary",
            Self::Notes => "Bookmarks and notes",
            Self::Note => "Note",
            Self::Question => "Question",
            Self::Field => "Text field",
            Self::Verdict => "Answered question",
            Self::Result => "Result of an exam, interview or blitz",
            Self::Summary => "End of a session",
            Self::Desk => "Calculator: fields",
            Self::DeskResults => "Calculator: results",
            Self::DeskAny => "Calculator",
            Self::Search => "Search",
            Self::Card => "Fact card",
            Self::Help => "Help",
            Self::Problems => "Problems of packs",
            Self::Animation => "Animation",
            Self::WhatIf => "Animation: what if",
            Self::Prediction => "Animation: prediction",
            Self::Scenarios => "List of scenarios",
            Self::Confirm => "Confirmation",
            Self::Settings => "Settings",
            Self::Messages => "Messages",
        }
    }

    /// Where one has to be for its actions: "on a page".
    pub fn place(self) -> &'static str {
        match self {
            Self::Global => "everywhere",
            Self::Home => "on the home screen",
            Self::Sessions => "in the list of sessions",
            Self::Day => "in the question when it is",
            Self::Progress => "on the progress screen",
            Self::LogPath => "in the field for a log's path",
            Self::LogReading => "while a log is read",
            Self::Logs => "on the screen of a log",
            Self::Outline => "in the contents beside a page",
            Self::Page => "on a page",
            Self::Link => "on a marked link",
            Self::Word => "on a word of the glossary",
            Self::Notes => "in the list of bookmarks",
            Self::Note => "in a note",
            Self::Question => "on a question",
            Self::Field => "in a text field",
            Self::Verdict => "on an answered question",
            Self::Result => "on the result of a session",
            Self::Summary => "at the end of a session",
            Self::Search => "in the search",
            Self::Card => "on a fact card",
            Self::Desk => "in the fields of a calculator",
            Self::DeskResults => "in the results of a calculator",
            Self::DeskAny => "in a calculator",
            Self::Help => "in the help",
            Self::Problems => "in the list of problems",
            Self::Animation => "in an animation",
            Self::WhatIf => "in the what-ifs of an animation",
            Self::Prediction => "where an animation asks for a prediction",
            Self::Scenarios => "in the list of scenarios",
            Self::Confirm => "in a confirmation",
            Self::Settings => "in the settings",
            Self::Messages => "in the messages",
        }
    }

    /// Its name in `config.toml`, as in `[keys.page]`, and in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Home => "home",
            Self::Sessions => "sessions",
            Self::Day => "day",
            Self::Progress => "progress",
            Self::LogPath => "log-path",
            Self::LogReading => "log-reading",
            Self::Logs => "logs",
            Self::Outline => "outline",
            Self::Page => "page",
            Self::Link => "link",
            Self::Word => "word",
            Self::Notes => "notes",
            Self::Note => "note",
            Self::Question => "question",
            Self::Field => "field",
            Self::Verdict => "verdict",
            Self::Result => "result",
            Self::Summary => "summary",
            Self::Search => "search",
            Self::Card => "card",
            Self::Desk => "desk",
            Self::DeskResults => "desk-results",
            Self::DeskAny => "desk-any",
            Self::Help => "help",
            Self::Problems => "problems",
            Self::Animation => "animation",
            Self::WhatIf => "what-if",
            Self::Prediction => "prediction",
            Self::Scenarios => "scenarios",
            Self::Confirm => "confirm",
            Self::Settings => "settings",
            Self::Messages => "messages",
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub struct Entry {
    /// What is done.
    pub action: Action,
    /// Stable identifier for key bindings: `page.line-down`.
    pub id: &'static str,
    /// A word or two for the footer.
    pub label: &'static str,
    /// One sentence for the help.
    pub help: &'static str,
    /// Where it applies.
    pub scope: Scope,
    /// Default keys, the first one is shown.
    pub keys: &'static [&'static str],
    /// Place in the footer, lowest first; `None` keeps it out.
    pub footer: Option<u8>,
}

macro_rules! actions {
    ($($name:ident, $scope:ident, $id:literal, $label:literal, [$($key:literal),*], $footer:expr, $help:literal;)*) => {
        /// Something that the user can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $(#[doc = $help] $name,)*
        }

        /// Every action, in the order of the help.
        pub const TABLE: &[Entry] = &[
            $(Entry {
                action: Action::$name,
                id: $id,
                label: $label,
                help: $help,
                scope: Scope::$scope,
                keys: &[$($key),*],
                footer: $footer,
            },)*
        ];
    };
}

actions! {
    // action, scope, id, label, keys, place in the footer, help
    Continue,       Home,     "home.continue",      "continue",  ["c"],                         Some(20), "Go on where you stopped.";
    HomeUp,         Home,     "home.up",            "up",        ["up", "k"],                   None,     "Choose the topic above.";
    HomeDown,       Home,     "home.down",          "choose",    ["down", "j"],                 Some(10), "Choose the topic below.";
    HomeFirst,      Home,     "home.first",         "first",     ["home", "g"],                 None,     "Choose the first topic.";
    HomeLast,       Home,     "home.last",          "last",      ["end", "G"],                  None,     "Choose the last topic.";
    HomeOpen,       Home,     "home.open",          "read",      ["enter", "right", "l"],       Some(15), "Read the chosen topic.";
    HomePractise,   Home,     "home.practise",      "practise",  ["p"],                         Some(59), "Answer questions on the chosen topic.";
    HomeSessions,   Home,     "home.sessions",      "sessions",  ["s"],                         Some(30), "Choose a kind of session: review, exam, toward a date and others.";
    HomeProgress,   Home,     "home.progress",      "progress",  ["P"],                         Some(61), "Show how well each topic is known and what comes due.";

    SessionUp,      Sessions, "sessions.up",        "up",        ["up", "k"],                   None,     "Choose what stands above.";
    SessionDown,    Sessions, "sessions.down",      "choose",    ["down", "j"],                 Some(10), "Choose what stands below.";
    SessionFirst,   Sessions, "sessions.first",     "first",     ["home", "g"],                 None,     "Choose what stands first.";
    SessionLast,    Sessions, "sessions.last",      "last",      ["end", "G"],                  None,     "Choose what stands last.";
    SessionStart,   Sessions, "sessions.start",     "begin",     ["enter", "right", "l"],       Some(15), "Begin what is chosen or go on with it: a session, a way through the course, one of its steps; show a result again.";
    SessionClose,   Sessions, "sessions.close",     "close way", ["left", "h"],                 None,     "Close the steps of a way through the course.";
    ChangeDay,      Sessions, "sessions.day",       "when is it?", ["d"],                       Some(20), "Say when the exam or interview is, and how many minutes a day has.";
    KeepDay,        Day,      "day.keep",           "keep",      ["enter"],                     Some(10), "Take what was typed.";
    CancelDay,      Day,      "day.cancel",         "cancel",    ["esc"],                       Some(20), "Leave the date as it is.";

    ProgressDown,   Progress, "progress.down",      "scroll",    ["down", "j"],                 Some(10), "Scroll down.";
    ProgressUp,     Progress, "progress.up",        "up",        ["up", "k"],                   None,     "Scroll up.";
    ProgressPageDown, Progress, "progress.page-down", "page",    ["space", "pagedown"],         Some(15), "Scroll a screen down.";
    ProgressPageUp, Progress, "progress.page-up",   "page up",   ["b", "pageup"],               None,     "Scroll a screen up.";
    ProgressNow,    Progress, "progress.now",       "begin",     ["enter"],                     Some(18), "Do what stands first among what to do now.";
    ProgressSessions, Progress, "progress.sessions", "sessions", ["s"],                         Some(20), "Choose a kind of session.";

    LogOpen,        LogPath,  "log-path.open",      "read",      ["enter"],                     Some(10), "Read the log at this path.";
    LogComplete,    LogPath,  "log-path.complete",  "complete",  ["tab"],                       Some(15), "Complete the name, or list the names that go on from here.";
    LogStop,        LogReading, "log-reading.stop", "stop",      ["esc", "c"],                  Some(10), "Stop reading.";
    LogDown,        Logs,     "logs.down",          "scroll",    ["down", "j"],                 Some(10), "Scroll down.";
    LogUp,          Logs,     "logs.up",            "up",        ["up", "k"],                   None,     "Scroll up.";
    LogPageDown,    Logs,     "logs.page-down",     "page",      ["space", "pagedown"],         Some(15), "Scroll a screen down.";
    LogPageUp,      Logs,     "logs.page-up",       "page up",   ["b", "pageup"],               None,     "Scroll a screen up.";
    LogTop,         Logs,     "logs.top",           "top",       ["home", "g"],                 None,     "Go to the beginning.";
    LogEnd,         Logs,     "logs.end",           "end",       ["end", "G"],                  None,     "Go to the end: advice, and which memory size to take.";
    LogWatch,       Logs,     "logs.watch",         "watch it",  ["w", "enter"],                Some(16), "Watch the log: its requests come as they came, environments start and freeze.";
    LogRegionOn,    Logs,     "logs.region",        "region",    ["right", "l"],                Some(18), "Price the log in the next Region.";
    LogRegionBack,  Logs,     "logs.region-before", "region before", ["left", "h"],             None,     "Price the log in the Region before.";
    LogArch,        Logs,     "logs.arch",          "x86/arm",   ["a"],                         Some(19), "Price the log for the other architecture.";
    LogAnother,     Logs,     "logs.another",       "another log", ["o"],                       Some(20), "Read another log.";

    LineDown,       Page,     "page.line-down",     "scroll",    ["down", "j", "ctrl-e"],       Some(10), "Scroll one line down.";
    LineUp,         Page,     "page.line-up",       "up",        ["up", "k", "ctrl-y"],         None,     "Scroll one line up.";
    HalfDown,       Page,     "page.half-down",     "half page", ["d", "ctrl-d"],               None,     "Scroll half a page down.";
    HalfUp,         Page,     "page.half-up",       "half up",   ["u", "ctrl-u"],               None,     "Scroll half a page up.";
    PageDown,       Page,     "page.page-down",     "page",      ["space", "pagedown", "ctrl-f"], Some(15), "Scroll one page down.";
    PageUp,         Page,     "page.page-up",       "page up",   ["b", "pageup", "ctrl-b"],     None,     "Scroll one page up.";
    PageTop,        Page,     "page.top",           "top",       ["home", "g"],                 None,     "Go to the beginning of the page.";
    PageEnd,        Page,     "page.end",           "end",       ["end", "G"],                  None,     "Go to the end of the page.";
    NextSection,    Page,     "page.next-section",  "section",   ["n", "]", "right", "l"],      Some(20), "Go to the next section.";
    PreviousSection, Page,    "page.previous-section", "section back", ["N", "[", "left", "h"], None,     "Go to the previous section.";
    NextTopic,      Page,     "page.next-topic",    "next topic", [">"],                        None,     "Open the next topic of the course.";
    PreviousTopic,  Page,     "page.previous-topic", "previous topic", ["<"],                   None,     "Open the previous topic of the course.";
    CheckYourself,  Page,     "page.check",         "check yourself", ["enter"],                Some(25), "Answer the questions of this section beside the text.";
    Practise,       Page,     "page.practise",      "practise",  ["p"],                         Some(30), "Answer this topic's questions in a session of their own.";

    PageFact,       Page,     "page.fact",          "fact",      ["f"],                         Some(62), "Show where the first figure in view comes from.";
    MarkLink,       Page,     "page.link",          "link",      ["o"],                         Some(40), "Mark the first link on the screen; Enter follows it.";
    MarkLinkBack,   Page,     "page.link-back",     "last link", ["O"],                         None,     "Mark the last link on the screen.";
    ShowWord,       Page,     "page.word",          "word",      ["t"],                         None,     "Explain the first word on the screen that is in the glossary.";
    Bookmark,       Page,     "page.bookmark",      "bookmark",  ["m"],                         None,     "Set a bookmark on this section, or remove it.";
    ShowNotes,      Page,     "page.notes",         "bookmarks", ["'", "B"],                    None,     "List your bookmarks and notes, and go to one.";
    EditNote,       Page,     "page.note",          "note",      ["e"],                         None,     "Write a note of your own on this section.";
    PanRight,       Page,     "page.pan-right",     "pan",       ["shift-right"],               Some(41),     "Move a drawing that is too wide to the left.";
    PanLeft,        Page,     "page.pan-left",      "pan back",  ["shift-left"],                None,     "Move a drawing that is too wide to the right.";

    FollowLink,     Link,     "link.follow",        "follow",    ["enter"],                     Some(1),  "Follow the marked link; Esc leads back. An address outside is shown and copied.";
    NextLink,       Link,     "link.next",          "next link", ["o", "tab"],                  Some(2),  "Mark the next link on the screen.";
    PreviousLink,   Link,     "link.previous",      "link before", ["O", "shift-tab"],          None,     "Mark the link before.";
    UnmarkLink,     Link,     "link.leave",         "leave",     ["esc"],                       Some(3),  "Mark no link.";

    NextWord,       Word,     "word.next",          "next word", ["t"],                         Some(1),  "Explain the next word on the screen.";
    ReadWord,       Word,     "word.read",          "read on",   ["r"],                         Some(2),  "Open the page that explains it; Esc leads back.";
    CopyAddress,    Word,     "word.copy",          "copy again", ["y"],                        Some(2),  "Copy the address once more.";
    WordDown,       Word,     "word.down",          "scroll",    ["down", "j", "space", "pagedown"], None, "Scroll the card down.";
    WordUp,         Word,     "word.up",            "scroll up", ["up", "k", "b", "pageup"],    None,     "Scroll the card up.";
    CloseWord,      Word,     "word.close",         "close",     ["esc", "enter", "q"],         Some(3),  "Close the card.";

    NotesDown,      Notes,    "notes.down",         "choose",    ["down", "j"],                 Some(1),  "Choose the entry below.";
    NotesUp,        Notes,    "notes.up",           "up",        ["up", "k"],                   None,     "Choose the entry above.";
    NotesOpen,      Notes,    "notes.open",         "go there",  ["enter", "right", "l"],       Some(2),  "Go to the section; Esc leads back.";
    CloseNotes,     Notes,    "notes.close",        "close",     ["esc", "q", "'", "B"],        Some(3),  "Close the list.";

    KeepNote,       Note,     "note.keep",          "keep",      ["esc", "ctrl-s"],             Some(1),  "Close the note and keep it; an empty one is removed, after a question.";
    DropNote,       Note,     "note.drop",          "discard changes", ["ctrl-x"],              Some(2),  "Close the note and leave it as it was, after a question where something was written.";

    OutlineUp,      Outline,  "outline.up",         "up",        ["up", "k"],                   None,     "Choose the entry above.";
    OutlineDown,    Outline,  "outline.down",       "choose",    ["down", "j"],                 Some(10), "Choose the entry below.";
    OutlineOpen,    Outline,  "outline.open",       "go there",  ["enter", "right", "l"],       Some(15), "Go to the chosen topic or section.";

    OptionUp,       Question, "question.up",        "up",        ["up", "k"],                   None,     "Choose the option above.";
    OptionDown,     Question, "question.down",      "choose",    ["down", "j"],                 None,     "Choose the option below.";
    OptionA,        Question, "question.a",         "a–f",       ["a", "1"],                    Some(10), "Choose the first option.";
    OptionB,        Question, "question.b",         "second",    ["b", "2"],                    None,     "Choose the second option.";
    OptionC,        Question, "question.c",         "third",     ["c", "3"],                    None,     "Choose the third option.";
    OptionD,        Question, "question.d",         "fourth",    ["d", "4"],                    None,     "Choose the fourth option.";
    OptionE,        Question, "question.e",         "fifth",     ["e", "5"],                    None,     "Choose the fifth option.";
    OptionF,        Question, "question.f",         "sixth",     ["f", "6"],                    None,     "Choose the sixth option.";
    Toggle,         Question, "question.toggle",    "mark",      ["space"],                     Some(12), "Mark or unmark the option under the cursor.";
    Answer,         Question, "question.answer",    "answer",    ["enter"],                     Some(11), "Give the answer.";
    Hint,           Question, "question.hint",      "hint",      ["h"],                         Some(20), "Show a hint, from a nudge to nearly the answer.";
    Certainty,      Question, "question.certainty", "how sure",  ["g"],                         Some(22), "Say how sure you are before you answer: sure, unsure, a guess, or nothing.";
    Undo,           Question, "question.undo",      "undo",      ["u"],                         Some(62), "Take the latest answer back and give another; the log keeps both and counts one.";
    Skip,           Question, "question.skip",      "skip",      ["s"],                         Some(25), "Leave the question for later.";
    Flag,           Question, "question.flag",      "flag",      ["m"],                         None,     "Flag the question to come back to it, or take the flag away.";
    QuestionScrollDown, Question, "question.scroll-down", "scroll", ["pagedown", "ctrl-d"],    None,     "Scroll a long question down.";
    QuestionScrollUp, Question, "question.scroll-up", "scroll up", ["pageup", "ctrl-u"],        None,     "Scroll a long question up.";

    FieldAnswer,    Field,    "field.answer",       "answer",    ["enter"],                     Some(10), "Give the answer.";
    FieldHint,      Field,    "field.hint",         "hint",      ["ctrl-t"],                    Some(20), "Show a hint.";
    FieldCertainty, Field,    "field.certainty",    "how sure",  ["ctrl-r"],                    Some(22), "Say how sure you are before you answer: sure, unsure, a guess, or nothing.";
    FieldLine,      Field,    "field.line",         "new line",  ["ctrl-j", "alt-enter"],       Some(12), "Begin a new line of an answer in your own words.";
    FieldUndo,      Field,    "field.undo",         "undo last", ["ctrl-b"],                    Some(62), "Take the latest answer back and give another; the log keeps both and counts one.";
    FieldFlag,      Field,    "field.flag",         "flag",      ["ctrl-f"],                    None,     "Flag the question to come back to it, or take the flag away.";
    FieldSkip,      Field,    "field.skip",         "skip",      ["ctrl-s"],                    Some(25), "Leave the question for later.";

    NextQuestion,   Verdict,  "verdict.next",       "next",      ["enter", "n", "right", "l"],  Some(10), "Go to the next question.";
    PreviousQuestion, Verdict, "verdict.previous",  "previous",  ["left", "h"],                 None,     "Look back at the question before.";
    VerdictDown,    Verdict,  "verdict.down",       "scroll",    ["down", "j", "space", "pagedown", "ctrl-d"], Some(15), "Scroll the explanation down.";
    VerdictUp,      Verdict,  "verdict.up",         "scroll up", ["up", "k", "b", "pageup", "ctrl-u"], None, "Scroll the explanation up.";
    TakeBack,       Verdict,  "verdict.undo",       "undo",      ["u"],                         Some(63), "Take the answer back and give another; the log keeps both and counts one.";
    VerdictFlag,    Verdict,  "verdict.flag",       "flag",      ["m"],                         None,     "Flag the question to come back to it, or take the flag away.";
    ReportQuestion, Verdict,  "verdict.report",     "report",    ["p"],                         Some(64), "Copy what names this question, to report a mistake in it.";
    ReadOn,         Verdict,  "verdict.read",       "read on",   ["r"],                         Some(20), "Open the page that explains it.";

    TryOut,         Verdict,  "verdict.try",        "try it",    ["t"],                         Some(61), "Open the calculator with the numbers of the question, or its run as an animation.";
    VerdictFact,    Verdict,  "verdict.fact",       "facts",     ["f"],                         Some(62), "Show the facts that the answer rests on.";

    ResultReview,   Result,   "result.review",      "every answer", ["enter"],                 Some(9),  "Look through every answer of the session; the result stays where it is.";
    SaveReport,     Result,   "result.save",        "save report", ["s"],                       Some(30), "Write the report of the session to a file.";
    CopyReport,     Result,   "result.copy",        "copy report", ["y"],                       Some(31), "Copy the report of the session.";

    Leave,          Summary,  "summary.leave",      "done",      ["enter", "d"],                Some(10), "Go back.";
    MissedAgain,    Summary,  "summary.missed",     "wrong ones again", ["w"],                  Some(11), "Ask again what was wrong, without a clock.";
    LookBack,       Summary,  "summary.review",     "every answer", ["r", "left", "h"],         Some(12), "Look through every answer of the session.";
    Again,          Summary,  "summary.again",      "again",     ["a"],                         Some(20), "Ask the questions again; after an exam, an interview or a blitz, others.";
    SummaryDown,    Summary,  "summary.down",       "scroll",    ["down", "j", "space", "pagedown", "ctrl-d"], Some(25), "Scroll down.";
    SummaryUp,      Summary,  "summary.up",         "scroll up", ["up", "k", "b", "pageup", "ctrl-u"], None, "Scroll up.";

    FieldBelow,     Desk,     "desk.below",         "field",     ["down"],                      Some(10), "Go to the field below.";
    FieldAbove,     Desk,     "desk.above",         "above",     ["up"],                        None,     "Go to the field above.";
    StepUp,         Desk,     "desk.more",          "more",      ["right"],                     Some(15), "Take the next larger value.";
    StepDown,       Desk,     "desk.less",          "less",      ["left"],                      Some(14), "Take the next smaller value.";
    ClearField,     Desk,     "desk.clear",         "clear",     ["delete", "ctrl-u"],          Some(20), "Empty the field.";
    ResultsDown,    DeskResults, "desk.down",       "scroll",    ["down", "j"],                 Some(10), "Scroll the results down.";
    ResultsUp,      DeskResults, "desk.up",         "scroll up", ["up", "k"],                   None,     "Scroll the results up.";
    ViewRight,      DeskResults, "desk.right",      "next view", ["right", "l"],                Some(15), "Show the next view of the result.";
    ViewLeft,       DeskResults, "desk.left",       "view before", ["left", "h"],               None,     "Show the view before.";
    LoadSaved,      DeskResults, "desk.load",       "load",      ["enter"],                     Some(16), "In the view of saved calculations: take the chosen one's inputs over.";
    ForgetSaved,    DeskResults, "desk.forget",     "forget",    ["delete"],                    Some(18), "In the view of saved calculations: forget the chosen one, after a question.";
    MoreCpu,        DeskResults, "desk.more-cpu",   "more CPU",  ["+"],                         Some(20), "In the view of memory: more of the duration is bound to the CPU.";
    LessCpu,        DeskResults, "desk.less-cpu",   "less CPU",  ["-"],                         Some(21), "In the view of memory: less of the duration is bound to the CPU.";
    Measured,       DeskResults, "desk.measured",   "measured",  ["m"],                         Some(22), "In the view of memory: fit the workload from measurements at two memory sizes or more.";
    ViewNext,       DeskAny,  "desk.view",          "view",      ["ctrl-n"],                    Some(30), "Show the next view of the result.";
    ViewPrevious,   DeskAny,  "desk.view-before",   "view before", ["ctrl-b"],                  None,     "Show the view before.";
    SaveDesk,       DeskAny,  "desk.save",          "save",      ["ctrl-s"],                    Some(35), "Keep these inputs under a name.";
    CopyCommand,    DeskAny,  "desk.copy",          "copy as command", ["ctrl-y"],              Some(40), "Copy the command that gives the same result.";
    SearchUp,       Search,   "search.up",          "up",        ["up", "ctrl-p"],              None,     "Choose the find above.";
    SearchDown,     Search,   "search.down",        "choose",    ["down", "ctrl-n"],            Some(10), "Choose the find below.";
    SearchPageUp,   Search,   "search.page-up",     "page up",   ["pageup"],                    None,     "Go a screen of finds up.";
    SearchPageDown, Search,   "search.page-down",   "page",      ["pagedown"],                  None,     "Go a screen of finds down.";
    SearchOpen,     Search,   "search.open",        "open",      ["enter"],                     Some(15), "Open what is chosen, or do it.";
    CloseSearch,    Search,   "search.close",       "close",     ["esc"],                       Some(20), "Close the search; its words are kept.";

    CardNext,       Card,     "card.next",          "next fact", ["f", "n", "right", "l"],      Some(10), "Show the next fact.";
    CardPrevious,   Card,     "card.previous",      "previous",  ["F", "N", "left", "h"],       Some(15), "Show the fact before.";
    CardDown,       Card,     "card.down",          "scroll",    ["down", "j", "space", "pagedown"], Some(20), "Scroll the card down.";
    CardUp,         Card,     "card.up",            "up",        ["up", "k", "b", "pageup"],    None,     "Scroll the card up.";
    CloseCard,      Card,     "card.close",         "close",     ["esc", "q", "enter"],         Some(30), "Close the card.";

    HelpDown,       Help,     "help.down",          "scroll",    ["down", "j", "space", "pagedown"], Some(10), "Scroll the help down.";
    HelpUp,         Help,     "help.up",            "up",        ["up", "k", "b", "pageup"],    None,     "Scroll the help up.";
    CloseHelp,      Help,     "help.close",         "close",     ["?", "q", "esc", "enter"],    Some(20), "Close the help.";

    ProblemsDown,   Problems, "problems.down",      "scroll",    ["down", "j", "space", "pagedown"], Some(10), "Scroll the list down.";
    ProblemsUp,     Problems, "problems.up",        "up",        ["up", "k", "b", "pageup"],    None,     "Scroll the list up.";
    CloseProblems,  Problems, "problems.close",     "close",     ["!", "q", "esc", "enter"],    Some(20), "Close the list.";

    AnimationPlay,  Animation, "animation.play",    "play/pause", ["space"],                   Some(1),  "Play or pause.";
    AnimationOn,    Animation, "animation.on",      "step",      ["right", "l"],               Some(2),  "Step to the next event.";
    AnimationBack,  Animation, "animation.back",    "back",      ["left", "h"],                Some(3),  "Step back: the last event has not happened.";
    AnimationLater, Animation, "animation.later",   "second on", ["."],                        None,     "Go a second of virtual time on.";
    AnimationEarlier, Animation, "animation.earlier", "second back", [","],                    None,     "Go a second of virtual time back.";
    AnimationNextPhase, Animation, "animation.phase", "next phase", ["]"],                     None,     "Go to where an environment next enters another phase.";
    AnimationPreviousPhase, Animation, "animation.phase-before", "phase before", ["["],        None,     "Go back to where an environment last entered another phase.";
    AnimationNextTrouble, Animation, "animation.trouble", "next cold start", ["n"],            Some(8),  "Go to the next cold start or refusal.";
    AnimationPreviousTrouble, Animation, "animation.trouble-before", "cold start before", ["N"], None,   "Go to the cold start or refusal before.";
    AnimationFaster, Animation, "animation.faster", "faster",    ["+", "="],                   Some(5),  "Play faster, up to 10,000 times real time.";
    AnimationSlower, Animation, "animation.slower", "slower",    ["-"],                        Some(6),  "Play slower, down to a hundredth of real time.";
    AnimationToStart, Animation, "animation.start", "restart",   ["0", "home"],                None,     "Go to the beginning.";
    AnimationToEnd, Animation, "animation.end",     "end",       ["end"],                      None,     "Go to the end.";
    AnimationLoop,  Animation, "animation.loop",    "repeat",    ["L"],                        None,     "At the end begin again, or not.";
    AnimationView,  Animation, "animation.view",    "view",      ["v"],                        Some(4),  "Show the next view: path, fleet, timeline.";
    AnimationPath,  Animation, "animation.path",    "path",      ["1"],                        None,     "Show the path of a request, cold beside warm.";
    AnimationFleet, Animation, "animation.fleet",   "fleet",     ["2"],                        None,     "Show every environment.";
    AnimationTimeline, Animation, "animation.timeline", "timeline", ["3"],                     None,     "Show environments over time.";
    AnimationWider, Animation, "animation.wider",   "longer",    ["<"],                        None,     "Show a longer time on the time line.";
    AnimationNarrower, Animation, "animation.narrower", "shorter", [">"],                      None,     "Show a shorter time on the time line.";
    AnimationWhatIf, Animation, "animation.what-if", "what if",  ["w"],                        Some(7),  "Change one thing and compare before and after.";
    AnimationPredict, Animation, "animation.predict", "predict", ["p"],                        Some(9),  "Let the run stop before a request comes, and predict what it will find.";
    AnimationFact,  Animation, "animation.fact",    "fact",      ["f"],                        Some(12), "Show the fact behind what has just happened.";
    AnimationWhole, Animation, "animation.whole",   "full screen", ["z", "enter"],             Some(10), "Show the animation of a page on the whole screen.";
    AnimationMenu,  Animation, "animation.menu",    "scenarios", ["m"],                        Some(11), "List all scenarios.";
    WhatIfDown,     WhatIf,   "what-if.down",       "choose",    ["down", "j"],                Some(1),  "Choose the value below.";
    WhatIfUp,       WhatIf,   "what-if.up",         "above",     ["up", "k"],                  None,     "Choose the value above.";
    WhatIfMore,     WhatIf,   "what-if.more",       "more",      ["right", "l"],               Some(3),  "Take the next value.";
    WhatIfLess,     WhatIf,   "what-if.less",       "less",      ["left", "h"],                Some(2),  "Take the value before.";
    WhatIfReset,    WhatIf,   "what-if.reset",      "as it was", ["delete", "x"],              Some(4),  "Take the change back.";
    WhatIfClose,    WhatIf,   "what-if.close",      "to the run", ["esc", "enter", "w"],       Some(5),  "Close the what-ifs; the changes stay.";
    PredictWarm,    Prediction, "predict.warm",     "warm",      ["a"],                        Some(1),  "Predict that the request finds an environment ready.";
    PredictCold,    Prediction, "predict.cold",     "cold",      ["b"],                        Some(2),  "Predict a cold start.";
    PredictRefused, Prediction, "predict.refused",  "refused",   ["c"],                        Some(3),  "Predict that the request is refused.";
    PredictStop,    Prediction, "predict.stop",     "stop asking", ["esc", "p"],               Some(4),  "Go on without predictions.";
    ScenarioDown,   Scenarios, "scenarios.down",    "choose",    ["down", "j"],                Some(1),  "Choose the scenario below.";
    ScenarioUp,     Scenarios, "scenarios.up",      "up",        ["up", "k"],                  None,     "Choose the scenario above.";
    ScenarioOpen,   Scenarios, "scenarios.open",    "watch",     ["enter", "right", "l"],      Some(2),  "Watch the chosen scenario.";

    Yes,            Confirm,  "confirm.yes",        "yes",       ["y"],                         Some(10), "Do it.";
    No,             Confirm,  "confirm.no",         "no",        ["n", "esc", "q", "enter"],    Some(20), "Leave everything as it is.";

    SettingUp,      Settings, "settings.up",        "up",        ["up", "k", "shift-tab"],      None,     "Choose the setting above.";
    SettingDown,    Settings, "settings.down",      "choose",    ["down", "j", "tab"],          Some(10), "Choose the setting below.";
    SettingNext,    Settings, "settings.next",      "change",    ["right", "enter", "space", "l"], Some(15), "Change the setting to its next value; it takes effect at once.";
    SettingPrevious, Settings, "settings.previous", "change back", ["left", "h", "backspace"],  None,     "Change the setting to its previous value.";
    SettingDefaults, Settings, "settings.defaults", "defaults",  ["D"],                         Some(18), "Set everything on this screen back to what it was at first.";
    CloseSettings,  Settings, "settings.close",     "close",     ["esc", "q", "S"],             Some(20), "Close the settings.";

    MessagesDown,   Messages, "messages.down",      "scroll",    ["down", "j", "space", "pagedown"], Some(10), "Scroll down.";
    MessagesUp,     Messages, "messages.up",        "up",        ["up", "k", "b", "pageup"],    None,     "Scroll up.";
    CloseMessages,  Messages, "messages.close",     "close",     ["esc", "q", "L", "enter"],    Some(20), "Close the messages.";

    FocusNext,      Global,   "focus.next",         "next pane", ["tab"],                       Some(60), "Move to the next pane.";
    FocusPrevious,  Global,   "focus.previous",     "previous pane", ["shift-tab"],             None,     "Move to the previous pane.";
    Back,           Global,   "back",               "back",      ["esc"],                       Some(55), "Go one level back.";
    LeaveOrQuit,    Global,   "leave",              "quit",      ["q"],                         Some(55), "Go one level back; from home, leave the program.";
    Home,           Global,   "home",               "home",      ["H"],                         None,     "Go to the home screen.";
    BeginReview,    Global,   "session.review",     "review",    [],                            None,     "Review: what is due today, with a few new questions between.";
    BeginLearn,     Global,   "session.learn",      "learn",     [],                            None,     "Learn: new questions, in the order of the chapters.";
    BeginDate,      Global,   "session.date",       "toward a date", [],                        None,     "Toward a date: the questions that raise recall on that day most.";
    BeginWeakest,   Global,   "session.weakest",    "weakest first", [],                        None,     "Weakest first: what you are most likely to have forgotten.";
    BeginPairs,     Global,   "session.pairs",      "mixed up",  [],                            None,     "Mixed up: what you took for one another, side by side.";
    BeginDrill,     Global,   "session.drill",      "drill",     [],                            None,     "Drill: ten questions from everywhere, shuffled.";
    BeginBlitz,     Global,   "session.blitz",      "blitz",     [],                            None,     "Blitz: limits and numbers, twenty seconds each.";
    BeginExam,      Global,   "session.exam",       "exam",      [],                            None,     "Exam: thirty questions against the clock, judged at the end.";
    BeginInterview, Global,   "session.interview",  "mock interview", [],                       None,     "Mock interview: open questions against the clock, judged by a rubric.";
    OpenSessions,   Global,   "sessions",           "sessions",  [],                            None,     "Sessions: every kind, the ways through the course, and past results.";
    OpenProgress,   Global,   "progress",           "progress",  [],                            None,     "Progress: how well each topic is known and what comes due.";
    OpenCost,       Global,   "cost",               "cost",      ["$"],                         Some(75), "Open the cost calculator; on a page, with the inputs of its example.";
    OpenConcurrency, Global,  "concurrency",        "concurrency", ["#"],                       Some(76), "Open the concurrency calculator; on a page, with the inputs of its example.";
    OpenBreakeven,  Global,   "breakeven",          "break-even", ["%"],                        None,     "Compare Lambda with Fargate, provisioned concurrency, the other architecture or other memory: which one, from when on.";
    OpenAnimation,  Global,   "animation",          "animations", ["A"],                       Some(77), "List the scenarios and watch one.";
    OpenLogs,       Global,   "logs",               "logs",      ["@"],                         Some(78), "Read a log with REPORT lines; the calculators take its figures over.";
    Search,         Global,   "search",             "search",    ["/", "f3"],                   Some(58), "Find topics, sections, facts, questions and actions.";
    Palette,        Global,   "palette",            "actions",   [":", "ctrl-p"],               None,     "Find an action by its name and do it.";
    ShowProblems,   Global,   "packs.problems",     "problems",  ["!"],                         Some(75), "List what is wrong with the packs laid over the course.";
    ReloadPacks,    Global,   "packs.read",         "read packs again", ["R"],                  None,     "Read the packs laid over the course again.";
    ShowHelp,       Global,   "help",               "help",      ["?", "f1"],                   Some(90), "Show every key that works here.";
    ShowSettings,   Global,   "settings",           "settings",  ["S"],                         None,     "Change how the program looks and behaves.";
    ShowMessages,   Global,   "messages",           "messages",  ["L"],                         None,     "Show the last messages again.";
    ToggleMouse,    Global,   "mouse",              "mouse",     ["M"],                         None,     "Take clicks of the mouse, or leave the mouse to the terminal, which can then select text.";
    Suspend,        Global,   "suspend",            "suspend",   ["ctrl-z"],                    None,     "Hand the terminal back to the shell; `fg` returns.";
    Quit,           Global,   "quit",               "quit",      ["ctrl-c"],                    None,     "Leave at once; everything is saved.";
}

impl Action {
    /// The row that describes this action.
    pub fn entry(self) -> &'static Entry {
        // The table and the enumeration come from one list, so the place of one is the place of the other.
        &TABLE[self as usize]
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn an_action_finds_its_own_row() {
        for entry in TABLE {
            assert_eq!(entry.action.entry().id, entry.id);
        }
    }

    #[test]
    fn identifiers_are_unique() {
        let ids: BTreeSet<&str> = TABLE.iter().map(|entry| entry.id).collect();
        assert_eq!(ids.len(), TABLE.len());
    }
}
