//! Parameter files: comes in a text, goes out the values that a deployment with it gives to parameters, each with its place.
//!
//! Read are the forms of the AWS CLI, CodePipeline, Git sync and SAM. No text of a file ever stands in a message: it may be a secret.

use crate::compose::Given;
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::{Content, Entry, NodeId, Style, Tree, parse};

/// Reads a parameter file.
///
/// # Errors
/// Why it can't be read, in a few words.
pub fn read(id: FileId, source: &SourceFile) -> Result<Vec<Given>, String> {
    if source.invalid_at().is_some() {
        return Err("not valid UTF-8".to_owned());
    }
    let mut tree = Tree::default();
    let is_toml = source.name().rsplit('.').next().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    let root = if is_toml {
        toml_tree(&mut tree, id, source)?
    } else {
        let document = parse(&mut tree, id, source.name(), source.text());
        if document.is_broken() {
            return Err("neither YAML nor JSON".to_owned());
        }
        document.root.ok_or("empty")?
    };
    let mut reader = Reader { tree: &tree, source, given: Vec::new() };
    reader.file(root)?;
    Ok(reader.given)
}

const FORM: &str = "no form of parameters that is known";

struct Reader<'t> {
    tree: &'t Tree,
    source: &'t SourceFile,
    given: Vec<Given>,
}

impl Reader<'_> {
    fn file(&mut self, root: NodeId) -> Result<(), String> {
        let tree = self.tree;
        if let Some(parameters) = tree.get(root, "Parameters").or_else(|| tree.get(root, "parameters")) {
            return self.values(parameters);
        }
        let is_sam =
            |environment: &Entry| tree.entries(environment.value).iter().any(|command| tree.get(command.value, "parameters").is_some());
        if tree.entries(root).iter().any(is_sam) {
            return self.sam(root);
        }
        self.values(root)
    }

    /// The file of SAM's own command line: values of a command win over those for all.
    fn sam(&mut self, root: NodeId) -> Result<(), String> {
        let tree = self.tree;
        let environments: Vec<NodeId> =
            tree.entries(root).iter().map(|entry| entry.value).filter(|value| matches!(tree.content(*value), Content::Map(_))).collect();
        let environment = match (tree.get(root, "default"), environments.as_slice()) {
            (Some(default), _) => default,
            (None, [only]) => *only,
            (None, _) => return Err("several environments, and none is named default".to_owned()),
        };
        for command in ["global", "deploy"] {
            if let Some(overrides) = tree.at(environment, &[command, "parameters", "parameter_overrides"]) {
                self.values(overrides)?;
            }
        }
        Ok(())
    }

    /// A map, a list of maps or words, or one text of words.
    fn values(&mut self, node: NodeId) -> Result<(), String> {
        let tree = self.tree;
        match tree.content(node) {
            Content::Scalar(text, _) => {
                let mut at = self.inner_start(node);
                for (raw, word) in words(text) {
                    // Where the text stands as it is read, each word has its own place.
                    let span = at.and_then(|from| self.find(raw, from, node));
                    at = span.map(|span| span.end);
                    self.word(&word, span.unwrap_or_else(|| tree.span(node)))?;
                }
                Ok(())
            }
            Content::Map(entries) => {
                for entry in entries {
                    let name = tree.text(entry.key).ok_or(FORM)?.to_owned();
                    let value = self.text(entry.value)?;
                    self.given.push(Given { name, value, span: tree.span(entry.value) });
                }
                Ok(())
            }
            Content::List(items) => items.iter().try_for_each(|item| self.item(*item)),
            Content::Hole(_) => Err(FORM.to_owned()),
        }
    }

    fn item(&mut self, item: NodeId) -> Result<(), String> {
        let tree = self.tree;
        if let Some(word) = tree.text(item) {
            return self.word(word, tree.span(item));
        }
        let name = tree.get(item, "ParameterKey").and_then(|name| tree.text(name)).ok_or(FORM)?;
        // Without a value the last deployment's is used, which nobody knows here.
        if let Some(value) = tree.get(item, "ParameterValue") {
            let given = Given { name: name.to_owned(), value: self.text(value)?, span: tree.span(value) };
            self.given.push(given);
        }
        Ok(())
    }

    /// `Name=value`, or `ParameterKey=Name,ParameterValue=value`.
    fn word(&mut self, word: &str, span: Span) -> Result<(), String> {
        let long = word.strip_prefix("ParameterKey=").and_then(|rest| rest.split_once(",ParameterValue="));
        let (name, value) = long.or_else(|| word.split_once('=')).ok_or(FORM)?;
        self.given.push(Given { name: name.trim().to_owned(), value: value.to_owned(), span });
        Ok(())
    }

    fn text(&self, node: NodeId) -> Result<String, String> {
        let tree = self.tree;
        match tree.content(node) {
            Content::Scalar(text, _) => Ok(text.to_owned()),
            Content::List(items) => {
                let items: Option<Vec<&str>> = items.iter().map(|item| tree.text(*item)).collect();
                Ok(items.ok_or(FORM)?.join(","))
            }
            Content::Map(_) | Content::Hole(_) => Err(FORM.to_owned()),
        }
    }

    /// The first byte inside the quotes of a text.
    fn inner_start(&self, node: NodeId) -> Option<u32> {
        let span = self.tree.span(node);
        let written = self.source.text().get(span.start as usize..span.end as usize)?;
        let quotes = written.len() - written.trim_start_matches(['"', '\'']).len();
        Some(span.start + quotes as u32)
    }

    /// Where a word stands that comes next.
    fn find(&self, raw: &str, from: u32, within: NodeId) -> Option<Span> {
        let span = self.tree.span(within);
        let rest = self.source.text().get(from as usize..span.end as usize)?;
        let start = from + (rest.len() - rest.trim_start().len()) as u32;
        rest.trim_start().starts_with(raw).then(|| Span::new(span.file, start, start + raw.len() as u32))
    }
}

