//! Where work begins: say what is to be done; below, what was worked on last.

use convex_api::tasks;
use convex_leptos::{PaginationOptions, use_mutation, use_query};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::actions::tasks::TaskActions;
use crate::components::composer::{ComposerOptions, composer};
use crate::components::icon::Icon;
use crate::components::live::{Readiness, live};
use crate::components::task_row::task_row;
use crate::layout::page::{self, Head};
use crate::layout::sidebar::RECENT;
use crate::layout::ui::Ui;
use crate::leaf::IntoLeaf;
use crate::served;

const FORM: &str = "create_task";

pub(crate) fn page() -> AnyView {
    let body = view! {
        <div class="home">
            <h1 tabindex="-1">"What should be worked on?"</h1>
            {prompt()}
            <section class="home-recent" aria-label="Recent work">{recent()}</section>
        </div>
    };
    page::page(page::fixed("New task"), Head::Empty, None, body.leaf())
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

fn prompt() -> AnyView {
    let ui = Ui::current();
    let create = use_mutation(tasks::Create);
    let navigate = use_navigate();
    let repo = NodeRef::<leptos::html::Input>::new();
    let branch = NodeRef::<leptos::html::Input>::new();
    let extra = view! {
        <label class="composer-field">
            <Icon name="i-repo"/>
            <span class="visually-hidden">"Repository"</span>
            <input
                name="repo"
                value=served::typed(FORM, None, "repo")
                placeholder="owner/repository"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength="200"
                node_ref=repo
            />
        </label>
        <label class="composer-field">
            <Icon name="i-branch"/>
            <span class="visually-hidden">"Branch"</span>
            <input
                name="branch"
                value=served::typed(FORM, None, "branch")
                placeholder="branch"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength="200"
                node_ref=branch
            />
        </label>
    }
    .leaf();
    let options = ComposerOptions {
        action: "/do/create_task",
        field: "prompt",
        label: "What should be worked on?",
        placeholder: "Describe the task. Enter starts it.",
        send: "Start task",
        draft: "new".to_owned(),
        first_focus: true,
    };
    composer(options, extra, move |text, written| {
        let value = |input: NodeRef<leptos::html::Input>| {
            input
                .get_untracked()
                .map(|input| input.value())
                .unwrap_or_default()
        };
        if create.pending().get_untracked() {
            return;
        }
        let created = create.call(create_args(&text, &value(repo), &value(branch)));
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match created.await {
                Ok(id) => {
                    written.clear();
                    navigate(&format!("/tasks/{id}"), Default::default());
                }
                Err(error) => ui.fail(error.user_message()),
            }
        });
    })
}

fn recent() -> AnyView {
    let list = use_query(tasks::List, || {
        tasks::ListArgs::new(PaginationOptions::first(RECENT))
    });
    let actions = TaskActions::new();
    live(
        move || list.with(Readiness::of),
        move || {
            let ids = Memo::new(move |_| {
                list.with(|state| match state.as_ref().ready() {
                    Some(page) => page
                        .page
                        .iter()
                        .map(|task| task.id.clone())
                        .collect::<Vec<_>>(),
                    None => Vec::new(),
                })
            });
            let empty = Memo::new(move |_| ids.with(Vec::is_empty));
            view! {
                <div class="ledger-head" hidden=move || empty.get()>
                    <h2>"Recent work"</h2>
                    <a href="/tasks">"All tasks"</a>
                </div>
                <ul>
                    <For
                        each=move || ids.get()
                        key=|id| id.clone()
                        children=move |id| {
                            let wanted = id.clone();
                            let task = Memo::new(move |_| {
                                list.with(|state| {
                                    let page = state.as_ref().ready()?;
                                    page.page.iter().find(|task| task.id == wanted).cloned()
                                })
                            });
                            task_row(actions, id, task)
                        }
                    />
                </ul>
                {move || {
                    empty
                        .get()
                        .then(|| {
                            view! {
                                <p class="hint">
                                    "Nothing yet. A task holds a conversation and a list of todos; name a repository if the work is about code."
                                </p>
                            }
                        })
                }}
            }
            .leaf()
        },
    )
}
