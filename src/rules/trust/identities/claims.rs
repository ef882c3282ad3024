//! What the rules of this topic ask of a statement: for whom it is, what it tests, and how that test would come out.

use crate::model::{Comparison, ConditionTest, Federation, Presence, Request, Role, Statement, Verdict};
use crate::resolve::{Known, Text, Val};
use crate::rules::{Edit, Findings};

/// Whom `amr` calls a guest.
pub(super) const GUEST: &str = "unauthenticated";
/// Whom `amr` calls signed in.
pub(super) const USER: &str = "authenticated";

/// The identity pools' host of a statement that lets somebody in, and where it is written.
pub(super) fn admitted_pools<'w>(statement: &Statement<'w>) -> Known<Option<(Federation, Val<'w>)>> {
    if statement.lets_assume()? { statement.identity_principal() } else { Ok(None) }
}

/// The role whose trust a statement is of; `None` for a file of its own and for the role of a function.
pub(super) fn role_of<'w>(statement: &Statement<'w>) -> Option<Role<'w>> {
    statement.owner.filter(|owner| owner.kind() == "AWS::IAM::Role").map(Role)
}

/// True for a test that names values which pass; that a claim is there, or is not a certain one, names none.
pub(super) fn names_values(test: &ConditionTest<'_>) -> bool {
    !test.operator.is_null() && !test.operator.is_negated()
}

/// True for a test that compares texts.
pub(super) fn compares_texts(test: &ConditionTest<'_>) -> bool {
    matches!(test.operator.comparison, Some(Comparison::Text { .. }))
}

/// Who names identities names who may come; a pattern of them does not.
pub(super) fn names_identities(statement: &Statement<'_>, federation: Federation) -> Known<bool> {
    let is_pattern = |value: &Val<'_>| value.text().is_ok_and(|text| text.literals().any(|literal| literal.contains(['*', '?'])));
    let names = |test: &ConditionTest<'_>| -> Known<bool> {
        Ok(names_values(test) && !(test.operator.has_wildcards() && test.values.one_or_many()?.iter().any(is_pattern)))
    };
    for test in statement.tests_of(federation, "sub")? {
        if names(&test)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The names under which attachments of this stack give the role of a statement, as far as they are known.
pub(super) fn attached_names(statement: &Statement<'_>) -> Vec<String> {
    role_of(statement).map_or_else(Vec::new, Role::attached_as)
}

/// True for a role that is attached, and for guests alone.
pub(super) fn is_for_guests(statement: &Statement<'_>) -> bool {
    let names = attached_names(statement);
    !names.is_empty() && names.iter().all(|name| name == GUEST)
}

/// True where a pool that gives the role, or that its trust names, is known to have guests. What is not known of the pool may soften a
/// finding, never silence it.
pub(super) fn has_guests(statement: &Statement<'_>) -> bool {
    role_of(statement).is_some_and(|role| role.serves_guests() == Ok(true))
}

/// Whether all tests of `amr` hold for a token that says this.
pub(super) fn admits_methods(statement: &Statement<'_>, federation: Federation, methods: &[&str]) -> Known<Verdict> {
    let tests = statement.tests_of(federation, "amr")?;
    let request = Request::closed()
        .with(&format!("{}:amr", federation.key_prefix), Presence::Many(methods.iter().map(|method| Text::literal(*method)).collect()));
    Ok(Verdict::all(tests.iter().map(|test| test.holds(&request, statement.variables))))
}

/// How the audience is to be written: the pool that the role is attached to, where it is known.
pub(super) fn audience_to_write<'w>(statement: &Statement<'w>, at: &Val<'w>, out: &Findings<'w>) -> String {
    match role_of(statement).map_or_else(Vec::new, Role::own_pools).first() {
        Some((pool, _)) => out.call(at, "Ref", pool.0.id()),
        None => "the id of the identity pool".to_owned(),
    }
}

/// Gives the operator of a test another name, where every key below it may have that one and it does not stand there already.
pub(super) fn rename_operator(
    statement: &Statement<'_>,
    test: &ConditionTest<'_>,
    name: &str,
    may: impl Fn(&ConditionTest<'_>) -> bool,
) -> Known<Option<Edit>> {
    let all_may = statement.tests()?.iter().filter(|other| other.operator_node == test.operator_node).all(may);
    let stands_there = statement.operators()?.iter().any(|(operator, ..)| operator.written.eq_ignore_ascii_case(name));
    Ok((all_may && !stands_there).then(|| Edit::rename(test.operator_node, name)))
}
