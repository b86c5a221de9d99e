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
    /// The table of contents beside a page.
    Outline,
    /// A page being read.
    Page,
    /// A question that waits for an answer.
    Question,
    /// A text field in a question.
    Field,
    /// A question that has been answered.
    Verdict,
    /// The end of a session.
    Summary,
    /// The help overlay.
    Help,
    /// A question of the program itself: yes or no.
    Confirm,
    /// The settings.
    Settings,
    /// The messages of this run.
    Messages,
}

impl Scope {
    /// Its name in `config.toml`: `[keys.page]`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Home => "home",
            Self::Outline => "outline",
            Self::Page => "page",
            Self::Question => "question",
            Self::Field => "field",
            Self::Verdict => "verdict",
            Self::Summary => "summary",
            Self::Help => "help",
            Self::Confirm => "confirm",
            Self::Settings => "settings",
            Self::Messages => "messages",
        }
    }

    /// Heading in the help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::Home => "Home",
            Self::Outline => "Contents",
            Self::Page => "Page",
            Self::Question => "Question",
            Self::Field => "Text field",
            Self::Verdict => "Answered question",
            Self::Summary => "End of a session",
            Self::Help => "Help",
            Self::Confirm => "Confirmation",
            Self::Settings => "Settings",
            Self::Messages => "Messages",
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
    HomeUp,         Home,     "home.up",            "up",        ["up", "k", "ctrl-p"],         None,     "Choose the topic above.";
    HomeDown,       Home,     "home.down",          "choose",    ["down", "j", "ctrl-n"],       Some(10), "Choose the topic below.";
    HomeFirst,      Home,     "home.first",         "first",     ["home", "g"],                 None,     "Choose the first topic.";
    HomeLast,       Home,     "home.last",          "last",      ["end", "G"],                  None,     "Choose the last topic.";
    HomeOpen,       Home,     "home.open",          "read",      ["enter", "right", "l"],       Some(15), "Read the chosen topic.";
    HomePractise,   Home,     "home.practise",      "practise",  ["p"],                         Some(30), "Answer questions on the chosen topic.";

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
    Skip,           Question, "question.skip",      "skip",      ["s"],                         Some(25), "Leave the question for later.";
    QuestionScrollDown, Question, "question.scroll-down", "scroll", ["pagedown", "ctrl-d"],    None,     "Scroll a long question down.";
    QuestionScrollUp, Question, "question.scroll-up", "scroll up", ["pageup", "ctrl-u"],        None,     "Scroll a long question up.";

    FieldAnswer,    Field,    "field.answer",       "answer",    ["enter"],                     Some(10), "Give the answer.";
    FieldHint,      Field,    "field.hint",         "hint",      ["ctrl-t"],                    Some(20), "Show a hint.";
    FieldSkip,      Field,    "field.skip",         "skip",      ["ctrl-s"],                    Some(25), "Leave the question for later.";

    NextQuestion,   Verdict,  "verdict.next",       "next",      ["enter", "n", "right", "l"],  Some(10), "Go to the next question.";
    PreviousQuestion, Verdict, "verdict.previous",  "previous",  ["left", "h"],                 None,     "Look back at the question before.";
    VerdictDown,    Verdict,  "verdict.down",       "scroll",    ["down", "j", "space", "pagedown", "ctrl-d"], Some(15), "Scroll the explanation down.";
    VerdictUp,      Verdict,  "verdict.up",         "scroll up", ["up", "k", "b", "pageup", "ctrl-u"], None, "Scroll the explanation up.";
    ReadOn,         Verdict,  "verdict.read",       "read on",   ["r"],                         Some(20), "Open the page that explains it.";

    Again,          Summary,  "summary.again",      "again",     ["enter", "n"],                Some(10), "Ask the questions again.";
    Leave,          Summary,  "summary.leave",      "done",      ["left", "h"],                 Some(15), "Go back.";

    HelpDown,       Help,     "help.down",          "scroll",    ["down", "j", "space", "pagedown"], Some(10), "Scroll the help down.";
    HelpUp,         Help,     "help.up",            "up",        ["up", "k", "b", "pageup"],    None,     "Scroll the help up.";
    CloseHelp,      Help,     "help.close",         "close",     ["?", "q", "esc", "enter"],    Some(20), "Close the help.";

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
    Back,           Global,   "back",               "back",      ["esc"],                       Some(80), "Go one level back.";
    LeaveOrQuit,    Global,   "leave",              "quit",      ["q"],                         Some(80), "Go one level back; from home, leave the program.";
    Home,           Global,   "home",               "home",      ["H"],                         None,     "Go to the home screen.";
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
