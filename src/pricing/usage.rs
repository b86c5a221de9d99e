//! What is to be priced: an account's month, and the bounds that inputs must keep.

use super::error::PricingError;
use super::meter::Arch;
use rust_decimal::Decimal;

/// A month of an account in one Region.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Region code.
    pub region: String,
    /// Hours of the month.
    pub month_hours: Decimal,
    /// Whether the monthly free tier is applied to requests and to on-demand and INIT duration.
    pub free_tier: bool,
    /// Whether the free streamed volume is applied as well.
    pub free_streaming: bool,
    /// A Compute Savings Plan.
    pub savings_plan: Option<SavingsPlan>,
    /// The functions. Price tiers are filled in this order.
    pub functions: Vec<Function>,
}

impl Account {
    /// A month of `month_hours` without free tier and savings plan.
    pub fn new(region: &str, month_hours: Decimal, functions: Vec<Function>) -> Self {
        Self {
            region: region.to_owned(),
            month_hours,
            free_tier: false,
            free_streaming: false,
            savings_plan: None,
            functions,
        }
    }
}

/// What a Compute Savings Plan takes off on-demand and INIT duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavingsPlan {
    /// A discount in per cent, from 0 to 100.
    Percent(Decimal),
    /// The best discount that the price book knows.
    Maximum,
    /// One or three years, nothing paid in advance.
    NoUpfront,
    /// Everything paid in advance: the plan's own price per GB-second.
    AllUpfront,
}

/// A function and its month.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Name for lines and steps; empty where there is only one.
    pub name: String,
    /// Which kind of compute it runs on.
    pub compute: Compute,
    /// Instruction set.
    pub arch: Arch,
    /// Configured memory, MB.
    pub memory_mb: Decimal,
    /// Ephemeral storage, MB; `None` for what is included.
    pub ephemeral_mb: Option<Decimal>,
    /// Requests in the month.
    pub requests: Decimal,
    /// Mean duration of the handler, ms.
    pub duration_ms: Decimal,
    /// Billed time of all on-demand requests together, ms, where it has been measured (in `REPORT` lines or a simulation). It
    /// takes the place of requests × duration and holds INIT already.
    pub billed_ms: Option<Decimal>,
    /// The same for all requests in provisioned environments together, ms.
    pub provisioned_billed_ms: Option<Decimal>,
    /// Cold starts.
    pub cold: Option<Cold>,
    /// Provisioned concurrency.
    pub provisioned: Option<Provisioned>,
    /// Size of an asynchronous event, KB.
    pub event_kb: Option<Decimal>,
    /// SnapStart of a runtime that pays for it.
    pub snapstart: Option<SnapStart>,
    /// Streamed responses.
    pub streaming: Option<Streaming>,
    /// Durable executions.
    pub durable: Option<Durable>,
    /// Environments created in the month for single tenants.
    pub tenant_environments: Option<Decimal>,
    /// Provisioned event pollers.
    pub pollers: Option<Pollers>,
    /// Log volume, GB.
    pub log_gb: Option<Decimal>,
    /// What stands before the function.
    pub front_door: Option<FrontDoor>,
}

impl Function {
    /// An `x86_64` function on demand, without extras.
    pub fn new(requests: Decimal, duration_ms: Decimal, memory_mb: Decimal) -> Self {
        Self {
            name: String::new(),
            compute: Compute::Lambda,
            arch: Arch::default(),
            memory_mb,
            ephemeral_mb: None,
            requests,
            duration_ms,
            billed_ms: None,
            provisioned_billed_ms: None,
            cold: None,
            provisioned: None,
            event_kb: None,
            snapstart: None,
            streaming: None,
            durable: None,
            tenant_environments: None,
            pollers: None,
            log_gb: None,
            front_door: None,
        }
    }
}

/// What a function runs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compute {
    /// The default compute type.
    Lambda,
    /// Lambda@Edge.
    Edge,
    /// Lambda Managed Instances: EC2 time and a fee instead of duration.
    ManagedInstances {
        /// Instance hours in the month, over all instances.
        hours: Decimal,
        /// On-demand price of an instance hour, dollars: the fee is taken from it.
        on_demand_hourly: Decimal,
        /// What is paid for an instance hour, where a discount applies.
        paid_hourly: Option<Decimal>,
    },
}

/// Cold starts among the on-demand requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cold {
    /// Share of the on-demand requests, from 0 to 1.
    pub share: Decimal,
    /// Duration of INIT, ms.
    pub init_ms: Decimal,
}

