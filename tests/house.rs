//! The project's own laws, checked by reading its files as text. Each test is one law and says in its failure what to do.
//!
//! Exception lists only shrink: an entry that nobody needs any more fails.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use authlint::finding::{Confidence, Severity};
use authlint::rules::{Page, metas, rule, rules, unlisted};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A source file, taken apart as far as the laws need it.
struct Source {
    /// Relative to the project, with `/`.
    name: String,
    /// As it is written.
    text: String,
    /// The same bytes with comments, texts and tests blanked.
    code: String,
    /// The texts outside of tests: where each begins, and what it says.
    literals: Vec<(usize, String)>,
}

impl Source {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        let (code, mut literals) = blanked(&text);
        let tests = test_items(&code);
        let mut code = code.into_bytes();
        for range in &tests {
            code[range.clone()].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
        literals.retain(|(at, _)| !tests.iter().any(|range| range.contains(at)));
        Self { name, text, code: String::from_utf8(code).unwrap(), literals }
    }

    /// The place of a byte as editors take it.
    fn at(&self, byte: usize) -> String {
        format!("{}:{}", self.name, self.text[..byte].matches('\n').count() + 1)
    }

    /// The first folder or file below `src`: the stage.
    fn stage(&self) -> &str {
        let below = self.name.strip_prefix("src/").unwrap();
        below.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// Where a word stands in the code, as a word of its own where it begins or ends with a letter.
    fn places<'s>(&'s self, word: &'s str) -> impl Iterator<Item = usize> + 's {
        let is_part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        self.code.match_indices(word).map(|(at, _)| at).filter(move |at| {
            let glued_before = is_part(word.chars().next()) && is_part(self.code[..*at].chars().last());
            let glued_after = is_part(word.chars().last()) && is_part(self.code[at + word.len()..].chars().next());
            !glued_before && !glued_after
        })
    }
}

/// All of `src`.
fn sources() -> Vec<Source> {
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(root().join("src")).into_iter().map(|entry| entry.unwrap().into_path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    paths.iter().map(|path| Source::read(path)).collect()
}

/// The files of the rules themselves, not what they stand on.
fn rule_sources() -> Vec<Source> {
    let mut sources = sources();
    sources.retain(|source| source.name.starts_with("src/rules/") && source.name.matches('/').count() >= 3);
    assert!(sources.len() > 20);
    sources
}

/// Rust with comments and texts blanked, and the texts.
fn blanked(text: &str) -> (String, Vec<(usize, String)>) {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut literals = Vec::new();
    let mut blank = |range: Range<usize>| code[range].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let after_word = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        let raw = rest.strip_prefix('r').filter(|_| !after_word).map(|rest| rest.bytes().take_while(|byte| *byte == b'#').count());
        let end = if rest.starts_with("//") {
            at + rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            at + rest.find("*/").unwrap() + 2
        } else if let Some(hashes) = raw.filter(|hashes| rest[1 + hashes..].starts_with('"')) {
            let open = at + hashes + 2;
            let close = open + text[open..].find(&format!("\"{}", "#".repeat(hashes))).unwrap();
            literals.push((at, text[open..close].to_owned()));
            close + 1 + hashes
        } else if rest.starts_with('"') {
            let close = unescaped(bytes, at + 1, b'"');
            literals.push((at, text[at + 1..close].to_owned()));
            close + 1
        } else if rest.starts_with("'\\") {
            unescaped(bytes, at + 1, b'\'') + 1
        } else if rest.starts_with('\'') && rest[1..].chars().nth(1) == Some('\'') {
            at + 2 + rest[1..].chars().next().unwrap().len_utf8()
        } else {
            at += rest.chars().next().unwrap().len_utf8();
            continue;
        };
        blank(at..end);
        at = end;
    }
    (String::from_utf8(code).unwrap(), literals)
}

/// Where the next `mark` without a backslash before it stands.
fn unescaped(bytes: &[u8], mut at: usize, mark: u8) -> usize {
    while bytes[at] != mark {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at
}

/// The items under `#[cfg(test)]`, their attribute included.
fn test_items(code: &str) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    for (start, _) in code.match_indices("#[cfg(test)]") {
        let open = start + code[start..].find(['{', ';']).unwrap();
        let mut end = open + 1;
        if code[open..].starts_with('{') {
            let mut depth = 1;
            while depth > 0 {
                match code.as_bytes()[end] {
                    b'{' => depth += 1,
                    b'}' => depth -= 1,
                    _ => {}
                }
                end += 1;
            }
        }
        items.push(start..end);
    }
    items
}

fn assert_none(problems: &[String], law: &str) {
    assert!(problems.is_empty(), "{law}\n  {}", problems.join("\n  "));
}

#[test]
fn reads_rust_well_enough() {
    let (code, literals) = blanked("a(\"x // \\\" y\"); // \"no\"\nlet c: &'a str = '\"'; r#\"raw \" text\"#; b\"bytes\" '\\'' /* \" */ z");
    assert_eq!(literals.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["x // \\\" y", "raw \" text", "bytes"]);
    let words: Vec<&str> = code.split_whitespace().collect();
    assert_eq!(words, ["a(", ");", "let", "c:", "&'a", "str", "=", ";", ";", "b", "z"]);
    let (code, _) = blanked("fn a() {}\n#[cfg(test)]\nmod tests { fn b() { {} } }\nfn c() {}");
    assert_eq!(
        test_items(&code).iter().map(|range| &code[range.clone()]).collect::<Vec<_>>(),
        ["#[cfg(test)]\nmod tests { fn b() { {} } }"]
    );
}

// Stages.

/// The stages in the order in which a file walks through them. Each may use itself and what stands before it.
const STAGES: [&str; 10] = ["source", "syntax", "compose", "template", "resolve", "model", "rules", "engine", "policy", "overview"];

/// What stands on top: whole runs, one after the other.
const ABOVE: [&str; 1] = ["mend"];

/// What stands beside the walk: a module and what it may use.
const BESIDE: [(&str, &[&str]); 4] =
    [("config", &["finding"]), ("data", &[]), ("finding", &["source"]), ("report", &["source", "finding", "overview", "policy"])];

fn may_use(user: &str, used: &str) -> bool {
    if user == used {
        return true;
    }
    if let Some((_, allowed)) = BESIDE.iter().find(|(name, _)| *name == user) {
        return allowed.contains(&used);
    }
    let place = |name: &str| STAGES.iter().position(|stage| *stage == name);
    match (place(user), place(used)) {
        (Some(user), Some(used)) => used < user,
        // Facts and the finding are for all that come after the texts.
        (Some(user), None) => user > 0 && matches!(used, "data" | "finding"),
        _ => false,
    }
}

#[test]
fn each_stage_sees_only_what_stands_before_it() {
    assert!(may_use("rules", "data") && may_use("engine", "source") && may_use("report", "finding"));
    assert!(!may_use("model", "rules") && !may_use("source", "finding") && !may_use("report", "rules") && !may_use("engine", "report"));
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources() {
        let stage = source.stage();
        if matches!(stage, "main" | "cli") || ABOVE.contains(&stage) {
            // The program is a user of the library like any other.
            continue;
        }
        seen.insert(stage.to_owned());
        if stage == "lib" {
            continue;
        }
        if !STAGES.contains(&stage) && !BESIDE.iter().any(|(name, _)| *name == stage) {
            problems.push(format!("{}: {stage} is no stage: give it a place in the order here and in the map of lib.rs", source.name));
        }
        for (at, _) in source.code.match_indices("crate::") {
            let used: String =
                source.code[at + "crate::".len()..].chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            if used.is_empty() {
                problems.push(format!("{}: one `use crate::stage::…` a line, so that this test can read it", source.at(at)));
            } else if !may_use(stage, &used) {
                problems.push(format!("{}: {stage} uses {used}", source.at(at)));
            }
        }
        // `super::` must not be a way around: it may climb as far as the stage's own folder.
        let mut depth = source.name.matches('/').count() - 1;
        if source.name.ends_with("/mod.rs") || depth == 0 {
            depth = depth.saturating_sub(1);
        }
        let climb = "super::".repeat(depth + 1);
        problems.extend(source.places(&climb).map(|at| format!("{}: write `crate::…` for what lies outside of {stage}", source.at(at))));
    }
    assert_none(&problems, "a stage sees only itself and what stands before it");
    let known: BTreeSet<String> =
        STAGES.iter().copied().chain(BESIDE.iter().map(|(name, _)| *name)).chain(["lib"]).map(str::to_owned).collect();
    assert_eq!(seen, known, "a stage that is gone leaves the order here too");
}

#[test]
fn only_the_human_report_names_the_rendering_library() {
    let problems: Vec<String> = sources()
        .iter()
        .filter(|source| source.name != "src/report/human.rs")
        .flat_map(|source| source.places("miette").map(|at| source.at(at)).collect::<Vec<_>>())
        .collect();
    assert_none(&problems, "miette is named in src/report/human.rs only");
}

// Rules and their pages.

/// The ids of the pages on disk.
fn pages() -> BTreeSet<String> {
    let folder = root().join("rules");
    let mut ids = BTreeSet::new();
    for entry in walkdir::WalkDir::new(&folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
            let id = name.strip_suffix(".md").unwrap_or_else(|| panic!("rules/{name} is no page"));
            assert_eq!(id.matches('/').count(), 1, "rules/{name}: pages are rules/<family>/<name>.md");
            ids.insert(id.to_owned());
        }
    }
    ids
}

