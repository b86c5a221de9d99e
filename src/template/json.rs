//! JSON (RFC 8259) to the tree, with places, which a general reader of JSON does not keep.

use super::Findings;
use super::tree::{DEEPEST, Entry, Fault, MOST_NODES, Map, Node, Value};
use std::ops::Range;
use std::rc::Rc;

/// Reads `text`, which begins at byte `offset` of its file.
pub(super) fn parse(text: &str, offset: usize, findings: &mut Findings) -> Result<Rc<Node>, Fault> {
    let mut reader = Reader { text, at: 0, offset, nodes: 0, findings };
    let root = reader.value(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.fault("there is something after the end of the document"));
    }
    Ok(root)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    offset: usize,
    nodes: usize,
    findings: &'t mut Findings,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn span(&self, start: usize) -> Range<usize> {
        self.offset + start..self.offset + self.at
    }

    fn fault(&self, message: &str) -> Fault {
        let here = self.offset + self.at;
        let length = self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Fault::new(here..here + length, message)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Rc<Node>, Fault> {
        if depth > DEEPEST {
            return Err(self.fault("it is nested too deeply"));
        }
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(self.fault("the document has too many values"));
        }
        self.space();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Scalar { text: self.string()?, plain: false },
            Some(b'-' | b'0'..=b'9' | b'a'..=b'z') => {
                let word = |c: u8| matches!(c, b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E');
                while self.peek().is_some_and(word) {
                    self.at += 1;
                }
                let word = self.text.get(start..self.at).unwrap_or_default();
                if !matches!(word, "true" | "false" | "null") && word.parse::<f64>().is_err()
                    || word.starts_with(['i', 'n']) && word != "null"
                {
                    self.at = start;
                    return Err(
                        self.fault("this is neither a text in quotes, nor a number, nor true, false or null")
                    );
                }
                Value::Scalar { text: word.to_owned(), plain: true }
            }
            Some(_) => return Err(self.fault("a value is expected here")),
            None => return Err(self.fault("the document ends in the middle")),
        };
        Ok(Rc::new(Node { span: self.span(start), tag: None, value }))
    }

    /// After a value: whether another follows; at the closing sign the list or mapping is over.
    fn more(&mut self, close: u8) -> Result<bool, Fault> {
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(sign) if sign == close => {
                self.at += 1;
                Ok(false)
            }
            None => Err(self.fault("the document ends in the middle")),
            Some(_) => Err(self.fault(if close == b'}' {
                "`,` or `}` is expected here"
            } else {
                "`,` or `]` is expected here"
            })),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        self.space();
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if !self.more(b']')? {
                return Ok(Value::List(items));
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        self.space();
        let mut entries = Vec::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Map(Map::default()));
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.fault("a key in quotes is expected here"));
            }
            let key = self.string()?;
            let span = self.span(start);
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.fault("`:` is expected here"));
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, span, value });
            if !self.more(b'}')? {
                let (map, again) = Map::new(entries);
                for entry in again {
                    twice(&entry, self.findings);
                }
                return Ok(Value::Map(map));
            }
        }
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let mut text = String::new();
        let mut from = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    text.push_str(self.text.get(from..self.at).unwrap_or_default());
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    text.push_str(self.text.get(from..self.at).unwrap_or_default());
                    text.push(self.escape()?);
                    from = self.at;
                }
                Some(0..=0x1f) => {
                    return Err(self.fault("a text ends on its line; write a line break as \\n"));
                }
                Some(_) => self.at += 1,
                None => return Err(self.fault("the document ends inside a text")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let sign = self.text.as_bytes().get(self.at + 1).copied();
        let simple = match sign {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.fault("there is no such escape")),
        };
        self.at += 2;
        Ok(simple)
    }

    /// `\u0041`, or two of them that are one character; half a pair becomes the replacement character.
    fn unicode(&mut self) -> Result<char, Fault> {
        let first = self.unit(self.at).ok_or_else(|| self.fault("four hexadecimal digits follow \\u"))?;
        self.at += 6;
        if (0xd800..0xdc00).contains(&first)
            && let Some(second) = self.unit(self.at).filter(|unit| (0xdc00..0xe000).contains(unit))
        {
            self.at += 6;
            let both = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            return Ok(char::from_u32(both).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn unit(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
        let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if hexadecimal { u32::from_str_radix(digits, 16).ok() } else { None }
    }
}

/// Notes a key that came again.
pub(super) fn twice(entry: &Entry, findings: &mut Findings) {
    let key = crate::text::printable(&entry.key);
    findings.note(&entry.span, format!("`{key}` is given twice; the later one holds"));
}
