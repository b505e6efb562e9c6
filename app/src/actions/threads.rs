//! What people do in a thread whose answers are generated.

use super::{provisional_message, run};
use crate::layout::ui::Ui;
use convex_api::{
    AttachmentEntry, ChatId, EarlierMessages, LaterMessages, Message, MessageId, MessageRole,
    QueuedAction, QueuedActionId, ThreadId, attachments, chats, messages, queued_actions,
    streaming,
};
use convex_leptos::{OptimisticStore, UseMutation, use_mutation};

/// The handles. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct ThreadActions {
    pub(crate) ui: Ui,
    pub(crate) send: UseMutation<streaming::Send>,
    stop: UseMutation<streaming::Stop>,
    retry: UseMutation<streaming::Retry>,
    edit: UseMutation<streaming::Edit>,
    resume: UseMutation<streaming::Resume>,
    select: UseMutation<chats::SelectThread>,
    remove: UseMutation<messages::Remove>,
    restore: UseMutation<messages::Restore>,
    pub(crate) branch: UseMutation<chats::CreateChat>,
    reword: UseMutation<queued_actions::Update>,
    reorder: UseMutation<queued_actions::Move>,
    withdraw: UseMutation<queued_actions::Remove>,
}

impl ThreadActions {
    pub(crate) fn new() -> Self {
        Self {
            ui: Ui::current(),
            send: use_mutation(streaming::Send).with_optimistic_update(append),
            stop: use_mutation(streaming::Stop),
            retry: use_mutation(streaming::Retry),
            edit: use_mutation(streaming::Edit),
            resume: use_mutation(streaming::Resume),
            select: use_mutation(chats::SelectThread),
            remove: use_mutation(messages::Remove).with_optimistic_update(take_out),
            restore: use_mutation(messages::Restore),
            branch: use_mutation(chats::CreateChat),
            reword: use_mutation(queued_actions::Update).with_optimistic_update(|store, args| {
                store.update_every(queued_actions::List, |queue: &mut Vec<QueuedAction>| {
                    let waiting = queue.iter_mut().find(|it| it.id == args.queued_action_id);
                    if let (Some(waiting), Some(content)) = (waiting, &args.content) {
                        content.clone_into(&mut waiting.content);
                    }
                });
            }),
            reorder: use_mutation(queued_actions::Move).with_optimistic_update(|store, args| {
                store.update_every(queued_actions::List, |queue: &mut Vec<QueuedAction>| {
                    move_behind(queue, &args.queued_action_id, args.after_id.as_ref());
                });
            }),
            withdraw: use_mutation(queued_actions::Remove).with_optimistic_update(|store, args| {
                store.update_every(queued_actions::List, |queue: &mut Vec<QueuedAction>| {
                    queue.retain(|waiting| waiting.id != args.queued_action_id);
                });
            }),
        }
    }

    pub(crate) fn stop(self, thread_id: ThreadId) {
        run(self.ui, self.stop, streaming::StopArgs { thread_id });
    }

    /// Has a message answered once more, as another version.
    pub(crate) fn retry(self, message_id: MessageId, thread_id: Option<ThreadId>) {
        let args = streaming::RetryArgs {
            thread_id,
            ..streaming::RetryArgs::new(message_id)
        };
        run(self.ui, self.retry, args);
    }

    /// Says a message differently, as another version.
    pub(crate) fn edit(self, message_id: MessageId, thread_id: Option<ThreadId>, content: String) {
        let args = streaming::EditArgs {
            thread_id,
            ..streaming::EditArgs::new(content, message_id)
        };
        run(self.ui, self.edit, args);
    }

    /// Goes on with an answer that was cut off.
    pub(crate) fn resume(self, message_id: MessageId) {
        run(self.ui, self.resume, streaming::ResumeArgs { message_id });
    }

