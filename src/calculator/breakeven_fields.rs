//! The fields of the break-even calculator: what is compared, then the workload as the cost calculator has it.

use super::cost_fields::COST_FIELDS;
use super::field::{Field, Input, Step};

const COMPARISON: &str = "Comparison";

/// What only this calculator asks.
#[rustfmt::skip]
const OWN: [Field; 6] = [
    Field::new(COMPARISON, "vs", "Compared with", Input::Choice(&["fargate", "provisioned", "arch", "memory"]), "fargate", "Fargate tasks or provisioned concurrency, paid for all month; or the other architecture, or other memory")
        .step(Step::Through(&["fargate", "provisioned", "arch", "memory"])).required(),
    Field::new(COMPARISON, "vcpu", "vCPUs of a task", Input::Count("vCPUs"), "0.5", "vCPUs of a Fargate task")
        .standard("0.5").step(Step::Through(&["0.25", "0.5", "1", "2", "4", "8", "16"])),
    Field::new(COMPARISON, "task-memory", "Memory of a task", Input::Memory, "1GB", "Memory of a Fargate task; a bare number is MB")
        .standard("1GB").step(Step::Through(&["512MB", "1GB", "2GB", "3GB", "4GB", "8GB", "16GB", "30GB", "32GB", "60GB", "120GB"])),
    Field::new(COMPARISON, "tasks", "Tasks", Input::Count("tasks"), "2", "Number of Fargate tasks that run all month")
        .standard("1").step(Step::Ladder),
    Field::new(COMPARISON, "other-memory", "Other memory", Input::Memory, "1024MB", "The memory that --vs memory compares with")
        .hint("MB").step(Step::Memory),
    Field::new(COMPARISON, "other-duration", "Other duration", Input::Duration, "100ms", "Mean duration on the other architecture or with the other memory, where it differs from --duration")
        .step(Step::Ladder),
];

const ALL: [Field; OWN.len() + COST_FIELDS.len()] = {
    let mut all = [OWN[0]; OWN.len() + COST_FIELDS.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < OWN.len() { OWN[at] } else { COST_FIELDS[at - OWN.len()] };
        at += 1;
    }
    all
};

/// Every input of `coldstart breakeven`.
pub static BREAKEVEN_FIELDS: &[Field] = &ALL;

/// Whether only this calculator asks for `key`.
pub(super) fn is_own(key: &str) -> bool {
    OWN.iter().any(|field| field.key == key)
}
