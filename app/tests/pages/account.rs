//! The pages on which people look after what is theirs.

use crate::support::{NOW, Table, open, page_of};
use app::Refusal;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use std::sync::Arc;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn user() -> Value {
    json!({
        "_id": "us1", "_creationTime": NOW, "createdAt": NOW, "updatedAt": NOW, "name": "Ada Lovelace",
        "email": "ada@example.org", "emailVerified": false, "plan": "free", "externalId": "x|ada",
    })
}

fn settings() -> Value {
    json!({
        "theme": "dark", "density": "comfortable", "language": "en", "memoriesEnabled": true,
        "autoPullRequest": false, "enableShadowWiki": true, "enableIndexing": false, "sharesPresence": true,
        "characterShortcuts": false, "announcements": "boundaries", "enterSends": false,
        "selectedModels": ["a/one", "b-two"], "rules": "Write tests first.",
    })
}

fn memory(id: &str, content: &str, repo: Option<&str>) -> Value {
    let mut memory = json!({
        "_id": id, "_creationTime": NOW, "content": content, "category": "TESTING", "userId": "us1",
        "createdAt": NOW, "updatedAt": NOW - 180_000.0,
    });
    if let Some(repo) = repo {
        memory["repoFullName"] = json!(repo);
    }
    memory
}

fn filled() -> Table {
    let session = |id: &str, agent: Value, current: bool| {
        json!({
            "sessionId": id, "createdAt": NOW, "lastSeenAt": NOW - 180_000.0, "ipAddress": "192.0.2.7",
            "userAgent": agent, "isCurrent": current,
        })
    };
    let account = |id: &str, provider: &str, label: &str| json!({ "accountId": id, "providerId": provider, "label": label, "createdAt": NOW });
    let mut table = Table::default();
    table.answers.extend([
        ("auth:currentUser", user()),
        ("sessions:mine", json!([session("se1", json!(FIREFOX), true), session("se2", Value::Null, false)])),
        ("accounts:mine", json!([account("ac1", "password", "ada@example.org"), account("ac2", "github", "@ada")])),
        ("userSettings:get", settings()),
        (
            "providerKeys:list",
            json!([{ "provider": "anthropic", "hint": "…9f2c", "status": "valid", "validatedAt": NOW - 180_000.0 }]),
        ),
        (
            "memories:list",
            page_of(vec![
                memory("me1", "Run <the> tests with nextest.", Some("acme/engine")),
                memory("me2", "Answer in English.", None),
            ]),
        ),
        ("memories:search", json!([memory("me1", "Run <the> tests with nextest.", Some("acme/engine"))])),
        ("memories:byTask", json!([])),
        ("memories:repositories", json!(["acme/engine"])),
    ]);
    table
}

