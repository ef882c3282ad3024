//! What a parser's error means to a person: comes in its kind, goes out what was expected, in lower case.

use granit_parser::ErrorKind;
use jsonc_parser::errors::ParseErrorKind;

pub(super) fn yaml_message(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::SimpleKeyExpected => "expected `:` and a space after a key".into(),
        ErrorKind::ExpectedBlockMappingKey => "expected a key at this indentation".into(),
        ErrorKind::ExpectedBlockSequenceEntry => "expected `- ` for the next item of the list".into(),
        ErrorKind::ExpectedNodeContent => "expected a value".into(),
        ErrorKind::ExpectedFlowMappingSeparator => "expected `,` or `}`".into(),
        ErrorKind::ExpectedFlowSequenceSeparator => "expected `,` or `]`".into(),
        ErrorKind::UnexpectedEofFlowSequence => "the file ends inside a list: expected `]`".into(),
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            "the file ends inside a map: expected `}`".into()
        }
        ErrorKind::UnclosedQuotedScalar => "a quoted text that is not closed".into(),
        ErrorKind::MappingValueNotAllowed => "a `:` that can't start a value here: expected a key of its own line, or quotes".into(),
        ErrorKind::MappingKeyNotAllowed => "a key can't stand here".into(),
        ErrorKind::InvalidSimpleKey => "expected `:` on the line of the key".into(),
        ErrorKind::InvalidIndentation => "indentation that fits no line above".into(),
        ErrorKind::InvalidTrailingSingleQuotedScalar => "text behind the closing quote: expected `''` for a quote inside the text".into(),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => "text behind the closing quote: expected `\\\"` for a quote inside the text".into(),
        ErrorKind::UnclosedFlowCollection { open } => format!("a `{open}` that is not closed"),
        ErrorKind::TabInPlainScalar | ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            "a tab in the indentation: expected spaces".into()
        }
        ErrorKind::BlockSequenceEntryNotAllowed => "an item of a list can't stand here: expected it on a line of its own".into(),
        ErrorKind::UnexpectedCharacter { character } => {
            format!("`{}` can't start a value: expected quotes around the text", character.escape_default())
        }
        ErrorKind::ExpectedDocumentStart => "text after the end of the document: expected a key at this indentation".into(),
        ErrorKind::MisplacedFlowCollectionEnd => "a closing bracket without its opening one".into(),
        ErrorKind::UnknownQuotedScalarEscape => "an unknown escape: write `\\\\` for a backslash, or single quotes".into(),
        ErrorKind::MissingAnchorOrAliasName => "`*` and `&` start an alias or an anchor: expected quotes, as in `'*'`".into(),
        ErrorKind::InvalidColonPlacement => "a `:` that can't stand here: expected `]` or `}` before it, or quotes".into(),
        ErrorKind::UndeclaredTagHandle => "an undeclared tag handle".into(),
        ErrorKind::RecursionLimitExceeded => format!("nested deeper than {} levels", super::DEPTH_LIMIT),
        other => {
            let mut text = other.to_string();
            if let Some(first) = text.get_mut(0..1) {
                first.make_ascii_lowercase();
            }
            text.trim_end_matches('.').to_owned()
        }
    }
}

pub(super) fn json_message(kind: &ParseErrorKind) -> String {
    match kind {
        ParseErrorKind::CommentsNotAllowed => "a comment: JSON has none".into(),
        ParseErrorKind::ExpectedColonAfterObjectKey => "expected `:` after the key".into(),
        ParseErrorKind::ExpectedObjectValue => "expected a value after `:`".into(),
        ParseErrorKind::ExpectedStringObjectProperty => "expected a key in double quotes".into(),
        ParseErrorKind::ExpectedComma => "expected `,`".into(),
        ParseErrorKind::MultipleRootJsonValues => "text after the end of the document".into(),
        ParseErrorKind::SingleQuotedStringsNotAllowed => "single quotes: expected double quotes".into(),
        ParseErrorKind::TrailingCommasNotAllowed => "a comma with nothing after it: expected another entry, or no comma".into(),
        ParseErrorKind::UnexpectedCloseBrace => "unexpected `}`".into(),
        ParseErrorKind::UnexpectedCloseBracket => "unexpected `]`".into(),
        ParseErrorKind::UnexpectedColon => "unexpected `:`".into(),
        ParseErrorKind::UnexpectedComma => "unexpected `,`".into(),
        ParseErrorKind::UnexpectedWord => "a word without quotes: expected a text in double quotes".into(),
        ParseErrorKind::UnterminatedArray => "the file ends inside a list: expected `]`".into(),
        ParseErrorKind::UnterminatedObject => "the file ends inside a map: expected `}`".into(),
        ParseErrorKind::NestingDepthExceeded => format!("nested deeper than {} levels", super::DEPTH_LIMIT),
        other => {
            let mut text = other.to_string();
            if let Some(first) = text.get_mut(0..1) {
                first.make_ascii_lowercase();
            }
            text
        }
    }
}
