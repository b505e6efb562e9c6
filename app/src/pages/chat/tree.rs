//! All versions of a chat and the chats that branched from it, as a tree: each stands below the one that it left.
//! The server writes nested lists of links and forms; with script they are a tree that arrows lead through.

use std::collections::HashSet;
use std::sync::Arc;

use convex_api::{ChatId, ChatTree, MessageRole, ThreadId, TreeNode, chats};
use convex_leptos::{UseQuery, use_query};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::keys;
use crate::actions::threads::ThreadActions;
use crate::components::form::post;
use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::components::time::when;
use crate::node::{El, Member, el, hidden, list as members, showing};
use crate::pages::chats::about;
use crate::platform;

/// What the tree's parts share. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Tree {
    nodes: Memo<Arc<Vec<TreeNode>>>,
    /// The chat that the page is about.
    chat_id: StoredValue<ChatId>,
    actions: ThreadActions,
    /// Script leads through it.
    is_live: RwSignal<bool>,
    /// What is closed.
    pub(super) closed: RwSignal<HashSet<String>>,
    /// What the Tab key goes to.
    pub(super) focused: RwSignal<Option<String>>,
    /// What it goes to first: where one is, if that is shown.
    first: Memo<Option<String>>,
    /// What has been typed to find an item, and when.
    pub(super) typed: StoredValue<(String, f64)>,
}

/// The address of the tree of a chat.
pub(super) fn address(id: &ChatId) -> String {
    format!("/chats/{id}?view=tree")
}

pub(super) fn tree(id: &ChatId) -> El {
    let chat_id = id.to_string();
    let found = use_query(chats::Tree, move || chats::TreeArgs {
        chat_id: chat_id.clone(),
    });
    let id = id.clone();
    let back = format!("/chats/{id}");
    let tree = live(
        move || found.with(Readiness::of),
        move || shown(found, id.clone()).view(),
    );
    el("section")
        .class("branches")
        .is("aria-labelledby", "tree-title")
        .has(
            el("div")
                .class("branches-head")
                .has(
                    el("h2")
                        .is("id", "tree-title")
                        .says("Versions and branches"),
                )
                .has(
                    el("a")
                        .class("button")
                        .is("href", back)
                        .says("Back to the chat"),
                ),
        )
        .shows(tree)
}

fn shown(found: UseQuery<Option<ChatTree>>, id: ChatId) -> El {
    let nodes = Memo::new(move |_| {
        Arc::new(found.with(|state| {
            let tree = state.as_ref().ready().and_then(Option::as_ref);
            tree.map(|tree| tree.nodes.clone()).unwrap_or_default()
        }))
    });
    let is_cut = Memo::new(move |_| {
        found.with(|state| {
            let tree = state.as_ref().ready().and_then(Option::as_ref);
            tree.is_some_and(|tree| tree.is_cut)
        })
    });
    let chat_id = StoredValue::new(id);
    let first = Memo::new(move |_| {
        nodes.with(|nodes| {
            let here = nodes.iter().find(|node| is_here(node, chat_id));
            let first = here.or_else(|| nodes.first());
            first.map(|node| node.thread_id.to_string())
        })
    });
    let tree = Tree {
        nodes,
        chat_id,
        actions: ThreadActions::new(),
        is_live: RwSignal::new(false),
        closed: RwSignal::new(HashSet::new()),
        focused: RwSignal::new(None),
        first,
        typed: StoredValue::new((String::new(), 0.0)),
    };
    let was_there = platform::matches_any("[data-hydrated]");
    Effect::new(move |_| {
        tree.is_live.set(true);
        if was_there {
            platform::focus_soon(".tree [tabindex=\"0\"]".to_owned());
        }
    });
    el("div")
        .has(
            el("ul")
                .class("tree")
                .follows("role", move || tree.role("tree"))
                .is("aria-labelledby", "tree-title")
                .on("keydown", move |event| keys::on_key(tree, event))
                .shows(tree.below(None)),
        )
        .shows(showing(move || {
            let alone = nodes.with(|nodes| nodes.len() < 2);
            alone.then(|| {
                el("p").class("hint").says("There is one version so far. Say a message differently or try an answer again to make another one, or branch to a new chat from any message.")
            })
        }))
        .shows(showing(move || {
            is_cut.get().then(|| {
                el("p").class("hint").says("There are more than are shown here. Open a branch to see what is around it.")
            })
        }))
}

impl Tree {
    /// A role that only script makes true.
    fn role(self, role: &'static str) -> Option<crate::node::Text> {
        self.is_live.get().then(|| role.into())
    }

    /// The items below one, or the first ones.
    fn below(self, parent: Option<ThreadId>) -> AnyView {
        members(move || {
            self.nodes.with(|nodes| {
                let below = below(nodes, parent.as_ref());
                let item = |node: &TreeNode| {
                    let node = node.clone();
                    Member::new(key(&node), move || self.item(node).view())
                };
                below.map(item).collect()
            })
        })
    }

