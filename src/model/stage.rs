//! What a stack is for: comes in a world, goes out whether it is production there, by the names that people gave.

use crate::resolve::World;

const PRODUCTION: [&str; 3] = ["prod", "production", "prd"];
const DEVELOPMENT: [&str; 10] =
    ["dev", "development", "local", "localhost", "test", "testing", "debug", "sandbox", "playground", "preview"];

/// True where the name of the stack, a parameter for the stage or a condition says that it is production. A condition asks the world.
#[must_use]
pub fn is_production(world: &World<'_>) -> bool {
    let stack = world.stack;
    let is_stage = |name: &str| words(name).last().is_some_and(|word| matches!(word.as_str(), "stage" | "env" | "environment"));
    let says_so = |parameter: &crate::template::Parameter| {
        let value = parameter.given.or(if parameter.allowed.is_empty() { parameter.default } else { None });
        is_stage(&parameter.name) && value.and_then(|value| stack.tree.text(value)).is_some_and(names_production)
    };
    if names_production(stack.stack_name()) || stack.parameters.iter().any(says_so) {
        return true;
    }
    let conditions = stack.conditions.iter().map(|condition| condition.name.as_str());
    // One asked after another that holds would only lengthen the words of a finding.
    conditions.filter(|name| names_production(name) && !is_negated(name)).any(|name| world.condition(name) == Ok(true))
}

/// True for a name with a word for production in it, such as `notes-prod` or `IsProd`.
#[must_use]
pub fn names_production(name: &str) -> bool {
    words(name).iter().any(|word| PRODUCTION.contains(&word.as_str()))
}

/// True for a name with a word for development in it, such as `LocalClient`.
#[must_use]
pub fn names_development(name: &str) -> bool {
    words(name).iter().any(|word| DEVELOPMENT.contains(&word.as_str()))
}

/// The words of a name, in lower case: `IsNotProd`, `is-not-prod`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in name.chars() {
        let begins = !before.is_alphanumeric() || letter.is_uppercase() && before.is_lowercase();
        if letter.is_alphanumeric() {
            match words.last_mut() {
                Some(word) if !begins => word.extend(letter.to_lowercase()),
                _ => words.push(letter.to_lowercase().collect()),
            }
        }
        before = letter;
    }
    words
}

fn is_negated(name: &str) -> bool {
    words(name).iter().any(|word| matches!(word.as_str(), "not" | "non" | "no" | "isnt" | "pre" | "or" | "and"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_word_by_word() {
        assert!(names_production("notes-prod") && names_production("IsProd") && names_production("deploy/production/template.yml"));
        assert!(!names_production("products") && !names_production("reproduction.yml") && !names_production("IsDev"));
        assert!(names_development("LocalClient") && names_development("notes_dev") && !names_development("Device"));
        assert!(is_negated("IsNotProd") && !is_negated("NotesProd"));
    }
}