/// Provisioned concurrency of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provisioned {
    /// Number of environments.
    pub environments: Decimal,
    /// Hours that they are kept in the month; `None` for the whole month.
    pub hours: Option<Decimal>,
    /// Share of all requests that finds none free and runs on demand, from 0 to 1.
    pub spillover: Decimal,
    /// Duration in a provisioned environment, ms, where it differs.
    pub duration_ms: Option<Decimal>,
}

/// SnapStart charges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnapStart {
    /// Hours that one version's snapshot is cached.
    pub cache_hours: Decimal,
    /// Restores from it.
    pub restores: Decimal,
}

/// Streamed responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Streaming {
    /// Responses of one size.
    Responses {
        /// Size of each, MB.
        size_mb: Decimal,
        /// Share of the requests that answer so, from 0 to 1.
        share: Decimal,
    },
    /// The chargeable volume of the month, GB.
    BillableGb(Decimal),
}

/// Durable executions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Durable {
    /// Operations in the month.
    pub operations: Decimal,
    /// Data written, GB.
    pub written_gb: Decimal,
    /// Data kept, GB-months.
    pub stored_gb_months: Decimal,
}

/// Provisioned event pollers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pollers {
    /// What they poll.
    pub source: PollerSource,
    /// Event poller unit hours in the month.
    pub unit_hours: Decimal,
}

/// What is polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollerSource {
    /// A queue.
    Sqs,
    /// A Kafka cluster.
    Kafka,
}

/// What stands before a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontDoor {
    /// A function URL.
    FunctionUrl,
    /// An HTTP API of API Gateway; `payload_kb` is the larger of request and response, where it matters.
    HttpApi {
        /// Size of a payload, KB.
        payload_kb: Option<Decimal>,
    },
    /// A REST API of API Gateway.
    RestApi,
}

/// Bounds of inputs. The caller fills them from facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Least memory, MB.
    pub memory_min_mb: Decimal,
    /// Most memory, MB.
    pub memory_max_mb: Decimal,
    /// Memory is set in multiples of this, MB.
    pub memory_step_mb: Decimal,
    /// Longest timeout, ms.
    pub duration_max_ms: Decimal,
    /// Longest timeout on Managed Instances, ms.
    pub managed_duration_max_ms: Decimal,
    /// Longest timeout of Lambda@Edge, ms.
    pub edge_duration_max_ms: Decimal,
    /// Ephemeral storage that is included, which is the least as well, MB.
    pub ephemeral_included_mb: Decimal,
    /// Most ephemeral storage, MB.
    pub ephemeral_max_mb: Decimal,
    /// Largest asynchronous event, KB.
    pub event_max_kb: Decimal,
    /// Largest streamed response, MB.
    pub response_max_mb: Decimal,
    /// Memory of one full vCPU, MB.
    pub full_vcpu_mb: Decimal,
}

impl Account {
    /// Checks every input.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), PricingError> {
        if self.month_hours <= Decimal::ZERO {
            return Err(PricingError::input("hours-per-month", self.month_hours, "must be above zero"));
        }
        if let Some(SavingsPlan::Percent(percent)) = self.savings_plan {
            within("savings-plan", percent, Decimal::ZERO, Decimal::ONE_HUNDRED, "%")?;
        }
        if self.functions.is_empty() {
            return Err(PricingError::input("functions", "(none)", "there is nothing to price"));
        }
        self.functions.iter().try_for_each(|function| function.check(limits))
    }
}

