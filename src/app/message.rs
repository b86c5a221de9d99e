//! What comes into the state machine and what goes out of it.

use super::desk::saved::Saved;
use crate::content::SyntaxLines;
use crate::input::Chord;
use crate::progress::{Annotation, Attempt, Flag, Goal, PastSession, Place};
use crate::quiz;
use crate::settings::{Setting, Value};
use std::time::Duration;

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key was pressed.
    Key(Chord),
    /// Text was pasted.
    Paste(String),
    /// The mouse wheel was turned over a cell: rows, downwards positive.
    Wheel {
        /// Column of the pointer.
        column: u16,
        /// Row of the pointer.
        row: u16,
        /// Rows to scroll, downwards positive.
        by: i16,
    },
    /// The left button of the mouse was pressed on a cell.
    Click {
        /// Column of the pointer.
        column: u16,
        /// Row of the pointer.
        row: u16,
    },
    /// The terminal has another size.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// A timer that the model asked for has run out.
    Wake,
    /// The terminal or the system asks the program to end.
    Closing,
    /// The answer that was handed out with [`Effect::Record`] is on disk, or why it is not.
    Recorded(Result<Box<Attempt>, String>),
    /// The colours of a block of code that was handed out with [`Effect::Highlight`].
    Highlighted {
        /// Topic of the page.
        topic: String,
        /// Which of its code blocks.
        block: usize,
        /// What the parts of each line are.
        lines: SyntaxLines,
    },
    /// A bookmark or note could not be kept, and why.
    NotKept(String),
    /// The setting that was handed out with [`Effect::SaveSetting`] is in the file, or why it is not.
    SettingSaved(Setting, Result<(), String>),
    /// The file that the report which was handed out with [`Effect::SaveReport`] is in, or why it is in none.
    ReportSaved(Result<String, String>),
    /// Set everything on the settings screen back.
    RestoreDefaults,
    /// Forget a named calculation.
    ForgetCalculation(Saved),
    /// Keep a named calculation in the place of the one of its name.
    KeepCalculation(Saved),
    /// Close the note that is being written and leave it as it was.
    DropNote,
    /// Close the note that is being written and keep it, also where nothing is left of it.
    KeepNote,
    /// Begin a session in the place of the one that was interrupted.
    Begin(Box<quiz::Session>),
    /// Another window has written progress; this is all of it.
    Refreshed(Box<super::Record>),
    /// The packs were read again.
    PacksRead(Box<super::packs::PacksRead>),
    /// The log that was handed out with [`Effect::ReadLog`] has been read so far.
    LogProgress {
        /// Which reading.
        number: u64,
        /// Thousandths that are done.
        per_mille: u16,
    },
    /// It has been read, or why it has not.
    LogRead {
        /// Which reading.
        number: u64,
        /// Its figures.
        read: Result<super::logs::LogRead, String>,
    },
    /// The log that was handed out with [`Effect::ReplayLog`] has been read, or why it has not.
    LogReplayed {
        /// Which reading.
        number: u64,
        /// Its requests.
        read: Result<super::logs::LogRequests, String>,
    },
    /// The names that [`Effect::ListFiles`] asked for.
    FilesListed {
        /// What they go on from.
        typed: String,
        /// Paths; folders end in a slash.
        names: Vec<String>,
    },
}

/// When a message arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The calendar.
    pub at: jiff::Timestamp,
    /// A clock that only goes forwards, from the start of the program.
    pub tick: Duration,
}

/// Something that the outside has to do, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Put an answer on disk, then report with [`Msg::Recorded`] before anything is drawn.
    Record(Box<quiz::Record>),
    /// Mark the answer with this identifier in the log as undone, then report with [`Msg::Refreshed`]; a failure with
    /// [`Msg::NotKept`].
    Undo(String),
    /// Remember a reading place.
    SavePlace(Place),
    /// Remember the interrupted session, or forget it.
    SaveSession(Option<String>),
    /// Keep a session that is over; report a failure with [`Msg::NotKept`].
    SaveResult(PastSession),
    /// Write the report of a session to a file of this name in the folder for reports, then report with [`Msg::ReportSaved`].
    SaveReport {
        /// Name of the file.
        name: String,
        /// Its content, Markdown.
        text: String,
    },
    /// Keep the day that is learnt toward, or forget it.
    SaveGoal(Option<Goal>),
    /// Keep the named calculations.
    SaveCalculations(String),
    /// Keep a bookmark or a note, or forget an empty one; report a failure with [`Msg::NotKept`].
    SaveAnnotation(Annotation),
    /// Keep that a question was flagged, or no longer is; report a failure with [`Msg::NotKept`].
    SaveFlag(Flag),
    /// Put text on the clipboard, if the terminal lets us.
    Copy(String),
    /// Read the packs again and report with [`Msg::PacksRead`], at leisure.
    ReadPacks,
    /// Find out what the parts of a block of code are, in the background, and report with [`Msg::Highlighted`].
    Highlight {
        /// Topic of the page.
        topic: String,
        /// Which of its code blocks.
        block: usize,
        /// Its language, by the name on the fence.
        lang: String,
        /// The code.
        code: String,
    },
    /// Write a setting to the file, or take it out of there, then report with [`Msg::SettingSaved`].
    SaveSetting {
        /// Which one.
        setting: Setting,
        /// Its value; `None` takes it out of the file.
        value: Option<Value>,
    },
    /// Ask the terminal for clicks of the mouse, or no longer.
    SetMouse(bool),
    /// Read a log file in the background; report with [`Msg::LogProgress`] and [`Msg::LogRead`]. A reading that goes on is stopped.
    ReadLog {
        /// The file or folder.
        path: String,
        /// Which reading it is.
        number: u64,
    },
    /// Read a log file in the background for its requests; report with [`Msg::LogProgress`] and [`Msg::LogReplayed`]. A reading that goes on
    /// is stopped.
    ReplayLog {
        /// The file or folder.
        path: String,
        /// Which reading it is.
        number: u64,
    },
    /// Stop reading the log.
    StopLog,
    /// List the paths that go on from a text, and report with [`Msg::FilesListed`].
    ListFiles(String),
    /// Hand the terminal back to the shell for a while.
    Suspend,
    /// End the program.
    Quit,
}
