//! CloudFormation's intrinsic functions, as far as a template alone answers them.

use super::Given;
use super::tree::{Map, Node, Value};
use crate::text::{nearest, printable};
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// What a value comes to.
#[derive(Debug, Clone)]
pub(super) enum Resolved {
    /// This; inside of it there may be intrinsic functions still.
    Node(Rc<Node>),
    /// Nothing: it is not given, or `AWS::NoValue`.
    Absent,
    /// Only the deployment knows.
    Unknown(Unknown),
}

/// Why a value is not known, and where that shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unknown {
    pub(super) span: Range<usize>,
    pub(super) why: String,
}

impl Unknown {
    pub(super) fn new(span: &Range<usize>, why: impl Into<String>) -> Self {
        Self { span: span.clone(), why: why.into() }
    }
}

/// Intrinsic functions inside of each other that are followed.
const DEEPEST: usize = 48;
/// Values that are looked at for one template.
const MOST_STEPS: usize = 500_000;
/// Bytes that a text may be put together to.
const LONGEST_TEXT: usize = 64 << 10;

/// The parts of a template that values are taken from.
pub(super) struct Stack<'t> {
    pub(super) root: &'t Node,
    pub(super) given: &'t Given,
    steps: Cell<usize>,
    /// Conditions that are being worked out.
    open: RefCell<Vec<String>>,
}

impl<'t> Stack<'t> {
    pub(super) fn new(root: &'t Node, given: &'t Given) -> Self {
        Self { root, given, steps: Cell::new(0), open: RefCell::default() }
    }

    /// What `node` comes to.
    pub(super) fn value(&self, node: &Rc<Node>) -> Resolved {
        self.at(node, 0)
    }

    fn at(&self, node: &Rc<Node>, depth: usize) -> Resolved {
        let Some((name, argument)) = intrinsic(node) else {
            return if node.is_nothing() { Resolved::Absent } else { Resolved::Node(Rc::clone(node)) };
        };
        if let Err(unknown) = self.step(&node.span, depth) {
            return Resolved::Unknown(unknown);
        }
        let depth = depth + 1;
        let found = match name {
            "Ref" => match argument.text() {
                Some(text) => return self.reference(text, &node.span),
                None => Err(Unknown::new(&node.span, "`Ref` needs a name")),
            },
            "If" => return self.choice(node, argument, depth),
            "Sub" => self.substituted(node, argument, depth),
            "FindInMap" => return self.found_in_map(node, argument, depth),
            "Join" => self.joined(node, argument, depth),
            "Split" => return self.split(node, argument, depth),
            "Select" => return self.selected(node, argument, depth),
            "GetAtt" => {
                Err(Unknown::new(&node.span, "an attribute of a resource is known only after the deployment"))
            }
            "ImportValue" => Err(Unknown::new(&node.span, "another stack exports it")),
            "Base64" | "Cidr" | "GetAZs" | "Transform" | "ToJsonString" | "GetStackOutput" | "Length" => {
                Err(Unknown::new(&node.span, format!("`Fn::{name}` is not worked out here")))
            }
            unknown => {
                let known = KNOWN.iter().copied();
                let help = nearest(unknown, known)
                    .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                let shown = printable(unknown);
                Err(Unknown::new(&node.span, format!("there is no intrinsic function `{shown}`{help}")))
            }
        };
        match found {
            Ok(text) => Resolved::Node(Node::scalar(text, false, node.span.clone())),
            Err(unknown) => Resolved::Unknown(unknown),
        }
    }

    fn step(&self, span: &Range<usize>, depth: usize) -> Result<(), Unknown> {
        self.steps.set(self.steps.get() + 1);
        if depth > DEEPEST {
            return Err(Unknown::new(span, "intrinsic functions are nested too deeply"));
        }
        if self.steps.get() > MOST_STEPS {
            return Err(Unknown::new(span, "the template asks for too many values"));
        }
        Ok(())
    }

    /// The text that `node` comes to.
    fn text(&self, node: &Rc<Node>, depth: usize) -> Result<String, Unknown> {
        match self.at(node, depth) {
            Resolved::Node(node) => match node.text() {
                Some(text) => Ok(text.to_owned()),
                None => Err(Unknown::new(&node.span, "a text is expected here")),
            },
            Resolved::Absent => Ok(String::new()),
            Resolved::Unknown(unknown) => Err(unknown),
        }
    }

