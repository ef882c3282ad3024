//! Patterns against each other, against the types of the service reference, and against plain enumeration.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

use proptest::prelude::*;

use super::Answer::{self, Maybe, No, Yes};
use super::compare::{cover, meet};
use super::token::{Letters, Nature, Token, tidy};
use super::{Field, Pattern, field};

fn covers(wide: &str, narrow: &str) -> Answer {
    Pattern::literal(wide).covers(&Pattern::literal(narrow))
}

fn overlaps(one: &str, other: &str) -> Answer {
    Pattern::literal(one).overlaps(&Pattern::literal(other))
}

fn fits(pattern: &str, arn: &'static str) -> Answer {
    Pattern::literal(pattern).matches_type(arn)
}

#[test]
fn fields_are_told_apart() {
    let queue = Pattern::literal("arn:aws:sqs:eu-west-1:111122223333:orders");
    assert_eq!(queue.field(field::SERVICE), Field::Literal("sqs".into()));
    assert_eq!(queue.field(field::RESOURCE), Field::Literal("orders".into()));
    let role = Pattern::literal("arn:aws:iam::111122223333:role/a:b*");
    assert_eq!(role.field(field::REGION), Field::Literal(String::new()));
    assert_eq!(role.field(field::RESOURCE), Field::Wild("role/a:b*".into()));
    let short = Pattern::literal("arn:aws:sqs");
    assert_eq!((short.written_fields(), short.field(field::ACCOUNT)), (3, Field::Wild("*".into())));
    assert!(Pattern::literal("*").is_everything() && Pattern::literal("**").is_everything());
    assert!(!Pattern::literal("*").is_arn() && !Pattern::literal("execute-api:/*").is_arn());
    assert!(!Pattern::literal("arn:aws:s3:::b/${aws:username}").is_known());
    assert!(Pattern::literal("arn:aws:s3:::b/${*}").is_known());
}

