//! Reading a whole log.

use super::record::Record;
use super::scan::{Place, Problem, Scanner, Sink};
use std::io::{self, ErrorKind, Read};

/// Bytes that are read at once.
const CHUNK: usize = 256 << 10;

/// Reads a log to its end and gives how many lines it has. After every chunk `go_on` is asked, with the sink and the bytes read
/// so far; where it says no the rest is left unread.
///
/// # Errors
/// What the input gives.
pub fn read<S: Sink>(
    mut input: impl Read,
    sink: &mut S,
    mut go_on: impl FnMut(&S, u64) -> bool,
) -> io::Result<u64> {
    let mut scanner = Scanner::default();
    let mut chunk = vec![0; CHUNK];
    let mut bytes = 0;
    loop {
        match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => {
                scanner.feed(chunk.get(..length).unwrap_or_default(), sink);
                bytes += length as u64;
                if !go_on(sink, bytes) {
                    break;
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    scanner.finish(sink);
    Ok(scanner.lines())
}

/// All records of a text with their places, and what looks like one and is none.
pub fn records(text: &[u8]) -> (Vec<(Record, Place)>, Vec<Problem>) {
    #[derive(Default)]
    struct All(Vec<(Record, Place)>, Vec<Problem>);

    impl Sink for All {
        fn record(&mut self, record: &Record, place: Place) {
            self.0.push((record.clone(), place));
        }

        fn unparsed(&mut self, problem: Problem) {
            self.1.push(problem);
        }
    }

    let mut all = All::default();
    let mut scanner = Scanner::default();
    scanner.feed(text, &mut all);
    scanner.finish(&mut all);
    (all.0, all.1)
}