#[test]
fn each_rule_has_its_page_and_the_reverse() {
    let listed: BTreeSet<String> = rules().map(|rule| rule.meta.id.to_owned()).collect();
    assert_eq!(listed.len(), rules().count(), "a rule is listed twice");
    assert_eq!(pages(), listed, "pages on disk (left) and listed rules (right)");
    assert_eq!(metas().len(), listed.len(), "the generated table is stale: UPDATE=1 cargo test --test generated");
    assert_eq!(unlisted(), [""; 0]);
    for id in &listed {
        let name = id.replace('/', "-");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{id} is not in kebab case");
        assert_eq!(rule(id).unwrap().meta.id, id);
    }
}

/// True for words that may stand at the start of a message: lower case, or a name (`IAM`, `DeletionProtection`, `x`).
fn starts_well(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let capitals = first.chars().filter(|letter| letter.is_uppercase()).count();
    match first.chars().next() {
        Some(letter) if letter.is_uppercase() => capitals > 1 || first.contains(['_', ':']),
        Some(letter) => letter.is_lowercase() || letter.is_ascii_digit() || matches!(letter, '`' | '{' | '$' | '*'),
        None => false,
    }
}

fn ends_well(text: &str) -> bool {
    !text.ends_with(['.', '!', ' ', ':', ',']) || text.ends_with("...")
}

