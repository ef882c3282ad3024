//! Condition keys that there are not, and those that no action of the statement has.

use crate::data::global_keys::replacement;
use crate::data::iam::{self, Action, ConditionKey, Service, condition_key};
use crate::model::{ConditionTest, Statement, is_everything};
use crate::resolve::{Known, Val};
use crate::rules::iam::quoted;
use crate::rules::schema::{listed, nearest};
use crate::rules::{Checked, Edit, Findings, edit_distance};

pub(super) fn unknown_condition_key<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        match condition_key(&test.key) {
            Some(key) => report_deprecated(&test, key, out),
            None => report_unknown(&test, out),
        }
        Ok(())
    });
    Ok(())
}

fn report_deprecated<'w>(test: &ConditionTest<'w>, key: ConditionKey, out: &mut Findings<'w>) {
    let Some(instead) = replacement(key.name()).filter(|_| key.is_deprecated()) else { return };
    out.report(test.key_node, format!("`{instead}` has replaced it"))
        .title("an old condition key that is no longer supported everywhere")
        .help(format!("write `{instead}`, which for a role is the role and not its session"));
}

fn report_unknown<'w>(test: &ConditionTest<'w>, out: &mut Findings<'w>) {
    let Some(quoted) = quoted(&test.key) else { return };
    let Some((prefix, name)) = test.key.split_once(':') else {
        let text = format!("{quoted} has no prefix, and every key has one");
        // The global keys are the ones whose prefix is forgotten.
        let meant = near_keys(&format!("aws:{}", test.key), global_keys());
        if meant.is_empty() {
            out.report(test.key_node, text).help("write the key with its prefix, such as `aws:SourceIp` or `s3:prefix`");
        } else {
            report_slip(test, text, &meant, out);
        }
        return;
    };
    // The things of IoT have keys of their own, which no table lists.
    if prefix.eq_ignore_ascii_case("iot") {
        return;
    }
    if let Some(separator) = ["/", ":"].into_iter().find(|separator| condition_key(&format!("{}{separator}x", test.key)).is_some()) {
        out.report(test.key_node, format!("{quoted} does not say which one: the key goes on with a name"))
            .help(format!("write `{}{separator}<name>`", test.key));
        return;
    }
    if prefix.contains('.') {
        report_claim(test, prefix, name, out);
        return;
    }
    let service = iam::service(prefix);
    let mut meant = match service {
        Some(service) => near_keys(&test.key, service.keys()),
        None => near_keys(&test.key, global_keys()),
    };
    if meant.is_empty() {
        meant = match service {
            Some(_) => near_keys(&format!("aws:{name}"), global_keys()),
            None => near_keys(&test.key, iam::condition_keys()),
        };
    }
    let text = match service {
        Some(service) => format!("{} has no condition key {quoted}", service.prefix()),
        None if prefix.eq_ignore_ascii_case("aws") => format!("there is no global key {quoted}"),
        None => format!("no service has a condition key {quoted}"),
    };
    if meant.is_empty() {
        out.report(test.key_node, text)
            .title("this condition key may not exist, and then it is in no request")
            .help(format!("look it up in the service's list, unless it is newer than {}", iam::date()))
            .case("new");
    } else {
        report_slip(test, text, &meant, out);
    }
}

/// Of several that are equally near the author has to choose.
fn report_slip<'w>(test: &ConditionTest<'w>, text: String, meant: &[String], out: &mut Findings<'w>) {
    let names: Vec<String> = meant.iter().map(|name| format!("`{name}`")).collect();
    let report = out.report(test.key_node, text).help(format!("write {}", names.join(" or ")));
    if let [name] = meant {
        report.fix(Edit::rename(test.key_node, name));
    }
}

fn global_keys() -> impl Iterator<Item = ConditionKey> {
    iam::condition_keys().filter(|key| key.is_global())
}

/// The keys that come nearest to a name; with the name's own filling where a key has something that varies.
fn near_keys(name: &str, keys: impl Iterator<Item = ConditionKey>) -> Vec<String> {
    let keys: Vec<&str> = keys.map(ConditionKey::name).collect();
    let whole = keys.iter().copied().filter(|key| !key.contains("${"));
    let found = nearest_all(name, whole);
    if !found.is_empty() {
        return found.into_iter().map(str::to_owned).collect();
    }
    let Some((head, filling)) = name.split_once('/').filter(|(_, filling)| !filling.is_empty()) else { return Vec::new() };
    let heads = keys.iter().filter_map(|key| key.split_once("/${").map(|(head, _)| head));
    nearest_all(head, heads).into_iter().map(|head| format!("{head}/{filling}")).collect()
}

/// Those that are as near as the nearest one.
fn nearest_all<'n>(name: &str, names: impl Iterator<Item = &'n str> + Clone) -> Vec<&'n str> {
    let Some(best) = nearest(name, names.clone()).filter(is_slip_of(name)) else { return Vec::new() };
    let distance = |known: &str| edit_distance(&known.to_ascii_lowercase(), &name.to_ascii_lowercase());
    let mut all: Vec<&str> = names.filter(|known| distance(known) == distance(best)).collect();
    all.dedup();
    all
}

/// The names of keys are made of the same few words, so what counts as near is nearer here: `FunctionName` is none for `FunctionArn`.
fn is_slip_of(name: &str) -> impl Fn(&&str) -> bool {
    let name = last(name).to_ascii_lowercase();
    move |key| edit_distance(&last(key).to_ascii_lowercase(), &name) <= (name.len() / 5).max(1)
}