    fn list(&self, node: &Rc<Node>, depth: usize) -> Result<Vec<Rc<Node>>, Unknown> {
        match self.at(node, depth) {
            Resolved::Node(node) => match node.items() {
                Some(items) => Ok(items.to_vec()),
                None => Err(Unknown::new(&node.span, "a list is expected here")),
            },
            Resolved::Absent => Ok(Vec::new()),
            Resolved::Unknown(unknown) => Err(unknown),
        }
    }

    /// A parameter, a pseudo parameter or a resource.
    fn reference(&self, name: &str, span: &Range<usize>) -> Resolved {
        let unknown = |why: String| Resolved::Unknown(Unknown::new(span, why));
        let scalar = |text: &str| Resolved::Node(Node::scalar(text, false, span.clone()));
        let shown = printable(name);
        match name {
            "AWS::NoValue" => return Resolved::Absent,
            "AWS::Partition" => return scalar("aws"),
            "AWS::URLSuffix" => return scalar("amazonaws.com"),
            "AWS::Region" => {
                return match &self.given.region {
                    Some(region) => scalar(region),
                    None => unknown("the Region is that of the deployment; give it with --region".to_owned()),
                };
            }
            _ if name.starts_with("AWS::") => {
                return unknown(format!("`{shown}` is known only to the deployment"));
            }
            _ => {}
        }
        let parameters = self.root.get("Parameters");
        if let Some(parameter) = parameters.and_then(|all| all.get(name)) {
            let kind = parameter.get("Type").and_then(|kind| kind.text()).unwrap_or_default();
            let list = kind == "CommaDelimitedList" || kind.starts_with("List<");
            let value = match self.given.parameter(name) {
                Some(value) => Node::scalar(value, false, span.clone()),
                None if kind.starts_with("AWS::SSM::") => {
                    return unknown(format!("the parameter `{shown}` is read from Parameter Store"));
                }
                None => match parameter.get("Default") {
                    Some(value) => Rc::clone(value),
                    None => {
                        return unknown(format!(
                            "the parameter `{shown}` has no default; give it with --parameter {shown}=VALUE"
                        ));
                    }
                },
            };
            if let (true, Some(text)) = (list, value.text()) {
                let part = |part: &str| Node::scalar(part.trim(), false, value.span.clone());
                let items = text.split(',').map(part).collect();
                return Resolved::Node(Rc::new(Node {
                    span: value.span.clone(),
                    tag: None,
                    value: Value::List(items),
                }));
            }
            return Resolved::Node(value);
        }
        if self.root.get("Resources").is_some_and(|all| all.get(name).is_some()) {
            return unknown(format!("what `{shown}` refers to is known only after the deployment"));
        }
        let names = parameters.and_then(|all| all.entries()).unwrap_or_default();
        let near = nearest(name, names.iter().map(|entry| entry.key.as_str()));
        let help = near.map_or_else(String::new, |near| format!("; did you mean `{}`?", printable(near)));
        unknown(format!("there is no parameter or resource `{shown}`{help}"))
    }

    fn choice(&self, node: &Rc<Node>, argument: &Node, depth: usize) -> Resolved {
        let Some([condition, then, otherwise]) = argument.items() else {
            return Resolved::Unknown(Unknown::new(&node.span, "`Fn::If` needs a condition and two values"));
        };
        let Some(name) = condition.text() else {
            return Resolved::Unknown(Unknown::new(
                &condition.span,
                "`Fn::If` needs the name of a condition",
            ));
        };
        match self.named_condition(name, &condition.span, depth) {
            Ok(true) => self.at(then, depth),
            Ok(false) => self.at(otherwise, depth),
            Err(unknown) => Resolved::Unknown(unknown),
        }
    }

    /// Whether the condition of that name holds.
    pub(super) fn condition(&self, name: &str, span: &Range<usize>) -> Result<bool, Unknown> {
        self.named_condition(name, span, 0)
    }

