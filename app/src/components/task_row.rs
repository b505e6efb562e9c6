//! One task as a line of a list, with everything that can be done to it.

use convex_api::{Task, TaskId, TaskStatus};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::icon::Icon;
use super::menu::menu;
use super::status::status_glyph;
use super::time::When;
use crate::actions::tasks::TaskActions;
use crate::leaf::IntoLeaf;
use crate::platform;

/// The task of a row, as long as it is in the list.
pub(crate) type Shown = Memo<Option<Task>>;

/// Reads one thing of a task.
pub(crate) fn field<T: Default>(task: Shown, read: impl FnOnce(&Task) -> T) -> T {
    task.with(|task| task.as_ref().map(read).unwrap_or_default())
}

/// A line with the task's status, title, place, age and menu.
pub(crate) fn task_row(actions: TaskActions, id: TaskId, task: Shown) -> AnyView {
    let status = Memo::new(move |_| {
        task.with(|task| {
            task.as_ref()
                .map_or(TaskStatus::Stopped, |task| task.status)
        })
    });
    let place = Memo::new(move |_| {
        field(task, |task| {
            (task.repo_full_name.clone(), task.base_branch.clone())
        })
    });
    let updated = Memo::new(move |_| field(task, |task| task.updated_at));
    let gone = {
        let id = id.clone();
        move || {
            platform::focus_neighbour(&format!("#task-{id}"), ".row-link", "main .field");
            actions.trash(id.clone());
        }
    };
    let (row_id, href) = (format!("task-{id}"), format!("/tasks/{id}"));
    let menu = menu(
        format!("task-menu-{id}"),
        "More about this task".to_owned(),
        task_menu(actions, id, task, false, gone),
    );
    view! {
        <li class="row" class:archived=move || status.get() == TaskStatus::Archived id=row_id>
            {move || status_glyph(status.get(), true)}
            <a class="row-link" href=href>
                {move || field(task, |task| task.title.clone())}
            </a>
            <span class="meta">
                {move || repository(place.get())}
                {move || view! { <When at=updated.get()/> }}
            </span>
            {menu}
        </li>
    }
    .leaf()
}

fn repository((repo, branch): (Option<String>, Option<String>)) -> AnyView {
    view! {
        {repo.map(|repo| view! { <span class="mono">{repo}</span> })}
        {branch.map(|branch| view! { <span class="mono branch">{branch}</span> })}
    }
    .leaf()
}

/// The items of a task's menu. `on_own_page`: whether the page is the task's, which ends with it.
pub(crate) fn task_menu(
    actions: TaskActions,
    id: TaskId,
    task: Shown,
    on_own_page: bool,
    trash: impl Fn() + 'static,
) -> AnyView {
    let archived = Memo::new(move |_| field(task, |task| task.status == TaskStatus::Archived));
    let toggle_archived = {
        let id = id.clone();
        move |event: MouseEvent| {
            event.prevent_default();
            if archived.get_untracked() {
                actions.unarchive(id.clone());
            } else {
                actions.archive(id.clone());
            }
        }
    };
    let on_trash = move |event: MouseEvent| {
        event.prevent_default();
        trash();
    };
    let hidden = id.to_string();
    view! {
        <form method="post" action="/do/archive_task">
            <input type="hidden" name="task" value=hidden.clone()/>
            {on_own_page.then(|| view! { <input type="hidden" name="from_page" value="1"/> })}
            <button
                class="menu-item"
                formaction=move || if archived.get() { "/do/unarchive_task" } else { "/do/archive_task" }
                on:click=toggle_archived
            >
                <Icon name="i-archive"/>
                {move || if archived.get() { "Bring back" } else { "Archive" }}
            </button>
            <button class="menu-item danger" formaction="/do/trash_task" on:click=on_trash>
                <Icon name="i-trash"/>
                "Delete"
            </button>
        </form>
        <form class="menu-form without-script" method="post" action="/do/rename_task">
            <input type="hidden" name="task" value=hidden/>
            <input
                class="field"
                name="title"
                aria-label="Title"
                maxlength="500"
                required=true
                value=move || field(task, |task| task.title.clone())
            />
            <button class="button">"Rename"</button>
        </form>
    }
    .leaf()
}
