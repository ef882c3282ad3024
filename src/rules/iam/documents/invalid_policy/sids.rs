//! The ids of statements.

use super::{is_nameless, is_read_by_iam};
use crate::model::Document;
use crate::resolve::{Piece, Val};
use crate::rules::{Checked, Edit, Findings};

pub(super) fn sids<'w>(document: &Document<'w>, out: &mut Findings<'w>) -> Checked {
    let mut seen: Vec<(String, Val<'w>)> = Vec::new();
    for (sid, text) in document.sids()? {
        let odd = text.literals().flat_map(str::chars).find(|letter| !letter.is_ascii_alphanumeric());
        if let Some(odd) = odd.filter(|_| is_nameless(document.kind)) {
            let what = if odd == ' ' { "a space".to_owned() } else { format!("`{odd}`") };
            let report = out.report(&sid, format!("{what} in a `Sid`, which has letters and digits only"));
            if let [Piece::Literal(name)] = text.pieces.as_slice() {
                let kept: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                report.help(format!("write `{kept}`")).fix(Edit::replace(&sid, kept));
            }
        }
        let [Piece::Literal(name)] = text.pieces.as_slice() else { continue };
        match seen.iter().find(|(known, _)| known == name) {
            Some((_, first)) => {
                let report = out.report(&sid, format!("`{name}` names an earlier statement already"));
                let report = report.related(first, "first here").help("give each statement an id of its own, or none");
                if !is_read_by_iam(document.kind) {
                    report.case("ids");
                }
            }
            None if name.is_empty() => {}
            None => seen.push((name.clone(), sid)),
        }
    }
    Ok(())
}