    fn named_condition(&self, name: &str, span: &Range<usize>, depth: usize) -> Result<bool, Unknown> {
        self.step(span, depth)?;
        let conditions = self.root.get("Conditions");
        let Some(node) = conditions.and_then(|all| all.get(name)) else {
            let names = conditions.and_then(|all| all.entries()).unwrap_or_default();
            let near = nearest(name, names.iter().map(|entry| entry.key.as_str()));
            let help = near.map_or_else(String::new, |near| format!("; did you mean `{}`?", printable(near)));
            return Err(Unknown::new(span, format!("there is no condition `{}`{help}", printable(name))));
        };
        if self.open.borrow().iter().any(|open| open == name) {
            return Err(Unknown::new(span, format!("the condition `{}` depends on itself", printable(name))));
        }
        self.open.borrow_mut().push(name.to_owned());
        let holds = self.truth(node, depth + 1);
        self.open.borrow_mut().pop();
        holds
    }

    fn truth(&self, node: &Rc<Node>, depth: usize) -> Result<bool, Unknown> {
        self.step(&node.span, depth)?;
        let wrong = || Unknown::new(&node.span, "this is no condition");
        let depth = depth + 1;
        let Some((name, argument)) = intrinsic(node) else {
            return match node.text() {
                Some("true") => Ok(true),
                Some("false") => Ok(false),
                _ => Err(wrong()),
            };
        };
        if name == "Condition" {
            return self.named_condition(argument.text().ok_or_else(wrong)?, &node.span, depth);
        }
        let parts = argument.items().ok_or_else(wrong)?;
        match (name, parts) {
            ("Equals", [a, b]) => Ok(self.text(a, depth)? == self.text(b, depth)?),
            ("Not", [one]) => self.truth(one, depth).map(|holds| !holds),
            ("And" | "Or", parts) if !parts.is_empty() => {
                // One part can decide, whatever is not known of the others.
                let decides = name == "Or";
                let mut unknown = None;
                for part in parts {
                    match self.truth(part, depth) {
                        Ok(holds) if holds == decides => return Ok(decides),
                        Ok(_) => {}
                        Err(found) => unknown = unknown.or(Some(found)),
                    }
                }
                unknown.map_or(Ok(!decides), Err)
            }
            _ => Err(wrong()),
        }
    }

