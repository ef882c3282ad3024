//! Words that name a stage, as in the name of something that was written out for one.

use crate::resolve::Text;

const STAGES: [&str; 14] = [
    "dev",
    "develop",
    "development",
    "test",
    "testing",
    "qa",
    "uat",
    "int",
    "stage",
    "staging",
    "preprod",
    "prod",
    "production",
    "sandbox",
];

/// True where one of the words of a text is the name of a stage.
#[must_use]
pub fn names_a_stage(text: &Text) -> bool {
    let is_stage = |word: &str| STAGES.iter().any(|stage| word.eq_ignore_ascii_case(stage));
    text.literals().any(|literal| literal.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_stage))
}
