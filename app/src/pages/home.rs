//! Where work begins: say what is to be done; below, what was worked on last.

use convex_api::{NoArgs, Task, tasks};
use convex_leptos::{UseQuery, use_mutation, use_query};
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::actions::tasks::TaskActions;
use crate::components::composer::{ComposerOptions, Written, composer};
use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::components::task_row::task_row;
use crate::layout::page::{self, Head};
use crate::layout::sending;
use crate::layout::ui::Ui;
use crate::node::{El, Member, changing, el, fragment, list as members, nothing};
use crate::served;

pub(crate) fn page() -> AnyView {
    let body = el("div")
        .class("home")
        .has(
            el("h1")
                .is("tabindex", "-1")
                .says("What should be worked on?"),
        )
        .has(prompt())
        .has(
            el("section")
                .class("home-recent")
                .is("aria-label", "Recent work")
                .shows(recent()),
        );
    page::page(page::fixed("New task"), Head::Empty, None, body.view())
}

/// The arguments of a new task; what was left empty is not sent.
pub(crate) fn create_args(prompt: &str, repo: &str, branch: &str) -> tasks::CreateArgs {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    tasks::CreateArgs {
        base_branch: given(branch),
        is_scratchpad: None,
        main_model: None,
        prompt: given(prompt),
        repo_full_name: given(repo),
        repo_url: None,
        title: None,
    }
}

/// A short field in the composer's foot.
fn short(
    name: &'static str,
    label: &'static str,
    placeholder: &'static str,
    glyph: &'static str,
    node: NodeRef<Input>,
) -> El {
    let mut field = el("input")
        .is("name", name)
        .is("placeholder", placeholder)
        .is("autocomplete", "off")
        .is("autocapitalize", "none")
        .is("spellcheck", "false")
        .is("maxlength", "200")
        .node(node);
    if let Some(typed) = served::typed("create_task", None, name) {
        field = field.is("value", typed);
    }
    el("label")
        .class("composer-field")
        .has(icon(glyph))
        .has(el("span").class("visually-hidden").says(label))
        .has(field)
}

fn prompt() -> El {
    let ui = Ui::current();
    let create = use_mutation(tasks::Create);
    let navigate = use_navigate();
    let repo = NodeRef::<Input>::new();
    let branch = NodeRef::<Input>::new();
    let extra = vec![
        short("repo", "Repository", "owner/repository", "i-repo", repo),
        short("branch", "Branch", "branch", "i-branch", branch),
    ];
    let options = ComposerOptions {
        action: "/do/create_task",
        field: "prompt",
        label: "What should be worked on?",
        placeholder: if sending::is_by_enter() {
            "Describe the task. Enter starts it."
        } else {
            "Describe the task. Ctrl+Enter starts it."
        },
        send: "Start task",
        first_focus: true,
        text: String::new(),
        tray: None,
        on_key: None,
    };
    let written = Written::new("new".to_owned());
    composer(written, options, extra, move |text| {
        let value = |input: NodeRef<Input>| {
            input
                .get_untracked()
                .map(|input| input.value())
                .unwrap_or_default()
        };
        if create.pending().get_untracked() {
            return;
        }
        let kept = written.kept();
        let created = create.call(create_args(&text, &value(repo), &value(branch)));
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match created.await {
                Ok(id) => {
                    written.take().let_go();
                    kept.let_go();
                    navigate(&format!("/tasks/{id}"), Default::default());
                }
                Err(error) => ui.refuse(&error),
            }
        });
    })
}

fn recent() -> AnyView {
    let list = use_query(tasks::Recent, || NoArgs {});
    let actions = TaskActions::new();
    live(
        move || list.with(Readiness::of),
        move || {
            let empty = Memo::new(move |_| {
                list.with(|state| state.as_ref().ready().is_none_or(Vec::is_empty))
            });
            let head = el("div")
                .class("ledger-head")
                .follows_flag("hidden", move || empty.get())
                .has(el("h2").says("Recent work"))
                .has(el("a").is("href", "/tasks").says("All tasks"));
            let rows = move || {
                list.with(|state| match state.as_ref().ready() {
                    Some(tasks) => tasks.iter().map(|task| row(actions, list, task)).collect(),
                    None => Vec::new(),
                })
            };
            fragment(vec![
                head.view(),
                el("ul").shows(members(rows)).view(),
                changing(move || if empty.get() { hint() } else { nothing() }),
            ])
        },
    )
}

fn row(actions: TaskActions, list: UseQuery<Vec<Task>>, task: &Task) -> Member {
    let id = task.id.clone();
    Member::new(id.to_string(), move || {
        let wanted = id.clone();
        let task = Memo::new(move |_| {
            list.with(|state| {
                let tasks = state.as_ref().ready()?;
                tasks.iter().find(|task| task.id == wanted).cloned()
            })
        });
        task_row(actions, id, task)
    })
}

fn hint() -> AnyView {
    el("p")
        .class("hint")
        .says("Nothing yet. A task holds a conversation and a list of todos; name a repository if the work is about code.")
        .view()
}
