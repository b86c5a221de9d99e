//! The tree that both YAML and JSON become: every node knows its place. Shared nodes (aliases) stay shared.

use std::ops::Range;
use std::rc::Rc;

/// Levels of nesting that are read.
pub(super) const DEEPEST: usize = 100;
/// Nodes that are read, and entries that merge keys may unfold to.
pub(super) const MOST_NODES: usize = 1_000_000;

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Fault {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// A YAML tag of the file's own, without its exclamation mark: `Sub`.
    pub(super) tag: Option<String>,
    pub(super) value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A text, number, truth or nothing; `plain` where it is not quoted.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Rc<Node>>),
    Map(Map),
}

/// A mapping in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Map {
    entries: Vec<Entry>,
    /// Places of the entries by key, where there are too many to look through them.
    sorted: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) span: Range<usize>,
    pub(super) value: Rc<Node>,
}

/// Entries that are looked through without an index.
const FEW: usize = 12;

impl Map {
    /// The mapping, and the entries whose key came again later and that do not hold.
    pub(super) fn new(mut entries: Vec<Entry>) -> (Self, Vec<Entry>) {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        let key = |at: usize| entries.get(at).map(|entry: &Entry| entry.key.as_str()).unwrap_or_default();
        order.sort_by(|a, b| key(*a).cmp(key(*b)).then(a.cmp(b)));
        let mut replaced: Vec<usize> =
            order.windows(2).filter(|pair| key(pair[0]) == key(pair[1])).map(|pair| pair[0]).collect();
        if replaced.is_empty() {
            let sorted = if entries.len() > FEW { order } else { Vec::new() };
            return (Self { entries, sorted }, Vec::new());
        }
        replaced.sort_unstable();
        let mut at = 0;
        let mut again = Vec::new();
        entries.retain(|entry| {
            let gone = replaced.binary_search(&at).is_ok();
            if gone {
                again.push(entry.clone());
            }
            at += 1;
            !gone
        });
        (Self::new(entries).0, again)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn find(&self, key: &str) -> Option<&Entry> {
        if self.sorted.is_empty() {
            return self.entries.iter().find(|entry| entry.key == key);
        }
        let key_at = |at: usize| self.entries.get(at).map(|entry| entry.key.as_str()).unwrap_or_default();
        let place = self.sorted.binary_search_by(|at| key_at(*at).cmp(key)).ok()?;
        self.sorted.get(place).and_then(|at| self.entries.get(*at))
    }
}

impl Node {
    pub(super) fn scalar(text: impl Into<String>, plain: bool, span: Range<usize>) -> Rc<Self> {
        Rc::new(Self { span, tag: None, value: Value::Scalar { text: text.into(), plain } })
    }

    /// The entry of a mapping.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Map(map) => map.find(key),
            _ => None,
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Rc<Self>> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Through mappings, key after key.
    pub(super) fn path(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key).map(Rc::as_ref))
    }

    pub(super) fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(map) => Some(map.entries()),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> Option<&[Rc<Self>]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether nothing stands there: `null`, `~` or no value at all.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }
}
