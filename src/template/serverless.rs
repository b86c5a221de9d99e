//! The Serverless Framework: `serverless.yml` to functions.

use super::intrinsics::{Resolved, Unknown, nothing};
use super::properties::{Owner, Settings};
use super::tree::{Entry, Fault, Node};
use super::variables::Variables;
use super::{Defaults, Findings, Function, Given, MOST_FUNCTIONS};
use crate::text::printable;
use std::rc::Rc;

pub(super) fn functions(
    root: &Node,
    given: &Given,
    defaults: &Defaults,
    findings: &mut Findings,
) -> Result<Vec<Function>, Fault> {
    let variables = Variables::new(root, given);
    let mut settings = Settings::new(
        ["memorySize", "timeout", "ephemeralStorageSize", "provisionedConcurrency", "architecture"],
        defaults,
    );
    for (setting, default) in [
        (&mut settings.memory, defaults.framework_memory_mb),
        (&mut settings.timeout, defaults.framework_timeout_s),
    ] {
        setting.default = default;
        setting.whose = "the framework's default";
    }
    let empty = Rc::new(nothing());
    let provider = match variables.inside(root, &["provider"]) {
        Resolved::Node(node) => node,
        _ => Rc::clone(&empty),
    };
    let cloud = provider.text().or_else(|| provider.get("name").and_then(|name| name.text()));
    if let Some(cloud) = cloud.filter(|cloud| *cloud != "aws" && !cloud.contains("${")) {
        let message = format!("the provider is `{}`, not `aws`", printable(cloud));
        return Err(Fault::new(provider.span.clone(), message));
    }
    let mut functions = Vec::new();
    for entry in entries(root, &variables, findings) {
        let name = printable(&entry.key).into_owned();
        let own = match variables.value(&entry.value) {
            Resolved::Node(node) if node.entries().is_some() => node,
            Resolved::Unknown(unknown) => {
                let message = format!("`{name}`: {}; the framework's defaults are taken", unknown.why);
                findings.note(&unknown.span, message);
                Rc::clone(&empty)
            }
            _ => Rc::clone(&empty),
        };
        if functions.len() >= MOST_FUNCTIONS {
            return Err(Fault::new(entry.span.clone(), "the file has too many functions"));
        }
        let found = |keys: &[&str], shared: bool| match variables.inside(&own, keys) {
            Resolved::Absent if shared => variables.inside(&provider, keys),
            found => found,
        };
        let owner = Owner { name: &entry.key, span: &entry.span };
        let snapstart = found(&["snapStart"], true);
        functions.push(Function {
            function_name: Owner::word(&found(&["name"], false)),
            memory_mb: owner.whole(&found(&["memorySize"], true), &settings.memory, findings),
            arch: owner.arch(&found(&["architecture"], true), settings.arch, findings),
            timeout_s: owner.whole(&found(&["timeout"], true), &settings.timeout, findings),
            ephemeral_mb: owner.whole(
                &found(&["ephemeralStorageSize"], false),
                &settings.ephemeral,
                findings,
            ),
            provisioned: owner.whole(
                &found(&["provisionedConcurrency"], true),
                &settings.provisioned,
                findings,
            ),
            snapstart: Owner::word(&snapstart).as_deref() == Some("true"),
            runtime: Owner::word(&found(&["runtime"], true)),
            span: entry.span.clone(),
            name: entry.key,
        });
    }
    Ok(functions)
}

/// The Region of the provider, where it is known.
pub(super) fn region(root: &Node, given: &Given) -> Option<String> {
    Owner::word(&Variables::new(root, given).inside(root, &["provider", "region"]))
}

/// The functions' entries: of one mapping, or of a list of mappings.
fn entries(root: &Node, variables: &Variables<'_>, findings: &mut Findings) -> Vec<Entry> {
    let mut unknown =
        |Unknown { span, why }: Unknown| findings.note(&span, format!("functions are left out: {why}"));
    let mut all: Vec<Entry> = Vec::new();
    let parts = match variables.inside(root, &["functions"]) {
        Resolved::Node(node) => match node.items() {
            Some(items) => items.iter().map(|item| variables.value(item)).collect(),
            None => vec![Resolved::Node(node)],
        },
        Resolved::Unknown(found) => {
            unknown(found);
            Vec::new()
        }
        Resolved::Absent => Vec::new(),
    };
    for part in parts {
        match part {
            Resolved::Node(node) => {
                for entry in node.entries().unwrap_or_default() {
                    if all.len() <= MOST_FUNCTIONS && !all.iter().any(|other| other.key == entry.key) {
                        all.push(entry.clone());
                    }
                }
            }
            Resolved::Unknown(found) => unknown(found),
            Resolved::Absent => {}
        }
    }
    all
}