#[test]
fn messages_begin_and_end_as_agreed() {
    for good in ["a role", "IAM refuses this", "DeletionProtection is not set", "`x` is", "{name} is", "2 hours", "ALLOW_ values"] {
        assert!(starts_well(good), "{good}");
    }
    for bad in ["Write this", "A role", "", "(a role)"] {
        assert!(!starts_well(bad), "{bad}");
    }
    assert!(ends_well("as it is") && !ends_well("as it is."));
}

#[test]
fn heads_are_complete() {
    let mut problems = Vec::new();
    for meta in metas() {
        let page = Page::read(meta.page).unwrap_or_else(|error| panic!("rules/{}.md: {error}", meta.id));
        let head = &page.head;
        let mut check = |fine: bool, problem: &str| {
            if !fine {
                problems.push(format!("rules/{}.md: {problem}", meta.id));
            }
        };
        check(Severity::parse(&head.severity).is_some(), "severity: error, warning or info");
        check(Confidence::parse(&head.confidence).is_some(), "confidence: high, medium or low");
        check(matches!(head.status.as_str(), "preview" | "stable" | "deprecated"), "status: preview, stable or deprecated");
        check(matches!(head.fix.as_str(), "none" | "safe" | "unsafe"), "fix: none, safe or unsafe");
        check(head.cases.values().all(|severity| Severity::parse(severity).is_some()), "cases: each has a severity");
        check(
            head.strict.as_ref().is_none_or(|severity| Severity::parse(severity) > Severity::parse(&head.severity)),
            "strict: more severe than without",
        );
        check(head.default.as_ref().is_none_or(|default| default == "off"), "default: off, or absent");
        check(head.covers.iter().all(|id| rule(id).is_some()), "covers: ids of rules");
        let version: Vec<&str> = head.since.split('.').collect();
        check(version.len() == 3 && version.iter().all(|part| part.parse::<u32>().is_ok()), "since: a version");
        check(
            head.resources.iter().all(|kind| kind.starts_with("AWS::") && kind.matches("::").count() == 2),
            "resources: types as AWS::A::B",
        );
        check(!head.references.is_empty(), "references: at least one");
        check(head.references.iter().all(|link| link.starts_with("https://") && !link.contains(' ')), "references: https addresses");
        check(head.references.iter().collect::<BTreeSet<_>>().len() == head.references.len(), "references: each once");
        check(starts_well(&head.help) && ends_well(&head.help), "help: lower case, no full stop");
        check(starts_well(&page.title) && ends_well(&page.title), "title: lower case, no full stop");
        check(page.title.chars().count() < 90, "title: under 90 characters");
        check(!page.title.contains('\n') && !page.title.contains("  "), "title: one line");
    }
    assert_none(&problems, "a head says all that reports need");
    let titles: BTreeSet<&str> = metas().iter().map(|meta| meta.title).collect();
    assert_eq!(titles.len(), metas().len(), "two rules have the same title: nobody can tell them apart");
}

