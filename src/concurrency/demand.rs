//! What is asked about concurrency, and the quotas that answers rest on.

use rust_decimal::Decimal;

/// AWS's quotas and rates. The caller fills them from facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotas {
    /// Requests a second for each unit of concurrency.
    pub requests_per_concurrency: Decimal,
    /// Seconds in which a function may gain as many environments as the scaling rate says.
    pub scaling_period_s: Decimal,
    /// Concurrency that must stay unreserved.
    pub unreserved_minimum: u64,
    /// What AWS advises to provision above the peak, per cent.
    pub provisioned_buffer_percent: Decimal,
    /// Provisioned environments that can be prepared in a minute.
    pub provisioned_per_minute: Decimal,
    /// Usual target of provisioned utilization, from 0 to 1.
    pub utilization_target: Decimal,
    /// Share of the target below which auto scaling takes environments away.
    pub scale_in_share: Decimal,
    /// Concurrent invocations that a standard queue begins with.
    pub sqs_initial: u64,
    /// What it gains in a minute.
    pub sqs_growth_per_minute: Decimal,
    /// The most it drives.
    pub sqs_maximum: u64,
    /// Concurrent invocations of one provisioned poller.
    pub poller_concurrency: u64,
    /// What provisioned pollers gain in a minute.
    pub poller_growth_per_minute: Decimal,
    /// The most that provisioned pollers drive.
    pub poller_maximum: u64,
    /// KB a second that one poller reads.
    pub poller_kb_per_s: Decimal,
    /// Polls a second of one poller.
    pub poller_polls_per_s: Decimal,
    /// Messages that one poll brings.
    pub poll_messages: Decimal,
    /// Most batches of one shard at once.
    pub parallelization_maximum: u64,
}

/// A question. What is `None` is not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// Requests a second.
    pub rps: Option<Decimal>,
    /// Mean duration of the handler, seconds.
    pub duration_s: Option<Decimal>,
    /// Share of cold requests, from 0 to 1.
    pub cold_share: Decimal,
    /// INIT of a cold request, seconds.
    pub init_s: Decimal,
    /// Concurrency of the account in the Region.
    pub account_limit: u64,
    /// This function's reservation.
    pub reserved: Option<u64>,
    /// Sum of everybody else's reservations.
    pub others_reserved: u64,
    /// This function's provisioned concurrency.
    pub provisioned: Option<u64>,
    /// Share of requests that may miss the provisioned environments.
    pub promise: Option<Decimal>,
    /// A burst that stands alone.
    pub burst: Option<Burst>,
    /// Environments to scale to, from nothing.
    pub scale_to: Option<u64>,
    /// Environments that a function may gain in a scaling period; 0 for no limit.
    pub scaling_rate: u64,
    /// What polls for the function.
    pub source: Option<Source>,
    /// A database behind the function.
    pub database: Option<Database>,
}

impl Demand {
    /// Nothing asked yet.
    pub const fn new(account_limit: u64, scaling_rate: u64) -> Self {
        Self {
            rps: None,
            duration_s: None,
            cold_share: Decimal::ZERO,
            init_s: Decimal::ZERO,
            account_limit,
            reserved: None,
            others_reserved: 0,
            provisioned: None,
            promise: None,
            burst: None,
            scale_to: None,
            scaling_rate,
            source: None,
            database: None,
        }
    }
}

/// Requests that come together, each needing an environment of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burst {
    /// How many.
    pub requests: u64,
    /// Over how long, evenly, seconds.
    pub over_s: Decimal,
    /// Idle environments at the start.
    pub warm: u64,
}

/// An event source mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A queue.
    Sqs {
        /// Provisioned pollers; `None` for the standard mode.
        pollers: Option<u64>,
        /// Maximum concurrency of the mapping.
        max_concurrency: Option<u64>,
        /// Active message groups of a FIFO queue.
        message_groups: Option<u64>,
    },
    /// A Kinesis or `DynamoDB` stream.
    Stream {
        /// Its shards.
        shards: u64,
        /// Batches of one shard at once.
        parallelization: u64,
    },
}

/// A database with a limited number of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Database {
    /// Connections that it takes.
    pub connections: u64,
    /// Connections kept back for others.
    pub kept_back: u64,
    /// Connections that one environment holds.
    pub per_environment: u64,
}

/// Why there is no answer. The text says what is wrong and what is accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {value}: {message}")]
pub struct ConcurrencyError {
    /// The input's name as the command line has it, without dashes: `reserved`.
    pub field: &'static str,
    /// The value that was given.
    pub value: String,
    /// What is wrong and what is accepted.
    pub message: String,
}

