//! Facts compiled in: compact, dated.
