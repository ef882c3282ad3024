//! Conditions that hold for every request, or for none.

use crate::model::{AddressRange, Comparison, ConditionTest, DocumentKind, Pattern, Presence, Request, Statement, Verdict};
use crate::resolve::{Known, Piece, Text};
use crate::rules::{Checked, Findings};

/// Ranges whose addresses are never seen on the internet.
const PRIVATE: [&str; 7] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10", "fc00::/7"];

const NEVER: &str = "a condition holds for no request, so its statement does nothing";
const ALWAYS: &str = "a condition holds for every request, so it narrows nothing";

/// What a test comes to if its values are as good as absent.
fn title(test: &ConditionTest<'_>) -> &'static str {
    if test.operator.is_negated() { ALWAYS } else { NEVER }
}

pub(super) fn plain_star<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let Some(Comparison::Text { like: false, .. }) = test.operator.comparison else { return Ok(()) };
        // Names of hosts have stars of their own.
        if test.key.to_ascii_lowercase().contains("domainname") {
            return Ok(());
        }
        out.each(test.values.one_or_many()?, |value, out| {
            let text = value.text()?;
            // Cost reports come from an ARN that has a star in it.
            let is_of_reports = text.literals().any(|literal| literal.ends_with(":definition/*"))
                && text.literals().any(|literal| literal.contains(":cur:"));
            if !has_star(&text) || is_of_reports {
                return Ok(());
            }
            let like = test.operator.name.replace("EqualsIgnoreCase", "Equals").replace("Equals", "Like");
            out.report(&value, format!("the `*` is a plain character for `{}`", test.operator.name))
                .title(title(&test))
                .help(format!("write `{like}`, or the whole value"));
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// `${*}` is a star that is meant as one.
fn has_star(text: &Text) -> bool {
    text.literals().any(|literal| literal.replace("${*}", "").contains('*'))
}

pub(super) fn addresses<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    // Things may come to the broker through a network of the account.
    if statement.owner.is_some_and(|owner| owner.kind() == "AWS::IoT::Policy") {
        return Ok(());
    }
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        if test.operator.comparison != Some(Comparison::Ip) || !test.is_of("aws:SourceIp") {
            return Ok(());
        }
        let values = test.literals()?;
        let private = values.iter().filter(|(_, text)| is_private(text)).count();
        for (value, text) in &values {
            if is_private(text) {
                let report = out
                    .report(value, "a private address, and callers are seen by their public one")
                    .help("write the public address, or `aws:VpcSourceIp` with `aws:SourceVpc` for calls through an endpoint");
                if private == values.len() {
                    report.title(title(&test));
                } else {
                    report.title("an address of a condition is never seen, so it has no effect").case("one");
                }
            } else if is_everything(text) && !value.text()?.assumed {
                let never = test.operator.is_negated();
                let report = out.report(value, "every address").help("write the addresses that are meant, or take the test away");
                report.title(if never { NEVER } else { ALWAYS });
            }
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn is_private(text: &str) -> bool {
    let Some(range) = AddressRange::parse(text) else { return false };
    PRIVATE.iter().filter_map(|known| AddressRange::parse(known)).any(|known| known.contains(&range))
}

fn is_everything(text: &str) -> bool {
    AddressRange::parse(text).is_some_and(|range| range.bits == 0)
}

pub(super) fn no_value<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        if !test.operator.is_null() && !test.values.is_text()? && test.values.list()?.is_empty() {
            out.report(&test.values, format!("no value for {}", test.key))
                .title("a condition compares with nothing, so it does not do what it was written for")
                .help(format!("write the values, or test with `Null` whether {} is there", test.key));
        }
        Ok(())
    });
    Ok(())
}

pub(super) fn session_as_principal<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let compares = matches!(test.operator.comparison, Some(Comparison::Arn | Comparison::Text { .. }));
        if !compares || !test.is_of("aws:PrincipalArn") {
            return Ok(());
        }
        out.each(test.values.one_or_many()?, |value, out| {
            if is_session(&value.text()?) {
                out.report(&value, "a session, and aws:PrincipalArn is the ARN of its role")
                    .title(title(&test))
                    .help("write the role as `arn:aws:iam::<account>:role/<name>`");
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

fn is_session(text: &Text) -> bool {
    let is_arn = matches!(text.pieces.first(), Some(Piece::Literal(first)) if first.starts_with("arn:"));
    is_arn && text.literals().any(|literal| literal.contains(":assumed-role/"))
}

pub(super) fn short_arn<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        if test.operator.comparison != Some(Comparison::Arn) {
            return Ok(());
        }
        out.each(test.values.one_or_many()?, |value, out| {
            let text = value.literal()?;
            // A lone star is read by some as every ARN, and a variable may be a whole one.
            if text != "*" && !text.contains("${") && text.matches(':').count() < 5 {
                out.report(&value, "fewer than the six parts of an ARN")
                    .title(title(&test))
                    .help(format!("write all six parts, with `*` for those that may be anything; `{}` compares each", test.operator.name));
            }
            Ok(())
        });
        Ok(())
    });
    Ok(())
}

/// Callers who come with the token of another house have no device of AWS.
pub(super) fn federated_with_device<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    if statement.kind != DocumentKind::Trust || !is_only_federated(&statement)? {
        return Ok(());
    }
    for test in statement.tests()? {
        let of_device = test.is_of("aws:MultiFactorAuthPresent") || test.is_of("aws:MultiFactorAuthAge");
        if of_device && test.asks_for_key() {
            out.report(test.key_node, "never there for callers with a token of a provider")
                .title(NEVER)
                .help("ask the provider for the second factor, and test a claim that it sends");
        }
    }
    Ok(())
}

