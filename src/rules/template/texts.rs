//! What is wrong with a text beside what it means: one rule for each kind of problem that the parser met.

use crate::compose::{IncludeProblemKind, VariableProblemKind};
use crate::rules::{Edit, Findings};
use crate::source::Span;
use crate::syntax::{DEPTH_LIMIT, Problem, ProblemKind};
use crate::template::{Dialect, Stack};

fn problems(stack: &Stack) -> impl Iterator<Item = &Problem> {
    stack.files.iter().flat_map(|file| &file.document.problems)
}

pub(super) fn parse_error(stack: &Stack, out: &mut Findings<'_>) {
    for problem in problems(stack) {
        let text = match &problem.kind {
            ProblemKind::Syntax(expected) => expected.clone(),
            ProblemKind::SecondDocument => {
                out.report_span(problem.span, "a template is one document: this one and what follows is not read")
                    .title("only the first document of this file is read, if it can be deployed at all")
                    .help("keep one document in the file, and move the others into files of their own");
                continue;
            }
            ProblemKind::UnknownAnchor(name) => format!("no anchor `&{name}` before this alias"),
            ProblemKind::EndlessAlias => "an alias inside the part that it stands for: it would never end".to_owned(),
            ProblemKind::UnknownTag(tag) => {
                let text = format!("the Serverless Framework knows no tag `{tag}`");
                let report = out.report_span(problem.span, text);
                match tag.strip_prefix('!').filter(|name| name.starts_with(|letter: char| letter.is_ascii_uppercase())) {
                    Some(name) => report.help(format!("if CloudFormation has such a function, write its long form, `Fn::{name}:`")),
                    None => report.help("write the value without the tag"),
                };
                continue;
            }
            ProblemKind::NotUtf8 => "a byte that is not UTF-8: nothing of this file is read".to_owned(),
            _ => continue,
        };
        out.report_span(problem.span, text);
    }
}

pub(super) fn missing_space_after_colon(stack: &Stack, out: &mut Findings<'_>) {
    for problem in problems(stack) {
        if let ProblemKind::GluedKey { key, value } = &problem.kind {
            let after = problem.span.start + key.len() as u32 + 1;
            out.report_span(problem.span, format!("no space after `{key}:`"))
                .help(format!("write `{key}: {value}`"))
                .fix(Edit::text(Span::new(problem.span.file, after, after), " "));
        }
    }
}

pub(super) fn duplicate_key(stack: &Stack, out: &mut Findings<'_>) {
    for problem in problems(stack) {
        let ProblemKind::DuplicateKey { key, first, same } = &problem.kind else { continue };
        if stack.dialect == Dialect::Serverless {
            let text = format!("`{key}` is written twice: the Serverless Framework refuses the file");
            out.report_span(problem.span, text).related_span(*first, "first written here").case("serverless");
        } else if *same {
            let text = format!("`{key}` is written twice, with the same value");
            out.report_span(problem.span, text)
                .related_span(*first, "first written here")
                .title("a key is written twice, so the next change to one of them may change nothing")
                .case("same");
        } else {
            let text = format!("`{key}` is written twice: the deployment takes this one");
            out.report_span(problem.span, text).related_span(*first, "first written here");
        }
    }
}

pub(super) fn unsupported_input(stack: &Stack, out: &mut Findings<'_>) {
    for problem in problems(stack) {
        let text = match problem.kind {
            ProblemKind::TooDeep => format!("nested deeper than {DEPTH_LIMIT} levels: what lies below is not read"),
            ProblemKind::AliasBudget => "aliases that stand for more than any template holds: they are not followed".to_owned(),
            _ => continue,
        };
        out.report_span(problem.span, text);
    }
    for problem in stack.include_problems.iter().filter(|problem| problem.kind == IncludeProblemKind::Budget) {
        out.report_span(problem.span, "variables that stand for more than any service holds: they are not followed");
    }
    for problem in stack.variable_problems.iter().filter(|problem| problem.kind == VariableProblemKind::CustomSyntax) {
        out.report_span(problem.span, "variables are written in a form of this service's own: none of them is followed");
    }
    for (name, span) in &stack.macros {
        out.report_span(*span, format!("`{name}` can't be followed: what it makes of this template is not known"));
    }
    if let Some(span) = stack.program {
        let name = stack.name.rsplit('/').next().unwrap_or(&stack.name);
        out.report_span(span, format!("`{name}` is a program: what it gives is not known"));
    }
}
