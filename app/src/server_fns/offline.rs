//! What a browser keeps of chats for when there is no network, and the way back for what was written then.

use std::collections::HashMap;

use convex_api::{Chat, ChatView, MessageId, ThreadId, User, attachments, auth, chats, streaming};
use convex_leptos::{ConvexError, NoArgs, PaginationOptions, call_query};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::back::mutate;
use super::chats::{chosen, thread_of};

/// So many of the chats that changed last are kept.
const RECENT: u32 = 30;

/// So many of those that were opened in the browser are kept besides.
const OPENED_MAX: usize = 10;

/// Everything that a browser may keep, and for whom.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// The id of whoever is signed in; none: nobody is, and nothing may be kept.
    pub person: Option<String>,
    /// Chats that the browser has as they are.
    pub unchanged: Vec<String>,
    /// All others that it keeps.
    pub chats: Vec<KeptChat>,
}

/// One chat with the end of its thread.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptChat {
    pub id: String,
    pub title: String,
    /// In milliseconds since 1970.
    pub updated_at: f64,
    /// The thread that was shown: what is written without a network goes on from there.
    pub thread_id: String,
    pub has_earlier: bool,
    /// Another one when something was said or another version is shown. Empty: not settled, to be asked for again.
    pub stamp: String,
    pub messages: Vec<KeptMessage>,
}

/// One message as it is shown.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptMessage {
    pub id: String,
    pub is_own: bool,
    /// Who says it, as pages call them.
    pub author: String,
    pub content: String,
    /// The content as blocks of harmless HTML.
    pub html: String,
    pub created_at: f64,
    /// An answer that was on its way, or never came to its end.
    pub is_partial: bool,
    /// The names of its files, which are not kept.
    pub files: Vec<String>,
}

/// Answers with the chats that the browser keeps. `known` is a JSON object of the stamps it has by chat, `opened`
/// a JSON array of the chats that were opened there, the latest first. What is known costs one query for all.
#[server(prefix = "/do", endpoint = "take_along")]
pub async fn take_along(
    #[server(default)] known: String,
    #[server(default)] opened: String,
) -> Result<Snapshot, ServerFnError> {
    let Some(user) = signed_in().await? else {
        return Ok(Snapshot::default());
    };
    let known: HashMap<String, String> = serde_json::from_str(&known).unwrap_or_default();
    let opened: Vec<String> = serde_json::from_str(&opened).unwrap_or_default();
    let is_known = |chat: &Chat| known.get(chat.id.as_str()) == Some(&on_server::stamp(chat));
    let (unchanged, changed): (Vec<_>, Vec<_>) = recent().await?.into_iter().partition(is_known);
    let mut unchanged: Vec<String> = unchanged.iter().map(|chat| chat.id.to_string()).collect();
    let mut wanted: Vec<String> = changed.iter().map(|chat| chat.id.to_string()).collect();
    for id in opened.into_iter().take(OPENED_MAX) {
        if !unchanged.contains(&id) && !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    let mut views = Vec::new();
    for chat_id in wanted {
        // One that is gone, or was never this person's, is not kept.
        match call_query(chats::View, chats::ViewArgs { chat_id }).await? {
            Some(view) if is_known(&view.chat) => unchanged.push(view.chat.id.to_string()),
            Some(view) => views.push(view),
            None => {}
        }
    }
    let files = files_of(&views).await?;
    Ok(Snapshot {
        person: Some(user.id.to_string()),
        unchanged,
        chats: on_server::kept(views, files).await,
    })
}

/// Names of files by the message that they belong to.
type FileNames = HashMap<String, Vec<String>>;

async fn files_of(views: &[ChatView]) -> Result<FileNames, ConvexError> {
    let mut files = FileNames::new();
    for message in views.iter().flat_map(|view| &view.messages) {
        if message.has_files == Some(true) {
            let args = attachments::ByMessageArgs {
                message_id: message.id.clone(),
            };
            let entries = call_query(attachments::ByMessage, args).await?;
            let names = entries.into_iter().map(|entry| entry.name).collect();
            files.insert(message.id.to_string(), names);
        }
    }
    Ok(files)
}

async fn signed_in() -> Result<Option<User>, ConvexError> {
    match call_query(auth::CurrentUser, NoArgs {}).await {
        Err(error) if error.data_field("code").as_deref() == Some("UNAUTHENTICATED") => Ok(None),
        user => user,
    }
}

/// The chats that changed last.
async fn recent() -> Result<Vec<Chat>, ConvexError> {
    let args = chats::GetUserChatsArgs {
        is_archived: Some(false),
        tag: None,
        pagination_opts: PaginationOptions::first(RECENT),
    };
    Ok(call_query(chats::GetUserChats, args).await?.page)
}

/// What came of something that was written without a network.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Delivery {
    /// It was done, now or when it was first handed over: in this chat, and in this thread. Empty: the chat's own.
    Done { chat: String, thread: String },
    /// It cannot be done; the code is for programs, the sentence says what to do.
    Refused { code: String, message: String },
    /// Whoever is signed in did not write it.
    Stranger,
}

