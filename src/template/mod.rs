//! Infrastructure templates: text in; functions, and what could not be resolved, out.
//!
//! AWS SAM and CloudFormation (YAML and JSON), `serverless.yml`, and the plan or state that `terraform show -json` prints. What
//! decides a bill is taken from them: memory, architecture, timeout, ephemeral storage, provisioned concurrency, SnapStart.
//! Whatever a template leaves to the deployment holds at the service's default and is told as a [`Notice`] with its place.
//!
//! Must not know: files, the command line, prices. Everything is bounded: size, depth, what aliases and variables unfold to.

mod cloudformation;
mod intrinsics;
mod json;
mod properties;
mod serverless;
mod terraform;
mod traffic;
mod tree;
mod variables;
mod yaml;

#[cfg(test)]
mod tests;

pub use traffic::Traffic;

use crate::content::Problem;
use crate::pricing::Arch;
use crate::text::printable_line;
use std::ops::Range;
use tree::{Fault, Node};

/// Bytes of the longest template that is read.
pub const LONGEST: usize = 16 << 20;
/// Functions that one template may have.
pub const MOST_FUNCTIONS: usize = 5_000;
/// Notices that are kept; how many more there were is counted.
pub const MOST_NOTICES: usize = 200;

/// The dialect of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// CloudFormation with the transform of AWS SAM.
    Sam,
    /// CloudFormation.
    CloudFormation,
    /// The Serverless Framework.
    Serverless,
    /// A plan or a state of Terraform as JSON.
    Terraform,
}

impl Kind {
    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sam => "AWS SAM",
            Self::CloudFormation => "CloudFormation",
            Self::Serverless => "Serverless Framework",
            Self::Terraform => "Terraform",
        }
    }
}

/// What holds where a template is silent, and the bounds of what it may say. The caller fills it from facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defaults {
    /// Memory of a function that is created without a setting, MB.
    pub memory_mb: u64,
    /// Timeout of such a function, seconds.
    pub timeout_s: u64,
    /// Ephemeral storage of such a function, MB.
    pub ephemeral_mb: u64,
    /// Memory that the Serverless Framework gives a function without a setting, MB.
    pub framework_memory_mb: u64,
    /// Timeout that the Serverless Framework gives such a function, seconds.
    pub framework_timeout_s: u64,
    /// Least and most memory, MB.
    pub memory_bounds: (u64, u64),
    /// Least and most ephemeral storage, MB.
    pub ephemeral_bounds: (u64, u64),
    /// Longest timeout, seconds.
    pub timeout_max_s: u64,
}

/// What the deployment gives to a template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The Region, where it is known.
    pub region: Option<String>,
    /// Parameters by name: of a CloudFormation stack, or the options and parameters of the Serverless Framework.
    pub parameters: Vec<(String, String)>,
}

impl Given {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// A function of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Logical ID, key or address: unique in its template.
    pub name: String,
    /// The function's own name, where the template gives one that is known.
    pub function_name: Option<String>,
    /// Memory, MB.
    pub memory_mb: u64,
    /// Instruction set.
    pub arch: Arch,
    /// Timeout, seconds.
    pub timeout_s: u64,
    /// Ephemeral storage, MB.
    pub ephemeral_mb: u64,
    /// Provisioned environments over all aliases and versions.
    pub provisioned: u64,
    /// SnapStart of published versions.
    pub snapstart: bool,
    /// Identifier of the runtime, where there is one and it is known.
    pub runtime: Option<String>,
    /// Its key in the text.
    pub span: Range<usize>,
}

/// Something of a template that did not count as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Where, in bytes of the text.
    pub span: Range<usize>,
    /// What it is and what was taken instead; a sentence without its full stop.
    pub message: String,
}

/// What a template says about functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its dialect.
    pub kind: Kind,
    /// The Region that it names itself.
    pub region: Option<String>,
    /// Its functions, in the order of the text.
    pub functions: Vec<Function>,
    /// What did not count as it stands there, in the order of the text.
    pub notices: Vec<Notice>,
    /// How many notices were left out.
    pub more_notices: usize,
}