    fn substituted(&self, node: &Rc<Node>, argument: &Node, depth: usize) -> Result<String, Unknown> {
        let (text, own) = match (argument.text(), argument.items()) {
            (Some(text), _) => (text, None),
            (None, Some([text, own])) => (text.text().unwrap_or_default(), Some(own)),
            _ => return Err(Unknown::new(&node.span, "`Fn::Sub` needs a text, or a text and a mapping")),
        };
        let mut result = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            result.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                return Err(Unknown::new(&node.span, "a `${` has no `}`"));
            };
            if let Some(literal) = name.strip_prefix('!') {
                result.push_str("${");
                result.push_str(literal);
                result.push('}');
            } else if let Some(value) = own.and_then(|own| own.get(name.trim())) {
                result.push_str(&self.text(value, depth)?);
            } else if name.contains('.') {
                return Err(Unknown::new(
                    &node.span,
                    "an attribute of a resource is known only after the deployment",
                ));
            } else {
                let value = self.reference(name.trim(), &node.span);
                match value {
                    Resolved::Node(value) => result.push_str(value.text().unwrap_or_default()),
                    Resolved::Absent => {}
                    Resolved::Unknown(unknown) => return Err(unknown),
                }
            }
            too_long(&result, node)?;
            rest = after;
        }
        result.push_str(rest);
        Ok(result)
    }

    fn found_in_map(&self, node: &Rc<Node>, argument: &Node, depth: usize) -> Resolved {
        let Some([map, first, second, options @ ..]) = argument.items() else {
            return Resolved::Unknown(Unknown::new(
                &node.span,
                "`Fn::FindInMap` needs a mapping and two keys",
            ));
        };
        let found = (|| {
            let (map, first) = (self.text(map, depth)?, self.text(first, depth)?);
            let second = self.text(second, depth)?;
            let missing = |what: &str, key: &str| {
                Unknown::new(&node.span, format!("there is no {what} `{}`", printable(key)))
            };
            let maps = self
                .root
                .get("Mappings")
                .and_then(|all| all.get(&map))
                .ok_or_else(|| missing("mapping", &map))?;
            let row = maps.get(&first).ok_or_else(|| missing("key", &first))?;
            row.get(&second).cloned().ok_or_else(|| missing("key", &second))
        })();
        match (found, options.first().and_then(|options| options.get("DefaultValue"))) {
            (Ok(value), _) => Resolved::Node(value),
            (Err(_), Some(default)) => self.at(default, depth),
            (Err(unknown), None) => Resolved::Unknown(unknown),
        }
    }

    fn joined(&self, node: &Rc<Node>, argument: &Node, depth: usize) -> Result<String, Unknown> {
        let Some([between, list]) = argument.items() else {
            return Err(Unknown::new(&node.span, "`Fn::Join` needs a text and a list"));
        };
        let between = self.text(between, depth)?;
        let mut result = String::new();
        for (at, part) in self.list(list, depth)?.iter().enumerate() {
            if at > 0 {
                result.push_str(&between);
            }
            result.push_str(&self.text(part, depth)?);
            too_long(&result, node)?;
        }
        Ok(result)
    }

    fn split(&self, node: &Rc<Node>, argument: &Node, depth: usize) -> Resolved {
        let Some([sign, text]) = argument.items() else {
            return Resolved::Unknown(Unknown::new(&node.span, "`Fn::Split` needs two texts"));
        };
        let parts = self.text(sign, depth).and_then(|sign| {
            let text = self.text(text, depth)?;
            let parts: Vec<_> = match sign.as_str() {
                "" => vec![text.as_str()],
                sign => text.split(sign).collect(),
            };
            Ok(parts.into_iter().map(|part| Node::scalar(part, false, node.span.clone())).collect())
        });
        match parts {
            Ok(items) => Resolved::Node(Rc::new(Node {
                span: node.span.clone(),
                tag: None,
                value: Value::List(items),
            })),
            Err(unknown) => Resolved::Unknown(unknown),
        }
    }

    fn selected(&self, node: &Rc<Node>, argument: &Node, depth: usize) -> Resolved {
        let Some([index, list]) = argument.items() else {
            return Resolved::Unknown(Unknown::new(&node.span, "`Fn::Select` needs a number and a list"));
        };
        let found = self.text(index, depth).and_then(|index| {
            let items = self.list(list, depth)?;
            let chosen = index.trim().parse::<usize>().ok().and_then(|index| items.get(index).cloned());
            chosen.ok_or_else(|| Unknown::new(&node.span, "`Fn::Select` points outside of its list"))
        });
        match found {
            Ok(item) => self.at(&item, depth),
            Err(unknown) => Resolved::Unknown(unknown),
        }
    }
}

fn too_long(text: &str, node: &Node) -> Result<(), Unknown> {
    if text.len() > LONGEST_TEXT {
        return Err(Unknown::new(&node.span, "the text that is put together here is too long"));
    }
    Ok(())
}

/// Names of functions, for near spellings.
const KNOWN: &[&str] = &[
    "Ref",
    "Sub",
    "If",
    "FindInMap",
    "Join",
    "Split",
    "Select",
    "GetAtt",
    "ImportValue",
    "Equals",
    "And",
    "Or",
    "Not",
    "Base64",
    "Condition",
];

/// The function and its argument, where `node` is one: `!Sub x`, or a mapping of the one key `Fn::Sub`.
pub(super) fn intrinsic(node: &Node) -> Option<(&str, &Node)> {
    if let Some(tag) = &node.tag {
        return Some((tag, node));
    }
    let [only] = node.entries()? else { return None };
    let name = match only.key.as_str() {
        key @ ("Ref" | "Condition") => key,
        key => key.strip_prefix("Fn::")?,
    };
    Some((name, &only.value))
}

/// The resource that a value points to: `!Ref A`, `!GetAtt A.Arn`, `!Sub ${A.Arn}`.
pub(super) fn referent(node: &Node) -> Option<&str> {
    let (name, argument) = intrinsic(node)?;
    let first = argument.items().and_then(|items| items.first());
    let text = argument.text().or_else(|| first.and_then(|first| first.text()))?;
    match name {
        "Ref" => Some(text),
        "GetAtt" => Some(text.split('.').next().unwrap_or(text)),
        "Sub" => {
            let inside = text.strip_prefix("${")?.strip_suffix('}')?;
            inside.split('.').next().filter(|name| !name.contains("${"))
        }
        _ => None,
    }
}

/// An empty mapping, for what is left out.
pub(super) fn nothing() -> Node {
    Node { span: 0..0, tag: None, value: Value::Map(Map::default()) }
}
