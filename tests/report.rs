//! What reports look like: findings made by hand over small sources, and the text that they become.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it does not expect")]

use authlint::finding::{Confidence, Finding, Fix, Label, Safety, Severity, TextEdit};
use authlint::report::{Format, Options, Report, Skipped, Summary, closing, write};
use authlint::source::{FileId, SourceFile, SourceMap, Span};
use proptest::prelude::*;
use serde_json::Value;
use std::time::{Duration, Instant};

const PRETTY: Options = Options { color: false, width: 100, hyperlinks: false, unicode: true };

const TEMPLATE: &str = "\
Resources:
  Guests:
    Type: AWS::Cognito::IdentityPool
    Properties:
      IdentityPoolName: guests
      AllowUnauthenticatedIdentities: true
      AllowClassicFlow: true

  GuestRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Federated: cognito-identity.amazonaws.com }
            Action: sts:AssumeRoleWithWebIdentity
      Policies:
        - PolicyName: tables
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: 'dynamodb:*'
                Resource: '*'

  Attachment:
    Type: AWS::Cognito::IdentityPoolRoleAttachment
    Properties:
      IdentityPoolId: !Ref Guests
      Roles: { unauthenticated: !GetAtt GuestRole.Arn }
";

/// A report under construction.
struct Desk {
    report: Report,
}

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let mut sources = SourceMap::default();
        for (name, text) in files {
            sources.add(SourceFile::new(*name, *text));
        }
        let summary = Summary { files: files.len(), checked: 1, elapsed: Duration::from_millis(14), ..Summary::default() };
        Self { report: Report { sources, findings: Vec::new(), summary } }
    }

    /// The first place in file number `file` that reads `text`, with words about it.
    fn label(&self, file: u32, text: &str, words: &str) -> Label {
        let id = FileId(file);
        let start = self.report.sources.file(id).text().find(text).expect("the text is in the file") as u32;
        Label { span: Span::new(id, start, start + text.len() as u32), text: words.to_owned() }
    }

    fn find(&mut self, severity: Severity, rule: &'static str, title: &str, primary: Label) -> &mut Finding {
        self.report.findings.push(Finding {
            rule,
            severity,
            confidence: Confidence::High,
            title: title.to_owned(),
            primary,
            related: Vec::new(),
            help: None,
            resource: None,
            path: String::new(),
            when: None,
            stages: None,
            fix: None,
            fingerprint: "6f2a91c04e7b5d38".to_owned(),
        });
        self.report.findings.last_mut().expect("one was just pushed")
    }

    fn show(&self, format: Format, options: Options) -> String {
        let mut out = Vec::new();
        write(&self.report, format, &options, &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("reports are UTF-8")
    }
}

/// A desk with one finding at the first `text` in a file of this name and content.
fn one(name: &str, content: &str, text: &str, words: &str) -> Desk {
    let mut desk = Desk::new(&[(name, content)]);
    let label = desk.label(0, text, words);
    desk.find(Severity::Error, "identity/guest-credentials", "anyone on the internet can get AWS credentials", label);
    desk
}

fn guests() -> Desk {
    let mut desk = one("template.yml", TEMPLATE, "true", "guests get credentials");
    desk.report.findings[0].help = Some("set it to false, or say with a suppression why guests are welcome".to_owned());
    desk
}

/// Findings of all kinds, with every field filled and with every field empty.
fn everything() -> Desk {
    let mut desk = Desk::new(&[("template.yml", TEMPLATE), ("config/prod.yml", "# per stage\nguests: true\n"), ("README.md", "")]);
    let (allowed, from, attached) = (
        desk.label(0, "true", "guests get credentials"),
        desk.label(1, "true", "set here"),
        desk.label(0, "unauthenticated", "they act in this role"),
    );
    let full = desk.find(Severity::Error, "identity/guest-credentials", "anyone on the internet can get AWS credentials", allowed);
    full.related = vec![from, attached];
    full.help = Some("set it to false".to_owned());
    full.resource = Some("Guests".to_owned());
    full.path = "Resources.Guests.Properties.AllowUnauthenticatedIdentities".to_owned();
    full.when = Some("condition IsProd is false".to_owned());
    full.stages = Some(vec!["dev".to_owned(), "prod".to_owned()]);
    full.confidence = Confidence::Medium;
    let action = desk.label(0, "'dynamodb:*'", "every action on tables");
    desk.find(Severity::Warning, "iam/wildcard-action", "the role can delete every table", action);
    let classic = desk.label(0, "AllowClassicFlow", "");
    desk.find(Severity::Info, "identity/classic-flow", "clients choose the role themselves", classic);
    desk.report.summary.files = 3;
    desk.report.summary.suppressed = 1;
    desk.report.summary.skipped = vec![Skipped { file: "cdk.out".to_owned(), reason: "generated folder".to_owned() }];
    desk
}

