//! Where commands write, and how they fail.

use super::ColorArg;
use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

/// Standard output, buffered. A reader that has gone away ends the program quietly.
pub(super) struct Out {
    writer: BufWriter<Box<dyn Write>>,
    terminal: bool,
    color: ColorArg,
}

impl Out {
    pub(super) fn standard(color: ColorArg) -> Self {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        Self { writer: BufWriter::new(Box::new(stdout.lock())), terminal, color }
    }

    /// Whether a person is looking.
    pub(super) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Whether colours and bold type are wanted: the flag says so, or a person is looking and has not set `NO_COLOR`.
    pub(super) fn styled(&self) -> bool {
        match self.color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            ColorArg::Auto => self.terminal && !crate::platform::Environment::read().no_color,
        }
    }

    /// Columns to lay text out for: those of the terminal, at most a comfortable measure, else 80.
    pub(super) fn columns(&self) -> u16 {
        let columns = self.terminal.then(crate::term::columns).flatten();
        columns.unwrap_or(80).clamp(20, 88)
    }

    /// Writes a line.
    pub(super) fn line(&mut self, text: impl fmt::Display) -> Result<(), Failure> {
        Ok(writeln!(self.writer, "{text}")?)
    }

    /// Writes a heading and a list of sentences after an empty line; nothing for an empty list.
    pub(super) fn bullets(&mut self, head: &str, sentences: &[String]) -> Result<(), Failure> {
        if sentences.is_empty() {
            return Ok(());
        }
        self.line(format_args!("\n{head}:"))?;
        let columns = usize::from(self.columns()).saturating_sub(2);
        for sentence in sentences {
            for (at, line) in crate::text::lines(sentence, columns).iter().enumerate() {
                self.line(format_args!("{}{line}", if at == 0 { "- " } else { "  " }))?;
            }
        }
        Ok(())
    }

    /// Writes text as it is.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Failure> {
        Ok(self.writer.write_all(text.as_bytes())?)
    }

    /// The buffered writer itself, for what is written piece by piece.
    pub(super) fn writer(&mut self) -> &mut dyn Write {
        &mut self.writer
    }

    /// Writes what is buffered, so that a question is seen before its answer is awaited.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        Ok(self.writer.flush()?)
    }
}

/// Why a command stops.
#[derive(Debug)]
pub(super) enum Failure {
    /// What was typed or given is wrong: exit status 2.
    Input(String),
    /// Something outside failed: exit status 2, too, since nothing was found or done.
    Outside(String),
    /// The reader of our output has gone: no message.
    Closed,
}

impl Failure {
    pub(super) fn input(message: impl fmt::Display) -> Self {
        Self::Input(message.to_string())
    }

    pub(super) fn outside(message: impl fmt::Display) -> Self {
        Self::Outside(message.to_string())
    }

    /// Tells people on standard error and gives the exit status.
    pub(super) fn report(self) -> ExitCode {
        match self {
            Self::Input(message) | Self::Outside(message) => {
                let _ = writeln!(io::stderr(), "error: {message}");
                ExitCode::from(2)
            }
            Self::Closed => ExitCode::SUCCESS,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::outside(error) }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::outside(error)
    }
}

/// What a command returns: its exit status.
pub(super) type Done = Result<u8, Failure>;
