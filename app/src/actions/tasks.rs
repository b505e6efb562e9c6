//! Changing tasks.

use convex_api::{Task, TaskId, TaskStatus, tasks};
use convex_leptos::{OptimisticStore, UseMutation, use_mutation};

use super::run;
use crate::layout::ui::Ui;

/// The handles. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct TaskActions {
    ui: Ui,
    update: UseMutation<tasks::Update>,
    archive: UseMutation<tasks::Archive>,
    unarchive: UseMutation<tasks::Unarchive>,
    trash: UseMutation<tasks::Trash>,
    restore: UseMutation<tasks::Restore>,
}

impl TaskActions {
    pub(crate) fn new() -> Self {
        Self {
            ui: Ui::current(),
            update: use_mutation(tasks::Update).with_optimistic_update(|store, args| {
                if let Some(title) = &args.title {
                    change(store, &args.task_id, &|task| {
                        title.clone_into(&mut task.title)
                    });
                }
            }),
            archive: use_mutation(tasks::Archive).with_optimistic_update(|store, args| {
                change(store, &args.task_id, &|task| {
                    if task.status != TaskStatus::Archived {
                        task.archived_from = Some(task.status);
                        task.status = TaskStatus::Archived;
                    }
                });
                store.update_every(tasks::Recent, |rows: &mut Vec<Task>| {
                    rows.retain(|task| task.id != args.task_id);
                });
            }),
            unarchive: use_mutation(tasks::Unarchive).with_optimistic_update(|store, args| {
                change(store, &args.task_id, &|task| {
                    if let Some(before) = task.archived_from.take() {
                        task.status = before;
                    }
                });
            }),
            trash: use_mutation(tasks::Trash).with_optimistic_update(|store, args| {
                let id = &args.task_id;
                let remove = |rows: &mut Vec<Task>| rows.retain(|task| task.id != *id);
                store.update_every_page(tasks::List, remove);
                store.update_every(tasks::Search, remove);
                store.update_every(tasks::Recent, remove);
            }),
            restore: use_mutation(tasks::Restore),
        }
    }

    pub(crate) fn rename(self, id: TaskId, title: String) {
        run(
            self.ui,
            self.update,
            tasks::UpdateArgs {
                title: Some(title),
                ..tasks::UpdateArgs::new(id)
            },
        );
    }

    /// Archives a task and offers to take that back.
    pub(crate) fn archive(self, id: TaskId) {
        run(
            self.ui,
            self.archive,
            tasks::ArchiveArgs {
                task_id: id.clone(),
            },
        );
        self.ui
            .offer_undo("Task archived", move || self.unarchive(id.clone()));
    }

    pub(crate) fn unarchive(self, id: TaskId) {
        run(
            self.ui,
            self.unarchive,
            tasks::UnarchiveArgs { task_id: id },
        );
    }

    /// Puts a task into the trash and offers to take it out again.
    pub(crate) fn trash(self, id: TaskId) {
        run(
            self.ui,
            self.trash,
            tasks::TrashArgs {
                task_id: id.clone(),
            },
        );
        self.ui.offer_undo("Task deleted", move || {
            run(
                self.ui,
                self.restore,
                tasks::RestoreArgs {
                    task_id: id.clone(),
                },
            );
        });
    }
}

/// Changes a task wherever a page that can change it shows it.
fn change(store: &mut OptimisticStore<'_>, id: &TaskId, change: &dyn Fn(&mut Task)) {
    let in_rows = |rows: &mut Vec<Task>| {
        if let Some(task) = rows.iter_mut().find(|task| task.id == *id) {
            change(task);
        }
    };
    store.update_every_page(tasks::List, in_rows);
    store.update_every(tasks::Search, in_rows);
    store.update_every(tasks::Recent, in_rows);
    store.update_every(tasks::Get, |task| {
        if let Some(task) = task.as_mut().filter(|task| task.id == *id) {
            change(task);
        }
    });
}
