//! AWS SAM and CloudFormation: resources to functions.

use super::intrinsics::{Resolved, Stack, intrinsic, nothing, referent};
use super::properties::{Owner, Settings};
use super::tree::{Entry, Fault, Node};
use super::{Defaults, Findings, Function, Given, Kind, MOST_FUNCTIONS};
use crate::text::printable;
use std::rc::Rc;

pub(super) fn functions(
    root: &Node,
    given: &Given,
    defaults: &Defaults,
    findings: &mut Findings,
) -> Result<(Kind, Vec<Function>), Fault> {
    let empty = nothing();
    let resources = root.get("Resources").map_or(&empty, Rc::as_ref);
    let Some(entries) = resources.entries() else {
        return Err(Fault::new(resources.span.clone(), "`Resources` is a mapping of names to resources"));
    };
    for (name, _) in &given.parameters {
        if root.path(&["Parameters", name]).is_none() {
            let names = root.get("Parameters").and_then(|all| all.entries()).unwrap_or_default();
            let near = crate::text::nearest(name, names.iter().map(|entry| entry.key.as_str()));
            let help = near.map_or_else(String::new, |near| format!("; did you mean `{}`?", printable(near)));
            findings.note(&(0..0), format!("the template has no parameter `{}`{help}", printable(name)));
        }
    }
    let settings = Settings::new(
        ["MemorySize", "Timeout", "EphemeralStorage", "ProvisionedConcurrentExecutions", "Architectures"],
        defaults,
    );
    let mut reader =
        Reader { stack: Stack::new(root, given), root, settings, findings, functions: Vec::new() };
    for entry in entries {
        reader.resource(entry)?;
    }
    // What keeps environments can stand before the function that it belongs to.
    for entry in entries {
        reader.kept(entry);
    }
    let Reader { functions, .. } = reader;
    let sam = root.get("Transform").is_some_and(|transform| mentions(transform, SAM))
        || root.get("Globals").is_some();
    Ok((if sam { Kind::Sam } else { Kind::CloudFormation }, functions))
}

const SAM: &str = "AWS::Serverless-2016-10-31";

fn mentions(node: &Node, word: &str) -> bool {
    node.text() == Some(word)
        || node.items().is_some_and(|items| items.iter().any(|item| item.text() == Some(word)))
}

struct Reader<'t, 'f> {
    stack: Stack<'t>,
    root: &'t Node,
    settings: Settings,
    findings: &'f mut Findings,
    functions: Vec<Function>,
}

