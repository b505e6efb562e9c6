//! Forms about todos.

use convex_api::{TaskId, TodoId, TodoStatus, todos};
use leptos::prelude::*;

use super::back::{back, back_with, mutate};
use crate::notices::Notice;

/// Adds a todo to a task, or to the inbox.
#[server(prefix = "/do", endpoint = "add_todo")]
pub async fn add_todo(
    content: String,
    #[server(default)] task: String,
) -> Result<(), ServerFnError> {
    let task_id = (!task.is_empty()).then(|| TaskId::from(task));
    let args = todos::CreateArgs {
        task_id,
        ..todos::CreateArgs::new(content.trim().to_owned())
    };
    back(mutate(todos::Create, args).await);
    Ok(())
}

/// Gives a todo another text.
#[server(prefix = "/do", endpoint = "edit_todo")]
pub async fn edit_todo(todo: String, content: String) -> Result<(), ServerFnError> {
    let content = Some(content.trim().to_owned());
    back(
        mutate(
            todos::Update,
            todos::UpdateArgs {
                content,
                ..todos::UpdateArgs::new(TodoId::from(todo))
            },
        )
        .await,
    );
    Ok(())
}

/// Gives a todo another status: ticks it, for example.
#[server(prefix = "/do", endpoint = "tick_todo")]
pub async fn tick_todo(todo: String, status: String) -> Result<(), ServerFnError> {
    // An unknown status changes nothing rather than something else.
    let status = status.parse::<TodoStatus>().ok();
    back(
        mutate(
            todos::Update,
            todos::UpdateArgs {
                status,
                ..todos::UpdateArgs::new(TodoId::from(todo))
            },
        )
        .await,
    );
    Ok(())
}

/// Puts a todo into the trash.
#[server(prefix = "/do", endpoint = "trash_todo")]
pub async fn trash_todo(todo: String) -> Result<(), ServerFnError> {
    let outcome = mutate(
        todos::Trash,
        todos::TrashArgs {
            todo_id: TodoId::from(todo.as_str()),
        },
    )
    .await;
    back_with(outcome, Some((Notice::TodoTrashed, &todo)));
    Ok(())
}

/// Takes a todo out of the trash.
#[server(prefix = "/do", endpoint = "restore_todo")]
pub async fn restore_todo(todo: String) -> Result<(), ServerFnError> {
    back(
        mutate(
            todos::Restore,
            todos::RestoreArgs {
                todo_id: TodoId::from(todo),
            },
        )
        .await,
    );
    Ok(())
}
