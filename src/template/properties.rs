//! From a value to a setting: what is read, what it must keep, and what is told where it does not.

use super::intrinsics::{Resolved, Unknown};
use super::tree::Node;
use super::{Defaults, Findings};
use crate::pricing::Arch;
use crate::text::{nearest, printable};
use std::ops::Range;

/// A setting that is a whole number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Its name in the dialect.
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    /// What holds where nothing is given, and whose default that is.
    pub(super) default: u64,
    pub(super) whose: &'static str,
    pub(super) bounds: (u64, u64),
    /// Whether it is told that nothing is given.
    pub(super) told: bool,
}

/// The settings of a dialect.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) memory: Setting,
    pub(super) timeout: Setting,
    pub(super) ephemeral: Setting,
    pub(super) provisioned: Setting,
    pub(super) arch: &'static str,
}

impl Settings {
    /// The settings under their names in a dialect, at the service's own defaults.
    pub(super) fn new(names: [&'static str; 5], defaults: &Defaults) -> Self {
        let [memory, timeout, ephemeral, provisioned, arch] = names;
        let setting = |name, unit, default, bounds, told| Setting {
            name,
            unit,
            default,
            whose: "the service's default",
            bounds,
            told,
        };
        Self {
            memory: setting(memory, "MB", defaults.memory_mb, defaults.memory_bounds, true),
            timeout: setting(timeout, "seconds", defaults.timeout_s, (1, defaults.timeout_max_s), false),
            ephemeral: setting(ephemeral, "MB", defaults.ephemeral_mb, defaults.ephemeral_bounds, false),
            provisioned: setting(provisioned, "environments", 0, (0, 1_000_000), false),
            arch,
        }
    }
}

/// The function that settings belong to.
pub(super) struct Owner<'o> {
    pub(super) name: &'o str,
    pub(super) span: &'o Range<usize>,
}

impl Owner<'_> {
    pub(super) fn whole(&self, found: &Resolved, setting: &Setting, findings: &mut Findings) -> u64 {
        let Setting { name, unit, default, whose, bounds, told } = *setting;
        let owner = printable(self.name);
        let taken = if default == 0 {
            "none is counted".to_owned()
        } else {
            format!("{whose} of {default} {unit} is taken")
        };
        match found {
            Resolved::Absent => {
                if told {
                    let message = format!("`{owner}` has no `{name}`: {whose} of {default} {unit} holds");
                    findings.note(self.span, message);
                }
                default
            }
            Resolved::Unknown(Unknown { span, why }) => {
                findings.note(span, format!("`{name}` of `{owner}`: {why}; {taken}"));
                default
            }
            Resolved::Node(node) => match number(node) {
                Some(number) if (bounds.0..=bounds.1).contains(&number) => number,
                Some(number) => {
                    let (least, most) = bounds;
                    let message = format!(
                        "`{name}` of `{owner}` is {number}, outside of {least} to {most} {unit}; {taken}"
                    );
                    findings.note(&node.span, message);
                    default
                }
                None => {
                    let what = node.text().map_or_else(|| "a list or a mapping".to_owned(), quoted);
                    let message =
                        format!("`{name}` of `{owner}` is no whole number of {unit} but {what}; {taken}");
                    findings.note(&node.span, message);
                    default
                }
            },
        }
    }

    /// The instruction set; of a list the first.
    pub(super) fn arch(&self, found: &Resolved, name: &str, findings: &mut Findings) -> Arch {
        let owner = printable(self.name);
        let taken = format!("{} is taken", Arch::default());
        match found {
            Resolved::Absent => Arch::default(),
            Resolved::Unknown(Unknown { span, why }) => {
                findings.note(span, format!("`{name}` of `{owner}`: {why}; {taken}"));
                Arch::default()
            }
            Resolved::Node(node) => node.text().and_then(Arch::from_name).unwrap_or_else(|| {
                let what = node.text().map_or_else(|| "a list or a mapping".to_owned(), quoted);
                let near = node.text().and_then(|text| nearest(text, ["x86_64", "arm64"]));
                let help = near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"));
                let message =
                    format!("`{name}` of `{owner}` is neither x86_64 nor arm64 but {what}{help}; {taken}");
                findings.note(&node.span, message);
                Arch::default()
            }),
        }
    }

    /// A word, where it is known; it does not matter to the bill where it is not.
    pub(super) fn word(found: &Resolved) -> Option<String> {
        match found {
            Resolved::Node(node) => node.text().filter(|text| !text.is_empty()).map(str::to_owned),
            _ => None,
        }
    }
}

fn quoted(text: &str) -> String {
    let mut short: String = printable(text).chars().take(40).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}

/// A whole number, `512` as well as `512.0`.
fn number(node: &Node) -> Option<u64> {
    let text = node.text()?.trim();
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => whole,
        _ => text,
    };
    whole.parse().ok()
}
