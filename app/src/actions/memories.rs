//! Changing what agents remember.

use convex_api::{Memory, MemoryId, memories};
use convex_leptos::{OptimisticStore, UseMutation, use_mutation};

use super::run;
use crate::layout::ui::Ui;

/// The handles. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct MemoryActions {
    ui: Ui,
    create: UseMutation<memories::Create>,
    update: UseMutation<memories::Update>,
    remove: UseMutation<memories::Remove>,
}

impl MemoryActions {
    pub(crate) fn new() -> Self {
        Self {
            ui: Ui::current(),
            create: use_mutation(memories::Create),
            update: use_mutation(memories::Update).with_optimistic_update(|store, args| {
                change(store, &|rows| {
                    let memory = rows.iter_mut().find(|memory| memory.id == args.memory_id);
                    let Some(memory) = memory else { return };
                    if let Some(content) = &args.content {
                        content.clone_into(&mut memory.content);
                    }
                    if let Some(category) = args.category {
                        memory.category = category;
                    }
                    if let Some(repo_full_name) = &args.repo_full_name {
                        memory.repo_full_name.clone_from(repo_full_name);
                    }
                });
            }),
            remove: use_mutation(memories::Remove).with_optimistic_update(|store, args| {
                change(store, &|rows| {
                    rows.retain(|memory| memory.id != args.memory_id);
                });
            }),
        }
    }

    pub(crate) fn add(self, args: memories::CreateArgs) {
        run(self.ui, self.create, args);
        self.ui.announce("Memory added");
    }

    pub(crate) fn update(self, args: memories::UpdateArgs) {
        run(self.ui, self.update, args);
        self.ui.announce("Memory saved");
    }

    /// Forgets a memory and offers to remember it again: as a new one that says the same.
    pub(crate) fn remove(self, memory: &Memory) {
        run(
            self.ui,
            self.remove,
            memories::RemoveArgs {
                memory_id: MemoryId::clone(&memory.id),
            },
        );
        let again = memories::CreateArgs {
            category: memory.category,
            content: memory.content.clone(),
            repo_full_name: memory.repo_full_name.clone(),
            repo_url: memory.repo_url.clone(),
            task_id: memory.task_id.clone(),
        };
        self.ui.offer_undo("Memory deleted", move || {
            run(self.ui, self.create, again.clone());
        });
    }
}

/// Changes the memories wherever the page shows them.
fn change(store: &mut OptimisticStore<'_>, change: &dyn Fn(&mut Vec<Memory>)) {
    store.update_every_page(memories::List, change);
    store.update_every(memories::Search, change);
    store.update_every(memories::ByTask, change);
}
