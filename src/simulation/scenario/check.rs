//! What must hold between the parts of a scenario.

use super::Scenario;

impl Scenario {
    /// Concurrency that functions without a reservation share for on-demand invocations: the account's, less all reservations,
    /// less the provisioned environments of functions without one.
    pub fn shared_capacity(&self) -> u32 {
        self.functions.iter().fold(self.account.concurrency, |left, function| {
            left.saturating_sub(function.reserved.unwrap_or(function.provisioned))
        })
    }
}