fn is_only_federated(statement: &Statement<'_>) -> Known<bool> {
    let Some(principal) = statement.element("Principal")? else { return Ok(false) };
    if principal.is_text()? {
        return Ok(false);
    }
    let members = principal.object()?.entries()?;
    Ok(!members.is_empty() && members.iter().all(|(name, ..)| name == "Federated"))
}

/// Two tests of one key that no value passes.
pub(super) fn contradiction<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let tests = statement.tests()?;
    for test in &tests {
        // Two keys that differ by case below one operator are refused, which another rule says.
        let others: Vec<&ConditionTest<'w>> =
            tests.iter().filter(|other| other.operator_node != test.operator_node && other.is_of(&test.key)).collect();
        let is_plain = |test: &ConditionTest<'_>| test.operator.set.is_none() && test.operator.comparison.is_some();
        if others.is_empty() || !lists_its_values(test) || !others.iter().all(|other| is_plain(other)) {
            continue;
        }
        let mut candidates: Vec<Presence> = Vec::new();
        for (_, text) in test.literals()? {
            if text.contains("${") {
                return Ok(());
            }
            candidates.push(Presence::One(Text::literal(text)));
        }
        if test.holds_without_key() {
            candidates.push(Presence::Absent);
        }
        let passes = |presence: &Presence| {
            let request = Request::open().with(&test.key, presence.clone());
            Verdict::all(others.iter().map(|other| other.holds(&request, statement.variables))) != Verdict::No
        };
        if candidates.is_empty() || candidates.iter().any(passes) {
            continue;
        }
        let report = out.report(&test.values, "no value passes this and the other tests of the key").title(NEVER);
        if let Some(other) = others.first() {
            report.related(other.key_node, "tested here too").help("take one of the tests away, or put them into statements of their own");
        }
        return Ok(());
    }
    Ok(())
}

/// A test that says by itself which values pass.
fn lists_its_values(test: &ConditionTest<'_>) -> bool {
    let lists = matches!(test.operator.comparison, Some(Comparison::Text { like: false, any_case: false } | Comparison::Bool));
    lists && test.operator.set.is_none() && !test.operator.is_negated()
}

/// A value that fits nothing that a pattern beside it does not fit.
pub(super) fn covered_value<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        if !matches!(test.operator.comparison, Some(Comparison::Text { like: true, .. } | Comparison::Arn)) {
            return Ok(());
        }
        let values: Vec<_> = test.literals()?.into_iter().filter(|(_, text)| !text.contains("${")).collect();
        let patterns: Vec<Pattern> = values.iter().map(|(_, text)| Pattern::literal(text)).collect();
        for (at, (value, text)) in values.iter().enumerate() {
            let covers = |other: usize| patterns[other].surely_covers(&patterns[at]);
            let is_wider =
                |other: &usize| *other != at && covers(*other) && (*other < at || !patterns[at].surely_covers(&patterns[*other]));
            let Some((wide, wide_text)) = (0..patterns.len()).find(is_wider).and_then(|other| values.get(other)) else { continue };
            let label = if text == wide_text { format!("`{text}` stands here twice") } else { format!("`{text}` fits `{wide_text}` too") };
            out.report(value, label)
                .related(wide, "this one covers it")
                .title("a value of a condition changes nothing, because a wider one stands beside it")
                .help("take it out, or the wider one if it was not meant")
                .only_everywhere()
                .case("one");
        }
        Ok(())
    });
    Ok(())
}
