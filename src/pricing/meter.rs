//! What is metered: the names that price files, lines and errors use.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Instruction set of a function or a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Arch {
    /// Intel and AMD.
    #[default]
    #[serde(rename = "x86_64")]
    X86_64,
    /// Graviton.
    #[serde(rename = "arm64")]
    Arm64,
}

impl Arch {
    /// Both, in the order in which tiers and allowances are used up.
    pub const ALL: [Self; 2] = [Self::X86_64, Self::Arm64];

    /// The name that AWS uses: `x86_64` or `arm64`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// The name in a sentence: `x86` or `arm64`.
    pub const fn short(self) -> &'static str {
        match self {
            Self::X86_64 => "x86",
            Self::Arm64 => "arm64",
        }
    }

    /// The architecture of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|arch| arch.name() == name)
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident: $name:literal, $unit:literal, $words:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $type { $($(#[$variant_doc])* $variant,)* }

        impl $type {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in price files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What one unit is, after "per".
            pub const fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit,)* }
            }

            /// The name in a sentence.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            /// The one of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.name() == name)
            }
        }
    };
}

named! {
    /// Something that has a price.
    Meter {
        /// A request to a function.
        Request: "request", "request", "requests";
        /// On-demand duration, INIT included.
        Duration: "duration", "GB-second", "on-demand duration";
        /// Keeping environments provisioned.
        Provisioned: "provisioned", "GB-second", "provisioned concurrency";
        /// Running in provisioned environments.
        ProvisionedDuration: "provisioned_duration", "GB-second", "duration on provisioned concurrency";
        /// Ephemeral storage above what is included.
        Ephemeral: "ephemeral", "GB-second", "extra ephemeral storage";
        /// Keeping a snapshot.
        SnapstartCache: "snapstart_cache", "GB-second", "SnapStart snapshot caching";
        /// Restoring from a snapshot.
        SnapstartRestore: "snapstart_restore", "GB restored", "SnapStart restores";
        /// Streamed bytes above the free ones.
        Streaming: "streaming", "GB", "streamed responses";
        /// A tenant's environment.
        TenantEnvironment: "tenant_environment", "GB per environment", "environments with tenant isolation";
        /// An operation of a durable execution.
        DurableOperation: "durable_operation", "operation", "durable operations";
        /// What durable operations write.
        DurableWritten: "durable_written", "GB", "data that durable operations write";
        /// What durable executions keep.
        DurableStored: "durable_stored", "GB-month", "retained durable data";
        /// An event poller unit for Kafka.
        PollerKafka: "poller_kafka", "EPU-hour", "Kafka event poller units";
        /// An event poller unit for SQS.
        PollerSqs: "poller_sqs", "EPU-hour", "SQS event poller units";
        /// A request to a function on Managed Instances.
        ManagedRequest: "managed_request", "request", "requests on Managed Instances";
        /// An EC2 instance on demand.
        Ec2Instance: "ec2_instance", "hour", "EC2 instances on demand";
        /// On-demand duration under an all-upfront savings plan.
        SavingsAllUpfront: "savings_all_upfront", "GB-second", "duration under an all-upfront savings plan";
        /// Log bytes to CloudWatch.
        Logs: "logs", "GB", "function logs";
        /// A request to Lambda@Edge.
        EdgeRequest: "edge_request", "request", "Lambda@Edge requests";
        /// Duration of Lambda@Edge.
        EdgeDuration: "edge_duration", "GB-second", "Lambda@Edge duration";
        /// An invocation of a CloudFront Function.
        CloudfrontFunction: "cloudfront_function", "invocation", "CloudFront Functions";
        /// A read from a key value store.
        CloudfrontKvsRead: "cloudfront_kvs_read", "read", "reads from a CloudFront KeyValueStore";
        /// A Fargate task's processors.
        FargateVcpu: "fargate_vcpu", "vCPU-hour", "Fargate processors";
        /// A Fargate task's memory.
        FargateMemory: "fargate_memory", "GB-hour", "Fargate memory";
        /// A Fargate task's storage above what is included.
        FargateStorage: "fargate_storage", "GB-hour", "extra Fargate storage";
        /// A request through an HTTP API.
        HttpApi: "http_api", "request", "HTTP API requests";
        /// A request through a REST API.
        RestApi: "rest_api", "request", "REST API requests";
        /// A request through a function URL.
        FunctionUrl: "function_url", "request", "function URL requests";
        /// `MicroVM` processors.
        MicrovmVcpu: "microvm_vcpu", "vCPU-second", "MicroVM processors";
        /// `MicroVM` memory.
        MicrovmMemory: "microvm_memory", "GB-second", "MicroVM memory";
        /// Reading a `MicroVM` snapshot.
        MicrovmSnapshotRead: "microvm_snapshot_read", "GB", "MicroVM snapshot reads";
        /// Writing a `MicroVM` snapshot.
        MicrovmSnapshotWrite: "microvm_snapshot_write", "GB", "MicroVM snapshot writes";
        /// Keeping a `MicroVM` snapshot.
        MicrovmSnapshotStorage: "microvm_snapshot_storage", "GB-month", "MicroVM snapshot storage";
        /// Bytes to the internet.
        TransferInternet: "transfer_internet", "GB", "transfer to the internet";
        /// Bytes between Availability Zones.
        TransferZone: "transfer_zone", "GB", "transfer between Availability Zones, in each direction";
        /// A NAT gateway's hour.
        NatHour: "nat_hour", "hour", "NAT gateways";
        /// Bytes through a NAT gateway.
        NatData: "nat_data", "GB", "data through a NAT gateway";
    }
}

