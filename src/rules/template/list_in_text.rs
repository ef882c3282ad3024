//! Lists inside of ARNs, where the framework writes them as one text with commas.

use crate::compose::VariableProblemKind;
use crate::model::Service;
use crate::rules::{Checked, Findings};

pub(super) fn list_in_text<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    let tree = &service.world().stack.tree;
    for problem in &service.world().stack.variable_problems {
        let VariableProblemKind::ListInText(list, text) = &problem.kind else { continue };
        let items = tree.items(*list);
        let Some((before, after)) = text.split_once(problem.written.as_str()) else { continue };
        // One item stands there as if there were no list.
        if items.len() < 2 || problem.written.is_empty() {
            continue;
        }
        let are_arns = items.iter().any(|item| tree.text(*item).is_some_and(|text| text.starts_with("arn:")));
        // A list beside a comma or a blank is one that somebody wants with commas.
        let is_part = |letter: Option<char>| letter.is_some_and(|letter| !letter.is_whitespace() && !",;'\"[]()=".contains(letter));
        let glued = is_part(before.chars().last()) || is_part(after.chars().next());
        let in_arn = before.split([',', ' ', '"']).next_back().is_some_and(|word| word.starts_with("arn:"));
        if in_arn || are_arns && glued {
            out.report_span(problem.span, format!("a list of {}, which becomes one text with commas", items.len()))
                .related(*list, "the list stands here");
        }
    }
    Ok(())
}
