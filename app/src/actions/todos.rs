//! Changing todos.

use convex_api::{TaskId, Todo, TodoEntry, TodoId, TodoStatus, UserId, todos};
use convex_leptos::{OptimisticStore, UseMutation, use_mutation};

use super::{is_pending, pending_id, run};
use crate::layout::ui::Ui;

/// The handles. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct TodoActions {
    ui: Ui,
    create: UseMutation<todos::Create>,
    update: UseMutation<todos::Update>,
    reorder: UseMutation<todos::Reorder>,
    trash: UseMutation<todos::Trash>,
    restore: UseMutation<todos::Restore>,
}

impl TodoActions {
    pub(crate) fn new() -> Self {
        Self {
            ui: Ui::current(),
            create: use_mutation(todos::Create).with_optimistic_update(append),
            update: use_mutation(todos::Update).with_optimistic_update(update),
            reorder: use_mutation(todos::Reorder).with_optimistic_update(|store, args| {
                store.update_pages(
                    todos::All,
                    |_| true,
                    |rows| {
                        move_behind(
                            rows,
                            |entry| &entry.todo.id,
                            &args.todo_id,
                            args.after_id.as_ref(),
                        );
                    },
                );
                store.update_all(todos::List, |_, rows| {
                    move_behind(rows, |todo| &todo.id, &args.todo_id, args.after_id.as_ref());
                });
            }),
            trash: use_mutation(todos::Trash).with_optimistic_update(|store, args| {
                let id = &args.todo_id;
                store.update_pages(
                    todos::All,
                    |_| true,
                    |rows| rows.retain(|entry| entry.todo.id != *id),
                );
                store.update_all(todos::List, |_, rows| rows.retain(|todo| todo.id != *id));
            }),
            restore: use_mutation(todos::Restore),
        }
    }

    /// Adds a todo to the end of a task's list, or of the inbox.
    pub(crate) fn add(self, content: String, task: Option<TaskId>) {
        run(
            self.ui,
            self.create,
            todos::CreateArgs {
                task_id: task,
                ..todos::CreateArgs::new(content)
            },
        );
    }

    pub(crate) fn rewrite(self, id: TodoId, content: String) {
        run(
            self.ui,
            self.update,
            todos::UpdateArgs {
                content: Some(content),
                ..todos::UpdateArgs::new(id)
            },
        );
    }

    pub(crate) fn set_status(self, id: TodoId, status: TodoStatus) {
        run(
            self.ui,
            self.update,
            todos::UpdateArgs {
                status: Some(status),
                ..todos::UpdateArgs::new(id)
            },
        );
    }

    /// Moves a todo behind another one, or to the front.
    pub(crate) fn reorder(self, id: TodoId, after: Option<TodoId>) {
        run(
            self.ui,
            self.reorder,
            todos::ReorderArgs {
                after_id: after,
                todo_id: id,
            },
        );
    }

    /// Puts a todo into the trash and offers to take it out again.
    pub(crate) fn trash(self, id: TodoId) {
        run(
            self.ui,
            self.trash,
            todos::TrashArgs {
                todo_id: id.clone(),
            },
        );
        self.ui.offer_undo("Todo deleted", move || {
            run(
                self.ui,
                self.restore,
                todos::RestoreArgs {
                    todo_id: id.clone(),
                },
            );
        });
    }
}

/// A todo as it will probably be; only what the page shows of it matters.
fn provisional(args: &todos::CreateArgs, nth: usize) -> Todo {
    Todo {
        creation_time: 0.0,
        id: pending_id(nth).into(),
        content: args.content.clone(),
        created_at: 0.0,
        deleted_at: None,
        sequence: 0.0,
        status: args.status.unwrap_or(TodoStatus::Pending),
        task_id: args.task_id.clone(),
        todo_id: String::new(),
        updated_at: 0.0,
        user_id: UserId::from(""),
    }
}

fn append(store: &mut OptimisticStore<'_>, args: &todos::CreateArgs) {
    let status = args.status.unwrap_or(TodoStatus::Pending);
    store.update_all(todos::All, |list, page| {
        if page.is_done && list.status.is_none_or(|only| only == status) {
            let nth = page
                .page
                .iter()
                .filter(|entry| is_pending(entry.todo.id.as_str()))
                .count();
            page.page.push(TodoEntry {
                task_title: None,
                todo: provisional(args, nth),
            });
        }
    });
    if let Some(task_id) = &args.task_id {
        let list = todos::ListArgs {
            task_id: task_id.clone(),
        };
        store.update(todos::List, &list, |rows| {
            let nth = rows
                .iter()
                .filter(|todo| is_pending(todo.id.as_str()))
                .count();
            rows.push(provisional(args, nth));
        });
    }
}

fn update(store: &mut OptimisticStore<'_>, args: &todos::UpdateArgs) {
    let change = |todo: &mut Todo| {
        if let Some(content) = &args.content {
            content.clone_into(&mut todo.content);
        }
        if let Some(status) = args.status {
            todo.status = status;
        }
    };
    store.update_all(todos::All, |list, page| {
        if let Some(entry) = page
            .page
            .iter_mut()
            .find(|entry| entry.todo.id == args.todo_id)
        {
            change(&mut entry.todo);
        }
        if let Some(only) = list.status {
            page.page.retain(|entry| entry.todo.status == only);
        }
    });
    store.update_all(todos::List, |_, rows| {
        if let Some(todo) = rows.iter_mut().find(|todo| todo.id == args.todo_id) {
            change(todo);
        }
    });
}

/// Moves the row `id` behind the row `after`, or to the front; nothing happens where one is missing.
pub(crate) fn move_behind<T>(
    rows: &mut Vec<T>,
    id_of: impl Fn(&T) -> &TodoId,
    id: &TodoId,
    after: Option<&TodoId>,
) {
    let Some(from) = rows.iter().position(|row| id_of(row) == id) else {
        return;
    };
    let row = rows.remove(from);
    let to = match after {
        None => 0,
        Some(after) => rows
            .iter()
            .position(|row| id_of(row) == after)
            .map_or(from, |at| at + 1),
    };
    rows.insert(to, row);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(id: &str, after: Option<&str>) -> String {
        let mut rows: Vec<TodoId> = ["a", "b", "c", "d"].map(TodoId::from).into();
        move_behind(
            &mut rows,
            |id| id,
            &id.into(),
            after.map(TodoId::from).as_ref(),
        );
        rows.iter().map(TodoId::as_str).collect()
    }

    #[test]
    fn a_row_moves_behind_another_or_to_the_front() {
        assert_eq!(moved("a", Some("c")), "bcad");
        assert_eq!(moved("d", Some("a")), "adbc");
        assert_eq!(moved("c", None), "cabd");
        assert_eq!(moved("d", Some("c")), "abcd");
    }

    #[test]
    fn rows_that_are_not_there_change_nothing() {
        assert_eq!(moved("x", Some("a")), "abcd");
        assert_eq!(moved("b", Some("x")), "abcd");
    }
}
