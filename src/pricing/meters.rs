//! From an account's month to its bill.
//!
//! AWS rounds the billed duration of every request up to whole milliseconds, provisioned time up to five minutes and a
//! snapshot's time up to three hours. Nothing else is rounded here, and lines are never rounded before they are added.

use super::bill::{Bill, Item};
use super::book::PriceBook;
use super::error::PricingError;
use super::exact::Exact;
use super::ledger::{Entry, Ledger, dollars};
use super::meter::{Arch, FigureName, Meter};
use super::usage::{
    Account, Compute, Durable, FrontDoor, Function, Limits, PollerSource, Provisioned, SavingsPlan, Streaming,
};
use rust_decimal::Decimal;

/// Prices the month of `account`. Inputs outside `limits`, prices that the book lacks and results that cannot be exact
/// are errors.
pub fn bill(book: &PriceBook, limits: &Limits, account: &Account) -> Result<Bill, PricingError> {
    account.check(limits)?;
    book.region(&account.region)?;
    let mut ledger = Ledger::new(book, &account.region);
    ledger.assume(format!(
        "A month has {} hours; prices are those of {}, without taxes.",
        account.month_hours.normalize(),
        account.region
    ));
    let mut tally = Tally::default();
    let several = account.functions.len() > 1;
    for (index, function) in account.functions.iter().enumerate() {
        let number = || format!("function {}", index + 1);
        let name = || Some(function.name.clone()).filter(|name| !name.is_empty()).unwrap_or_else(number);
        ledger.function = several.then(name);
        Meters { ledger: &mut ledger, tally: &mut tally, account, limits, function }.run()?;
    }
    ledger.function = None;
    if several {
        ledger.assume("Price tiers are shared by all functions and filled in the order of the functions.");
    }
    free_tier(&mut ledger, &mut tally, account)?;
    savings_plan(&mut ledger, &tally, account)?;
    ledger.close(tally.requests)
}

/// Sums over the functions.
#[derive(Default)]
struct Tally {
    /// Requests as they come in, for the price per million.
    requests: Exact,
    /// Requests as they are billed, by meter.
    lambda_requests: Exact,
    managed_requests: Exact,
    edge: bool,
    streamed_gb: Exact,
    /// Dollars of on-demand and INIT duration after the free tier, by architecture.
    duration: [Exact; 2],
    /// GB-seconds of it.
    gb_seconds: [Exact; 2],
}

const fn index(arch: Arch) -> usize {
    match arch {
        Arch::X86_64 => 0,
        Arch::Arm64 => 1,
    }
}

struct Meters<'a, 'b> {
    ledger: &'a mut Ledger<'b>,
    tally: &'a mut Tally,
    account: &'a Account,
    limits: &'a Limits,
    function: &'a Function,
}

impl Meters<'_, '_> {
    fn run(&mut self) -> Result<(), PricingError> {
        self.tally.requests = self.tally.requests.plus(self.function.requests.into())?;
        match &self.function.compute {
            Compute::Lambda => self.lambda()?,
            Compute::Edge => self.edge()?,
            Compute::ManagedInstances { hours, on_demand_hourly, paid_hourly } => {
                self.managed(*hours, *on_demand_hourly, paid_hourly.unwrap_or(*on_demand_hourly))?;
            }
        }
        self.extras()
    }

    fn lambda(&mut self) -> Result<(), PricingError> {
        let billed = self.billed_requests()?;
        self.charge(Item::Requests, Meter::Request, billed, "requests")?;
        self.tally.lambda_requests = self.tally.lambda_requests.plus(billed)?;

        let all = Exact::from(self.function.requests);
        let spilled = match self.function.provisioned {
            Some(provisioned) => all.times(provisioned.spillover.into())?,
            None => all,
        };
        let (duration_ms, init_ms) = self.on_demand_ms(spilled, FigureName::DurationStepMs)?;
        let arch = self.function.arch;
        let mut billed_ms = duration_ms.plus(init_ms)?;
        for (item, ms, label) in
            [(Item::Duration, duration_ms, "on-demand duration"), (Item::Init, init_ms, "INIT duration")]
        {
            if (item == Item::Init && ms.is_zero()) || (self.function.provisioned.is_some() && ms.is_zero()) {
                continue;
            }
            let quantity = self.gb_seconds(label, ms)?;
            let entry = Entry { item, arch: Some(arch), unit: "GB-seconds" };
            let amount = self.ledger.charge_tiered(entry, Meter::Duration, quantity)?;
            let at = index(arch);
            self.tally.duration[at] = self.tally.duration[at].plus(amount)?;
            self.tally.gb_seconds[at] = self.tally.gb_seconds[at].plus(quantity)?;
        }
        if let Some(provisioned) = self.function.provisioned {
            self.provisioned_time(provisioned.environments, provisioned.hours)?;
            let ms = match self.function.provisioned_billed_ms {
                Some(measured) => measured.into(),
                None => self.provisioned_ms(all.minus(spilled)?, provisioned)?,
            };
            let quantity = self.gb_seconds("duration on provisioned concurrency", ms)?;
            self.charge_arch(Item::ProvisionedDuration, Meter::ProvisionedDuration, quantity, "GB-seconds")?;
            billed_ms = billed_ms.plus(ms)?;
        }
        self.ephemeral(billed_ms)?;
        self.snapstart()
    }

