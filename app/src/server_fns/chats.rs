//! Forms about chats and what is said in them.

use convex_api::{ChatId, MessageId, QueuedActionId, ThreadId, chats, queued_actions, streaming};
use convex_leptos::ConvexError;
use leptos::prelude::*;

use super::back::{Form, mutate, saying};
use crate::notices::Notice;
use crate::pages::chats::{WAITING, versions_at};

/// The model of a form's field; none where nothing was chosen.
pub(super) fn chosen(model: &str) -> Option<String> {
    Some(model.to_owned()).filter(|model| !model.is_empty())
}

/// Begins a chat and opens it.
#[server(prefix = "/do", endpoint = "start_chat")]
pub async fn start_chat(
    content: String,
    #[server(default)] model: String,
) -> Result<(), ServerFnError> {
    let args = chats::StartArgs {
        llm_model: chosen(&model),
        ..chats::StartArgs::new(content.trim().to_owned())
    };
    Form::new("start_chat")
        .with("content", &content)
        .on_to(mutate(chats::Start, args).await, |started| {
            format!("/chats/{}", started.chat_id)
        });
    Ok(())
}

/// The thread that a chat shows.
pub(super) async fn thread_of(chat: &str) -> Result<ThreadId, ConvexError> {
    let args = chats::ViewArgs {
        chat_id: chat.to_owned(),
    };
    let view = convex_leptos::call_query(chats::View, args).await?;
    view.map(|view| view.thread_id).ok_or_else(|| {
        let refusal =
            r#"{"code":"NOT_FOUND","message":"This chat does not exist or has been deleted."}"#;
        ConvexError::from_wire("NOT_FOUND", Some(refusal.into()))
    })
}

/// Sends a message in a chat. While an answer is on its way it waits.
#[server(prefix = "/do", endpoint = "send_to_chat")]
pub async fn send_to_chat(
    chat: String,
    content: String,
    #[server(default)] model: String,
) -> Result<(), ServerFnError> {
    let form = Form::new("send_to_chat")
        .with("chat", &chat)
        .with("content", &content);
    let sent = async {
        let args = streaming::SendArgs {
            llm_model: chosen(&model),
            ..streaming::SendArgs::new(content.trim().to_owned(), thread_of(&chat).await?)
        };
        mutate(streaming::Send, args).await
    };
    // The page begins with its earliest message; what was said stands at its end.
    form.on_to(sent.await, |sent| match &sent.message_id {
        Some(id) => format!("/chats/{chat}#message-{id}"),
        None => format!("/chats/{chat}#{WAITING}"),
    });
    Ok(())
}

/// Stops the answer that is on its way in a chat.
#[server(prefix = "/do", endpoint = "stop_answer")]
pub async fn stop_answer(chat: String) -> Result<(), ServerFnError> {
    let stopped = async {
        let thread_id = thread_of(&chat).await?;
        mutate(streaming::Stop, streaming::StopArgs { thread_id }).await
    };
    Form::new("stop_answer").back(stopped.await);
    Ok(())
}

/// Has a message answered once more, as another version.
#[server(prefix = "/do", endpoint = "retry_message")]
pub async fn retry_message(
    message: String,
    #[server(default)] chat: String,
) -> Result<(), ServerFnError> {
    let retried = async {
        let thread_id = match chat.as_str() {
            "" => None,
            chat => Some(thread_of(chat).await?),
        };
        let args = streaming::RetryArgs {
            thread_id,
            ..streaming::RetryArgs::new(MessageId::from(message))
        };
        mutate(streaming::Retry, args).await
    };
    Form::new("retry_message")
        .back_to(retried.await, |made| format!("message-{}", made.message_id));
    Ok(())
}

/// Goes on with an answer that was cut off.
#[server(prefix = "/do", endpoint = "resume_answer")]
pub async fn resume_answer(message: String) -> Result<(), ServerFnError> {
    let args = streaming::ResumeArgs {
        message_id: MessageId::from(message.as_str()),
    };
    Form::new("resume_answer").back_to(mutate(streaming::Resume, args).await, |_| {
        format!("message-{message}")
    });
    Ok(())
}

/// Shows another version of a chat; from elsewhere it opens the chat. `at` is the position from which one
/// steps to it.
#[server(prefix = "/do", endpoint = "select_version")]
pub async fn select_version(
    chat: String,
    thread: String,
    #[server(default)] open: String,
    #[server(default)] at: String,
) -> Result<(), ServerFnError> {
    let args = chats::SelectThreadArgs {
        chat_id: ChatId::from(chat.as_str()),
        thread_id: ThreadId::from(thread),
    };
    let selected = mutate(chats::SelectThread, args).await;
    let form = Form::new("select_version");
    match (open.is_empty(), at.parse()) {
        (false, _) => form.on_to(selected, |()| format!("/chats/{chat}")),
        (true, Ok(position)) => form.back_to(selected, |()| versions_at(position)),
        (true, Err(_)) => form.back(selected),
    }
    Ok(())
}

