//! `${…}` of the Serverless Framework, as far as the file alone answers it.

use super::Given;
use super::intrinsics::{Resolved, Unknown};
use super::tree::Node;
use crate::text::printable;
use std::cell::Cell;
use std::rc::Rc;

/// Variables inside of each other's values that are followed.
const DEEPEST: usize = 24;
/// Variables that are looked up for one file.
const MOST_STEPS: usize = 100_000;
/// Bytes that a text may be put together to.
const LONGEST_TEXT: usize = 64 << 10;

/// The file and what the deployment gives to it.
pub(super) struct Variables<'t> {
    pub(super) root: &'t Node,
    pub(super) given: &'t Given,
    steps: Cell<usize>,
}

impl<'t> Variables<'t> {
    pub(super) fn new(root: &'t Node, given: &'t Given) -> Self {
        Self { root, given, steps: Cell::new(0) }
    }

    /// What `node` comes to, with its variables filled in.
    pub(super) fn value(&self, node: &Rc<Node>) -> Resolved {
        match self.filled(node, 0) {
            Ok(node) if node.is_nothing() => Resolved::Absent,
            Ok(node) => match &node.tag {
                Some(tag) => {
                    let why = format!("`!{}` is worked out by CloudFormation only", printable(tag));
                    Resolved::Unknown(Unknown::new(&node.span, why))
                }
                None => Resolved::Node(node),
            },
            Err(why) => Resolved::Unknown(Unknown::new(&node.span, why)),
        }
    }

    /// The value under `keys` inside of each other.
    pub(super) fn inside(&self, node: &Node, keys: &[&str]) -> Resolved {
        let Some((first, rest)) = keys.split_first() else { return Resolved::Absent };
        let Some(value) = node.get(first) else { return Resolved::Absent };
        match self.value(value) {
            Resolved::Node(value) if !rest.is_empty() => self.inside(&value, rest),
            found => found,
        }
    }

    fn filled(&self, node: &Rc<Node>, depth: usize) -> Result<Rc<Node>, String> {
        let Some(text) = node.text().filter(|text| text.contains("${")) else { return Ok(Rc::clone(node)) };
        if depth > DEEPEST {
            return Err("its variables lead in a circle, or too deep".to_owned());
        }
        let mut text = text.to_owned();
        // The innermost variable first: what it gives can be part of the name of the next.
        while let Some(start) = text.rfind("${") {
            self.steps.set(self.steps.get() + 1);
            if self.steps.get() > MOST_STEPS || text.len() > LONGEST_TEXT {
                return Err("its variables unfold to too much".to_owned());
            }
            let inside = text.get(start + 2..).unwrap_or_default();
            let Some(length) = inside.find('}') else { return Err("a `${` has no `}`".to_owned()) };
            let value = self.variable(inside.get(..length).unwrap_or_default(), node, depth)?;
            let end = start + 2 + length + 1;
            if start == 0 && end == text.len() {
                return self.filled(&value, depth + 1);
            }
            let value = self.filled(&value, depth + 1)?;
            let Some(part) = value.text() else {
                return Err("a list or a mapping stands inside of a text".to_owned());
            };
            text.replace_range(start..end, part);
        }
        Ok(Node::scalar(text, false, node.span.clone()))
    }

    /// `self:a.b, opt:stage, 'dev'`: the first that is known.
    fn variable(&self, text: &str, at: &Node, depth: usize) -> Result<Rc<Node>, String> {
        let mut reason = None;
        for choice in choices(text) {
            let quoted = |quote: char| choice.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
            if let Some(literal) = quoted('\'').or_else(|| quoted('"')) {
                return Ok(Node::scalar(literal, false, at.span.clone()));
            }
            if matches!(choice, "true" | "false" | "null") || choice.parse::<f64>().is_ok() {
                return Ok(Node::scalar(choice, true, at.span.clone()));
            }
            match self.source(choice, at, depth) {
                Ok(Some(node)) if !node.is_nothing() => return Ok(node),
                Ok(_) => {
                    let shown = printable(choice);
                    reason = reason.or_else(|| Some(format!("there is nothing at `${{{shown}}}`")));
                }
                Err(why) => reason = reason.or(Some(why)),
            }
        }
        Err(reason.unwrap_or_else(|| "an empty `${}`".to_owned()))
    }

    fn source(&self, choice: &str, at: &Node, depth: usize) -> Result<Option<Rc<Node>>, String> {
        let shown = printable(choice);
        let scalar = |text: &str| Some(Node::scalar(text, false, at.span.clone()));
        let (source, address) = choice.split_once(':').unwrap_or((choice, ""));
        match source {
            "self" => self.path(address, depth),
            "opt" | "param" => match self.given.parameter(address) {
                Some(value) => Ok(scalar(value)),
                None if source == "opt" && address == "region" => {
                    Ok(self.given.region.as_deref().and_then(scalar))
                }
                None if source == "param" => self.parameter(address, depth),
                None => Ok(None),
            },
            "sls" if address == "stage" => match self.given.parameter("stage") {
                Some(stage) => Ok(scalar(stage)),
                None => Ok(self.path("provider.stage", depth)?.or_else(|| scalar("dev"))),
            },
            "aws" if address == "region" => match &self.given.region {
                Some(region) => Ok(scalar(region)),
                None => self.path("provider.region", depth),
            },
            "env" => Err(format!("`${{{shown}}}` is taken from the environment")),
            "file" | "ssm" | "cf" | "s3" | "aws" | "git" | "vault" | "sls" => {
                Err(format!("`${{{shown}}}` is not in this file"))
            }
            _ if source.starts_with("file(") => Err(format!("`${{{shown}}}` is not in this file")),
            _ => Err(format!("`${{{shown}}}` is no variable that is known")),
        }
    }

    /// A parameter of the stage, or of all stages.
    fn parameter(&self, name: &str, depth: usize) -> Result<Option<Rc<Node>>, String> {
        let stage = match self.source("sls:stage", self.root, depth)? {
            Some(stage) => self.filled(&stage, depth + 1)?.text().unwrap_or("dev").to_owned(),
            None => "dev".to_owned(),
        };
        let stages = [stage.as_str(), "default"];
        let old = |stage: &str| self.root.path(&["params", stage])?.get(name).cloned();
        let new = |stage: &str| self.root.path(&["stages", stage, "params"])?.get(name).cloned();
        Ok(stages.into_iter().find_map(|stage| old(stage).or_else(|| new(stage))))
    }

    /// `custom.memory.prod`; what lies on the way may be a variable itself.
    fn path(&self, address: &str, depth: usize) -> Result<Option<Rc<Node>>, String> {
        let mut keys = address.split('.');
        let mut node = keys.next().and_then(|key| self.root.get(key)).cloned();
        for key in keys {
            let Some(found) = node else { return Ok(None) };
            let here = self.filled(&found, depth + 1)?;
            node = match here.items() {
                Some(items) => key.parse::<usize>().ok().and_then(|at| items.get(at)).cloned(),
                None => here.get(key).cloned(),
            };
        }
        Ok(node)
    }
}

/// The parts between commas that stand outside of quotes.
fn choices(text: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    let parts = text.split(move |c| {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, ',') => return true,
            _ => {}
        }
        false
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}