    /// Billed milliseconds of `requests` in provisioned environments.
    fn provisioned_ms(&mut self, requests: Exact, provisioned: Provisioned) -> Result<Exact, PricingError> {
        self.ledger.assume(format!(
            "{} of the requests find no provisioned environment free and run at on-demand prices.",
            percent(provisioned.spillover)
        ));
        let duration = provisioned.duration_ms.unwrap_or(self.function.duration_ms);
        self.rounded_ms(
            requests,
            duration.into(),
            FigureName::DurationStepMs,
            "requests in provisioned environments",
        )
    }

    fn edge(&mut self) -> Result<(), PricingError> {
        self.tally.edge = true;
        let requests = Exact::from(self.function.requests);
        self.charge(Item::EdgeRequests, Meter::EdgeRequest, requests, "requests")?;
        let (duration, init) = self.on_demand_ms(requests, FigureName::EdgeStepMs)?;
        let quantity = self.gb_seconds("Lambda@Edge duration", duration)?;
        self.charge(Item::EdgeDuration, Meter::EdgeDuration, quantity, "GB-seconds")?;
        if !init.is_zero() {
            let quantity = self.gb_seconds("INIT duration", init)?;
            self.charge(Item::Init, Meter::EdgeDuration, quantity, "GB-seconds")?;
        }
        Ok(())
    }

    fn managed(&mut self, hours: Decimal, on_demand: Decimal, paid: Decimal) -> Result<(), PricingError> {
        let requests = self.billed_requests()?;
        self.charge(Item::Requests, Meter::ManagedRequest, requests, "requests")?;
        self.tally.managed_requests = self.tally.managed_requests.plus(requests)?;
        let mut facts = Vec::new();
        let fee_percent = self.ledger.figure(FigureName::ManagedFeePercent, &mut facts)?;
        let fee = Exact::from(on_demand).times(fee_percent)?.times(Exact::from(Decimal::new(1, 2)))?;
        let formula = format!("${} × {}%", Exact::from(on_demand).grouped(), fee_percent);
        self.ledger.step("hourly fee on the on-demand price", formula, fee, "USD per hour", facts.clone());
        let entry = Entry { item: Item::ManagedInstances, arch: None, unit: "instance-hours" };
        self.ledger.line(entry, None, hours.into(), paid.into(), Vec::new())?;
        let entry = Entry { unit: "instance-hours, management fee", ..entry };
        self.ledger.line(entry, None, hours.into(), fee, facts)?;
        self.ledger.assume(
            "Managed Instances pay for instances instead of duration; discounts do not lower the fee.",
        );
        Ok(())
    }

    /// Meters that hang on no kind of compute.
    fn extras(&mut self) -> Result<(), PricingError> {
        self.streaming()?;
        if let Some(Durable { operations, written_gb, stored_gb_months }) = self.function.durable {
            self.charge(Item::DurableOperations, Meter::DurableOperation, operations.into(), "operations")?;
            self.charge(Item::DurableWritten, Meter::DurableWritten, written_gb.into(), "GB")?;
            self.charge(Item::DurableStored, Meter::DurableStored, stored_gb_months.into(), "GB-months")?;
            self.ledger.assume("Durable data is counted in decimal gigabytes, as in AWS's own example.");
        }
        if let Some(environments) = self.function.tenant_environments {
            let mut facts = Vec::new();
            let gb = self.memory_gb(&mut facts)?;
            let quantity = Exact::from(environments).times(gb)?;
            let formula = format!("{} environments × {} GB", Exact::from(environments).grouped(), gb);
            self.ledger.step("memory of new tenant environments", formula, quantity, "GB", facts);
            self.charge_arch(
                Item::TenantEnvironments,
                Meter::TenantEnvironment,
                quantity,
                "GB of new environments",
            )?;
        }
        if let Some(pollers) = self.function.pollers {
            let meter = match pollers.source {
                PollerSource::Sqs => Meter::PollerSqs,
                PollerSource::Kafka => Meter::PollerKafka,
            };
            self.charge(Item::Pollers, meter, pollers.unit_hours.into(), "EPU-hours")?;
        }
        if let Some(volume) = self.function.log_gb {
            let entry = Entry { item: Item::Logs, arch: None, unit: "GB" };
            self.ledger.charge_tiered(entry, Meter::Logs, volume.into())?;
            self.ledger.assume("Logs are those of the Standard class, ingestion only.");
        }
        self.front_door()
    }

