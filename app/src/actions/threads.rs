//! What people do in a thread whose answers are generated.

use super::{Outcome, is_pending, outcome, pending_id, provisional_message, run};
use crate::layout::ui::Ui;
use convex_api::{
    AttachmentEntry, ChatId, EarlierMessages, LaterMessages, Message, MessageId, MessageRole,
    QueuedAction, QueuedActionId, QueuedActionKind, ThreadId, UserId, attachments, chats, messages,
    queued_actions, streaming,
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
    put_back: UseMutation<queued_actions::PutBack>,
    send_waiting: UseMutation<queued_actions::SendNow>,
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
            put_back: use_mutation(queued_actions::PutBack),
            send_waiting: use_mutation(queued_actions::SendNow),
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
    pub(crate) fn edit(
        self,
        message_id: MessageId,
        thread_id: Option<ThreadId>,
        content: String,
    ) -> Outcome {
        let args = streaming::EditArgs {
            thread_id,
            ..streaming::EditArgs::new(content, message_id)
        };
        outcome(self.edit, args)
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

    pub(crate) fn reword(self, id: QueuedActionId, content: String) -> Outcome {
        let args = queued_actions::UpdateArgs {
            content: Some(content),
            ..queued_actions::UpdateArgs::new(id)
        };
        outcome(self.reword, args)
    }

    /// Moves what waits behind something else, or to the front.
    pub(crate) fn reorder(self, id: QueuedActionId, after_id: Option<QueuedActionId>) {
        let args = queued_actions::MoveArgs {
            after_id,
            queued_action_id: id,
        };
        run(self.ui, self.reorder, args);
    }

    /// Takes what waits out of the queue and offers to put it back where it was.
    pub(crate) fn withdraw(self, waiting: QueuedAction) {
        let args = queued_actions::RemoveArgs {
            queued_action_id: waiting.id,
        };
        run(self.ui, self.withdraw, args);
        let before = queued_actions::PutBackArgs {
            attachments: waiting.attachments,
            client_id: None,
            content: waiting.content,
            is_urgent: waiting.is_urgent,
            kind: waiting.kind,
            llm_model: waiting.llm_model,
            position: waiting.position,
            thread_id: waiting.thread_id,
        };
        self.ui
            .offer_undo("Message taken out of the queue", move || {
                run(self.ui, self.put_back, before.clone());
            });
    }

    /// Sends the first of what waits, where no answer is on its way that would do so.
    pub(crate) fn send_waiting(self, thread_id: ThreadId) {
        run(
            self.ui,
            self.send_waiting,
            queued_actions::SendNowArgs { thread_id },
        );
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

/// Shows a message before the server has it, where it will be: said, or waiting for the end of an answer.
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
        return wait(store, args);
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

fn wait(store: &mut OptimisticStore<'_>, args: &streaming::SendArgs) {
    let of_thread = queued_actions::ListArgs {
        thread_id: args.thread_id.clone(),
    };
    store.update(queued_actions::List, &of_thread, |queue| {
        let is_urgent = args.mode == Some(streaming::SendMode::Interrupt);
        let at = match is_urgent {
            true => queue.partition_point(|waiting| waiting.is_urgent == Some(true)),
            false => queue.len(),
        };
        let pending = queue.iter().filter(|it| is_pending(it.id.as_str()));
        let waiting = QueuedAction {
            creation_time: 0.0,
            id: pending_id(pending.count()).into(),
            attachments: args.attachments.clone(),
            content: args.content.clone(),
            created_at: 0.0,
            is_urgent: Some(is_urgent),
            kind: QueuedActionKind::Message,
            llm_model: args.llm_model.clone(),
            looks_at: None,
            position: 0.0,
            thread_id: args.thread_id.clone(),
            updated_at: 0.0,
            user_id: UserId::from(""),
        };
        queue.insert(at, waiting);
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