#[test]
fn wide_patterns_cover_narrow_ones() {
    for (wide, narrow, answer) in [
        ("*", "arn:aws:s3:::b", Yes),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/a/*", Yes),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b", No),
        ("arn:aws:s3:::b*", "arn:aws:s3:::b/*", Yes),
        ("arn:*:s3:::b", "arn:aws-cn:s3:::b", Yes),
        ("arn:aws:s3:::b", "arn:*:s3:::b", No),
        ("arn:aws:sqs", "arn:aws:sqs:eu-west-1:111122223333:q", Yes),
        ("arn:aws:sqs:*:q", "arn:aws:sqs:eu-west-1:111122223333:q", No),
        ("arn:aws:logs:*:*:log-group:*", "arn:aws:logs:*:*:log-group:/aws/lambda/f:*", Yes),
        ("arn:aws:sqs:*:*:q?", "arn:aws:sqs:*:*:qq", Yes),
        ("arn:aws:sqs:*:*:q?", "arn:aws:sqs:*:*:q*", No),
        ("arn:aws:s3:::B", "arn:aws:s3:::b", No),
        ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/${AWS:UserName}/a", Yes),
        ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/tom/a", Maybe),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/${aws:username}", Yes),
    ] {
        assert_eq!(covers(wide, narrow), answer, "{wide} {narrow}");
    }
}

#[test]
fn patterns_overlap() {
    for (one, other, answer) in [
        ("arn:aws:s3:::a*", "arn:aws:s3:::*b", Yes),
        ("arn:aws:s3:::a*c", "arn:aws:s3:::*b", No),
        ("arn:aws:s3:::a", "arn:aws:sqs:::a", No),
        ("arn:aws:s3", "arn:aws:s3:::b/a", Yes),
        ("arn:*:s3:::b", "arn:aws:*:::b", Yes),
        ("arn:aws:*:b:c", "arn:aws:x:y:b:c", No),
        ("arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/tom", Maybe),
        ("arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::c/tom", No),
    ] {
        assert_eq!(overlaps(one, other), answer, "{one} {other}");
        assert_eq!(overlaps(other, one), answer, "{other} {one}");
    }
}

#[test]
fn types_of_resources_are_recognised() {
    const BUCKET: &str = "arn:${Partition}:s3:::${BucketName}";
    const OBJECT: &str = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";
    const GROUP: &str = "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}";
    for (pattern, arn, answer) in [
        ("*", BUCKET, Yes),
        ("arn:aws:s3:::b", BUCKET, Yes),
        ("arn:aws:s3:::b", OBJECT, No),
        ("arn:aws:s3:::b/*", BUCKET, No),
        ("arn:aws:s3:::b/*", OBJECT, Yes),
        ("arn:aws:s3:::b*", OBJECT, Yes),
        ("arn:aws:s3:::*/logs/*", OBJECT, Yes),
        ("arn:aws:s3:::*/logs/*", BUCKET, No),
        ("arn:aws:s3", OBJECT, Yes),
        ("arn:aws:logs:*:*:log-group:/aws/lambda/f:*", GROUP, Yes),
        ("arn:aws:sqs:*:*:q", "arn:${Partition}:sns:${Region}:${Account}:${TopicName}", No),
        ("arn:aws:sns:*:*:topic/x", "arn:${Partition}:sns:${Region}:${Account}:${TopicName}", No),
        ("arn:aws:b:*:*:x/y", "arn:${Partition}:a:${Region}:${Account}:x, arn:${Partition}:b:${Region}:${Account}:x/${Y}", Yes),
        ("arn:aws:s3:::b/${aws:username}", OBJECT, Yes),
        ("arn:aws:s3:::${aws:username}", OBJECT, Maybe),
        ("arn:aws:s3:::b/x${aws:username}", OBJECT, Yes),
    ] {
        assert_eq!(fits(pattern, arn), answer, "{pattern} {arn}");
    }
}

#[test]
fn names_of_this_stack_equal_only_themselves() {
    let name = |index: usize| Token::name(format!("name {index}"), "AWS::S3::Bucket", Letters::Name);
    let pattern = |before: &str, token: Token, after: &str| {
        let mut tokens = Pattern::literal(before).tokens;
        tokens.push(token);
        tokens.extend(Pattern::literal(after).tokens);
        Pattern::from_tokens(tokens)
    };
    let bucket = |index, after| pattern("arn:aws:s3:::", name(index), after);
    assert_eq!(bucket(1, "/*").covers(&bucket(1, "/a")), Yes);
    assert_eq!(bucket(1, "").covers(&bucket(1, "/a")), No);
    assert_eq!(bucket(1, "/*").covers(&bucket(2, "/a")), No);
    assert_eq!(bucket(1, "/*").overlaps(&bucket(2, "/*")), No);
    // The one may begin with the other.
    assert_eq!(bucket(1, "*").covers(&bucket(2, "")), Maybe);
    assert_eq!(bucket(1, "").covers(&Pattern::literal("arn:aws:s3:::orders")), Maybe);
    assert_eq!(bucket(1, "").covers(&Pattern::literal("arn:aws:s3:::orders/a")), No);
    assert_eq!(bucket(1, "").matches_type("arn:${Partition}:s3:::${BucketName}"), Yes);
    assert_eq!(bucket(1, "").matches_type("arn:${Partition}:s3:::${BucketName}/${ObjectName}"), No);
    assert_eq!(bucket(1, "/*").matches_type("arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}"), No);
    let import = || Token::atom("hole import", Nature::Hole, Letters::All);
    let files = pattern("", import(), "/private/*");
    assert!(!files.is_arn());
    assert_eq!(files.matches_type("arn:${Partition}:s3:::${BucketName}"), No);
    assert_eq!(files.matches_type("arn:${Partition}:s3:::${BucketName}/${ObjectName}"), Maybe);
    assert_eq!(files.covers(&pattern("", import(), "/private/a")), Yes);
}

#[test]
fn many_stars_take_no_longer() {
    let stars = format!("arn:aws:s3:::{}b", "a*".repeat(400));
    assert_eq!(overlaps(&stars, &format!("arn:aws:s3:::{}", "a".repeat(1_500))), No);
    assert_eq!(covers(&stars, &stars), Yes);
    assert_eq!(covers(&stars, &format!("arn:aws:s3:::{}c", "a*".repeat(400))), No);
    // Too long to compare, unless the last letters tell.
    assert_eq!(overlaps(&format!("{}*", "*a".repeat(5_000)), &format!("{}*", "*b".repeat(5_000))), Maybe);
    assert_eq!(overlaps(&"*a".repeat(5_000), &"*b".repeat(5_000)), No);
}

/// Rows of tokens with two unknown texts, and what they are when those are known.
fn rows() -> impl Strategy<Value = Vec<Token>> {
    let token = prop_oneof![
        4 => prop::sample::select(vec!['a', 'b', '/']).prop_map(Token::Letter),
        2 => Just(Token::Star(Letters::All)),
        1 => Just(Token::One(Letters::All)),
        1 => Just(Token::name("one".into(), "T", Letters::Name)),
        1 => Just(Token::name("two".into(), "T", Letters::Name)),
        1 => Just(Token::atom("variable", Nature::Variable, Letters::All)),
        1 => Just(Token::atom("hole", Nature::Hole, Letters::All)),
    ];
    prop::collection::vec(token, 0..6)
}

fn filled(tokens: &[Token], one: &str, two: &str, variable: &str, hole: &str) -> Vec<Token> {
    let mut out = Vec::new();
    for token in tokens {
        match token {
            Token::Atom(atom) if atom.is_hole() => super::parse::letters(hole, &mut out),
            Token::Atom(atom) => {
                let text = match atom.key.as_str() {
                    "one" => one,
                    "two" => two,
                    _ => variable,
                };
                out.extend(text.chars().map(Token::Letter));
            }
            token => out.push(token.clone()),
        }
    }
    out
}

fn is_match(pattern: &[Token], word: &[char]) -> bool {
    match (pattern.split_first(), word.split_first()) {
        (None, None) => true,
        (Some((Token::Star(_), rest)), _) => is_match(rest, word) || word.split_first().is_some_and(|(_, word)| is_match(pattern, word)),
        (Some((Token::One(_), rest)), Some((_, word))) => is_match(rest, word),
        (Some((Token::Letter(letter), rest)), Some((next, word))) => letter == next && is_match(rest, word),
        _ => false,
    }
}

fn words(length: usize) -> Vec<Vec<char>> {
    let mut all = vec![Vec::new()];
    let mut last = all.clone();
    for _ in 0..length {
        last = last.iter().flat_map(|word| ['a', 'b', '/', 'x'].map(|letter| [word.as_slice(), &[letter]].concat())).collect();
        all.extend(last.clone());
    }
    all
}

fn plain_rows() -> impl Strategy<Value = Vec<Token>> {
    let token = prop_oneof![
        3 => prop::sample::select(vec!['a', 'b']).prop_map(Token::Letter),
        2 => Just(Token::Star(Letters::All)),
        2 => Just(Token::One(Letters::All)),
    ];
    prop::collection::vec(token, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_too_odd(one in "\\PC{0,40}", other in "(arn:|\\*|\\?|:|\\$\\{|\\}|[a-z/]){0,20}") {
        let (one, other) = (Pattern::literal(&one), Pattern::literal(&other));
        prop_assert_eq!(one.covers(&one), Yes);
        if one.overlaps(&other) == No {
            prop_assert_eq!(one.covers(&other), No);
        }
        prop_assert_eq!(one.overlaps(&other), other.overlaps(&one));
        for number in 0..9 {
            let _ = (one.field(number), other.field(number));
        }
        let _ = other.matches_type("arn:${Partition}:s3:::${BucketName}");
    }

    /// Without unknown texts the answers are those of trying all short words, and never in between.
    #[test]
    fn known_patterns_are_compared_exactly(one in plain_rows(), other in plain_rows()) {
        let words = words(6);
        let both = words.iter().any(|word| is_match(&one, word) && is_match(&other, word));
        let all = words.iter().all(|word| !is_match(&other, word) || is_match(&one, word));
        let (one, other) = (tidy(one), tidy(other));
        // The shortest common word has no more letters than both patterns.
        match meet(&one, &other) {
            Yes => prop_assert!(both || one.len() + other.len() > 6),
            answer => prop_assert!(answer == No && !both),
        }
        match cover(&one, &other) {
            Yes => prop_assert!(all),
            answer => prop_assert!(answer == No && (!all || one.len() + other.len() > 6)),
        }
    }

    /// Yes holds for all unknown texts that are tried, no for none of them.
    #[test]
    fn unknown_texts_change_no_sure_answer(one in rows(), other in rows()) {
        let words = words(4);
        let (met, covered) = (meet(&tidy(one.clone()), &tidy(other.clone())), cover(&tidy(one.clone()), &tidy(other.clone())));
        for (first, second) in [("a", "b"), ("a", "ab"), ("ba", "a"), ("x", "xx")] {
            for variable in ["", "a", "b/", "/"] {
                for hole in ["", "*", "a*", "b", "/a"] {
                    let (one, other) = (filled(&one, first, second, variable, hole), filled(&other, first, second, variable, hole));
                    let both = words.iter().any(|word| is_match(&one, word) && is_match(&other, word));
                    let all = words.iter().all(|word| !is_match(&other, word) || is_match(&one, word));
                    prop_assert!(met != No || !both, "{one:?} {other:?}");
                    prop_assert!(covered != Yes || all, "{one:?} {other:?}");
                    // Against the comparison of what is known, which is exact.
                    prop_assert!(met != Yes || meet(&tidy(one.clone()), &tidy(other.clone())) == Yes, "{one:?} {other:?}");
                    prop_assert!(covered != No || cover(&tidy(one.clone()), &tidy(other.clone())) == No, "{one:?} {other:?}");
                }
            }
        }
    }
}