/// A claim of a token that AWS keeps to itself.
fn report_claim<'w>(test: &ConditionTest<'w>, provider: &str, claim: &str, out: &mut Findings<'w>) {
    if claim.is_empty() || provider.contains('$') {
        return;
    }
    let of_provider = |key: &ConditionKey| {
        let own = key.name().rsplit_once(':').map(|(host, _)| host);
        own.is_some_and(|host| !host.starts_with("${") && condition_key(&format!("{provider}:{}", last(key.name()))) == Some(*key))
    };
    let mut claims: Vec<&str> = iam::condition_keys().filter(of_provider).map(|key| last(key.name())).collect();
    for claim in ["aud", "sub", "amr"] {
        if condition_key(&format!("{provider}:{claim}")).is_some() && !claims.contains(&claim) {
            claims.push(claim);
        }
    }
    let text = format!("requests don't carry the claim {claim} of {provider}");
    let report = out.report(test.key_node, text).title("a condition asks for a claim that AWS takes from no token");
    report.help(format!("test one that is there: {}", listed(claims.into_iter())));
}

fn last(key: &str) -> &str {
    key.rsplit_once(':').map_or(key, |(_, last)| last)
}

pub(super) fn inapplicable_condition_key<'w>(statement: Statement<'w>, out: &mut Findings<'w>) -> Checked {
    let Some(actions) = all_actions(&statement)? else { return Ok(()) };
    // What is asked of a session beside its assuming comes with the same keys.
    if statement.allows_in_trust()? && !statement.lets_assume()? {
        return Ok(());
    }
    out.each(statement.each_test()?, |test, out| {
        let test = test?;
        let Some(key) = condition_key(&test.key).filter(|key| !key.is_global()) else { return Ok(()) };
        if test.operator.comparison.is_none() {
            return Ok(());
        }
        if actions.iter().any(|action| has_key(*action, key)) {
            return some_lack_it(&statement, &test, key, out);
        }
        // A key that the facts give to no action says nothing about these.
        let mut others = iam::services().flat_map(Service::actions).filter(|action| has_key(*action, key)).peekable();
        if others.peek().is_none() {
            return Ok(());
        }
        let text = match actions.as_slice() {
            [action] => format!("no request for {}:{} carries {}", action.service().prefix(), action.name(), test.key),
            _ => format!("no request for any of these {} actions carries {}", actions.len(), test.key),
        };
        let shown: Vec<String> = others.by_ref().take(3).map(|action| format!("{}:{}", action.service().prefix(), action.name())).collect();
        let more = if others.next().is_some() { " and others" } else { "" };
        let report =
            out.report(test.key_node, text).help(format!("those for {}{more} do: give them a statement of their own", shown.join(", ")));
        if holds_when_absent(&test)? {
            report.title("a condition is no limit, because its key is never there");
        }
        Ok(())
    });
    Ok(())
}

/// Services whose table says of every action which keys its requests carry. That of others has gaps.
const SETTLED: [&str; 10] = ["cognito-identity", "cognito-idp", "dynamodb", "execute-api", "iam", "kms", "lambda", "s3", "sns", "sqs"];

/// Actions that are named beside others, which have the key: they are listed to be allowed, and never are.
fn some_lack_it<'w>(statement: &Statement<'w>, test: &ConditionTest<'w>, key: ConditionKey, out: &mut Findings<'w>) -> Checked {
    if !statement.allows()? || holds_when_absent(test)? {
        return Ok(());
    }
    let lack_it = |value: &Val<'_>| {
        let written = value.literal().ok()?;
        let (prefix, name) = written.split_once(':').filter(|(prefix, name)| SETTLED.contains(prefix) && !name.contains(['*', '?']))?;
        let lack_it = iam::service(prefix)?.matching(name).all(|action| !has_key(action, key));
        lack_it.then_some(written)
    };
    let named: Vec<(Val<'w>, String)> =
        statement.actions()?.into_iter().filter_map(|value| lack_it(&value).map(|written| (value, written))).collect();
    let Some((first, written)) = named.first() else { return Ok(()) };
    let others = if named.len() > 1 { format!(" and {} more", named.len() - 1) } else { String::new() };
    out.report(test.key_node, format!("requests for {written}{others} don't carry {}", test.key))
        .related(first, "never allowed by this statement")
        .title("an action is never allowed, because its requests don't carry the key of the condition")
        .help(format!("give {written}{others} a statement without this test"));
    Ok(())
}

/// Whether the test holds where the key is never there.
pub(super) fn holds_when_absent(test: &ConditionTest<'_>) -> Known<bool> {
    if !test.operator.is_null() {
        return Ok(test.holds_without_key());
    }
    crate::model::any(&test.values.one_or_many()?, |value| Ok(value.literal()?.eq_ignore_ascii_case("true")))
}

fn has_key(action: Action, key: ConditionKey) -> bool {
    action.keys().any(|other| other == key)
}

/// All actions of a statement; `None` where not all of them are known to the table.
fn all_actions(statement: &Statement<'_>) -> Known<Option<Vec<Action>>> {
    let mut all = Vec::new();
    for value in statement.actions()? {
        let pattern = value.literal()?;
        let Some((prefix, name)) = pattern.split_once(':').filter(|_| !is_everything(&pattern)) else { return Ok(None) };
        let before = all.len();
        all.extend(iam::service(prefix).into_iter().flat_map(|service| service.matching(name)));
        if all.len() == before {
            return Ok(None);
        }
    }
    Ok((!all.is_empty()).then_some(all))
}