#[test]
fn one_label() {
    insta::assert_snapshot!(guests().show(Format::Human, PRETTY));
}

#[test]
fn plain_as_in_a_pipe() {
    insta::assert_snapshot!(everything().show(Format::Human, Options::default()));
}

#[test]
fn colours_and_links() {
    let desk = everything();
    let shown = desk.show(Format::Human, Options { color: true, hyperlinks: true, ..PRETTY });
    insta::assert_snapshot!(shown.replace('\u{1b}', "␛"));
    let concise = desk.show(Format::Concise, Options { color: true, ..PRETTY });
    assert!(concise.starts_with("template.yml:6:39: \u{1b}[1;31merror\u{1b}[0m[identity/guest-credentials] "), "{concise}");
}

#[test]
fn related_nearby_and_far_in_the_same_file() {
    let mut desk = guests();
    let related = vec![
        desk.label(0, "AllowClassicFlow", "and may choose any role that trusts the pool"),
        desk.label(0, "!GetAtt GuestRole.Arn", "they act in this role"),
        desk.label(0, "'dynamodb:*'", "which may do everything with every table"),
    ];
    desk.report.findings[0].related = related;
    insta::assert_snapshot!(desk.show(Format::Human, PRETTY));
}

#[test]
fn related_in_another_file() {
    let service = "custom:\n  guests: ${file(config/prod.yml):guests}\nresources:\n  - ${file(resources/pool.yml)}\n";
    let pool = "Resources:\n  Guests:\n    Type: AWS::Cognito::IdentityPool\n    Properties:\n      AllowUnauthenticatedIdentities: ${self:custom.guests}\n";
    let mut desk = Desk::new(&[("resources/pool.yml", pool), ("serverless.yml", service), ("config/prod.yml", "guests: true\n")]);
    let primary = desk.label(0, "${self:custom.guests}", "this is true: guests get credentials");
    let related = vec![
        desk.label(1, "${file(config/prod.yml):guests}", "through this variable"),
        desk.label(2, "true", "set here"),
        desk.label(1, "${file(resources/pool.yml)}", ""),
    ];
    let finding = desk.find(Severity::Warning, "identity/guest-credentials", "anyone on the internet can get AWS credentials", primary);
    finding.related = related;
    finding.stages = Some(vec!["prod".to_owned()]);
    insta::assert_snapshot!(desk.show(Format::Human, PRETTY));
}

#[test]
fn many_related_places() {
    let text: String = (0..30).map(|index| format!("Function{index:02}: {{}}\n\n\n\n\n\n\n\n\n")).collect();
    let mut desk = one("template.yml", &text, "Function00", "reads every table");
    desk.report.findings[0].related = (1..9).map(|index| desk.label(0, &format!("Function{index:02}"), "so does this one")).collect();
    insta::assert_snapshot!(desk.show(Format::Human, PRETTY));
}

#[test]
fn the_same_place_twice_and_places_within_one_another() {
    let mut desk = Desk::new(&[("template.yml", TEMPLATE)]);
    let statement = desk.label(
        0,
        "Effect: Allow\n            Principal: { Federated: cognito-identity.amazonaws.com }\n            Action: sts:AssumeRoleWithWebIdentity\n",
        "no test of aud: any identity pool will do",
    );
    let (same, inner, within_inner) = (
        Label { text: "nor of amr: guests pass too".to_owned(), ..statement.clone() },
        desk.label(0, "{ Federated: cognito-identity.amazonaws.com }", "whoever has a token of Cognito"),
        desk.label(0, "cognito-identity", "a service for everybody"),
    );
    desk.find(Severity::Error, "trust/missing-audience", "visitors of other people's applications can act in this role", statement)
        .related = vec![same, inner, within_inner];
    insta::assert_snapshot!(desk.show(Format::Human, PRETTY));
}