#[test]
fn pages_have_their_sections() {
    let mut problems = Vec::new();
    for meta in metas() {
        let page = Page::read(meta.page).unwrap();
        let headings: Vec<&str> = page.body.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        if !headings.starts_with(&["Why", "How to fix", "Limits"]) {
            problems.push(format!(
                "rules/{}.md begins with {:?}, not with Why, How to fix, Limits",
                meta.id,
                &headings[..headings.len().min(3)]
            ));
        }
        for name in ["Bad", "Good"] {
            let has = |heading: &&str| *heading == name || heading.starts_with(&format!("{name}: "));
            if !headings.iter().any(has) {
                problems.push(format!("rules/{}.md has no section {name}", meta.id));
            }
        }
        let known =
            |heading: &&str| ["Bad", "Good", "Fixed"].iter().any(|name| *heading == *name || heading.starts_with(&format!("{name}: ")));
        problems.extend(
            headings
                .iter()
                .skip(3)
                .filter(|heading| !known(heading))
                .map(|heading| format!("rules/{}.md: what is `## {heading}`?", meta.id)),
        );
        for name in ["Why", "How to fix", "Limits"] {
            if page.section(name).is_none_or(|text| text.len() < 40) {
                problems.push(format!("rules/{}.md says nothing under {name}", meta.id));
            }
        }
    }
    assert_none(&problems, "a page has Why, How to fix, Limits, then Bad and Good examples");
}

/// People write ids into their templates: one that vanished would break them.
#[test]
fn rule_ids_never_vanish() {
    let path = root().join("tests/house/rule_ids.txt");
    let known: BTreeSet<String> = std::fs::read_to_string(&path).unwrap_or_default().lines().map(str::to_owned).collect();
    let today: BTreeSet<String> = rules().map(|rule| rule.meta.id.to_owned()).collect();
    let gone: Vec<&String> = known.difference(&today).collect();
    assert!(gone.is_empty(), "{gone:?} is written in suppressions and baselines out there: an id stays for ever");
    let new: Vec<&String> = today.difference(&known).collect();
    if std::env::var_os("UPDATE").is_some() {
        let mut text = String::new();
        today.iter().for_each(|id| writeln!(text, "{id}").unwrap());
        std::fs::write(path, text).unwrap();
    } else {
        assert!(new.is_empty(), "{new:?} is new: UPDATE=1 cargo test --test house, and check in tests/house/rule_ids.txt");
    }
}

// Code.

/// What would turn an unknown into an answer. Speaking in spite of an unknown is written `== Ok(true)`.
const SWALLOWING: [&str; 8] = [".ok()", "unwrap_or", "unwrap_or_default", "unwrap_or_else", "let Ok", ".is_ok()", ".is_err()", "Err(_)"];

