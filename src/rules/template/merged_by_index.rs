//! Lists that are laid over longer ones, item by item.

use crate::model::{Service, laid_over};
use crate::rules::{Checked, Findings};

pub(super) fn merged_by_index<'w>(service: Service<'w>, out: &mut Findings<'w>) -> Checked {
    for lists in laid_over(service.world()) {
        if let Some((earlier, later)) = &lists.texts {
            let left: Vec<&str> = earlier.iter().skip(later.len()).map(String::as_str).collect();
            if !left.is_empty() {
                let names: Vec<String> = left.iter().take(3).map(|text| format!("`{text}`")).collect();
                let more = if left.len() > 3 { " and more" } else { "" };
                out.report(lists.later, format!("{}{more} of the earlier list stays behind these", names.join(", ")))
                    .related(lists.earlier, "the earlier list");
            }
        } else if let Some((before, after)) = lists.mixed {
            out.report(lists.later, format!("`{after}` is mixed with `{before}` of the earlier list, and the rest of that stays"))
                .related(lists.earlier, "the earlier list")
                .title("list items are merged with others by their position, so none of them is what was written");
        }
    }
    Ok(())
}
