//! Terraform: a plan or a state as `terraform show -json` prints it.

use super::intrinsics::{Resolved, Unknown, nothing};
use super::properties::{Owner, Settings};
use super::tree::{Fault, Node};
use super::{Defaults, Findings, Function, MOST_FUNCTIONS};
use crate::text::printable;
use std::collections::HashMap;
use std::rc::Rc;

pub(super) fn functions(
    root: &Node,
    defaults: &Defaults,
    findings: &mut Findings,
) -> Result<Vec<Function>, Fault> {
    let values = root.get("planned_values").or_else(|| root.get("values"));
    let empty = nothing();
    let mut resources = Vec::new();
    if let Some(module) = values.and_then(|values| values.get("root_module")) {
        gather(module, &mut resources);
    }
    let of = |node: &Node, key: &str| node.get(key).and_then(|it| it.text()).unwrap_or_default().to_owned();
    let mut unknown: HashMap<String, &Node> = HashMap::new();
    for change in root.get("resource_changes").and_then(|all| all.items()).unwrap_or_default() {
        if let Some(after) = change.path(&["change", "after_unknown"]) {
            unknown.insert(of(change, "address"), after);
        }
    }
    let settings = Settings::new(
        ["memory_size", "timeout", "ephemeral_storage", "provisioned_concurrent_executions", "architectures"],
        defaults,
    );
    let mut functions: Vec<Function> = Vec::new();
    let mut kept = Vec::new();
    for resource in resources.iter().filter(|it| of(it, "mode") != "data") {
        let address = of(resource, "address");
        let values = resource.get("values").map_or(&empty, Rc::as_ref);
        let later = unknown.get(&address).copied().unwrap_or(&empty);
        let span = resource.get("address").map_or(resource.span.clone(), |it| it.span.clone());
        let found = |keys: &[&str]| match inside(values, keys) {
            Some(node) if !node.is_nothing() => Resolved::Node(node),
            _ if inside(later, keys).is_some_and(|it| it.text() == Some("true")) || is_later(later, keys) => {
                Resolved::Unknown(Unknown::new(&span, "it is known only after the plan is applied"))
            }
            _ => Resolved::Absent,
        };
        match of(resource, "type").as_str() {
            "aws_lambda_function" => {
                if functions.len() >= MOST_FUNCTIONS {
                    return Err(Fault::new(span, "the plan has too many functions"));
                }
                let owner = Owner { name: &address, span: &span };
                functions.push(Function {
                    function_name: Owner::word(&found(&["function_name"])),
                    memory_mb: owner.whole(&found(&["memory_size"]), &settings.memory, findings),
                    arch: owner.arch(&found(&["architectures", "0"]), settings.arch, findings),
                    timeout_s: owner.whole(&found(&["timeout"]), &settings.timeout, findings),
                    ephemeral_mb: owner.whole(
                        &found(&["ephemeral_storage", "0", "size"]),
                        &settings.ephemeral,
                        findings,
                    ),
                    provisioned: 0,
                    snapstart: Owner::word(&found(&["snap_start", "0", "apply_on"])).as_deref()
                        == Some("PublishedVersions"),
                    runtime: Owner::word(&found(&["runtime"])),
                    span,
                    name: address,
                });
            }
            "aws_lambda_provisioned_concurrency_config" => {
                let owner = Owner { name: &address, span: &span };
                let count = owner.whole(
                    &found(&["provisioned_concurrent_executions"]),
                    &settings.provisioned,
                    findings,
                );
                kept.push((address.clone(), Owner::word(&found(&["function_name"])), count, span));
            }
            _ => {}
        }
    }
    let mut pointers = HashMap::new();
    if let Some(module) = root.path(&["configuration", "root_module"]) {
        point(module, "", &mut pointers, 0);
    }
    for (address, name, count, span) in kept {
        let own = |function: &Function| {
            name.as_deref().is_some_and(|name| {
                let bare = name.rsplit(":function:").next().unwrap_or(name);
                function.function_name.as_deref() == Some(bare.split(':').next().unwrap_or(bare))
            })
        };
        let pointed = pointers.get(&without_index(&address));
        let referred = |function: &Function| {
            let (theirs, ours) = (index(&function.name), index(&address));
            pointed.is_some_and(|target| without_index(&function.name) == *target)
                && (theirs.is_empty() || theirs == ours)
        };
        let place = functions.iter().position(own).or_else(|| functions.iter().position(referred));
        if let Some(function) = place.and_then(|at| functions.get_mut(at)) {
            function.provisioned = function.provisioned.saturating_add(count);
        } else {
            let shown = printable(&address);
            let message = format!(
                "`{shown}` keeps environments of a function that is not in this plan: they are left out"
            );
            findings.note(&span, message);
        }
    }
    Ok(functions)
}

/// The resources of a module and of the modules in it.
fn gather<'n>(module: &'n Node, resources: &mut Vec<&'n Node>) {
    // The tree is not deeper than its reader allows.
    resources.extend(
        module.get("resources").and_then(|all| all.items()).unwrap_or_default().iter().map(Rc::as_ref),
    );
    for child in module.get("child_modules").and_then(|all| all.items()).unwrap_or_default() {
        gather(child, resources);
    }
}

/// Which function the `function_name` of each resource is taken from, by address.
fn point(module: &Node, prefix: &str, pointers: &mut HashMap<String, String>, depth: usize) {
    if depth > super::tree::DEEPEST {
        return;
    }
    for resource in module.get("resources").and_then(|all| all.items()).unwrap_or_default() {
        let address = resource.get("address").and_then(|it| it.text()).unwrap_or_default();
        let references = resource.path(&["expressions", "function_name", "references"]);
        let all = references.and_then(|it| it.items()).unwrap_or_default();
        let target = all.iter().filter_map(|it| it.text()).find_map(|reference| {
            let mut words = reference.split('.');
            let (kind, name) = (words.next()?, words.next()?);
            (kind == "aws_lambda_function").then(|| format!("{prefix}{kind}.{}", without_index(name)))
        });
        if let Some(target) = target {
            pointers.insert(format!("{prefix}{address}"), target);
        }
    }
    for call in module.get("module_calls").and_then(|all| all.entries()).unwrap_or_default() {
        if let Some(child) = call.value.get("module") {
            point(child, &format!("{prefix}module.{}.", call.key), pointers, depth + 1);
        }
    }
}

/// `module.a[0].aws_lambda_function.api["x"]` without its keys.
fn without_index(address: &str) -> String {
    let mut rest = address;
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once('[') {
        bare.push_str(before);
        rest = after.split_once(']').map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    bare
}

/// The keys of an address, one after the other.
fn index(address: &str) -> Vec<&str> {
    address.split('[').skip(1).filter_map(|part| part.split(']').next()).collect()
}

/// Through mappings and lists; a number is a place in a list.
fn inside(node: &Node, keys: &[&str]) -> Option<Rc<Node>> {
    let (first, rest) = keys.split_first()?;
    let next = match node.items() {
        Some(items) => items.get(first.parse::<usize>().ok()?),
        None => node.get(first),
    }?;
    if rest.is_empty() { Some(Rc::clone(next)) } else { inside(next, rest) }
}

/// Whether all of a list or block is known later: `"architectures": true`.
fn is_later(later: &Node, keys: &[&str]) -> bool {
    (1..keys.len()).any(|end| {
        keys.get(..end).and_then(|keys| inside(later, keys)).is_some_and(|it| it.text() == Some("true"))
    })
}
