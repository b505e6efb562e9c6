//! Forms about tasks and their messages.

use convex_api::{MessageRole, TaskId, messages, tasks};
use leptos::prelude::*;

use super::back::{Form, mutate, saying};
use crate::notices::Notice;

/// Makes a task and opens it.
#[server(prefix = "/do", endpoint = "create_task")]
pub async fn create_task(
    prompt: String,
    #[server(default)] repo: String,
    #[server(default)] branch: String,
) -> Result<(), ServerFnError> {
    let args = crate::pages::home::create_args(&prompt, &repo, &branch);
    Form::new("create_task")
        .with("prompt", &prompt)
        .with("repo", &repo)
        .with("branch", &branch)
        .on_to(mutate(tasks::Create, args).await, |id| {
            format!("/tasks/{id}")
        });
    Ok(())
}

/// Appends a message to a task's thread.
#[server(prefix = "/do", endpoint = "send_message")]
pub async fn send_message(task: String, content: String) -> Result<(), ServerFnError> {
    let form = Form::new("send_message")
        .with("task", &task)
        .with("content", &content);
    let args = messages::AppendArgs::new(
        content.trim().to_owned(),
        MessageRole::User,
        TaskId::from(task),
    );
    form.back(mutate(messages::Append, args).await);
    Ok(())
}

/// Gives a task another title.
#[server(prefix = "/do", endpoint = "rename_task")]
pub async fn rename_task(task: String, title: String) -> Result<(), ServerFnError> {
    let form = Form::new("rename_task")
        .with("task", &task)
        .with("title", &title);
    let args = tasks::UpdateArgs {
        title: Some(title),
        ..tasks::UpdateArgs::new(TaskId::from(task))
    };
    form.back(mutate(tasks::Update, args).await);
    Ok(())
}

/// Takes a task out of the way.
#[server(prefix = "/do", endpoint = "archive_task")]
pub async fn archive_task(task: String) -> Result<(), ServerFnError> {
    let args = tasks::ArchiveArgs {
        task_id: TaskId::from(task.as_str()),
    };
    Form::new("archive_task").back_with(
        mutate(tasks::Archive, args).await,
        Some((Notice::TaskArchived, &task)),
    );
    Ok(())
}

/// Brings an archived task back.
#[server(prefix = "/do", endpoint = "unarchive_task")]
pub async fn unarchive_task(task: String) -> Result<(), ServerFnError> {
    let args = tasks::UnarchiveArgs {
        task_id: TaskId::from(task),
    };
    Form::new("unarchive_task").back(mutate(tasks::Unarchive, args).await);
    Ok(())
}

/// Puts a task into the trash. From its own page the way back is the list: the page is gone.
#[server(prefix = "/do", endpoint = "trash_task")]
pub async fn trash_task(
    task: String,
    #[server(default)] from_page: String,
) -> Result<(), ServerFnError> {
    let args = tasks::TrashArgs {
        task_id: TaskId::from(task.as_str()),
    };
    let outcome = mutate(tasks::Trash, args).await;
    let form = Form::new("trash_task");
    if from_page.is_empty() {
        form.back_with(outcome, Some((Notice::TaskTrashed, &task)));
    } else {
        form.on_to(outcome, |_| saying("/tasks", Notice::TaskTrashed, &task));
    }
    Ok(())
}

/// Takes a task out of the trash.
#[server(prefix = "/do", endpoint = "restore_task")]
pub async fn restore_task(task: String) -> Result<(), ServerFnError> {
    let args = tasks::RestoreArgs {
        task_id: TaskId::from(task),
    };
    Form::new("restore_task").back(mutate(tasks::Restore, args).await);
    Ok(())
}