    /// Requests as they are billed: large asynchronous events count as several.
    fn billed_requests(&mut self) -> Result<Exact, PricingError> {
        let requests = Exact::from(self.function.requests);
        let Some(size) = self.function.event_kb else { return Ok(requests) };
        let mut facts = Vec::new();
        let first = self.ledger.figure(FigureName::EventFirstKb, &mut facts)?;
        let step = self.ledger.figure(FigureName::EventStepKb, &mut facts)?;
        let each = requests_per_event(self.ledger.book, size)?;
        let billed = requests.times(each)?;
        let formula = format!(
            "{} × (1 + ⌈max(0, {} − {first}) KB / {step} KB⌉) = {} × {each}",
            requests.grouped(),
            size.normalize(),
            requests.grouped()
        );
        self.ledger.step("billed requests", formula, billed, "requests", facts);
        Ok(billed)
    }

    /// Billed milliseconds of `requests` on demand: those of the handler, and what INIT adds in the cold ones.
    fn on_demand_ms(&mut self, requests: Exact, step: FigureName) -> Result<(Exact, Exact), PricingError> {
        if let Some(measured) = self.function.billed_ms {
            self.ledger.assume("Billed time is the sum of what was measured, INIT included.");
            return Ok((measured.into(), Exact::ZERO));
        }
        let duration = Exact::from(self.function.duration_ms);
        let warm = self.rounded_ms(requests, duration, step, "on-demand requests")?;
        let Some(cold) = self.function.cold else { return Ok((warm, Exact::ZERO)) };
        let mut facts = vec!["lifecycle.init.billing.formula".to_owned()];
        let step = self.ledger.figure(step, &mut facts)?;
        let both = duration.plus(cold.init_ms.into())?;
        let added = round_up(both, step)?.minus(round_up(duration, step)?)?;
        let colds = requests.times(cold.share.into())?;
        let total = colds.times(added)?;
        let formula = format!(
            "{} × {} cold × (⌈{} + {}⌉ − ⌈{}⌉) ms = {} × {added} ms",
            requests.grouped(),
            percent(cold.share),
            duration,
            cold.init_ms.normalize(),
            duration,
            colds.grouped()
        );
        self.ledger.step("time that INIT adds", formula, total, "ms", facts);
        self.ledger.assume("INIT is billed like duration; a cold request is rounded up once, on the sum.");
        Ok((warm, total))
    }

    fn rounded_ms(
        &mut self,
        requests: Exact,
        duration: Exact,
        step: FigureName,
        what: &str,
    ) -> Result<Exact, PricingError> {
        let mut facts = Vec::new();
        let step = self.ledger.figure(step, &mut facts)?;
        let each = round_up(duration, step)?;
        let total = requests.times(each)?;
        let formula =
            format!("{} {what} × ⌈{duration} ms⌉ = {} × {each} ms", requests.grouped(), requests.grouped());
        self.ledger.step("billed time", formula, total, "ms", facts);
        Ok(total)
    }

    fn gb_seconds(&mut self, label: &str, ms: Exact) -> Result<Exact, PricingError> {
        let mut facts = Vec::new();
        let gb = self.ledger.figure(FigureName::MbPerGb, &mut facts)?;
        let thousand = Exact::from(1000_u32);
        let quantity = ms.times(self.function.memory_mb.into())?.over_exactly(gb.times(thousand)?)?;
        let formula = format!(
            "{} ms × {} MB / ({thousand} × {gb})",
            ms.grouped(),
            Exact::from(self.function.memory_mb).grouped()
        );
        self.ledger.step(label, formula, quantity, "GB-seconds", facts);
        Ok(quantity)
    }

