//! Broken and hostile texts: none may panic, hang or overflow the stack, and every span stays in its text.

use std::cell::Cell;
use std::fmt::Write;
use std::time::{Duration, Instant};

use authlint::syntax::{Content, Format, ProblemKind, Style, Tree};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::spans::in_bounds;
use crate::{Parsed, samples};

/// Small texts that have everything in them.
const SEEDS: [&str; 6] = [
    "a: &x {b: [1, 'two', \"thr\\u00e9e\"], c: !Sub \"${AWS::Region}\"}\nd:\n  <<: *x\n  e: |\n    text\n\n  f: >-\n    more\n    text\n# end\n",
    "Resources:\n  Client:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      GenerateSecret:false\n      RefreshTokenValidity:\"30\"\n      \
     UserPoolId: !Ref Pool # é漢😀\n",
    "%YAML 1.1\n---\n? [a, b]\n: - c\n  - - d\n    -\n? e\n...\n---\nf: g\n",
    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"\\ud83d\\ude00\"}], \"n\": -1.5e3}\n",
    "\u{feff}service: demo\r\nprovider:\r\n  name: aws\r\n  stage: ${opt:stage, 'dev'}\r\nfunctions:\r\n  a: {handler: a.b, events: [{http: 'GET /'}]}\r\n",
    "- &a [x, *a]\n- *b\n- &c c\n- *c\n- !!str 5\n- ! 6\n- !<tag:x> y\n- 'multi\n\n  line'\n- \"fol\\\n  ded\"\n- plain\n  over lines\n-\n",
];

/// Pieces that mean something to a parser.
const PIECES: [&str; 24] = [
    "{", "}", "[", "]", ": ", "- ", "? ", "\n", "\r", "\t", "\"", "'", "#", " #", "&a ", "*a", "!Sub ", "|\n", ">-\n", "<<: ", "\u{feff}",
    "\0", "\u{2028}", "%",
];

/// How many mutated texts are tried.
const CASES: u32 = 2_000;