/// Where such a word is right: file, word, how often, reason.
const SWALLOWED: [(&str, &str, usize, &str); 31] = [
    ("src/rules/cognito/client/token_validity.rs", "unwrap_or_else", 1, "an Option: a value that no parameter names is shown as it is"),
    ("src/rules/iam/actions/unknown_action.rs", "unwrap_or_else", 1, "an Option: a name that is no operation stands elsewhere"),
    ("src/rules/iam/conditions/type_mismatch.rs", "let Ok", 1, "a text that is known in part may be anything that fits"),
    ("src/rules/iam/conditions/type_mismatch.rs", ".is_ok()", 1, "the Result of reading a number"),
    ("src/rules/iam/managed/deprecated_managed_policy.rs", ".is_ok()", 1, "only a text that stands there as a whole is mended"),
    ("src/rules/iam/managed/hard_coded_partition.rs", "let Ok", 2, "what a value is, is asked in turn; what is none of them is left alone"),
    (
        "src/rules/iam/managed/shared_function_role.rs",
        "let Ok",
        3,
        "a function or an action that is not known takes nothing from the others",
    ),
    ("src/rules/iam/managed/unknown_managed_policy.rs", "unwrap_or", 2, "an Option: a name without a slash is its own last part"),
    ("src/rules/iam/managed/unknown_managed_policy.rs", ".is_err()", 1, "only a text that stands there as a whole is mended"),
    ("src/rules/iam/resources/index_not_granted.rs", "let Ok", 4, "a policy that is not known may grant the index: it ends in silence"),
    ("src/rules/iam/resources/index_not_granted.rs", ".is_ok()", 1, "how the list is written decides how it is mended"),
    ("src/rules/iam/resources/index_not_granted.rs", "unwrap_or_default", 1, "a name that is not known is none of AWS's own"),
    ("src/rules/iam/resources/invalid_arn.rs", "let Ok", 2, "an element or a text that is not known takes nothing from the others"),
    ("src/rules/iam/resources/invalid_arn.rs", "unwrap_or", 1, "an Option: without words for the whole its beginning is shown"),
    ("src/rules/iam/resources/log_groups.rs", "let Ok", 2, "an action that is not known takes nothing from the others"),
    ("src/rules/iam/resources/redundant.rs", "let Ok", 1, "an action that is not known takes nothing from the others"),
    ("src/rules/iam/resources/redundant.rs", ".ok()", 2, "a statement that is not known is compared with none"),
    (
        "src/rules/iam/resources/resource_mismatch.rs",
        "let Ok",
        3,
        "what is not known in another statement may grant it: it ends in silence",
    ),
    ("src/rules/iam/resources/resource_mismatch.rs", "unwrap_or_default", 1, "an Option: a kind without a name is not named"),
    ("src/rules/iam/resources/resource_mismatch.rs", ".is_ok()", 1, "how the list is written decides how it is mended"),
    ("src/rules/iam/resources/resource_mismatch.rs", "Err(_)", 1, "an action that is not known may be the same: it ends in silence"),
    ("src/rules/iam/resources/resource_mismatch.rs", ".ok()", 4, "only a text that is known as a whole is mended"),
    ("src/rules/identity/classic_flow.rs", "let Ok", 1, "reached only where it is Ok(true), to point at it"),
    ("src/rules/template/texts.rs", "unwrap_or", 1, "an Option: a name without a slash is its own last part"),
    ("src/rules/iam/documents/action_not_in_resource_policy.rs", ".ok()", 1, "an action that is not known takes nothing from the others"),
    ("src/rules/iam/conditions/condition_key.rs", ".ok()", 1, "an action that is not known takes nothing from the others"),
    ("src/rules/iam/documents/invalid_policy/texts.rs", ".ok()", 1, "a text that is not known takes nothing from the others"),
    (
        "src/rules/iam/documents/action_not_in_resource_policy.rs",
        "unwrap_or_else",
        1,
        "an Option: without a list the action itself is the place",
    ),
    ("src/rules/iam/documents/invalid_policy/principal.rs", "let Ok", 1, "a principal that is not known may be of any form"),
    ("src/rules/iam/documents/policy_too_large.rs", "let Ok", 1, "a statement that is not known is one, whatever is in it"),
    ("src/rules/iam/conditions/loose_condition.rs", ".ok()", 1, "a text that is not known is not counted"),
];

#[test]
fn rules_never_turn_an_unknown_into_an_answer() {
    let mut problems = Vec::new();
    let mut needed = BTreeSet::new();
    for source in rule_sources() {
        for word in SWALLOWING {
            let places: Vec<usize> = source.places(word).collect();
            let allowed = SWALLOWED.iter().find(|(file, known, _, _)| *file == source.name && *known == word);
            if let Some((file, word, count, _)) = allowed
                && *count == places.len()
            {
                needed.insert((*file, *word));
                continue;
            }
            problems.extend(places.iter().map(|at| format!("{}: `{word}`", source.at(*at))));
        }
    }
    assert_none(&problems, "in a rule an unknown ends in silence: use `?`, `each`, or `== Ok(true)`");
    let unneeded: Vec<String> = SWALLOWED
        .iter()
        .filter(|(file, word, _, _)| !needed.contains(&(*file, *word)))
        .map(|(file, word, ..)| format!("{file}: {word}"))
        .collect();
    assert_none(&unneeded, "exceptions that nobody needs");
}

