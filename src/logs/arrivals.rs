//! A log as requests for the simulator: when they came and how long they took.

use super::record::{Record, Report};
use super::scan::{Place, Problem, Sink};
use super::spread::Spread;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Spread that are kept one by one; of more the distribution is kept, within [`crate::sketch::Sketch::RELATIVE_ERROR`].
const KEPT: u32 = 4096;

/// Memory sizes that are told apart.
const SIZES: usize = 256;

/// The requests of a log, gathered while it is read.
#[derive(Debug)]
pub struct Arrivals {
    /// Nanoseconds since 1970, in the order of the log.
    times: Vec<i64>,
    most: usize,
    too_many: bool,
    without_time: u64,
    first_without_time: Option<Place>,
    unparsed: u64,
    warm: Spread,
    cold: Spread,
    init: Spread,
    /// How many had each memory, of the first sizes that occurred.
    memory: BTreeMap<u32, u64>,
}

/// Why a log gives no arrivals.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArrivalError {
    /// It has no reports.
    #[error("it has no REPORT line")]
    NoReports,
    /// Some have no time.
    #[error(
        "{count} of its {all} REPORT lines have no time stamp, the first of them in line {line}, column {column}; \
         `aws logs tail --format short` and `aws logs filter-log-events` give them"
    )]
    NoTimes {
        /// How many have none.
        count: u64,
        /// How many there are.
        all: u64,
        /// Line of the first.
        line: u64,
        /// Column of the first.
        column: u64,
    },
    /// There are more than memory holds.
    #[error("it has more than {most} REPORT lines, which is more than there is memory for")]
    TooMany {
        /// How many may be kept.
        most: usize,
    },
    /// The requests lie too far apart.
    #[error("its first and its last request lie more than 584 years apart")]
    TooLong,
}

impl Arrivals {
    /// Gathers at most `most` requests, each of which takes eight bytes.
    pub fn new(most: usize) -> Self {
        Self {
            times: Vec::new(),
            most,
            too_many: false,
            without_time: 0,
            first_without_time: None,
            unparsed: 0,
            warm: Spread::default(),
            cold: Spread::default(),
            init: Spread::default(),
            memory: BTreeMap::new(),
        }
    }

    /// Whether to read on.
    pub fn has_room(&self) -> bool {
        !self.too_many
    }

    /// Lines that look like reports and are none.
    pub fn unparsed(&self) -> u64 {
        self.unparsed
    }

    /// Times of the arrivals in nanoseconds from the first, in their order. A report is written at the end, so the request came as long before as
    /// INIT and the invocation took.
    ///
    /// # Errors
    /// Where there is no report, or one without a time.
    pub fn times(&self) -> Result<Vec<u64>, ArrivalError> {
        if self.too_many {
            return Err(ArrivalError::TooMany { most: self.most });
        }
        if let Some(Place { line, column }) = self.first_without_time {
            let all = self.without_time + self.times.len() as u64;
            return Err(ArrivalError::NoTimes { count: self.without_time, all, line, column });
        }
        let mut times = self.times.clone();
        times.sort_unstable();
        let first = *times.first().ok_or(ArrivalError::NoReports)?;
        let from_first = |time: i64| u64::try_from(i128::from(time) - i128::from(first)).ok();
        times.into_iter().map(from_first).collect::<Option<_>>().ok_or(ArrivalError::TooLong)
    }

    /// Spread of invocations in an environment that was there, in nanoseconds, rising; evenly drawn from the distribution where there are many.
    pub fn warm(&self) -> Vec<u64> {
        self.warm.sample(KEPT)
    }

    /// The same for first invocations of an environment, without INIT.
    pub fn cold(&self) -> Vec<u64> {
        self.cold.sample(KEPT)
    }

    /// The same for INIT, or restore.
    pub fn init(&self) -> Vec<u64> {
        self.init.sample(KEPT)
    }

    /// The memory that most of the functions had, in MB.
    pub fn main_memory_mb(&self) -> Option<u32> {
        let most = self.memory.iter().max_by_key(|(mb, count)| (**count, Reverse(**mb)));
        most.map(|(mb, _)| *mb)
    }

    fn add(&mut self, report: &Report, place: Place) {
        match report.arrival_ns() {
            _ if self.times.len() >= self.most => self.too_many = true,
            Some(time) => self.times.push(time),
            None => {
                self.without_time += 1;
                self.first_without_time.get_or_insert(place);
            }
        }
        if let Some(mb) = report.memory_mb
            && (self.memory.len() < SIZES || self.memory.contains_key(&mb))
        {
            *self.memory.entry(mb).or_default() += 1;
        }
        if report.is_cold() {
            self.cold.add(report.duration_ns);
            self.init.add(report.start_ns());
        } else {
            self.warm.add(report.duration_ns);
        }
    }
}

impl Sink for Arrivals {
    fn record(&mut self, record: &Record, place: Place) {
        if let Record::Report(report) = record {
            self.add(report, place);
        }
    }

    fn unparsed(&mut self, _: Problem) {
        self.unparsed += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(time: &str, duration: &str, init: &str) -> String {
        format!(
            "{time}REPORT RequestId: 0b6c1d52-7f0e-4a37-9c4e-51f0a3a2d001\tDuration: {duration} ms\tBilled Duration: 9 ms\t\
             Memory Size: 128 MB\tMax Memory Used: 9 MB\t{init}\n"
        )
    }

    fn read(text: &str) -> Arrivals {
        let mut arrivals = Arrivals::new(100);
        super::super::read(text.as_bytes(), &mut arrivals, |_, _| true).unwrap();
        arrivals
    }

    #[test]
    fn a_request_came_before_its_invocation_and_its_init() {
        let text = line("2026-11-02T10:15:05.000Z ", "500.00", "Init Duration: 250.00 ms")
            + &line("2026-11-02T10:15:04.500Z ", "500.00", "");
        let arrivals = read(&text);
        assert_eq!(arrivals.times(), Ok(vec![0, 250_000_000]));
        assert_eq!((arrivals.warm(), arrivals.cold()), (vec![500_000_000], vec![500_000_000]));
        assert_eq!(arrivals.init(), [250_000_000]);
    }

    #[test]
    fn a_log_without_times_is_refused_with_the_place() {
        let text = line("2026-11-02T10:15:05.000Z ", "1.00", "") + &line("  ", "1.00", "");
        assert_eq!(read(&text).times(), Err(ArrivalError::NoTimes { count: 1, all: 2, line: 2, column: 3 }));
        assert_eq!(read("nothing\n").times(), Err(ArrivalError::NoReports));
        let mut few = Arrivals::new(1);
        super::super::read((text.clone() + &text).as_bytes(), &mut few, |_, _| true).unwrap();
        assert_eq!(few.times(), Err(ArrivalError::TooMany { most: 1 }));
    }
}