impl Template {
    /// The names of its functions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.functions.iter().map(|function| function.name.as_str())
    }

    /// The function of that name: its key in the template, or else its own name.
    pub fn function(&self, name: &str) -> Option<&Function> {
        let own = |function: &&Function| function.function_name.as_deref() == Some(name);
        let all = &self.functions;
        all.iter().find(|function| function.name == name).or_else(|| all.iter().find(own))
    }
}

/// Reads the template `text`; `file` names it in problems.
///
/// # Errors
/// Why it is no template, with the place.
pub fn read(file: &str, text: &str, given: &Given, defaults: &Defaults) -> Result<Template, Box<Problem>> {
    let problem = |fault: Fault| {
        let found = Problem::at(file, text, fault.span, printable_line(&fault.message));
        Box::new(match fault.help {
            Some(help) => found.with_help(printable_line(&help)),
            None => found,
        })
    };
    if text.len() > LONGEST {
        let message = format!("the file is longer than the {} MB that are read of a template", LONGEST >> 20);
        return Err(Box::new(Problem::about_file(file, message)));
    }
    let mut findings = Findings::default();
    let root = parse(text, &mut findings).map_err(problem)?;
    let (kind, functions) = dialect(&root, given, defaults, &mut findings).map_err(problem)?;
    if functions.is_empty() {
        let message = format!("there is no Lambda function in this {} template", kind.name());
        let left_out = findings.notices.first();
        let span = left_out.map_or(0..0, |notice| notice.span.clone());
        let why = left_out.map(|notice| notice.message.clone());
        return Err(problem(Fault { span, message, help: why }));
    }
    let Findings { mut notices, more } = findings;
    notices.sort_by_key(|notice| notice.span.start);
    let region = if kind == Kind::Serverless { serverless::region(&root, given) } else { None };
    Ok(Template { kind, region, functions, notices, more_notices: more })
}

/// The tree of `text`: JSON where it begins like JSON, YAML otherwise.
fn parse(text: &str, findings: &mut Findings) -> Result<std::rc::Rc<Node>, Fault> {
    let text = text.strip_prefix('\u{feff}').map_or((0, text), |rest| (text.len() - rest.len(), rest));
    if !text.1.trim_start().starts_with('{') {
        return yaml::parse(text.1, text.0, findings);
    }
    match json::parse(text.1, text.0, findings) {
        Ok(root) => Ok(root),
        // A mapping of YAML may be written in braces as well, then without quotes.
        Err(fault) if text.1.trim_start().trim_start_matches('{').trim_start().starts_with('"') => Err(fault),
        Err(fault) => yaml::parse(text.1, text.0, &mut Findings::default()).map_err(|_| fault),
    }
}

fn dialect(
    root: &Node,
    given: &Given,
    defaults: &Defaults,
    findings: &mut Findings,
) -> Result<(Kind, Vec<Function>), Fault> {
    let has = |key: &str| root.get(key).is_some();
    if root.entries().is_none() {
        return Err(
            Fault::new(root.span.clone(), "a template is a mapping of names to values").help(ACCEPTED)
        );
    }
    if has("planned_values") || (has("values") && has("terraform_version")) {
        return Ok((Kind::Terraform, terraform::functions(root, defaults, findings)?));
    }
    if has("functions") && (has("provider") || has("service")) {
        return Ok((Kind::Serverless, serverless::functions(root, given, defaults, findings)?));
    }
    if has("Resources") {
        return cloudformation::functions(root, given, defaults, findings);
    }
    let help = if has("resource_changes") || has("terraform_version") {
        "write the plan with `terraform show -json PLAN`"
    } else {
        ACCEPTED
    };
    Err(Fault::new(0..0, "this is no template that can be read").help(help))
}

const ACCEPTED: &str = "AWS SAM and CloudFormation templates have `Resources`, a serverless.yml has `service` and `functions`, `terraform show -json` prints `planned_values`";

/// Where readers put what they notice.
#[derive(Debug, Default)]
struct Findings {
    notices: Vec<Notice>,
    more: usize,
}

impl Findings {
    fn note(&mut self, span: &Range<usize>, message: impl Into<String>) {
        // Names may have line feeds in them.
        let message = printable_line(&message.into()).into_owned();
        let notice = Notice { span: span.clone(), message };
        if self.notices.contains(&notice) {
            return;
        }
        if self.notices.len() < MOST_NOTICES {
            self.notices.push(notice);
        } else {
            self.more += 1;
        }
    }
}
