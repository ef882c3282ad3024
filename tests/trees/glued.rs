//! `Key:value` without the space: the text as it is written in, the tree as it was meant out, with the spans of the text as it is.

use authlint::syntax::{Problem, ProblemKind};

use crate::Parsed;
use crate::plain::{difference, ours};
use crate::readers::yaml_rust2;

/// In these texts `¦` stands where the space is missing.
fn mended(marked: &str) {
    for mark in ["", "\u{feff}"] {
        for newline in ["\n", "\r\n"] {
            let marked = format!("{mark}{}", marked.replace('\n', newline));
            let meant = Parsed::new("a.yml", marked.replace('¦', " "));
            assert!(meant.document.problems.is_empty(), "{marked}: {:?}", meant.document.problems);
            let parsed = Parsed::new("a.yml", marked.replace('¦', ""));
            let glued = glued(&parsed);
            assert_eq!(glued.len(), parsed.document.problems.len(), "{marked}: {:?}", parsed.document.problems);
            let expected: Vec<(usize, &str)> = places(&marked);
            let keys: Vec<(usize, &str)> = glued.iter().map(|(problem, key, _)| (problem.span.start as usize, *key)).collect();
            assert_eq!(keys, expected, "{marked}");
            for (problem, key, value) in &glued {
                let source = &parsed.text[problem.span.start as usize..problem.span.end as usize];
                assert_eq!(source, format!("{key}:{value}"), "{marked}");
            }
            let difference = difference(&ours(&parsed).unwrap(), &ours(&meant).unwrap());
            assert!(difference.is_none(), "{marked}: {difference:?}");
            let wrong = crate::spans::check(&parsed).wrong;
            assert!(wrong.is_empty(), "{marked}: {wrong:?}");
            let comments = |parsed: &Parsed| parsed.document.comments.len();
            assert_eq!(comments(&parsed), comments(&meant));
        }
    }
}

/// Offset and key of every marked place, offsets those of the text without the marks.
fn places(marked: &str) -> Vec<(usize, &str)> {
    let places = marked.match_indices('¦').enumerate();
    let key = |at: usize| {
        let start = marked[..at]
            .rfind(['\n', ' ', '{', '\u{feff}'])
            .map_or(0, |before| before + marked[before..].chars().next().unwrap().len_utf8());
        (start, marked[start..at].trim_end_matches(':'))
    };
    places
        .map(|(number, (at, _))| {
            let (start, key) = key(at);
            (start - number * '¦'.len_utf8(), key)
        })
        .collect()
}

fn glued(parsed: &Parsed) -> Vec<(&Problem, &str, &str)> {
    let glued = parsed.document.problems.iter().filter_map(|problem| match &problem.kind {
        ProblemKind::GluedKey { key, value } => Some((problem, key.as_str(), value.as_str())),
        _ => None,
    });
    glued.collect()
}

#[test]
fn an_error_on_the_line() {
    mended("Properties:\n  ClientName: x\n  GenerateSecret:¦false\n  UserPoolId: y\n");
    mended("Properties:\n  ClientName: x\n  RefreshTokenValidity:¦\"30\" # days\n  UserPoolId: y\n");
    mended("Properties:\n  ClientName: x\n  GenerateSecret:¦false\n");
    mended("Properties:\n  ClientName: x\n  GenerateSecret:¦false");
    mended("Properties:\n  - Effect: Allow\n    Action:¦'s3:*'\n    Resource: '*'\n");
    mended("Properties:\n  List:\n    - a\n  UserPoolId:¦!Ref Pool\n  ClientName: x\n");
    mended("Properties:\n  ClientName: x\n  AllowedOAuthFlows:¦[code, implicit]\n  UserPoolId: y\n");
}

#[test]
fn an_error_on_a_later_line() {
    mended("Properties:\n  GenerateSecret:¦false\n  ClientName: x\n  UserPoolId: y\n");
    mended("Properties:\n  GenerateSecret:¦false\n\n  # between\n\n  ClientName: x\n");
    mended("Properties:\n  - Effect:¦Allow\n    Action: '*'\n");
    mended("é: 漢\nProperties:\n  # é漢😀\n  GenerateSecret:¦false # 😀\n  ClientName: é\n");
    // A key that nobody knows, where mending it lets the whole text be read.
    mended("Properties:\n  MyOwnKey:¦30\n  ClientName: x\n");
}

#[test]
fn one_odd_scalar_where_a_map_belongs() {
    mended("Client:\n  Properties:\n    GenerateSecret:¦false\n");
    mended("Client:\n  Properties:\n    GenerateSecret:¦false\nOther: x\n");
    mended("GenerateSecret:¦false\n");
    mended("Client:\n  Properties: {\n    GenerateSecret:¦false,\n    ClientName: x\n  }\n");
}