#[test]
fn a_whole_resource_is_shown_at_its_first_line() {
    let tall = &TEMPLATE[TEMPLATE.find("GuestRole").unwrap()..TEMPLATE.find("  Attachment").unwrap()];
    insta::assert_snapshot!(one("template.yml", TEMPLATE, tall, "nobody can act in it").show(Format::Human, PRETTY));
}

#[test]
fn tabs() {
    let text = "{\n\t\"Resources\": {\n\t\t\"Pool\":\t{ \"Type\": \"AWS::Cognito::UserPool\" },\n\t\t\"Next\": {}\n\t}\n}\n";
    let desk = one("template.json", text, "\"AWS::Cognito::UserPool\"", "a pool");
    insta::assert_snapshot!(desk.show(Format::Human, PRETTY));
}

#[test]
fn wide_characters() {
    let text = "Description: 認証 🔐 für alle\nName: { 名前: 利用者プール, kind: \"🔐🔐\" } # ユーザー\nNext: é\n";
    let mut desk = one("日本/テンプレート.yml", text, "利用者プール", "名前は公開されます");
    desk.report.findings[0].related = vec![desk.label(0, "\"🔐🔐\"", "locked twice"), desk.label(0, "é", "one column")];
    insta::assert_snapshot!(desk.show(Format::Human, PRETTY));
}

#[test]
fn carriage_returns() {
    let text = TEMPLATE.replace('\n', "\r\n");
    let shown = one("template.yml", &text, "true\r\n", "guests get credentials").show(Format::Human, PRETTY);
    assert_eq!(shown, one("template.yml", TEMPLATE, "true", "guests get credentials").show(Format::Human, PRETTY));
    let lone = one("template.yml", &TEMPLATE.replace('\n', "\r"), "true", "guests get credentials").show(Format::Human, PRETTY);
    assert_eq!(shown, lone);
}

#[test]
fn byte_order_mark() {
    let desk = one("template.yml", "\u{feff}Resources:\n  Pool: {}\n", "Resources", "no Cognito in it");
    insta::assert_snapshot!(desk.show(Format::Human, PRETTY));
    let mut from_mark = one("template.yml", "\u{feff}Resources:\n  Pool: {}\n", "\u{feff}Resources", "no Cognito in it");
    assert_eq!(desk.show(Format::Human, PRETTY), from_mark.show(Format::Human, PRETTY));
    from_mark.report.findings[0].primary.span.end = 3;
    assert!(from_mark.show(Format::Human, PRETTY).contains("template.yml:1:1\n"));
}

#[test]
fn nothing_at_the_end_of_a_file() {
    for (name, text) in [("line break", "Resources:\n  Pool:\n"), ("no line break", "Resources:\n  Pool:"), ("empty file", "")] {
        let mut desk = one("template.yml", text, "", "something is missing");
        let end = text.len() as u32;
        desk.report.findings[0].primary.span = Span::new(FileId(0), end, end);
        insta::assert_snapshot!(name.replace(' ', "_"), desk.show(Format::Human, PRETTY));
    }
}

#[test]
fn a_minified_template() {
    let pool =
        |index: usize| format!("\"Pool{index}\":{{\"Type\":\"AWS::Cognito::IdentityPool\",\"Properties\":{{\"Allow{index}\":true}}}}");
    let text = format!("{{\"Resources\":{{{}}}}}", (0..2500).map(pool).collect::<Vec<_>>().join(","));
    assert!(text.len() > 200_000);
    let mut desk = one("cdk.template.json", &text, "\"Allow1500\":true", "guests get credentials");
    desk.report.findings[0].related = vec![desk.label(0, "\"Pool3\"", "the first of many"), desk.label(0, "}}}}", "here it ends")];
    let start = desk.label(0, "{", "starts here");
    let whole = Label { span: Span::new(FileId(0), start.span.start + 1, text.len() as u32), text: "all of it".to_owned() };
    desk.find(Severity::Info, "template/minified", "nobody can review this", start);
    desk.find(Severity::Info, "template/minified", "nobody can review this", whole);
    insta::assert_snapshot!(desk.show(Format::Human, PRETTY));
}

#[test]
fn a_narrow_screen() {
    let mut desk = everything();
    let finding = &mut desk.report.findings[0];
    finding.help = Some(
        "set AllowUnauthenticatedIdentities to false, or keep guests and give their role nothing but what a visitor needs, for example:\n  \
         Action: mobileanalytics:PutEvents\nSee also https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html"
            .to_owned(),
    );
    finding.primary.text = "guests get credentials for the role that the attachment below names, from anywhere".to_owned();
    insta::assert_snapshot!(desk.show(Format::Human, Options { width: 60, ..PRETTY }));
}

