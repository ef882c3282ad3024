//! authlint: a linter for the auth of serverless applications.

pub mod data;
pub mod finding;
pub mod report;
pub mod source;