    fn memory_gb(&mut self, facts: &mut Vec<String>) -> Result<Exact, PricingError> {
        let gb = self.ledger.figure(FigureName::MbPerGb, facts)?;
        Ok(Exact::from(self.function.memory_mb).over_exactly(gb)?)
    }

    fn provisioned_time(
        &mut self,
        environments: Decimal,
        hours: Option<Decimal>,
    ) -> Result<(), PricingError> {
        let mut facts = Vec::new();
        let step = self.ledger.figure(FigureName::ProvisionedStepMinutes, &mut facts)?;
        let given = Exact::from(hours.unwrap_or(self.account.month_hours));
        let sixty = Exact::from(60_u32);
        let minutes = round_up(given.times(sixty)?, step)?;
        if minutes != given.times(sixty)? {
            self.ledger.assume(format!("Provisioned time is rounded up to {step} minutes, as AWS does."));
        }
        if given > Exact::from(self.account.month_hours) {
            self.ledger.assume("Provisioned hours are more than the month has: they are taken as given.");
        }
        let gb = self.memory_gb(&mut facts)?;
        let seconds = minutes.times(sixty)?;
        let quantity = Exact::from(environments).times(gb)?.times(seconds)?;
        let formula = format!(
            "{} environments × {gb} GB × {} s",
            Exact::from(environments).grouped(),
            seconds.grouped()
        );
        self.ledger.step("provisioned memory", formula, quantity, "GB-seconds", facts);
        self.charge_arch(Item::Provisioned, Meter::Provisioned, quantity, "GB-seconds")
    }

    fn ephemeral(&mut self, billed_ms: Exact) -> Result<(), PricingError> {
        let Some(size) = self.function.ephemeral_mb else { return Ok(()) };
        let mut facts = vec!["limits.tmp.min".to_owned()];
        let gb = self.ledger.figure(FigureName::MbPerGb, &mut facts)?;
        let extra = Exact::from(size).minus(self.limits.ephemeral_included_mb.into())?;
        let quantity = extra.times(billed_ms)?.over_exactly(gb.times(Exact::from(1000_u32))?)?;
        let formula = format!(
            "({} − {}) MB × {} ms / (1000 × {gb})",
            size.normalize(),
            self.limits.ephemeral_included_mb.normalize(),
            billed_ms.grouped()
        );
        self.ledger.step("extra ephemeral storage", formula, quantity, "GB-seconds", facts);
        self.charge(Item::Ephemeral, Meter::Ephemeral, quantity, "GB-seconds")
    }

    fn snapstart(&mut self) -> Result<(), PricingError> {
        let Some(snapstart) = self.function.snapstart else { return Ok(()) };
        let mut facts = Vec::new();
        let gb = self.memory_gb(&mut facts)?;
        let least = self.ledger.figure(FigureName::SnapstartMinimumHours, &mut facts)?;
        let given = Exact::from(snapstart.cache_hours);
        let hours = if given.is_zero() { given } else { given.max(least) };
        let quantity = hours.times(Exact::from(3600_u32))?.times(gb)?;
        let formula = format!("{} h × 3,600 s × {gb} GB", hours.grouped());
        self.ledger.step("cached snapshot", formula, quantity, "GB-seconds", facts.clone());
        self.charge(Item::SnapstartCache, Meter::SnapstartCache, quantity, "GB-seconds")?;
        let quantity = Exact::from(snapstart.restores).times(gb)?;
        let formula = format!("{} restores × {gb} GB", Exact::from(snapstart.restores).grouped());
        self.ledger.step("restored memory", formula, quantity, "GB", facts);
        self.charge(Item::SnapstartRestore, Meter::SnapstartRestore, quantity, "GB")?;
        self.ledger
            .assume("SnapStart is charged as for Python and .NET; Java managed runtimes pay nothing for it.");
        if hours != given {
            self.ledger.assume(format!("A cached snapshot is charged for {least} hours at least."));
        }
        Ok(())
    }