#[test]
fn a_template_cannot_speak_to_the_terminal() {
    let text = "Name: \u{1b}]0;owned\u{7}\u{1b}[2J # \u{202e}eslaf\nNext: \u{9b}31m\n";
    let mut desk = one("a\u{1b}[2J.yml", text, "Name", "the name is \u{1b}[2J\nand has two lines");
    desk.report.findings[0].title = "the name \u{1b}[31m is\r\n red".to_owned();
    desk.report.findings[0].help = Some("rename\u{7} it".to_owned());
    desk.report.summary.skipped = vec![Skipped { file: "b\u{1b}[2J".to_owned(), reason: "odd\nname".to_owned() }];
    let human = desk.show(Format::Human, PRETTY);
    insta::assert_snapshot!(format!("{human}\n{}\n{}", desk.show(Format::Human, Options::default()), desk.show(Format::Concise, PRETTY)));
    for format in [Format::Human, Format::Concise] {
        assert_no_control(&desk.show(format, PRETTY));
    }
}

#[test]
fn concise() {
    insta::assert_snapshot!(everything().show(Format::Concise, PRETTY));
}

/// Findings that can be mended in both ways, and one that can't.
fn mendable() -> Desk {
    let mut desk = everything();
    for (index, safety) in [(0, Safety::Unsafe), (1, Safety::Safe)] {
        let finding = &mut desk.report.findings[index];
        finding.fix = Some(Fix { safety, edits: vec![TextEdit { span: finding.primary.span, text: "false".to_owned() }] });
    }
    desk
}

#[test]
fn what_can_be_mended_says_so() {
    let desk = mendable();
    insta::assert_snapshot!(format!("{}\n{}", desk.show(Format::Human, PRETTY), desk.show(Format::Concise, PRETTY)));
}

/// The pattern with which editors take a line apart.
#[test]
fn a_mark_is_a_part_of_the_text() {
    let plain = everything().show(Format::Concise, PRETTY);
    let marked = mendable().show(Format::Concise, PRETTY);
    let apart = |line: &str| {
        let mut parts = line.splitn(4, ':');
        let place = [parts.next(), parts.next(), parts.next()].map(|part| part.unwrap().to_owned());
        let (severity, rest) = parts.next().unwrap().trim_start().split_once('[').unwrap();
        let (rule, text) = rest.split_once("] ").unwrap();
        (place, severity.to_owned(), rule.to_owned(), text.to_owned())
    };
    for ((plain, marked), mark) in plain.lines().zip(marked.lines()).zip(["[unsafe fix] ", "[fix] ", ""]) {
        let (plain, marked) = (apart(plain), apart(marked));
        assert_eq!((&plain.0, &plain.1, &plain.2), (&marked.0, &marked.1, &marked.2));
        assert_eq!(format!("{mark}{}", plain.3), marked.3);
    }
}

#[test]
fn json() {
    insta::assert_snapshot!(everything().show(Format::Json, PRETTY));
}

#[test]
fn closing_lines() {
    let mut desk = Desk::new(&[]);
    let mut said = Vec::new();
    for (files, checked, millis) in [(0, 0, 0), (1, 0, 3), (12, 0, 3), (1, 1, 0), (2, 2, 14), (12, 2, 1340)] {
        desk.report.summary = Summary { files, checked, elapsed: Duration::from_millis(millis), ..Summary::default() };
        said.push(closing(&desk.report));
    }
    let mut desk = everything();
    said.push(closing(&desk.report));
    desk.report.summary = Summary { files: 1, checked: 0, suppressed: 3, ..Summary::default() };
    desk.report.findings.truncate(1);
    said.push(closing(&desk.report));
    let skip = |index| Skipped { file: format!("vendor/{index}.yml"), reason: "vendored".to_owned() };
    desk.report.summary.skipped = (0..7).map(skip).collect();
    said.push(closing(&desk.report));
    insta::assert_snapshot!(said.join("\n"));
    desk.report.findings.clear();
    for format in [Format::Human, Format::Concise] {
        assert_eq!(desk.show(format, PRETTY), closing(&desk.report));
    }
}