impl Reader<'_, '_> {
    fn resource(&mut self, entry: &Entry) -> Result<(), Fault> {
        let name = printable(&entry.key).into_owned();
        if entry.key.starts_with("Fn::") {
            self.findings.note(&entry.span, format!("`{name}` is not unfolded: what it creates is left out"));
            return Ok(());
        }
        let kind = entry.value.get("Type").and_then(|kind| kind.text()).unwrap_or_default();
        match kind {
            "AWS::Lambda::Function" | "AWS::Serverless::Function" => {
                if !self.exists(entry) {
                    return Ok(());
                }
                if self.functions.len() >= MOST_FUNCTIONS {
                    return Err(Fault::new(entry.span.clone(), "the template has too many functions"));
                }
                let function = self.function(entry, kind == "AWS::Serverless::Function");
                self.functions.push(function);
            }
            "AWS::CloudFormation::Stack" | "AWS::Serverless::Application" => {
                self.findings
                    .note(&entry.span, format!("`{name}` is a nested stack: what is in it is left out"));
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a resource is created; one whose condition is not known counts.
    fn exists(&mut self, entry: &Entry) -> bool {
        let Some(condition) = entry.value.get("Condition") else { return true };
        let shown = printable(&entry.key).into_owned();
        let name = condition.text().unwrap_or_default();
        match self.stack.condition(name, &condition.span) {
            Ok(true) => true,
            Ok(false) => {
                let why = format!("`{shown}` is left out: its condition `{}` does not hold", printable(name));
                self.findings.note(&condition.span, why);
                false
            }
            Err(unknown) => {
                self.findings.note(
                    &unknown.span,
                    format!("whether `{shown}` is created: {}; it is counted", unknown.why),
                );
                true
            }
        }
    }

    fn function(&mut self, entry: &Entry, serverless: bool) -> Function {
        let empty = Rc::new(nothing());
        let own = match entry.value.get("Properties").map(|node| self.stack.value(node)) {
            Some(Resolved::Node(node)) => node,
            _ => Rc::clone(&empty),
        };
        let globals = self.root.path(&["Globals", "Function"]).filter(|_| serverless);
        let found = |reader: &Self, keys: &[&str]| {
            let own = reader.inside(&own, keys);
            match (&own, globals) {
                (Resolved::Absent, Some(globals)) => reader.inside(globals, keys),
                _ => own,
            }
        };
        let memory = found(self, &["MemorySize"]);
        let timeout = found(self, &["Timeout"]);
        let ephemeral = found(self, &["EphemeralStorage", "Size"]);
        let kept = found(self, &["ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"]);
        let arch = self.first(found(self, &["Architectures"]));
        let snapstart = found(self, &["SnapStart", "ApplyOn"]);
        let runtime = found(self, &["Runtime"]);
        let own_name = found(self, &["FunctionName"]);
        let managed = found(self, &["CapacityProviderConfig"]);
        if matches!(managed, Resolved::Node(_)) {
            let message = "`CapacityProviderConfig`: Managed Instances are billed by the instance, not by duration; on-demand prices are taken";
            self.findings.note(&entry.span, message);
        }
        if let Resolved::Unknown(unknown) = &snapstart {
            let message =
                format!("`SnapStart` of `{}`: {}; none is counted", printable(&entry.key), unknown.why);
            self.findings.note(&unknown.span, message);
        }
        let owner = Owner { name: &entry.key, span: &entry.span };
        let settings = self.settings;
        Function {
            name: entry.key.clone(),
            function_name: Owner::word(&own_name),
            memory_mb: owner.whole(&memory, &settings.memory, self.findings),
            arch: owner.arch(&arch, settings.arch, self.findings),
            timeout_s: owner.whole(&timeout, &settings.timeout, self.findings),
            ephemeral_mb: owner.whole(&ephemeral, &settings.ephemeral, self.findings),
            provisioned: owner.whole(&kept, &settings.provisioned, self.findings),
            snapstart: Owner::word(&snapstart).as_deref() == Some("PublishedVersions"),
            runtime: Owner::word(&runtime),
            span: entry.span.clone(),
        }
    }

    /// The value under keys inside of each other, each of which may be an intrinsic function.
    fn inside(&self, node: &Node, keys: &[&str]) -> Resolved {
        let Some((first, rest)) = keys.split_first() else { return Resolved::Absent };
        let Some(value) = node.get(first) else { return Resolved::Absent };
        match self.stack.value(value) {
            Resolved::Node(value) if !rest.is_empty() => self.inside(&value, rest),
            found => found,
        }
    }

    fn first(&self, found: Resolved) -> Resolved {
        match &found {
            Resolved::Node(node) => match node.items() {
                Some(items) => items.first().map_or(Resolved::Absent, |first| self.stack.value(first)),
                None => found,
            },
            _ => found,
        }
    }

    /// Provisioned concurrency of aliases and versions.
    fn kept(&mut self, entry: &Entry) {
        let kind = entry.value.get("Type").and_then(|kind| kind.text()).unwrap_or_default();
        let empty = nothing();
        let properties = entry.value.get("Properties").map_or(&empty, Rc::as_ref);
        if kind == "AWS::ApplicationAutoScaling::ScalableTarget"
            && properties.get("ServiceNamespace").is_some_and(|name| name.text() == Some("lambda"))
        {
            let message = format!(
                "`{}` scales provisioned concurrency over time; the number in the template is counted all month",
                printable(&entry.key)
            );
            self.findings.note(&entry.span, message);
        }
        if !matches!(kind, "AWS::Lambda::Alias" | "AWS::Lambda::Version") {
            return;
        }
        let Some(config) = properties.get("ProvisionedConcurrencyConfig") else { return };
        if matches!(self.stack.value(config), Resolved::Absent) || !self.exists(entry) {
            return;
        }
        let count =
            self.inside(properties, &["ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"]);
        let owner = Owner { name: &entry.key, span: &entry.span };
        let kept = owner.whole(&count, &self.settings.provisioned, self.findings);
        let target = properties.get("FunctionName");
        let name = target.and_then(|target| referent(target).map(str::to_owned)).or_else(|| {
            let target = target.filter(|target| intrinsic(target).is_none())?;
            target.text().map(str::to_owned)
        });
        let function = name.and_then(|name| {
            let own = |function: &Function| function.function_name.as_deref() == Some(name.as_str());
            self.functions.iter_mut().find(|function| function.name == name || own(function))
        });
        if let Some(function) = function {
            function.provisioned = function.provisioned.saturating_add(kept);
        } else {
            let message = format!(
                "`{}` keeps environments of a function that is not in this template: they are left out",
                printable(&entry.key)
            );
            self.findings.note(&entry.span, message);
        }
    }
}
