//! Which address belongs to which page.

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::{
    ChooseView, GeneratedRouteData, MatchInterface, MatchNestedRoutes, MatchParams, Method,
    PathSegment, RouteMatchId, SsrMode,
};

use super::code::{self, Code};

/// Every address. A segment that begins with a colon stands for any text and names it.
const PAGES: [(&str, Code); 14] = [
    ("", code::home),
    ("tasks", code::tasks),
    ("tasks/:id", code::task),
    ("chats", code::chats),
    ("chats/import", code::import),
    ("chats/:id", code::chat),
    ("chats/:id/share", code::share),
    ("shared/:token", code::shared),
    ("todos", code::todos),
    ("memories", code::memories),
    ("account", code::account),
    ("settings", code::settings),
    ("_deployment", code::deployment),
    ("_deployment/:part", code::deployment),
];

/// All pages, as the router wants them. Cheap to clone.
#[derive(Clone)]
pub(super) struct Pages {
    /// By place in the table: tells the router whether it stays on a page.
    ids: Arc<[RouteMatchId]>,
}

impl Pages {
    pub(super) fn new() -> Self {
        let ids = PAGES.iter().map(|_| RouteMatchId::new_from_route_id());
        Self { ids: ids.collect() }
    }
}

impl MatchNestedRoutes for Pages {
    type Data = ();
    type Match = Found;

    fn match_nested<'a>(&'a self, path: &'a str) -> (Option<(RouteMatchId, Found)>, &'a str) {
        let found = PAGES
            .iter()
            .zip(&*self.ids)
            .find_map(|((pattern, code), id)| {
                let params = matches(pattern, path)?;
                let found = Found {
                    id: *id,
                    path: path.to_owned(),
                    params,
                    code: *code,
                };
                Some((*id, found))
            });
        (found, "")
    }

    fn generate_routes(&self) -> impl IntoIterator<Item = GeneratedRouteData> + '_ {
        PAGES.iter().map(|(pattern, _)| GeneratedRouteData {
            segments: pattern.split('/').map(segment).collect(),
            ssr_mode: SsrMode::Async,
            methods: [Method::Get].into(),
            regenerate: Vec::new(),
        })
    }

    fn optional(&self) -> bool {
        false
    }
}

fn segment(of: &'static str) -> PathSegment {
    match of.strip_prefix(':') {
        Some(name) => PathSegment::Param(name.into()),
        None => PathSegment::Static(of.into()),
    }
}

type Params = Vec<(Cow<'static, str>, String)>;

/// What the pattern's names stand for in this path, if it fits. A slash at the end changes nothing.
fn matches(pattern: &'static str, path: &str) -> Option<Params> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut given = path.split('/');
    let mut params = Vec::new();
    for wanted in pattern.split('/') {
        let given = given.next()?;
        match wanted.strip_prefix(':') {
            Some(name) if !given.is_empty() => params.push((name.into(), given.to_owned())),
            None if wanted == given => {}
            _ => return None,
        }
    }
    given.next().is_none().then_some(params)
}

/// The page of an address.
pub(super) struct Found {
    id: RouteMatchId,
    path: String,
    params: Params,
    code: Code,
}

impl MatchInterface for Found {
    type Child = ();

    fn as_id(&self) -> RouteMatchId {
        self.id
    }

    fn as_matched(&self) -> &str {
        &self.path
    }

    fn into_view_and_child(self) -> (impl ChooseView, Option<()>) {
        (Page(self.code), None)
    }
}

impl MatchParams for Found {
    fn to_params(&self) -> Params {
        self.params.clone()
    }
}

#[derive(Clone, Copy)]
struct Page(Code);

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        code::load(self.0).await
    }

    async fn preload(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str) -> Option<(&'static str, Vec<String>)> {
        PAGES.iter().find_map(|(pattern, _)| {
            let params = matches(pattern, path)?;
            Some((*pattern, params.into_iter().map(|(_, text)| text).collect()))
        })
    }

    #[test]
    fn an_address_belongs_to_one_page_with_or_without_a_slash_at_its_end() {
        for (path, pattern) in [
            ("/", ""),
            ("/tasks", "tasks"),
            ("/tasks/", "tasks"),
            ("/account", "account"),
        ] {
            assert_eq!(found(path), Some((pattern, vec![])), "{path}");
        }
        assert_eq!(
            found("/tasks/abc"),
            Some(("tasks/:id", vec!["abc".to_owned()]))
        );
    }

    #[test]
    fn other_addresses_lead_nowhere() {
        for path in ["/task", "/tasks/a/b", "/tasks//", "/sign-in", "/account/x"] {
            assert_eq!(found(path), None, "{path}");
        }
    }
}