#[test]
fn findings_are_sorted_by_file_name_and_place() {
    let mut desk = Desk::new(&[("b.yml", "0123456789"), ("a.yml", "0123456789")]);
    let places = [
        (0, 1, 2, "iam/b", "x"),
        (1, 5, 7, "iam/a", "x"),
        (1, 5, 6, "iam/b", "x"),
        (0, 1, 2, "iam/a", "y"),
        (0, 1, 2, "iam/a", "x"),
        (0, 0, 9, "iam/z", "x"),
    ];
    for (file, start, end, rule, title) in places {
        let label = Label { span: Span::new(FileId(file), start, end), text: String::new() };
        desk.find(Severity::Info, rule, title, label);
    }
    desk.report.sort();
    let order: Vec<_> = desk.report.findings.iter().map(|one| (one.primary.span, one.rule, one.title.as_str())).collect();
    let expected = [places[2], places[1], places[5], places[4], places[3], places[0]];
    assert_eq!(order, expected.map(|(file, start, end, rule, title)| (Span::new(FileId(file), start, end), rule, title)));
}

/// The checked-in description of the JSON form.
fn schema() -> jsonschema::Validator {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/findings.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::draft202012::new(&schema).unwrap()
}

#[test]
fn json_is_what_the_schema_says() {
    let schema = schema();
    for desk in [everything(), Desk::new(&[]), one("empty.yml", "", "", "")] {
        let output: Value = serde_json::from_str(&desk.show(Format::Json, PRETTY)).unwrap();
        let problems: Vec<_> = schema.iter_errors(&output).map(|problem| format!("{}: {problem}", problem.instance_path())).collect();
        assert_eq!(problems, Vec::<String>::new());
    }
}

#[test]
fn the_schema_refuses_any_other_form() {
    let schema = schema();
    let output: Value = serde_json::from_str(&everything().show(Format::Json, PRETTY)).unwrap();
    let mut changed = 0;
    every_object(&output, String::new(), &mut |pointer, object| {
        let refuses = |change: &dyn Fn(&mut serde_json::Map<String, Value>), what: String| {
            let mut other = output.clone();
            change(other.pointer_mut(pointer).unwrap().as_object_mut().unwrap());
            assert!(!schema.is_valid(&other), "{what} at {pointer}");
        };
        refuses(&|object| drop(object.insert("surplus".to_owned(), Value::Null)), "a surplus field".to_owned());
        for key in object.keys() {
            refuses(&|object| drop(object.remove(key)), format!("no {key}"));
            refuses(&|object| drop(object.insert(key.clone(), Value::Bool(true))), format!("{key}: true"));
            changed += 1;
        }
    });
    assert!(changed > 80, "{changed}");
}

fn every_object(value: &Value, pointer: String, visit: &mut dyn FnMut(&str, &serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(&pointer, object);
            object.iter().for_each(|(key, inner)| every_object(inner, format!("{pointer}/{key}"), visit));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(index, inner)| every_object(inner, format!("{pointer}/{index}"), visit)),
        _ => {}
    }
}

/// Every field of the form has its words.
#[test]
fn the_schema_describes_every_field() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/findings.schema.json")).unwrap();
    every_object(&serde_json::from_str(&text).unwrap(), String::new(), &mut |pointer, object| {
        if let Some(Value::Object(fields)) = object.get("properties").filter(|_| object.contains_key("type")) {
            assert_eq!(object.get("additionalProperties"), Some(&Value::Bool(false)), "{pointer}");
            for (name, field) in fields {
                assert!(field.get("description").is_some_and(Value::is_string), "{pointer}/{name}");
            }
        }
    });
}

/// Ten thousand findings over a large file, and over the same on one line, which is how generated templates come.
fn large(line_break: &str) -> Desk {
    let lines: String = (0..100_000).map(|index| format!("  Key{index:06}: {{ Value: 'some text, {index:06}' }}{line_break}")).collect();
    let mut desk = Desk::new(&[("large.yml", &lines)]);
    let step = lines.len() as u32 / 10_000;
    for index in 0..10_000 {
        let label = |at: u32| Label { span: Span::new(FileId(0), at, at + 9), text: "what is there".to_owned() };
        let finding = desk.find(Severity::Warning, "iam/wildcard-action", "the role can delete every table", label(index * step + 2));
        finding.related = vec![label(index * step + 12), label((9_999 - index) * step + 2)];
        finding.help = Some("name the actions".to_owned());
    }
    desk
}

