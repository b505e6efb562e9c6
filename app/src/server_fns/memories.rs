//! Forms about memories.

use convex_api::{MemoryCategory, MemoryId, memories};
use leptos::prelude::*;

use super::back::{Form, mutate};
use crate::notices::Notice;
use crate::pages::memories::repository;

/// Writes something down for agents.
#[server(prefix = "/do", endpoint = "add_memory")]
pub async fn add_memory(
    content: String,
    #[server(default)] category: String,
    #[server(default)] repo: String,
) -> Result<(), ServerFnError> {
    let form = Form::new("add_memory")
        .with("content", &content)
        .with("category", &category)
        .with("repo", &repo);
    let category = category.parse().unwrap_or(MemoryCategory::General);
    let args = memories::CreateArgs {
        repo_full_name: repository(&repo),
        ..memories::CreateArgs::new(category, content.trim().to_owned())
    };
    form.back(mutate(memories::Create, args).await);
    Ok(())
}

/// Changes what was written down.
#[server(prefix = "/do", endpoint = "edit_memory")]
pub async fn edit_memory(
    memory: String,
    content: String,
    #[server(default)] category: String,
    #[server(default)] repo: String,
) -> Result<(), ServerFnError> {
    let form = Form::new("edit_memory")
        .with("memory", &memory)
        .with("content", &content)
        .with("repo", &repo);
    let args = memories::UpdateArgs {
        content: Some(content.trim().to_owned()),
        category: category.parse().ok(),
        repo_full_name: Some(repository(&repo)),
        ..memories::UpdateArgs::new(MemoryId::from(memory))
    };
    form.back(mutate(memories::Update, args).await);
    Ok(())
}

/// Forgets it.
#[server(prefix = "/do", endpoint = "remove_memory")]
pub async fn remove_memory(memory: String) -> Result<(), ServerFnError> {
    let args = memories::RemoveArgs {
        memory_id: MemoryId::from(memory),
    };
    let outcome = mutate(memories::Remove, args).await;
    Form::new("remove_memory").back_with(outcome, Some((Notice::MemoryRemoved, "")));
    Ok(())
}
