//! A database behind the functions, with so many connections and no more.
//!
//! An environment opens its connections with its first invocation and keeps them as long as it exists, idle or not: that is
//! what code outside the handler does. One that gets none fails, and tries again with its next invocation.

use super::engine::World;
use super::event::{EventKind, Observer, Outcome};
use super::state::Plan;

/// Connections that are left.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    pub(super) free: u32,
    refused_after_ns: u64,
}

impl Connections {
    pub(super) fn new(free: u32, refused_after_ns: u64) -> Self {
        Self { free, refused_after_ns }
    }
}

impl World {
    /// The plan of an invocation whose environment needs connections: it fails where there are none.
    pub(super) fn connect<O: Observer>(
        &mut self,
        at: usize,
        environment: u32,
        plan: Plan,
        observer: &mut O,
    ) -> Plan {
        let function = &mut self.functions[at];
        let Some((database, wanted)) = function.database else { return plan };
        let known = self.table.get_mut(environment);
        let Some(pool) = self.databases.get_mut(database) else { return plan };
        if known.is_connected || plan.outcome == Outcome::RestoreTimeout {
            return plan;
        }
        if pool.free >= wanted {
            pool.free -= wanted;
            known.is_connected = true;
            return plan;
        }
        if self.now >= self.warmup {
            function.tally.connections_refused += 1;
        }
        let invoke_ns =
            plan.suppressed_init_ns.saturating_add(pool.refused_after_ns).min(function.timeout_ns);
        if O::ACTIVE {
            let number = self.number_of(environment);
            self.say(at, EventKind::ConnectionRefused { environment: number }, observer);
        }
        Plan { invoke_ns, outcome: Outcome::Error, ..plan }
    }

    /// Gives back what an environment that ends has held.
    pub(super) fn disconnect(&mut self, at: usize, environment: u32) {
        if let Some((database, held)) = self.functions[at].database
            && self.table.get(environment).is_connected
            && let Some(pool) = self.databases.get_mut(database)
        {
            pool.free += held;
        }
    }
}