#[test]
fn ten_thousand_findings_take_no_time() {
    for line_break in ["\n", ", "] {
        for format in [Format::Human, Format::Concise, Format::Json] {
            let desk = large(line_break);
            let start = Instant::now();
            let size = desk.show(format, PRETTY).len();
            let took = start.elapsed();
            // Generous, for a build without optimisation on a busy machine; a scan of the file per finding would take minutes.
            assert!(took < Duration::from_secs(30), "{format:?}: {took:?}");
            if std::env::var_os("REPORT_TIMES").is_some() {
                std::io::Write::write_all(
                    &mut std::io::stderr(),
                    format!("{format:?}, lines end with {line_break:?}: {size} bytes in {took:?}\n").as_bytes(),
                )
                .unwrap();
            }
        }
    }
}

fn assert_no_control(shown: &str) {
    let odd = shown.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
    assert_eq!(odd, None, "{shown:?}");
}

/// Texts with everything that makes counting hard.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z: ]{1,12}",
        2 => prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("\t"), Just("\u{feff}"), Just("\u{1b}[0m"), Just("\u{200d}"), Just("\u{301}")]
            .prop_map(str::to_owned),
        2 => prop_oneof![Just("é"), Just("漢字"), Just("🔐"), Just("\u{85}"), Just("\u{2028}"), Just("\u{202e}")].prop_map(str::to_owned),
        1 => "[a-z漢]{80,300}",
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is underlined is what the span covers, and no line passes the edge of the screen.
    #[test]
    fn the_marked_text_is_underlined(
        words in prop::collection::vec("[a-z:{}\\t\"]{1,20}", 1..40),
        places in (any::<prop::sample::Index>(), 1usize..30),
        width in 60usize..=120,
    ) {
        let line = words.join(" ");
        let start = places.0.index(line.len());
        let end = (start + places.1).min(line.len());
        let marked = line[start..end].trim_end();
        prop_assume!(!marked.is_empty() && !line[start..].starts_with('\t'));
        let mut desk = one("a.json", &format!("{{\n{line}\n}}\n"), "", "");
        desk.report.findings[0].primary.span = Span::new(FileId(0), start as u32 + 2, end as u32 + 2);
        let shown = desk.show(Format::Human, Options { width, ..Options::default() });
        let source = shown.lines().find(|line| line.starts_with(" 2 |")).expect("the line is shown");
        let under = shown.lines().find(|line| line.contains("^")).expect("a mark is shown");
        prop_assert!(source.len() <= width, "{}", shown);
        let (from, to) = (under.find('^').unwrap_or(0), under.len());
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (seen, marked) = (plain(&source[from..to.min(source.len())]), (plain(marked), marked.len() + 3 * marked.matches('\t').count()));
        // Only what is about as wide as the screen may be cut.
        let part = seen.strip_suffix("...").filter(|_| marked.1 > width - 24).is_some_and(|part| marked.0.starts_with(part.trim_end()));
        prop_assert!(part || seen == marked.0, "{}", shown);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_span_can_be_shown(
        text in text(),
        spans in prop::collection::vec((0u32..2, any::<u16>(), any::<u16>(), text()), 1..6),
        width in 0usize..140,
        unicode in any::<bool>(),
    ) {
        let mut desk = Desk::new(&[("a.yml", &text), ("b.yml", &text.chars().rev().collect::<String>())]);
        // Mostly within the text and in order, sometimes neither.
        let scale = |at: u16| (at as usize * (text.len() + 2) / (u16::MAX as usize)) as u32;
        let mut labels = spans
            .into_iter()
            .map(|(file, start, end, words)| Label { span: Span::new(FileId(file), scale(start), scale(end)), text: words });
        let primary = labels.next().expect("at least one was made");
        let finding = desk.find(Severity::Error, "iam/any", "anything", primary);
        finding.related = labels.collect();
        finding.title.push_str(&text);
        finding.help = Some(text.clone());
        let options = Options { width, unicode, ..PRETTY };
        for format in [Format::Human, Format::Concise] {
            assert_no_control(&desk.show(format, options));
        }
        let output: Value = serde_json::from_str(&desk.show(Format::Json, options)).expect("JSON comes out");
        prop_assert_eq!(&output["findings"][0]["help"], &Value::String(text));
        prop_assert_eq!(desk.show(Format::Concise, options).lines().count(), 2);
        desk.show(Format::Human, Options { color: true, hyperlinks: true, ..options });
    }
}
