//! authlint: a linter for the auth of serverless applications.

pub mod compose;
pub mod data;
pub mod finding;
pub mod model;
pub mod report;
pub mod resolve;
pub mod source;
pub mod syntax;
pub mod template;