#[test]
fn several_in_a_row() {
    mended("Client:\n  Properties:\n    GenerateSecret:¦false\n    ClientName:¦x\n    UserPoolId:¦y\nOther: z\n");
    mended("Client:\n  Properties:\n    GenerateSecret:¦false\n    ClientName:¦x\n    UserPoolId: y\n");
    let many: String = (0..20).map(|_| "    - Effect:¦Allow\n      Sid:¦x\n      Action:¦y\n      Resource: z\n").collect();
    mended(&format!("A:\n  Statement:\n{}", many.split_inclusive('\n').take(48).collect::<String>()));
    mended("A:\n  Effect:¦a\n\n  # x\n  Sid:¦b\n  Type:¦c\n  Action:¦d\n  Path:¦e\n  Url:¦f\n  Name: g\n");
    mended("A:\n  GenerateSecret:¦false\n  ClientName: x\nB:\n  ClientName: x\n  Timeout:¦3\nC:\n  Type:¦x\n");
    mended("A:\n  - Effect:¦Allow\n    Action:¦x\n    Resource: y\n  - Effect: Allow\n    Action:¦x\n    Resource: y\n");
}

#[test]
fn folded_into_the_scalar_above() {
    // The indentation is wrong too: said, and read as YAML reads it.
    let parsed = Parsed::new("a.yml", "Properties:\n  ClientName: abc\n    Timeout:30\n  Type: x\n");
    assert!(matches!(glued(&parsed)[..], [(problem, "Timeout", "30")] if problem.span.start == 34), "{:?}", parsed.document.problems);
    assert_eq!(parsed.document.problems.len(), 1);
    let name = parsed.tree.at(parsed.root(), &["Properties", "ClientName"]).unwrap();
    assert_eq!(parsed.tree.text(name), Some("abc Timeout:30"));
    assert!(crate::spans::check(&parsed).wrong.is_empty());
}

#[test]
fn the_rest_of_a_file_that_is_broken_otherwise() {
    let parsed = Parsed::new("a.yml", "Properties:\n  GenerateSecret:false\n  ClientName: x\nOther: [\n");
    assert_eq!(glued(&parsed).len(), 1, "{:?}", parsed.document.problems);
    assert!(parsed.document.is_broken());
    let secret = parsed.tree.at(parsed.root(), &["Properties", "GenerateSecret"]).unwrap();
    assert_eq!((parsed.source(secret), parsed.tree.text(secret)), ("false", Some("false")));
}

#[test]
fn many_come_to_an_end() {
    let mut text = "A:\n".to_owned();
    for number in 0..500 {
        text += &format!("  - Effect:Allow\n    Sid: s{number}\n");
    }
    let begun = std::time::Instant::now();
    let parsed = Parsed::new("a.yml", text);
    assert!(!parsed.document.problems.is_empty());
    assert!(begun.elapsed().as_secs() < 10, "took {:?}", begun.elapsed());
}

#[test]
fn what_is_no_glued_key() {
    let fine = [
        "Url: https://example.com\n",
        "Url:\n  https://example.com\n",
        "Time: 12:30\nRatio:\n  12:30:45\n",
        "Resource: arn:aws:s3:::bucket/*\nOther:\n  arn:aws:iam::123456789012:role/x\n",
        "Condition:\n  StringEquals:\n    aws:SourceArn: x\n    aws:username: y\n    cognito-identity.amazonaws.com:aud: z\n",
        "Condition:\n  StringLike: {AWS:SourceArn: x, AWS:SourceAccount: y}\n  StringEquals:\n    AWS:SourceAccount: !Ref AWS::AccountId\n",
        "? AWS:SourceArn\n: x\nAWS:SourceAccount : y\n",
        "'Name:foo': x\n\"Type:bar\": y\n",
        "'Name:foo'\n",
        "Fn::Sub: x\n",
        "A:\n  Fn::Sub\n",
        "A:\n  Fn::Sub: [x, {y: Fn::GetAtt}]\n",
        "Text: |\n  Name:foo\n  Type:bar\nFolded: >\n  Effect:Allow\n",
        "Text: 'a\n  Name:foo\n  b'\nOther: \"a\n  Type:bar\"\n",
        "List:\n  - Name:foo\n  - Type:bar\n  - Key:Value\n",
        "List: [Name:foo, Type:bar]\n",
        "Map: {a: Name:foo, b: Type:bar}\n",
        "A: see Name:foo for more\nB: Name:foo\n",
        "A: some text\n  and more with other:words\n  other:words at the start\n",
        "# Name:foo\nA: b # Type:bar\n",
        "Metric:\n  Unknown:thing\n",
        "Pseudo:\n  AWS::NoValue\n",
        "Version: \"2012-10-17\"\nName: x:y:z\n",
        "Key:\n  Name:\n",
    ];
    for text in fine {
        let parsed = Parsed::new("a.yml", text);
        assert!(parsed.document.problems.is_empty(), "{text}: {:?}", parsed.document.problems);
        let difference = difference(&ours(&parsed).unwrap(), &yaml_rust2(text).unwrap().unwrap());
        assert!(difference.is_none(), "{text}: {difference:?}");
    }
    // Errors that have nothing to do with a missing space keep their own message.
    for text in [
        "Name:foo\n  Type: x\n bad\n",
        "A:\n  - Name:foo\n  B: c\n",
        "A: [\nName:foo\n",
        "a: b: c\n",
        "A: 'open\nName:foo\n",
        "A:\n\tName:foo\n",
    ] {
        let parsed = Parsed::new("a.yml", text);
        assert!(parsed.document.is_broken(), "{text}: {:?}", parsed.document.problems);
    }
}