    fn streaming(&mut self) -> Result<(), PricingError> {
        let quantity = match self.function.streaming {
            None => return Ok(()),
            Some(Streaming::BillableGb(volume)) => Exact::from(volume),
            Some(Streaming::Responses { size_mb, share }) => {
                let mut facts = Vec::new();
                let free = self.ledger.figure(FigureName::StreamingFreeMb, &mut facts)?;
                let gb = self.ledger.figure(FigureName::StreamingMbPerGb, &mut facts)?;
                let each = Exact::from(size_mb).minus(free)?.max(Exact::ZERO);
                let responses = Exact::from(self.function.requests).times(share.into())?;
                let quantity = responses.times(each)?.over_exactly(gb)?;
                let formula = format!(
                    "{} responses × ({} − {free}) MB / {gb}, where that is above zero",
                    responses.grouped(),
                    size_mb.normalize()
                );
                self.ledger.step("chargeable streamed volume", formula, quantity, "GB", facts);
                quantity
            }
        };
        self.tally.streamed_gb = self.tally.streamed_gb.plus(quantity)?;
        self.charge(Item::Streaming, Meter::Streaming, quantity, "GB")
    }

    fn front_door(&mut self) -> Result<(), PricingError> {
        let Some(door) = self.function.front_door else { return Ok(()) };
        let requests = Exact::from(self.function.requests);
        let entry = Entry { item: Item::FrontDoor, arch: None, unit: "requests" };
        let (meter, quantity) = match door {
            FrontDoor::FunctionUrl => (Meter::FunctionUrl, requests),
            FrontDoor::RestApi => (Meter::RestApi, requests),
            FrontDoor::HttpApi { payload_kb: None } => (Meter::HttpApi, requests),
            FrontDoor::HttpApi { payload_kb: Some(size) } => {
                let mut facts = Vec::new();
                let step = self.ledger.figure(FigureName::HttpApiStepKb, &mut facts)?;
                let each = Exact::from(size).over(step, 30)?.value.ceil().max(Exact::ONE);
                let quantity = requests.times(each)?;
                let formula = format!("{} × ⌈{} KB / {step} KB⌉", requests.grouped(), size.normalize());
                self.ledger.step("metered HTTP API requests", formula, quantity, "requests", facts);
                (Meter::HttpApi, quantity)
            }
        };
        self.ledger.charge_tiered(entry, meter, quantity)?;
        self.ledger
            .assume("The front door is priced by its requests; transfer to the internet is not included.");
        Ok(())
    }

    fn charge(&mut self, item: Item, meter: Meter, quantity: Exact, unit: &str) -> Result<(), PricingError> {
        self.ledger.charge(Entry { item, arch: None, unit }, meter, quantity).map(drop)
    }

    fn charge_arch(
        &mut self,
        item: Item,
        meter: Meter,
        quantity: Exact,
        unit: &str,
    ) -> Result<(), PricingError> {
        let arch = Some(self.function.arch);
        self.ledger.charge(Entry { item, arch, unit }, meter, quantity).map(drop)
    }
}

/// What AWS bills for one request of `duration_ms`, with `init_ms` for a cold one: the sum, rounded up once, in ms.
pub fn billed_duration_ms(
    book: &PriceBook,
    duration_ms: Decimal,
    init_ms: Option<Decimal>,
) -> Result<Exact, PricingError> {
    let step = book.figure(FigureName::DurationStepMs)?.value;
    round_up(Exact::from(duration_ms).plus(init_ms.unwrap_or_default().into())?, step.into())
}

/// How many requests an asynchronous event of `event_kb` is billed as.
pub fn requests_per_event(book: &PriceBook, event_kb: Decimal) -> Result<Exact, PricingError> {
    let first = Exact::from(book.figure(FigureName::EventFirstKb)?.value);
    let step = Exact::from(book.figure(FigureName::EventStepKb)?.value);
    let above = Exact::from(event_kb).minus(first)?.max(Exact::ZERO);
    Ok(above.over(step, 30)?.value.ceil().plus(Exact::ONE)?)
}

/// `value` rounded up to a multiple of `step`.
fn round_up(value: Exact, step: Exact) -> Result<Exact, PricingError> {
    Ok(value.over(step, 30)?.value.ceil().times(step)?)
}

fn percent(share: Decimal) -> String {
    format!("{}%", (share * Decimal::ONE_HUNDRED).normalize())
}