/// Does what was written without a network. `item` is the JSON of a [`Written`]; the same `clientId` is answered
/// alike and done once. `person` is who wrote it: nobody else's words are ever sent. A failure is no refusal: it may
/// work later.
#[server(prefix = "/do", endpoint = "deliver")]
pub async fn deliver(person: String, item: String) -> Result<Delivery, ServerFnError> {
    let user = signed_in().await?;
    if user.is_none_or(|user| user.id.as_str() != person) {
        return Ok(Delivery::Stranger);
    }
    let Ok(written) = serde_json::from_str::<Written>(&item) else {
        return Ok(Delivery::Refused {
            code: "INVALID_INPUT".to_owned(),
            message: "This cannot be sent any more. Copy its text into a new message.".to_owned(),
        });
    };
    let done = match written.kind {
        Kind::Start => written.start().await,
        Kind::Send => written.send().await,
        Kind::Edit => written.edit().await,
    };
    match done {
        Ok((chat, thread)) => Ok(Delivery::Done { chat, thread }),
        Err(error) => match error.data_field("code") {
            Some(code) => Ok(Delivery::Refused {
                code,
                message: error.user_message(),
            }),
            None => Err(error.into()),
        },
    }
}

/// Something that was written without a network. Texts that do not apply are empty.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    client_id: String,
    kind: Kind,
    content: String,
    chat_id: String,
    /// Empty: whichever the chat shows.
    thread_id: String,
    message_id: String,
    model: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// Begins a chat.
    Start,
    /// Goes on with one.
    Send,
    /// Says a message differently, as another version.
    Edit,
}

/// The chat and the thread in which something was done.
type Place = (String, String);

impl Written {
    fn client_id(&self) -> Option<String> {
        Some(self.client_id.clone())
    }

    fn content(&self) -> String {
        self.content.trim().to_owned()
    }

    async fn start(self) -> Result<Place, ConvexError> {
        let args = chats::StartArgs {
            client_id: self.client_id(),
            llm_model: chosen(&self.model),
            ..chats::StartArgs::new(self.content())
        };
        let started = mutate(chats::Start, args).await?;
        // All that a request reads is of one instant, before the chat was: what follows finds its thread itself.
        Ok((started.chat_id.to_string(), String::new()))
    }

    async fn send(self) -> Result<Place, ConvexError> {
        let thread_id = match self.thread_id.as_str() {
            "" => thread_of(&self.chat_id).await?,
            thread => ThreadId::from(thread),
        };
        let args = streaming::SendArgs {
            client_id: self.client_id(),
            llm_model: chosen(&self.model),
            ..streaming::SendArgs::new(self.content(), thread_id.clone())
        };
        mutate(streaming::Send, args).await?;
        Ok((self.chat_id, thread_id.to_string()))
    }

    async fn edit(self) -> Result<Place, ConvexError> {
        let thread_id = Some(self.thread_id.as_str()).filter(|thread| !thread.is_empty());
        let args = streaming::EditArgs {
            client_id: self.client_id(),
            llm_model: chosen(&self.model),
            thread_id: thread_id.map(ThreadId::from),
            ..streaming::EditArgs::new(self.content(), MessageId::from(self.message_id.as_str()))
        };
        let edited = mutate(streaming::Edit, args).await?;
        Ok((self.chat_id, edited.thread_id.to_string()))
    }
}

#[cfg(feature = "ssr")]
mod on_server {
    use std::hash::{DefaultHasher, Hash, Hasher};

    use convex_api::{Chat, ChatView, Message, MessageRole, MessageStatus};
    use convex_typed::to_json;
    use markdown::Options;

    use super::{FileNames, KeptChat, KeptMessage};
    use crate::components::message::is_streaming;
    use crate::components::prose;

    /// Beside the threads that serve requests: Markdown and its colours take a while.
    pub(super) async fn kept(views: Vec<ChatView>, files: FileNames) -> Vec<KeptChat> {
        let chats = move || views.iter().map(|view| chat(view, &files)).collect();
        tokio::task::spawn_blocking(chats).await.unwrap_or_default()
    }

    fn chat(view: &ChatView, files: &FileNames) -> KeptChat {
        let is_settled = !view.messages.iter().any(is_streaming);
        KeptChat {
            id: view.chat.id.to_string(),
            title: view.chat.title.clone(),
            updated_at: view.chat.updated_at,
            thread_id: view.thread_id.to_string(),
            has_earlier: view.has_earlier,
            // The end of an answer does not change its chat.
            stamp: match is_settled {
                true => stamp(&view.chat),
                false => String::new(),
            },
            messages: view.messages.iter().map(|it| message(it, files)).collect(),
        }
    }

    pub(super) fn stamp(chat: &Chat) -> String {
        let mut hasher = DefaultHasher::new();
        to_json(chat).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    fn message(message: &Message, files: &FileNames) -> KeptMessage {
        let options = Options::new(format!("m{}", message.id));
        let is_own = message.role == MessageRole::User;
        let options = match is_own {
            true => options.plain(),
            false => options,
        };
        KeptMessage {
            id: message.id.to_string(),
            is_own,
            author: match message.role {
                MessageRole::User => "You",
                MessageRole::Assistant => "Assistant",
                MessageRole::System => "System",
            }
            .to_owned(),
            html: prose::html(&message.content, &options),
            content: message.content.clone(),
            created_at: message.created_at,
            is_partial: !matches!(message.status, None | Some(MessageStatus::Complete)),
            files: files.get(message.id.as_str()).cloned().unwrap_or_default(),
        }
    }
}