    pub(crate) fn select(self, chat_id: ChatId, thread_id: ThreadId) {
        run(
            self.ui,
            self.select,
            chats::SelectThreadArgs { chat_id, thread_id },
        );
    }

    /// Takes a message out of its thread and offers to take that back.
    pub(crate) fn remove(self, message_id: MessageId) {
        let args = messages::RemoveArgs {
            message_id: message_id.clone(),
        };
        run(self.ui, self.remove, args);
        self.ui.offer_undo("Message deleted", move || {
            let message_id = message_id.clone();
            run(self.ui, self.restore, messages::RestoreArgs { message_id });
        });
    }

    pub(crate) fn reword(self, id: QueuedActionId, content: String) {
        let args = queued_actions::UpdateArgs {
            content: Some(content),
            ..queued_actions::UpdateArgs::new(id)
        };
        run(self.ui, self.reword, args);
    }

    /// Moves what waits behind something else, or to the front.
    pub(crate) fn reorder(self, id: QueuedActionId, after_id: Option<QueuedActionId>) {
        let args = queued_actions::MoveArgs {
            after_id,
            queued_action_id: id,
        };
        run(self.ui, self.reorder, args);
    }

    pub(crate) fn withdraw(self, id: QueuedActionId) {
        run(
            self.ui,
            self.withdraw,
            queued_actions::RemoveArgs {
                queued_action_id: id,
            },
        );
        self.ui.announce("Message taken out of the queue");
    }
}

fn move_behind(queue: &mut Vec<QueuedAction>, id: &QueuedActionId, after: Option<&QueuedActionId>) {
    let Some(from) = queue.iter().position(|waiting| waiting.id == *id) else {
        return;
    };
    let moved = queue.remove(from);
    let anchor = after.and_then(|after| queue.iter().position(|waiting| waiting.id == *after));
    queue.insert(anchor.map_or(0, |at| at + 1), moved);
}

/// Shows a message before the server has it, where it will be sent at once.
fn append(store: &mut OptimisticStore<'_>, args: &streaming::SendArgs) {
    let active = streaming::ActiveArgs {
        thread_id: args.thread_id.clone(),
    };
    if let Some(sent) = &args.attachments {
        store.update_every(attachments::Pending, |files: &mut Vec<AttachmentEntry>| {
            files.retain(|file| !sent.contains(&file.attachment_id));
        });
    }
    if store.get(streaming::Active, &active).flatten().is_some() {
        return;
    }
    store.update_every(chats::View, |view| {
        let Some(view) = view
            .as_mut()
            .filter(|view| view.thread_id == args.thread_id)
        else {
            return;
        };
        let rows = &mut view.messages;
        let message = provisional_message(
            rows,
            rows.last(),
            MessageRole::User,
            args.thread_id.clone(),
            &args.content,
        );
        rows.push(message);
    });
}

fn take_out(store: &mut OptimisticStore<'_>, args: &messages::RemoveArgs) {
    let take_out = |shown: &mut Vec<Message>| shown.retain(|it| it.id != args.message_id);
    store.update_every(chats::View, |view| {
        if let Some(view) = view {
            take_out(&mut view.messages);
        }
    });
    store.update_every(messages::Earlier, |window: &mut EarlierMessages| {
        take_out(&mut window.messages);
    });
    store.update_every(messages::Later, |window: &mut LaterMessages| {
        take_out(&mut window.messages);
    });
    store.update_every(messages::Around, |window| {
        if let Some(window) = window {
            take_out(&mut window.messages);
        }
    });
}

/// Where `navigate` of a branch leads, once it is made.
pub(crate) fn open_branch(
    actions: ThreadActions,
    args: chats::CreateChatArgs,
    navigate: impl Fn(&str) + 'static,
) {
    let made = actions.branch.call(args);
    leptos::task::spawn_local(async move {
        match made.await {
            Ok(id) => navigate(&format!("/chats/{id}")),
            Err(error) => actions.ui.refuse(&error),
        }
    });
}