#[test]
fn nothing_half_done_or_hasty() {
    let mut problems = Vec::new();
    for source in sources() {
        for word in ["unsafe", "todo!", "dbg!", "unimplemented!", ".unwrap()", "panic!", "unreachable!"] {
            problems.extend(source.places(word).map(|at| format!("{}: `{word}`", source.at(at))));
        }
        // What can't happen says why.
        for (at, _) in source.code.match_indices(".expect(") {
            let text = source.literals.iter().find(|(literal, _)| *literal >= at);
            if text.is_none_or(|(_, text)| !text.starts_with("internal error: ")) {
                problems.push(format!("{}: `.expect(\"internal error: why it can't happen\")`", source.at(at)));
            }
        }
    }
    assert_none(&problems, "nothing in src may stop the program");
}

#[test]
fn each_module_says_what_it_is() {
    let silent: Vec<String> = sources().into_iter().filter(|source| !source.text.starts_with("//! ")).map(|source| source.name).collect();
    assert_none(&silent, "a file opens with `//!`: what comes in, what goes out");
}

#[test]
fn texts_of_rules_begin_and_end_as_agreed() {
    let mut problems = Vec::new();
    for source in rule_sources() {
        // Several words are for people; a name, a key or what joins a list is none.
        for (at, text) in source.literals.iter().filter(|(_, text)| text.split_whitespace().count() > 1) {
            if !starts_well(text) || !ends_well(text) {
                problems.push(format!("{}: {text:?}", source.at(*at)));
            }
        }
    }
    assert_none(&problems, "labels, titles and helps begin in lower case or with a name, and end without a full stop");
}

/// Files of more than 500 lines without their tests: file, its one topic.
const LONG: [(&str, &str); 2] = [
    ("src/data/notoriety.rs", "the table of actions that are worst to hand out"),
    ("src/rules/table.rs", "what the heads of all pages say, generated"),
];

#[test]
fn files_are_short_or_have_one_topic() {
    let mut problems = Vec::new();
    let mut needed = BTreeSet::new();
    for source in sources() {
        let tests: usize = test_items(&blanked(&source.text).0).iter().map(|range| source.text[range.clone()].matches('\n').count()).sum();
        let lines = source.text.lines().count() - tests;
        if lines > 500 {
            match LONG.iter().find(|(file, _)| *file == source.name) {
                Some((file, _)) => {
                    needed.insert(*file);
                }
                None => problems.push(format!("{}: {lines} lines", source.name)),
            }
        }
    }
    assert_none(&problems, "a file of more than 500 lines has one topic, and names it in the list here");
    let unneeded: Vec<String> = LONG.iter().map(|(file, _)| (*file).to_owned()).filter(|file| !needed.contains(file.as_str())).collect();
    assert_none(&unneeded, "exceptions that nobody needs");
}

// The project.

#[test]
fn the_papers_are_there() {
    for name in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        let text = std::fs::read_to_string(root().join(name)).unwrap_or_default();
        assert!(text.len() > 100, "{name} is missing, or says nothing");
    }
}

#[test]
fn nothing_tells_where_it_was_made() {
    // In pieces, so that this file is none of them.
    let secrets = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("crates.", "io-")];
    let mut problems = Vec::new();
    let ours =
        |entry: &walkdir::DirEntry| entry.depth() != 1 || !matches!(entry.file_name().to_str(), Some("target" | ".git" | "Cargo.lock"));
    for entry in walkdir::WalkDir::new(root()).into_iter().filter_entry(ours) {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        let bytes = std::fs::read(entry.path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in secrets {
            if let Some(at) = text.find(secret) {
                let line = text[..at].matches('\n').count() + 1;
                problems.push(format!("{}:{line}: {secret}", entry.path().strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert_none(&problems, "paths and hosts of one machine have no place in the project");
}
