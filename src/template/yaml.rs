//! YAML 1.2 to the tree. Aliases share the node of their anchor, so that none can make the tree grow.

use super::Findings;
use super::json::twice;
use super::tree::{DEEPEST, Entry, Fault, MOST_NODES, Map, Node, Value};
use granit_parser::{Event, Parser, ScalarStyle, Tag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Reads the first document of `text`, which begins at byte `offset` of its file.
pub(super) fn parse(text: &str, offset: usize, findings: &mut Findings) -> Result<Rc<Node>, Fault> {
    let options = granit_parser::options! {
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
        emit_comments: false,
    };
    let mut builder = Builder {
        open: Vec::new(),
        anchors: HashMap::new(),
        root: None,
        nodes: 0,
        merged: 0,
        findings,
        end: offset + text.len(),
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(text.len()) + offset;
            Fault::new(at..at, format!("this is no YAML: {}", error.info()))
        })?;
        let place = span.byte_range().unwrap_or(text.len()..text.len());
        // A node begins with its tag: that is what is at fault where it cannot be resolved.
        let tag = span.tag_start().and_then(|tag| tag.byte_offset());
        let place = tag.unwrap_or(place.start).min(place.start) + offset..place.end + offset;
        if let (Event::DocumentStart(..), Some(_)) = (&event, &builder.root) {
            builder.findings.note(&place, "only the first document of the file is read");
            break;
        }
        builder.take(event, place)?;
    }
    builder.root.ok_or_else(|| Fault::new(offset..offset, "the file is empty"))
}

struct Builder<'f> {
    open: Vec<Open>,
    /// Finished nodes by the number of their anchor.
    anchors: HashMap<usize, Rc<Node>>,
    root: Option<Rc<Node>>,
    nodes: usize,
    merged: usize,
    findings: &'f mut Findings,
    end: usize,
}

/// A list or mapping that is being read.
struct Open {
    start: usize,
    anchor: usize,
    tag: Option<String>,
    content: Content,
}

enum Content {
    List(Vec<Rc<Node>>),
    Map { entries: Vec<Entry>, merged: Vec<Rc<Node>>, key: Option<Rc<Node>> },
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, place: Range<usize>) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let value = Value::Scalar { text: text.into_owned(), plain };
                self.finished(Node { span: place, tag: own(tag), value }, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(place.start, anchor, own(tag), Content::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                let content = Content::Map { entries: Vec::new(), merged: Vec::new(), key: None };
                self.begin(place.start, anchor, own(tag), content)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let value = match open.content {
                    Content::List(items) => Value::List(items),
                    Content::Map { entries, merged, .. } => Value::Map(self.close(entries, &merged, &place)?),
                };
                let span = open.start..place.end.max(open.start);
                self.finished(Node { span, tag: open.tag, value }, open.anchor)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(node) => {
                    let node = Rc::clone(node);
                    self.put(node)
                }
                None => Err(Fault::new(place, "this alias stands inside of what it stands for")),
            },
            _ => Ok(()),
        }
    }

    fn count(&mut self, at: usize) -> Result<(), Fault> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(Fault::new(at..at, "the document has too many values"));
        }
        Ok(())
    }

    fn begin(
        &mut self,
        start: usize,
        anchor: usize,
        tag: Option<String>,
        content: Content,
    ) -> Result<(), Fault> {
        self.count(start)?;
        if self.open.len() > DEEPEST {
            return Err(Fault::new(start..start, "it is nested too deeply"));
        }
        self.open.push(Open { start, anchor, tag, content });
        Ok(())
    }

    fn finished(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        self.count(node.span.start)?;
        let node = Rc::new(node);
        if anchor != 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.put(node)
    }

    fn put(&mut self, node: Rc<Node>) -> Result<(), Fault> {
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        match &mut open.content {
            Content::List(items) => items.push(node),
            Content::Map { entries, merged, key } => match key.take() {
                None => *key = Some(node),
                Some(name) => match &name.value {
                    Value::Scalar { text, plain: true } if text == "<<" => merged.push(node),
                    Value::Scalar { text, .. } => {
                        entries.push(Entry { key: text.clone(), span: name.span.clone(), value: node });
                    }
                    _ => {
                        let message = "a key is a text; this one is a list or a mapping";
                        return Err(Fault::new(name.span.clone(), message));
                    }
                },
            },
        }
        Ok(())
    }

    /// The mapping, with what its merge keys bring and it does not give itself.
    fn close(
        &mut self,
        entries: Vec<Entry>,
        merged: &[Rc<Node>],
        place: &Range<usize>,
    ) -> Result<Map, Fault> {
        let (map, again) = Map::new(entries);
        for entry in again {
            twice(&entry, self.findings);
        }
        if merged.is_empty() {
            return Ok(map);
        }
        // Of several the first holds, and what the mapping gives itself holds before all: put last, since the last of a key stays.
        let mut all: Vec<Entry> = Vec::new();
        let single = |node: &Rc<Node>| match &node.value {
            Value::List(items) => items.clone(),
            _ => vec![Rc::clone(node)],
        };
        for source in merged.iter().flat_map(single).rev() {
            let Some(more) = source.entries() else {
                let message = "`<<` takes in a mapping, or a list of mappings";
                return Err(Fault::new(source.span.clone(), message));
            };
            self.merged += more.len();
            if self.merged > MOST_NODES {
                let at = place.start.min(self.end);
                return Err(Fault::new(at..at, "what is merged here unfolds to too many values"));
            }
            all.extend(more.iter().cloned());
        }
        all.extend(map.entries().iter().cloned());
        Ok(Map::new(all).0)
    }
}

/// A tag of the file's own; those of YAML itself mean nothing here.
fn own(tag: Option<Cow<'_, Tag>>) -> Option<String> {
    tag.filter(|tag| tag.handle() == "!").map(|tag| tag.suffix().to_owned())
}