/// Takes off what the free tier forgives. GB-seconds are taken from the end, so that the rest fills the tiers from the
/// first: "usage less the free amount, then the tiers", as AWS's calculator does it.
fn free_tier(ledger: &mut Ledger<'_>, tally: &mut Tally, account: &Account) -> Result<(), PricingError> {
    if account.free_streaming {
        let mut facts = Vec::new();
        let free = ledger.figure(FigureName::FreeStreamingGb, &mut facts)?.min(tally.streamed_gb);
        if !free.is_zero() {
            let entry = Entry { item: Item::FreeTier, arch: None, unit: "GB streamed" };
            ledger.charge_because(entry, Meter::Streaming, -free, facts)?;
        }
    }
    if !account.free_tier {
        ledger.assume("The monthly free tier is not applied.");
        return Ok(());
    }
    ledger.assume("The monthly free tier is applied: to requests, and to on-demand and INIT duration on both architectures together, x86_64 first.");
    if account.functions.iter().any(|function| function.provisioned.is_some()) {
        ledger.assume("Requests in provisioned environments use the free requests too, as in AWS's own example; the text beside it excludes such functions.");
    }
    if tally.edge {
        ledger.assume("Lambda@Edge has no free tier.");
    }
    let mut facts = Vec::new();
    let mut left = ledger.figure(FigureName::FreeRequests, &mut facts)?;
    for (meter, requests) in
        [(Meter::Request, tally.lambda_requests), (Meter::ManagedRequest, tally.managed_requests)]
    {
        let free = left.min(requests);
        if !free.is_zero() {
            let entry = Entry { item: Item::FreeTier, arch: None, unit: "requests" };
            ledger.charge_because(entry, meter, -free, facts.clone())?;
            left = left.minus(free)?;
        }
    }
    let mut facts = Vec::new();
    let mut left = ledger.figure(FigureName::FreeGbSeconds, &mut facts)?;
    for arch in Arch::ALL {
        let free = left.min(ledger.filled(Meter::Duration, Some(arch)));
        if free.is_zero() {
            continue;
        }
        let entry = Entry { item: Item::FreeTier, arch: Some(arch), unit: "GB-seconds" };
        let amount =
            ledger.forgive_tiered(entry, Meter::Duration, free, facts.first().map(String::as_str))?;
        let at = index(arch);
        tally.duration[at] = tally.duration[at].plus(amount)?;
        tally.gb_seconds[at] = tally.gb_seconds[at].minus(free)?;
        left = left.minus(free)?;
    }
    Ok(())
}

/// Takes a savings plan off on-demand and INIT duration, after the free tier.
fn savings_plan(ledger: &mut Ledger<'_>, tally: &Tally, account: &Account) -> Result<(), PricingError> {
    let Some(plan) = account.savings_plan else { return Ok(()) };
    let mut facts = Vec::new();
    let mut known = |name| {
        ledger.note(&ledger.book.figure(name)?.origin);
        ledger.figure(name, &mut facts)
    };
    let rate = match plan {
        SavingsPlan::Percent(percent) => Exact::from(percent),
        SavingsPlan::Maximum => known(FigureName::SavingsMaxPercent)?,
        SavingsPlan::NoUpfront => known(FigureName::SavingsNoUpfrontPercent)?,
        SavingsPlan::AllUpfront => return all_upfront(ledger, tally),
    };
    let amount = tally.duration[0].plus(tally.duration[1])?;
    let share = rate.times(Exact::from(Decimal::new(1, 2)))?;
    let entry = Entry { item: Item::SavingsPlan, arch: None, unit: "USD of duration" };
    ledger.line(entry, None, -amount, share, facts)?;
    ledger.assume(format!("A Compute Savings Plan takes {rate}% off on-demand and INIT duration; requests are not discounted, and the whole duration is covered by the commitment."));
    Ok(())
}

fn all_upfront(ledger: &mut Ledger<'_>, tally: &Tally) -> Result<(), PricingError> {
    for arch in Arch::ALL {
        let (quantity, amount) = (tally.gb_seconds[index(arch)], tally.duration[index(arch)]);
        if quantity.is_zero() {
            continue;
        }
        let row = ledger.book.price(Meter::SavingsAllUpfront, ledger.region, Some(arch))?;
        let under = quantity.times(row.rate.into())?;
        let saved = amount.minus(under)?;
        let formula =
            format!("{} − {} GB-seconds × ${}", dollars(amount), quantity.grouped(), row.rate.normalize());
        let facts: Vec<String> = row.origin.fact.clone().into_iter().collect();
        ledger.note(&row.origin);
        ledger.step("saved by the plan", formula, saved, "USD", facts.clone());
        let entry = Entry { item: Item::SavingsPlan, arch: Some(arch), unit: "USD saved" };
        ledger.line(entry, None, -saved, Exact::ONE, facts)?;
    }
    ledger.assume("An all-upfront Compute Savings Plan has its own price per GB-second; the whole duration is covered by the commitment.");
    Ok(())
}
