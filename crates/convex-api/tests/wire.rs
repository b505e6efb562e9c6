//! The generated types against the JSON that functions speak.

use convex_api::{
    Advisor, PaginationOptions, Task, TaskStatus, TodoEntry, conversations, messages, tasks, todos,
};
use convex_typed::{Function, PaginatedQuery, from_json, to_json};

const TASK: &str = r#"{"_creationTime":1700000000000.5,"_id":"k1","createdAt":1,"hasBeenInitialized":false,"initStatus":"PREPARE_WORKSPACE","isScratchpad":true,"status":"INITIALIZING","threadId":"t1","title":"Write","updatedAt":2,"userId":"u1","workspaceCleanedUp":false}"#;

#[test]
fn a_document_survives_the_round_trip_byte_for_byte() {
    let task: Task = from_json(TASK).unwrap();
    assert_eq!(task.status, TaskStatus::Initializing);
    assert_eq!(task.repo_full_name, None);
    assert_eq!(to_json(&task), TASK);
}

#[test]
fn an_unknown_variant_fails_with_its_name() {
    let newer = TASK.replace("\"INITIALIZING\"", "\"PONDERING\"");
    let error = from_json::<Task>(&newer).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("unknown TaskStatus `PONDERING`"), "{text}");
}

#[test]
fn every_status_is_read_back_from_its_text() {
    for status in TaskStatus::ALL {
        assert_eq!(status.to_string().parse(), Ok(status));
    }
}

#[test]
fn arguments_are_canonical_json() {
    let args = tasks::UpdateArgs {
        title: Some("New".into()),
        status: Some(TaskStatus::Running),
        ..tasks::UpdateArgs::new(convex_api::TaskId::new("k1"))
    };
    assert_eq!(
        to_json(&args),
        r#"{"status":"RUNNING","taskId":"k1","title":"New"}"#
    );
    let first = todos::ReorderArgs {
        after_id: None,
        todo_id: convex_api::TodoId::new("d1"),
    };
    assert_eq!(to_json(&first), r#"{"afterId":null,"todoId":"d1"}"#);
}

#[test]
fn a_paginated_query_takes_other_options() {
    let args = messages::ByTaskArgs {
        pagination_opts: PaginationOptions::first(5),
        task_id: convex_api::TaskId::new("k1"),
    };
    let next = messages::ByTask::with_options(&args, PaginationOptions::first(9));
    assert_eq!(messages::ByTask::options(&next).num_items, 9);
    assert_eq!(next.task_id, args.task_id);
    assert_eq!(messages::ByTask::PATH, "messages:byTask");
}

#[test]
fn a_todo_of_the_inbox_has_no_task_title() {
    let json = r#"{"taskTitle":null,"todo":{"_creationTime":1,"_id":"d1","content":"Buy","createdAt":1,"sequence":1.5,"status":"PENDING","todoId":"ab12cd","updatedAt":1,"userId":"u1"}}"#;
    let entry: TodoEntry = from_json(json).unwrap();
    assert_eq!(
        (entry.task_title.clone(), entry.todo.task_id.clone()),
        (None, None)
    );
    assert_eq!(to_json(&entry), json);
}

#[test]
fn an_advisor_keeps_translations_and_named_pieces() {
    let json = r#"{"_creationTime":1,"_id":"a1","components":{"greeting":"Hello"},"createdAt":1,"firstName":"Ines","lastName":"Adler","localization":{"de":{"title":"Prüferin"}},"persona":{"summary":"Calm","traits":["calm"]},"roleDefinition":{"instructions":"Review.","title":"Reviewer"},"schemaVersion":"1","status":"active","tags":[],"updatedAt":1,"userId":"u1"}"#;
    let advisor: Advisor = from_json(json).unwrap();
    let german = &advisor.localization.as_ref().unwrap()["de"];
    assert_eq!(german.title.as_deref(), Some("Prüferin"));
    assert_eq!(to_json(&advisor), json);
}

#[test]
fn nothing_chosen_is_told_from_nothing_said() {
    let update = |active_advisor_id| conversations::UpdateConversationArgs {
        active_advisor_id,
        ..conversations::UpdateConversationArgs::new(convex_api::ConversationId::new("c1"))
    };
    let json = |args| to_json(&args);
    assert_eq!(json(update(None)), r#"{"conversationId":"c1"}"#);
    assert_eq!(
        json(update(Some(None))),
        r#"{"activeAdvisorId":null,"conversationId":"c1"}"#
    );
}
