//! The event log as JSON Lines.

use super::super::output::Failure;
use crate::simulation::{Event, EventKind, Observer, Scenario};
use serde::Serialize;
use std::io::{self, Write};

/// Writes each event as a line. The first failure is kept, and nothing is written after it.
pub(super) struct EventLog<'a> {
    scenario: &'a Scenario,
    writer: &'a mut dyn Write,
    line: Vec<u8>,
    failed: Option<io::Error>,
}

#[derive(Serialize)]
struct Line<'a> {
    at_ns: u64,
    function: &'a str,
    #[serde(flatten)]
    kind: &'a EventKind,
}

impl<'a> EventLog<'a> {
    pub(super) fn new(scenario: &'a Scenario, writer: &'a mut dyn Write) -> Self {
        Self { scenario, writer, line: Vec::new(), failed: None }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// The failure, if there was one.
    pub(super) fn result(&mut self) -> Result<(), Failure> {
        self.failed.take().map_or(Ok(()), |error| Err(error.into()))
    }

    fn write(&mut self, event: &Event) -> io::Result<()> {
        let function = self.scenario.functions.get(event.function as usize);
        let function = function.map_or("", |function| function.name.as_str());
        self.line.clear();
        serde_json::to_writer(&mut self.line, &Line { at_ns: event.at_ns, function, kind: &event.kind })?;
        self.line.push(b'\n');
        self.writer.write_all(&self.line)
    }
}

impl Observer for EventLog<'_> {
    fn event(&mut self, event: &Event) {
        if self.failed.is_none() {
            self.failed = self.write(event).err();
        }
    }
}