impl ConcurrencyError {
    fn new(field: &'static str, value: impl std::fmt::Display, message: impl Into<String>) -> Self {
        Self { field, value: value.to_string(), message: message.into() }
    }
}

impl Demand {
    /// Concurrency of the account that nobody has reserved, where the reservations are possible.
    pub(super) fn unreserved(&self, quotas: &Quotas) -> Result<u64, ConcurrencyError> {
        let reserved = self.others_reserved.saturating_add(self.reserved.unwrap_or(0));
        let least = if reserved == 0 { 0 } else { quotas.unreserved_minimum };
        match self.account_limit.checked_sub(reserved) {
            Some(left) if left >= least => Ok(left),
            _ => {
                let field = if self.reserved.is_some() { "reserved" } else { "others-reserved" };
                let most = self.account_limit.saturating_sub(quotas.unreserved_minimum);
                let message = format!(
                    "AWS keeps {} of the account's {} unreserved, so all reservations together are at most {most}; these are {reserved}",
                    quotas.unreserved_minimum, self.account_limit
                );
                Err(ConcurrencyError::new(field, self.reserved.unwrap_or(self.others_reserved), message))
            }
        }
    }

    /// Checks every input; combinations that AWS refuses are errors.
    pub(super) fn check(&self, quotas: &Quotas) -> Result<(), ConcurrencyError> {
        let most = Decimal::from(1_000_000_000_000_u64);
        for (field, value) in [("rps", self.rps), ("duration", self.duration_s), ("init", Some(self.init_s))]
        {
            let value = value.unwrap_or_default();
            if value < Decimal::ZERO || value > most {
                let message = format!("must be from 0 to {most}");
                return Err(ConcurrencyError::new(field, value.normalize(), message));
            }
        }
        for (field, share) in [("cold-share", Some(self.cold_share)), ("promise", self.promise)] {
            let share = share.unwrap_or_default();
            if share < Decimal::ZERO || share > Decimal::ONE {
                let message = "must be a share from 0 to 1, or from 0% to 100%";
                return Err(ConcurrencyError::new(field, share.normalize(), message));
            }
        }
        if self.promise.is_some_and(|promise| promise.is_zero()) {
            let message =
                "no number of environments keeps a promise of no misses; allow a small share, such as 0.1%";
            return Err(ConcurrencyError::new("promise", "0", message));
        }
        if self.account_limit == 0 {
            return Err(ConcurrencyError::new("account-limit", 0, "must be at least 1"));
        }
        let unreserved = self.unreserved(quotas)?;
        if let Some(provisioned) = self.provisioned {
            let (most, why) = match self.reserved {
                Some(reserved) => (reserved, "the function's reservation".to_owned()),
                None => (
                    unreserved.saturating_sub(quotas.unreserved_minimum),
                    format!("{unreserved} unreserved less the {} that AWS keeps", quotas.unreserved_minimum),
                ),
            };
            if provisioned > most {
                let message = format!("at most {most} can be provisioned ({why})");
                return Err(ConcurrencyError::new("provisioned", provisioned, message));
            }
        }
        if let Some(burst) = self.burst
            && burst.over_s < Decimal::ZERO
        {
            return Err(ConcurrencyError::new(
                "burst-over",
                burst.over_s.normalize(),
                "must not be negative",
            ));
        }
        match self.source {
            Some(Source::Stream { parallelization, .. })
                if parallelization == 0 || parallelization > quotas.parallelization_maximum =>
            {
                let message = format!("must be from 1 to {}", quotas.parallelization_maximum);
                return Err(ConcurrencyError::new("parallelization", parallelization, message));
            }
            Some(Source::Sqs { pollers: Some(0), .. }) => {
                return Err(ConcurrencyError::new("pollers", 0, "must be at least 1"));
            }
            Some(Source::Sqs { max_concurrency: Some(0), .. }) => {
                return Err(ConcurrencyError::new("max-concurrency", 0, "must be at least 1"));
            }
            _ => {}
        }
        if let Some(database) = self.database {
            if database.per_environment == 0 {
                return Err(ConcurrencyError::new("db-per-environment", 0, "must be at least 1"));
            }
            if database.kept_back > database.connections {
                let message = format!("the database has only {} connections", database.connections);
                return Err(ConcurrencyError::new("db-kept-back", database.kept_back, message));
            }
        }
        Ok(())
    }
}
