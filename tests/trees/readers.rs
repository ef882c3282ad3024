//! Other readers: the first document of a text in, the common form out; and the comparison with ours.
//!
//! What is compared: the shape, every text and tag, the order of keys, duplicate keys. yaml-rust2 also says which scalars are
//! plain. serde_yaml (libyaml) gives the source text of a scalar only to who asks for a text, and needs to be asked for the right
//! kind, so its documents are read twice: once for the shape, once along it. serde_json gives texts as they are, and of numbers
//! the value: integers are compared as texts, the others as the same `f64`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use authlint::syntax::Format;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor};
use yaml_rust2::Event;
use yaml_rust2::parser::{Parser, Tag};
use yaml_rust2::scanner::TScalarStyle;

use crate::plain::{Plain, difference, ours};
use crate::{Sample, rows, samples};

/// Differences with their explanation: file, reader (`PyYAML` too), reason.
pub(crate) const EXCEPTIONS: &str = include_str!("exceptions.tsv");

type Read = fn(&str) -> Result<Option<Plain>, String>;

#[test]
fn same_tree_as_other_readers() {
    let readers: [(&str, Read); 3] = [("yaml-rust2", yaml_rust2), ("serde_yaml", serde_yaml), ("serde_json", serde_json)];
    let (samples, corpus) = samples("same_tree_as_other_readers");
    let mut exceptions = rows(EXCEPTIONS);
    assert!(exceptions.iter().all(|row| row.len() == 3 && !row[2].is_empty()), "exceptions.tsv: file, reader and reason expected");
    exceptions.retain(|row| row[1] != "PyYAML");
    assert!(exceptions.iter().all(|row| readers.iter().any(|(name, _)| *name == row[1])), "exceptions.tsv: an unknown reader");
    let mut needed = BTreeSet::new();
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let mut refused: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut failed = Vec::new();
    for Sample { name, text } in &samples {
        let parsed = Sample { name: name.clone(), text: text.clone() }.parse();
        let own = ours(&parsed);
        for (reader, read) in readers {
            if (reader == "serde_json") != (parsed.document.format == Format::Json) && reader == "serde_json" {
                continue;
            }
            let theirs = match read(text.trim_start_matches('\u{feff}')) {
                Ok(theirs) => theirs,
                Err(_) => {
                    refused.entry(reader).or_default().push(name);
                    continue;
                }
            };
            let found = match (&own, &theirs) {
                _ if parsed.document.is_broken() => Some(format!("refused by us: {:?}", parsed.document.problems)),
                (Some(own), Some(theirs)) => difference(own, theirs),
                (None, None) => None,
                (own, theirs) => Some(format!("{own:?} is {theirs:?} there")),
            };
            *compared.entry(reader).or_default() += 1;
            if let Some(what) = found {
                match exceptions.iter().position(|row| row[0] == name && row[1] == reader) {
                    Some(index) => drop(needed.insert(index)),
                    None => failed.push(format!("{name}: {reader}: {what}")),
                }
            }
        }
    }
    for (reader, _) in readers {
        let (compared, refused) = (compared.get(reader).unwrap_or(&0), refused.remove(reader).unwrap_or_default());
        eprintln!("{reader}: {compared} files compared, {} that it refuses", refused.len());
    }
    let stale = exceptions.iter().enumerate().filter(|(index, row)| !needed.contains(index) && (corpus || row[0].starts_with("fixtures/")));
    failed.extend(stale.map(|(_, row)| format!("{}: {}: needs no exception", row[0], row[1])));
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// The first document by yaml-rust2's events.
pub(crate) fn yaml_rust2(text: &str) -> Result<Option<Plain>, String> {
    /// An open collection, with its anchor and tag.
    struct Open {
        is_map: bool,
        children: Vec<Plain>,
        anchor: usize,
        tag: String,
    }
    let name = |tag: Option<Tag>| match tag {
        Some(tag) if tag.handle == "tag:yaml.org,2002:" => format!("!!{}", tag.suffix),
        Some(tag) => format!("{}{}", tag.handle, tag.suffix),
        None => String::new(),
    };
    let mut parser = Parser::new_from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: HashMap<usize, Plain> = HashMap::new();
    let mut root = None;
    loop {
        let (event, _) = parser.next_token().map_err(|error| error.to_string())?;
        let (node, anchor) = match event {
            Event::StreamEnd | Event::DocumentEnd => return Ok(root),
            Event::SequenceStart(anchor, tag) => {
                open.push(Open { is_map: false, children: Vec::new(), anchor, tag: name(tag) });
                continue;
            }
            Event::MappingStart(anchor, tag) => {
                open.push(Open { is_map: true, children: Vec::new(), anchor, tag: name(tag) });
                continue;
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = name(tag);
                let plain = style == TScalarStyle::Plain && tag != "!" && tag != "!!str";
                (Plain::Scalar(text, Some(plain)).tagged(&tag), anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let closed = open.pop().ok_or("an end without a start")?;
                let node = if closed.is_map {
                    let mut children = closed.children.into_iter();
                    let mut entries = Vec::new();
                    while let (Some(key), Some(value)) = (children.next(), children.next()) {
                        entries.push((key, value));
                    }
                    Plain::merged(entries)
                } else {
                    Plain::List(closed.children)
                };
                (node.tagged(&closed.tag), closed.anchor)
            }
            Event::Alias(id) => (anchors.get(&id).cloned().ok_or("an alias inside its own node")?, 0),
            Event::Nothing | Event::StreamStart | Event::DocumentStart => continue,
        };
        if anchor > 0 {
            anchors.insert(anchor, node.clone());
        }
        match open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => root = Some(node),
        }
    }
}

/// What kind of node stands where, as serde_yaml tells it.
#[derive(Debug)]
enum Shape {
    Scalar,
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Tagged(String, Box<Self>),
}

/// The first document by libyaml.
pub(crate) fn serde_yaml(text: &str) -> Result<Option<Plain>, String> {
    let first = || serde_yaml::Deserializer::from_str(text).next();
    let Some(document) = first() else { return Ok(None) };
    let Some(shape) = ShapeSeed.deserialize(document).map_err(|error| error.to_string())? else { return Ok(None) };
    // The shape was read, so that reading along it must succeed.
    let along = TextSeed(&shape).deserialize(first().expect("a document was there"));
    Ok(Some(along.unwrap_or_else(|error| panic!("serde_yaml reads its own shape: {error}"))))
}

#[derive(Clone, Copy)]
struct ShapeSeed;

impl<'de> DeserializeSeed<'de> for ShapeSeed {
    type Value = Option<Shape>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ShapeSeed {
    type Value = Option<Shape>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    /// No document at all: an empty value comes as a unit.
    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Some(Shape::Scalar))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Some(Shape::Scalar))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Some(Shape::Scalar))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Some(Shape::Scalar))
    }

    fn visit_i128<E>(self, _: i128) -> Result<Self::Value, E> {
        Ok(Some(Shape::Scalar))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Self::Value, E> {
        Ok(Some(Shape::Scalar))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Some(Shape::Scalar))
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Some(Shape::Scalar))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut shapes = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            shapes.extend(item);
        }
        Ok(Some(Shape::List(shapes)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut shapes = Vec::new();
        while let Some((key, value)) = entries.next_entry_seed(self, self)? {
            shapes.extend(key.zip(value));
        }
        Ok(Some(Shape::Map(shapes)))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Self::Value, A::Error> {
        let (tag, inner) = tagged.variant::<String>()?;
        let inner = inner.newtype_variant_seed(self)?;
        Ok(inner.map(|inner| Shape::Tagged(tag, Box::new(inner))))
    }
}

/// Reads along a shape and asks every scalar for its text.
struct TextSeed<'s>(&'s Shape);