/// Makes a chat that goes on from a message of another one, and opens it.
#[server(prefix = "/do", endpoint = "branch_chat")]
pub async fn branch_chat(chat: String, message: String) -> Result<(), ServerFnError> {
    let made = async {
        let args = chats::ViewArgs {
            chat_id: chat.clone(),
        };
        let view = convex_leptos::call_query(chats::View, args).await?;
        let title = view.map(|view| view.chat.title).unwrap_or_default();
        let args = chats::CreateChatArgs {
            branch_from_message_id: Some(MessageId::from(message)),
            parent_chat_id: Some(ChatId::from(chat.as_str())),
            ..chats::CreateChatArgs::new(title)
        };
        mutate(chats::CreateChat, args).await
    };
    Form::new("branch_chat").on_to(made.await, |id| format!("/chats/{id}"));
    Ok(())
}

/// Takes a message out of the queue.
#[server(prefix = "/do", endpoint = "withdraw_message")]
pub async fn withdraw_message(waiting: String) -> Result<(), ServerFnError> {
    let args = queued_actions::RemoveArgs {
        queued_action_id: QueuedActionId::from(waiting),
    };
    Form::new("withdraw_message").back(mutate(queued_actions::Remove, args).await);
    Ok(())
}

/// Gives a chat another title.
#[server(prefix = "/do", endpoint = "rename_chat")]
pub async fn rename_chat(chat: String, title: String) -> Result<(), ServerFnError> {
    let form = Form::new("rename_chat")
        .with("chat", &chat)
        .with("title", &title);
    let args = chats::UpdateChatArgs {
        title: Some(title),
        ..chats::UpdateChatArgs::new(ChatId::from(chat))
    };
    form.back(mutate(chats::UpdateChat, args).await);
    Ok(())
}

/// Pins a chat, or takes the pin away.
#[server(prefix = "/do", endpoint = "pin_chat")]
pub async fn pin_chat(
    chat: String,
    #[server(default)] pinned: String,
) -> Result<(), ServerFnError> {
    let args = chats::UpdateChatArgs {
        is_pinned: Some(pinned == "true"),
        ..chats::UpdateChatArgs::new(ChatId::from(chat))
    };
    Form::new("pin_chat").back(mutate(chats::UpdateChat, args).await);
    Ok(())
}

/// Puts a tag on a chat.
#[server(prefix = "/do", endpoint = "tag_chat")]
pub async fn tag_chat(chat: String, tag: String) -> Result<(), ServerFnError> {
    let args = chats::TagArgs {
        chat_id: ChatId::from(chat),
        tag,
    };
    Form::new("tag_chat").back(mutate(chats::Tag, args).await);
    Ok(())
}

/// Takes a tag off a chat.
#[server(prefix = "/do", endpoint = "untag_chat")]
pub async fn untag_chat(chat: String, tag: String) -> Result<(), ServerFnError> {
    let args = chats::UntagArgs {
        chat_id: ChatId::from(chat),
        tag,
    };
    Form::new("untag_chat").back(mutate(chats::Untag, args).await);
    Ok(())
}

/// Takes a chat out of the way.
#[server(prefix = "/do", endpoint = "archive_chat")]
pub async fn archive_chat(chat: String) -> Result<(), ServerFnError> {
    Form::new("archive_chat").back_with(
        set_archived(&chat, true).await,
        Some((Notice::ChatArchived, &chat)),
    );
    Ok(())
}

/// Brings an archived chat back.
#[server(prefix = "/do", endpoint = "unarchive_chat")]
pub async fn unarchive_chat(chat: String) -> Result<(), ServerFnError> {
    Form::new("unarchive_chat").back(set_archived(&chat, false).await);
    Ok(())
}

async fn set_archived(chat: &str, is_archived: bool) -> Result<(), ConvexError> {
    let args = chats::UpdateChatArgs {
        is_archived: Some(is_archived),
        ..chats::UpdateChatArgs::new(ChatId::from(chat))
    };
    mutate(chats::UpdateChat, args).await
}

/// Puts a chat into the trash. From its own page the way back is the list: the page is gone.
#[server(prefix = "/do", endpoint = "trash_chat")]
pub async fn trash_chat(
    chat: String,
    #[server(default)] from_page: String,
) -> Result<(), ServerFnError> {
    let args = chats::DeleteChatArgs {
        chat_id: ChatId::from(chat.as_str()),
    };
    let outcome = mutate(chats::DeleteChat, args).await;
    let form = Form::new("trash_chat");
    if from_page.is_empty() {
        form.back_with(outcome, Some((Notice::ChatTrashed, &chat)));
    } else {
        form.on_to(outcome, |()| saying("/chats", Notice::ChatTrashed, &chat));
    }
    Ok(())
}

/// Takes a chat out of the trash.
#[server(prefix = "/do", endpoint = "restore_chat")]
pub async fn restore_chat(chat: String) -> Result<(), ServerFnError> {
    let args = chats::RestoreChatArgs {
        chat_id: ChatId::from(chat),
    };
    Form::new("restore_chat").back(mutate(chats::RestoreChat, args).await);
    Ok(())
}

/// Deletes a chat for good.
#[server(prefix = "/do", endpoint = "remove_chat")]
pub async fn remove_chat(chat: String) -> Result<(), ServerFnError> {
    let args = chats::RemoveChatArgs {
        chat_id: ChatId::from(chat),
    };
    Form::new("remove_chat").back(mutate(chats::RemoveChat, args).await);
    Ok(())
}
