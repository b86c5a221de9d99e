//! The table of execution environments.

/// No environment.
pub(super) const NONE: u32 = u32::MAX;

/// One execution environment, as small as the engine can have it: a busy run touches one of these per event.
///
/// A busy environment is linked in the calendar of completions, an idle one in its function's idle pool, so both share
/// the links, and `time` is the completion of the invocation in the first case and the release in the second.
#[derive(Debug, Clone)]
pub(super) struct Environment {
    /// End of the invocation (busy) or of the last one (idle); the creation of one that was never used.
    pub(super) time: u64,
    pub(super) created: u64,
    /// Instant from which it is too old to take another request.
    pub(super) dies: u64,
    pub(super) next: u32,
    pub(super) previous: u32,
    pub(super) function: u32,
    /// Place in the pool's index by age, or in its list for random choice.
    pub(super) place: u32,
    /// Place in the pool's heap of expiries.
    pub(super) heap_place: u32,
    pub(super) provisioned: bool,
    /// Its processes were ended after a failure: the next invocation begins with a suppressed INIT.
    pub(super) needs_init: bool,
    /// It ends with its invocation.
    pub(super) doomed: bool,
    /// It holds its connections to a database.
    pub(super) is_connected: bool,
}

/// All environments of a run. Places are used again; the table is as long as there were ever environments at once.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    slots: Vec<Environment>,
    free: Vec<u32>,
}

impl Table {
    pub(super) fn insert(&mut self, environment: Environment) -> u32 {
        if let Some(at) = self.free.pop() {
            self.slots[at as usize] = environment;
            return at;
        }
        let at = u32::try_from(self.slots.len()).unwrap_or(NONE);
        self.slots.push(environment);
        at
    }

    pub(super) fn remove(&mut self, at: u32) {
        self.free.push(at);
    }

    #[inline]
    pub(super) fn get(&self, at: u32) -> &Environment {
        &self.slots[at as usize]
    }

    #[inline]
    pub(super) fn get_mut(&mut self, at: u32) -> &mut Environment {
        &mut self.slots[at as usize]
    }
}