#[derive(Debug, Clone)]
enum Change {
    Byte(Index, u8),
    Cut(Index),
    Drop(Index, usize),
    Piece(Index, Index),
    SwapLines(Index, Index),
    RepeatLine(Index),
    Indent(Index, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let index = any::<Index>;
    let change = prop_oneof![
        2 => (index(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        1 => index().prop_map(Change::Cut),
        2 => (index(), 1..40usize).prop_map(|(at, len)| Change::Drop(at, len)),
        4 => (index(), index()).prop_map(|(at, piece)| Change::Piece(at, piece)),
        2 => (index(), index()).prop_map(|(one, other)| Change::SwapLines(one, other)),
        1 => index().prop_map(Change::RepeatLine),
        2 => (index(), 0..5usize).prop_map(|(line, blanks)| Change::Indent(line, blanks)),
    ];
    prop::collection::vec(change, 1..5)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes {
        let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        if bytes.is_empty() {
            break;
        }
        let (len, count) = (bytes.len(), lines.len());
        match change {
            Change::Byte(at, byte) => bytes[at.index(len)] = *byte,
            Change::Cut(at) => bytes.truncate(at.index(len)),
            Change::Drop(at, length) => drop(bytes.drain(at.index(len)..(at.index(len) + length).min(len))),
            Change::Piece(at, piece) => drop(bytes.splice(at.index(len)..at.index(len), PIECES[piece.index(PIECES.len())].bytes())),
            Change::SwapLines(one, other) => {
                lines.swap(one.index(count), other.index(count));
                bytes = lines.concat();
            }
            Change::RepeatLine(line) => {
                lines.insert(line.index(count), lines[line.index(count)].clone());
                bytes = lines.concat();
            }
            Change::Indent(line, blanks) => {
                let line = &mut lines[line.index(count)];
                let content = line.iter().position(|byte| *byte != b' ').unwrap_or(line.len());
                line.splice(..content, std::iter::repeat_n(b' ', *blanks));
                bytes = lines.concat();
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn mutated_texts() {
    let (samples, _) = samples("mutated_texts");
    let small: Vec<&str> = samples.iter().map(|sample| sample.text.as_str()).filter(|text| text.len() < 8_000).step_by(9).collect();
    let seeds: Vec<&str> = SEEDS.iter().chain(&SEEDS).chain(&SEEDS).copied().chain(small).collect();
    let config = ProptestConfig { cases: CASES, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() };
    let name = prop::sample::select(vec!["serverless.yml", "template.json", "x.template"]);
    let mut runner = TestRunner::new(config);
    let same = Cell::new(0);
    let seed_count = seeds.len();
    let result = runner.run(&(any::<Index>(), changes(), name), |(seed, changes, name)| {
        let text = changed(seeds[seed.index(seed_count)], &changes);
        let begun = Instant::now();
        let parsed = Parsed::new(name, text);
        prop_assert!(begun.elapsed() < Duration::from_secs(1), "took {:?}", begun.elapsed());
        let stray = stray_spans(&parsed);
        prop_assert!(stray.is_empty(), "{stray}");
        if !parsed.document.is_broken() {
            let wrong = crate::spans::check(&parsed).wrong;
            prop_assert!(wrong.is_empty(), "{wrong:#?}\n{}", parsed.text);
            if let Some(difference) = difference_to_libyaml(&parsed) {
                prop_assert!(difference.is_empty(), "{difference}\n{}", parsed.text);
                same.set(same.get() + 1);
            }
        }
        Ok(())
    });
    result.unwrap();
    eprintln!("mutated texts: {CASES} cases from {seed_count} seeds, {} of them compared with libyaml", same.get());
}

/// How libyaml reads a YAML text otherwise (nothing where it reads the same), or `None` where it refuses it or reads by other rules:
/// it breaks lines at U+0085, U+2028 and U+2029 (YAML 1.1), wants the text of a topmost block scalar indented, drops verbatim tags and
/// mends no glued keys.
fn difference_to_libyaml(parsed: &Parsed) -> Option<String> {
    let root = parsed.document.root?;
    let topmost_block = matches!(parsed.tree.content(root), Content::Scalar(_, Style::Literal | Style::Folded));
    let glued = parsed.document.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::GluedKey { .. }));
    let other_rules = topmost_block || glued || parsed.text.contains(['\u{85}', '\u{2028}', '\u{2029}']) || parsed.text.contains("!<");
    if other_rules || parsed.document.format == Format::Json {
        return None;
    }
    let theirs = crate::readers::serde_yaml(parsed.text.trim_start_matches('\u{feff}')).ok()??;
    Some(crate::plain::difference(&crate::plain::ours(parsed)?, &theirs).unwrap_or_default())
}

/// Names the spans that lie outside the text or cut a character: of all nodes, comments and problems.
fn stray_spans(parsed: &Parsed) -> String {
    let Parsed { text, tree, document, .. } = parsed;
    let nodes = tree.ids().map(|id| tree.span(id));
    let said = document.problems.iter().map(|problem| problem.span).chain(document.comments.iter().map(|comment| comment.span));
    nodes.chain(said).filter(|span| !in_bounds(text, *span)).fold(String::new(), |mut list, span| {
        write!(list, "{span:?} of {} ", text.len()).unwrap();
        list
    })
}

/// Reads a text, checks its bounds and gives it back with the kinds of its problems.
fn read(name: &str, text: impl Into<String>) -> Parsed {
    let parsed = Parsed::new(name, text);
    let stray = stray_spans(&parsed);
    assert!(stray.is_empty(), "{stray}");
    parsed
}

fn kinds(parsed: &Parsed) -> Vec<&ProblemKind> {
    parsed.document.problems.iter().map(|problem| &problem.kind).collect()
}

fn is_fine(parsed: &Parsed) -> bool {
    parsed.document.problems.is_empty()
}

#[test]
fn nothing_at_all() {
    for name in ["a.yml", "a.template"] {
        for text in ["", "\n", "   ", "# only\n# comments", "\u{feff}", "\u{feff}\n# x\n", "---\n", "--- # x\n...\n", "\r\n\r\n"] {
            let parsed = read(name, text);
            assert!(is_fine(&parsed), "{text:?}: {:?}", parsed.document.problems);
            assert!(parsed.document.root.is_none_or(|root| parsed.tree.is_null(root)), "{text:?}");
        }
    }
    let comments = read("a.yml", "\u{feff}# only\n  # comments").document.comments;
    assert!(comments.len() == 2 && comments.iter().all(|comment| comment.own_line), "{comments:?}");
    for text in ["", " ", "\u{feff}"] {
        let parsed = read("a.json", text);
        assert!(parsed.document.root.is_none());
    }
}

/// How many maps or lists lie in each other at the first place.
fn depth(parsed: &Parsed) -> usize {
    let mut node = parsed.root();
    let mut depth = 0;
    loop {
        node = match parsed.tree.content(node) {
            Content::Map([entry, ..]) => entry.value,
            Content::List([item, ..]) => *item,
            _ => return depth,
        };
        depth += 1;
    }
}

#[test]
fn two_hundred_levels_are_read() {
    let mut block = String::new();
    for level in 0..200 {
        writeln!(block, "{}k:", " ".repeat(level)).unwrap();
    }
    writeln!(block, "{}x", " ".repeat(200)).unwrap();
    let flow = format!("k: {}x{}\n", "{k: ".repeat(199), "}".repeat(199));
    let lists = format!("k: {}x{}\n", "[".repeat(199), "]".repeat(199));
    let json = format!("{}1{}", "{\"k\":[".repeat(100), "]}".repeat(100));
    let dashes = format!("{}x\n", "- ".repeat(200));
    for (name, text) in
        [("a.yml", block), ("a.yml", flow), ("a.yml", lists), ("a.yml", dashes), ("a.json", json.clone()), ("a.template", json)]
    {
        let parsed = read(name, text);
        assert!(is_fine(&parsed), "{:?}", parsed.document.problems);
        assert_eq!(depth(&parsed), 200);
        assert!(crate::spans::check(&parsed).wrong.is_empty());
    }
}

#[test]
fn too_deep_is_said() {
    const LEVELS: usize = 100_000;
    let pairs = |open: &str, close: &str| open.repeat(LEVELS) + &close.repeat(LEVELS);
    let mut texts = Vec::new();
    for (open, close) in [
        ("[", "]"),
        ("{\"a\":", "}"),
        ("{\"a\":[", "]}"),
        ("- ", ""),
        ("? ", ""),
        ("[? ", "]"),
        ("{a: ", "}"),
        ("!a [", "]"),
        ("&a [", "]"),
    ] {
        texts.push(open.repeat(LEVELS));
        texts.push(pairs(open, close));
        texts.push(format!("a:\n  b: {}", pairs(open, close)));
    }
    for levels in [249, 250, 251, 252, 255, 256, 257, 511, 512, 513, 600] {
        texts.push(format!("{}1{}", "[".repeat(levels), "]".repeat(levels)));
        texts.push("- ".repeat(levels) + "x");
    }
    let mut deep = String::new();
    for level in 0..2_000 {
        writeln!(deep, "{}k:", " ".repeat(level)).unwrap();
    }
    texts.push(deep);
    for text in &texts {
        for name in ["a.yml", "a.json", "a.template"] {
            let begun = Instant::now();
            let parsed = read(name, text.as_str());
            let start = &text[..text.len().min(20)];
            assert!(begun.elapsed() < Duration::from_secs(5), "{name} {start:?} took {:?}", begun.elapsed());
            let too_deep = |kind: &&ProblemKind| matches!(kind, ProblemKind::TooDeep | ProblemKind::Syntax(_));
            assert!(text.len() < 1_000 || kinds(&parsed).iter().any(too_deep), "{name} {start:?}: {:?}", parsed.document.problems);
            if parsed.document.root.is_some() {
                crate::plain::ours(&parsed);
            }
        }
    }
}

fn laughs(levels: usize) -> String {
    let mut text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..levels {
        let before = format!("*a{}", level - 1);
        writeln!(text, "a{level}: &a{level} [{}]", [before.as_str(); 9].join(", ")).unwrap();
    }
    text
}

#[test]
fn bombs_are_defused() {
    let begun = Instant::now();
    assert!(is_fine(&read("a.yml", laughs(4))));
    let parsed = read("a.yml", laughs(40));
    assert!(kinds(&parsed).contains(&&ProblemKind::AliasBudget), "{:?}", parsed.document.problems);
    // Whoever follows every link of it comes to an end.
    assert!(visited(&parsed.tree, parsed.root(), 0) < 20_000_000);

    // Merge keys that double, and one map that comes in again and again.
    let mut doubling = "m0: &m0 {a: 1, b: 2}\n".to_owned();
    let mut wide = "m0: &m0\n".to_owned();
    for key in 0..1_000 {
        writeln!(wide, "  k{key}: v").unwrap();
    }
    for level in 1..3_000 {
        writeln!(doubling, "m{level}: &m{level} {{<<: [*m{0}, *m{0}], k{level}: 1}}", level - 1).unwrap();
        writeln!(wide, "m{level}:\n  <<: [*m0, *m0, *m0]").unwrap();
    }
    for text in [doubling, wide] {
        let parsed = read("a.yml", text);
        assert!(kinds(&parsed).contains(&&ProblemKind::AliasBudget), "{:?}", kinds(&parsed));
        assert!(parsed.tree.len() < 100_000);
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "took {:?}", begun.elapsed());
}

fn visited(tree: &Tree, node: authlint::syntax::NodeId, depth: usize) -> usize {
    assert!(depth < 1_000, "a loop");
    1 + match tree.content(node) {
        Content::List(items) => items.iter().map(|item| visited(tree, *item, depth + 1)).sum::<usize>(),
        Content::Map(entries) => entries.iter().map(|entry| visited(tree, entry.value, depth + 1)).sum(),
        _ => 0,
    }
}

#[test]
fn aliases_that_lead_nowhere() {
    for text in ["a: &x [*x]", "&x {k: *x}", "a: &x\n  b:\n    <<: *x\n", "&x [&x [*x]]", "&a &b c", "a: &x !Sub [*x]"] {
        let parsed = read("a.yml", text);
        if let Some(root) = parsed.document.root {
            visited(&parsed.tree, root, 0);
        }
    }
    assert_eq!(kinds(&read("a.yml", "a: &x [*x]")), [&ProblemKind::EndlessAlias]);
    assert_eq!(kinds(&read("a.yml", "a: *nobody\nb: c")), [&ProblemKind::UnknownAnchor("nobody".to_owned())]);
    let parsed = read("a.yml", "<<: *nobody\nb: c\n*x : y");
    assert_eq!(parsed.tree.get(parsed.root(), "b").and_then(|node| parsed.tree.text(node)), Some("c"));
}

#[test]
fn big_texts_are_read() {
    let mut yaml = "Resources:\n".to_owned();
    let mut json = "{\"Resources\": {\"First\": 1".to_owned();
    for number in 0..46_000 {
        write!(
            yaml,
            "  Role{number}:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: !Sub \"${{AWS::StackName}}-{number}\"\n      Policies:\n        \
             - PolicyName: p # of {number}\n          PolicyDocument: {{Statement: [{{Effect: Allow, Action: 's3:*'}}]}}\n"
        )
        .unwrap();
        write!(json, ",\n\"Role{number}\": {{\"Type\": \"AWS::IAM::Role\", \"Properties\": {{\"Names\": [\"a\", \"b\", 1, true, null]")
            .unwrap();
        write!(json, ", \"Description\": \"{}\"}}}}", "long ".repeat(30)).unwrap();
    }
    json += "}}";
    assert!(yaml.len() > 10_000_000 && json.len() > 10_000_000, "{} {}", yaml.len(), json.len());
    for (name, text, last) in [("a.yml", yaml, "Role45999"), ("a.json", json, "Role45999")] {
        let parsed = read(name, text);
        assert!(is_fine(&parsed), "{:?}", parsed.document.problems.first());
        let kind = parsed.tree.at(parsed.root(), &["Resources", last, "Type"]).expect("the last one");
        assert_eq!(parsed.tree.text(kind), Some("AWS::IAM::Role"));
    }
}

#[test]
fn long_lines_are_read() {
    let word = "x".repeat(2_000_000);
    let plain = format!("a: {word}\nb: '{word}'\nc: \"{word}\" # {word}\n");
    let parsed = read("a.yml", plain);
    assert!(is_fine(&parsed));
    assert_eq!(parsed.tree.entries(parsed.root()).len(), 3);
    let list = format!("a: [{}]\n", "'item', ".repeat(200_000));
    let parsed = read("a.yml", list);
    assert!(is_fine(&parsed));
    assert_eq!(parsed.tree.items(parsed.tree.get(parsed.root(), "a").unwrap()).len(), 200_000);
    // A key of any length, and one that never ends.
    let parsed = read("a.yml", format!("{}: b\n", "k".repeat(10_000)));
    assert!(is_fine(&parsed), "{:?}", parsed.document.problems);
    for text in [
        word.clone() + ": b\n",
        format!("[{word}: b]"),
        format!("\"{word}"),
        format!("'{word}"),
        format!("a: b\n{word}\n"),
        format!("!{word} x"),
    ] {
        read("a.yml", text);
    }
    for open in ["\"", "'", "[a, ", "{a: ", "a: |\n", "&", "*", "!<", "%"] {
        read("a.yml", open.repeat(20_000));
    }
}

#[test]
fn line_breaks_of_all_kinds() {
    let lines = ["Resources:", "  # comment", "  A:", "    Type: x", "    Text: |", "      one", "      two", "  B: [1,", "    2]", ""];
    for newline in ["\n", "\r\n", "\r"] {
        for mark in ["", "\u{feff}"] {
            let parsed = read("a.yml", format!("{mark}{}", lines.join(newline)));
            assert!(is_fine(&parsed), "{newline:?}: {:?}", parsed.document.problems);
            assert!(crate::spans::check(&parsed).wrong.is_empty());
            let text = parsed.tree.at(parsed.root(), &["Resources", "A", "Text"]).unwrap();
            assert_eq!(parsed.tree.text(text), Some("one\ntwo\n"), "{newline:?}");
            let b = parsed.tree.at(parsed.root(), &["Resources", "B"]).unwrap();
            assert_eq!(parsed.lines.line(parsed.tree.span(b).start), 8, "{newline:?}");
            assert_eq!(parsed.document.comments.len(), 1);
        }
    }
}

#[test]
fn odd_characters() {
    for text in ["a:\n\tb: c\n", "a:\n  b: c\n\td: e\n", "- a\n\t- b\n"] {
        let parsed = read("a.yml", text);
        assert!(kinds(&parsed).iter().any(|kind| matches!(kind, ProblemKind::Syntax(_))), "{text:?}: {:?}", parsed.document.problems);
    }
    for text in ["a\t: b\t# x\n", "a:\tb\n", "a: b\t\n", "a:\n- b\t\n", "a: [b,\tc]\t\n"] {
        assert!(is_fine(&read("a.yml", text)), "{text:?}");
    }
    for text in [
        "\0",
        "a: \0b",
        "a: b\0\nc: d\n",
        "a: \"\0\"",
        "# \0\na: b",
        "a: |\n  x\0y\n",
        "{\"a\": \"\0\"}",
        "\u{7f}: \u{85}\u{2028}\u{2029}\u{a0}\u{200b}",
    ] {
        for name in ["a.yml", "a.json", "a.template"] {
            read(name, text);
        }
    }
    for text in [
        "{\"a\": \"\t\"}",
        "{\"a\": \"\n\"}",
        "{\"a\": \"\0\"}",
        "{'a': 1}",
        "{\"a\": 1,}",
        "{a: 1}",
        "[1 2]",
        "{\"a\": 0x1F}",
        "// x\n{}",
        "{} {}",
        "\"\\ud800\"",
        "[+1]",
        "[.5]",
        "[NaN]",
        "[1.]",
        "[01]",
        "[\"\\x41\"]",
        "{\"a\" 1}",
        "nul",
        "[1,,2]",
    ] {
        let parsed = read("a.json", text);
        assert!(parsed.document.is_broken(), "{text:?} is JSON");
        assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text:?} is JSON to serde_json");
    }
    // Text that is JSON and no YAML in that it has tabs for indentation.
    let parsed = read("a.template", "{\n\t\"a\": [\n\t\t1\n\t]\n}\n");
    assert!(is_fine(&parsed), "{:?}", parsed.document.problems);
}

#[test]
fn directives_and_documents() {
    for text in [
        "%YAML 1.1\n---\na: b\n",
        "%YAML 1.2\n---\na: b\n",
        "%TAG !e! tag:example.com,2000:\n---\na: !e!x b\n",
        "%FOO bar\n--- \na: b\n",
        "---\na: b\n",
        "---\na: b\n...\n",
        "a: b\n...\n# end\n",
    ] {
        let parsed = read("a.yml", text);
        assert!(is_fine(&parsed), "{text:?}: {:?}", parsed.document.problems);
        assert!(parsed.tree.get(parsed.root(), "a").is_some());
    }
    let parsed = read("a.yml", "a: b\n---\nc: d\n---\ne: f\n");
    assert_eq!(kinds(&parsed), [&ProblemKind::SecondDocument]);
    assert!(parsed.tree.get(parsed.root(), "a").is_some() && parsed.tree.get(parsed.root(), "c").is_none());
    assert!(kinds(&read("a.yml", "a: b\n---\nc: [\n")).contains(&&ProblemKind::SecondDocument));
    assert!(read("a.yml", "%YAML 3.0\na: b\n").document.is_broken());
}

#[test]
fn duplicate_keys_are_kept_and_said() {
    for (name, text) in [("a.yml", "a: 1\nb: 2\na: 3\n"), ("a.json", "{\"a\": 1, \"b\": 2, \"a\": 3}")] {
        let parsed = read(name, text);
        assert!(matches!(kinds(&parsed)[..], [ProblemKind::DuplicateKey { key, .. }] if key == "a"), "{:?}", parsed.document.problems);
        assert_eq!(parsed.tree.entries(parsed.root()).len(), 3);
        assert_eq!(parsed.tree.get(parsed.root(), "a").and_then(|node| parsed.tree.text(node)), Some("3"));
        assert!(!parsed.document.is_broken());
    }
}
