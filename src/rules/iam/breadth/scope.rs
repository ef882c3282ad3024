//! What a statement lets reach everything: comes in a statement, go out the actions of a list that nothing limits, and which of the
//! rules about breadth tells about its `*`. One mistake is one finding, so the more telling rule speaks.

use super::{lists, wildcard_action, wildcard_resource};
use crate::data::iam::{self, Action};
use crate::model::{ActionEntry, Place, Statement, WideResource, is_everything};
use crate::resolve::{Known, Val};

/// What AWS tells people to give a service that writes logs, beside the writing.
const READ_BY_WRITERS: [&str; 2] = ["logs:GetLogEvents", "logs:FilterLogEvents"];

/// A statement that reaches everything.
pub(super) struct Scope<'w> {
    pub(super) statement: Statement<'w>,
    entries: Vec<ActionEntry<'w>>,
    wide: Vec<WideResource<'w>>,
}

/// The actions of a list that some entries let reach everything.
pub(super) struct Hit<'w> {
    /// The entry with the worst of them.
    pub(super) entry: ActionEntry<'w>,
    /// The resource that leaves nothing out.
    pub(super) wide: WideResource<'w>,
    /// All of them.
    pub(super) actions: Vec<Action>,
    /// They come of wildcards that `iam/wildcard-action` speaks about.
    pub(super) is_broad: bool,
}

/// Whether an action is of a list.
pub(super) type List = fn(Action) -> bool;

/// Which rule tells about the `*` of a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Teller {
    /// None of those below: nothing that writes is left for them.
    Nobody,
    Credentials,
    Cognito,
    Permissions,
    Data,
    /// The actions are of several lists, or of none.
    Resource,
}

impl<'w> Scope<'w> {
    /// `None` for a statement that gives nobody anything, or not all of something.
    pub(super) fn of(statement: Statement<'w>) -> Known<Option<Self>> {
        if !statement.grants() || !statement.allows()? {
            return Ok(None);
        }
        let wide = statement.wide_resources()?;
        if wide.is_empty() || statement.narrows()? {
            return Ok(None);
        }
        let mut entries: Vec<ActionEntry<'w>> =
            statement.known_actions()?.into_iter().filter(|entry| !is_everything(&entry.pattern)).collect();
        // AWS's own example for services that write logs reads them too.
        if entries.iter().any(|entry| entry.pattern.eq_ignore_ascii_case("logs:PutLogEvents")) {
            entries.retain(|entry| !READ_BY_WRITERS.iter().any(|name| entry.pattern.eq_ignore_ascii_case(name)));
        }
        Ok(Some(Self { statement, entries, wide }))
    }

