//! Forms about todos.

use convex_api::{TaskId, TodoId, TodoStatus, todos};
use leptos::prelude::*;

use super::back::{Form, mutate};
use crate::notices::Notice;

/// Adds a todo to a task, or to the inbox.
#[server(prefix = "/do", endpoint = "add_todo")]
pub async fn add_todo(
    content: String,
    #[server(default)] task: String,
) -> Result<(), ServerFnError> {
    let form = Form::new("add_todo")
        .with("content", &content)
        .with("task", &task);
    let task_id = (!task.is_empty()).then(|| TaskId::from(task));
    let args = todos::CreateArgs {
        task_id,
        ..todos::CreateArgs::new(content.trim().to_owned())
    };
    form.back(mutate(todos::Create, args).await);
    Ok(())
}

/// Gives a todo another text.
#[server(prefix = "/do", endpoint = "edit_todo")]
pub async fn edit_todo(todo: String, content: String) -> Result<(), ServerFnError> {
    let form = Form::new("edit_todo")
        .with("todo", &todo)
        .with("content", &content);
    let args = todos::UpdateArgs {
        content: Some(content.trim().to_owned()),
        ..todos::UpdateArgs::new(TodoId::from(todo))
    };
    form.back(mutate(todos::Update, args).await);
    Ok(())
}

/// Gives a todo another status: ticks it, for example.
#[server(prefix = "/do", endpoint = "tick_todo")]
pub async fn tick_todo(todo: String, status: String) -> Result<(), ServerFnError> {
    // An unknown status changes nothing rather than something else.
    let args = todos::UpdateArgs {
        status: status.parse::<TodoStatus>().ok(),
        ..todos::UpdateArgs::new(TodoId::from(todo))
    };
    Form::new("tick_todo").back(mutate(todos::Update, args).await);
    Ok(())
}

/// Puts a todo into the trash.
#[server(prefix = "/do", endpoint = "trash_todo")]
pub async fn trash_todo(todo: String) -> Result<(), ServerFnError> {
    let args = todos::TrashArgs {
        todo_id: TodoId::from(todo.as_str()),
    };
    Form::new("trash_todo").back_with(
        mutate(todos::Trash, args).await,
        Some((Notice::TodoTrashed, &todo)),
    );
    Ok(())
}

/// Takes a todo out of the trash.
#[server(prefix = "/do", endpoint = "restore_todo")]
pub async fn restore_todo(todo: String) -> Result<(), ServerFnError> {
    let args = todos::RestoreArgs {
        todo_id: TodoId::from(todo),
    };
    Form::new("restore_todo").back(mutate(todos::Restore, args).await);
    Ok(())
}
