//! Changing chats.

use convex_api::{Chat, ChatId, RecentChat, chats};
use convex_leptos::{OptimisticStore, UseMutation, use_mutation};

use super::run;
use crate::layout::ui::Ui;

/// The handles. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct ChatActions {
    ui: Ui,
    update: UseMutation<chats::UpdateChat>,
    trash: UseMutation<chats::DeleteChat>,
    restore: UseMutation<chats::RestoreChat>,
    remove: UseMutation<chats::RemoveChat>,
    tag: UseMutation<chats::Tag>,
    untag: UseMutation<chats::Untag>,
}

impl ChatActions {
    pub(crate) fn new() -> Self {
        Self {
            ui: Ui::current(),
            update: use_mutation(chats::UpdateChat).with_optimistic_update(update),
            trash: use_mutation(chats::DeleteChat).with_optimistic_update(|store, args| {
                let id = &args.chat_id;
                let remove = |rows: &mut Vec<Chat>| rows.retain(|chat| chat.id != *id);
                store.update_every_page(chats::GetUserChats, remove);
                store.update_every(chats::Search, remove);
                leave_recent(store, id);
            }),
            restore: use_mutation(chats::RestoreChat).with_optimistic_update(|store, args| {
                leave_trash(store, &args.chat_id);
            }),
            remove: use_mutation(chats::RemoveChat).with_optimistic_update(|store, args| {
                leave_trash(store, &args.chat_id);
            }),
            tag: use_mutation(chats::Tag).with_optimistic_update(|store, args| {
                change_tags(store, &args.chat_id, |tags| {
                    if !tags.contains(&args.tag) {
                        tags.push(args.tag.clone());
                    }
                });
            }),
            untag: use_mutation(chats::Untag).with_optimistic_update(|store, args| {
                change_tags(store, &args.chat_id, |tags| {
                    tags.retain(|tag| *tag != args.tag);
                });
            }),
        }
    }

    pub(crate) fn rename(self, id: ChatId, title: String) {
        let args = chats::UpdateChatArgs {
            title: Some(title),
            ..chats::UpdateChatArgs::new(id)
        };
        run(self.ui, self.update, args);
    }

    pub(crate) fn pin(self, id: ChatId, is_pinned: bool) {
        let args = chats::UpdateChatArgs {
            is_pinned: Some(is_pinned),
            ..chats::UpdateChatArgs::new(id)
        };
        run(self.ui, self.update, args);
        self.ui.announce(if is_pinned {
            "Chat pinned"
        } else {
            "Chat unpinned"
        });
    }

    /// Archives a chat and offers to take that back.
    pub(crate) fn archive(self, id: ChatId) {
        self.set_archived(id.clone(), true);
        self.ui.offer_undo("Chat archived", move || {
            self.set_archived(id.clone(), false);
        });
    }

    pub(crate) fn unarchive(self, id: ChatId) {
        self.set_archived(id, false);
        self.ui.announce("Chat brought back");
    }

    /// Puts a tag on a chat.
    pub(crate) fn tag(self, id: ChatId, tag: String) {
        let said = format!("Tag {tag} added");
        run(self.ui, self.tag, chats::TagArgs { chat_id: id, tag });
        self.ui.announce(&said);
    }

    /// Takes a tag off a chat, and offers to put it on again.
    pub(crate) fn untag(self, id: ChatId, tag: String) {
        let args = chats::UntagArgs {
            chat_id: id.clone(),
            tag: tag.clone(),
        };
        run(self.ui, self.untag, args);
        self.ui.offer_undo(format!("Tag {tag} removed"), move || {
            let (chat_id, tag) = (id.clone(), tag.clone());
            run(self.ui, self.tag, chats::TagArgs { chat_id, tag });
        });
    }

    fn set_archived(self, id: ChatId, is_archived: bool) {
        let args = chats::UpdateChatArgs {
            is_archived: Some(is_archived),
            ..chats::UpdateChatArgs::new(id)
        };
        run(self.ui, self.update, args);
    }

