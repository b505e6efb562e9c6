//! What the last form post did, said on the next page: the counterpart of toasts for readers without
//! script. The form handlers redirect to an address with `notice=…`, the server's own forms to one with
//! `done=…`; nothing of the text comes from it. A refused form comes with a [`Refusal`].

use leptos::prelude::*;

use crate::components::reference::reference_field;
use crate::identity::Refusal;

/// An outcome that a redirect can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    TaskTrashed,
    TodoTrashed,
    TaskArchived,
    ChatTrashed,
    ChatArchived,
    MemoryRemoved,
    EmailVerified,
    LinkSent,
    PasswordChanged,
    PasswordSet,
    KeySaved,
}

impl Notice {
    const ALL: [Self; 11] = [
        Self::TaskTrashed,
        Self::TodoTrashed,
        Self::TaskArchived,
        Self::ChatTrashed,
        Self::ChatArchived,
        Self::MemoryRemoved,
        Self::EmailVerified,
        Self::LinkSent,
        Self::PasswordChanged,
        Self::PasswordSet,
        Self::KeySaved,
    ];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::TaskTrashed => "task-trashed",
            Self::TodoTrashed => "todo-trashed",
            Self::TaskArchived => "task-archived",
            Self::ChatTrashed => "chat-trashed",
            Self::ChatArchived => "chat-archived",
            Self::MemoryRemoved => "memory-removed",
            Self::EmailVerified => "verified",
            Self::LinkSent => "sent",
            Self::PasswordChanged => "password",
            Self::PasswordSet => "first-password",
            Self::KeySaved => "key",
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::TaskTrashed => "Task deleted.",
            Self::TodoTrashed => "Todo deleted.",
            Self::TaskArchived => "Task archived.",
            Self::ChatTrashed => "Chat deleted.",
            Self::ChatArchived => "Chat archived.",
            Self::MemoryRemoved => "Memory deleted.",
            Self::EmailVerified => "Your e-mail address is confirmed.",
            Self::LinkSent => "A link to confirm your e-mail address is on its way to it.",
            Self::PasswordChanged => "Password changed. All other sessions have ended.",
            Self::PasswordSet => {
                "Password set. With it and your e-mail address you can sign in anywhere. All other sessions have ended."
            }
            Self::KeySaved => "Key saved. The provider accepted it.",
        }
    }

    /// The handler that takes it back, and the field that names what.
    fn undo(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::TaskTrashed => Some(("/do/restore_task", "task")),
            Self::TodoTrashed => Some(("/do/restore_todo", "todo")),
            Self::TaskArchived => Some(("/do/unarchive_task", "task")),
            Self::ChatTrashed => Some(("/do/restore_chat", "chat")),
            Self::ChatArchived => Some(("/do/unarchive_chat", "chat")),
            Self::MemoryRemoved
            | Self::EmailVerified
            | Self::LinkSent
            | Self::PasswordChanged
            | Self::PasswordSet
            | Self::KeySaved => None,
        }
    }
}

/// The notice that the request's address carries, with the id it is about.
fn of_query(query: &str) -> Option<(Notice, Option<&str>)> {
    let value = |name: &str| {
        query
            .split('&')
            .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
            .map(|(_, value)| value)
    };
    let code = value("notice").or_else(|| value("done"))?;
    let notice = Notice::ALL
        .into_iter()
        .find(|notice| notice.code() == code)?;
    let id = value("about")
        .filter(|id| id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    Some((notice, id))
}

/// The HTML of what there is to say on the page that follows a form; empty if there is nothing.
pub(crate) fn html() -> String {
    match use_context::<Refusal>() {
        Some(refusal) if !refusal.has_place() => {
            let reference = refusal.reference.map(|id| reference_field(id).view());
            view! { <div class="notice failure" role="alert"><p>{refusal.message}</p>{reference}</div> }
                .to_html()
        }
        _ => outcome_html(),
    }
}

fn outcome_html() -> String {
    let Some(parts) = use_context::<axum::http::request::Parts>() else {
        return String::new();
    };
    let Some((notice, id)) = of_query(parts.uri.query().unwrap_or_default()) else {
        return String::new();
    };
    let undo = notice.undo().zip(id).map(|((action, field), id)| {
        view! {
            <form method="post" action=action>
                <input type="hidden" name=field value=id.to_owned()/>
                <button class="button">"Undo"</button>
            </form>
        }
    });
    view! { <div class="notice" role="status"><p>{notice.sentence()}</p>{undo}</div> }.to_html()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_and_what_it_is_about_are_read_from_the_address() {
        assert_eq!(
            of_query("q=a&notice=task-trashed&about=jd7"),
            Some((Notice::TaskTrashed, Some("jd7")))
        );
        assert_eq!(of_query("done=key"), Some((Notice::KeySaved, None)));
    }

    #[test]
    fn unknown_notices_and_ids_that_are_none_are_ignored() {
        assert_eq!(of_query("notice=you-won"), None);
        assert_eq!(
            of_query("notice=todo-trashed&about=%22%3E"),
            Some((Notice::TodoTrashed, None))
        );
        assert_eq!(of_query(""), None);
    }
}