/// The words of a text, as they are written and without their quotes.
fn words(text: &str) -> Vec<(&str, String)> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let mut word = String::new();
        let mut quote: Option<char> = None;
        let mut letters = rest.char_indices().peekable();
        let mut end = rest.len();
        while let Some((at, letter)) = letters.next() {
            match (letter, quote) {
                ('\\', Some('"') | None) if letters.peek().is_some() => word.extend(letters.next().map(|(_, letter)| letter)),
                (_, Some(open)) if letter == open => quote = None,
                ('"' | '\'', None) => quote = Some(letter),
                (_, None) if letter.is_whitespace() => {
                    end = at;
                    break;
                }
                _ => word.push(letter),
            }
        }
        words.push((&rest[..end], word));
        rest = rest[end..].trim_start();
    }
    words
}

/// TOML as the same nodes.
fn toml_tree(tree: &mut Tree, id: FileId, source: &SourceFile) -> Result<NodeId, String> {
    let text = source.text();
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let base = (text.len() - body.len()) as u32;
    let span = move |range: std::ops::Range<usize>| Span::new(id, base + range.start as u32, base + range.end as u32);
    let table = toml::de::DeTable::parse(body).map_err(|error| match error.span() {
        Some(range) => format!("not TOML: line {}", source.position(base + range.start as u32).line),
        None => "not TOML".to_owned(),
    })?;
    Ok(toml_map(tree, span(table.span()), table.get_ref(), &span))
}

fn toml_map(tree: &mut Tree, at: Span, table: &toml::de::DeTable<'_>, span: &impl Fn(std::ops::Range<usize>) -> Span) -> NodeId {
    let mut entries = Vec::new();
    for (key, value) in table {
        let key = tree.add_scalar(span(key.span()), key.get_ref(), Style::DoubleQuoted);
        let value = toml_value(tree, value, span);
        entries.push(Entry { key, value, merged: false });
    }
    tree.add_map(at, &entries)
}