#[tokio::test]
async fn the_account_page_shows_person_sessions_and_ways_to_sign_in() {
    let answer = open(&Arc::new(filled()), "/account", &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = answer.text();
    for expected in [
        "ada@example.org",
        "Not confirmed",
        "Firefox on Linux",
        "This browser",
        "Unknown browser",
        "192.0.2.7",
        "End all other sessions",
        "GitHub",
        "Connect Clerk",
        "Free",
        "14 days",
    ] {
        assert!(text.contains(expected), "`{expected}` is missing in {text}");
    }
    for action in [
        "/do/update_profile",
        "/auth/resend-verification",
        "/auth/password",
        "/do/end_session",
        "/do/end_other_sessions",
        "/do/unlink_account",
        "/auth/delete",
        "/auth/sign-out",
    ] {
        assert!(
            answer.html.contains(&format!(r#"action="{action}""#)),
            "{action}"
        );
    }
    assert!(answer.html.contains(r#"href="/auth/export""#));
    assert!(
        answer
            .html
            .contains(r#"method="post" action="/auth/oidc/clerk""#)
    );
    assert!(
        !answer.html.contains(r#"value="se1""#),
        "the session in use ends by signing out"
    );
    assert_eq!(answer.html.matches("<h1").count(), 1);
}

#[tokio::test]
async fn the_only_way_to_sign_in_cannot_be_removed() {
    let mut table = filled();
    table.answers.insert(
        "accounts:mine",
        json!([{ "accountId": "ac2", "providerId": "github", "label": "@ada", "createdAt": NOW }]),
    );
    let answer = open(&Arc::new(table), "/account", &[]).await;
    assert!(
        !answer.html.contains("/do/unlink_account"),
        "{}",
        answer.html
    );
    // Without a password there is none to be asked for.
    assert!(!answer.html.contains(r#"name="current""#));
    assert!(answer.text().contains("Write DELETE to confirm"));
}

#[tokio::test]
async fn an_account_that_only_a_link_has_opened_says_how_to_get_in_elsewhere() {
    let mut table = filled();
    table.answers.insert("accounts:mine", json!([]));
    let answer = open(&Arc::new(table), "/account?done=first-password", &[]).await;
    let text = answer.text();
    assert!(text.contains("None yet: only a link"), "{text}");
    assert!(text.contains("Password set."), "{text}");
}

#[tokio::test]
async fn an_account_that_waits_to_be_deleted_says_when_and_can_be_kept() {
    let mut table = filled();
    let mut user = user();
    user["deletionScheduledAt"] = json!(NOW + 14.0 * 86_400_000.0);
    table.answers.insert("auth:currentUser", user);
    let answer = open(&Arc::new(table), "/account", &[]).await;
    assert!(
        answer.text().contains("will be deleted on 5 Dec 2026"),
        "{}",
        answer.text()
    );
    assert!(answer.html.contains(r#"action="/do/cancel_deletion""#));
}

#[tokio::test]
async fn settings_show_what_is_chosen_and_no_key() {
    let answer = open(
        &Arc::new(filled()),
        "/settings",
        &[(
            header::COOKIE,
            "theme=dark; density=compact; shortcuts=off; announcements=off; sending=modifier; notifications=on",
        )],
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK);
    let pressed = |value: &str| format!(r#"value="{value}" aria-pressed="true""#);
    assert!(
        answer.html.contains(&pressed("dark")) && answer.html.contains(&pressed("comfortable"))
    );
    assert!(answer.html.contains(&pressed("boundaries")));
    assert!(answer.html.contains(r#"data-density="compact""#));
    assert!(answer.html.contains(r#"data-shortcuts="off""#));
    assert!(answer.html.contains(r#"data-announcements="off""#));
    assert!(answer.html.contains(r#"data-sending="modifier""#));
    assert!(answer.html.contains(r#"data-notifications="on""#));
    let is_on = |name: &str| {
        let input = answer
            .html
            .split("<input")
            .find(|input| input.contains(&format!(r#"name="{name}""#)));
        let input = input
            .and_then(|input| input.split('>').next())
            .unwrap_or_default();
        assert!(input.contains(r#"role="switch""#), "{name}: {input}");
        input.contains("checked")
    };
    assert!(is_on("memories") && is_on("wiki") && is_on("presence"));
    assert!(is_on("notifications"));
    assert!(!is_on("enter") && !is_on("characters"));
    assert!(!is_on("pull_requests") && !is_on("indexing"));
    let text = answer.text();
    for expected in [
        "Write tests first.",
        "3 of 100 words",
        "a/one\nb-two",
        "Ends with …9f2c",
        "Works",
        "No key",
    ] {
        assert!(text.contains(expected), "`{expected}` is missing in {text}");
    }
}

#[tokio::test]
async fn a_browser_without_choices_takes_up_those_of_the_account() {
    let answer = open(&Arc::new(filled()), "/tasks", &[]).await;
    let kept = |cookies: &[String]| -> Vec<String> {
        let pairs = cookies.iter().filter_map(|cookie| cookie.split(';').next());
        pairs.map(str::to_owned).collect()
    };
    assert_eq!(
        kept(&answer.cookies),
        [
            "theme=dark",
            "density=comfortable",
            "shortcuts=off",
            "announcements=boundaries",
            "sending=modifier"
        ]
    );
    let chosen = [(
        header::COOKIE,
        "theme=light; density=compact; shortcuts=on; announcements=full; sending=enter",
    )];
    let answer = open(&Arc::new(filled()), "/tasks", &chosen).await;
    assert!(answer.cookies.is_empty(), "{:?}", answer.cookies);
}

#[tokio::test]
async fn a_refused_key_is_refused_at_its_provider_and_not_shown() {
    let refusal = Refusal {
        form: "keys".to_owned(),
        code: "BAD_KEY".to_owned(),
        message: "OpenAI does not know this key.".to_owned(),
        values: vec![("provider".to_owned(), "openai".to_owned())],
        reference: None,
    };
    let cookie = refusal.to_set_cookie(&app::RefusalCookie::default());
    let pair = cookie.split(';').next().unwrap();
    let answer = open(&Arc::new(filled()), "/settings", &[(header::COOKIE, pair)]).await;
    assert_eq!(
        answer
            .html
            .matches("OpenAI does not know this key.")
            .count(),
        1
    );
    assert_eq!(answer.html.matches(r#"aria-invalid="true""#).count(), 1);
    let place = answer
        .html
        .find(r#"id="refusal-keys-openai" role="alert">OpenAI"#);
    assert!(place.is_some(), "{}", answer.html);
}

#[tokio::test]
async fn memories_are_listed_searched_and_filtered_by_address() {
    let cases = [
        ("/memories", "memories:list", json!({})),
        (
            "/memories?q=nextest",
            "memories:search",
            json!({ "text": "nextest" }),
        ),
        (
            "/memories?category=TESTING",
            "memories:list",
            json!({ "category": "TESTING" }),
        ),
        (
            "/memories?scope=everywhere",
            "memories:list",
            json!({ "repoFullName": null }),
        ),
        (
            "/memories?scope=acme%2Fengine",
            "memories:list",
            json!({ "repoFullName": "acme/engine" }),
        ),
    ];
    for (path, query, expected) in cases {
        let table = Arc::new(filled());
        let answer = open(&table, path, &[]).await;
        assert!(
            answer.text().contains("Run <the> tests with nextest."),
            "{path}: {}",
            answer.text()
        );
        let asked = table.queries.lock().unwrap().clone();
        let mut args = asked.into_iter().find(|(path, _)| path == query).unwrap().1;
        args.as_object_mut().unwrap().remove("paginationOpts");
        assert_eq!(args, expected, "{path}");
    }
    let text = open(&Arc::new(filled()), "/memories", &[]).await.text();
    assert!(
        text.contains("acme/engine") && text.contains("everywhere") && text.contains("3 min ago"),
        "{text}"
    );
    let text = open(&Arc::new(filled()), "/memories?task=jd7a", &[])
        .await
        .text();
    assert!(text.contains("What was learnt in this task"), "{text}");
}

#[tokio::test]
async fn a_workspace_without_memories_says_what_they_are_for() {
    let mut table = filled();
    table.answers.insert("memories:list", page_of(vec![]));
    let text = open(&Arc::new(table), "/memories", &[]).await.text();
    assert!(text.contains("No memories yet"), "{text}");
}