    /// Puts a chat into the trash and offers to take it out again.
    pub(crate) fn trash(self, id: ChatId) {
        let args = chats::DeleteChatArgs {
            chat_id: id.clone(),
        };
        run(self.ui, self.trash, args);
        self.ui.offer_undo("Chat deleted", move || {
            let args = chats::RestoreChatArgs {
                chat_id: id.clone(),
            };
            run(self.ui, self.restore, args);
        });
    }

    pub(crate) fn restore(self, id: ChatId) {
        run(
            self.ui,
            self.restore,
            chats::RestoreChatArgs { chat_id: id },
        );
        self.ui.announce("Chat restored");
    }

    /// Deletes a chat of the trash for good.
    pub(crate) fn remove(self, id: ChatId) {
        run(self.ui, self.remove, chats::RemoveChatArgs { chat_id: id });
        self.ui.announce("Chat deleted for good");
    }
}

fn update(store: &mut OptimisticStore<'_>, args: &chats::UpdateChatArgs) {
    let change = |chat: &mut Chat| {
        if let Some(title) = &args.title {
            title.clone_into(&mut chat.title);
        }
        chat.is_pinned = args.is_pinned.unwrap_or(chat.is_pinned);
        chat.is_archived = args.is_archived.unwrap_or(chat.is_archived);
    };
    change_chat(store, &args.chat_id, change);
    store.update_every(chats::Recent, |rows: &mut Vec<RecentChat>| {
        if let Some(chat) = rows.iter_mut().find(|chat| chat.chat_id == args.chat_id) {
            if let Some(title) = &args.title {
                title.clone_into(&mut chat.title);
            }
            chat.is_pinned = args.is_pinned.unwrap_or(chat.is_pinned);
        }
        rows.sort_by_key(|chat| !chat.is_pinned);
    });
    if args.is_archived == Some(true) {
        leave_recent(store, &args.chat_id);
    }
    store.update_all(chats::GetUserChats, |list, page| {
        let is_archived = list.is_archived.unwrap_or_default();
        page.page.retain(|chat| chat.is_archived == is_archived);
        let by_age = |a: &Chat, b: &Chat| b.updated_at.total_cmp(&a.updated_at);
        page.page
            .sort_by(|a, b| b.is_pinned.cmp(&a.is_pinned).then_with(|| by_age(a, b)));
    });
}

/// Changes a chat wherever it is shown.
fn change_chat(store: &mut OptimisticStore<'_>, id: &ChatId, change: impl Fn(&mut Chat)) {
    let in_rows = |rows: &mut Vec<Chat>| {
        if let Some(chat) = rows.iter_mut().find(|chat| chat.id == *id) {
            change(chat);
        }
    };
    store.update_every_page(chats::GetUserChats, in_rows);
    store.update_every(chats::Search, in_rows);
    store.update_every(chats::View, |view| {
        if let Some(view) = view.as_mut().filter(|view| view.chat.id == *id) {
            change(&mut view.chat);
        }
    });
}

fn change_tags(store: &mut OptimisticStore<'_>, id: &ChatId, change: impl Fn(&mut Vec<String>)) {
    change_chat(store, id, |chat| {
        change(chat.tags.get_or_insert_default());
    });
    store.update_all(chats::GetUserChats, |list, page| {
        if let Some(tag) = &list.tag {
            let has_tag = |chat: &Chat| chat.tags.as_ref().is_some_and(|tags| tags.contains(tag));
            page.page.retain(has_tag);
        }
    });
}

/// Takes a chat out of those that stand beside every page.
fn leave_recent(store: &mut OptimisticStore<'_>, id: &ChatId) {
    store.update_every(chats::Recent, |rows: &mut Vec<RecentChat>| {
        rows.retain(|chat| chat.chat_id != *id);
    });
}

fn leave_trash(store: &mut OptimisticStore<'_>, id: &ChatId) {
    let remove = |rows: &mut Vec<Chat>| rows.retain(|chat| chat.id != *id);
    store.update_every_page(chats::Trash, remove);
}
