use authlint::source::*;
use authlint::syntax::*;
fn main() {
    for p in std::env::args().skip(1) {
        let Ok(t) = std::fs::read_to_string(&p) else { continue };
        let mut tree = Tree::default();
        let d = parse(&mut tree, FileId(0), &p, &t);
        let f = SourceFile::new(p.clone(), t);
        for pr in &d.problems {
            let pos = f.position(pr.span.start);
            println!(
                "{p}:{}:{} {:?} [{}]",
                pos.line,
                pos.column,
                pr.kind,
                f.text().get(pr.span.start as usize..pr.span.end as usize).unwrap_or("?")
            );
        }
        if d.root.is_none() {
            println!("{p}: no root")
        }
    }
}