    fn item(self, node: TreeNode) -> El {
        let id = node.thread_id.clone();
        let closed_id = id.to_string();
        let is_closed = move || self.closed.with(|closed| closed.contains(&closed_id));
        let has_items = {
            let id = id.clone();
            Memo::new(move |_| {
                self.nodes
                    .with(|nodes| below(nodes, Some(&id)).next().is_some())
            })
        };
        let expanded = {
            let is_closed = is_closed.clone();
            move || {
                let is_told = self.is_live.get() && has_items.get();
                is_told.then(|| if is_closed() { "false" } else { "true" }.into())
            }
        };
        let group = el("ul")
            .follows("role", move || self.role("group"))
            .follows_flag("hidden", move || !has_items.get() || is_closed())
            .shows(self.below(Some(id)));
        el("li")
            .follows("role", move || self.role("none"))
            .has(self.entry(&node, expanded))
            .has(group)
    }

    /// The item that Tab leads to: the one that was focused, as long as there is such a one.
    fn reached(self) -> Option<String> {
        let focused = self.focused.get().filter(|id| {
            self.nodes
                .with(|nodes| nodes.iter().any(|node| node.thread_id.as_str() == id))
        });
        focused.or_else(|| self.first.get())
    }

    /// What opens a version: a link, or where its chat shows another one, a form that has it shown.
    fn entry(
        self,
        node: &TreeNode,
        expanded: impl Fn() -> Option<crate::node::Text> + Send + 'static,
    ) -> El {
        let path = format!("/chats/{}", node.chat_id);
        let is_here = is_here(node, self.chat_id);
        let tag = if node.is_shown { "a" } else { "button" };
        let entry = self.label(el(tag).class("tree-item"), node, is_here);
        let (id, chosen) = (node.thread_id.to_string(), node.thread_id.to_string());
        let level = node.level;
        let entry = entry
            .is("data-thread", id.clone())
            .follows("aria-level", move || {
                self.is_live.get().then(|| level.to_string().into())
            })
            .when(is_here, "aria-current", "true")
            .follows("role", move || self.role("treeitem"))
            .follows("aria-expanded", expanded)
            .follows("tabindex", move || {
                self.role(if self.reached().as_ref() == Some(&chosen) {
                    "0"
                } else {
                    "-1"
                })
            })
            .on("focus", move |_| self.focused.set(Some(id.clone())));
        if node.is_shown {
            return entry.is("href", path);
        }
        let navigate = use_navigate();
        let (chat_id, thread_id) = (node.chat_id.clone(), node.thread_id.clone());
        let show = {
            let (chat_id, thread_id) = (chat_id.clone(), thread_id.clone());
            entry.on("click", move |event| {
                event.prevent_default();
                self.actions.select(chat_id.clone(), thread_id.clone());
                navigate(&path, Default::default());
            })
        };
        post("/do/select_version")
            .follows("role", move || self.role("none"))
            .has(about(&chat_id))
            .has(hidden("thread", thread_id.to_string()))
            .has(hidden("open", "1"))
            .has(show)
    }

    fn label(self, entry: El, node: &TreeNode, is_here: bool) -> El {
        let at = node.updated_at;
        let (glyph, kind) = match (&node.title, node.level > 1.0) {
            (Some(_), false) => ("i-chats", "Chat"),
            (Some(_), true) => ("i-branch", "Branch"),
            (None, _) => ("i-retry", version_of(node.role)),
        };
        let name = node.title.clone().or_else(|| node.snippet.clone());
        let mut about = el("span").class("tree-about").says(kind);
        if is_here {
            about = about.has(el("span").class("badge").says("You are here"));
        } else if node.is_shown && node.title.is_none() {
            about = about.says(" · shown there");
        }
        entry
            .has(icon(glyph))
            .has(
                el("span")
                    .class("tree-name")
                    .is("dir", "auto")
                    .says(name.unwrap_or_else(|| "Nothing said yet".to_owned())),
            )
            .has(about.says(" ").has(when(move || at)))
    }
}

/// Whether the page of a chat shows this.
fn is_here(node: &TreeNode, chat_id: StoredValue<ChatId>) -> bool {
    node.is_shown && chat_id.with_value(|id| *id == node.chat_id)
}

fn version_of(role: Option<MessageRole>) -> &'static str {
    match role {
        Some(MessageRole::Assistant) => "Another answer",
        Some(_) => "Another question",
        None => "Another version",
    }
}

/// What is made anew when it changes.
fn key(node: &TreeNode) -> String {
    let name = node.title.as_ref().or(node.snippet.as_ref());
    let name = name.map_or("", String::as_str);
    format!("{} {} {name}", node.thread_id, node.is_shown)
}

/// Those directly below one, or the first ones: each stands behind the one that it left, one level deeper.
fn below<'a>(
    nodes: &'a [TreeNode],
    parent: Option<&ThreadId>,
) -> impl Iterator<Item = &'a TreeNode> {
    let at = parent.and_then(|parent| nodes.iter().position(|node| node.thread_id == *parent));
    let is_missing = parent.is_some() && at.is_none();
    let level = at.map_or(0.0, |at| nodes[at].level);
    let from = at.map_or(0, |at| at + 1);
    let behind = if is_missing { &[] } else { &nodes[from..] };
    behind
        .iter()
        .take_while(move |node| node.level > level)
        .filter(move |node| node.level == level + 1.0)
}