fn toml_value(tree: &mut Tree, value: &toml::Spanned<toml::de::DeValue<'_>>, span: &impl Fn(std::ops::Range<usize>) -> Span) -> NodeId {
    use toml::de::DeValue;
    let at = span(value.span());
    let mut plain = |text: &str| tree.add_scalar(at, text, Style::Plain);
    match value.get_ref() {
        DeValue::String(text) => tree.add_scalar(at, text, Style::DoubleQuoted),
        DeValue::Integer(number) => plain(number.as_str()),
        DeValue::Float(number) => plain(number.as_str()),
        DeValue::Boolean(value) => plain(if *value { "true" } else { "false" }),
        DeValue::Datetime(date) => plain(&date.to_string()),
        DeValue::Array(items) => {
            let items: Vec<NodeId> = items.iter().map(|item| toml_value(tree, item, span)).collect();
            tree.add_list(at, &items)
        }
        DeValue::Table(table) => toml_map(tree, at, table, span),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// Each value as `name=value`, with the text at its place where that is another one.
    fn given(name: &str, text: &str) -> Result<Vec<String>, String> {
        let source = SourceFile::new(name, text);
        let place = |span: Span| source.text()[span.start as usize..span.end as usize].to_owned();
        let shown = |given: Given| format!("{}={} at {}", given.name, given.value, place(given.span));
        read(FileId(0), &source).map(|all| all.into_iter().map(shown).collect())
    }

    #[test]
    fn forms() {
        let ab = ["A=b at b", "C=1 at 1"];
        let json = r#"[{"ParameterKey": "A", "ParameterValue": "b"}, {"ParameterKey": "U", "UsePreviousValue": true}]"#;
        assert_eq!(given("p.json", json).unwrap(), [r#"A=b at "b""#]);
        assert_eq!(given("p.json", r#"{"Parameters": {"A": "b", "C": 1}, "Tags": {"x": "y"}}"#).unwrap(), [r#"A=b at "b""#, "C=1 at 1"]);
        assert_eq!(given("p.json", r#"["A=b", "C=d e"]"#).unwrap(), [r#"A=b at "A=b""#, r#"C=d e at "C=d e""#]);
        assert_eq!(given("p.yaml", "template-file-path: t.yaml\nparameters:\n  A: b\n  C: 1\ntags: {x: y}\n").unwrap(), ab);
        assert_eq!(given("p.yaml", "A: b\nC: 1\n").unwrap(), ab);
        assert_eq!(given("p.yaml", "A: [x, y]\nE: ''\n").unwrap(), ["A=x,y at [x, y]", "E= at ''"]);
    }

    #[test]
    fn sam() {
        let toml = |overrides: &str| {
            format!("version = 0.1\n[default.deploy.parameters]\nstack_name = \"s\"\nparameter_overrides = {overrides}\n")
        };
        let words = given("samconfig.toml", &toml(r#"'A=b C="d e" ParameterKey=F,ParameterValue=g'"#)).unwrap();
        assert_eq!(words, ["A=b at A=b", r#"C=d e at C="d e""#, "F=g at ParameterKey=F,ParameterValue=g"]);
        let escaped = r#""A=b C=\"d e\"""#;
        assert_eq!(given("samconfig.toml", &toml(escaped)).unwrap(), ["A=b at A=b".to_owned(), format!("C=d e at {escaped}")]);
        assert_eq!(given("samconfig.toml", &toml(r#"["A=b", "C=d e"]"#)).unwrap(), [r#"A=b at "A=b""#, r#"C=d e at "C=d e""#]);
        let all = "[default.global.parameters]\nparameter_overrides = 'A=a'\n[default.deploy.parameters]\nparameter_overrides = 'A=b'\n";
        assert_eq!(given("samconfig.toml", all).unwrap(), ["A=a at A=a", "A=b at A=b"]);
        assert_eq!(given("samconfig.toml", "[prod.deploy.parameters]\nparameter_overrides = 'A=b'\n").unwrap(), ["A=b at A=b"]);
        let yaml = "version: 0.1\ndefault:\n  deploy:\n    parameters:\n      parameter_overrides:\n        ";
        assert_eq!(given("samconfig.yaml", &format!("{yaml}A: b\n")).unwrap(), ["A=b at b"]);
        assert_eq!(given("samconfig.yaml", &format!("{yaml}- A=b c\n")).unwrap(), ["A=b c at A=b c"]);
        assert_eq!(given("samconfig.yaml", &format!("{yaml}A=b C=d\n")).unwrap(), ["A=b at A=b", "C=d at C=d"]);
    }

    #[test]
    fn what_is_none_is_said_without_its_text() {
        for (name, text) in [
            ("p.json", "{\"Parameters\": "),
            ("p.json", "[hunter2]"),
            ("p.json", r#"["hunter2"]"#),
            ("p.json", r#"{"Parameters": {"A": {"B": "hunter2"}}}"#),
            ("p.yaml", "a: {b: hunter2}"),
            ("p.yaml", ""),
            ("p.toml", "a = hunter2"),
            ("p.toml", "[a.deploy.parameters]\nx = 1\n[b.deploy.parameters]\nparameter_overrides = 'A=hunter2'\n"),
        ] {
            let problem = given(name, text).unwrap_err();
            assert!(!problem.contains("hunter2"), "{problem}");
        }
        let nested = format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(given("p.toml", &nested).is_err());
    }
}
