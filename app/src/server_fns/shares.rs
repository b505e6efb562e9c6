//! Forms about the links by which others read chats.

use convex_api::{ChatId, shares};
use leptos::prelude::*;

use super::back::{Form, mutate};

/// Makes a link to a chat and opens it: its address is said nowhere else.
#[server(prefix = "/do", endpoint = "share_chat")]
pub async fn share_chat(chat: String) -> Result<(), ServerFnError> {
    let args = shares::CreateArgs {
        chat_id: ChatId::from(chat),
    };
    Form::new("share_chat").on_to(mutate(shares::Create, args).await, |made| {
        format!("/shared/{}", made.token)
    });
    Ok(())
}

/// Lets a chat's link show what the chat does now.
#[server(prefix = "/do", endpoint = "renew_share")]
pub async fn renew_share(chat: String) -> Result<(), ServerFnError> {
    let args = shares::RenewArgs {
        chat_id: ChatId::from(chat),
    };
    Form::new("renew_share").back(mutate(shares::Renew, args).await);
    Ok(())
}

/// Makes a chat's link stop working.
#[server(prefix = "/do", endpoint = "revoke_share")]
pub async fn revoke_share(chat: String) -> Result<(), ServerFnError> {
    let args = shares::RevokeArgs {
        chat_id: ChatId::from(chat),
    };
    Form::new("revoke_share").back(mutate(shares::Revoke, args).await);
    Ok(())
}