named! {
    /// A figure that the arithmetic needs beside the prices.
    FigureName {
        /// Where a price tier ends; has a meter and a tier.
        TierLimit: "tier_limit", "units per month", "the end of a price tier";
        /// Requests that the free tier forgives.
        FreeRequests: "free_requests", "requests per month", "the free requests";
        /// GB-seconds that the free tier forgives.
        FreeGbSeconds: "free_gb_seconds", "GB-seconds per month", "the free GB-seconds";
        /// Streamed GB that the free tier forgives.
        FreeStreamingGb: "free_streaming_gb", "GB per month", "the free streamed volume";
        /// CloudFront Functions invocations without charge.
        FreeCloudfrontFunctions: "free_cloudfront_functions", "invocations per month", "the free CloudFront Functions invocations";
        /// Credits of a new account.
        NewAccountCredit: "new_account_credit", "USD", "the credits of a new account";
        /// Duration is rounded up to multiples of this.
        DurationStepMs: "duration_step_ms", "ms", "the billing step of durations";
        /// The same for Lambda@Edge.
        EdgeStepMs: "edge_step_ms", "ms", "the billing step of Lambda@Edge";
        /// MB in the GB of a GB-second.
        MbPerGb: "mb_per_gb", "MB per GB", "the size of a GB";
        /// Provisioned time is rounded up to multiples of this.
        ProvisionedStepMinutes: "provisioned_step_minutes", "minutes", "the billing step of provisioned concurrency";
        /// Least time that a cached snapshot is billed for.
        SnapstartMinimumHours: "snapstart_minimum_hours", "hours", "the least time of a cached snapshot";
        /// Bytes of an asynchronous event that one request covers.
        EventFirstKb: "event_first_kb", "KB", "the event size that one request covers";
        /// Further bytes that each take one more request.
        EventStepKb: "event_step_kb", "KB", "the event size of each further request";
        /// Free bytes of every streamed response.
        StreamingFreeMb: "streaming_free_mb", "MB per request", "the free part of a streamed response";
        /// MB in the GB of streamed responses.
        StreamingMbPerGb: "streaming_mb_per_gb", "MB per GB", "the size of a streamed GB";
        /// Fee on Managed Instances.
        ManagedFeePercent: "managed_fee_percent", "percent", "the fee on Managed Instances";
        /// Least time that a poller unit is billed for.
        PollerMinimumMinutes: "poller_minimum_minutes", "minutes", "the least time of a poller unit";
        /// Least number of poller units of an SQS mapping.
        PollerSqsMinimumUnits: "poller_sqs_minimum_units", "EPU", "the least number of SQS poller units";
        /// Least time that a task is billed for.
        FargateMinimumSeconds: "fargate_minimum_seconds", "seconds", "the least time of a Fargate task";
        /// Largest discount of a savings plan.
        SavingsMaxPercent: "savings_max_percent", "percent", "the largest savings plan discount";
        /// Discount without upfront payment.
        SavingsNoUpfrontPercent: "savings_no_upfront_percent", "percent", "the discount of a no-upfront savings plan";
        /// Age from which prices are old enough to be checked.
        StaleAfterDays: "stale_after_days", "days", "the age from which prices should be checked";
        /// Payload that one HTTP API request covers.
        HttpApiStepKb: "http_api_step_kb", "KB", "the payload that one HTTP API request covers";
    }
}

impl fmt::Display for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl fmt::Display for FigureName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