impl<'de> DeserializeSeed<'de> for TextSeed<'_> {
    type Value = Plain;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Plain, D::Error> {
        match self.0 {
            Shape::Scalar => deserializer.deserialize_str(self),
            Shape::List(_) => deserializer.deserialize_seq(self),
            Shape::Map(_) => deserializer.deserialize_map(self),
            Shape::Tagged(..) => deserializer.deserialize_enum("Tagged", &[], self),
        }
    }
}

impl<'de> Visitor<'de> for TextSeed<'_> {
    type Value = Plain;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }

    fn visit_str<E>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Plain, A::Error> {
        let Shape::List(shapes) = self.0 else { unreachable!("only a list is asked for one") };
        let mut plain = Vec::new();
        for shape in shapes {
            plain.extend(items.next_element_seed(TextSeed(shape))?);
        }
        Ok(Plain::List(plain))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Plain, A::Error> {
        let Shape::Map(shapes) = self.0 else { unreachable!("only a map is asked for one") };
        let mut plain = Vec::new();
        for (key, value) in shapes {
            plain.extend(entries.next_entry_seed(TextSeed(key), TextSeed(value))?);
        }
        Ok(Plain::merged(plain))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Plain, A::Error> {
        let Shape::Tagged(tag, shape) = self.0 else { unreachable!("only a tagged node is asked for its tag") };
        let (_, inner) = tagged.variant::<IgnoredAny>()?;
        Ok(inner.newtype_variant_seed(TextSeed(shape))?.tagged(&format!("!{}", tag.trim_start_matches('!'))))
    }
}

/// JSON by serde_json.
pub(crate) fn serde_json(text: &str) -> Result<Option<Plain>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let plain = JsonSeed.deserialize(&mut deserializer).map_err(|error| error.to_string())?;
    deserializer.end().map_err(|error| error.to_string())?;
    Ok(Some(plain))
}

#[derive(Clone, Copy)]
pub(crate) struct JsonSeed;

impl<'de> DeserializeSeed<'de> for JsonSeed {
    type Value = Plain;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Plain, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonSeed {
    type Value = Plain;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain::Scalar("null".to_owned(), Some(true)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Plain, E> {
        Ok(Plain::Scalar(value.to_string(), Some(true)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Plain, E> {
        Ok(Plain::Scalar(value.to_string(), Some(true)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Plain, E> {
        Ok(Plain::Scalar(value.to_string(), Some(true)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Plain, E> {
        Ok(Plain::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain::Scalar(text.to_owned(), Some(false)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Plain, A::Error> {
        let mut plain = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            plain.push(item);
        }
        Ok(Plain::List(plain))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Plain, A::Error> {
        let mut plain = Vec::new();
        while let Some(entry) = entries.next_entry_seed(self, self)? {
            plain.push(entry);
        }
        Ok(Plain::Map(plain))
    }
}