    /// `*`, where it stands.
    pub(super) fn star(&self) -> Option<&Val<'w>> {
        self.wide.iter().find(|wide| wide.is_star()).map(|wide| &wide.value)
    }

    /// What entries that name one action hold of a list.
    pub(super) fn hit_by_name(&self, list: List) -> Option<Hit<'w>> {
        self.first(&self.entries.iter().filter(|entry| !entry.pattern.contains(['*', '?'])).collect::<Vec<_>>(), list, false)
    }

    /// What entries hold of a list, those that `iam/wildcard-action` speaks about only where no other one holds any of it.
    pub(super) fn hit(&self, list: List) -> Option<Hit<'w>> {
        let (broad, plain): (Vec<_>, Vec<_>) =
            self.entries.iter().partition(|entry| wildcard_action::reach(&self.statement, entry).is_some());
        self.first(&plain, list, false).or_else(|| self.first(&broad, list, true))
    }

    fn first(&self, entries: &[&ActionEntry<'w>], list: List, is_broad: bool) -> Option<Hit<'w>> {
        let reaches = |action: Action| list(action) && self.wide.iter().any(|wide| wide.is_wide_for(action));
        let mut actions: Vec<Action> = entries.iter().flat_map(|entry| entry.set.iter()).filter(|action| reaches(*action)).collect();
        sort(&mut actions);
        let worst = iam::reach(actions.iter().copied()).worst?;
        let entry = (*entries.iter().find(|entry| entry.set.contains(worst))?).clone();
        let wide = self.wide.iter().find(|wide| wide.is_wide_for(worst))?.clone();
        Some(Hit { entry, wide, actions, is_broad })
    }

    /// What changes something and could be limited, of the actions that are named one by one.
    pub(super) fn writes(&self) -> Vec<Action> {
        let exact = self.entries.iter().filter(|entry| !entry.pattern.contains(['*', '?']));
        let mut writes: Vec<Action> = exact.flat_map(|entry| entry.set.iter()).filter(|action| wildcard_resource::minds(*action)).collect();
        sort(&mut writes);
        writes
    }

    /// The same without what an error of its own speaks about.
    pub(super) fn untold(&self) -> Vec<Action> {
        let by_people = self.is_held_by_people();
        let told = |action: Action| lists::is_passing(action) || by_people && lists::administers_cognito_as_user(action);
        self.writes().into_iter().filter(|action| !told(*action)).collect()
    }

    /// True where it is known that people hold the statement, not machines.
    pub(super) fn is_held_by_people(&self) -> bool {
        is_held_by_people(&self.statement)
    }

    /// Which rule tells about the `*`.
    pub(super) fn teller(&self) -> Teller {
        let untold = self.untold();
        if self.star().is_none() || untold.is_empty() {
            return Teller::Nobody;
        }
        let lists: [(Teller, List); 4] = [
            (Teller::Credentials, lists::gives_credentials),
            (Teller::Cognito, lists::administers_cognito),
            (Teller::Permissions, lists::manages_permissions),
            (Teller::Data, lists::reads_data),
        ];
        let whole = lists.iter().find(|(_, list)| untold.iter().all(|action| list(*action)));
        whole.map_or(Teller::Resource, |(teller, _)| *teller)
    }

    /// What is read of everything, credentials included, beside the actions that a finding is about, to be said beside it.
    pub(super) fn read_too(&self, said: &[Action]) -> Option<(Place, String)> {
        let reads = |action| lists::reads_data(action) || lists::gives_credentials(action);
        let hit = self.hit_by_name(reads).or_else(|| self.hit(lists::reads_data))?;
        let others: Vec<Action> = hit.actions.iter().copied().filter(|action| !said.contains(action)).collect();
        let worst = iam::reach(others.iter().copied()).worst?;
        let entry = std::iter::once(&hit.entry).chain(&self.entries).find(|entry| entry.set.contains(worst))?;
        Some((Place::from(&entry.value), format!("{} too", worst_first(&others))))
    }
}

impl Hit<'_> {
    /// What it reaches, in words.
    pub(super) fn reached(&self) -> String {
        let Some(worst) = iam::reach(self.actions.iter().copied()).worst else { return String::new() };
        match self.wide.kind_for(worst) {
            None => "every resource".to_owned(),
            Some(kind) => format!("every {} of {}", in_words(&kind.to_lowercase()), worst.service().prefix()),
        }
    }
}

/// The name of a kind of resource as people write it.
fn in_words(kind: &str) -> &str {
    match kind {
        "identitypool" => "identity pool",
        "log-group" => "log group",
        "log-stream" => "log stream",
        "userpool" => "user pool",
        "webacl" => "web ACL",
        other => other,
    }
}

/// Where to point at some entries of a statement: at the only one, or at the list, so that the place stays whatever else is in it.
pub(super) fn place_of(statement: &Statement<'_>, entry: &ActionEntry<'_>) -> Known<Place> {
    let is_only_one = statement.actions()?.len() == 1;
    Ok(match statement.key("Action") {
        Some(list) if !is_only_one => list,
        _ => Place::from(&entry.value),
    })
}

/// True where it is known that people hold a statement, not machines.
pub(super) fn is_held_by_people(statement: &Statement<'_>) -> bool {
    statement.roles().iter().any(|role| role.serves_people() == Ok(true))
}

/// The two worst by name, the rest by number.
pub(super) fn worst_first(actions: &[Action]) -> String {
    let mut left = actions.to_vec();
    let mut named = Vec::new();
    while named.len() < 2
        && let Some(worst) = iam::reach(left.iter().copied()).worst
    {
        named.push(format!("{}:{}", worst.service().prefix(), worst.name()));
        left.retain(|action| *action != worst);
    }
    match left.len() {
        0 => named.join(" and "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn sort(actions: &mut Vec<Action>) {
    actions.sort_by_key(|action| action.index());
    actions.dedup();
}