impl Function {
    fn check(&self, limits: &Limits) -> Result<(), PricingError> {
        not_negative("requests", self.requests)?;
        within("memory", self.memory_mb, limits.memory_min_mb, limits.memory_max_mb, " MB")?;
        if !(self.memory_mb / limits.memory_step_mb).is_integer() {
            let message = format!("memory is set in steps of {} MB", limits.memory_step_mb.normalize());
            return Err(PricingError::input("memory", format!("{} MB", self.memory_mb.normalize()), message));
        }
        let longest = match self.compute {
            Compute::Lambda => limits.duration_max_ms,
            Compute::Edge => limits.edge_duration_max_ms,
            Compute::ManagedInstances { .. } => limits.managed_duration_max_ms,
        };
        within("duration", self.duration_ms, Decimal::ZERO, longest, " ms")?;
        if let Some(size) = self.ephemeral_mb {
            let (least, most) = (limits.ephemeral_included_mb, limits.ephemeral_max_mb);
            within("ephemeral", size, least, most, " MB")?;
        }
        if let Some(measured) = self.billed_ms {
            not_negative("billed", measured)?;
            if self.cold.is_some() {
                let message = "measured time holds INIT already; leave one of the two out";
                return Err(PricingError::input("cold-share", "(given)", message));
            }
        }
        not_negative("provisioned-billed", self.provisioned_billed_ms.unwrap_or_default())?;
        if let Some(cold) = self.cold {
            share("cold-share", cold.share)?;
            within("init", cold.init_ms, Decimal::ZERO, limits.managed_duration_max_ms, " ms")?;
        }
        if let Some(provisioned) = self.provisioned {
            not_negative("provisioned", provisioned.environments)?;
            if !provisioned.environments.is_integer() {
                let message = "must be a whole number of environments";
                return Err(PricingError::input("provisioned", provisioned.environments, message));
            }
            not_negative("provisioned-hours", provisioned.hours.unwrap_or_default())?;
            share("spillover", provisioned.spillover)?;
            let duration = provisioned.duration_ms.unwrap_or_default();
            within("provisioned-duration", duration, Decimal::ZERO, longest, " ms")?;
        }
        if let Some(size) = self.event_kb {
            within("event-size", size, Decimal::ZERO, limits.event_max_kb, " KB")?;
        }
        if let Some(snapstart) = self.snapstart {
            not_negative("snapstart-cache-hours", snapstart.cache_hours)?;
            not_negative("snapstart-restores", snapstart.restores)?;
        }
        match self.streaming {
            Some(Streaming::Responses { size_mb, share: streamed }) => {
                within("response-size", size_mb, Decimal::ZERO, limits.response_max_mb, " MB")?;
                share("streamed-share", streamed)?;
            }
            Some(Streaming::BillableGb(volume)) => not_negative("streamed-billable", volume)?,
            None => {}
        }
        if let Some(durable) = self.durable {
            not_negative("durable-operations", durable.operations)?;
            not_negative("durable-written", durable.written_gb)?;
            not_negative("durable-stored", durable.stored_gb_months)?;
        }
        not_negative("tenant-environments", self.tenant_environments.unwrap_or_default())?;
        not_negative("poller-hours", self.pollers.map(|it| it.unit_hours).unwrap_or_default())?;
        not_negative("logs", self.log_gb.unwrap_or_default())?;
        if let Some(FrontDoor::HttpApi { payload_kb: Some(size) }) = self.front_door {
            not_negative("payload", size)?;
        }
        self.check_compute()
    }

    fn check_compute(&self) -> Result<(), PricingError> {
        let refuse = |field, what: &str| Err(PricingError::input(field, "(given)", what));
        match &self.compute {
            Compute::Edge if self.arch != Arch::X86_64 => {
                Err(PricingError::input("arch", self.arch, "Lambda@Edge runs on x86_64 only"))
            }
            Compute::Edge if self.provisioned.is_some() => {
                refuse("provisioned", "Lambda@Edge has no provisioned concurrency")
            }
            Compute::Edge if self.snapstart.is_some() => {
                refuse("snapstart-cache-hours", "Lambda@Edge has no SnapStart")
            }
            Compute::Edge if self.streaming.is_some() => {
                refuse("response-size", "Lambda@Edge does not stream")
            }
            Compute::Lambda | Compute::Edge => Ok(()),
            Compute::ManagedInstances { hours, on_demand_hourly, paid_hourly } => {
                not_negative("instance-hours", *hours)?;
                not_negative("instance-price", *on_demand_hourly)?;
                not_negative("instance-paid", paid_hourly.unwrap_or_default())?;
                if self.provisioned.is_some() {
                    return refuse("provisioned", "Managed Instances have no provisioned concurrency");
                }
                if self.snapstart.is_some() {
                    return refuse("snapstart-cache-hours", "Managed Instances have no SnapStart");
                }
                Ok(())
            }
        }
    }
}

fn within(
    field: &'static str,
    value: Decimal,
    least: Decimal,
    most: Decimal,
    unit: &str,
) -> Result<(), PricingError> {
    if value >= least && value <= most {
        return Ok(());
    }
    let message = format!("must be from {} to {}{unit}", least.normalize(), most.normalize());
    Err(PricingError::input(field, format!("{}{unit}", value.normalize()), message))
}

pub(super) fn not_negative(field: &'static str, value: Decimal) -> Result<(), PricingError> {
    if value >= Decimal::ZERO {
        return Ok(());
    }
    Err(PricingError::input(field, value.normalize(), "must not be negative"))
}

fn share(field: &'static str, value: Decimal) -> Result<(), PricingError> {
    if value >= Decimal::ZERO && value <= Decimal::ONE {
        return Ok(());
    }
    Err(PricingError::input(field, value.normalize(), "must be a share from 0 to 1, or from 0% to 100%"))
}
