//! Forms about tasks and their messages.

use convex_api::{MessageRole, TaskId, messages, tasks};
use leptos::prelude::*;

use super::back::{back, back_with, mutate};
use crate::notices::Notice;

/// Makes a task and opens it.
#[server(prefix = "/do", endpoint = "create_task")]
pub async fn create_task(
    prompt: String,
    #[server(default)] repo: String,
    #[server(default)] branch: String,
) -> Result<(), ServerFnError> {
    match mutate(
        tasks::Create,
        crate::pages::home::create_args(&prompt, &repo, &branch),
    )
    .await
    {
        Ok(id) => leptos_axum::redirect(&format!("/tasks/{id}")),
        Err(error) => back::<()>(Err(error)),
    }
    Ok(())
}

/// Appends a message to a task's thread.
#[server(prefix = "/do", endpoint = "send_message")]
pub async fn send_message(task: String, content: String) -> Result<(), ServerFnError> {
    let args = messages::AppendArgs::new(
        content.trim().to_owned(),
        MessageRole::User,
        TaskId::from(task),
    );
    back(mutate(messages::Append, args).await);
    Ok(())
}

/// Gives a task another title.
#[server(prefix = "/do", endpoint = "rename_task")]
pub async fn rename_task(task: String, title: String) -> Result<(), ServerFnError> {
    let args = tasks::UpdateArgs {
        title: Some(title),
        ..tasks::UpdateArgs::new(TaskId::from(task))
    };
    back(mutate(tasks::Update, args).await);
    Ok(())
}

/// Takes a task out of the way.
#[server(prefix = "/do", endpoint = "archive_task")]
pub async fn archive_task(task: String) -> Result<(), ServerFnError> {
    let args = tasks::ArchiveArgs {
        task_id: TaskId::from(task.as_str()),
    };
    back_with(
        mutate(tasks::Archive, args).await,
        Some((Notice::TaskArchived, &task)),
    );
    Ok(())
}

/// Brings an archived task back.
#[server(prefix = "/do", endpoint = "unarchive_task")]
pub async fn unarchive_task(task: String) -> Result<(), ServerFnError> {
    back(
        mutate(
            tasks::Unarchive,
            tasks::UnarchiveArgs {
                task_id: TaskId::from(task),
            },
        )
        .await,
    );
    Ok(())
}

/// Puts a task into the trash. From its own page the way back is the list: the page is gone.
#[server(prefix = "/do", endpoint = "trash_task")]
pub async fn trash_task(
    task: String,
    #[server(default)] from_page: String,
) -> Result<(), ServerFnError> {
    let outcome = mutate(
        tasks::Trash,
        tasks::TrashArgs {
            task_id: TaskId::from(task.as_str()),
        },
    )
    .await;
    if outcome.is_ok() && !from_page.is_empty() {
        super::back::to("/tasks", Notice::TaskTrashed, &task);
    } else {
        back_with(outcome, Some((Notice::TaskTrashed, &task)));
    }
    Ok(())
}

/// Takes a task out of the trash.
#[server(prefix = "/do", endpoint = "restore_task")]
pub async fn restore_task(task: String) -> Result<(), ServerFnError> {
    back(
        mutate(
            tasks::Restore,
            tasks::RestoreArgs {
                task_id: TaskId::from(task),
            },
        )
        .await,
    );
    Ok(())
}
